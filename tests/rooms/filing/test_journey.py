"""Does one way lead from the handbook to a receipt, on any browser?"""

from __future__ import annotations

from tests.rooms.filing.conftest import Resident, receipt_number


def test_a_guest_with_a_phone_files_a_living_report_and_gets_a_receipt(resident: Resident) -> None:
    check = resident.fill()
    assert "금정산 북문 오르는 길" in check.text
    receipt = resident.submit()
    assert receipt.status_code == 200
    assert receipt_number(receipt) == resident.cases()[0].receipt_no
