"""Plain text and Markdown that keeps the rows of the tables on lines of their own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.corpus.document import Document, Para
from tests.corpus.layouts.base import FULL, Draw, add, layout
from tests.corpus.tables import Slot, Table, expand

Lines = Callable[[Table, Random], list[str]]
HEADING = {"title": "# ", "heading": "## ", "subheading": "### "}


def page(
    document: Document, rng: Random, lines: Lines, *, gap: str = "\n", indent: str = "", marks: bool = False
) -> str:
    """The whole page: paragraphs with `gap` between them, tables as `lines` prints them; `marks` writes Markdown."""
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts.append("\n".join(lines(block, rng)))
        elif isinstance(block, Para):
            text = block.text
            if marks and block.strong:
                text = f"**{text[: block.strong]}**{text[block.strong :]}"
            head = HEADING.get(block.kind, "") if marks else ""
            parts.append(head + (indent if block.kind == "text" else "") + text)
    return ("\n" + gap).join(parts) + "\n"


def full_grid(table: Table, change: Callable[[str], str] = str) -> list[list[str]]:
    """Each row's cells on the full grid; a covered position is empty. `change` is done to heads and labels."""

    def shown(slot: Slot) -> str:
        text = slot.cell.text
        return "" if slot.via else text if slot.cell.kind == "value" else change(text)

    return [[shown(slot) for slot in row] for row in expand(table)]


def own_cells(table: Table) -> list[list[str]]:
    """Each row with the cells that begin in it, and nothing for those that spans cover."""
    return [[cell.text for cell in row] for row in table.rows]


def tails(table: Table) -> list[list[str]]:
    """Own cells, but a cell that spans several columns leaves an empty one for each further column."""
    rows: list[list[Slot]] = [[slot for slot in row if slot.via != "down"] for row in expand(table)]
    return [[slot.cell.text if not slot.via else "" for slot in row] for row in rows]


def grid_lines(cells: Callable[[Table], list[list[str]]], separator: str, around: str = "") -> Lines:
    end = around and separator.rstrip() if separator.strip() else around
    start = around and separator.lstrip() if separator.strip() else around

    def lines(table: Table, rng: Random) -> list[str]:
        return [f"{start}{separator.join(row)}{end}" for row in cells(table)]

    return lines


def blocks_apart(lines: Lines) -> Lines:
    """Table two as one small table per block, each of the width its block has, with an empty line between."""

    def apart(table: Table, rng: Random) -> list[str]:
        if table.name != "proactive":
            return lines(table, rng)
        made: list[str] = []
        for start, stop in zip(table.breaks, [*table.breaks[1:], len(table.rows)], strict=True):
            rows = table.rows[start:stop]
            width = max(len(row) for row in rows)
            for row in rows:
                row[-1].across = width - len(row) + 1
            made += ["", *lines(Table("block", width, rows), rng)]
        return made[1:]

    return apart


def as_page(lines: Lines) -> Draw:
    def draw(document: Document, rng: Random) -> str:
        return page(document, rng, lines)

    return draw


TAB = grid_lines(full_grid, "\t")


@layout("txt_tab_grid")
def tab_grid(document: Document, rng: Random) -> str:
    return page(document, rng, TAB)


@layout("txt_tab_trailing")
def tab_trailing(document: Document, rng: Random) -> str:
    """An empty ninth column that some converters leave behind, on some rows only."""

    def lines(table: Table, rng: Random) -> list[str]:
        return [line + rng.choice(("", "\t")) for line in TAB(table, rng)]

    return page(document, rng, lines)


@layout("txt_tab_blocks")
def tab_blocks(document: Document, rng: Random) -> str:
    return page(document, rng, blocks_apart(TAB))


@layout("txt_tab_own_cells")
def tab_own_cells(document: Document, rng: Random) -> str:
    return page(document, rng, grid_lines(own_cells, "\t"), gap="")


