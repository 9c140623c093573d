"""`gongkai search …`: the index of this host."""

from __future__ import annotations

import click

from gongkai.cli.chinese import Group
from gongkai.cli.platform import with_platform

DATABASE = "GONGKAI_SEARCH=database：检索由数据库回答，不用索引"


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """检索：重建索引、查看状况。"""


@main.command()
@click.option("--index-only", is_flag=True, help="只重建本机的索引，不与各栏目核对")
@click.option("--now", is_flag=True, hidden=True, help="另一个进程正在重建的，不等它")
@with_platform
def rebuild(index_only: bool, now: bool) -> None:
    """与各栏目核对供检索的内容，再重建本机的索引；重建时检索照常。

    平时不需要：公开、修改、撤下随时生效，索引由后台任务更新，损坏的自动重建。机关更名等改动以后，可以用它立即更新全部条目。
    """
    from django.conf import settings

    from gongkai.search.engine import Busy
    from gongkai.search.engine import rebuild as make
    from gongkai.search.entries import SOURCES
    from gongkai.search.services import refresh

    if not index_only:
        for source in SOURCES.values():
            click.echo(f"{source.label}：更新{refresh(source.name)}条")
    if settings.SEARCH != "tantivy":
        click.echo(DATABASE)
        return
    try:
        click.echo(f"索引已重建，共{make(wait=not now)}条")
    except Busy:
        click.echo("另一个进程正在重建索引")
    except OSError as error:
        raise click.ClickException(f"索引没有重建，原来的照常使用：{error.strerror}（{settings.DATA}）") from error


@main.command()
@with_platform
def status() -> int:
    """说明检索由什么回答、索引差多少没有更新；索引没有跟上的以1退出。"""
    from django.conf import settings

    from gongkai.search.status import status

    now = status()
    click.echo(f"供检索的条目{now.entries}条，最近的变更序号{now.last}")
    if settings.SEARCH != "tantivy":
        click.echo(DATABASE)
        return 0
    if now.folder is None:
        click.echo("没有可用的索引，检索由数据库回答，新的在前；后台任务（gongkai worker）会建立它")
        return 1
    click.echo(f"索引{now.folder}：{now.indexed}条，{now.size / 2**20:.1f}MB，已到变更序号{now.number}")
    if now.behind:
        click.echo(f"还有{now.behind}项变更未进索引，检索时由数据库补上；一直不减少的，请检查gongkai worker是否在运行")
        return 1
    click.echo("索引是最新的")
    return 0
