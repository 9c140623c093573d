"""The information-processing fee: its two scales, figure by figure, and what may not be done with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.errors import LawError
from gongkai.law.fees import (
    MOST,
    PAY_DAYS,
    FeeNotYetLaw,
    Method,
    Received,
    WrongCount,
    WrongDecision,
    by_item,
    by_volume,
    counted_before,
    decide,
    in_wan,
    month_counts,
    propose,
)

DAY = date(2024, 9, 2)
COUNTS = st.integers(1, 400)

# --- the scales -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "yuan"),
    [
        (1, 0),
        (10, 0),
        (11, 100),
        (20, 1000),
        (30, 2000),
        (31, 2200),
        (40, 4000),
        (41, 4300),
        (50, 7000),
        (51, 7400),
        (60, 11000),
        (100, 37000),
    ],
)
def test_a_month_of_items_comes_to(items: int, yuan: int):
    assert by_item(0, items).amount == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [(0, 0), (1, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (300, 6700)],
)
def test_the_pages_of_a_request_come_to(pages: int, yuan: int):
    assert by_volume(pages).amount == yuan


@pytest.mark.parametrize(
    ("before", "yuan"), [(9, 0), (10, 100), (29, 100), (30, 200), (39, 200), (40, 300), (44, 300), (99, 800)]
)
def test_one_more_item_costs_the_rate_of_its_place(before: int, yuan: int):
    assert by_item(before).amount == yuan


def test_pages_of_two_requests_are_not_added_up():
    assert by_volume(30).amount + by_volume(30).amount == 0
    assert by_volume(60).amount == 300


def test_the_computation_is_shown_band_by_band():
    charge = by_item(0, 42)
    assert [str(line) for line in charge.lines] == [
        "第1—10件：不收费",
        "第11—30件：20件×100元=2000元",
        "第31—40件：10件×200元=2000元",
        "第41—42件：2件×300元=600元",
    ]
    assert charge.sum == "2000元+2000元+600元=4600元"
    assert [str(line) for line in by_item(30).lines] == ["第31件：1件×200元=200元"]
    assert [str(line) for line in by_volume(101).lines][-1] == "第101页：1页×20元=20元"
    assert by_volume(0).sum == "0元"


@given(before=COUNTS, items=COUNTS)
def test_a_request_costs_what_the_month_grows_by(before: int, items: int):
    assert by_item(before, items).amount == by_item(0, before + items).amount - by_item(0, before).amount


@given(before=st.integers(0, 400), items=COUNTS)
def test_a_charge_is_the_sum_of_its_items(before: int, items: int):
    assert by_item(before, items).amount == sum(by_item(before + nth).amount for nth in range(items))


@given(before=st.integers(0, 400), items=COUNTS)
def test_a_later_item_never_costs_less(before: int, items: int):
    assert by_item(before + 1, items).amount >= by_item(before, items).amount
    assert by_item(before, items + 1).amount >= by_item(before, items).amount


@given(item=st.integers(31, 5000))
def test_from_the_31st_item_the_rate_grows_by_100_every_ten(item: int):
    assert by_item(item - 1).amount == 100 * (1 + -(-(item - 30) // 10))


@given(pages=st.integers(0, 1000))
def test_a_page_costs_0_10_20_or_40(pages: int):
    assert by_volume(pages + 1).amount - by_volume(pages).amount in (0, 10, 20, 40)


@given(before=st.integers(0, 400), items=COUNTS)
def test_lines_cover_every_item_once(before: int, items: int):
    lines = by_item(before, items).lines
    assert [number for line in lines for number in range(line.first, line.last + 1)] == list(
        range(before + 1, before + items + 1)
    )


# --- what may be charged --------------------------------------------------------------------------------------------


def test_either_method_never_both():
    """The 12th request of the month, 120 pages: 100 or 1,100, not 1,200."""
    proposal = propose(on=DAY, before=11, pages=120)
    assert [(charge.method, charge.amount) for charge in proposal.charges] == [
        (Method.BY_ITEM, 100),
        (Method.BY_VOLUME, 1100),
    ]
    assert proposal.says() == (
        "可以收取信息处理费：按件计收100元，或者按量计收1100元，两种方式只能选用一种，不得相加。"
        "是否收取由行政机关决定，也可以写明理由不收。"
    )
    assert not hasattr(proposal, "amount")


def test_without_copies_only_items_count():
    proposal = propose(on=DAY, before=10)
    assert [charge.method for charge in proposal.charges] == [Method.BY_ITEM]
    assert "不得相加" not in proposal.says()
    assert [article.short for article in proposal.basis] == ["条例第42条", "信息处理费办法第4条"]


def test_within_the_free_numbers_nothing_is_charged():
    proposal = propose(on=DAY, before=9, pages=30)
    assert proposal.free
    assert proposal.says() == "未超出免费的件数或者页数，不收取信息处理费。"
    assert decide(proposal, None).amount == 0


def test_an_officer_decides():
    proposal = propose(on=DAY, before=11, pages=120)
    assert decide(proposal, Method.BY_VOLUME).amount == 1100
    assert decide(proposal, Method.BY_ITEM).amount == 100
    free = decide(proposal, None, reason=" 首次超出，先予提醒 ")
    assert (free.charge, free.amount, free.reason) == (None, 0, "首次超出，先予提醒")


def test_a_decision_that_the_proposal_does_not_allow():
    with pytest.raises(WrongDecision, match="不收取信息处理费的，请写明理由"):
        decide(propose(on=DAY, before=11), None, reason=" ")
    with pytest.raises(WrongDecision, match="没有要求提供复制件，不能按量计收"):
        decide(propose(on=DAY, before=11), Method.BY_VOLUME)
    with pytest.raises(WrongDecision, match="按件计收未超出免费的数量，不能收费"):
        decide(propose(on=DAY, before=1, pages=120), Method.BY_ITEM)


def test_twenty_working_days_to_pay():
    assert PAY_DAYS.on(DAY) == 20
    assert "自收到通知次日起20个工作日内缴纳" in propose(on=DAY, before=11).payment()


def test_there_was_no_fee_before_2021():
    with pytest.raises(FeeNotYetLaw, match="自2021-01-01起才可以收取，2020-12-31收到的申请不收费"):
        propose(on=date(2020, 12, 31), before=11)
    assert propose(on=date(2021, 1, 1), before=10).charges[0].amount == 100


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"before": -1}, "本月此前的件数应是不小于0的整数，而不是-1"),
        ({"items": 0}, "件数应是不小于1的整数，而不是0"),
        ({"items": True}, "件数应是整数，而不是True"),
        ({"items": 1.5}, "件数应是整数，而不是1.5"),
        ({"pages": -30}, "页数应是不小于0的整数，而不是-30"),
        ({"pages": MOST + 1}, "页数为100001，超过100000，请核对"),
    ],
)
def test_numbers_that_cannot_be(counts: dict[str, int], told: str):
    with pytest.raises(WrongCount, match=told):
        propose(on=DAY, **counts)
    assert issubclass(WrongCount, LawError)


def test_the_largest_number_that_is_no_slip():
    assert by_volume(MOST).lines[-1].last == MOST


def test_the_annual_report_wants_ten_thousands():
    assert in_wan(400) == Decimal("0.04")
    assert in_wan(1) == Decimal("0.0001")


# --- an applicant's month -------------------------------------------------------------------------------------------


def test_a_new_month_begins_at_nought():
    requests = [Received(date(2024, 10, 1)), Received(date(2024, 9, 30), items=10), Received(date(2024, 9, 30))]
    assert month_counts(requests) == {(2024, 9): 11, (2024, 10): 1}
    before = [count for _, count in counted_before(requests)]
    assert before == [0, 10, 0]
    assert [by_item(count, request.items).amount for request, count in counted_before(requests)] == [0, 100, 0]


def test_the_same_month_of_another_year_is_another_month():
    assert month_counts([Received(date(2024, 1, 31)), Received(date(2025, 1, 1))]) == {(2024, 1): 1, (2025, 1): 1}


@given(st.lists(st.builds(Received, st.dates(date(2021, 1, 1), date(2021, 4, 30)), st.integers(1, 15))))
def test_charging_request_by_request_comes_to_the_months_total(requests: list[Received]):
    charged = sum(by_item(before, request.items).amount for request, before in counted_before(requests))
    assert charged == sum(by_item(0, count).amount for count in month_counts(requests).values())
