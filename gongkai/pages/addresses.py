"""Which addresses the platform keeps for itself, so that no page takes one and is never seen."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve
from wagtail.models import Page

PREFIX: Final = r"^(?P<prefix>(?:[\w\-]+/)*)"
"""How the address of a plain view begins: with the place of its site on the host."""

PAGE: Final = "page"
"""The name of the address under which pages are served; what resolves to another name is not a page's."""


@cache
def _first_segments() -> frozenset[str]:
    """`office`, `account`, `static` …: with what the addresses of the platform begin, for all hosts."""
    patterns = [str(each.pattern) for each in get_resolver().url_patterns]
    own = [match[1] for match in (re.match(r"\^?([\w-]+)/", pattern) for pattern in patterns) if match]
    return frozenset([*own, settings.STATIC_URL.strip("/"), settings.MEDIA_URL.strip("/")])


def is_taken(parent: Page, slug: str) -> bool:
    """Whether the platform itself answers where a page with this slug would stand."""
    parts = parent.get_url_parts()
    above = parts[2] if parts else "/"
    if above == "/" and slug in _first_segments():
        return True
    try:
        return resolve(f"{above}{slug}/").url_name != PAGE
    except Resolver404:
        return True
