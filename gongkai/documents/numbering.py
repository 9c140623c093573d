"""Index numbers (索引号): unique, permanent, made by the system. The pattern is a setting, since places differ.

The national one is `{organisation}/{year}-{serial:5}`: the nine characters of the organisation in the credit code, the
year and a number of five digits (政府信息公开目录系统实施指引). Other patterns, as counties and bureaus publish them,
stand in `PATTERNS`; an installation may set its own (GONGKAI_INDEX_NUMBER).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from gongkai.bodies.models import Body
from gongkai.documents.models import Counter

NATIONAL: Final = "{organisation}/{year}-{serial:5}"
PATTERNS: Final[Mapping[str, str]] = {
    "国家（组织机构代码/年-五位流水号）": NATIONAL,
    "统一社会信用代码/年月-五位流水号": "{credit}/{year}{month}-{serial:5}",
    "统一社会信用代码/年-五位流水号": "{credit}/{year}-{serial:5}",
    "区划代码-机关-类别-日期-流水号": "{area}-{body}-{category}-{year}{month}{day}-{serial:5}",
}
"""Patterns that are in use: national, Ningguo, Wuwei, after Ningbo's."""

MEMBERS: Final = ("organisation", "credit", "area", "body", "category", "year", "month", "day")
_MEMBER: Final = re.compile(r"\{(\w+)(?::(\d))?\}")


def pattern_errors(pattern: str) -> list[str]:
    """What is wrong with a pattern, in Chinese; nothing for one that can be used."""
    named = [name for name, _ in _MEMBER.findall(pattern)]
    errors = [f"不认识的部分“{{{name}}}”" for name in named if name not in (*MEMBERS, "serial")]
    if named.count("serial") != 1:
        errors.append("应有一个流水号，如{serial:5}")
    if not {"organisation", "credit", "body"} & set(named):
        errors.append("应有{organisation}、{credit}或者{body}，否则各机关的索引号会相同")
    if len(_MEMBER.sub("", pattern)) + 60 > 100:
        errors.append("太长")
    return errors


def next_number(body: Body, on: date, category: str, pattern: str) -> str:
    """The next index number of a body. To be called in the transaction that registers the item.

    Raises:
        ValidationError: the body's record lacks what the pattern wants.
    """
    members = _members(body, on, category)
    named = {name for name, _ in _MEMBER.findall(pattern)} - {"serial"}
    if lacking := sorted(name for name in named if not members[name]):
        raise ValidationError(
            f"不能编索引号：{body}的机关资料里没有{'、'.join(LACKING[name] for name in lacking)}，请先补上"
        )
    scope = _MEMBER.sub(lambda found: members.get(found[1], "*"), pattern)
    serial = _next(scope)
    return _MEMBER.sub(
        lambda found: f"{serial:0{found[2] or 1}}" if found[1] == "serial" else members[found[1]], pattern
    )


LACKING: Final = {
    "organisation": "统一社会信用代码",
    "credit": "统一社会信用代码",
    "area": "统一社会信用代码",
    "category": "类别",
    "body": "编号",
    "year": "日期",
    "month": "日期",
    "day": "日期",
}


def _members(body: Body, on: date, category: str) -> dict[str, str]:
    code = body.credit_code
    return {
        "organisation": code[8:17],
        "credit": code,
        "area": code[2:8],
        "body": f"{body.pk:04}",
        "category": category.partition("-")[0] or "qt",
        "year": f"{on.year}",
        "month": f"{on.month:02}",
        "day": f"{on.day:02}",
    }


def _next(scope: str) -> int:
    """The next number of a series; others wait for it until the transaction ends."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken in the transaction of what it is for")
    if not Counter.objects.filter(scope=scope).update(last=F("last") + 1):
        Counter.objects.bulk_create([Counter(scope=scope, last=0)], ignore_conflicts=True)
        Counter.objects.filter(scope=scope).update(last=F("last") + 1)
    return Counter.objects.values_list("last", flat=True).get(scope=scope)
