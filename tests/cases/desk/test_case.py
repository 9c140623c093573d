"""The page of a case: all dates on it are the kernel's, and each has its reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.cases.derivation import shifts
from gongkai.cases.desk.parts import Stand
from gongkai.cases.desk.steps import Mark, bar_of
from gongkai.cases.enums import PaperKind, Side, Step
from gongkai.cases.models import Case, CaseLetter, SearchRecord
from gongkai.cases.services import asking, course, intake, letters, messages, papers, remedies, searching
from gongkai.law.clocks import clock
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from gongkai.law.workdays import calendar
from tests.cases.people import DAY, OTHER_NUMBER, TODAY, Office, at
from tests.cases.serving import ready, served
from tests.documents.desk.conftest import Counted, Desk, text_of

pytestmark = pytest.mark.django_db


def panel(answer: Any, name: str) -> str:
    """What a panel of the page says, without spaces."""
    [found] = html.fromstring(answer.content).xpath(f"//section[@aria-labelledby='{name}']")
    return "".join(found.text_content().split())


def buttons(answer: Any) -> set[str]:
    page = html.fromstring(answer.content)
    found = page.xpath("//*[contains(@class, 'case-actions')]//*[self::a or self::button]/text()")
    return {text.strip() for text in found}


# --- the clock ------------------------------------------------------------------------------------------------------


def test_the_page_says_when_the_reply_is_due_and_what_moved_that(office: Office, officer: Desk):
    case = office.happen(office.case(), Kind.EXTENDED, date(2024, 10, 18), days=20)
    said = panel(officer.get("cases_case", case.pk), "clock")
    assert "答复期限2024-11-27原定2024-10-30" in said
    assert "2024-09-27收到申请（条例第31条第1项）2024-10-30" in said
    assert "2024-10-18延期答复（条例第33条第2款）2024-11-27" in said


def test_what_waits_to_be_confirmed_has_its_own_limit(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    page = officer.get("cases_case", case.pk)
    assert "与申请人确认收到2024-10-21今天到期" in panel(page, "clock")
    assert "确认收到" in buttons(page)


def test_waiting_for_the_applicant_stops_the_count_and_the_supplement_starts_it_anew(office: Office, officer: Desk):
    case = office.happen(office.case(), Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 8), until=date(2024, 10, 25))
    said = panel(officer.get("cases_case", case.pk), "clock")
    assert "告知补正，等待申请人补正（条例第30条）停止计算" in said
    assert "申请人补正2024-10-25还有4个工作日" in said
    case = office.happen(case, Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 17))
    said = panel(officer.get("cases_case", case.pk), "clock")
    assert "答复期限2024-11-14原定2024-10-30" in said


def test_a_consultation_is_a_cause_with_and_without_an_answer(office: Office, officer: Desk):
    case = office.happen(office.case(), Kind.CONSULTATION_SENT, date(2024, 10, 9), to="third_party", ref="1")
    said = panel(officer.get("cases_case", case.pk), "clock")
    assert "2024-10-21征求第三方意见还没有答复，所用时间不计入（条例第33条第3款）" in said
    assert "征求意见书的送达日期没有写明" in said
    office.happen(case, Kind.CONSULTATION_DELIVERED, date(2024, 10, 10), ref="1")
    case = office.happen(case, Kind.CONSULTATION_ANSWERED, date(2024, 10, 16), ref="1")
    said = panel(officer.get("cases_case", case.pk), "clock")
    assert "2024-10-16收到征求意见的答复，恢复计算（条例第33条第3款）" in said
    assert f"答复期限{case.reply_due_on}" in said


def test_the_ledger_has_every_day_with_its_article_by_the_month(office: Office, officer: Desk):
    page = officer.get("cases_case", office.case().pk)
    said = panel(page, "clock")
    assert "逐日台账：已计13个工作日，共20个" in said
    assert "2024年9月：计入2个工作日" in said
    assert "2024年10月：计入18个工作日" in said
    assert "10-01星期二国庆节放假，不是工作日国办发明电〔2023〕7号" in said
    days = html.fromstring(page.content).xpath("//table[contains(@class, 'case-ledger')]/tbody/tr")
    assert len(days) == (date(2024, 10, 30) - DAY).days + 1


def test_a_year_without_a_holiday_notice_is_marked(office: Office):
    with time_machine.travel(at(date(2026, 12, 15)), tick=False):
        officer = Desk(office.officer)
        page = officer.get("cases_case", office.case(date(2026, 12, 14)).pk)
        assert "暂定" in panel(page, "clock")
        assert "放假通知还没有公布" in panel(page, "clock")
        assert "暂定" in text_of(officer.get("cases_queue"))


def test_a_notice_that_was_revised_is_a_cause(office: Office, officer: Desk):
    with time_machine.travel(at(date(2020, 2, 10)), tick=False):
        case = office.case(date(2020, 1, 20))
        said = panel(officer.get("cases_case", case.pk), "clock")
    assert "2020-01-26放假安排国办发明电〔2020〕1号2020-02-25" in said
    assert "答复期限2020-02-25原定2020-02-21" in said


def test_what_is_overdue_is_said_at_once(office: Office, officer: Desk):
    case = office.case(date(2024, 9, 9))
    said = panel(officer.get("cases_case", case.pk), "clock")
    assert "答复期限2024-10-12已过，尚未答复（条例第33条第2款）" in said
    assert "已超期" in said


# --- every date is the kernel's -------------------------------------------------------------------------------------

KINDS = (
    *(Kind.EXTENDED, Kind.SUPPLEMENT_NOTIFIED, Kind.SUPPLEMENT_RECEIVED, Kind.CONSULTATION_SENT),
    *(Kind.CONSULTATION_DELIVERED, Kind.CONSULTATION_ANSWERED, Kind.FEE_NOTIFIED, Kind.FEE_PAID, Kind.REPLIED),
)
MEMBERS: dict[Kind, dict[str, object]] = {
    Kind.EXTENDED: {"days": 5},
    Kind.SUPPLEMENT_NOTIFIED: {"until": date(2024, 10, 18)},
    Kind.CONSULTATION_SENT: {"to": "third_party"},
    Kind.REPLIED: {"outcome": "disclosed"},
}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 24)), max_size=6))
def test_whatever_is_entered_every_date_on_the_page_is_the_kernel_s(
    office: Office, officer: Desk, deeds: list[tuple[Kind, int]]
):
    case = office.case()
    for kind, later in sorted(deeds, key=lambda each: each[1]):
        with suppress(ValidationError):  # the law does not allow it
            office.happen(case, kind, DAY + timedelta(days=later), **MEMBERS.get(kind, {}))
    case = Case.objects.get(pk=case.pk)
    counted = clock(course.events_of(case), calendar(provisional=True), as_of=TODAY)
    page = officer.get("cases_case", case.pk)
    said = panel(page, "clock")
    for day in counted.due.values():
        assert day.isoformat() in said
    moved = shifts(counted)
    assert (moved[-1].after if moved else None) == counted.due.get("reply")
    assert all(one.after == other.before for one, other in pairwise(moved))
    shown = html.fromstring(page.content).xpath("//*[@class='case-due']/strong/text()")
    assert shown == ([counted.due["reply"].isoformat()] if "reply" in counted.due else [])
    listed = text_of(officer.get("cases_queue", scope="every"))
    if case.next_due_on is not None:
        assert case.next_due_on == min(counted.due[key] for key in counted.open)
        assert case.next_due_on.isoformat() in listed


# --- what happened --------------------------------------------------------------------------------------------------


def test_what_was_entered_by_mistake_is_struck_through_with_who_took_it_out_and_why(office: Office, officer: Desk):
    case = office.happen(office.case(), Kind.EXTENDED, date(2024, 10, 18), days=20)
    answer = officer.do("cases_take_out", case.pk, 2, why="登记到了别的案件", seen=2)
    assert officer.said(answer).startswith("已更正，答复期限2024-10-30")
    said = panel(answer, "timeline")
    assert "延期" in html.fromstring(answer.content).xpath("//section[@aria-labelledby='timeline']//del/text()")[0]
    assert "林小满于2024-10-2110:00更正：登记到了别的案件" in said
    assert "渠道当面提交" in said


def test_a_letter_whose_service_was_entered_wrongly_is_served_anew(office: Office, officer: Desk):
    ready(office)
    letter = asking.extend(office.case(), 20, "需要查阅历史档案", by=office.officer)
    case = served(office, letter)
    assert case.reply_due_on == date(2024, 11, 27)
    page = officer.get("cases_take_out", case.pk, 2)
    assert "回到已签发，网上不再能下载，重新登记送达后恢复" in text_of(page)
    officer.do("cases_take_out", case.pk, 2, why="当天没有送到", seen=2)
    letter.refresh_from_db()
    assert (letter.state, letter.served_on, letter.route) == ("approved", None, "")
    letters.serve(letter, by=office.officer, on=TODAY, route=ServedBy.DIRECT, seen=3)
    case.refresh_from_db()
    assert (case.reply_due_on, case.last_event) == (date(2024, 11, 27), 4)


NOT_OURS: dict[str, Any] = {
    "findings": [
        {"outcome": "not_ours", "organ": "海州市财政局", "organ_contact": "0000-6650000", "reasons": "由其制作"}
    ]
}


def again(answer: Any) -> list[str]:
    """Where the page offers to enter again what was taken out."""
    return html.fromstring(answer.content).xpath(
        "//section[@aria-labelledby='timeline']//a[contains(@href, '?again=')]/@href"
    )


def form_of(answer: Any) -> dict[str, str]:
    """What the fields of a page begin with."""
    [form] = html.fromstring(answer.content).xpath("//form[contains(@class, 'office-form')]")
    return {name: (value or "").strip() for name, value in form.fields.items()}


WENT_OUT = (Kind.CONSULTATION_SENT, date(2024, 10, 9), {"to": "other_organ", "ref": "1", "note": "海教函〔2024〕3号"})
ARRIVED = (Kind.CONSULTATION_DELIVERED, date(2024, 10, 10), {"ref": "1", "evidence": "邮件号EX1"})
ASKED_MORE = (Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 8), {"until": date(2024, 10, 25)})
CHARGED = (Kind.FEE_NOTIFIED, date(2024, 10, 8), {})
CLOSED = (Kind.REPLIED, date(2024, 10, 18), {"outcome": "not_ours", "route": "direct"})


@pytest.mark.parametrize(
    ("events", "where", "begins"),
    [
        ([WENT_OUT], "/sent/", {"on": "2024-10-09", "evidence": "海教函〔2024〕3号"}),
        ([WENT_OUT, ARRIVED], "/delivered/", {"on": "2024-10-10", "evidence": "邮件号EX1"}),
        ([WENT_OUT, (Kind.CONSULTATION_ANSWERED, date(2024, 10, 16), {"ref": "1"})], "/answer/", {"on": "2024-10-16"}),
        ([ASKED_MORE, (Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 17), {})], "/supplement/", {"on": "2024-10-17"}),
        ([CHARGED, (Kind.FEE_PAID, date(2024, 10, 17), {})], "/fee/paid/", {"on": "2024-10-17"}),
        (
            [(Kind.WITHDRAWN, date(2024, 10, 17), {"note": "电子邮件"})],
            "/withdraw/",
            {"on": "2024-10-17", "how": "电子邮件"},
        ),
        (
            [CLOSED, (Kind.REOPENED, date(2024, 10, 21), {"reopened_by": "self", "days": 10, "note": "漏查"})],
            "/reopen/",
            {"on": "2024-10-21", "days": "10", "why": "漏查"},
        ),
    ],
    ids=lambda each: each.strip("/") if isinstance(each, str) else "",
)
def test_what_was_taken_out_by_mistake_is_entered_again_as_it_was(
    office: Office, officer: Desk, events: Any, where: str, begins: dict[str, str]
):
    case = office.case()
    words = {
        "to": "other_organ",
        "name": "海州市财政局",
        "content": "清单",
        "question": "可否公开",
        "by": office.officer,
    }
    case.consultations.create(ref="1", **words)
    for kind, on, members in events:
        case = office.happen(case, kind, on, **members)
    assert "去掉以后不能恢复" in text_of(officer.get("cases_take_out", case.pk, case.last_event))
    answer = officer.do("cases_take_out", case.pk, case.last_event, why="看错了案件", seen=case.last_event)
    [link] = again(answer)
    assert where in link
    found = form_of(officer.client.get(link))
    assert {name: found[name] for name in begins} == begins
    office.happen(case, *events[-1][:2], **events[-1][2])
    assert again(officer.get("cases_case", case.pk)) == []


def test_a_confirmation_is_entered_again_as_it_was(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    case = office.happen(case, Kind.CONFIRMED, date(2024, 10, 18), evidence="电话告知")
    [link] = again(officer.do("cases_take_out", case.pk, 2, why="误", seen=2))
    found = form_of(officer.client.get(link))
    assert (found["on"], found["evidence"]) == ("2024-10-18", "电话告知")


def test_the_service_of_a_letter_is_entered_again_as_it_was(office: Office, officer: Desk):
    ready(office)
    letter = letters.draft(office.case(), "not_ours", NOT_OURS, by=office.officer)
    case = served(office, letter, route=ServedBy.POST, tracking_number="EX123456789CN")
    answer = officer.do("cases_take_out", case.pk, 2, why="误", seen=2)
    [link] = again(answer)
    assert "重新登记送达：不属于本机关负责公开" in panel(answer, "timeline")
    assert "申请人不再能下载" in panel(answer, "timeline")
    found = form_of(officer.client.get(link))
    assert (found["on"], found["route"], found["tracking_number"]) == ("2024-10-21", "post", "EX123456789CN")
    letters.void(letter, "答复有误", by=office.officer)
    answer = officer.get("cases_case", case.pk)
    assert again(answer) == []
    assert "没有可以送达的文书，重新拟写" in panel(answer, "timeline")


def test_what_an_order_reopened_is_entered_again_where_the_order_is(office: Office, officer: Desk):
    case = office.happen(office.case(), *CLOSED[:2], **CLOSED[2])
    told = {"procedure": "reconsideration", "authority": "海州市人民政府", "filed_on": date(2024, 10, 18)}
    remedy = remedies.file(case, told, by=office.officer)
    remedy = remedies.decided(remedy, "annulled", date(2024, 10, 21), by=office.officer)
    remedies.reopen(remedy, date(2024, 10, 21), by=office.officer, seen=2, days=15)
    [link] = again(officer.do("cases_take_out", case.pk, 3, why="误", seen=3))
    found = form_of(officer.client.get(link))
    assert (found["on"], found["days"]) == ("2024-10-21", "15")


def test_two_who_work_on_one_case_at_once_lose_nothing_and_the_second_is_told(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    other = Desk(office.holder(Role.OFFICER, name="何小雨"))
    form = {"seen": 1, "on": "2024-10-18", "evidence": "电话告知"}
    assert officer.do("cases_confirm", case.pk, **form).status_code == 200
    answer = other.do("cases_confirm", case.pk, **form | {"on": "2024-10-21", "evidence": "申请人回复邮件"})
    assert answer.status_code == 422
    assert "林小满刚刚登记了“2024-10-18 确认收到”" in text_of(answer)
    assert "申请人回复邮件" in answer.content.decode()
    assert Case.objects.get().happenings.count() == 2


def test_receipt_is_not_taken_out_and_what_stands_on_another_is_not_left_alone(office: Office, officer: Desk):
    case = office.happen(office.case(), Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 8), until=date(2024, 10, 25))
    office.happen(case, Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 17))
    assert "其余的办理过程不成立" in text_of(officer.do("cases_take_out", case.pk, 2, why="误", seen=3))
    assert "收到申请这一条不能更正" in text_of(officer.do("cases_take_out", case.pk, 1, why="误", seen=3))
    page = html.fromstring(officer.get("cases_case", case.pk).content)
    assert len(page.xpath("//a[contains(@href, 'take-out')]")) == 2


# --- who asks, and what was asked before ----------------------------------------------------------------------------


def test_the_applicant_is_masked_and_who_may_looks_further(office: Office, officer: Desk, desk: Callable[[User], Desk]):
    case = office.case()
    page = officer.get("cases_case", case.pk)
    assert "陈**" in text_of(page)
    for secret in ("陈敬", "110101199003078013", "13900001111"):
        assert secret not in page.content.decode()
    assert f"/office/applicants/{office.applicant.pk}/" in page.content.decode()
    answer = officer.do("office_applicant", office.applicant.pk, member="phone", reason="电话告知")
    assert "13900001111" in text_of(answer)
    leader = desk(office.leader).get("cases_case", case.pk)
    assert f"/office/applicants/{office.applicant.pk}/" not in leader.content.decode()


def test_an_agent_is_reached_like_the_applicant(office: Office, officer: Desk):
    agent = office.somebody(OTHER_NUMBER, name="何代理", phone="13900004444")
    case = office.case(agent=agent)
    page = officer.get("cases_case", case.pk)
    assert "代理人何**" in panel(page, "applicant")
    answer = officer.do("office_applicant", agent.pk, member="phone", reason="核实委托")
    assert "13900004444" in text_of(answer)


def test_the_same_applicant_again_is_offered_as_repeated_and_others_as_to_be_published(office: Office, officer: Desk):
    first = office.case(date(2024, 9, 10))
    office.happen(first, Kind.REPLIED, date(2024, 9, 20), outcome="disclosed", route="direct")
    other = office.case(date(2024, 9, 11), applicant=office.somebody(OTHER_NUMBER, name="周敏"))
    again = office.case(title="2023年度 学校建设项目清单")
    page = officer.get("cases_case", again.pk)
    said = panel(page, "same")
    assert "条例第三十六条第六项" in said
    assert "条例第四十四条" in said
    named = html.fromstring(page.content).xpath("//section[@aria-labelledby='same']//a/text()")
    assert {first.number, other.number} <= set(named)
    assert f"/office/cases/{again.pk}/letters/new/repeated/" in page.content.decode()
    assert "/office/register/enter/" in page.content.decode()
    assert "same" not in officer.get("cases_case", first.pk).content.decode().split("aria-labelledby=")


def test_numbers_are_facts_of_thirty_days_the_month_and_the_year(office: Office, officer: Desk):
    for day in (date(2024, 1, 3), date(2023, 12, 29), date(2024, 9, 20), date(2024, 10, 8)):
        office.case(day)
    entered_again = office.somebody()
    case = office.case(date(2024, 10, 15), applicant=entered_again)
    office.case(date(2024, 10, 16))
    office.case(date(2024, 10, 9), applicant=office.somebody(OTHER_NUMBER))
    assert intake.numbers(case) == (3, 2, 4)
    assert "最近30天3件，本月2件，本年4件" in panel(officer.get("cases_case", case.pk), "applicant")


ENTERED = {"kind": "natural_person", "name": "陈静", "document": "resident_id", "reason": "本人来电，姓和名听错了"}


def test_what_was_entered_wrongly_of_an_applicant_is_corrected_for_a_reason_and_that_is_seen(
    office: Office, officer: Desk
):
    case = office.case()
    page = officer.get("cases_person", case.pk, "applicant")
    assert form_of(page)["name"] == "陈敬"
    assert "已登记：139****1111；不改的不用填" in text_of(page)
    answer = officer.do("cases_person", case.pk, "applicant", **ENTERED | {"phone": "13900002222"})
    assert officer.said(answer) == "已更正，记入操作日志"
    case.refresh_from_db()
    assert case.applicant.name == "陈静"
    assert str(case.applicant.phone) == "139****2222"
    said = panel(answer, "applicant")
    assert "资料的更正姓名或者名称、联系电话林小满2024-10-21本人来电，姓和名听错了" in said
    assert "13900002222" not in answer.content.decode()
    [deed] = Deed.objects.filter(deed="修改申请人")
    assert deed.detail == {"项目": ["姓名或者名称", "联系电话"], "理由": ENTERED["reason"]}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "陈敬"}, "没有改动"),
        ({"reason": ""}, "必"),
        ({"reason": "改名陈静"}, "不要写姓名、号码、地址本身"),
        ({"phone": "12"}, "电话"),
    ],
)
def test_what_does_not_do_as_a_correction_is_said_and_changes_nothing(
    office: Office, officer: Desk, typed: dict[str, str], said: str
):
    case = office.case()
    answer = officer.do("cases_person", case.pk, "applicant", **ENTERED | typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    case.applicant.refresh_from_db()
    assert case.applicant.name == "陈敬"


def test_who_has_an_account_corrects_it_there(office: Office, officer: Desk):
    case = office.case()
    case.applicant.user = User.objects.create(username="chen", name="陈敬")
    case.applicant.body = None
    case.applicant.save()
    assert "有账号，资料由本人修改" in panel(officer.get("cases_case", case.pk), "applicant")
    assert "有账号" in text_of(officer.do("cases_person", case.pk, "applicant", **ENTERED))
    assert officer.get("cases_person", case.pk, "agent").status_code == 404


# --- how far it has come --------------------------------------------------------------------------------------------


def marks(office: Office, case: Case) -> dict[str, Mark]:
    return {each.label: each.mark for each in bar_of(Stand(Case.objects.get(pk=case.pk), office.officer)).steps}


def test_the_steps_follow_from_what_is_on_record(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    assert marks(office, case)["登记"] == Mark.NOW
    office.happen(case, Kind.CONFIRMED, date(2024, 10, 18))
    assert (marks(office, case)["登记"], marks(office, case)["审查"]) == (Mark.DONE, Mark.NOW)
    SearchRecord.objects.create(
        case=case, on=TODAY, where="档案室", how="查目录", who="林小满", found=True, by=office.officer
    )
    found = marks(office, case)
    assert [found[name] for name in ("审查", "检索", "征求意见", "拟稿", "送达")] == [
        *(Mark.DONE, Mark.DONE, Mark.SKIPPED, Mark.NOW, Mark.TODO)
    ]
    assert found["审核"] == Mark.SKIPPED
    letter = CaseLetter.objects.create(case=case, body=case.body, key="not_held", state="in_review")
    letter.steps.create(
        round=1, order=1, step=Step.LEGALITY, decision="passed", decided_by=office.counsel, decided_at=at(TODAY)
    )
    letter.steps.create(round=1, order=2, step=Step.SIGN, begun_at=at(TODAY))
    found = marks(office, case)
    assert [found[name] for name in ("拟稿", "合法性审查", "保密审查", "签发", "送达")] == [
        *(Mark.DONE, Mark.DONE, Mark.SKIPPED, Mark.NOW, Mark.TODO)
    ]
    office.happen(case, Kind.REPLIED, TODAY, outcome="not_held", route="post")
    assert marks(office, case)["送达"] == Mark.DONE
    page = html.fromstring(officer.get("cases_case", case.pk).content)
    assert not page.xpath("//*[@aria-current='step']")


def test_what_the_applicant_let_lapse_has_no_steps_before_it(office: Office):
    case = office.happen(office.case(), Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 8), until=date(2024, 10, 15))
    course.count_anew(case.pk)
    assert set(marks(office, case).values()) == {Mark.DONE, Mark.SKIPPED}


def answered(office: Office) -> Case:
    """A case that was searched for, consulted about, and answered by a letter on the day of the tests."""
    ready(office)
    case = office.happen(office.case(), Kind.CONSULTATION_SENT, date(2024, 10, 9), to="other_organ", ref="1")
    case = office.happen(case, Kind.CONSULTATION_ANSWERED, date(2024, 10, 11), ref="1")
    SearchRecord.objects.create(
        case=case, on=date(2024, 10, 14), where="档案室", how="查目录", who="林小满", found=True, by=office.officer
    )
    return served(office, letters.draft(case, "not_ours", NOT_OURS, by=office.officer))


def test_a_case_that_is_decided_anew_has_its_steps_before_it_again(office: Office):
    case = answered(office)
    assert set(marks(office, case).values()) == {Mark.DONE, Mark.SKIPPED}
    with time_machine.travel(at(date(2024, 12, 2)), tick=False):
        officer = Desk(office.officer)
        case = remedies.reopen_by_self(
            case, date(2024, 12, 2), "漏查了移交前的档案", by=office.officer, seen=case.last_event
        )
        found = marks(office, case)
        assert [found[name] for name in ("登记", "审查", "检索", "征求意见", "拟稿", "签发", "送达")] == [
            *(Mark.DONE, Mark.NOW, Mark.TODO, Mark.SKIPPED, Mark.TODO, Mark.TODO, Mark.TODO)
        ]
        page = officer.get("cases_case", case.pk)
        assert "2024-12-02起依据自行纠正重新处理" in text_of(page)
        assert "拟写答复书" in buttons(page)
        again = letters.draft(case, "not_ours", NOT_OURS, by=office.officer)
        assert (marks(office, case)["拟稿"], marks(office, case)["签发"]) == (Mark.DONE, Mark.NOW)
        letters.void(again, "拟错了", by=office.officer)
        assert (marks(office, case)["审查"], marks(office, case)["签发"]) == (Mark.NOW, Mark.TODO)
        told = {"where": "档案馆", "how": "查目录", "who": "林小满", "note": "移交前的清单"}
        searching.record_search(case, on=date(2024, 12, 2), **told, found=True, by=office.officer)
        assert marks(office, case)["检索"] == Mark.DONE
        case = served(office, letters.draft(case, "not_ours", NOT_OURS, by=office.officer))
        assert set(marks(office, case).values()) == {Mark.DONE, Mark.SKIPPED}


def test_a_letter_that_counts_as_not_served_is_to_be_served_again_and_one_that_is_void_drafted_again(office: Office):
    case = answered(office)
    letter = case.letters.get()
    course.take_out(letter.happening, "送错了人", by=office.officer, seen=case.last_event)
    assert (marks(office, case)["签发"], marks(office, case)["送达"]) == (Mark.DONE, Mark.NOW)
    letters.void(letter, "答复有误", by=office.officer)
    assert (marks(office, case)["拟稿"], marks(office, case)["签发"]) == (Mark.NOW, Mark.TODO)


# --- how many questions it costs ------------------------------------------------------------------------------------


def test_the_page_asks_the_database_as_often_however_much_happened(office: Office, officer: Desk):
    def much(case: Case) -> None:
        papers.add(case, PaperKind.OTHER, "x.pdf", b"x", by=office.officer)
        messages.say(case, "您好", side=Side.APPLICANT, by=None)
        SearchRecord.objects.create(
            case=case, on=TODAY, where="档案室", how="查目录", who="林小满", found=True, by=office.officer
        )

    for _ in range(2):
        office.case()
    case = office.case()
    office.happen(case, Kind.CONSULTATION_SENT, date(2024, 10, 9), to="third_party", ref="1")
    much(case)
    officer.get("cases_case", case.pk)
    with Counted() as few:
        officer.get("cases_case", case.pk)
    for number in range(5):
        much(case)
        office.happen(case, Kind.CONSULTATION_SENT, date(2024, 10, 9), to="third_party", ref=f"x{number}")
    with Counted() as many:
        officer.get("cases_case", case.pk)
    assert many.count == few.count
    assert few.count < 60
