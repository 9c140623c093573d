"""Working days: the counts of the Regulations, worked by hand from the notices."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.errors import CalendarNotPublished
from gongkai.law.workdays import Day, DayKind, Notice, WorkCalendar, calendar

CALENDAR = calendar()
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]


def day(text: str) -> date:
    return date.fromisoformat(text)


def weekdays_after(start: date, n: int, calendar: WorkCalendar | None = None) -> date:
    """The naive answers: Monday to Friday, with or without the holidays, never a make-up day."""
    while n:
        start += timedelta(1)
        off = calendar is not None and calendar.day(start).kind is DayKind.HOLIDAY
        n -= start.weekday() < 5 and not off
    return start


# --- the worked examples --------------------------------------------------------------------------------------------

EXAMPLES = [
    pytest.param("2024-09-27", 20, "2024-10-30", id="a request shortly before National Day: 20 days to reply"),
    pytest.param("2024-10-30", 20, "2024-11-27", id="and 20 more when the time is extended"),
    pytest.param("2025-09-22", 7, "2025-09-30", id="7 days to ask for a supplement, a Sunday counts"),
    pytest.param("2024-02-01", 7, "2024-02-09", id="New Year's Eve of 2024 was a working day"),
    pytest.param("2025-10-15", 20, "2025-11-12", id="20 days from the supplement"),
    pytest.param("2025-03-12", 15, "2025-04-02", id="15 days for a third party"),
    pytest.param("2025-05-29", 15, "2025-06-20", id="15 days for a co-maker, over Dragon Boat Festival"),
    pytest.param("2025-04-25", 20, "2025-05-27", id="20 days to pay a fee, over Labour Day"),
    pytest.param("2025-05-12", 20, "2025-06-10", id="20 days from the payment"),
    pytest.param("2025-01-02", 20, "2025-02-06", id="20 days to publish, over Spring Festival"),
    pytest.param("2024-03-02", 20, "2024-03-29", id="received on a Saturday: Monday is the first day"),
    pytest.param("2026-02-09", 20, "2026-03-13", id="over Spring Festival of 2026"),
    pytest.param("2020-01-20", 20, "2020-02-25", id="over the extended Spring Festival of 2020"),
    pytest.param("2025-12-24", 7, "2026-01-05", id="into the next year: Sunday 4 January works"),
    pytest.param("2018-12-27", 3, "2019-01-02", id="Saturday 2018-12-29 works, Monday 12-31 does not"),
]


@pytest.mark.parametrize(("start", "n", "end"), EXAMPLES)
def test_a_period_ends_on_its_last_working_day(start: str, n: int, end: str):
    assert CALENDAR.after(day(start), n) == day(end)
    assert CALENDAR.count(day(start), day(end)) == n
    assert CALENDAR.works(day(end))


def test_counting_weekdays_only_is_wrong_and_so_is_leaving_out_make_up_days():
    start = day("2024-09-27")
    assert weekdays_after(start, 20) == day("2024-10-25")
    assert weekdays_after(start, 20, CALENDAR) == day("2024-11-01")
    assert CALENDAR.after(start, 20) == day("2024-10-30")


def test_the_day_itself_is_never_counted():
    assert CALENDAR.after(day("2025-03-03"), 1) == day("2025-03-04")
    assert CALENDAR.after(day("2025-03-03"), 0) == day("2025-03-03")
    assert CALENDAR.after(day("2025-03-08"), 0) == day("2025-03-08"), "not even when it is a Saturday"
    assert CALENDAR.count(day("2025-03-03"), day("2025-03-03")) == 0
    assert CALENDAR.count(day("2025-03-03"), day("2025-03-04")) == 1


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert CALENDAR.count(day("2025-03-14"), day("2025-03-03")) == 0


def test_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.after(day("2025-03-03"), -1)


def test_the_next_working_day_is_the_day_itself_if_it_works():
    assert CALENDAR.next_working(day("2025-09-28")) == day("2025-09-28"), "a Sunday that works"
    assert CALENDAR.next_working(day("2025-10-01")) == day("2025-10-09")
    assert CALENDAR.next_working(day("2025-10-12")) == day("2025-10-13")


# --- what a day is --------------------------------------------------------------------------------------------------


def test_a_day_says_what_it_is_and_which_notice_says_so():
    number = "国办发明电〔2024〕12号"
    assert CALENDAR.day(day("2025-10-06")) == Day(day("2025-10-06"), DayKind.HOLIDAY, "国庆节、中秋节", number)
    assert CALENDAR.day(day("2025-09-28")) == Day(day("2025-09-28"), DayKind.MAKE_UP, "", number)
    assert CALENDAR.day(day("2025-09-27")) == Day(day("2025-09-27"), DayKind.WEEKEND)
    assert CALENDAR.day(day("2025-09-29")) == Day(day("2025-09-29"), DayKind.WORKDAY)


def test_a_year_before_our_notices_has_its_holidays_from_the_library():
    assert CALENDAR.day(day("2015-09-03")).name.startswith("中国人民抗日战争")
    assert CALENDAR.day(day("2015-09-03")).notice == ""
    assert CALENDAR.day(day("2008-05-04")).kind is DayKind.MAKE_UP


def test_every_holiday_of_the_library_has_a_chinese_name():
    assert all(CALENDAR.day(each).name[:1] >= "\u4e00" for each in DAYS if CALENDAR.day(each).name)


@pytest.mark.parametrize(
    ("kind", "label", "works"),
    [
        (DayKind.WORKDAY, "工作日", True),
        (DayKind.MAKE_UP, "调休上班", True),
        (DayKind.WEEKEND, "周末", False),
        (DayKind.HOLIDAY, "放假", False),
    ],
)
def test_a_kind_of_day_has_a_name_and_is_worked_or_not(kind: DayKind, label: str, works: bool):
    assert kind.label == label
    assert Day(day("2025-01-01"), kind).works is works


def test_every_day_from_2004_to_2026_is_as_the_library_has_it():
    assert [each for each in DAYS if CALENDAR.works(each) != chinese_calendar.is_workday(each)] == []
    assert [each for each in DAYS if CALENDAR.day(each).works != CALENDAR.works(each)] == []


def test_the_years_that_are_covered():
    assert (CALENDAR.first, CALENDAR.last) == (2004, 2026)
    assert CALENDAR.covers(LAST)
    assert not CALENDAR.covers(LAST + timedelta(1))
    assert not CALENDAR.covers(FIRST - timedelta(1))


# --- years without a notice -----------------------------------------------------------------------------------------


def test_a_count_that_reaches_a_year_without_a_notice_is_refused():
    with pytest.raises(CalendarNotPublished, match="没有2027年的放假安排（现有2004年至2026年）") as raised:
        CALENDAR.after(day("2026-12-20"), 20)
    assert raised.value.year == 2027


@pytest.mark.parametrize("text", ["2027-01-02", "2003-12-31", "1900-01-01", "9999-12-31"])
def test_nothing_is_said_of_a_day_in_such_a_year(text: str):
    for ask in (CALENDAR.day, CALENDAR.works, CALENDAR.next_working):
        with pytest.raises(CalendarNotPublished, match=f"没有{text[:4]}年"):
            ask(day(text))
    with pytest.raises(CalendarNotPublished):
        CALENDAR.count(day(text) - timedelta(1), day(text))


def test_a_count_up_to_the_last_known_day_is_answered():
    assert CALENDAR.after(day("2026-12-30"), 1) == LAST
    assert CALENDAR.count(day("2025-12-31"), LAST) == sum(
        chinese_calendar.is_workday(d) for d in DAYS if d.year == 2026
    )
    assert CALENDAR.after(FIRST - timedelta(1), 1) == day("2004-01-02"), "the day before the first is not counted"


def test_a_count_of_very_many_days_names_the_first_year_that_is_missing():
    with pytest.raises(CalendarNotPublished, match="没有2027年"):
        CALENDAR.after(day("2026-12-20"), 10**12)


def test_a_provisional_calendar_counts_plain_weekdays_there_and_says_so():
    guess = calendar(provisional=True)
    assert guess.after(day("2026-12-20"), 20) == weekdays_after(day("2026-12-20"), 20)
    assert guess.day(day("2027-01-01")) == Day(day("2027-01-01"), DayKind.WORKDAY, provisional=True)
    assert guess.is_provisional(guess.after(day("2026-12-20"), 20))
    assert not guess.is_provisional(LAST)
    assert not guess.day(LAST).provisional
    assert guess.after(day("1999-12-31"), 5) == day("2000-01-07")
    assert guess.next_working(day("2028-01-01")) == day("2028-01-03")
    assert guess.count(day("1990-01-01"), day("2040-01-01")) == (
        sum(d.weekday() < 5 for d in span("1990-01-02", "2003-12-31"))
        + CALENDAR.count(FIRST - timedelta(1), LAST)
        + sum(d.weekday() < 5 for d in span("2027-01-01", "2040-01-01"))
    )
    assert not guess.covers(day("2027-01-01")), "a guess is not a notice"


def test_a_provisional_count_beyond_the_year_9999_is_refused():
    with pytest.raises(OverflowError):
        calendar(provisional=True).after(day("2026-12-20"), 10**9)


def span(first: str, last: str) -> list[date]:
    return [date.fromordinal(n) for n in range(day(first).toordinal(), day(last).toordinal() + 1)]


# --- the calendar as it stood ---------------------------------------------------------------------------------------


def test_spring_festival_of_2020_was_extended_and_the_last_day_moved():
    before = calendar(as_of=day("2020-01-25"))
    after = calendar(as_of=day("2020-01-26"))
    assert before.after(day("2020-01-20"), 20) == day("2020-02-21")
    assert after.after(day("2020-01-20"), 20) == day("2020-02-25")
    assert before.changed(after) == (day("2020-01-31"), day("2020-02-01"))
    assert after.changed(before) == before.changed(after)
    assert before.day(day("2020-02-01")).notice == "国办发明电〔2019〕16号"
    assert after.day(day("2020-02-01")).notice == "国办发明电〔2020〕1号"
    assert after.day(day("2020-01-24")).notice == "国办发明电〔2019〕16号", "what a revision does not speak of stays"


def test_labour_day_of_2019_was_lengthened_in_march():
    before = calendar(as_of=day("2019-03-21"))
    assert before.changed(CALENDAR) == tuple(map(day, ("2019-04-28", "2019-05-02", "2019-05-03", "2019-05-05")))
    assert before.after(day("2019-04-30"), 1) == day("2019-05-02")
    assert calendar(as_of=day("2019-03-22")).after(day("2019-04-30"), 1) == day("2019-05-05"), "a Sunday that works"


def test_a_year_is_not_known_before_its_notice():
    assert calendar(as_of=day("2025-11-03")).last == 2025
    assert calendar(as_of=day("2025-11-04")).last == 2026
    with pytest.raises(CalendarNotPublished, match="没有2026年的放假安排（现有2004年至2025年）"):
        calendar(as_of=day("2025-11-03")).after(day("2025-12-24"), 7)


def test_the_end_of_2018_changed_with_the_notice_for_2019():
    before = calendar(as_of=day("2018-12-03"))
    assert before.works(day("2018-12-31"))
    assert not before.works(day("2018-12-29"))
    assert before.changed(CALENDAR) == (day("2018-12-29"), day("2018-12-31"))


def test_a_year_of_the_library_is_known_from_its_first_day():
    assert calendar(as_of=day("2009-12-31")).last == 2009
    assert calendar(as_of=day("2010-01-01")).last == 2010
    with pytest.raises(CalendarNotPublished):
        calendar(as_of=day("2003-12-31"))


def test_today_the_calendar_is_the_one_without_a_day():
    assert calendar(as_of=LAST).changed(CALENDAR) == ()
    assert [notice.number for notice in CALENDAR.notices][:2] == ["国办发明电〔2018〕15号", "国办发明电〔2019〕3号"]


# --- notices of one's own -------------------------------------------------------------------------------------------

NEW_YEAR_2027 = Notice(
    "国办发明电〔2026〕99号",
    day("2026-11-02"),
    2027,
    {day("2026-12-31"): "元旦", day("2027-01-01"): "元旦"},
    frozenset({day("2027-01-03")}),
    "made up for the tests",
)


def test_an_extra_notice_makes_its_year_known():
    with_2027 = calendar(NEW_YEAR_2027)
    assert with_2027.last == 2027
    assert with_2027.after(day("2026-12-30"), 1) == day("2027-01-03")
    assert with_2027.day(day("2026-12-31")).notice == NEW_YEAR_2027.number, "it may reach into December"
    assert calendar(NEW_YEAR_2027, as_of=day("2026-11-01")).last == 2026
    assert with_2027.changed(CALENDAR) == (day("2026-12-31"),), "only years that both cover"


def test_an_extra_notice_takes_the_place_of_ours_with_its_number():
    ours = CALENDAR.notices[-1]
    corrected = calendar(ours._replace(holidays={**ours.holidays, day("2026-05-06"): "劳动节"}))
    assert corrected.changed(CALENDAR) == (day("2026-05-06"),)


def test_an_extra_revision_changes_only_its_days():
    revision = Notice(
        "国办发明电〔2026〕98号",
        day("2026-08-01"),
        2026,
        {day("2026-10-08"): "国庆节"},
        frozenset({day("2026-10-11")}),
        "made up for the tests",
        revises="国办发明电〔2025〕7号",
        ordinary=frozenset({day("2026-10-10"), day("2026-10-07")}),
    )
    revised = calendar(revision)
    assert revised.changed(CALENDAR) == tuple(map(day, ("2026-10-07", "2026-10-08", "2026-10-10", "2026-10-11")))
    assert revised.day(day("2026-10-07")).kind is DayKind.WORKDAY
    assert revised.day(day("2026-10-10")).kind is DayKind.WEEKEND
    assert calendar(revision, as_of=day("2026-07-31")).changed(CALENDAR) == ()


def test_a_later_notice_for_a_whole_year_takes_the_place_of_the_earlier_one_and_its_revisions():
    anew = Notice(
        "国办发明电〔2019〕97号", day("2019-06-01"), 2019, {day("2019-01-01"): "元旦"}, frozenset(), "made up"
    )
    assert calendar(anew).works(day("2019-05-01"))
    assert not calendar(anew, as_of=day("2019-05-31")).works(day("2019-05-01"))


def test_a_gap_between_known_years_is_not_counted_across():
    gap = calendar(NEW_YEAR_2027._replace(year=2029, issued=day("2028-11-01"), holidays={}, make_up=frozenset()))
    assert (gap.first, gap.last) == (2004, 2029)
    assert gap.works(day("2029-03-01"))
    for ask in (lambda: gap.works(day("2027-03-01")), lambda: gap.count(day("2026-01-01"), day("2029-01-05"))):
        with pytest.raises(CalendarNotPublished, match="没有2027年"):
            ask()


# --- properties -----------------------------------------------------------------------------------------------------

KNOWN = st.dates(FIRST, LAST)
ANY = st.dates(date(1900, 1, 1), date(2200, 1, 1))
GUESS = calendar(provisional=True)


@given(ANY, st.integers(1, 4000))
def test_counting_undoes_after(start: date, n: int):
    end = GUESS.after(start, n)
    assert end > start
    assert GUESS.works(end)
    assert GUESS.count(start, end) == n
    assert GUESS.count(start, end - timedelta(1)) == n - 1


@given(KNOWN, KNOWN)
def test_after_undoes_counting(start: date, end: date):
    start, end = sorted((start, end))
    n = CALENDAR.count(start, end)
    assert CALENDAR.after(start, n) <= end
    if CALENDAR.works(end):
        assert CALENDAR.after(start, n) == end


@given(ANY, ANY, st.integers(0, 500))
def test_a_later_start_never_ends_earlier(a: date, b: date, n: int):
    a, b = sorted((a, b))
    assert GUESS.after(a, n) <= GUESS.after(b, n)


@given(ANY, st.integers(0, 500), st.integers(0, 500))
def test_periods_follow_one_another(start: date, n: int, m: int):
    assert GUESS.after(GUESS.after(start, n), m) == GUESS.after(start, n + m)


@given(ANY, ANY, ANY)
def test_counts_add_up(a: date, b: date, c: date):
    a, b, c = sorted((a, b, c))
    assert GUESS.count(a, c) == GUESS.count(a, b) + GUESS.count(b, c)


@given(ANY)
def test_the_next_working_day_has_none_before_it(start: date):
    found = GUESS.next_working(start)
    assert GUESS.works(found)
    assert not any(GUESS.works(start + timedelta(n)) for n in range((found - start).days))


def test_the_count_is_the_sum_of_its_days():
    counted = 0
    for before, after in pairwise(DAYS):
        assert CALENDAR.count(before, after) == CALENDAR.works(after)
        counted += CALENDAR.works(after)
    assert CALENDAR.count(FIRST, LAST) == counted


# --- sharing --------------------------------------------------------------------------------------------------------


def test_the_calendar_is_made_once():
    assert calendar() is CALENDAR
    assert calendar(as_of=day("2020-01-21")) is calendar(as_of=day("2020-01-25")), "nothing was issued between"
    assert {CALENDAR: 1}[calendar()] == 1


def test_threads_share_it():
    def many(seed: int) -> list[date]:
        return [calendar().after(DAYS[(seed * 97 + n * 31) % 8000], n % 40) for n in range(500)]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(many, range(16)))
    assert together == [many(seed) for seed in range(16)]


def test_it_travels_to_another_process():
    copy = pickle.loads(pickle.dumps(CALENDAR))
    assert copy.after(day("2024-09-27"), 20) == day("2024-10-30")
    assert copy.changed(CALENDAR) == ()
