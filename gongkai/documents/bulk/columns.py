"""The columns of a table of items: their headings, other headings that mean the same, and how cells are read and shown.

Headings of existing sites differ; what they are called there is a row of data here. A heading that stands nowhere in
the table is named to whoever imports, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.html import escape, linebreaks

from gongkai.bodies.models import Body
from gongkai.documents.directory import titles, topics_of
from gongkai.documents.enums import Attribute, Effect, Kind, Relation
from gongkai.documents.grounds import GROUNDS
from gongkai.documents.models import Item
from gongkai.law.proactive import each
from gongkai.report.text import fold

Reader = Callable[[str, Body], Any]


class Column(NamedTuple):
    """`name` is that of a member of `Item`, or of what `looking` makes of the cell. `read` raises ValueError with a
    Chinese sentence; `show` writes the cell of an item, where it is not looked up elsewhere."""

    heading: str
    name: str
    read: Reader
    aliases: tuple[str, ...] = ()
    show: Callable[[Item], str] | None = None


# --- cells ----------------------------------------------------------------------------------------------------------


def _plain(text: str, body: Body) -> str:
    return text


def _choice(labels: Mapping[str, str], what: str) -> Reader:
    """Reads a choice by its key, its label or another name for it."""
    known = {fold(name): key for name, key in labels.items()}

    def read(text: str, body: Body) -> str:
        if not text:
            return ""
        if (key := known.get(fold(text))) is None:
            raise ValueError(f"“{text}”不是{what}，可写{'、'.join(dict.fromkeys(labels))}")
        return key

    return read


_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d\d)(\d\d)")
_TIME: Final = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?")


def day(text: str, body: Body | None = None) -> date | None:
    """
    Raises:
        ValueError: it is no date.
    """
    if not text:
        return None
    if (found := _DATE.match(text)) is not None:
        year, month, number = (int(part) for part in found.groups() if part is not None)
        try:
            return date(year, month, number)
        except ValueError:
            pass
    raise ValueError(f"“{text}”不是形如2024-03-01的日期")


def moment(text: str, body: Body | None = None) -> datetime | None:
    """A day with or without a time of the day, in the platform's zone.

    Raises:
        ValueError: it is no such thing, or to come.
    """
    on = day(text)
    if on is None:
        return None
    at = time()
    rest = text[_DATE.match(text).end() :]  # type: ignore[union-attr]  # `day` has found it
    if (found := _TIME.search(rest)) is not None:
        try:
            hour, minute, second = (int(part or 0) for part in found.groups())
            at = time(hour, minute, second)
        except ValueError:
            raise ValueError(f"“{text}”不是形如2024-03-01 09:30的时间") from None
    made = timezone.make_aware(datetime.combine(on, at))
    if made > timezone.now():
        raise ValueError(f"“{text}”还没有到")
    return made


def _category(text: str, body: Body) -> str:
    if not text:
        return ""
    if (slug := _topics(tuple(topic.slug for topic in each(topics_of(body)))).get(fold(text))) is None:
        raise ValueError(f"“{text}”不是本机关公开目录里的类目，类目的名称见“政府信息公开”专栏")
    return slug


@cache
def _topics(slugs: tuple[str, ...]) -> dict[str, str]:
    """A body's topics by slug, by title, and by their own last words where only one topic has them."""
    names = titles()
    found: dict[str, str] = {}
    last: dict[str, list[str]] = {}
    for slug in slugs:
        last.setdefault(fold(names[slug].rpartition("·")[2]), []).append(slug)
    found |= {words: of[0] for words, of in last.items() if len(of) == 1}
    found |= {fold(names[slug]): slug for slug in slugs}
    return found | {fold(slug): slug for slug in slugs}


_MARKED_UP: Final = re.compile(r"<(?:p|br|div|table|ul|ol|h\d|span|strong|section|article|a)\b", re.I)
_DIVISION: Final = re.compile(r"(</?)(?:div|section|article)\b", re.I)


