"""`gongkai law moved`: which dates of open cases a new or revised holiday notice moves."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from gongkai.cli.chinese import Command
from gongkai.cli.law.due import cases_of, label
from gongkai.cli.law.options import DATE, work_calendar
from gongkai.law.clocks import moved
from gongkai.law.errors import LawError


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--notices",
    type=click.Path(path_type=Path),
    required=True,
    metavar="文件",
    help="新的放假通知（TOML）",
)
@click.option(
    "--before",
    "known",
    type=click.Path(path_type=Path),
    envvar="GONGKAI_NOTICES",
    metavar="文件",
    help="此前已在用的放假通知（TOML），也可写在环境变量GONGKAI_NOTICES里",
)
@click.option("--as-of", type=DATE, metavar="日期", help="截至这一天，以后的事件不算")
@click.option("--json", "as_json", is_flag=True, help="输出JSON Lines")
def main(notices: Path, known: Path | None, as_of: datetime | None, as_json: bool) -> int:
    """放假通知改变后，哪些在办申请的时限随之变动。

    从标准输入读JSON Lines，每行一件，格式与gongkai law due相同，id用来称呼该件；已办结的不列出。
    """
    before, after = work_calendar(known, provisional=True), work_calendar(notices, provisional=True)
    day = as_of.date() if as_of else None
    wrong = False
    for number, (name, events) in enumerate(cases_of(sys.stdin.buffer), 1):
        ref = f"第{number}件" if name is None else str(name)
        try:
            if isinstance(events, LawError):
                raise events
            for one in moved([(ref, events)], before, after, as_of=day):
                if one.error:
                    raise LawError(one.error)
                was, now = (date.isoformat() if date else None for date in (one.was, one.now))
                if as_json:
                    found = {"id": ref if name is None else name, "key": one.key, "was": was, "now": now}
                    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode() + b"\n")
                else:
                    click.echo(f"{ref}：{label(one.key)}由{was or '无'}改为{now or '无'}")
        except LawError as error:
            wrong = True
            click.echo(f"{ref}：{error}", err=True)
    return 1 if wrong else 0
