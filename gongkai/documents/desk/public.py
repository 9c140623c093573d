"""Where the public sees an item. The sites stand above the register, and tell it (`gongkai.pages.records.public`)."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.documents.models import Release

Finder = Callable[[Release], str]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Say how the address of a release is found."""
    _finders.append(finder)
    return finder


def address_of(release: Release) -> str:
    """The address of a release's page on the site of its body; empty where the body has none."""
    return next(filter(None, (find(release) for find in _finders)), "")
