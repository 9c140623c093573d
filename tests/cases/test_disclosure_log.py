"""The disclosure log: what was answered without who asked, written by one, published by another, gone when it no longer
holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, LogEntry
from gongkai.cases.services import course, letters, remedies
from gongkai.cases.services import disclosure_log as log
from gongkai.cases.services.practice import save_practice
from gongkai.law.events import Kind
from gongkai.law.outcomes import OUTCOMES
from gongkai.office.waiting import waiting_for
from gongkai.persons.mentions import mentioned, unnamed
from gongkai.search.models import StoredEntry
from tests.cases.people import NUMBER, Office, at
from tests.cases.serving import ready, served

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 10)
ASKED = "本人陈敬（身份证110101 19900307 8013，电话139-0000-1111），要求公开2023年度学校建设项目清单，户主：王小明"
SECRETS = ("陈敬", "110101", "139-0000-1111", "王小明")


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def office(office: Office) -> Office:
    ready(office, publishes_answers=True)
    return office


def answered(office: Office, outcome: str = "already_public", **members: Any) -> Case:
    """A request that was answered by letter."""
    case = office.case(date(2025, 3, 3), **{"description": ASKED} | members)
    given = {"findings": [{"outcome": outcome, "where": "本机关网站“建设项目”栏目，https://www.example.gov.cn/xm/"}]}
    return served(office, letters.draft(case, outcome, given, by=office.officer))


def written(office: Office, case: Case, **texts: str) -> LogEntry:
    return log.write(case, dict(log.propose(case).masked) | texts, by=office.officer)


def published(office: Office, **texts: str) -> LogEntry:
    return log.publish(written(office, answered(office), **texts), by=office.leader)


# --- proposing ------------------------------------------------------------------------------------------------------


def test_it_is_proposed_without_who_asked_and_what_is_private(office: Office):
    found = log.propose(answered(office))
    assert found.masked["title"] == "关于2023年度学校建设项目清单的申请"
    assert "本人申请人（身份证***，电话***）" in found.masked["asked"]
    assert "户主：王某某" in found.masked["asked"]
    for secret in SECRETS:
        assert secret in found.original["asked"]
        assert secret not in str(found.masked)


def test_the_answer_is_what_was_found_and_neither_addressee_nor_remedy(office: Office):
    answer = log.propose(answered(office)).masked["answered"]
    assert "本机关网站“建设项目”栏目" in answer
    assert not any(word in answer for word in ("陈敬", "行政复议", "人民法院", "收到你", "联系电话"))


def test_what_was_answered_without_a_letter_says_how(office: Office):
    case = office.happen(office.case(date(2025, 3, 3)), Kind.REPLIED, TODAY, outcome="disclosed", route="direct")
    assert log.propose(case).masked["answered"] == "予以公开。"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("陈敬", ["姓名或者名称"]),
        ("陈 敬", ["姓名或者名称"]),
        (f"证号{NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:]}", ["证件号码"]),
        ("１３９００００１１１１", ["联系电话"]),
        ("陈静", []),
        ("敬", []),
        ("", []),
    ],
)
def test_however_it_is_written_it_is_known_whom_a_text_names(office: Office, text: str, told: list[str]):
    assert mentioned(office.applicant, text) == told
    assert mentioned(office.applicant, unnamed(office.applicant, text)) == []
    assert (unnamed(office.applicant, text) == text) is (not told)


def test_every_outcome_is_either_logged_or_has_its_reason():
    keys = {each.key for each in OUTCOMES if each.row_2021 is not None}
    assert set(log.LOGGED) | set(log.NOT_LOGGED) == keys
    assert not set(log.LOGGED) & set(log.NOT_LOGGED)
    assert {"disclosed", "partial", "already_public", "not_held"} <= set(log.LOGGED)


@pytest.mark.parametrize("outcome", log.NOT_LOGGED)
def test_what_would_tell_too_much_or_nothing_is_not_logged(office: Office, outcome: str):
    case = Case(body=office.bureau, closed_on=TODAY, outcome=outcome)
    assert log.NOT_LOGGED[outcome] in log.why_not(case)


def test_only_what_was_answered_is_written(office: Office):
    case = office.case(date(2025, 3, 3))
    with pytest.raises(ValidationError, match="还没有办结"):
        log.write(case, {"title": "甲", "asked": "乙", "answered": "丙"}, by=office.officer)


# --- writing and publishing -----------------------------------------------------------------------------------------


def test_it_is_published_by_somebody_else_and_then_found(office: Office):
    entry = written(office, answered(office))
    assert not entry.is_public
    with pytest.raises(PermissionDenied, match="编写人以外的人"):
        log.publish(entry, by=office.officer)
    entry = log.publish(entry, by=office.leader)
    assert (entry.is_public, entry.published_by) == (True, office.leader)
    found = StoredEntry.objects.get(source="answers")
    assert (found.ident, found.title) == (entry.pk, entry.title)
    stored = " ".join(str(getattr(found, name)) for name in ("title", "summary", "text", "keywords"))
    assert not any(secret in stored for secret in SECRETS[:3])


def test_another_officer_of_the_body_may_publish_it_too_and_nobody_else(office: Office):
    entry = written(office, answered(office))
    others = (office.counsel, office.secrecy, office.holder(Role.OFFICER, Body.objects.create(name="海州市财政局")))
    for who in others:
        with pytest.raises(PermissionDenied):
            log.publish(entry, by=who)
    assert log.publish(entry, by=office.holder(Role.OFFICER, name="何小雨")).is_public


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"asked": "身份证号码110101199003078013"}, "申请内容里有"),
        ({"answered": "请联系手机13812345678"}, "答复内容里有手机号码：138****5678"),
        ({"title": "关于陈敬的申请"}, "标题里有申请人的姓名或者名称，请删去"),
        ({"answered": "向陈 敬提供"}, "答复内容里有申请人的姓名或者名称"),
        ({"asked": "电话1390000 1111"}, "申请内容里有"),
    ],
)
def test_what_tells_who_it_was_keeps_it_from_the_public(office: Office, texts: dict[str, str], said: str):
    entry = written(office, answered(office), **texts)
    assert any(each.startswith(said) for each in log.hindrances(entry))
    with pytest.raises(ValidationError, match="不能公开"):
        log.publish(entry, by=office.leader)
    assert not LogEntry.objects.get().is_public
    assert not StoredEntry.objects.filter(source="answers").exists()


def test_the_agent_is_kept_out_as_well(office: Office):
    agent = office.somebody("11010119900307109X", name="周律师")
    entry = written(office, answered(office, agent=agent), answered="已向周律师提供")
    assert "答复内容里有代理人的姓名或者名称，请删去" in log.hindrances(entry)


def test_a_name_of_somebody_else_is_remarked_on(office: Office):
    entry = written(office, answered(office), answered="项目的当事人：王小明，未予提供")
    assert any("像是写有人名“王某某”" in each for each in log.remarks(entry))


def test_a_body_that_keeps_no_log_publishes_nothing(office: Office):
    entry = written(office, answered(office))
    save_practice(office.bureau, {"publishes_answers": False}, by=office.officer, reason="暂停")
    with pytest.raises(ValidationError, match="没有选“公开答复目录”"):
        log.publish(entry, by=office.leader)


def test_what_is_missing_or_too_long_is_said_at_its_field(office: Office):
    case = answered(office)
    for texts, field in (({"title": " "}, "title"), ({"asked": "问" * 2001}, "asked")):
        with pytest.raises(ValidationError) as refused:
            written(office, case, **texts)
        assert [*refused.value.message_dict] == [field]
    assert not LogEntry.objects.exists()


def test_only_officers_of_the_body_write(office: Office):
    case = answered(office)
    with pytest.raises(PermissionDenied):
        log.write(case, log.propose(case).masked, by=office.leader)


def test_what_is_public_is_withdrawn_before_it_is_changed_and_published_anew_by_another(office: Office):
    entry = published(office)
    with pytest.raises(ValidationError, match="请先撤下再修改"):
        written(office, entry.case)
    entry = log.withdraw(entry, "答复内容有误", by=office.leader)
    assert (entry.is_public, entry.withdrawn_why) == (False, "答复内容有误")
    assert not StoredEntry.objects.filter(source="answers").exists()
    with pytest.raises(ValidationError, match="请修改以后重新公开"):
        log.publish(entry, by=office.leader)
    entry = written(office, entry.case, title="关于建设项目清单的申请")
    assert (entry.published_at, entry.withdrawn_at, entry.withdrawn_why) == (None, None, "")
    assert log.publish(entry, by=office.leader).is_public


def test_it_is_withdrawn_for_a_reason_that_names_nobody(office: Office):
    entry = published(office)
    for why, said in ((" ", "请写明撤下的原因"), ("陈敬不同意", "原因里有申请人的姓名或者名称")):
        with pytest.raises(ValidationError, match=said):
            log.withdraw(entry, why, by=office.officer)
    with pytest.raises(PermissionDenied):
        log.withdraw(entry, "有误", by=office.counsel)


def test_an_answer_that_no_longer_holds_is_withdrawn_with_it(office: Office):
    entry = published(office)
    case = Case.objects.get()
    remedies.reopen_by_self(case, TODAY, "漏查", by=office.officer, seen=case.last_event)
    entry.refresh_from_db()
    assert (entry.is_public, entry.withdrawn_why) == (False, "原答复正在重新处理")
    assert not StoredEntry.objects.filter(source="answers").exists()


def test_an_answer_that_was_entered_by_mistake_takes_its_entry_with_it(office: Office):
    entry = published(office)
    case = Case.objects.get()
    course.take_out(case.happenings.get(kind="replied"), "没有送到", by=office.officer, seen=case.last_event)
    entry.refresh_from_db()
    assert (entry.is_public, entry.withdrawn_why) == (False, "原答复的登记有误，正在更正")


def test_a_draft_of_an_answer_that_was_made_anew_is_not_published(office: Office):
    case = answered(office)
    entry = written(office, case)
    case = remedies.reopen_by_self(case, TODAY, "漏查", by=office.officer, seen=case.last_event)
    assert "申请还没有办结" in log.hindrances(LogEntry.objects.get())
    office.happen(case, Kind.REPLIED, TODAY, outcome="not_held", route="direct")
    entry = LogEntry.objects.select_related("case").get(pk=entry.pk)
    assert "申请在编写以后重新作了答复，请按新的答复修改" in log.hindrances(entry)


def test_what_was_never_public_can_be_given_up(office: Office):
    entry = written(office, answered(office))
    log.give_up(entry, by=office.officer)
    assert not LogEntry.objects.exists()
    entry = written(office, Case.objects.get())
    log.publish(entry, by=office.leader)
    with pytest.raises(ValidationError, match="公开过的不能删除"):
        log.give_up(entry, by=office.officer)


def test_the_log_of_deeds_has_the_number_and_no_text(office: Office):
    log.withdraw(published(office), "答复有误", by=office.leader)
    deeds = list(Deed.objects.filter(deed__contains="答复目录").values_list("deed", "detail"))
    assert deeds == [(deed, {"编号": "2025-0001"}) for deed in ("编写答复目录", "公开答复目录", "撤下答复目录")]


def test_who_may_publish_finds_it_on_the_home_page(office: Office):
    written(office, answered(office))
    title = "公开答复目录：2025-0001"
    found = {
        who.name: [item.title for item in waiting_for(who).now]
        for who in (office.leader, office.officer, office.counsel)
    }
    assert [name for name, titles in found.items() if title in titles] == ["高远"]
