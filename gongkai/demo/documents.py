"""Two years of the register in the demo city: what its bodies made, decided and published, each on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import time_machine
from django.utils import timezone

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.demo.city import GOVERNMENT, LEAD, MARKET, PLACES, SCHOOLS, staff_of
from gongkai.demo.clock import moment
from gongkai.documents.enums import Attribute, Channel, Decision, Hall, Kind, Relation, Step
from gongkai.documents.models import Item, Release, ReviewStep
from gongkai.documents.services import outward, publication, review
from gongkai.documents.services.register import link, register

BASIS: Final = "《中华人民共和国保守国家秘密法》第三十五条"


class Draft(NamedTuple):
    """Something that every body makes: `ends` is what becomes of it."""

    kind: Kind
    category: str
    title: str
    attribute: Attribute
    ends: str = "published"
    ground: str = ""
    reason: str = ""


_OPEN, _ASKED, _KEPT = Attribute.PROACTIVE, Attribute.ON_REQUEST, Attribute.WITHHELD
DRAFTS: Final = (
    Draft(Kind.FUNCTIONS, "jgzn-zn", "{body}机构职能", _OPEN),
    Draft(Kind.NORMATIVE, "gfxwj-gf", "{body}关于印发政务服务事项管理办法的通知", _OPEN),
    Draft(Kind.INTERPRETATION, "gfxwj-gf", "《{body}政务服务事项管理办法》解读", _OPEN),
    Draft(Kind.PLAN, "ghjh-gm", "{body}{year}年工作要点", _OPEN),
    Draft(Kind.BUDGET, "czxx-ys", "{body}{year}年部门预算", _OPEN),
    Draft(Kind.STATISTICS, "tjxx", "{body}{year}年主要业务统计", _OPEN),
    Draft(Kind.LETTER, "", "{body}关于商请提供办公场地情况的函", _ASKED, "decided", "specific_parties", "只涉及函件双方"),
    Draft(Kind.MEETING, "", "{body}办公会议记录", _KEPT, "decided", "deliberative_process", "讨论记录，公开不利于坦率讨论"),
    Draft(Kind.NOTICE, "qtfd", "{body}关于政务公开培训安排的通知", _OPEN),
    Draft(Kind.EMERGENCY, "tfsj-ya", "{body}突发事件应急预案", _OPEN),
    Draft(Kind.BUDGET, "czxx-js", "{body}{before}年部门决算", _OPEN),
    Draft(Kind.NORMATIVE, "gfxwj-gf", "{body}行政裁量权基准规定", _OPEN, "decided_now"),
    Draft(Kind.NOTICE, "qtfd", "{body}关于公开征求服务指南意见的通知", _OPEN, "in_review"),
    Draft(Kind.PLAN, "ghjh-zx", "{body}数字化建设专项规划", _OPEN, "draft"),
)  # fmt: skip
OLDER: Final = (
    (SCHOOLS, "学校安全管理规定", 9),
    (SCHOOLS, "学前教育机构备案办法", 4),
    (LEAD, "政务服务投诉处理办法", 6),
    (MARKET, "集贸市场管理规定", 8),
    (MARKET, "食品小作坊登记办法", 5),
)
"""Documents that hold still and are older than the platform: whose, called what, how many years."""
FIRST: Final = 730
"""How many days ago the first was made; the others follow at even distances, but for"""
LATE: Final = {len(DRAFTS) - 3: 9, len(DRAFTS) - 2: 2, len(DRAFTS) - 1: 1}
"""those still at work: how many days ago they were made."""
TEXT: Final = """<p>{title}。本文是演示内容，机关、人物和事项都是虚构的。</p>
<h2>一、总体要求</h2>
<p>坚持以公开为常态、不公开为例外，保障公众依法获取政府信息。</p>
<h2>二、主要内容</h2>
<table><thead><tr><th>事项</th><th>责任单位</th><th>完成时间</th></tr></thead><tbody>
<tr><td>编制目录</td><td>{office}</td><td>第一季度</td></tr>
<tr><td>组织检查</td><td>{office}</td><td>每季度末</td></tr>
</tbody></table>
<p>三、本通知自印发之日起施行。</p>"""


def documents() -> str:
    """Register, review and publish, each body's items on their days."""
    if Item.objects.exists():
        return f"{Item.objects.count()}条政府信息（已有）"
    people = {user.username: user for user in User.objects.filter(is_staff=True)}
    bodies = [Body.objects.get(name=place.name) for place in PLACES if place.slug or place.name == GOVERNMENT]
    made: dict[tuple[int, int], Item] = {}
    for day, number, body in sorted(_days(bodies), key=lambda each: (each[0], each[2].pk)):
        with time_machine.travel(moment(day, 9, 30), tick=True):
            made[body.pk, number] = _one(body, DRAFTS[number], day, people)
        if number == 2:  # the interpretation of the document before it
            link(made[body.pk, 2], Relation.INTERPRETS, made[body.pk, 1], by=None)
    _older(people)
    _outward(bodies, people)
    return f"{Item.objects.count()}条政府信息，{Release.objects.count()}条已公开"


