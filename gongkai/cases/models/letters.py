"""The letters of a case: drafted from its facts, reviewed, numbered, served; what was approved is never changed."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.cases.enums import LETTERS, RIGHTS, Decision, LetterState, Step
from gongkai.cases.models.after import RecordCorrection
from gongkai.cases.models.case import Case, Happening
from gongkai.cases.models.handling import Consultation, Paper
from gongkai.law.limits import ServedBy


class LetterQuerySet(models.QuerySet["CaseLetter"]):
    def standing(self) -> LetterQuerySet:
        return self.exclude(state=LetterState.VOID)


class CaseLetter(models.Model):
    """A letter (文书) of a case or of a correction: of `gongkai.law.outcomes`, by its key.

    `given` is what the officer stated for it, as JSON of the members of `gongkai.letters.Facts`; what the case itself
    tells is added when it is composed. `facts` is all of it as frozen when it was approved. `composed` is the text as
    it came of the facts, `text` as somebody worked it over.
    """

    public_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="letters", verbose_name="案件")
    correction = models.ForeignKey(
        RecordCorrection, models.PROTECT, null=True, related_name="letters", verbose_name="更正申请"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="letters", verbose_name="征求意见"
    )
    key = models.CharField("文书", max_length=40, choices=LETTERS)
    given: models.JSONField[Any, Any] = models.JSONField(default=dict)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    composed = models.TextField(blank=True)
    text = models.TextField("正文", blank=True)
    edition = models.PositiveIntegerField(default=1)
    """Counts the changes: two who change it at once do not overwrite each other."""
    state = models.CharField("状态", max_length=20, choices=LetterState, default=LetterState.DRAFT)
    number = models.CharField("文号", max_length=60, blank=True)
    on = models.DateField("成文日期", null=True)
    docx = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    drafted_at = models.DateTimeField("拟稿时间", default=timezone.now)
    sent_in_at = models.DateTimeField("送审时间", null=True)
    approved_at = models.DateTimeField("签发时间", null=True)
    served_on = models.DateField("送达日期", null=True)
    """By post the day of posting (235号)."""
    route = models.CharField(
        "送达方式", max_length=20, choices=[(str(each), each.label) for each in ServedBy], blank=True
    )
    tracking_number = models.CharField("邮件号", max_length=60, blank=True)
    reached_on = models.DateField("收到日期", null=True)
    """When it reached whom it is for, where that is known."""
    happening = models.OneToOneField(
        Happening, models.PROTECT, null=True, related_name="letter", verbose_name="引起的事件"
    )
    voided_why = models.CharField("作废原因", max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(case=None, correction__isnull=False) | Q(case__isnull=False, correction=None),
                name="letter_of_one",
            ),
            models.UniqueConstraint(fields=("body", "number"), condition=~Q(number=""), name="letter_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "served")) | Q(approved_at__isnull=False, on__isnull=False),
                name="letter_approved_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="served") | (Q(served_on__isnull=False) & ~Q(route="")),
                name="letter_served_on_a_day_by_a_route",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_key_display()}{f'（{self.number}）' if self.number else ''}"


class LetterStepQuerySet(models.QuerySet["LetterStep"]):
    def waiting(self) -> LetterStepQuerySet:
        return self.filter(decision="", begun_at__isnull=False, letter__state=LetterState.IN_REVIEW)

    def waiting_for(self, user: User) -> LetterStepQuerySet:
        """What somebody may decide now: by right and body, and not on a draft of their own."""
        mine = Q(pk__in=())
        for step, right in RIGHTS.items():
            mine |= Q(step=step, letter__body__in=bodies_where(user, right))
        return self.waiting().filter(mine).exclude(letter__drafted_by=user)


class LetterStep(models.Model):
    """A step of the approval of a letter. Returned letters begin a new round."""

    letter = models.ForeignKey(CaseLetter, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    step = models.CharField("步骤", max_length=20, choices=Step)
    begun_at = models.DateTimeField("开始时间", null=True)
    text = models.TextField(blank=True)
    """The text as it was decided on."""
    decision = models.CharField("决定", max_length=20, choices=Decision, blank=True)
    opinion = models.CharField("意见", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)

    objects = LetterStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书审批"
        default_permissions = ()
        ordering = ("letter", "round", "order")
        constraints = (
            models.UniqueConstraint(fields=("letter", "round", "order"), name="letter_step_order"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="letter_step_decided_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["step"], condition=Q(decision=""), name="letter_step_waiting"),)


class LetterCounter(models.Model):
    """The last number of a series of a body's letters in a year."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("body", "series", "year"), name="letter_counter_once"),)
