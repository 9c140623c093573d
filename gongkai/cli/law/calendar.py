"""`gongkai law calendar`: a year's working days, or the n-th working day after a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from gongkai.cli.chinese import Command
from gongkai.cli.law.options import AS_OF, DATE, NOTICES, PROVISIONAL, not_published, work_calendar
from gongkai.law.errors import CalendarNotPublished
from gongkai.law.workdays import Day, DayKind, Notice, WorkCalendar
from gongkai.report.text import half_widths


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("year", required=False, type=int, metavar="年份")
@click.option("--from", "start", type=DATE, metavar="日期", help="从这一天起算（当天不计），与 --days 一起用")
@click.option("--days", type=click.IntRange(0), metavar="天数", help="数多少个工作日")
@NOTICES
@AS_OF
@PROVISIONAL
@click.option("--json", "as_json", is_flag=True, help="输出JSON")
def main(
    year: int | None,
    start: datetime | None,
    days: int | None,
    notices: Path | None,
    as_of: datetime | None,
    provisional: bool,
    as_json: bool,
) -> None:
    """一年的工作日、节假日和调休；或者某日之后第几个工作日是哪一天。

    例如：gongkai law calendar 2026，gongkai law calendar --from 2024-09-27 --days 20
    """
    if year is None and (start is None or days is None):
        raise click.UsageError("请给出年份，或者同时给出 --from 和 --days")
    if year is not None and (start is not None or days is not None):
        raise click.UsageError("年份和 --from、--days 不能同时用")
    calendar = work_calendar(notices, as_of=as_of.date() if as_of else None, provisional=provisional)
    try:
        answer = _Count(calendar, start.date(), days or 0) if start is not None else _Year(calendar, year or 0)
    except CalendarNotPublished as error:
        raise not_published(error) from error
    except OverflowError as error:
        raise click.ClickException("算出的日期超出了9999年，请减少天数") from error
    click.echo(json.dumps(answer.as_dict(), ensure_ascii=False) if as_json else "\n".join(answer.lines()))


def _spell(day: date) -> str:
    return f"{day}（星期{'一二三四五六日'[day.weekday()]}）"


def _notice(notice: Notice) -> dict[str, str]:
    revises = {"revises": notice.revises} if notice.revises else {}
    return {"number": notice.number, "issued": str(notice.issued), **revises, "source": notice.source}


def _basis(notices: Sequence[Notice], days: Sequence[Day]) -> Iterator[str]:
    """The notices, and the years whose days come from elsewhere."""
    for notice in notices:
        revises = f"，改变{notice.revises}" if notice.revises else ""
        yield f"  {notice.number}（{notice.issued}发出{revises}）"
        yield f"    来源：{notice.source}"
    for year in sorted({day.day.year for day in days if not day.provisional} - {notice.year for notice in notices}):
        yield f"  {year}年没有逐件录入放假通知，日期来自chinesecalendar"


# --- a year ---------------------------------------------------------------------------------------------------------


class _Year:
    def __init__(self, calendar: WorkCalendar, year: int) -> None:
        if not date.min.year <= year <= date.max.year:
            raise CalendarNotPublished(year, first=calendar.first, last=calendar.last)
        first = date(year, 1, 1).toordinal()
        last = date(year, 12, 31).toordinal()
        self.year = year
        self.days = [calendar.day(date.fromordinal(n)) for n in range(first, last + 1)]
        self.provisional = self.days[0].provisional
        numbers = {day.notice for day in self.days}
        self.notices = [each for each in calendar.notices if each.year == year or each.number in numbers]
        self.months = [list(days) for _, days in groupby(self.days, lambda day: day.day.month)]
        self.by_month = [sum(day.works for day in month) for month in self.months]

    def as_dict(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "provisional": self.provisional,
            "notices": [_notice(notice) for notice in self.notices],
            "holidays": {str(day.day): day.name for day in self.days if day.kind is DayKind.HOLIDAY},
            "make_up": [str(day.day) for day in self.days if day.kind is DayKind.MAKE_UP],
            "working_days": sum(self.by_month),
            "by_month": self.by_month,
        }

    def lines(self) -> Iterator[str]:
        yield f"{self.year}年工作日：{sum(self.by_month)}天{'（暂定）' if self.provisional else ''}"
        yield ""
        if self.provisional:
            yield f"还没有{self.year}年的放假通知，暂按周一至周五上班计算，通知公布后会改变"
        else:
            yield "依据："
            yield from _basis(self.notices, self.days)
        yield from self._arranged()
        yield ""
        yield "每月工作日：" + "、".join(f"{month}月{days}天" for month, days in enumerate(self.by_month, 1))
        yield ""
        yield from self._grids()

    def _arranged(self) -> Iterator[str]:
        spans = [list(days) for name, days in groupby(self.days, lambda day: day.name) if name]
        make_up = [day.day for day in self.days if day.kind is DayKind.MAKE_UP]
        if spans:
            yield ""
            yield "放假："
            width = max(half_widths(span[0].name) for span in spans)
            for span in spans:
                until = f"至{_spell(span[-1].day)}" if len(span) > 1 else ""
                name = span[0].name + " " * (width - half_widths(span[0].name))
                yield f"  {name}  {_spell(span[0].day)}{until}，{len(span)}天"
        if make_up:
            yield ""
            yield "调休上班："
            yield from (f"  {_spell(day)}" for day in make_up)

    def _grids(self) -> Iterator[str]:
        grids = [_grid(month) for month in self.months]
        for at in range(0, 12, 3):
            rows = ("   ".join(row).rstrip() for row in zip(*grids[at : at + 3], strict=True))
            yield from (row for row in rows if row)
            yield ""
        yield "休：放假  班：调休上班"


def _grid(month: Sequence[Day]) -> list[str]:
    """A month in eight lines of twenty half-widths; 休 and 班 stand in the place of the day's number."""
    marks = {DayKind.HOLIDAY: "休", DayKind.MAKE_UP: "班"}
    cells = ["  "] * month[0].day.weekday() + [marks.get(day.kind, f"{day.day.day:>2}") for day in month]
    cells += ["  "] * (42 - len(cells))
    title = f"{month[0].day.month:>2}月"
    weeks = [" ".join(cells[at : at + 7]) for at in range(0, 42, 7)]
    return [f"{' ' * 8}{title}{' ' * 8}", "一 二 三 四 五 六 日", *weeks]


