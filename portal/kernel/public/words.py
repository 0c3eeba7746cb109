"""Which words lead to the cases of which service in which department, and are they all there?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from portal.database import text_index
from portal.database.rows import ask, change, change_each
from portal.database.transactions import transaction
from portal.kernel.catalogue import Service, current, service_version
from portal.kernel.models import Case, Counter, PublicText
from portal.kernel.public import text

VERSION: Final = 2
"""Raise it when the words of a row are made otherwise: then all rows are made anew, beside the work."""
_COUNTER: Final = "public_text"
_KEEP: Final = (
    "INSERT INTO public_text (service_code, department, strokes) VALUES (?, ?, ?)"
    " ON CONFLICT (service_code, department) DO NOTHING"
)
_MISSING: Final = """
SELECT c.service_code, c.department, MAX(c.service_version) AS version FROM "case" c WHERE c.public AND NOT EXISTS (
    SELECT 1 FROM public_text t WHERE t.service_code = c.service_code AND t.department = c.department
) GROUP BY c.service_code, c.department
"""


async def keep(service: Service, department: str) -> None:
    """Let the service's cases be found in this department; nothing if they are already. In any transaction."""
    await change(_KEEP, service.code, department, text.strokes_of(service, department))


async def keep_all() -> None:
    """Let the cases of every public service of the catalogue be found, under what it is called today."""
    public = {each.code: each for each in current().services if each.public}
    rows = {(row.service_code, row.department): row for row in await PublicText.all()}
    homes = [(each, each.department.code) for each in public.values()]
    new = [(each, home) for each, home in homes if (each.code, home) not in rows]
    await change_each(_KEEP, [(each.code, home, text.strokes_of(each, home)) for each, home in new])
    for (code, department), row in rows.items():
        strokes = text.strokes_of(public[code], department) if code in public else row.strokes
        if strokes != row.strokes:
            row.strokes = strokes
            await row.save(update_fields=["strokes"])


async def fill(now: datetime) -> bool:
    """Give the words that public cases lack, once after they were begun anew; one look afterwards. Never more to do."""
    if await Counter.exists(name=_COUNTER, value=VERSION):
        return False
    if not await Counter.exists(name=_COUNTER, value=-VERSION):
        await begin_again()
    for row in await _missing():
        service = await service_version(row["service_code"], int(row["version"]))
        await keep(service, row["department"])
    await Counter.filter(name=_COUNTER).update(value=VERSION)
    return False


async def begin_again() -> None:
    """Empty the index and make it anew; `fill` brings back what the catalogue knows no more."""
    async with transaction() as client:
        # First made whole: a row that the index lacks can't be taken out of it.
        await text_index.build(client)
        await change("DELETE FROM public_text")
        await keep_all()
        await Counter.filter(name=_COUNTER).delete()
        await Counter.create(name=_COUNTER, value=-VERSION)


async def whole() -> bool:
    """Whether words lead to every public case."""
    return not await _missing()


async def _missing() -> list[dict[str, Any]]:
    return await ask(_MISSING) if await Case.exists(public=True) else []
