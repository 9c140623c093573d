"""Events of a case as JSON has them."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law.errors import EventNotReadable
from gongkai.law.events import KINDS, Event, Kind, event_from, events_from
from gongkai.law.limits import Channel, Consulted, ServedBy
from gongkai.law.outcomes import outcome

FULL = {
    "channel": "internet",
    "until": "2025-03-20",
    "to": "third_party",
    "ref": "a",
    "days": 5,
    "outcome": "disclosed",
    "route": "post",
    "served": "2025-03-12",
    "by": "court",
    "good_reason": "住院",
    "evidence": "登记簿第3页",
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_read_with_all_that_it_may_say_and_written_again(kind: Kind):
    told = KINDS[kind]
    data = {"kind": str(kind), "on": "2025-03-10"} | {name: FULL[name] for name in (*told.needs, *told.may)}
    event = event_from(data)
    assert event.kind is kind
    assert event.as_dict() == data
    assert event_from(event.as_dict()) == event


@pytest.mark.parametrize("kind", [kind for kind, told in KINDS.items() if told.needs])
def test_what_an_event_needs_is_asked_for_by_name(kind: Kind):
    with pytest.raises(EventNotReadable, match=f"{KINDS[kind].label}.*没有写{KINDS[kind].needs[0]}"):
        event_from({"kind": str(kind), "on": "2025-03-10"})


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_what_it_is(kind: Kind):
    assert KINDS[kind].label
    assert KINDS[kind].help


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("received", "应是JSON对象"),
        ({}, "没有“None”这种事件，kind只能是：received（收到申请）"),
        ({"kind": "receved", "on": "2025-03-10"}, "没有“receved”这种事件"),
        ({"kind": ["received"], "on": "2025-03-10"}, "这种事件"),
        ({"kind": "confirmed"}, "没有写日期on"),
        ({"kind": "confirmed", "on": "2025-3-10"}, "形如2024-09-27的日期，写的是“2025-3-10”"),
        ({"kind": "confirmed", "on": "2025-02-30"}, "形如2024-09-27的日期"),
        ({"kind": "confirmed", "on": "2025-W10-1"}, "形如2024-09-27的日期"),
        ({"kind": "confirmed", "on": 20250310}, "形如2024-09-27的日期"),
        ({"kind": "received", "on": "2025-03-10", "channel": "email"}, "channel只能是：in_person（当面提交）"),
        ({"kind": "consultation_sent", "on": "2025-03-10", "to": "me"}, "to只能是：third_party（第三方）"),
        ({"kind": "replied", "on": "2025-03-10", "route": "dove"}, "route只能是：direct（直接送达）"),
        ({"kind": "reopened", "on": "2025-03-10", "by": "me"}, "by只能是：reconsideration（行政复议决定）"),
        ({"kind": "extended", "on": "2025-03-10", "days": 0}, "days应是1至999的整数"),
        ({"kind": "extended", "on": "2025-03-10", "days": True}, "days应是1至999的整数"),
        ({"kind": "extended", "on": "2025-03-10", "days": "5"}, "days应是1至999的整数"),
        ({"kind": "extended", "on": "2025-03-10", "day": 5}, "没有day这一项，除kind、on外可写：days"),
        ({"kind": "replied", "on": "2025-03-10", "outcome": 3}, "outcome应是文字"),
    ],
)
def test_what_is_wrong_with_an_event_is_said_in_one_sentence(data: object, why: str):
    with pytest.raises(EventNotReadable, match=why) as caught:
        event_from(data)
    assert "\n" not in str(caught.value)


def test_events_come_as_a_list_or_under_their_name():
    one = {"kind": "received", "on": "2025-03-10", "channel": "in_person"}
    expected = [Event(Kind.RECEIVED, date(2025, 3, 10), Channel.IN_PERSON)]
    assert events_from([one]) == events_from({"events": [one]}) == expected
    for data in ({}, {"events": one}, "received", None):
        with pytest.raises(EventNotReadable, match="events"):
            events_from(data)


def test_a_good_reason_may_be_a_yes():
    data = {"kind": "supplement_received", "on": "2025-03-10", "good_reason": True}
    assert event_from(data).good_reason
    assert event_from(data | {"good_reason": False}).good_reason is None


@pytest.mark.parametrize("choice", [*Channel, *Consulted, *ServedBy])
def test_every_choice_has_a_name_that_users_read(choice: Channel | Consulted | ServedBy):
    assert choice.label
    assert choice.label != choice


def test_an_outcome_may_be_named_by_its_row_of_the_report():
    assert outcome("granted").key in {"disclosed", "already_public"}
    assert outcome("refused.state_secret") is outcome("state_secret")
    assert outcome("requests.other.fee_unpaid") is outcome("fee_unpaid")
