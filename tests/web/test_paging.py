"""Does one read through a list page by page, whatever stands in the address?"""

import pytest
from starlette.requests import Request

from portal.web import paging


def asked(query):
    return paging.asked(Request({"type": "http", "query_string": query.encode(), "headers": []}))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("page=3", 3),
        ("page=0012", 12),
        ("page=1000", 1_000),
        ("", 1),
        ("page=", 1),
        ("page=0", 1),
        ("page=-2", 1),
        ("page=10001", 1),
        ("page=%EF%BC%93", 1),
        ("page=" + "9" * 5000, 1),
    ],
)
def test_a_senseless_page_number_is_the_first_page(query, number):
    assert asked(query) == number


def test_the_pages_beside_keep_what_was_chosen_and_leave_out_what_was_not():
    found = paging.pages(2, total=41, size=20, path="/status", chosen={"state": "open", "department": ""})
    assert found == paging.Pages(2, 3, "/status?state=open&page=1", "/status?state=open&page=3")


def test_an_empty_list_is_one_page_with_none_beside_it():
    assert paging.pages(1, total=0, size=20, path="/desk", chosen={}) == paging.Pages(1, 1, "", "")
