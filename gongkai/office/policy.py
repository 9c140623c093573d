"""Wagtail's questions about permissions, answered from `access.rights`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from wagtail.permission_policies.base import BasePermissionPolicy

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import GRANTS, bodies_where, may, rights_of
from gongkai.bodies.models import Body


class RightsPermissionPolicy(BasePermissionPolicy):
    """Which right each of Wagtail's actions ("view", "add", "change" …) takes; an action without one is nobody's.

    `lookup` leads from the model to the body in question, as for `filter`; `body_of` from an instance. Without them the
    right is wanted for the installation.
    """

    def __init__(
        self,
        model: type[models.Model],
        *,
        lookup: str = "",
        body_of: Callable[[Any], Body | None] = lambda instance: None,
        **rights: Right,
    ) -> None:
        super().__init__(model)
        self.lookup, self.body_of, self.rights = lookup, body_of, rights

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        """For any body at all."""
        return self.rights.get(action) in rights_of(user)

    def user_has_permission_for_instance(self, user: User | AnonymousUser, action: str, instance: Any) -> bool:
        right = self.rights.get(action)
        return right is not None and may(user, right, self.body_of(instance))

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Iterable[str]
    ) -> models.QuerySet[Any]:
        found = self.model._default_manager.none()
        for right in {self.rights[action] for action in actions if action in self.rights}:
            if may(user, right):
                return self.model._default_manager.all()  # type: ignore[no-any-return]
            if self.lookup:
                found = found | self.model._default_manager.filter(**{f"{self.lookup}__in": bodies_where(user, right)})
        return found  # type: ignore[no-any-return]

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[User]:
        wanted = {self.rights[action] for action in actions if action in self.rights}
        roles = [role for role, rights in GRANTS.items() if rights & wanted]
        return User.objects.filter(is_active=True, appointments__role__in=roles).distinct()
