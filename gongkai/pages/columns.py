"""The statutory columns (国办公开办函〔2019〕61号), and the classes of content that META tags name: tables."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db import models


class ContentClass(models.TextChoices):
    """What the META tag ColumnType says of a column, by its label (网页设计规范)."""

    OVERVIEW = "overview", "概况信息"
    FUNCTIONS = "functions", "机构职能"
    LEADERS = "leaders", "负责人信息"
    POLICY = "policy", "政策文件"
    NEWS = "news", "政务动态"
    GUIDE = "guide", "信息公开指南"
    CATALOGUE = "catalogue", "信息公开目录"
    ANNUAL_REPORT = "annual_report", "信息公开年报"
    DATA = "data", "数据发布"
    INTERPRETATION = "interpretation", "政策解读"
    COMPLAINTS = "complaints", "咨询投诉"
    CONSULTATION = "consultation", "征集调查"
    INTERVIEW = "interview", "在线访谈"


class Kind(models.TextChoices):
    """The column 政府信息公开 itself, its four fixed parts in their order, and the two entries beside them."""

    PLATFORM = "platform", "政府信息公开"
    GUIDE = "guide", "政府信息公开指南"
    RULES = "rules", "政府信息公开制度"
    STATUTORY = "statutory", "法定主动公开内容"
    ANNUAL = "annual", "政府信息公开年报"
    ON_REQUEST = "on_request", "依申请公开"
    POLICY = "policy", "政策"


class Column(NamedTuple):
    """A statutory column. `about` says what it holds, {body} standing for the body's name; `articles`: editors may
    add articles under it."""

    slug: str
    content: ContentClass
    about: str
    keywords: str
    articles: bool = False


PLATFORM_SLUG: Final = "zfxxgk"
COLUMNS: Final = {
    Kind.PLATFORM: Column(
        PLATFORM_SLUG,
        ContentClass.CATALOGUE,
        "{body}法定主动公开的政府信息、公开指南、公开制度、年度报告和依申请公开入口",
        "政府信息公开,政务公开",
    ),
    Kind.GUIDE: Column(
        "zn", ContentClass.GUIDE, "{body}政府信息的分类、编排体系、获取方式和公开工作机构", "信息公开指南,获取方式"
    ),
    Kind.RULES: Column(
        "zd", ContentClass.POLICY, "{body}执行的政府信息公开法规、规定和工作制度", "信息公开制度,条例", articles=True
    ),
    Kind.STATUTORY: Column(
        "fdzdgknr", ContentClass.CATALOGUE, "{body}依照条例主动公开的政府信息，按目录编排", "主动公开,信息公开目录"
    ),
    Kind.ANNUAL: Column(
        "nb",
        ContentClass.ANNUAL_REPORT,
        "{body}历年政府信息公开工作年度报告",
        "信息公开年报,年度报告",
        articles=True,
    ),
    Kind.ON_REQUEST: Column(
        "ysqgk", ContentClass.GUIDE, "向{body}申请公开政府信息的渠道、要求和期限", "依申请公开,申请渠道"
    ),
    Kind.POLICY: Column("zc", ContentClass.POLICY, "{body}制定和执行的政策文件", "政策,规范性文件"),
}
PARTS: Final = tuple(kind for kind in COLUMNS if kind is not Kind.PLATFORM)
"""What stands in the column, in order: the four fixed parts first."""


def place(kind: Kind) -> str:
    """The path of a column under the home page of its site."""
    slug = COLUMNS[kind].slug
    return f"{slug}/" if kind is Kind.PLATFORM else f"{PLATFORM_SLUG}/{slug}/"
