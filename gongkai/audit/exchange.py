"""The log, or a search of it, as a file of JSON lines that is verified without the platform. Plain Python.

The first line says what the file is, then come the rows, one a line with all their members, and at the end how many:

    {"format": "gongkai.audit/1", "whole": true, "head": [2, "…"], "search": ""}
    {"number": 1, "at": "2026-11-25T08:00:00.000000+00:00", "actor": 7, "actor_name": "陈一", …, "hash": "…"}
    {"number": 2, …}
    {"rows": 2}

A file of the `whole` log shows any row that was altered, left out or moved. A search shows whether each row is as it
was hashed, and fits the one before it where that is in the file too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from gongkai.audit.chain import Break, Row, breaks

FORMAT: Final = "gongkai.audit/1"
_KINDS: Final = {
    "number": int,
    "at": str,
    "actor": int | None,
    "actor_name": str,
    "address": str | None,
    "deed": str,
    "body": int | None,
    "subject": str,
    "previous": str,
    "algorithm": str,
    "hash": str,
}


class NotALog(Exception):
    """A file that is no exported log, or was cut short; `str(error)` is a Chinese sentence."""


class Export(NamedTuple):
    """What goes into a file: rows; whether they are the whole log; number and hash of its last row; what was sought."""

    rows: Iterable[Row]
    whole: bool
    last: tuple[int, str]
    search: str


def written(export: Export) -> Iterator[str]:
    """The lines of the file."""
    yield _line({"format": FORMAT, "whole": export.whole, "head": export.last, "search": export.search})
    count = 0
    for row in export.rows:
        count += 1
        yield _line(row._asdict())
    yield _line({"rows": count})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


class Exported:
    """A file being read: what it says of itself, and its rows. `count` is the number of rows so far.

    Raises:
        NotALog: the first line is not that of an exported log.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.count = 0
        self._noted: str | None = None
        said = _read(next(self._lines, b""), "这不是导出的操作日志：第1行应当写明格式")
        try:
            number, digest = said["head"]
            self.whole, self.search = said["whole"] is True, str(said["search"])
            self.last = int(number), str(digest)
        except (KeyError, TypeError, ValueError):
            raise NotALog("这不是导出的操作日志：第1行应当写明格式") from None
        if said.get("format") != FORMAT:
            raise NotALog(f"不认识的格式“{said.get('format')}”，应为{FORMAT}")

    def rows(self) -> Iterator[Row]:
        """
        Raises:
            NotALog: a line is no row, or the end is missing.
        """
        for number, line in enumerate(self._lines, 2):
            read = _read(line, f"第{number}行不是操作日志的一条")
            if read.keys() == {"rows"}:
                if read["rows"] != self.count or any(self._lines):
                    raise NotALog(f"文件应有{read['rows']}条，读到{self.count}条：行数不符，或者末尾之后还有内容")
                return
            if read.keys() != set(Row._fields) or not all(isinstance(read[name], of) for name, of in _KINDS.items()):
                raise NotALog(f"第{number}行不是操作日志的一条")
            self.count += 1
            yield Row(**read)
        raise NotALog(f"文件不完整：读到{self.count}条以后没有结尾，请重新导出")

    def breaks(self, *, last: tuple[int, str] | None = None) -> Iterator[Break]:
        """Where the rows of the file do not hold. `last` is a row's number and hash that were noted elsewhere.

        Raises:
            NotALog: a line is no row, or the end is missing.
        """
        yield from breaks(self._noting(last), whole=self.whole, last=self.last if self.whole else None)
        if last is not None and self._noted != last[1]:
            yield Break(last[0], "与另外记下的校验值不符" if self._noted else "文件里没有另外记下的这一条")

    def _noting(self, last: tuple[int, str] | None) -> Iterator[Row]:
        for row in self.rows():
            if last is not None and row.number == last[0]:
                self._noted = row.hash
            yield row


def _read(line: bytes, wrong: str) -> dict[str, Any]:
    try:
        read = json.loads(line)
    except ValueError:
        raise NotALog(wrong) from None
    if not isinstance(read, dict):
        raise NotALog(wrong)
    return read
