"""`gongkai.report.merging` under another name; the package's own `merge` is the function."""

from __future__ import annotations

from gongkai.report.merging import Issue, Merged, Why, merge

__all__ = ["Issue", "Merged", "Why", "merge"]
