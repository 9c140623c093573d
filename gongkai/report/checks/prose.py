"""What the checks on the narrative's words share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongkai.report.checks.model import Skip
from gongkai.report.model import Report
from gongkai.report.text import simplified
from gongkai.report.values import Claim

NO_TEXT: Final = Skip("没有读到正文")


def plain(text: str) -> str:
    """Simplified characters, narrow digits, no spaces or emphasis: for matching only."""
    return re.sub(r"[ \t\u3000\xa0*]+", "", simplified(text)).translate(NARROW)


NARROW: Final = str.maketrans("０１２３４５６７８９", "0123456789")


def narrative(report: Report) -> str:
    return plain("\n".join((report.preamble, *(section.text for section in report.sections))))


def sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[。！？；])|\n", text):
        if sentence.strip():
            yield sentence.strip()


def place_of(report: Report, claim: Claim) -> str:
    section = report.section(claim.section)
    title = section.title if section else "开头部分"
    return f"{title}，{claim.place}" if claim.place else title


def cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[:most]}……"
