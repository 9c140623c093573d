"""`gongkai report …`: read, check, show, render, compare and merge annual reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from gongkai.cli.chinese import Command, Group
from gongkai.cli.files import (
    Batch,
    Unreadable,
    opened,
    read_bare,
    read_one,
    read_others,
    read_whole,
    unreadable,
    without_tables,
    write_report,
)

if TYPE_CHECKING:
    from gongkai.report.checks import Result
    from gongkai.report.model import Report

FILE = click.Path(path_type=Path)
TABLES = ("jsonl", "csv", "parquet")
WRITABLE = ("docx", "pdf", "html", "xlsx", "md", "txt", "json", "csv")
JOBS = click.option("-j", "--jobs", type=click.IntRange(1), metavar="数目", help="并行进程数，默认等于处理器核数")
OUTPUT = click.option("-o", "--output", type=FILE, metavar="文件", help="输出文件，默认打印到屏幕")


class _Greedy(Command):
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


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """政府信息公开工作年度报告：读取、检查、对比、合并、排版。

    可读格式：TXT、Markdown、HTML、DOCX、PDF（带文字层）、XLSX、JSON；装有LibreOffice时还可读DOC、WPS、RTF、ODT。
    文件名写作 - 时从标准输入读取。
    """


# --- extract --------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件或目录…")
@click.option("--format", "kind", type=click.Choice(TABLES), help="输出格式，默认jsonl，或按输出文件的扩展名")
@OUTPUT
@click.option("--places", is_flag=True, help="jsonl中同时给出每个单元格在原文中的位置")
@JOBS
def extract(files: Sequence[Path], kind: str | None, output: Path | None, places: bool, jobs: int | None) -> int:
    """读出每份报告的全部数据，每份一个JSON对象（一行）。

    有文件读不出，或者表格没有读到时，退出码为2，其余照常输出。
    """
    kind = kind or _by_suffix(output) or "jsonl"
    if kind == "parquet" and output is None:
        raise click.ClickException("parquet是二进制格式，请用 -o 指定输出文件")
    batch = Batch(files, jobs, output)
    try:
        with opened(output) as out:
            if kind == "jsonl":
                for line in batch.results(partial(_extract, places=places)):
                    out.write(line)
            else:
                _write_table(batch, out, kind)
    finally:
        code = batch.close()
    return code


def _write_table(batch: Batch, out: Any, kind: str) -> None:
    from gongkai.report import NotWritable
    from gongkai.report.dataset import write_dataset

    try:
        write_dataset(batch.results(_extract_bare), out, kind)
    except NotWritable as error:
        raise click.ClickException(str(error)) from error


def _by_suffix(path: Path | None) -> str | None:
    suffix = path.suffix.lower().removeprefix(".") if path else ""
    return suffix if suffix in TABLES else None


def _extract(path: Path, name: str, *, places: bool) -> tuple[bytes, str]:
    from gongkai.report.interchange import as_dict, to_json

    report, _ = read_whole(path, name)
    return to_json(as_dict(report, places=places)) + b"\n", without_tables(report)


def _extract_bare(path: Path, name: str) -> tuple[Report, str]:
    report, warning = read_bare(path, name)
    return report, warning or without_tables(report)


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
@click.option(
    "--bodies", type=click.File(encoding="utf-8"), metavar="文件", help="应当编报的机关名单，一行一个名称，UTF-8编码"
)
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="公布日期，如2025-01-20")
@click.option("--url", default="", metavar="网址", help="公布的网址")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="本地规定的截止日期（早于法定日期时）")
@click.option(
    "--overview-limit", type=int, default=1000, show_default=True, metavar="字数", help="第一部分字数上限，0为不限"
)
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式"
)
@OUTPUT
@JOBS
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
) -> int:
    """按检查目录（A01至G06）检查报告：勾稽关系、跨年、文表一致、结构、时间、雷同。

    没有错误时退出码为0，有错误为1，有文件读不出为2。警告和提示不影响退出码。
    """
    options: dict[str, Any] = {
        "previous": read_others(previous, jobs),
        "children": read_others(children, jobs),
        "siblings": read_others(siblings, jobs),
        "expected_bodies": _names(bodies),
        "published": published.date() if published else None,
        "url": url,
        "due": due.date() if due else None,
        "overview_limit": overview_limit or None,
    }
    batch = Batch(files, jobs, output)
    options["sole"] = len(batch.paths) == 1
    errors = 0
    checked: list[Report] = []
    try:
        with opened(output) as out:
            for text, count, whose in batch.results(partial(_check, kind=kind, options=options)):
                errors += count
                checked.append(whose)
                out.write(text)
            if bodies is not None and options["expected_bodies"]:
                unsure = batch.failed > 0 or any(report.body is None for report in checked)
                for text, count in _missing(bodies.name, checked, options, kind, unsure=unsure):
                    errors += count
                    out.write(text)
    finally:
        code = batch.close()
    return code or int(errors > 0)


def _names(file: IO[str] | None) -> tuple[str, ...]:
    try:
        return tuple(name for line in file or () if (name := line.strip("\ufeff \t\r\n")))
    except UnicodeDecodeError as error:
        raise click.ClickException("--bodies 的名单不是UTF-8编码，请另存为UTF-8文本") from error


def _check(path: Path, name: str, *, kind: str, options: dict[str, Any]) -> tuple[tuple[bytes, int, Report], str]:
    """What is to be printed, the number of errors, and whose report for which year it is."""
    from gongkai.report import Report, check

    report, warning = read_whole(path, name)
    result = check(report, **options)
    if options["expected_bodies"]:
        result = result.without("F06")  # which is said once for all files
    whose = Report(body=report.body, year=report.year)
    return (_told(report, result, kind), len(result.errors), whose), warning


def _told(report: Report, result: Result, kind: str) -> bytes:
    from gongkai.report.checks.text import as_dict, as_text
    from gongkai.report.interchange import to_json

    return to_json(as_dict(report, result)) + b"\n" if kind == "json" else as_text(report, result).encode()


def _missing(
    source: str, checked: Sequence[Report], options: dict[str, Any], kind: str, *, unsure: bool
) -> Iterator[tuple[bytes, int]]:
    """Who on the list has no report for a year that was checked. `unsure`: one of the files may be theirs."""
    from gongkai.report import Report
    from gongkai.report.checks import CATALOGUE, Context, check_in

    given = (*checked, *options["siblings"], *options["children"])
    for year in sorted({report.year for report in checked if report.year is not None}):
        listed = Report(source=source, year=year, body=None if kind == "json" else "应当编报的机关")
        context = Context(listed, siblings=given, expected_bodies=options["expected_bodies"])
        result = check_in(context, [CATALOGUE["F06"]])
        findings = tuple(finding._replace(reading=unsure) for finding in result.findings)
        yield _told(listed, result._replace(findings=findings), kind), len(findings)


# --- show, render ---------------------------------------------------------------------------------------------------


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("--claims", is_flag=True, help="列出正文中陈述的全部数字")
def show(file: Path, claims: bool) -> int:
    """在屏幕上显示一份报告：表格、推断和未读出的单元格、读取说明。

    表格不可读时各格显示为?，退出码为2。
    """
    from gongkai.report.show import as_text

    report = read_one(file, tables=False)
    click.echo(as_text(report, claims=claims))
    return 2 if unreadable(report) else 0


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("--to", "kind", type=click.Choice(WRITABLE), help="目标格式，默认按输出文件的扩展名")
@click.option("-o", "--output", type=FILE, required=True, metavar="文件", help="输出文件")
def render(file: Path, kind: str | None, output: Path) -> None:
    """把一份报告按法定格式重新排版，写成DOCX、PDF、HTML、XLSX、Markdown、TXT、JSON或CSV。"""
    _agree(kind, output)
    _not_the_input(output, [file])
    write_report(read_one(file), output, kind)
    click.echo(f"已写出 {output}")


def _agree(kind: str | None, output: Path) -> None:
    """Refuse to write one format under another's extension."""
    from gongkai.report.batch import SUFFIXES

    suffix = output.suffix.lower().removeprefix(".")
    suffix = {"htm": "html", "shtml": "html", "markdown": "md", "text": "txt"}.get(suffix, suffix)
    if kind is not None and suffix != kind and (f".{suffix}" in SUFFIXES or suffix in TABLES or suffix in WRITABLE):
        raise click.ClickException(f"输出文件的扩展名是 .{suffix}，而 --to 是 {kind}，请改成一致")


