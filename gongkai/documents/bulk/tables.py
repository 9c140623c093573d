"""Reading a table of items row by row, from XLSX, CSV, JSON or JSON Lines, and the ZIP with its files.

A table may be long: rows are read one at a time, and none is kept. The text that an XLSX shares among its cells is held
in memory, which is why its size is bounded; CSV and JSON Lines have no such bound.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import IO, Any, Final, NamedTuple

from gongkai.bodies.exchange import inert
from gongkai.documents import store
from gongkai.documents.bulk.columns import Headings, headings_of
from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import check_sizes

MOST_ROWS: Final = 500_000
LARGEST_WHOLE: Final = 64 * 2**20
"""Bytes of a JSON array, which is read whole; JSON Lines are not."""
HEAD: Final = 10
"""Rows among which the headings are looked for."""
TABLES: Final = (".jsonl", ".xlsx", ".csv", ".json")
"""Endings of tables inside a ZIP, those that say most first."""
csv.field_size_limit(32 * 2**20)


class NotATable(Exception):
    """The file is no table of items. `str(error)` is a Chinese sentence for who gave it."""


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it, and its cells by the names of their columns; empty ones are left
    out."""

    number: int
    cells: dict[str, str]


class Table(NamedTuple):
    """`left` are the headings that are not imported; `rows` can be walked once."""

    columns: tuple[str, ...]
    left: tuple[str, ...]
    rows: Iterator[Row]


def read_table(file: IO[bytes]) -> Table:
    """The table that a file holds, told by its content.

    Raises:
        NotATable: it is none; while rows are walked, where it breaks off or is too long.
    """
    head = file.read(4096)
    file.seek(0)
    if head.startswith(b"PK"):
        return _of_lists(_xlsx(file))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _of_objects(_json(file, head))
    return _of_lists(_csv(file))


# --- rows -----------------------------------------------------------------------------------------------------------


def _of_lists(rows: Iterator[list[str]]) -> Table:
    for number, row in enumerate(islice(rows, HEAD), 1):
        if (found := headings_of(row)) is not None:
            return Table(tuple(found.at), found.left, _cells(found, rows, number + 1))
    raise NotATable(f"前{HEAD}行里没有找到列名：其中要有“名称”或者“标题”，可用的列见《批量导入和导出》")


def _cells(found: Headings, rows: Iterable[list[str]], first: int) -> Iterator[Row]:
    for number, row in enumerate(rows, first):
        cells = {name: row[at] for name, at in found.at.items() if at < len(row) and row[at]}
        if cells:
            yield _within(Row(number, cells))


def _of_objects(objects: Iterator[dict[str, Any]]) -> Table:
    """Objects are a row each; the columns are those of all of them, of which the first ones are looked at."""
    first = list(islice(objects, 200))
    if not first:
        raise NotATable("文件里没有内容")
    names = list(dict.fromkeys(name for each in first for name in each))
    if (found := headings_of(names)) is None:
        raise NotATable("没有找到“名称”或者“标题”，可用的列见《批量导入和导出》")
    where = {names[at]: name for name, at in found.at.items()}
    return Table(tuple(found.at), found.left, _members(where, set(names), chain(first, objects)))


def _members(where: dict[str, str], known: set[str], objects: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for number, each in enumerate(objects, 1):
        if unknown := each.keys() - known:
            raise NotATable(f"第{number}条有前面没有的列“{min(unknown)}”，请把各列都写在前200条里，没有内容的写空")
        cells = {where[name]: _text(value) for name, value in each.items() if name in where}
        yield _within(Row(number, {name: text for name, text in cells.items() if text}))


def _within(row: Row) -> Row:
    if row.number > MOST_ROWS:
        raise NotATable(f"超过{MOST_ROWS}行，请分成几个文件导入")
    return row


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}" if value.time() != value.min.time() else f"{value:%Y-%m-%d}"
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return "\n".join(map(_text, value))
        case dict():
            return json.dumps(value, ensure_ascii=False)
    text = str(value).strip()
    return text[1:] if text[:1] == "'" and inert(text[1:]) != text[1:] else text


# --- containers -----------------------------------------------------------------------------------------------------


def _xlsx(file: IO[bytes]) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(file) as archive:
            check_sizes(archive)
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # programs that write them wrong are common
        for row in sheet.iter_rows(values_only=True):
            yield [_text(value) for value in row]
    except NotReadable as error:
        raise NotATable(f"{error}；条数多、正文长的，请改用CSV或者JSON Lines") from error
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise NotATable("工作簿不完整或者已损坏，请另存以后再试") from error


def _csv(file: IO[bytes]) -> Iterator[list[str]]:
    text = io.TextIOWrapper(file, encoding=_encoding(file), newline="")
    try:
        for row in csv.reader(text, strict=True):
            yield [_text(value) for value in row]
    except csv.Error as error:
        raise NotATable("文件不是完整的CSV") from error
    finally:
        text.detach()


