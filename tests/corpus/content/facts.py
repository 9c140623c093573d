"""The figures that sentences speak of, worked out from the cells, and how a sentence prints a number."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from gongkai.report.form import ORGANISATIONS, PENDING_AND_DECIDED
from tests.corpus.model import Case, Number

RESULTS = ("granted", "partial", "refused", "unavailable", "not_processed", "other")
DIGITS = "零一二三四五六七八九"


def facts_of(case: Case) -> dict[str, Number]:
    """Every quantity that a sentence may name. Missing cells count as 0."""
    get = case.number
    facts: dict[str, Number] = {
        "new": get("requests.new.total"),
        "carried": get("requests.carried_over.total"),
        "done": get("requests.total.total"),
        "forward": get("requests.carried_forward.total"),
        "natural": get("requests.new.natural_person"),
        "legal": sum(get(f"requests.new.{column}") for column in ORGANISATIONS),
    }
    facts["inflow"] = facts["new"] + facts["carried"]
    facts.update({column: get(f"requests.new.{column}") for column in ORGANISATIONS if column != "other"})
    facts["other_organisation"] = get("requests.new.other")
    for leaf in case.form.leaves:
        facts[leaf.replace(".", "_")] = get(f"requests.{leaf}.total")
    for group in ("refused", "unavailable", "not_processed", "other"):
        leaves = [leaf for leaf in case.form.leaves if leaf.split(".")[0] == group]
        facts[group] = sum(get(f"requests.{leaf}.total") for leaf in leaves)
    facts["opened"] = facts["granted"] + facts["partial"]
    for block, name in (("reconsideration", "recon"), ("litigation_direct", "direct"),
                        ("litigation_after_reconsideration", "after")):  # fmt: skip
        for result in (*PENDING_AND_DECIDED, "total"):
            facts[f"{name}_{result}"] = get(f"remedies.{block}.{result}")
    for result in (*PENDING_AND_DECIDED, "total"):
        facts[f"suits_{result}"] = facts[f"direct_{result}"] + facts[f"after_{result}"]
    facts["remedies"] = facts["recon_total"] + facts["suits_total"]
    rename = {"produced": "issued"} if case.edition == "2019" else {}
    for row, name in (("normative_documents", "doc"), ("regulations", "reg")):
        for column in ("issued", "produced", "repealed", "in_force", "disclosed"):
            facts[f"{name}_{rename.get(column, column)}"] = get(f"proactive.{row}.{column}") or facts.get(
                f"{name}_{rename.get(column, column)}", 0
            )
    facts.update({row: get(f"proactive.{row}.decisions") for row in ("permits", "penalties", "coercions")})
    facts["fees"] = get("proactive.fees.amount")
    facts["buys"] = get("proactive.procurement.items")
    facts["spent"] = get("proactive.procurement.amount")
    return facts


def chinese(number: int) -> str:
    """12 → 十二, 105 → 一百零五: as a person writes it, below ten thousand."""
    if number == 0:
        return "零"
    words, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + unit
            zero = False
        elif words:
            zero = True
    return words.removeprefix("一") if words.startswith("一十") else words


def chinese_year(year: int) -> str:
    """2023 → 二〇二三."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


FULLWIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def spell(number: Number, digits: str, rng: Random) -> str:
    """A number in the report's way of writing: plain, comma, spaced, fullwidth, chinese (small ones only)."""
    text = f"{number:,}" if digits == "comma" else f"{number}"
    match digits:
        case "spaced":
            return f" {text} "
        case "fullwidth":
            return text.translate(FULLWIDTH)
        case "chinese" if isinstance(number, int) and 0 < number < 100:
            return chinese(number)
        case "mixed" if isinstance(number, int) and 0 < number <= 10 and rng.random() < 0.3:
            return "两" if number == 2 else chinese(number)
    return text


def percent(part: Number, whole: Number, places: int) -> str:
    if not whole:
        return "0%"
    value = Decimal(100) * Decimal(part) / Decimal(whole)
    return f"{value:.{places}f}%"


def shares(parts: list[Number], places: int) -> list[str] | None:
    """Percentages of the parts, or None when rounding would bring their sum outside 99.5 to 100.5."""
    whole = sum(parts)
    printed = [percent(part, whole, places) for part in parts]
    return printed if abs(sum(Decimal(text[:-1]) for text in printed) - 100) <= Decimal("0.4") else None
