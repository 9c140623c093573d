"""`gongkai privacy …`: what a file holds that should not be published, taken out, and proven to be gone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.chinese import Group
from gongkai.cli.files import Unreadable, opened

if TYPE_CHECKING:
    from gongkai.privacy import Finding, Scan

FILE = click.Path(path_type=Path)
VALUES = click.option("--value", "values", multiple=True, metavar="文字", help="一处要删的文字，可以重复")
LISTED = click.option(
    "--values-from", "listed", type=FILE, metavar="文件", help="要删的文字，一行一处；不必写在命令行里"
)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """发布前的隐私检查：查找个人信息和隐藏内容、涂黑、验证。

    可检查TXT、Markdown、CSV、HTML、DOCX、XLSX、PPTX、PDF、OFD、图片和ZIP；装有LibreOffice时还可检查DOC、WPS、RTF、ODT。
    """


# --- scan -----------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件或目录…")
@click.option("--json", "as_json", is_flag=True, help="输出JSON，一行一个文件")
@click.option("--full", is_flag=True, help="显示原文，不遮盖")
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="数目", help="并行进程数，默认等于处理器核数")
def scan(files: tuple[Path, ...], as_json: bool, full: bool, jobs: int | None) -> None:
    """查找不宜公开的内容。有阻止发布的，退出码为1；有读不出的文件，退出码为2。

    \b
    gongkai privacy scan 批复.docx 附件/
    """
    from gongkai.report.batch import run
    from gongkai.report.files import shown

    paths = [*_files(files)]
    if not paths:
        raise Unreadable("所给的目录：其中没有文件")
    code = 0
    for path, outcome in zip(paths, run(paths, _scanned, jobs=jobs), strict=True):
        if outcome.result is None:
            click.echo(f"读不出 {shown(path)}：{outcome.error}", err=True)
            code = 2
            continue
        found = outcome.result
        click.echo(_as_json(shown(path), found, full) if as_json else "\n".join(_lines(shown(path), found, full)))
        code = max(code, int(found.blocks))
    raise SystemExit(code)


def _files(given: Sequence[Path]) -> Iterator[Path]:
    """The files named, and all files of the directories named."""
    for path in given:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _scanned(path: Path) -> Scan:
    """What a file holds, without its text, which would only have to be carried between processes."""
    from dataclasses import replace

    from gongkai.privacy import scan

    return replace(scan(path.read_bytes(), path.name), text="")


def _lines(name: str, found: Scan, full: bool) -> Iterator[str]:
    blocking = sum(finding.blocks for finding in found.findings)
    warning = len(found.findings) - blocking
    if found.clean:
        yield f"{name}：没有发现问题"
        return
    said = f"阻止发布{blocking}处，提醒{warning}处" if found.findings else "没有发现问题，但有未评估的内容"
    yield f"{name}：{said}"
    for finding in found.findings:
        place = f"{finding.place}：" if str(finding.place) else ""
        text = " ".join(finding.text.split()) if full else finding.shown
        yield f"  {finding.code} {finding.weight.label} {finding.name}  {place}{text}"
        yield f"      {finding.why}"
    yield from (f"  未评估：{sentence}" for sentence in found.unassessed)


def _as_json(name: str, found: Scan, full: bool) -> str:
    findings = [_dictionary(finding, full) for finding in found.findings]
    return json.dumps(
        {"file": name, "kind": found.kind, "findings": findings, "unassessed": found.unassessed}, ensure_ascii=False
    )


def _dictionary(finding: Finding, full: bool) -> dict[str, Any]:
    place = {key: value for key, value in finding.place._asdict().items() if value}
    said = {"code": finding.code, "name": finding.name, "weight": finding.weight.value, "shown": finding.shown}
    return {**said, **({"text": finding.text} if full else {}), "place": place, "why": finding.why}


# --- redact ---------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("-o", "--output", type=FILE, required=True, metavar="文件", help="涂黑后的文件")
@VALUES
@LISTED
@click.option("--found", is_flag=True, help="删去scan查出的全部个人信息和隐藏的文字")
@click.option("--only", metavar="代码", help="与--found一起用，只删这些代码，例如 P01,P03")
@click.option("--keep-properties", is_flag=True, help="保留作者、标题等文件属性")
@click.option("--dry-run", is_flag=True, help="只列出要删的内容，不写文件")
def redact(
    file: Path,
    output: Path,
    values: tuple[str, ...],
    listed: Path | None,
    found: bool,
    only: str | None,
    keep_properties: bool,
    dry_run: bool,
) -> None:
    """把内容从文件中真正删去，并验证已经删净；没有删净的不写文件。

    批注、修订痕迹、嵌入的文件、早先的版本和文件属性同时删去。例如：

    \b
    gongkai privacy redact 批复.pdf --found --value 张三 -o 批复（公开）.pdf
    """
    from gongkai.privacy import PrivacyError, redact, scan
    from gongkai.report.files import same_file, shown

    data = _bytes(file)
    targets: list[Any] = [*values, *_listed(listed)]
    if found:
        wanted = set(only.upper().split(",")) if only else None
        targets += [each for each in scan(data, file.name).findings if wanted is None or each.code in wanted]
    if not targets and not found:
        raise click.UsageError("没有要删的内容，请用 --value、--values-from 或者 --found 指明")
    if same_file(file, output):
        raise click.ClickException(f"输出文件 {shown(output)} 就是输入文件，会把它覆盖，请换一个文件名")
    if dry_run:
        for target in targets:
            click.echo(f"要删：{target if isinstance(target, str) else f'{target.code} {target.name} {target.shown}'}")
        return
    try:
        done = redact(data, file.name, targets, metadata=not keep_properties)
    except PrivacyError as error:
        raise click.ClickException(str(error)) from error
    with opened(output) as out:
        out.write(done.data)
    click.echo(f"已写出 {shown(output)}：涂黑{done.removed}处，验证未发现残留")
    for note in done.notes:
        click.echo(f"  {note}")
    if done.name != file.name:
        click.echo(f"  原文件名含有要删的内容，建议改为 {done.name}")


# --- prove ----------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("file", type=FILE, metavar="文件")
@VALUES
@LISTED
def prove(file: Path, values: tuple[str, ...], listed: Path | None) -> None:
    """验证文件中已经读不到这些文字。还能读到的，退出码为1。

    \b
    gongkai privacy prove 批复（公开）.pdf --value 张三
    """
    from gongkai.privacy import prove
    from gongkai.report import NotReadable
    from gongkai.report.files import shown

    wanted = [*values, *_listed(listed)]
    if not wanted:
        raise click.UsageError("没有要验证的内容，请用 --value 或者 --values-from 指明")
    try:
        leaks = prove(_bytes(file), file.name, wanted)
    except NotReadable as error:
        raise Unreadable(f"{shown(file)}：{error}") from error
    click.echo("\n".join(map(str, leaks)) if leaks else f"{shown(file)}：{len(wanted)}处文字都已读不到")
    raise SystemExit(1 if leaks else 0)


def _listed(path: Path | None) -> list[str]:
    """The lines of a list of values."""
    if path is None:
        return []
    from gongkai.report import NotReadable
    from gongkai.report.files import shown
    from gongkai.report.sources.plain import decode

    data = _bytes(path)
    try:
        text = data.decode("ascii") if data.isascii() else decode(data)
    except NotReadable as error:
        raise Unreadable(f"{shown(path)}：{error}") from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def _bytes(path: Path) -> bytes:
    from gongkai.report.files import reason, shown

    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{shown(path)}：{reason(error)}") from error
