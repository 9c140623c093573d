"""The form by which editors write a page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from gongkai.pages.addresses import is_taken


class PublicPageForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("slug")
        if slug and is_taken(self.parent_page, slug):
            self.add_error("slug", f"“{slug}”是平台自己用的地址，请换一个")
        return cleaned
