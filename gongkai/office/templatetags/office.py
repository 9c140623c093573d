"""What every page of the back office shows beside Wagtail's own furniture."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from gongkai.access.models import User

register = template.Library()


@register.inclusion_tag("office/corner.html", takes_context=True)
def corner(context: dict[str, Any]) -> dict[str, Any]:
    """The bell with the number of notices not read, and the mark of a demo."""
    user = context["request"].user
    unread = user.notices.filter(read_at=None).count() if isinstance(user, User) else 0
    return {"demo": settings.DEMO, "unread": unread}


@register.simple_tag
def today() -> str:
    day = timezone.localdate()
    return f"{day.year}年{day.month}月{day.day}日，星期{'一二三四五六日'[day.weekday()]}"
