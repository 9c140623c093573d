"""What is checked before an installation goes into service."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from gongkai.signin.second_factor import OFF, POLICIES
from gongkai.signin.sso import configuration


@register
def second_factor_is_a_policy(**_: object) -> list[CheckMessage]:
    if settings.SECOND_FACTOR not in POLICIES:
        return [Error(f"GONGKAI_SECOND_FACTOR应为{'、'.join(POLICIES)}之一", id="signin.E001")]
    return []


@register(deploy=True)
def second_factor_is_asked_for(**_: object) -> list[CheckMessage]:
    if settings.SECOND_FACTOR == OFF and not settings.DEMO:
        return [Error("GONGKAI_SECOND_FACTOR=off仅供演示，请改为required或者optional", id="signin.E002")]
    return []


@register
def single_sign_on_is_readable(**_: object) -> list[CheckMessage]:
    try:
        configuration.providers()
    except configuration.SsoNotConfigured as error:
        return [Error(str(error), id="signin.E003")]
    return []
