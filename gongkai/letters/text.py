"""How days, lists and quotations are written in a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

_BREAKS: Final = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]+\s*")
# What XML 1.0 cannot hold (section 2.2), and what turns the direction of text.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_INNER: Final = str.maketrans("“”", "‘’")


def plain(text: str) -> str:
    """A text in one line, without what cannot be printed."""
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", text)).strip()


def day(day: date) -> str:
    """2024年1月15日, as GB/T 9704-2012 has it: no leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


def listed(items: Sequence[str]) -> str:
    """One as it is, several numbered: （1）…；（2）…"""
    texts = [text for item in items if (text := plain(item))]
    return texts[0] if len(texts) == 1 else "；".join(f"（{at}）{text}" for at, text in enumerate(texts, 1))


def quoted(text: str) -> str:
    """What goes between “ and ”: the quotation marks in it become inner ones (GB/T 15834-2011)."""
    return text.translate(_INNER)


def squeezed(text: str) -> str:
    """For comparing: without spaces, brackets and commas in one width."""
    return re.sub(r"\s+", "", text).translate(_WIDTHS)


_WIDTHS: Final = str.maketrans("(),:;", "（），：；")
