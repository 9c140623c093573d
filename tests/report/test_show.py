"""A report, or two, on a terminal: what `gongkai report show` and `compare` print."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from gongkai.report.comparing import compare
from gongkai.report.form import APPLICANTS, EDITIONS, GROUPS, REMEDIES, RESULTS, Edition
from gongkai.report.model import Report
from gongkai.report.show import as_text, comparison_as_dict, comparison_as_text
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Value
from tests.report.builders import change, full_report, with_text, without


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def row(text: str, label: str) -> list[str]:
    """What stands behind a label in its table."""
    line = next(line for line in text.split("\n") if f"{line} ".startswith(f"{label} "))
    return line.removeprefix(label).split()


def counted(edition: Edition) -> Report:
    """A report in which every cell holds another number."""
    return full_report(edition.name, cells={key: 1000 + at for at, key in enumerate(edition.keys)})


# --- one report -----------------------------------------------------------------------------------------------------


def test_it_begins_with_title_body_year_form_and_signature():
    assert as_text(full_report()).split("\n")[:4] == [
        "云溪市数据局2023年政府信息公开工作年度报告",
        "机关：云溪市数据局　年度：2023　格式：2021年版（国办公开办函〔2021〕30号）",
        "落款：云溪市数据局 2024-01-18",
        "",
    ]


def test_what_was_not_found_is_named_and_no_table_is_made_up():
    assert as_text(Report()) == "（没有标题）\n机关：未识别　年度：未识别　格式：未找到表格"
    assert "2024-01-18" in as_text(full_report(signed_by=""))
    assert "落款" not in as_text(full_report(signed_by="", signed_on=None))


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: edition.name)
def test_every_cell_stands_in_its_row_in_the_order_of_the_form(edition: Edition):
    report = counted(edition)
    text = as_text(report)

    def numbers(keys: list[str]) -> list[str]:
        return [str(report.number(key)) for key in keys]

    for block, line in edition.proactive_rows():
        keys = [f"proactive.{line.key}.{column.key}" for column in block.columns]
        assert row(text, line.label) == numbers(keys)
    shown = [line.split()[-len(APPLICANTS) :] for line in text.split("\n") if len(line.split()) == len(APPLICANTS) + 1]
    assert shown == [numbers([f"requests.{line.key}.{column.key}" for column in APPLICANTS]) for line in edition.rows]
    for block in REMEDIES:
        assert row(text, block.label) == numbers([f"remedies.{block.key}.{result.key}" for result in RESULTS])


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: edition.name)
def test_the_form_is_recognised_by_its_heads_and_groups(edition: Edition):
    lines = [line.split() for line in as_text(counted(edition)).split("\n")]
    for block in edition.blocks:
        assert [block.heading, *(column.label for column in block.columns)] in lines
    assert [column.label for column in APPLICANTS] in lines
    assert [result.label for result in RESULTS] in lines
    used = {line.group for line in edition.rows}
    heads = [line[0] for line in lines if len(line) == 1]
    assert [head for head in heads if head in GROUPS.values()] == [GROUPS[key] for key in GROUPS if key in used]


def test_figures_stand_under_one_another():
    lines = as_text(counted(EDITIONS["2021"])).split("\n")
    table = [line for line in lines if len(line.split()) == len(APPLICANTS) + 1]
    assert len(table) == len(EDITIONS["2021"].rows)
    assert len({width(line) for line in table}) == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(0), ["0"]),
        (Value(-3), ["-3"]),
        (Value(Decimal("25.60"), None, "万元"), ["25.60万元"]),
        (Value(7, Mark.INFERRED), ["7*"]),
        (UNKNOWN, ["?"]),
        (NOT_APPLICABLE, ["/"]),
        (BLANK, []),
    ],
)
def test_a_blank_is_no_zero_and_marks_are_shown(value: Value, shown: list[str]):
    assert row(as_text(full_report(cells={"proactive.permits.decisions": value})), "行政许可") == shown


def test_a_cell_that_the_source_lacks_is_a_dash():
    assert row(as_text(without(full_report(), ["proactive.permits.decisions"])), "行政许可") == ["-"]


@pytest.mark.parametrize("value", [Value(7, Mark.INFERRED), UNKNOWN])
def test_marks_are_explained_where_there_are_any(value: Value):
    legend = "*＝按勾稽关系推断　?＝未能读出"
    assert legend not in as_text(full_report())
    assert legend in as_text(full_report(cells={"proactive.permits.decisions": value}))


def test_notes_on_the_reading_are_listed():
    assert "读取说明" not in as_text(full_report())
    assert as_text(full_report(notes=["第9行缺一格", "第12行的0不是原文"])).endswith(
        "\n\n读取说明：\n  第9行缺一格\n  第12行的0不是原文"
    )


def test_the_figures_of_the_text_are_listed_when_asked_for_with_the_cells_they_speak_of():
    report = with_text(full_report(), "overview", "全年收到政府信息公开申请14件，参加培训5人次。")
    assert "正文陈述的数字" not in as_text(report)
    listed = as_text(report, claims=True).partition("正文陈述的数字：\n")[2].split("\n")
    assert [line.split("　")[0] for line in listed[:2]] == ["  14件", "  5人次"]
    assert "requests.new.total" in listed[0]
    assert "“全年收到政府信息公开申请14件”" in listed[0]
    assert "不对应单元格" in listed[1]


# --- two reports ----------------------------------------------------------------------------------------------------

BEFORE, AFTER = full_report(year=2022, source="2022.docx"), full_report(year=2023, source="2023.docx")


def test_both_reports_are_named_and_only_cells_that_differ_are_listed():
    text = comparison_as_text(compare(BEFORE, AFTER))
    assert text.startswith("甲：云溪市数据局 2022（2022.docx）\n乙：云溪市数据局 2023（2023.docx）\n")
    assert row(text, "行政许可 | 本年处理决定数量") == ["38", "39", "+1", "+2.6%"]
    assert "行政处罚" not in text
    everything = comparison_as_text(compare(BEFORE, AFTER), everything=True)
    assert row(everything, "行政处罚 | 本年处理决定数量") == ["4", "4", "0", "+0.0%"]


def test_a_fall_has_a_minus_and_a_change_from_nothing_no_percentage():
    before = change(BEFORE, {"proactive.coercions.decisions": 0, "proactive.penalties.decisions": 10})
    after = change(AFTER, {"proactive.coercions.decisions": 5})
    text = comparison_as_text(compare(before, after))
    assert row(text, "行政强制 | 本年处理决定数量") == ["0", "5", "+5"]
    assert row(text, "行政处罚 | 本年处理决定数量") == ["10", "4", "-6", "-60.0%"]


def test_a_blank_beside_a_number_differs_and_says_why_there_is_no_difference():
    text = comparison_as_text(compare(change(BEFORE, {"proactive.permits.decisions": BLANK}), AFTER))
    assert row(text, "行政许可 | 本年处理决定数量") == ["39", "第一份报告这一格空白"]


def test_equal_tables_are_said_to_be_equal():
    assert "可比的单元格没有差别" in comparison_as_text(compare(AFTER, AFTER))


def test_cells_of_different_forms_are_counted_by_reason_and_not_subtracted():
    old, new = full_report(year=2020), full_report(year=2021)
    found = compare(old, new)
    text = comparison_as_text(found)
    reasons = text.partition("不可比：\n")[2].partition("\n\n")[0].split("\n")
    assert sum(int(line.strip().partition("项：")[0]) for line in reasons) == len(found.not_comparable)
    assert "采购总金额" not in text


def test_sections_say_how_much_is_the_same_or_that_there_is_nothing_to_compare():
    before, after = with_text(BEFORE, "other", ""), with_text(AFTER, "problems", BEFORE.text("problems"))
    text = comparison_as_text(compare(before, after))
    assert "存在的主要问题及改进情况：100%" in text
    assert "其他需要报告的事项：甲没有文字" in text
    assert "收到和处理政府信息公开申请情况：都没有文字" in text
    assert "其他需要报告的事项：乙没有文字" in comparison_as_text(compare(after, before))


def test_for_machines_the_comparison_has_every_cell_and_section():
    told = comparison_as_dict(compare(BEFORE, AFTER))
    assert told["first"] == {"source": "2022.docx", "body": "云溪市数据局", "year": 2022, "edition": "2021"}
    assert [cell["key"] for cell in told["cells"]] == list(EDITIONS["2021"].keys)
    permits = next(cell for cell in told["cells"] if cell["key"] == "proactive.permits.decisions")
    assert (permits["first"], permits["second"], permits["difference"], permits["comparable"]) == (38, 39, 1, True)
    assert permits["change"] == Decimal(1) / 38
    by_key = {section["key"]: section for section in told["sections"]}
    assert by_key["requests"]["overlap"] is None
    assert by_key["other"]["overlap"] == 1
    assert by_key["other"]["lengths"] == [len(BEFORE.text("other")), len(AFTER.text("other"))]
