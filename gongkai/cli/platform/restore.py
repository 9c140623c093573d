"""`gongkai restore`: put a backup back."""

from __future__ import annotations

from pathlib import Path

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="备份文件")
@click.option("--yes", is_flag=True, help="真正恢复；不写时只检查备份，说明会替换什么")
@with_platform
def main(file: Path, yes: bool) -> None:
    """用gongkai backup所做的备份恢复数据库和上传的文件，恢复以后升级到当前版本，并校验操作日志。

    先停止平台再恢复。原有的数据库和文件改名留在原处，名称里有before，确认恢复无误以后自行删去。
    """
    from django.conf import settings

    from gongkai.operate import backup
    from gongkai.operate.archive import Archive, NotRestorable
    from gongkai.operate.dumps import NotDumped
    from gongkai.persons.keys import KeysError

    try:
        with Archive(file) as archive:
            planned, made = backup.plan(archive), archive.manifest
            click.echo(
                f"备份完好：{backup.moment(made)}所做，版本{made.version}，数据库{sum(made.rows.values())}行，"
                f"操作日志{made.audit[0]}条，文件{planned.files}个"
            )
            if planned.replaces:
                click.echo(f"现有的数据库将被替换：{len(planned.replaces)}个表，{sum(planned.replaces.values())}行")
            if not yes:
                click.echo("以上只是检查，停止平台以后加 --yes 恢复")
                return
            for done in backup.restore(planned):
                click.echo(f"已恢复{done}")
    except (NotDumped, NotRestorable, KeysError) as error:
        raise click.ClickException(str(error)) from error
    if planned.missing_keys:
        click.echo(
            f"缺少数据密钥{'、'.join(planned.missing_keys)}，个人信息不能读出："
            f"请用gongkai restore-keys把密钥放回{settings.KEYS}",
            err=True,
        )
