"""`gongkai demo`: the fictional city, for trying out."""

from __future__ import annotations

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@with_platform
def main() -> None:
    """装入演示数据：一座虚构的城市，八个机关和各种角色的用户，并印出登录名和密码。

    只装进设置了GONGKAI_DEMO=1的演示环境，已有其他数据的数据库不装；重复运行不会装两遍。
    """
    from gongkai.demo.city import PASSWORD, PEOPLE
    from gongkai.demo.services import DemoRefused, build

    try:
        for done in build():
            click.echo(f"已装入 {done}")
    except DemoRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"\n登录名（密码都是 {PASSWORD}）：")
    for person in PEOPLE:
        roles = "、".join(f"{body}{role.label}" for role, body in person.roles)
        click.echo(f"  {person.username:<11}{person.name}　{roles}")
