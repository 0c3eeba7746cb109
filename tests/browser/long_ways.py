"""Which ways does a petition go that is not answered at once? Every step is seen by resident, reader and clerk.

The resident acts on a phone without JavaScript; the same person reads along in English on a wide screen, where axe
judges the pages. After every step both must learn what comes next and by when, and the clerk how much time is left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.machine import Machine
from tests.browser.visitor import Visitor
from tests.browser.ways import Filed

DAY: Final = re.compile(r"\d{1,2}\. \d{1,2}\.\([월화수목금토일]\)")
DAY_IN_ENGLISH: Final = re.compile(r"\d{1,2} [A-Z][a-z]{2} (\d{4} )?\([A-Z][a-z]{2}\)")
TIME_LEFT: Final = re.compile(r"\d+(일|시간|분)|멈춤")


@dataclass
class Walk:
    """One petition and those who follow it; `clerk` is whoever has it now."""

    machine: Machine
    resident: Visitor
    reader: Visitor
    clerk: Visitor
    filed: Filed

    def read_along(self, part: str) -> None:
        """The same person opens the letter's link elsewhere, and reads in English."""
        link = re.search(r"http://[^\s>)]+/cases/[^\s>)]+", self.machine.letter(self.filed.email, part))
        assert link
        self.reader.open("/preferences?lang=en&back=/")
        self.reader.page.goto(link[0])

    def tells(self, name: str, *expected: str) -> None:
        """The resident's page says what is expected, and a day; the English one a day too."""
        self.resident.open(self.filed.path)
        self.resident.look(f"life-{name}")
        said = _above(self.resident, "지나온 길")
        assert DAY.search(said), f"{name}: no day in\n{said}"
        missing = [text for text in expected if text not in said]
        assert not missing, f"{name}: {missing} not in\n{said}"
        self.reader.open(self.filed.path)
        self.reader.look(f"life-{name}-en")
        read = _above(self.reader, "What has happened")
        assert DAY_IN_ENGLISH.search(read), f"{name}: no day in\n{read}"

    def clerk_sees_time_left(self, name: str) -> None:
        """The desk's page shows how much working time is left, or that the clock stands still, with the day."""
        self.clerk.open(f"/desk/cases/{self.filed.number}")
        self.clerk.look(f"life-{name}")
        left = self.clerk.page.locator(".desk-left").inner_text()
        assert TIME_LEFT.search(left), left
        assert DAY.search(left) or "오늘" in left or "내일" in left, left

    def asks(self, name: str, move: str) -> None:
        """The clerk opens a move's form."""
        self.clerk.open(f"/desk/cases/{self.filed.number}")
        ways.begins(self.clerk, move)
        self.clerk.look(f"life-{name}-form")

    def sends(self) -> None:
        """The clerk presses the form's main button, and the case comes back."""
        self.clerk.page.locator("[data-primary]").click()
        expect(self.clerk.page.locator("[data-primary]")).to_have_count(0)


def _above(visitor: Visitor, heading: str) -> str:
    """What a case's page says before its history."""
    visitor.page.wait_for_load_state()
    text = visitor.page.locator("#live").inner_text()
    assert heading in text, text
    return text.split(heading)[0]


def files_a_permit(resident: Visitor, machine: Machine, email: str) -> Filed:
    """Asks to occupy a road: a permit, so that a refusal may be objected to (민원법 35)."""
    resident.open("/services/road-occupation")
    resident.press("신청하기")
    resident.page.get_by_label("공사용 시설(비계, 울타리 등)").check()
    resident.fill("시설의 모양과 크기", ways.WHAT_ON_THE_ROAD)
    resident.fill("점용 면적(㎡)", "12")
    resident.press("다음", exact=True)
    resident.page.get_by_role("textbox", name="어디인가요?").fill("장전역 4번 출구 앞")
    resident.fill("점용을 시작하는 날", "2026-04-01")
    resident.fill("점용을 마치는 날", "2026-04-30")
    resident.press("다음", exact=True)
    resident.sees("준비한 서류를 올려 주세요")
    resident.press("다음", exact=True)
    ways.says_who(resident, machine, email)
    resident.sees("이대로 제출할까요?")
    resident.page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    resident.press("제출하기")
    resident.page.wait_for_url("**/receipt")
    number = ways.NUMBER.search(resident.page.inner_text("main"))
    assert number
    return Filed(number[0], email)


def goes_to_the_wrong_department_and_back(walk: Walk, other: Visitor) -> None:
    """Each department sends it on with its reason (민원령 13)."""
    right = walk.clerk
    walk.asks("routed", "route")
    right.page.locator("#f-department").select_option("traffic")
    right.page.locator("#f-reason").fill("차로를 막는 공사라 교통과 일로 보입니다.")
    walk.sends()
    walk.tells("routed", "교통", "까지 접수")
    walk.clerk = other
    walk.clerk_sees_time_left("desk-routed")
    walk.asks("routed-back", "route")
    other.page.locator("#f-department").select_option("construction")
    other.page.locator("#f-reason").fill("보도만 쓰는 공사라 건설과 일입니다.")
    walk.sends()
    walk.clerk = right
    walk.tells("routed-back", "건설", "까지 접수")
    walk.clerk_sees_time_left("desk-routed-back")


