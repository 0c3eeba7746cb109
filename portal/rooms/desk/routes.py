"""Under which addresses does the desk answer?"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from portal.rooms.desk.pages import (
    case,
    content_edit,
    contents,
    counter,
    delivery,
    holidays,
    late,
    log,
    mode,
    monthly,
    moving,
    oversight,
    paper,
    reconcile,
    retention,
    satisfied,
    sign_in,
    today,
    told,
)

BOTH = ["GET", "POST"]
CASE = "/desk/cases/{no}"

ROUTES: list[BaseRoute] = [
    Route("/desk/sign-in", sign_in.sign_in, methods=BOTH, name="desk:sign_in"),
    Route("/desk/sign-out", sign_in.sign_out, methods=["POST"], name="desk:sign_out"),
    Route("/desk", today.today, name="desk:today"),
    Route("/desk/search", today.search, methods=["POST"], name="desk:search"),
    Route(CASE, case.case, name="desk:case"),
    Route(f"{CASE}/contact", case.contact, methods=["POST"], name="desk:contact"),
    Route(f"{CASE}/files/{{file:uuid}}", case.file, methods=BOTH, name="desk:file"),
    Route(f"{CASE}/files/{{file:uuid}}/small", case.small, name="desk:small"),
    Route(f"{CASE}/{{move}}", moving.moving, methods=BOTH, name="desk:move"),
    Route("/desk/counter", counter.counter, name="desk:counter"),
    Route("/desk/counter/paper", paper.paper, methods=BOTH, name="desk:paper"),
    Route("/desk/counter/{code}", counter.entry, methods=BOTH, name="desk:entry"),
    Route("/desk/counter/receipt/{no}", counter.receipt, name="desk:receipt"),
    Route("/desk/delivery", delivery.delivery, name="desk:delivery"),
    Route("/desk/delivery/letter/{notice:uuid}", delivery.letter, name="desk:letter"),
    Route("/desk/delivery/{way}/{item}", delivery.deal, methods=["POST"], name="desk:deal"),
    Route("/desk/contents", contents.listed, name="desk:contents"),
    Route("/desk/contents/new/{kind}", content_edit.new, methods=BOTH, name="desk:content_new"),
    Route("/desk/contents/{kind}/{slug}", content_edit.edit, methods=BOTH, name="desk:content"),
    Route("/desk/told", told.told, methods=BOTH, name="desk:told"),
    Route("/desk/late", late.late, methods=BOTH, name="desk:late"),
    Route("/desk/monthly", monthly.monthly, methods=BOTH, name="desk:monthly"),
    Route("/desk/log", log.log, name="desk:log"),
    Route("/desk/log/export", log.export, methods=["POST"], name="desk:log_export"),
    Route("/desk/log/review", log.review, methods=BOTH, name="desk:log_review"),
    Route("/desk/holidays", holidays.holidays, methods=BOTH, name="desk:holidays"),
    Route("/desk/holidays/check", holidays.check, name="desk:holidays_check"),
    Route("/desk/mode", mode.mode, methods=BOTH, name="desk:mode"),
    Route("/desk/reconcile", reconcile.reconcile, methods=BOTH, name="desk:reconcile"),
    Route("/desk/retention", retention.listed, methods=BOTH, name="desk:retention"),
    Route("/desk/retention/destroy", retention.destroy, methods=["POST"], name="desk:destroy"),
    Route("/desk/satisfaction", satisfied.satisfied, name="desk:satisfied"),
    Route("/desk/staff", oversight.staff, methods=BOTH, name="desk:staff"),
]
