"""Options that the commands of `gongkai law` share, and the calendar they ask for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gongkai.law.errors import CalendarNotPublished
    from gongkai.law.workdays import WorkCalendar

DATE = click.DateTime(["%Y-%m-%d"])

NOTICES = click.option(
    "--notices",
    type=click.Path(path_type=Path),
    envvar="GONGKAI_NOTICES",
    metavar="文件",
    help="另外的放假通知（TOML），也可写在环境变量GONGKAI_NOTICES里",
)
AS_OF = click.option("--as-of", type=DATE, metavar="日期", help="只用这一天及以前发出的放假通知，重现当时的日历")
PROVISIONAL = click.option("--provisional", is_flag=True, help="没有放假通知的年份暂按周一至周五上班计算")


def work_calendar(notices: Path | None, *, as_of: date | None = None, provisional: bool = False) -> WorkCalendar:
    """The calendar by our own notices and those of a file.

    Raises:
        click.ClickException: the file cannot be read, or nothing was known on that day.
    """
    from gongkai.law.errors import LawError
    from gongkai.law.workdays import calendar, read_notices

    try:
        extra = read_notices(notices) if notices is not None else ()
        return calendar(*extra, as_of=as_of, provisional=provisional)
    except LawError as error:
        raise click.ClickException(str(error)) from error


def not_published(error: CalendarNotPublished) -> click.ClickException:
    """What a count that reached a year without a notice means to the person at the terminal."""
    return click.ClickException(f"{error}（选项 --notices、--provisional）")
