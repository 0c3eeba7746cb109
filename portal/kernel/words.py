"""How does code below the web name a sentence for people without translating it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 — gettext's customary name, known to the extractor
    """Mark a Korean source sentence for translation and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence that is data and so brings both languages itself (the catalogue's)."""

    ko: str
    en: str

    def get(self, lang: str) -> str:
        """The sentence in `lang`; any language other than English reads Korean."""
        return self.en if lang == "en" else self.ko

    def __str__(self) -> str:
        return self.ko


@dataclass(frozen=True)
class Message:
    """A source sentence with its parameters (`%(name)s`), translated where it is shown."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text

    def say(self, translate: Callable[[str], str], lang: str) -> str:
        """The sentence in `lang`: its source by `translate` (gettext), bilingual parameters by themselves."""
        params = {name: _said(value, translate, lang) for name, value in self.params.items()}
        return translate(self.text) % params if params else translate(self.text)


def _said(value: object, translate: Callable[[str], str], lang: str) -> object:
    """A parameter in the reader's language, if it has one."""
    if isinstance(value, Message):
        return value.say(translate, lang)
    return value.get(lang) if isinstance(value, Text) else value
