"""Does the petitioner see by which ways they were told, and what took over from what failed?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.models import Notice
from portal.rooms.petitions import letters
from tests.cast import HANEUL, NOW


async def _told(case, **mail):
    first = await Notice.get(case_id=case.id, channel="mail", topic="filed")
    await Notice.filter(id=first.id).update(**mail)
    return first


async def _follow(case, **more):
    first = await Notice.get(case_id=case.id, channel="mail", topic="filed")
    await Notice.create(
        case_id=case.id,
        event_seq=1,
        topic="filed",
        follows_id=first.id,
        available_at=NOW,
        created_at=NOW,
        **more,
    )


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ({"state": "sent", "sent_at": NOW}, "이 화면 · 3. 10.(화) 이메일로 알림"),
        (
            {"state": "sent", "sent_at": NOW, "channel": "sms", "arrived_at": NOW},
            "3. 10.(화) 문자로 알림 (도착)",
        ),
        ({"state": "pending"}, "이 화면 · 이메일 보내는 중"),
        ({"channel": "account"}, "이 화면 · 보내는 중"),
        (
            {"channel": "sms", "available_at": NOW + timedelta(hours=13)},
            "3. 10.(화) 오후 11시에 문자 보낼 예정",
        ),
        ({"state": "skipped", "error": "stopped"}, "이메일은 받지 않겠다고 함"),
        ({"state": "skipped", "error": "unwanted"}, "따로 알리지 않기로 고른 소식"),
        ({"state": "skipped", "error": "nowhere"}, "보낼 곳이 없음"),
        ({"state": "parked", "error": "refused: 550"}, "이 화면 · 이메일 전달 실패"),
        ({"state": "to_do", "channel": "paper"}, "편지나 전화로 알려 드릴 예정"),
        ({"state": "done", "channel": "paper", "sent_at": NOW}, "3. 10.(화) 편지나 전화로 알림"),
    ],
)
def test_each_way_says_how_far_it_got(client, mine, run, case, mail, said):
    run(_told(case, **mail))
    assert said in client.get(mine).text


def test_what_failed_is_followed_by_what_took_over(client, mine, run, case):
    run(_told(case, state="parked", error="refused: 550"))
    run(_follow(case, channel="paper", state="done", sent_at=NOW))
    assert "이 화면 · 이메일 전달 실패 → 3. 10.(화) 편지나 전화로 알림" in client.get(mine).text


async def _letter(case, channel):
    (event, *_) = await Notice.filter(case_id=case.id, topic="notified")
    notice = Notice(case_id=case.id, event_seq=event.event_seq, topic="notified", channel=channel)
    return await letters.compose(case, notice, HANEUL, "ko", "https://portal.example")


def test_only_paper_brings_the_answer_itself(act, run, case, now_of):
    """민원법 27①, 민원령 29: the result in writing."""
    act("accept")
    act(
        "decide",
        outcome="refused",
        answer="어렵습니다.",
        reasons="예산이 없습니다.",
        remedies="행정심판을 청구할 수 있습니다.",
    )
    act("notify")
    paper, mail = (run(_letter(now_of(), channel)) for channel in ("paper", "mail"))
    for words in ("어렵습니다.", "예산이 없습니다.", "행정심판을", "이의신청"):
        assert words in paper.text
        assert words not in mail.text + mail.short + paper.short
    assert "아래 주소에서 볼 수" not in paper.text