def is_accepted(walk: Walk) -> None:
    """From here on there is a day by which it is answered."""
    walk.clerk.press(re.compile("^접수"))
    walk.clerk.stands_at("접수됨")
    walk.tells("accepted", "까지 답변합니다", "앞으로 이렇게 됩니다")
    walk.clerk_sees_time_left("desk-accepted")


def is_completed(walk: Walk, name: str, wanted: str, brought: str, *, with_more_time: bool = False) -> None:
    """The clerk asks for papers; the resident may ask for more time, and brings them (민원령 24)."""
    walk.asks(name, "request_supplement")
    walk.clerk.fill("더 낼 것", wanted)
    walk.sends()
    walk.tells(name, wanted, "까지 서류를", "서류 내기")
    walk.clerk_sees_time_left(f"desk-{name}")
    if with_more_time:
        _gets_more_time(walk, name)
    walk.resident.press("서류 내기")
    walk.resident.look(f"life-{name}-bring")
    walk.resident.page.locator("#f-files").set_input_files(ways.photo("도면.jpg"))
    walk.resident.page.locator("#f-supplement").fill(brought)
    walk.resident.page.locator("[data-primary]").click()
    walk.resident.page.wait_for_url(f"**{walk.filed.path}")
    walk.tells(f"{name}-brought", "까지 답변합니다")
    walk.clerk.open(f"/desk/cases/{walk.filed.number}")
    walk.clerk.sees(brought)
    walk.clerk_sees_time_left(f"desk-{name}-brought")


def _gets_more_time(walk: Walk, name: str) -> None:
    walk.resident.press("시간을 더 달라고 하기")
    walk.resident.look(f"life-{name}-longer")
    walk.resident.fill("며칠이 더 필요한가요?", "7")
    walk.resident.fill("까닭", "설계사무소가 도면을 다시 그리고 있습니다.")
    walk.resident.press("요청하기", exact=True)
    walk.tells(f"{name}-longer-asked", "7일을 더 달라고 하셨습니다")
    walk.clerk_sees_time_left(f"desk-{name}-longer-asked")
    walk.asks(f"{name}-grant", "grant_longer")
    walk.clerk.page.locator("#f-days").select_option("7")
    walk.sends()
    walk.tells(f"{name}-longer", "까지 서류를")


def is_extended_twice(walk: Walk) -> None:
    """Once by the office, once with the petitioner's consent (민원령 21)."""
    walk.asks("extend", "extend")
    walk.clerk.page.locator("#f-days").select_option("7")
    walk.clerk.page.locator("#f-reason").fill("지하에 묻힌 관을 현장에서 확인해야 합니다.")
    walk.sends()
    walk.tells("extended", "까지 답변합니다")
    walk.clerk_sees_time_left("desk-extended")
    walk.asks("ask-extension", "ask_extension")
    walk.clerk.page.locator("#f-days").select_option("5")
    walk.clerk.page.locator("#f-reason").fill("가스 회사의 의견이 아직 오지 않았습니다.")
    walk.sends()
    walk.tells("extension-asked", "처리 기간을 한 번 더 늘려도 될까요?", "대답하기", "동의하시면")
    walk.clerk_sees_time_left("desk-extension-asked")
    walk.resident.press("대답하기")
    walk.resident.look("life-extension-question")
    walk.reader.open(f"{walk.filed.path}/extension")
    walk.reader.look("life-extension-question-en")
    walk.resident.press("동의하기", exact=True)
    walk.tells("extended-again", "까지 답변합니다")
    walk.clerk_sees_time_left("desk-extended-again")


def is_decided(walk: Walk, name: str, outcome: str, answer: str, **more: str) -> None:
    """The clerk decides and tells it; `more` are the other fields of the form."""
    walk.asks(name, "decide")
    walk.clerk.page.locator(f"input[name=outcome][value={outcome}]").check()
    walk.clerk.page.locator("#f-answer").fill(answer)
    for field, text in more.items():
        walk.clerk.page.locator(f"#f-{field}").fill(text)
    walk.sends()
    walk.tells(f"{name}-kept", "까지 답변합니다")  # nobody outside learns of it before the notice
    walk.clerk_sees_time_left(f"desk-{name}")
    walk.asks(f"{name}-notify", "notify")
    walk.sends()


def objects(walk: Walk) -> None:
    """In writing, within 60 days, with a decision within 10 (민원법 35)."""
    walk.resident.press("이의신청하기")
    walk.resident.look("life-object")
    assert DAY.search(walk.resident.page.inner_text("main"))
    walk.reader.open(f"{walk.filed.path}/object")
    walk.reader.look("life-object-en")
    walk.resident.fill("무엇을 왜 다시 정해야 하나요?", "보도 폭을 1.5 m 남기겠습니다. 다시 보아 주세요.")
    walk.resident.press("이의신청하기", exact=True)
    walk.tells("objected", "이의신청을 검토하고 있습니다", "까지 답변합니다", "처음에 받은 답변")
    walk.clerk_sees_time_left("desk-objected")
