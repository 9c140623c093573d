"""Tables and archives as offices and other systems make them: encodings, titles above, names in GBK, broken ones."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from gongkai.documents import store
from gongkai.documents.bulk.columns import COLUMNS, RECORD, day, headings_of, listed, markup, moment
from gongkai.documents.bulk.tables import Archive, NotATable, Row, read_table
from gongkai.documents.markup import clean
from tests.documents.bulk.tables import NOTICE, ROWS, as_csv, as_lines, as_xlsx, as_zip


def rows_of(data: bytes) -> list[Row]:
    return list(read_table(io.BytesIO(data)).rows)


def test_no_heading_stands_for_two_columns():
    names = [name for column in COLUMNS for name in (column.heading, *column.aliases)]
    assert len(names) == len(set(names))
    assert not set(names) & set(RECORD)


def test_a_table_in_gbk_and_one_with_a_title_above_are_read():
    assert rows_of(as_csv(ROWS, "gb18030"))[1].cells["title"] == NOTICE["标题"]
    above = [["海州市教育局信息公开目录"], []]
    [_, notice, _] = rows_of(as_xlsx(ROWS, before=above))
    assert (notice.number, notice.cells["title"]) == (5, NOTICE["标题"])


def test_dates_and_numbers_of_a_workbook_are_read_as_they_are_shown():
    row: dict[str, Any] = {
        "标题": 15,
        "成文日期": date(2024, 3, 1),
        "发布时间": datetime(2024, 3, 2, 9, 30),
        "编号": 7.0,
    }
    [found] = rows_of(as_xlsx([row]))
    assert found.cells == {
        "title": "15",
        "formed_on": "2024-03-01",
        "published_at": "2024-03-02 09:30:00",
        "key": "7",
    }


def test_a_column_that_comes_late_is_told_not_dropped():
    data = as_lines([{"标题": str(number)} for number in range(200)] + [{"标题": "x", "文号": "y"}])
    with pytest.raises(NotATable, match="第201条有前面没有的列“文号”"):
        rows_of(data)


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20)


@given_(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_what_was_written_is_read_whatever_the_form(pairs: list[tuple[str, str]]):
    rows = [{"标题": title, "关键词": words} for title, words in pairs]
    assert unquoted(as_lines(rows)) == unquoted(as_csv(rows))


def unquoted(table: bytes) -> list[dict[str, str]]:
    """The cells but for those with an apostrophe, which may be the one that keeps a formula from being one."""
    return [{name: cell for name, cell in row.cells.items() if cell[:1] != "'"} for row in rows_of(table)]


@given_(st.text(max_size=200))
def test_any_text_becomes_clean_markup_and_stays_it(text: str):
    once = clean(markup(text))
    assert clean(once) == once


@pytest.mark.parametrize("text", ["2024-03-01", "2024/3/1", "2024年3月1日", "20240301", "2024.3.1", "2024-03-01 09:30"])
def test_days_are_read_as_they_are_written(text: str):
    assert day(text) == date(2024, 3, 1)


def test_moments_have_the_zone_of_the_platform():
    found = moment("2024年3月1日 9:30")
    assert found is not None
    assert found.isoformat() == "2024-03-01T09:30:00+08:00"
    with pytest.raises(ValueError, match="不是形如"):
        moment("2024-03-01 25:00")


def test_lists_are_parted_by_marks_and_lines():
    assert listed("甲；乙;丙|丁\n戊") == ("甲", "乙", "丙", "丁", "戊")


def test_headings_are_known_without_spaces_and_brackets():
    found = headings_of(["标　题", "成文日期（年月日）", "发文字号"])
    assert found is not None
    assert set(found.at) == {"title", "document_number"}
    assert found.left == ("成文日期（年月日）（不认识的列）",)


# --- archives -------------------------------------------------------------------------------------------------------


class _InGbk(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def test_names_that_were_packed_in_gbk_are_found():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(_InGbk("附件/计划.txt"), b"x")
    archive = Archive(out)
    assert archive.read("附件\\计划.txt") == b"x"
    assert archive.read("计划.txt") == b"x"


def test_a_name_that_several_files_have_wants_its_path():
    archive = Archive(io.BytesIO(as_zip({"a/甲.txt": b"1", "b/甲.txt": b"2"})))
    assert archive.read("b/甲.txt") == b"2"
    with pytest.raises(ValueError, match=r"有几个“甲\.txt”，请写出路径"):
        archive.read("甲.txt")


def test_a_file_that_is_too_large_or_damaged_is_told(monkeypatch: pytest.MonkeyPatch):
    data = bytearray(as_zip({"甲.txt": b"content" * 50}))
    monkeypatch.setattr(store, "MOST", 100)
    with pytest.raises(ValueError, match="超过"):
        Archive(io.BytesIO(data)).read("甲.txt")
    monkeypatch.undo()
    data[60] ^= 0xFF
    with pytest.raises(ValueError, match="已损坏"):
        Archive(io.BytesIO(data)).read("甲.txt")
    with pytest.raises(NotATable, match="不是ZIP"):
        Archive(io.BytesIO(b"PK"))
