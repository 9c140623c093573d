"""What redaction of every kind of file has in common: the task, the result, text blacked out over nodes of a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

from gongkai.privacy.characters import holds, occurrences, telling
from gongkai.privacy.findings import Finding

MARK: Final = "████"
"""Stands for whatever was removed, always of the same length."""
NOWHERE: Final = "about:blank"
_CONTROL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""
_PARTED: Final = "\x01"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be removed.

    Attributes:
        values: strings; cores: the same in the form in which they are sought. places: findings that are removed where
            they stand. metadata: whether properties go as well.
    """

    values: tuple[str, ...]
    cores: tuple[str, ...]
    places: tuple[Finding, ...] = ()
    metadata: bool = True

    def removes(self, code: str) -> bool:
        """Whether what a code stands for is removed where it stands."""
        return any(finding.code == code for finding in self.places)


@dataclass
class Done:
    """A file that was made, how many places were blacked out, and notes in Chinese."""

    data: bytes
    removed: int = 0
    notes: list[str] = field(default_factory=list)


class Bit(NamedTuple):
    """A piece of a text: of an element (`tail`: behind it), or a separator of none."""

    text: str
    element: etree._Element | None = None
    tail: bool = False


def blacked(text: str, cores: tuple[str, ...], mark: str = MARK) -> tuple[str, int]:
    """A text with the values replaced by marks, and how many there were."""
    spans = occurrences(text, cores)
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += (text[at:start], mark)
        at = end
    return "".join((*parts, text[at:])), len(spans)


def black_out(bits: Iterable[Bit], cores: tuple[str, ...]) -> int:
    """Replace the values in a text that stands in many nodes: the mark goes where a value begins, the rest of it is
    taken out of the nodes that it is spread over. Returns how many there were.
    """
    bits = list(bits)
    spans = occurrences("".join(bit.text for bit in bits), cores)
    if not spans:
        return 0
    at, number = 0, 0
    for bit in bits:
        end = at + len(bit.text)
        while number < len(spans) and spans[number][1] <= at:
            number += 1
        if bit.element is not None and number < len(spans) and spans[number][0] < end:
            _write(bit, _without(bit.text, at, spans[number:]))
        at = end
    return len(spans)


def _without(text: str, at: int, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, stop in spans:
        first, last = max(start - at, 0), min(stop - at, len(text))
        if first >= len(text):
            break
        parts.append(text[done:first])
        if start >= at:
            parts.append(MARK)
        done = max(last, done)
    return "".join((*parts, text[done:]))


def _write(bit: Bit, text: str) -> None:
    if bit.element is None:
        return
    text = _CONTROL.sub("", text)
    if bit.tail:
        bit.element.tail = text
    else:
        bit.element.text = text


def black_out_attributes(root: etree._Element, cores: tuple[str, ...]) -> int:
    """Replace the values in attributes; an address that has one leads nowhere. What may be a measure is left alone."""
    cores, count = telling(cores), 0
    every = _PARTED.join(str(value) for element in root.iter("*") for value in element.attrib.values())
    if not cores or not (holds(every, cores) or ("%" in every and holds(unquote(every), cores))):
        return 0
    for element in root.iter("*"):
        for name, value in element.attrib.items():
            text = str(value)
            if len(text) < 2:
                continue
            if holds(text, cores):
                count += 1
                link = str(name) in ("href", "src", "Target", "action")
                element.set(name, NOWHERE if link else _CONTROL.sub("", blacked(text, cores)[0]))
            elif "%" in text and holds(unquote(text), cores):
                count += 1
                element.set(name, NOWHERE)
    return count
