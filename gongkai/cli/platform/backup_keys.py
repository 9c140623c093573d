"""`gongkai backup-keys`: the keys as one sealed file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

import click

from gongkai.cli.chinese import Command
from gongkai.cli.platform import with_platform

PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.File("r", encoding="utf-8"),
    metavar="文件",
    help="从文件的第一行读口令；不写时在终端输入",
)


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="文件")
@PASSPHRASE
@with_platform
def main(file: Path, passphrase_file: TextIO | None) -> None:
    """把密钥目录里的密钥用口令加密成一个文件，与数据的备份分开保存。

    没有数据密钥，备份里的个人信息无法读出；没有口令，这个文件无法打开。轮换密钥以后要重新备份。
    """
    from django.conf import settings

    from gongkai.operate import keychain

    try:
        sealed = keychain.seal(settings.KEYS, passphrase(passphrase_file, confirm=True))
    except keychain.KeysNotSealed as error:
        raise click.ClickException(str(error)) from error
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(sealed)
    except FileExistsError as error:
        raise click.ClickException(f"{file}已经存在，请另写一个文件名") from error
    click.echo(f"{file}：{settings.KEYS}里的密钥已加密保存，请把文件和口令分开保管")


def passphrase(file: TextIO | None, *, confirm: bool) -> str:
    """The passphrase of a file's first line, or of whoever sits at the terminal."""
    if file is not None:
        return str(file.readline()).rstrip("\r\n")
    entered: str = click.prompt("口令", hide_input=True, confirmation_prompt="再输入一次" if confirm else False)
    return entered
