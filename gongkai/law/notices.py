"""The State Council's holiday notices: what one says, and how a file of them is read.

The file is TOML; the head of `notices.toml`, which comes with the package, says how one is written. What is read here
is what an operator typed, so everything that can be wrong with it has its sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

from gongkai.law.errors import NoticeNotReadable

OWN: Final = "notices.toml"
_REQUIRED: Final = ("number", "issued", "year", "source", "holidays")
_KEYS: Final = (*_REQUIRED, "revises", "ordinary")
_HOLIDAY_KEYS: Final = ("name", "from", "to", "work")
_EVERY_YEAR: Final = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")  # 全国年节及纪念日放假办法, Art. 2
_LONGEST: Final = 15  # the longest so far is ten days, of 2020
_LARGEST: Final = 1_000_000
_YEARS: Final = range(2000, 2100)


class Notice(NamedTuple):
    """A notice of the State Council's general office on the holidays of a year.

    One without `revises` arranges the whole year. One with it says only what it changes: the days it does not speak
    of stay as the earlier notice had them.
    """

    number: str
    """国办发明电〔2024〕12号"""
    issued: date
    """The day at its foot."""
    year: int
    """The year it arranges. New Year's Day may begin in the December before."""
    holidays: Mapping[date, str]
    """Days off and the name of the holiday."""
    make_up: frozenset[date]
    """Weekend days made working days."""
    source: str
    """Where it was read."""
    revises: str = ""
    """The number of the notice it changes."""
    ordinary: frozenset[date] = frozenset()
    """Days that the earlier notice arranged and that now are weekdays or weekends like any other."""

    @property
    def days(self) -> frozenset[date]:
        """All days it speaks of."""
        return self.make_up | self.ordinary | self.holidays.keys()


def read_notices(path: Path | None = None) -> tuple[Notice, ...]:
    """Read a file of notices, in the order of their dates; without a path, the ones that come with the package.

    A file may revise notices that come with the package.

    Raises:
        NoticeNotReadable: the file, the notice and what is wrong with it, in a Chinese sentence.
    """
    if path is None:
        return _own()
    return _read(str(path), _bytes(path), _own())


@cache
def _own() -> tuple[Notice, ...]:
    return _read(OWN, resources.files("gongkai.law").joinpath(OWN).read_bytes(), ())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise NoticeNotReadable(f"{path}：没有这个文件") from None
    except IsADirectoryError:
        raise NoticeNotReadable(f"{path}：这是目录，不是放假通知文件") from None
    except PermissionError:
        raise NoticeNotReadable(f"{path}：没有读取这个文件的权限") from None
    except (OSError, ValueError) as error:
        raise NoticeNotReadable(f"{path}：打不开这个文件，请检查文件名") from error
    if len(content) > _LARGEST:
        raise NoticeNotReadable(f"{path}：文件太大，不是放假通知文件")
    return content


def _read(file: str, content: bytes, known: tuple[Notice, ...]) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    for at, table in enumerate(_tables(file, content), 1):
        where = f"{file}：第{at}个通知"
        if isinstance(table, dict) and isinstance(table.get("number"), str):
            where += f"（{table['number']}）"
        try:
            notices.append(_notice(table))
        except _Wrong as wrong:
            raise NoticeNotReadable(f"{where}{wrong}") from None
    try:
        _together(notices, known)
    except _Wrong as wrong:
        raise NoticeNotReadable(f"{file}：{wrong}") from None
    return tuple(sorted(notices, key=lambda notice: notice.issued))


class _Wrong(Exception):
    """What is wrong with a notice, as the end of a sentence that names it."""


# --- the file -------------------------------------------------------------------------------------------------------

_LINE: Final = re.compile(r"at line (\d{1,9}), column (\d{1,9})")


