"""What we decide where allauth leaves it to its host: who may sign up, as whom one comes in, where one goes."""

from __future__ import annotations

import logging
import re
import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from gongkai.access.models import User
from gongkai.audit.middleware import address_of
from gongkai.signin import identity, second_factor, services
from gongkai.signin.models import FactorSecret
from gongkai.signin.sso import configuration
from gongkai.signin.sso.tokens import NotBelieved

_log: Final = logging.getLogger(__name__)

JUST_NOW: Final = 300
"""Seconds for which who has just signed in is not asked for the password again."""

NOT_A_NAME: Final = (
    (r".*@.*", "用户名不能含有@；邮箱可以在注册以后登记，用来登录和找回密码"),
    (r"1[3-9]\d{9}", "用户名不要用手机号码，请另取一个：用户名会显示在记录里"),
    (r"\d{15}|\d{17}[\dXx]", "用户名不要用身份证号码，请另取一个：用户名会显示在记录里"),
)
"""What a user name is not: it stands in logs in plain text."""


class AccountAdapter(DefaultAccountAdapter):
    """Whoever likes may make an account for themself, as an applicant; staff are made by `access.services`."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"

    def clean_username(self, username: str, shallow: bool = False) -> str:
        for pattern, why in NOT_A_NAME:
            if re.fullmatch(pattern, username):
                raise ValidationError(why)
        return super().clean_username(username, shallow)  # type: ignore[no-any-return]

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        return super().save_user(request, user, form, commit)  # type: ignore[no-any-return]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Let applicants type their mailbox in place of the user name."""
        if "@" in (given := credentials.get("username", "")) and (user := services.account_of(given)) is not None:
            credentials["username"] = user.username
        return super().authenticate(request, **credentials)  # type: ignore[no-any-return]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of who signed in a moment ago: the first thing to do may be to set up a second factor."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < JUST_NOW:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)  # type: ignore[no-any-return]

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "gongkai.signin.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        staff = isinstance(request.user, User) and second_factor.is_staff(request.user)
        return reverse("wagtailadmin_home") if staff else settings.LOGIN_REDIRECT_URL

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("signin_account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("signin_account")


class FactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of factors, and keeps the last factor of who needs one."""

    error_messages: Final = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "您登录必须有第二因素，不能停用最后一个；要换手机的，请先添加安全密钥",
    }

    def encrypt(self, text: str) -> str:
        return str(FactorSecret.objects.create(text=text).pk)

    def decrypt(self, encrypted_text: str) -> str:
        return FactorSecret.objects.get(pk=encrypted_text).open()

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        others = [each for each in second_factor.factors_of(user) if each.pk != authenticator.pk]
        return bool(others) or not (second_factor.is_staff(user) and second_factor.is_demanded_of(user))


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: the providers of our own file, and whom an identity stands for."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [
            SocialApp(
                provider="sso",
                provider_id=each.id,
                name=each.name,
                client_id=each.client_id,
                secret=each.client_secret,
                settings={},
            )
            for each in configuration.providers()
            if provider in (None, "sso", each.id) and client_id in (None, each.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Say whose account an identity opens, or refuse it.

        Raises:
            ImmediateHttpResponse: with the page that says why not.
        """
        try:
            identity.match(request, sociallogin)
        except identity.NotAccepted as why:
            refused = render(request, "signin/refused.html", {"why": str(why)}, status=403)
            raise ImmediateHttpResponse(refused) from why

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """`pre_social_login` let through who has no account: an applicant's first sign-in."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = sociallogin.user
        user.username = identity.account_name(sociallogin.account)
        user.name = str(data.get("name") or "")[: identity.NAME_LENGTH]
        return user  # type: ignore[no-any-return]

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        _log.warning("single sign-on with %s failed: %s", provider.app.provider_id, exception)
        if isinstance(why := getattr(exception, "__cause__", None), NotBelieved):
            identity.record_failure(configuration.provider(provider.app.provider_id), str(why))

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def validate_disconnect(self, account: SocialAccount, accounts: list[SocialAccount]) -> None:
        raise ValidationError("统一身份认证的关联由安全管理员解除")
