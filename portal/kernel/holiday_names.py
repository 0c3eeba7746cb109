"""What are the public holidays called? The names in the packaged calendar, marked so that they are translated.

A day that the cabinet designates under another name is shown as it is written in the table.
"""

from __future__ import annotations

from typing import Final

from portal.kernel.words import N_

NAMES: Final = frozenset(
    {
        N_("1월 1일"),
        N_("3·1절"),
        N_("개천절"),
        N_("광복절"),
        N_("국회의원 선거일(임기만료)"),
        N_("기독탄신일"),
        N_("노동절"),
        N_("대체공휴일(3·1절)"),
        N_("대체공휴일(개천절)"),
        N_("대체공휴일(광복절)"),
        N_("대체공휴일(기독탄신일)"),
        N_("대체공휴일(노동절)"),
        N_("대체공휴일(부처님 오신 날)"),
        N_("대체공휴일(설날 다음 날)"),
        N_("대체공휴일(설날)"),
        N_("대체공휴일(어린이날)"),
        N_("대체공휴일(제헌절)"),
        N_("대체공휴일(추석 전날)"),
        N_("대체공휴일(한글날)"),
        N_("대통령 선거일(임시공휴일)"),
        N_("부처님 오신 날"),
        N_("부처님 오신 날 · 어린이날"),
        N_("설날"),
        N_("설날 다음 날"),
        N_("설날 전날"),
        N_("어린이날"),
        N_("임시공휴일"),
        N_("임시공휴일(국군의 날)"),
        N_("전국동시지방선거일(임기만료)"),
        N_("제헌절"),
        N_("추석"),
        N_("추석 다음 날"),
        N_("추석 전날"),
        N_("한글날"),
        N_("현충일"),
    }
)
