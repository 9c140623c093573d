"""What is noted when allauth and Django say that something happened: in the session, and in the log of deeds."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.signin import identity, second_factor, sessions
from gongkai.signin.models import FactorSecret

FACTORS: Final = {
    Authenticator.Type.TOTP: "动态验证码",
    Authenticator.Type.WEBAUTHN: "安全密钥",
    Authenticator.Type.RECOVERY_CODES: "恢复码",
}

WAYS: Final = {
    sessions.PASSWORD: "密码",
    sessions.PASSKEY: "通行密钥",
    sessions.IDENTITY: "统一身份认证",
    "": "其他",
}

_BY_METHOD: Final = {
    "password": sessions.PASSWORD,
    "mfa": sessions.PASSKEY,
    "socialaccount": sessions.IDENTITY,
}
"""What allauth calls the first step of a sign-in."""


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    records = get_authentication_records(request, user)
    way = _BY_METHOD.get(records[0]["method"], "") if records else ""
    sessions.begin(request, way)
    factor = "已通过" if second_factor.was_passed(request, user) else "没有"
    _record("登录", user, 方式=WAYS[way], 第二因素=factor)


@receiver(account.user_logged_in)
def signed_in_by_identity(request: HttpRequest, user: User, **kwargs: Any) -> None:
    if (login := kwargs.get("sociallogin")) is not None:
        identity.take_over(user, login)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _record("退出", user, 原因=getattr(request, "sign_out_reason", ""))


@receiver(account.user_signed_up)
def signed_up(request: HttpRequest, user: User, **_: Any) -> None:
    _record("注册账号", user, 用户名=user.username)


@receiver(account.password_changed)
@receiver(account.password_set)
def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    _is_own(user)
    _record("更换密码", user)


@receiver(account.password_reset)
def password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    _is_own(user)
    _record("更换密码", user, 方式="邮件链接")


@receiver(mfa.authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in second_factor.FACTORS:
        second_factor.mark_passed(request, user)
    _record("启用第二因素", user, 类型=FACTORS[authenticator.type])


@receiver(mfa.authenticator_reset)
def codes_made_anew(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("更换恢复码", user)


@receiver(mfa.authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if not second_factor.factors_of(user):
        second_factor.forget_passed(request)
    _record("停用第二因素", user, 类型=FACTORS[authenticator.type])


@receiver(post_delete, sender=Authenticator)
def factor_deleted(instance: Authenticator, **_: Any) -> None:
    """Delete the sealed secrets of a factor with it, however it goes."""
    named = [instance.data[key] for key in ("secret", "seed") if key in instance.data]
    FactorSecret.objects.filter(pk__in=named).delete()


@receiver(mfa.authenticator_used)
def factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    second_factor.mark_passed(request, user)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record("使用恢复码", user)


@receiver(mfa.authentication_failed)
def wrong_code(request: HttpRequest, user: User, **_: Any) -> None:
    """Count a wrong code as a wrong password is counted."""
    AxesProxyHandler.user_login_failed(wrong_code, {"username": user.username}, request)


def _is_own(user: User) -> None:
    """The password is no longer the one that the administrator handed over."""
    User.objects.filter(pk=user.pk).update(password_is_temporary=False)
    user.password_is_temporary = False


@transaction.atomic
def _record(deed: str, user: User, **detail: str) -> None:
    record(deed, by=user, subject=user, detail={key: text for key, text in detail.items() if text})
