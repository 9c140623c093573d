"""The file of holiday notices: what comes with the package, what an operator adds, and what can be wrong with it."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import chinese_calendar.constants
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.errors import LawError, NoticeNotReadable
from gongkai.law.workdays import calendar, read_notices

OURS = read_notices()
WHOLE = [notice for notice in OURS if not notice.revises]

NOTICE_2027 = """
[[notice]]
number = "国办发明电〔2026〕99号"
issued = 2026-11-02
year = 2027
source = "made up for the tests"
holidays = [
    { name = "元旦", from = 2026-12-31, to = 2027-01-02, work = [2027-01-03] },
    { name = "春节", from = 2027-02-05, to = 2027-02-12 },
    { name = "清明节", from = 2027-04-05 },
    { name = "劳动节", from = 2027-05-01, to = 2027-05-05, work = [2027-05-08] },
    { name = "端午节", from = 2027-06-09 },
    { name = "国庆节、中秋节", from = 2027-10-01, to = 2027-10-08, work = [] },
]
"""
REVISION = """
[[notice]]
number = "国办发明电〔2027〕1号"
issued = 2027-03-01
year = 2027
revises = "国办发明电〔2026〕99号"
source = "made up for the tests"
ordinary = [2027-05-08]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "通知.toml"


# --- the notices that come with the package -------------------------------------------------------------------------


def test_each_year_from_2019_to_2026_has_one_whole_notice_issued_the_year_before():
    assert [notice.year for notice in WHOLE] == list(range(2019, 2027))
    assert all(notice.issued.year == notice.year - 1 for notice in WHOLE)


def test_the_two_revisions_say_what_they_revise():
    assert [(notice.year, notice.revises) for notice in OURS if notice.revises] == [
        (2019, "国办发明电〔2018〕15号"),
        (2020, "国办发明电〔2019〕16号"),
    ]


@pytest.mark.parametrize("notice", OURS, ids=lambda notice: notice.number)
def test_a_number_is_written_as_the_state_council_writes_it_and_has_the_year_of_its_issue(notice):
    assert re.fullmatch(rf"国办发明电〔{notice.issued.year}〕[1-9][0-9]*号", notice.number)
    assert notice.source


@pytest.mark.parametrize("notice", WHOLE, ids=lambda notice: notice.number)
def test_as_many_days_off_are_paid_for_as_the_law_grants(notice):
    """11 days of holiday until 2024, 13 from 2025; the rest of the weekdays off is paid for by make-up days."""
    weekdays_off = sum(day.weekday() < 5 for day in notice.holidays)
    granted = 11 if notice.year < 2025 else 13
    assert weekdays_off - len(notice.make_up) <= granted
    assert weekdays_off - len(notice.make_up) >= granted - 2, "a holiday on a weekend is not always made up"


def test_they_are_in_the_package_as_a_file_that_says_how_it_is_written():
    text = resources.files("gongkai.law").joinpath("notices.toml").read_text("utf-8")
    assert len(tomllib.loads(text)["notice"]) == len(OURS)
    head = text.partition("[[notice]]")[0]
    assert all(key in head for key in ("number", "issued", "year", "source", "holidays", "revises", "ordinary", "work"))


def test_no_weekday_off_is_missing_from_them():
    off = {day for notice in OURS for day in notice.holidays}
    library = chinese_calendar.constants.holidays
    assert [day for day in library if day.year >= 2019 and day.weekday() < 5 and day not in off] == []


# --- an operator's file ---------------------------------------------------------------------------------------------


def test_the_notice_for_2027_is_added_by_copying_a_block(file: Path):
    file.write_text(NOTICE_2027, encoding="utf-8")
    (notice,) = read_notices(file)
    assert (notice.number, notice.issued, notice.year) == ("国办发明电〔2026〕99号", date(2026, 11, 2), 2027)
    assert notice.holidays[date(2026, 12, 31)] == "元旦"
    assert sum(name == "春节" for name in notice.holidays.values()) == 8
    assert notice.make_up == {date(2027, 1, 3), date(2027, 5, 8)}
    assert calendar(notice).last == 2027


def test_a_file_from_a_windows_editor_is_read(file: Path):
    file.write_bytes(b"\xef\xbb\xbf" + NOTICE_2027.replace("\n", "\r\n").encode())
    assert len(read_notices(file)) == 1


def test_a_revision_gives_a_make_up_day_back(file: Path):
    file.write_text(REVISION + NOTICE_2027, encoding="utf-8")
    notices = read_notices(file)
    assert [notice.year for notice in notices] == [2027, 2027]
    assert [notice.revises for notice in notices] == ["", "国办发明电〔2026〕99号"], "in the order of their dates"
    assert calendar(*notices).changed(calendar(notices[0])) == (date(2027, 5, 8),)


