"""Workbooks: cells as text and as numbers, values over several cells, hidden cells, strings that nobody uses."""

from __future__ import annotations

from typing import Final

from lxml import etree

from gongkai.privacy.characters import holds, occurrences
from gongkai.privacy.redacting.package import redact_package
from gongkai.privacy.redacting.task import MARK, Done, Task
from gongkai.privacy.sources.sheet import (
    addresses,
    cell_text,
    column_of,
    hidden_columns,
    row_is_hidden,
    shared_strings,
    sheets_of,
    unseen_styles,
)
from gongkai.privacy.sources.trees import local, parsed
from gongkai.report.sources.archive import open_zip, read_part

_SHARED: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_PIVOT: Final = "xl/pivotCache/"


def redact_xlsx(data: bytes, task: Task) -> Done:
    """A workbook; a value that was a number becomes the mark. Raises NotReadable."""
    archive = open_zip(data)
    names = archive.namelist()
    work = _Workbook(task)
    work.shared = shared_strings(archive) if _SHARED in names else []
    work.unseen = unseen_styles(parsed(read_part(archive, _STYLES))) if _STYLES in names else {}
    work.hidden = {sheet.part: sheet.hidden for sheet in sheets_of(archive)}
    for part in work.hidden:
        work.note_used(part, parsed(read_part(archive, part)))
    return redact_package(data, task, work.change, work.keeps)


class _Workbook:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.shared: list[str] = []
        self.unseen: dict[int, str] = {}
        self.hidden: dict[str, bool] = {}
        self.used: set[int] = set()

    def note_used(self, part: str, root: etree._Element) -> None:
        """Keep in mind which shared strings a sheet will still use."""
        self._sheet(part, root)
        for cell in addresses(root):
            value = cell.findtext("{*}v") or ""
            if cell.get("t") == "s" and value.isdecimal():
                self.used.add(int(value))

    def change(self, part: str, root: etree._Element) -> int:
        if part in self.hidden:
            return self._sheet(part, root)
        if part == _SHARED:
            self._forget_unused(root)
        if part.startswith(_PIVOT):
            for element in root.iter("{*}n", "{*}d"):
                if holds(element.get("v") or "", self.task.cores):
                    element.tag = element.tag[: element.tag.rindex("}") + 1] + "s"
        for element in [*root.iter("{*}legacyDrawing", "{*}legacyDrawingHF")]:
            element.getparent().remove(element)  # type: ignore[union-attr]
        return 0

    def keeps(self, name: str, element: etree._Element) -> bool:
        """Whether the text of an element is the value of a cell, which `change` takes care of."""
        parent = element.getparent()
        return name in ("v", "f") and parent is not None and local(parent) == "c"

    def _forget_unused(self, root: etree._Element) -> None:
        for number, entry in enumerate(root.iter("{*}si")):
            if number not in self.used:
                for child in [*entry]:
                    entry.remove(child)
                etree.SubElement(entry, entry.tag[:-2] + "t").text = ""

    def _sheet(self, part: str, root: etree._Element) -> int:
        cells = [*addresses(root)]
        count = 0
        texts = [cell_text(cell, self.shared) for cell in cells]
        ends = [
            "\t" if one.getparent() is two.getparent() else "\n"
            for one, two in zip(cells, [*cells[1:], root], strict=True)
        ]
        at, where = 0, []
        for text, end in zip(texts, ends, strict=True):
            where.append((at, at + len(text)))
            at += len(text) + len(end)
        joined = "".join(text + end for text, end in zip(texts, ends, strict=True))
        number = 0
        for start, stop in occurrences(joined, self.task.cores):
            while where[number][1] <= start:
                number += 1
            first = number
            while number < len(where) and where[number][0] < stop:
                if number > first or where[number][1] < stop or cells[number].get("t") not in ("s", "inlineStr"):
                    _put(cells[number], MARK if number == first else "")
                number += 1
            number = max(number - 1, first)
            if where[first][1] < stop:
                _put(cells[first], MARK)
            count += 1
        for cell in cells:
            formula = cell.find("{*}f")
            if formula is not None and formula.text and holds(formula.text, self.task.cores):
                cell.remove(formula)
        if self.task.removes("P20"):  # after what is spread over cells, some of which may be hidden
            count += self._hidden_cells(part, root)
        return count

    def _hidden_cells(self, part: str, root: etree._Element) -> int:
        columns = hidden_columns(root)
        count = 0
        for cell in addresses(root):
            row = cell.getparent()
            style = cell.get("s") or "0"
            if len(cell) and (
                self.hidden[part]
                or (row is not None and row_is_hidden(row))
                or column_of(cell.get("r") or "") in columns
                or int(style if style.isdecimal() else 0) in self.unseen
            ):
                _put(cell, "")
                count += 1
        return count


def _put(cell: etree._Element, text: str) -> None:
    """Make a cell hold a text of its own, or nothing."""
    for child in [*cell]:
        cell.remove(child)
    cell.attrib.pop("t", "")
    if text:
        cell.set("t", "inlineStr")
        space = cell.tag[: cell.tag.rindex("}") + 1]
        etree.SubElement(etree.SubElement(cell, space + "is"), space + "t").text = text
