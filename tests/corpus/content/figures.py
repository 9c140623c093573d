"""Figures that agree with each other and with the form: what a careful body would have printed."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import APPLICANTS, EDITIONS, PENDING_AND_DECIDED, REMEDIES
from tests.corpus.model import BLANK, SLASH, Body, Case, Cell, Number

STYLES = ("zero", "small", "medium", "large", "blank", "blank_table", "slash", "dash", "natural")
"""Sizes, and ways to print nothing: `blank` prints every 0 as an empty cell, `blank_table` leaves table four empty,
`slash` and `dash` use a placeholder for whole rows, `natural` has natural persons only and blanks between."""

SIZES = {"zero": 0, "small": 6, "medium": 80, "large": 2600}
APPLICANT_KEYS = tuple(column.key for column in APPLICANTS)
SHARES = {"natural_person": 1.0, "business": 0.3, "research": 0.04, "public_interest": 0.03, "legal_service": 0.08,
          "other": 0.05}  # fmt: skip
WEIGHTS = {"granted": 8.0, "partial": 2.5, "unavailable.not_held": 5.0, "other.other": 0.6, "other": 0.6,
           "other.fee_unpaid": 0.15, "refused.state_secret": 0.2, "not_processed.published_material": 0.2}  # fmt: skip


def split(rng: Random, total: int, keys: list[str], weights: list[float]) -> dict[str, int]:
    """`total` things dealt out over `keys` by weight; every one of them lands somewhere."""
    dealt = dict.fromkeys(keys, 0)
    if total > 400:  # large bodies: by expected share, so that dealing stays fast
        whole = sum(weights)
        for key, weight in zip(keys, weights, strict=True):
            dealt[key] = int(total * weight / whole * rng.uniform(0.7, 1.0))
        dealt[keys[0]] += total - sum(dealt.values())
        return dealt
    for key in rng.choices(keys, weights, k=total):
        dealt[key] += 1
    return dealt


def _requests(
    rng: Random, edition: str, size: str, natural_only: bool, carried: dict[str, int] | None
) -> dict[str, int]:
    form = EDITIONS[edition]
    most = SIZES[size]
    cells = dict.fromkeys(form.requests_keys, 0)
    leaves = list(form.leaves)
    chosen = set(rng.sample(leaves, {"zero": 1, "small": 5, "medium": 12, "large": len(leaves)}[size])) | {"granted"}
    weights = [WEIGHTS.get(leaf, 1.0) if leaf in chosen else 0.0 for leaf in leaves]
    for applicant, share in SHARES.items():
        if natural_only and applicant != "natural_person":
            continue
        new = rng.randint(0, int(most * share) + (1 if most else 0)) if most else 0
        if applicant == "natural_person" and most:
            new = max(new, 1 + most // 4)
        came = carried[applicant] if carried is not None else (rng.randint(0, max(1, new // 8)) if most else 0)
        if size == "small" and carried is None and rng.random() < 0.7:
            came = 0
        inflow = new + came
        onward = rng.randint(0, max(0, inflow // 10)) if rng.random() < 0.8 or inflow < 3 else min(inflow, 1)
        done = split(rng, inflow - onward, leaves, weights)
        other = "other.other" if edition == "2021" else "other"
        done["granted"] += (surplus := max(0, done[other] - (inflow - onward) // 5))
        done[other] -= surplus
        for row, number in (("new", new), ("carried_over", came), ("carried_forward", onward), *done.items()):
            cells[f"requests.{row}.{applicant}"] = number
        cells[f"requests.total.{applicant}"] = inflow - onward
    for row in form.rows:
        cells[f"requests.{row.key}.total"] = sum(cells[f"requests.{row.key}.{applicant}"] for applicant in SHARES)
    return cells


def _remedies(rng: Random, size: str, requests: int) -> dict[str, int]:
    cells: dict[str, int] = {}
    for block in REMEDIES:
        room = min(max(0, requests // 2), {"zero": 0, "small": 2, "medium": 9, "large": 140}[size])
        total = rng.randint(0, room) if rng.random() < 0.7 else 0
        if rng.random() < 0.3:
            dealt = dict.fromkeys(PENDING_AND_DECIDED, 0) | {"upheld": total}
        else:
            dealt = split(rng, total, list(PENDING_AND_DECIDED), [5, 1.5, 1.5, 1])
        for result, number in dealt.items():
            cells[f"remedies.{block.key}.{result}"] = number
        cells[f"remedies.{block.key}.total"] = total
    if cells["remedies.reconsideration.total"] == 0:  # a suit after a reconsideration needs one
        for result in (*PENDING_AND_DECIDED, "total"):
            cells[f"remedies.litigation_after_reconsideration.{result}"] = 0
    return cells


def _money(rng: Random, most: float) -> Number:
    places = rng.choice((0, 1, 2, 2, 2, 4, 6))
    amount = Decimal(str(round(rng.uniform(0.5, most), places)))
    return int(amount) if places == 0 else amount


def _proactive_2021(rng: Random, body: Body, size: str) -> dict[str, Number]:
    cells: dict[str, Number] = dict.fromkeys(EDITIONS["2021"].proactive_keys, 0)
    if size == "zero":
        return cells
    scale = {"small": 2, "medium": 9, "large": 30}[size]
    issued = rng.randint(0, scale)
    cells["proactive.normative_documents.issued"] = issued
    cells["proactive.normative_documents.repealed"] = rng.randint(0, scale)
    cells["proactive.normative_documents.in_force"] = issued + rng.randint(0, scale * 6)
    if body.makes_regulations:
        issued = rng.randint(0, 3)
        cells["proactive.regulations.issued"] = issued
        cells["proactive.regulations.repealed"] = rng.randint(0, 2)
        cells["proactive.regulations.in_force"] = issued + rng.randint(3, 30)
    scale = {"small": 30, "medium": 900, "large": 240_000 if body.level == "city" else 9_000}[size]
    if body.kind in ("licensing", "government") or rng.random() < 0.5:
        cells["proactive.permits.decisions"] = rng.randint(scale // 8, scale)
        cells["proactive.penalties.decisions"] = rng.randint(1, scale // 3)
        cells["proactive.coercions.decisions"] = rng.randint(0, scale // 10)
    if rng.random() < 0.6:
        cells["proactive.fees.amount"] = _money(rng, {"small": 20.0, "medium": 600.0, "large": 7_000.0}[size])
    return cells


def _proactive_2019(rng: Random, body: Body, size: str) -> dict[str, Number]:
    cells: dict[str, Number] = dict.fromkeys(EDITIONS["2019"].proactive_keys, 0)
    if size == "zero":
        return cells
    scale = {"small": 2, "medium": 9, "large": 30}[size]
    rows = ("regulations", "normative_documents") if body.makes_regulations else ("normative_documents",)
    for row in rows:
        produced = rng.randint(0, scale)
        disclosed = rng.randint(0, produced)
        cells[f"proactive.{row}.produced"] = produced
        cells[f"proactive.{row}.disclosed"] = disclosed
        cells[f"proactive.{row}.total"] = produced + rng.randint(0, scale * 5)
    items, acts = {"small": (20, 30), "medium": (120, 900), "large": (400, 60_000)}[size]
    for row in ("permits", "other_services", "penalties", "coercions", "fees"):
        prior = rng.randint(0, items)
        change = rng.choice((0, 0, rng.randint(-prior // 2, items // 4)))
        cells[f"proactive.{row}.prior_items"] = prior
        cells[f"proactive.{row}.change"] = change
        if row != "fees":
            decisions = rng.randint(0, acts) if body.kind in ("licensing", "government") or rng.random() < 0.4 else 0
            cells[f"proactive.{row}.decisions"] = decisions + (decisions == prior + change != 0)
    if rng.random() < 0.6:
        cells["proactive.procurement.items"] = rng.randint(1, 40)
        cells["proactive.procurement.amount"] = _money(rng, {"small": 90.0, "medium": 3_000.0, "large": 40_000.0}[size])
    return cells


def size_of(style: str, rng: Random) -> str:
    if style in SIZES:
        return style
    return {"natural": "small"}.get(style) or rng.choice(("small", "medium"))


def figures(
    rng: Random, edition: str, body: Body, style: str, carried: dict[str, int] | None = None
) -> dict[str, Cell]:
    """Cells of a correct report, in the form's order, in one of the `STYLES`."""
    size = size_of(style, rng)
    natural = style == "natural"
    requests = _requests(rng, edition, size, natural, carried)
    inflow = requests["requests.new.total"] + requests["requests.carried_over.total"]
    proactive = (_proactive_2021 if edition == "2021" else _proactive_2019)(rng, body, size)
    numbers: dict[str, Number] = {**proactive, **requests, **_remedies(rng, size, inflow)}
    cells = {key: Cell(numbers[key]) for key in EDITIONS[edition].keys}
    _dress(rng, edition, style, cells)
    return cells


