"""Text layouts with other characters, other encodings, the body named elsewhere, and pages around the report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from random import Random

import opencc

from tests.corpus.content.compose import contact
from tests.corpus.content.facts import FULLWIDTH
from tests.corpus.document import Document
from tests.corpus.layouts import text_lines
from tests.corpus.layouts.base import FULL, add, layout
from tests.corpus.layouts.text import TAB, as_page, markdown_lines, page
from tests.corpus.layouts.wide import column_text
from tests.corpus.model import Case
from tests.corpus.tables import Table

Twist = Callable[[str, Random], str]

# --- the body and the year stand elsewhere ----------------------------------------------------------------------------


def no_title(case: Case, rng: Random) -> None:
    """The page has no title of its own; the preamble names body and year."""
    case.narrative.title = []


def bare_title(case: Case, rng: Random) -> None:
    """The title names the year alone; only the contact names the body."""
    text = case.narrative
    name = case.body.name
    text.title = [f"{case.year}年政府信息公开工作年度报告"]
    kept = text.preamble[0].split("如对本报告有疑问")
    text.preamble = [kept[0].replace(f"，{name}编制了", "，特编制") + contact(rng, name, case.body.place)]
    text.signer = ""


def with_letter(case: Case, rng: Random) -> None:
    """A covering letter stands before the report."""
    name, year = case.body.name, case.year
    case.narrative.leading = [
        f"{case.body.place[:1]}函〔{year + 1}〕{rng.randint(1, 30)}号",
        f"{name}关于报送{year}年度政府信息公开工作年度报告的函",
        rng.choice(("市政府办公室：", "政务公开办公室：")),
        f"现将我单位{year}年度政府信息公开工作年度报告随函报送，请查收。",
        name,
        f"{year + 1}年1月4日",
        "（此件主动公开）",
    ]


for name, twist_case, codes in (
    ("no_title", no_title, ("E12", "E11", "C10", "E10")),
    ("bare_title", bare_title, ("E12", "E11", "C10")),
    ("letter", with_letter, ("E10",)),
):
    for suffix, lines in (("tab", TAB), ("md", markdown_lines)):
        add(f"txt_{name}_{suffix}", "txt", as_page(lines), prepare=twist_case, tolerated=codes)


# --- other characters -----------------------------------------------------------------------------------------------


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@cache
def kangxi() -> dict[int, str]:
    """Ordinary characters as the Kangxi radicals that PDF printers put in their place."""
    table: dict[int, str] = {}
    for code in range(0x2F00, 0x2FD6):
        plain = unicodedata.normalize("NFKC", chr(code))
        table.setdefault(ord(plain), chr(code))
    return table


DATE = re.compile(r"(?<=\d)[年月](?=\d{1,2}[月日])")
PINYIN = {
    "总体情况": "zǒng tǐ qíng kuàng", "主动公开政府信息情况": "zhǔ dòng gōng kāi", "予以公开": "yǔ yǐ gōng kāi",
    "不予公开": "bù yǔ gōng kāi", "规章": "guī zhāng", "行政许可": "xíng zhèng xǔ kě", "总计": "zǒng jì",
    "自然人": "zì rán rén", "结果维持": "jié guǒ wéi chí", "重复申请": "chóng fù shēn qǐng",
}  # fmt: skip


def traditional(text: str, rng: Random) -> str:
    return str(_to_traditional().convert(text))


def full_width(text: str, rng: Random) -> str:
    return text.translate(FULLWIDTH)


def half_width(text: str, rng: Random) -> str:
    return text.translate(str.maketrans("，：；（）", ",:;()"))


def radicals(text: str, rng: Random) -> str:
    return text.translate(kangxi())


def lost_characters(text: str, rng: Random) -> str:
    """年 or 月 lost between the digits of some dates (202111日)."""
    head, line, rest = text.partition("\n")
    return head + line + DATE.sub(lambda match: "" if rng.random() < 0.5 else match[0], rest)


def pinyin(text: str, rng: Random) -> str:
    for word, sound in PINYIN.items():
        text = re.sub(rf"(?<=[\t\n、）.]){word}(?=[\t\n])", f"{word}（{sound}）", text)
    return text


def crlf(text: str, rng: Random) -> str:
    return text.replace("\n", "\r\n")


def bom(text: str, rng: Random) -> str:
    return "\ufeff" + text


def zero_width(text: str, rng: Random) -> str:
    """Zero-width spaces and soft hyphens that editors of web pages leave between characters."""
    return re.sub(
        r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])",
        lambda _: rng.choice(("", "", "", "\u200b", "\u00ad", "\ufeff")),
        text,
    )


def framed(text: str, rng: Random) -> str:
    """The site's own lines around the report; they name other bodies and other years."""
    before = (
        "首页\n政府信息公开\n新闻中心\n互动交流\n无障碍\n"
        "当前位置：首页 > 政府信息公开 > 法定主动公开内容 > 政府信息公开年报\n"
        "索引号：OG0001-0202-2019-00012\n浏览次数：2019\n字号：[大] [中] [小]\n打印本页\n"
    )
    after = (
        "\n附件下载：\n1.年报.docx\n上一篇：大岭县审计局2018年政府信息公开工作年度报告\n下一篇：大岭县统计局2017年政府信息公开年报\n"
        "主办单位：玉笥市人民政府办公室 承办单位：玉笥市大数据中心\n网站标识码：3500000001 ICP备12345678号\n"
    )
    return before + text + after


