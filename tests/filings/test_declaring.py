"""What other systems have is declared with its source; what the records have only for a reason."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from gongkai.documents import store
from gongkai.filings.definitions import definition_of
from gongkai.filings.models import Declaration, Filing
from gongkai.filings.services import checking, declaring
from gongkai.filings.services.declaring import Evidence
from gongkai.filings.services.reports import report_of
from gongkai.report import Mark, Value
from gongkai.report.form import EDITION_2019, EDITION_2021
from tests.filings.people import Desk
from tests.office.conftest import deeds
from tests.programs import needs_soffice, saved_by_office

PERMITS = "proactive.permits.decisions"
FEES = "proactive.fees.amount"
GRANTED = "requests.granted.natural_person"


# --- what a cell may say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "typed", "expected"),
    [
        (PERMITS, "1,234", Value(1234)),
        (PERMITS, " １２ ", Value(12)),
        (PERMITS, "12件", Value(12)),
        (PERMITS, "/", Value(None, Mark.NOT_APPLICABLE)),
        (PERMITS, "", Value(None, Mark.BLANK)),
        (FEES, "43.788000", Value(Decimal("43.788"))),
        (FEES, "437880元", Value(Decimal("43.788"))),
        (FEES, "20万元", Value(20)),
        (FEES, "0", Value(0)),
        (FEES, "0.01元", Value(Decimal("0.000001"))),
    ],
)
def test_what_is_typed_is_read_as_in_a_report(cell: str, typed: str, expected: Value):
    assert declaring.meant(typed, definition_of(cell, EDITION_2021)) == expected


def test_in_the_edition_of_2019_items_may_go_down_and_procurement_has_its_unit():
    change = definition_of("proactive.permits.change", EDITION_2019)
    assert [declaring.meant(typed, change).number for typed in ("-3", "减3", "+2")] == [-3, -3, 2]
    amount = definition_of("proactive.procurement.amount", EDITION_2019)
    assert declaring.meant("251000元", amount) == Value(251000, None, "元")
    assert declaring.meant("0", amount) == Value(0)
    with pytest.raises(ValidationError, match="请连同单位填写"):
        declaring.meant("251000", amount)


@pytest.mark.parametrize(
    ("cell", "typed", "why"),
    [
        (PERMITS, "很多", "“很多”不是数字"),
        (PERMITS, "1.5", "应为整数"),
        (PERMITS, "-1", "不能是负数"),
        (PERMITS, "3万元", "不是金额"),
        (FEES, "-1", "不能是负数"),
        (FEES, "3件", "不是金额的单位"),
        (FEES, "0.0000001", "最多六位小数"),
    ],
)
def test_what_a_cell_cannot_say_is_refused_in_a_sentence(cell: str, typed: str, why: str):
    with pytest.raises(ValidationError, match=why):
        declaring.meant(typed, definition_of(cell, EDITION_2021))


# --- declaring ------------------------------------------------------------------------------------------------------


def test_cells_are_declared_from_a_source_with_what_shows_it(desk: Desk):
    filing = desk.begun()
    assert len(declaring.lacking(filing)) == 4
    made = declaring.declare(
        filing,
        {PERMITS: "15", FEES: "2.5"},
        source="审批系统2024年统计表",
        evidence=Evidence("统计表.pdf", b"%PDF evidence"),
        by=desk.officer,
    )
    assert store.read(made[0].evidence_id or "") == b"%PDF evidence"
    assert declaring.evidence_of(made[0]) == b"%PDF evidence"
    report = report_of(desk.now(filing))
    assert (report.number(PERMITS), report.number(FEES)) == (15, Decimal("2.5"))
    assert [each.cell for each in declaring.lacking(filing)] == [
        "proactive.penalties.decisions", "proactive.coercions.decisions"
    ]  # fmt: skip
    assert deeds().get(deed="填报年度报告数据").detail["来源"] == "审批系统2024年统计表"


def test_a_later_declaration_takes_the_place_of_an_earlier_and_none_is_lost(desk: Desk):
    filing = desk.begun()
    for number in ("15", "16", "16"):
        declaring.declare(filing, {PERMITS: number}, source="台账", by=desk.officer)
    assert list(filing.declarations.values_list("value", flat=True)) == ["15", "16"]
    assert report_of(desk.now(filing)).number(PERMITS) == 16
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        Declaration.objects.update(value="17")
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
        Declaration.objects.all().delete()


def test_what_cannot_be_stated_is_refused_cell_by_cell_and_nothing_is_kept(desk: Desk):
    filing = desk.begun()
    with pytest.raises(ValidationError) as refused:
        declaring.declare(filing, {PERMITS: "x", FEES: "1", "requests.new.total": "3"}, source="台账", by=desk.officer)
    assert set(refused.value.message_dict) == {PERMITS, "requests.new.total"}
    with pytest.raises(ValidationError, match="数据来源"):
        declaring.declare(filing, {PERMITS: "1"}, source=" ", by=desk.officer)
    with pytest.raises(ValidationError, match="格式里没有"):
        declaring.declare(filing, {"proactive.procurement.items": "1"}, source="台账", by=desk.officer)
    with pytest.raises(PermissionDenied):
        declaring.declare(filing, {PERMITS: "1"}, source="台账", by=desk.leader)
    assert not filing.declarations.exists()


@pytest.mark.parametrize(("content", "why"), [(b"", "空的"), (b"x" * (declaring.LARGEST_FILE + 1), "超过20MB")])
def test_a_file_that_shows_nothing_is_refused(content: bytes, why: str, desk: Desk):
    filing = desk.begun()
    with pytest.raises(ValidationError, match=why):
        declaring.declare(filing, {PERMITS: "1"}, source="台账", evidence=Evidence("a", content), by=desk.officer)


def test_what_is_stated_over_the_records_moves_the_totals_and_is_told_to_reviewers(desk: Desk):
    filing = desk.begun()
    declaring.declare(filing, {GRANTED: "2"}, source="两件在停电期间手工办理，没有登记", by=desk.officer)
    report = report_of(desk.now(filing))
    assert [report.number(f"requests.{cell}") for cell in ("granted.total", "total.natural_person", "total.total")] == [
        2
    ] * 3
    notices = [each for each in checking.check_filing(filing).findings if each.code == checking.OVER]
    assert [(each.cells, each.sentence) for each in notices] == [
        ((GRANTED,), "记录统计为0，填报为2：两件在停电期间手工办理，没有登记")
    ]
    declaring.take_back(filing, GRANTED, "已补登记", by=desk.officer)
    assert report_of(desk.now(filing)).number("requests.total.total") == 0
    assert declaring.over_counted(filing) == {}
    with pytest.raises(ValidationError, match="没有填报的数"):
        declaring.take_back(filing, GRANTED, "再撤", by=desk.officer)


# --- as a table -----------------------------------------------------------------------------------------------------


def filled(filing: Filing, values: dict[str, Any]) -> bytes:
    """The template as somebody fills it in."""
    book = load_workbook(io.BytesIO(declaring.template(filing)))
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[0].value in values:
            row[2].value = values.pop(row[0].value)
    for cell, value in values.items():
        book.worksheets[0].append((cell, "", value))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_table_has_a_line_for_each_cell_with_what_it_means(desk: Desk, tmp_path: Path):
    filing = desk.begun()
    desk.declare(filing, permits__decisions="7")
    (tmp_path / "填报.xlsx").write_bytes(declaring.template(desk.now(filing)))
    rows = list(load_workbook(tmp_path / "填报.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0] == declaring.HEADINGS
    assert [row[0] for row in rows[1:]] == [each.cell for each in declaring.to_declare(filing)]
    assert rows[1][2] == 7
    assert "公开与否都计入" in str(rows[1][3])


@needs_soffice
def test_the_table_is_opened_and_saved_by_libreoffice(desk: Desk, tmp_path: Path):
    filing = desk.begun()
    (tmp_path / "填报.xlsx").write_bytes(filled(filing, {PERMITS: 15}))
    saved_by_office(tmp_path, {tmp_path / "填报.xlsx": ("ods",)})
    sheet = CalamineWorkbook.from_path(str(tmp_path / "填报.ods")).get_sheet_by_index(0)
    assert sheet.to_python()[1][:3] == [PERMITS, "行政许可 | 本年处理决定数量", 15.0]


def test_a_filled_in_table_is_read_whole_and_declares_nothing_by_itself(desk: Desk):
    filing = desk.begun()
    found = declaring.read_table(
        filing, filled(filing, {PERMITS: 15, FEES: 43.788, "proactive.penalties.decisions": "/"})
    )
    assert found.errors == []
    assert found.typed == {PERMITS: "15", FEES: "43.788", "proactive.penalties.decisions": "/"}
    assert found.sources[FEES] == "财务账目、收费系统"
    assert not filing.declarations.exists()


def test_each_cell_of_a_table_that_is_wrong_is_named_and_the_others_are_kept(desk: Desk):
    filing = desk.begun()
    found = declaring.read_table(
        filing, filled(filing, {PERMITS: "许多", FEES: 1.5, GRANTED: 3, "proactive.procurement.items": 2})
    )
    assert found.typed == {PERMITS: "许多", FEES: "1.5"}
    assert found.errors == [
        "第2行“行政许可 | 本年处理决定数量”：“许多”不是数字",
        "第6行“（一）予以公开 | 自然人”：由记录统计，不在这里填报",
        "第7行“proactive.procurement.items”：2021年版格式里没有这一格",
    ]


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"PK\x03\x04 broken"])
def test_what_is_no_table_is_refused(content: bytes, desk: Desk):
    with pytest.raises(ValidationError, match="不是XLSX文件"):
        declaring.read_table(desk.begun(), content)
