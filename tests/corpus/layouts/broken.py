"""Text that lost something: cells at page breaks (what arithmetic can restore is worked out), or repeated lines."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from gongkai.report.form import APPLICANTS
from tests.corpus.document import Document
from tests.corpus.layouts import text_lines
from tests.corpus.layouts.base import FULL, Draw, Prepare, add
from tests.corpus.layouts.text import as_page, full_grid, page
from tests.corpus.model import BLANK, Case
from tests.corpus.recover import certain
from tests.corpus.tables import Table, TCell, values_of

READING = ("A06", "A08", "A19", "A22", "E07", "E20")
"""Findings that a lost cell justifies: the reading, not the body, is to blame."""


def _values(case: Case, key: str) -> list[str]:
    return [case.cells[f"requests.{key}.{column.key}"].text for column in APPLICANTS]


def _plan(case: Case, rng: Random, mode: str) -> dict[str, int]:
    """Which rows lose which of their seven values: by page ("pages"), here and there ("random"), nearly all ("all")."""
    keys = [row.key for row in case.form.rows]
    plan: dict[str, int] = {}
    match mode:
        case "pages":
            cuts = sorted(rng.sample(range(3, len(keys) - 2), 2))
            lost = rng.randint(1, 5)
            first = rng.random() < 0.5
            damaged = keys[2 : cuts[0]] + keys[cuts[1] :] if first else keys[cuts[0] : cuts[1]]
            plan = dict.fromkeys(damaged, lost)
        case "zeros":
            for key in rng.sample(keys, rng.randint(3, 14)):
                zeros = [at for at, text in enumerate(_values(case, key)) if text == "0"]
                if zeros:
                    plan[key] = rng.choice(zeros)
        case "random":
            plan = {key: rng.randrange(7) for key in rng.sample(keys, rng.randint(1, 7))}
        case "all":
            plan = dict.fromkeys(keys[2:], rng.randint(1, 5))
        case "one":
            plan = {rng.choice(keys): rng.randrange(7)}
    return plan


def _apply(case: Case, plan: dict[str, int]) -> None:
    """Print the damaged rows short, and note which of their cells are beyond recovery."""
    for key, lost in plan.items():
        texts = _values(case, key)
        case.quirks.short[key] = texts[:lost] + texts[lost + 1 :]
    rows = {
        row.key: [int(text) for text in case.quirks.short.get(row.key, _values(case, row.key))]
        for row in case.form.rows
    }
    known = certain(rows, case.form.leaves)
    loose = set()
    for key in plan:
        for column, sure in zip(APPLICANTS, known[key] if known else [False] * 7, strict=True):
            if not sure:
                loose.add(f"requests.{key}.{column.key}")
    case.loose |= loose


def lossy(narrow: str) -> Draw:
    """A tab grid whose width changes with the page. `narrow` says how it looks: "short", "flat", or "fused" labels."""

    def draw(document: Document, rng: Random) -> str:
        case = document.case

        def lines(table: Table, rng: Random) -> list[str]:
            rows = full_grid(table)
            if table.name != "requests":
                return ["\t".join(row) for row in rows]
            made: list[str] = []
            keys = [row.key for row in case.form.rows]
            was = False
            for key, row in zip([""] * 3 + keys, rows, strict=True):
                short = key in case.quirks.short
                if short != was and key and narrow != "flat":
                    made.append("")
                was = short
                if narrow == "fused" and row[0] == "三、本年度办理结果":
                    row = [f"三、{row[1]}", *row[3:]]
                elif narrow in ("fused", "flat") and key in ("new", "carried_over"):
                    row = [row[0], *row[3:]]
                elif narrow == "fused" and key in ("other", "total"):
                    row = [row[1][:3], row[1][3:], *row[3:]]
                made.append("\t".join(row))
            return made

        return page(document, rng, lines)

    return draw


def damaged(mode: str) -> Prepare:
    def prepare(case: Case, rng: Random) -> None:
        _apply(case, _plan(case, rng, mode))

    return prepare


SMALL = ("zero", "small", "medium")
for mode in ("pages", "zeros", "random", "all", "one"):
    for narrow in ("short", "fused", "flat"):
        how: dict[str, object] = {"styles": SMALL, "sound": False, "tolerated": READING, "prepare": damaged(mode)}
        add(f"txt_lost_{mode}_{narrow}", "txt", lossy(narrow), **how)


def split_digits(document: Document, rng: Random) -> str:
    """A tab fell between the digits of a number: eight values in a row."""
    case = document.case

    def lines(table: Table, rng: Random) -> list[str]:
        rows = full_grid(table)
        if table.name != "requests":
            return ["\t".join(row) for row in rows]
        keys = [""] * 3 + [row.key for row in case.form.rows]
        long = [at for at, row in enumerate(rows) if any(len(text) == 2 and text.isdigit() for text in row[3:])]
        for at in rng.sample(long, min(2, len(long))):
            places = [place for place in range(3, 10) if len(rows[at][place]) == 2 and rows[at][place].isdigit()]
            place = rng.choice(places)
            rows[at][place : place + 1] = list(rows[at][place])
            case.loose |= {f"requests.{keys[at]}.{column.key}" for column in APPLICANTS}
        return ["\t".join(row) for row in rows]

    return page(document, rng, lines)


add("txt_split_digits", "txt", split_digits, styles=("medium",), sound=False, tolerated=READING)


def drop_repeated(text: str) -> str:
    """Every line kept once only: what a careless deduplication leaves of a page."""
    seen: set[str] = set()
    return "\n".join(line for line in text.split("\n") if not line.strip() or not (line in seen or seen.add(line)))


def drop_consecutive(text: str) -> str:
    """A line that equals the one before it is dropped."""
    lines = text.split("\n")
    return "\n".join(line for at, line in enumerate(lines) if at == 0 or line != lines[at - 1])


def dropping(drop: Callable[[str], str], draw: Draw) -> Draw:
    """A page of which lines were dropped."""
    return lambda document, rng: drop(draw(document, rng))


for _name, _drop, _draw in (
    ("txt_dropped_lines", drop_repeated, text_lines.plain),
    ("txt_dropped_lone", drop_repeated, text_lines.pipe_lone),
    ("txt_dropped_tab_lines", drop_repeated, text_lines.tab_lines),
    ("txt_dropped_runs", drop_consecutive, text_lines.plain),
):
    add(_name, "txt", dropping(_drop, _draw), styles=FULL, sound=False, readable=False)


def blank_zeros(case: Case, rng: Random) -> None:
    """Table three with blanks for its zeros. None of them need be known: no page shows which are blank."""
    keys = [key for key in case.cells if key.startswith("requests.")]
    case.cells |= {key: BLANK for key in keys if case.cells[key].number == 0}
    case.loose |= frozenset(keys)


def two_spaces(table: Table, rng: Random) -> list[str]:
    """One line a row, two spaces between its own cells, nothing for a blank one: places tell nothing."""
    return ["  ".join(cell.text for cell in row if cell.text) for row in table.rows]


add(
    "txt_blanks_dropped",
    "txt",
    as_page(two_spaces),
    styles=("small", "medium"),
    sound=False,
    prepare=blank_zeros,
    tolerated=(*READING, "E06"),
)


# --- zeros run together, and zeros too many ---------------------------------------------------------------------------


def only_zeros(row: list[TCell]) -> bool:
    values = [cell.text for cell in values_of(row)]
    return len(values) > 1 and set(values) == {"0"}


def zeros_glued(table: Table, rng: Random) -> list[str]:
    """One line a row, a space between its own cells; a row of zeros has none between its label and its values."""
    made: list[str] = []
    for row in table.rows:
        labels = [cell.text for cell in row if cell.kind != "value"]
        values = "".join(cell.text for cell in values_of(row))
        made.append("".join(labels) + values if only_zeros(row) else " ".join(cell.text for cell in row))
    return made


def zeros_glued_apart(table: Table, rng: Random) -> list[str]:
    """The same on a tab grid, the label in a cell of its own."""
    rows = [[cell.text for cell in row if not only_zeros(row) or cell.kind != "value"] for row in table.rows]
    zeros = [["0" * len(values_of(row))] if only_zeros(row) else [] for row in table.rows]
    return ["\t".join([*row, *glued]) for row, glued in zip(rows, zeros, strict=True)]


def zero_too_many(table: Table, rng: Random) -> list[str]:
    """Some rows of zeros of table three print eight of them."""
    rows = [
        [*row, TCell("0")] if table.name == "requests" and only_zeros(row) and rng.random() < 0.3 else row
        for row in table.rows
    ]
    return ["\t".join(cell.text for cell in row) for row in rows]


for _name, _lines in (
    ("txt_zeros_glued", zeros_glued),
    ("txt_zeros_glued_apart", zeros_glued_apart),
    ("txt_zero_too_many", zero_too_many),
):
    add(_name, "txt", as_page(_lines), styles=SMALL, sound=False, tolerated=READING)


# --- a zero lost, the row filled up ----------------------------------------------------------------------------------


def moved(document: Document, rng: Random) -> str:
    """In some rows of table three a zero fell out and an empty cell was put at the end: 总计 is empty."""
    case = document.case

    def lines(table: Table, rng: Random) -> list[str]:
        rows = full_grid(table)
        if table.name == "requests":
            for form, row in zip(case.form.rows, rows[3:], strict=True):
                zeros = [at for at in range(3, 9) if row[at] == "0"]
                if zeros and row[9] not in ("", "0") and rng.random() < 0.5:
                    del row[rng.choice(zeros)]
                    row.append("")
                    case.loose |= {f"requests.{form.key}.{column.key}" for column in APPLICANTS}
        return ["\t".join(row) for row in rows]

    return page(document, rng, lines)


add("txt_moved", "txt", moved, styles=("small", "medium"), sound=False, tolerated=READING)


# --- letters for digits -----------------------------------------------------------------------------------------------


def letters(document: Document, rng: Random) -> str:
    """Some digits were read as letters: O for 0, l for 1. What their cells hold need not be known."""

    def lines(table: Table, rng: Random) -> list[str]:
        for cell in (cell for row in table.rows for cell in values_of(row)):
            text = "".join({"0": "O", "1": "l"}.get(char, char) if rng.random() < 0.15 else char for char in cell.text)
            if text != cell.text and cell.key:
                cell.text = text
                document.case.loose |= {cell.key}
        return ["\t".join(row) for row in full_grid(table)]

    return page(document, rng, lines)


add("txt_letters", "txt", letters, styles=("zero", "small"), sound=False, tolerated=(*READING, "A05"))


# --- the table on its side ------------------------------------------------------------------------------------------


def turned(document: Document, rng: Random) -> str:
    """Table three with applicants down and its rows across."""
    case = document.case
    case.loose |= {key for key in case.cells if key.startswith("requests.")}

    def lines(table: Table, rng: Random) -> list[str]:
        if table.name != "requests":
            return ["\t".join(row) for row in full_grid(table)]
        heads = ["申请人情况", *(f"{row.number}{row.label}" for row in case.form.rows)]
        rows = [
            [column.label, *(_values(case, row.key)[at] for row in case.form.rows)]
            for at, column in enumerate(APPLICANTS)
        ]
        return ["\t".join(row) for row in (heads, *rows)]

    return page(document, rng, lines)


add("txt_turned", "txt", turned, styles=SMALL, sound=False, tolerated=(*READING, "E06"))
