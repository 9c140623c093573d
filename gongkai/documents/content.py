"""What of an item is reviewed and published: its members and files as they stood, under one digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from gongkai.documents.models import Item

FACTS: Final = (
    "document_number",
    "index_number",
    "kind",
    "category",
    "formed_on",
    "changed_on",
    "obtained_from",
    "joint_makers",
    "drafter",
    "keywords",
    "summary",
    "effective_on",
    "expires_on",
)
"""What is reviewed beside title, text and files."""

DAYS: Final = frozenset({"formed_on", "changed_on", "effective_on", "expires_on"})


class File(NamedTuple):
    name: str
    digest: str


class Content(NamedTuple):
    """A state of an item; `facts` are texts, days as 2026-03-01, nothing as an empty text."""

    title: str
    text: str
    facts: Mapping[str, str]
    files: tuple[File, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        said = json.dumps(
            [self.title, self.text, dict(self.facts), [list(file) for file in self.files]],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(said.encode()).hexdigest()


def content_of(item: Item) -> Content:
    files = tuple(File(*row) for row in item.attachments.order_by("order").values_list("name", "file_id"))
    return Content(item.title, item.text, {name: said(getattr(item, name)) for name in FACTS}, files)


def said(value: Any) -> str:
    """A member as a fact."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def meant(facts: Mapping[str, str], names: Iterable[str] = FACTS) -> dict[str, Any]:
    """Facts as members again."""
    return {
        name: (date.fromisoformat(facts[name]) if facts[name] else None) if name in DAYS else facts[name]
        for name in names
    }
