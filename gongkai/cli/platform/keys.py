"""`gongkai keys …`: the keys that seal personal data."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from gongkai.cli.chinese import Group
from gongkai.cli.platform import with_platform

P = ParamSpec("P")
T = TypeVar("T")


def _on_the_ring(command: Callable[P, T]) -> Callable[P, T]:
    """Let a command run with the platform; what is wrong with the key ring becomes one line."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        from gongkai.persons.keys import KeysError

        try:
            return command(*args, **kwargs)
        except KeysError as error:
            raise click.ClickException(str(error)) from error

    return with_platform(run)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """数据密钥：申请人的证件号码和联系方式、案件材料用它加密。

    密钥在密钥目录的data-keys.json里，丢失以后没有办法恢复数据：请与数据库分开备份。
    """


@main.command()
@_on_the_ring
def new() -> None:
    """新增一个密钥：第一个立即启用，以后的等gongkai keys rotate启用。

    有多台主机的，启用以前先把data-keys.json复制到每一台。
    """
    from django.conf import settings

    from gongkai.persons.keys import FILE
    from gongkai.persons.rotation import make_key

    key = make_key()
    what = "已启用" if key.since is not None else "待启用，请运行gongkai keys rotate"
    click.echo(f"密钥{key.id}（{key.algorithm}）写在{settings.KEYS / FILE}，{what}")


@main.command("list")
@_on_the_ring
def show() -> None:
    """列出各密钥和用它加密的行数、材料文件数。"""
    from django.utils.timezone import localtime

    from gongkai.persons.rotation import current, uses
    from gongkai.persons.vault import keys_in_use

    files = keys_in_use()
    for key, rows in uses().items():
        state = "待启用" if key.since is None else "使用中" if key == current() else "已替换"
        since = f"，{localtime(key.since):%Y-%m-%d %H:%M}启用" if key.since is not None else ""
        click.echo(f"{key.id}  {key.algorithm}  {state}{since}，{rows}行，{files.get(key.id, 0)}个文件")


@main.command()
@_on_the_ring
def rotate() -> None:
    """换用新的密钥，并把已有的数据全部改用它加密；中断以后再运行一次即接着做。"""
    from gongkai.persons.rotation import begin, current, just_begun, outdated, reseal

    if (left := outdated()) == 0:
        if (fresh := just_begun()) is not None:
            click.echo(f"密钥{fresh.id}刚刚启用，数据和文件都已改用它；确要再换一个的，先运行gongkai keys new")
            return
        key = begin()
        click.echo(f"密钥{key.id}（{key.algorithm}）已启用")
        left = outdated()
    else:
        key = current()
        click.echo(f"上一次轮换还有{left}项没有改用密钥{key.id}，接着做；要再换一个密钥，请做完以后再运行一次")
    with click.progressbar(length=left, label="重新加密") as bar:
        done = reseal(bar.update)
    click.echo(f"{done}项数据和文件已改用密钥{key.id}；旧的密钥可以用gongkai keys retire停用")


@main.command()
@click.argument("key", metavar="密钥")
@_on_the_ring
def retire(key: str) -> None:
    """停用一个旧密钥，从密钥文件里删去；还有数据用它加密时不做。

    停用以后，用这个密钥的旧备份不能再读出个人信息：需要的，把旧的data-keys.json与旧备份分开保存。
    """
    from gongkai.persons.rotation import retire

    retire(key)
    click.echo(f"密钥{key}已停用")
