"""`gongkai audit …`: whether the log of deeds has been tampered with; the log as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.chinese import Group
from gongkai.cli.files import opened
from gongkai.cli.platform import with_platform

if TYPE_CHECKING:
    from gongkai.audit.chain import Break

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """操作日志：校验有没有被改动，导出。"""


class _Noted(click.ParamType[tuple[int, str]]):
    """A number and a hash, as `gongkai audit head` prints them."""

    name = "序号:校验值"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        number, mark, digest = str(value).partition(":")
        if not mark or not number.isdecimal() or len(digest) != 64:
            self.fail("应是gongkai audit head印出的“序号:校验值”", param, ctx)
        return int(number), digest


@main.command()
@click.option("--last", type=_Noted(), metavar="序号:校验值", help="另外记下的一条，由gongkai audit head印出")
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="文件",
    help="校验导出的文件，不用数据库",
)
def verify(last: tuple[int, str] | None, file: Path | None) -> int:
    """逐条校验操作日志：被改动、缺少、移位的各条都列出，有一处即以1退出。

    只凭数据库不能发现整个日志被重写；把gongkai audit head的结果另存一处，校验时用 --last 给出。
    用 --file 校验gongkai audit export或者工作台导出的文件，在没有平台的电脑上也可以。
    """
    count, wrong = _of_file(file, last) if file is not None else _of_database(last)
    click.echo(f"共{count}条，发现{wrong}处问题" if wrong else f"共{count}条，没有发现改动")
    return 1 if wrong else 0


@with_platform
def _of_database(last: tuple[int, str] | None) -> tuple[int, int]:
    from gongkai.audit.models import Deed
    from gongkai.audit.services import verify_on_record

    count = Deed.objects.count()
    return count, _tell(iter(verify_on_record(by=None, last=last)))


def _of_file(file: Path, last: tuple[int, str] | None) -> tuple[int, int]:
    from gongkai.audit.exchange import Exported, NotALog

    try:
        with file.open("rb") as lines:
            exported = Exported(lines)
            wrong = _tell(exported.breaks(last=last))
    except NotALog as error:
        raise click.ClickException(f"{file}：{error}") from error
    if not exported.whole:
        click.echo(f"这是部分日志（{exported.search}）：各条有没有被改动可以校验，缺少哪些不能")
    return exported.count, wrong


def _tell(found: Iterator[Break]) -> int:
    count = 0
    for each in found:
        count += 1
        click.echo(f"第{each.number}条：{each.why}")
    return count


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--since", type=DAY, metavar="日期", help="自这一天起")
@click.option("--until", type=DAY, metavar="日期", help="至这一天止")
@click.option("--actor", default="", metavar="姓名", help="操作人的姓名或者用户名，“系统”是平台自己")
@click.option("--body", default="", metavar="机关", help="机关和它的下级机关")
@click.option("--deed", default="", metavar="操作", help="如“查看个人信息”")
@click.option("--kind", default="", metavar="类别", help="对象的类别，如“access.user”")
@click.option("--subject", default="", metavar="对象", help="如“access.user:17”")
@click.option("--address", default="", metavar="地址", help="来源地址")
@with_platform
def export(file: Path, since: datetime | None, until: datetime | None, **words: str) -> None:
    """把操作日志写成文件（一行一条JSON），可以在别处用gongkai audit verify --file校验。"""
    from gongkai.audit.exchange import written
    from gongkai.audit.search import Search
    from gongkai.audit.services import export

    search = Search(since and since.date(), until and until.date(), **words)
    count = -2  # the first line and the last are no rows
    with opened(file) as out:
        for line in written(export(search, by=None)):
            out.write(line.encode())
            count += 1
    click.echo(f"{file}：写出{count}条")


@main.command()
@with_platform
def head() -> None:
    """最后一条的序号和校验值，供另外保存。"""
    from gongkai.audit.chain import BEGINNING
    from gongkai.audit.models import Head

    last = Head.objects.filter(pk=1).first()
    click.echo(f"{last.number}:{last.hash}" if last is not None else f"0:{BEGINNING}")
