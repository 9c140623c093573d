"""`gongkai restore-keys`: put keys back."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform
from gongkai.cli.platform.backup_keys import PASSPHRASE, passphrase


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件")
@click.option("--yes", is_flag=True, help="密钥目录里已有的不同密钥也替换，原有的改名留在原处")
@PASSPHRASE
@with_platform
def main(file: Path, yes: bool, passphrase_file: TextIO | None) -> None:
    """把gongkai backup-keys所做的密钥备份放回密钥目录。"""
    from django.conf import settings
    from django.utils.timezone import localtime

    from gongkai.operate import keychain

    try:
        files = keychain.unseal(file.read_bytes(), passphrase(passphrase_file, confirm=False))
    except keychain.KeysNotSealed as error:
        raise click.ClickException(str(error)) from error
    if (others := keychain.differing(settings.KEYS, files)) and not yes:
        raise click.ClickException(
            f"{settings.KEYS}里已有不同的{'、'.join(others)}，替换以后原有密钥加密的数据读不出：确认要换的加 --yes"
        )
    keychain.put(settings.KEYS, files, aside=f".before-{localtime():%Y%m%d-%H%M%S}")
    click.echo(f"已放回{settings.KEYS}：{'、'.join(files)}")
