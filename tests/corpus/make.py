"""A correct report of a fictional body, with its earlier and its subordinate reports where a check needs them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import EDITIONS, PENDING_AND_DECIDED, SIGNED
from tests.corpus.content.bodies import pick_body
from tests.corpus.content.compose import compose
from tests.corpus.content.figures import APPLICANT_KEYS, STYLES, figures
from tests.corpus.model import Body, Case, Cell, Narrative

YEARS = {"2019": (2019, 2020), "2021": (2021, 2022, 2023, 2024, 2025)}
DIGITS = ("plain",) * 6 + ("comma", "spaced", "fullwidth", "chinese", "mixed")
NOTHING = Narrative([], [], [], [], "inline", {}, {}, [], [], "", "", [], "", "")


def make_case(
    seed: int,
    *,
    edition: str = "",
    style: str = "",
    want: str = "",
    body: Body | None = None,
    year: int = 0,
    previous: Case | None = None,
) -> Case:
    """A correct report. What is not asked for follows from the seed."""
    rng = Random(seed)
    edition = edition or rng.choice(("2019", "2021", "2021"))
    style = style or rng.choice(STYLES)
    body = body or pick_body(rng, want)
    year = year or rng.choice(YEARS[edition])
    carried = None
    if previous:
        carried = {key: int(previous.number(f"requests.carried_forward.{key}")) for key in APPLICANT_KEYS}
    cells = figures(rng, edition, body, style, carried)
    case = Case(f"{seed:08d}", seed, edition, year, body, style, cells, NOTHING)
    case.digits = rng.choice(DIGITS)
    case.units["request"] = rng.choice(("件", "件", "件", "件", "宗", "份", "条", "项"))
    if previous:
        _continue(case, previous)
        case.previous = previous
    _print_numbers(rng, case)
    case.narrative = compose(rng, case, previous)
    if style == "natural":  # its empty rows are 0 at both ends and blank between
        case.tolerated |= {"A06"}
    return case


def _continue(case: Case, previous: Case) -> None:
    """Make table two and table four follow from last year's."""
    if case.edition != previous.edition:
        return
    for row in ("regulations", "normative_documents"):
        if case.edition == "2021":
            stock = int(previous.number(f"proactive.{row}.in_force"))
            issued = int(case.number(f"proactive.{row}.issued"))
            repealed = min(int(case.number(f"proactive.{row}.repealed")), stock)
            _put(case, f"proactive.{row}.repealed", repealed)
            _put(case, f"proactive.{row}.in_force", stock + issued - repealed)
    if case.edition == "2019":
        for row in ("permits", "other_services", "penalties", "coercions", "fees"):
            prior = int(previous.number(f"proactive.{row}.prior_items") + previous.number(f"proactive.{row}.change"))
            _put(case, f"proactive.{row}.prior_items", prior)
            change = max(int(case.number(f"proactive.{row}.change")), -prior)
            _put(case, f"proactive.{row}.change", change)
            if prior + change and prior + change == case.number(f"proactive.{row}.decisions"):
                _put(case, f"proactive.{row}.decisions", prior + change + 1)
        for row in ("regulations", "normative_documents"):
            stock = int(previous.number(f"proactive.{row}.total"))
            _put(case, f"proactive.{row}.total", stock + int(case.number(f"proactive.{row}.produced")))
    for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        waited = previous.number(f"remedies.{block}.pending")
        if waited and not case.number(f"remedies.{block}.total"):
            for result in PENDING_AND_DECIDED:
                _put(case, f"remedies.{block}.{result}", int(waited) if result == "upheld" else 0)
            _put(case, f"remedies.{block}.total", int(waited))


def _put(case: Case, key: str, number: int) -> None:
    case.cells[key] = Cell(number) if number or case.cells[key].number is not None else case.cells[key]
    row = key.rpartition(".")[0]
    if number:  # a row is never part 0, part blank
        for other, cell in case.cells.items():
            if other.rpartition(".")[0] == row and cell.number is None and case.style != "blank":
                case.cells[other] = Cell(0)


def _print_numbers(rng: Random, case: Case) -> None:
    """How numbers look in the cells: thousands separators, a plus before a growth, a unit beside money."""
    commas = rng.random() < 0.15
    plus = rng.random() < 0.4
    unit = rng.choice(("", "", "万元", "元"))
    for key, cell in case.cells.items():
        if cell.number is None or cell.number == 0:
            continue
        if key in SIGNED and cell.number > 0 and plus:
            case.cells[key] = cell._replace(printed=f"+{cell.number}")
        elif key == "proactive.procurement.amount":
            number = cell.number
            if unit == "元":
                number = int(Decimal(number) * 10_000)
            text = f"{number:,}" if commas else f"{number}"
            case.cells[key] = Cell(number, unit=unit, printed=text + unit)
        elif commas and abs(cell.number) >= 1000:
            case.cells[key] = cell._replace(printed=f"{cell.number:,}")


def make_pair(seed: int, *, style: str = "", edition: str = "", want: str = "") -> Case:
    """A correct report with the correct report of the year before as its `previous`."""
    rng = Random(seed ^ 0xBEEF)
    year = rng.choice((2020, 2021, 2022, 2023, 2024, 2025) if not edition else YEARS[edition][1:])
    style = style or rng.choice(("small", "medium", "large"))
    before = make_case(seed ^ 0xABCDE, edition="2021" if year > 2021 else "2019", style=style, want=want, year=year - 1)
    edition = edition or ("2021" if year >= 2021 else "2019")
    return make_case(seed, edition=edition, style=style, body=before.body, year=year, previous=before)


def make_family(seed: int) -> Case:
    """A district government's report that is the sum of its three departments', which are its `children`."""
    rng = Random(seed ^ 0xFA417)
    case = make_case(seed, edition="2021", style="medium", want="county")
    children = []
    for index in range(3):
        tail = ("教育局", "民政局", "市场监督管理局")[index]
        name = case.body.name.removesuffix("人民政府") + tail
        body = Body(name, tail, "我局", "county", "department", case.body.place, name)
        children.append(make_case(seed + 7919 * (index + 1), edition="2021", style="small", body=body, year=case.year))
    for key in EDITIONS["2021"].keys:
        case.cells[key] = Cell(sum(child.number(key) for child in children))
    case.children = children
    case.narrative = compose(rng, case)
    return case
