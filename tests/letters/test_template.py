"""Templates are data: an installation puts its own in their place, and is told what is wrong with one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.letters import TemplateNotReadable, compose, missing, number_of, read_templates
from gongkai.letters.template import KEYS
from tests.letters.examples import facts

OWN = read_templates()
HEAD = 'version = "甲1"\nsource = "本局法制科"\n'
BODY = '[[paragraph]]\ntext = "经查找，没有该信息。依据{law}，告知{you}该政府信息不存在。"\n'


def test_every_letter_has_a_template_with_version_and_source():
    assert set(OWN.by_key) == set(KEYS)
    assert all(template.version and template.source for template in OWN.by_key.values())


def test_an_installations_template_takes_the_place_of_ours(tmp_path: Path):
    (tmp_path / "not_held.toml").write_text(HEAD + BODY, encoding="utf-8")
    made = compose("not_held", facts("not_held"), templates=read_templates(tmp_path))
    assert "经查找，没有该信息。" in made.text
    assert made.template == "各种答复书的框架 2024-01，信息不存在 甲1"
    assert missing("not_held", made) == ["缺少检索的范围", "缺少检索的方法", "缺少检索的经办部门"]
    assert compose("petition", facts("petition"), templates=read_templates(tmp_path)) == compose(
        "petition", facts("petition")
    )


def test_a_part_stands_only_where_its_slot_is_filled(tmp_path: Path):
    text = "甲[?where]有{where}[?reasons]且{reasons}[/][/][!where]无[/]乙"
    (tmp_path / "not_held.toml").write_text(HEAD + f'[[paragraph]]\ntext = "{text}"\n', encoding="utf-8")
    templates = read_templates(tmp_path)
    for members, said in (({}, "甲无乙"), ({"where": "x"}, "甲有x乙"), ({"where": "x", "reasons": "y"}, "甲有x且y乙")):
        whole = facts("not_held")
        given = replace(whole, findings=(replace(whole.findings[0], **members),))
        assert said in compose("not_held", given, templates=templates).text.split("\n")


def test_the_pattern_of_numbers_is_the_installations(tmp_path: Path):
    frame = 'number = "{short}信公〔{year}〕{serial}号"\n' + HEAD + BODY
    (tmp_path / "decision.toml").write_text(frame, encoding="utf-8")
    templates = read_templates(tmp_path)
    assert number_of("not_held", short="海教", year=2025, serial=12, templates=templates) == "海教信公〔2025〕12号"


WRONG = [
    ("x = [", "不合TOML的写法"),
    (HEAD, "没有正文"),
    (BODY, "没有写version"),
    ('version = 1\nsource = "x"\n' + BODY, "加引号的文字"),
    (HEAD + 'titel = "x"\n' + BODY, "不认识的“titel”"),
    (HEAD + 'to = "third"\n' + BODY, "只能是applicant"),
    (HEAD + '[[paragraph]]\ntext = "{nobody}"\n', "不认识的空格“nobody”"),
    (HEAD + '[[paragraph]]\ntext = "[?where]x"\n', "没有用“[/]”结束"),
    (HEAD + '[[paragraph]]\ntext = "x[/]"\n', "没有配对"),
    (HEAD + '[[paragraph]]\ntext = "{you"\n', "没有配对"),
    (HEAD + '[[paragraph]]\nuse = "other"\n', "只能是 history"),
    (HEAD + '[[paragraph]]\neach = "items"\ntext = "x"\n', "只能是parts"),
    (HEAD + '[[paragraph]]\nwhen = "nobody"\ntext = "x"\n', "不认识的空格"),
    (HEAD + '[[paragraph]]\nnote = "x"\n', "不认识的“note”"),
    (HEAD + 'paragraph = ["x"]\n', "以 [[paragraph]] 开头"),
    (HEAD + 'history = "x"\n' + BODY, "[history]"),
]


@pytest.mark.parametrize(("content", "said"), WRONG)
def test_what_is_wrong_with_a_template_is_said_with_its_file(tmp_path: Path, content, said):
    (tmp_path / "not_held.toml").write_text(content, encoding="utf-8")
    with pytest.raises(TemplateNotReadable) as refused:
        read_templates(tmp_path)
    assert said in str(refused.value)
    assert "not_held.toml：" in str(refused.value)


def test_a_file_that_is_no_letter_or_no_text_is_refused(tmp_path: Path):
    (tmp_path / "not_hold.toml").write_text(HEAD + BODY, encoding="utf-8")
    with pytest.raises(TemplateNotReadable, match="没有这种文书"):
        read_templates(tmp_path)
    (tmp_path / "not_hold.toml").rename(tmp_path / "not_held.toml")
    (tmp_path / "not_held.toml").write_bytes("标题".encode("gb18030"))
    with pytest.raises(TemplateNotReadable, match="UTF-8"):
        read_templates(tmp_path)
    (tmp_path / "not_held.toml").write_bytes(b"#" * 200_000)
    with pytest.raises(TemplateNotReadable, match="太大"):
        read_templates(tmp_path)
    with pytest.raises(TemplateNotReadable, match="打不开"):
        read_templates(tmp_path / "none")
