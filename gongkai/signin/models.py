"""What signing in keeps of somebody: former passwords, where to write about a forgotten one, secrets of factors."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from gongkai.persons.fields import SealedTextField, looked_up, text_of


class FormerPassword(models.Model):
    """The hash of a password that somebody has or had, so that the last ones are not used again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_passwords")
    hash = models.CharField(max_length=128)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ("-since", "-pk")

    def __str__(self) -> str:
        return f"{self.user} {self.since:%Y-%m-%d}"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def confirmed(self) -> MailboxQuerySet:
        """Those whose owners have shown that letters arrive."""
        return self.filter(confirmed_at__isnull=False)

    def with_address(self, email: str) -> MailboxQuerySet:
        return self.filter(looked_up(Mailbox, "email", email.strip().lower()))


class Mailbox(models.Model):
    """Where an applicant is written to about a forgotten password, and by which they may sign in. Sealed.

    Each account has one that is confirmed, and one more while a change waits to be confirmed. Members of staff have
    the address that the security administrator wrote (`User.email`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailboxes")
    email_index = models.CharField(max_length=64, editable=False, db_index=True)
    email = SealedTextField("电子邮箱", shows="email", index="email_index")
    asked_at = models.DateTimeField("登记时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("user",), condition=models.Q(confirmed_at__isnull=False), name="mailbox_confirmed_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.email)

    def address(self) -> str:
        """The address in plain text, for a letter."""
        return text_of(self, "email")


class FactorSecret(models.Model):
    """What the codes of a second factor are made from, sealed; allauth's record of the factor names the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = SealedTextField("密钥")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)

    def open(self) -> str:
        """The secret in plain text, to work out a code."""
        return text_of(self, "text")
