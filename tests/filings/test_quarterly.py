"""The quarterly table: what it counts, who hands it in, and what the supervisor makes of many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from gongkai.access.enums import Role
from gongkai.filings import quarterly
from gongkai.filings.enums import QuarterState
from gongkai.filings.models import Quarter
from gongkai.filings.quarterly import DECLARED, FIGURES, GROUPS, count, period_of
from gongkai.filings.services import quarters
from gongkai.law.events import Kind
from gongkai.office.waiting import waiting_for
from tests.cases.test_course import Desk, at
from tests.documents.people import holder

pytestmark = pytest.mark.django_db
STATED = dict.fromkeys(DECLARED, 0)


@pytest.fixture
def desk():
    with time_machine.travel(at(date(2024, 12, 20)), tick=False):
        yield Desk()


def handed_in(desk: Desk, quarter: int = 3) -> Quarter:
    table = quarters.open_quarter(desk.bureau, 2024, quarter, by=desk.officer)
    table = quarters.declare(table, STATED, "", by=desk.officer, edition=table.edition)
    return quarters.submit(table, by=desk.officer)


def test_a_figure_has_one_key_and_says_what_it_counts_or_is_declared():
    assert len(FIGURES) == sum(len(group.figures) for group in GROUPS)
    assert {key for key, figure in FIGURES.items() if not figure.means} == DECLARED


@given(st.integers(2009, 2090), st.integers(1, 4))
def test_quarters_follow_each_other_without_a_gap(year: int, quarter: int):
    first, last = period_of(year, quarter)
    assert first.day == 1
    assert (last - first).days in (89, 90, 91)
    following = period_of(year + quarter // 4, quarter % 4 + 1)[0]
    assert following == last + timedelta(days=1)


def test_every_figure_that_is_not_declared_is_counted(desk: Desk):
    assert set(count(desk.bureau, 2024, 3)) == set(FIGURES) - DECLARED


def test_requests_are_counted_in_the_quarter_in_which_they_came_and_in_that_in_which_they_were_answered(desk: Desk):
    answered = desk.case(date(2024, 8, 1))
    desk.happen(answered, Kind.REPLIED, date(2024, 8, 20), outcome="disclosed", route="direct", served="2024-08-20")
    desk.case(date(2024, 9, 27))
    late = desk.case(date(2024, 5, 6))
    desk.happen(late, Kind.REPLIED, date(2024, 7, 15), outcome="not_held", route="direct", served="2024-07-15")
    third = count(desk.bureau, 2024, 3)
    assert {key.removeprefix("requests."): value for key, value in third.items() if value} == {
        "new": 2,
        "carried_over": 1,
        "granted": 1,
        "unavailable.not_held": 1,
        "total": 2,
        "carried_forward": 1,
        "channel.in_person": 2,
        "late": 1,
    }
    fourth = count(desk.bureau, 2024, 4)
    assert (fourth["requests.new"], fourth["requests.carried_over"]) == (0, third["requests.carried_forward"])


def test_a_table_is_handed_in_when_its_quarter_has_ended_and_nothing_lacks(desk: Desk):
    table = quarters.open_quarter(desk.bureau, 2024, 4, by=desk.officer)
    with pytest.raises(ValidationError, match="还没有结束"):
        quarters.submit(table, by=desk.officer)
    table = quarters.open_quarter(desk.bureau, 2024, 3, by=desk.officer)
    with pytest.raises(ValidationError, match="还没有填报：收到政府信息公开投诉举报"):
        quarters.submit(table, by=desk.officer)
    assert handed_in(desk).state == QuarterState.SUBMITTED
    with pytest.raises(ValidationError, match="已经报送"):
        quarters.recount(table, by=desk.officer)
    with pytest.raises(ValidationError, match="已经开始的季度"):
        quarters.open_quarter(desk.bureau, 2025, 1, by=desk.officer)


def test_what_is_stated_otherwise_than_it_was_counted_is_explained(desk: Desk):
    table = quarters.open_quarter(desk.bureau, 2024, 3, by=desk.officer)
    other = {"channel.newspaper": 4}
    with pytest.raises(ValidationError, match="请说明原因：报刊"):
        quarters.declare(table, other, "", by=desk.officer, edition=table.edition)
    table.refresh_from_db()
    told = quarters.declare(table, other, "报社自行刊登", by=desk.officer, edition=table.edition)
    assert (quarters.value_of(told, "channel.newspaper"), told.counted["channel.newspaper"]) == (4, 0)
    with pytest.raises(ValidationError, match="别人刚刚改过"):
        quarters.declare(table, {}, "", by=desk.officer, edition=told.edition - 1)
    with pytest.raises(ValidationError, match="应是0至"):
        quarters.declare(told, {"trainings": -1}, "", by=desk.officer, edition=told.edition)


def test_what_was_handed_in_stays_when_records_change_later(desk: Desk):
    before = handed_in(desk).counted["requests.new"]
    desk.case(date(2024, 9, 27))
    assert quarters.value_of(Quarter.objects.get(), "requests.new") == before
    assert count(desk.bureau, 2024, 3)["requests.new"] == before + 1


def test_the_supervisor_sees_the_sums_and_who_has_not_filed_sends_back_and_collects(desk: Desk):
    desk.case(date(2024, 9, 27))
    table = handed_in(desk)
    above = holder(Role.SUPERVISOR, desk.city, "督查员")
    found = quarters.whole(above, 2024, 3)
    assert (found.tables, found.missing, found.sums["requests.new"]) == ([table], [desk.city], 1)
    with pytest.raises(ValidationError, match="请写明退回的原因"):
        quarters.send_back(table, " ", by=above)
    assert [item.title for item in waiting_for(above).now] == ["汇总2024年第3季度统计（1张）"]
    assert quarters.send_back(table, "渠道数不对", by=above).state == QuarterState.RETURNED
    assert quarters.whole(above, 2024, 3).tables == []
    assert quarters.whole(above, 2024, 3).begun == {desk.bureau.pk: table}
    assert f"改正退回的{table}统计" in [item.title for item in waiting_for(desk.officer).soon]
    again = quarters.submit(table, by=desk.officer)
    assert [each.state for each in quarters.collect([again], by=above)] == [QuarterState.COLLECTED]
    with pytest.raises(ValidationError, match="已经汇总"):
        quarters.collect([again], by=above)


def test_nobody_else_does_so(desk: Desk):
    table = handed_in(desk)
    with pytest.raises(PermissionDenied):
        quarters.collect([table], by=desk.officer)
    with pytest.raises(PermissionDenied):
        quarters.open_quarter(desk.city, 2024, 1, by=desk.officer)
    assert quarters.whole(desk.officer, 2024, 3).tables == []


def test_a_quarter_is_counted_with_as_many_statements_however_much_there_is(
    desk: Desk, django_assert_max_num_queries: object
):
    desk.case(date(2024, 9, 27))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        quarterly.count(desk.bureau, 2024, 3)
