"""What of a personal datum may be seen by those who have not been shown it: enough to tell it from another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final


def _between(text: str, front: int, back: int) -> str:
    """The ends of a text, or less of them, so that a third is hidden at least."""
    while 3 * (front + back) > 2 * len(text):
        front, back = front // 2, back // 2
    return text[:front] + "*" * (len(text) - front - back) + text[len(text) - back :]


def number(text: str) -> str:
    """3502**********1234; E1*****78."""
    return _between(text, 4, 4)


def phone(text: str) -> str:
    """138****1234."""
    return _between(text, 3, 4) if len(text) < 14 else _between(text, 4, 4)


def email(text: str) -> str:
    """l***@example.com."""
    name, at, host = text.rpartition("@")
    return f"{name[:1]}***{at}{host}" if at else "***"


def address(text: str) -> str:
    """福建省泉州市****: how much is hidden is not told."""
    return text[: min(6, len(text) // 3)] + "****"


def name(text: str) -> str:
    """陈**: a person's surname. Names of organisations are public, and not masked."""
    return text[:1] + "**"


def whole(text: str) -> str:
    """Nothing is shown, not even how long it is."""
    return "******"


MASKS: Final[dict[str, Callable[[str], str]]] = {
    "number": number,
    "phone": phone,
    "email": email,
    "address": address,
    "whole": whole,
}
"""How a field masks, by its `shows`."""
