"""Facts of letters go to JSON and come back the same; what does not describe any is refused with its member's name."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.articles import Article, Law
from gongkai.law.events import KINDS, Event, Kind, event_from
from gongkai.law.fees import Charge, Line, Method
from gongkai.law.limits import REOPENED, Channel, Consulted, ServedBy
from gongkai.law.outcomes import OUTCOMES
from gongkai.law.remedy import BodyKind
from gongkai.letters import Facts, Finding, Issuer
from gongkai.letters.interchange import LAWS, FactsNotReadable, as_dict, facts_from, finding_as_dict, members_from
from tests.letters import examples

TEXT = st.text(max_size=20)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SMALL = st.integers(1, 999)
ARTICLES = st.builds(Article, st.sampled_from(list(LAWS.values())), SMALL, st.integers(0, 99), st.integers(0, 99))
CHARGES = st.builds(
    Charge, st.sampled_from(Method), st.lists(st.builds(Line, SMALL, SMALL, SMALL, TEXT), max_size=3).map(tuple)
)
MEMBERS: dict[str, st.SearchStrategy[Any]] = {
    "channel": st.sampled_from([str(each) for each in Channel]),
    "until": DAYS.map(date.isoformat),
    "served": DAYS.map(date.isoformat),
    "to": st.sampled_from([str(each) for each in Consulted]),
    "days": SMALL,
    "route": st.sampled_from([str(each) for each in ServedBy]),
    "by": st.sampled_from(list(REOPENED)),
    **dict.fromkeys(("ref", "outcome", "good_reason", "evidence"), TEXT),
}


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(Kind))
    told = KINDS[kind]
    members = {name: draw(MEMBERS[name]) for name in told.needs}
    members |= {name: draw(MEMBERS[name]) for name in told.may if draw(st.booleans())}
    return event_from({"kind": str(kind), "on": draw(DAYS).isoformat(), **members})


def strategy(hint: Any, findings: st.SearchStrategy[Finding]) -> st.SearchStrategy[Any]:
    """Values of a member, by what its class says it is: a new member arrives tested."""
    if get_origin(hint) is tuple:
        return st.lists(strategy(get_args(hint)[0], findings), max_size=3).map(tuple)
    whole, *none = get_args(hint) or (hint,)
    known = {
        str: TEXT,
        bool: st.booleans(),
        date: DAYS,
        Article: ARTICLES,
        Charge: CHARGES,
        Event: events(),
        Finding: findings,
        Issuer: st.deferred(lambda: ISSUERS),
        Channel: st.sampled_from(Channel),
        BodyKind: st.sampled_from(BodyKind),
    }[whole]
    return st.none() | known if none else known


def records(kind: type[Any], findings: st.SearchStrategy[Finding]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    members = {each.name: strategy(hints[each.name], findings) for each in fields(kind)}
    return st.builds(kind, **members)


KEYS = st.sampled_from([each.key for each in OUTCOMES])
ISSUERS = records(Issuer, st.nothing())
PARTS = st.builds(Finding, outcome=KEYS, asked=TEXT, reasons=TEXT, articles=st.lists(ARTICLES, max_size=2).map(tuple))
FINDINGS = records(Finding, PARTS).flatmap(lambda made: KEYS.map(lambda key: replace(made, outcome=key)))


@given(records(Facts, FINDINGS))
def test_facts_come_back_from_json_as_they_were(facts: Facts):
    assert facts_from(json.loads(json.dumps(as_dict(facts)))) == facts


@pytest.mark.parametrize("key", examples.KEYS)
def test_the_facts_of_every_letter_come_back(key: str):
    facts = examples.facts(key)
    assert facts_from(json.loads(json.dumps(as_dict(facts)))) == facts


def test_what_says_nothing_is_left_out_and_articles_are_written_as_they_are_cited():
    finding = Finding(outcome="not_ours", articles=(Article(LAWS["条例"], 36, 0, 5), Article(LAWS["条例"], 10)))
    assert finding_as_dict(finding) == {"outcome": "not_ours", "articles": ["条例第36条第5项", "条例第10条"]}
    assert as_dict(Facts(issuer=Issuer(name="云溪市教育局"))) == {"issuer": {"name": "云溪市教育局"}}


def test_what_officers_state_has_no_issuer():
    assert members_from({"reason": "材料分散", "reply_by": "2024-04-25"}) == {
        "reason": "材料分散",
        "reply_by": date(2024, 4, 25),
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "文书的内容应是JSON对象"),
        ({"purpose": "研究"}, "没有“purpose”这一项"),
        ({"reason": 3}, "事由（reason）应是文字"),
        ({"natural": "是"}, "natural应是true或者false"),
        ({"reply_by": "2024年4月25日"}, "期限（reply_by）应是形如2024-03-29的日期"),
        ({"reply_by": "2024-13-25"}, "形如2024-03-29的日期"),
        ({"points": "一件"}, "列表"),
        ({"points": ["一件"] * 300}, "不多于200项的列表"),
        ({"channel": "telex"}, "channel）应是in_person、"),
        ({"findings": [{}]}, "认定没有写明答复类型"),
        ({"findings": [{"outcome": "disclosed", "articles": ["条例36"]}]}, "形如“条例第36条第3项”的条款"),
        ({"findings": [{"outcome": "disclosed", "articles": ["民法典第1条"]}]}, "可以引用的有条例"),
        ({"findings": [{"outcome": "disclosed", "articles": ["条例第0条"]}]}, "形如“条例第36条第3项”的条款"),
        ({"findings": [{"outcome": "disclosed", "purpose": ""}]}, "认定没有“purpose”这一项"),
        ({"issuer": {}}, "本机关没有写明名称"),
        ({"events": [{"kind": "received"}]}, "没有写日期on"),
        ({"charge": {"method": "by_item"}}, "有method和lines的JSON对象"),
        ({"charge": {"method": "by_item", "lines": [{"first": 1}]}}, "每行有first、last、rate、unit"),
        ({"charge": {"method": "by_weight", "lines": []}}, "by_item、by_volume"),
    ],
)
def test_what_describes_no_facts_is_refused_with_its_member(data: object, said: str):
    with pytest.raises(FactsNotReadable, match=said):
        members_from(data)


def test_facts_without_a_body_are_none():
    with pytest.raises(FactsNotReadable, match="issuer"):
        facts_from({"reason": "材料分散"})


def test_a_law_that_is_not_known_cannot_be_cited():
    other = Law("《某法》", "某法", "", date(2020, 1, 1))
    with pytest.raises(FactsNotReadable, match="没有收录《某法》"):
        finding_as_dict(Finding(outcome="disclosed", articles=(Article(other, 1),)))