def _older(people: dict[str, User]) -> None:
    """Entered later than they were made, when the platform was new."""
    for number, (name, title, years) in enumerate(OLDER):
        body, today = Body.objects.get(name=name), timezone.localdate()
        with time_machine.travel(moment(today - timedelta(days=FIRST - 5), 15), tick=True):
            draft = Draft(Kind.NORMATIVE, "gfxwj-gf", f"{{body}}关于印发{title}的通知", Attribute.PROACTIVE)
            _one(body, draft, date(today.year - years, 4 + number, 11), people)


def _days(bodies: list[Body]) -> Iterator[tuple[date, int, Body]]:
    today = timezone.localdate()
    for place, body in enumerate(bodies):
        life = min(FIRST, (today - body.valid_from).days - 10) if body.valid_from is not None else FIRST
        for number in range(len(DRAFTS)):
            ago = LATE.get(number, life - number * life // (len(DRAFTS) - len(LATE)) - place)
            yield today - timedelta(days=ago), number, body


def _one(body: Body, draft: Draft, day: date, people: dict[str, User]) -> Item:
    officer = people[staff_of(body.name).officer]
    title = draft.title.format(body=body.short_name, year=day.year, before=day.year - 1)
    given: dict[str, Any] = {
        "title": title,
        "kind": draft.kind,
        "category": draft.category,
        "formed_on": day,
        "document_number": f"云演〔{day.year}〕{day.timetuple().tm_yday}号" if draft.kind == Kind.NORMATIVE else "",
        "keywords": "演示,政务公开",
        "summary": f"{title}（演示）",
        "text": TEXT.format(title=title, office=body.office) if draft.attribute == _OPEN else "",
        "attribute": draft.attribute,
        "ground": draft.ground,
        "reason": draft.reason,
    }
    item = register(body, given, by=officer)
    if draft.ends == "draft":
        return item
    review.submit(item, by=officer)
    if draft.ends == "in_review":
        return item
    _pass(item, body, officer, people)
    if draft.ends == "published":
        publication.publish(item, by=officer)
    return item


def _pass(item: Item, body: Body, officer: User, people: dict[str, User]) -> None:
    staff = staff_of(body.name)
    by_step = {Step.SECRECY: staff.secrecy, Step.LEGALITY: staff.counsel, Step.SIGN: staff.leader}
    while step := ReviewStep.objects.waiting().filter(review__item=item).first():
        kind = Step(step.step)
        who = officer if kind == Step.CONFIRM else people[by_step[kind]]
        review.decide(step, Decision.PASSED, by=who, basis=BASIS if kind != Step.SIGN else "", opinion="同意（演示）")


def _outward(bodies: list[Body], people: dict[str, User]) -> None:
    """What went out by other channels, and to the halls."""
    for body in bodies:
        officer = people[staff_of(body.name).officer]
        public = list(Item.objects.filter(body=body, releases__live=True).order_by("pk"))
        for item in public[:3]:
            on = timezone.localdate(item.releases.get().published_at)
            outward.record_outlet(
                item,
                Channel.WECHAT,
                name="云溪发布（演示）",
                on=on,
                by=officer,
                url=f"https://example.invalid/{item.pk}",
            )
        batch = outward.pack(body, Hall.ARCHIVES, "云溪市档案馆（虚构）", public[:4], by=officer)
        outward.hand_over(batch, timezone.localdate() - timedelta(days=40), by=officer)
        outward.receipt(
            batch, timezone.localdate() - timedelta(days=38), received_by="馆员（演示）", number="演示-1", by=officer
        )
