"""The addresses of the applicant's side, on every site under its column 依申请公开; and those of an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, re_path

from gongkai.applying.addresses import APPLY, CORRECT, LOG, TRACK
from gongkai.applying.models import Form
from gongkai.applying.views import apply, log, track
from gongkai.pages.addresses import PREFIX

_UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY: Final = f"(?P<key>{_UUID})"
NUMBER: Final = r"(?P<number>[1-9]\d{0,17})"


def _with_keys(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that is given the keys of its address as such."""

    @wraps(view)
    def answer(request: HttpRequest, **members: str) -> Any:
        return view(
            request, **{name: UUID(text) if name in ("key", "paper") else text for name, text in members.items()}
        )

    return answer


def _at(rest: str, view: Callable[..., Any], name: str, **members: str) -> URLPattern:
    return re_path(rf"{PREFIX}{rest}$", _with_keys(view), members, name=f"applying_{name}")


def _form(at: str, form: Form) -> list[URLPattern]:
    """The addresses of a form."""
    return [
        _at(at, apply.fill, str(form.value), form=form.value),
        _at(f"{at}jx/", apply.resume, f"{form.value}_resume", form=form.value),
        _at(f"{at}{KEY}/", apply.go_on, f"{form.value}_draft", form=form.value),
        _at(f"{at}{KEY}/hd/", apply.look, f"{form.value}_look", form=form.value),
        _at(f"{at}{KEY}/hz/", apply.receipt, f"{form.value}_receipt", form=form.value),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    *_form(APPLY, Form.REQUEST),
    *_form(CORRECT, Form.CORRECTION),
    _at(f"{APPLY}ts/", apply.suggestions, "suggestions"),
    _at(f"{APPLY}zn/", apply.guide, "guide"),
    _at(rf"{APPLY}dk/(?P<source>[a-z_]+)/(?P<ident>[1-9]\d{{0,17}})/", apply.opened, "opened"),
    _at(TRACK, track.ask, "track"),
    _at(f"{TRACK}{KEY}/", track.one, "case"),
    _at(f"{TRACK}{KEY}/wj/(?P<paper>{_UUID})/", track.paper, "paper"),
    _at(LOG, log.entries, "log"),
    _at(f"{LOG}{NUMBER}/", log.entry, "log_entry"),
    path("me/requests/", track.mine, name="applying_mine"),
]
