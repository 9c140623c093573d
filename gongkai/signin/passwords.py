"""What a password must be like. Django asks each of these (`settings.AUTH_PASSWORD_VALIDATORS`).

A password is not changed by the clock unless the installation asks for it (`GONGKAI_PASSWORD_DAYS`): who must change it
often takes worse ones (NIST SP 800-63B, 5.1.1.2), while GB/T 22239-2019, 8.1.4.1 a) wants it changed "at intervals".
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.access.models import User
from gongkai.signin.models import FormerPassword

LENGTH: Final = 10
KINDS: Final = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]")
"""Small letters, capital letters, digits, and everything else."""

WANTED: Final = 3
REMEMBERED: Final = 5


class LongAndMixed:
    """At least so many characters, of at least so many kinds."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < LENGTH or sum(bool(re.search(kind, password)) for kind in KINDS) < WANTED:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return f"密码至少{LENGTH}个字符，并且含有大写字母、小写字母、数字、符号四类中的三类"


class NotLikeTheUser(UserAttributeSimilarityValidator):
    """Not near to the user name, the name or the e-mail address."""

    DEFAULT_USER_ATTRIBUTES = ("username", "name", "email")

    def get_error_message(self) -> str:
        return "密码与%(verbose_name)s太相似，请另设一个"

    def get_help_text(self) -> str:
        return "密码不能与用户名、姓名相似"


class NotCommon(CommonPasswordValidator):
    """Not on Django's list of common passwords, nor one of those with signs put in, or for a letter."""

    def validate(self, password: str, user: User | None = None) -> None:
        for spelled in (password, password.translate(str.maketrans("@$!", "asi"))):
            for bare in (spelled, re.sub(r"[^a-zA-Z\d]", "", spelled)):
                super().validate(bare, user)

    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请另设一个"

    def get_help_text(self) -> str:
        return "密码不能是常见的密码"


class NotUsedBefore:
    """None of the last passwords; keeps their hashes."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        former = user.former_passwords.values_list("hash", flat=True)[:REMEMBERED]
        if any(check_password(password, hash) for hash in {user.password, *former}):
            raise ValidationError(self.get_help_text())

    def password_changed(self, password: str, user: User) -> None:
        """Called by Django when a user is saved with a new password."""
        FormerPassword.objects.create(user=user, hash=user.password)
        kept = user.former_passwords.values_list("pk", flat=True)[:REMEMBERED]
        user.former_passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return f"不能使用最近{REMEMBERED}次用过的密码"


def is_out_of_date(user: User) -> bool:
    """Whether a password is older than the installation allows."""
    if not settings.PASSWORD_DAYS:
        return False
    last = user.former_passwords.first()
    return last is None or last.since < timezone.now() - timedelta(settings.PASSWORD_DAYS)
