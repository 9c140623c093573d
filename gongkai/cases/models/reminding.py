"""Who was told of a limit: each is told once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gongkai.cases.models.case import Case


class Reminder(models.Model):
    """That a limit of a case was spoken of (`services.reminding.RULES`). A limit that was moved is spoken of anew."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reminders")
    code = models.CharField(max_length=20)
    due_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("case", "code", "due_on"), name="reminder_once"),)
