"""A source of one's own: what a test publishes is in a dictionary, and `touched` as in a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from gongkai.search import engine
from gongkai.search.entries import SOURCES, Entry, Source, register
from gongkai.search.services import touched

BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)


class Shelf:
    """What is public, by number; publishing and withdrawing are deeds in a transaction."""

    def __init__(self) -> None:
        self.rows: dict[int, Entry] = {}

    def entries(self, ids: Iterable[int]) -> list[Entry]:
        return [self.rows[ident] for ident in ids if ident in self.rows]

    def every(self, after: int) -> list[Entry]:
        return [self.rows[ident] for ident in sorted(self.rows) if ident > after]

    def put(self, ident: int, title: str, **members: Any) -> Entry:
        """Let a row be public, without saying so."""
        self.rows[ident] = entry(ident, title, **members)
        return self.rows[ident]

    def publish(self, ident: int, title: str, **members: Any) -> Entry:
        made = self.put(ident, title, **members)
        self.say(ident)
        return made

    def withdraw(self, ident: int) -> None:
        del self.rows[ident]
        self.say(ident)

    @staticmethod
    def say(*idents: int) -> None:
        with transaction.atomic():
            touched("shelf", idents)
        settle()


def settle() -> None:
    """Give the changes their numbers now, which a real commit does."""
    if connection.in_atomic_block:
        connection.check_constraints()


def entry(ident: int, title: str, **members: Any) -> Entry:
    plain = {
        "sites": (1,),
        "body": 7,
        "body_name": "海州市教育局",
        "categories": ("guihua",),
        "kind": "document",
        "effect": "in_force",
        "year": 2024,
        "issued": None,
        "published_at": BEGIN + timedelta(hours=ident),
        "number": "",
        "index_number": "",
        "keywords": "",
        "summary": "",
        "text": "",
        "url": f"/documents/{ident}/",
    }
    return Entry(key=f"shelf:{ident}", source="shelf", title=title, **plain | members)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    others = dict(SOURCES)
    SOURCES.clear()  # those of applications have nothing here
    register(Source("shelf", "书架", made.entries, made.every))
    yield made
    SOURCES.clear()
    SOURCES.update(others)


@pytest.fixture(autouse=True)
def _an_index_of_its_own(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    settings.SEARCH = "tantivy"
    monkeypatch.setattr(engine, "LOOK", 0.0)
    engine.reader.forget()


@pytest.fixture(params=["engine", "over", "database"])
def answered_by(request: pytest.FixtureRequest, settings: Any) -> Iterator[str]:
    """By what a search is answered: the index, what lies over an index that has nothing yet, or the database."""
    if request.param == "database":
        settings.SEARCH = "database"
    if request.param == "over":
        engine.rebuild()
    return request.param


def ready(answered_by: str) -> None:
    """What was published up to now is in the index, if it is that which answers."""
    if answered_by == "engine":
        engine.rebuild()
