"""Every letter from its facts: what it says, what may be done against it, which days it may state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from gongkai.law.articles import REGULATIONS, Article
from gongkai.law.errors import CalendarNotPublished, LawError, UnknownOutcome
from gongkai.law.events import Event, Kind
from gongkai.law.outcomes import LETTERS, OUTCOMES, Recourse, letter, outcome
from gongkai.law.remedy import BodyKind, WrongParts
from gongkai.law.workdays import calendar
from gongkai.letters import Finding, Letter, NotFitting, compose, missing, number_of, series_of
from gongkai.letters.elements import TO_OTHERS, UNNUMBERED
from gongkai.letters.letter import Kind as Block
from tests.letters.examples import FINDINGS, ISSUER, KEYS, facts, otherwise

EVERY = pytest.mark.parametrize("key", KEYS)
REFUSALS = [each.key for each in OUTCOMES if each.recourse is Recourse.REFUSAL]
OTHERS = [each.key for each in OUTCOMES if each.recourse is Recourse.EITHER]
LAST_OLD, FIRST_NEW = date(2023, 12, 31), date(2024, 1, 1)


def decided(key: str, on: date, **more: object) -> Letter:
    """A reply made on a day, to a request received in the autumn before."""
    number = f"云教公复〔{on.year}〕7号"
    return compose(key, facts(key, on=on, received=date(2023, 11, 1), number=number, events=(), **more))


@EVERY
def test_every_letter_is_composed_and_lacks_nothing(key):
    assert missing(key, facts(key)) == []
    made = compose(key, facts(key))
    assert missing(key, made) == []
    assert "待填" not in made.text
    assert "{" not in made.text


@EVERY
def test_the_same_facts_make_the_same_letter(key):
    assert compose(key, facts(key)) == compose(key, facts(key))


@EVERY
def test_a_letter_is_called_as_its_remedy_calls_it(key):
    noun = (letter(key) if key in {each.key for each in LETTERS} else outcome(key)).noun
    text = compose(key, facts(key)).text
    assert text.count("如对本") == text.count(f"如对本{noun}")


@pytest.mark.parametrize("key", [key for key in FINDINGS if outcome(key).articles])
def test_a_decision_cites_article_and_item(key):
    text = compose(key, facts(key)).text
    for article in outcome(key).articles:
        assert article.full.removeprefix(article.law.title) in text


def test_the_article_given_is_cited_and_not_the_one_of_the_outcome():
    text = compose("petition", otherwise("petition", articles=(Article(REGULATIONS, 2),))).text
    assert "《中华人民共和国政府信息公开条例》第二条的规定" in text
    assert "第三十九条" not in text


def test_a_request_under_the_earlier_regulations_is_answered_under_them():
    old = facts("not_held", received=date(2019, 5, 14), on=date(2019, 5, 28), number="云教公复〔2019〕7号")
    assert "（2007年公布）第二十一条第（三）项" in compose("not_held", old).text
    with pytest.raises(NotFitting, match="2007年公布的条例"):
        compose("supplement_notice", facts("supplement_notice", received=date(2019, 5, 14)))


def test_what_was_asked_is_quoted_with_inner_quotation_marks():
    assert "“云溪市各小学‘学位供给’的统计数据”" in compose("not_held", facts("not_held")).text


def test_an_organisation_is_addressed_as_one():
    text = compose("not_held", facts("not_held", applicant="云溪市青禾公司", natural=False)).text
    assert "云溪市青禾公司：" in text
    assert "收到你单位以" in text


def test_what_happened_on_the_way_is_told_with_its_days():
    text = compose("third_party_rights", facts("third_party_rights")).text
    assert "2024年3月12日，本机关就你申请的信息书面征求第三方的意见" in text
    assert "延长答复期限10个工作日" in text


@pytest.mark.parametrize("key", sorted(TO_OTHERS))
def test_a_letter_to_others_says_nothing_of_the_applicant(key):
    made = compose(key, facts(key))
    assert "周晓棠" not in made.text
    assert facts(key).registration not in made.text
    told = replace(facts(key), content="周晓棠申请的合同单价")
    assert any("不得写明申请人的身份" in each for each in missing(key, told))


def test_a_placeholder_in_what_was_asked_stays_what_it_is():
    text = compose("not_held", facts("not_held", asked="{law}[?where]x[/]\x00<b>")).text
    assert "{law}[?where]x[/]<b>" in text


# --- what may be done -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "on"), list(product(REFUSALS, (LAST_OLD, FIRST_NEW))))
def test_a_refusal_goes_to_reconsideration_first_from_2024(key, on):
    text = decided(key, on).text
    assert ("先向云溪市人民政府" in text) == (on >= FIRST_NEW)
    assert ("6个月内" in text) == (on < FIRST_NEW)
    assert ("上一级主管部门" in text) == (on < FIRST_NEW)


@pytest.mark.parametrize(("key", "on"), list(product(OTHERS, (LAST_OLD, FIRST_NEW))))
def test_whatever_else_is_decided_either_way_is_open(key, on):
    text = decided(key, on).text
    assert "先向" not in text
    assert "申请行政复议，或者自收到" in text


def test_a_query_is_counted_as_refused_but_reconsideration_does_not_come_first():
    assert outcome("administrative_query").row_2021 == "requests.refused.administrative_query"
    assert "先向" not in decided("administrative_query", FIRST_NEW).text


@pytest.mark.parametrize(
    ("part", "first"), [("state_secret", True), ("third_party_rights", True), ("not_government_information", False)]
)
def test_of_a_partial_disclosure_the_ground_of_the_parts_decides(part, first):
    parts = (Finding(outcome=part, asked="第3页", reasons="属于上述情形，公开后不能恢复原状"),)
    made = compose("partial", otherwise("partial", parts=parts))
    assert ("先向" in made.text) == first
    assert "6个月内" in made.text
    assert missing("partial", made) == []


def test_of_several_items_the_refused_ones_go_to_reconsideration_first():
    findings = tuple(
        Finding(outcome=key, asked=asked, **FINDINGS[key])
        for key, asked in (("petition", "处理结果"), ("state_secret", "会议纪要"), ("not_held", "签到表"))
    )
    made = compose("petition", facts("petition", findings=findings))
    assert made.title == "政府信息公开申请答复书"
    assert [block.text for block in made.blocks if block.kind is Block.HEADING] == [
        "一、关于“处理结果”",
        "二、关于“会议纪要”",
        "三、关于“签到表”",
    ]
    assert "不予公开的部分（属于国家秘密）不服，应当自收到本答复书之日起60日内先向" in made.text
    assert missing("petition", made) == []


def test_all_items_refused_go_to_reconsideration_first_without_a_rest():
    findings = tuple(Finding(outcome=key, asked=key, **FINDINGS[key]) for key in REFUSALS[:2])
    text = compose(REFUSALS[0], facts(REFUSALS[0], findings=findings)).text
    assert "如对本答复书不服，应当" in text
    assert "6个月" not in text


def test_a_letter_served_online_tells_the_online_route():
    assert missing("not_held", facts("not_held", online=True)) == [
        "应写明提交行政复议申请书的互联网渠道（行政复议法第22条第2款）"
    ]
    online = facts("not_held", online=True, portal="https://fy.example.gov.cn")
    assert missing("not_held", online) == []
    assert "https://fy.example.gov.cn" in compose("not_held", online).text


@pytest.mark.parametrize("kind", list(BodyKind))
def test_every_kind_of_body_names_its_reviewer(kind):
    self_reviewing = kind in (BodyKind.PROVINCE, BodyKind.CENTRAL)
    names = () if self_reviewing else ("甲机关", "乙机关")[: 2 if kind is BodyKind.JUSTICE else 1]
    issuer = replace(ISSUER, kind=kind, reviewers=names)
    made = compose("state_secret", facts("state_secret", issuer=issuer))
    assert missing("state_secret", made) == []
    assert all(name in made.text for name in names)


def test_letters_that_only_prepare_the_decision_tell_no_remedy():
    for each in LETTERS:
        told = "行政复议" in compose(each.key, facts(each.key)).text
        assert told == (each.recourse is not Recourse.NONE)


# --- days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "member"),
    [
        ("acknowledgement", "due"),
        ("extension_notice", "new_due"),
        ("delay_notice", "new_due"),
        ("supplement_notice", "reply_by"),
        ("reasons_notice", "reply_by"),
    ],
)
@pytest.mark.parametrize("provisional", [False, True])
def test_a_day_in_a_year_without_a_holiday_notice_is_not_stated(key, member, provisional):
    work = calendar(provisional=provisional)
    unknown = date(work.last + 1, 1, 20)
    with pytest.raises(CalendarNotPublished, match=str(unknown.year)):
        compose(key, facts(key, **{member: unknown}), work=work)


def test_a_decision_does_not_tell_of_such_a_day_either():
    deferred = Event(Kind.DEFERRED, date(2024, 3, 11), until=date(calendar().last + 1, 1, 20))
    with pytest.raises(CalendarNotPublished):
        compose("not_held", facts("not_held", events=(deferred,)))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"new_due": date(2024, 4, 30)}, "最晚到2024年4月29日"),
        ({"new_due": date(2024, 4, 1)}, "不晚于原定期限"),
        ({"on": date(2024, 4, 2)}, "届满以前告知"),
    ],
)
def test_an_extension_that_the_law_does_not_allow_is_named(members, said):
    found = missing("extension_notice", facts("extension_notice", **members))
    assert any(said in each for each in found)


def test_a_number_of_another_year_and_a_reply_before_its_request_are_named():
    found = missing("not_held", facts("not_held", on=date(2023, 12, 1)))
    assert any("年份与成文日期2023年12月1日不一致" in each for each in found)
    assert any("早于收到申请的日期" in each for each in found)


# --- numbers --------------------------------------------------------------------------------------------------------


@EVERY
def test_every_numbered_letter_has_a_series_by_year(key):
    number = number_of(key, short="海教", year=2024, serial=1)
    series = "公复" if key in FINDINGS else "公函" if key == "organ_consultation" else "公告"
    assert number == ("" if key in UNNUMBERED else f"海教{series}〔2024〕1号")
    assert series_of(key, short="海教", year=2024) == number.replace("1号", "号")


def test_a_number_wants_an_abbreviation_and_counts_from_one():
    for short, serial in ((" ", 1), ("海教", 0)):
        with pytest.raises(NotFitting, match="从1起"):
            number_of("not_held", short=short, year=2024, serial=serial)


# --- what does not go together --------------------------------------------------------------------------------------


def test_an_unknown_letter_is_refused_with_near_ones():
    with pytest.raises(UnknownOutcome, match="not_held"):
        compose("not_helt", facts("not_held"))


def test_findings_must_have_the_outcome_of_the_letter():
    with pytest.raises(NotFitting, match="没有“信息不存在”"):
        compose("not_held", facts("petition"))


def test_a_correction_is_answered_apart():
    findings = (*facts("not_held").findings, *facts("correction_made").findings)
    with pytest.raises(NotFitting, match="另行答复"):
        compose("not_held", facts("not_held", findings=findings))


def test_what_the_law_of_remedies_refuses_is_refused_here():
    with pytest.raises(WrongParts):
        compose("partial", otherwise("partial", parts=(Finding(outcome="disclosed"),)))
    with pytest.raises(LawError, match="只有1个"):
        compose("not_held", facts("not_held", issuer=replace(ISSUER, reviewers=("甲", "乙"))))


def test_events_that_a_letter_does_not_tell_are_passed_over():
    told = compose("not_held", facts("not_held", events=(Event(Kind.CONFIRMED, date(2024, 3, 5)),)))
    assert "2024年3月5日" not in told.text


def test_another_organ_is_asked_to_answer_in_writing_by_a_day_where_one_is_set():
    assert "请书面函复本机关" in compose("organ_consultation", facts("organ_consultation")).text
    by = facts("organ_consultation", reply_by=date(2024, 4, 12))
    assert "请于2024年4月12日以前书面函复本机关" in compose("organ_consultation", by).text
