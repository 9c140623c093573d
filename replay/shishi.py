"""The register of a bureau for 2019: 130 items made or obtained, 20 of them disclosed proactively, one of those a
normative document, 57 on request, 53 withheld; 20 secrecy reviews, 20 items deposited. And its annual report, compiled
from these records and from what it declares of its permits, penalties and services; the cells of reconsideration it
leaves blank.

The figures are those of a published report; bodies, people and titles are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.urls import reverse

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.access.services import appoint
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents.enums import Attribute, Hall, Kind, Step
from gongkai.documents.figures import register_of
from gongkai.documents.models import Batch, Item, ReviewStep
from gongkai.documents.services import outward
from gongkai.report.form import PENDING_AND_DECIDED
from replay.browser import Browser
from replay.reporting import reported

YEAR: Final = 2019
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
PASSWORD: Final = "Replay-of-2019-years"
OFFICER, SECRECY, COUNSEL, LEADER = "lin", "zhou", "fang", "gao"
PEOPLE: Final = {
    OFFICER: ("林小满", Role.OFFICER),
    SECRECY: ("周密", Role.SECRECY_REVIEWER),
    COUNSEL: ("方正", Role.LEGAL_COUNSEL),
    LEADER: ("高远", Role.LEADER),
}
WHO: Final = {Step.CONFIRM: OFFICER, Step.SECRECY: SECRECY, Step.LEGALITY: COUNSEL, Step.SIGN: LEADER}
BASES: Final = {
    Step.SECRECY: "《中华人民共和国保守国家秘密法》",
    Step.LEGALITY: "《中华人民共和国政府信息公开条例》",
}


class Sort(NamedTuple):
    """Items of one sort: how many in the year, and what is stated of each."""

    count: int
    kind: Kind
    title: str
    attribute: Attribute
    category: str = ""
    ground: str = ""
    reason: str = ""


_OPEN, _ASKED, _KEPT = Attribute.PROACTIVE, Attribute.ON_REQUEST, Attribute.WITHHELD
SORTS: Final = (
    Sort(1, Kind.NORMATIVE, "关于印发科技项目管理办法的通知", _OPEN, "gfxwj-gf"),
    Sort(1, Kind.FUNCTIONS, "机构职能和内设科室", _OPEN, "jgzn-zn"),
    Sort(2, Kind.BUDGET, "部门预算和决算", _OPEN, "czxx"),
    Sort(10, Kind.NOTICE, "关于组织申报科技项目的通知", _OPEN, "qtfd"),
    Sort(6, Kind.STATISTICS, "规模以上工业运行情况", _OPEN, "tjxx"),
    Sort(31, Kind.LETTER, "关于商请核实企业情况的函", _ASKED, "", "specific_parties", "只涉及来往函件的单位"),
    Sort(26, Kind.OTHER, "企业项目验收材料", _ASKED, "", "consent_needed", "含有企业的经营信息，提供前要征求意见"),
    Sort(28, Kind.MEETING, "局务会议记录", _KEPT, "", "deliberative_process", "讨论记录，公开会影响今后的讨论"),
    Sort(25, Kind.PERSONNEL, "工作人员考勤和年度考核材料", _KEPT, "", "internal_affairs", "只涉及内部人事管理"),
)
REPORTED: Final = date(YEAR + 1, 1, 15)
DECLARED: Final = {
    "proactive.permits.change": 12,
    "proactive.permits.decisions": 12,
    "proactive.other_services.prior_items": 94,
    "proactive.penalties.prior_items": 52,
    "proactive.coercions.prior_items": 3,
}
"""What other systems tell; the rest of what is declared is 0."""
BLANK: Final = tuple(f"remedies.reconsideration.{result}" for result in PENDING_AND_DECIDED)


def run() -> dict[str, Any]:
    """Live the year, and count it from the records."""
    with time_machine.travel(_moment(FIRST, 8), tick=True):
        body = _bureau()
    for month in range(1, 13):
        _month(body, month, list(_due(month)))
    _deposit(body)
    return {"replay": "shishi", "register": register_of(body, FIRST, LAST)._asdict(), "cells": _reported(body)}


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(settings.TIME_ZONE))


def _bureau() -> Body:
    city = Body.objects.create(
        name="海州市人民政府（虚构）", kind=BodyKind.GOVERNMENT, credit_code="11990000MB001117YB"
    )
    body = Body.objects.create(
        name="海州市工业和科技局（虚构）", kind=BodyKind.DEPARTMENT, parent=city, credit_code="11990000MB003351YR"
    )
    for username, (name, role) in PEOPLE.items():
        user = User(username=username, name=name, is_staff=True)
        user.set_password(PASSWORD)
        user.save()
        appoint(user, role=role, body=body, since=FIRST, by=None)
    return body


def _due(month: int) -> Iterator[tuple[Sort, int]]:
    """What is made in a month: each sort spread evenly over the year."""
    for sort in SORTS:
        for number in range(sort.count):
            if number * 12 // sort.count + 1 == month:
                yield sort, number


def _month(body: Body, month: int, due: list[tuple[Sort, int]]) -> None:
    """The officer enters what was made; reviewers decide; what may be public is published."""
    day = date(YEAR, month, 20)
    with time_machine.travel(_moment(day, 9), tick=True):
        signed_in = {username: _signed_in(username) for username in PEOPLE}
        for sort, number in due:
            _enter(signed_in[OFFICER], body, sort, number, day)
        while step := ReviewStep.objects.waiting().order_by("pk").first():
            _decide(signed_in[WHO[Step(step.step)]], step)
        for item in Item.objects.filter(state="decided", attribute=_OPEN).order_by("pk"):
            signed_in[OFFICER].fill(reverse("documents_publish", args=[item.pk]), {})


def _signed_in(username: str) -> Browser:
    browser = Browser()
    browser.sign_in(username, PASSWORD)
    return browser


def _enter(browser: Browser, body: Body, sort: Sort, number: int, day: date) -> None:
    title = f"{sort.title}（{YEAR}年第{number + 1}号）"
    stated = {
        "title": title,
        "kind": sort.kind,
        "formed_on": day.replace(day=10).isoformat(),
        "attribute": sort.attribute,
        "ground": sort.ground,
        "reason": sort.reason,
        "category": sort.category,
        "text": f"<p>{title}。</p><p>本文是虚构的内容。</p>" if sort.attribute == _OPEN else "",
    }
    browser.fill(reverse("documents_enter"), stated, button="submit")


def _decide(browser: Browser, step: ReviewStep) -> None:
    basis = BASES.get(Step(step.step), "")
    stated = {"decision": "passed", "opinion": "同意", **({"basis": basis} if basis else {})}
    browser.fill(reverse("documents_step", args=[step.pk]), stated)


def _deposit(body: Body) -> None:
    """What was published in the year goes to the archives."""
    with time_machine.travel(_moment(LAST, 10), tick=True):
        browser = _signed_in(OFFICER)
        items = outward.to_deposit(body, Hall.ARCHIVES).values_list("pk", flat=True)
        browser.fill(reverse("documents_pack"), {"hall_name": "海州市档案馆（虚构）", "items": list(items)})
        batch = Batch.objects.get()
        browser.fill(reverse("documents_hand_over", args=[batch.pk]), {"on": LAST.isoformat()})
        stated = {"on": LAST.isoformat(), "received_by": "馆员", "number": "接2019-7"}
        browser.fill(reverse("documents_receive", args=[batch.pk]), stated)


def _reported(body: Body) -> dict[str, int | None]:
    """The annual report, the cells of reconsideration left blank."""
    left = dict.fromkeys(BLANK, ("", "没有行政复议，各栏不填"))
    with time_machine.travel(_moment(REPORTED, 9), tick=True):
        return reported(_signed_in(OFFICER), body, YEAR, DECLARED, left)
