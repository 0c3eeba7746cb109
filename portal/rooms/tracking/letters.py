"""What is somebody told who follows a public case? What the public row says, and where to read it."""

from __future__ import annotations

from json import loads

from portal.kernel.models import Case, Event, Notice
from portal.kernel.moves import binding
from portal.kernel.notices import Letter
from portal.kernel.words import N_, Text
from portal.settings import settings
from portal.web import casework, dates, i18n


async def compose(case: Case, notice: Notice, petitioner: None, lang: str, base_url: str) -> Letter:
    """The letter of one public event of a case that somebody follows; `petitioner` is nobody's business here."""
    words = i18n.in_language(lang)
    event = await Event.get(case_id=case.id, seq=notice.event_seq, audience="public")
    chosen = settings()
    district = Text(chosen.district_name, chosen.district_name_en).get(lang)
    portal = words(N_("%(district)s 민원포털"), district=district)
    title = casework.title_of(case, words)
    stages = binding(case.room).definition.stages
    stage = stages.get(str(loads(event.meta).get("stage"))) or casework.stage_of(case)
    link = f"{base_url.rstrip('/')}/status/{case.receipt_no}"
    said = [
        words(N_("지켜보시는 민원에 새 소식이 있습니다.")),
        "\n".join(
            [
                words(N_("접수번호: %(number)s"), number=case.receipt_no),
                words(N_("민원: %(title)s"), title=title),
                words(N_("담당 부서: %(department)s"), department=casework.department_of(case, words)),
                words(
                    N_("소식: %(what)s (%(when)s)"),
                    what=words(casework.event_title(case.room, event.kind)),
                    when=dates.date_time(event.at, lang),
                ),
                words(N_("단계: %(stage)s"), stage=words(stage.label)),
            ]
        ),
        link,
        words(N_("누구나 보는 내용만 알려 드립니다. 지금 하실 일은 없습니다.")),
        words(N_("%(portal)s · 민원실 %(phone)s"), portal=portal, phone=chosen.front_desk_phone),
    ]
    subject = f"[{portal}] {words(N_('지켜보는 민원에 새 소식이 있습니다'))} ({case.receipt_no})"
    short = f"[{portal}] {words(N_('지켜보는 민원에 새 소식이 있습니다'))} {link}"
    return Letter(subject, "\n\n".join(said) + "\n", short)
