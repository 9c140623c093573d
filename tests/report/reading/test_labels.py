"""Which row or column a label means: the form's own words, known variants, cut and altered ones; never a guess between
two.
"""

from __future__ import annotations

import pytest

from gongkai.report.form import APPLICANTS, EDITIONS, GROUPS, RESULTS
from gongkai.report.labels import (
    APPLICANT_COLUMNS,
    GROUP_LABELS,
    PROACTIVE_ROWS,
    REQUEST_ROWS,
    RESULT_COLUMNS,
    is_cut_short,
    is_head,
    proactive_columns,
)

ROWS = [row for edition in EDITIONS.values() for row in edition.rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_row_is_known_by_its_label_and_variants(row):
    assert REQUEST_ROWS.exact(row.number + row.label) == row.key
    for variant in row.variants:
        assert REQUEST_ROWS.exact(row.number + variant) == row.key


@pytest.mark.parametrize("row", [row for row in ROWS if row.group], ids=lambda row: row.key)
def test_a_label_fused_with_its_groups_is_known(row):
    assert REQUEST_ROWS.find(GROUPS[row.group] + row.number + row.label).key == row.key


def test_every_column_is_known():
    for column in APPLICANTS:
        assert APPLICANT_COLUMNS.exact(column.label) == column.key
    for result in RESULTS:
        assert RESULT_COLUMNS.exact(result.label) == result.key
    for edition in EDITIONS.values():
        for block, row in edition.proactive_rows():
            assert PROACTIVE_ROWS.exact(row.label) == row.key
            for column in block.columns:
                assert proactive_columns()[row.key].exact(column.label) == column.key


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("1.属于国家秘密", "refused.state_secret"),
        ("⒈属于国家秘密", "refused.state_secret"),
        ("①属于国家秘密", "refused.state_secret"),
        ("三、（一）予以公开", "granted"),
        ("2.其他法律法规禁止公开", "refused.prohibited_by_law"),
        ("2.其他法律行政法规禁", "refused.prohibited_by_law"),
        ("5.要求行政机关确认或", "not_processed.reconfirmation"),
        ("（一）予以公开（含主动告知获取途径的）", "granted"),
        ("（六）其它处理", "other"),
    ],
)
def test_labels_seen_in_reports(printed: str, key: str):
    match = REQUEST_ROWS.find(printed)
    assert match is not None
    assert match.key == key
    assert match.exact


def test_an_altered_label_is_found_and_said_to_be_altered():
    match = REQUEST_ROWS.find("8.属于行政查询事项类")
    assert match is not None
    assert match.key == "refused.administrative_query"
    match = REQUEST_ROWS.find("7.属于行政执法卷宗")
    assert match is not None
    assert (match.key, match.exact) == ("refused.enforcement_files", False)


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        ("行强制", {"coercions"}),
        ("行政处", {"penalties"}),
        ("行政", set()),
        ("行政处罚", set()),
        ("规", set()),
    ],
)
def test_a_label_without_one_of_its_characters(printed: str, keys: set[str]):
    assert PROACTIVE_ROWS.one_short(printed) == keys
    assert PROACTIVE_ROWS.find(printed) is None or not keys  # only its place can say that it is meant


@pytest.mark.parametrize("label", ["（三）不予公开", "不予公开", "（四）无法提供", "三、本年度办理结果"])
def test_a_group_is_no_row(label: str):
    assert REQUEST_ROWS.find(label) is None
    assert GROUP_LABELS.exact(label)


@pytest.mark.parametrize("label", ["其他主动公开文件", "行政检查", "行政征收", "行政给付", "工作信息"])
def test_a_local_row_is_not_taken_for_one_of_the_form(label: str):
    assert PROACTIVE_ROWS.find(label) is None


def test_a_bare_other_is_a_column_and_no_row():
    assert REQUEST_ROWS.find("其他") is None
    assert APPLICANT_COLUMNS.exact("其他") == "other"


def test_heads():
    assert is_head("第二十条第（一）项")
    assert is_head("信息内容")
    assert is_head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
    assert not is_head("规章")


def test_a_heading_that_lost_its_end_is_not_altered():
    assert is_cut_short("本年新", "本年新制作数量")
    assert not is_cut_short("2019年项目数量", "上一年项目数量")
