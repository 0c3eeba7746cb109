"""Is every sentence that the portal says also there in English?

`portal words extract` gathers the Korean source sentences of code and templates into `portal/locale/en.po`,
keeping what is translated; `portal words check` changes nothing and names each one that is missing, left over
or whose `%(places)s` differ.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from portal.settings import ROOT

app = typer.Typer(help="The portal's sentences and their English.", no_args_is_help=True)

LOCALE = ROOT / "portal" / "locale"
CODE = ("portal", "sync", "mail")
MARKS = frozenset({"N_", "_", "words", "Message"})
HANGUL = re.compile("[가-힣]")
PLACE = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
BARE_PERCENT = re.compile(r"%(?!\(|%)")
TEMPLATE_OPTIONS = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}

Id = str | tuple[str, str]


@dataclass(frozen=True)
class Found:
    """One source sentence (or its two forms) and the file that says it."""

    id: Id
    path: str


def in_python(source: str) -> Iterator[Id]:
    """The sentences of a module: marked ones, and Korean ones that an exception is raised with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from _korean_of(node.exc)
        elif isinstance(node, ast.Call):
            yield from _marked(node)


def _marked(call: ast.Call) -> Iterator[Id]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if "ngettext" in (name, method):
        forms = [text for argument in call.args[:2] if (text := _text(argument))]
        if len(forms) == 2:
            yield forms[0], forms[1]
    elif name in MARKS and call.args and (text := _text(call.args[0])):
        yield text
    elif method == "__init__":
        yield from _korean_of(call)


def _korean_of(call: ast.Call) -> Iterator[Id]:
    """A refusal's sentence and those of its fields."""
    for node in [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "fields")]:
        values = node.values if isinstance(node, ast.Dict) else [node]
        for value in values:
            text = _text(value)
            if text and HANGUL.search(text):
                yield text


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def in_template(source: str) -> Iterator[Id]:
    """The sentences of a template: `_()`, `gettext()`, `ngettext()` and `{% trans %}`."""
    keywords = ("_", "gettext", "ngettext")
    for _, _, message, _ in babel_extract(io.BytesIO(source.encode()), keywords, (), TEMPLATE_OPTIONS):
        if isinstance(message, str):
            yield message
        else:
            forms = [form for form in message or () if form]
            if len(forms) > 1:
                yield forms[0], forms[1]
            elif forms:
                yield forms[0]


def sources(root: Path) -> Iterator[Found]:
    """All sentences under `root`, in the order of files."""
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                for found in in_python(path.read_text("utf-8")):
                    yield Found(found, path.relative_to(root).as_posix())
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            for found in in_template(path.read_text("utf-8")):
                yield Found(found, path.relative_to(root).as_posix())


def gather(root: Path) -> Catalog:
    """The sentences of the tree as an untranslated catalogue."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for found in sources(root):
        # No line numbers: they change with every edit and say little.
        catalogue.add(found.id, locations=[(found.path, 0)])
    return catalogue


def read(path: Path) -> Catalog:
    """The translations in a .po file; an absent file has none."""
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merge(path: Path, root: Path) -> Catalog:
    """The tree's sentences with the translations that the file has for them."""
    merged, old = gather(root), read(path)
    for message in merged:
        known = old.get(message.id) if message.id else None
        if known is not None and not known.fuzzy:
            message.string = known.string
    return merged


def write(catalogue: Catalog, path: Path) -> None:
    """Write the file; the same sentences give the same bytes, whatever the day."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + out.getvalue())


def complaints(path: Path, root: Path) -> list[str]:
    """What is wrong with the translations, one sentence each; empty if nothing is."""
    wanted, given = gather(root), read(path)
    found: list[str] = []
    for message in wanted:
        if not message.id:
            continue
        ids = _forms(message.id)
        known = given.get(message.id)
        where = message.locations[0][0] if message.locations else ""
        strings = _forms(known.string) if known is not None else ()
        if known is None or known.fuzzy or not strings or not all(strings):
            found.append(f"{where}: no English for: {ids[0]}")
            continue
        found += [f"{where}: {trouble}: {ids[0]}" for trouble in _troubles(ids, strings)]
    have = {_forms(message.id)[0] for message in wanted if message.id}
    for message in given:
        if message.id and _forms(message.id)[0] not in have:
            found.append(f"{path.name}: nobody says this any more: {_forms(message.id)[0]}")
    return found


def _forms(value: Id | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _troubles(ids: tuple[str, ...], strings: tuple[str, ...]) -> Iterator[str]:
    places = set(PLACE.findall("".join(ids)))
    for string in strings:
        if HANGUL.search(string):
            yield "the English has Korean letters"
        # The singular may leave the number out ("one case"); no form may name a place of its own.
        missing = places - set(PLACE.findall(string)) if len(strings) == 1 else set()
        if missing or set(PLACE.findall(string)) - places:
            yield "its %(places)s differ"
        if places and BARE_PERCENT.search(string):
            yield "a bare % in a format"


@app.command("extract")
def extract_words(
    path: Annotated[Path, typer.Option("--file", help="The .po file.")] = LOCALE / "en.po",
    root: Annotated[Path, typer.Option("--root", help="The tree to read.")] = ROOT,
) -> None:
    """Gather the source sentences into the .po file, keeping their translations."""
    catalogue = merge(path, root)
    write(catalogue, path)
    todo = sum(1 for message in catalogue if message.id and not all(_forms(message.string) or ("",)))
    typer.echo(f"{path}: {len(catalogue)} sentences, {todo} without English")


@app.command("check")
def check_words(
    path: Annotated[Path, typer.Option("--file", help="The .po file.")] = LOCALE / "en.po",
    root: Annotated[Path, typer.Option("--root", help="The tree to read.")] = ROOT,
) -> None:
    """Name every sentence without English; exit 1 if there is one."""
    found = complaints(path, root)
    for line in found:
        typer.echo(line)
    typer.echo(f"{len(found)} complaints" if found else f"{len(gather(root))} sentences, all in English")
    if found:
        raise typer.Exit(1)
