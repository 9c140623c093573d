"""What may be done against a letter: the order of the remedies, who reconsiders, until when, and the paragraph."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import remedy as module
from gongkai.law.articles import Unsure
from gongkai.law.errors import LawError, NotYetLaw, UnknownOutcome
from gongkai.law.outcomes import LETTERS, OUTCOMES, Recourse, outcome
from gongkai.law.remedy import (
    ONLY_14_TO_16,
    PARTS_FIRST,
    QUERY_EITHER,
    RESULTS,
    REVIEW,
    Body,
    BodyKind,
    Procedure,
    Remedies,
    Route,
    ServedTooEarly,
    TooManyReviewers,
    WrongParts,
    cell,
    last_day,
    last_days,
    months_after,
    remedies,
    remedies_for_silence,
    suit_after,
)
from gongkai.law.workdays import calendar
from gongkai.report.form import REMEDIES_KEYS

BUREAU = Body(BodyKind.DEPARTMENT, "云溪市财政局", ("云溪市人民政府",))
NOW = date(2024, 10, 30)
BEFORE = date(2023, 12, 29)
DECISIONS = [each for each in OUTCOMES if each.recourse is not Recourse.PARTS]


def against(key: str, decided: date = NOW, **more: object) -> Remedies:
    given: dict[str, object] = {"body": BUREAU, **more}
    return remedies(outcome(key), decided=decided, **given)  # type: ignore[arg-type]


def day(text: str) -> date:
    return date.fromisoformat(text)


# --- the order of the remedies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", DECISIONS, ids=lambda each: each.key)
def test_reconsideration_comes_first_only_for_refusals_under_arts_14_to_16_since_2024(each):
    refusal = each.recourse is Recourse.REFUSAL
    assert against(each.key, date(2024, 1, 1)).first is refusal
    assert against(each.key, date(2023, 12, 31)).first is False
    assert against(each.key).route is (Route.FIRST if refusal else Route.EITHER)


def test_an_administrative_query_may_go_straight_to_court():
    found = against("administrative_query")
    assert (found.route, found.unsure) == (Route.EITHER, (QUERY_EITHER,))


def test_of_a_partial_disclosure_only_the_parts_refused_under_arts_14_to_16_go_to_reconsideration_first():
    found = against("partial", refused_parts=["third_party_rights", "administrative_query"])
    assert found.route is Route.PARTS_FIRST
    assert found.suit is not None
    assert PARTS_FIRST in found.unsure
    assert against("partial", refused_parts=["not_government_information"]).route is Route.EITHER
    assert against("partial", BEFORE, refused_parts=["state_secret"]).route is Route.EITHER


def test_of_a_partial_disclosure_the_grounds_must_be_named():
    with pytest.raises(WrongParts, match="请写明各部分的答复类型"):
        against("partial")
    with pytest.raises(UnknownOutcome, match="没有答复类型“secret”"):
        against("partial", refused_parts=["secret"])


@pytest.mark.parametrize("part", ["partial", "disclosed", "already_public", "correction_refused"])
def test_what_is_no_refusal_is_no_ground_of_a_part(part: str):
    with pytest.raises(WrongParts, match=f"“{outcome(part).label}”不是不予公开的依据"):
        against("partial", refused_parts=[part])


def test_only_a_partial_disclosure_has_parts():
    with pytest.raises(WrongParts, match="只有部分公开才写明不予公开部分的类型，而答复类型是“属于国家秘密”"):
        against("state_secret", refused_parts=["state_secret"])


@pytest.mark.parametrize("each", LETTERS, ids=lambda each: each.key)
def test_a_step_on_the_way_cannot_be_attacked_by_itself(each):
    found = remedies(each, decided=NOW, body=BUREAU)
    if each.key == "third_party_disclosure":
        assert found.route is Route.EITHER
        assert found.paragraph.startswith(
            "如对本告知书不服，可以自收到本告知书之日起60日内向云溪市人民政府申请行政复议"
        )
    else:
        assert (found.route, found.paragraph, found.suit) == (Route.NONE, "", None)
        assert found.unsure


def test_no_answer_in_time_opens_both_ways():
    found = remedies_for_silence(date(2025, 7, 1), body=BUREAU)
    assert found.route is Route.EITHER
    assert [found.reconsideration.last.day, found.suit.last.day] == [day("2025-09-01"), day("2026-01-04")]  # type: ignore[union-attr]
    assert found.basis[-1].short == "法释〔2025〕8号第2条第2款"
    assert any("未履行法定职责" in fact.fact for fact in found.unsure)


def test_no_answer_in_time_before_the_interpretation_of_2025():
    assert remedies_for_silence(date(2025, 5, 31), body=BUREAU).basis[-1].short == "行政诉讼法第44条第1款"
    assert remedies_for_silence(date(2025, 6, 1), body=BUREAU).basis[-1].short == "法释〔2025〕8号第2条第2款"


def test_the_articles_follow_the_law_of_the_day():
    assert [article.short for article in against("state_secret").basis] == [
        "条例第51条",
        "行政复议法第11条第14项",
        "行政诉讼法第44条第2款",
        "行政复议法第23条第1款第4项",
        "行政复议法第23条第2款",
    ]
    assert against("state_secret", date(2025, 6, 1)).basis[-1].short == "法释〔2025〕8号第1条"
    assert [article.short for article in against("state_secret", date(2019, 5, 14)).basis] == [
        "2007年条例第33条第2款",
        "原行政复议法第6条第11项",
        "行政诉讼法第44条第1款",
    ]


@pytest.mark.parametrize("decided", [date(2016, 3, 1), BEFORE, NOW, date(2025, 9, 1)])
def test_every_article_was_in_force_on_the_day_of_the_decision(decided: date):
    for each in DECISIONS:
        found = against(each.key, decided, served=decided, informed=each.key == "not_held")
        terms = [term for term in (found.reconsideration, found.suit, found.suit_after) if term]
        for article in (*found.basis, *(article for term in terms for article in term.articles)):
            assert article.law.since <= decided
            assert article.law.until is None or decided < article.law.until


def test_terms_before_2015_are_not_known():
    with pytest.raises(NotYetLaw):
        against("state_secret", date(2014, 1, 1))


# --- who reconsiders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "decided", "who", "article"),
    [
        ("department", BEFORE, ("本机关的本级人民政府", "本机关的上一级主管部门"), "原行政复议法第12条第1款"),
        ("department", NOW, ("本机关的本级人民政府",), "行政复议法第24条第1款第1项"),
        ("government", NOW, ("上一级人民政府",), "行政复议法第24条第1款第2项"),
        ("province", NOW, ("本机关",), "行政复议法第24条第2款"),
        ("vertical", BEFORE, ("本机关的上一级主管部门",), "原行政复议法第12条第2款"),
        ("vertical", NOW, ("本机关的上一级主管部门",), "行政复议法第27条"),
        ("central", NOW, ("本机关",), "行政复议法第25条第1项"),
        ("justice", NOW, ("本机关的本级人民政府", "本机关的上一级司法行政部门"), "行政复议法第28条"),
        ("dispatched", NOW, ("设立本机关的人民政府",), "行政复议法第24条第1款第3项"),
    ],
)
def test_who_reconsiders(kind: str, decided: date, who: tuple[str, ...], article: str):
    found = against("not_held", decided, body=Body(BodyKind(kind)))
    assert tuple(reviewer.who for reviewer in found.reviewers) == who
    assert article in [each.short for each in found.reconsideration.articles]  # type: ignore[union-attr]


def test_every_kind_of_body_has_a_reviewer_and_a_name():
    assert set(REVIEW) == set(BodyKind)
    assert all(kind.label for kind in BodyKind)


def test_a_province_and_a_ministry_reconsider_themselves_and_the_state_council_may_rule():
    for body in (Body(BodyKind.PROVINCE, "云岭省人民政府"), Body(BodyKind.CENTRAL, "某某部")):
        found = against("state_secret", body=body)
        assert found.lacking == ()
        assert f"先向{body.name}申请行政复议" in found.paragraph
        assert found.paragraph.endswith("提起行政诉讼，也可以向国务院申请裁决。")


def test_a_letter_may_call_its_own_body_this_body():
    found = against("state_secret", body=Body(BodyKind.CENTRAL))
    assert "先向本机关申请行政复议" in found.paragraph
    assert found.lacking == ()


def test_a_letter_must_name_the_reviewer():
    found = against("state_secret", body=Body(BodyKind.DEPARTMENT))
    assert found.lacking == ("应写明行政复议机关的名称：本机关的本级人民政府",)
    assert against("state_secret").lacking == ()


def test_more_names_than_reviewers():
    with pytest.raises(TooManyReviewers, match="行政复议机关只有1个（本机关的本级人民政府），而给出了2个：甲、乙"):
        against("state_secret", body=Body(BodyKind.DEPARTMENT, reviewers=("甲", "乙")))


# --- until when -----------------------------------------------------------------------------------------------------


def test_sixty_days_that_end_on_a_sunday_end_on_monday():
    """Served on 2024-10-30: 2024-12-29 is a Sunday."""
    term = against("state_secret", served=NOW).reconsideration
    assert term is not None
    assert term.last == (day("2024-12-30"), day("2024-12-29"), False)
    assert term.span == "60日"


def test_sixty_days_that_end_in_a_holiday_end_after_it():
    term = against("not_held", date(2024, 8, 5), served=date(2024, 8, 5)).reconsideration
    assert term is not None
    assert term.last is not None
    assert (term.last.counted, term.last.day) == (day("2024-10-04"), day("2024-10-08"))


def test_a_term_may_end_on_a_made_up_working_day():
    assert last_day(day("2024-10-12"), calendar()).day == day("2024-10-12")  # a Saturday on which people worked


@pytest.mark.parametrize(
    ("served", "counted"),
    [
        ("2024-10-30", "2025-04-30"),
        ("2024-08-31", "2025-02-28"),
        ("2023-08-31", "2024-02-29"),
        ("2024-12-02", "2025-06-02"),
    ],
)
def test_six_months_end_on_the_same_day_or_the_months_last(served: str, counted: str):
    term = against("not_held", day(served), served=day(served)).suit
    assert term is not None
    assert term.last is not None
    assert term.last.counted == day(counted)


def test_a_suit_after_reconsideration_has_fifteen_days():
    assert str(suit_after(date(2025, 1, 3)).last) == "2025-01-20"  # 2025-01-18 is a Saturday
    assert [article.short for article in suit_after(NOW).articles] == ["行政诉讼法第45条"]
    assert [article.short for article in suit_after(NOW, first=True).articles][1:] == ["行政复议法第34条"]


def test_no_day_beyond_the_calendar_of_the_world():
    with pytest.raises(OverflowError):
        against("not_held", served=date.max)
    with pytest.raises(OverflowError):
        months_after(date(9999, 7, 1), 6)


def test_reconsideration_first_leaves_no_term_for_a_direct_suit():
    found = against("state_secret", served=NOW)
    assert found.suit is None
    assert found.suit_after is not None


def test_who_was_not_told_counts_from_when_they_learnt_at_most_a_year():
    told = {"served": NOW, "informed": False}
    term = against("state_secret", learnt=date(2025, 2, 10), **told).reconsideration
    assert term is not None
    assert str(term.last) == "2025-04-11"
    late = against("state_secret", learnt=date(2025, 10, 20), **told).reconsideration
    never = against("state_secret", **told).reconsideration
    assert late is not None
    assert never is not None
    assert str(late.last) == str(never.last) == "2025-10-30"
    assert "行政复议法第20条第3款" in [article.short for article in never.articles]
    suit = against("not_held", learnt=date(2025, 2, 10), **told).suit
    assert suit is not None
    assert str(suit.last) == "2025-08-11"  # 2025-08-10 is a Sunday


def test_without_service_terms_have_no_last_day():
    found = against("not_held")
    assert [term.last for term in (found.reconsideration, found.suit, found.suit_after) if term] == [None, None, None]


def test_beyond_the_published_calendar_a_day_is_provisional():
    known = calendar(as_of=date(2024, 6, 1))
    term = against("not_held", served=date(2024, 11, 4), decided=date(2024, 11, 4), work=known).reconsideration
    assert term is not None
    assert term.last == (day("2025-01-03"), day("2025-01-03"), True)
    assert str(term.last) == "2025-01-03（暂定）"


def test_a_provisional_calendar_stays_provisional():
    guess = calendar(as_of=date(2024, 6, 1), provisional=True)
    assert last_day(day("2025-01-04"), guess) == (day("2025-01-06"), day("2025-01-04"), True)


@pytest.mark.parametrize("decided", [BEFORE, NOW])
@pytest.mark.parametrize("each", DECISIONS, ids=lambda each: each.key)
def test_the_last_days_are_those_of_the_remedies_whoever_decided(each, decided: date):
    found = against(each.key, decided, served=decided)
    last = last_days(each, decided=decided, served=decided, work=calendar())
    assert last == (found.reconsideration.last, found.suit and found.suit.last)  # type: ignore[union-attr]


def test_of_an_outcome_that_is_not_known_both_last_days_are_given():
    either = last_days(outcome("not_held"), decided=NOW, served=NOW, work=calendar())
    assert either is not None
    assert either.suit is not None
    for letter in (None, outcome("partial")):
        assert last_days(letter, decided=NOW, served=NOW, work=calendar()) == either


def test_a_letter_cannot_arrive_before_it_was_made():
    with pytest.raises(ServedTooEarly, match="送达日期2024-10-29早于作出日期2024-10-30"):
        against("not_held", served=date(2024, 10, 29))
    with pytest.raises(ServedTooEarly, match="知道救济途径的日期2024-10-29早于送达日期"):
        against("not_held", served=NOW, informed=False, learnt=date(2024, 10, 29))


@given(
    st.dates(date(2015, 5, 1), date(2026, 12, 31)),
    st.integers(0, 60),
    st.sampled_from(DECISIONS),
    st.sampled_from(BodyKind),
    st.booleans(),
)
def test_a_term_never_ends_before_service_nor_on_a_rest_day(decided, days, each, kind, informed):
    served = decided + timedelta(days=days)
    found = remedies(each, decided=decided, served=served, body=Body(kind), informed=informed)
    for term in (found.reconsideration, found.suit):
        if term and term.last:
            assert term.last.day >= term.last.counted > served
            assert term.last.provisional or calendar().works(term.last.day)
            assert not (term.last.provisional and calendar().covers(term.last.counted + timedelta(days=20)))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_later(start: date, months: int):
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


# --- what the letter says -------------------------------------------------------------------------------------------


def test_the_paragraph_of_a_refusal():
    assert against("state_secret").paragraph == (
        "如对本答复书不服，应当自收到本答复书之日起60日内先向云溪市人民政府申请行政复议；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向有管辖权的人民法院提起行政诉讼。"
    )


def test_the_paragraph_of_everything_else():
    assert against("repeated").paragraph == (
        "如对本告知书不服，可以自收到本告知书之日起60日内向云溪市人民政府申请行政复议，"
        "或者自收到本告知书之日起6个月内向有管辖权的人民法院提起行政诉讼。"
    )


def test_the_paragraph_of_a_partial_disclosure_has_both():
    text = against("partial", refused_parts=["state_secret", "third_party_rights", "state_secret"]).paragraph
    refused, rest = text.split("如对本答复书的其他内容不服，")
    assert refused.startswith("如对本答复书中不予公开的部分（属于国家秘密、保护第三方合法权益）不服，应当")
    assert "先向云溪市人民政府" in refused
    assert rest.startswith("可以")


def test_the_paragraph_before_2024_offers_two_reviewers():
    body = Body(BodyKind.DEPARTMENT, reviewers=("云溪市人民政府", "云岭省财政厅"))
    assert "向云溪市人民政府或者云岭省财政厅申请行政复议" in against("state_secret", BEFORE, body=body).paragraph


def test_served_online_the_letter_names_the_way_to_apply_online():
    found = against("state_secret", online=True, portal="https://xzfy.example.gov.cn")
    assert found.paragraph.endswith("互联网渠道（https://xzfy.example.gov.cn）提交行政复议申请书。")
    assert found.lacking == ()
    assert against("state_secret", online=True).lacking == (
        "应写明提交行政复议申请书的互联网渠道（行政复议法第22条第2款）",
    )
    assert "互联网" not in against("state_secret", BEFORE, online=True).paragraph


@pytest.mark.parametrize("decided", [BEFORE, NOW])
@pytest.mark.parametrize("each", DECISIONS, ids=lambda each: each.key)
def test_every_paragraph_says_whom_where_and_how_long(each, decided: date):
    text = against(each.key, decided).paragraph
    for words in ("云溪市人民政府", "有管辖权的人民法院", f"自收到本{each.noun}之日起60日内"):
        assert words in text
    assert ("应当" in text and "先向" in text) is against(each.key, decided).first


# --- section four of the annual report ------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", Procedure)
@pytest.mark.parametrize("result", RESULTS, ids=lambda each: each.key)
def test_every_result_has_its_cell(result, procedure: Procedure):
    assert cell(result.key, procedure) in REMEDIES_KEYS


def test_every_cell_but_the_sum_has_a_result():
    assert {cell(each.key, procedure) for each in RESULTS for procedure in Procedure} == {
        key for key in REMEDIES_KEYS if not key.endswith(".total")
    }


def test_ordered_to_answer_in_time_is_corrected():
    assert cell("ordered", Procedure.LITIGATION_DIRECT) == "remedies.litigation_direct.corrected"
    assert cell("rejected", Procedure.RECONSIDERATION) == "remedies.reconsideration.other"
    with pytest.raises(LawError, match="没有复议、诉讼结果“won”"):
        cell("won", Procedure.RECONSIDERATION)


# --- what is not certain --------------------------------------------------------------------------------------------


def test_whatever_is_not_read_in_a_law_is_marked():
    assert ONLY_14_TO_16 in against("state_secret").unsure
    facts = [value for value in vars(module).values() if isinstance(value, Unsure)]
    assert len(facts) >= 9
    assert all(fact.fact and fact.source for fact in facts)
