"""What a layout is, the list of them, and how a case is drawn in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.corpus.content.figures import STYLES
from tests.corpus.document import Document, document
from tests.corpus.model import Case, Rendered

FULL = ("zero", "small", "medium", "large")
"""Styles of content without empty cells: for layouts in which an empty cell leaves no trace."""

Draw = Callable[[Document, Random], str | bytes]
Prepare = Callable[[Case, Random], None]


@dataclass(frozen=True)
class Layout:
    """A way to show a report.

    `styles` are the styles of content it can carry; `sound` layouts keep every cell, so that a planted defect stays
    exactly what it was; `slow` ones start a program, and `runs` says whether this machine has it. `tolerated` codes are
    justified by what the layout did.
    """

    name: str
    extension: str
    draw: Draw
    styles: tuple[str, ...] = STYLES
    sound: bool = True
    slow: bool = False
    runs: bool = True
    readable: bool = True
    edition: str = ""
    tolerated: frozenset[str] = frozenset()
    prepare: Prepare | None = None
    encoding: str = "utf-8"


LAYOUTS: dict[str, Layout] = {}


def layout(name: str, extension: str = "txt", **more: object) -> Callable[[Draw], Draw]:
    """Register a drawing function under a name."""

    def register(draw: Draw) -> Draw:
        add(name, extension, draw, **more)
        return draw

    return register


def add(name: str, extension: str, draw: Draw, **more: object) -> None:
    assert name not in LAYOUTS, name
    tolerated = frozenset(more.pop("tolerated", ()))  # type: ignore[arg-type]
    LAYOUTS[name] = Layout(name, extension, draw, tolerated=tolerated, **more)  # type: ignore[arg-type]


def render(case: Case, chosen: Layout, seed: int = 0) -> Rendered:
    """Draw the case. What the layout changes in the truth is in the case that comes back."""
    case = case.copy()
    rng = Random(f"{case.seed} {chosen.name} {seed}")
    case.layout = chosen.name
    case.readable = case.readable and chosen.readable
    case.tolerated |= chosen.tolerated
    if chosen.prepare:
        chosen.prepare(case, rng)
    drawn = chosen.draw(document(case), rng)
    _mark_invisible(case, chosen, drawn)
    data = drawn if isinstance(drawn, bytes) else drawn.encode(chosen.encoding, "xmlcharrefreplace")
    name = f"{case.id}-{chosen.name}{'-' + case.defect.replace(':', '_').replace(' ', '_') if case.defect else ''}"
    return Rendered(data, f"{name}.{chosen.extension}", case)


def _mark_invisible(case: Case, chosen: Layout, drawn: str | bytes) -> None:
    """Table four with all its cells empty leaves a line of white space, or nothing: that it is blank cannot be seen."""
    remedies = [key for key in case.cells if key.startswith("remedies.")]
    if any(case.cells[key].number is not None for key in remedies):
        return
    seen = isinstance(drawn, str) and (
        chosen.extension in ("html", "htm") or any(char in drawn for char in "|\u00a0\u3000")
    )
    if not seen and chosen.extension in ("txt", "xlsx", "pdf"):
        case.loose |= frozenset(remedies)
        case.tolerated |= {"A08"}
