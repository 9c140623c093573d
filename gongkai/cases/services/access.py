"""The code by which an applicant follows a request without an account: shown once, kept as a keyed hash only."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.debug import sensitive_variables

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, RecordCorrection

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters, without those that are read as others (I, L, O) or make words (U)."""
LENGTH: Final = 8
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_SALT: Final = "gongkai.cases.access"


def make_code() -> str:
    """A code that nobody guesses: K7Q2-9XWD."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


@sensitive_variables()
def tidied(code: str) -> str:
    """A code as it was made, however it was typed."""
    plain = unicodedata.normalize("NFKC", code).upper().translate(_READ_AS)
    return "".join(sign for sign in plain if sign in ALPHABET)


@sensitive_variables()
def digest_of(code: str) -> str:
    """What is kept of a code."""
    return next(_digests(code))


@sensitive_variables()
def _digests(code: str) -> Iterator[str]:
    """The digest under the secret in use, and under those that it took the place of."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(_SALT, tidied(code), secret=secret, algorithm="sha256").hexdigest()


@sensitive_variables()
def fits(of: Case | RecordCorrection, code: str) -> bool:
    """Whether a code is the one that was given out for a case or a correction."""
    if not of.code_digest or len(tidied(code)) != LENGTH:
        return False
    return any(constant_time_compare(of.code_digest, digest) for digest in _digests(code))


@sensitive_variables()
@transaction.atomic
def new_code(of: Case | RecordCorrection, *, by: User | None = None) -> str:
    """Give out a code in place of the one before. `by` is the officer who hands it to the applicant.

    Raises:
        PermissionDenied: `by` may not register for the body.
    """
    if by is not None:
        require(by, Right.REGISTER, of.body)
    code = make_code()
    of.code_digest = digest_of(code)
    of.save(update_fields=["code_digest"])
    record("发给查询码", by=by, subject=of, body=of.body, detail={"编号": of.number})
    return code


@sensitive_variables()
def case_by_code(name: str, code: str, *, body: Body | None = None) -> Case | None:
    """The case that a code opens, named by its number (of a body, where that is known) or by its key."""
    named = name.strip()
    try:
        found = Case.objects.filter(key=UUID(named))
    except ValueError:
        found = Case.objects.filter(number=unicodedata.normalize("NFKC", named))
    if body is not None:
        found = found.filter(body=body)
    opened = [case for case in found.valid().select_related("body", "applicant") if fits(case, code)]
    return opened[0] if len(opened) == 1 else None
