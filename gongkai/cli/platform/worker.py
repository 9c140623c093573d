"""`gongkai worker`: what runs in the background, and by the clock."""

from __future__ import annotations

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--once", is_flag=True, help="做完等待着的任务就退出")
@with_platform
def main(once: bool) -> None:
    """执行后台任务和定时任务，更新本机的检索索引，直到收到停止信号（Ctrl+C）。

    可以在多台主机上同时运行多个，共用一个数据库；某一个意外中断的，其余的接着做它没有做完的任务。
    """
    from gongkai.jobs.worker import work
    from gongkai.search.follower import follow_once, following

    if once:
        work(once=True)
        follow_once()
        return
    with following(apart=True):
        work(once=False)
