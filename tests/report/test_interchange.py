import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from gongkai.report.errors import NotReadable
from gongkai.report.form import EDITIONS, FORMAT
from gongkai.report.interchange import ALL_KEYS, as_dict, from_dict, from_json, to_json
from gongkai.report.model import Report
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Claim, Contact, Mark, Place, Text, Value
from tests.report.strategies import PATIENT, reports

EVERY_MARK = tuple(Mark)


def told(report: Report, *claims: Claim, **derived: object) -> Report:
    """The report with what would be derived from its text."""
    report.__dict__.update({"claims": claims, "contact": Contact(), "period": None} | derived)
    return report


def small(**cells: Value) -> Report:
    names = {"new": "requests.new.total", "fees": "proactive.fees.amount"}
    return told(Report(edition="2021", cells={names[name]: value for name, value in cells.items()}))


def test_a_report_has_the_members_of_the_contract_in_its_order():
    report = told(
        Report(
            edition="2021",
            body="云溪市数据局",
            year=2024,
            title="云溪市数据局2024年政府信息公开工作年度报告",
            preamble="根据规定编制本报告。",
            cells={"requests.new.total": Value(9), "proactive.fees.amount": Value(251000, None, "元")},
            sections=(Text("overview", "一、", "总体情况", "全年收到申请9件。\n均已办结。"),),
            signed_by="云溪市数据局",
            signed_on=date(2025, 1, 20),
            source="2024.docx",
            notes=["表三第2行缺一格。"],
        ),
        Claim("全年收到申请9件", "overview", 9, "件", 0, "申请", "", "P01", ("requests.new.total",), "="),
        contact=Contact(phone="0590-22985576"),
        period=(date(2024, 1, 1), date(2024, 12, 31)),
    )
    assert list(as_dict(report).items()) == [
        ("source", "2024.docx"),
        ("format", FORMAT),
        ("edition", "2021"),
        ("body", "云溪市数据局"),
        ("year", 2024),
        ("title", "云溪市数据局2024年政府信息公开工作年度报告"),
        ("cells", {"requests.new.total": 9, "proactive.fees.amount": 251000}),
        ("marks", {}),
        ("units", {"proactive.fees.amount": "元"}),
        ("preamble", "根据规定编制本报告。"),
        ("sections", {"overview": {"number": "一、", "title": "总体情况", "text": "全年收到申请9件。\n均已办结。"}}),
        ("signed_by", "云溪市数据局"),
        ("signed_on", "2025-01-20"),
        ("period", ["2024-01-01", "2024-12-31"]),
        ("contact", {"office": "", "address": "", "postcode": "", "phone": "0590-22985576", "email": "", "url": ""}),
        (
            "claims",
            [
                {
                    "text": "全年收到申请9件",
                    "section": "overview",
                    "number": 9,
                    "unit": "件",
                    "noun": "申请",
                    "period": "",
                    "pattern": "P01",
                    "cell": "requests.new.total",
                    "cells": ["requests.new.total"],
                    "relation": "=",
                    "accept": [],
                    "tolerance": 0,
                    "about": [],
                    "scope": "",
                    "part_of": None,
                }
            ],
        ),
        ("notes", ["表三第2行缺一格。"]),
    ]


@pytest.mark.parametrize(
    ("value", "number", "mark"),
    [
        (Value(0), 0, None),
        (BLANK, None, "blank"),
        (NOT_APPLICABLE, None, "n/a"),
        (UNKNOWN, None, "unknown"),
        (Value(3, Mark.INFERRED), 3, "inferred"),
    ],
)
def test_blank_zero_not_applicable_unknown_and_inferred_stay_apart(value, number, mark):
    data = as_dict(small(new=value))
    assert data["cells"] == {"requests.new.total": number}
    assert data["marks"] == ({"requests.new.total": mark} if mark else {})


def test_a_claim_on_several_cells_names_no_single_one():
    cells = ("requests.new.total", "requests.carried_over.total")
    (claim,) = as_dict(told(Report(), Claim("办理申请9件", "overview", 9, cells=cells)))["claims"]
    assert claim["cell"] is None
    assert claim["cells"] == list(cells)


def test_money_keeps_its_digits_in_json():
    text = to_json(as_dict(small(fees=Value(Decimal("43.788000")))))
    assert b'"proactive.fees.amount": 43.788000' in text
    (value,) = from_dict(from_json(text)).cells.values()
    assert str(value.number) == "43.788000"


@pytest.mark.parametrize("digits", ["0.000001", "123456789012345.123456", "-0.50", "1E+3", "0E-7"])
def test_any_decimal_is_printed_as_a_plain_json_number(digits):
    number = json.loads(to_json({"n": Decimal(digits)}), parse_float=Decimal)["n"]
    assert number == Decimal(digits)


