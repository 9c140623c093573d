"""Reading the published tables: headings in two lines, merged cells, columns in any order, several fields in a file.

What of a table was not understood is told, never left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from gongkai.documents.enums import Level
from gongkai.documents.standards.channels import read_channels
from gongkai.documents.standards.terms import parsed
from gongkai.report.document import Document, Row
from gongkai.report.errors import NotReadable
from gongkai.report.sources import open_source
from gongkai.report.text import fold

MOST_ENTRIES: Final = 2000
HEAD: Final = 12
"""Rows at the top of a table among which its headings are."""

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("序号", "编号", "事项编号"),
    "subject": ("公开事项", "一级事项", "事项名称", "公开事项名称", "一级公开事项", "公开事项类别", "事项类别"),
    "part": ("二级事项", "公开子事项", "二级公开事项"),
    "content": ("公开内容要素", "公开内容", "内容要素", "公开要素"),
    "basis": ("公开依据", "依据"),
    "term": ("公开时限", "时限"),
    "publisher": ("公开主体", "责任主体", "公开责任主体", "责任部门"),
    "channels": ("公开渠道和载体", "公开渠道", "公开渠道与载体", "公开载体", "公开渠道载体"),
    "audience": ("公开对象",),
    "manner": ("公开方式",),
    "levels": ("公开层级",),
}
"""The columns, by their headings as they are compared (`fold`)."""
EVERYBODY: Final = ("全社会", "社会公众", "全社会公众")
SOME: Final = ("特定群体", "特定群众", "特定人群", "特定对象")
PROACTIVE: Final = ("主动", "主动公开")
ON_REQUEST: Final = ("依申请", "依申请公开")
LEVELS: Final[Mapping[Level, tuple[str, ...]]] = {
    Level.PROVINCE: ("省级",),
    Level.CITY: ("市级", "设区市级"),
    Level.COUNTY: ("县级", "区级", "县区级", "区县级", "县市区级", "区市县级", "旗县级", "县"),
    Level.TOWNSHIP: ("乡级", "乡镇级", "镇级", "镇街级", "街道级", "乡镇街道级", "乡镇", "镇街"),
    Level.VILLAGE: ("村级", "村社区级", "社区级", "村居级"),
}
_FIELD: Final = re.compile(
    r"^(?:.{2,10}?(?:省|市|区|县|旗|镇|乡|街道))?(.{2,30}?)(?:领域)?(?:基层)?(?:政务公开)?(?:标准|事项)?目录"
)
"""海州市义务教育领域基层政务公开标准目录: the field is 义务教育."""
_NOTE: Final = re.compile(r"^(?:备?注|说明|填表说明)[:：]?")
_BLANKS: Final = re.compile(r"[ \t\u3000]+")


class NotADirectory(Exception):
    """No standard directory is in the file. `str(error)` is a Chinese sentence."""


class Part(NamedTuple):
    """What a column holds: a member of an entry, or one of the ticks under 公开对象, 公开方式, 公开层级."""

    name: str
    tick: str = ""
    printed: str = ""


class Unread(NamedTuple):
    place: str
    text: str
    why: str


class Read(NamedTuple):
    """One table: `entries` are members of `Entry`, `columns` are the headings as they were understood."""

    title: str
    field: str
    columns: tuple[str, ...]
    entries: list[dict[str, Any]]
    unread: list[Unread]


def read_directories(data: bytes, name: str) -> list[Read]:
    """The directories of an XLSX, DOCX, HTML … file: each table, each sheet is one.

    Raises:
        NotADirectory: the file cannot be read, or holds none.
    """
    try:
        document = open_source(data, name)
    except NotReadable as error:
        raise NotADirectory(str(error).replace("年度报告", "标准目录")) from error
    if not isinstance(document, Document):
        raise NotADirectory("文件里没有标准目录的表格")
    found = [read for read in _tables(document) if read.entries]
    if not found:
        raise NotADirectory("文件里没有找到标准目录：表头应有公开事项、公开内容、公开依据、公开时限等列")
    return found


def _tables(document: Document) -> Iterator[Read]:
    above: list[str] = []
    for table, rows in groupby(document.rows, key=lambda row: (row.table, row.sheet)):
        held = list(rows)
        if not table[0]:
            above = [row.text for row in held if row.text.strip()]
            continue
        if (read := _table(held, above)) is not None:
            yield read
            above = []


def _table(rows: Sequence[Row], above: Sequence[str]) -> Read | None:
    at = next((place for place, row in enumerate(rows[:HEAD]) if _is_heading(row)), None)
    if at is None:
        return None
    depth = 1
    while at + depth < len(rows) and _is_second_line(rows[at + depth]):
        depth += 1
    columns, unknown = _columns(rows[at : at + depth])
    titles = [text for row in rows[:at] if (text := row.text.strip())] or list(above)
    title = next((text for text in reversed(titles) if "目录" in text), titles[-1] if titles else rows[0].sheet)
    title = re.sub(r"\s+", "", title)[:200]
    entries, unread = _entries(rows[at + depth :], columns)
    unread = [*(Unread("表头", text, "不认识的列") for text in unknown), *unread]
    labels = dict.fromkeys(part.printed for part in columns.values())
    return Read(title, _field(title, rows[at].sheet), tuple(labels), entries, unread)


def _field(title: str, sheet: str) -> str:
    found = _FIELD.match(title)
    name = found[1] if found is not None else ""
    return (name or sheet or title)[:60]


# --- headings -------------------------------------------------------------------------------------------------------


def _part(text: str) -> Part | None:
    """What a heading names."""
    label = fold(text)
    for name, words in HEADINGS.items():
        if label in map(fold, words):
            return Part(name, printed=text)
    for name, tick, words in (
        ("audience", "everybody", EVERYBODY),
        ("audience", "some", SOME),
        ("manner", "proactive", PROACTIVE),
        ("manner", "on_request", ON_REQUEST),
        *(("levels", level.value, words) for level, words in LEVELS.items()),
    ):
        if label in map(fold, words) or (tick == "some" and label.startswith(words)):
            return Part(name, tick, text)
    return None


def _is_heading(row: Row) -> bool:
    return len({part.name for slot in row.slots if (part := _part(slot.text)) is not None}) >= 4


def _is_second_line(row: Row) -> bool:
    """Whether a row goes on with the headings: nothing but parts of columns."""
    texts = [slot.text for slot in row.slots if slot.text.strip()]
    return bool(texts) and all(_part(text) is not None for text in texts)


def _columns(rows: Sequence[Row]) -> tuple[dict[int, Part], list[str]]:
    """What stands in each grid column, and headings that say nothing known."""
    found: dict[int, Part] = {}
    unknown: dict[str, None] = {}
    for row in rows:
        for slot in row.slots:
            part = _part(slot.text)
            if part is None:
                unknown.update(dict.fromkeys([slot.text.strip()] if slot.text.strip() else []))
                continue
            for place in range(slot.width):
                second = part.name == "subject" and place == 1 and not part.tick
                found[slot.column + place] = Part("part", printed=part.printed) if second else part
    return found, [*unknown]


# --- rows -----------------------------------------------------------------------------------------------------------

NEEDED: Final = ("subject", "part", "content")
_OWN: Final = ("number", "part", "content")
"""Cells that are merged over several rows only where the rows are one entry."""


def _entries(rows: Sequence[Row], columns: Mapping[int, Part]) -> tuple[list[dict[str, Any]], list[Unread]]:
    found: list[dict[str, Any]] = []
    unread: list[Unread] = []
    cells: dict[int, str] = {}
    for row in rows:
        place = f"第{row.number}行"
        texts = [text for slot in row.slots if (text := slot.text.strip())]
        if not texts or _is_heading(row) or _is_second_line(row):
            continue
        if len(texts) == 1 and (row.slots[0].width > row.width // 2 or _NOTE.match(texts[0])):
            unread.append(Unread(place, texts[0][:300], "不是事项"))
            continue
        own = _cells(row, columns)
        goes_on = bool(found) and _is_same(columns, own)
        cells = {at: own.get(at, cells.get(at, "")) for at in columns}
        if goes_on:
            _add_to(found[-1], own, columns)
            continue
        entry = _entry(cells, columns)
        if not entry["subject"] and found:
            entry["subject"] = found[-1]["subject"]
        if not (entry["part"] or entry["content"]):
            unread.append(Unread(place, " ".join(texts)[:300], "没有二级事项，也没有公开内容"))
        elif len(found) >= MOST_ENTRIES:
            unread.append(Unread(place, " ".join(texts)[:300], f"超过{MOST_ENTRIES}条"))
        else:
            found.append(entry)
    return found, unread


def _cells(row: Row, columns: Mapping[int, Part]) -> dict[int, str]:
    """The row's own cells by column; a cell that spans columns stands in the first of each kind."""
    found: dict[int, str] = {}
    for slot in row.slots:
        said: set[Part] = set()
        for at in range(slot.column, slot.column + slot.width):
            if (part := columns.get(at)) is not None:
                found[at] = slot.text.strip() if not said else ""
                said.add(part)
    return found


