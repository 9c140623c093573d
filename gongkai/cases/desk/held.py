"""Files of a form that is shown again: kept sealed, so that nobody chooses them twice. What is not sent in the end
is thrown away by the vault, for nothing names it (`persons.vault.named_in`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.core import signing
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.persons import vault

_SALT: Final = "gongkai.cases.held"
_LONGEST: Final = 20 * 3600
"""Seconds for which a form may lie; the vault keeps what nobody names for a day."""


class Held(NamedTuple):
    """A file that waits: which field of the form it came with, its name, its name in the vault."""

    field: str
    name: str
    vault: str


def hold(files: Iterable[tuple[str, str, bytes]]) -> list[Held]:
    """Keep files, each told with its field and name."""
    return [Held(field, name, vault.keep(content)) for field, name, content in files]


def token_of(held: Iterable[Held], user: User) -> str:
    """What a form carries of the files that wait; of use to this user only."""
    return signing.dumps([user.pk, [list(each) for each in held]], salt=_SALT, compress=True)


def held_by(token: str, user: User) -> list[Held]:
    """The files that a form carries; none if it is not this user's, or has lain too long."""
    try:
        owner, files = signing.loads(token, salt=_SALT, max_age=_LONGEST) if token else (user.pk, [])
    except signing.BadSignature:
        return []
    return [Held(*each) for each in files] if owner == user.pk else []


@sensitive_variables()
def content_of(held: Held) -> bytes:
    """
    Raises:
        FileNotFoundError: it was thrown away meanwhile.
    """
    return vault.read(held.vault)
