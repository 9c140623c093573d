"""`gongkai backup`: the data as one file, while the platform runs."""

from __future__ import annotations

from pathlib import Path

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="目录")
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="只保留目录里最新的N份，更早的删去")
@with_platform
def main(folder: Path, keep: int | None) -> None:
    """把数据库和上传的文件备份成目录里的一个文件，不影响平台运行；备份里附有各部分的校验值。

    密钥不在备份里，用gongkai backup-keys另外备份，分开保存。备份含有个人信息的密文和会话，请妥善保管，需要时自行加密。
    """
    from gongkai.operate import backup
    from gongkai.operate.dumps import NotDumped
    from gongkai.persons.keys import KeysError

    try:
        made = backup.make(folder, keep=keep)
    except (NotDumped, KeysError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{made.file}：数据库{made.rows}行，文件{made.files}个，共{made.size / 2**20:.1f}MB")
    for path in made.removed:
        click.echo(f"已删去旧的备份{path}")
