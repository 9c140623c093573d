"""The public page of a consultation: opened by what is posted, silent on who asks, answered once and changed until the
reply; nothing of the link is ever logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongkai.audit.models import Deed
from gongkai.cases.models import Case, Consultation
from gongkai.cases.services import consulting
from gongkai.cases.services.course import clock_of
from gongkai.law.events import Kind
from gongkai.law.limits import Consulted
from tests.cases.people import TODAY, Office, at
from tests.cases.serving import ready
from tests.cases.test_consulting import CONTENT, asked, begin
from tests.documents.desk.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]
NAME = "王安平"


@pytest.fixture
def _then() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return ready(Office())


@pytest.fixture
def made(office: Office) -> Consultation:
    """Somebody was asked by post; when it arrived is not known."""
    return asked(office, office.case(date(2024, 10, 14)))


@pytest.fixture
def code(office: Office, made: Consultation) -> str:
    return consulting.new_link(made, by=office.officer)


def post(name: str = "start", **members: object) -> HttpResponse:
    return Client().post(reverse(f"answering_{name}"), members)  # type: ignore[return-value]


def test_without_a_link_there_is_a_field_for_it(made: Consultation):
    answer = Client().get("/consultation/")
    assert (answer.status_code, answer["Cache-Control"]) == (
        200,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert "粘贴" in text_of(answer)
    assert CONTENT not in answer.content.decode()


@pytest.mark.parametrize("before", ["", "https://gk.example.gov.cn/consultation/#"])
def test_the_code_or_the_whole_link_opens_it(code: str, before: str):
    page = text_of(post(code=before + code))
    assert CONTENT in page
    assert "15个工作日内答复。第三方逾期未提出意见，由行政机关依照条例决定是否公开。" in page
    assert "中华人民共和国政府信息公开条例》第三十二条" in page


def test_nothing_on_the_page_tells_who_asks(code: str):
    case = Case.objects.get()
    page = post(code=code).content.decode()
    for hint in (case.applicant.name, case.number, case.title, case.description, str(case.key)):
        assert hint not in page


def test_who_made_it_jointly_reads_what_silence_means(office: Office):
    made = asked(office, office.case(date(2024, 10, 14)), Consulted.CO_MAKER)
    page = text_of(post(code=consulting.new_link(made, by=office.officer)))
    assert "逾期未提出意见，视为同意公开" in page


@pytest.mark.parametrize("code", ["x", "a" * 43, " "])
def test_another_code_opens_nothing_and_says_so(code: str, made: Consultation):
    answer = post(code=code)
    assert answer.status_code == 422
    assert CONTENT not in answer.content.decode()


def test_before_the_letter_went_out_there_is_nothing_to_see(office: Office):
    made, _ = begin(office, office.case(date(2024, 10, 14)))
    answer = post(code=consulting.new_link(made, by=office.officer))
    assert (answer.status_code, CONTENT in answer.content.decode()) == (410, False)


# --- receipt --------------------------------------------------------------------------------------------------------


def test_to_open_the_page_delivers_nothing_to_confirm_it_does(code: str, made: Consultation):
    post(code=code)
    assert consulting.standing_of(made, clock_of(Case.objects.get())).delivered is None
    page = text_of(post("receipt", code=code, who=NAME))
    assert "征求意见书于2024年10月21日送达，请在2024年11月11日以前（含当日）答复" in page
    assert Case.objects.get().happenings.last().members["evidence"] == f"网上确认收到：{NAME}"


def test_what_is_delivered_already_is_not_confirmed_again(code: str, made: Consultation, office: Office):
    consulting.delivered(made, on=TODAY, evidence="签收", by=office.officer)
    answer = post("receipt", code=code, who=NAME)
    assert answer.status_code == 422
    assert Case.objects.get().happenings.filter(kind=Kind.CONSULTATION_DELIVERED).count() == 1


# --- answers --------------------------------------------------------------------------------------------------------


def say(code: str, answer: str = "consent", **members: object) -> HttpResponse:
    return post("answer", **{"code": code, "answer": answer, "reasons": "", "answered_by": NAME, **members})


def test_an_answer_with_its_files_is_kept_and_may_be_changed(code: str):
    page = text_of(say(code, "objection", reasons="属于商业秘密", attached=SimpleUploadedFile("意见.txt", b"no")))
    assert "意见已经收到" in page
    made = Consultation.objects.get()
    assert (made.answer, made.reasons, made.answered_by, made.answered_online) == (
        *("objection", "属于商业秘密", NAME),
        True,
    )
    assert Case.objects.get().papers.get(kind="consultation").name == "意见.txt"
    again = post(code=code)
    assert "不同意公开" in text_of(again)
    assert "属于商业秘密" in again.content.decode()
    say(code, "partly", reasons="单价不公开")
    assert Consultation.objects.get().answer == "partly"


def test_sent_twice_a_file_is_kept_once(code: str):
    for _ in range(2):
        say(code, attached=SimpleUploadedFile("意见.txt", b"yes"))
    assert Case.objects.get().papers.filter(kind="consultation").count() == 1


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"answer": "objection"}, "请说明理由"),
        ({"answered_by": ""}, "必填"),
        ({"answer": "x"}, "不在可选"),
        ({"attached": SimpleUploadedFile("a.exe", b"MZ")}, "不能上传"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(code: str, members: dict[str, object], why: str):
    answer = say(code, **{"reasons": "", **members})
    assert answer.status_code == 422
    assert Consultation.objects.get().answer == ""
    if "answered_by" not in members:
        assert NAME in answer.content.decode()


def test_after_the_limit_it_is_taken_and_said_to_be_late(office: Office, made: Consultation, code: str):
    consulting.delivered(made, on=TODAY, evidence="签收", by=office.officer)
    with time_machine.travel(at(date(2024, 11, 12)), tick=False):
        assert "期限已经过了" in text_of(post(code=code))
        assert "逾期提出" in text_of(say(code))


def test_after_the_reply_nothing_is_taken(office: Office, code: str):
    office.happen(Case.objects.get(), Kind.REPLIED, TODAY, outcome="partial", route="direct")
    answer = say(code)
    assert answer.status_code == 410
    assert "已经作出答复" in text_of(answer)
    assert CONTENT not in answer.content.decode()
    assert Consultation.objects.get().answer == ""


def test_the_letter_can_be_downloaded(code: str):
    answer = post("letter", code=code)
    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["receipt", "answer", "letter"])
def test_what_is_done_is_posted_with_the_code(name: str, made: Consultation):
    assert Client().get(reverse(f"answering_{name}"))["Location"] == "/consultation/"
    answer = post(name, code="a" * 43)
    assert answer.status_code == 422
    assert CONTENT not in answer.content.decode()


# --- floods, and the logs -------------------------------------------------------------------------------------------


def test_who_tries_too_often_waits(made: Consultation):
    answers = [post(code="a" * 43).status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (422, 429)


def test_no_line_that_is_logged_and_no_deed_has_the_code_or_a_name(code: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    post(code=code)
    post("receipt", code=code, who=NAME)
    say(code, "objection", reasons="属于商业秘密")
    post(code="a" * 43)
    lines = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert any("/consultation/" in line for line in lines)
    told = " ".join([*lines, *(f"{deed.subject} {deed.detail}" for deed in Deed.objects.all())])
    for secret in (code, "a" * 43, NAME, "属于商业秘密", CONTENT):
        assert secret not in told
