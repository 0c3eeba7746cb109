"""Which ways do a resident and a clerk walk through the portal? Each page on the way is looked at."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.machine import Machine
from tests.browser.visitor import Visitor

SERVICE = "가로등·도로 고장 신고"
WHAT = "가로등이 사흘째 꺼져 있습니다. 기둥 번호는 장전-117입니다."
WHAT_ON_THE_ROAD = "가로 6 m, 세로 2 m, 높이 9 m의 비계입니다."
REQUEST = "고장 난 곳이 보이는 사진을 한 장 더 보내 주세요."
ADDED = "기둥 전체가 보이는 사진을 다시 찍었습니다."
ANSWER = "3월 10일 오후에 안정기를 바꾸어 불이 다시 들어왔습니다. 알려 주셔서 고맙습니다."
NUMBER = re.compile(r"\d{4}-\d{6}-\d")


@dataclass
class Filed:
    """What a resident holds after filing."""

    number: str
    email: str

    @property
    def path(self) -> str:
        """Where the case is read."""
        return f"/cases/{self.number}"


def photo(name: str = "가로등.jpg") -> FilePayload:
    """A photo as a phone takes it, with the place (35.2306 N, 129.0896 E) and time in its EXIF."""
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: "2026:03:09 19:20:00", 0x9011: "+09:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 13.0, 50.2), 3: "E", 4: (129.0, 5.0, 22.6)})
    body = io.BytesIO()
    Image.effect_mandelbrot((800, 600), (-2, -1.5, 1, 1.5), 60).convert("RGB").save(body, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": body.getvalue()}


def finds_the_service(resident: Visitor, typed: str = "가로드") -> None:
    """Home, search with a typing error, the service's page."""
    resident.open("/")
    resident.look("home")
    resident.page.locator("#f-q").fill(typed)
    resident.press("찾기")
    resident.sees(SERVICE)
    resident.look("services-found")
    resident.press(SERVICE)
    resident.sees("처리 기간")
    resident.look("service")


def answers_the_questions(resident: Visitor) -> None:
    """From the service's page to the page about the person."""
    resident.press("신청하기")
    resident.sees("어떤 불편인가요?")
    resident.look("form-what")
    resident.page.get_by_label("가로등이 꺼졌거나 깜빡임").check()
    resident.fill("무슨 일인가요?", WHAT)
    resident.press("다음", exact=True)
    resident.look("form-where")
    resident.page.locator("#f-photos").set_input_files(photo())
    resident.press("고른 파일 올리기")
    resident.sees("사진에 담긴 내용을 쓸까요?")
    resident.look("form-where-offers")
    resident.press(re.compile("사진의 위치 넣기"))
    resident.sees("가로등.jpg")
    resident.page.get_by_role("textbox", name="어디인가요?").fill("장전역 4번 출구 앞")
    resident.press("다음", exact=True)
    resident.sees("누구신가요?")


def says_who(resident: Visitor, machine: Machine, email: str) -> None:
    """Name, address, and an e-mail that is proved by its code."""
    resident.look("form-contact")
    resident.fill("이름", "김하늘")
    resident.fill("우편번호 5자리", "46274")
    resident.fill("도로명 주소", "부산광역시 금정구 중앙대로 1777")
    resident.fill("전화번호", "010-2345-6789")
    resident.fill("이메일", email)
    resident.press("확인번호 받기")
    resident.page.get_by_label("확인번호 6자리").fill(machine.mailed_code(email))
    resident.look("form-contact-code")
    resident.press("확인하기")
    resident.sees("이메일을 확인했습니다")
    resident.look("form-contact-proved")
    resident.press("다음", exact=True)


