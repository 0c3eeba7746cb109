"""How does a department's system hand back what it kept of a case that the portal lost? One JSON file.

`{"type": "portal-copy/1", "messages": […], "files": {id: base64}}`: the messages as they came (`sync.contract`), and
the attachments that it had fetched. The counterfoil in the filing is the portal's own and proves the words.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from portal.kernel.reentry import Copy, KeptFile, Told
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from sync import contract

TYPE: Final = "portal-copy/1"
LONGEST: Final = 200 * 1024 * 1024
_WHOLE: Final = ("counterfoil", "petitioner", "answers")


class NotACopy(Refusal):
    """The file is no copy of one case."""

    def __init__(self) -> None:
        super().__init__(
            N_("부서의 사본이 아니거나 빠진 것이 있습니다. 한 민원의 메시지를 모두 담아야 합니다.")
        )


def write(messages: Sequence[contract.Event], files: Mapping[str, bytes]) -> str:
    """The file for these messages of one case, and the bytes of attachments by their id."""
    kept = {name: base64.b64encode(data).decode() for name, data in files.items()}
    return json.dumps({"type": TYPE, "messages": list(messages), "files": kept}, ensure_ascii=False)


def read(text: str) -> Copy:
    """The copy in this file. Raises NotACopy, also for messages that break the contract or of several cases."""
    try:
        if len(text) > LONGEST:
            raise ValueError("longer than any copy")
        document = json.loads(text)
        if document["type"] != TYPE:
            raise ValueError("another kind of file")
        messages = sorted(map(contract.check, document["messages"]), key=contract.sequence_of)
        return _copy(messages, document.get("files", {}), hashlib.sha256(text.encode()).hexdigest())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotACopy() from error


def _copy(messages: Sequence[contract.Event], files: Mapping[str, str], digest: str) -> Copy:
    places = [contract.sequence_of(message) for message in messages]
    whole = next((message["data"] for message in messages if "counterfoil" in message["data"]), None)
    if whole is None:
        raise ValueError("no message with all that was filed")
    if len({message["subject"] for message in messages}) != 1 or len(set(places)) != len(places):
        raise ValueError("not of one case")
    if any(not message["type"].startswith(contract.CASE) for message in messages):
        raise ValueError("not the portal's messages")
    counterfoil, petitioner, answers = (whole[name] for name in _WHOLE)
    return Copy(
        receipt_no=messages[0]["subject"],
        counterfoil=counterfoil,
        petitioner=petitioner,
        answers=answers,
        told=[_told(message) for message in messages],
        of=messages[-1]["data"]["case"],
        digest=digest,
        files=_files(messages, files),
    )


def _told(message: contract.Event) -> Told:
    data, event = message["data"], message["data"]["event"]
    return Told(
        sequence=contract.sequence_of(message),
        kind=event["kind"],
        at=datetime.fromisoformat(event["at"]),
        by=event["by"],
        client=event["client"],
        stage=event["stage"],
        data=data,
    )


def _files(messages: Sequence[contract.Event], files: Mapping[str, str]) -> list[KeptFile]:
    """Those whose bytes came along and have the size that their message named."""
    found: dict[str, KeptFile] = {}
    for message in messages:
        for said in message["data"].get("attachments", []):
            if said["id"] not in files:
                continue
            try:
                data = base64.b64decode(files[said["id"]], validate=True)
            except binascii.Error as error:
                raise ValueError("not base64") from error
            if len(data) != said["size"]:
                raise ValueError("another file than was told")
            found[said["id"]] = _file(said, data)
    return list(found.values())


def _file(said: Mapping[str, Any], data: bytes) -> KeptFile:
    return KeptFile(UUID(said["id"]), said["field"], said["name"], said["media_type"], data)
