"""Deeds about signing in: letting in again who was locked out, second factors, mailboxes, letters."""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.access.enums import ADMINISTRATORS, Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.signin import lockout
from gongkai.signin.lockout import Lock
from gongkai.signin.models import Mailbox

CODES_REMEMBERED: Final = 120
"""Seconds for which a code is remembered as used: longer than it is valid with tolerance."""

CONFIRM_WITHIN: Final = timedelta(3)
_SALT: Final = "gongkai.signin.mailbox"
_log: Final = logging.getLogger(__name__)


# --- the security administrator's ---------------------------------------------------------------------------------


@transaction.atomic
def unlock(lock: Lock, *, by: User | None) -> int:
    """Let in again a name from a place, or a place. Returns how many records of failures were forgotten.

    Raises:
        PermissionDenied: `by` does not manage people.
    """
    _may_manage(by)
    user = User.objects.filter(username__iexact=lock.name).first() if lock.name else None
    record("解除登录锁定", by=by, subject=user or "", detail={"来源": lock.place})
    return lockout.release(lock)


@transaction.atomic
def remove_factors(user: User, *, by: User | None) -> int:
    """Take away every second factor of somebody who has lost theirs, and end their sessions. Returns how many.

    Those of an administrator are taken away at the command line alone: else the security administrator could become
    the one that is to watch them.

    Raises:
        PermissionDenied: `by` does not manage people, is the user, or the user is an administrator.
    """
    _may_manage(by)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied("不能重置自己的第二因素，请由另一名安全管理员办理")
    if by is not None and any(held.role in ADMINISTRATORS for held in user.held):
        raise PermissionDenied("管理员的第二因素只能在服务器上重置：gongkai people reset --second-factor")
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    end_sessions(user)
    record("重置第二因素", by=by, subject=user, detail={"数量": count})
    return count


@transaction.atomic
def forget_identity(user: User, *, by: User | None) -> int:
    """Forget by which identities of a single sign-on a member of staff came in, so that a new one can be matched.

    Raises:
        PermissionDenied: `by` does not manage people, or is the user.
    """
    _may_manage(by)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied("不能解除自己的统一身份关联，请由另一名安全管理员办理")
    count: int = SocialAccount.objects.filter(user=user).delete()[0]
    end_sessions(user)
    record("解除统一身份关联", by=by, subject=user, detail={"数量": count})
    return count


def end_sessions(user: User) -> None:
    """Sign somebody out wherever they are signed in."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _may_manage(by: User | None) -> None:
    if by is not None:
        require(by, Right.MANAGE_PEOPLE)


# --- second factors -------------------------------------------------------------------------------------------------


@sensitive_variables()
@transaction.atomic
def use_code(authenticator: Authenticator, code: str) -> bool:
    """Use up a valid code of an app; False if it was used already, whichever process saw it."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    held = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    code, now = re.sub(r"\W", "", code), time.time()
    used = {each: at for each, at in held.data.get("used", {}).items() if now - at < CODES_REMEMBERED}
    if code in used:
        return False
    held.data["used"] = authenticator.data["used"] = used | {code: now}
    held.save(update_fields=["data"])
    return True


# --- letters --------------------------------------------------------------------------------------------------------


def mailbox_of(user: User) -> str:
    """Where somebody is written to about their account, in plain text; "" for nowhere."""
    if user.is_staff:
        return user.email
    found = Mailbox.objects.confirmed().filter(user=user).first()
    return found.address() if found is not None else ""


def account_of(given: str) -> User | None:
    """The account with a user name, an applicant's with a mailbox, or the only one of staff with an address."""
    given = given.strip()
    if "@" not in given:
        return User.objects.filter(username__iexact=given).first()
    mailbox = Mailbox.objects.confirmed().with_address(given).select_related("user").first()
    staff = User.objects.filter(is_staff=True, email__iexact=given)[:2]
    return mailbox.user if mailbox is not None else staff[0] if len(staff) == 1 else None


@sensitive_variables()
def send_reset_letter(given: str, request: HttpRequest) -> None:
    """Send the link by which a forgotten password is replaced. Whether there is such an account is not told."""
    user = account_of(given)
    if user is None or not user.is_active or not user.has_usable_password() or not (to := mailbox_of(user)):
        return
    with transaction.atomic():
        record("申请重置密码", by=None, subject=user)
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    url = get_adapter(request).get_reset_password_from_key_url(f"{uid}-{key}")
    _send("password_reset_key", to, {"user": user, "password_reset_url": url}, request)


@sensitive_variables()
def ask_to_confirm(user: User, email: str, request: HttpRequest) -> Mailbox:
    """Note an applicant's mailbox, and send the link that confirms it; until then the former one stays in use.

    Raises:
        ValidationError: that is no address.
    """
    email = email.strip().lower()
    validate_email(email)
    with transaction.atomic():
        Mailbox.objects.filter(user=user, confirmed_at=None).delete()
        noted = Mailbox.objects.create(user=user, email=email)
    link = reverse("signin_confirm_mailbox", args=[signing.dumps(str(noted.pk), salt=_SALT)])
    _send("mailbox", email, {"user": user, "url": request.build_absolute_uri(link)}, request)
    return noted


def mailbox_from(token: str) -> Mailbox | None:
    """The mailbox that a link confirms, if it waits for that still."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    return Mailbox.objects.filter(pk=pk).select_related("user").first()


@transaction.atomic
def confirm(mailbox: Mailbox) -> None:
    """Use a mailbox from now on, in place of the former one.

    Raises:
        ValidationError: another account uses it.
    """
    others = Mailbox.objects.confirmed().filter(email_index=mailbox.email_index).exclude(user=mailbox.user)
    if others.exists():
        raise ValidationError("这个邮箱已经登记在另一个账号上，请换一个")
    Mailbox.objects.filter(user=mailbox.user).exclude(pk=mailbox.pk).delete()
    mailbox.confirmed_at = timezone.now()
    mailbox.save(update_fields=["confirmed_at"])
    record("登记邮箱", by=mailbox.user, subject=mailbox.user)


@transaction.atomic
def forget_mailbox(user: User) -> None:
    """Use no mailbox any more."""
    if Mailbox.objects.filter(user=user).delete()[0]:
        record("删除邮箱", by=user, subject=user)


def _send(letter: str, to: str, context: dict[str, Any], request: HttpRequest) -> None:
    """Send a letter; that it could not be sent is for the log: whoever asked is told the same in any case."""
    try:
        get_adapter(request).send_mail(f"account/email/{letter}", to, context)
    except (OSError, SMTPException):
        _log.exception("a letter about an account could not be sent")
