"""Once it is over the petitioner is asked how it was: once, on the page and in the letter that says so."""

from __future__ import annotations

from portal.kernel import keys
from portal.kernel.models import Notice, Satisfaction
from portal.rooms.petitions import letters
from tests.cast import HANEUL, NOW
from tests.rooms.petitions.conftest import ANSWER, HOUR


def over(act):
    act("accept")
    act("decide", **ANSWER)
    act("notify", at=NOW + HOUR)


def answers(run):
    async def read():
        return await Satisfaction.all()

    return run(read())


def test_it_is_asked_when_the_case_is_over_and_not_before(client, mine, act, run, post):
    assert "만족도 답하기" not in client.get(mine).text
    post(f"{mine}/satisfaction", {"score": "5"})
    assert answers(run) == []
    over(act)
    assert f'href="{mine}/satisfaction"' in client.get(mine).text


def test_it_is_answered_once(client, mine, act, run, post):
    over(act)
    page = post(f"{mine}/satisfaction", {"score": "4", "words": "빨리 고쳐 주셨습니다."})
    assert "답해 주셔서 고맙습니다" in page.text
    assert "만족" in page.text
    post(f"{mine}/satisfaction", {"score": "1"})
    assert [row.score for row in answers(run)] == [4]
    assert "만족도 답하기" not in client.get(mine).text


def test_what_is_no_answer_is_asked_again_with_the_words_kept(mine, act, run, post):
    over(act)
    for score in ("", "0", "6", "x", "５"):
        page = post(f"{mine}/satisfaction", {"score": score, "words": "그대로"})
        assert page.status_code == 422
        assert "그대로" in page.text
    page = post(f"{mine}/satisfaction", {"score": "3", "words": "제 번호는 900101-1234568"})
    assert page.status_code == 422
    assert answers(run) == []


def test_nobody_else_answers(client, case, act, run, post):
    over(act)
    assert client.get(f"/cases/{case.receipt_no}/satisfaction").status_code == 404
    assert post(f"/cases/{case.receipt_no}/satisfaction", {"score": "5"}).status_code == 404
    assert answers(run) == []


def test_only_the_letter_that_says_it_is_over_asks(case, act, run, now_of):
    over(act)

    async def written(topic):
        notice = (await Notice.filter(case_id=case.id, topic=topic))[0]
        return (await letters.compose(now_of_case, notice, HANEUL, "ko", "https://portal.example")).text

    now_of_case = now_of()
    asked = f"/cases/{case.receipt_no}/satisfaction"
    assert asked in run(written("notified"))
    assert asked not in run(written("accepted"))
    run(Satisfaction.create(case_id=case.id, department="construction", score=5, answered_at=NOW))
    assert asked not in run(written("notified"))


def test_a_destroyed_case_can_not_take_words_any_more(mine, act, run, post, case, monkeypatch):
    over(act)

    async def gone(case):
        raise keys.KeyDestroyed()

    monkeypatch.setattr("portal.kernel.satisfaction.key_of", gone)
    assert post(f"{mine}/satisfaction", {"score": "3", "words": "늦었습니다"}).status_code == 410
