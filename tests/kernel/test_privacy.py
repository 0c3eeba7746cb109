"""A resident number never comes in, and a mask never shows too much."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import privacy

NUMBERS = [
    "900101-1234567",
    "9001011234567",
    "900101 1234567",
    "900101 - 1234567",
    "900101–1234567",
    "900101_1234567",
    "900101.2234567",
    "９００１０１－１２３４５６７",
    "９００１０１1234567",
    "900101\u200b-1234567",
    "000229-3234567",
    "850505-5234567",
    "050505-8234567",
    "991231-9234567",
    "991231-0234567",
]
INNOCENT = [
    "",
    "010-1234-5678",
    "01012345678",
    "051-519-4000",
    "2026-004812-7",
    "901301-1234567",  # there is no 13th month
    "900230-1234567",  # nor a 30 February
    "000229-1234567",  # 1900 was no leap year
    "19001011234567",  # 14 digits
    "900101-12345678",
    "900101-123456",
    "900101-*******",
    "110-123-456789",
    "2026. 3. 18. 오후 2시",
    "35.243123, 129.092345",
    "900101\n1234567",
    "123e4567-e89b-12d3-a456-426614174000",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_resident_number_is_found_in_a_sentence_and_masked(number):
    text = f"제 번호는 {number}입니다."
    (span,) = privacy.find_resident_numbers(text)
    assert text[span.start : span.end] == number
    masked = privacy.mask_resident_numbers(text)
    assert masked.endswith("-*******입니다.")
    assert not privacy.find_resident_numbers(masked)


@pytest.mark.parametrize("text", INNOCENT)
def test_other_numbers_pass(text):
    assert privacy.find_resident_numbers(text) == ()
    assert privacy.mask_resident_numbers(text) == text


def test_full_width_digits_are_masked_as_plain_ones():
    assert privacy.mask_resident_numbers("９００１０１－１２３４５６７") == "900101-*******"


def test_the_refusal_names_every_field_and_file_and_never_the_number():
    with pytest.raises(privacy.ResidentNumberFound) as caught:
        privacy.check_no_resident_number(
            {"details": "900101-1234567", "subject": "가로등", "name": "9001011234567"},
            ["사진.jpg", "900101_1234567.pdf"],
        )
    assert set(caught.value.fields) == {"details", "name", "files"}
    assert caught.value.names == ("details", "name")
    assert caught.value.file_places == (1,)
    assert "1234567" not in str(caught.value) + repr(caught.value.fields)


def test_clean_fields_and_files_pass():
    privacy.check_no_resident_number({"details": "가로등이 꺼졌습니다. 010-1234-5678"}, ["사진.jpg"])


@given(st.text())
def test_masking_never_raises_leaves_no_number_and_is_idempotent(text):
    masked = privacy.mask_resident_numbers(text)
    assert not privacy.find_resident_numbers(masked)
    assert privacy.mask_resident_numbers(masked) == masked


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 3),
    st.integers(0, 999_999),
    st.sampled_from(["", "-", " ", "–"]),
    st.text(alphabet="가나다 .,()\n"),
)
def test_every_number_of_a_real_date_is_found_wherever_it_stands(day, which, rest, between, around):
    seventh = ("1256" if day.year < 2000 else "3478")[which]
    number = f"{day:%y%m%d}{between}{seventh}{rest:06d}"
    assert len(privacy.find_resident_numbers(around + number + around)) == 1


@given(st.text(alphabet="0123456789- ", max_size=30))
def test_masking_digit_soup_leaves_no_number(text):
    assert not privacy.find_resident_numbers(privacy.mask_resident_numbers(text))


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (privacy.mask_name, "홍길동", "홍*동"),
        (privacy.mask_name, "홍길", "홍*"),
        (privacy.mask_name, "남궁민수", "남**수"),
        (privacy.mask_name, "김", "*"),
        (privacy.mask_name, "Ada Lovelace", "A** L*******"),
        (privacy.mask_phone, "010-1234-5678", "010-****-5678"),
        (privacy.mask_phone, "01012345678", "010-****-5678"),
        (privacy.mask_phone, "02-123-4567", "02-****-4567"),
        (privacy.mask_phone, "119", "***"),
        (privacy.mask_email, "abcdef@example.com", "ab***@example.com"),
        (privacy.mask_email, "ab@example.com", "a***@example.com"),
        (privacy.mask_email, "아무말", "***"),
        (privacy.mask_address, "부산광역시 금정구 부곡동 123-4 홍길동", "부산광역시 금정구 부곡동"),
        (privacy.mask_address, "부산광역시 금정구 중앙대로 1777 (부곡동)", "부산광역시 금정구 부곡동"),
        (privacy.mask_address, "부산광역시 금정구 중앙대로 1777", "부산광역시 금정구"),
        (privacy.mask_address, "1777", "***"),
        (privacy.mask_birth, "1990-01-01", "1990"),
        (privacy.mask_vehicle, "12가3456", "12가**56"),
        (privacy.mask_vehicle, "123 나 4567", "123나**67"),
        (privacy.mask_ip, "203.0.113.7", "203.0.113.*"),
        (privacy.mask_ip, "2001:db8:1:2::7", "2001:db8:1:*"),
    ],
)
def test_masks_show_what_the_habit_allows(mask, text, shown):
    assert mask(text) == shown


@given(st.text())
def test_masks_never_raise(text):
    for mask in (privacy.mask_name, privacy.mask_phone, privacy.mask_email, privacy.mask_address):
        mask(text)
    privacy.mask_birth(text)
    privacy.mask_vehicle(text)
    privacy.mask_ip(text)
