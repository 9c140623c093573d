"""Kinds and states of what is registered, the steps of its review, and where it goes: choices, and tables of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models

from gongkai.access.enums import Right, Role


class Kind(models.TextChoices):
    """What an item is (信息种类)."""

    REGULATION = "regulation", "规章"
    NORMATIVE = "normative", "行政规范性文件"
    POLICY = "policy", "其他政策文件"
    INTERPRETATION = "interpretation", "政策解读"
    NOTICE = "notice", "通知公告"
    FUNCTIONS = "functions", "机构职能"
    PLAN = "plan", "规划计划"
    STATISTICS = "statistics", "统计信息"
    PERMIT = "permit", "行政许可决定"
    PENALTY = "penalty", "行政处罚决定"
    COERCION = "coercion", "行政强制决定"
    BUDGET = "budget", "预算决算"
    FEE = "fee", "行政事业性收费"
    PROCUREMENT = "procurement", "政府采购"
    PROJECT = "project", "重大建设项目"
    WELFARE = "welfare", "民生保障"
    EMERGENCY = "emergency", "应急管理"
    INSPECTION = "inspection", "监督检查"
    PERSONNEL = "personnel", "人事信息"
    LETTER = "letter", "公文函件"
    MEETING = "meeting", "会议材料"
    OTHER = "other", "其他"


WITH_EFFECT: Final = frozenset({Kind.REGULATION, Kind.NORMATIVE, Kind.POLICY})
"""What is in force until it is repealed: its page carries a mark of validity."""

CATEGORIES: Final[Mapping[Kind, str]] = {
    Kind.REGULATION: "gfxwj-fg",
    Kind.NORMATIVE: "gfxwj-gf",
    Kind.POLICY: "ghjh-zc",
    Kind.INTERPRETATION: "ghjh-zc",
    Kind.FUNCTIONS: "jgzn-zn",
    Kind.PLAN: "ghjh",
    Kind.STATISTICS: "tjxx",
    Kind.PERMIT: "xzxk-jg",
    Kind.PENALTY: "cfqz-jd",
    Kind.COERCION: "cfqz",
    Kind.BUDGET: "czxx",
    Kind.FEE: "xzsf",
    Kind.PROCUREMENT: "zfcg-ss",
    Kind.PROJECT: "zdxm",
    Kind.WELFARE: "msbz",
    Kind.EMERGENCY: "tfsj",
    Kind.INSPECTION: "jdjc",
    Kind.PERSONNEL: "gwyzk",
}
"""The topic of the directory that a kind is offered for first; a drafter may choose another."""


class Attribute(models.TextChoices):
    """The public attribute (公开属性), settled at the source."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


class Effect(models.TextChoices):
    """The validity of a document (有效性)."""

    IN_FORCE = "in_force", "有效"
    AMENDED = "amended", "已修改"
    REPEALED = "repealed", "废止"
    LAPSED = "lapsed", "失效"
    SUPERSEDED = "superseded", "被替代"


OVER: Final = frozenset({Effect.REPEALED, Effect.LAPSED, Effect.SUPERSEDED})
"""What is no longer in force."""


class State(models.TextChoices):
    """Where the working copy of an item stands. Whether the item is public is told by its releases."""

    DRAFT = "draft", "起草中"
    IN_REVIEW = "in_review", "审查中"
    RETURNED = "returned", "已退回"
    DECIDED = "decided", "已审定"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"
    VOID = "void", "已作废"


OPEN_TO_CHANGE: Final = frozenset({State.DRAFT, State.RETURNED})
"""When a drafter may change the item."""


class Step(models.TextChoices):
    """A step of the review."""

    CONFIRM = "confirm", "公开属性确认"
    SECRECY = "secrecy", "保密审查"
    LEGALITY = "legality", "合法性审查"
    SIGN = "sign", "审签"


class Decision(models.TextChoices):
    """What somebody decided at a step."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class Outcome(models.TextChoices):
    """How a review ended."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
    TAKEN_BACK = "taken_back", "撤回送审"


RIGHTS: Final[Mapping[Step, Right]] = {
    Step.CONFIRM: Right.REGISTER,
    Step.SECRECY: Right.REVIEW_SECRECY,
    Step.LEGALITY: Right.REVIEW_LEGALITY,
    Step.SIGN: Right.SIGN,
}
"""What it takes to decide at a step, for the body of the item."""