# --- so many working days after a day -------------------------------------------------------------------------------


class _Count:
    def __init__(self, calendar: WorkCalendar, start: date, days: int) -> None:
        self.start = start
        self.count = days
        self.end = calendar.after(start, days)
        self.passed = [calendar.day(start + timedelta(n)) for n in range(1, (self.end - start).days + 1)]
        self.provisional = any(day.provisional for day in self.passed)
        self.skipped = [day for day in self.passed if not day.works]
        self.make_up = [day.day for day in self.passed if day.kind is DayKind.MAKE_UP]
        numbers = {day.notice for day in self.passed}
        years = {day.day.year for day in self.passed}
        self.notices = [each for each in calendar.notices if each.year in years or each.number in numbers]

    def as_dict(self) -> dict[str, Any]:
        return {
            "from": str(self.start),
            "days": self.count,
            "date": str(self.end),
            "provisional": self.provisional,
            "skipped": [{"date": str(day.day), "kind": str(day.kind), "name": day.name} for day in self.skipped],
            "make_up": [str(day) for day in self.make_up],
            "notices": [_notice(notice) for notice in self.notices],
        }

    def lines(self) -> Iterator[str]:
        mark = "（暂定）" if self.provisional else ""
        yield f"{_spell(self.start)}之后第{self.count}个工作日：{_spell(self.end)}{mark}"
        if self.provisional:
            yield "其中有的年份还没有放假通知，暂按周一至周五上班计算，通知公布后会改变"
        if self.skipped:
            yield ""
            yield f"不计的{len(self.skipped)}天："
            yield from (f"  {_spell(day.day)}  {day.name or day.kind.label}" for day in self.skipped)
        if self.make_up:
            yield ""
            yield f"调休上班、要计的{len(self.make_up)}天："
            yield from (f"  {_spell(day)}" for day in self.make_up)
        if basis := list(_basis(self.notices, self.passed)):
            yield from ("", "依据：", *basis)
