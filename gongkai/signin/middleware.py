"""What is asked of every request of somebody who has signed in: is it still them, and is all there that it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from gongkai.access.models import User
from gongkai.signin import second_factor, sessions
from gongkai.signin.passwords import is_out_of_date

Answer = Callable[[HttpRequest], HttpResponse]

POLLED: Final = ("/office/editing-sessions/", "/office/jobs/progress/")
"""What pages ask for by themselves: nobody need sit before them."""

_LEAVING: Final = ("/account/logout/",)
_FACTOR: Final = ("/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/", *_LEAVING)
OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "account_change_password": ("/account/password/", *_LEAVING),
    "mfa_reauthenticate": _FACTOR,
    "mfa_reauthenticate_webauthn": _FACTOR,
    "signin_second_factor": (
        "/account/second-factor/", "/account/2fa/", "/account/reauthenticate/", "/account/password/", *_LEAVING
    ),
}  # fmt: skip
"""For each page that asks for what is missing, the addresses that are open meanwhile: none, for who has not passed the
factor there is, on which to add another to pass instead."""


def end_idle_sessions(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        if (user := _signed_in(request)) is not None:
            if why := sessions.why_over(request, user):
                sessions.end(request, why)
            elif not request.path_info.startswith(POLLED):
                sessions.note_seen(request)
        return get_response(request)

    return middleware


def ask_what_is_missing(get_response: Answer) -> Answer:
    """Until all is there, one may do no more than settle it, and is nobody on every other page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = _signed_in(request)
        if user is None or not (page := missing(request, user)):
            return get_response(request)
        if request.path_info.startswith(("/office/", "/account/")) and not request.path_info.startswith(OPEN[page]):
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise PermissionDenied("登录还没有完成，请刷新页面")
            return HttpResponseRedirect(f"{reverse(page)}{_and_then(request)}")
        if not request.path_info.startswith("/account/"):
            request.user = AnonymousUser()
        return get_response(request)

    return middleware


def missing(request: HttpRequest, user: User) -> str:
    """The name of the page that asks for what is still missing; "" when nothing is."""
    with_password = request.session.get(sessions.BY) not in (sessions.IDENTITY, sessions.PASSKEY)
    if with_password and (user.password_is_temporary or is_out_of_date(user)):
        return "account_change_password"
    if not second_factor.is_staff(user) or second_factor.was_passed(request, user):
        return ""
    if factors := second_factor.factors_of(user):
        totp = any(each.type == each.Type.TOTP for each in factors)
        return "mfa_reauthenticate" if totp else "mfa_reauthenticate_webauthn"
    return "signin_second_factor" if second_factor.is_demanded_of(user) else ""


def _signed_in(request: HttpRequest) -> User | None:
    """The user, if any; without looking into a session where there is none, for a page that all see alike."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, User) else None


def _and_then(request: HttpRequest) -> str:
    """Where to go on afterwards, as a query: to the page of the office that was asked for, or where sign-in leads."""
    query = QueryDict(mutable=True)
    if request.path_info == reverse("account_login"):
        query.update({name: request.GET[name] for name in (REDIRECT_FIELD_NAME,) if name in request.GET})
    elif request.method == "GET" and request.path_info.startswith("/office/"):
        query[REDIRECT_FIELD_NAME] = request.get_full_path()
    return f"?{query.urlencode(safe='/')}" if query else ""
