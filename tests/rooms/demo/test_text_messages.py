"""Does the demo's gateway take what the portal sends, and show it in the mailbox?"""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from mail.message import parse
from mail.store import Maildir
from portal.cli.demo import text_messages
from portal.kernel import sms
from portal.kernel.notices import Deferred
from portal.settings import Settings
from tests.cast import NOW


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maildir:
    """The mailbox of a gateway that the sending code reaches without a network."""
    made = Maildir(tmp_path / "mail")
    real = httpx2.AsyncClient

    def inside(**more: object) -> httpx2.AsyncClient:
        return real(transport=httpx2.ASGITransport(text_messages.app(made)), timeout=5)

    monkeypatch.setattr("portal.kernel.sms.sending.httpx2.AsyncClient", inside)
    return made


def gateway(key: str = "demo") -> sms.Gateway:
    url = Settings(demo=True, front_desk_phone="051-000-4000", smtp_url="").sms_url
    return sms.read_url(url.replace("demo:demo@", f"demo:{key}@"))


async def test_a_text_message_lies_in_the_mailbox_as_a_letter_to_the_phone(box: Maildir):
    taken = await sms.send(
        gateway(), sms.Message("01023456789", "민원을 접수했습니다\n자세히 보기", reference="7"), now=NOW
    )
    (entry,) = await box.newest()
    letter = parse(await box.read(entry.key))
    assert letter.to == ("01023456789@phone.example",)
    assert letter.subject == "SMS · 민원을 접수했습니다"
    assert letter.text.splitlines() == ["민원을 접수했습니다", "자세히 보기"]
    assert (await sms.outcome(gateway(), taken.id, now=NOW)).arrived is True


async def test_a_message_signed_with_another_secret_is_not_taken(box: Maildir):
    with pytest.raises(Deferred, match="SignatureDoesNotMatch"):
        await sms.send(gateway("wrong"), sms.Message("01023456789", "x"), now=NOW)
    assert await box.newest() == []
