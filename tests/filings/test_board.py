"""The board of a supervisor: each figure from the records, rates of nothing are none, files say the same."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
import time_machine
from django.urls import reverse
from pyarrow import parquet

from gongkai.access.enums import Role
from gongkai.cases.models import Remedy
from gongkai.filings.board import Period, board, charts, trend
from gongkai.filings.circular import circular
from gongkai.law.events import Kind
from tests.cases.test_course import Desk, at
from tests.documents.people import holder
from tests.filings.test_quarters_desk import signed_in
from tests.programs import needs_soffice, printed_by_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    with time_machine.travel(at(date(2024, 12, 20)), tick=True):
        yield Desk()


@pytest.fixture
def year(desk: Desk) -> Desk:
    """A bureau that answered in time, late, and not at all; a court corrected it once."""
    desk.above = holder(Role.SUPERVISOR, desk.city, "督查员")  # type: ignore[attr-defined]
    in_time = desk.case(date(2024, 3, 1))
    desk.happen(in_time, Kind.REPLIED, date(2024, 3, 20), outcome="disclosed", route="direct", served="2024-03-20")
    late = desk.case(date(2024, 5, 6))
    desk.happen(late, Kind.REPLIED, date(2024, 7, 15), outcome="internal_affairs", route="direct", served="2024-07-15")
    desk.case(date(2024, 9, 27))
    Remedy.objects.create(
        case=late,
        procedure="litigation",
        authority="海州市人民法院（虚构）",
        filed_on=date(2024, 8, 1),
        result="ordered",
        decided_on=date(2024, 10, 8),
        entered_by=desk.officer,
    )
    return desk


def test_each_body_has_its_figures_and_the_whole_their_sums(year: Desk):
    found = board(year.above, Period(2024))  # type: ignore[attr-defined]
    rows = {row.body: row for row in found.rows}
    bureau = rows[year.bureau]
    assert (bureau.received, bureau.settled, bureau.late, bureau.open, bureau.overdue) == (3, 2, 1, 1, 1)
    assert {key: count for key, count in bureau.outcomes.items() if count} == {"granted": 1, "refused": 1}
    assert bureau.grounds["refused.internal_affairs"] == 1
    assert (bureau.in_time, bureau.corrected_rate) == (0.5, 1.0)
    assert rows[year.city].in_time is None
    assert (found.whole.received, found.whole.in_time_shown) == (3, "50.0%")


def test_a_quarter_has_what_came_and_what_was_settled_in_it(year: Desk):
    found = board(year.above, Period(2024, 3))  # type: ignore[attr-defined]
    assert (found.whole.received, found.whole.settled, found.whole.late, found.whole.decided) == (1, 1, 1, 0)


def test_only_bodies_that_are_supervised_stand_on_it(year: Desk):
    assert board(year.officer, Period(2024)).rows == []
    own = holder(Role.SUPERVISOR, year.bureau)
    assert [row.body for row in board(own, Period(2024)).rows] == [year.bureau]


def test_the_number_of_statements_does_not_grow_with_the_bodies(year: Desk, django_assert_max_num_queries: object):
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        board(year.above, Period(2024))  # type: ignore[attr-defined]


def test_the_circular_names_who_was_late_and_who_has_no_report(year: Desk):
    found = board(year.above, Period(2024))  # type: ignore[attr-defined]
    over = trend([year.bureau], 2024)
    made = circular(found, charts(found, over), issuer=year.city, on=date(2025, 1, 20))
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(made)).paragraphs)
    assert "按期办结率50.0%。逾期办结的机关：海州市教育局（1件）。" in text
    assert "没有公开的：海州市人民政府、海州市教育局。" in text


@pytest.mark.slow
@needs_soffice
def test_libreoffice_opens_the_circular(year: Desk):
    found = board(year.above, Period(2024))  # type: ignore[attr-defined]
    made = circular(found, charts(found, trend([year.bureau], 2024)), issuer=year.city, on=date(2025, 1, 20))
    assert printed_by_office(made).startswith(b"%PDF")


def test_the_page_shows_it_with_charts_and_the_files_say_the_same(year: Desk):
    above = signed_in(year.above)  # type: ignore[attr-defined]
    page = above.get(reverse("filings_board")).content.decode()
    assert page.count("<svg") >= 3
    assert "海州市教育局" in page
    lines = b"".join(above.get(reverse("filings_board_table", args=["csv"])).streaming_content).decode().splitlines()
    assert lines[2].startswith("海州市教育局,3,2,1,1,1,0.5000,1,0,1")
    table = parquet.read_table(io.BytesIO(above.get(reverse("filings_board_table", args=["parquet"])).content))
    assert table.column("新收").to_pylist() == [0, 3]
    assert above.get(reverse("filings_circular")).content.startswith(b"PK")


def test_a_period_that_has_not_begun_is_not_found(year: Desk):
    above = signed_in(year.above)  # type: ignore[attr-defined]
    assert above.get(reverse("filings_board"), {"year": 2025}).status_code == 404
    assert above.get(reverse("filings_board"), {"year": 2024, "quarter": 9}).status_code == 404
    assert signed_in(year.officer).get(reverse("filings_board")).status_code == 403
