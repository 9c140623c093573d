"""`gongkai letters`: templates are copied to be edited, and those that were are tried."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import group
from gongkai.letters import read_templates
from gongkai.letters.template import KEYS


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["letters", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "模板"
    run("templates", "--to", made)
    return made


def changed(path: Path, was: str, now: str) -> None:
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, now), "utf-8")


def test_all_templates_are_written_and_are_usable_as_they_are(folder: Path):
    assert sorted(path.stem for path in folder.iterdir()) == sorted(KEYS)
    done = run("check", folder)
    assert (done.exit_code, done.output) == (0, "检查了41个模板，都可以使用\n")
    assert read_templates(folder).by_key["not_held"].paragraphs == read_templates().by_key["not_held"].paragraphs


def test_some_are_written_and_what_is_there_stays(tmp_path: Path):
    assert run("templates", "--to", tmp_path, "not_held").output == f"写出1个模板到 {tmp_path}\n"
    (tmp_path / "not_held.toml").write_text("改过的", "utf-8")
    done = run("templates", "--to", tmp_path, "not_held", "petition")
    assert done.output == f"写出1个模板到 {tmp_path}，已有的1个没有改动\n"
    assert (tmp_path / "not_held.toml").read_text("utf-8") == "改过的"


def test_a_letter_that_there_is_not_is_refused(tmp_path: Path):
    done = run("templates", "--to", tmp_path, "sonnet")
    assert done.exit_code == 1
    assert "没有文书“sonnet”" in done.output


@pytest.mark.parametrize(
    ("name", "was", "now", "said"),
    [
        ("supplement_notice", "{reply_by}", "近日", "supplement_notice.toml：拟写的文书缺少补正的期限"),
        ("not_held", "{search_where}", "{where_searched}", "not_held.toml：不认识的空格“where_searched”"),
        ("not_held", "version =", "versions =", "not_held.toml：有不认识的“versions”"),
        (
            "decision",
            'use = "remedy"',
            'text = "特此告知。"',
            "decision.toml：拟写的文书缺少行政复议机关（如already_public）",
        ),
        (
            "decision",
            "{short}公复〔{year}〕{serial}号",
            "{short}第{serial}号",
            "decision.toml：拟写的文书缺少文号（如already_public）",
        ),
        ("fee_notice", 'number = "{short}公告〔{year}〕{serial}号"', "", "fee_notice.toml：拟写的文书缺少文号"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(folder: Path, name: str, was: str, now: str, said: str):
    changed(folder / f"{name}.toml", was, now)
    done = run("check", folder)
    assert done.exit_code == 1
    assert said in done.output


def test_every_file_is_looked_at_and_strange_ones_are_named(folder: Path):
    (folder / "sonnet.toml").write_text("", "utf-8")
    (folder / "petition.toml").write_text("[[", "utf-8")
    done = run("check", folder)
    assert done.exit_code == 1
    assert "sonnet.toml：没有这种文书" in done.output
    assert "petition.toml：文件末尾不合TOML的写法" in done.output
    assert "检查了42个模板，有2处问题" in done.output


def test_a_folder_that_is_not_there_or_empty_is_said(tmp_path: Path):
    done = run("check", tmp_path / "没有")
    assert done.exit_code == 2
    assert "读不出" in done.output
    assert "其中没有模板" in run("check", tmp_path).output
    (tmp_path / "文件").write_text("")
    assert run("templates", "--to", tmp_path / "文件").exit_code == 1
