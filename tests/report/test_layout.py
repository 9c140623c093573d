from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.form import APPLICANTS, EDITION_2019, EDITION_2021, EDITIONS, GROUPS, REMEDIES, RESULTS, Edition
from gongkai.report.layout import PAGE_WIDTH, Cell, Table, tables

BOTH = pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)


def table(edition: Edition, key: str, keys: set[str] | None = None) -> Table:
    return next(table for table in tables(edition, keys) if table.key == key)


def labelled(table: Table, text: str) -> Cell:
    (cell,) = (cell for cell in table.cells if cell.text == text)
    return cell


def covered(table: Table) -> Counter[tuple[int, int]]:
    return Counter(
        (row, column)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    )


def assert_tiled(table: Table) -> None:
    grid = {(row, column): 1 for row in range(table.rows) for column in range(table.columns)}
    assert covered(table) == grid


@BOTH
def test_the_three_tables_come_in_the_order_of_the_form(edition):
    assert [table.key for table in tables(edition)] == ["proactive", "requests", "remedies"]


@BOTH
def test_cells_tile_every_table_exactly(edition):
    for table in tables(edition):
        assert_tiled(table)


@BOTH
def test_every_cell_of_the_form_is_printed_once_in_the_order_of_the_form(edition):
    assert tuple(cell.key for table in tables(edition) for cell in table.cells if cell.key) == edition.keys


@BOTH
def test_every_label_of_the_form_is_printed(edition):
    printed = {cell.text for table in tables(edition) for cell in table.cells}
    labels = {column.label for column in APPLICANTS} | {column.label for column in (*REMEDIES, *RESULTS)}
    labels |= {row.number + row.label for row in edition.rows}
    labels |= {GROUPS[row.group] for row in edition.rows if row.group}
    for block in edition.blocks:
        labels |= {block.heading} | {row.label for row in block.rows} | {column.label for column in block.columns}
    assert labels <= printed


@BOTH
def test_columns_fill_the_width_of_an_official_page(edition):
    for table in tables(edition):
        assert len(table.widths) == table.columns
        assert sum(table.widths) == pytest.approx(PAGE_WIDTH)


@BOTH
def test_the_parts_of_a_table_follow_its_head_and_each_other(edition):
    for table in tables(edition):
        rows = [row for body in table.bodies for row in body]
        assert rows == list(range(table.head, table.rows))


def test_the_form_of_2021_has_the_cells_that_a_published_report_has():
    assert [len(table.cells) for table in tables(EDITION_2021)] == [30, 215, 34]  # Quanzhou Data Bureau, 2024


@BOTH
def test_a_part_of_table_two_starts_with_its_item_and_the_heads_of_its_columns(edition):
    printed = table(edition, "proactive")
    for body, block in zip(printed.bodies, edition.blocks, strict=True):
        heading, heads, *_ = printed.starts(body)
        assert heading == (Cell(body.start, 0, 1, printed.columns, block.heading, scope="rowgroup"),)
        assert [cell.text for cell in heads] == ["信息内容", *(column.label for column in block.columns)]
        assert printed.first_values(body) == body.start + 2


def test_the_last_column_of_a_narrow_part_of_table_two_reaches_to_the_edge():
    printed = table(EDITION_2021, "proactive")
    assert labelled(printed, "本年收费金额（单位：万元）").colspan == 3
    assert labelled(table(EDITION_2019, "proactive"), "采购总金额").colspan == 2


@BOTH
def test_the_head_of_table_three_is_that_of_the_form(edition):
    printed = table(edition, "requests")
    head = [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in printed.cells if cell.row < 3]
    assert head == [
        (0, 0, 3, 3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
        (0, 3, 1, 7, "申请人情况"),
        (1, 3, 2, 1, "自然人"),
        (1, 4, 1, 5, "法人或其他组织"),
        (1, 9, 2, 1, "总计"),
        (2, 4, 1, 1, "商业企业"),
        (2, 5, 1, 1, "科研机构"),
        (2, 6, 1, 1, "社会公益组织"),
        (2, 7, 1, 1, "法律服务机构"),
        (2, 8, 1, 1, "其他"),
    ]


@BOTH
def test_groups_of_table_three_span_their_rows_and_other_labels_the_columns_that_are_left(edition):
    printed = table(edition, "requests")
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in printed.cells if cell.scope.startswith("row")}
    assert spans["一、本年新收政府信息公开申请数量"] == (1, 3)
    assert spans["三、本年度办理结果"] == (len(edition.leaves) + 1, 1)
    assert spans["（一）予以公开"] == (1, 2)
    assert spans["（三）不予公开"] == (8, 1)
    assert spans["（四）无法提供"] == (3, 1)
    assert spans["（五）不予处理"] == (5, 1)
    assert spans["（六）其他处理"] == ((1, 2) if edition is EDITION_2019 else (3, 1))
    assert spans["（七）总计"] == (1, 2)
    assert spans["四、结转下年度继续办理"] == (1, 3)


