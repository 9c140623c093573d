"""`gongkai migrate`: make the database, or bring it up to date."""

from __future__ import annotations

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@with_platform
def main() -> None:
    """建立数据库，或者升级到当前版本的结构。

    数据库由环境变量GONGKAI_DATABASE指定，默认是data目录里的SQLite文件。
    """
    from pathlib import Path

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite":
        Path(str(settings.DATABASES["default"]["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0, interactive=False)
    click.echo(f"数据库已升级，执行了{len(plan)}步" if plan else "数据库已是当前版本")
