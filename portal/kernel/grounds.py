"""For which reasons may a petition be declined? (민원법 21) Data: every ground that the law knows, and no other.

A statutory petition (법정민원) is never declined: it is granted or refused.
"""

from __future__ import annotations

from typing import Final

from portal.kernel.words import N_

DECLINE: Final = {
    "politics": N_("고도의 정치적 판단이 필요하거나 국가기밀 또는 공무상 비밀에 관한 사항(제1호)"),
    "trial": N_("수사, 재판, 형집행에 관한 사항이나 감사원의 감사가 진행 중인 사항(제2호)"),
    "appeal": N_("행정심판, 소송 등 다른 법률에 따른 불복 절차가 진행 중인 사항(제3호)"),
    "mediation": N_("화해, 알선, 조정, 중재 등 이해 조정 절차가 진행 중인 사항(제4호)"),
    "settled": N_("판결, 결정, 재결, 화해 등으로 확정된 권리관계에 관한 사항(제5호)"),
    "audit_board": N_("감사원이 감사위원회의의 결정을 거쳐 하는 사항(제6호)"),
    "election": N_("각급 선거관리위원회의 의결을 거쳐 하는 사항(제7호)"),
    "private": N_("개인 사이의 권리관계나 개인의 사생활에 관한 사항(제8호)"),
    "personnel": N_("행정기관 직원의 인사에 관한 사항(제9호)"),
}
