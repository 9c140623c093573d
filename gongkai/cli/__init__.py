"""`gongkai …`: the kernel from a shell, no database needed."""

from __future__ import annotations

import io
import signal
import sys
from types import FrameType
from typing import ClassVar, NoReturn

import click

from gongkai import __version__
from gongkai.cli.chinese import Lazy, run


class _Commands(Lazy):
    COMMANDS: ClassVar = {
        "migrate": ("gongkai.cli.platform.migrate", "建立或者升级平台的数据库"),
        "bodies": ("gongkai.cli.platform.bodies", "机关名录：导出、导入"),
        "audit": ("gongkai.cli.platform.audit", "操作日志：校验有没有被改动"),
        "law": ("gongkai.cli.law", "条例：工作日、期限、答复类型、救济、收费"),
        "report": ("gongkai.cli.report", "年度报告：读取、检查、对比、合并、排版"),
    }


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="公开 Gongkai %(version)s", help="显示版本")
def group() -> None:
    """公开（Gongkai）：政府信息公开平台的命令行。"""


def main() -> NoReturn:
    """The program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows ? for it
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    sys.exit(run(group))


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