def _tables(file: str, content: bytes) -> Sequence[Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoticeNotReadable(f"{file}：不是UTF-8编码，请另存为UTF-8文本") from None
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        place = _LINE.search(str(error))
        where = f"第{place[1]}行第{place[2]}列" if place else "文件末尾"
        raise NoticeNotReadable(f"{file}：{where}不合TOML的写法，请检查引号、括号、逗号和日期") from None
    except RecursionError:
        raise NoticeNotReadable(f"{file}：括号嵌套太深，不是放假通知文件") from None
    if others := [key for key in data if key != "notice"]:
        raise NoticeNotReadable(f"{file}：不认识“{others[0]}”，每个通知以 [[notice]] 开头")
    tables = data.get("notice", [])
    if not isinstance(tables, list):
        raise NoticeNotReadable(f"{file}：每个通知以 [[notice]] 开头，是两层方括号")
    return tables


# --- one notice -----------------------------------------------------------------------------------------------------


def _notice(table: Any) -> Notice:
    if not isinstance(table, dict):
        raise _Wrong("应以 [[notice]] 开头，逐行写各项内容")
    _keys(table, _REQUIRED[:-1] if "revises" in table else _REQUIRED, _KEYS, "")
    year = table["year"]
    if type(year) is not int or year not in _YEARS:
        raise _Wrong(f"的year应是{_YEARS[0]}至{_YEARS[-1]}之间的年份，如 year = 2025")
    issued = _date(table["issued"], "issued")
    if not year - 1 <= issued.year <= year:
        raise _Wrong(f"的成文日期{issued}不在{year - 1}年或者{year}年，请检查issued和year")
    revises = _text(table["revises"], "revises") if "revises" in table else ""
    if "ordinary" in table and not revises:
        raise _Wrong("写了ordinary而没有写revises：只有改变原通知的通知才有恢复成普通日子的日期")
    holidays, make_up = _holidays(table.get("holidays", []), year)
    ordinary = frozenset(_within(day, year, "ordinary中的") for day in _dates(table.get("ordinary", []), "ordinary"))
    if both := sorted(ordinary & (holidays.keys() | make_up)):
        raise _Wrong(f"既在ordinary中写了{both[0]}，又写它放假或者调休")
    if not (holidays or make_up or ordinary):
        raise _Wrong("没有写任何日子")
    if not revises and (missing := [name for name in _EVERY_YEAR if name not in "".join(holidays.values())]):
        raise _Wrong(f"没有写{'、'.join(missing)}的安排：请把全年的节日写全；如果只是改变原有安排，请写revises")
    number, source = (_text(table[key], key) for key in ("number", "source"))
    return Notice(number, issued, year, holidays, make_up, source, revises, ordinary)


def _holidays(rows: Any, year: int) -> tuple[dict[date, str], frozenset[date]]:
    if not isinstance(rows, list):
        raise _Wrong("的holidays应是一列节日，一个节日一行")
    holidays: dict[date, str] = {}
    make_up: dict[date, str] = {}
    for at, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise _Wrong(f'的第{at}个节日应写成 {{ name = "春节", from = {year}-01-28, to = {year}-02-04 }}')
        _keys(row, ("name", "from"), _HOLIDAY_KEYS, f"的第{at}个节日")
        name = _text(row["name"], f"第{at}个节日的name")
        for day in _span(row, name, year):
            if day in holidays:
                raise _Wrong(f"的{day}写了两次：{holidays[day]}、{name}")
            holidays[day] = name
        for day in _dates(row.get("work", []), f"{name}的work"):
            _within(day, year, f"{name}的调休上班日")
            if day.weekday() < 5:
                raise _Wrong(f"写{name}在{day}调休上班，而这天是星期{'一二三四五'[day.weekday()]}，本来就上班")
            if day in make_up:
                raise _Wrong(f"的调休上班日{day}写了两次：{make_up[day]}、{name}")
            make_up[day] = name
    if both := sorted(holidays.keys() & make_up):
        raise _Wrong(f"写{both[0]}既放假又调休上班")
    return holidays, frozenset(make_up)


def _span(row: Mapping[str, Any], name: str, year: int) -> Iterable[date]:
    first = _within(_date(row["from"], f"{name}的from"), year, f"{name}的放假日")
    last = _within(_date(row.get("to", first), f"{name}的to"), year, f"{name}的放假日")
    if last < first:
        raise _Wrong(f"的{name}放假最后一天{last}早于第一天{first}")
    if (days := (last - first).days + 1) > _LONGEST:
        raise _Wrong(f"的{name}自{first}至{last}放假{days}天，超过{_LONGEST}天，请检查日期")
    return (first + timedelta(n) for n in range(days))


def _keys(table: Mapping[str, Any], required: Sequence[str], allowed: Sequence[str], what: str) -> None:
    if missing := [key for key in required if key not in table]:
        raise _Wrong(f"{what}缺少{'、'.join(missing)}")
    if unknown := [key for key in table if key not in allowed]:
        raise _Wrong(f"{what}有不认识的“{unknown[0]}”，可以写的是{'、'.join(allowed)}")


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"的{key}应是加引号的文字")
    return value.strip()


def _date(value: Any, key: str) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _Wrong(f"的{key}写作“{value}”，不是日期，应写成 2025-01-28") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _Wrong(f"的{key}应是日期，写成 2025-01-28，不加引号、不带时间")
    return value


def _dates(value: Any, key: str) -> list[date]:
    if not isinstance(value, list):
        raise _Wrong(f"的{key}应是方括号中的日期，如 [2025-01-26, 2025-02-08]")
    return [_date(day, key) for day in value]


def _within(day: date, year: int, what: str) -> date:
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise _Wrong(f"的{what}{day}不在{year}年（元旦可以从{year - 1}年12月放起）")
    return day


# --- the notices together -------------------------------------------------------------------------------------------


def _together(notices: Sequence[Notice], known: Sequence[Notice]) -> None:
    """What no notice shows by itself: numbers, years, and whether a revision has something to revise."""
    numbers: set[str] = set()
    years: dict[int, str] = {}
    for notice in notices:
        if notice.number in numbers:
            raise _Wrong(f"{notice.number}写了两次")
        numbers.add(notice.number)
        if not notice.revises and notice.year in years:
            raise _Wrong(
                f"{years[notice.year]}和{notice.number}都安排{notice.year}年的全年：如果后一个只是改变前一个，请写revises"
            )
        if not notice.revises:
            years[notice.year] = notice.number
    all_of_them = {notice.number: notice for notice in (*known, *notices)}
    for notice in notices:
        if notice.revises:
            _revision(notice, all_of_them)


def _revision(notice: Notice, all_of_them: Mapping[str, Notice]) -> None:
    revised = all_of_them.get(notice.revises)
    if revised is None:
        raise _Wrong(f"{notice.number}所改变的{notice.revises}不在文件里，请检查revises或者补上原通知")
    if revised is notice:
        raise _Wrong(f"{notice.number}的revises写了它自己")
    if revised.year != notice.year:
        raise _Wrong(f"{notice.number}安排{notice.year}年，而它所改变的{revised.number}安排{revised.year}年")
    if revised.issued > notice.issued:
        raise _Wrong(f"{notice.number}（{notice.issued}）早于它所改变的{revised.number}（{revised.issued}）")
    same_year = [other for other in all_of_them.values() if other.year == notice.year]
    arranged = {day for other in same_year for day in other.days - other.ordinary}
    if idle := sorted(notice.ordinary - arranged):
        raise _Wrong(f"{notice.number}的ordinary写了{idle[0]}，而这天原来就没有放假或者调休")
