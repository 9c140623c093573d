"""E10–E12: what stands above the report, and its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.text import fold

NO_TITLE: Final = Skip("没有读到标题")


# --- E10: covering letters ------------------------------------------------------------------------------------------

LETTER: Final = re.compile(
    r"关于(?:报送|上报|印发|转发|呈报|公布|发布)|现将.{0,60}(?:报送|印发|上报|呈报|报上|转发)|印发给你们|请(?:认真)?遵照执行|请予?审[阅核]|特此(?:函告|报告|函复|通知)"
    r"|报送(?:贵|你)[办局委]|此件(?:主动公开|公开发布)|的函$"
)
DISPATCH_NUMBER: Final = re.compile(r"^\W{0,2}[\u4e00-\u9fff]{2,14}〔\s*20\d\d\s*〕\s*\d{1,4}\s*号$")
ADDRESSEE: Final = re.compile(
    r"^(?!.*(?:索引|发布|日期|来源|字号|文号|机构|分类|主题|效|字体|浏览|标题|名称|时间|分享|打印|位置|目录|作者|编辑|关键词|责任))"
    r"[\u4e00-\u9fff、，（）()]{3,40}[：:]$"
)


def covering_letter(context: Context) -> Iterator[Hit | Skip]:
    """A letter, notice or dispatch number posted with the report, or in its place."""
    report, seen = context.report, context.report.seen
    if seen is None:
        yield Skip("没有页面信息（报告不是从文件读出的）")
        return
    lines = [line.strip() for line in seen.leading]
    found = [line for line in lines if LETTER.search(line) or DISPATCH_NUMBER.match(line) or ADDRESSEE.match(line)]
    if not report.sections and not report.cells:
        found += [line.strip() for line in seen.text.split("\n") if LETTER.search(line)]
        if found:
            yield Hit(
                f"发布的是函件或通知（“{found[0][:30]}”），没有年度报告正文。",
                where="页面",
                found=found[0][:60],
                severity=Severity.ERROR,
            )
        return
    if found:
        yield Hit(
            f"报告前附有函件、通知或发文字号：“{found[0][:40]}”。公开的应只是报告本身。",
            where="标题之前",
            found=found[0][:60],
        )


# --- E11, E12: the title --------------------------------------------------------------------------------------------

NAME: Final = re.compile("政府信息公开工作(?:(?:20\\d\\d|[〇○零一二三四五六七八九]{4})年?(?:度)?)?年度报告")
ANY_NAME: Final = re.compile(
    "(?:政府信息公开|政务公开|信息公开|政务信息公开|政府信息)[^，。]{0,14}?(?:报告|年报|总结)|(?:年度报告|工作报告|年报)"
)
YEAR: Final = re.compile(r"20\d\d|[二][〇○零ＯO0][〇○零ＯO0一二三四五六七八九]{2}")


def title_name(context: Context) -> Iterator[Hit | Skip]:
    title = fold(context.report.title)
    if not title:
        yield NO_TITLE
    elif not NAME.search(title):
        yield Hit(
            f"标题“{context.report.title}”没有用规定的名称“政府信息公开工作年度报告”。",
            where="标题",
            expected="政府信息公开工作年度报告",
            found=context.report.title,
        )


def title_parts(context: Context) -> Iterator[Hit | Skip]:
    """The title names the body and the year."""
    title = fold(context.report.title)
    if not title:
        yield NO_TITLE
        return
    lacking = []
    rest = re.sub("^关于|年度|年", "", YEAR.sub("", ANY_NAME.sub("", title)))
    if len(re.sub("[^\u4e00-\u9fff]", "", rest)) < 2 or re.fullmatch("[我本].{1,2}", rest):
        lacking.append("机关名称")
    if not YEAR.search(title):
        lacking.append("年度")
    if lacking:
        yield Hit(f"标题“{context.report.title}”缺少{'和'.join(lacking)}。", where="标题", found=context.report.title)


TITLES = (
    Check(
        "E10",
        Severity.NOTICE,
        "函件或通知",
        "向社会公布的是年度报告，不是报送报告的函。",
        "只发布报告正文。",
        covering_letter,
    ),
    Check(
        "E11",
        Severity.NOTICE,
        "报告名称",
        "名称为“政府信息公开工作年度报告”（条例第四十九条）。",
        "改用规定的名称。",
        title_name,
    ),
    Check("E12", Severity.WARNING, "标题要素", "标题写明机关名称和年度。", "在标题中补上。", title_parts),
)
