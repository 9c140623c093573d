"""What templates of the public sites say."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.conf import settings

from gongkai.pages.meta import moment

register = template.Library()
register.filter("moment", moment)


@register.simple_tag
def is_demo() -> bool:
    """Whether the installation is for trying out, which each page says."""
    return bool(settings.DEMO)


@register.filter
def day(at: datetime) -> str:
    """The day of a time, as lists show it."""
    return moment(at)[:10]
