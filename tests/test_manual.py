"""The documentation is in step: tables with the code, links with the files, command lines with the commands."""

from __future__ import annotations

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gongkai.cli import group as gongkai
from gongkai.report.checks import CATALOGUE
from gongkai.report.checks.catalogue import ORDER
from gongkai.report.dataset import COLUMNS
from gongkai.report.form import EDITIONS
from tests.report.builders import found, full_report, left_open

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
MANUAL = runpy.run_path(str(ROOT / "scripts/manual.py"))


def tokens(page: Path) -> Iterator[Token]:
    """All tokens of a page, those inside a line among them."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8")):
        yield from (token, *(token.children or ()))


# --- tables ---------------------------------------------------------------------------------------------------------


def test_the_tables_that_repeat_the_code_are_in_step():
    for path, content in MANUAL["pages"]().items():
        assert path.read_bytes() == content, f"{path.relative_to(ROOT)}: run make docs"


def test_the_generated_tables_have_every_check_and_every_cell():
    assert re.findall(r"^\| ([A-G]\d\d) ", MANUAL["checks"](), re.M) == list(CATALOGUE)
    assert set(MANUAL["GROUPS"]) == set(ORDER)
    text = MANUAL["cells"]()
    for edition in EDITIONS.values():
        assert all(f"`{key}`" in text for key in edition.proactive_keys)
        listed = re.findall(rf"^\| `([\w.]+)` \|[^|]*\| (?:{edition.name})? \|$", text, re.M)
        assert listed == [row.key for row in edition.rows]


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_manual_names_the_option_without_which_a_check_is_not_assessed(code: str):
    named = [option for option, codes in MANUAL["MATERIAL"].items() if code in codes]
    others = {
        "--previous": lambda year: {"previous": (full_report(year=year - 1, body="云溪市人民政府"),)},
        "--children": lambda year: {"children": (full_report(year=year),)},
        "--siblings": lambda year: {"siblings": (full_report(year=year, body="清河市人民政府", variant=1),)},
        "--bodies": lambda year: {"expected_bodies": ("云溪市人民政府",)},
    }
    for year in (2020, 2023):
        if CATALOGUE[code].editions not in ((), ("2019" if year == 2020 else "2021",)):
            continue
        report = full_report(year=year, body="云溪市人民政府")
        if code in ("B09", "F05"):  # need an earlier report of the other edition, an earlier publication of this one
            assert named == ["--previous"]
        elif code not in ("F03", "F04"):  # dates and addresses, of which the page says that they may be given
            assert bool(left_open(code, report)) == bool(named)
            assert all(not left_open(code, report, **others[option](year)) for option in named)
            assert not found(code, report) or not named


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (r"(\d+)项检查|共(\d+)项。|(\d+) checks\b", len(CATALOGUE)),
        (r"共(\d+)列", len(COLUMNS)),
        (r"两版格式的(\d+)个单元格", len({key for edition in EDITIONS.values() for key in edition.keys})),
        *((rf"{edition.name}年?版共(\d+)个", len(edition.keys)) for edition in EDITIONS.values()),
    ],
)
def test_numbers_that_the_text_repeats_are_right(pattern: str, number: int):
    said = [match[match.lastindex or 0] for page in PAGES for match in re.finditer(pattern, page.read_text("utf-8"))]
    assert set(said) == {str(number)}


# --- links ----------------------------------------------------------------------------------------------------------


@EVERY_PAGE
def test_every_link_leads_to_a_file(page: Path):
    for token in tokens(page):
        target = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if target and not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            assert (page.parent / path).exists(), f"{page.relative_to(ROOT)}: {target} is nowhere"
            assert not anchor or anchor in anchors(page.parent / path if path else page), f"{page}: no heading {target}"


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in addresses."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- command lines --------------------------------------------------------------------------------------------------


class Shown(NamedTuple):
    """A command line as a page shows it."""

    page: str
    line: str


def shown(page: Path) -> Iterator[Shown]:
    """The command lines of a page: in blocks, between words, and in tables headed `gongkai report …`."""
    name = str(page.relative_to(ROOT))
    prefix = ""
    for token in tokens(page):
        if token.type in ("table_open", "table_close"):
            prefix = ""
        elif token.type == "fence" and token.info in ("sh", "console", ""):
            lines = token.content.replace("\\\n", " ").splitlines()
            yield from (Shown(name, at) for line in lines if (at := command_in(line)))
        elif token.type == "code_inline":
            if heading := re.fullmatch(r"(gongkai [\w ]*)…", token.content):
                prefix = heading[1]
            elif line := command_in(token.content):
                yield Shown(name, line)
            elif prefix and re.match(r"[a-z]+(?: |$)", token.content):
                yield Shown(name, prefix + token.content)


def command_in(line: str) -> str:
    found = re.match(r"(?:\$ )?(?:\S+/)?(gongkai (?!…).+)", line.strip())
    return found[1] if found else ""


def faults(line: str) -> str:
    """What is not so in a command line: a command, an option, or the choice behind an option."""
    words = shlex.split(re.sub(r"[\[\]]", " ", line.partition(" #")[0].partition(" > ")[0]))[1:]
    command: click.Command = gongkai
    context = click.Context(command, info_name="gongkai")
    while isinstance(command, click.Group):
        if not words or words[0].startswith("-"):
            break
        inner = command.get_command(context, words[0])
        if inner is None:
            return f"no command {words[0]}"
        command, words = inner, words[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    options = {name: each for each in command.get_params(context) for name in (*each.opts, *each.secondary_opts)}
    for at, word in enumerate(words):
        name, _, given = word.partition("=")
        if not re.match(r"--?[a-z]", name):
            continue
        if name not in options:
            return f"no option {name}"
        kind = options[name].type
        given = given or " ".join(words[at + 1 : at + 2])
        if isinstance(kind, click.Choice) and re.fullmatch(r"[a-z|]+", given):
            wrong = set(given.split("|")) - set(kind.choices)
            if wrong:
                return f"{name} does not take {'、'.join(sorted(wrong))}"
    return ""


LINES = sorted({each for page in PAGES if page.name != "CHANGELOG.md" for each in shown(page)})


@pytest.mark.parametrize("each", LINES, ids=[f"{each.page}: {each.line}" for each in LINES])
def test_every_command_line_that_is_shown_exists(each: Shown):
    assert faults(each.line) == ""


def test_every_command_is_shown():
    context = click.Context(gongkai)
    for name in gongkai.list_commands(context):
        group = gongkai.get_command(context, name)
        commands = group.list_commands(click.Context(group)) if isinstance(group, click.Group) else [""]
        for command in commands:
            start = f"gongkai {name} {command}".strip()
            assert any(f"{each.line} ".startswith(f"{start} ") for each in LINES), f"no page shows {start}"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("gongkai report check a.docx --previous=b.docx", ""),
        ("gongkai report extract FILE… [-o OUT] [--format jsonl|csv|parquet] [-j N]", ""),
        ("gongkai report checks a.docx", "no command checks"),
        ("gongkai reports", "no command reports"),
        ("gongkai report check a.docx --strict", "no option --strict"),
        ("gongkai report extract a.docx --format xlsx -o b.xlsx", "--format does not take xlsx"),
    ],
)
def test_what_does_not_exist_is_found(line: str, fault: str):
    assert faults(line) == fault
