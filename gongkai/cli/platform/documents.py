"""`gongkai documents …`: items in bulk, in and out."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.chinese import Group
from gongkai.cli.files import opened
from gongkai.cli.platform import with_platform

if TYPE_CHECKING:
    from gongkai.access.models import User
    from gongkai.bodies.models import Body

FILE = click.Path(path_type=Path)
THERE = click.Path(path_type=Path, exists=True, dir_okay=False)
SAID = 200
"""How many problems are written out; the table itself may have many more."""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """登记簿：批量导入、导出。"""


@main.command("import")
@click.argument("file", type=THERE, metavar="表格")
@click.option("--body", "name", required=True, metavar="机关", help="导入到哪个机关，写全称")
@click.option("--files", type=THERE, metavar="ZIP", help="附件的压缩包；表格本身是ZIP的不写")
@click.option("--yes", is_flag=True, help="真正导入；不写时只核对，什么都不改")
@click.option("--by", "username", metavar="用户名", help="导入人，记入操作日志；不写的，记为系统")
@with_platform
def take_in(file: Path, name: str, files: Path | None, yes: bool, username: str | None) -> int:
    """从XLSX、CSV、JSON导入信息和附件：先逐行核对，加 --yes 才导入为草稿。

    同一个表格可以再导入：已有的不重复，改过的行只更新还没有送审的草稿。中断的，再运行一次接着导入。有错误的行不导入，以1退出。
    """
    from django.core.exceptions import PermissionDenied, ValidationError

    from gongkai.documents.bulk.tables import NotATable

    body, by = _body(name), _user(username)
    try:
        refused = _carry_out(file, files, body, by) if yes else _look(file, files, body)
    except (NotATable, PermissionDenied, ValidationError) as error:
        raise click.ClickException(f"{file}：{'；'.join(getattr(error, 'messages', None) or [str(error)])}") from error
    return 1 if refused else 0


def _look(file: Path, files: Path | None, body: Body) -> int:
    """Say what a table would do. Returns how many rows are wrong."""
    from gongkai.documents.bulk.looking import Place, keyed, look
    from gongkai.documents.bulk.services import parted
    from gongkai.documents.bulk.tables import Archive, read_table
    from gongkai.documents.enums import Taking

    counted: Counter[str] = Counter()
    said = 0
    with ExitStack() as stack:
        given = [stack.enter_context(path.open("rb")) if path is not None else None for path in (file, files)]
        source, archive = stack.enter_context(parted(*given))
        table = read_table(source)
        for left in table.left:
            click.echo(f"没有导入的列：{left}", err=True)
        place = Place(body, Archive(archive) if archive is not None else None, {})
        for each in (look(row, place) for row in keyed(table.rows)):
            counted[each.outcome] += 1
            for problem in each.problems:
                said += 1
                if said <= SAID:
                    where = f"，{problem.heading}" if problem.heading else ""
                    click.echo(f"第{each.number}行“{each.title}”{where}：{problem.said}", err=True)
    if said > SAID:
        click.echo(f"另有{said - SAID}处没有列出，请先改好前面的，或者在工作台核对", err=True)
    click.echo(
        "，".join(f"{outcome.label}{counted[outcome]}条" for outcome in Taking if counted[outcome]) or "没有内容"
    )
    click.echo("以上只是核对，加 --yes 导入")
    return counted[Taking.REFUSED]


def _carry_out(file: Path, files: Path | None, body: Body, by: User | None) -> int:
    """Carry a table out as a job, here, unless a worker is faster. Returns how many rows are wrong."""
    from django.core.files import File

    from gongkai.documents.bulk import services
    from gongkai.documents.enums import Taking

    with ExitStack() as stack:
        given = [File(stack.enter_context(path.open("rb")), name=path.name) for path in (file, files) if path]
        intake = services.receive(body, *given, by=by)
    for begin in (services.look_over, services.take_in):
        _done(begin(intake, by=by).pk)
        intake.refresh_from_db()
    counted = services.outcomes(intake)
    click.echo("，".join(f"{outcome.label}{count}条" for outcome, count in counted.items()) or "没有内容")
    for row in intake.rows.filter(outcome=Taking.REFUSED)[:SAID]:
        for heading, said in row.problems:
            click.echo(f"第{row.number}行“{row.title}”，{heading}：{said}", err=True)
    click.echo("都是草稿；已在原网站公开的，请在工作台“批量导入导出”里说明原公开情况并送审")
    return counted.get(Taking.REFUSED, 0)


def _done(number: int) -> None:
    """Have a job done, by this process or by a worker that took it first."""
    from time import sleep

    from gongkai.jobs.enums import State
    from gongkai.jobs.models import Job
    from gongkai.jobs.tasks import perform

    job = Job.objects.get(pk=number)
    perform(job.ticket)
    while (job := Job.objects.get(pk=number)).is_open:
        sleep(0.5)
    if job.state != State.DONE:
        raise click.ClickException(job.error or f"{job.label}{job.get_state_display()}")


@main.command()
@click.argument("name", metavar="机关")
@click.argument("file", type=FILE, metavar="文件")
@click.option("--by", "username", metavar="用户名", help="导出人，记入操作日志；不写的，记为系统")
@with_platform
def export(name: str, file: Path, username: str | None) -> None:
    """把一个机关登记的全部信息连同附件写成ZIP，可以在别处再导入。含不予公开的信息，请妥善保管。"""
    from django.core.exceptions import PermissionDenied

    from gongkai.access.enums import Right
    from gongkai.access.rights import require
    from gongkai.documents.bulk.export import Files, Tables, items_of
    from gongkai.documents.bulk.services import record_export

    body, by = _body(name), _user(username)
    try:
        if by is not None:
            require(by, Right.REGISTER, body)
    except PermissionDenied as error:
        raise click.ClickException(str(error)) from error
    record_export(body, by=by)
    with opened(file) as out, Files(out) as made, Tables(made) as tables:
        for item in items_of(body).iterator(chunk_size=100):
            tables.add(item)
    click.echo(f"{file}：写出{tables.count}条信息、{made.count}个文件")


def _body(name: str) -> Body:
    from gongkai.bodies.models import Body

    if (found := Body.objects.on().filter(name=name).first()) is None:
        raise click.ClickException(f"没有机关“{name}”，请写全称；机关名录用gongkai bodies export查看")
    return found


def _user(username: str | None) -> User | None:
    from gongkai.access.models import User

    user = User.objects.filter(username=username).first() if username else None
    if username and user is None:
        raise click.ClickException(f"没有用户“{username}”")
    return user
