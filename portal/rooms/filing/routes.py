"""Under which addresses does the filing room answer?"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from portal.rooms.filing.pages import alike, check, contact, handbook, machine, receipt, step

DRAFT = "/services/{code}/apply/{draft:uuid}"

ROUTES: list[BaseRoute] = [
    Route("/services", handbook.services, name="filing:services"),
    Route("/services/suggest", handbook.services, name="filing:suggest"),
    Route("/services/{code}", handbook.service, name="filing:service"),
    Route("/services/{code}/apply", step.apply, methods=["GET", "POST"], name="filing:apply"),
    Route("/services/{code}/file", machine.file_at_once, methods=["POST"], name="filing:file"),
    Route(f"{DRAFT}/contact", contact.contact, methods=["GET", "POST"], name="filing:contact"),
    Route(f"{DRAFT}/contact/autosave", contact.autosave, methods=["POST"], name="filing:autosave-contact"),
    Route(f"{DRAFT}/check", check.check, name="filing:check"),
    Route(f"{DRAFT}/follow", alike.follow, methods=["POST"], name="filing:follow"),
    Route(f"{DRAFT}/submit", check.submit, methods=["GET", "POST"], name="filing:submit"),
    Route(f"{DRAFT}/discard", step.discard, methods=["POST"], name="filing:discard"),
    Route(f"{DRAFT}/{{step}}", step.step, methods=["GET", "POST"], name="filing:step"),
    Route(f"{DRAFT}/{{step}}/autosave", step.autosave, methods=["POST"], name="filing:autosave"),
    Route("/cases/{no}/receipt", receipt.receipt, name="filing:receipt"),
]
