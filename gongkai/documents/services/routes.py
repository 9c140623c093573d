"""By which steps a body reviews: what the law wants at least, what holds by default, and routes of a body's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents.enums import Attribute, Kind, Step
from gongkai.documents.models import Route

DAYS: Final = 3
"""Working days for a step, where no route says otherwise."""

DEFAULT: Final[Mapping[Attribute, tuple[Step, ...]]] = {
    Attribute.PROACTIVE: (Step.CONFIRM, Step.SECRECY, Step.SIGN),
    Attribute.ON_REQUEST: (Step.CONFIRM, Step.SIGN),
    Attribute.WITHHELD: (Step.CONFIRM, Step.SIGN),
}
"""The drafter proposes, the office checks, the signatory decides (公开属性源头认定)."""

WITH_LEGALITY: Final = frozenset({Kind.REGULATION, Kind.NORMATIVE})
"""Kinds that are not made without a legal review (国办发〔2018〕115号 [from memory])."""

MINIMUM: Final[Mapping[Attribute, frozenset[Step]]] = {
    Attribute.PROACTIVE: frozenset({Step.SECRECY}),
    Attribute.ON_REQUEST: frozenset(),
    Attribute.WITHHELD: frozenset(),
}
"""What no body may leave out: nothing is disclosed before it was reviewed for secrecy (Regulations, Art. 17)."""


class Way(NamedTuple):
    steps: tuple[Step, ...]
    days: int


def way_of(body: Body, attribute: Attribute, kind: Kind) -> Way:
    """The steps for an item: by the route of its body, of the nearest above that has one, or the default."""
    found = route_of(body, attribute, kind)
    steps = tuple(Step(step) for step in found.steps) if found is not None else DEFAULT[attribute]
    return Way(_complete(steps, attribute, kind), found.days if found is not None else DAYS)


def route_of(body: Body, attribute: Attribute, kind: Kind) -> Route | None:
    """The route by which a body reviews an item: its own, or that of the nearest above that has one; None where the
    default holds."""
    above = [body, *body.ancestors()]
    routes = Route.objects.filter(body__in=above, attribute=attribute, kind__in=["", kind])
    in_force = routes.filter(agreed_at__isnull=False, ended_at=None).select_related("body", "agreed_by")
    held = {(route.body_id, route.kind): route for route in in_force}
    ways = (held.get((each.pk, kind)) or held.get((each.pk, "")) for each in above)
    return next((way for way in ways if way is not None), None)


def _complete(steps: tuple[Step, ...], attribute: Attribute, kind: Kind) -> tuple[Step, ...]:
    """The steps, in their order, with the legal review that some kinds need whatever a route for all kinds says."""
    more = {Step.LEGALITY} if kind in WITH_LEGALITY and attribute == Attribute.PROACTIVE else set()
    return tuple(step for step in Step if step in {*steps, *more})


def errors_of(attribute: Attribute, steps: list[Step]) -> list[str]:
    """What a route may not be."""
    errors = [f"缺少“{step.label}”，这一步不能省去" for step in Step if step in MINIMUM[attribute] - set(steps)]
    return errors or ([] if steps else ["至少要有一步"])


@transaction.atomic
def propose(
    body: Body, attribute: Attribute, kind: Kind | None, steps: list[Step], *, days: int, reason: str, by: User
) -> Route:
    """Propose how a body reviews. It holds when `agree` was done by somebody else.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: a step that the law wants is left out, or there is no reason.
    """
    require(by, Right.REGISTER, body)
    if errors := errors_of(attribute, steps):
        raise ValidationError({"steps": errors})
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    ordered = [step.value for step in Step if step in steps]
    made = Route(
        body=body, attribute=attribute, kind=kind or "", steps=ordered, days=days, reason=reason.strip(), proposed_by=by
    )
    made.full_clean(exclude=["agreed_by", "agreed_at", "ended_at"])
    made.save()
    record("提出审查流程", by=by, subject=made, body=body, detail=_detail(made))
    return made


@transaction.atomic
def agree(route: Route, *, by: User) -> Route:
    """Put a proposed route in force in place of the one before.

    Raises:
        PermissionDenied: `by` does not sign for the body.
        ValidationError: it is one's own proposal, or in force already.
    """
    route = Route.objects.select_for_update(of=("self",)).select_related("body").get(pk=route.pk)
    require(by, Right.SIGN, route.body)
    if route.agreed_at is not None or route.ended_at is not None:
        raise ValidationError("这个流程已经处理过")
    if route.proposed_by_id == by.pk:
        raise ValidationError("审查流程应由提出人以外的人同意")
    now = timezone.now()
    same = Route.objects.filter(body=route.body, attribute=route.attribute, kind=route.kind)
    same.filter(agreed_at__isnull=False, ended_at=None).update(ended_at=now)
    route.agreed_by, route.agreed_at = by, now
    route.save()
    record("同意审查流程", by=by, subject=route, body=route.body, detail=_detail(route))
    return route


@transaction.atomic
def end(route: Route, *, by: User) -> Route:
    """Refuse a proposal, or end a route that is in force: what holds above, or the default, holds again.

    Raises:
        PermissionDenied: `by` does not sign for the body.
        ValidationError: it has ended.
    """
    route = Route.objects.select_for_update(of=("self",)).select_related("body").get(pk=route.pk)
    require(by, Right.SIGN, route.body)
    if route.ended_at is not None:
        raise ValidationError("这个流程已经停用")
    route.ended_at = timezone.now()
    route.save()
    record("停用审查流程", by=by, subject=route, body=route.body, detail=_detail(route))
    return route


def _detail(route: Route) -> dict[str, object]:
    return {
        "公开属性": route.get_attribute_display(),
        "种类": route.get_kind_display() or "各种类",
        "步骤": [Step(step).label for step in route.steps],
        "每步期限": route.days,
        "理由": route.reason,
    }