def test_a_file_may_revise_a_notice_that_comes_with_the_package(file: Path):
    text = REVISION.replace("2027", "2026").replace("〔2026〕99号", "〔2025〕7号").replace("05-08", "05-09")
    file.write_text(text, encoding="utf-8")
    assert calendar(*read_notices(file)).changed(calendar()) == (date(2026, 5, 9),)


def test_dates_in_quotes_are_dates_all_the_same(file: Path):
    file.write_text(NOTICE_2027.replace("2026-11-02", '"2026-11-02"'), encoding="utf-8")
    assert read_notices(file)[0].issued == date(2026, 11, 2)


def test_an_empty_file_adds_nothing(file: Path):
    file.write_bytes(b"")
    assert read_notices(file) == ()


# --- what can be wrong ----------------------------------------------------------------------------------------------

WRONG = [
    ("a key is missing", ("issued = 2026-11-02\nyear = 2027", "year = 2027"), "号）缺少issued"),
    ("so is the number", ('number = "国办发明电〔2026〕99号"', ""), "第1个通知缺少number"),
    ("holidays are missing", ("holidays = [", "holiday = ["), "缺少holidays"),
    ("a key is not known", ("year = 2027", "year = 2027\nurl = 1"), "有不认识的“url”，可以写的是number、issued"),
    ("a key of the file", ("[[notice]]", "[[notices]]"), "不认识“notices”，每个通知以 [[notice]] 开头"),
    ("one bracket", ("[[notice]]", "[notice]"), "是两层方括号"),
    ("a year in quotes", ("year = 2027", 'year = "2027"'), "的year应是2000至2099之间的年份"),
    ("no year", ("year = 2027", "year = true"), "的year应是2000至2099之间的年份"),
    ("a far year", ("year = 2027", "year = 20270"), "的year应是2000至2099之间的年份"),
    ("issued too early", ("2026-11-02", "2024-11-02"), "的成文日期2024-11-02不在2026年或者2027年"),
    ("a day that does not exist", ("2027-02-05", "2027-02-30"), "第9行第"),
    ("such a day in quotes", ("2027-02-05", '"2027-02-30"'), "的春节的from写作“2027-02-30”，不是日期"),
    ("a time", ("2027-04-05", "2027-04-05T00:00:00"), "的清明节的from应是日期"),
    ("a number for a day", ("2027-04-05", "20270405"), "的清明节的from应是日期"),
    ("a holiday outside its year", ("2027-04-05", "2028-04-05"), "的清明节的放假日2028-04-05不在2027年"),
    (
        "November is not New Year",
        ("2026-12-31", "2026-11-30"),
        "的元旦的放假日2026-11-30不在2027年（元旦可以从2026年12月",
    ),
    ("a make-up day outside it", ("2027-05-08", "2028-05-13"), "的劳动节的调休上班日2028-05-13不在2027年"),
    ("a make-up day on a weekday", ("2027-05-08", "2027-05-07"), "写劳动节在2027-05-07调休上班，而这天是星期五"),
    ("a make-up day that is off", ("2027-05-08", "2027-05-02"), "写2027-05-02既放假又调休上班"),
    ("a make-up day twice", ("2027-05-08", "2027-01-03"), "的调休上班日2027-01-03写了两次：元旦、劳动节"),
    ("a make-up day without brackets", ("[2027-05-08]", "2027-05-08"), "的劳动节的work应是方括号中的日期"),
    ("the end before the beginning", ("2027-02-12", "2027-02-04"), "的春节放假最后一天2027-02-04早于第一天2027-02-05"),
    ("a very long holiday", ("2027-02-12", "2027-03-12"), "放假36天，超过15天"),
    ("a day in two holidays", ("2027-06-09", "2027-05-05"), "的2027-05-05写了两次：劳动节、端午节"),
    ("a holiday left out", ('{ name = "端午节", from = 2027-06-09 },', ""), "没有写端午的安排：请把全年的节日写全"),
    ("a holiday without a name", ('name = "端午节", ', ""), "的第5个节日缺少name"),
    (
        "a holiday's key is not known",
        ("from = 2027-06-09", "from = 2027-06-09, day = 1"),
        "的第5个节日有不认识的“day”",
    ),
    (
        "a holiday that is text",
        ('{ name = "端午节", from = 2027-06-09 }', '"端午节"'),
        '的第5个节日应写成 { name = "春节"',
    ),
    ("no list of holidays", ("holidays = [", "holidays = 1\nwork = ["), "有不认识的“work”"),
    ("an empty source", ('"made up for the tests"', '" "'), "的source应是加引号的文字"),
    ("ordinary days without a revision", ("year = 2027", "year = 2027\nordinary = []"), "写了ordinary而没有写revises"),
    ("not TOML", ("year = 2027", "year 2027"), "第5行第6列不合TOML的写法"),
    ("an open bracket", ("]\n", "\n"), "不合TOML的写法"),
    ("a number of ten thousand digits", ("year = 2027", "year = " + "9" * 10_000), "不合TOML的写法"),
]


