"""`gongkai cases …`: what can be done with cases from a shell; no database needed."""

from __future__ import annotations

from pathlib import Path

import click

from gongkai.cli.chinese import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """依申请公开：校验归档包。"""


@main.command("verify-archive")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件")
def verify_archive(file: Path) -> None:
    """校验归档包里的文件有没有缺少、多出或者改动，不需要平台。有问题的逐条列出，退出码为1。

    校验清单的摘要值与操作日志里“制作案卷归档包”所记的相同，归档包就是当时制作的。
    """
    from gongkai.cases.packing import NotAPackage, check, shown

    try:
        found = check(file)
    except NotAPackage as error:
        raise click.ClickException(str(error)) from error
    body, number, made_at = (shown(found.manifest.get(name, "")) for name in ("body", "number", "made_at"))
    click.echo(f"{body}{number}，{made_at}制作，{found.files}个文件")
    click.echo(f"校验清单的摘要值：{found.digest}")
    for fault in found.faults:
        click.echo(fault, err=True)
    if found.faults:
        raise click.exceptions.Exit(1)
    click.echo("没有发现改动")
