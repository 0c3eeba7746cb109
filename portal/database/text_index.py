"""How is a word found inside the words of many rows, without reading them all, on either engine?

The column `public_text.strokes` holds words as the Latin keys that type them (see `kernel.public.text`), so that
neither engine needs to know Korean and no locale matters. SQLite keeps an FTS5 index of all runs of three keys beside
the table, PostgreSQL a GIN index of them (pg_trgm). Where pg_trgm can't be had, PostgreSQL finds beginnings of words by
a text search index ('simple'), and `portal doctor` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections

from portal.database.postgres_statements import PostgresStatements
from portal.database.transactions import CONNECTION, transaction

SHORTEST: Final = 3
"""The fewest keys that an index of runs of three can look up; a space before a word counts as one."""

_SQLITE: Final = """
DROP TRIGGER IF EXISTS public_text_added;
DROP TRIGGER IF EXISTS public_text_removed;
DROP TRIGGER IF EXISTS public_text_changed;
DROP TABLE IF EXISTS public_text_inside;
CREATE VIRTUAL TABLE public_text_inside USING fts5(
    strokes, content='public_text', content_rowid='id', columnsize=0, tokenize='trigram'
);
INSERT INTO public_text_inside(public_text_inside) VALUES ('rebuild');
CREATE TRIGGER public_text_added AFTER INSERT ON public_text BEGIN
    INSERT INTO public_text_inside(rowid, strokes) VALUES (new.id, new.strokes);
END;
CREATE TRIGGER public_text_removed AFTER DELETE ON public_text BEGIN
    INSERT INTO public_text_inside(public_text_inside, rowid, strokes) VALUES ('delete', old.id, old.strokes);
END;
CREATE TRIGGER public_text_changed AFTER UPDATE OF strokes ON public_text BEGIN
    INSERT INTO public_text_inside(public_text_inside, rowid, strokes) VALUES ('delete', old.id, old.strokes);
    INSERT INTO public_text_inside(rowid, strokes) VALUES (new.id, new.strokes);
END;
"""
# pg_trgm is trusted since PostgreSQL 13: the owner of the database may bring it in, if the machine has it at all.
_POSTGRES: Final = (
    """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN NULL;
END $$
""",
    "DROP INDEX IF EXISTS public_text_inside",
    "DROP INDEX IF EXISTS public_text_beginnings",
    """
CREATE INDEX public_text_beginnings ON public_text USING gin (to_tsvector('simple', strokes))
""",
    """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX public_text_inside ON public_text USING gin (strokes gin_trgm_ops);
    END IF;
END $$
""",
)
_STANDS: Final = "SELECT to_regclass('public_text_inside') IS NOT NULL AS found"
_PARTS: Final = """
SELECT COUNT(*) AS number FROM sqlite_master WHERE name IN
    ('public_text_inside', 'public_text_added', 'public_text_removed', 'public_text_changed')
"""


@dataclass(frozen=True)
class Inside:
    """A search as parts of a statement over `public_text t`: what is joined, and what must hold."""

    join: str
    where: str
    values: tuple[str, ...]


async def build(client: BaseDBAsyncClient) -> None:
    """Make the engine's index anew from the table as it stands; inside a transaction."""
    if not isinstance(client, PostgresStatements):
        await client.execute_script(_SQLITE)
        return
    for statement in _POSTGRES:
        await client.execute_query(statement)


async def rebuild() -> None:
    """Make the index anew in a transaction of its own; filing waits as long."""
    async with transaction() as client:
        await build(client)


async def stands() -> bool:
    """Whether words are found anywhere inside others, and not only at their beginnings or not at all."""
    client = get_connections().get(CONNECTION)
    if isinstance(client, PostgresStatements):
        return bool((await client.execute_query_dict(_STANDS))[0]["found"])
    return int((await client.execute_query_dict(_PARTS))[0]["number"]) == 4


async def inside(words: Sequence[str], *, every: bool = True) -> Inside | None:
    """How to find rows with every one of these words, or with any; None if none is long enough to be looked up.

    A word is letters and digits only. One of two keys is found at the beginning of words.
    """
    wanted = [word if len(word) >= SHORTEST else f" {word}" for word in words if len(word) + 1 >= SHORTEST]
    if not wanted:
        return None
    if not isinstance(get_connections().get(CONNECTION), PostgresStatements):
        said = (" AND " if every else " OR ").join(f'"{word}"' for word in wanted)
        join = "JOIN public_text_inside i ON i.rowid = t.id"
        return Inside(join, "i.public_text_inside MATCH ?", (said,))
    if await stands():
        where = (" AND " if every else " OR ").join(["t.strokes LIKE ?"] * len(wanted))
        return Inside("", f"({where})", tuple(f"%{word}%" for word in wanted))
    said = (" & " if every else " | ").join(f"{word.strip()}:*" for word in wanted)
    return Inside("", "to_tsvector('simple', t.strokes) @@ to_tsquery('simple', ?)", (said,))
