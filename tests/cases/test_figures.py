"""Sections three and four are counted from the records by one table of definitions: figure, drill-down, and what a case
moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.access.enums import Role
from gongkai.bodies.models import Body
from gongkai.cases import figures
from gongkai.cases.enums import Procedure
from gongkai.cases.models import Case, Remedy
from gongkai.cases.services import course, intake
from gongkai.law.events import Kind
from gongkai.law.limits import REOPENED, Channel
from gongkai.law.outcomes import OUTCOMES
from gongkai.law.remedy import RESULTS
from gongkai.persons.enums import ApplicantKind
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from gongkai.report import Report, Severity, Value, check
from gongkai.report.form import EDITIONS, edition_for
from tests.documents.people import city_and_bureau, holder

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
YEARS = (2019, 2020, 2021, 2022)
LATER = date(2022, 6, 30)
"""When everything has happened that happens here."""
Step = tuple[date, Kind, dict[str, Any]]


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


class Bureau:
    """A bureau, and somebody of each kind who asks."""

    def __init__(self) -> None:
        self.city, self.body = city_and_bureau()
        self.other = Body.objects.create(name="海州市水利局（虚构）", kind="department", parent=self.city)
        self.officer = holder(Role.OFFICER, self.city, "林小满")
        self.officer.appointments.update(since=date(2015, 1, 1))
        self.askers = {kind: self._asker(kind) for kind in ApplicantKind}

    def _asker(self, kind: ApplicantKind) -> Applicant:
        given = {"kind": kind, "name": f"{kind.label}（虚构）", "document": "other", "number": f"T{kind}"}
        return register_applicant(given, by=self.officer, body=self.body)

    def case(
        self,
        came: date,
        *steps: Step,
        asks: ApplicantKind = ApplicantKind.NATURAL_PERSON,
        channel: Channel = Channel.IN_PERSON,
        body: Body | None = None,
    ) -> Case:
        """A case that is entered, and whose events are, each on its day; days pass between them."""
        with time_machine.travel(at(came), tick=False):
            members = {"title": "建设项目清单", "description": "项目名称、投资额"}
            case = intake.enter(
                body or self.body,
                self.askers[asks],
                members,
                channel=channel,
                submitted_at=at(came, 9),
                by=self.officer,
            )
        for on, kind, told in steps:
            with time_machine.travel(at(on), tick=False):
                course.count_anew(case.pk)
                case.refresh_from_db()
                course.happen(case, kind, on, by=self.officer, seen=case.last_event, **told)
        with time_machine.travel(at(LATER), tick=False):
            course.count_anew(case.pk)
        return Case.objects.get(pk=case.pk)

    def remedy(
        self, case: Case, procedure: Procedure, filed: date, decided: date | None = None, **members: Any
    ) -> Remedy:
        members = {"result": "upheld" if decided else "pending", "authority": "海州市人民法院（虚构）"} | members
        return Remedy.objects.create(
            case=case, procedure=procedure, filed_on=filed, decided_on=decided, entered_by=self.officer, **members
        )


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def answered(on: date, outcome: str = "disclosed") -> Step:
    return on, Kind.REPLIED, {"outcome": outcome, "route": "direct"}


def reopened(on: date, by: str = "court") -> Step:
    return on, Kind.REOPENED, {"reopened_by": by}


def rows(case: Case) -> dict[int, list[str]]:
    """The rows of section three that count a case, by year, but for the sum."""
    found = {}
    for year in YEARS:
        cells = [cell for cell in figures.cells_moved_by(case, year) if cell.endswith(".natural_person")]
        told = [cell.removeprefix("requests.").removesuffix(".natural_person") for cell in cells]
        if told := [row for row in told if row != "total"]:
            found[year] = told
    return found


WINTER = date(2020, 12, 20)


@pytest.mark.parametrize(
    ("came", "steps", "counted"),
    [
        pytest.param(date(2020, 3, 2), [answered(date(2020, 3, 9))], {2020: ["new", "granted"]}, id="in one year"),
        pytest.param(
            WINTER,
            [answered(date(2021, 1, 6), "partial")],
            {2020: ["new", "carried_forward"], 2021: ["carried_over", "partial"]},
            id="answered in January",
        ),
        pytest.param(
            date(2020, 12, 31), [answered(date(2020, 12, 31))], {2020: ["new", "granted"]}, id="on the last day"
        ),
        pytest.param(
            date(2020, 3, 2),
            [
                answered(date(2020, 3, 9), "not_held"),
                reopened(date(2020, 9, 1)),
                answered(date(2020, 9, 10), "partial"),
            ],
            {2020: ["new", "partial"]},
            id="decided anew within the year",
        ),
        pytest.param(
            date(2020, 3, 2),
            [answered(date(2020, 3, 9), "not_held"), reopened(WINTER), answered(date(2021, 1, 7), "partial")],
            {2020: ["new", "carried_forward"], 2021: ["carried_over", "partial"]},
            id="annulled at the end of the year it was decided in",
        ),
        pytest.param(
            date(2020, 3, 2),
            [answered(date(2020, 3, 9), "not_held"), reopened(date(2021, 2, 1)), answered(date(2021, 2, 9), "partial")],
            {2020: ["new", "unavailable.not_held"]},
            id="annulled after the year was over",
        ),
        pytest.param(
            date(2020, 3, 2),
            [
                answered(date(2020, 3, 9), "not_held"),
                reopened(WINTER),
                answered(date(2021, 1, 7), "partial"),
                reopened(date(2022, 2, 1)),
            ],
            {2020: ["new", "carried_forward"], 2021: ["carried_over", "partial"]},
            id="annulled twice",
        ),
        pytest.param(
            WINTER,
            [(date(2020, 12, 24), Kind.SUPPLEMENT_NOTIFIED, {"until": date(2020, 12, 30)})],
            {2020: ["new", "other"]},
            id="let lapse on the last day but one",
        ),
        pytest.param(
            WINTER,
            [(date(2020, 12, 24), Kind.SUPPLEMENT_NOTIFIED, {"until": date(2020, 12, 31)})],
            {2020: ["new", "carried_forward"], 2021: ["carried_over", "other.not_supplemented"]},
            id="let lapse with the year",
        ),
        pytest.param(
            date(2020, 12, 1),
            [
                (date(2020, 12, 4), Kind.SUPPLEMENT_NOTIFIED, {"until": date(2020, 12, 18)}),
                (date(2021, 1, 5), Kind.SUPPLEMENT_RECEIVED, {"good_reason": "住院"}),
                answered(date(2021, 1, 12)),
            ],
            {2020: ["new", "other"]},
            id="taken up again for a good reason after the year was over",
        ),
        pytest.param(
            date(2020, 12, 1),
            [(date(2020, 12, 9), Kind.WITHDRAWN, {})],
            {2020: ["new", "other"]},
            id="withdrawn",
        ),
    ],
)
def test_a_case_is_counted_once_however_it_went(
    bureau: Bureau, came: date, steps: list[Step], counted: dict[int, list[str]]
):
    assert rows(bureau.case(came, *steps)) == counted


def test_what_is_not_confirmed_is_not_counted_until_it_is(bureau: Bureau):
    assert rows(bureau.case(WINTER, channel=Channel.INTERNET)) == {}
    confirmed: Step = (date(2021, 1, 4), Kind.CONFIRMED, {})
    case = bureau.case(WINTER, confirmed, answered(date(2021, 1, 11)), channel=Channel.INTERNET)
    assert rows(case) == {2021: ["new", "granted"]}


@pytest.mark.parametrize(
    "how", [answered(date(2020, 12, 22), "already_public"), (date(2020, 12, 22), Kind.WITHDRAWN, {})]
)
def test_what_is_ended_before_it_was_confirmed_is_new_on_that_day(bureau: Bureau, how: Step):
    case = bureau.case(WINTER, how, channel=Channel.INTERNET)
    assert case.received_on is None
    assert case.came_on == date(2020, 12, 22)
    assert rows(case)[2020][0] == "new"
    again = bureau.case(WINTER, how, reopened(date(2021, 3, 1)), channel=Channel.INTERNET)
    assert (again.received_on, again.came_on) == (date(2021, 3, 1), date(2020, 12, 22))
    assert list(rows(again)) == [2020]


def test_what_is_open_on_a_day_to_come_is_carried_from_year_to_year(bureau: Bureau):
    case = bureau.case(date(2020, 11, 2))
    assert rows(case) == {
        2020: ["new", "carried_forward"],
        2021: ["carried_over", "carried_forward"],
        2022: ["carried_over", "carried_forward"],
    }


def test_what_was_voided_is_counted_nowhere_and_parts_are_counted_as_requests(bureau: Bureau):
    with time_machine.travel(at(date(2020, 3, 2)), tick=False):
        parts = intake.split(
            bureau.case(date(2020, 3, 2)), [{"description": each} for each in ("甲", "乙", "丙")], by=bureau.officer
        )
    assert [rows(part)[2020] for part in parts] == [["new", "carried_forward"]] * 3
    case = parts[0]
    case.voided_at, case.voided_by, case.voided_why = at(LATER), bureau.officer, "重复登记"
    case.save()
    assert rows(case) == {}
    assert figures.cells_of(bureau.body, 2020)["requests.new.total"] == 2


def test_a_reply_says_which_kind_it_is_and_one_that_the_form_counts(bureau: Bureau):
    case = bureau.case(date(2020, 3, 2))
    for outcome in ({}, {"outcome": "correction_made"}):
        with (
            time_machine.travel(at(date(2020, 3, 9)), tick=False),
            pytest.raises(ValidationError, match="请选择对这件申请的答复类型"),
        ):
            course.happen(case, Kind.REPLIED, date(2020, 3, 9), by=None, seen=1, **outcome)


def test_what_is_entered_late_for_december_changes_december_and_what_happens_in_january_does_not(bureau: Bureau):
    case = bureau.case(date(2020, 12, 1))
    with time_machine.travel(at(date(2021, 1, 5)), tick=False):
        course.happen(case, Kind.REPLIED, date(2021, 1, 5), by=None, seen=1, outcome="disclosed")
    assert rows(Case.objects.get(pk=case.pk))[2020] == ["new", "carried_forward"]
    late = bureau.case(date(2020, 12, 1))
    with time_machine.travel(at(date(2021, 1, 5)), tick=False):
        course.happen(late, Kind.REPLIED, date(2020, 12, 30), by=None, seen=1, outcome="disclosed")
    assert rows(Case.objects.get(pk=late.pk)) == {2020: ["new", "granted"]}


# --- section four ---------------------------------------------------------------------------------------------------

RECONSIDERED, SUED = Procedure.RECONSIDERATION, Procedure.LITIGATION


def remedies(body: Body, year: int) -> dict[str, int]:
    """The cells of section four that are not nought, but for the sums."""
    cells = figures.cells_of(body, year).items()
    return {
        cell.removeprefix("remedies."): number
        for cell, number in cells
        if number and cell.startswith("remedies.") and not cell.endswith(".total")
    }


def test_a_remedy_is_pending_until_it_is_decided_and_then_counts_by_its_result_in_that_year(bureau: Bureau):
    case = bureau.case(date(2020, 3, 2), answered(date(2020, 3, 9), "petition"))
    bureau.remedy(case, RECONSIDERED, date(2020, 4, 1), date(2021, 2, 1), result="annulled")
    assert [remedies(bureau.body, year) for year in YEARS] == [
        {},
        {"reconsideration.pending": 1},
        {"reconsideration.corrected": 1},
        {},
    ]
    assert remedies(bureau.other, 2020) == {}


@pytest.mark.parametrize("result", [each for each in RESULTS if each.key != "pending"], ids=lambda each: each.key)
def test_every_result_has_its_column(bureau: Bureau, result: Any):
    case = bureau.case(date(2020, 3, 2), answered(date(2020, 3, 9), "petition"))
    bureau.remedy(case, SUED, date(2020, 4, 1), date(2020, 6, 1), result=result.key)
    assert remedies(bureau.body, 2020) == {f"litigation_direct.{result.column}": 1}


def test_a_suit_after_reconsideration_is_told_from_a_direct_one_also_on_appeal(bureau: Bureau):
    case = bureau.case(date(2020, 3, 2), answered(date(2020, 3, 9), "petition"))
    first = bureau.remedy(case, RECONSIDERED, date(2020, 4, 1), date(2020, 5, 6))
    suit = bureau.remedy(case, SUED, date(2020, 5, 12), date(2020, 9, 1), after=first, result="annulled")
    assert remedies(bureau.body, 2020) == {
        "reconsideration.upheld": 1,
        "litigation_after_reconsideration.corrected": 1,
    }
    appeal = bureau.remedy(case, SUED, date(2020, 9, 10), date(2021, 1, 20), after=suit)
    assert remedies(bureau.body, 2020) == {
        "reconsideration.upheld": 1,
        "litigation_after_reconsideration.pending": 1,
    }
    assert remedies(bureau.body, 2021) == {"litigation_after_reconsideration.upheld": 1}
    bureau.remedy(case, SUED, date(2021, 5, 10), date(2021, 8, 20), after=appeal, result="ordered")
    assert remedies(bureau.body, 2021) == {"litigation_after_reconsideration.corrected": 1}


def test_two_remedies_over_one_case_count_two(bureau: Bureau):
    case = bureau.case(date(2020, 3, 2), answered(date(2020, 3, 9), "petition"))
    for month in (4, 5):
        bureau.remedy(case, RECONSIDERED, date(2020, month, 1), date(2020, 8, 1))
    cell = "remedies.reconsideration.upheld"
    assert figures.cells_of(bureau.body, 2020)[cell] == 2
    assert {each.case for each in figures.cases_behind(bureau.body, 2020, cell)} == {case}
    assert figures.cells_moved_by(case, 2020)[-2:] == [cell, "remedies.reconsideration.total"]


# --- the whole ------------------------------------------------------------------------------------------------------


def test_every_outcome_of_a_request_has_a_row_in_either_edition():
    for edition in EDITIONS.values():
        counted = figures.rows_of(edition)
        assert list(counted) == [row.key for row in edition.rows]
        for outcome in OUTCOMES:
            row = getattr(outcome, f"row_{edition.name}")
            assert (outcome.key in course.COUNTED) == (row is not None)
            assert row is None or outcome.label in counted[row.removeprefix("requests.")].means
        for cell in (*edition.requests_keys, *edition.remedies_keys):
            assert figures.meaning_of(cell, edition)


def test_a_year_is_counted_with_one_statement_a_section(bureau: Bureau):
    bureau.case(date(2020, 3, 2), answered(date(2020, 3, 9)))
    with CaptureQueriesContext(
        connection,
    ) as sent:
        cells = figures.cells_of(bureau.body, 2020)
    assert len(sent) == 2
    form = edition_for(2020)
    assert list(cells) == [*form.requests_keys, *form.remedies_keys]
    assert {cell: number for cell, number in cells.items() if number} == {
        f"requests.{row}.{column}": 1 for row in ("new", "granted", "total") for column in ("natural_person", "total")
    }
    with pytest.raises(KeyError):
        figures.cases_behind(bureau.body, 2020, "requests.other.other.total")
    assert not figures.cases_behind(bureau.body, 2020, "requests.other.other.total", EDITIONS["2021"]).exists()


OPENING = st.dates(date(2019, 11, 1), date(2021, 12, 31))
DEEDS = (
    (Kind.CONFIRMED, {}),
    (Kind.SUPPLEMENT_NOTIFIED, {"until": 12}),
    (Kind.SUPPLEMENT_RECEIVED, {"good_reason": "住院"}),
    (Kind.CONSULTATION_SENT, {"to": "third_party", "ref": "1"}),
    (Kind.FEE_NOTIFIED, {}),
    (Kind.EXTENDED, {"days": 20}),
    (Kind.WITHDRAWN, {}),
    *((Kind.REPLIED, {"outcome": key}) for key in ("disclosed", "partial", "not_held", "state_secret", "enquiry")),
    (Kind.REPLIED, {"outcome": "disclosed"}),
    *((Kind.REOPENED, {"reopened_by": by}) for by in REOPENED),
)
OVER = st.tuples(st.sampled_from(Procedure), st.integers(5, 200), st.integers(0, 400), st.sampled_from(RESULTS))
LIVES = st.lists(
    st.tuples(
        OPENING,
        st.sampled_from(ApplicantKind),
        st.sampled_from(Channel),
        st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 260)), max_size=6),
        st.booleans(),
        st.lists(OVER, max_size=3),
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_every_figure_is_its_records_and_every_record_moves_its_figures(bureau: Bureau, lives: list[Any]):
    Remedy.objects.all().update(after=None)
    Remedy.objects.all().delete()
    Case.objects.update(body=bureau.other)
    cases = [_live(bureau, *life) for life in lives]
    reports: list[Report] = []
    for year in (2020, 2021):  # one of each edition
        form = edition_for(year)
        cells = figures.cells_of(bureau.body, year)
        behind = {cell: list(figures.cases_behind(bureau.body, year, cell)) for cell in cells}
        assert cells == {cell: len(found) for cell, found in behind.items()}
        for case in cases:
            assert figures.cells_moved_by(case, year) == [cell for cell in cells if case in map(_case, behind[cell])]
        report = Report(edition=form.name, body=bureau.body.name, year=year)
        report.cells = {key: Value(cells.get(key, 0)) for key in form.keys}
        errors = check(report, previous=reports).of(Severity.ERROR)
        assert [finding for finding in errors if finding.code[0] in "AB" and finding.cells] == []
        reports.append(report)
    with time_machine.travel(at(LATER), tick=False):
        for case in cases:
            before = (case.came_on, case.settled_on, case.settled_as)
            course.put(case, course.clock_of(case))
            assert (case.came_on, case.settled_on, case.settled_as) == before


def _case(record: Case | Remedy) -> Case:
    return record if isinstance(record, Case) else record.case


def _live(
    bureau: Bureau,
    came: date,
    asks: ApplicantKind,
    channel: Channel,
    deeds: Iterable[tuple[tuple[Kind, dict[str, Any]], int]],
    voided: bool,
    over: Iterable[tuple[Procedure, int, int, Any]],
) -> Case:
    """A case that lives as it may: what the law refuses does not happen."""
    case = bureau.case(came, asks=asks, channel=channel)
    on = came
    for (kind, told), later in deeds:
        if (on := on + timedelta(days=later)) > LATER:
            break
        told = told | ({"until": on + timedelta(days=told["until"])} if "until" in told else {})
        with time_machine.travel(at(on), tick=False):
            course.count_anew(case.pk)
            try:
                course.happen(case, kind, on, by=None, seen=Case.objects.get(pk=case.pk).last_event, **told)
            except ValidationError:
                continue
    with time_machine.travel(at(LATER), tick=False):
        course.count_anew(case.pk)
    for remedy in _remedies(bureau, case, came, over):
        remedy.save()
    case = Case.objects.get(pk=case.pk)
    if voided and asks is ApplicantKind.OTHER:
        case.voided_at, case.voided_by, case.voided_why = at(LATER), bureau.officer, "登记有误"
        case.save()
    return case


def _remedies(
    bureau: Bureau, case: Case, came: date, over: Iterable[tuple[Procedure, int, int, Any]]
) -> Iterator[Remedy]:
    """Each after the one before it, as if it had been challenged."""
    before, day = None, came
    for procedure, later, long, result in over:
        day += timedelta(days=later)
        pending = result.key == "pending"
        remedy = Remedy(case=case, procedure=procedure, after=before, filed_on=day, entered_by=bureau.officer)
        remedy.result, remedy.decided_on = result.key, None if pending else day + timedelta(days=long)
        yield remedy
        before = None if pending else remedy
