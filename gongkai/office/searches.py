"""Searches of a list that somebody saved under a name; shown as tabs above the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.office.models import SavedSearch

MOST: Final = 20
"""How many somebody may keep for one list."""


class Tab(NamedTuple):
    search: SavedSearch
    current: bool
    own: bool


def tabs(user: User, listing: str, query: str) -> Iterator[Tab]:
    """The user's own searches of a list, and those that are shared within the bodies in which they hold a role."""
    shared = Q(body__in=[held.body_id for held in user.held if held.body_id is not None])
    for search in SavedSearch.objects.filter(Q(owner=user) | shared, listing=listing):
        yield Tab(search, search.query == query, search.owner_id == user.pk)


def bodies_to_share_with(user: User) -> list[Body]:
    """The bodies in which the user holds a role today."""
    return list({held.body.pk: held.body for held in user.held if held.body is not None}.values())


@transaction.atomic
def save(user: User, *, listing: str, name: str, query: str, body: Body | None) -> SavedSearch:
    """Save a search, or change the one of that name.

    Raises:
        ValidationError: no name, nothing to search for, or more than `MOST`.
        PermissionDenied: shared with a body in which the user holds no role.
    """
    if body is not None and body not in bodies_to_share_with(user):
        raise PermissionDenied(f"您不在“{body}”任职，不能与其共用")
    own = user.saved_searches.filter(listing=listing)
    search = own.filter(name=name).first() or SavedSearch(owner=user, listing=listing, name=name)
    search.query, search.body = query, body
    search.full_clean(validate_unique=False, validate_constraints=False)
    if search._state.adding and own.count() >= MOST:
        raise ValidationError(f"每个列表最多存{MOST}个筛选，请先删除不用的")
    search.save()
    return search


def forget(user: User, number: int) -> bool:
    """Delete one of the user's own searches; False if there is none of that number."""
    deleted, _ = user.saved_searches.filter(pk=number).delete()
    return bool(deleted)
