"""Values masked the way Chinese offices do it.

An identity number keeps its first three and last four characters: the day of birth and the rest of the region go. The
first six and the last four, as some print them, leave only the day of birth open, and the check digit tells a tenth of
that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from gongkai.privacy.findings import Finding
from gongkai.privacy.names import COMPOUND, is_name

_SIGNIFICANT: Final = re.compile(r"[^\s\u200b\u200c\u200d\u2060\ufeff\-‐‑–—]")
_MOST_SHOWN: Final = 40


def _kept(first: int, last: int) -> Callable[[str], str]:
    def masked(value: str) -> str:
        """The first and last characters, the others stars; the blanks between them are left out."""
        chars = _SIGNIFICANT.findall(value)
        hidden = len(chars) - first - last
        if hidden <= 0:
            return "*" * len(chars)
        return "".join(chars[:first]) + "*" * hidden + "".join(chars[len(chars) - last :])

    return masked


def _mail(value: str) -> str:
    local, _, domain = value.partition("@")
    return f"{local[:1]}***@{domain}"


def _address(value: str) -> str:
    county = re.match(r"(?:.{2,8}?(?:省|自治区))?(?:.{2,7}?(?:市|州|盟))?(?:.{2,7}?(?:县|区|市|旗))?", value)
    return f"{county[0] if county else ''}****"


def _date(value: str) -> str:
    return re.sub(r"\d", "*", value)


def mask_name(name: str) -> str:
    """张三 → 张某, 张三丰 → 张某某, 欧阳修 → 欧阳某: the surname stays."""
    if "·" in name:
        return f"{name[0]}某"
    kept = 2 if len(name) >= 3 and name[:2] in COMPOUND else 1
    return name[:kept] + "某" * (len(name) - kept)


MASKS: Final[dict[str, Callable[[str], str]]] = {
    "P01": _kept(3, 4),
    "P02": _kept(1, 3),
    "P03": _kept(3, 4),
    "P04": _kept(4, 4),
    "P05": _kept(4, 2),
    "P06": _mail,
    "P07": _address,
    "P08": _kept(2, 2),
    "P09": _date,
    "P10": lambda _: "****",
    "P11": lambda value: re.sub(r"\d(?=\d*[°′'\"″.]?)", "*", value),
}
"""How a value of each kind is masked. The others are no text that could be masked: they are removed."""


def masked(code: str, value: str) -> str:
    """A value in its masked form, fit for a screen."""
    if code in MASKS:
        return MASKS[code](value)
    line = " ".join(value.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"


def mask_value(value: str) -> str:
    """A value of which the kind is not known: a name as names are, anything else but for its ends."""
    if is_name(value):
        return mask_name(value)
    return _kept(3, 4)(value) if len(value) > 10 else _kept(1, 0)(value)


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with what was found masked. Findings have to be those of `scan_text(text)`, or of the scan whose text
    this is; those that are no text in it are passed over.
    """
    parts: list[str] = []
    at = 0
    for finding in sorted(findings, key=lambda each: each.span):
        start, end = finding.span
        if start < at or start == end or finding.code not in MASKS or text[start:end] != finding.text:
            continue
        parts += (text[at:start], MASKS[finding.code](finding.text))
        at = end
    return "".join((*parts, text[at:]))
