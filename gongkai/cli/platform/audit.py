"""`gongkai audit …`: whether the log of deeds has been tampered with."""

from __future__ import annotations

import click

from gongkai.cli.chinese import Group
from gongkai.cli.platform import with_platform


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """操作日志：校验有没有被改动。"""


class _Noted(click.ParamType[tuple[int, str]]):
    """A number and a hash, as `gongkai audit head` prints them."""

    name = "序号:校验值"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        number, mark, digest = str(value).partition(":")
        if not mark or not number.isdecimal() or len(digest) != 64:
            self.fail("应是gongkai audit head印出的“序号:校验值”", param, ctx)
        return int(number), digest


@main.command()
@click.option("--last", type=_Noted(), metavar="序号:校验值", help="另外记下的最后一条，由gongkai audit head印出")
@with_platform
def verify(last: tuple[int, str] | None) -> int:
    """逐条校验操作日志：被改动、缺少、移位的各条都列出，有一处即以1退出。

    只凭数据库不能发现整个日志被重写；把gongkai audit head的结果另存一处，校验时用 --last 给出。
    """
    from gongkai.audit.models import Deed
    from gongkai.audit.services import verify

    found = verify(last=last)
    for each in found:
        click.echo(f"第{each.number}条：{each.why}")
    count = Deed.objects.count()
    click.echo(f"共{count}条，发现{len(found)}处问题" if found else f"共{count}条，没有发现改动")
    return 1 if found else 0


@main.command()
@with_platform
def head() -> None:
    """最后一条的序号和校验值，供另外保存。"""
    from gongkai.audit.chain import BEGINNING
    from gongkai.audit.models import Head

    last = Head.objects.filter(pk=1).first()
    click.echo(f"{last.number}:{last.hash}" if last is not None else f"0:{BEGINNING}")
