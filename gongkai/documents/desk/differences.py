"""What changed between two states of an item, for whoever reviews the later one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from gongkai.documents.content import FACTS, File
from gongkai.documents.directory import titles
from gongkai.documents.enums import Kind
from gongkai.documents.markup import plain
from gongkai.documents.models import Review
from gongkai.documents.services.register import HEADINGS

AROUND: Final = 1
"""Unchanged paragraphs that are shown beside a changed one."""


class Line(NamedTuple):
    """A paragraph: as it was, taken out, put in; or how many are left out."""

    sign: Literal["same", "out", "in", "skip"]
    text: str


class Changed(NamedTuple):
    name: str
    was: str
    now: str


class Difference(NamedTuple):
    """`members` beside the text, `text` paragraph by paragraph (empty where it is the same), `files`."""

    members: list[Changed]
    text: list[Line]
    files: list[Line]

    def __bool__(self) -> bool:
        return bool(self.members or self.text or self.files)


def between(before: Review, after: Review) -> Difference:
    was, now = _members(before), _members(after)
    members = [Changed(name, was[name], now[name]) for name in now if was[name] != now[name]]
    return Difference(members, list(of_texts(before.text, after.text)), list(_of_files(before, after)))


def _members(review: Review) -> dict[str, str]:
    said = {HEADINGS["title"]: review.title, HEADINGS["attribute"]: review.get_attribute_display()}
    return said | dict(spelled(review.facts))


def spelled(facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Facts under their headings, as they are read."""
    for name in FACTS:
        value = facts.get(name, "")
        match name:
            case "kind":
                value = Kind(value).label if value else ""
            case "category":
                value = titles().get(value, value)
        yield HEADINGS[name], value


def of_texts(before: str, after: str) -> Iterator[Line]:
    """The paragraphs of two texts side by side; nothing where they read the same."""
    was, now = plain(before).splitlines(), plain(after).splitlines()
    if was == now:
        return
    for sign, one, two, three, four in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if sign == "equal":
            yield from _kept(now[three:four], first=three == 0, last=four == len(now))
        else:
            yield from (Line("out", text) for text in was[one:two])
            yield from (Line("in", text) for text in now[three:four])


def _kept(lines: Sequence[str], *, first: bool, last: bool) -> Iterator[Line]:
    before, after = (0 if first else AROUND), (0 if last else AROUND)
    left_out = len(lines) - before - after
    if left_out <= 1:
        yield from (Line("same", text) for text in lines)
        return
    yield from (Line("same", text) for text in lines[:before])
    yield Line("skip", f"{left_out}段没有变化")
    yield from (Line("same", text) for text in lines[len(lines) - after :])


def _of_files(before: Review, after: Review) -> Iterator[Line]:
    was = {File(each.name, each.file_id) for each in before.files.all()}
    now = {File(each.name, each.file_id) for each in after.files.all()}
    if was != now:
        yield from (Line("out", file.name) for file in sorted(was - now))
        yield from (Line("in", file.name) for file in sorted(now - was))
