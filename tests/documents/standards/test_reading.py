"""Published tables as entries: whatever the file, the order of its columns and what is merged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gongkai.documents.enums import Limit
from gongkai.documents.standards.channels import read_channels, spelled
from gongkai.documents.standards.reading import NotADirectory, read_directories
from gongkai.documents.standards.terms import Term, parsed
from tests.documents.standards.makers import FIRST, LAW, ROWS, SECOND, TITLE, as_docx, as_html, as_xlsx, fill, saved

MAKERS: dict[str, Callable[[], bytes]] = {"a.xlsx": as_xlsx, "a.docx": as_docx, "a.html": as_html}


@pytest.mark.parametrize("name", MAKERS)
def test_every_form_of_file_gives_the_same_entries(name: str):
    [read] = read_directories(MAKERS[name](), name)
    assert (read.title, read.field) == (TITLE, "义务教育")
    policy, training, fees = read.entries
    assert (policy["number"], policy["subject"], policy["part"]) == ("1", "政策文件", "招生政策")
    assert (policy["content"], policy["basis"], policy["publisher"]) == ("招生范围、条件、程序", LAW, "市教育局")
    assert (policy["limit"], policy["span"]) == (Limit.WORKING_DAYS, 20)
    assert (policy["audience"], policy["proactive"], policy["on_request"]) == ("全社会", True, False)
    assert policy["levels"] == ["county"]
    assert [each["name"] for each in policy["channels"] if each["ticked"]] == ["政府网站", "两微一端", "公开查阅点"]
    assert [each["name"] for each in policy["channels"] if not each["ticked"]][-1] == "其他"
    assert (training["subject"], training["part"]) == ("政策文件", "教师培训计划")
    assert (training["audience"], training["levels"], training["limit"]) == (
        "教师",
        ["county", "township"],
        Limit.YEARLY,
    )
    assert (fees["subject"], fees["proactive"], fees["on_request"]) == ("学校管理", True, True)
    assert (fees["levels"], fees["limit"], fees["channels"][0]["key"]) == (["township"], Limit.AT_ONCE, "notice_board")


def test_what_is_no_entry_is_told():
    odd = ("4", "只有一级", "", "", "", "", "", "", "", "", "", "", "", "")
    [read] = read_directories(as_xlsx((*ROWS, odd)), "a.xlsx")
    assert [(each.place, each.why) for each in read.unread] == [
        ("第7行", "没有二级事项，也没有公开内容"),
        ("第8行", "不是事项"),
    ]
    assert len(read.entries) == 3


def test_columns_in_another_order_and_unknown_ones():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        [
            "公开主体",
            "公开时限",
            "公开内容（要素）",
            "公开依据",
            "二级事项",
            "一级事项",
            "联系电话",
            "公开层级",
            "公开方式",
        ]
    )
    sheet.append(
        [
            "民政局",
            "每季度公开",
            "救助人数",
            "社会救助暂行办法",
            "救助审批",
            "社会救助",
            "87654321",
            "县级、乡级",
            "主动公开",
        ]
    )
    [read] = read_directories(saved(book), "a.xlsx")
    [entry] = read.entries
    assert (entry["subject"], entry["part"], entry["publisher"]) == ("社会救助", "救助审批", "民政局")
    assert (entry["levels"], entry["limit"], entry["proactive"]) == (["county", "township"], Limit.QUARTERLY, True)
    assert [tuple(each) for each in read.unread] == [("表头", "联系电话", "不认识的列")]


def test_every_sheet_is_a_directory_of_its_own():
    book = Workbook()
    fill(book.active, ROWS, TITLE)
    fill(book.create_sheet("救助"), ROWS[:1], "海州市社会救助领域基层政务公开标准目录")
    fill(book.create_sheet("矫正"), ROWS[:2], "社区矫正领域基层政务公开标准目录（2020年版）")
    book.create_sheet("说明").append(["怎样填写"])
    found = read_directories(saved(book), "a.xlsx")
    assert [(each.field, len(each.entries)) for each in found] == [("义务教育", 3), ("社会救助", 1), ("社区矫正", 2)]


def test_an_entry_over_several_rows_is_one():
    rows = (
        (
            "1",
            "政策文件",
            "招生政策",
            "招生范围",
            LAW,
            "20个工作日内",
            "教育局",
            "■政府网站",
            "√",
            "",
            "√",
            "",
            "√",
            "",
        ),
        ("", "", "", "", "", "", "", "□政府公报", "", "", "", "", "", ""),
    )
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (FIRST, SECOND, *rows):
        sheet.append([cell or None for cell in row])
    for column in "ABCDEFGIJKLMN":
        sheet.merge_cells(f"{column}3:{column}4")
    for area in ("B1:C1", "I1:J1", "K1:L1", "M1:N1"):
        sheet.merge_cells(area)
    [read] = read_directories(saved(book), "a.xlsx")
    [entry] = read.entries
    assert spelled(entry["channels"]) == "■政府网站 □政府公报"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空的"), (b"\x89PNG\r\n", "图片"), ("只有文字".encode(), "没有找到标准目录"), (b"PK\x03\x04", "压缩包")],
)
def test_what_is_no_directory_is_said_in_a_sentence(data: bytes, said: str):
    with pytest.raises(NotADirectory, match=said) as refused:
        read_directories(data, "a.txt")
    assert "年度报告" not in str(refused.value)


TERMS: tuple[tuple[str, Term | None], ...] = (
    ("自信息形成或者变更之日起20个工作日内", Term(Limit.WORKING_DAYS, 20)),
    ("信息形成之日起二十个工作日内予以公开", Term(Limit.WORKING_DAYS, 20)),
    ("7个工作日", Term(Limit.WORKING_DAYS, 7)),
    ("变更后10日内", Term(Limit.DAYS, 10)),
    ("24小时内公开", Term(Limit.HOURS, 24)),
    ("批准后1个月内", Term(Limit.MONTHS, 1)),
    ("每年1月底前", Term(Limit.YEARLY)),
    ("按季度公开", Term(Limit.QUARTERLY)),
    ("每月公开", Term(Limit.MONTHLY)),
    ("实时公开", Term(Limit.AT_ONCE)),
    ("及时公开", Term(Limit.PROMPTLY)),
    ("长期公开", Term(Limit.PERMANENT)),
    ("公示7个工作日，结束后20个工作日内公开", None),
    ("按规定时限", None),
    ("", None),
)


@pytest.mark.parametrize(("text", "term"), TERMS)
def test_a_term_is_understood_or_stays_text(text: str, term: Term | None):
    assert parsed(text) == term


def test_channels_are_known_by_their_words():
    found = read_channels("■政府网站 ☑广播电视 □入户/现场 ■社区/企事业单位/村公示栏（电子屏） □其他（请注明）___")
    assert [(each["key"], each["ticked"]) for each in found] == [
        ("website", True),
        ("broadcast", True),
        ("on_site", False),
        ("notice_board", True),
        ("other", False),
    ]
    assert [each["name"] for each in read_channels("政府网站、公示栏")] == ["政府网站", "公示栏"]


@given(st.lists(st.tuples(st.sampled_from(["政府网站", "两微一端", "精准推送"]), st.booleans()), max_size=6))
def test_a_tick_list_that_was_spelled_reads_the_same(ticks: list[tuple[str, bool]]):
    text = " ".join(f"{'■' if ticked else '□'}{name}" for name, ticked in ticks)
    assert spelled(read_channels(text)) == text


@given(st.text(max_size=60))
def test_no_text_of_a_term_breaks_the_reader(text: str):
    found = parsed(text)
    assert found is None or found.limit in Limit