def _not_the_input(output: Path, files: Sequence[Path]) -> None:
    from gongkai.report.files import same_file

    if any(same_file(output, file) for file in files):
        raise click.ClickException(f"输出文件 {output} 就是输入文件，会把它覆盖，请换一个文件名")


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
        comparison = compare_reports(read_one(a), read_one(b))
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(to_json(comparison_as_dict(comparison)).decode())
    else:
        click.echo(comparison_as_text(comparison, everything=everything))


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件或目录…")
@click.option("--body", metavar="名称", help="汇总后报告的机关名称（一级政府）")
@click.option("--year", type=int, metavar="年度", help="报告年度")
@click.option("--partial", "incomplete", is_flag=True, help="有报告读不出时，仍汇总其余的报告")
@click.option("-o", "--output", type=FILE, metavar="文件", help="输出文件（按扩展名定格式），默认以JSON打印到屏幕")
@click.option("--to", "kind", type=click.Choice(WRITABLE), help="输出格式")
@JOBS
def merge(
    files: Sequence[Path],
    body: str | None,
    year: int | None,
    incomplete: bool,
    output: Path | None,
    kind: str | None,
    jobs: int | None,
) -> int:
    """把所属部门和下级机关的报告汇总成一级政府的报告，不重复计算；例外逐条列出。

    有报告读不出时不汇总（退出码2），除非给出 --partial。
    """
    from gongkai.report import NotMergeable, dumps
    from gongkai.report import merge as merge_reports

    if output is not None:
        _agree(kind, output)
    batch = Batch(files, jobs, output)
    reports = list(batch.results(partial(read_bare, tables=True)))
    failed = batch.close()
    if failed and not incomplete:
        click.echo("有报告读不出，没有汇总：请先解决，或者加 --partial 只汇总其余的报告", err=True)
        return failed
    try:
        merged = merge_reports(reports, body=body, year=year)
    except NotMergeable as error:
        click.echo(str(error), err=True)
        return failed or 1
    for exception in merged.exceptions:
        click.echo(str(exception), err=True)
    if output is None:
        sys.stdout.buffer.write(dumps(merged.report, kind or "json"))
    else:
        write_report(merged.report, output, kind)
    where = f"，写出 {output}" if output is not None else ""
    click.echo(f"读入{len(reports)}份报告，计入{len(merged.members)}份{where}", err=True)
    return failed


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("--signature", type=FILE, metavar="文件", help="签名文件，签名不在报告文件里的时候给出")
@click.option("--key", type=FILE, metavar="文件", help="公开机关公布的公钥（PEM格式），不给出的，用文件里附的")
@click.option("--file", "others", multiple=True, type=FILE, metavar="文件", help="一并公开的DOCX、PDF、HTML，可重复")
def verify(file: Path, signature: Path | None, key: Path | None, others: Sequence[Path]) -> int:
    """校验一份公开的年度报告（JSON）自公开以来有没有改动过。不联网，不用数据库。

    改动过的，退出码为1；文件读不出、没有签名的，退出码为2。
    """
    from gongkai.report.errors import NotReadable
    from gongkai.report.files import shown
    from gongkai.report.published import verify as verified

    try:
        found = verified(
            file.read_bytes(),
            signature=signature.read_bytes() if signature else None,
            key=key.read_bytes() if key else None,
            files=[other.read_bytes() for other in others],
        )
    except (NotReadable, OSError) as error:
        raise Unreadable(f"{shown(file)}：{error}") from error
    statement = found.statement
    version = f"，第{statement['version']}版" if "version" in statement else ""
    day = f"，{statement['published_on']}公开" if "published_on" in statement else ""
    click.echo(f"{statement.get('title') or shown(file)}{version}{day}")
    for sentence in found.said:
        click.echo(f"  {sentence}")
    click.echo("校验通过" if found.good else "校验没有通过")
    return 0 if found.good else 1


@main.command()
def schema() -> None:
    """打印gongkai.annual-report/1的JSON Schema。"""
    import json

    from gongkai.report import schema as json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
