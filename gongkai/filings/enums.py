"""Choices for `models`: what a filing is of, where it stands, how it is reviewed."""

from __future__ import annotations

from typing import Final

from django.db import models

from gongkai.access.enums import Right, Role
from gongkai.report.form import EDITIONS, SECTION_TITLES

EDITION_CHOICES: Final = [(name, f"{name}年版") for name in EDITIONS]
SECTIONS: Final = [(key, title) for key, title in SECTION_TITLES.items()]


class Scope(models.TextChoices):
    """Whose figures it has: a body's own, or a government's of its whole region. A general office may file both."""

    OWN = "own", "本机关"
    REGION = "region", "本地区（政府）"


class Origin(models.TextChoices):
    """How its figures came to be."""

    COMPILED = "compiled", "由记录编制"
    UPLOADED = "uploaded", "历史报告导入"
    MERGED = "merged", "由成员单位报告汇总"


class State(models.TextChoices):
    """Where a filing stands. What is published stays as its release has it, whatever the working copy does after."""

    OPEN = "open", "编制中"
    IN_REVIEW = "in_review", "审批中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已审定"
    PUBLISHED = "published", "已公开"


OPEN_TO_CHANGE: Final = (State.OPEN, State.RETURNED)


class Step(models.TextChoices):
    """A step of the review of a report, in order: before release it is reviewed for secrecy (Regulations, Art. 17)."""

    CHECK = "check", "复核"
    SECRECY = "secrecy", "保密审查"
    SIGN = "sign", "审定"


RIGHTS: Final = {Step.CHECK: Right.REVIEW_LEGALITY, Step.SECRECY: Right.REVIEW_SECRECY, Step.SIGN: Right.SIGN}
ROLES: Final = {Step.CHECK: Role.LEGAL_COUNSEL, Step.SECRECY: Role.SECRECY_REVIEWER, Step.SIGN: Role.LEADER}


class Decision(models.TextChoices):
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class QuarterState(models.TextChoices):
    OPEN = "open", "填报中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回修改"
    COLLECTED = "collected", "已汇总"
