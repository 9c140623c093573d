"""The clock of a request, example by example."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import permutations

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.clocks import Moved, clock, moved
from gongkai.law.errors import CalendarNotPublished, EventNotReadable, NotYetLaw, OutOfOrder
from gongkai.law.events import Event, Kind, event_from
from gongkai.law.limits import Channel, Consulted, penalty_withdrawal_due, publication_due
from gongkai.law.terms import State
from gongkai.law.workdays import calendar
from tests.law.cases import case, due, events

# --- the reply (Art. 33) --------------------------------------------------------------------------------------------


def test_a_reply_is_due_on_the_twentieth_working_day_and_make_up_days_count():
    answer = case("received 2024-09-27 in_person")
    assert due(answer) == "2024-10-30"
    assert answer.state is State.RUNNING
    counted = [str(entry.on) for entry in answer.ledger if entry.counts]
    assert len(counted) == 20
    assert {"2024-09-29", "2024-10-12"} < set(counted)
    assert not {"2024-10-01", "2024-10-07"} & set(counted)


@pytest.mark.parametrize(
    ("received", "reply"),
    [("2024-03-02", "2024-03-29"), ("2026-02-09", "2026-03-13"), ("2025-10-15", "2025-11-12")],
)
def test_worked_examples_of_the_twenty_days(received: str, reply: str):
    assert due(case(f"received {received} registered_post")) == reply


def test_what_was_due_before_a_notice_was_revised_can_be_worked_out_again():
    lines = ("received 2020-01-20 in_person",)
    assert due(case(*lines, work=calendar(as_of=date(2020, 1, 22)))) == "2020-02-21"
    assert due(case(*lines)) == "2020-02-25"


def test_a_count_that_reaches_a_year_without_a_notice_is_refused_or_marked():
    with pytest.raises(CalendarNotPublished, match="2027"):
        case("received 2026-12-20 in_person")
    answer = case("received 2026-12-20 in_person", work=calendar(provisional=True))
    assert answer.provisional == {"reply"}
    assert not case("received 2026-11-02 in_person").provisional


# --- receipt (Art. 31) ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["ordinary_post", "internet", "fax"])
def test_the_clock_waits_until_both_sides_have_confirmed(channel: str):
    waiting = case(f"received 2025-03-03 {channel}")
    assert waiting.state is State.WAITING
    assert waiting.open == ("confirmation",)
    assert "reply" not in waiting.due
    confirmed = case(f"received 2025-03-03 {channel}", "confirmed 2025-03-04")
    assert confirmed.receipt == date(2025, 3, 4)
    assert due(confirmed) == due(case("received 2025-03-04 in_person"))


@pytest.mark.parametrize("channel", ["in_person", "registered_post"])
def test_the_clock_starts_at_once_where_nothing_is_to_be_confirmed(channel: str):
    assert case(f"received 2025-03-03 {channel}").receipt == date(2025, 3, 3)
    with pytest.raises(OutOfOrder, match="已经确定"):
        case(f"received 2025-03-03 {channel}", "confirmed 2025-03-04")


def test_an_ordinary_letter_is_confirmed_the_day_it_comes_and_lateness_is_remarked():
    answer = case("received 2025-03-03 ordinary_post", "confirmed 2025-03-10")
    assert due(answer, "confirmation") == "2025-03-03"
    assert [remark.code for remark in answer.remarks] == ["confirmation_late"]


# --- supplement (Art. 30) -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("received", "last"), [("2025-09-22", "2025-09-30"), ("2024-02-01", "2024-02-09")])
def test_seven_working_days_to_ask_for_a_supplement(received: str, last: str):
    assert due(case(f"received {received} in_person"), "supplement_notice") == last


def test_a_supplement_starts_a_fresh_term():
    asked = ("received 2025-10-09 in_person", "supplement_notified 2025-10-13 2025-10-24")
    waiting = case(*asked)
    assert waiting.state is State.STOPPED
    assert waiting.open == ("supplement",)
    assert "reply" not in waiting.due
    answer = case(*asked, "supplement_received 2025-10-15")
    assert answer.state is State.RESTARTED
    assert due(answer) == "2025-11-12"


def test_what_is_not_supplemented_in_time_is_given_up():
    asked = ("received 2025-10-09 in_person", "supplement_notified 2025-10-13 2025-10-24")
    assert case(*asked, as_of="2025-10-24").state is State.STOPPED
    lapsed = case(*asked, as_of="2025-10-25")
    assert (lapsed.state, lapsed.outcome, lapsed.closed_on) == (State.CLOSED, "not_supplemented", date(2025, 10, 25))
    with pytest.raises(OutOfOrder, match=r"视为放弃.*第30条"):
        case(*asked, "supplement_received 2025-10-27")
    assert case(*asked, "supplement_received 2025-10-27 住院").state is State.RESTARTED
    assert case(*asked, "replied 2025-10-28 not_supplemented").outcome == "not_supplemented"
    with pytest.raises(OutOfOrder, match="未过"):
        case(*asked, "replied 2025-10-24 not_supplemented")


def test_everything_to_be_supplemented_is_asked_for_once():
    with pytest.raises(OutOfOrder, match="一次告知"):
        case(
            "received 2025-10-09 in_person",
            "supplement_notified 2025-10-13 2025-10-24",
            "supplement_received 2025-10-15",
            "supplement_notified 2025-10-17 2025-10-30",
        )


def test_a_late_notice_to_supplement_is_remarked():
    answer = case("received 2025-09-22 in_person", "supplement_notified 2025-10-09 2025-10-24")
    assert [remark.code for remark in answer.remarks] == ["supplement_notice_late"]


# --- consultation (Arts. 32 to 34) ----------------------------------------------------------------------------------

ASKED = ("received 2025-03-03 in_person", "consultation_sent 2025-03-10 third_party")


def test_time_spent_on_consulting_a_third_party_does_not_count():
    answer = case(*ASKED, "consultation_delivered 2025-03-12", "consultation_answered 2025-03-28")
    assert due(answer, "third_party_answer") == "2025-04-02"
    assert due(answer) == "2025-04-21"
    excluded = [entry for entry in answer.ledger if "不计入期限" in entry.why and entry.on > date(2025, 3, 10)]
    assert len(excluded) == 14


def test_a_third_party_that_stays_silent_stops_the_clock_until_its_limit():
    silent = case(*ASKED, "consultation_delivered 2025-03-12")
    assert due(silent) == "2025-04-24"
    assert silent.state is State.STOPPED
    assert silent.open == ("third_party_answer", "reply")
    after = case(*ASKED, "consultation_delivered 2025-03-12", as_of="2025-04-03")
    assert after.state is State.RUNNING
    assert due(after) == "2025-04-24"


def test_an_answer_after_the_limit_excludes_no_more_than_the_limit():
    late = case(*ASKED, "consultation_delivered 2025-03-12", "consultation_answered 2025-04-10")
    assert due(late) == "2025-04-24"


def test_consultations_that_overlap_are_excluded_once():
    one = case(*ASKED, "consultation_delivered 2025-03-12", "consultation_answered 2025-03-28")
    both = case(
        "received 2025-03-03 in_person",
        "consultation_sent 2025-03-10 third_party a",
        "consultation_sent 2025-03-12 co_maker b",
        "consultation_delivered 2025-03-12 a",
        "consultation_delivered 2025-03-13 b",
        "consultation_answered 2025-03-20 b",
        "consultation_answered 2025-03-28 a",
    )
    assert due(both) == due(one) == "2025-04-21"
    assert due(both, "co_maker_answer") == "2025-04-03"


def test_silence_of_a_co_maker_is_consent_and_of_a_third_party_is_not():
    assert "视为同意" in Consulted.CO_MAKER.silence
    assert "由行政机关" in Consulted.THIRD_PARTY.silence
    assert not Consulted.OTHER_ORGAN.silence


def test_a_co_maker_has_fifteen_working_days():
    answer = case(
        "received 2025-05-26 in_person", "consultation_sent 2025-05-28 co_maker", "consultation_delivered 2025-05-29"
    )
    assert due(answer, "co_maker_answer") == "2025-06-20"


def test_a_consultation_after_the_due_date_changes_nothing():
    answer = case("received 2025-03-03 in_person", "consultation_sent 2025-04-01 third_party", as_of="2025-04-10")
    assert due(answer) == "2025-03-31"
    assert answer.state is State.RUNNING
    assert [remark.code for remark in answer.remarks] == ["overdue"]


# --- extension (Art. 33) --------------------------------------------------------------------------------------------


def test_an_extension_is_told_before_the_deadline_and_at_most_twenty_days():
    assert due(case("received 2024-09-27 in_person", "extended 2024-10-30 20")) == "2024-11-27"
    with pytest.raises(OutOfOrder, match=r"20个工作日.*第33条"):
        case("received 2024-09-27 in_person", "extended 2024-10-30 21")
    with pytest.raises(OutOfOrder, match="已过"):
        case("received 2024-09-27 in_person", "extended 2024-10-31 5")
    with pytest.raises(OutOfOrder, match="一次"):
        case("received 2024-09-27 in_person", "extended 2024-10-08 5", "extended 2024-10-09 5")


def test_consultation_moves_the_last_day_for_extending():
    answer = case(
        *ASKED, "consultation_delivered 2025-03-12", "consultation_answered 2025-03-28", "extended 2025-04-21 20"
    )
    assert due(answer) == "2025-05-21"


# --- fees (Letter 109 of 2020) --------------------------------------------------------------------------------------

CHARGED = ("received 2025-04-21 in_person", "fee_notified 2025-04-25")


def test_payment_starts_a_fresh_term():
    waiting = case(*CHARGED)
    assert due(waiting, "payment") == "2025-05-27"
    assert waiting.state is State.STOPPED
    paid = case(*CHARGED, "fee_paid 2025-05-12")
    assert due(paid) == "2025-06-10"
    assert paid.state is State.RESTARTED


def test_payment_on_the_twentieth_working_day_is_in_time_and_the_day_after_is_not():
    assert case(*CHARGED, "fee_paid 2025-05-27").state is State.RESTARTED
    with pytest.raises(OutOfOrder, match="视为放弃"):
        case(*CHARGED, "fee_paid 2025-05-28")
    assert case(*CHARGED, as_of="2025-05-28").outcome == "fee_unpaid"


def test_nothing_was_charged_before_2021():
    with pytest.raises(OutOfOrder, match="2021-01-01"):
        case("received 2020-11-02 in_person", "fee_notified 2020-11-05")


# --- excess (Art. 35) -----------------------------------------------------------------------------------------------


def test_asking_for_reasons_does_not_touch_the_clock_but_must_come_first():
    asked = ("received 2025-03-03 in_person", "reasons_asked 2025-03-05")
    assert due(case(*asked)) == due(case(asked[0])) == "2025-03-31"
    assert case(*asked, "replied 2025-03-20 excessive").outcome == "excessive"
    with pytest.raises(OutOfOrder, match=r"先要求.*第35条"):
        case(asked[0], "replied 2025-03-20 excessive")
    assert due(case(*asked, "deferred 2025-03-20 2025-05-30")) == "2025-05-30"
    with pytest.raises(OutOfOrder):
        case(asked[0], "deferred 2025-03-20 2025-05-30")


# --- the end --------------------------------------------------------------------------------------------------------


def test_a_reply_closes_the_case_in_time_or_late():
    in_time = case("received 2024-09-27 in_person", "replied 2024-10-30 disclosed")
    assert (in_time.state, in_time.in_time, in_time.open) == (State.CLOSED, True, ())
    late = case("received 2024-09-27 in_person", "replied 2024-10-31 disclosed")
    assert late.in_time is False
    assert [remark.code for remark in late.remarks] == ["reply_late"]
    assert late.ledger[-1].on == date(2024, 10, 31)
    with pytest.raises(OutOfOrder, match="已于2024-10-30办结"):
        case("received 2024-09-27 in_person", "replied 2024-10-30", "extended 2024-10-30 5", "withdrawn 2024-11-01")


def test_remedies_run_from_service():
    answer = case("received 2024-09-27 in_person", "replied 2024-10-30 disclosed")
    assert due(answer, "reconsideration") == "2024-12-30"
    assert due(answer, "suit") == "2025-04-30"
    refused = case("received 2024-09-27 in_person", "replied 2024-10-30 state_secret")
    assert "suit" not in refused.due
    assert "reconsideration" in refused.due
    posted = case("received 2024-09-27 in_person", "replied 2024-10-30 disclosed post")
    assert "reconsideration" not in posted.due
    arrived = case("received 2024-09-27 in_person", "replied 2024-10-30 disclosed post 2024-11-02")
    assert due(arrived, "reconsideration") == "2025-01-02"
    assert not case("received 2024-09-27 in_person", "withdrawn 2024-10-08").due.keys() & {"reconsideration", "suit"}


def test_a_case_is_reopened_by_reconsideration_or_court():
    lines = ("received 2024-09-27 in_person", "replied 2024-10-30 disclosed", "reopened 2025-01-20 court 15")
    reopened = case(*lines)
    assert reopened.state is State.RESTARTED
    assert due(reopened) == "2025-02-14"
    again = case(*lines, "replied 2025-02-10 partial")
    assert again.in_time is True
    with pytest.raises(OutOfOrder, match="尚未办结"):
        case("received 2024-09-27 in_person", "reopened 2024-10-08 court")
    same_day = case(*lines, "replied 2025-01-20 partial")
    assert (same_day.state, same_day.closed_on) == (State.CLOSED, date(2025, 1, 20))


# --- what cannot be -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("replied 2024-09-27",), "没有收到申请"),
        (("received 2024-09-27 in_person", "received 2024-09-30 in_person"), "另行登记"),
        (("received 2024-09-27 in_person", "confirmed 2024-09-26"), "没有收到申请"),
        (("received 2024-09-27 internet", "extended 2024-09-30 5"), "尚未与申请人确认"),
        (("received 2024-09-27 in_person", "supplement_received 2024-09-30"), "没有告知补正"),
        (("received 2024-09-27 in_person", "fee_paid 2024-09-30"), "没有告知收费"),
        (("received 2024-09-27 in_person", "consultation_answered 2024-09-30"), "没有未答复"),
        (("received 2024-09-27 in_person", "supplement_notified 2024-09-30 2024-09-29"), "应在告知之后"),
        (
            ("received 2024-09-27 in_person", "supplement_notified 2024-09-30 2024-10-20", "extended 2024-10-08 5"),
            "正在等待",
        ),
        ((*ASKED, "consultation_sent 2025-03-11 third_party"), "以ref区分"),
        ((*ASKED, "consultation_answered 2025-03-11 b"), "没有发出过“b”"),
        (("received 2024-09-27 in_person", "replied 2024-10-08 disclosed direct 2024-10-07"), "早于答复"),
        (("received 2024-09-27 in_person", "replied 2024-10-08 fee_unpaid"), "没有在等待"),
    ],
)
def test_an_impossible_sequence_is_refused_with_its_reason_and_article(lines: tuple[str, ...], why: str):
    with pytest.raises(OutOfOrder, match=rf"{why}.*（.*第\d+条.*）"):
        case(*lines)


def test_a_case_without_events_is_no_case():
    with pytest.raises(EventNotReadable, match="没有事件"):
        clock([], calendar())
    with pytest.raises(EventNotReadable, match="截至2024-01-01"):
        case("received 2024-09-27 in_person", as_of="2024-01-01")
    with pytest.raises(EventNotReadable, match="没有写channel"):
        clock([Event(Kind.RECEIVED, date(2024, 9, 27))], calendar())


# --- the law of the day of receipt ----------------------------------------------------------------------------------


def test_a_request_received_before_15_may_2019_runs_under_order_492():
    assert due(case("received 2019-05-14 in_person")) == "2019-06-04"
    assert due(case("received 2019-05-15 in_person")) == "2019-06-13"
    with pytest.raises(OutOfOrder, match="15个工作日"):
        case("received 2019-05-14 in_person", "extended 2019-05-20 16")
    assert case("received 2019-05-10 internet").receipt == date(2019, 5, 10)
    assert case("received 2019-05-10 internet", "confirmed 2019-05-16").ledger[-1].n == 20
    with pytest.raises(NotYetLaw):
        case("received 2008-04-30 in_person")


def test_limits_that_stand_by_themselves():
    assert publication_due(date(2025, 1, 2), calendar()) == date(2025, 2, 6)
    assert penalty_withdrawal_due(date(2025, 9, 26), calendar()) == date(2025, 9, 30)


# --- a changed notice -----------------------------------------------------------------------------------------------


def test_a_revised_notice_tells_which_open_clocks_move():
    cases = {
        "a": events("received 2020-01-20 in_person"),
        "b": events("received 2020-01-02 in_person", "replied 2020-01-10"),
        "c": events("received 2020-03-02 in_person"),
    }
    before, after = calendar(as_of=date(2020, 1, 22)), calendar(as_of=date(2020, 2, 1))
    assert list(moved(cases.items(), before, after)) == [
        Moved("a", "supplement_notice", date(2020, 2, 4), date(2020, 2, 6)),
        Moved("a", "reply", date(2020, 2, 21), date(2020, 2, 25)),
    ]


# --- properties -----------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2019, 5, 15), date(2025, 10, 1))
WORK = calendar(provisional=True)


@given(DAYS, st.integers(0, 60))
def test_who_comes_later_is_never_due_earlier(first: date, gap: int):
    one, other = (
        clock([Event(Kind.RECEIVED, day, Channel.IN_PERSON)], WORK) for day in (first, first + timedelta(gap))
    )
    assert one.due["reply"] <= other.due["reply"]


@st.composite
def courses(draw: st.DrawFn) -> list[Event]:
    """Events that the law allows."""
    day = draw(DAYS)
    found = [Event(Kind.RECEIVED, day, draw(st.sampled_from(Channel)))]
    if found[0].channel is not None and found[0].channel.waits:
        day += timedelta(draw(st.integers(0, 3)))
        found.append(Event(Kind.CONFIRMED, day))
    if draw(st.booleans()):
        day += timedelta(draw(st.integers(1, 8)))
        found.append(Event(Kind.SUPPLEMENT_NOTIFIED, day, until=day + timedelta(30)))
        day += timedelta(draw(st.integers(1, 30)))
        found.append(Event(Kind.SUPPLEMENT_RECEIVED, day))
    if draw(st.booleans()) and found[0].on >= date(2021, 1, 1):
        day += timedelta(draw(st.integers(1, 8)))
        found.append(Event(Kind.FEE_NOTIFIED, day))
        day += timedelta(draw(st.integers(1, 20)))
        found.append(Event(Kind.FEE_PAID, day))
    for ref in draw(st.sampled_from(["", "a", "ab", "abc"])):
        sent = day + timedelta(draw(st.integers(1, 9)))
        found.append(Event(Kind.CONSULTATION_SENT, sent, to=draw(st.sampled_from(Consulted)), ref=ref))
        if draw(st.booleans()):
            found.append(Event(Kind.CONSULTATION_DELIVERED, sent + timedelta(draw(st.integers(0, 4))), ref=ref))
        if draw(st.booleans()):
            found.append(Event(Kind.CONSULTATION_ANSWERED, sent + timedelta(draw(st.integers(4, 40))), ref=ref))
    if draw(st.booleans()):
        found.append(Event(Kind.EXTENDED, day + timedelta(draw(st.integers(1, 10))), days=draw(st.integers(1, 20))))
    return found


def counted_by_hand(course: list[Event]) -> list[date]:
    """The days of the term in force, counted one by one with the library alone."""
    restarts = (Kind.RECEIVED, Kind.CONFIRMED, Kind.SUPPLEMENT_RECEIVED, Kind.FEE_PAID)
    start = max(event.on for event in course if event.kind in restarts)
    left = 20 + sum(event.days or 0 for event in course if event.kind is Kind.EXTENDED)
    last_event = max(event.on for event in course)
    excluded: set[date] = set()
    for sent in (event for event in course if event.kind is Kind.CONSULTATION_SENT):
        until = [event.on for event in course if event.kind is Kind.CONSULTATION_ANSWERED and event.ref == sent.ref]
        for delivered in course:
            arrived = delivered.kind is Kind.CONSULTATION_DELIVERED and delivered.ref == sent.ref
            if arrived and sent.to is not Consulted.OTHER_ORGAN:
                until.append(by_hand(delivered.on, 15)[-1])
        end = min(until, default=last_event)
        excluded |= {sent.on + timedelta(n) for n in range(1, (end - sent.on).days + 1)}
    return by_hand(start, left, excluded)


def by_hand(start: date, count: int, excluded: set[date] = frozenset()) -> list[date]:  # type: ignore[assignment]
    found: list[date] = []
    day = start
    while len(found) < count:
        day += timedelta(1)
        if is_workday(day) and day not in excluded:
            found.append(day)
    return found


@given(courses())
def test_the_clock_counts_the_days_that_a_patient_hand_counts(course: list[Event]):
    answer = clock(course, WORK)
    days = counted_by_hand(course)
    assert answer.due["reply"] == days[-1]
    assert [entry.on for entry in answer.ledger if entry.counts] == days


@given(courses())
def test_the_ledger_counts_as_many_days_as_the_term_is_long_and_ends_on_the_due_date(course: list[Event]):
    answer = clock(course, WORK)
    term = answer.terms[-1]
    counted = [entry for entry in answer.ledger if entry.counts]
    assert len(counted) == term.days + term.extension
    assert counted[-1].on == answer.due["reply"]
    assert [entry.n for entry in counted] == list(range(1, len(counted) + 1))
    days = [entry.on for entry in answer.ledger]
    assert days == [days[0] + timedelta(n) for n in range(len(days))]
    assert all(entry.article for entry in answer.ledger)


@given(courses(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_given_does_not_matter(course: list[Event], random: object):
    shuffled = list(course)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert clock(shuffled, WORK) == clock(course, WORK)


@given(courses(), st.integers(0, 90))
def test_a_case_looked_at_on_a_day_knows_nothing_of_later_events(course: list[Event], days: int):
    day = course[0].on + timedelta(days)
    known = [event for event in course if event.on <= day]
    assert clock(course, WORK, as_of=day) == clock(known, WORK, as_of=day)


@given(courses())
def test_a_case_written_down_and_replayed_years_later_gives_the_same_answer(course: list[Event]):
    once = clock(course, WORK)
    again = clock([event_from(json.loads(json.dumps(event.as_dict()))) for event in once.events], WORK)
    assert again == once
    assert again.ledger == once.ledger


@given(courses())
def test_consulting_never_brings_the_reply_forward(course: list[Event]):
    alone = [event for event in course if not event.kind.startswith("consultation")]
    assert clock(course, WORK).due["reply"] >= clock(alone, WORK).due["reply"]


def test_events_of_one_day_may_come_in_any_order():
    lines = [
        "received 2025-03-03 internet",
        "confirmed 2025-03-03",
        "consultation_sent 2025-03-03 third_party",
        "consultation_delivered 2025-03-03",
        "replied 2025-03-03 disclosed",
    ]
    answers = {str(case(*order)) for order in permutations(lines)}
    assert len(answers) == 1


# --- what officers meet ---------------------------------------------------------------------------------------------


def test_what_others_do_after_the_reply_changes_nothing():
    lines = (*ASKED, "consultation_delivered 2025-03-12", "replied 2025-03-20 disclosed")
    assert due(case(*lines, "consultation_answered 2025-03-28")) == due(case(*lines))


def test_a_supplement_asked_for_after_the_reply_was_due_does_not_revive_the_clock():
    with pytest.raises(OutOfOrder, match="答复期限2024-10-30已过"):
        case("received 2024-09-27 in_person", "supplement_notified 2025-01-10 2025-01-24")


def test_a_late_reply_is_late_by_the_article_that_sets_the_term():
    (remark,) = case("received 2024-09-27 in_person", "replied 2024-10-31 disclosed").remarks
    assert remark.article.short == "条例第33条第2款"


def test_an_outcome_named_by_its_row_is_the_outcome():
    with pytest.raises(OutOfOrder, match="没有在等待"):
        case("received 2024-09-27 in_person", "replied 2024-10-08 other.fee_unpaid")
    assert case("received 2024-09-27 in_person", "replied 2024-10-08 refused.state_secret").outcome == "state_secret"


def test_days_before_a_stop_are_said_to_be_stopped_and_not_restarted():
    (stopped, *_) = (entry for entry in case(*CHARGED).ledger if entry.on == date(2025, 4, 23))
    assert "停止计算" in stopped.why
    (restarted, *_) = (entry for entry in case(*CHARGED, "fee_paid 2025-05-12").ledger if entry.on == date(2025, 4, 23))
    assert "重新起算" in restarted.why


def test_a_request_that_nobody_confirms_is_remarked():
    answer = case("received 2025-03-03 internet", as_of="2025-03-05")
    assert answer.state is State.WAITING
    assert [remark.code for remark in answer.remarks] == ["confirmation_late"]
    assert not case("received 2025-03-03 internet", as_of="2025-03-04").remarks


# --- what a court, an applicant or a clumsy hand may do -------------------------------------------------------------

UNPAID = ("received 2025-03-03 in_person", "fee_notified 2025-03-05")
UNCLEAR = ("received 2025-03-03 in_person", "supplement_notified 2025-03-05 2025-03-20")


@pytest.mark.parametrize(
    "lines",
    [
        (*UNCLEAR, "replied 2025-03-24 not_supplemented"),
        (*UNPAID, "replied 2025-04-10 fee_unpaid"),
        UNCLEAR,
        (*UNPAID, "withdrawn 2025-03-10"),
    ],
)
def test_a_court_may_reopen_what_was_given_up(lines: tuple[str, ...]):
    answer = case(*lines, "reopened 2025-08-01 court 15")
    assert answer.state is State.RESTARTED
    assert due(answer) == "2025-08-22"


def test_silence_may_be_followed_by_an_order_to_answer():
    answer = case("received 2025-03-03 in_person", "reopened 2025-06-10 reconsideration 10")
    assert due(answer) == "2025-06-24"
    assert [remark.code for remark in answer.remarks] == ["overdue"]
    with pytest.raises(OutOfOrder, match="答复期限也没有过"):
        case("received 2025-03-03 in_person", "reopened 2025-03-31 reconsideration 10")


def test_an_order_may_name_the_day_and_is_not_extended():
    answer = case("received 2025-03-03 in_person", "replied 2025-03-20 not_held", "reopened 2025-06-10 court")
    assert not answer.terms[-1].ordered
    lines = ("received 2025-03-03 in_person", "replied 2025-03-20 not_held", "reopened 2025-06-10 court 15")
    with pytest.raises(OutOfOrder, match="另行确定"):
        case(*lines, "extended 2025-06-12 20")


def test_a_letter_of_an_annulled_decision_stops_the_clock_no_more_nor_does_one_stop_an_ordered_term():
    lines = (*ASKED, "replied 2025-03-14 disclosed", "reopened 2025-06-10 court")
    assert due(case(*lines, as_of="2025-06-20")) == "2025-07-08"
    assert due(case(*lines, "consultation_sent 2025-06-12 third_party b", as_of="2025-06-20")) == "2025-07-16"
    ordered = (*ASKED, "replied 2025-03-14 disclosed", "reopened 2025-06-10 court 10")
    assert due(case(*ordered, "consultation_sent 2025-06-12 third_party b", as_of="2025-06-20")) == "2025-06-24"


@pytest.mark.parametrize(
    ("lines", "as_of"),
    [
        (("received 2018-06-01 in_person", "consultation_sent 2018-06-05 other_organ"), "2018-06-20"),
        (
            (
                "received 2025-03-03 in_person",
                "reasons_asked 2025-03-05",
                "deferred 2025-03-20 2025-05-06",
                "consultation_sent 2025-03-21 other_organ",
            ),
            "2025-03-25",
        ),
        (
            (
                "received 2025-03-03 in_person",
                "consultation_sent 2025-03-04 other_organ",
                "supplement_notified 2025-03-05 2025-03-20",
            ),
            "2025-03-10",
        ),
    ],
)
def test_a_reply_date_that_will_not_move_is_not_said_to_move(lines: tuple[str, ...], as_of: str):
    assert case(*lines, as_of=as_of).remarks == ()


def test_of_a_silent_body_it_is_said_until_when_the_silence_may_be_challenged():
    silent = case("received 2025-03-03 in_person", as_of="2025-04-01")
    assert due(silent, "reconsideration") == "2025-05-30"
    assert due(silent, "suit") == "2025-09-30"
    assert "reconsideration" not in case("received 2025-03-03 in_person", as_of="2025-03-31").due


def test_nobody_is_silent_before_the_letter_has_arrived():
    asked = ("received 2025-03-03 in_person", "consultation_sent 2025-03-05 co_maker")
    answer = case(*asked, as_of="2025-04-25")
    assert answer.state is State.STOPPED
    assert "co_maker_answer" not in answer.due
    assert [remark.code for remark in answer.remarks] == ["consultation_open"]
    assert not any("视为同意" in entry.why for entry in answer.ledger)
    silent = case(*asked, "consultation_delivered 2025-03-06", as_of="2025-04-25")
    assert any("视为同意公开" in entry.why and "第34条" in entry.article for entry in silent.ledger)


def test_what_lapsed_before_the_last_event_has_lapsed():
    asked = (*ASKED, "consultation_delivered 2025-03-12", "extended 2025-04-10 20")
    assert case(*asked).state is State.RUNNING
    assert case(*asked).open == ("reply",)


def test_the_limit_shown_is_the_first_that_is_open():
    answer = case(
        "received 2025-03-03 in_person",
        "consultation_sent 2025-03-10 third_party a",
        "consultation_sent 2025-03-10 third_party b",
        "consultation_delivered 2025-03-11 a",
        "consultation_delivered 2025-03-20 b",
        "consultation_answered 2025-03-21 b",
        as_of="2025-03-24",
    )
    assert due(answer, "third_party_answer") == "2025-04-01"


def test_nothing_is_excluded_after_the_reply():
    answer = case(*ASKED, "consultation_delivered 2025-03-11", "replied 2025-03-20 third_party_rights")
    assert due(answer) == "2025-04-11"
    assert all("征求" not in entry.why for entry in answer.ledger if entry.on > date(2025, 3, 20))


def test_order_492_knows_no_limit_for_third_parties_and_nothing_of_excess():
    old = ("received 2018-06-01 in_person", "consultation_sent 2018-06-05 third_party")
    answer = case(*old, "consultation_delivered 2018-06-06", as_of="2018-08-15")
    assert answer.state is State.STOPPED
    assert "third_party_answer" not in answer.due
    with pytest.raises(OutOfOrder, match="不适用"):
        case("received 2018-06-01 in_person", "reasons_asked 2018-06-05")
    replied = case("received 2018-06-01 in_person", "replied 2018-06-11")
    assert all(entry.article.startswith("2007年条例") or "第" not in entry.article for entry in replied.ledger)


def test_confirmation_never_undoes_what_has_happened():
    with pytest.raises(OutOfOrder, match="已经确定"):
        case("received 2019-05-05 internet", "extended 2019-05-08 15", "confirmed 2019-05-09")
    lines = ("received 2025-03-03 internet", "replied 2025-03-04 not_ours", "reopened 2025-05-06 court 10")
    with pytest.raises(OutOfOrder, match="已经确定"):
        case(*lines, "confirmed 2025-05-08")


def test_remedies_are_those_of_the_reply_that_closed_the_case():
    answer = case(
        "received 2025-03-03 in_person",
        "replied 2025-03-20 not_held",
        "reopened 2025-06-03 court 15",
        "supplement_notified 2025-06-04 2025-06-20",
        as_of="2025-07-30",
    )
    assert answer.outcome == "not_supplemented"
    assert not {"reconsideration", "suit"} & answer.due.keys()


def test_a_term_that_ends_on_a_rest_day_ends_on_the_next_working_day():
    asked = ("received 2025-03-03 in_person", "supplement_notified 2025-03-05 2025-03-22")
    assert due(case(*asked), "supplement") == "2025-03-24"
    with pytest.raises(CalendarNotPublished):
        case("received 2026-12-01 in_person", "supplement_notified 2026-12-03 2027-01-02")
    assert case(*asked, "supplement_received 2025-03-24").state is State.RESTARTED
    deferred = ("received 2025-03-03 in_person", "reasons_asked 2025-03-05", "deferred 2025-03-20 2025-05-03")
    assert case(*deferred, "replied 2025-05-06").in_time is True


def test_a_second_supplement_is_noted_and_starts_nothing():
    answer = case(*UNCLEAR, "supplement_received 2025-03-10", "supplement_received 2025-03-12")
    assert due(answer) == due(case(*UNCLEAR, "supplement_received 2025-03-10"))
    assert [remark.code for remark in answer.remarks] == ["supplement_again"]


def test_what_the_law_asks_for_before_an_outcome_is_remarked():
    assert [one.code for one in case(RECEIVED, "replied 2025-03-10 still_unclear").remarks] == ["supplement_missing"]
    assert [one.code for one in case(RECEIVED, "replied 2025-03-10 third_party_rights").remarks] == [
        "consultation_missing"
    ]
    assert [one.code for one in case(RECEIVED, "replied 2025-03-10 disclosed post").remarks] == ["served_missing"]


RECEIVED = "received 2025-03-03 in_person"


@pytest.mark.parametrize(
    "lines",
    [
        (*UNPAID, "fee_paid 2025-03-10", "consultation_sent 2025-03-10 third_party"),
        (RECEIVED, "extended 2025-03-05 5", "supplement_notified 2025-03-05 2025-03-20"),
        (*ASKED, "consultation_answered 2025-03-12", "consultation_sent 2025-03-12 third_party"),
        (
            RECEIVED,
            "replied 2025-03-10 partial",
            "reopened 2025-03-10 self",
            "consultation_sent 2025-03-10 third_party",
        ),
    ],
)
def test_a_day_on_which_much_happens_is_taken_in_an_order_that_the_law_allows(lines: tuple[str, ...]):
    assert len({str(case(*lines[:1], *order)) for order in (lines[1:], lines[:0:-1])}) == 1


def test_a_reply_may_be_corrected_on_the_day_on_which_it_was_made():
    answer = case(RECEIVED, "replied 2025-03-10 partial", "reopened 2025-03-10 self", "replied 2025-03-10 disclosed")
    assert (answer.state, answer.outcome) == (State.CLOSED, "disclosed")


@pytest.mark.parametrize("before", [(RECEIVED,), (RECEIVED, "supplement_notified 2025-03-05 2025-03-20")])
def test_what_is_overdue_or_lapsed_may_be_answered_on_the_day_on_which_a_court_orders_it(before: tuple[str, ...]):
    day = ("reopened 2025-04-20 court", "replied 2025-04-20 partial")
    for lines in (day, day[::-1]):
        answer = case(*before, *lines)
        assert (answer.state, answer.outcome, answer.in_time) == (State.CLOSED, "partial", True)


def test_an_answer_to_a_letter_that_was_never_sent_is_refused_even_after_the_reply():
    with pytest.raises(OutOfOrder, match="没有发出过“zzz”"):
        case(RECEIVED, "replied 2025-03-10 disclosed", "consultation_answered 2025-03-12 zzz")


def test_what_is_not_known_yet_is_not_used():
    lines = (RECEIVED, "replied 2025-03-20 disclosed post 2025-03-25")
    assert "reconsideration" not in case(*lines, as_of="2025-03-21").due
    assert due(case(*lines, as_of="2025-03-25"), "reconsideration") == "2025-05-26"


# --- ledgers, line by line ------------------------------------------------------------------------------------------


def ledger(*lines: str, as_of: str = "") -> list[str]:
    return [
        f"{entry.on:%m-%d} {'√' if entry.counts else '-'}{entry.n} {entry.why}（{entry.article}）"
        for entry in case(*lines, as_of=as_of).ledger
    ]


def test_the_ledger_of_a_supplement_line_by_line():
    days = ledger(
        "received 2025-09-28 internet", "confirmed 2025-09-29", "supplement_notified 2025-10-09 2025-10-11",
        "supplement_received 2025-10-11",
    )  # fmt: skip
    assert days[:15] == [
        "09-28 -0 周末调休上班，尚未与申请人确认，期限没有开始；收到申请（互联网）（条例第31条第3项）",
        "09-29 -0 双方确认收到申请（互联网），当日不计入，次日起算（条例第31条第3项）",
        "09-30 -1 工作日，第1个工作日，答复期限后来重新起算，不再计入（条例第30条）",
        *(f"10-0{n} -1 国庆节、中秋节放假，不是工作日（国办发明电〔2024〕12号）" for n in range(1, 9)),
        "10-09 -2 工作日，第2个工作日，答复期限后来重新起算，不再计入；告知补正，限2025-10-11前补正（条例第30条）",
        "10-10 -0 工作日，等待申请人补正，不计入期限（条例第30条）",
        "10-11 -0 收到补正，答复期限重新起算，当日不计入，次日起算（条例第30条）",
        "10-12 -0 周末，不是工作日（条例第33条第2款）",
    ]
    assert days[-1] == "11-07 √20 工作日，计为第20个工作日，答复期限届满（条例第33条第2款）"


def test_the_ledger_says_which_notice_makes_a_sunday_work_and_which_days_are_the_extension():
    days = ledger("received 2024-09-27 in_person", "extended 2024-10-30 2")
    assert days[2] == "09-29 √1 周末调休上班，计为第1个工作日（条例第33条第2款、国办发明电〔2023〕7号）"
    assert days[-2:] == [
        "10-31 √21 工作日，计为第21个工作日（延长的第1个工作日）（条例第33条第2款）",
        "11-01 √22 工作日，计为第22个工作日（延长的第2个工作日），答复期限届满（条例第33条第2款）",
    ]


def test_the_ledger_of_what_lapsed():
    assert ledger(*UNPAID, as_of="2025-06-01")[-2:] == [
        "04-02 -0 工作日，等待申请人缴费，不计入期限（信息处理费办法第6条）",
        "04-03 -0 工作日，等待申请人缴费，不计入期限；逾期未缴费，视为放弃申请，不再处理（信息处理费办法第6条）",
    ]


def test_the_ledger_after_the_end_explains_the_due_date_only():
    days = ledger(RECEIVED, "replied 2025-03-28 disclosed")
    assert days[-4] == "03-28 √19 工作日，计为第19个工作日；答复（条例第33条第2款、条例第36条）"
    assert days[-1] == "03-31 √20 工作日，计为第20个工作日，答复期限届满（已经办结）（条例第33条第2款）"


def test_evidence_is_in_the_ledger():
    received = Event(Kind.RECEIVED, date(2025, 3, 3), Channel.REGISTERED_POST, evidence="回执EX1")
    assert "凭证：回执EX1" in clock([received], calendar()).ledger[0].why
