"""How is a letter on a petition put together? News, which petition, where to look, who has it."""

from __future__ import annotations

from json import loads

from portal.kernel import holidays, satisfaction
from portal.kernel.cases import Petitioner, link_token
from portal.kernel.models import Case, Event, Notice, Person
from portal.kernel.notices import Letter
from portal.kernel.notices.wishes import PAPER
from portal.kernel.words import N_, Text
from portal.rooms.petitions.letters.facts import News
from portal.rooms.petitions.letters.news import BODIES, SUBJECTS
from portal.rooms.petitions.letters.on_paper import contents
from portal.settings import settings
from portal.web import casework, i18n
from portal.web.casework import Contact
from portal.web.i18n import Words


async def compose(case: Case, notice: Notice, petitioner: Petitioner, lang: str, base_url: str) -> Letter:
    """The letter of one notice in the language the case was filed in. KeyError for an unknown topic."""
    words = i18n.in_language(lang)
    event = await Event.get(case_id=case.id, seq=notice.event_seq)
    written = notice.channel == PAPER
    news = News(
        case,
        loads(event.meta),
        await holidays.current_calendar(),
        words,
        written,
        event.actor_kind == "staff",
    )
    subject = words(SUBJECTS[notice.topic])
    parts = [
        subject + ".",
        "\n".join(line for line in (*BODIES[notice.topic](news), _by_agent(event, words)) if line),
        await contents(case, event, words) if written else "",
        _which(case, words),
        _address(case, words, base_url) if written else _link(case, notice.topic, words, base_url),
        "" if written else await _satisfied(case, event, words, base_url),
        _who(await casework.contact(case, words), await _acted(event), words),
        _from(words),
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    title = f"[{_portal(words)}] {subject} ({case.receipt_no})"
    return Letter(title, text, _short(case, subject, words, base_url))


def _short(case: Case, subject: str, words: Words, base_url: str) -> str:
    """A text message: that something moved and where to look; no date and no service, for a lock screen shows it."""
    return f"[{_portal(words)}] {subject} {base_url.rstrip('/')}/cases/{case.receipt_no}"


def _by_agent(event: Event, words: Words) -> str:
    """The petitioner hears each time that somebody else acted; who, stands on the case's page only."""
    if event.actor_kind != "agent" or event.kind in {"take_up", "end_delegation"}:
        return ""
    return words(
        N_(
            "맡기신 분이 대신 했습니다. 누가 무엇을 했는지는 아래 주소에서 볼 수 있습니다. "
            "맡긴 일이 아니라면 담당자에게 바로 알려 주세요."
        )
    )


def _which(case: Case, words: Words) -> str:
    number = words(N_("접수번호: %(number)s"), number=case.receipt_no)
    if not case.public:
        return number
    return number + "\n" + words(N_("민원: %(title)s"), title=casework.title_of(case, words))


def _link(case: Case, topic: str, words: Words, base_url: str) -> str:
    address = f"{base_url.rstrip('/')}/cases/{case.receipt_no}"
    if topic in {"filed", "split_off"}:
        hint = words(N_("이 링크를 누르면 내 민원이 바로 열립니다. 다른 사람에게 보내지 마세요."))
        return f"{hint}\n{address}?k={link_token(case)}"
    hint = words(N_("열리지 않으면 ‘민원을 받았습니다’ 메일의 링크나 ‘내 민원’에서 열어 주세요."))
    return f"{address}\n{hint}"


async def _satisfied(case: Case, event: Event, words: Words, base_url: str) -> str:
    """The question how it was (민원법 26조), once: with the news that the case has ended."""
    if case.closed_at != event.at or not satisfaction.is_asked(case) or await satisfaction.of_case(case):
        return ""
    ask = words(N_("처리에 만족하셨나요? 한 번 답할 수 있고, 답하지 않아도 됩니다."))
    return f"{ask}\n{base_url.rstrip('/')}/cases/{case.receipt_no}/satisfaction"


def _address(case: Case, words: Words, base_url: str) -> str:
    """Where who reads this on paper may look: by number, phone and the PIN of the receipt."""
    hint = words(N_("누리집의 ‘내 민원’에서 접수번호, 전화번호, 확인번호(PIN)를 넣으면 볼 수 있습니다."))
    return f"{hint}\n{base_url.rstrip('/')}/cases"


async def _acted(event: Event) -> str:
    """Who made the move, if it was one of the staff: whom a letter names while nobody has the case."""
    officer = await Person.get_or_none(id=event.actor_id) if event.actor_kind == "staff" else None
    return officer.name if officer else ""


def _who(contact: Contact, acted: str, words: Words) -> str:
    who = f"{contact.department} {contact.officer}".strip()
    if not contact.officer and acted:
        who = words(
            N_("%(department)s (담당자를 정하는 동안 민원실 %(officer)s)"),
            department=contact.department,
            officer=acted,
        )
    elif not contact.officer:
        who = words(N_("%(department)s (담당자는 접수할 때 정합니다)"), department=contact.department)
    phone = contact.phone or settings().front_desk_phone
    return words(N_("담당: %(who)s\n전화: %(phone)s"), who=who, phone=phone)


def _from(words: Words) -> str:
    return words(
        N_("%(portal)s · 민원실 %(phone)s"), portal=_portal(words), phone=settings().front_desk_phone
    )


def _portal(words: Words) -> str:
    chosen = settings()
    district = Text(chosen.district_name, chosen.district_name_en).get(words.lang)
    return words(N_("%(district)s 민원포털"), district=district)