def markup(text: str, body: Body | None = None) -> str:
    """HTML, of a cell that holds either that or plain text, a line a paragraph."""
    if _MARKED_UP.search(text):
        return _DIVISION.sub(r"\1p", text)
    lines = "\n\n".join(line.strip() for line in text.splitlines() if line.strip())
    return linebreaks(escape(lines)) if lines else ""


def _from_others(text: str, body: Body) -> str:
    """Sites name themselves as the source of what they made."""
    return "" if text in (body.name, body.short_name, "本站", "本网", "本单位", "本机关") else text


_PARTS: Final = re.compile(r"[;；\n|]+")


def listed(text: str, body: Body | None = None) -> tuple[str, ...]:
    return tuple(part.strip() for part in _PARTS.split(text) if part.strip())


def _links(text: str, body: Body) -> tuple[tuple[Relation, str], ...]:
    """Relations, written as 解读：编号；废止：编号."""
    labels = {relation.label: relation for relation in Relation}
    found = []
    for part in listed(text):
        label, _, key = part.replace("：", ":", 1).partition(":")
        if label.strip() not in labels or not key.strip():
            raise ValueError(f"“{part}”应写成“关系：导入编号或者索引号”，关系可写{'、'.join(labels)}")
        found.append((labels[label.strip()], key.strip()))
    return tuple(found)


# --- the table ------------------------------------------------------------------------------------------------------

KINDS: Final = {
    **{kind.label: kind.value for kind in Kind},
    "规范性文件": "normative", "政策文件": "policy", "解读": "interpretation", "政策解读材料": "interpretation",
    "通知": "notice", "公告": "notice", "通告": "notice", "公示": "notice", "通知公告公示": "notice",
    "机构概况": "functions", "规划": "plan", "计划": "plan", "统计数据": "statistics", "统计": "statistics",
    "行政许可": "permit", "行政处罚": "penalty", "行政强制": "coercion", "预算": "budget", "决算": "budget",
    "财政预决算": "budget", "收费": "fee", "采购": "procurement", "招标采购": "procurement", "重点项目": "project",
    "应急": "emergency", "人事任免": "personnel", "人事": "personnel", "函": "letter", "会议": "meeting",
}  # fmt: skip
ATTRIBUTES: Final = {
    **{attribute.label: attribute.value for attribute in Attribute},
    "公开": "proactive", "主动": "proactive", "依申请": "on_request", "申请公开": "on_request", "不公开": "withheld",
    "不予": "withheld",
}  # fmt: skip
EFFECTS: Final = {
    **{effect.label: effect.value for effect in Effect},
    "现行有效": "in_force", "已废止": "repealed", "已失效": "lapsed", "部分失效": "amended", "修改": "amended",
}  # fmt: skip


def _label(name: str) -> Callable[[Item], str]:
    return lambda item: str(getattr(item, f"get_{name}_display")())


def _value(name: str) -> Callable[[Item], str]:
    def show(item: Item) -> str:
        value = getattr(item, name)
        return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

    return show


def _member(heading: str, name: str, *aliases: str, read: Reader = _plain, show: Any = None) -> Column:
    return Column(heading, name, read, aliases, show or _value(name))


