"""The fee is proposed, never charged by itself; told once; paid it starts the time anew, unpaid it ends the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.cases.models import Case
from gongkai.cases.services import asking, fees, letters
from gongkai.law.fees import Method
from gongkai.law.limits import Channel
from tests.cases.people import NUMBER, OTHER_NUMBER, TODAY, Office, at
from tests.cases.serving import PAY, ready, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]


@pytest.fixture
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return ready(Office())


def many(office: Office, number: int, day: date = date(2024, 10, 8)) -> Case:
    """The last of so many requests of one month."""
    return [office.case(day) for _ in range(number)][-1]


# --- the proposal ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "amount"), [(10, 0), (11, 100), (12, 100)])
def test_requests_of_an_applicant_in_a_month_are_counted_by_item(office: Office, number: int, amount: int):
    proposal = fees.proposal_for(many(office, number))
    assert [charge.amount for charge in proposal.charges] == [amount]


def test_copies_may_be_charged_by_volume_instead_never_added_up(office: Office):
    proposal = fees.proposal_for(many(office, 12), pages=120)
    assert [(charge.method, charge.amount) for charge in proposal.charges] == [
        (Method.BY_ITEM, 100),
        (Method.BY_VOLUME, 1100),
    ]


def test_the_same_document_is_the_same_applicant_and_others_do_not_count(office: Office):
    again, other = office.somebody(NUMBER), office.somebody(OTHER_NUMBER)
    first = office.case(date(2024, 10, 8))
    office.case(date(2024, 10, 8), applicant=other)
    office.case(date(2024, 9, 30))
    void = office.case(date(2024, 10, 8))
    Case.objects.filter(pk=void.pk).update(voided_at=at(TODAY), voided_by=office.officer, voided_why="重复")
    last = office.case(date(2024, 10, 10), applicant=again)
    assert (fees.before(first), fees.before(last)) == (0, 1)


def test_other_bodies_have_counts_of_their_own(office: Office):
    case = many(office, 3)
    Case.objects.exclude(pk=case.pk).update(body=office.city)
    assert fees.before(case) == 0


def test_what_is_not_received_yet_or_before_there_was_a_fee_has_none(office: Office):
    with pytest.raises(ValidationError, match="条例第31条"):
        fees.proposal_for(office.case(date(2024, 10, 18), channel=Channel.INTERNET))
    with pytest.raises(ValidationError, match="2021-01-01"):
        fees.proposal_for(office.case(date(2020, 12, 25)))


# --- deciding -------------------------------------------------------------------------------------------------------


def test_an_officer_charges_by_one_method_and_the_notice_says_how(office: Office):
    made, letter = fees.decide(many(office, 12), Method.BY_VOLUME, pages=120, by=office.officer)
    assert (made.method, made.before, made.pages, made.amount) == ("by_volume", 11, 120, 1100)
    assert letter is not None
    text = letters.letter_of(letter).text
    assert "应缴金额为1100元，计算过程为：700元+400元=1100元。" in text
    assert f"缴纳方式为：{PAY}。" in text
    assert letters.lacking(letter) == []


def test_not_charging_needs_a_reason_and_no_letter(office: Office):
    case = many(office, 11)
    with pytest.raises(ValidationError, match="写明理由"):
        fees.decide(case, None, by=office.officer)
    made, letter = fees.decide(case, None, reason="申请人首次超出，情节轻微", by=office.officer)
    assert (made.method, made.amount, letter) == ("", 0, None)


@pytest.mark.parametrize(
    ("number", "method", "pages", "why"),
    [
        (11, Method.BY_VOLUME, None, "没有要求提供复制件"),
        (11, Method.BY_VOLUME, 30, "未超出免费的数量"),
        (10, Method.BY_ITEM, None, "未超出免费的数量"),
        (10, None, None, "没有可以收取的费用"),
        (11, Method.BY_VOLUME, 100_001, "请核对"),
    ],
)
def test_what_the_measures_do_not_give_is_not_charged(
    office: Office, number: int, method: Method | None, pages: int | None, why: str
):
    with pytest.raises(ValidationError, match=why):
        fees.decide(many(office, number), method, pages=pages, by=office.officer)


def test_while_the_notice_is_under_way_the_decision_stands(office: Office):
    case = many(office, 11)
    _, letter = fees.decide(case, Method.BY_ITEM, by=office.officer)
    with pytest.raises(ValidationError, match="先作废收费通知"):
        fees.decide(case, None, reason="不收", by=office.officer)
    assert letter is not None
    letters.void(letter, "改为不收", by=office.officer)
    assert fees.decide(case, None, reason="不收", by=office.officer)[0] == fees.decision_of(case)


def test_after_the_time_for_the_reply_nobody_is_told_of_a_fee(office: Office):
    case = many(office, 11, date(2024, 9, 2))
    with pytest.raises(ValidationError, match="信息处理费办法第6条"):
        fees.decide(case, Method.BY_ITEM, by=office.officer)
    assert not case.fees.exists()


def test_only_who_registers_for_the_body_decides(office: Office):
    with pytest.raises(PermissionDenied):
        fees.decide(many(office, 11), Method.BY_ITEM, by=office.leader)


# --- paying, and not ------------------------------------------------------------------------------------------------


def told(office: Office) -> Case:
    _, letter = fees.decide(many(office, 11), Method.BY_ITEM, by=office.officer)
    assert letter is not None
    return served(office, letter)


def test_what_is_paid_starts_the_time_anew(office: Office):
    case = told(office)
    assert (case.state, case.next_due, case.next_due_on) == ("stopped", "payment", date(2024, 11, 18))
    with time_machine.travel(at(date(2024, 10, 28)), tick=False):
        case = fees.pay(
            case,
            on=date(2024, 10, 28),
            receipt_number="SJ-0001",
            files=[("凭证.png", b"png")],
            by=office.officer,
            seen=case.last_event,
        )
    assert (case.state, case.reply_due_on) == ("restarted", date(2024, 11, 25))
    assert (case.fees.get().receipt_number, case.papers.get(kind="fee").name) == ("SJ-0001", "凭证.png")


def test_a_payment_has_its_receipt_and_was_asked_for(office: Office):
    case = told(office)
    with pytest.raises(ValidationError, match="凭证号"):
        fees.pay(case, on=TODAY, receipt_number=" ", by=office.officer, seen=case.last_event)
    other = office.case()
    with pytest.raises(ValidationError, match=r"没有告知收费.*信息处理费办法第6条"):
        fees.pay(other, on=TODAY, receipt_number="SJ-1", by=office.officer, seen=1)


def test_a_fee_is_told_once(office: Office):
    case = told(office)
    case = fees.pay(case, on=TODAY, receipt_number="SJ-1", by=office.officer, seen=case.last_event)
    with pytest.raises(ValidationError, match="信息处理费办法第6条"):
        fees.decide(case, Method.BY_ITEM, by=office.officer)


def test_what_is_not_paid_ends_the_case_and_its_letter_is_proposed(office: Office):
    case = told(office)
    with time_machine.travel(at(date(2024, 11, 19)), tick=False):
        letter = asking.draft_proposed(case, by=office.officer)
        assert letters.lacking(letter) == []
        assert "金额为100元，缴纳期限为2024年11月18日" in letters.letter_of(letter).text
        with pytest.raises(ValidationError, match="不再处理"):
            fees.pay(case, on=date(2024, 11, 19), receipt_number="SJ-1", by=office.officer, seen=case.last_event)
        assert served(office, letter).outcome == "fee_unpaid"
