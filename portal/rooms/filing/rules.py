"""What stands in a draft, and what happens to typed words on their way into it? Plain values only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from portal.kernel import privacy

Typed = Mapping[str, str]

_KEY: Final = re.compile(r"[!-~]+")
_ADDRESS: Final = re.compile(r"(?:\((\d{5})\)\s*)?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Content:
    """A draft's words by input name, exactly as they were typed, right or wrong.

    `left_over` holds what was typed into inputs that the present version of the form no longer has; `changed`
    says that the form became another one while it was filled in. `previews` are small pictures (WebP, base64) by
    file id: drawn into the page, they cost neither a request nor a look into the large file.
    """

    answers: dict[str, str] = field(default_factory=dict)
    petitioner: dict[str, str] = field(default_factory=dict)
    left_over: dict[str, str] = field(default_factory=dict)
    changed: bool = False
    previews: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The form in which it is sealed."""
        return json.dumps(vars(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Content:
        """Undo `to_json`."""
        return cls(**json.loads(text))

    def with_answers(self, typed: Typed) -> Content:
        """With these inputs typed anew."""
        return replace(self, answers=self.answers | dict(typed))

    def with_petitioner(self, typed: Typed) -> Content:
        """With these words about the petitioner typed anew."""
        return replace(self, petitioner=self.petitioner | dict(typed))

    def with_preview(self, file: str, picture: str) -> Content:
        """With the small picture of one more file."""
        return replace(self, previews=self.previews | {file: picture})

    def fitted(self, known: Iterable[str]) -> Content:
        """For another version of the form: what has no input there any more is set aside, not lost."""
        names = set(known)
        kept = {name: text for name, text in self.answers.items() if name in names}
        aside = {name: text for name, text in self.answers.items() if name not in names and text.strip()}
        return replace(self, answers=kept, left_over=self.left_over | aside, changed=True)


def masked(typed: Typed) -> dict[str, str]:
    """The same words with each resident number as `900101-*******`."""
    return {name: privacy.mask_resident_numbers(text) for name, text in typed.items()}


def petitioner_words(name: str, address: str, phone: str, email: str) -> dict[str, str]:
    """What an account knows of its owner, as the form's inputs say it; `(46274) 부산광역시 …` has a postcode."""
    found = _ADDRESS.fullmatch(address.strip())
    said = {
        "petitioner_name": name,
        "petitioner_address-postcode": (found[1] or "") if found else "",
        "petitioner_address-road": found[2] if found else "",
        "petitioner_phone": phone,
        "petitioner_email": email,
    }
    return {name: text for name, text in said.items() if text}


def is_key(key: str, shortest: int, longest: int) -> bool:
    """Whether a client's key is long enough to be its own alone (a UUID), and plain ASCII."""
    return shortest <= len(key) <= longest and _KEY.fullmatch(key) is not None


def remembered(before: object, added: str, most: int) -> list[str]:
    """A session's list with one more at its end, the oldest forgotten beyond `most`."""
    kept = [str(item) for item in before] if isinstance(before, list) else []
    return [*(item for item in kept if item != added), added][-most:]
