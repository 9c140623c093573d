# ruff: noqa: E501
"""C01–C22 and D01: the narrative against the tables, and against itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from gongkai.report.checks import check
from gongkai.report.checks.model import Severity
from gongkai.report.checks.narrative import NARRATIVE
from gongkai.report.model import Report
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Value
from tests.report.builders import (
    copy_of,
    empty_report,
    found,
    full_report,
    left_open,
    remedies_table,
    with_text,
    without,
)
from tests.report.checks.narrative_reports import telling
from tests.report.claims.examples import CLAIMS

CODES = [f"C{number:02}" for number in range(1, 23)] + ["D01"]
PROBLEMS = "（一）存在的主要问题\n{problems}\n（二）改进情况\n针对上述问题，{measures}"


def severities(code: str, report: Report) -> list[str]:
    return [finding.severity.value for finding in found(code, report)]


# --- the catalogue --------------------------------------------------------------------------------------------------


def test_the_catalogue_has_every_check_of_the_narrative():
    assert [row.code for row in NARRATIVE] == CODES


# --- every check can fail -------------------------------------------------------------------------------------------

FAILING: dict[str, tuple[tuple[Callable[[], Report], str], ...]] = {
    "C01": (
        (lambda: telling("2023年我局未收到政府信息公开申请。"), "error"),
        (lambda: telling("全年依申请公开零申请。"), "error"),
        (lambda: telling("收到政府信息公开申请3件。", cells=dict.fromkeys(("requests.new.total",), 0)), "error"),
    ),
    "C02": (
        (lambda: telling("办结政府信息公开申请11件，其中予以公开5件，部分公开2件，不予公开1件，无法提供2件。"), "notice"),
        (
            lambda: telling("办结政府信息公开申请11件，其中予以公开5件、部分公开1件、不予公开1件、无法提供2件、不予处理1件、其他处理0件。"),
            "error",
        ),
        (lambda: telling("答复政府信息公开申请11件，其中予以公开8件，部分公开5件。"), "error"),
    ),
    "C03": (
        (lambda: telling("因政府信息公开被申请行政复议2件，均获维持。", cells=remedies_table((1, 0, 0, 1))), "error"),
        (lambda: telling("全年未发生因政府信息公开引起的行政复议、行政诉讼。"), "error"),
        (lambda: telling("政府信息公开行政诉讼零败诉。", cells=remedies_table((0, 0, 0, 0), (0, 1, 0, 0))), "error"),
        (lambda: telling("政府信息公开行政诉讼零败诉。", cells=remedies_table((0, 0, 0, 0), (1, 0, 0, 1))), "notice"),
        (lambda: telling("行政复议0件。"), "error"),
    ),
    "C04": (
        (lambda: telling("因政府信息公开被申请行政复议1件，其中纠正1件。"), "error"),
        (lambda: telling("政府信息公开行政诉讼3件。"), "error"),
    ),
    "C05": ((lambda: telling("收到政府信息公开申请10件，均已按期答复。"), "notice"),),
    "C06": (
        (lambda: with_text(telling(), "other", "无。"), "warning"),
        (lambda: with_text(telling(cells={"requests.other.fee_unpaid.total": 1}), "other", "2023年度未收取信息处理费。"), "error"),
        (lambda: with_text(telling(cells={"requests.other.fee_unpaid.total": 1}), "other", "本年度发出收费通知0件，总金额0元。"), "error"),
        (lambda: with_text(telling(cells={"requests.other.fee_unpaid.total": 1}), "other", "未向申请人发出收费通知，实际收取0元。"), "error"),
        (lambda: with_text(telling(), "other", "发出收费通知2件，总金额200元，实际收取300元。"), "warning"),
    ),
    "C07": (
        (lambda: with_text(telling(), "problems", "无。"), "error"),
        (lambda: with_text(telling(), "problems", ""), "error"),
        (lambda: with_text(telling(), "problems", "部分栏目更新不够及时。"), "error"),
    ),
    "C08": (
        (
            lambda: with_text(
                telling(), "problems",
                PROBLEMS.format(problems="一是更新不及时；二是形式单一；三是培训不足。", measures="一是加强更新；二是丰富形式。"),
            ),
            "notice",
        ),
    ),
    "C09": (
        (
            lambda: copy_of(
                telling(),
                preamble="全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、收费及减免情况、行政复议和行政诉讼情况、存在的主要问题及改进情况六部分组成。",
            ),
            "notice",
        ),
    ),
    "C10": (
        (lambda: copy_of(telling(), preamble="本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"), "error"),
        (lambda: copy_of(telling(), preamble="本报告所列数据的统计期限自2023年1月1日起至2023年11月30日止。"), "error"),
        (lambda: copy_of(telling(), preamble="本报告所列数据的统计期限自2023年1月1日起至202023年12月31日止。"), "error"),
        (lambda: copy_of(telling(), signed_on=date(2026, 1, 20)), "error"),
    ),
    "C11": (
        (lambda: telling("2022年，我局主动公开政府信息85条，举办活动2次。"), "error"),
        (lambda: telling("（二）依申请公开。2021年我局共收到政府信息公开申请10件。"), "error"),
    ),
    "C12": (
        (lambda: telling("主动公开政府信息188条，其中机构类38条、人事类1条、政策类4条、计划类1条、统计类5条、动态类127条、公告类7条、其他4条。"), "warning"),
        (lambda: telling("主动公开政府信息20条，其中政策类15条、动态类8条。"), "warning"),
    ),
    "C13": (
        (lambda: telling("办结政府信息公开申请11件，其中予以公开5件，占33.9%。"), "warning"),
        (lambda: telling("收到政府信息公开申请10件，其中网络申请6件，占40%。"), "warning"),
        (lambda: telling("收到政府信息公开申请10件，较2022年的8件增长30%。"), "warning"),
        (lambda: telling("全年申请量与上年同期8件相比，下降25%。"), "warning"),
    ),
    "C14": ((lambda: telling("收到政府信息公开申请10件，其中网络申请5件、信函申请4件。"), "warning"),),
    "C15": (
        (lambda: telling("收到政府信息公开申请10件。\n全年收到政府信息公开申请12件。"), "warning"),
        (lambda: telling("全年主动公开政府信息85条。\n我局主动公开政府信息55条。"), "warning"),
    ),
    "C16": (
        (lambda: telling("2023年，我镇扎实推进政府信息公开。"), "warning"),
        (lambda: telling("2023年，青石市财政局认真贯彻落实《条例》，推进公开。"), "warning"),
        (lambda: telling("2023年，云溪市教育局将继续做好政府信息公开工作。"), "warning"),
    ),
    "C17": (
        (lambda: telling("收到政府信息公开申请10件，其中自然人申请7件，法人或其他组织申请2件。"), "error"),
        (lambda: telling("收到政府信息公开申请10件，自然人申请9件。"), "error"),
    ),
    "C18": ((lambda: telling("累计归集数据173769万条，其中企业类73769条，个人类100000条。"), "warning"),),
    "C19": ((lambda: telling("办结政府信息公开申请11件，其中予以公开5件，不属于政府信息4件。"), "notice"),),
    "C20": (
        (lambda: telling("坚持以公开为常态、公开为例外。"), "warning"),
        (lambda: telling("未经审核的信息一律发布。"), "warning"),
    ),
    "C21": (
        (lambda: telling("收到政府信息公开申请10，办结11。"), "notice"),
        (lambda: telling("收到政府信息公开申请10余件。"), "notice"),
    ),
    "C22": (
        (lambda: telling("制发行政规范性文件3件。"), "error"),
        (lambda: telling("现行有效行政规范性文件25件。"), "error"),
    ),
    "D01": (
        (lambda: telling("收到政府信息公开申请12件。"), "error"),
        (lambda: telling("全年受理政府信息公开申请19件。"), "warning"),
        (lambda: telling("收到政府信息公开申请10件，全部办结。"), "notice"),
        (lambda: telling("收到政府信息公开申请10件，申请人撤回2件。"), "error"),
        (lambda: telling("作出行政许可决定1200件。"), "error"),
        (lambda: telling("全年行政事业性收费12.5万元。"), "error"),
        (lambda: telling("2020年政府集中采购4项，总金额25.6万元。", edition="2019"), "error"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "make", "severity"), [(code, *each) for code, rows in FAILING.items() for each in rows]
)
def test_a_check_objects(code: str, make: Callable[[], Report], severity: str):
    findings = found(code, make())
    assert severity in [finding.severity.value for finding in findings]
    assert all(finding.message.endswith("。") and finding.where for finding in findings)


def test_every_check_of_the_narrative_can_fail():
    assert list(FAILING) == CODES


# --- every check passes what is right -------------------------------------------------------------------------------

RIGHT: dict[str, tuple[str, ...]] = {
    "C01": (
        "收到政府信息公开申请10件，上年结转2件。",
        "未收到关于政府信息公开的投诉。",
        "2022年未收到政府信息公开申请。",
    ),
    "C02": (
        "办结政府信息公开申请11件，其中予以公开5件、部分公开2件、不予公开1件、无法提供2件、不予处理1件、其他处理0件。",
        "办结政府信息公开申请11件，其中予以公开5件，部分公开2件，不予公开1件（内部事务信息1件），无法提供2件（本机关不掌握2件），不予处理1件。",
        "收到政府信息公开申请10件。办理结果为予以公开5件，部分公开2件，不予公开1件，无法提供2件，不予处理1件。",
    ),
    "C03": (
        "因政府信息公开被申请行政复议1件，均获维持。",
        "政府信息公开行政复议、行政诉讼零败诉。",
        "行政执法工作未发生行政复议、行政诉讼。",
    ),
    "C04": (
        "因政府信息公开被申请行政复议1件，维持1件；行政诉讼1件，结果维持。",
        "未经复议直接起诉1件，复议后起诉0件（政府信息公开行政诉讼）。",
    ),
    "C05": ("收到政府信息公开申请10件，上年结转2件，办结11件。",),
    "C06": ("全年向申请人发出收费通知0件。",),
    "C07": ("",),
    "C08": ("",),
    "C09": ("",),
    "C10": ("",),
    "C11": (
        "2022年收到政府信息公开申请8件，2023年收到10件，增长25%。",
        "2022年，我局因机构改革成立。",
        "2024年，我局将继续加强公开。",
        "2022年度部门决算于9月公开。",
        "2023年，我局公开了《2022年法治政府建设年度报告》。",
        "2022年度政府信息公开工作年度报告已按期发布。",
        "2022年结转政府信息公开申请2件。",
    ),
    "C12": (
        "主动公开政府信息208条，其中政策文件3条、办事指南74条、社会救助19条。",
        "主动公开政府信息85条，其中政策类20条、动态类60条、公告类5条。",
        "发布信息500条，其中微信300条、网站150条等。",
        "收到政府信息公开申请10件，其中自然人8件、商业企业2件，网络申请6件、信函申请4件。",
        "主动公开政府信息85条，其中政策类25条；归集双公示信息872条；张贴公告39条。",
        "一是主动公开政府信息85条，其中政策类20条，其他65条；二是转载上级信息300条；三是更新信息40条。",
        "2023年收到申请10宗，其中自然人申请8宗，法人或其他组织申请2宗；加上结转的，处理完毕11宗。",
    ),
    "C13": (
        "办结政府信息公开申请11件，其中予以公开5件，占45.5%，部分公开2件，占18.2%。",
        "收到政府信息公开申请10件，其中网络申请6件，占60%。",
        "政府信息公开申请按时办结率100%，满意率98.5%。",
        "收到政府信息公开申请10件，同比增长25%。",
        "收到政府信息公开申请10件，较2022年的8件增长25%。",
        "全年申请量与上年同期的8件相比，增长25%。",
        "主动公开政府信息80条，其中动态类60条，占75%。",
    ),
    "C14": (
        "收到政府信息公开申请10件，其中网络申请6件、信函申请4件。",
        "收到政府信息公开申请10件，加上结转2件，网络申请8件、当面申请4件。",
        "收到政府信息公开申请10件，其中网络申请6件。",
    ),
    "C15": (
        "收到政府信息公开申请10件。\n其中通过网络收到政府信息公开申请6件。",
        "2022年主动公开政府信息85条，2023年主动公开政府信息90条。",
        "全年主动公开政府信息85条，其中通过网站主动公开政府信息50条。",
        "微信公众号发布信息300条，门户网站发布信息120条。",
    ),
    "C16": (
        "我局认真贯彻落实《条例》。市数据局高度重视。",
        "市委、市政府高度重视政务公开，云溪市人民政府办公室加强指导。",
        "我市政务公开工作稳步推进。",
        "党组认真落实主体责任。",
    ),
    "C17": ("收到政府信息公开申请10件，其中自然人申请8件，法人或其他组织申请2件。",),
    "C18": ("累计归集数据17.4万条，其中企业类73769条，个人类100000条。",),
    "C19": ("办结政府信息公开申请11件，其中予以公开5件，无法提供2件。",),
    "C20": (
        "坚持以公开为常态、不公开为例外，先审查、后公开。",
        "涉密信息不上网、上网信息不涉密，未经审核的信息一律不得发布。",
        "让数据多跑路、群众少跑腿，应公开尽公开，确保不泄露国家秘密。",
        "公开是原则，不公开是例外。",
    ),
    "C21": ("收到政府信息公开申请10件，发布信息300余条。",),
    "C22": (
        "制发行政规范性文件2件，废止1件，现行有效11件。",
        "发布规范性文件解读6篇，公开规范性文件合法性审查意见3份。",
    ),
    "D01": (
        "收到政府信息公开申请10件，上年结转2件，办结11件，结转下年度继续办理1件。",
        "共处理政府信息公开申请12件（包含上年结转2件）。",
        "受理政府信息公开申请12件。",
        "收到政府信息公开申请10件，申请人撤回0件。",
        "全年收到政府信息公开申请10余件。",
        "12345热线受理诉求120件，办结118件。",
        "制作或者获取政府信息143条，按公开属性分：主动公开信息数33条，不予公开信息53条，依申请公开信息数57条。",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in RIGHT.items() for text in texts])
def test_a_check_passes_what_is_right(code: str, text: str):
    assert found(code, telling(text)) == ()


def test_every_check_of_the_narrative_has_something_right_to_pass():
    assert list(RIGHT) == CODES


@pytest.mark.parametrize("text", [text for texts in RIGHT.values() for text in texts])
def test_what_is_right_raises_neither_error_nor_warning_in_any_check_of_the_narrative(text: str):
    result = check(telling(text))
    assert [each for each in result.findings if each.code[0] in "CD" and each.severity is not Severity.NOTICE] == []


@pytest.mark.parametrize("year", range(2019, 2026))
@pytest.mark.parametrize("make", [full_report, empty_report])
def test_correct_reports_pass(make: Callable[..., Report], year: int):
    result = check(make(year=year))
    assert [each for each in result.findings if each.code[0] in "CD" and each.severity is not Severity.NOTICE] == []


# --- what the comparison rests on -----------------------------------------------------------------------------------


def test_a_blank_cell_and_a_stroke_count_as_nothing():
    text = "政府信息公开行政复议0件，行政诉讼0件。"
    for mark in (BLANK, NOT_APPLICABLE):
        cells = {key: mark for key in telling().cells if key.startswith("remedies.")}
        assert found("D01", telling(text, cells=cells)) == ()


def test_a_cell_that_could_not_be_read_leaves_the_claim_open():
    report = telling("收到政府信息公开申请12件。", cells={"requests.new.total": UNKNOWN})
    assert found("D01", report) == ()
    assert "未能读出" in left_open("D01", report)


def test_a_cell_that_is_not_there_leaves_the_claim_open():
    report = without(telling("收到政府信息公开申请12件。"), ["requests.new"])
    assert found("D01", report) == ()
    assert "表中没有" in left_open("D01", report)


def test_a_report_without_tables_is_open_and_not_at_fault():
    report = copy_of(telling("收到政府信息公开申请12件。"), cells={})
    assert found("D01", report) == ()
    assert left_open("D01", report)


def test_a_finding_on_a_restored_cell_says_that_the_reading_may_be_to_blame():
    report = telling("收到政府信息公开申请12件。", cells={"requests.new.total": Value(10, Mark.INFERRED)})
    assert [each.reading for each in found("D01", report)] == [True]


def test_a_total_left_blank_is_what_its_row_makes_it():
    blank = {f"requests.{row}.total": BLANK for row in ("new", "total")}
    assert found("D01", telling("收到政府信息公开申请10件，办结11件。", cells=blank)) == ()
    assert found("D01", telling("收到政府信息公开申请12件。", cells=blank))


def test_a_finding_names_the_cells_the_place_and_both_values():
    (finding,) = found("D01", telling("收到政府信息公开申请12件。"))
    assert finding.cells == ("requests.new.total",)
    assert finding.where.startswith("总体情况")
    assert (finding.expected, finding.found) == ("10", "12件")
    assert "收到政府信息公开申请12件" in finding.message


@pytest.mark.parametrize(
    "head", ["类别\t数量（条）", "公开类别  数量", "信息类别 | 条数", "各类信息公开数量", "栏目\t发布数\n---\t---"]
)
def test_a_table_of_items_published_in_section_one_does_not_speak_of_decisions(head):
    rows = "机构职能\t9\n行政许可977\n行政处罚  976\n规范性文件 | 975\n其他\t4"
    report = telling(f"（一）主动公开。\n{head}\n{rows}\n（二）监督保障。全年作出行政许可978件。")
    (finding,) = found("D01", report)
    assert finding.found == "978件"


def test_a_table_of_cases_in_section_one_is_held_against_the_decisions():
    report = telling("（一）行政执法。\n事项\t数量（件）\n行政许可\t977\n行政处罚\t976")
    assert [finding.found for finding in found("D01", report)] == ["977", "976"]


@pytest.mark.parametrize(
    "told",
    [
        "本年度发出收费通知3件，总金额300元，实际收取0元。",
        "发出收费通知3件，申请人逾期未缴费，未收取信息处理费。",
        "收费通知送达后申请人均未缴费，全年未收取信息处理费。",
        "全年收取信息处理费0元。",
    ],
)
def test_that_nothing_came_in_does_not_deny_the_notices_that_were_sent(told):
    report = telling(cells={"requests.other.fee_unpaid.total": 3})
    assert not found("C06", with_text(report, "other", told))


def test_notices_denied_in_so_many_words_contradict_a_request_dropped_for_not_paying_wherever_they_stand():
    report = telling("申请人逾期未按收费通知要求缴纳费用3件。", cells={"requests.other.fee_unpaid.total": 3})
    for told in (
        "本年度发出收费通知0件，实际收取0元。",
        "本年度没有收取信息处理费，未发出收费通知。",
        "2023年未收取信息处理费。",
    ):
        assert severities("C06", with_text(report, "other", told)) == ["error"], told


def test_fees_are_compared_as_precisely_as_they_are_printed():
    for told, right in (
        ("12.35万元", True),
        ("123456元", True),
        ("12.3万元", True),
        ("12.4万元", False),
        ("13万元", False),
    ):
        report = telling(f"全年行政事业性收费{told}。", cells={"proactive.fees.amount": Value(Decimal("12.3456"))})
        assert bool(found("D01", report)) is not right, told


def test_procurement_has_no_unit_in_the_form_so_either_will_do():
    for told in ("25.6万元", "256000元"):
        assert found("D01", telling(f"2020年政府集中采购3项，总金额{told}。", edition="2019")) == ()


def test_of_two_scopes_one_must_agree():
    text = "全市共收到政府信息公开申请{}件，市政府本级{}件。"
    government = "云溪市人民政府"

    def told(*numbers: int) -> Report:
        return copy_of(telling(text.format(*numbers)), body=government)

    assert found("D01", told(10, 4)) == ()
    assert found("D01", told(40, 10)) == ()
    assert len(found("D01", told(40, 12))) == 2


def test_a_text_in_another_section_is_read_as_well():
    report = with_text(telling(), "remedies", "全年未发生行政复议、行政诉讼。")
    assert {each.code for each in check(report).errors} >= {"C03", "D01"}


def test_the_specific_check_and_d01_both_name_a_contradiction():
    codes = {each.code for each in check(telling("2023年未收到政府信息公开申请。现行有效行政规范性文件25件。")).errors}
    assert codes >= {"C01", "C22", "D01"}


# --- every pattern, borne out and contradicted ----------------------------------------------------------------------


SHARED = ("确认违法1件，责令限期答复1件", "市政府本级42件")
"""Sentences of which two claims speak of one cell, so that no table bears out both."""


def _telling_exactly(text: str, body: str) -> Report:
    """A report whose cells are what the sentence claims: first the parts, then what is left of the wholes."""
    year = int(found[1]) if (found := re.search(r"(?<!\d)(2019|2020)年(?!以来)", text)) else 2023
    edition = "2019" if year < 2021 else "2021"
    report = copy_of(full_report(edition, year, texts={"overview": text}), body=body)
    cells: dict[str, Value] = {key: Value(0) for key in report.cells}
    taken: set[str] = set()
    for claim in sorted(report.claims, key=lambda claim: len(claim.cells)):
        if not claim.cells or claim.number is None:
            continue
        rest = claim.number - sum(cells[key].number or 0 for key in claim.cells)
        key = next((key for key in claim.cells if key not in taken), claim.cells[0])
        if rest:
            assert key not in taken, f"nothing is left to hold {claim.text}"
            cells[key] = Value(rest, None, claim.unit if claim.unit in ("元", "万元") else "")
        taken |= set(claim.cells)
    return copy_of(report, cells=cells)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (code, text)
        for code, rows in CLAIMS.items()
        for text, told in rows
        if told and not any(words in text for words in SHARED)
    ],
)
def test_a_sentence_agrees_with_its_cells_and_with_no_others(code: str, text: str):
    report = _telling_exactly(text, "云溪市人民政府" if code == "P94" else "云溪市数据局")
    assert found("D01", report) == ()
    for claim in report.claims:
        if not claim.cells or claim.relation == "<=":
            continue
        key = claim.cells[0]
        other = copy_of(
            report, cells=report.cells | {key: Value((report.number(key) or 0) + 31 + 2 * int(claim.tolerance))}
        )
        assert key in {cell for finding in found("D01", other) for cell in finding.cells}, (claim.text, key)
