"""That a form was sent by somebody's browser, and not by a program in great numbers: a little work, or a question.

The work: a number for which SHA-256 of challenge and number begins with so many zero bits. A challenge is signed, bound
to one form, runs out, and asks for more when many send. A form is sent once, and its proof with it. Who has no script
answers a question in words, and may do so less often (`limits`). Nothing is asked of anybody else on the network.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from contextlib import suppress
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

LIFE: Final = 2 * 3600
"""Seconds for which a challenge or a question holds."""
CALM: Final = 30
"""Forms sent in a span that ask for no more work than usual; each doubling doubles the work."""
SPAN: Final = 600
MOST_MORE: Final = 6
"""Bits by which the work grows at most."""
_WORK, _QUESTION = "gongkai.applying.work", "gongkai.applying.question"
_DIGITS: Final = "零一二三四五六七八九"
_ANSWERS: Final = {
    **{str(number): number for number in range(20)},
    **{sign: number for number, sign in enumerate(_DIGITS)},
    "十": 10,
    "两": 2,
    **{f"十{sign}": 10 + number for number, sign in enumerate(_DIGITS) if number},
    **{f"一十{sign}": 10 + number for number, sign in enumerate(_DIGITS) if number},
}


# --- work -----------------------------------------------------------------------------------------------------------


class Challenge(NamedTuple):
    """What the browser is to work on, and how many zero bits it is to find."""

    text: str
    bits: int


def challenge(form: UUID) -> Challenge:
    wanted = bits()
    return Challenge(_signed(_WORK, {"f": str(form), "b": wanted, "r": secrets.token_hex(8)}), wanted)


def is_done(given: str, number: str, form: UUID) -> bool:
    """Whether the work on a challenge for this form was done."""
    told = _opened(_WORK, given)
    if told is None or told["f"] != str(form) or not (number.isascii() and number.isdigit() and len(number) < 20):
        return False
    digest = hashlib.sha256(f"{given}:{number}".encode()).digest()
    return int.from_bytes(digest) >> (256 - int(told["b"])) == 0


def bits() -> int:
    """How many bits are asked for now."""
    more = (int(cache.get(_span(), 0)) // CALM).bit_length()
    return settings.APPLYING_WORK + min(more, MOST_MORE)


def note_sent() -> None:
    """Count a form that was sent."""
    key = _span()
    cache.add(key, 0, SPAN)
    with suppress(ValueError):  # it ran out just now, or there is no cache
        cache.incr(key)


def _span() -> str:
    return f"applying:sent:{int(time.time()) // SPAN}"


# --- a question -----------------------------------------------------------------------------------------------------


class Question(NamedTuple):
    """A question in words, and what is sent back with the answer: it does not tell it."""

    words: str
    mark: str


def question(form: UUID) -> Question:
    one, other = (secrets.randbelow(8) + 2 for _ in range(2))
    salt = secrets.token_hex(8)
    mark = _signed(_QUESTION, {"f": str(form), "r": salt, "h": _hidden(form, salt, one + other)})
    return Question(f"{_DIGITS[one]}加{_DIGITS[other]}等于几？", mark)


def is_answered(mark: str, answer: str, form: UUID) -> bool:
    """Whether a question for this form was answered, in digits or in Chinese."""
    told = _opened(_QUESTION, mark)
    number = _ANSWERS.get(unicodedata.normalize("NFKC", answer).strip())
    if told is None or told["f"] != str(form) or number is None:
        return False
    return constant_time_compare(told["h"], _hidden(form, told["r"], number))


def _hidden(form: UUID, salt: str, answer: int) -> str:
    return salted_hmac(_QUESTION, f"{form}:{salt}:{answer}", algorithm="sha256").hexdigest()


def _signed(salt: str, told: dict[str, Any]) -> str:
    return signing.dumps(told, salt=salt)


def _opened(salt: str, given: str) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = signing.loads(given, salt=salt, max_age=LIFE)
    except signing.BadSignature:
        return None
    return told
