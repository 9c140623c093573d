"""How a view says which right it needs. A test walks every address and asks each for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require, rights_of
from gongkai.bodies.models import Body

Answer = Callable[..., HttpResponseBase]


def needs(right: Right | None, *, body: Callable[..., Body | None] | None = None) -> Callable[[Answer], Answer]:
    """Let only those in who have the right; who has not signed in is sent to do so.

    `body` finds the body in question from the view's arguments. Without it the right is wanted for any body at all, and
    the view cuts its lists down with `bodies_where`. None for a right lets in whoever holds a role, whichever it is.

    Raises:
        PermissionDenied: signed in, without the right.
    """

    def decorate(view: Answer) -> Answer:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if (refusal := _ask(request, right, body(*args, **kwargs) if body else None)) is not None:
                return refusal
            return view(request, *args, **kwargs)

        guarded.needs = right  # type: ignore[attr-defined]
        return guarded

    return decorate


class NeedsRight(View):
    """The same for views that are classes: `right`, and `body_of_request` where one body is concerned."""

    right: ClassVar[Right | None]

    def body_of_request(self) -> Body | None:
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (refusal := _ask(request, self.right, self.body_of_request())) is not None:
            return refusal
        return super().dispatch(request, *args, **kwargs)


def _ask(request: HttpRequest, right: Right | None, body: Body | None) -> HttpResponseBase | None:
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    held = rights_of(user)
    if right is None and not held:
        raise PermissionDenied("没有担任任何角色，不能进入工作台，请联系安全管理员授权")
    if right is not None and (body is not None or right not in held):
        require(user, right, body)
    return None
