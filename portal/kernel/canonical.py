"""How is a value spelled before it is hashed or sealed, so that the same value is always the same text?"""

from __future__ import annotations

import json


def canonical(value: object) -> str:
    """The one JSON spelling of a value (sorted keys, no spaces, no escaped letters)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
