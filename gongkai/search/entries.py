"""What is found: an entry, and the applications that have entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """One public thing as it is found and shown. Texts are plain, without mark-up.

    `key` is the source's name and the number of the row there, `documents:17`. `sites` are the home pages of the sites
    that show it, `categories` short names, `url` a path within a site. `weight` raises or lowers it among others that
    match as well: 1 is usual, what is no longer in force may have less.
    """

    key: str
    source: str
    sites: tuple[int, ...]
    body: int
    body_name: str
    categories: tuple[str, ...]
    kind: str
    effect: str
    year: int
    issued: date | None
    published_at: datetime
    title: str
    number: str
    index_number: str
    keywords: str
    summary: str
    text: str
    url: str
    weight: float = 1.0


class Source(NamedTuple):
    """An application whose rows are found.

    `entries` gives those of some rows that are public now: a row that is not given back is not found. `every` gives
    all that are public of the rows after a number, in the order of their numbers.
    """

    name: str
    label: str
    entries: Callable[[Iterable[int]], Iterable[Entry]]
    every: Callable[[int], Iterable[Entry]]


SOURCES: Final[dict[str, Source]] = {}


def register(source: Source) -> None:
    """Let an application's rows be found; it does so when it is ready.

    Raises:
        ValueError: another has that name, or the name is no plain word.
    """
    if not source.name.isidentifier():
        raise ValueError(f"{source.name!r} does not name a source: keys begin with it")
    if SOURCES.setdefault(source.name, source) != source:
        raise ValueError(f"two sources are named {source.name}")


def key_of(source: str, ident: int) -> str:
    return f"{source}:{ident}"


def ident_of(key: str) -> int:
    return int(key.rpartition(":")[2])
