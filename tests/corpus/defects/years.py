"""Defects that show only beside last year's report or the departments' reports: B and G."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import PENDING_AND_DECIDED
from tests.corpus.content import phrases as say
from tests.corpus.content.facts import facts_of
from tests.corpus.content.requests_text import pick
from tests.corpus.defects.base import bump, defect, need, retell, say_requests
from tests.corpus.model import Case, Sentence


def _carry(case: Case, by: int) -> None:
    """Change what was carried over, and what was granted with it, so that this year's table still balances."""
    for row in ("carried_over", "granted", "total"):
        bump(case, f"requests.{row}.natural_person", f"requests.{row}.total", by=by)


@defect("B01 more", base="pair", instead=("B10",))
def carried_more(case: Case, rng: Random) -> None:
    _carry(case, rng.randint(1, 4))
    retell(case, rng)


@defect("B01 nothing came over", base="pair", instead=("B10",))
def carried_nothing(case: Case, rng: Random) -> None:
    assert case.previous
    came = int(case.number("requests.carried_over.natural_person"))
    need(came and case.number("requests.granted.natural_person") >= came)
    need(case.number("requests.carried_over.total") == came)
    _carry(case, -came)
    retell(case, rng)


@defect("B02", base="pair", edition="2021")
def in_force(case: Case, rng: Random) -> None:
    assert case.previous
    need(case.previous.edition == "2021")
    bump(case, "proactive.normative_documents.in_force", by=rng.choice((1, 2, 5, 11)))
    retell(case, rng)


@defect("B03", base="pair", edition="2019")
def prior_items(case: Case, rng: Random) -> None:
    row = rng.choice(("permits", "other_services", "penalties"))
    bump(case, f"proactive.{row}.prior_items", by=rng.choice((1, 3, 7)))
    items = case.number(f"proactive.{row}.prior_items") + case.number(f"proactive.{row}.change")
    need(items != case.number(f"proactive.{row}.decisions"))
    retell(case, rng)


@defect("B04", base="pair", edition="2019", debatable=True)
def total_shrank(case: Case, rng: Random) -> None:
    assert case.previous
    stock = int(case.previous.number("proactive.normative_documents.total"))
    disclosed = int(case.number("proactive.normative_documents.disclosed"))
    produced = int(case.number("proactive.normative_documents.produced"))
    need(stock + disclosed - 1 >= produced and stock > 2)
    case.set("proactive.normative_documents.total", stock + disclosed - 1)
    retell(case, rng)


@defect("B05", base="pair")
def forgotten_suits(case: Case, rng: Random) -> None:
    assert case.previous
    block = rng.choice(("reconsideration", "litigation_direct"))
    for result in (*PENDING_AND_DECIDED, "total"):
        case.previous.set(f"remedies.{block}.{result}", 2 if result in ("pending", "total") else 0)
        case.set(f"remedies.{block}.{result}", 0)
        if block == "reconsideration":
            case.set(f"remedies.litigation_after_reconsideration.{result}", 0)
    retell(case.previous, rng)
    retell(case, rng)


@defect("B06", base="pair", styles=("medium",))
def same_table(case: Case, rng: Random) -> None:
    assert case.previous
    need(case.previous.edition == case.edition)
    case.cells = dict(case.previous.cells)
    retell(case, rng)


@defect("B07", base="pair", edition="2021", styles=("medium",))
def jump(case: Case, rng: Random) -> None:
    assert case.previous
    need(case.previous.edition == "2021")
    before = int(case.previous.number("proactive.permits.decisions"))
    need(before >= 20)
    case.set("proactive.permits.decisions", before * rng.randint(13, 40))
    retell(case, rng)


@defect("B08 growth", base="pair", styles=("medium",))
def growth(case: Case, rng: Random) -> None:
    assert case.previous
    now, before = facts_of(case)["new"], facts_of(case.previous)["new"]
    need(now and before and now != before)
    rate = Decimal(100) * abs(Decimal(now) - Decimal(before)) / Decimal(before)
    printed = f"{rate + rng.choice((7, 15, 31)):.1f}%"
    word = "增长" if now > before else "下降"
    first = Sentence("全年共收到政府信息公开申请{new}{u}，")
    say_requests(case, first, Sentence(rng.choice(("同比", "较上年", "比上年")) + f"{word}{printed}", "P93"))


@defect("B08 last year's count", base="pair", styles=("medium",))
def last_years_count(case: Case, rng: Random) -> None:
    assert case.previous
    before = facts_of(case.previous)["new"]
    need(before and facts_of(case)["new"])
    first = Sentence("全年共收到政府信息公开申请{new}{u}，")
    say_requests(case, first, Sentence(f"相比{{p}}年收到的{before + rng.randint(2, 9)}{{u}}有所变化", "L04"))


@defect("B12", base="family")
def family(case: Case, rng: Random) -> None:
    for row in ("new", "granted", "total"):
        bump(case, f"requests.{row}.natural_person", f"requests.{row}.total", by=rng.randint(2, 2))
    retell(case, rng)


@defect("G01", base="pair")
def same_problems(case: Case, rng: Random) -> None:
    assert case.previous
    case.narrative.problems = list(case.previous.narrative.problems)
    case.narrative.problems_intro = case.previous.narrative.problems_intro
    case.narrative.measures = list(case.previous.narrative.measures)
    case.narrative.measures_intro = case.previous.narrative.measures_intro
    case.narrative.parts_style = case.previous.narrative.parts_style


@defect("G02", base="pair", instead=("G01",))
def same_measures(case: Case, rng: Random) -> None:
    assert case.previous
    case.narrative.measures = list(case.previous.narrative.measures)
    case.narrative.measures_intro = case.previous.narrative.measures_intro
    case.narrative.parts_style = case.previous.narrative.parts_style


@defect("G03", base="pair", edition="2021", debatable=True)
def same_overview(case: Case, rng: Random) -> None:
    assert case.previous
    need(case.previous.edition == "2021")
    for now, before in zip(case.narrative.parts, case.previous.narrative.parts, strict=True):
        if now.key != "requests":
            now.heading = before.heading
            now.sentences = [line for line in before.sentences if _repeats(line)]
    say_requests(case, pick(rng, say.RECEIVED if facts_of(case)["new"] else say.NONE_RECEIVED))


def _repeats(line: Sentence) -> bool:
    """Whether the sentence stays true in another year: it has no figures, or takes them from that year's tables."""
    return not line.pattern.startswith(("P", "C")) or line.pattern in ("P81", "P82", "P83")
