"""Whether a text tells who an applicant is, and the same text without that. What is sealed is compared here, and told
to nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from django.views.decorators.debug import sensitive_variables

from gongkai.persons.fields import text_of
from gongkai.persons.models import Applicant
from gongkai.persons.services import HEADINGS

TOLD_BY: Final = ("name", "number", "phone", "email", "address")
"""Members that tell who somebody is; a postcode tells it of nobody."""
SHORTEST: Final = 2
"""Signs of a value that is looked for; a single one stands everywhere."""
PUT: Final = {"name": "申请人"}
"""What is put in a member's place; stars for those that are not here."""


@sensitive_variables()
def mentioned(applicant: Applicant, text: str) -> list[str]:
    """By what a text tells who the applicant is: 姓名或者名称, 联系电话 …, however it is spaced or written."""
    return list(dict.fromkeys(HEADINGS[member] for member, _, _ in _found(applicant, text)))


@sensitive_variables()
def unnamed(applicant: Applicant, text: str) -> str:
    """The text without what tells who the applicant is."""
    parts: list[str] = []
    at = 0
    for member, start, end in sorted(_found(applicant, text), key=lambda found: found[1:]):
        if start >= at:
            parts += (text[at:start], PUT.get(member, "***"))
            at = end
    return "".join((*parts, text[at:]))


@sensitive_variables()
def _found(applicant: Applicant, text: str) -> Iterator[tuple[str, int, int]]:
    """Each place where a member stands: its first sign, and the one after its last."""
    signs, places = _bare(text)
    for member in TOLD_BY:
        value = applicant.name if member == "name" else text_of(applicant, member)
        wanted, _ = _bare(value)
        if len(wanted) < SHORTEST:
            continue
        at = signs.find(wanted)
        while at >= 0:
            yield member, places[at], places[at + len(wanted) - 1] + 1
            at = signs.find(wanted, at + len(wanted))


def _bare(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, alike however wide and large they are written, and where each stands."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for part in unicodedata.normalize("NFKC", sign).upper():
            if part.isalnum():
                signs.append(part)
                places.append(place)
    return "".join(signs), places