ROLES: Final[Mapping[Step, Role]] = {
    Step.CONFIRM: Role.OFFICER,
    Step.SECRECY: Role.SECRECY_REVIEWER,
    Step.LEGALITY: Role.LEGAL_COUNSEL,
    Step.SIGN: Role.LEADER,
}
"""Who is told that a step waits."""

BY_ANOTHER: Final = frozenset({Step.SECRECY, Step.LEGALITY, Step.SIGN})
"""Steps that nobody takes for what they drafted themselves. An office of one confirms its own proposals."""

WITH_BASIS: Final = frozenset({Step.SECRECY, Step.LEGALITY})
"""Steps whose decision names what it rests on (逐项审查、写明依据)."""


class Relation(models.TextChoices):
    """What an item is to another."""

    INTERPRETS = "interprets", "解读"
    FIGURE = "figure", "图解"
    QUESTIONS = "questions", "问答"
    AMENDS = "amends", "修改"
    REPEALS = "repeals", "废止"
    SUPERSEDES = "supersedes", "替代"
    FORWARDS = "forwards", "转发"


HEADINGS: Final[Mapping[Relation, str]] = {
    Relation.INTERPRETS: "解读的文件",
    Relation.FIGURE: "图解的文件",
    Relation.QUESTIONS: "问答的文件",
    Relation.AMENDS: "修改的文件",
    Relation.REPEALS: "废止的文件",
    Relation.SUPERSEDES: "替代的文件",
    Relation.FORWARDS: "转发的文件",
}
"""How the page of an item names the other one, and"""
CONVERSE: Final[Mapping[Relation, str]] = {
    Relation.INTERPRETS: "解读材料",
    Relation.FIGURE: "图解",
    Relation.QUESTIONS: "问答",
    Relation.AMENDS: "修改本文的文件",
    Relation.REPEALS: "废止本文的文件",
    Relation.SUPERSEDES: "替代本文的文件",
    Relation.FORWARDS: "转发本文的文件",
}
"""how the page of the other one names it."""

EXPLAINING: Final = frozenset({Relation.INTERPRETS, Relation.FIGURE, Relation.QUESTIONS})
"""What explains a policy, and is organised, approved and released with it (三同步)."""

ENDING: Final[Mapping[Relation, Effect]] = {
    Relation.AMENDS: Effect.AMENDED,
    Relation.REPEALS: Effect.REPEALED,
    Relation.SUPERSEDES: Effect.SUPERSEDED,
}
"""What becomes of the other document when this one is published."""


class Channel(models.TextChoices):
    """Where information was published beside the site (Regulations, Arts. 23 to 25)."""

    GAZETTE = "gazette", "政府公报"
    WECHAT = "wechat", "微信"
    WEIBO = "weibo", "微博"
    APP = "app", "客户端"
    NEWSPAPER = "newspaper", "报刊"
    BROADCAST = "broadcast", "广播"
    TELEVISION = "television", "电视"
    PRESS_CONFERENCE = "press_conference", "新闻发布会"
    NOTICE_BOARD = "notice_board", "公告栏、电子屏"
    SERVICE_HALL = "service_hall", "政务服务场所"
    OTHER = "other", "其他"


class Hall(models.TextChoices):
    """Where published information is deposited (Regulations, Art. 25)."""

    ARCHIVES = "archives", "国家档案馆"
    LIBRARY = "library", "公共图书馆"
    SERVICE_HALL = "service_hall", "政务服务场所"


class Reassessed(models.TextChoices):
    """What a re-assessment (Regulations, Art. 18) comes to."""

    KEPT = "kept", "维持"
    OPENED = "opened", "转为公开"


class Taking(models.TextChoices):
    """What a row of an imported table does, or did."""

    ADDED = "added", "新增"
    CHANGED = "changed", "更新"
    UNCHANGED = "unchanged", "不变"
    KEPT = "kept", "不改动"
    REFUSED = "refused", "有误"


class Level(models.TextChoices):
    """A level of government, as the standard directories name it."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"


class Limit(models.TextChoices):
    """What the term of an entry of a standard directory says (公开时限)."""

    WORKING_DAYS = "working_days", "工作日内"
    DAYS = "days", "日内"
    HOURS = "hours", "小时内"
    MONTHS = "months", "个月内"
    YEARLY = "yearly", "每年"
    QUARTERLY = "quarterly", "每季度"
    MONTHLY = "monthly", "每月"
    WEEKLY = "weekly", "每周"
    AT_ONCE = "at_once", "实时"
    PROMPTLY = "promptly", "及时"
    PERMANENT = "permanent", "长期"
