"""Facts of every letter, and the same with members otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gongkai.letters import Facts
from gongkai.letters.samples import FINDINGS, ISSUER, KEYS, PARTICULARS, REASONS, facts

__all__ = ["FINDINGS", "ISSUER", "KEYS", "PARTICULARS", "REASONS", "facts", "otherwise"]


def otherwise(key: str, **members: Any) -> Facts:
    """The same with members of its finding otherwise."""
    whole = facts(key)
    return replace(whole, findings=(replace(whole.findings[0], **members),))
