"""Which row or column of the form a printed label means, however it was printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from gongkai.report import form
from gongkai.report.form import APPLICANTS, EDITIONS, GROUPS, REMEDIES, RESULTS, Column, Row
from gongkai.report.text import fold

CLOSE_ENOUGH: Final = 0.72


SHORTEST: Final = 3
"""Characters of a label of which one may be lost; of fewer too little is left."""


def shortened(text: str) -> set[str]:
    """The text with one of its characters lost."""
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


class Match(NamedTuple):
    """What a label was taken for. `exact`: it is the form's own wording or a known variant of it."""

    key: str
    exact: bool


class Labels:
    """The labels of one kind (rows of table three, columns of table two …), to look a printed one up in. `alone`: only
    they stand where they stand, so that even a short one is known without one of its characters.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, tuple[str, ...]]],
        barred: Iterable[str] = (),
        shortest: int = 5,
        *,
        alone: bool = False,
    ) -> None:
        self.shortest = shortest
        self.alone = alone
        self.barred = frozenset(map(fold, barred))
        self.known: dict[str, str] = {}
        for key, wordings in entries:
            for wording in wordings:
                self.known.setdefault(fold(wording), key)
        self.longest = sorted(self.known, key=len, reverse=True)
        self.cache: dict[str, Match | None] = {}

    def find(self, printed: str) -> Match | None:
        """The row or column that a label means; None when it means none or could mean several."""
        try:
            return self.cache[printed]
        except KeyError:
            pass
        if len(self.cache) > 20_000:
            self.cache.clear()
        found = self.cache[printed] = self._find(printed)
        return found

    def exact(self, printed: str) -> str | None:
        """The key of a label in known wording, or None."""
        return self.known.get(fold(printed))

    def whole(self, printed: str) -> str | None:
        """The text if it is a label in known wording, or the long label that it ends with; None for a piece of one."""
        if self.exact(printed) is not None:
            return printed
        folded = fold(printed)
        return next((known for known in self.longest if len(known) >= 12 and folded.endswith(known)), None)

    def one_short(self, printed: str) -> frozenset[str]:
        """The rows or columns whose label this is but for one lost character: 行强制. Its place has to say which."""
        return self._shortened.get(fold(printed), frozenset())

    @cached_property
    def _shortened(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for known, key in self.known.items():
            for text in shortened(known) if len(known) >= SHORTEST else ():
                found[text] = found.get(text, frozenset()) | {key}
        return found

    def _find(self, printed: str) -> Match | None:
        folded = fold(printed)
        if not folded or len(folded) > 120 or folded in self.barred:
            return None
        if key := self.known.get(folded):
            return Match(key, True)
        for bare in (
            fold(BRACKETS.sub("", printed)),
            fold(_NUMBER.sub("", printed)),
            fold(_NUMBER.sub("", BRACKETS.sub("", printed))),
        ):
            if bare and bare != folded and (key := self.known.get(bare)):
                return Match(key, True)
        if key := self._beginning(folded):
            return Match(key, True)
        if key := self._prefix(folded):
            return Match(key, False)
        if key := self._suffix(folded):
            return Match(key, True)
        if self.alone and len(keys := self.one_short(printed)) == 1:
            return Match(next(iter(keys)), False)
        return self._close(fold(_NUMBER.sub("", printed)) or folded)

    def _beginning(self, folded: str) -> str | None:
        """A label cut short: its beginning is that of one row alone."""
        if len(folded) >= self.shortest:
            keys = {key for known, key in self.known.items() if known.startswith(folded)}
            if len(keys) == 1:
                return keys.pop()
        return None

    def _prefix(self, folded: str) -> str | None:
        """A label with more behind it."""
        for known in self.longest:
            if len(known) >= 5 and folded.startswith(known):
                return self.known[known]
        return None

    def _suffix(self, folded: str) -> str | None:
        """A label with something fused before it: the group's name, the end of the label above."""
        for known in self.longest:
            if len(known) >= 5 and folded.endswith(known):
                return self.known[known]
        return None

    def _close(self, folded: str) -> Match | None:
        if len(folded) < 4:
            return None
        best, second = (0.0, ""), 0.0
        for known, key in self.known.items():
            if abs(len(known) - len(folded)) > max(len(known), len(folded)) * 0.45:
                continue
            matcher = SequenceMatcher(None, known, folded, autojunk=False)
            if matcher.quick_ratio() < CLOSE_ENOUGH:
                continue
            ratio = matcher.ratio()
            if ratio > best[0]:
                if key != best[1]:
                    second = best[0]
                best = (ratio, key)
            elif key != best[1]:
                second = max(second, ratio)
        if best[0] >= CLOSE_ENOUGH and best[0] - second > 0.08:
            return Match(best[1], False)
        return None


BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]?")
_NUMBER: Final = re.compile(
    r"\A\s*(?:[(（]\s*[一二三四五六七八九十\d]{1,2}\s*[)）]|[一二三四五六七八九十]{1,2}\s*[、.．,，]|\d{1,2}\s*[、.．,，:：)）]|[①-⑳⑴-⒇⒈-⒛㈠-㈩])\s*"
)


def without_number(label: str) -> str:
    """The label without the enumerator before it: （三）不予公开 → 不予公开."""
    return _NUMBER.sub("", label)


