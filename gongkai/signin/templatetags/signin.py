"""What the pages at the door have to know."""

from __future__ import annotations

from typing import Final

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import RequestContext

from gongkai.access.models import User
from gongkai.signin.second_factor import is_demanded_of, is_staff
from gongkai.signin.sso import configuration

register = template.Library()

BROWSERS: Final = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
"""What browsers call themselves, the more telling names first, and what people call them."""


@register.simple_tag
def platform_name() -> str:
    return settings.WAGTAIL_SITE_NAME


@register.simple_tag
def is_demo() -> bool:
    return settings.DEMO


@register.simple_tag
def sends_letters() -> bool:
    """Whether letters leave this installation, so that a forgotten password can be replaced by one."""
    return "dummy" not in settings.EMAIL_BACKEND


@register.simple_tag(takes_context=True)
def sign_ons(context: RequestContext, audience: str) -> list[dict[str, str]]:
    """The providers of single sign-on for staff, or for applicants: name, and where their sign-in begins."""
    request: HttpRequest = context["request"]
    adapter = get_adapter(request)
    found = [each for each in configuration.providers() if each.audience == audience]
    return [{"name": each.name, "url": adapter.get_provider(request, each.id).get_login_url(request)} for each in found]


@register.filter
def works_for_a_body(user: object) -> bool:
    """Whether somebody is staff."""
    return isinstance(user, User) and is_staff(user)


@register.filter
def needs_a_second_factor(user: object) -> bool:
    return isinstance(user, User) and is_staff(user) and is_demanded_of(user)


@register.filter
def device(user_agent: str) -> str:
    """A browser and its system, as people call them."""
    found = [next((called for mark, called in names if mark in user_agent), "") for names in (SYSTEMS, BROWSERS)]
    return " ".join(filter(None, found)) or "不认识的设备"


@register.filter
def in_groups(secret: str) -> str:
    """A secret as it is typed off a screen: in groups of four."""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