def _encoding(file: IO[bytes]) -> str:
    """In which of the encodings that Chinese offices use a text is written; the file is read through once."""
    for name in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            while data := file.read(2**20):
                if "\0" in decoder.decode(data):
                    raise NotATable("文件不是XLSX、CSV或者JSON")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        else:
            return name
        finally:
            file.seek(0)
    raise NotATable("文件的编码不是UTF-8或者GB18030")


def _json(file: IO[bytes], head: bytes) -> Iterator[dict[str, Any]]:
    """An array of objects, or an object a line."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield from _whole(file)
        return
    text = io.TextIOWrapper(file, encoding="utf-8-sig")
    try:
        for number, line in enumerate(text, 1):
            if line.strip():
                yield _object(json.loads(line), number)
    except json.JSONDecodeError as error:
        raise NotATable(f"第{number}行不是完整的JSON：每行应是一条，或者整个文件是一个数组") from error
    except UnicodeDecodeError as error:
        raise NotATable("JSON文件的编码应是UTF-8") from error
    finally:
        text.detach()


def _whole(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    data = file.read(LARGEST_WHOLE + 1)
    if len(data) > LARGEST_WHOLE:
        raise NotATable(f"JSON数组超过{LARGEST_WHOLE // 2**20} MB，请改为每行一条的JSON Lines")
    try:
        for number, each in enumerate(json.loads(data.decode("utf-8-sig")), 1):
            yield _object(each, number)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotATable("文件不是完整的JSON") from error
    except UnicodeDecodeError as error:
        raise NotATable("JSON文件的编码应是UTF-8") from error


def _object(value: Any, number: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotATable(f"第{number}条不是对象")
    return value


# --- files ----------------------------------------------------------------------------------------------------------


class Archive:
    """The ZIP with the files that a table names, by their paths inside it or, where only one is called so, by name."""

    def __init__(self, file: IO[bytes]) -> None:
        """
        Raises:
            NotATable: it is no ZIP.
        """
        try:
            self._zip = _opened(file)
        except (zipfile.BadZipFile, OSError) as error:
            raise NotATable("附件的压缩包不完整，或者不是ZIP") from error
        self._paths: dict[str, zipfile.ZipInfo] = {}
        self._names: dict[str, list[zipfile.ZipInfo]] = {}
        for info in self._zip.infolist():
            if not info.is_dir():
                path = _path(info.filename)
                self._paths[path] = info
                self._names.setdefault(PurePosixPath(path).name, []).append(info)

    def has(self, path: str) -> bool:
        return _path(path) in self._paths

    def find(self, path: str) -> zipfile.ZipInfo:
        """
        Raises:
            ValueError: there is no such file, or several; or it is too large. In Chinese.
        """
        wanted = _path(path)
        named = self._names.get(wanted, []) if "/" not in wanted else []
        found = self._paths.get(wanted) or (named[0] if len(named) == 1 else None)
        if found is None:
            raise ValueError(f"压缩包里{'有几个' if named else '没有'}“{path}”{'，请写出路径' if named else ''}")
        if found.flag_bits & 0x1:
            raise ValueError(f"“{path}”已加密，请先解除密码")
        if found.file_size > store.MOST:
            raise ValueError(f"“{path}”超过{store.MOST // 2**20} MB，请压缩或者拆分")
        return found

    def read(self, path: str) -> bytes:
        """
        Raises:
            ValueError: as for `find`, or it is damaged.
        """
        info = self.find(path)
        try:
            with self._zip.open(info) as part:
                data = part.read(store.MOST + 1)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise ValueError(f"压缩包里的“{path}”已损坏") from error
        if len(data) > store.MOST:
            raise ValueError(f"“{path}”超过{store.MOST // 2**20} MB，请压缩或者拆分")
        return data

    def table(self) -> str:
        """The path of the table that lies at the top of the archive; of one table in several forms, the best.

        Raises:
            NotATable: there is none, or more than one.
        """
        found = sorted(
            (path for path in self._paths if "/" not in path and path.lower().endswith(TABLES)),
            key=lambda path: TABLES.index(PurePosixPath(path).suffix.lower()),
        )
        if not found:
            raise NotATable("压缩包的最上层没有表格（XLSX、CSV、JSON）")
        if len({PurePosixPath(path).stem for path in found}) > 1:
            raise NotATable(f"压缩包的最上层有几个表格：{'、'.join(found)}，请只留一个")
        return found[0]

    def open_table(self) -> IO[bytes]:
        """The table, to be read from its beginning on.

        Raises:
            NotATable: as for `table`.
        """
        return self._zip.open(self._paths[self.table()])


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Archives made in Chinese offices have names in GBK, which they do not say."""
    try:
        return zipfile.ZipFile(file, metadata_encoding="gbk")
    except UnicodeDecodeError:
        return zipfile.ZipFile(file)


def _path(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").strip("/ ")


def is_workbook(file: IO[bytes]) -> bool:
    """Whether a ZIP is itself a table."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False
    finally:
        file.seek(0)