@BOTH
def test_table_four_is_one_row_of_fifteen_values_under_three_rows_of_heads(edition):
    printed = table(edition, "remedies")
    heads = {
        cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in printed.cells if cell.colspan > 1
    }
    assert heads == {
        "行政复议": (0, 0, 1, 5),
        "行政诉讼": (0, 5, 1, 10),
        "未经复议直接起诉": (1, 5, 1, 5),
        "复议后起诉": (1, 10, 1, 5),
    }
    results = [cell for cell in printed.cells if cell.text == "结果维持"]
    assert [(cell.row, cell.rowspan) for cell in results] == [(1, 2), (2, 1), (2, 1)]
    assert [cell.row for cell in printed.cells if cell.key] == [3] * 15


@BOTH
def test_a_value_knows_the_labels_it_stands_under_and_beside(edition):
    def labels(key: str) -> list[str]:
        printed = table(edition, key.partition(".")[0])
        (cell,) = (cell for cell in printed.cells if cell.key == key)
        return [label.text for label in printed.headers(cell)]

    refused = ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
    assert labels("requests.refused.state_secret.research") == ["申请人情况", "法人或其他组织", "科研机构", *refused]
    assert labels("requests.new.total") == ["申请人情况", "总计", "一、本年新收政府信息公开申请数量"]
    assert labels("remedies.litigation_direct.upheld") == ["行政诉讼", "未经复议直接起诉", "结果维持"]
    decisions = "处理决定数量" if edition is EDITION_2019 else "本年处理决定数量"
    assert labels("proactive.coercions.decisions") == ["第二十条第（六）项", decisions, "行政强制"]


@BOTH
def test_what_a_source_lacks_is_left_out_and_spans_shrink(edition):
    keys = {
        key
        for key in edition.keys
        if not key.startswith(("proactive.permits.", "proactive.regulations.", "requests.refused.state_secret."))
        and not key.endswith((".research", ".legal_service"))
        and not key.startswith("remedies.")
    }
    assert [table.key for table in tables(edition, keys)] == ["proactive", "requests"]
    labels = {cell.text for cell in table(edition, "proactive", keys).cells}
    assert "规章" not in labels
    assert "行政许可" not in labels
    requests = table(edition, "requests", keys)
    assert labelled(requests, "法人或其他组织").colspan == 3
    assert labelled(requests, "申请人情况").colspan == 5
    assert labelled(requests, "（三）不予公开").rowspan == 7
    assert not {"科研机构", "1.属于国家秘密"} & {cell.text for cell in requests.cells}


@BOTH
def test_a_cell_that_is_missing_alone_keeps_its_place(edition):
    keys = edition.key_set - {"requests.new.research"}
    assert "requests.new.research" in {cell.key for cell in table(edition, "requests", set(keys)).cells}


@BOTH
def test_nothing_is_printed_for_a_report_without_tables(edition):
    assert tables(edition, ()) == ()


@given(st.data(), st.sampled_from(list(EDITIONS.values())))
def test_whatever_a_source_lacks_the_rest_tiles_and_nothing_is_lost(data, edition):
    keys = set(data.draw(st.lists(st.sampled_from(edition.keys), min_size=1, max_size=40)))
    printed = tables(edition, keys)
    for table in printed:
        assert_tiled(table)
        values = [cell for cell in table.cells if cell.key]
        for row in {cell.row for cell in values}:
            assert keys & {cell.key for cell in values if cell.row == row}
    assert keys <= {cell.key for table in printed for cell in table.cells}
