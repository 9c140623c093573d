"""Word documents: text as it is shown; apart from it what is hidden, blacked out, deleted, inserted or commented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from zipfile import ZipFile

from lxml import etree

from gongkai.privacy.findings import Place
from gongkai.privacy.kinds import Weight
from gongkai.privacy.people import by
from gongkai.privacy.reading import Reading
from gongkai.privacy.sources.package import Inner, read_package
from gongkai.privacy.sources.trees import parsed
from gongkai.report.sources.archive import check_sizes, read_part

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
W: Final = f"{{{MAIN}}}"
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STORIES: Final = re.compile(r"word/(?P<what>document|header|footer|footnotes|endnotes|comments)(?P<number>\d*)\.xml\Z")
_NAMES: Final = {
    "document": "", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注",
}  # fmt: skip
_P, _R, _TBL, _TR, _TC, _BOX = (W + tag for tag in ("p", "r", "tbl", "tr", "tc", "txbxContent"))
_TEXT, _DELETED, _FIELD = W + "t", W + "delText", W + "instrText"
_BREAKS: Final = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
REMOVED: Final = (W + "del", W + "moveFrom")
ADDED: Final = (W + "ins", W + "moveTo")
CHANGES: Final = tuple(
    W + tag
    for tag in (
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "sectPrChange",
        "tblGridChange",
        "numberingChange",
    )
)
_TINY: Final = 4
"""Half points: text of two points and less cannot be read."""
_FALSE: Final = ("0", "false", "off", "none")
_LIGHT: Final = 0xF0
_DARK: Final = 0x30
_MOST_STYLES: Final = 20


class Look(NamedTuple):
    """What makes text unreadable: `hidden` says why, "" for none; `black` that the ground is as dark as the text."""

    hidden: str = ""
    black: bool = False


class Styles:
    """Which styles hide text, with those that they are based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._properties: dict[str, list[etree._Element]] = {}
        self.shaded: set[str] = set()
        if root is None:
            return
        styles = {style.get(W + "styleId") or "": style for style in root.iter(W + "style")}
        for name, style in styles.items():
            chain: list[etree._Element] = []
            at: etree._Element | None = style
            while at is not None and len(chain) < _MOST_STYLES:
                properties = at.find(W + "rPr")
                if properties is not None:
                    chain.append(properties)
                based = at.find(W + "basedOn")
                at = styles.get(based.get(W + "val") or "") if based is not None else None
            self._properties[name] = chain
            if style.get(W + "type") == "table" and next(style.iter(W + "shd"), None) is not None:
                self.shaded.add(name)

    def of(self, name: str) -> list[etree._Element]:
        """The run properties of a style, its own first."""
        return self._properties.get(name, [])

    def look(self, run: etree._Element, paragraph: etree._Element) -> Look:
        """What keeps a run of a paragraph from being read."""
        layers = self._layers(run, paragraph)
        if _on(layers, "vanish") or _on(layers, "webHidden") or _on(layers, "specVanish"):
            return Look("设置为隐藏的文字")
        size = _value(layers, "sz")
        if size.isdecimal() and int(size) <= _TINY:
            return Look("字号小到看不见")
        color = _value(layers, "color")
        ground = self._ground(run, paragraph, layers)
        if _light(color) and not ground and next(run.iterancestors(_BOX), None) is None:
            return Look("文字与纸张同为白色")
        dark_text = color in ("", "auto") or _dark(color)
        return Look(black=dark_text and ground == "dark")

    def _layers(self, run: etree._Element, paragraph: etree._Element) -> list[etree._Element]:
        """The properties that a run has, those that win first."""
        layers: list[etree._Element] = []
        own = run.find(W + "rPr")
        if own is not None:
            layers.append(own)
            style = own.find(W + "rStyle")
            if style is not None:
                layers += self.of(style.get(W + "val") or "")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return layers + (self.of(style.get(W + "val") or "") if style is not None else [])

    def _ground(self, run: etree._Element, paragraph: etree._Element, layers: list[etree._Element]) -> str:
        """What lies under a run: "dark", "coloured" or "" for paper."""
        highlight = _value(layers, "highlight")
        if highlight and highlight != "none":
            return "dark" if highlight in ("black", "darkBlue") else "coloured"
        shades = [layer.find(W + "shd") for layer in layers]
        shades.append(paragraph.find(f"{W}pPr/{W}shd"))
        for cell in paragraph.iterancestors(_TC):
            shades.append(cell.find(f"{W}tcPr/{W}shd"))
            break
        for shade in shades:
            if shade is None:
                continue
            fill = shade.get(W + "fill") or "auto"
            if shade.get(W + "val") == "solid":
                fill = shade.get(W + "color") or fill
                fill = "000000" if fill == "auto" else fill
            if fill not in ("auto", "") and not _light(fill):
                return "dark" if _dark(fill) else "coloured"
        for table in paragraph.iterancestors(_TBL):
            style = table.find(f"{W}tblPr/{W}tblStyle")
            if style is not None and style.get(W + "val") in self.shaded:
                return "coloured"
        return ""


