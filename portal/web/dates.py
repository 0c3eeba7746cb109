"""How does a person read a date, an hour or a sum, in Korean and in English?

Every instant is shown in Korean time (Asia/Seoul). Naive datetimes are refused: the house keeps UTC.
"""

from __future__ import annotations

import datetime as dt

from portal.kernel.deadlines import korean

WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOON = 12


def _day_of(value: dt.date | dt.datetime) -> dt.date:
    return korean(value).date() if isinstance(value, dt.datetime) else value


def date(value: dt.date | dt.datetime, lang: str = "ko") -> str:
    """`2026. 3. 18.(수)` or `18 Mar 2026 (Wed)`."""
    on = _day_of(value)
    weekday = WEEKDAYS["en" if lang == "en" else "ko"][on.weekday()]
    if lang == "en":
        return f"{on.day} {MONTHS[on.month]} {on.year} ({weekday})"
    return f"{on.year}. {on.month}. {on.day}.({weekday})"


def day(value: dt.date | dt.datetime, lang: str = "ko") -> str:
    """The date without its year: `3. 18.(수)` or `18 Mar (Wed)`."""
    on = _day_of(value)
    weekday = WEEKDAYS["en" if lang == "en" else "ko"][on.weekday()]
    return f"{on.day} {MONTHS[on.month]} ({weekday})" if lang == "en" else f"{on.month}. {on.day}.({weekday})"


def short(value: dt.date | dt.datetime, lang: str = "ko") -> str:
    """The date alone, for narrow places: `3. 18.` or `18 Mar`."""
    on = _day_of(value)
    return f"{on.day} {MONTHS[on.month]}" if lang == "en" else f"{on.month}. {on.day}."


def time(value: dt.datetime, lang: str = "ko") -> str:
    """`오후 2시 30분` or `2:30 pm`; noon is 낮 12시 and midnight 오전 0시, so that neither is mistaken."""
    return hour(korean(value).time(), lang)


def hour(at: dt.time, lang: str = "ko") -> str:
    """An hour of the clock as `time` writes it."""
    if lang == "en":
        return f"{at.hour % NOON or NOON}:{at.minute:02} {'am' if at.hour < NOON else 'pm'}"
    if at.hour == NOON:
        half, number = "낮", NOON
    else:
        half, number = ("오전", at.hour) if at.hour < NOON else ("오후", at.hour - NOON)
    return f"{half} {number}시" + (f" {at.minute}분" if at.minute else "")


def date_time(value: dt.datetime, lang: str = "ko") -> str:
    """Date and time: `2026. 3. 18.(수) 오후 2시 30분` or `18 Mar 2026 (Wed), 2:30 pm`."""
    return f"{date(value, lang)}{', ' if lang == 'en' else ' '}{time(value, lang)}"


def won(amount: int, lang: str = "ko") -> str:
    """A sum in Korean won: `1,000원` or `1,000 won`."""
    return f"{amount:,} won" if lang == "en" else f"{amount:,}원"
