"""Is the name of a file data that people read, and never a path or a disguise?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.files import clean_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\하늘\\사진.jpg", "사진.jpg"),
        ("\u1109\u1161\u110c\u1175\u11ab.jpg", "사진.jpg"),
        ("계약\u202egpj.exe", "계약gpj.exe"),
        ("a\r\nb\x00\t c.pdf", "a b c.pdf"),
        ('<a>:"|?*.pdf', "_a______.pdf"),
        ("..", "첨부파일"),
        ("", "첨부파일"),
        (".htaccess", "htaccess"),
        ("\ud800사진.pdf", "사진.pdf"),
    ],
)
def test_a_name_is_data_and_never_a_path(given_name, kept):
    assert clean_name(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("사진.HEIC", "사진.jpg"),
        ("사진.JPEG", "사진.JPEG"),
        ("a.exe", "a.exe.jpg"),
        ("보고서.v2", "보고서.v2.jpg"),
        ("x", "x.jpg"),
    ],
)
def test_a_name_ends_as_its_content_is(given_name, kept):
    assert clean_name(given_name, ".jpg") == kept


@given(st.text(max_size=300), st.sampled_from(["", ".jpg", ".hwpx"]))
def test_every_name_becomes_a_short_plain_one_and_then_stays(name, extension):
    once = clean_name(name, extension)
    assert 0 < len(once) <= 100
    assert once.isprintable()
    assert not set(once) & set('/\\<>:"|?*')
    assert not once.startswith(".")
    assert clean_name(once, extension) == once
    assert once.lower().endswith((extension, ".jpeg") if extension == ".jpg" else extension)