TWISTS: tuple[tuple[str, Twist, tuple[str, ...]], ...] = (
    ("traditional", traditional, ()),
    ("full_width", full_width, ()),
    ("half_width", half_width, ()),
    ("kangxi", radicals, ()),
    ("lost_characters", lost_characters, ("E20", "E14", "C10", "C11", "E12", "F01", "F02", "F03", "C15")),
    ("pinyin", pinyin, ("E07", "E02")),
    ("crlf", crlf, ()),
    ("bom", bom, ()),
    ("zero_width", zero_width, ()),
    ("framed", framed, ("E13",)),
)
for name, twist, tolerated in TWISTS:
    for suffix, lines in (("tab", TAB), ("md", markdown_lines)):

        def twisted(
            document: Document, rng: Random, twist: Twist = twist, lines: Callable[[Table, Random], list[str]] = lines
        ) -> str:
            return twist(page(document, rng, lines), rng)

        add(f"txt_{name}_{suffix}", "txt", twisted, tolerated=tolerated)

add("txt_traditional_lines", "txt", lambda document, rng: traditional(text_lines.nbsp(document, rng), rng))
add("txt_full_width_lone", "txt", lambda document, rng: full_width(text_lines.pipe_lone(document, rng), rng))
add("txt_half_width_lone", "txt", lambda document, rng: half_width(text_lines.pipe_lone(document, rng), rng))
add(
    "txt_framed_lines",
    "txt",
    lambda document, rng: framed(text_lines.plain(document, rng), rng),
    styles=FULL,
    tolerated=("E13",),
)
for code in ("utf-16", "utf-16-le", "gb18030", "gbk"):

    def encoded(document: Document, rng: Random, code: str = code) -> bytes:
        text = page(document, rng, TAB)
        return (b"\xff\xfe" if code == "utf-16-le" else b"") + text.encode(code, "replace")

    add(f"txt_{code.replace('-', '_')}", "txt", encoded)


# --- aligned with spaces, as pdftotext -layout prints a page --------------------------------------------------------


@layout("txt_pdftotext", styles=FULL)
def pdftotext(document: Document, rng: Random) -> str:
    """Columns kept apart with spaces; a wrapped label stands above and below its values."""
    return page(document, rng, lambda table, rng: column_text(table), gap="")


@layout("txt_pdftotext_pages", styles=FULL)
def pdftotext_pages(document: Document, rng: Random) -> str:
    """The same with form feeds and page numbers between the rows."""

    def lines(table: Table, rng: Random) -> list[str]:
        made = column_text(table)
        if table.name == "requests":
            at = rng.randint(10, len(made) - 10)
            made[at:at] = ["", f"{'':30}— {rng.randint(2, 9)} —", "\f"]
        return made

    return page(document, rng, lines, gap="")
