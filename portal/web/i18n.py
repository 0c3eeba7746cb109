"""Which words does this visitor read? Korean is the source; English stands beside it in `locale/en.po`.

The .po file is read when the process starts: there is no compile step. A sentence with parameters is
a format string (`%(name)s`, `%%`); a sentence without any is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection

from portal.kernel.words import Message, Text
from portal.web import preferences

Sentence = str | Message | Text


@dataclass(frozen=True)
class Words:
    """The words of one language; calling it translates: `_("%(n)s건", n=3)`."""

    lang: str
    singulars: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def gettext(self, text: str) -> str:
        """The translation of a Korean source sentence, or the sentence itself."""
        return self.singulars.get(text) or text

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form for `number`; Korean has no plural, English has two forms."""
        forms = self.plurals.get(one)
        if not forms or not forms[0]:
            return one if number == 1 else many
        return forms[0 if number == 1 else -1] or forms[0]

    def __call__(self, sentence: Sentence, **params: object) -> str:
        """Translate a source sentence, a kernel Message, or data that bring both languages."""
        if isinstance(sentence, Message):
            return sentence.say(self.gettext, self.lang)
        if isinstance(sentence, Text):
            return sentence.get(self.lang)
        return Message(sentence, params).say(self.gettext, self.lang)


KOREAN = Words("ko")


def load(folder: Path) -> dict[str, Words]:
    """Read each language's words from `folder`; unfinished (fuzzy) translations are left out."""
    words = {"ko": KOREAN}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem)
        singulars: dict[str, str] = {}
        plurals: dict[str, tuple[str, ...]] = {}
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, str):
                singulars[message.id] = str(message.string or "")
            else:
                plurals[message.id[0]] = tuple(message.string or ())
        words[path.stem] = Words(path.stem, singulars, plurals)
    words.setdefault("en", Words("en"))
    return words


@cache
def _packaged() -> dict[str, Words]:
    return load(Path(__file__).parents[1] / "locale")


def in_language(lang: str) -> Words:
    """The portal's own words in a language, for letters: who writes them has no request."""
    words = _packaged()
    return words.get(lang, words["ko"])


def of(request: HTTPConnection) -> Words:
    """The words of this request's language."""
    words: Mapping[str, Words] = request.app.state.site.words
    return words[preferences.of(request.scope).lang]
