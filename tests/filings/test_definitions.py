"""Each cell of the report has one definition; by it the cell is counted, its records listed, its movers named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.cases.enums import Procedure
from gongkai.documents.enums import Effect, Kind, State
from gongkai.documents.services import publication
from gongkai.filings.definitions import DECLARED, How, all_behind, behind, count, definition_of, definitions, moved_by
from gongkai.filings.services.reports import totals
from gongkai.report.form import EDITION_2019, EDITION_2021, EDITIONS, Edition
from tests.filings.people import ANSWERS, YEAR, ZONE, Desk

KEYS = Path("/work/shared/domain/report-keys.json")
BOTH = pytest.mark.parametrize("edition", EDITIONS.values(), ids=str)
NORMATIVE = "proactive.normative_documents."

# --- the table ------------------------------------------------------------------------------------------------------


@BOTH
def test_each_cell_has_exactly_one_definition(edition: Edition):
    assert tuple(definitions(edition)) == edition.keys
    for cell, definition in definitions(edition).items():
        assert definition.cell == cell
        assert definition.title == edition.labels[cell]
        assert definition.text
        assert definition.source
        assert (definition.how == How.DERIVED) == bool(definition.parts)


@pytest.mark.skipif(not KEYS.exists(), reason="the published keys are kept outside of the project")
def test_the_cells_are_those_of_the_published_keys():
    published = json.loads(KEYS.read_text())["editions"]
    assert {name: list(keys) for name, keys in published.items()} == {
        name: list(definitions(edition)) for name, edition in EDITIONS.items()
    }


@BOTH
def test_what_is_counted_declared_and_derived(edition: Edition):
    how = {cell: each.how for cell, each in definitions(edition).items()}
    assert {cell for cell, each in how.items() if each == How.DERIVED} == set(totals(edition))
    declared = {cell.split(".")[1] for cell, each in how.items() if each == How.DECLARED}
    assert declared == {row.key for _, row in edition.proactive_rows()} & set(DECLARED)
    counted = [cell for cell, each in how.items() if each == How.COUNTED]
    assert len(counted) == 6 + 6 * (len(edition.rows) - 1) + 12


GRANTED = "本年以“已经主动公开”“予以公开”办结的申请中，申请人为商业企业的件数"


def test_a_definition_reads_as_a_sentence_for_the_public():
    told = {cell: definition_of(cell, EDITION_2021) for cell in EDITION_2021.keys}
    assert (
        told["requests.granted.business"].text == "本年以“已经主动公开”“予以公开”办结的申请中，申请人为商业企业的件数"
    )
    assert told["requests.new.other"].text.endswith("申请人为其他组织的件数")
    assert told[NORMATIVE + "in_force"].text == (
        "本机关制发（联合制发的，为牵头）、经审查确定的行政规范性文件中，本年12月31日有效的件数"
    )
    assert told["proactive.permits.decisions"].text == "本年作出的行政许可处理决定的数量，公开与否都计入"
    assert [article.short for article in told["proactive.penalties.decisions"].articles] == ["条例第20条第6项"]


# --- what the register tells ----------------------------------------------------------------------------------------


def of_2021(desk: Desk, year: int = YEAR) -> dict[str, int]:
    found = count(desk.bureau, year, EDITION_2021)
    return {name: found[NORMATIVE + name] for name in ("issued", "repealed", "in_force")}


IN_2024 = date(2024, 6, 1)
Enter = Callable[[Desk], Any]


@pytest.mark.parametrize(
    ("enter", "expected"),
    [
        pytest.param(lambda desk: desk.document(IN_2024), (1, 0, 1), id="made in the year"),
        pytest.param(lambda desk: desk.document(date(2020, 1, 1)), (0, 0, 1), id="made before"),
        pytest.param(lambda desk: desk.document(date(2025, 1, 2)), (0, 0, 0), id="made after"),
        pytest.param(lambda desk: desk.document(IN_2024, state=State.DRAFT), (0, 0, 0), id="drafted"),
        pytest.param(lambda desk: desk.document(IN_2024, state=State.VOID), (0, 0, 0), id="void"),
        pytest.param(lambda desk: desk.document(IN_2024, obtained_from="省教育厅"), (0, 0, 0), id="of others"),
        pytest.param(lambda desk: desk.document(IN_2024, kind=Kind.NOTICE), (0, 0, 0), id="a notice"),
        pytest.param(lambda desk: desk.document(IN_2024, body=desk.city), (0, 0, 0), id="of another body"),
        pytest.param(
            lambda desk: desk.document(date(2020, 1, 1), effect=Effect.REPEALED, ended_on=IN_2024),
            (0, 1, 0),
            id="repealed in the year",
        ),
        pytest.param(
            lambda desk: desk.document(IN_2024, effect=Effect.SUPERSEDED, ended_on=date(2024, 12, 31)),
            (1, 1, 0),
            id="superseded on the last day",
        ),
        pytest.param(
            lambda desk: desk.document(date(2020, 1, 1), effect=Effect.REPEALED, ended_on=date(2025, 1, 1)),
            (0, 0, 1),
            id="repealed after the year",
        ),
        pytest.param(
            lambda desk: desk.document(date(2020, 1, 1), effect=Effect.REPEALED), (0, 0, 0), id="repealed unknown when"
        ),
        pytest.param(
            lambda desk: desk.document(date(2020, 1, 1), expires_on=date(2024, 12, 31)),
            (0, 0, 1),
            id="valid up to the last day",
        ),
        pytest.param(
            lambda desk: desk.document(date(2020, 1, 1), expires_on=date(2024, 12, 30)),
            (0, 1, 0),
            id="lapsed, though not marked so",
        ),
        pytest.param(
            lambda desk: desk.document(date(2020, 1, 1), effect=Effect.AMENDED), (0, 0, 1), id="amended is in force"
        ),
    ],
)
def test_a_document_is_counted_by_when_it_was_made_and_ended(enter: Enter, expected: tuple[int, int, int], desk: Desk):
    enter(desk)
    assert tuple(of_2021(desk).values()) == expected


def test_what_is_in_force_follows_from_year_to_year(desk: Desk):
    for year in (2021, 2022, 2023, 2024):
        desk.document(date(year, 3, 1))
        desk.document(date(year, 3, 1), effect=Effect.REPEALED, ended_on=date(year + 1, 5, 1))
        desk.document(date(year, 3, 1), expires_on=date(year + 1, 12, 31))
    for year in (2022, 2023, 2024):
        before, now = of_2021(desk, year - 1), of_2021(desk, year)
        assert now["in_force"] == before["in_force"] + now["issued"] - now["repealed"]


def test_in_the_edition_of_2019_documents_are_counted_by_publication(desk: Desk):
    def on(day: date) -> Any:
        return time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=ZONE))

    def published(day: date, formed: date) -> Any:
        with on(day):
            return desk.published(kind=Kind.NORMATIVE, category="gfxwj-gf", formed_on=formed)

    published(date(2019, 5, 5), date(2019, 5, 1))
    withdrawn = published(date(2019, 6, 5), date(2019, 6, 1))
    published(date(2020, 4, 5), date(2018, 4, 1))  # of an earlier year
    corrected = published(date(2020, 4, 5), date(2020, 4, 1))
    with on(date(2020, 8, 1)):
        publication.withdraw(withdrawn.item, "撤下", by=desk.officer)
    with on(date(2020, 9, 1)):
        publication.correct(corrected.item, "更正一处", by=desk.officer)
        corrected.item.refresh_from_db()
        publication.publish(desk.passed(corrected.item), by=desk.officer)
    with on(date(2021, 2, 1)):
        found = count(desk.bureau, 2020, EDITION_2019)
        assert {name: found[NORMATIVE + name] for name in ("produced", "disclosed", "total")} == {
            "produced": 1,
            "disclosed": 2,
            "total": 3,
        }
        assert count(desk.bureau, 2019, EDITION_2019)[NORMATIVE + "total"] == 2


# --- one table for figure, records and movers -----------------------------------------------------------------------

DAYS = st.dates(date(2022, 1, 1), date(2025, 1, 10))
COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")


@st.composite
def _case(draw: st.DrawFn) -> dict[str, Any]:
    came, settled = sorted((draw(DAYS), draw(DAYS)))
    ended = draw(st.booleans())
    return {
        "came": came,
        "settled": settled if ended else None,
        "answer": draw(st.sampled_from(ANSWERS)),
        "column": draw(st.sampled_from(COLUMNS)),
    }


@pytest.mark.usefixtures("_in_january")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(_case(), max_size=12),
    documents=st.lists(st.tuples(DAYS, st.sampled_from([Kind.NORMATIVE, Kind.REGULATION])), max_size=5),
    edition=st.sampled_from(list(EDITIONS.values())),
)
def test_a_cell_is_as_many_as_its_records_and_the_records_say_which_cells_they_move(
    cases: list[dict[str, Any]], documents: list[tuple[date, Kind]], edition: Edition, db: None
):
    with transaction.atomic():
        _agree(Desk(), cases, documents, edition)
        transaction.set_rollback(True)


def _agree(desk: Desk, cases: list[dict[str, Any]], documents: list[tuple[date, Kind]], edition: Edition) -> None:
    made = [desk.case(**each) for each in cases]
    items = [desk.document(formed, kind=kind) for formed, kind in documents]
    if made and (case := made[0]).settled_on is not None:
        desk.remedy(case, case.settled_on, procedure=Procedure.LITIGATION)
    figures = count(desk.bureau, YEAR, edition)
    listed = all_behind(desk.bureau, YEAR, edition)
    moved = [cell for record in (*made, *items) for cell in moved_by(record, YEAR, edition)]
    for cell, definition in definitions(edition).items():
        if definition.how == How.DECLARED:
            assert behind(desk.bureau, YEAR, cell, edition) is None
            continue
        records = behind(desk.bureau, YEAR, cell, edition)
        assert records is not None
        assert records.count() == figures[cell]
        assert moved.count(cell) == figures[cell] or cell.startswith("remedies.")
        if definition.how == How.COUNTED:
            assert listed.get(cell, []) == sorted(records.values_list("pk", flat=True))
        else:
            assert sum(figures[part] for part in definition.parts) == figures[cell]


def test_a_report_is_counted_with_one_statement_a_table(desk: Desk):
    for number in range(3):
        desk.case(date(2024, 3, 1 + number), date(2024, 3, 10))
        desk.document(date(2024, 3, 1))
    for ask in (count, all_behind):
        with CaptureQueriesContext(connection) as asked:
            ask(desk.bureau, YEAR, EDITION_2021)
        assert len(asked) == 3


def test_only_cells_of_the_edition_have_records(desk: Desk):
    with pytest.raises(KeyError):
        behind(desk.bureau, YEAR, NORMATIVE + "produced", EDITION_2021)
