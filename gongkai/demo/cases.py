"""Two years of requests in the demo city: asked, supplemented, consulted on, answered, challenged, each thing on its
day; some are open still. Who asks, and what for, is invented."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import time_machine
from django.utils import timezone

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.enums import ANSWERS, Answer, Decision, PaperKind, Procedure, Side, Step
from gongkai.cases.models import Case, CaseLetter, LetterStep
from gongkai.cases.services import (
    asking,
    consulting,
    course,
    disclosure_log,
    giving,
    intake,
    letters,
    messages,
    papers,
    remedies,
    searching,
)
from gongkai.cases.services.course import current_calendar
from gongkai.cases.services.giving import Part
from gongkai.cases.services.practice import save_practice
from gongkai.demo.city import DATA, GOVERNMENT, LEAD, MARKET, SCHOOLS, staff_of
from gongkai.demo.clock import moment
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, Consulted, ServedBy
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant

SHORT: Final = {SCHOOLS: "云教", DATA: "云数", LEAD: "云政办", MARKET: "云市监"}
PORTAL: Final = "https://example.invalid/xzfy"
PERSONS: Final = ("陈石", "林溪", "黄木", "吴岚", "郑川", "何原")
COMPANIES: Final = {"business": "云溪远山贸易公司", "legal_service": "云溪知行法律服务所", "research": "云溪水文研究所"}


class Asked(NamedTuple):
    """A request: `ago` is how many working days ago it came, `answered` after how many it was; `ends` is the outcome,
    or how far it has come. `then` is what followed."""

    body: str
    title: str
    ago: int
    ends: str
    answered: int = 12
    kind: str = "natural_person"
    channel: Channel = Channel.INTERNET
    then: str = ""


_POST, _COUNTER = Channel.REGISTERED_POST, Channel.IN_PERSON
ASKED: Final = (
    Asked(SCHOOLS, "公办幼儿园名单", 462, "disclosed", 8),
    Asked(MARKET, "电梯维护保养单位名单", 455, "already_public", 5),
    Asked(SCHOOLS, "教师交流轮岗工作方案", 446, "partial", 14),
    Asked(LEAD, "年度重点工作责任分解表", 438, "disclosed", 12),
    Asked(MARKET, "某食品厂抽检结果", 425, "disclosed", 23, "business"),
    Asked(SCHOOLS, "校外培训机构检查记录", 418, "internal_affairs", 15, then="corrected"),
    Asked(DATA, "大数据中心移交的设备清单", 405, "disclosed", 13),
    Asked(MARKET, "举报处理的有关材料", 396, "petition", 6),
    Asked(LEAD, "市政府领导工作分工", 387, "already_public", 2),
    Asked(SCHOOLS, "学生体质健康抽测结果", 379, "needs_creation", 11, "research"),
    Asked(DATA, "公共数据开放计划", 366, "disclosed", 16, "research"),
    Asked(MARKET, "计量器具强制检定目录", 352, "disclosed", 10, "business"),
    Asked(SCHOOLS, "2001年民办学校批复", 341, "not_held", 17, channel=_POST),
    Asked(LEAD, "会议纪要中涉及征收的部分", 330, "deliberative_process", 18, "legal_service"),
    Asked(MARKET, "某药店的整改材料", 318, "partial", 19),
    Asked(DATA, "政务服务平台运行维护费用", 305, "disclosed", 24),
    Asked(SCHOOLS, "中小学食堂承包合同", 294, "partial", 15, "business"),
    Asked(MARKET, "商标注册申请材料", 283, "not_ours", 5, "business"),
    Asked(SCHOOLS, "课后服务收费备案", 271, "disclosed", 9),
    Asked(LEAD, "机关食堂采购清单", 262, "internal_affairs", 10, channel=_COUNTER),
    Asked(SCHOOLS, "随迁子女入学办法", 249, "already_public", 3),
    Asked(MARKET, "小作坊登记信息", 132, "disclosed", 12, then="log"),
    Asked(MARKET, "价格检查情况通报", 86, "partial", 23),
    Asked(SCHOOLS, "2024年学校建设项目资金安排", 236, "disclosed", then="log"),
    Asked(DATA, "公共数据授权运营协议", 228, "partial", 19, "business"),
    Asked(LEAD, "城市更新工作会议纪要", 221, "deliberative_process", 17, then="reconsideration"),
    Asked(SCHOOLS, "义务教育学区划分方案", 210, "already_public", 3, then="log"),
    Asked(DATA, "政务云采购合同", 202, "disclosed", 15, "legal_service", then="log"),
    Asked(SCHOOLS, "教师招聘考试评分底稿", 195, "internal_affairs", 14),
    Asked(LEAD, "高速公路出入口用地批文", 188, "not_ours", 6, channel=_POST),
    Asked(SCHOOLS, "1996年校办工厂改制批复", 176, "not_held", 18, channel=_POST, then="suit"),
    Asked(DATA, "各部门历年数据共享次数对比", 168, "needs_creation", 9, "research"),
    Asked(SCHOOLS, "对某培训机构处理情况的投诉", 160, "petition", 5),
    Asked(LEAD, "市政府公报", 151, "published_material", 4, channel=_COUNTER),
    Asked(SCHOOLS, "营养餐供应企业名单", 143, "disclosed", 11, then="log"),
    Asked(DATA, "数据中心用电量", 131, "withdrawn", 8, "business"),
    Asked(SCHOOLS, "入学政策怎样理解", 122, "enquiry", 3),
    Asked(LEAD, "老旧小区改造计划", 113, "partial", 16, then="log"),
    Asked(DATA, "信用信息平台建设方案", 101, "disclosed", 13, then="log"),
    Asked(SCHOOLS, "校车安全检查记录", 92, "partial", 18),
    Asked(LEAD, "有关材料", 80, "not_supplemented", 19),
    Asked(DATA, "投标企业的技术方案", 71, "third_party_rights", 26, "business"),
    Asked(SCHOOLS, "2025年学位供给情况", 58, "disclosed", 10),
    Asked(LEAD, "政务服务中心年度考核表", 44, "internal_affairs", 15),
    Asked(SCHOOLS, "民办学校年检结果", 31, "already_public", 4),
    Asked(DATA, "机房值班安排", 24, "overdue"),
    Asked(SCHOOLS, "午间配餐费收支明细", 21, "extended"),
    Asked(SCHOOLS, "新建小学选址论证报告", 18, "signing"),
    Asked(LEAD, "市长热线办理情况统计", 17, "approved"),
    Asked(DATA, "智慧停车项目合作协议", 15, "consulting", kind="business"),
    Asked(SCHOOLS, "关于学校的文件", 9, "supplement"),
    Asked(LEAD, "重大行政决策事项目录", 6, "running", channel=_POST),
    Asked(SCHOOLS, "校园直饮水检测报告", 4, "running", channel=_COUNTER),
    Asked(DATA, "开放数据目录编制说明", 3, "message"),
    Asked(SCHOOLS, "教室照明改造验收资料", 1, "waiting"),
)
STATED: Final[Mapping[str, Mapping[str, Any]]] = {
    "already_public": {"where": "本机关网站“法定主动公开内容”栏目（演示）"},
    "deliberative_process": {"category": "讨论记录", "reasons": "讨论记录公开后会影响今后的坦率讨论"},
    "internal_affairs": {"category": "人事管理", "reasons": "只涉及内部人事管理，对外不产生影响"},
    "not_ours": {
        "reasons": "该信息由上级自然资源主管部门制作",
        "organ": "省自然资源厅（演示）",
        "organ_contact": "电话0990-6900001",
    },
    "needs_creation": {"work_needed": "按部门、年度逐一统计并对比分析"},
    "petition": {"channel_hint": "向本机关信访窗口提出"},
    "published_material": {"where": "市档案馆、市图书馆政府公报查阅点（演示）"},
    "enquiry": {"channel_hint": "拨打本机关咨询电话"},
    "third_party_rights": {
        "interest": "商业秘密",
        "public_interest": "不公开不会对公共利益造成重大影响",
        "reasons": "技术方案属于该企业未公开的经营信息",
    },
}
"""What an officer states of an answer, beside what the case tells."""
FOUND: Final = "{title}（演示）\n一、总体情况：按计划推进。\n二、金额：一百二十万元。\n三、经办人意见：请办公室研究。\n"
PARTS: Final = (Part("本机关内部的经办意见", "internal_affairs", "属于内部工作流程", ["经办人意见：请办公室研究"]),)


def cases() -> str:
    """Live the year of the requests, thing by thing in the order of their days."""
    if Case.objects.exists():
        return f"{Case.objects.count()}件依申请公开（已有）"
    office = Office()
    office.settle()
    waiting = []
    for number, asked in enumerate(each for each in ASKED if office.is_there(each)):
        life = Life(office, asked, number)
        going = life.go()
        waiting.append((-next(going), number, going))
    heapq.heapify(waiting)
    while waiting:
        ago, number, going = heapq.heappop(waiting)
        with time_machine.travel(office.moment(-ago), tick=True):
            following = next(going, None)
        if following is not None:
            heapq.heappush(waiting, (-following, number, going))
    open_ = Case.objects.open().count()
    return f"{Case.objects.count()}件依申请公开，{open_}件在办"


def reviewers(body: str) -> Mapping[Step, str]:
    """Who decides for a body at each step of a letter."""
    staff = staff_of(body)
    return {Step.SECRECY: staff.secrecy, Step.LEGALITY: staff.counsel, Step.SIGN: staff.leader}


class Office:
    """Who works on the requests, and the working days back from today."""

    def __init__(self) -> None:
        self.people = {user.username: user for user in User.objects.filter(is_staff=True)}
        self.bodies = {name: Body.objects.get(name=name) for name in SHORT}
        self.calendar = current_calendar()
        self.askers: dict[tuple[str, str], Applicant] = {}
        self.days: list[date] = []
        day = timezone.localdate()
        while len(self.days) < 500:
            if self.calendar.works(day):
                self.days.append(day)
            day -= timedelta(days=1)
        self.deeds: dict[date, int] = {}

    def settle(self) -> None:
        """How the bodies handle requests. The schools have counsel look into what is answered, the others not."""
        for name, body in self.bodies.items():
            given = {"short": SHORT[name], "portal": PORTAL, "publishes_answers": True, "contact": body.office}
            given |= {} if name == SCHOOLS else {"depth": "short"}
            save_practice(body, given, by=self.officer(name), reason="人员少（演示）")

    def officer(self, name: str) -> User:
        return self.people[staff_of(name).officer]

    def is_there(self, asked: Asked) -> bool:
        """Whether the body that was asked had begun to be by then."""
        began = self.bodies[asked.body].valid_from
        return began is None or began < self.on(asked.ago)

    def on(self, ago: int) -> date:
        """The day that was so many working days ago."""
        return self.days[ago]

    def moment(self, ago: int) -> datetime:
        """When the next thing is done that is done on a day; never in time to come."""
        day = self.on(ago)
        self.deeds[day] = turn = self.deeds.get(day, -1) + 1
        return min(moment(day, 9) + timedelta(minutes=5 * turn), timezone.now())

    def asker(self, asked: Asked, number: int) -> Applicant:
        """Who asks: the persons in turn, a company of each kind; entered by the body that is asked."""
        name = COMPANIES.get(asked.kind) or PERSONS[number % len(PERSONS)]
        known = self.askers.get((asked.body, name))
        if known is None:
            given = {
                "kind": asked.kind,
                "name": f"{name}（演示）",
                "document": "other",
                "number": f"YS{len(self.askers):06}",
                "phone": "0990-6999999",
                "address": "云溪市文昌路（虚构）",
            }
            known = register_applicant(given, by=self.officer(asked.body), body=self.bodies[asked.body])
            self.askers[asked.body, name] = known
        return known


class Life:
    """One request, from its receipt on."""

    def __init__(self, office: Office, asked: Asked, number: int) -> None:
        self.office, self.asked, self.number = office, asked, number
        self.by = office.officer(asked.body)
        self.case: Case

    def go(self) -> Iterator[int]:
        """What happens, each thing after a pause: how many working days ago it does."""
        asked = self.asked
        yield asked.ago
        self.come()
        if asked.ends == "waiting":
            return
        if asked.channel.waits:
            yield asked.ago - 1
            self.happen(Kind.CONFIRMED, evidence="电话确认（演示）")
        if (way := _STANDING.get(asked.ends)) is not None:
            yield from way(self)
            return
        if asked.ends in _BEFORE:
            yield from _BEFORE[asked.ends](self)
        yield asked.ago - asked.answered
        self.answer()
        if asked.then:
            yield from _THEN[asked.then](self)

    # --- deeds ---

    @property
    def today(self) -> date:
        return timezone.localdate()

    def come(self) -> None:
        asked = self.asked
        self.case = intake.enter(
            self.office.bodies[asked.body],
            self.office.asker(asked, self.number),
            {"title": asked.title, "description": f"{asked.title}（演示）"},
            channel=asked.channel,
            submitted_at=timezone.now(),
            by=None if asked.channel is Channel.INTERNET else self.by,
            evidence="" if asked.channel is Channel.INTERNET else "收发室登记（演示）",
        )
        if asked.channel is Channel.INTERNET:
            Case.objects.filter(pk=self.case.pk).update(handler=self.by)
        content = b"\x89PNG\r\n\x1a\n" + b"0" * 40
        papers.add(self.case, PaperKind.IDENTITY, "身份证明（演示）.png", content, by=None, side=Side.APPLICANT)

    def happen(self, kind: Kind, **members: Any) -> None:
        self.fresh()
        course.happen(self.case, kind, self.today, by=self.by, seen=self.case.last_event, **members)
        self.fresh()

    def fresh(self) -> None:
        self.case = Case.objects.get(pk=self.case.pk)

    def answer(self, *, until: str = "served") -> None:
        """Search, give what may be given, and answer by a letter; without one where no letter may state days yet."""
        outcome = self.asked.ends if self.asked.ends in dict(ANSWERS) else "disclosed"
        if not self.is_sure(self.today):
            if until == "served" and outcome != "withdrawn":
                self.happen(Kind.REPLIED, outcome=outcome, route=ServedBy.DIRECT)
            return
        if outcome in ("disclosed", "partial", "not_held"):
            self.search(found=outcome != "not_held")
        if outcome in ("disclosed", "partial"):
            [paper] = self.case.papers.filter(kind=PaperKind.INFORMATION)
            if outcome == "partial":
                giving.redact(paper, (), PARTS, by=self.by)
            else:
                giving.give(paper, by=self.by)
        stated = STATED.get(outcome)
        given = {"findings": [{"outcome": outcome, **stated}]} if stated else {}
        self.send(letters.draft(self.case, outcome, given, by=self.by), until)

    def search(self, *, found: bool) -> None:
        name, text = f"{self.asked.title}.txt", FOUND.format(title=self.asked.title).encode()
        searching.record_search(
            self.case,
            on=self.today,
            where="档案室文书档案和办公系统",
            how=f"以“{self.asked.title}”为关键词检索，人工核对",
            who=self.by.name,
            found=found,
            files=[(name, text)] if found else (),
            by=self.by,
        )

    def send(self, letter: CaseLetter, until: str = "served") -> None:
        """Have a letter approved and served, or let it wait for the one or the other."""
        letters.send_in(letter, by=self.by)
        while step := LetterStep.objects.waiting().filter(letter=letter).first():
            if until == "signing" and step.step == Step.SIGN:
                return
            who = self.office.people[reviewers(self.asked.body)[Step(step.step)]]
            letters.decide(step, Decision.PASSED, by=who, opinion="同意（演示）")
        if until == "served":
            self.fresh()
            letter.refresh_from_db()
            letters.serve(
                letter, by=self.by, on=self.today, route=ServedBy.ELECTRONIC, seen=self.case.last_event, reached_on=None
            )
            self.fresh()

    def is_sure(self, day: date) -> bool:
        """Whether a letter may state a day: the holidays of its year are published."""
        return not self.office.calendar.is_provisional(day)


# --- on the way -----------------------------------------------------------------------------------------------------


def _consult(life: Life) -> Iterator[int]:
    """A third party is asked, by a letter that reaches it online."""
    yield life.asked.ago - 4
    content = f"{life.asked.title}中与贵公司有关的内容（演示）"
    made, letter = consulting.begin(
        life.case,
        Consulted.THIRD_PARTY,
        name="云溪长风科技公司（演示）",
        content=content,
        question="是否同意公开上述信息，不同意的请说明理由",
        by=life.by,
    )
    if letter is not None and life.is_sure(life.today):
        life.send(letter)
    else:
        life.happen(Kind.CONSULTATION_SENT, to=Consulted.THIRD_PARTY, ref=made.ref)


def _objected(life: Life) -> Iterator[int]:
    yield from _consult(life)
    yield life.asked.ago - 14
    consulting.answer(
        life.case.consultations.get(),
        Answer.OBJECTION,
        reasons="属于本公司的商业秘密（演示）",
        answered_by="云溪长风科技公司（演示）",
        on=life.today,
        by=life.by,
    )
    life.fresh()


def _supplement(life: Life) -> Iterator[int]:
    """What is wanted is not clear: the one notice of all that is to be supplemented."""
    yield life.asked.ago - 4
    until = asking.after(10)
    if life.is_sure(until):
        life.send(asking.ask_supplement(life.case, ["写明信息的名称和年度"], "可以写明文号", until=until, by=life.by))
    else:
        life.happen(Kind.SUPPLEMENT_NOTIFIED, until=until)


def _lapse(life: Life) -> Iterator[int]:
    yield from _supplement(life)
    yield life.asked.ago - 18
    course.count_anew(life.case.pk)
    life.fresh()


def _withdraw(life: Life) -> Iterator[int]:
    yield life.asked.ago - life.asked.answered + 1
    asking.withdraw(life.case, on=life.today, how="网上撤回")
    life.fresh()


_BEFORE: Final[Mapping[str, Callable[[Life], Iterator[int]]]] = {
    "third_party_rights": _objected,
    "not_supplemented": _lapse,
    "withdrawn": _withdraw,
}

# --- open still -----------------------------------------------------------------------------------------------------


def _nothing(life: Life) -> Iterator[int]:
    yield from ()


def _extended(life: Life) -> Iterator[int]:
    """Nearly over, and put off by ten working days."""
    yield 4
    until = life.office.calendar.after(life.case.reply_due_on or life.today, 10)
    if life.is_sure(until):
        life.send(asking.extend(life.case, 10, "需要查阅历年的纸质档案", by=life.by))
    else:
        life.happen(Kind.EXTENDED, days=10)


def _signing(life: Life) -> Iterator[int]:
    yield 2
    life.answer(until="signing")


def _approved(life: Life) -> Iterator[int]:
    yield 1
    life.answer(until="approved")


def _message(life: Life) -> Iterator[int]:
    yield 1
    messages.say(life.case, "请问什么时候可以答复？（演示）", side=Side.APPLICANT, by=None)


_STANDING: Final[Mapping[str, Callable[[Life], Iterator[int]]]] = {
    "running": _nothing,
    "overdue": _nothing,
    "extended": _extended,
    "signing": _signing,
    "approved": _approved,
    "consulting": _consult,
    "supplement": _supplement,
    "message": _message,
}

# --- after the answer -----------------------------------------------------------------------------------------------


def _log(life: Life) -> Iterator[int]:
    """The answer stands in the log, without who asked."""
    yield life.asked.ago - life.asked.answered - 5
    entry = disclosure_log.write(life.case, disclosure_log.propose(life.case).masked, by=life.by)
    disclosure_log.publish(entry, by=life.office.people[staff_of(life.asked.body).leader])


def _remedy(life: Life, procedure: Procedure, authority: str, result: str) -> Iterator[int]:
    answered = life.asked.ago - life.asked.answered
    yield answered - 10
    letter = life.case.letters.filter(key=life.case.outcome).first()
    given = {"procedure": procedure, "authority": authority, "letter": letter, "filed_on": life.office.on(answered - 6)}
    remedy = remedies.file(life.case, given | {"notified_on": life.today}, by=life.by)
    yield answered - 16
    remedies.answered(remedy, life.today, by=life.by)
    yield answered - 50
    remedies.decided(remedy, result, life.today, by=life.by, received_on=life.today)
    remedies.lesson(remedy, "答复前应当核对讨论记录以外是否还有可以公开的内容（演示）", by=life.by)


_THEN: Final[Mapping[str, Callable[[Life], Iterator[int]]]] = {
    "log": _log,
    "reconsideration": lambda life: _remedy(life, Procedure.RECONSIDERATION, GOVERNMENT, "upheld"),
    "corrected": lambda life: _remedy(life, Procedure.RECONSIDERATION, GOVERNMENT, "annulled"),
    "suit": lambda life: _remedy(life, Procedure.LITIGATION, "云溪市人民法院（演示）", "claim_dismissed"),
}
