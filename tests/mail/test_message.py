"""Does a letter survive being written, sent and read, however it was labelled?"""

import base64
import email
import email.policy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.message import BadAddress, Unreadable, compose, parse

NOW = datetime(2026, 3, 18, 5, 30, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1)


def letter(**changes):
    parts = {
        "sender": "금정구 민원포털 <portal@geumjeong.example>",
        "to": "sky@example.kr",
        "subject": "민원을 접수했습니다",
        "text": "3월 20일까지 답변드립니다.\n",
        "message_id": "abc@geumjeong.example",
        "date": NOW,
    }
    return compose(**{**parts, **changes})


def test_a_korean_letter_is_read_as_it_was_written():
    read = parse(letter(headers={"X-Portal-Topic": "accepted"}).as_bytes())
    assert read.subject == "민원을 접수했습니다"
    assert read.text == "3월 20일까지 답변드립니다.\n"
    assert (read.sender, read.sender_name) == ("portal@geumjeong.example", "금정구 민원포털")
    assert read.to == ("sky@example.kr",)
    assert read.date == NOW
    assert read.message_id == "abc@geumjeong.example"
    assert read.automatic


def test_a_letter_on_the_wire_is_seven_bit_with_short_lines():
    raw = letter(subject="가로등이 꺼져 있습니다 " * 20, text="받침이 많은 긴 글입니다. " * 200).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.count(b"\n") == raw.count(b"\r\n")


@given(st.lists(WORDS, min_size=1, max_size=30))
def test_any_subject_comes_back(words):
    subject = " ".join(words)
    raw = letter(subject=subject).as_bytes()
    assert (
        email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"] == "<abc@geumjeong.example>"
    )
    assert parse(raw).subject == subject


@pytest.mark.parametrize("field", ["subject", "message_id", "to", "sender"])
def test_a_line_break_in_a_header_adds_no_header(field):
    value = "sky@example.kr\r\nBcc: thief@example.com"
    try:
        raw = letter(**{field: value}).as_bytes()
    except BadAddress:
        return
    assert "Bcc" not in email.message_from_bytes(raw)


@pytest.mark.parametrize(
    "address", ["", "하늘", "a@", "@b.kr", "하늘@example.kr", "a@b.kr, c@d.kr <", "a b@c.kr"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadAddress):
        letter(to=address)


def test_an_international_domain_is_written_in_ascii():
    assert "xn--" in str(letter(to="sky@금정구.한국")["To"])


@pytest.mark.parametrize(
    "label", ["ks_c_5601-1987", "euc-kr", "EUC-KR", "cp949", '"ks_c_5601-1987"', "x-unknown"]
)
def test_cp949_under_its_many_labels_is_readable(label):
    head = f"Subject: test\r\nContent-Type: text/plain; charset={label}\r\n\r\n".encode()
    assert parse(head + "똠방각하 뷁 샾".encode("cp949")).text == "똠방각하 뷁 샾"


def test_an_old_header_word_and_a_bare_header_are_readable():
    word = "=?ks_c_5601-1987?B?" + base64.b64encode("똠방각하".encode("cp949")).decode() + "?="
    bare = "Subject: 뷁 민원".encode("cp949")
    raw = f"From: {word} <a@b.kr>\r\n".encode() + bare + b"\r\n\r\nhi"
    read = parse(raw)
    assert (read.sender_name, read.subject) == ("똠방각하", "뷁 민원")


def test_a_decoded_name_can_not_pose_as_the_address():
    raw = b"From: =?utf-8?q?mayor=40geumjeong=2Eexample_=3Cx=40y=2Ekr=3E?= <thief@example.com>\r\n\r\nhi"
    assert parse(raw).sender == "thief@example.com"


def test_file_names_in_three_ways_of_writing_are_read():
    encoded = "%B9%CE%BF%F8.hwp"
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n"
        b"--b\r\nContent-Type: application/x-hwp\r\nContent-Disposition: attachment; filename*=euc-kr''"
        + encoded.encode()
        + b"\r\n\r\n1\r\n"
        b'--b\r\nContent-Disposition: attachment; filename="=?euc-kr?B?uc6/+C5od3A=?="\r\n\r\n2\r\n'
        b'--b\r\nContent-Disposition: attachment; filename="'
        + "민원.hwp".encode("cp949")
        + b'"\r\n\r\n3\r\n--b--\r\n'
    )
    read = parse(raw)
    assert [file.name for file in read.enclosures] == ["민원.hwp"] * 3
    assert read.text == "see"


def test_a_letter_of_html_alone_has_words_without_its_scripts():
    raw = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    raw += b"<style>p{}</style><p>A &amp; B</p><script>x()</script><p>C"
    read = parse(raw)
    assert read.text == "A & B\nC"
    assert read.html is not None


def test_endless_nesting_is_refused_in_words_of_our_own():
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    with pytest.raises(Unreadable):
        parse(head)


@given(st.binary(max_size=600))
def test_any_bytes_are_a_letter(raw):
    parse(raw)


@given(
    st.sampled_from(["zlib", "rot13", "idna", "utf-7", "unicode_escape", "\x00", "utf-16"]),
    st.binary(max_size=80),
)
def test_no_label_breaks_the_reader(label, body):
    parse(f"Content-Type: text/plain; charset={label}\r\nSubject: =?{label}?Q?a=FF?=\r\n\r\n".encode() + body)
