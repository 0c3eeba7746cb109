"""How does one ask for the demo's guide and mailbox?"""

from __future__ import annotations

from mail.store import Maildir
from portal.settings import settings
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World

LETTER = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: hello\r\n\r\nhello\r\n"


@scene("GET /demo/qr/{login}")
def picture(world: World, row: Row) -> Asked:
    return Asked({"login": "minsu"})


@scene("GET /demo/qr/{login}~resident")
def picture_of_a_resident(world: World, row: Row) -> Asked:
    return Asked({"login": "haneul"})


@scene("GET /demo/mail/{key}")
def letter(world: World, row: Row) -> Asked:
    return Asked({"key": world.run(Maildir(settings().var / "mail").deliver(LETTER, NOW))})


@scene("GET /demo/mail/{key}~unknown")
def no_letter(world: World, row: Row) -> Asked:
    return Asked({"key": "nothing"})
