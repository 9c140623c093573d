"""What says that a database holds the demo, so that nothing else is ever mixed with it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Mark(models.Model):
    """There is one row, number 1, in a database that the demo was put into, and none elsewhere."""

    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="demo_mark_once"),)
