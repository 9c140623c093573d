"""Help as a Chinese reader expects it: whole words, full-width colons, no punctuation at the head of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from gongkai.cli import group
from gongkai.cli.wrap import width, wrapped


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, *path, name)


ALL = list(commands(group))


def shown(*arguments: str, columns: int = 80) -> str:
    done = CliRunner().invoke(group, [*arguments, "--help"], prog_name="gongkai", terminal_width=columns)
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize("path", ALL, ids=" ".join)
@pytest.mark.parametrize("columns", [60, 80])
def test_every_command_has_help_that_fits_the_terminal(path: tuple[str, ...], columns: int):
    text = shown(*path, columns=columns)
    assert text.startswith("用法：gongkai")
    for line in text.splitlines():
        whole = re.fullmatch(r"(?:用法：| *-|  (?:gongkai |\{)).*", line)  # a usage, a term, an example
        assert whole or width(line) <= columns, line
        assert not re.match(r"\s*[，。；：、！？）”》]", line), line


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_headings_end_in_the_colon_of_the_usage_line(path: tuple[str, ...]):
    text = shown(*path)
    assert re.search("^选项：$", text, re.MULTILINE)
    assert not re.search(":$", text, re.MULTILINE)


def test_words_are_not_parted():
    for word in ("co_maker", "--consultation-answered", "LibreOffice"):
        assert word in shown("law", "due") + shown("report")


def test_lines_break_between_han_characters_and_never_before_punctuation():
    assert list(wrapped("公开为常态，不公开为例外。", 11)) == ["公开为常", "态，不公开", "为例外。"]
    assert list(wrapped("公开为常态，不公开为例外。", 12)) == ["公开为常态，", "不公开为例", "外。"]
    assert list(wrapped("见（一）", 4)) == ["见", "（一）"]
    assert list(wrapped("读 - ，写", 4)) == ["读", "- ，", "写"]


def test_lines_of_the_source_are_joined_without_a_space_beside_han_characters():
    assert list(wrapped("公开。\n文件名\nin\nuse\n\n另一段\n\n\b\na  b\nc", 40)) == [
        "公开。文件名in use", "", "另一段", "", "a  b", "c",
    ]  # fmt: skip
