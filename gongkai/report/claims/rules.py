"""The tables of `patterns` and `lookalikes` made ready: meanings as bits, rows as masks, the answer for a mask
remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.claims.lexer import lexer
from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.patterns import PATTERNS, STATEMENTS, Pattern, Statement

SUBJECTS: Final = (
    "@none", "@requests", "@recon", "@litig", "@direct", "@after", "@remedies", "@norm", "@rules", "@published",
    "@attribute", "@elsewhere", "@fee", "@procurement", "@bill",
)  # fmt: skip
FLAGS: Final = (
    "#first", "#listed", "#same", "#last_year", "#next_year", "#ogi", "#ogi_here", "#elsewhere", "#answered",
    "#by_result", "#asks", "#justice",
    "#several", "#several_outcomes", "#channels", "#applicants", "#acts", "#with_carried", "#part",
    "#of_result", "#of_answered", "#of_carried_over", "#of_carried_forward", "#of_disclosed", "#of_published",
    "#after_published", "#case", "#items", "#document", "#money",
)  # fmt: skip


class Condition(NamedTuple):
    """All of `needs` must meet the mask, `bans` must not."""

    needs: tuple[int, ...]
    bans: int

    def holds(self, mask: int) -> bool:
        if mask & self.bans:
            return False
        for need in self.needs:  # noqa: SIM110 - a loop is half the time of all() here
            if not mask & need:
                return False
        return True


class Rules:
    def __init__(self) -> None:
        self.bits = dict(lexer().bits)
        for name in (*SUBJECTS, *FLAGS):
            self.bits[name] = 1 << len(self.bits)
        over = [(self.condition(row.when), row) for row in PATTERNS if row.over]
        alike = [(self.condition(row.when or row.id), row.id) for row in LOOKALIKES if row.when or row.forms]
        rest = [(self.condition(row.when), row) for row in PATTERNS if not row.over]
        self._rows: list[tuple[Condition, Pattern]] = [
            *over,
            *((condition, Pattern(code, "")) for condition, code in alike),
            *rest,
        ]
        self._statements = [(self.condition(row.when), row) for row in STATEMENTS]
        self._found: dict[int, Pattern | None] = {}
        self._stated: dict[int, tuple[Statement, ...]] = {}

    def mask(self, names: str) -> int:
        """The bits of names joined by | ."""
        mask = 0
        for name in names.split("|"):
            mask |= self.bits.get(name, 0) if name[0] == "L" else self.bits[name]
        return mask

    def condition(self, when: str) -> Condition:
        needs, bans = [], 0
        for part in when.split():
            if part[0] == "!":
                bans |= self.mask(part[1:])
            else:
                needs.append(self.mask(part))
        return Condition(tuple(needs), bans)

    def pattern(self, mask: int) -> Pattern | None:
        """The first row that holds."""
        try:
            return self._found[mask]
        except KeyError:
            found = next((row for condition, row in self._rows if condition.holds(mask)), None)
            self._found[mask] = found
            return found

    def statements(self, mask: int) -> tuple[Statement, ...]:
        """The first row of each family that holds."""
        try:
            return self._stated[mask]
        except KeyError:
            first: dict[str, Statement] = {}
            for condition, row in self._statements:
                if row.family not in first and condition.holds(mask):
                    first[row.family] = row
            self._stated[mask] = tuple(first.values())
            return self._stated[mask]


@lru_cache(maxsize=1)
def rules() -> Rules:
    return Rules()
