"""Which moves of a case stand open on its page, and which are folded away?"""

from __future__ import annotations

import re

from tests.cast import filed


def _main(page):
    return page.text.split('class="desk-moves"')[1].split('class="desk-more"')[0]


def test_the_next_step_stands_first_and_what_few_cases_need_is_folded(run, sign_in):
    case = run(filed())
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}")
    standing = re.findall(r"krds-btn (primary|tertiary)", _main(page))
    assert standing[0] == "primary"
    assert standing.count("primary") == 1
    folded = page.text.split('class="desk-more"')[1].split("</details>")[0]
    for heading, name in (("담당과 부서", "/route"), ("답변 없이 끝내기", "/withdraw")):
        assert heading in folded
        assert f'{case.receipt_no}{name}"' in folded
        assert f'{case.receipt_no}{name}"' not in _main(page)


def test_beside_an_open_form_no_other_move_is_offered(run, sign_in):
    case = run(filed())
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}/route")
    assert "desk-moves" not in page.text
    assert f'/{case.receipt_no}/accept"' not in page.text