@layout("txt_tab_padded")
def tab_padded(document: Document, rng: Random) -> str:
    """Spaces around every cell, and spaces inside short labels (总 计, 结 果 维 持)."""

    def lines(table: Table, rng: Random) -> list[str]:
        rows = full_grid(table, lambda text: " ".join(text) if len(text) < 5 else text)
        return ["\t".join(f" {text} " if text else "" for text in row) for row in rows]

    return page(document, rng, lines)


for name, separator, around in (
    ("txt_pipe_between", "|", ""),
    ("txt_pipe_between_spaced", " | ", ""),
    ("txt_pipe_both", "|", "|"),
    ("txt_pipe_both_spaced", " | ", "|"),
):
    for suffix, cells in (("", full_grid), ("_own", own_cells), ("_tail", tails)):
        if suffix and separator == "|":
            continue

        add(name + suffix, "txt", as_page(grid_lines(cells, separator, around)))


@layout("txt_pipe_end")
def pipe_end(document: Document, rng: Random) -> str:
    """A separator after every cell, none before the first."""
    return page(document, rng, lambda table, _: ["".join(f"{text}|" for text in row) for row in full_grid(table)])


@layout("txt_pipe_start")
def pipe_start(document: Document, rng: Random) -> str:
    """A separator before every cell, none after the last."""
    return page(document, rng, lambda table, _: ["".join(f"|{text}" for text in row) for row in full_grid(table)])


@layout("txt_space_rows", styles=FULL)
def space_rows(document: Document, rng: Random) -> str:
    """One line a row, single spaces between its own cells."""
    return page(document, rng, grid_lines(own_cells, " "), gap="")


@layout("txt_wide_space_rows", styles=FULL)
def wide_space_rows(document: Document, rng: Random) -> str:
    """One line a row, runs of spaces or one full-width space between its own cells."""

    def lines(table: Table, rng: Random) -> list[str]:
        return [rng.choice(("    ", "\u3000", "  ")).join(row) for row in own_cells(table)]

    return page(document, rng, lines, indent="\u3000\u3000")


def markdown_lines(table: Table, rng: Random) -> list[str]:
    rows = [[text.replace("|", "\\|") for text in row] for row in full_grid(table)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


@layout("md_tables", "md")
def md_tables(document: Document, rng: Random) -> str:
    return page(document, rng, markdown_lines, marks=True)


@layout("md_bold", "md")
def md_bold(document: Document, rng: Random) -> str:
    """Bold labels and heads, aligned separators, headings of uneven depth."""

    def lines(table: Table, rng: Random) -> list[str]:
        rows = full_grid(table, lambda text: f"**{text}**")
        made = ["| " + " | ".join(row) + " |" for row in rows]
        return [made[0], "|" + " :---: |" * len(rows[0]), *made[1:]]

    text = page(document, rng, blocks_apart(lines), marks=True)
    return text.replace("\n## 三", "\n### 三").replace("\n## 四", "\n#### 四")


@layout("md_empty_head", "md")
def md_empty_head(document: Document, rng: Random) -> str:
    """The converter found no header row: an empty one, then the separator, then all rows; line breaks as <br>."""

    def lines(table: Table, rng: Random) -> list[str]:
        rows = [
            [text.replace("（区分", "<br>（区分").replace("本年", "本年<br>") for text in row]
            for row in full_grid(table)
        ]
        return ["|" + "  |" * table.width, "|" + "--|" * table.width, *("|" + "|".join(row) + "|" for row in rows)]

    return page(document, rng, lines, marks=True)


@layout("md_repeated_spans", "md")
def md_repeated_spans(document: Document, rng: Random) -> str:
    """A span's text is repeated in every row and column it covers (labels and heads, never values)."""

    def lines(table: Table, rng: Random) -> list[str]:
        rows = [
            [slot.cell.text if slot.cell.kind != "value" or not slot.via else "" for slot in row]
            for row in expand(table)
        ]
        made = ["| " + " | ".join(row) + " |" for row in rows]
        return [made[0], "|" + "---|" * len(rows[0]), *made[1:]]

    return page(document, rng, lines, marks=True)
