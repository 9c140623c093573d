"""A report once it has been read: cells, text, claims, and where each of them stood in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from gongkai.report.claims import find_claims
from gongkai.report.form import EDITIONS, FORMAT, Edition
from gongkai.report.identity import contact_in, period_in
from gongkai.report.seen import Seen
from gongkai.report.values import Claim, Contact, Number, Place, Text, Value


@dataclass
class Report:
    """One body's annual report for one year.

    Two reports are equal when they say the same; where it stood, what was noted while reading, and the source's name
    do not count.

    Attributes:
        edition: name of the form that the tables follow, "2019" or "2021"; None when no table was found.
        body: the body's name, None when neither title, preamble, contact nor signature names it.
        year: the reporting year.
        title: as printed, without line breaks.
        preamble: text between the title and the first section.
        cells: by key, in the form's order. A row or column that the source's form lacks has no entry.
        sections: in printed order, at most one for each key.
        signed_by, signed_on: the signature at the end (落款).
        places: where each cell stood. printed: what was printed, for cells where that is not simply the number.
        notes: sentences in Chinese on what was inferred, left open, or not understood.
        seen: how the source used the form (headings, labels, rows …), None for a report that was not read from a page.
    """

    edition: str | None = None
    body: str | None = None
    year: int | None = None
    title: str = ""
    preamble: str = ""
    cells: dict[str, Value] = field(default_factory=dict)
    sections: tuple[Text, ...] = ()
    signed_by: str = ""
    signed_on: date | None = None
    source: str = field(default="", compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    printed: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    notes: list[str] = field(default_factory=list, compare=False, repr=False)
    seen: Seen | None = field(default=None, compare=False, repr=False)

    format = FORMAT

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in _SAYS:
            for derived in _DERIVED:
                self.__dict__.pop(derived, None)

    @property
    def form(self) -> Edition | None:
        """The edition as data, or None."""
        return EDITIONS[self.edition] if self.edition else None

    def number(self, key: str) -> Number | None:
        """The number in a cell; None when it is blank, not applicable, unknown or absent."""
        value = self.cells.get(key)
        return value.number if value is not None else None

    def section(self, key: str) -> Text | None:
        """The section with this key of `form.SECTIONS`, or None."""
        for section in self.sections:
            if section.key == key:
                return section
        return None

    def text(self, key: str) -> str:
        """The text of a section, "" when it is missing; "preamble" names the text before the first."""
        if key == "preamble":
            return self.preamble
        section = self.section(key)
        return section.text if section else ""

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Every count that the narrative states (`gongkai.report.claims`)."""
        return find_claims(self.edition, self.year, self.body or "", self.preamble, self.sections)

    @cached_property
    def contact(self) -> Contact:
        """How the report says the body is reached."""
        return contact_in("\n".join((self.preamble, *(section.text for section in self.sections))))

    @cached_property
    def period(self) -> tuple[date, date] | None:
        """The statistical period (统计期限) that the report states, or None."""
        return period_in("\n".join((self.preamble, *(section.text for section in self.sections))))


_SAYS: Final = frozenset({"edition", "year", "body", "preamble", "sections"})
_DERIVED: Final = ("claims", "contact", "period")
"""What is worked out of `_SAYS` once, and again when one of them is set anew."""