@pytest.mark.parametrize(("change", "sentence"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_what_is_wrong_with_a_notice_is_said(file: Path, change: tuple[str, str], sentence: str):
    assert change[0] in NOTICE_2027
    file.write_text(NOTICE_2027.replace(*change), encoding="utf-8")
    with pytest.raises(NoticeNotReadable) as raised:
        read_notices(file)
    assert sentence in str(raised.value)
    assert str(raised.value).startswith(f"{file}：")


WRONG_TOGETHER = [
    ("twice", NOTICE_2027 * 2, "国办发明电〔2026〕99号写了两次"),
    ("two for a year", NOTICE_2027 + NOTICE_2027.replace("99号", "98号"), "都安排2027年的全年"),
    ("nothing to revise", REVISION, "所改变的国办发明电〔2026〕99号不在文件里"),
    ("revises itself", REVISION.replace("〔2026〕99号", "〔2027〕1号"), "的revises写了它自己"),
    ("revises another year's", REVISION.replace("〔2026〕99号", "〔2025〕7号"), "〔2025〕7号安排2026年"),
    ("older than what it revises", NOTICE_2027 + REVISION.replace("2027-03-01", "2026-10-01"), "早于它所改变的"),
    ("an ordinary day was ordinary", NOTICE_2027 + REVISION.replace("05-08", "05-09"), "而这天原来就没有"),
    ("changes nothing", NOTICE_2027 + REVISION.replace("ordinary = [2027-05-08]", ""), "没有写任何日子"),
    (
        "ordinary and off",
        NOTICE_2027 + REVISION + 'holidays = [{ name = "劳动节", from = 2027-05-08 }]',
        "既在ordinary中写了2027-05-08，又写它放假或者调休",
    ),
    ("an ordinary day far away", REVISION.replace("2027-05-08", "2029-01-01"), "的ordinary中的2029-01-01不在2027年"),
    ("holidays are a number", NOTICE_2027 + REVISION + "holidays = 1", "的holidays应是一列节日"),
]


@pytest.mark.parametrize(("text", "sentence"), [pytest.param(*row[1:], id=row[0]) for row in WRONG_TOGETHER])
def test_what_is_wrong_with_notices_together_is_said(file: Path, text: str, sentence: str):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NoticeNotReadable) as raised:
        read_notices(file)
    assert sentence in str(raised.value)


def test_files_that_are_none_are_said_to_be(tmp_path: Path):
    def told(path: Path, content: bytes | None = None) -> str:
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(NoticeNotReadable) as raised:
            read_notices(path)
        return str(raised.value).removeprefix(f"{path}：")

    assert told(tmp_path / "没有.toml") == "没有这个文件"
    assert told(tmp_path) == "这是目录，不是放假通知文件"
    assert told(tmp_path / ("长" * 300)) == "打不开这个文件，请检查文件名"
    assert told(tmp_path / "a\0b") == "打不开这个文件，请检查文件名"
    assert told(tmp_path / "国标.toml", NOTICE_2027.encode("gb18030")) == "不是UTF-8编码，请另存为UTF-8文本"
    assert told(tmp_path / "大.toml", b"#" * 1_000_001) == "文件太大，不是放假通知文件"
    assert told(tmp_path / "深.toml", b"a=" + b"[" * 100_000).endswith("不是放假通知文件")
    assert told(tmp_path / "表.toml", b"notice = [1]") == "第1个通知应以 [[notice]] 开头，逐行写各项内容"


@given(
    st.text(max_size=200)
    | st.builds(
        lambda at, length, text: NOTICE_2027[:at] + text + NOTICE_2027[at + length :],
        st.integers(0, len(NOTICE_2027)),
        st.integers(0, 20),
        st.text(st.sampled_from("0123456789-[]{}=\"',.:#\n 年from"), max_size=8),
    )
)
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str):
    file = tmp_path_factory.getbasetemp() / "任意.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    told = f"{file}："
    try:
        calendar(*read_notices(file))
    except NoticeNotReadable as error:
        told = str(error)
    assert told.startswith(f"{file}：")


def test_an_error_in_a_notice_is_an_error_of_law():
    assert issubclass(NoticeNotReadable, LawError)


def test_no_day_is_lost_between_the_file_and_the_calendar(file: Path):
    file.write_text(NOTICE_2027, encoding="utf-8")
    (notice,) = read_notices(file)
    with_2027 = calendar(notice)
    days = [date(2026, 12, 1) + timedelta(n) for n in range(396)]
    expected = [(d.weekday() < 5 or d in notice.make_up) and d not in notice.holidays for d in days]
    assert [with_2027.works(d) for d in days] == expected
