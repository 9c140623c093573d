"""What of the information that was found is not given, and why."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.cases.models.case import Case
from gongkai.cases.models.handling import Paper
from gongkai.law.outcomes import OUTCOMES, Recourse

GROUNDS: Final = [
    (each.key, each.label)
    for each in OUTCOMES
    if each.recourse is Recourse.REFUSAL or each.key == "not_government_information"
]
"""On what a part may be withheld where the rest is given (Regulations, Arts. 14 to 16 and 37)."""


class WithheldQuerySet(models.QuerySet["Withheld"]):
    def standing(self) -> WithheldQuerySet:
        """What was not taken back, and whose copy was not removed."""
        return self.filter(taken_back_at=None, given__removed_at=None, paper__removed_at=None)


class Withheld(models.Model):
    """A part that is withheld (不予公开的部分): of a paper that is given without it, or the whole of one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="withheld", verbose_name="案件")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="withheld", verbose_name="原件")
    given = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="left_out", verbose_name="提供的文件"
    )
    """The copy without the part; none where the whole paper is withheld."""
    what = models.CharField(
        "不予公开的内容", max_length=200, help_text="写是什么，不写内容本身，如“第三人的身份证号码”"
    )
    ground = models.CharField("依据", max_length=40, choices=GROUNDS)
    reasons = models.CharField("理由", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)
    taken_back_at = models.DateTimeField("取消时间", null=True)

    objects = WithheldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不予公开的部分"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(reasons=""),
                name="withheld_for_reasons",
                violation_error_message="请写明不予公开的内容和理由",
            ),
            models.CheckConstraint(condition=Q(given=None) | ~Q(given=F("paper")), name="withheld_from_a_copy"),
        )

    def __str__(self) -> str:
        return self.what
