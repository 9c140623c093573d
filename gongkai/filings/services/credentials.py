"""What lets other systems state figures by themselves: credentials, made by who may state them, shown once.

The secret is 32 random bytes: its plain SHA-256 tells nothing, and is found by an index.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.filings.definitions import DECLARED
from gongkai.filings.models import Credential
from gongkai.report.form import EDITIONS

BEGINNING: Final = "gk_"
"""Of every secret: what looks for secrets that leaked finds it by that."""
_BYTES: Final = 32
_SECRET: Final = re.compile(rf"{BEGINNING}[\w-]{{43}}", re.ASCII)
LONGEST: Final = timedelta(days=731)
"""For how long one may hold."""
SOON: Final = timedelta(days=30)
"""How long before its end it is spoken of."""
ROWS: Final = {
    row.key: row.label for form in EDITIONS.values() for _, row in form.proactive_rows() if row.key in DECLARED
}
"""The rows that other systems have, and what they are called."""
_USED_AGAIN: Final = timedelta(minutes=1)
"""How long after a use another is not noted."""


class NotValid(Exception):
    """A secret opens nothing; `str(error)` says why."""


class Made(NamedTuple):
    credential: Credential
    secret: str


@sensitive_variables()
@transaction.atomic
def make(body: Body, *, system: str, rows: Iterable[str], valid_until: date, by: User) -> Made:
    """A credential for one system, with its secret, which is nowhere else.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: a member cannot be so, keyed by the member.
    """
    require(by, Right.REGISTER, body)
    today, wanted = timezone.localdate(), set(rows)
    errors = {}
    if not system.strip():
        errors["system"] = "请写明系统的名称"
    if not wanted or wanted - ROWS.keys():
        errors["rows"] = "请选择这个系统可以填报哪些数据"
    if not today <= valid_until <= today + LONGEST:
        errors["valid_until"] = f"有效期应在今天到{(today + LONGEST).isoformat()}之间"
    if errors:
        raise ValidationError(errors)
    secret = BEGINNING + secrets.token_urlsafe(_BYTES)
    made = Credential.objects.create(
        body=body,
        system=system.strip(),
        rows=[row for row in ROWS if row in wanted],
        digest=_digest(secret),
        valid_until=valid_until,
        made_by=by,
    )
    _tell("发给接口凭据", made, by, 可以填报=labels(made), 有效期至=valid_until.isoformat())
    return Made(made, secret)


@transaction.atomic
def revoke(credential: Credential, *, by: User) -> Credential:
    """End a credential at once; what was stated by it stays.

    Raises:
        PermissionDenied: `by` may not, for the body.
        ValidationError: it was ended before.
    """
    require(by, Right.CONNECT, credential.body)
    credential = Credential.objects.select_for_update(of=("self",)).select_related("body").get(pk=credential.pk)
    if credential.revoked_at is not None:
        raise ValidationError("这个凭据已经停用")
    credential.revoked_by, credential.revoked_at = by, timezone.now()
    credential.save(update_fields=["revoked_by", "revoked_at"])
    _tell("停用接口凭据", credential, by)
    return credential


def _tell(deed: str, credential: Credential, by: User, **detail: str | list[str]) -> None:
    detail = {"系统": credential.system, **detail}
    record(deed, by=by, subject=credential, body=credential.body, detail=detail)


@sensitive_variables()
def opened_by(secret: str) -> Credential:
    """The credential of a secret, whose use is noted.

    Raises:
        NotValid: nobody was given it, it was ended, or its days are over.
    """
    found = None
    if _SECRET.fullmatch(secret):
        found = Credential.objects.select_related("body").filter(digest=_digest(secret)).first()
    if found is None:
        raise NotValid("凭据不对：应为发给时显示的那一串，以“gk_”开头")
    if found.revoked_at is not None:
        raise NotValid("凭据已经停用，请向机关的经办人要新的")
    if found.is_over:
        raise NotValid(f"凭据的有效期到{found.valid_until.isoformat()}为止，请向机关的经办人要新的")
    now = timezone.now()
    if found.last_used_at is None or found.last_used_at < now - _USED_AGAIN:
        found.last_used_at = now
        found.save(update_fields=["last_used_at"])
    return found


@sensitive_variables()
def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def labels(credential: Credential) -> list[str]:
    """What a credential is for, in words."""
    return [label for row, label in ROWS.items() if row in credential.rows]


def is_for(credential: Credential, cell: str) -> bool:
    """Whether a cell is of a row that the credential's system has."""
    return any(cell.startswith(f"proactive.{row}.") for row in credential.rows)
