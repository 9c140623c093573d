"""`gongkai …`: the kernel from a shell, no database needed."""

from __future__ import annotations

import io
import signal
import sys
from types import FrameType
from typing import ClassVar, NoReturn

import click

from gongkai import __version__
from gongkai.cli.chinese import Group, run


class _Lazy(Group):
    """A group that imports a command's module only when the command is used, so that `--help` answers at once."""

    COMMANDS: ClassVar = {"report": ("gongkai.cli.report", "年度报告：读取、检查、对比、合并、排版")}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(self.COMMANDS[cmd_name][0]).main
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in self.COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
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
