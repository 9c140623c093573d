"""Whose account an identity opens that a single sign-on vouches for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.persons.services import applicant_for
from gongkai.signin import second_factor
from gongkai.signin.sso import configuration
from gongkai.signin.sso.configuration import Provider

NAME_LENGTH: Final = User._meta.get_field("name").max_length
"""An organisation's name may be longer; the applicant has it whole."""


class NotAccepted(Exception):
    """Why an identity opens no account, as a Chinese sentence that says what to do."""


def match(request: HttpRequest, login: SocialLogin) -> None:
    """Put the account that the identity opens into `login`; an applicant who is new is left without one.

    An identity is known by the provider's `sub`, from its first sign-in on. Staff are found the first time by the user
    name that the provider states, and must have that name ever after: neither a name that was given to somebody else
    there, nor an identity that was given another name, opens an account.

    Raises:
        NotAccepted: there is no such account, it is another's, it is closed, or the wrong kind.
    """
    provider = configuration.provider(login.account.provider)
    if login.state.get("process") != "login":
        raise NotAccepted("这个地址只用于登录")
    if provider.audience == configuration.STAFF:
        _match_staff(login, provider)
        if asked_twice(provider, login.signed):
            second_factor.mark_passed(request, login.user)
    elif login.is_existing and second_factor.is_staff(login.user):
        raise NotAccepted("这是工作人员的账号，请从工作人员的入口登录")


def _match_staff(login: SocialLogin, provider: Provider) -> None:
    name = str(login.claims.get(provider.claims["username"]) or "")
    user = User.objects.filter(username=name, is_staff=True, is_active=True).first() if name else None
    if user is None:
        record_failure(provider, "没有可用的工作人员账号", name)
        raise NotAccepted(
            f"{provider.name}里的账号“{name}”在本平台没有可用的工作人员账号，请联系安全管理员，用同样的用户名建立或者启用账号"
        )
    if not _link(login, provider, user):
        record_failure(provider, "与登记的身份不一致", name)
        raise NotAccepted(
            f"{provider.name}里的账号“{name}”换了人或者重建过，与本平台登记的不一致，请联系安全管理员核实后解除原来的关联"
        )


@transaction.atomic
def _link(login: SocialLogin, provider: Provider, user: User) -> bool:
    """Let the identity open the account from now on; False if either belongs to another."""
    User.objects.select_for_update().get(pk=user.pk)
    known = SocialAccount.objects.filter(provider=provider.id, user=user).first()
    if (login.is_existing and login.user != user) or (known is not None and known.uid != login.account.uid):
        return False
    login.user = login.account.user = user
    if known is None:
        login.account.save()
        record("关联统一身份", by=user, subject=user, detail={"认证": provider.name})
    return True


def asked_twice(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether the provider has asked for a second factor, as far as it is believed. `claims` are signed by it."""
    amr = claims.get("amr") or ()
    methods = {amr} if isinstance(amr, str) else set(amr)
    return provider.second_factor or claims.get("acr") in provider.acr or bool(provider.amr & methods)


@sensitive_variables()
def take_over(user: User, login: SocialLogin) -> None:
    """Bring what is known of an applicant up to what the provider vouches for."""
    provider = configuration.provider(login.account.provider)
    if provider.audience != configuration.APPLICANTS:
        return
    members = _members(provider, login.claims)
    if (name := (members.get("name") or user.name or user.username)[:NAME_LENGTH]) != user.name:
        user.name = name
        user.save(update_fields=["name"])
    applicant_for(user, members)


@sensitive_variables()
def _members(provider: Provider, claims: Mapping[str, Any]) -> dict[str, str]:
    """What is claimed of an applicant, by member, in our words."""
    found = {member: str(claims[claim]) for member, claim in provider.claims.items() if claims.get(claim)}
    return {member: provider.values.get(member, {}).get(text, text) for member, text in found.items()}


def account_name(account: SocialAccount) -> str:
    """A user name for an applicant who comes in by single sign-on, and never types it."""
    return f"{account.provider}-{hashlib.sha256(account.uid.encode()).hexdigest()[:16]}"


@transaction.atomic
def record_failure(provider: Provider, why: str, name: str = "") -> None:
    """Record that the provider vouched for somebody who was not let in: anything less may be done without end."""
    detail = {"认证": provider.name, "原因": why, "用户名": name}
    record("统一身份认证未通过", by=None, detail={key: text for key, text in detail.items() if text})