def _row_wordings(row: Row) -> tuple[str, ...]:
    """All that a row of table three may be printed as: with and without its number, fused with its group's label."""
    own = (row.label, *row.variants)
    numbered = tuple(row.number + wording for wording in own)
    if not row.group:
        return (*numbered, *own)
    fused: list[str] = []
    group = GROUPS[row.group]
    for wording in numbered:
        fused.append(group + wording)
        if row.group != "results":
            fused.append(GROUPS["results"] + group + wording)
    if row.group == "results":
        fused.extend(f"三、{wording}" for wording in numbered)
    if row.key == "other.other":
        return (*numbered, *fused)  # a bare 其他 is a column
    return (*numbered, *own, *fused)


def _unique_rows() -> dict[str, Row]:
    return {row.key: row for edition in EDITIONS.values() for row in edition.rows}


ROWS_BY_KEY: Final = _unique_rows()
_GROUPS_ONLY: Final = [label for key, label in GROUPS.items() if key != "other"]
REQUEST_ROWS: Final = Labels(
    ((key, _row_wordings(row)) for key, row in ROWS_BY_KEY.items()),
    barred=(*_GROUPS_ONLY, *map(without_number, _GROUPS_ONLY)),
)
GROUP_LABELS: Final = Labels(
    (key, (label, without_number(label), *(("本年度办理结果", "办理结果") if key == "results" else ())))
    for key, label in GROUPS.items()
)


def _columns(columns: Iterable[Column]) -> list[tuple[str, tuple[str, ...]]]:
    return [(column.key, (column.label, *column.variants)) for column in columns]


APPLICANT_COLUMNS: Final = Labels(_columns(APPLICANTS), shortest=3)
RESULT_COLUMNS: Final = Labels(_columns(RESULTS), shortest=3, alone=True)
REMEDY_BLOCKS: Final = Labels(_columns(REMEDIES), alone=True)

PROACTIVE_ROWS: Final = Labels(
    [
        (key, tuple(dict.fromkeys(wording for row in rows for wording in (row.label, *row.variants))))
        for key, rows in {
            row.key: [
                other for edition in EDITIONS.values() for _, other in edition.proactive_rows() if other.key == row.key
            ]
            for edition in EDITIONS.values()
            for _, row in edition.proactive_rows()
        }.items()
    ]
)


@lru_cache(maxsize=1)
def proactive_columns() -> dict[str, Labels]:
    """For each row of table two, the columns that either edition gives it."""
    merged: dict[str, dict[str, list[str]]] = {}
    for edition in EDITIONS.values():
        for block, row in edition.proactive_rows():
            columns = merged.setdefault(row.key, {})
            for column in block.columns:
                columns.setdefault(column.key, []).extend((column.label, *column.variants))
    return {
        key: Labels((column, tuple(wordings)) for column, wordings in columns.items())
        for key, columns in merged.items()
    }


ALL_PROACTIVE_COLUMNS: Final = Labels(
    [
        (f"{edition.name}.{column.key}", (column.label, *column.variants))
        for edition in EDITIONS.values()
        for block in edition.blocks
        for column in block.columns
    ]
)

# --- words that are part of a table but no row or column of it ------------------------------------------------------

HEADS: Final = frozenset(
    fold(word)
    for word in (
        form.CONTENT_LABEL,
        form.APPLICANTS_LABEL,
        form.ORGANISATIONS_LABEL,
        form.BALANCE_NOTE,
        form.RECONSIDERATION_LABEL,
        form.LITIGATION_LABEL,
        *"法人或者其他组织 申请人 项目 内容 办理情况 类别 序号".split(),
    )
)
_CONTENT: Final = fold(form.CONTENT_LABEL)
_OPENINGS: Final = frozenset(
    short
    for text in (form.CONTENT_LABEL, *(f"第二十条第（{number}）项" for number in "一二三四五六七八九"))
    for short in shortened(fold(text))
)
BALANCE: Final = fold("勾稽关系")
ARTICLE: Final = re.compile(r"第?\s*二十条?\s*第?\s*[(（]?\s*([一二三四五六七八九])\s*[)）]?\s*项")


@lru_cache(maxsize=4096)
def is_head(printed: str) -> bool:
    """Whether a cell belongs to a table's head without naming a column of figures."""
    folded = fold(printed)
    return folded in HEADS or BALANCE in folded or opens_block(printed)


def opens_block(printed: str) -> bool:
    """Whether a text is what a block of table two opens with, be it without one of its characters: 信内容."""
    folded = fold(printed)
    if len(folded) > 14:
        return False
    return folded == _CONTENT or folded in _OPENINGS or ARTICLE.match(printed.strip()) is not None


def is_column(printed: str) -> bool:
    """Whether a text is the heading of a column of one of the tables, or part of a table's head."""
    kinds = (APPLICANT_COLUMNS, RESULT_COLUMNS, REMEDY_BLOCKS, ALL_PROACTIVE_COLUMNS)
    return is_head(printed) or any(labels.exact(printed) for labels in kinds)


def is_label(printed: str) -> bool:
    """Whether a text is a label or a head of one of the tables rather than a heading or a sentence."""
    return (
        len(printed) <= 60
        and (REQUEST_ROWS.find(printed) or PROACTIVE_ROWS.find(printed) or GROUP_LABELS.exact(printed)) is not None
    ) or is_head(printed)


def is_cut_short(printed: str, label: str) -> bool:
    """Whether a heading is a part of the form's, the rest lost on the way: 本年新 for 本年新制作数量."""
    folded, whole = fold(printed), fold(label)
    if len(folded) < 0.4 * len(whole) and len(whole) > 6:
        return True  # too little to be a wording of its own
    return bool(folded) and (
        whole.startswith(folded) or whole.endswith(folded) or (len(folded) >= 4 and folded in whole)
    )
