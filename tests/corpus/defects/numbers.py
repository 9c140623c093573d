"""Defects of the tables' figures: A01 to A21."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import APPLICANTS, PENDING_AND_DECIDED, REMEDIES
from tests.corpus.defects.base import bump, defect, need, retell
from tests.corpus.model import BLANK, Case, Cell

PARTS = tuple(column.key for column in APPLICANTS[:-1])


def _row(case: Case, row: str) -> list[int]:
    return [int(case.number(f"requests.{row}.{column.key}")) for column in APPLICANTS]


@defect("A01 two rows exchanged a case")
def row_sums(case: Case, rng: Random) -> None:
    """Column sums still hold: one case slipped from a row to another in one applicant column."""
    column = rng.choice(PARTS)
    givers = [row for row in case.form.leaves if case.number(f"requests.{row}.{column}") > 0]
    need(givers)
    giver = rng.choice(givers)
    taker = rng.choice([row for row in case.form.leaves if row != giver])
    bump(case, f"requests.{giver}.{column}", by=-1)
    bump(case, f"requests.{taker}.{column}", by=1)


@defect("A01 wrong total of a row")
def row_total(case: Case, rng: Random) -> None:
    row = rng.choice(case.form.leaves)
    bump(case, f"requests.{row}.total", by=rng.choice((1, 2, 9, 10)))


@defect("A02")
def column_sums(case: Case, rng: Random) -> None:
    row, column = rng.choice(case.form.leaves), rng.choice(PARTS)
    bump(case, f"requests.{row}.{column}", f"requests.{row}.total", by=rng.choice((1, 2, 5)))


@defect("A03")
def balance(case: Case, rng: Random) -> None:
    row, column = rng.choice(("carried_forward", "carried_over", "new")), rng.choice(PARTS)
    bump(case, f"requests.{row}.{column}", f"requests.{row}.total", by=rng.choice((1, 2, 3)))
    retell(case, rng)


@defect("A04")
def remedies(case: Case, rng: Random) -> None:
    block = rng.choice(REMEDIES).key
    bump(case, f"remedies.{block}.{rng.choice((*PENDING_AND_DECIDED, 'total'))}", by=rng.choice((1, 2, 4)))


@defect("A05 negative")
def negative(case: Case, rng: Random) -> None:
    cell = rng.choice(
        ("proactive.penalties.decisions", "proactive.permits.decisions", "remedies.reconsideration.upheld")
    )
    case.set(cell, -rng.randint(1, 30))


@defect("A05 half a case")
def fraction(case: Case, rng: Random) -> None:
    cell = rng.choice(
        ("proactive.penalties.decisions", "proactive.permits.decisions", "requests.granted.natural_person")
    )
    case.set(cell, Decimal(f"{rng.randint(1, 30)}.5"))


@defect("A06 row part 0 part blank", where="blank")
def part_blank(case: Case, rng: Random) -> None:
    empty = [row.key for row in case.form.rows if not any(_row(case, row.key))]
    need(empty)
    for row in rng.sample(empty, min(3, len(empty))):
        for column in rng.sample(PARTS, rng.randint(2, 4)):
            case.cells[f"requests.{row}.{column}"] = BLANK


@defect("A06 whole blocks blank", where="blank", styles=("zero",))
def blocks_blank(case: Case, rng: Random) -> None:
    case.cells.update({key: BLANK for key in case.cells if key.startswith("remedies.reconsideration.")})


@defect("A07", where="blank", styles=("zero", "small"))
def placeholder(case: Case, rng: Random) -> None:
    mark = rng.choice((Cell(None, "n/a"), *(Cell(None, "blank", printed=sign) for sign in ("-", "—", "无"))))
    rows = [row.key for row in case.form.rows if not any(_row(case, row.key))]
    need(rows)
    for row in rows:
        case.cells.update({f"requests.{row}.{column.key}": mark for column in APPLICANTS})


@defect("A08 shifted row", instead=("A19",), where="exact", styles=("medium",))
def shifted(case: Case, rng: Random) -> None:
    """A zero fell out, everything after it moved left: 其他 holds the sum, 总计 is empty."""
    rows = [row for row in case.form.leaves if 0 in _row(case, row)[1:6] and _row(case, row)[6] > 0]
    need(rows)
    row = rng.choice(rows)
    values = _row(case, row)
    values.pop(rng.choice([at for at in range(1, 6) if values[at] == 0]))
    case.quirks.short[row] = [*(str(value) for value in values), ""]
    case.unscored |= {f"requests.{row}.{column.key}" for column in APPLICANTS}


@defect("A08 six cells", where="short")
def six_cells(case: Case, rng: Random) -> None:
    row = rng.choice(case.form.leaves)
    case.quirks.short[row] = [str(value) for at, value in enumerate(_row(case, row)) if at != 3]
    case.unscored |= {f"requests.{row}.{column.key}" for column in APPLICANTS}


@defect("A09", styles=("medium",))
def exchanged(case: Case, rng: Random) -> None:
    """The first and the last column changed places under unchanged heads."""
    need(any(case.number(f"requests.new.{column}") for column in PARTS[1:]))
    for row in case.form.rows:
        first, last = f"requests.{row.key}.natural_person", f"requests.{row.key}.total"
        case.cells[first], case.cells[last] = case.cells[last], case.cells[first]


@defect("A10", edition="2021", instead=("B02",))
def none_in_force(case: Case, rng: Random) -> None:
    case.set("proactive.normative_documents.issued", rng.randint(2, 9))
    case.set("proactive.normative_documents.repealed", 0)
    case.set("proactive.normative_documents.in_force", rng.choice((0, 1)))
    retell(case, rng)


@defect("A11", edition="2019")
def more_disclosed(case: Case, rng: Random) -> None:
    total = rng.randint(1, 20)
    case.set("proactive.normative_documents.total", total)
    case.set("proactive.normative_documents.disclosed", total + rng.randint(1, 9))
    case.set("proactive.normative_documents.produced", total + rng.randint(10, 12))
    retell(case, rng)


@defect("A12", edition="2019")
def decisions_as_items(case: Case, rng: Random) -> None:
    row = rng.choice(("permits", "penalties", "other_services"))
    prior, change = rng.randint(0, 90), rng.choice((12, 36, 5))
    for column, number in (("prior_items", prior), ("change", change), ("decisions", prior + change)):
        case.set(f"proactive.{row}.{column}", number)
    retell(case, rng)


@defect("A13 township", want="township")
def township_rules(case: Case, rng: Random) -> None:
    _rules(case, rng)


@defect("A13 street", want="street")
def street_rules(case: Case, rng: Random) -> None:
    _rules(case, rng)


@defect("A13 department", want="department")
def department_rules(case: Case, rng: Random) -> None:
    _rules(case, rng)


def _rules(case: Case, rng: Random) -> None:
    number = rng.randint(1, 6)
    columns = ("issued", "in_force") if case.edition == "2021" else ("produced", "disclosed", "total")
    for column in columns:
        case.set(f"proactive.regulations.{column}", number)


@defect("A14 unit in the cell", edition="2021")
def fee_unit(case: Case, rng: Random) -> None:
    if rng.random() < 0.5:
        case.set("proactive.fees.amount", Decimal("43.788"), unit="万元", printed="43.788万元")
    else:
        yuan = rng.randint(20_000, 900_000)
        case.set("proactive.fees.amount", yuan, unit="元", printed=f"{yuan}元")
    part = next(part for part in case.narrative.parts if part.key == "proactive")
    part.sentences = [sentence for sentence in part.sentences if sentence.pattern != "P89"]


@defect("A14 yuan typed as ten thousands", edition="2021", want="township")
def fee_size(case: Case, rng: Random) -> None:
    case.set("proactive.fees.amount", rng.randint(10_000, 900_000))
    retell(case, rng)


@defect("A14 more than six decimals", edition="2021")
def fee_decimals(case: Case, rng: Random) -> None:
    case.set("proactive.fees.amount", Decimal(f"{rng.randint(1, 300)}.{rng.randint(10**6, 10**7 - 1)}1"))
    retell(case, rng)


@defect("A15", edition="2019")
def procurement_unit(case: Case, rng: Random) -> None:
    amount = rng.randint(10_000, 900_000)
    unit = rng.choice(("元", "万元"))
    case.set("proactive.procurement.items", 3)
    case.set("proactive.procurement.amount", amount, unit=unit, printed=f"{amount}{unit}")
    retell(case, rng)


@defect("A16", edition="2019")
def below_zero(case: Case, rng: Random) -> None:
    row = rng.choice(("permits", "penalties", "coercions", "fees"))
    prior = rng.randint(0, 8)
    case.set(f"proactive.{row}.prior_items", prior)
    case.set(f"proactive.{row}.change", -prior - rng.randint(1, 5))


@defect("A17", styles=("small",))
def many_reconsiderations(case: Case, rng: Random) -> None:
    total = int(case.number("requests.new.total") + case.number("requests.carried_over.total")) + rng.randint(3, 20)
    for result in (*PENDING_AND_DECIDED, "total"):
        case.set(f"remedies.reconsideration.{result}", total if result in ("upheld", "total") else 0)
    retell(case, rng)


@defect("A18", base="pair")
def suit_without_reconsideration(case: Case, rng: Random) -> None:
    assert case.previous
    for report in (case, case.previous):
        for result in (*PENDING_AND_DECIDED, "total"):
            report.set(f"remedies.reconsideration.{result}", 0)
    for result in (*PENDING_AND_DECIDED, "total"):
        case.set(f"remedies.litigation_after_reconsideration.{result}", 2 if result in ("upheld", "total") else 0)
    retell(case.previous, rng)
    retell(case, rng)


@defect("A19", where="blank", styles=("medium",), instead=("A06",))
def totals_blank(case: Case, rng: Random) -> None:
    case.cells.update({f"requests.{row.key}.total": BLANK for row in case.form.rows})


@defect("A21", edition="2021", styles=("medium",))
def dump(case: Case, rng: Random) -> None:
    """More than a third of the results stand under 3.其他; all sums hold."""
    for column in PARTS:
        granted, other = f"requests.granted.{column}", f"requests.other.other.{column}"
        moved = int(case.number(granted))
        case.set(other, int(case.number(other)) + moved)
        case.set(granted, 0)
    case.set("requests.other.other.total", sum(int(case.number(f"requests.other.other.{column}")) for column in PARTS))
    case.set("requests.granted.total", 0)
    need(case.number("requests.other.other.total") > Decimal("0.35") * case.number("requests.total.total"))
    retell(case, rng)


@defect("A20", debatable=True)
def idle_enforcer(case: Case, rng: Random) -> None:
    need(case.body.kind == "licensing")
    for row in ("permits", "penalties", "coercions"):
        case.set(f"proactive.{row}.decisions", 0)
    retell(case, rng)
