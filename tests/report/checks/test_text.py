"""What `check` found, as a person reads it and as a machine does."""

from __future__ import annotations

import json

import pytest

from gongkai.report.checks import CATALOGUE, Result, Severity, check
from gongkai.report.checks.model import Finding, NotAssessed
from gongkai.report.checks.text import NAMES, as_dict, as_text
from gongkai.report.interchange import to_json
from gongkai.report.model import Report
from gongkai.report.values import Place
from tests.report.builders import change, copy_of, full_report

RIGHT = full_report(source="2023.docx")
WRONG = change(RIGHT, {"requests.new.total": 99})


GIVEN = {
    "code": "A01",
    "severity": Severity.ERROR,
    "message": "总计应为14，而表中为99。",
    "cells": ("requests.new.total",),
    "where": "第三部分，第3行",
    "expected": "14",
    "found": "99",
    "rule": "各列之和等于总计。",
    "advice": "核对各列与总计。",
    "reading": False,
}


def finding(severity: Severity = Severity.ERROR, **more: object) -> Finding:
    return Finding(**(GIVEN | {"severity": severity} | more))  # type: ignore[arg-type]


def lines(*findings: Finding, not_assessed: tuple[NotAssessed, ...] = (), report: Report = RIGHT) -> list[str]:
    text = as_text(report, Result(findings, not_assessed))
    assert text.endswith("\n\n")
    return text.removesuffix("\n\n").split("\n")


def test_a_report_without_findings_says_so_by_its_counts():
    assert lines() == ["2023.docx", "  云溪市数据局 2023年度：错误0项，警告0项，提示0项"]


def test_a_finding_says_what_where_by_which_rule_and_what_to_do():
    assert lines(finding())[2:] == [
        "  [错误] A01 总计应为14，而表中为99。",
        "         位置：第三部分，第3行",
        "         依据：各列之和等于总计。",
        "         处理：核对各列与总计。",
    ]


@pytest.mark.parametrize("severity", Severity)
def test_each_severity_has_its_word_and_is_counted(severity: Severity):
    text = "\n".join(lines(finding(severity)))
    assert f"  [{NAMES[severity]}] A01 " in text
    assert f"{NAMES[severity]}1项" in text
    assert text.count("0项") == len(Severity) - 1


def test_a_notice_is_short():
    assert lines(finding(Severity.NOTICE))[2:] == [
        "  [提示] A01 总计应为14，而表中为99。",
        "         位置：第三部分，第3行",
    ]


def test_the_gravest_stands_first_whatever_the_order_of_the_findings():
    text = lines(*(finding(severity) for severity in reversed(Severity)))
    assert [line[3:5] for line in text if line.startswith("  [")] == ["错误", "警告", "提示"]


def test_a_place_that_is_not_known_is_left_out():
    assert not [line for line in lines(finding(where="")) if "位置" in line]


def test_a_finding_that_the_reading_may_have_made_says_so():
    assert lines(finding(reading=True))[2].endswith("。（也可能是读取造成的）")
    assert "读取" not in lines(finding())[2]


def test_a_report_of_no_body_and_year_says_that_they_are_not_known():
    assert lines(report=Report(source="a.txt"))[1].startswith("  （未识别机关） （未识别年度）年度：")


def test_checks_that_were_not_assessed_are_named_once_each():
    left = (NotAssessed("B01", "没有上年报告"), NotAssessed("G01", "没有名单"), NotAssessed("B01", "没有前年报告"))
    assert lines(not_assessed=left)[-1] == "  未评估：B01、G01（加 --format json 看原因）"


# --- with the checks themselves -------------------------------------------------------------------------------------


def test_a_wrong_total_is_told_with_both_figures_its_place_the_rule_and_the_advice():
    report = copy_of(WRONG, places={"requests.new.total": Place(table=2, row=3, column=8)})
    text = as_text(report, check(report))
    block = text.partition("[错误] A01 ")[2].partition("  [")[0]
    assert "和为14，而总计为99，相差85" in block
    assert "位置：第三部分" in block
    assert "表2第3行" in block
    assert f"依据：{CATALOGUE['A01'].rule}" in block
    assert f"处理：{CATALOGUE['A01'].advice}" in block


def test_a_correct_report_checked_alone_names_what_it_was_not_checked_for():
    result = check(RIGHT)
    text = as_text(RIGHT, result)
    assert "错误0项，警告0项" in text
    assert "B01" in text.partition("未评估：")[2]
    assert {item.code for item in result.not_assessed} == set(
        text.partition("未评估：")[2].partition("（")[0].split("、")
    )


def test_for_machines_every_member_of_a_finding_and_every_reason_is_given():
    told = as_dict(RIGHT, Result((finding(),), (NotAssessed("B01", "没有上年报告"),)))
    assert told == {
        "source": "2023.docx",
        "body": "云溪市数据局",
        "year": 2023,
        "findings": [GIVEN | {"severity": "error", "cells": ["requests.new.total"]}],
        "not_assessed": [{"code": "B01", "reason": "没有上年报告"}],
    }


def test_what_machines_are_given_is_json():
    told = as_dict(WRONG, check(WRONG))
    assert json.loads(to_json(told)) == told
