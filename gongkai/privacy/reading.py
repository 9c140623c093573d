"""A file while it is read: pieces of text with their places, what its structure gives away, what stays unassessed."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from gongkai.privacy.findings import Box, Finding, Place, Scan
from gongkai.privacy.kinds import KINDS, Weight
from gongkai.privacy.masking import mask, mask_name, masked
from gongkai.privacy.names import is_name
from gongkai.privacy.text import find, finding, scan_text

SECONDS: Final = 120
"""So long a file may be read, with all that is in it."""
MOST_TEXT: Final = 20_000_000
"""The most characters that are searched."""
MOST_STRUCTURAL: Final = 500
"""So many findings of one kind about the structure are listed one by one."""
MOST_DEPTH: Final = 3
"""How deep files in files are followed."""
MOST_BYTES: Final = 256 * 2**20
"""The most bytes that all files in files may come to when unpacked."""

Locate = Callable[[int, int], Place]
"""The place of a part of a piece: from where to where it reaches in it."""


class OutOfTime(Exception):
    """Reading takes too long; what was read so far is kept."""


class Budget:
    """What a file and all that is in it may cost."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.deadline = time.monotonic() + seconds
        self.bytes = MOST_BYTES

    def check(self) -> None:
        """Raises OutOfTime."""
        if time.monotonic() > self.deadline:
            raise OutOfTime

    def take(self, size: int) -> bool:
        """Whether so many bytes more may be unpacked."""
        self.bytes -= size
        return self.bytes >= 0


class Reading:
    """What is read of one file.

    Attributes:
        kind: as in `Scan`. depth: how many files this one lies in.
    """

    def __init__(self, kind: str, budget: Budget, depth: int = 0) -> None:
        self.kind = kind
        self.budget = budget
        self.depth = depth
        self.unassessed: list[str] = []
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._places: list[tuple[Place, Locate | None, bool]] = []
        self._length = 0
        self._structural: list[Finding] = []
        self._counts: dict[str, int] = {}
        self._inner: list[Finding] = []

    def add(
        self, text: str, place: Place, *, end: str = "\n", locate: Locate | None = None, quiet: bool = False
    ) -> None:
        """Add a piece of text; `end` parts it from the next one. `quiet`: of text that repeats what the file shows,
        only what was not found elsewhere is told.
        """
        if not text or self._length > MOST_TEXT:
            if text:
                self.miss(f"文字超过{MOST_TEXT // 10_000}万字，其余部分未评估")
            return
        self.budget.check()
        self._starts.append(self._length)
        self._places.append((place, locate, quiet))
        self._parts += (text, end)
        self._length += len(text) + len(end)

    def tell(self, code: str, text: str, place: Place, why: str = "", weight: Weight | None = None) -> None:
        """Note what the file's structure gives away."""
        count = self._counts[code] = self._counts.get(code, 0) + 1
        if count > MOST_STRUCTURAL:
            return
        kind = KINDS[code]
        said = f"{why}，{kind.why}" if why else kind.why
        self._structural.append(Finding(code, text, _shown(code, text), place, weight or kind.weight, said))

    def miss(self, sentence: str) -> None:
        """Note what could not be assessed, once."""
        if sentence not in self.unassessed:
            self.unassessed.append(sentence)

    def take_in(self, part: str, scan: Scan) -> None:
        """What was found in a file within this one."""
        self._inner += [each.moved(part) for each in scan.findings]
        for sentence in scan.unassessed:
            self.miss(f"{part}：{sentence}")

    def finish(self) -> Scan:
        text = "".join(self._parts)
        told: set[tuple[str, str]] = set()
        findings: list[Finding] = []
        late: list[Finding] = []
        for found in find(text):
            index = bisect_right(self._starts, found.start) - 1
            place, locate, quiet = self._places[index]
            if locate is not None:
                begin = self._starts[index]
                place = locate(found.start - begin, found.end - begin)
            each = finding(text, found, place)
            if quiet:
                late.append(each)
            else:
                told.add((each.code, each.shown))
                findings.append(each)
        findings += [each for each in late if (each.code, each.shown) not in told]
        for code, count in self._counts.items():
            if count > MOST_STRUCTURAL:
                self.miss(f"{KINDS[code].name}共{count}处，只列出{MOST_STRUCTURAL}处")
        return Scan(self.kind, (*findings, *self._structural, *self._inner), tuple(self.unassessed), text)


def _shown(code: str, text: str) -> str:
    """What the structure gives away, without the personal data that may be in it."""
    return mask_name(text) if is_name(text) else masked(code, mask(text, scan_text(text)))


def joined(boxes: list[Box]) -> Box | None:
    """The box around boxes."""
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
