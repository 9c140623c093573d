"""What the generator says is true of a report, before and after a layout has drawn it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gongkai.report.form import EDITIONS, Edition

Number = int | Decimal


class Cell(NamedTuple):
    """The truth of one cell: a number, or None with the mark "blank" or "n/a". `printed` is what stands there."""

    number: Number | None
    mark: str = ""
    unit: str = ""
    printed: str | None = None

    @property
    def text(self) -> str:
        if self.printed is not None:
            return self.printed
        if self.number is None:
            return "/" if self.mark == "n/a" else ""
        return f"{self.number}{self.unit}"


BLANK = Cell(None, "blank")
SLASH = Cell(None, "n/a")


class Body(NamedTuple):
    """A fictional public body.

    `level` is province, city, county, township; `kind` government, street, office, licensing or department. `we` is
    what it calls itself in its report. `signer` is the name under the report, mostly its own.
    """

    name: str
    short: str
    we: str
    level: str
    kind: str
    place: str
    signer: str

    @property
    def government(self) -> bool:
        return self.kind == "government"

    @property
    def makes_regulations(self) -> bool:
        return self.government and self.level == "city"


@dataclass
class Sentence:
    """A sentence of the narrative whose figures come from the tables.

    `template` has a `{fact}` for each figure. `pattern` is its pattern in the catalogue (P01 … P94, or L01 … L30).
    `given` are figures of this sentence alone; `wrong` replaces facts in it: that is how a contradiction is planted.
    """

    template: str
    pattern: str = ""
    given: dict[str, Number | str] = field(default_factory=dict)
    wrong: dict[str, Number] = field(default_factory=dict)


@dataclass
class Part:
    """One of the five heads of section one: its heading and its sentences."""

    key: str
    heading: str
    sentences: list[Sentence]


@dataclass
class Narrative:
    """The text of a report, still in parts, so that a defect can be planted in one of them."""

    title: list[str]
    preamble: list[str]
    lead: list[Sentence]
    parts: list[Part]
    parts_style: str
    headings: dict[str, tuple[str, str]]
    before: dict[str, list[str]]
    problems: list[str]
    measures: list[str]
    problems_intro: str
    measures_intro: str
    other: list[str]
    signer: str
    signed: str
    leading: list[str] = field(default_factory=list)
    trailing: list[str] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    raw: list[tuple[str, str]] | None = None
    """A whole text of another structure (heading, paragraph), for a page that does not follow the form."""


@dataclass
class Quirks:
    """How the printed form deviates from the statutory one.

    Keys of `labels`: "row:granted", "row:permits", "group:refused", "col:requests.research", "col:proactive.issued",
    "col:remedies.upheld", "head:reconsideration", "note", "content". `short` gives the
    values that a row of table three prints where they are not one for each column.
    """

    labels: dict[str, str] = field(default_factory=dict)
    drop_rows: set[str] = field(default_factory=set)
    drop_columns: set[str] = field(default_factory=set)
    drop_blocks: set[str] = field(default_factory=set)
    drop_tables: set[str] = field(default_factory=set)
    picture_tables: set[str] = field(default_factory=set)
    extra_rows: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    column_order: list[str] | None = None
    short: dict[str, list[str]] = field(default_factory=dict)
    merged_zero: bool = False


@dataclass
class Case:
    """A report: its truth, its text, and what a product must say about it.

    `expected` are the codes that must be named; `instead` are codes that say the same as well. `tolerated` are codes of
    severity error or warning that are justified although nothing was planted (a layout that lost characters, say).
    `loose` are cells that need not be known, but must not be wrong; `either` are cells whose 0 may as well be read as
    blank, because the page shows no difference; `unscored` cells are not compared at all.
    """

    id: str
    seed: int
    edition: str
    year: int
    body: Body
    style: str
    cells: dict[str, Cell]
    narrative: Narrative
    quirks: Quirks = field(default_factory=Quirks)
    units: dict[str, str] = field(default_factory=dict)
    digits: str = "plain"
    defect: str = ""
    expected: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()
    tolerated: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    unscored: frozenset[str] = frozenset()
    readable: bool = True
    scored_identity: bool = True
    previous: Case | None = None
    children: list[Case] = field(default_factory=list)
    layout: str = ""

    @property
    def form(self) -> Edition:
        return EDITIONS[self.edition]

    def number(self, key: str) -> Number:
        """The number in a cell, 0 where there is none: for arithmetic only."""
        cell = self.cells.get(key)
        return cell.number if cell is not None and cell.number is not None else 0

    def set(self, key: str, number: Number, **more: str) -> None:
        self.cells[key] = Cell(number, **more)

    def copy(self) -> Case:
        return copy.deepcopy(self)


class Rendered(NamedTuple):
    """A file of a report, with what of the truth its layout changed or hid."""

    data: bytes
    name: str
    case: Case
