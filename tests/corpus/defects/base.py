"""What a defect is, the list of them, and how one is planted in a correct report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.corpus.content.compose import compose
from tests.corpus.content.facts import facts_of
from tests.corpus.layouts.base import LAYOUTS, Layout
from tests.corpus.make import make_case, make_family, make_pair
from tests.corpus.model import Case, Number, Part, Sentence

Plant = Callable[[Case, Random], None]


class UnfitError(Exception):
    """This report cannot carry the defect: try the next one."""


@dataclass(frozen=True)
class Defect:
    """A kind of defect.

    `codes` must all be named; `instead` are codes that say the same as well. `base` is "one", "pair" (with last year's
    report) or "family" (with its departments'). `where` limits the layouts: "any", "blank" (keeps empty cells), "exact"
    (a container that keeps cells apart), "short" (and rows of any length), "html". `debatable` kinds are reported
    apart: the catalogue leaves them room.
    """

    name: str
    codes: frozenset[str]
    plant: Plant
    instead: frozenset[str] = frozenset()
    edition: str = ""
    styles: tuple[str, ...] = ("small", "medium")
    want: str = ""
    base: str = "one"
    where: str = "any"
    year: int = 0
    debatable: bool = False


DEFECTS: dict[str, Defect] = {}
PADDED = ("docx_python", "html_empty_rows")
"""Layouts that fill a short row up with empty cells."""


def defect(name: str, *codes: str, instead: tuple[str, ...] = (), **more: object) -> Callable[[Plant], Plant]:
    """Register a planting function. Without codes, the name's first word is the code."""

    def register(plant: Plant) -> Plant:
        add(name, plant, *codes, instead=instead, **more)
        return plant

    return register


def add(name: str, plant: Plant, *codes: str, instead: tuple[str, ...] = (), **more: object) -> None:
    assert name not in DEFECTS, name
    wanted = frozenset(codes or (name.split(" ")[0].split(":")[0],))
    DEFECTS[name] = Defect(name, wanted, plant, frozenset(instead), **more)  # type: ignore[arg-type]


def make_defective(kind: Defect, seed: int) -> Case:
    """A report with this one defect; the first seed after `seed` whose report can carry it."""
    for attempt in range(400):
        now = seed + 1_000_003 * attempt
        rng = Random(f"{kind.name} {now}")
        style = rng.choice(kind.styles)
        match kind.base:
            case "pair":
                case = make_pair(now, style=style, edition=kind.edition, want=kind.want)
            case "family":
                case = make_family(now)
            case _:
                case = make_case(now, edition=kind.edition, style=style, want=kind.want, year=kind.year)
        try:
            kind.plant(case, rng)
        except UnfitError:
            continue
        case.defect, case.expected, case.instead = kind.name, kind.codes, kind.instead
        return case
    raise RuntimeError(f"No report can carry {kind.name}.")


def layouts_for(kind: Defect, case: Case, fast: bool = True) -> list[Layout]:
    """Layouts that show this report with its defect as it is."""
    chosen = []
    for layout in LAYOUTS.values():
        if not layout.sound or not layout.readable or (fast and layout.slow) or case.style not in layout.styles:
            continue
        if layout.tolerated & (kind.codes | kind.instead):
            continue
        if case.quirks.short and "total_first" in layout.name:  # its values are given in the form's order
            continue
        if kind.where == "blank" and "blank" not in layout.styles:
            continue
        if kind.where == "exact" and layout.extension not in ("html", "docx", "xlsx"):
            continue
        if kind.where == "short" and (layout.extension not in ("html", "docx") or layout.name in PADDED):
            continue
        if kind.where == "html" and layout.extension != "html":
            continue
        chosen.append(layout)
    return chosen


# --- helpers for planting -------------------------------------------------------------------------------------------


def need(condition: object) -> None:
    if not condition:
        raise UnfitError


def retell(case: Case, rng: Random) -> None:
    """Tell the text anew from the changed cells, so that only the tables are wrong."""
    case.narrative = compose(rng, case, case.previous)


def bump(case: Case, *keys: str, by: int) -> None:
    for key in keys:
        case.set(key, int(case.number(key)) + by)


def part(case: Case, key: str) -> Part:
    return next(part for part in case.narrative.parts if part.key == key)


def say_requests(case: Case, *sentences: Sentence) -> None:
    """Let head two say these sentences and nothing else of requests."""
    part(case, "requests").sentences = list(sentences)


def wrong_value(case: Case, rng: Random, fact: str) -> Number:
    """A value that the fact does not have, nor any other fact: no reading of the sentence makes it right."""
    facts = facts_of(case)
    taken = {*facts.values(), *(facts["new"] + facts["carried"] - number for number in facts.values())}
    value = facts[fact] + rng.choice((1, 2, 3, 5, 10, 11))
    while value in taken:
        value += 1
    return value