def _dress(rng: Random, edition: str, style: str, cells: dict[str, Cell]) -> None:
    """Print nothing in the way of the style. A row is never part 0, part blank: that is a finding (A06)."""
    rows: dict[str, list[str]] = {}
    for key in cells:
        rows.setdefault(key.rpartition(".")[0], []).append(key)
    empty = {row: keys for row, keys in rows.items() if all(cells[key].number == 0 for key in keys)}
    match style:
        case "blank":
            for key, cell in cells.items():
                if cell.number == 0:
                    cells[key] = BLANK
        case "blank_table":
            if all(cell.number == 0 for key, cell in cells.items() if key.startswith("remedies.")):
                cells.update({key: BLANK for key in cells if key.startswith("remedies.")})
            cells.update({key: BLANK for row, keys in empty.items() if row.startswith("requests.") for key in keys})
        case "slash" | "dash":
            mark = SLASH if style == "slash" else BLANK._replace(printed=rng.choice(("-", "—", "——", "无", "－")))
            some = [row for row in empty if row.startswith("proactive.") or rng.random() < 0.3]
            cells.update({key: mark for row in some for key in empty[row] if not row.startswith("remedies.")})
        case "natural":
            for key in cells:
                if key.startswith("requests.") and key.rpartition(".")[2] not in ("natural_person", "total"):
                    cells[key] = BLANK


def inflow(case: Case) -> int:
    return int(case.number("requests.new.total") + case.number("requests.carried_over.total"))
