"""`gongkai letters …`: the templates of letters, to edit and to check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.chinese import Group
from gongkai.cli.files import Unreadable

if TYPE_CHECKING:
    from gongkai.letters import Templates

FOLDER = click.Path(path_type=Path)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """文书模板：取出内置的来改，检查改好的。

    改好的目录写进环境变量GONGKAI_LETTER_TEMPLATES，平台拟写文书时代替同名的内置模板。
    """


@main.command()
@click.option("--to", "folder", type=FOLDER, required=True, metavar="目录", help="写到这个目录，没有的会建立")
@click.argument("names", nargs=-1, metavar="[文书…]")
def templates(folder: Path, names: tuple[str, ...]) -> None:
    """把内置的文书模板写成文件，供修改。不写文书名的，写出全部；已有的文件不动。

    \b
    gongkai letters templates --to 模板
    gongkai letters templates --to 模板 decision not_held
    """
    from gongkai.letters.template import KEYS, own_texts
    from gongkai.report.files import reason

    if strange := [name for name in names if name not in KEYS]:
        raise click.ClickException(f"没有文书“{strange[0]}”，可以写的是 {'、'.join(KEYS)}")
    wanted = {name: text for name, text in own_texts().items() if not names or name.removesuffix(".toml") in names}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = [name for name in wanted if (folder / name).exists()]
        for name, text in wanted.items():
            if name not in kept:
                (folder / name).write_bytes(text)
    except OSError as error:
        raise click.ClickException(f"写不到 {folder}：{reason(error)}") from error
    click.echo(f"写出{len(wanted) - len(kept)}个模板到 {folder}" + (f"，已有的{len(kept)}个没有改动" if kept else ""))


@main.command()
@click.argument("folder", type=FOLDER, metavar="目录")
def check(folder: Path) -> None:
    """检查一个目录里的模板：能不能读，用样例拟写的文书是不是写明了应当写明的。有问题的，退出码为1。

    \b
    gongkai letters check 模板
    """
    from gongkai.report.files import reason

    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        raise Unreadable(f"{folder}：{reason(error)}") from error
    if not found:
        raise Unreadable(f"{folder}：其中没有模板（.toml）")
    problems = list(dict.fromkeys(_problems(found)))
    for each in problems:
        click.echo(each)
    click.echo(
        f"检查了{len(found)}个模板，{f'有{len(problems)}处问题' if problems else '都可以使用'}", err=bool(problems)
    )
    raise SystemExit(1 if problems else 0)


def _problems(paths: list[Path]) -> Iterator[str]:
    """What is wrong with the templates, each by itself among those of the package: the file, the letters made of it."""
    from gongkai.letters import DECISIONS, LetterError
    from gongkai.letters.template import DECISION, Templates, read_template, read_templates

    own = read_templates().by_key
    for path in paths:
        try:
            read = read_template(path)
        except LetterError as error:
            yield str(error)
            continue
        templates = Templates({**own, path.stem: read})
        said: dict[str, str] = {}
        for key in DECISIONS if path.stem == DECISION else (path.stem,):
            for each in _lacking(key, templates):
                said.setdefault(each, key)
        for each, key in said.items():
            yield f"{path.name}：拟写的文书{each}" + (f"（如{key}）" if path.stem == DECISION else "")


def _lacking(key: str, templates: Templates) -> list[str]:
    """What a letter that is made of sample facts does not say."""
    from gongkai.letters import LetterError, missing, number_of
    from gongkai.letters.samples import ON, facts

    try:
        number = number_of(key, short="云教", year=ON.year, serial=7, templates=templates)
        return missing(key, facts(key, number=number), templates=templates)
    except LetterError as error:
        return [str(error)]
