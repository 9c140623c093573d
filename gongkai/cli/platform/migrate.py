"""`gongkai migrate`: make the database, or bring it up to date."""

from __future__ import annotations

import click

from config.environment import value
from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--static", "with_static", is_flag=True, help="同时收集网页用的静态文件，有变化才收集")
@with_platform
def main(with_static: bool) -> None:
    """建立数据库，或者升级到当前版本的结构；没有签名密钥和数据密钥的，生成密钥。

    数据库由环境变量GONGKAI_DATABASE指定，默认是data目录里的SQLite文件。
    """
    from django.conf import settings

    from gongkai.filings.services.signing import make_key
    from gongkai.operate import prepare
    from gongkai.persons.keys import KeysError
    from gongkai.persons.rotation import make_first_key

    steps = prepare.migrate()
    click.echo(f"数据库已升级，执行了{steps}步" if steps else "数据库已是当前版本")
    if not value("GONGKAI_SECRET_KEY") and prepare.make_secret_key(settings.KEYS):
        click.echo(f"已生成签名密钥，在{settings.KEYS}")
    if make_key(settings.KEYS):
        click.echo(f"已生成年度报告的签名密钥，在{settings.KEYS}")
    try:
        if make_first_key():
            click.echo(f"已生成数据密钥，在{settings.KEYS}，请与数据库分开备份")
    except KeysError as error:
        raise click.ClickException(str(error)) from error
    if with_static and (files := prepare.collect_static()):
        click.echo(f"已收集静态文件{files}个：{settings.STATIC_ROOT}")
