"""What templates of the public sites say."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.conf import settings

from gongkai.pages import meta

register = template.Library()


@register.simple_tag
def is_demo() -> bool:
    """Whether the installation is for trying out, which each page says."""
    return bool(settings.DEMO)


@register.filter
def moment(at: datetime | date) -> str:
    """When something was published; of some things only the day is known."""
    return meta.moment(at) if isinstance(at, datetime) else at.isoformat()


@register.filter
def day(at: datetime | date) -> str:
    """The day of a time, as lists show it."""
    return moment(at)[:10]
