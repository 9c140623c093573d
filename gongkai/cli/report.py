"""`gongkai report …`: read, check, show, render, compare and merge annual reports."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

if TYPE_CHECKING:
    from gongkai.report.model import Report

T = TypeVar("T")
FILE = click.Path(path_type=Path)
WRITABLE = ("docx", "pdf", "html", "xlsx", "md", "txt", "json", "csv")


class _Greedy(click.Command):
    """A command whose options named in `GREEDY` take all the files behind them: --children A B C."""

    GREEDY = ("--children", "--previous", "--siblings")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        option = ""
        taken = 0
        for arg in args:
            if arg.startswith("-") and arg != "-":
                option = arg if arg in self.GREEDY else ""
                taken = 0
                if not option:
                    spread.append(arg)
                continue
            if option:
                spread += [option, arg]
                taken += 1
            else:
                spread.append(arg)
        if option and not taken:
            spread.append(option)
        return super().parse_args(ctx, spread)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """政府信息公开工作年度报告：读取、检查、对比、合并、排版。

    可读格式：TXT、Markdown、HTML、DOCX、PDF（带文字层）、XLSX、JSON；装有LibreOffice时还可读DOC、WPS、RTF、ODT。
    """


# --- extract --------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件或目录…")
@click.option(
    "--format", "kind", type=click.Choice(["jsonl", "csv", "parquet"]), help="输出格式，默认jsonl，或按输出文件的扩展名"
)
@click.option("-o", "--output", type=FILE, help="输出文件，默认打印到屏幕")
@click.option("--places", is_flag=True, help="jsonl中同时给出每个单元格在原文中的位置")
@click.option("-j", "--jobs", type=click.IntRange(1), help="并行进程数，默认等于处理器核数")
def extract(files: Sequence[Path], kind: str | None, output: Path | None, places: bool, jobs: int | None) -> None:
    """读出每份报告的全部数据，每份一个JSON对象（一行）。

    有文件读不出时退出码为2，其余文件照常输出。
    """
    kind = kind or _by_suffix(output) or "jsonl"
    if kind == "parquet" and output is None:
        raise click.UsageError("parquet是二进制格式，请用 -o 指定输出文件")
    batch = _Batch(files, jobs)
    if kind == "jsonl":
        with _opened(output) as out:
            for line in batch.results(partial(_extract, places=places)):
                out.write(line)
    else:
        from gongkai.report.dataset import write_dataset

        with _opened(output) as out:
            write_dataset(batch.results(_read), out, kind)
    raise SystemExit(batch.close())


def _extract(path: Path, *, places: bool) -> tuple[bytes, str]:
    from gongkai.report import read
    from gongkai.report.interchange import as_dict, to_json

    report = read(path)
    return to_json(as_dict(report, places=places)) + b"\n", _unreadable(report)


def _read(path: Path) -> tuple[Report, str]:
    from gongkai.report import read

    report = read(path)
    warning = _unreadable(report)
    report.seen = None  # what only the checks need is not sent between processes
    report.places = {}
    return report, warning


def _unreadable(report: Report) -> str:
    """Why the tables of a report that was read say nothing, "" when they do."""
    if report.seen is not None and report.seen.lines_dropped:
        return "表格不可读：页面中重复的行已被删去，请取得原文件再读"
    return ""


# --- check ----------------------------------------------------------------------------------------------------------


@main.command(cls=_Greedy)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件或目录…")
@click.option(
    "--previous", multiple=True, type=FILE, metavar="文件…", help="同一机关（或其前身）以前年度的报告，用于跨年检查"
)
@click.option(
    "--children", multiple=True, type=FILE, metavar="文件…", help="下级机关同一年度的报告（文件或目录），用于汇总检查"
)
@click.option("--siblings", multiple=True, type=FILE, metavar="文件…", help="同级其他机关的报告，用于雷同检查")
@click.option("--bodies", type=click.File(encoding="utf-8"), help="应当编报的机关名单，一行一个名称")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="公布日期，如2025-01-20")
@click.option("--url", default="", help="公布的网址")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="本地规定的截止日期（早于法定日期时）")
@click.option("--overview-limit", type=int, default=1000, show_default=True, help="第一部分字数上限，0为不限")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式"
)
@click.option("-o", "--output", type=FILE, help="输出文件，默认打印到屏幕")
@click.option("-j", "--jobs", type=click.IntRange(1), help="并行进程数，默认等于处理器核数")
def check(
    files: Sequence[Path],
    previous: Sequence[Path],
    children: Sequence[Path],
    siblings: Sequence[Path],
    bodies: IO[str] | None,
    published: datetime | None,
    url: str,
    due: datetime | None,
    overview_limit: int,
    kind: str,
    output: Path | None,
    jobs: int | None,
) -> None:
    """按检查目录（A01至G06）检查报告：勾稽关系、跨年、文表一致、结构、时间、雷同。

    没有错误时退出码为0，有错误为1，有文件读不出为2。警告和提示不影响退出码。
    """
    options: dict[str, Any] = {
        "previous": _others(previous),
        "children": _others(children),
        "siblings": _others(siblings),
        "expected_bodies": tuple(name for line in bodies or () if (name := line.strip())),
        "published": published.date() if published else None,
        "url": url,
        "due": due.date() if due else None,
        "overview_limit": overview_limit or None,
    }
    batch = _Batch(files, jobs)
    wrong = False
    with _opened(output) as out:
        for text, errors in batch.results(partial(_check, kind=kind, options=options)):
            wrong = wrong or errors > 0
            out.write(text)
    raise SystemExit(batch.close() or (1 if wrong else 0))


def _others(paths: Sequence[Path]) -> tuple[Report, ...]:
    """The reports to check against. One that cannot be read ends the command: the answer would be wrong without it."""
    from gongkai.report import NotReadable, read
    from gongkai.report.batch import files_in

    reports = []
    for path in files_in(paths):
        try:
            reports.append(read(path))
        except (NotReadable, OSError) as error:
            raise _Unreadable(f"{path}：{error}") from error
    return tuple(reports)


def _check(path: Path, *, kind: str, options: dict[str, Any]) -> tuple[tuple[bytes, int], str]:
    from gongkai.report import check, read
    from gongkai.report.checks.text import as_dict, as_text
    from gongkai.report.interchange import to_json

    report = read(path)
    result = check(report, **options)
    text = to_json(as_dict(report, result)) + b"\n" if kind == "json" else as_text(report, result).encode()
    return (text, len(result.errors)), _unreadable(report)


# --- show, render ---------------------------------------------------------------------------------------------------


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("--claims", is_flag=True, help="列出正文中陈述的全部数字")
def show(file: Path, claims: bool) -> None:
    """在屏幕上显示一份报告：表格、推断和未读出的单元格、读取说明。"""
    from gongkai.report.show import as_text

    click.echo(as_text(_read_one(file), claims=claims))


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("--to", "kind", type=click.Choice(WRITABLE), help="目标格式，默认按输出文件的扩展名")
@click.option("-o", "--output", type=FILE, required=True, help="输出文件")
def render(file: Path, kind: str | None, output: Path) -> None:
    """把一份报告按法定格式重新排版，写成DOCX、PDF、HTML、XLSX、Markdown、TXT、JSON或CSV。"""
    report = _read_one(file)
    _write(report, output, kind)
    click.echo(f"已写出 {output}")


# --- compare, merge -------------------------------------------------------------------------------------------------


@main.command()
@click.argument("a", type=FILE, metavar="报告甲")
@click.argument("b", type=FILE, metavar="报告乙")
@click.option("--json", "as_json", is_flag=True, help="输出JSON")
@click.option("--all", "everything", is_flag=True, help="也列出没有变化的单元格")
def compare(a: Path, b: Path, as_json: bool, everything: bool) -> None:
    """逐格对比两份报告（两个年度，或两个机关），不可比的项目另行说明。"""
    from gongkai.report import ReportError
    from gongkai.report import compare as compare_reports
    from gongkai.report.interchange import to_json
    from gongkai.report.show import comparison_as_dict, comparison_as_text

    try:
        comparison = compare_reports(_read_one(a), _read_one(b))
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(to_json(comparison_as_dict(comparison)).decode())
    else:
        click.echo(comparison_as_text(comparison, everything=everything))


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件或目录…")
@click.option("--body", help="汇总后报告的机关名称（一级政府）")
@click.option("--year", type=int, help="报告年度")
@click.option("-o", "--output", type=FILE, help="输出文件（按扩展名定格式），默认以JSON打印到屏幕")
@click.option("--to", "kind", type=click.Choice(WRITABLE), help="输出格式")
def merge(files: Sequence[Path], body: str | None, year: int | None, output: Path | None, kind: str | None) -> None:
    """把所属部门和下级机关的报告汇总成一级政府的报告，不重复计算；例外逐条列出。"""
    from gongkai.report import NotMergeable, dumps
    from gongkai.report import merge as merge_reports

    batch = _Batch(files, None)
    reports = list(batch.results(_read))
    failed = batch.close()
    try:
        merged = merge_reports(reports, body=body, year=year)
    except NotMergeable as error:
        raise click.ClickException(str(error)) from error
    for exception in merged.exceptions:
        click.echo(str(exception), err=True)
    if output is None:
        sys.stdout.buffer.write(dumps(merged.report, kind or "json"))
    else:
        _write(merged.report, output, kind)
        click.echo(f"已汇总{len(reports)}份报告，写出 {output}", err=True)
    raise SystemExit(failed)


@main.command()
def schema() -> None:
    """打印gongkai.annual-report/1的JSON Schema。"""
    from gongkai.report import schema as json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


# --- shared ---------------------------------------------------------------------------------------------------------


class _Unreadable(click.ClickException):
    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"读不出 {self.message}", err=True)


def _read_one(path: Path) -> Report:
    from gongkai.report.batch import run

    outcome = next(run([path], _read_whole))
    if outcome.result is None:
        raise _Unreadable(f"{path}：{outcome.error}")
    if warning := _unreadable(outcome.result):
        click.echo(f"{path}：{warning}", err=True)
    return outcome.result


def _read_whole(path: Path) -> Report:
    from gongkai.report import read

    return read(path)


def _write(report: Report, output: Path, kind: str | None) -> None:
    from gongkai.report import NotWritable, write

    try:
        write(report, output, kind)
    except NotWritable as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"无法写入 {output}：{error.strerror or error}") from error


def _by_suffix(path: Path | None) -> str | None:
    return {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl"}.get(path.suffix.lower()) if path else None


def _opened(path: Path | None) -> AbstractContextManager[BinaryIO]:
    if path is None:
        return nullcontext(sys.stdout.buffer)
    try:
        return path.open("wb")
    except OSError as error:
        raise click.ClickException(f"无法写入 {path}：{error.strerror or error}") from error


class _Batch:
    """Running over many files: a progress bar, a line on standard error for each that fails, a summary at the end."""

    def __init__(self, files: Sequence[Path], jobs: int | None) -> None:
        from gongkai.report.batch import files_in

        self.paths = list(files_in(files))
        self.jobs = jobs
        self.failed = 0
        self.many = len(self.paths) > 1 or any(path.is_dir() for path in files)
        if not self.paths:
            raise _Unreadable("目录中没有可读的文件")

    def results(self, work: Callable[[Path], tuple[T, str]]) -> Iterator[T]:
        """What `work` gives for each file that can be read; `work` also returns a warning, "" for none."""
        from gongkai.report.batch import run

        outcomes = run(self.paths, work, jobs=self.jobs)
        with self._bar() as bar:
            for outcome in outcomes:
                if outcome.result is None:
                    self._complain(outcome.path, outcome.error)
                else:
                    result, warning = outcome.result
                    if warning:
                        self._complain(outcome.path, warning)
                    yield result
                bar.update(1)

    def _bar(self) -> Any:
        hidden = not (self.many and sys.stderr.isatty())
        return click.progressbar(length=len(self.paths), label="读取", file=sys.stderr, hidden=hidden)

    def _complain(self, path: Path, error: str) -> None:
        self.failed += 1
        click.echo(f"读不出 {path}：{error}", err=True)

    def close(self) -> int:
        """Print the summary. Returns the exit code: 2 when a file could not be read."""
        if self.many:
            read = len(self.paths) - self.failed
            click.echo(f"共{len(self.paths)}个文件，读出{read}个，读不出{self.failed}个", err=True)
        return 2 if self.failed else 0
