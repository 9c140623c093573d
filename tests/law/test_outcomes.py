"""The tables of outcomes and letters: every row names its law, its letter, its place in the report and its remedy."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law import articles
from gongkai.law.articles import REGULATIONS, REGULATIONS_2007, Law
from gongkai.law.errors import LawError, UnknownOutcome
from gongkai.law.outcomes import (
    EARLIER_ARTICLES,
    EVERY_LETTER,
    LETTERS,
    OUTCOMES,
    Effect,
    Letter,
    Outcome,
    Recourse,
    letter,
    outcome,
    row,
)
from gongkai.report.form import EDITIONS

KNOWN = {value for value in vars(articles).values() if isinstance(value, Law)}
TODAY = date(2026, 11, 25)

every_outcome = pytest.mark.parametrize("each", OUTCOMES, ids=lambda each: each.key)
every_row = pytest.mark.parametrize("each", [*OUTCOMES, *LETTERS], ids=lambda each: each.key)


def test_keys_are_told_apart():
    keys = [each.key for each in (*OUTCOMES, *LETTERS)]
    assert len(keys) == len(set(keys))
    assert len({each.label for each in OUTCOMES}) == len(OUTCOMES)


@every_row
def test_every_row_is_full(each: Outcome | Letter):
    assert each.key.isidentifier()
    assert each.key.islower()
    assert each.label
    assert each.when
    assert each.says
    assert all(each.says)
    assert each.noun[-1] in "书执单知函"


@every_row
def test_every_article_is_of_a_known_law_in_force(each: Outcome | Letter):
    for article in each.articles:
        assert article.law in KNOWN
        assert article.law.since <= TODAY
        assert article.law.until is None
        assert article.full.startswith("《")
        if article.law is REGULATIONS:
            assert 1 <= article.number <= 56


@every_row
def test_a_row_without_an_article_says_that_it_is_unsure(each: Outcome | Letter):
    assert each.articles or each.unsure


@every_outcome
def test_before_2019_05_15_only_order_492_is_cited(each: Outcome):
    assert {article.law for article in each.earlier} <= {REGULATIONS_2007}
    assert each.grounds(date(2019, 5, 14)) == each.earlier
    assert each.grounds(date(2019, 5, 15)) == each.articles


def test_the_articles_of_order_492_are_from_memory():
    assert EARLIER_ARTICLES.kind == "凭记忆"
    assert REGULATIONS_2007.source != "full text read"


@every_outcome
def test_every_outcome_is_counted_in_a_row_that_the_form_has(each: Outcome):
    for edition, form in EDITIONS.items():
        name = row(each.key, edition)
        if each.key.startswith("correction_"):
            assert name is None
        else:
            assert name is not None
            assert f"{name}.natural_person" in form.key_set
            assert name.removeprefix("requests.") in form.leaves


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_result_row_of_the_form_has_an_outcome(edition: str):
    counted = {name.removeprefix("requests.") for each in OUTCOMES if (name := row(each.key, edition))}
    assert counted == set(EDITIONS[edition].leaves)


def test_all_that_was_neither_given_nor_refused_is_one_row_in_2019_and_three_in_2021():
    assert [row("not_supplemented", edition) for edition in ("2019", "2021")] == [
        "requests.other",
        "requests.other.not_supplemented",
    ]
    assert row("fee_unpaid", "2019") == "requests.other"
    assert row("withdrawn", "2021") == "requests.other.other"


def test_what_is_not_this_organs_counts_as_not_held():
    assert row("not_ours", "2021") == row("not_held", "2021") == "requests.unavailable.not_held"


def test_reconsideration_first_follows_the_article_not_the_group_of_the_report():
    """An administrative query stands under （三）不予公开, but is no refusal under arts. 14 to 16."""
    for each in OUTCOMES:
        by_article = any(article.law is REGULATIONS and article.number in (14, 15, 16) for article in each.articles)
        assert (each.recourse is Recourse.REFUSAL) == by_article
    assert outcome("administrative_query").row_2021 == "requests.refused.administrative_query"
    assert outcome("administrative_query").recourse is Recourse.EITHER
    assert outcome("partial").recourse is Recourse.PARTS


def test_a_step_on_the_way_has_no_remedy_but_telling_a_third_party_has():
    assert [each.key for each in LETTERS if each.recourse is not Recourse.NONE] == ["third_party_disclosure"]


def test_silence_is_consent_of_a_co_maker_but_not_of_a_third_party():
    assert any("视为同意" in said for said in letter("co_maker_consultation").says)
    assert any("由行政机关决定" in said for said in letter("third_party_consultation").says)


@pytest.mark.parametrize(
    ("key", "effect"),
    [
        ("acknowledgement", Effect.STARTS),
        ("supplement_notice", Effect.RESTARTS),
        ("extension_notice", Effect.EXTENDS),
        ("delay_notice", Effect.REPLACES),
        ("third_party_consultation", Effect.EXCLUDES),
        ("co_maker_consultation", Effect.EXCLUDES),
        ("organ_consultation", Effect.EXCLUDES),
        ("fee_notice", Effect.RESTARTS),
        ("reasons_notice", Effect.NONE),
        ("forwarding", Effect.NONE),
    ],
)
def test_what_a_letter_does_to_the_clock(key: str, effect: Effect):
    assert letter(key).effect is effect
    assert letter(key).clock


def test_a_refusal_gives_reasons():
    for each in OUTCOMES:
        if each.recourse is Recourse.REFUSAL:
            assert any("理由" in said for said in each.says)
    assert any("救济" in said for said in EVERY_LETTER)


def test_articles_are_cited_by_paragraph_and_item():
    assert [article.short for article in outcome("internal_affairs").articles] == ["条例第16条第1款", "条例第36条第3项"]
    assert outcome("not_held").articles[0].full == "《中华人民共和国政府信息公开条例》第三十六条第（四）项"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (33, "三十三"),
        (40, "四十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (215, "二百一十五"),
    ],
)
def test_articles_are_numbered_as_a_law_numbers_them(number: int, text: str):
    assert articles.Article(REGULATIONS, number).full == f"《中华人民共和国政府信息公开条例》第{text}条"


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_no_such_article(number: int):
    with pytest.raises(ValueError, match="no article is numbered"):
        articles.chinese(number)


# --- what is not there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("state_secrets", "state_secret"),
        ("国家秘密", "state_secret"),
        ("held", "not_held"),
        ("更正", "correction_made"),
    ],
)
def test_an_unknown_key_is_answered_with_near_ones(given: str, near: str):
    with pytest.raises(UnknownOutcome, match=f"没有答复类型“{given}”，是否指 .*{near}（"):
        outcome(given)


@pytest.mark.parametrize("given", ["", "zzzz"])
def test_a_key_like_no_other_is_answered_shortly(given: str):
    with pytest.raises(UnknownOutcome, match=f"^没有答复类型“{given}”$"):
        outcome(given)


def test_an_unknown_letter_and_an_unknown_edition():
    with pytest.raises(UnknownOutcome, match="没有文书“fee”，是否指 fee_notice（收费通知）"):
        letter("fee")
    with pytest.raises(LawError, match="没有“2020”版，只有2019、2021"):
        row("partial", "2020")


@every_row
def test_what_is_unsure_says_what_it_is_and_where_it_comes_from(each: Outcome | Letter):
    for fact in each.unsure:
        assert str(fact).endswith(f"（{fact.kind}）")
        assert fact.source
