"""Amounts of money and their units: known ones convert exactly, unknown ones not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gongkai.report.values import Number, Value

TENS: Final = {"元": 0, "千元": 3, "万元": 4, "万": 4, "百万元": 6, "亿元": 8, "亿": 8}
"""Powers of ten of 元."""
FEES: Final = "proactive.fees.amount"
FEES_UNIT: Final = "万元"
"""The unit that the form of 2021 prints in the heading; `proactive.procurement.amount` has none."""


def unit_of(key: str, value: Value) -> str:
    """The unit of an amount: printed in its cell, else the form's, else "" for unknown."""
    if value.unit in TENS:
        return value.unit
    return FEES_UNIT if key == FEES and not value.unit else ""


def convert(number: Number, unit: str, to: str) -> Decimal:
    """The amount in another unit, exactly: only the decimal point moves."""
    return Decimal(number).scaleb(TENS[unit] - TENS[to])