COLUMNS: Final = (
    Column("导入编号", "key", _plain, ("原编号", "编号", "信息编号", "信息ID", "文章ID", "ID")),
    Column("索引号", "index_number", _plain, ("索引码", "信息索引号", "索引"), _value("index_number")),
    _member("名称", "title", "标题", "信息名称", "信息标题", "文件名称", "文章标题"),
    _member("文号", "document_number", "发文字号", "文件编号", "文件号", "发文号"),
    _member(
        "种类", "kind", "信息种类", "体裁", "体裁分类", "信息类型", "类型", "文种",
        read=_choice(KINDS, "信息种类"), show=_label("kind"),
    ),
    _member(
        "公开目录", "category", "类目", "主题分类", "栏目", "所属栏目", "目录", "信息分类", "组配分类",
        read=_category, show=lambda item: titles().get(item.category, item.category),
    ),
    _member("形成日期", "formed_on", "成文日期", "生成日期", "发文日期", "成文时间", "生成时间", "印发日期", read=day),
    _member("变更日期", "changed_on", "更新日期", "修改日期", read=day),
    _member("获取自", "obtained_from", "来源", "信息来源", "稿件来源", read=_from_others),
    _member("联合制作机关", "joint_makers", "联合发文", "联合发文机关"),
    _member("拟稿人", "drafter", "作者", "责任编辑", "编辑", "录入人"),
    _member("关键词", "keywords", "主题词", "标签"),
    _member("内容概述", "summary", "摘要", "概述", "简介", "内容摘要"),
    _member("正文", "text", "内容", "正文内容", "信息内容", "文章内容", read=markup),
    _member(
        "公开属性", "attribute", "公开方式", "公开类别", "公开类型",
        read=_choice(ATTRIBUTES, "公开属性"), show=_label("attribute"),
    ),
    _member(
        "不公开的依据", "ground", "依据", "公开依据",
        read=_choice({name: ground.key for ground in GROUNDS for name in (ground.label, ground.key)}, "不公开的依据"),
        show=_label("ground"),
    ),
    _member("理由", "reason", "不公开的理由", "不公开理由"),
    _member("有效性", "effect", "效力状态", "时效性", "效力", read=_choice(EFFECTS, "有效性"), show=_label("effect")),
    _member("施行日期", "effective_on", "实施日期", "生效日期", read=day),
    _member("有效期至", "expires_on", "失效日期", "有效期", read=day),
    Column("公开时间", "published_at", moment, ("发布时间", "发布日期", "公开日期", "首次公开时间")),
    Column("原网址", "url", _plain, ("网址", "链接", "URL", "原文链接", "在线链接地址")),
    Column("正文文件", "text_file", _plain, ("正文路径",)),
    Column("附件", "files", _plain, ("附件路径", "附件列表", "相关附件")),
    Column("关联", "links", _links, ("关联信息",)),
    Column("同时发布到", "sites", listed),
)  # fmt: skip
MEMBERS: Final = frozenset(column.name for column in COLUMNS if column.name in {f.name for f in Item._meta.fields})
BY_NAME: Final = {column.name: column for column in COLUMNS}
HEADINGS: Final = {column.name: column.heading for column in COLUMNS}

RECORD: Final = (
    *("机关", "发布机构", "状态", "登记时间", "登记人", "修改时间", "原公开情况"),
    *("附件校验值", "审查", "公开记录", "检查发现", "其他渠道", "移送", "动态调整评估", "意见"),
)
"""What an export tells beside, as a record of what was done; it is not made anew by importing it."""

_KNOWN: Final = {fold(name): column for column in COLUMNS for name in (column.heading, *column.aliases)}
_RECORD: Final = frozenset(map(fold, RECORD))


class Headings(NamedTuple):
    """Where each column stands, by name; and what of the headings is not imported, in Chinese."""

    at: Mapping[str, int]
    left: tuple[str, ...]


def headings_of(row: list[str]) -> Headings | None:
    """The headings, if a row holds them: the name of the items must be one."""
    at: dict[str, int] = {}
    left: list[str] = []
    for place, heading in enumerate(row):
        column = _KNOWN.get(fold(heading))
        if column is not None and column.name not in at:
            at[column.name] = place
        elif heading.strip():
            why = f"与“{row[at[column.name]]}”重复" if column is not None else ""
            why = why or ("平台的记录，只供查阅" if fold(heading) in _RECORD else "不认识的列")
            left.append(f"{heading.strip()}（{why}）")
    return Headings(at, tuple(left)) if "title" in at else None