def read_docx(archive: ZipFile, reading: Reading, inner: Inner) -> None:
    """Put a document into the reading. Raises NotReadable."""
    check_sizes(archive)
    names = archive.namelist()
    styles = Styles(_tree(archive, "word/styles.xml") if "word/styles.xml" in names else None)
    done = set()
    stories = [match for name in names if (match := _STORIES.match(name))]
    for match in sorted(stories, key=lambda match: match["what"] != "document"):
        done.add(match[0])
        root = _tree(archive, match[0])
        if match["what"] == "comments":
            _comments(root, reading)
        else:
            _Story(reading, styles, _NAMES[match["what"]] + match["number"]).read(root)
    read_package(archive, reading, done, inner)


def _tree(archive: ZipFile, name: str) -> etree._Element:
    return parsed(read_part(archive, name).replace(STRICT, MAIN.encode()))


def _comments(root: etree._Element, reading: Reading) -> None:
    for number, comment in enumerate(root.iter(W + "comment"), 1):
        text = "".join(node.text or "" for node in comment.iter(_TEXT))
        place = Place(part=f"批注{number}")
        reading.tell("P22", text, place, by(comment.get(W + "author") or ""))
        reading.add(text, place)


class _Story:
    """One part with text of the document: paragraphs and tables with their numbers."""

    def __init__(self, reading: Reading, styles: Styles, part: str) -> None:
        self.reading = reading
        self.styles = styles
        self.part = part

    def read(self, root: etree._Element) -> None:
        etree.strip_elements(root, FALLBACK, with_tail=False)
        tables = {table: number for number, table in enumerate(root.iter(_TBL), 1)}
        self._number_cells(root)
        for number, paragraph in enumerate(root.iter(_P), 1):
            place, end = self._place(paragraph, number, tables)
            self._paragraph(paragraph, place, end)
        changes = sum(1 for _ in root.iter(*CHANGES))
        if changes:
            self.reading.tell("P21", f"格式修订{changes}处", Place(part=self.part or "正文"), weight=Weight.WARNS)
        self._changes(root)
        self._shapes(root)
        fields = "\n".join(node.text or "" for node in root.iter(_FIELD))
        self.reading.add(fields, Place(part=f"{self.part}域代码"), quiet=True)

    def _place(self, paragraph: etree._Element, number: int, tables: dict[etree._Element, int]) -> tuple[Place, str]:
        cell = next(paragraph.iterancestors(_TC, _BOX), None)
        if cell is None:
            return Place(paragraph=number, part=self.part), "\n"
        if cell not in self.cells:
            return Place(paragraph=number, part=self.part or "文本框"), "\n"
        row, column, is_last = self.cells[cell]
        following = paragraph.getnext()
        end = "\t" if not is_last and (following is None or following.tag != _P) else "\n"
        table = next(cell.iterancestors(_TBL))
        return Place(table=tables[table], row=row, column=column, part=self.part), end

    def _number_cells(self, root: etree._Element) -> None:
        """Row and column of each cell, and whether it is the last of its row."""
        self.cells: dict[etree._Element, tuple[int, int, bool]] = {}
        for table in root.iter(_TBL):
            for number, row in enumerate(
                table.iterfind(f".//{_TR}") if table.find(f"{W}sdt") is not None else table.iterchildren(_TR), 1
            ):
                cells = [*row.iterchildren(_TC)] or [*row.iter(_TC)]
                self.cells.update({cell: (number, at, cell is cells[-1]) for at, cell in enumerate(cells, 1)})

    def _paragraph(self, paragraph: etree._Element, place: Place, end: str) -> None:
        shown: list[str] = []
        apart: list[tuple[str, str]] = []
        for run, text in runs(paragraph):
            if next(run.iterancestors(*REMOVED), None) is not None:
                continue
            look = self.styles.look(run, paragraph) if text.strip(" \t\n█") else Look()
            if look.hidden:
                apart.append((look.hidden, text))
            else:
                shown.append(text)
                if look.black:
                    apart.append(("", text))
        text = "".join(shown)
        self.reading.add(text if text.strip() else "\u3000", place, end=end)
        for why, group in _grouped(apart):
            if why:
                self.reading.tell("P20", group, place, why)
                self.reading.add(group, place)
            else:
                self.reading.tell("P27", group, place, "文字与底色同为黑色")

    def _changes(self, root: etree._Element) -> None:
        for element in root.iter(*REMOVED, *ADDED):
            removed = element.tag in REMOVED
            if next(element.iterancestors(*(REMOVED if removed else ADDED)), None) is not None:
                continue
            text = "".join(node.text or "" for node in element.iter(_TEXT, _DELETED))
            parent = element.getparent()
            if not text and parent is not None and parent.tag == W + "rPr":
                continue  # the end of a paragraph
            what = "删去的文字" if removed else "插入的文字"
            place = Place(part=f"{self.part}修订")
            who = by(element.get(W + "author") or "")
            self.reading.tell("P21", text, place, f"{what}，{who}" if who else what)
            if removed:
                self.reading.add(text, place)

    def _shapes(self, root: etree._Element) -> None:
        """Black shapes without text, as they are laid over what should not be read."""
        for element in root.iter("{*}wsp", "{*}rect", "{*}shape"):
            if next(element.iter(_BOX), None) is None and _is_black(element):
                self.reading.tell("P27", "黑色图形", Place(part=self.part), "图形下面可能有文字", Weight.WARNS)


