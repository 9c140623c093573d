"""Kinds of public bodies, and how one may become another."""

from __future__ import annotations

from django.db import models


class BodyKind(models.TextChoices):
    """What a body is; it decides who reviews its decisions and when its annual report is due."""

    GOVERNMENT = "government", "人民政府"
    TOWNSHIP = "township", "乡镇人民政府、街道办事处"
    DEPARTMENT = "department", "政府部门"
    VERTICAL = "vertical", "垂直管理部门"
    DISPATCHED = "dispatched", "派出机构"
    ORGANISATION = "organisation", "法律法规授权的组织"
    UTILITY = "utility", "公共企事业单位"


class Change(models.TextChoices):
    """How a body came out of an earlier one."""

    RENAMED = "renamed", "更名"
    MERGED = "merged", "并入"
    SPLIT = "split", "分设"
    MOVED = "moved", "职能划转"
