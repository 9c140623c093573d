"""Numbers that prove themselves: identity numbers, bank cards, credit codes."""

from __future__ import annotations

from datetime import date
from typing import Final

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
"""GB/T 2260; 81 to 83 are residence permits for people of Hong Kong, Macao and Taiwan."""
_FOREIGN: Final = "9"
"""A permanent residence permit for foreigners (since 2023) begins so; province and nationality follow."""
_EARLIEST: Final = 1880
_BANKS: Final = (
    ("62", (16, 17, 18, 19)), ("60", (16, 19)), ("9558", (19,)), ("9559", (19,)),
    ("436742", (16, 19)), ("405512", (17,)),
    ("4", (16,)), ("51", (16,)), ("52", (16,)), ("53", (16,)), ("54", (16,)), ("55", (16,)),
    ("34", (15,)), ("37", (15,)), ("352", (16,)), ("353", (16,)), ("354", (16,)), ("355", (16,)), ("356", (16,)),
    ("357", (16,)), ("358", (16,)),
)  # fmt: skip
"""How cards that are issued in China begin, and how long they are."""
_DOMESTIC: Final = ("62", "60", "9558", "9559", "436742", "405512")


def check_digit(first: str) -> str:
    """The 18th character of an identity number, of its first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def is_identity(number: str, *, today: date | None = None) -> bool:
    """Whether 18 characters are a resident's identity number: region, day of birth and check digit agree."""
    number = number.upper()
    if len(number) != 18 or not number[:17].isdecimal() or not _is_region(number):
        return False
    return _is_birth(number[6:14], today or date.today()) and check_digit(number[:17]) == number[17]


def is_old_identity(number: str) -> bool:
    """Whether 15 digits can be an identity number of before 1999: region and day of birth; it has no check digit."""
    return len(number) == 15 and number[:2] in _PROVINCES and _is_birth("19" + number[6:12], date(1999, 12, 31))


def _is_region(number: str) -> bool:
    return number[:2] in _PROVINCES or (number[0] == _FOREIGN and number[1:3] in _PROVINCES)


def _is_birth(digits: str, latest: date) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return day.year >= _EARLIEST and day <= latest


def is_card(number: str) -> bool:
    """Whether digits are a bank card: known beginning, its length, Luhn's check digit (ISO/IEC 7812-1)."""
    known = any(number.startswith(start) and len(number) in lengths for start, lengths in _BANKS)
    return known and luhn(number)


def is_domestic_card(number: str) -> bool:
    """Whether a card is of a Chinese bank's own numbers, which hardly anything else begins with."""
    return number.startswith(_DOMESTIC)


def luhn(number: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_hong_kong(number: str) -> bool:
    """Whether a Hong Kong identity card's check digit is right: A123456(3)."""
    letters = number[:-7].rjust(2)
    values = [36 if char == " " else ord(char) - 55 for char in letters]
    values += [int(char) for char in number[-7:-1]] + [10 if number[-1] == "A" else int(number[-1])]
    return sum(value * weight for value, weight in zip(values, range(9, 0, -1), strict=True)) % 11 == 0