def _is_same(columns: Mapping[int, Part], own: Mapping[int, str]) -> bool:
    """Whether a row goes on with the entry above: what tells entries apart is merged with it."""
    telling = [at for at, part in columns.items() if part.name in _OWN]
    return bool(telling) and not any(at in own for at in telling)


def _add_to(entry: dict[str, Any], own: Mapping[int, str], columns: Mapping[int, Part]) -> None:
    for at, text in own.items():
        name = columns[at].name
        if text and name == "channels":
            entry["channels"] += read_channels(text)
        elif text and name in ("basis", "term", "publisher") and text not in entry[name]:
            entry[name] = f"{entry[name]}\n{text}".strip()
            if name == "term":
                _set_limit(entry)


def _entry(cells: Mapping[int, str], columns: Mapping[int, Part]) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    ticks: dict[str, list[tuple[Part, str]]] = {}
    for at, part in columns.items():
        text = cells.get(at, "")
        if part.tick:
            ticks.setdefault(part.name, []).append((part, text))
        elif text:
            said.setdefault(part.name, []).append(text)
    entry: dict[str, Any] = {
        name: "\n".join(dict.fromkeys(said.get(name, ())))
        for name in ("number", "subject", "part", "content", "basis", "term", "publisher")
    }
    for name, most in (("number", 20), ("subject", 200), ("part", 300)):
        entry[name] = _BLANKS.sub("", entry[name]).replace("\n", "")[:most]
    entry["channels"] = read_channels("\n".join(said.get("channels", ())))
    entry |= _audience(said.get("audience", []), ticks.get("audience", []))
    entry |= _manner(said.get("manner", []), ticks.get("manner", []))
    entry["levels"] = _levels(said.get("levels", []), ticks.get("levels", []))
    _set_limit(entry)
    return entry


