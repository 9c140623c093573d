"""Which of Wagtail's own addresses are for whom. Wagtail lets everybody into some of them who may enter its admin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Final

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver

from gongkai.access.enums import Right
from gongkai.access.views import needs

Answer = Callable[..., HttpResponseBase]
NOBODY: Final = "nobody"
"""What the platform has otherwise (people, roles, reviews, sites), or not at all."""

RULES: Final[tuple[tuple[str, Right | str | None], ...]] = (
    (r"wagtailusers_|wagtailadmin_workflows:|wagtailsites:|wagtailadmin_collections:", NOBODY),
    (r"wagtailembeds:|wagtailsnippets:|wagtailadmin_error_test|.*:set_privacy", NOBODY),
    (r"wagtailadmin_reports:(workflow|site_history|locked|page_types)|wagtailadmin_pages:\w*workflow", NOBODY),
    (r"wagtailredirects:", Right.MANAGE_SYSTEM),
    (r"wagtail(images|docs)(_chooser)?:", Right.EDIT_SITE),
    (r"wagtailadmin_(pages|api|reports|editing_sessions):|wagtailadmin_(explore|choose_page|tag)", Right.EDIT_SITE),
    (r"wagtail_bulk_action|wagtailadmin_block_preview", Right.EDIT_SITE),
    (r"wagtailadmin_(home|logout|sprite|javascript_catalog|dismissibles)|wagtailadmin_(login|password_reset)\w*", None),
    (r"wagtailadmin_account|\?", None),
)
"""The names of addresses, with the right that each takes; None is for whoever holds a role."""
OPEN: Final = (
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
)
"""What somebody sees who has not signed in: Wagtail's own doors, which lead to ours, and what those load."""


def rule_for(name: str) -> Right | str | None:
    """Who an address of Wagtail's is for.

    Raises:
        LookupError: the table does not say.
    """
    for pattern, who in RULES:
        if re.match(pattern, name):
            return who
    raise LookupError(f"office/gate.py does not say who {name} is for")


def gated(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> list[URLPattern | URLResolver]:
    """The same addresses, each let through only for whom it is."""
    made: list[URLPattern | URLResolver] = []
    for each in patterns:
        if isinstance(each, URLPattern):
            name = space + (each.name or "?")
            view = each.callback
            if not (name.startswith(OPEN) or _says_itself(view)):
                view = _guarded(view, rule_for(name))
            made.append(URLPattern(each.pattern, view, each.default_args, each.name))
        else:
            inner = gated(each.url_patterns, space + (f"{each.namespace}:" if each.namespace else ""))
            made.append(URLResolver(each.pattern, inner, each.default_kwargs, each.app_name, each.namespace))
    return made


def _says_itself(view: Answer) -> bool:
    """Our own views, which a hook put among Wagtail's."""
    return hasattr(view, "needs") or hasattr(getattr(view, "view_class", None), "right")


def _guarded(view: Answer, who: Right | str | None) -> Answer:
    if who != NOBODY:
        return needs(who if isinstance(who, Right) else None)(view)

    @wraps(view)
    def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        raise Http404

    closed.needs = NOBODY  # type: ignore[attr-defined]
    return closed
