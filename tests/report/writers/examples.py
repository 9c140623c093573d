"""Reports that the tests of all writers use, and what a reader of the written file must find in it."""

from datetime import date
from decimal import Decimal

from gongkai.report.form import EDITIONS, SECTION_NUMBERS, SECTIONS
from gongkai.report.layout import Table, tables
from gongkai.report.model import Report
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Text, Value

SPECIAL = (
    r"栏目名称为“#公开$x$*要闻*_动态_`问答`”，<b>地址</b>&nbsp;是\n http://www.yunxi.gov.cn/a_b/index_1.htm?a=1&b=2#top，"
    r"邮箱 yunxi_xxgk@126.com、|竖线|、[方括号](x)、{花括号}、~波浪~、\反斜杠\、=SUM(A1)、'单引号'、\"双引号\"、@某人。"
)
TEXTS = {
    "overview": "2024年，我局主动公开政府信息1,234条。\n（一）主动公开。及时发布重点领域信息。\n" + SPECIAL,
    "proactive": "本年制发行政规范性文件6件。",
    "requests": "",
    "remedies": "未发生行政复议、行政诉讼。",
    "problems": "一是公开意识有待增强。\n二是公开质量有待提高。",
    "other": "无。",
}


def example(edition: str = "2021", **members: object) -> Report:
    """A report with a value of every kind, and with every character that some format takes for its own."""
    year = 2024 if edition == "2021" else 2020
    cells = dict.fromkeys(EDITIONS[edition].keys, Value(0))
    cells["proactive.regulations.issued" if edition == "2021" else "proactive.regulations.produced"] = NOT_APPLICABLE
    cells["proactive.fees.amount" if edition == "2021" else "proactive.procurement.amount"] = Value(
        Decimal("43.788000")
    )
    cells["proactive.permits.decisions"] = Value(251000, None, "元")
    cells["requests.new.natural_person"] = Value(12345)
    cells["requests.new.total"] = Value(12345, Mark.INFERRED)
    cells["remedies.reconsideration.upheld"] = BLANK
    cells["remedies.reconsideration.total"] = UNKNOWN
    return Report(
        **{
            "edition": edition,
            "body": "云溪市数据局",
            "year": year,
            "title": f"云溪市数据局{year}年政府信息公开工作年度报告",
            "preamble": "根据《中华人民共和国政府信息公开条例》编制本报告。\n电子版可从网站下载。",
            "cells": cells,
            "sections": tuple(
                Text(section.key, number, section.title, TEXTS[section.key])
                for section, number in zip(SECTIONS, SECTION_NUMBERS, strict=True)
            ),
            "signed_by": "云溪市数据局",
            "signed_on": date(year + 1, 1, 20),
        }
        | members
    )


def paragraphs(report: Report) -> list[str]:
    """Every paragraph outside the tables, in printed order."""
    lines = [report.title, *report.preamble.split("\n")]
    for section in report.sections:
        lines += [section.number + section.title, *section.text.split("\n")]
    lines.append(report.signed_by)
    if report.signed_on:
        lines.append(f"{report.signed_on.year}年{report.signed_on.month}月{report.signed_on.day}日")
    return [line for line in lines if line]


def value(report: Report, key: str) -> str:
    """What is printed for a cell."""
    match report.cells.get(key):
        case None | Value(mark=Mark.BLANK):
            return ""
        case Value(mark=Mark.NOT_APPLICABLE):
            return "/"
        case Value(mark=Mark.UNKNOWN):
            return "（未读出）"
        case Value(number=Decimal() as number, unit=unit):
            return f"{number:f}{unit}"
        case Value(number=number, unit=unit):
            return f"{number}{unit}"


def grids(report: Report) -> list[list[list[str]]]:
    """For every table the text in each slot of its grid; a cell that spans is in all of its slots."""
    return [
        [[cell.text or value(report, cell.key) for cell in row] for row in table.slots] for table in printed(report)
    ]


def printed(report: Report) -> tuple[Table, ...]:
    return tables(report.form, report.cells) if report.form else ()
