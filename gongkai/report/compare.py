"""`gongkai.report.comparing` under another name; the package's own `compare` is the function."""

from __future__ import annotations

from gongkai.report.comparing import CellPair, Comparison, SectionPair, compare

__all__ = ["CellPair", "Comparison", "SectionPair", "compare"]
