"""`gongkai bodies …`: public bodies as a table, out and in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from gongkai.cli.chinese import Group
from gongkai.cli.files import opened
from gongkai.cli.platform import with_platform

FILE = click.Path(path_type=Path)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """机关名录：导出、导入。"""


@main.command("export")
@click.argument("file", type=FILE, metavar="文件")
@with_platform
def export(file: Path) -> None:
    """把机关名录写成CSV或者XLSX，按扩展名。"""
    from gongkai.bodies.exchange import as_csv, as_xlsx
    from gongkai.bodies.models import Body

    writers = {".csv": as_csv, ".xlsx": as_xlsx}
    if (write := writers.get(file.suffix.lower())) is None:
        raise click.ClickException(f"{file}：只能写成.csv或者.xlsx")
    bodies = Body.objects.select_related("parent", "supervisor").order_by("path")
    data = write(bodies)
    with opened(file) as out:
        out.write(data)
    click.echo(f"{file}：写出{len(bodies)}个机关")


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件")
@click.option("--yes", is_flag=True, help="真正导入；不写时只说明会有什么变化")
@click.option("--by", "username", metavar="用户名", help="导入人，记入操作日志")
@with_platform
def take_in(file: Path, yes: bool, username: str | None) -> int:
    """从CSV或者XLSX导入机关名录：先说明会新增、改动什么，加 --yes 才真正导入，要么全部导入，要么一个不动。"""
    from gongkai.access.models import User
    from gongkai.audit.services import record_import
    from gongkai.bodies.exchange import TableNotReadable, apply, plan, read_table

    try:
        made = plan(read_table(file.read_bytes()))
        for error in made.errors:
            click.echo(error, err=True)
        for line in made.additions:
            click.echo(f"新增  {line.name}")
        for line in made.changed:
            changes = "；".join(f"{each.heading}由“{each.was}”改为“{each.now}”" for each in line.changes)
            click.echo(f"改动  {line.name}：{changes}")
        counts = f"新增{len(made.additions)}个，改动{len(made.changed)}个，不变{len(made.unchanged)}个"
        click.echo(f"{counts}，有误{len(made.errors)}处")
        if not yes:
            click.echo("以上只是预告，加 --yes 导入")
            return 1 if made.errors else 0
        by = User.objects.filter(username=username).first() if username else None
        if username and by is None:
            raise click.ClickException(f"没有用户“{username}”")
        apply(made, tell=partial(record_import, by=by))
    except TableNotReadable as error:
        raise click.ClickException(f"{file}：{error}") from error
    click.echo("已导入")
    return 0
