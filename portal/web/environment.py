"""How are templates read: strictly (an unknown name is an error), escaped, in the reader's language?"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from portal.kernel.contents import Both
from portal.kernel.words import N_
from portal.web import dates
from portal.web.i18n import KOREAN, Sentence, Words
from portal.web.prose import prose

# The words of the page being rendered. Not a context value, so that a macro imported without context
# speaks the reader's language too.
reading: ContextVar[Words] = ContextVar("reading", default=KOREAN)


def _gettext(text: str) -> str:
    return reading.get().gettext(text)


def _ngettext(one: str, many: str, number: int) -> str:
    return reading.get().ngettext(one, many, number)


# `pass_context` keeps Jinja from working a filter of a constant out once for all languages.
@pass_context
def _say(_context: Context, sentence: Sentence) -> str:
    """Show a kernel Message, bilingual data, or a source sentence held in a variable."""
    return reading.get()(sentence)


@pass_context
def _prose(_context: Context, text: Both) -> Markup:
    """An editable text in Markdown, in the reader's language if it has it."""
    words = reading.get()
    made = prose(text.get(words.lang), words(N_("표")))
    return made if text.lang_of(words.lang) == words.lang else Markup('<div lang="ko">{}</div>').format(made)


@pass_context
def _text(_context: Context, text: Both) -> Markup | str:
    """An editable line in the reader's language, or in Korean and marked as such."""
    lang = reading.get().lang
    said = text.get(lang)
    return said if text.lang_of(lang) == lang else Markup('<span lang="ko">{}</span>').format(said)


def _calendar_date(value: object) -> bool:
    """Whether a date field can hold it: a date, or text that is one (YYYY-MM-DD)."""
    try:
        return isinstance(value, date) or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _in_language(show: Callable[[Any, str], str]) -> Callable[[Context, Any], str]:
    @pass_context
    def shown(_context: Context, value: Any) -> str:
        return show(value, reading.get().lang)

    return shown


def build(templates: Path) -> Environment:
    """The environment over a folder of templates, with the filters that all rooms use."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    # The extension adds this method; new style: always a format string, parameters are escaped.
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.tests["calendar_date"] = _calendar_date
    environment.filters["say"] = _say
    environment.filters["prose"] = _prose
    environment.filters["text"] = _text
    shows: dict[str, Callable[[Any, str], str]] = {
        "date": dates.date,
        "day": dates.day,
        "time": dates.time,
        "hour": dates.hour,
        "datetime": dates.date_time,
        "won": dates.won,
    }
    for name, show in shows.items():
        environment.filters[name] = _in_language(show)
    return environment