def test_text_in_json_is_as_it_was_even_where_it_cannot_be_utf_8():
    text = '公开"\\\n\t \U00020000 <b> \ud800'
    assert from_json(to_json([text])) == [text]


def test_json_with_a_byte_order_mark_is_read():
    assert from_json(b'\xef\xbb\xbf{"a": 1.50}') == {"a": Decimal("1.50")}


@pytest.mark.parametrize("text", [b"{", b"\xff", b"[NaN]", b"[-Infinity]", b"[" * 100_000, b"1" * 5000])
def test_what_is_no_json_is_refused_in_chinese(text):
    with pytest.raises(NotReadable, match="不是有效的 JSON"):
        from_json(text)


def test_a_null_cell_without_a_mark_is_blank():
    data = {"format": FORMAT, "edition": "2019", "cells": {"requests.new.total": None}}
    assert from_dict(data).cells == {"requests.new.total": BLANK}


def test_a_number_that_another_parser_made_a_float_is_taken_by_its_digits():
    data = {"format": FORMAT, "edition": "2021", "cells": {"proactive.fees.amount": 43.788}}
    assert from_dict(data).number("proactive.fees.amount") == Decimal("43.788")


def test_cells_come_in_the_order_of_the_form():
    keys = EDITIONS["2021"].keys
    data = {"format": FORMAT, "edition": "2021", "cells": dict.fromkeys(reversed(keys), 0)}
    assert tuple(from_dict(data).cells) == keys


def test_all_keys_are_those_of_both_editions_each_after_the_one_it_follows_in_its_form():
    assert len(ALL_KEYS) == len(set(ALL_KEYS)) == 226
    for edition in EDITIONS.values():
        assert [key for key in ALL_KEYS if key in edition.key_set] == list(edition.keys)


@pytest.mark.parametrize(
    ("members", "named"),
    [
        ({"format": "gongkai.annual-report/2"}, "format"),
        ({"edition": "2020"}, "edition"),
        ({"year": "2024"}, "year"),
        ({"year": True}, "year"),
        ({"body": 1}, "body"),
        ({"title": []}, "title"),
        ({"cells": []}, "cells"),
        ({"cells": {"requests.new.sum": 1}}, "cells.requests.new.sum"),
        ({"cells": {"requests.new.total": "1"}}, "cells.requests.new.total"),
        ({"cells": {"requests.new.total": False}}, "cells.requests.new.total"),
        ({"cells": {"requests.new.total": Decimal("NaN")}}, "cells.requests.new.total"),
        ({"cells": {"requests.new.total": 1}, "marks": {"requests.new.total": "blank"}}, "marks.requests.new.total"),
        ({"cells": {"requests.new.total": None}, "marks": {"requests.new.total": "no"}}, "marks.requests.new.total"),
        ({"cells": {"requests.new.total": 1}, "units": {"requests.new.total": 1}}, "requests.new.total"),
        ({"sections": {"fees": {}}}, "sections.fees"),
        ({"sections": {"overview": "text"}}, "sections.overview"),
        ({"signed_on": "2025年1月20日"}, "signed_on"),
        ({"places": {"requests.new.total": {"box": [1]}}}, "places.requests.new.total"),
        ({"places": {"requests.new.total": {"shelf": 1}}}, "places.requests.new.total"),
    ],
)
def test_an_object_that_is_not_of_the_contract_is_refused_by_the_name_of_the_member(members, named):
    with pytest.raises(NotReadable, match=named):
        from_dict({"format": FORMAT, "edition": "2021"} | members)


@pytest.mark.parametrize("data", [None, [], "report", {}])
def test_what_is_no_object_of_the_contract_is_refused(data):
    with pytest.raises(NotReadable, match="format"):
        from_dict(data)


def test_places_are_given_when_asked_for():
    report = told(
        Report(
            edition="2021",
            cells={"requests.new.total": Value(9)},
            places={"requests.new.total": Place(table=2, row=4, column=8, page=3, box=(1.0, 2.0, 3.5, 4.0))},
        )
    )
    assert "places" not in as_dict(report)
    data = as_dict(report, places=True)
    place = {"table": 2, "row": 4, "column": 8, "page": 3, "box": [1.0, 2.0, 3.5, 4.0]}
    assert data["places"] == {"requests.new.total": place}
    assert from_dict(from_json(to_json(data))).places == report.places


@PATIENT
@given(reports(marks=EVERY_MARK, fractions=True, incomplete=True))
def test_every_report_comes_back_from_its_json(report):
    told(report)
    again = from_dict(from_json(to_json(as_dict(report))))
    assert again == report
    assert from_dict(as_dict(report)) == report
    assert (again.source, again.notes, list(again.cells)) == (report.source, report.notes, list(report.cells))
    assert [str(value.number) for value in again.cells.values()] == [str(v.number) for v in report.cells.values()]
