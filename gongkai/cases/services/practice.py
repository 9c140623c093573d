"""The practice of a body (办理设置): read everywhere by `practice_of`, changed on record by `save_practice`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.enums import BodyKind as Kind
from gongkai.bodies.models import Body
from gongkai.cases.enums import CHANNELS
from gongkai.cases.models import Practice
from gongkai.law.limits import Channel
from gongkai.law.remedy import REVIEW, BodyKind
from gongkai.letters import LetterError, Seal
from gongkai.persons import vault
from gongkai.report.level import Kind as Named
from gongkai.report.level import Level, standing

MEMBERS: Final = (
    *("short", "kind", "reviewers", "depth", "supplement_days", "channels", "portal"),
    *("contact", "notes", "pay_how", "publishes_answers"),
)
MOST_DAYS: Final = 60
"""Working days for a supplement: more are no term that an applicant is held to."""
MAX_SEAL: Final = 2_000_000
"""Bytes of the picture of a seal."""
ALWAYS: Final = frozenset({Channel.IN_PERSON, Channel.REGISTERED_POST, Channel.ORDINARY_POST})
"""Channels that nobody may be refused (Regulations, Art. 29)."""


def practice_of(body: Body) -> Practice:
    """The body's own practice, or one with the defaults that is not saved."""
    return Practice.objects.filter(body=body).first() or default_of(body)


def default_of(body: Body) -> Practice:
    """What holds for a body that has set nothing: who reviews follows from what it is and where it stands."""
    kind = kind_of(body)
    return Practice(body=body, kind=str(kind), reviewers=reviewers_of(body, kind), channels=[str(Channel.INTERNET)])


# --- what kind of body, and who reconsiders -------------------------------------------------------------------------


def kind_of(body: Body) -> BodyKind:
    """What a body is to the Reconsideration Law (Arts. 24 to 28), as far as its kind, its name and its level tell."""
    named = standing(body.name)
    match body.kind:
        case Kind.GOVERNMENT:
            return BodyKind.PROVINCE if named.level is Level.PROVINCE else BodyKind.GOVERNMENT
        case Kind.TOWNSHIP:
            return BodyKind.DISPATCHED if named.kind is Named.STREET else BodyKind.GOVERNMENT
        case Kind.VERTICAL:
            return BodyKind.VERTICAL
        case Kind.DISPATCHED:
            return BodyKind.DISPATCHED
    if named.level is Level.NATIONAL:
        return BodyKind.CENTRAL
    return BodyKind.JUSTICE if body.name.endswith(("司法局", "司法厅")) else BodyKind.DEPARTMENT


def reviewers_of(body: Body, kind: BodyKind) -> list[str]:
    """The names of those who reconsider, as far as the tree of bodies has them, in the order of `remedy.REVIEW`."""
    found = _ABOVE[kind](body)
    return [found.name] if found is not None else []


def _government(body: Body) -> Body | None:
    """The nearest government above."""
    return next((each for each in body.ancestors() if each.kind == Kind.GOVERNMENT), None)


def _superior(body: Body) -> Body | None:
    """The nearest body of the same vertical system."""
    return next((each for each in body.ancestors() if each.kind == Kind.VERTICAL), None)


_ABOVE: Final[Mapping[BodyKind, Callable[[Body], Body | None]]] = {
    BodyKind.DEPARTMENT: _government,
    BodyKind.GOVERNMENT: _government,
    BodyKind.PROVINCE: lambda body: body,
    BodyKind.VERTICAL: _superior,
    BodyKind.CENTRAL: lambda body: body,
    BodyKind.JUSTICE: _government,
    BodyKind.DISPATCHED: _government,
}


# --- changing -------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_practice(
    body: Body,
    given: Mapping[str, Any],
    *,
    by: User,
    reason: str = "",
    seal: bytes | None = None,
    without_seal: bool = False,
) -> Practice:
    """Set what is given of a body's practice. `seal` is the picture of its seal, a PNG; `without_seal` takes it away.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is not well formed, or the letters are to be reviewed otherwise without a reason.
    """
    require(by, Right.REGISTER, body)
    if unknown := given.keys() - set(MEMBERS):
        raise TypeError(f"no members of a practice: {', '.join(sorted(unknown))}")
    body = Body.objects.select_for_update().get(pk=body.pk)  # two who set a first practice at once
    practice = practice_of(body)
    before = {name: getattr(practice, name) for name in MEMBERS}
    for name, value in given.items():
        setattr(practice, name, _tidied(value))
    changed = [name for name in MEMBERS if getattr(practice, name) != before[name]]
    _check(practice, reason.strip() if "depth" in changed else None)
    if seal is not None or without_seal:
        _seal(practice, seal)
        changed.append("seal")
    practice.save()
    record("修改办理设置", by=by, subject=practice, body=body, detail=_detail(practice, before, changed, reason))
    return practice


def _tidied(value: Any) -> Any:
    match value:
        case str():
            return value.strip()
        case list():
            return [text for each in value if (text := each.strip())]
        case _:
            return value


def _check(practice: Practice, reason: str | None) -> None:
    """What a practice may not be; `reason` is None where the depth stays."""
    practice.full_clean(exclude=["body"])
    review = REVIEW[BodyKind(practice.kind)]
    who = review.on(review.since[-1]).who
    if len(practice.reviewers) > len(who):
        raise ValidationError({"reviewers": f"这类机关的行政复议机关只有{len(who)}个：{'、'.join(who)}"})
    if not 1 <= practice.supplement_days <= MOST_DAYS:
        raise ValidationError({"supplement_days": f"补正期限应为1至{MOST_DAYS}个工作日"})
    if strange := set(practice.channels) - {key for key, _ in CHANNELS}:
        raise ValidationError({"channels": f"没有“{'、'.join(sorted(strange))}”这种渠道"})
    if reason == "":
        raise ValidationError({"reason": "改变审批层级的，请写明理由"})


def _seal(practice: Practice, seal: bytes | None) -> None:
    before = practice.seal
    practice.seal = ""
    if seal is not None:
        try:
            Seal(seal)
        except LetterError as refusal:
            raise ValidationError({"seal": str(refusal)}) from refusal
        practice.seal = vault.keep(seal)
    if before:
        transaction.on_commit(partial(vault.discard, before))


def seal_of(practice: Practice) -> Seal | None:
    """The picture that goes over signature and date."""
    return Seal(vault.read(practice.seal)) if practice.seal else None


def _detail(practice: Practice, before: Mapping[str, Any], changed: list[str], reason: str) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    for name in changed:
        label = str(Practice._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        if name == "seal":
            detail[label] = "已更换" if practice.seal else "已移除"
        else:
            detail[label] = [str(before[name]), str(getattr(practice, name))]
    return detail | ({"理由": reason.strip()} if "depth" in changed else {})
