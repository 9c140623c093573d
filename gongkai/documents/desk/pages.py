"""What the pages of the desk share: where they stand, the item that they are about, the bodies one works for."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents.models import Item
from gongkai.documents.models.register import ItemQuerySet
from gongkai.office.deeds import DeedPage, Page
from gongkai.office.fields import suggestions

REGISTER: Final = "登记簿"
FOUND: Final = 30
"""How many items a search for one to relate to shows."""


def url_of(item: Item) -> str:
    return reverse("documents_item", args=[item.pk])


class OfRegister(Page):
    """A page under the register."""

    header_icon = "doc-full"

    def trail(self) -> list[tuple[str, str]]:
        return [(REGISTER, reverse("documents_register"))]


class OfItem(Page):
    """A page about one item; the right is asked for its body."""

    header_icon = "doc-full"

    @cached_property
    def item(self) -> Item:
        found = Item.objects.select_related("body", "created_by", "changed_by", "planned_by", "bundle")
        return get_object_or_404(found, pk=self.kwargs["item"])

    def body_of_request(self) -> Body:
        return self.item.body

    def trail(self) -> list[tuple[str, str]]:
        return [(REGISTER, reverse("documents_register")), (self.item.title, url_of(self.item))]


class ItemDeed(OfItem, DeedPage):
    """Something that is done to an item."""

    right = Right.REGISTER


def item_body(item: int, **rest: object) -> Body:
    """The body of an item, for `needs`."""
    return get_object_or_404(Item.objects.select_related("body"), pk=item).body


def own_body(user: User, right: Right) -> Body | None:
    """The body that somebody works for, if it is only one: what a form starts from."""
    giving = bodies_where(user, right)
    held = {appointment.body_id for appointment in user.held if appointment.body_id is not None}
    return giving.on().filter(pk__in=held).select_related("parent").order_by("path").first()


def found_items(items: ItemQuerySet, typed: str) -> ItemQuerySet:
    """Items by title, document number or index number."""
    typed = typed.strip()
    asked = Q(title__icontains=typed) | Q(document_number__icontains=typed) | Q(index_number__icontains=typed)
    return items.counted().filter(asked).select_related("body")


@needs(Right.REGISTER)
def names(request: HttpRequest) -> HttpResponseBase:
    """Bodies for which the user may register, that match what is being typed."""
    return JsonResponse({"bodies": suggestions(bodies_where(request.user, Right.REGISTER), request.GET.get("q", ""))})
