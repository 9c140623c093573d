"""A search is recorded with where, how and by whom; what was found is kept."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.cases.models import Case, Paper
from gongkai.cases.services import papers, searching
from gongkai.law.events import Kind
from tests.cases.people import TODAY, Office, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]
ON = date(2024, 10, 8)


@pytest.fixture
def _then():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def search(office: Office, case: Case, **members: object):
    given = {"on": ON, "where": "档案室2023年文书档案。", "how": "以“学校建设”为关键词检索", "who": "办公室王平"}
    return searching.record_search(case, **{"found": False, "by": office.officer, **given, **members})  # type: ignore[arg-type]


def test_what_was_found_is_kept_as_information_and_proof_of_nothing_found_as_such(office: Office):
    case = office.case()
    search(office, case, files=[("空.png", b"png")])
    search(office, case, found=True, note="清单一份", files=[("清单.txt", "甲校".encode())])
    kinds = {paper.name: paper.kind for paper in case.papers.all()}
    assert kinds == {"空.png": "search", "清单.txt": "information"}
    assert papers.content_of(Paper.objects.get(name="清单.txt")) == "甲校".encode()


def test_the_letter_says_where_how_and_by_whom_everything_was_searched_once(office: Office):
    case = office.case()
    search(office, case)
    search(office, case, where="办公系统", who="信息科李安")
    assert searching.for_letter(case) == {
        "search_where": "档案室2023年文书档案；办公系统",
        "search_how": "以“学校建设”为关键词检索",
        "search_by": "办公室王平、信息科李安",
    }


def test_the_log_says_that_a_search_was_made_and_nothing_of_it(office: Office):
    case = office.case()
    search(office, case)
    deed = Deed.objects.get(deed="登记检索")
    assert deed.detail == {"编号": case.number, "日期": "2024-10-08", "检索到": "否"}


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"where": " "}, "where"),
        ({"how": ""}, "how"),
        ({"who": ""}, "who"),
        ({"on": date(2024, 10, 22)}, "on"),
        ({"on": date(2024, 9, 26)}, "on"),
        ({"found": True}, "note"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_at_its_field(office: Office, members: dict[str, object], field: str):
    with pytest.raises(ValidationError) as refused:
        search(office, office.case(), **members)
    assert list(refused.value.message_dict) == [field]


def test_a_closed_case_takes_no_search(office: Office):
    case = office.happen(office.case(), Kind.REPLIED, date(2024, 10, 10), outcome="not_held", route="direct")
    with pytest.raises(ValidationError, match="已于2024-10-10办结"):
        search(office, case)


def test_only_who_registers_for_the_body_records_a_search(office: Office):
    with pytest.raises(PermissionDenied):
        search(office, office.case(), by=office.holder(Role.LEADER, office.city))
