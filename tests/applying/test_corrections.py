"""Somebody wants the record of themself corrected (Art. 41): asked for online, followed like a request."""

from __future__ import annotations

from typing import Any

import pytest

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Case, RecordCorrection
from gongkai.cases.services import papers
from gongkai.office.models import Notice
from tests.applying.conftest import BASE, NAME, PNG, WANTED, Citizen, done, png, wrong

pytestmark = pytest.mark.django_db

ASKED = {"record": "2019年学籍登记表", "wrong": "出生年份写成了1990年", "right": "1991年"}
GIVEN = {name: text for name, text in WANTED.items() if name not in ("title", "document_number", "description")} | ASKED


@pytest.fixture
def asking(site: object) -> Citizen:
    return Citizen(at="gz/")


def corrected(citizen: Citizen) -> tuple[RecordCorrection, str]:
    """The whole way: what was entered, and the code."""
    files = {"file_identity": png(), "file_record_proof": png("户口簿.png", PNG + b"1")}
    answer = citizen.post("gz/", GIVEN | {"do": "look"} | files)
    assert answer.status_code == 302, wrong(answer)
    answer = citizen.send(answer.url)
    page = citizen.client.get(answer.url).text
    made = RecordCorrection.objects.get()
    return made, page.partition('<dd class="big code">')[2].partition("<")[0]


def test_a_correction_is_entered_once_with_its_evidence(asking: Citizen, bureau: Body, officer: User):
    made, code = corrected(asking)
    assert (made.body, made.number[0], made.channel, made.entered_by) == (bureau, "更", "internet", None)
    assert {name: getattr(made, name) for name in ASKED} == ASKED
    assert made.applicant.name == NAME
    assert sorted(made.papers.values_list("kind", flat=True)) == ["identity", "record_proof"]
    assert len(code) == 9
    assert not Case.objects.exists()
    assert Notice.objects.get(to=officer).title == f"{made.number}：收到政府信息更正申请"


def test_it_is_no_request_and_says_so(asking: Citizen):
    page = asking.get("gz/").text
    assert "《政府信息公开条例》第41条" in page
    assert 'name="delivery"' not in page
    answer = asking.post("gz/", GIVEN | {"do": "look", "record": ""} | {"file_identity": png()})
    assert wrong(answer) == ["请填写哪条信息记录得不准确", "请上传证据材料"]


def test_sent_twice_it_is_one(asking: Citizen):
    answer = asking.post("gz/", GIVEN | {"do": "look", "file_identity": png(), "file_record_proof": png("证.png")})
    given = done(asking.client.get(answer.url).text)
    first, again = (asking.client.post(answer.url, given) for _ in range(2))
    assert first.url == again.url
    assert RecordCorrection.objects.count() == 1


def test_it_is_followed_by_number_and_code(asking: Citizen, officer: User):
    made, code = corrected(asking)
    assert asking.get(f"cx/{made.key}/").status_code == 404
    answer = asking.post("cx/", {"number": made.number, "code": code})
    assert answer.url == f"{BASE}cx/{made.key}/"
    page = asking.client.get(answer.url).text
    assert "正在审核。条例没有规定更正的期限" in page
    assert ASKED["wrong"] in page
    letter = papers.add(made, PaperKind.LETTER, "答复书.pdf", b"%PDF", by=officer, shown=True)
    RecordCorrection.objects.update(outcome="correction_made", closed_on="2026-11-20")
    page = asking.client.get(answer.url).text
    assert "2026-11-20办结：更正：已经更正" in page
    assert asking.get(f"cx/{made.key}/wj/{letter.key}/").status_code == 200
    assert asking.post(f"cx/{made.key}/", {"do": "withdraw"}).status_code == 404


def test_an_account_finds_it_among_what_it_sent(signed_in: Any, account: User, site: object):
    citizen = signed_in(account)
    citizen.at = "gz/"
    made, _ = corrected(citizen)
    page = citizen.client.get("/me/requests/").text
    assert f"cx/{made.key}/" in page
    assert made.number in page
