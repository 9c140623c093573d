"""How the forms of words may begin.

A text is searched for several hundred forms. To try only the few that can match at a place, each is unfolded until its
first character is known: (?:收|接)到 may begin with 收 or with 接, and 到 follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_QUANTIFIER: Final = re.compile(r"[?*+]|\{(?P<least>\d+),(?P<most>\d+)\}")
_TIMES: Final[dict[str, tuple[int, int | None]]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}


def unfold(form: str) -> Iterator[tuple[str, str]]:
    """The first characters that a form may have, each with what must follow it."""
    for alternative in alternatives(form):
        yield from _first(alternative)


def alternatives(form: str) -> list[str]:
    """The form split at its outermost bars."""
    found, depth, start, place = [], 0, 0, 0
    while place < len(form):
        char = form[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _end_of_class(form, place)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and not depth:
            found.append(form[start:place])
            start = place + 1
        place += 1
    found.append(form[start:])
    return found


def _end_of_class(form: str, start: int) -> int:
    return form.index("]", start + 2)


def _end_of_group(form: str) -> int:
    depth, place = 0, 0
    while True:
        char = form[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _end_of_class(form, place)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return place
        place += 1


def _first(form: str) -> Iterator[tuple[str, str]]:
    if not form:
        raise ValueError("a form of a word may be empty")
    if form.startswith(("(?<!", "(?<=")):
        end = _end_of_group(form)
        behind = form[4:end]
        for first, rest in _first(form[end + 1 :]):
            yield first, f"{form[:4]}(?:{behind}){first}){rest}"
    elif form.startswith("(?:"):
        end = _end_of_group(form)
        yield from _unit([form[3:end]], form[: end + 1], form[end + 1 :])
    elif form[0] == "[":
        end = _end_of_class(form, 0)
        members = form[1:end]
        if "-" in members or "\\" in members or members[0] == "^":
            raise ValueError(f"a word may not begin with {form[: end + 1]}")
        yield from _unit(list(members), form[: end + 1], form[end + 1 :])
    elif form[0] == "(":
        raise ValueError(f"a word may not begin with {form[:6]}")
    else:
        width = 2 if form[0] == "\\" else 1
        yield from _unit([form[:width]], form[:width], form[width:], plain=True)


def _unit(heads: list[str], whole: str, tail: str, *, plain: bool = False) -> Iterator[tuple[str, str]]:
    """A first piece (a group, a class or a character) with its quantifier, and what follows."""
    quantifier = _QUANTIFIER.match(tail)
    least, most = _TIMES.get(quantifier[0], (1, 1)) if quantifier else (1, 1)
    if quantifier and quantifier["least"]:
        least, most = int(quantifier["least"]), int(quantifier["most"])
    tail = tail[quantifier.end() :] if quantifier else tail
    again = "" if most == 1 else f"{whole}*" if most is None else f"{whole}{{{max(least - 1, 0)},{most - 1}}}"
    for head in heads:
        if plain:
            yield head, again + tail
        else:
            for inner in alternatives(head):
                if inner:
                    yield from _first(inner + again + tail)
                else:
                    yield from _first(tail)
    if least == 0:
        yield from _first(tail)


def seconds(rest: str) -> set[str] | None:
    """The characters that may follow the first one; None where anything may, or nothing need."""
    found: set[str] = set()
    for alternative in alternatives(rest):
        while alternative.startswith(("(?!", "(?=", "(?<")):
            alternative = alternative[_end_of_group(alternative) + 1 :]
        try:
            for first, _ in _first(alternative):
                if len(first) != 1:
                    return None
                found.add(first)
        except ValueError:
            return None
    return found
