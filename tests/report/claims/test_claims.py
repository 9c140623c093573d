"""Every row of the catalogue, each with sentences of our own."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.patterns import COMPOSED, PATTERNS, STATEMENTS
from gongkai.report.form import edition_for
from gongkai.report.model import Report
from gongkai.report.values import Claim, Text
from tests.report.claims.examples import ALIKE, CLAIMS, NAMES
from tests.report.claims.wordings import WORDINGS


def claims_of(
    text: str, *, body: str = "云溪市数据局", key: str = "overview", year: int | None = None
) -> tuple[Claim, ...]:
    spoken = re.search(r"(?<!\d)(2019|2020)年(?!以来)", text)
    year = year or (int(spoken[1]) if spoken else 2023)
    report = Report(
        edition=edition_for(year).name, body=body, year=year, sections=(Text(key, "一、", "总体情况", text),)
    )
    return report.claims


def bound(claims: tuple[Claim, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """What is claimed of cells, in order."""
    return [
        ("None" if claim.number is None else str(Decimal(claim.number).normalize()), tuple(sorted(claim.cells)))
        for claim in claims
        if claim.cells
    ]


def expected(told: str) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for part in filter(None, told.split("; ")):
        name, _, number = part.partition("=")
        found.append(("None" if number == "None" else str(Decimal(number).normalize()), tuple(sorted(NAMES[name]))))
    return found


BODIES = {"P94": "云溪市人民政府"}


@pytest.mark.parametrize(
    ("code", "text", "told"), [(code, *example) for code, examples in CLAIMS.items() for example in examples]
)
def test_a_sentence_claims_its_cells(code, text, told):
    assert bound(claims_of(text, body=BODIES.get(code, "云溪市数据局"))) == expected(told)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ALIKE.items() for text in texts])
def test_a_look_alike_claims_no_cell(code, text):
    assert bound(claims_of(text)) == []


@pytest.mark.parametrize(
    ("group", "text", "told"), [(group, *each) for group, rows in WORDINGS.items() for each in rows]
)
def test_however_it_is_put_a_sentence_claims_its_cells(group, text, told):
    assert bound(claims_of(text, body="云溪市人民政府" if group == "scopes" else "云溪市数据局")) == expected(told)


@pytest.mark.parametrize("number", range(1, 95))
def test_every_pattern_is_in_the_tables_and_has_examples(number):
    code = f"P{number:02d}"
    assert code in {row.id for row in (*PATTERNS, *STATEMENTS)} | set(COMPOSED)
    assert CLAIMS[code]


@pytest.mark.parametrize("number", range(1, 31))
def test_every_look_alike_is_in_the_table_and_has_examples(number):
    code = f"L{number:02d}"
    assert code in {row.id for row in LOOKALIKES}
    assert ALIKE[code]
