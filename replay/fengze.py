"""The requests to the office of a district government in 2020: nine of them, six from persons and three from companies;
two granted, six in part, one not the office's to answer; one suit, in which it was ordered to answer.

The figures are those of a published report; bodies, people and what they ask for are invented. Who asks does so on the
office's site, at its counter or by post; who answers, at the desk. In this year the Spring Festival was made longer.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.urls import reverse
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.access.services import appoint
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, CaseLetter, LetterStep, Paper, Remedy
from gongkai.cases.services.course import clock_of
from gongkai.law.terms import Due
from gongkai.pages.services import open_site
from replay.browser import Browser, Unexpected, said
from replay.reporting import reported

YEAR: Final = 2020
PASSWORD: Final = "Replay-of-2020-years"
OFFICER: Final = "xu"
PEOPLE: Final = {
    OFFICER: ("许知远", Role.OFFICER),
    "shen": ("沈言", Role.SECRECY_REVIEWER),
    "ding": ("丁一", Role.LEGAL_COUNSEL),
    "luo": ("罗平", Role.LEADER),
}
WHO: Final = {"legality": "ding", "secrecy": "shen", "sign": "luo"}
SITE: Final = "/zfxxgk/ysqgk/"
PICTURE: Final = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PERSON, COMPANY = "natural_person", "business"


class Asked(NamedTuple):
    """A request: who asks, how and when, for what, how it ends and when; `turn` is what happens on the way."""

    who: str
    kind: str
    way: str
    on: date
    title: str
    outcome: str
    answered: date
    turn: str = ""


def _on(month: int, day: int) -> date:
    return date(YEAR, month, day)


ASKED: Final = (
    Asked("陈敬", PERSON, "web", _on(1, 19), "街道社区服务用房分布表", "disclosed", _on(2, 24)),
    Asked("林秀兰", PERSON, "counter", _on(3, 10), "城乡规划公示图", "already_public", _on(3, 13)),
    Asked("郑和平", PERSON, "web", _on(3, 2), "老旧小区改造资金安排", "partial", _on(3, 25), "sued"),
    Asked("吴桂芳", PERSON, "web", _on(4, 13), "道路拓宽工程的会议材料", "partial", _on(5, 22), "supplement"),
    Asked("何志强", PERSON, "post", _on(5, 18), "农贸市场整治方案", "partial", _on(6, 12)),
    Asked("叶小萍", PERSON, "web", _on(6, 8), "小学片区划分的论证材料", "partial", _on(7, 20), "extension"),
    Asked("海州远景实业公司", COMPANY, "web", _on(7, 1), "园区标准厂房租赁合同", "partial", _on(8, 21), "consultation"),
    Asked("海州和顺物业公司", COMPANY, "web", _on(8, 17), "物业服务企业检查通报", "partial", _on(9, 11)),
    Asked("海州明达建设公司", COMPANY, "web", _on(10, 12), "高速公路连接线用地批文", "not_ours", _on(10, 30)),
)
FOUND: Final = """{title}（虚构）
一、总体安排：按年度计划推进，完成时间为年底以前。
二、涉及金额：三百二十万元。
三、内部流转：办公室拟办意见为“请综合科先行研究”。
四、联系人：王安平，手机13811112222。
"""
WITHHELD: Final = {
    "words_1": "办公室拟办意见为“请综合科先行研究”",
    "what_1": "本机关内部的拟办意见",
    "ground_1": "internal_affairs",
    "reasons_1": "属于内部工作流程方面的信息，对外不产生影响",
    "words_2": "王安平\n13811112222",
    "what_2": "联系人的姓名和手机号码",
    "ground_2": "third_party_rights",
    "reasons_2": "属于个人隐私，公开会损害其合法权益",
}


def run() -> dict[str, Any]:
    """Live the year, and count it from the records."""
    with time_machine.travel(_moment(_on(1, 2), 8), tick=True):
        office = Office()
        office.settle()
    waiting = [(asked.on, number, _live(office, asked)) for number, asked in enumerate(ASKED)]
    for _, _, life in waiting:
        next(life)
    heapq.heapify(waiting)
    while waiting:
        day, number, life = heapq.heappop(waiting)
        with time_machine.travel(office.moment(day), tick=True):
            if (following := next(life, None)) is not None:
                heapq.heappush(waiting, (following, number, life))
    return {"replay": "fengze", "cells": office.reported()}


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(settings.TIME_ZONE))


# --- the office -----------------------------------------------------------------------------------------------------


NORMATIVE: Final = {"produced": 6, "disclosed": 6, "total": 25}
"""Normative documents of the year: they are in no register that is lived again."""
REPORTED: Final = date(YEAR + 1, 1, 8)


class Office:
    """The office with its site, and the browsers of those who work there."""

    def __init__(self) -> None:
        city, _ = Body.objects.get_or_create(name="海州市人民政府（虚构）", defaults={"kind": BodyKind.GOVERNMENT})
        district = Body.objects.create(name="海州市丰安区人民政府（虚构）", kind=BodyKind.GOVERNMENT, parent=city)
        self.body = Body.objects.create(
            name="海州市丰安区人民政府办公室（虚构）",
            kind=BodyKind.DEPARTMENT,
            parent=district,
            office="政府信息公开办公室",
            phone="0599-8000010",
            address="海州市丰安区政通路1号（虚构）",
        )
        for username, (name, role) in PEOPLE.items():
            user = User(username=username, name=name, is_staff=True)
            user.set_password(PASSWORD)
            user.save()
            appoint(user, role=role, body=self.body, since=date(YEAR, 1, 1), by=None)
        open_site(self.body, slug="fenganqu", by=None)
        self.today = date.min
        self.deeds = 0
        self.signed_in: dict[str, Browser] = {}

    def moment(self, day: date) -> datetime:
        """When the next thing is done that is done on a day."""
        self.deeds = self.deeds + 1 if day == self.today else 0
        if day != self.today:
            self.today, self.signed_in = day, {}
        return _moment(day, 9) + timedelta(minutes=20 * self.deeds)

    def __getitem__(self, username: str) -> Browser:
        """The browser of somebody, signed in today."""
        if username not in self.signed_in:
            self.signed_in[username] = Browser()
            self.signed_in[username].sign_in(username, PASSWORD)
        return self.signed_in[username]

    @property
    def desk(self) -> Browser:
        return self[OFFICER]

    def settle(self) -> None:
        """How the office handles requests: as the officer sets it."""
        stated = {
            "short": "丰政",
            "kind": "government",
            "reviewers": "海州市人民政府（虚构）",
            "channels": ["internet"],
            "contact": "政府信息公开办公室",
        }
        self.desk.fill(reverse("cases_practice", args=[self.body.pk]), stated)

    def reported(self) -> dict[str, int | None]:
        """The annual report of the year, compiled in January."""
        why = "规范性文件台账（系统启用以前制发的，虚构）"
        over = {f"proactive.normative_documents.{column}": (number, why) for column, number in NORMATIVE.items()}
        with time_machine.travel(self.moment(REPORTED), tick=True):
            return reported(self.desk, self.body, YEAR, {}, over)


# --- the life of a request ------------------------------------------------------------------------------------------


def _live(office: Office, asked: Asked) -> Iterator[date]:
    """All that happens to a request; between two things, the day of the next."""
    yield asked.on
    case, code = _BY[asked.way](office, asked)
    if asked.way == "web":
        yield asked.on + timedelta(days=1)
        how = {"evidence": "电话告知申请人已经收到，当日10时通话"}
        office.desk.fill(reverse("cases_confirm", args=[case.pk]), how)
    if asked.turn in _TURNS:
        yield from _TURNS[asked.turn](office, case, code)
    outcome = "not_ours" if asked.turn == "sued" else asked.outcome
    yield asked.answered
    _answer(office, case, outcome, asked)
    _follow(case, code)
    if asked.turn == "sued":
        yield from _suit(office, case, asked)
        _follow(case, code)


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# How it comes in


def _on_the_site(office: Office, asked: Asked) -> tuple[Case, str]:
    """By the form on the site: filled in, looked over, sent; the receipt tells number and code."""
    browser = Browser()
    stated = {
        "title": asked.title,
        "description": f"{asked.title}，{YEAR - 1}年以来形成的",
        "kind": asked.kind,
        "name": asked.who,
        "document": "other",
        "number": _number(asked),
        "phone": "0599-8000099",
    }
    files = {"file_identity": ("身份证明.png", PICTURE)}
    look = browser.fill(f"{SITE}sq/", stated, button="do=look", files=files)
    sent = browser.send(look, _work(look))
    numbers = html.fromstring(sent.content).xpath("//dd[contains(@class, 'big')]/text()")
    if len(numbers) != 2:
        raise Unexpected(f"the receipt says {said(sent)}")
    return Case.objects.get(body=office.body, number=numbers[0]), numbers[1]


def _number(asked: Asked) -> str:
    return f"XG{YEAR}{ASKED.index(asked):04}"


def _work(page: Any) -> dict[str, str]:
    """What a browser works out before it sends a form, so that nobody sends them by the thousand."""
    form = html.fromstring(page.content).forms[-1]
    challenge, bits = form.inputs["challenge"].value, int(form.get("data-bits"))
    number = 0
    while int.from_bytes(hashlib.sha256(f"{challenge}:{number}".encode()).digest()) >> (256 - bits):
        number += 1
    return {"number": str(number)}


def _at_the_desk(way: str, delivery: str, evidence: str) -> Any:
    """On paper: the officer enters it, and gives the applicant a code to follow it by."""

    def enter(office: Office, asked: Asked) -> tuple[Case, str]:
        stated = {
            "way": way,
            "delivery": delivery,
            "evidence": evidence,
            "title": asked.title,
            "description": f"{asked.title}，{YEAR - 1}年以来形成的",
            "applicant-kind": asked.kind,
            "applicant-name": asked.who,
            "applicant-document": "other",
            "applicant-number": _number(asked),
            "applicant-phone": "0599-8000099",
            "applicant-address": "海州市丰安区东街2号（虚构）",
        }
        entered = office.desk.fill(reverse("cases_enter"), stated, files={"application": ("申请书.png", PICTURE)})
        case = Case.objects.get(pk=int(re.findall(r"/cases/(\d+)/", entered.request["PATH_INFO"])[0]))
        told = office.desk.fill(reverse("cases_code", args=[case.pk]), {})
        return case, html.fromstring(told.content).xpath("string(//*[@class='office-password'])").strip()

    return enter


_BY: Final = {
    "web": _on_the_site,
    "counter": _at_the_desk("counter", "counter", "当面提交，已核对身份证件"),
    "post": _at_the_desk("registered", "post", "邮件号EX000000001CN，收发室签收"),
}


# What happens on the way


def _supplement(office: Office, case: Case, code: str) -> Iterator[date]:
    """It is not clear what is wanted; the applicant says it on the page on which the case is followed."""
    yield _on(4, 17)
    stated = {"points": "写明是哪一条道路", "guidance": "可以写明道路名称、起止路口"}
    _letter(office, case, "cases_supplement_ask", stated)
    yield _on(4, 24)
    page = _opened(case, code)
    page.browser.fill(page.url, {"text": "东街，从政通路口到南门路口"}, button="do=supplement")


def _extension(office: Office, case: Case, code: str) -> Iterator[date]:
    """More time is needed, and the head of the office consents."""
    yield _on(7, 3)
    _letter(office, case, "cases_extend", {"days": 10, "reason": "需要查阅历年的纸质档案"})


def _consultation(office: Office, case: Case, code: str) -> Iterator[date]:
    """A company whose contract it is has to be asked."""
    yield _on(7, 9)
    stated = {"to": "third_party", "name": "海州长丰仓储公司（虚构）", "content": "贵公司与园区签订的标准厂房租赁合同"}
    _letter(office, case, "cases_consult", stated, route="post", tracking_number="EX000000002CN")
    consultation = case.consultations.get()
    yield _on(7, 13)
    at = [case.pk, consultation.pk]
    office.desk.fill(reverse("cases_consultation_delivered", args=at), {"evidence": "邮件回执"})
    yield _on(7, 24)
    stated = {"answer": "partly", "reasons": "单价属于商业秘密", "answered_by": "海州长丰仓储公司（虚构）"}
    office.desk.fill(reverse("cases_consultation_answer", args=at), stated)


_TURNS: Final = {"supplement": _supplement, "extension": _extension, "consultation": _consultation}


# The answer


def _answer(office: Office, case: Case, outcome: str, asked: Asked) -> None:
    """Search, give what may be given, draft, approve, serve."""
    if outcome in ("disclosed", "partial"):
        _find(office, case, asked)
        _give(office, case, partly=outcome == "partial")
    url = reverse("cases_letter_draft", args=[case.pk, outcome])
    page = html.fromstring(office.desk.open(url).content)
    names = {name for form in page.forms for name in form.inputs.keys()}  # noqa: SIM118  (no mapping)
    stated = {name: text for name, text in _STATED.items() if name in names}
    by_post = {"tracking_number": "EX000000003CN"} if asked.way == "post" else {}
    _letter(office, case, "cases_letter_draft", stated, outcome, **by_post)


_STATED: Final = {
    "item-0-where": "海州市丰安区人民政府网站“规划计划”栏目（虚构）",
    "item-0-reasons": "该信息由上级交通运输主管部门制作，不属于本机关负责公开",
    "item-0-organ": "海州市交通运输局（虚构）",
    "item-0-organ_contact": "电话0599-8000020",
    "item-0-part-1-opinion": "只涉及联系方式，依法不予公开",
    "item-0-part-0-opinion": "只涉及联系方式，依法不予公开",
}
"""What an officer states of an answer, where its form asks for it."""


def _find(office: Office, case: Case, asked: Asked) -> None:
    searched = {
        "where": "办公室电子档案和2019年以来的纸质档案",
        "how": f"以“{asked.title}”为关键词检索，人工核对",
        "found": "yes",
    }
    text = FOUND.format(title=asked.title).encode()
    files = {"added": (f"{asked.title}.txt", text)}
    office.desk.fill(reverse("cases_search_record", args=[case.pk]), searched, files=files)


def _give(office: Office, case: Case, *, partly: bool) -> None:
    paper = Paper.objects.filter(case=case, kind="information", removed_at=None).latest("pk")
    if partly:
        office.desk.fill(reverse("cases_redact", args=[case.pk, paper.pk]), WITHHELD)
    else:
        stated = {"reason": "联系人是本机关工作人员，电话是办公用的"}
        office.desk.fill(reverse("cases_give", args=[case.pk, paper.pk]), stated)
    if not case.papers.filter(kind="given", made_from=paper).exists():
        raise Unexpected(f"{case.number} gives nothing")


def _letter(office: Office, case: Case, at: str, stated: dict[str, Any], key: str = "", **served: str) -> None:
    """Draft a letter, have it approved by whom it takes, and serve it."""
    office.desk.fill(reverse(at, args=[case.pk, key] if key else [case.pk]), stated)
    letter = CaseLetter.objects.filter(case=case).latest("pk")
    url = reverse("cases_letter", args=[letter.pk])
    sent = office.desk.press(url, reverse("cases_letter_send_in", args=[letter.pk]))
    while step := LetterStep.objects.waiting().filter(letter=letter).first():
        decided = {"decision": "passed", "opinion": "同意"}
        office[WHO[step.step]].fill(reverse("cases_approval", args=[step.pk]), decided)
    letter.refresh_from_db()
    if letter.state != LetterState.APPROVED:
        raise Unexpected(f"{letter} of {case.number} is not approved: {said(sent)}")
    office.desk.fill(reverse("cases_letter_serve", args=[letter.pk]), served)


# The applicant looks


class Opened(NamedTuple):
    """The page of a case as its applicant sees it."""

    browser: Browser
    url: str
    page: Any


def _opened(case: Case, code: str) -> Opened:
    browser = Browser()
    answer = browser.fill(f"{SITE}cx/", {"number": case.number, "code": code})
    return Opened(browser, answer.request["PATH_INFO"], html.fromstring(answer.content))


def _follow(case: Case, code: str) -> None:
    """The applicant sees the day that the kernel works out, and gets the letter and what is given.

    Raises:
        Unexpected: he does not.
    """
    opened, case = _opened(case, code), _fresh(case)
    due = clock_of(case).due[Due.REPLY]
    if f"{case.reply_due_on}" != f"{due}" or f"{due}" not in opened.page.text_content():
        raise Unexpected(f"{case.number}: the reply is due on {due}, the page does not say so")
    links = [link for link in opened.page.xpath("//ul[@class='papers']//a/@href") if "/wj/" in link]
    given = case.papers.filter(kind="given", shown=True, removed_at=None).count()
    if len(links) < 1 + given or (case.outcome in ("disclosed", "partial") and not given):
        raise Unexpected(f"{case.number}: {len(links)} papers, {given} of them given")
    for link in links:
        if not b"".join(opened.browser.open(link).streaming_content):
            raise Unexpected(f"{link} is empty")


# The suit


def _suit(office: Office, case: Case, asked: Asked) -> Iterator[date]:
    """The applicant sues directly; the court orders the office to answer within fifteen working days, and it does."""
    yield _on(4, 22)
    filed = {
        "way": "suit",
        "authority": "海州市丰安区人民法院（虚构）",
        "filed_on": _on(4, 20),
        "claim": "责令被告答复",
    }
    office.desk.fill(reverse("cases_remedy_file", args=[case.pk]), filed)
    remedy = Remedy.objects.get(case=case)

    def note(what: str, **stated: Any) -> None:
        office.desk.fill(reverse(f"cases_remedy_{what}", args=[remedy.pk]), stated)

    yield _on(4, 29)
    note("accepted", number="（2020）闽虚行初1号", notified_on=_on(4, 28))
    yield _on(5, 8)
    note("answered", on=_on(5, 8))
    yield _on(6, 16)
    note("hearing", on=_on(6, 16))
    yield _on(7, 20)
    orders = "责令被告在收到判决之日起十五个工作日内作出答复"
    note("decided", result="ordered", decided_on=_on(7, 15), received_on=_on(7, 20), orders=orders)
    note("reopen", on=_on(7, 20), days=15)
    yield _on(8, 5)
    _answer(office, case, asked.outcome, asked)
    note("performed", on=_on(8, 5))
    note("lesson", lesson="收到申请后应当先核实本机关是否保存有关信息")
