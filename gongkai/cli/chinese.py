"""click in Chinese: headings, usage errors, and what an exception means to the person at the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import click

from gongkai.cli.wrap import Formatter
from gongkai.report.files import reason


def say(error: click.ClickException) -> str:
    """What was wrong with a command line, as one Chinese sentence."""
    match error:
        case click.NoSuchOption():
            near = f"，是否指 {'、'.join(error.possibilities)}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}"
        case click.MissingParameter():
            return f"缺少{_named(error.param)}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 后面缺少内容，或者不应有内容"
        case click.BadParameter():
            return f"{_named(error.param)}{_wrong(error)}"
        case click.FileError():
            return f"打不开 {error.ui_filename}：{error.message}"
        case click.UsageError() if error.message.startswith("No such command"):
            return f"没有命令“{error.message.partition(chr(39))[2].partition(chr(39))[0]}”"
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            return f"多出参数 {error.message.partition('(')[2].rstrip(')')}"
        case click.UsageError() if error.message == "Missing command.":
            return "缺少命令"
    return error.message


def _named(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return f"选项 {'、'.join(param.opts)} "
    return f"参数“{param.human_readable_name.rstrip('…')}”" if param is not None else ""


def _wrong(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"只能是 {'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.DateTime):
        return "应是形如 2025-01-20 的日期"
    if isinstance(kind, click.IntRange):
        return f"应是不小于{kind.min}的整数"
    if kind is click.INT:
        return "应是整数"
    if isinstance(kind, click.File):
        return "所指的文件打不开"
    return f"不对：{error.message}"


_DEFAULT = re.compile(r"  \[default: ([^];]*)[^]]*\]")
_EXTRA = re.compile(r"  \[[^]]*\]$")


class _Context(click.Context):
    formatter_class = Formatter


class _Chinese(click.Command):
    """Help in Chinese."""

    context_class = _Context

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **attributes})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段帮助"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        with formatter.section("选项"):
            formatter.write_dl([(name, _EXTRA.sub("", _DEFAULT.sub(r"（默认\1）", text))) for name, text in rows])


class Command(_Chinese):
    """A command whose help and errors are in Chinese."""


class Group(_Chinese, click.Group):
    """A group of such commands; `@group.command()` makes them so."""

    command_class = Command

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": "命令 …", **attributes})

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        if rows:
            with formatter.section("命令"):
                formatter.write_dl([(name, command.get_short_help_str(limit=200)) for name, command in rows])


class Lazy(Group):
    """A group that imports a command's module only when the command is used, so that `--help` answers at once.

    `COMMANDS` gives each command's module, whose `main` it is, and a line of help.
    """

    COMMANDS: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.COMMANDS:
            return None
        command: click.Command = import_module(self.COMMANDS[cmd_name][0]).main
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in self.COMMANDS.items()])


def run(command: click.Command) -> int:
    """Run a command line. Returns the exit code; says in one line what went wrong."""
    try:
        result = command.main(standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.UsageError as error:
        if "NoArgsIsHelp" in type(error).__name__:
            click.echo(error.message, err=True)
            return error.exit_code
        where = f"（用法见 {error.ctx.command_path} --help）" if error.ctx is not None else ""
        click.echo(f"{say(error)}{where}", err=True)
        return error.exit_code
    except click.ClickException as error:
        if type(error).show is not click.ClickException.show:
            error.show()
        else:
            click.echo(say(error), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断", err=True)
        return 130
    except BrokenPipeError:  # the reader has gone: … | head
        _discard_output()
        return 141
    except OSError as error:
        _discard_output()
        click.echo(f"无法写出结果：{reason(error)}", err=True)
        return 1


def _discard_output() -> None:
    """Let what could not be written be flushed into the void at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
