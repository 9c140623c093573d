"""Tells the back office where the public sees an item."""

from __future__ import annotations

from gongkai.documents.desk import public
from gongkai.documents.models import Release
from gongkai.pages.records.addresses import home_of, item_path


@public.register
def address_of(release: Release) -> str:
    site = home_of(release.body_id)
    return site.address + item_path(release.item_id) if site is not None else ""
