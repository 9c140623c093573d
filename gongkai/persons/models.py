"""Applicants (申请人): who they are and where they are reached. What identifies or reaches them is sealed."""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import StartsWith

from gongkai.bodies.models import Body
from gongkai.persons import masks
from gongkai.persons.enums import OF_ORGANISATIONS, OF_PERSONS, ApplicantKind, Document
from gongkai.persons.fields import SealedTextField, looked_up
from gongkai.persons.sealing import MARK

SEALED: Final = ("number", "phone", "email", "address", "postcode")


class ApplicantQuerySet(models.QuerySet["Applicant"]):
    def known_by(self, document: str, number: str) -> ApplicantQuerySet:
        """The applicants with a document, by its number as `identity.tidied` writes it."""
        return self.filter(looked_up(Applicant, "number", number), document=document)


class Applicant(models.Model):
    """Somebody who asks a public body for information.

    Who has an account is one applicant, whatever he asks of whom. Who asks on paper is entered by the body asked, for
    that body alone; that both are the same person is found by the number of their document (`services.same_as`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=20, choices=ApplicantKind)
    name = models.CharField("姓名或者名称", max_length=100)
    document = models.CharField("证件类型", max_length=20, choices=Document)
    number_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    number = SealedTextField("证件号码", blank=True, shows="number", index="number_index")
    phone = SealedTextField("联系电话", blank=True, shows="phone")
    email = SealedTextField("电子邮箱", blank=True, shows="email")
    address = SealedTextField("通信地址", blank=True, shows="address")
    postcode = SealedTextField("邮政编码", blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applicant",
        verbose_name="账号",
        error_messages={"unique": "这个账号已经填写过申请人资料"},
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记机关", help_text="没有账号的"
    )
    verified_at = models.DateTimeField("实名核实时间", null=True, blank=True, help_text="经统一身份认证")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请人"
        ordering = ("created_at", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=ApplicantKind.NATURAL_PERSON, document__in=OF_PERSONS)
                | (~Q(kind=ApplicantKind.NATURAL_PERSON) & Q(document__in=OF_ORGANISATIONS)),
                name="applicant_document_of_kind",
                violation_error_message="证件类型与申请人类别不符",
            ),
            models.CheckConstraint(
                condition=Q(user=None, body__isnull=False) | Q(user__isnull=False, body=None),
                name="applicant_account_or_body",
                violation_error_message="申请人或者有账号，或者由机关登记",
            ),
            models.CheckConstraint(
                condition=Q(number="", number_index="") | (~Q(number="") & ~Q(number_index="")),
                name="applicant_number_with_index",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{column: ""}) | Q(StartsWith(F(column), Value(MARK))),
                    name=f"applicant_{column}_sealed",
                )
                for column in SEALED
            ),
        )

    def __str__(self) -> str:
        """As lists and logs show it: a person's name masked, an organisation's whole."""
        return masks.name(self.name) if self.kind == ApplicantKind.NATURAL_PERSON else self.name
