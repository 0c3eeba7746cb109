"""How do the tests make a house whose models change from one revision to the next?"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.database.conftest import config_for

MODELS = """
from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

class Author(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length={length}, db_index=True)
    kind = fields.CharField(max_length=10, db_default="a;b")
    born = fields.IntField(null=True)
    class Meta:
        table = "author"
        unique_together = (("name", "kind"),)
        indexes = [Index(fields=("kind", "born"))]

class Book(Model):
    id = fields.IntField(primary_key=True)
    author = fields.ForeignKeyField("portal.Author", related_name="books", on_delete=fields.CASCADE, db_index=True)
    title = fields.CharField(max_length={length})
    class Meta:
        table = "book"

class Portrait(Model):
    id = fields.IntField(primary_key=True)
    author = fields.OneToOneField("portal.Author", related_name="portrait", on_delete=fields.CASCADE)
    caption = fields.CharField(max_length={length}, {caption})
    {extra}
    class Meta:
        table = "portrait"
"""


class House:
    """A house with models that change and a folder of migrations, both made for one test."""

    def __init__(self, folder: Path, name: str, place: Path | str) -> None:
        self.folder, self.name, self.place = folder, name, place
        (folder / f"{name}_migrations").mkdir()
        (folder / f"{name}_migrations" / "__init__.py").touch()

    def models(self, version: int, length: int, caption: str = "", extra: str = "") -> dict[str, Any]:
        module = f"{self.name}_models_{version}"
        text = MODELS.format(length=length, caption=caption, extra=extra)
        (self.folder / f"{module}.py").write_text(text, encoding="utf-8")
        return config_for(self.place, module, f"{self.name}_migrations")

    def migration(self, number: int, operations: str, attributes: str = "") -> None:
        names = sorted(p.stem for p in (self.folder / f"{self.name}_migrations").glob("0*.py"))
        (self.folder / f"{self.name}_migrations" / f"{number:04}_by_hand.py").write_text(
            "from tortoise import migrations\nfrom tortoise.migrations import operations as ops\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('portal', {names[-1]!r})]\n    {attributes}\n    operations = [{operations}]\n",
            encoding="utf-8",
        )


H = TypeVar("H", bound=House)


@contextmanager
def importable(house: H, monkeypatch: pytest.MonkeyPatch) -> Iterator[H]:
    """The house while its modules can be imported; they are forgotten at the end."""
    monkeypatch.syspath_prepend(house.folder)
    before = set(sys.modules)
    yield house
    for module in set(sys.modules) - before:
        if module.startswith("house_"):
            del sys.modules[module]
