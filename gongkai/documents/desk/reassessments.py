"""What is withheld and is to be looked at again (Regulations, Art. 18)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.documents.grounds import BY_KEY
from gongkai.documents.models import Item
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.services import outward
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Text, Title


def _last(item: Any) -> Any:
    """The day of the last assessment, or of the decision."""
    return item.assessed or (timezone.localdate(item.decided) if item.decided is not None else None)


class Reassessments(Listing):
    """What is due to be assessed, what has waited longest first."""

    name, model, right = "documents_reassessments", Item, Right.SEE_REGISTER
    page_title = "动态调整"
    header_icon = "rotate"
    permission_policy = RightsPermissionPolicy(Item, view=Right.SEE_REGISTER)
    columns: ClassVar[list[Column]] = [
        Title("title", label="名称", get_url=lambda item: reverse("documents_item", args=[item.pk])),
        Text("index_number", label="索引号", classname="whole"),
        Text("ground", label="依据", accessor=lambda item: str(BY_KEY.get(item.ground, ""))),
        Text("reason", label="理由"),
        Day("last", label="上次审定或者评估", accessor=_last, classname="whole"),
        Text("body", label="机关"),
    ]
    default_ordering = "pk"
    search_fields = ("title", "index_number")

    def get_base_queryset(self) -> ItemQuerySet:
        return outward.to_reassess().filter(body__in=bodies_where(self.request.user, self.right)).select_related("body")
