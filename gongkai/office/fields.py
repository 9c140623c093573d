"""Form fields that the back office shares."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy

from gongkai.bodies.models import Body, BodyQuerySet

SUGGESTED: Final = 20


def spelled(body: Body) -> str:
    """A body's name with that of the body above it: two towns of one name are told apart by it."""
    return f"{body.name}（{body.parent.name}）" if body.parent is not None else body.name


def suggestions(bodies: BodyQuerySet, typed: str) -> list[str]:
    """The bodies that begin with or contain what somebody typed, as `BodyField` understands them."""
    found = bodies.on().filter(
        Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(credit_code=typed.upper()) if typed else Q()
    )
    return [spelled(body) for body in found.select_related("parent").order_by("path")[:SUGGESTED]]


class BodyInput(forms.TextInput):
    """Where one types a body's name; the browser offers what matches (office.js fills the list)."""

    template_name = "office/widgets/body.html"

    def __init__(self, source: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "placeholder": "输入名称、简称或者代码", **(attrs or {})})
        self.source = reverse_lazy(source)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["source"] = self.source
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs']['id']}-bodies"
        return context


class BodyField(forms.CharField):
    """A body that exists, by its name: thousands of them are too many for a list to choose from.

    `source` names the address that offers suggestions (`suggestions`).
    """

    def __init__(self, *, source: str, **members: Any) -> None:
        super().__init__(widget=BodyInput(source), **members)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Body.objects.select_related("parent").filter(pk=value).first()
        return spelled(value) if isinstance(value, Body) else value

    def clean(self, value: Any) -> Body | None:
        """
        Raises:
            ValidationError: no body of that name exists, or more than one.
        """
        typed = super().clean(value)
        if not typed:
            return None
        found = list(Body.objects.on().select_related("parent").filter(_named(typed))[:2])
        if not found:
            raise ValidationError(f"没有叫“{typed}”的机关，请从提示里选")
        if len(found) > 1:
            raise ValidationError(f"叫“{typed}”的机关不止一个，请从提示里选，带上括号里的上级机关")
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


def _named(typed: str) -> Q:
    """The bodies that are spelled so; names have brackets of their own, as do those of the bodies above."""
    wanted = Q(name=typed)
    for at, sign in enumerate(typed):
        if sign == "（" and typed.endswith("）"):
            wanted |= Q(name=typed[:at], parent__name=typed[at + 1 : -1])
    return wanted


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **members: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **members)