def files(resident: Visitor, machine: Machine, email: str) -> Filed:
    """The whole way from the front page to the case's page."""
    finds_the_service(resident)
    answers_the_questions(resident)
    says_who(resident, machine, email)
    resident.sees("이대로 제출할까요?")
    resident.sees("장전역 4번 출구 앞")
    resident.look("form-check")
    resident.page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    resident.press("제출하기")
    resident.page.wait_for_url("**/receipt")
    number = NUMBER.search(resident.page.inner_text("main"))
    assert number
    expect(resident.page.locator("svg.qr").first).to_be_visible()
    resident.look("receipt")
    resident.press("처리 현황 보기")
    resident.sees(number[0])
    resident.look("case-submitted")
    return Filed(number[0], email)


def signs_in(clerk: Visitor, machine: Machine, login: str = "minsu") -> None:
    """Password and second factor, to the day's work."""
    clerk.open("/desk/sign-in")
    clerk.look("sign-in")
    clerk.fill("계정", login)
    clerk.fill("비밀번호", machine.password(login))
    clerk.fill("인증번호 6자리", machine.code(login))
    clerk.press("로그인", exact=True)
    clerk.page.wait_for_url(re.compile("/desk(?!/sign-in)"))  # an auditor comes to the log
    clerk.look(f"desk-{login}")


def opens(clerk: Visitor, filed: Filed) -> None:
    """From the list of those that wait to the case."""
    clerk.open("/desk?view=waiting")
    clerk.look("desk-waiting")
    clerk.page.get_by_role("row").filter(has_text=filed.number).get_by_role("link").click()
    clerk.sees(WHAT)
    clerk.look("desk-case-submitted")


def begins(clerk: Visitor, move: str) -> None:
    """Open the form of the move of this name; the moves that few cases need are folded."""
    folded = clerk.page.locator(".desk-more:not([open]) > summary")
    if folded.count():
        folded.click()
    clerk.page.locator(f"a[href$='/{move}']").click()


def accepts_and_asks(clerk: Visitor) -> None:
    """Accept, then ask for a supplement."""
    clerk.press(re.compile("^접수"))
    clerk.stands_at("접수됨")
    clerk.look("desk-case-accepted")
    clerk.press(re.compile("^보완 요구"))
    clerk.look("desk-supplement")
    clerk.fill("더 낼 것", REQUEST)
    clerk.page.locator("[data-primary]").click()
    clerk.stands_at("서류를 기다립니다")
    clerk.look("desk-case-waiting")


def supplements(resident: Visitor, machine: Machine, filed: Filed) -> None:
    """The letter's link, what is asked for, and the missing photo."""
    letter = machine.letter(filed.email, "서류를 더 내 주세요")
    link = re.search(r"http://[^\s>)]+/cases/[^\s>)]+", letter)
    assert link, letter
    resident.page.goto(link[0])
    resident.sees(REQUEST)
    resident.look("case-waiting")
    resident.press("서류 내기")
    resident.look("supplement")
    resident.page.locator("#f-files").set_input_files(photo("기둥.jpg"))
    resident.page.locator("#f-supplement").fill(ADDED)
    resident.page.locator("[data-primary]").click()
    resident.page.wait_for_url(f"**{filed.path}")
    resident.look("case-supplemented")


def decides_and_notifies(clerk: Visitor, filed: Filed) -> None:
    """Read what came, write the answer, check it, send it."""
    clerk.open(f"/desk/cases/{filed.number}")
    clerk.sees(ADDED)
    clerk.look("desk-case-supplemented")
    clerk.press(re.compile("^결정"))
    clerk.look("desk-decide")
    clerk.page.locator("input[name=outcome][value=answered]").check()
    clerk.page.locator("#f-answer").fill(ANSWER)
    clerk.page.locator("[data-primary]").click()
    clerk.sees(ANSWER)
    clerk.look("desk-case-decided")
    clerk.press(re.compile("^결과 통지"))
    clerk.look("desk-notify")
    clerk.page.locator("[data-primary]").click()
    clerk.page.wait_for_url(f"**/desk/cases/{filed.number}")
    clerk.stands_at("답변 완료")
    clerk.look("desk-case-done")