def _is_black(shape: etree._Element) -> bool:
    if (shape.get("fillcolor") or "").lower().split(" ")[0] in ("black", "#000", "#000000"):
        return True
    for properties in shape.iterchildren("{*}spPr"):
        for fill in properties.iterchildren("{*}solidFill"):
            return any((color.get("val") or "") in ("000000", "tx1", "black") and not len(color) for color in fill)
    return False


def runs(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The runs of a paragraph with their text; those of a text box in it are of its own paragraphs."""
    for run in paragraph.iter(_R):
        if next(run.iterancestors(_P), None) is not paragraph:
            continue
        parts = []
        for node in run:
            if node.tag == _TEXT:
                parts.append(node.text or "")
            elif node.tag in _BREAKS:
                parts.append(_BREAKS[node.tag])
        yield run, "".join(parts)


def _grouped(apart: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Neighbours of one kind put together."""
    why, texts = None, list[str]()
    for reason, text in apart:
        if reason != why and texts:
            yield why or "", "".join(texts)
            texts = []
        why = reason
        texts.append(text)
    if texts:
        yield why or "", "".join(texts)


def _value(layers: list[etree._Element], name: str) -> str:
    """A property's value in the first layer that has it."""
    for layer in layers:
        found = layer.find(W + name)
        if found is not None:
            return found.get(W + "val") or ""
    return ""


def _on(layers: list[etree._Element], name: str) -> bool:
    for layer in layers:
        found = layer.find(W + name)
        if found is not None:
            return (found.get(W + "val") or "1") not in _FALSE
    return False


def _channels(color: str) -> list[int]:
    return [int(color[at : at + 2], 16) for at in (0, 2, 4)] if re.fullmatch("[0-9A-Fa-f]{6}", color) else []


def _light(color: str) -> bool:
    channels = _channels(color)
    return bool(channels) and min(channels) >= _LIGHT


def _dark(color: str) -> bool:
    channels = _channels(color)
    return bool(channels) and max(channels) <= _DARK
