"""Fictional reports for tests: correct unless a test says otherwise.

`full_report()` is a whole, correct report as a clean page would give it. Its figures follow from the year, so that the
report of one year agrees with that of the year before; its text tells exactly its figures. The helpers below change it:

* `change(report, {cell: value})` changes cells and nothing else, so that sums break;
* `add_requests(report, …)` adds requests and keeps every equation of table three;
* `retell(report)` writes the text anew from the cells;
* `with_text`, `with_seen`, `without` change a section, what was seen, or take cells away;
* `found(code, report, …)` runs one check, `left_open(code, report, …)` says why it could not be assessed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.report.checks import CATALOGUE, check_in
from gongkai.report.checks.model import Context, Finding
from gongkai.report.form import APPLICANTS, EDITIONS, SECTION_NUMBERS, SECTIONS, edition_for
from gongkai.report.model import Report
from gongkai.report.seen import Heading, Seen
from gongkai.report.values import NOT_APPLICABLE, Number, Place, Text, Value

BODY = "云溪市数据局"
LATEST = {"2019": 2020, "2021": 2023}

Given = Mapping[str, Number | Value | None]


# --- figures --------------------------------------------------------------------------------------------------------


def value(given: Number | Value | None) -> Value:
    """A cell from a plain number; None is "/"."""
    if given is None:
        return NOT_APPLICABLE
    return given if isinstance(given, Value) else Value(given)


def requests_table(edition: str, rows: Mapping[str, Mapping[str, int]]) -> dict[str, Value]:
    """Table three from the cells that are not zero, with every total worked out.

    `rows` has the result rows and `new`, `carried_over`, each by applicant column; （七）总计, 四 and the 总计 column
    follow (四 from the form's balance).
    """
    form = EDITIONS[edition]
    columns = [column.key for column in APPLICANTS[:-1]]
    table = {row.key: {column: rows.get(row.key, {}).get(column, 0) for column in columns} for row in form.rows}
    for column in columns:
        table["total"][column] = sum(table[leaf][column] for leaf in form.leaves)
        inflow = table["new"][column] + table["carried_over"][column]
        table["carried_forward"][column] = inflow - table["total"][column]
    cells = {}
    for row in form.rows:
        for column in columns:
            cells[f"requests.{row.key}.{column}"] = Value(table[row.key][column])
        cells[f"requests.{row.key}.total"] = Value(sum(table[row.key].values()))
    return cells


def remedies_table(
    reconsideration: tuple[int, int, int, int] = (0, 0, 0, 0),
    direct: tuple[int, int, int, int] = (0, 0, 0, 0),
    after: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> dict[str, Value]:
    """Table four from (维持, 纠正, 其他, 尚未审结) of each block, with its totals."""
    cells = {}
    blocks = {
        "reconsideration": reconsideration,
        "litigation_direct": direct,
        "litigation_after_reconsideration": after,
    }
    for block, counts in blocks.items():
        for result, count in zip(("upheld", "corrected", "other", "pending"), counts, strict=True):
            cells[f"remedies.{block}.{result}"] = Value(count)
        cells[f"remedies.{block}.total"] = Value(sum(counts))
    return cells


def figures(edition: str, year: int) -> dict[str, Value]:
    """All cells of a correct report; those of one year agree with those of the year before."""
    more = year % 5
    cells: dict[str, Value] = {key: Value(0) for key in EDITIONS[edition].keys}
    if edition == "2021":
        given: dict[str, Number | Value] = {
            "normative_documents.issued": 2,
            "normative_documents.repealed": 1,
            "normative_documents.in_force": 9 + year - 2021,
            "permits.decisions": 36 + more,
            "penalties.decisions": 4,
        }
    else:
        since = year - 2019
        given = {
            "normative_documents.produced": 2,
            "normative_documents.disclosed": 2,
            "normative_documents.total": 9 + 2 * since,
            "permits.prior_items": 8 + since,
            "permits.change": 1,
            "permits.decisions": 36 + more,
            "other_services.prior_items": 12,
            "other_services.decisions": 5,
            "penalties.prior_items": 20 - 2 * since,
            "penalties.change": -2,
            "penalties.decisions": 4,
            "coercions.prior_items": 3,
            "fees.prior_items": 2,
            "procurement.items": 3,
            "procurement.amount": Value(Decimal("25.6"), None, "万元"),
        }
    cells.update({f"proactive.{key}": value(number) for key, number in given.items()})
    cells |= requests_table(
        edition,
        {
            "new": {"natural_person": 8 + more, "business": 3},
            "carried_over": {"natural_person": 1},
            "granted": {"natural_person": 4 + more, "business": 1},
            "partial": {"natural_person": 1, "business": 1},
            "refused.internal_affairs": {"business": 1},
            "unavailable.not_held": {"natural_person": 2},
            "not_processed.petition": {"natural_person": 1},
        },
    )
    cells |= remedies_table((1, 0, 0, 0), (1, 0, 0, 0))
    return cells


# --- text -----------------------------------------------------------------------------------------------------------

OVERVIEWS = (
    """{year}年，{we}认真贯彻落实《中华人民共和国政府信息公开条例》，扎实推进政府信息公开各项工作。
（一）主动公开。全年通过门户网站主动公开政府信息{items}条，其中机构职能类5条、规划计划类{plans}条、工作动态类60条。制发行政规范性文件{issued}件。
（二）依申请公开。全年共收到政府信息公开申请{new}件，上年结转{carried_over}件，共办结{total}件，结转下年度继续办理{carried_forward}件。其中予以公开{granted}件、部分公开{partial}件、不予公开{refused}件、无法提供{unavailable}件、不予处理{not_processed}件。
（三）政府信息管理。严格落实先审查、后公开，对拟公开的信息逐条开展保密审查，及时更新政府信息公开指南和目录。
（四）政府信息公开平台建设。优化门户网站政府信息公开专栏检索功能，做好专栏日常巡检和内容更新。
（五）监督保障。明确专人负责政府信息公开工作，全年组织业务培训2次。""",
    """{year}年，{we}坚持以公开为常态、不公开为例外，把政府信息公开融入数据资源管理的全过程。
（一）主动公开方面。围绕公共数据开放、数字基础设施建设等群众关心的事项，主动公开政府信息{items}条，举办政策宣讲活动，制发行政规范性文件{issued}件并同步发布解读材料。
（二）依申请公开方面。规范接收、登记、审核、答复各个环节。全年新收政府信息公开申请{new}件，办结{total}件，结转下年度继续办理{carried_forward}件。
（三）政府信息管理方面。修订信息发布审核制度，明确起草、核稿、签发三级责任，公文均标注公开属性。
（四）平台建设方面。完成专栏改版，栏目由9个整合为6个，手机端可直接检索文件。
（五）监督保障方面。把政府信息公开纳入科室年度考核，邀请法律顾问对疑难答复提出意见。""",
    """{year}年，{we}按照上级政务公开主管部门部署，持续提升公开的质量和实效，现将有关情况报告如下。
（一）主动公开情况。聚焦数据要素市场建设，及时发布规划、标准和办事流程，全年主动公开政府信息{items}条。
（二）依申请公开情况。全年收到政府信息公开申请{new}件，均由专人登记并一次性告知办理时限；答复{total}件。
（三）政府信息管理情况。建立信息台账，季度核对一次，对已失效的内容及时标注。
（四）政府信息公开平台建设情况。在办事大厅设置信息查阅点，配备自助终端3台，并向档案馆、图书馆移送纸质文件。
（五）监督保障情况。主要负责人专题听取工作汇报1次，对发现的错漏链接限期整改。""",
)
PROBLEMS = (
    (
        "一是政策解读形式较为单一，多以文字材料为主，图表和视频较少；二是个别栏目更新间隔偏长，项目进展类信息未能按月补充。",
        "一是丰富解读形式，重要文件同步制作图解，并在社区服务站张贴；二是建立栏目更新提醒机制，由办公室每月核对一次项目进展。",
    ),
    (
        "一是依申请公开答复的说理部分不够充分，引用条款后缺少对具体情形的说明；二是基层窗口人员流动较快，新到岗人员对登记要求不熟悉。",
        "一是编写答复说理范例，对不予公开的决定逐案由法律顾问会签；二是新到岗人员须先完成登记实务课程，考核合格后独立承办。",
    ),
    (
        "一是公共数据目录与专栏之间没有互相链接，群众查找不便；二是对留言中反映集中的问题归纳不足，公开的主动性有待加强。",
        "一是打通数据目录与专栏的检索入口，实现一处查询；二是按季度汇总留言热点，对集中关切的事项主动发布说明。",
    ),
    (
        "一是历史文件数字化程度低，早年文件仍需到馆查阅；二是公开属性认定标准掌握不一，科室之间存在差异。",
        "一是分批扫描历年文件，优先上传涉及民生补贴的部分；二是印发属性认定参考表，疑难文件提交联席会商议。",
    ),
)


SELF_NAMES = {"办公室": "我办", "街道办事处": "本街道", "委员会": "我委", "局": "我局", "厅": "我厅"}
NOTICES = {
    "2019": "国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知",
    "2021": "国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知",
}


def kind_of_self(body: str) -> str:
    """What a body calls itself."""
    return next((self_name for ending, self_name in SELF_NAMES.items() if body.endswith(ending)), "本机关")


def facts(report: Report) -> dict[str, Any]:
    """What the text tells: figures of the tables, and some of its own that follow from the year."""
    year = report.year or 2023
    form = EDITIONS[report.edition or "2021"]

    def count(key: str) -> Number:
        return report.number(key) or 0

    issued = "issued" if report.edition == "2021" else "produced"
    names = ("new", "carried_over", "total", "carried_forward", "granted", "partial")
    return {
        "year": year,
        "next": year + 1,
        "body": report.body,
        "we": kind_of_self(report.body or ""),
        "items": 85 + 3 * (year % 7),
        "plans": 20 + 3 * (year % 7),
        "issued": count(f"proactive.normative_documents.{issued}"),
        "reconsiderations": count("remedies.reconsideration.total"),
        **{name: count(f"requests.{name}.total") for name in names},
        **{
            group: sum(count(f"requests.{row.key}.total") for row in form.rows if row.group == group)
            for group in ("refused", "unavailable", "not_processed")
        },
    }


def preamble_of(report: Report) -> str:
    form = EDITIONS[report.edition or "2021"]
    told = facts(report)
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》和《{NOTICES[form.name]}》"
        f"（{form.citation}）编制，由{'、'.join(section.title for section in SECTIONS)}六部分组成。"
        f"报告中数据的统计期限自{told['year']}年1月1日起至{told['year']}年12月31日止。"
        f"如对本报告有疑问，请与{report.body}办公室联系（地址：云溪市溪畔路18号，邮编：399000，电话：0599-5550123，"
        "电子邮箱：xxgk@yunxi.example）。"
    )


def sections_of(report: Report, variant: int) -> tuple[Text, ...]:
    """The six sections, as the report's cells have it."""
    told = facts(report)
    problems, measures = PROBLEMS[variant % len(PROBLEMS)]
    texts = {
        "overview": OVERVIEWS[variant % len(OVERVIEWS)].format_map(told),
        "proactive": "",
        "requests": "",
        "remedies": "",
        "problems": (
            f"（一）存在的主要问题\n{told['year']}年，{told['we']}政府信息公开工作取得一定成效，但仍存在不足：{problems}\n"
            f"（二）改进情况\n针对上述问题，{told['we']}采取以下措施：{measures}"
        ),
        "other": f"{told['we']}{told['year']}年度未收取信息处理费。无其他需要报告的事项。",
    }
    return tuple(
        Text(section.key, number, section.title, texts[section.key])
        for section, number in zip(SECTIONS, SECTION_NUMBERS, strict=True)
    )


def seen_of(report: Report) -> Seen:
    """What a reader sees on a clean page of this report."""
    edition = report.edition or ""
    lines = [report.title, report.preamble]
    headings = []
    for section in report.sections:
        lines.append(section.number + section.title)
        headings.append(Heading(section.key, section.number, section.title, Place(line=len(lines))))
        lines.extend(line for line in section.text.split("\n") if line)
    if report.signed_by:
        lines.append(report.signed_by)
    if day := report.signed_on:
        lines.append(f"{day.year}年{day.month}月{day.day}日")
    return Seen(
        kind="html",
        exact=True,
        tables={"proactive": edition, "requests": edition, "remedies": ""} if edition else {},
        other_rows={"2019": 1, "2021": 3}.get(edition, 0),
        headings=tuple(headings),
        text="\n".join(lines),
    )


# --- whole reports --------------------------------------------------------------------------------------------------


def full_report(
    edition: str | None = None,
    year: int | None = None,
    body: str = BODY,
    *,
    cells: Given | None = None,
    texts: Mapping[str, str] | None = None,
    variant: int | None = None,
    **attributes: Any,
) -> Report:
    """A whole and correct report; `full_report(year=2022)` is the earlier year of `full_report(year=2023)`.

    `edition` follows from `year` and `year` from `edition` ("2021" if neither is given). `cells` changes cells and
    nothing else, `texts` a section's text by its key. `variant` chooses among a few overviews and problem sections (the
    year does otherwise): give bodies of one government different ones. `attributes` replaces attributes of `Report`.
    """
    name = edition or (edition_for(year).name if year else "2021")
    year = year if year is not None else LATEST[name]
    report = Report(
        edition=name,
        body=body,
        year=year,
        title=f"{body}{year}年政府信息公开工作年度报告",
        cells=figures(name, year),
        signed_by=body,
        signed_on=date(year + 1, 1, 18),
    )
    report = retell(report, variant=variant)
    report.cells.update({key: value(given) for key, given in (cells or {}).items()})
    for key, text in (texts or {}).items():
        report = with_text(report, key, text)
    if attributes:
        report = dataclasses.replace(report, **attributes)
        if "seen" not in attributes:
            report.seen = seen_of(report)
    return report


def empty_report(
    edition: str | None = None, year: int | None = None, body: str = BODY, *, cells: Given | None = None, **more: Any
) -> Report:
    """A correct report of a body to which nothing happened: every cell 0, and the text says so."""
    report = full_report(edition, year, body)
    told = facts(report)
    zero: Given = {key: Value(0) for key in report.cells} | dict(cells or {})
    overview = (
        f"{told['year']}年，{told['we']}持续推进政府信息公开。\n（一）主动公开。全年主动公开政府信息{told['items']}条。\n"
        f"（二）依申请公开。{told['year']}年度{told['we']}未收到政府信息公开申请，无上年结转申请。\n"
        "（三）政府信息管理。信息发布前逐条审查，定期核对目录。\n（四）政府信息公开平台建设。专栏由专人维护。\n"
        "（五）监督保障。设1名专职人员，全年未发生因政府信息公开引起的行政复议、行政诉讼。"
    )
    return full_report(edition, year, body, cells=zero, texts={"overview": overview}, **more)


# --- changes --------------------------------------------------------------------------------------------------------


def copy_of(report: Report, **attributes: Any) -> Report:
    """The report with some attributes replaced; cells, places and what was printed are copied, claims found anew."""
    fresh: dict[str, Any] = {
        "cells": dict(report.cells), "places": dict(report.places), "printed": dict(report.printed),
        "notes": list(report.notes),
    }  # fmt: skip
    return dataclasses.replace(report, **(fresh | attributes))


def change(report: Report, cells: Given) -> Report:
    """Other values in some cells, and nothing else: sums are not kept."""
    return copy_of(report, cells=report.cells | {key: value(given) for key, given in cells.items()})


def without(report: Report, keys: Iterable[str]) -> Report:
    """The report of a form that lacks these cells; "requests.granted" or "requests.*.research" takes all of them."""
    gone = list(keys)

    def lacks(key: str) -> bool:
        parts = key.split(".")
        table, row, column = parts[0], ".".join(parts[1:-1]), parts[-1]
        return any(
            key == name or key.startswith(f"{name}.") or name == f"{table}.*.{column}" or name == f"{table}.{row}"
            for name in gone
        )

    return copy_of(report, cells={key: held for key, held in report.cells.items() if not lacks(key)})


def add_requests(
    report: Report, count: int = 1, *, row: str = "granted", column: str = "natural_person", source: str = "new"
) -> Report:
    """`count` more requests that came in as `source` and ended in `row`, with all totals, so that A01–A03 still hold.

    `row` may be `carried_forward`: then they are still open at the end of the year.
    """
    rows = {source, row} | (set() if row == "carried_forward" else {"total"})
    keys = [f"requests.{name}.{which}" for name in sorted(rows) for which in (column, "total")]
    return change(report, {key: (report.number(key) or 0) + count for key in keys})


def retell(report: Report, *, variant: int | None = None) -> Report:
    """The report with its text written anew, so that it tells the figures in its cells."""
    chosen = variant if variant is not None else report.year or 0
    told = copy_of(report, preamble=preamble_of(report), sections=sections_of(report, chosen))
    told.seen = seen_of(told)
    return told


def with_text(report: Report, key: str, text: str) -> Report:
    """Another text in one section ("preamble" for what stands before the first), on the page as well."""
    if key == "preamble":
        changed = copy_of(report, preamble=text)
    else:
        changed = copy_of(report, sections=tuple(s._replace(text=text) if s.key == key else s for s in report.sections))
    changed.seen = seen_of(changed)
    return changed


def with_seen(report: Report, **observed: Any) -> Report:
    """Other observations on the page: `with_seen(report, other_rows=1)`."""
    assert report.seen is not None
    return copy_of(report, seen=dataclasses.replace(report.seen, **observed))


# --- running checks -------------------------------------------------------------------------------------------------


def found(code: str, report: Report, **context: Any) -> tuple[Finding, ...]:
    """What one check finds: `found("A01", report, previous=(last,))`."""
    return check_in(Context(report, **context), [CATALOGUE[code]]).findings


def left_open(code: str, report: Report, **context: Any) -> str:
    """Why one check could not be assessed, "" when it was."""
    return "".join(each.reason for each in check_in(Context(report, **context), [CATALOGUE[code]]).not_assessed)
