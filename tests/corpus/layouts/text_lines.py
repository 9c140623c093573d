"""Plain text with one cell on each line."""

from __future__ import annotations

from random import Random

from tests.corpus.document import Document
from tests.corpus.layouts.base import FULL, layout
from tests.corpus.layouts.text import page
from tests.corpus.tables import Table, expand


def wrapped(text: str, rng: Random) -> str:
    """A column head broken where its narrow cell broke it (本年新 / 制作数量)."""
    return text.replace("本年新", "本年新\n").replace("本年废", "本年\n废") if rng.random() < 0.7 else text


@layout("txt_tab_lines")
def tab_lines(document: Document, rng: Random) -> str:
    """A tab before each cell, one cell a line, an empty line after each row, covered cells as lone tabs."""

    def lines(table: Table, rng: Random) -> list[str]:
        made = [""]
        for row in expand(table):
            slots = [slot for slot in row if slot.via != "across"]
            made += ["\t" + (wrapped(slot.cell.text, rng) if not slot.via else "") for slot in slots] + [""]
        return made

    return page(document, rng, lines, gap="")


@layout("txt_tab_lines_own", styles=FULL)
def tab_lines_own(document: Document, rng: Random) -> str:
    """The same, but only the cells that begin in the row."""

    def lines(table: Table, rng: Random) -> list[str]:
        return [line for row in table.rows for line in (*("\t" + cell.text for cell in row), "")]

    return page(document, rng, lines, gap="")


def cell_lines(
    document: Document, rng: Random, empty: str | None, between: str | None = None, rows: str | None = None
) -> str:
    """One cell a line. `empty` stands for an empty cell, `between` follows each cell, `rows` each row."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        for row in table.rows:
            for cell in row:
                text = cell.text or empty
                if text is not None:
                    made += [text] if between is None else [text, between]
            if rows is not None:
                made.append(rows)
        return made

    return page(document, rng, lines, gap="")


@layout("txt_cell_lines", styles=FULL)
def plain(document: Document, rng: Random) -> str:
    return cell_lines(document, rng, None)


@layout("txt_cell_lines_rows", styles=FULL)
def by_rows(document: Document, rng: Random) -> str:
    """An empty line after each row."""
    return cell_lines(document, rng, None, None, "")


@layout("txt_cell_lines_apart", styles=FULL)
def apart(document: Document, rng: Random) -> str:
    """An empty line after every cell, as pages built of paragraphs give."""
    return cell_lines(document, rng, None, "")


@layout("txt_cell_lines_nbsp")
def nbsp(document: Document, rng: Random) -> str:
    """A no-break space is what an empty cell leaves."""
    return cell_lines(document, rng, "\u00a0")


@layout("txt_cell_lines_wide")
def wide(document: Document, rng: Random) -> str:
    """A full-width space is what an empty cell leaves; every line is indented by one."""
    text = cell_lines(document, rng, "\u3000", None, "")
    return "\n".join("\u3000" + line if line else line for line in text.split("\n"))


@layout("txt_cell_lines_grid")
def grid_nbsp(document: Document, rng: Random) -> str:
    """Every position of the grid is a line: also the positions that spans cover hold a no-break space."""

    def lines(table: Table, rng: Random) -> list[str]:
        rows = expand(table)
        return ["\u00a0" if slot.via or not slot.cell.text else slot.cell.text for row in rows for slot in row]

    return page(document, rng, lines, gap="")


@layout("txt_pipe_lone")
def pipe_lone(document: Document, rng: Random) -> str:
    """Each cell on its line, a separator on the next."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        for cell in (cell for row in table.rows for cell in row):
            made += [*wrapped(cell.text, rng).split("\n"), "|"] if cell.text else ["|"]
        return made

    return page(document, rng, lines, gap="")


@layout("txt_pipe_lone_tail")
def pipe_lone_tail(document: Document, rng: Random) -> str:
    """The same, but a cell across several columns is followed by a separator for each."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        for cell in (cell for row in table.rows for cell in row):
            made += [line for line in (cell.text,) if line] + ["|"] * cell.across
        return made

    return page(document, rng, lines, gap="")


@layout("txt_pipe_line_end")
def pipe_line_end(document: Document, rng: Random) -> str:
    """Each cell on its line, a separator at its end."""
    return page(document, rng, lambda table, _: [f"{cell.text} |" for row in table.rows for cell in row], gap="")


@layout("txt_pipe_line_start")
def pipe_line_start(document: Document, rng: Random) -> str:
    """Each cell on its line, a separator before it."""
    return page(document, rng, lambda table, _: [f"| {cell.text}" for row in table.rows for cell in row], gap="")


@layout("txt_pipe_line_wiki")
def pipe_line_wiki(document: Document, rng: Random) -> str:
    """Each cell on its line, a separator before it, the mark of a wiki between rows."""

    def lines(table: Table, rng: Random) -> list[str]:
        return [line for row in table.rows for line in ("|-", *(f"| {cell.text}" for cell in row))]

    return page(document, rng, lines, gap="")


@layout("txt_row_values_line", styles=FULL)
def row_values_line(document: Document, rng: Random) -> str:
    """Labels on lines of their own, the row's values together on the next."""

    def lines(table: Table, rng: Random) -> list[str]:
        made: list[str] = []
        for row in table.rows:
            made += [cell.text for cell in row if cell.kind != "value"]
            values = [cell.text for cell in row if cell.kind == "value"]
            if values:
                made.append("\t".join(values))
        return made

    return page(document, rng, lines, gap="")


@layout("txt_one_line", styles=FULL)
def one_line(document: Document, rng: Random) -> str:
    """Everything on one line, one space between cells and between paragraphs."""
    lines = page(document, rng, lambda table, _: [cell.text for row in table.rows for cell in row], gap="")
    return " ".join(lines.split("\n"))
