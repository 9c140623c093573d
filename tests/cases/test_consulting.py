"""Others are asked by letter, answer by paper or by a link, and never learn who asks; their silence means what the law
says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.audit.models import Deed
from gongkai.cases.enums import Answer
from gongkai.cases.models import Case, CaseLetter, Consultation
from gongkai.cases.services import consulting, letters, papers
from gongkai.cases.services.course import clock_of
from gongkai.law.events import Kind
from gongkai.law.limits import Consulted, ServedBy
from gongkai.office.models import Notice
from tests.cases.people import TODAY, Office, at
from tests.cases.serving import approved, ready, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]
RECEIVED = date(2024, 10, 14)
CONTENT = "云溪建筑有限公司（虚构）2023年投标文件中的报价表"
QUESTION = "是否同意公开；不同意的，请说明理由"


@pytest.fixture
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return ready(Office())


@pytest.fixture
def case(office: Office) -> Case:
    return office.case(RECEIVED)


def begin(office: Office, case: Case, to: Consulted = Consulted.THIRD_PARTY, **members: Any):
    given = {"name": "云溪建筑有限公司（虚构）", "content": CONTENT, "question": QUESTION}
    return consulting.begin(case, to, by=office.officer, **{**given, **members})


def asked(
    office: Office, case: Case, to: Consulted = Consulted.THIRD_PARTY, route: ServedBy = ServedBy.POST
) -> Consultation:
    """A consultation whose letter went out."""
    made, letter = begin(office, Case.objects.get(pk=case.pk), to)
    assert letter is not None
    served(office, letter, route=route, tracking_number="1234567890123")
    return made


def standing(made: Consultation) -> consulting.Standing:
    return consulting.standing_of(made, clock_of(Case.objects.get(pk=made.case_id)))


def later(day: date) -> time_machine.travel:
    return time_machine.travel(at(day), tick=False)


# --- asking ---------------------------------------------------------------------------------------------------------


def test_the_letter_asks_says_the_term_and_says_nothing_of_who_asks(office: Office, case: Case):
    made, letter = begin(office, case)
    assert letter is not None
    text = letters.letter_of(letter).text
    assert CONTENT in text
    assert "15个工作日内" in text
    assert "由本机关决定是否公开" in text
    assert case.applicant.name not in text
    assert case.number not in text
    assert (made.ref, letter.key, letter.consultation) == ("1", "third_party_consultation", made)


def test_who_made_it_jointly_is_told_that_silence_is_consent(office: Office, case: Case):
    _, letter = begin(office, case, Consulted.CO_MAKER)
    assert letter is not None
    assert "视为同意公开" in letters.letter_of(letter).text


@pytest.mark.parametrize("member", ["content", "question"])
def test_what_they_read_does_not_name_the_applicant(office: Office, case: Case, member: str):
    with pytest.raises(ValidationError, match="申请人的姓名") as refused:
        begin(office, case, **{member: "陈敬申请公开的报价表"})
    assert list(refused.value.message_dict) == [member]


def test_serving_the_letter_stops_the_clock_and_by_hand_begins_the_fifteen_days(office: Office, case: Case):
    made = asked(office, case, route=ServedBy.DIRECT)
    found = standing(made)
    assert (found.sent, found.delivered, found.limit) == (TODAY, TODAY, date(2024, 11, 11))
    assert Case.objects.get().state == "stopped"


def test_by_post_the_days_begin_with_the_slip(office: Office, case: Case):
    made = asked(office, case)
    assert standing(made).limit is None
    with later(date(2024, 10, 24)):
        case = Case.objects.get()
        slip = [("回执.png", b"png")]
        on = date(2024, 10, 23)
        consulting.delivered(made, on=on, evidence="签收", files=slip, by=office.officer, seen=case.last_event)
        assert standing(made).limit == date(2024, 11, 13)
        assert CaseLetter.objects.get().reached_on == on
        assert case.papers.get(kind="evidence").name == "回执.png"
        with pytest.raises(ValidationError, match="条例第32条"):
            consulting.delivered(made, on=on, evidence="再登记", by=office.officer)


def test_delivery_has_its_proof_and_follows_sending(office: Office, case: Case):
    made, _ = begin(office, case)
    with pytest.raises(ValidationError, match="凭证"):
        consulting.delivered(made, on=TODAY, evidence=" ", by=office.officer)
    with pytest.raises(ValidationError, match="条例第32条"):
        consulting.delivered(made, on=TODAY, evidence="签收", by=office.officer)


def test_the_arrival_of_the_letter_entered_with_it_is_the_delivery(office: Office, case: Case):
    made = asked(office, case)
    case = Case.objects.get()
    letters.reached(CaseLetter.objects.get(), TODAY, by=office.officer, seen=case.last_event)
    assert standing(made).delivered == TODAY


def test_another_organ_is_asked_by_a_letter_of_ones_own_and_has_no_limit(office: Office, case: Case):
    made, letter = begin(office, case, Consulted.OTHER_ORGAN, name="云溪市财政局（虚构）", own=True)
    assert letter is None
    consulting.sent(made, on=TODAY, files=[("函.pdf", b"%PDF-")], evidence="云教函1号", by=office.officer, seen=1)
    assert (standing(made).sent, standing(made).limit) == (TODAY, None)
    case = Case.objects.get()
    assert case.state == "stopped"
    with pytest.raises(ValidationError, match="不需要另行登记"):
        consulting.sent(begin(office, case)[0], on=TODAY, by=office.officer, seen=case.last_event)


def test_another_organ_is_asked_by_a_letter_of_the_case_that_says_nothing_of_who_asks(office: Office, case: Case):
    made, letter = begin(office, case, Consulted.OTHER_ORGAN, name="云溪市财政局（虚构）")
    assert letter is not None
    text = letters.letter_of(letter).text
    assert "征求意见函" in text
    assert "云溪市财政局（虚构）" in text
    assert "请书面函复本机关" in text
    assert case.applicant.name not in text
    with pytest.raises(ValidationError, match="先作废拟好的函"):
        consulting.sent(made, on=TODAY, by=office.officer, seen=case.last_event)
    case = served(office, letter)
    assert (case.state, standing(made).sent, standing(made).delivered, standing(made).limit) == (
        *("stopped", TODAY, TODAY),
        None,
    )
    assert not case.papers.filter(shown=True).exists()


def test_a_closed_case_consults_nobody(office: Office, case: Case):
    case = office.happen(case, Kind.REPLIED, TODAY, outcome="enquiry", route="direct")
    with pytest.raises(ValidationError, match="已于2024-10-21办结"):
        begin(office, case)


def test_only_who_registers_for_the_body_consults(office: Office, case: Case):
    with pytest.raises(PermissionDenied):
        consulting.begin(
            case, Consulted.THIRD_PARTY, name="某公司", content=CONTENT, question=QUESTION, by=office.leader
        )


# --- answering ------------------------------------------------------------------------------------------------------


def answer(made: Consultation, given: Answer = Answer.CONSENT, **members: object) -> Consultation:
    stated = {"reasons": "", "answered_by": "云溪建筑有限公司（虚构）", "on": TODAY, "by": None}
    return consulting.answer(made, given, **{**stated, **members})  # type: ignore[arg-type]


def test_an_answer_ends_the_pause_and_tells_who_handles_the_case(office: Office, case: Case):
    made = answer(asked(office, case))
    assert (made.answer, made.answered_online, standing(made).answered) == ("consent", True, TODAY)
    assert Notice.objects.get().to == office.officer
    assert "2024-0001收到第三方的意见" in Notice.objects.get().title


def test_who_objects_online_says_why_and_everybody_says_who_he_is(office: Office, case: Case):
    made = asked(office, case)
    for refused in (Answer.OBJECTION, Answer.PARTLY):
        with pytest.raises(ValidationError, match="条例第32条"):
            answer(made, refused)
    with pytest.raises(ValidationError, match="答复人"):
        answer(made, answered_by=" ")


def test_an_officer_enters_an_answer_on_paper_as_it_came(office: Office, case: Case):
    made = asked(office, case)
    made = answer(made, Answer.OBJECTION, by=office.officer, files=[("意见.png", b"png")])
    assert (made.answered_online, made.reasons) == (False, "")
    paper = Case.objects.get().papers.get(kind="consultation")
    assert (paper.side, paper.note) == ("other", "征求意见1（第三方），2024年10月21日提交")


def test_an_answer_may_be_changed_until_the_reply_and_the_first_day_counts(office: Office, case: Case):
    made = answer(asked(office, case), Answer.OBJECTION, reasons="属于商业秘密")
    with later(date(2024, 10, 25)):
        made = answer(made, Answer.PARTLY, reasons="单价不同意", on=date(2024, 10, 25))
        assert (made.answer, standing(made).answered) == ("partly", TODAY)
        office.happen(case, Kind.REPLIED, date(2024, 10, 25), outcome="partial", route="direct")
        with pytest.raises(ValidationError, match="已经作出答复"):
            answer(made, on=date(2024, 10, 25))


def test_what_comes_after_the_limit_is_taken_and_marked(office: Office, case: Case):
    made = asked(office, case, route=ServedBy.DIRECT)
    with later(date(2024, 11, 12)):
        assert standing(made).is_over(date(2024, 11, 12))
        answer(made, on=date(2024, 11, 12))
        assert standing(made).late


def test_who_was_not_asked_yet_does_not_answer(office: Office, case: Case):
    made, _ = begin(office, case)
    with pytest.raises(ValidationError, match="条例第32条"):
        answer(made)


def test_the_log_says_nothing_of_who_was_asked_or_what_they_said(office: Office, case: Case):
    made = answer(asked(office, case), Answer.OBJECTION, reasons="属于商业秘密")
    consulting.new_link(made, by=office.officer)
    told = " ".join(str(deed.detail) for deed in Deed.objects.exclude(deed="修改办理设置"))
    assert not any(word in told for word in ("云溪建筑", "商业秘密", "报价", "陈敬"))


# --- what the applicant and the third party are told ----------------------------------------------------------------


def test_the_applicant_is_told_that_and_since_when_others_are_asked(office: Office, case: Case):
    made = asked(office, case)
    letter = consulting.tell_applicant(made, by=office.officer)
    text = letters.letter_of(letter).text
    assert "因该申请涉及第三方的合法权益" in text
    assert "自2024年10月21日起不计算在答复期限内" in text
    assert "云溪建筑" not in text
    assert letters.lacking(letter) == []


def test_nobody_is_told_of_a_consultation_that_did_not_go_out(office: Office, case: Case):
    with pytest.raises(ValidationError, match="还没有发出"):
        consulting.tell_applicant(begin(office, case)[0], by=office.officer)


def test_an_objection_that_yields_to_the_public_interest_is_answered_with_reasons(office: Office, case: Case):
    made = answer(asked(office, case), Answer.OBJECTION, reasons="属于商业秘密")
    letter = consulting.disclose_against(
        made, content="报价表的总价", reason="关系公共资金的使用，不公开会对公共利益造成重大影响", by=office.officer
    )
    text = letters.letter_of(letter).text
    assert "报价表的总价" in text
    assert "60日内" in text
    assert "陈敬" not in text
    assert letters.lacking(letter) == []
    assert approved(office, letter).number


def test_who_does_not_object_needs_no_such_letter(office: Office, case: Case):
    made = answer(asked(office, case))
    with pytest.raises(ValidationError, match="条例第32条"):
        consulting.disclose_against(made, content="报价表", reason="公共利益", by=office.officer)


@pytest.mark.parametrize("missing", ["content", "reason"])
def test_it_says_what_and_why(office: Office, case: Case, missing: str):
    made = answer(asked(office, case), Answer.OBJECTION, reasons="属于商业秘密")
    given = {"content": "报价表", "reason": "关系公共资金的使用", missing: " "}
    with pytest.raises(ValidationError, match="条例第32条"):
        consulting.disclose_against(made, **given, by=office.officer)  # type: ignore[arg-type]


def test_the_applicant_never_gets_the_letter_to_another(office: Office, case: Case):
    asked(office, case)
    letter = CaseLetter.objects.select_related("pdf__case__body").get()
    assert letter.pdf is not None
    with pytest.raises(ValidationError, match="送达给申请人"):
        papers.show(letter.pdf, True, by=office.officer)


# --- the link -------------------------------------------------------------------------------------------------------


def test_a_link_opens_its_consultation_until_it_is_replaced_and_only_its_hash_is_kept(office: Office, case: Case):
    made = asked(office, case)
    token = consulting.new_link(made, by=office.officer)
    assert len(token) == 43
    assert consulting.by_token(token) == made
    kept = Consultation.objects.get().link_digest
    assert len(kept) == 64
    assert token not in kept
    consulting.new_link(made, by=office.officer)
    assert consulting.by_token(token) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "啊" * 43, "a" * 44])
def test_what_is_no_link_opens_nothing(office: Office, case: Case, token: str):
    consulting.new_link(begin(office, case)[0], by=office.officer)
    assert consulting.by_token(token) is None


# --- who waits ------------------------------------------------------------------------------------------------------


def test_what_is_unanswered_is_found_until_it_is_answered(office: Office, case: Case):
    begin(office, case, Consulted.CO_MAKER)
    made = asked(office, case)
    assert [found.consultation for _, found in consulting.unanswered()] == [made]
    answer(made)
    assert list(consulting.unanswered()) == []
