"""What scanning, redacting and proving answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from gongkai.privacy.kinds import KINDS, Weight

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the lower left corner of a page as the file measures it."""


class Place(NamedTuple):
    """Where something stands. Numbers count from 1, 0 says that it has none. `part` names what is no running text: a
    header, a property, a member of an archive."""

    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    box: Box | None = None
    sheet: str = ""
    cell: str = ""
    part: str = ""

    def __str__(self) -> str:
        """The place as a Chinese reader names it, "" when nothing is known."""
        said = [self.part] if self.part else []
        said += [f"工作表“{self.sheet}”{self.cell}"] if self.sheet or self.cell else []
        said += [f"第{self.page}页"] if self.page else []
        if self.table:
            said.append(f"表{self.table}第{self.row}行" + (f"第{self.column}列" if self.column else ""))
        elif self.paragraph:
            said.append(f"第{self.paragraph}段")
        said += [f"第{self.line}行"] if self.line else []
        return "，".join(said)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be published as it stands.

    Attributes:
        code: one of `KINDS`. text: as found. shown: the same, masked, fit for a screen or a log.
        place: where. weight: whether it blocks publication. why: a Chinese sentence.
        span: from where to where it reaches in the text that was read (`Scan.text`, or the text given to `scan_text`);
            (0, 0) for what is no text.
    """

    code: str
    text: str
    shown: str
    place: Place
    weight: Weight
    why: str
    span: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        return KINDS[self.code].name

    @property
    def blocks(self) -> bool:
        return self.weight is Weight.BLOCKS

    def moved(self, part: str) -> Finding:
        """The same, found in a part of something larger."""
        inner = "，".join(filter(None, (part, self.place.part)))
        return Finding(self.code, self.text, self.shown, self.place._replace(part=inner), self.weight, self.why, (0, 0))


@dataclass(frozen=True, slots=True)
class Scan:
    """What a file holds.

    Attributes:
        kind: "txt", "docx", "pdf" …, "" when it is none that is known. findings: in reading order.
        unassessed: what could not be looked at, Chinese sentences; a file is clean only when there are none.
        text: what was read, in reading order, with what is hidden.
    """

    kind: str
    findings: tuple[Finding, ...] = ()
    unassessed: tuple[str, ...] = ()
    text: str = ""

    @property
    def blocks(self) -> bool:
        """Whether anything keeps the file from being published."""
        return any(finding.blocks for finding in self.findings)

    @property
    def clean(self) -> bool:
        """Whether all of it was looked at and nothing was found."""
        return not self.findings and not self.unassessed


class Leak(NamedTuple):
    """A value that can still be read: `value` in its masked form, `where` and `how` in Chinese."""

    value: str
    where: str
    how: str

    def __str__(self) -> str:
        return f"{self.value}仍可在{self.where}中读到（{self.how}）"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A file from which values were removed, and which was proven free of them.

    Attributes:
        data: the file. name: what it should be called; a value in the given name is removed from it as well.
        removed: how many places of the text were blacked out. notes: what else was done or left, in Chinese.
    """

    data: bytes
    name: str
    removed: int
    notes: tuple[str, ...] = ()