def _set_limit(entry: dict[str, Any]) -> None:
    term = parsed(entry["term"])
    entry["limit"], entry["span"] = (term.limit.value, term.span) if term is not None else ("", None)


def _ticked(text: str) -> bool:
    return bool(text) and text not in ("□", "○", "☐", "×", "否", "无", "-", "—", "/")


def _audience(texts: Sequence[str], ticks: Sequence[tuple[Part, str]]) -> dict[str, Any]:
    """公开对象: everybody, or the group that is named under the second column."""
    said = list(texts)
    for part, text in ticks:
        if _ticked(text):
            mark = len(text) <= 1
            said.append("全社会" if part.tick == "everybody" else "特定群体" if mark else text)
    return {"audience": "；".join(dict.fromkeys(said)).replace("\n", "")[:200]}


def _manner(texts: Sequence[str], ticks: Sequence[tuple[Part, str]]) -> dict[str, Any]:
    """公开方式; a table that does not say it is one of proactive disclosure."""
    chosen = {part.tick for part, text in ticks if _ticked(text)}
    told = "".join(texts)
    chosen |= {"proactive"} if "主动" in told else set()
    chosen |= {"on_request"} if "依申请" in told else set()
    return {"proactive": "proactive" in chosen or not chosen, "on_request": "on_request" in chosen}


def _levels(texts: Sequence[str], ticks: Sequence[tuple[Part, str]]) -> list[str]:
    chosen = {part.tick for part, text in ticks if _ticked(text)}
    for piece in re.split(r"[、，,；;/\s和及]+", "、".join(texts)):
        part = _part(piece) if piece else None
        if part is not None and part.name == "levels" and part.tick:
            chosen.add(part.tick)
    return [level.value for level in Level if level in chosen]
