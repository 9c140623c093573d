"""`make docs`: write anew what the documentation repeats of the code: the catalogue of checks, cell names, the schema.

What stands between the marks GENERATED and END in a page is replaced, the rest is left as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import django

from config.environment import VARIABLES
from gongkai.law.outcomes import LETTERS, OUTCOMES
from gongkai.letters.slots import SLOTS
from gongkai.letters.template import LABELS
from gongkai.report.checks import CATALOGUE
from gongkai.report.form import APPLICANTS, EDITIONS, REMEDIES, RESULTS, Column, row_name
from gongkai.report.schema import published

DOCS = Path(__file__).resolve().parents[1] / "docs"
GENERATED = "<!-- 以下由 make docs 生成 -->\n"
END = "<!-- 以上由 make docs 生成 -->\n"

SEVERITIES = {"error": "错误", "warning": "警告", "notice": "提示"}
GROUPS = {
    "A": "表格的勾稽与填报",
    "B": "跨年与汇总",
    "C": "正文内部与正文、表格之间",
    "D": "正文数字与表格",
    "E": "结构与格式",
    "F": "时间与发布位置",
    "G": "雷同",
}
MATERIAL = {
    "--previous": "B01 B02 B03 B04 B05 B06 B07 B08 B09 B10 B11 F05 G01 G02 G03".split(),
    "--children": ["B12"],
    "--siblings": ["G04"],
    "--bodies": ["F06"],
}
"""The options of `gongkai report check` without which a check is not assessed."""


def table(head: str, rows: Iterable[Iterable[str]]) -> str:
    columns = head.split()
    lines = [columns, *rows]
    made = [f"| {' | '.join(line)} |\n" for line in lines]
    return made[0] + "|---" * len(columns) + "|\n" + "".join(made[1:]) + "\n"


def checks() -> str:
    """The catalogue, a table for each group."""
    needs = {code: f"`{option}`" for option, codes in MATERIAL.items() for code in codes}
    text = ""
    for group, title in GROUPS.items():
        rows = (
            (
                check.code,
                SEVERITIES[check.severity],
                "、".join(check.editions),
                check.title,
                check.rule,
                check.advice,
                needs.get(check.code, ""),
            )
            for check in CATALOGUE.values()
            if check.code.startswith(group)
        )
        text += f"## {group} {title}\n\n" + table("代码 级别 版本 检查什么 依据 处理 材料", rows)
    return text


def cells() -> str:
    """The names of all cells, part by part."""
    text = ""
    for edition in EDITIONS.values():
        rows = ((f"`{key}`", edition.labels[key].replace(" | ", " ／ ")) for key in edition.proactive_keys)
        text += f"### 第二部分，{edition.name}年版（{edition.citation}）\n\n" + table("单元格 项目", rows)
    text += "### 第三部分\n\n单元格为 `requests.行.列`。\n\n" + columns("列 申请人", APPLICANTS)
    text += table("行 项目 版本", request_rows())
    return (
        text
        + "### 第四部分\n\n单元格为 `remedies.组.列`。\n\n"
        + columns("组 名称", REMEDIES)
        + columns("列 名称", RESULTS)
    )


def columns(head: str, listed: Iterable[Column]) -> str:
    return table(head, ((f"`{column.key}`", column.label) for column in listed))


def request_rows() -> list[tuple[str, str, str]]:
    """The rows of both editions in the order of the form, those of one edition with its name."""
    both: dict[str, dict[str, str]] = {}
    for edition in EDITIONS.values():
        for row in edition.rows:
            both.setdefault(row.key, {})[edition.name] = row_name(row)
    last = [row.key for row in next(iter(EDITIONS.values())).rows][-2:]  # what a later edition adds stands before them
    order = [key for key in both if key not in last] + last
    return [
        (f"`{key}`", next(iter(both[key].values())), "" if len(both[key]) == len(EDITIONS) else "、".join(both[key]))
        for key in order
    ]


def environment() -> str:
    """The variables that an installation sets."""
    return table(
        "变量 默认 说明",
        ((f"`{each.name}`", f"`{each.default}`" if each.default else "", each.about) for each in VARIABLES),
    )


def policy() -> str:
    """Which role gives which rights."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from gongkai.access.enums import Right, Role
    from gongkai.access.rights import GRANTS

    head = " ".join(["权限", *(role.label for role in Role)])
    return table(head, ([right.label, *("√" if right in GRANTS[role] else "" for role in Role)] for right in Right))


def letters() -> str:
    """The files of the templates of letters, and the slots that they may use."""
    named = {each.key: each for each in (*OUTCOMES, *LETTERS)}
    files = (
        (
            f"`{key}.toml`",
            label,
            named[key].when if key in named else "",
        )
        for key, label in LABELS.items()
    )
    slots = ((f"`{{{name}}}`", meaning) for name, meaning in SLOTS.items())
    return f"### 文件\n\n{table('文件 文书 什么时候用', files)}### 空格\n\n{table('空格 填入的内容', slots)}"


def pages() -> dict[Path, bytes]:
    """What the generated files should hold."""
    made = {DOCS / "schema/annual-report-1.json": published()}
    texts = {"checks": checks, "data": cells, "install": environment, "letters": letters, "people": policy}
    for name, make in texts.items():
        path = DOCS / f"manual/{name}.md"
        before, rest = path.read_text("utf-8").split(GENERATED)
        made[path] = f"{before}{GENERATED}\n{make()}{END}{rest.split(END)[1]}".encode()
    return made


if __name__ == "__main__":
    for path, content in pages().items():
        if path.read_bytes() != content:
            path.write_bytes(content)
            print(f"已更新 {path.relative_to(DOCS.parent)}")
