"""What comes after a reply, at the desk: remedies, corrections, the disclosure log, the ledger, the archive package."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.cases import ledger
from gongkai.cases.enums import PaperKind, Procedure, Stage
from gongkai.cases.models import Case, LogEntry, RecordCorrection, Remedy
from gongkai.cases.services import access, corrections, disclosure_log, letters, papers, remedies
from gongkai.jobs.models import Job
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from gongkai.persons import vault
from tests.cases.people import NUMBER, Office, at
from tests.cases.serving import approved, ready, served
from tests.documents.desk.conftest import Counted, Desk, text_of

pytestmark = pytest.mark.django_db
At = Callable[[User], Desk]
TODAY = date(2025, 3, 10)
REPLIED = date(2024, 10, 20)


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    """A request that was answered in October, without a letter."""
    return office.happen(office.case(), Kind.REPLIED, REPLIED, outcome="not_held", route="direct")


def file(office: Office, case: Case, **members: Any) -> Remedy:
    given = {"procedure": Procedure.RECONSIDERATION, "authority": "海州市人民政府", "filed_on": date(2024, 11, 4)}
    return remedies.file(case, given | members, by=office.officer)


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 ...", "application/pdf")


# --- remedies -------------------------------------------------------------------------------------------------------


def test_a_reconsideration_is_filed_from_the_case_and_comes_to_its_end(office: Office, officer: Desk, case: Case):
    assert "登记复议诉讼" in text_of(officer.get("cases_case", case.pk))
    filed = {
        "way": "summary", "authority": "海州市人民政府", "number": "海政复〔2024〕31号",
        "filed_on": "2024-11-04", "notified_on": "2024-11-08", "claim": "撤销答复",
    }  # fmt: skip
    answer = officer.do("cases_remedy_file", case.pk, **filed)
    assert officer.said(answer) == "已登记行政复议，2024-11-15前提交答复、答辩"
    remedy = Remedy.objects.get()
    page = text_of(answer)
    assert "提交行政复议答复：2024-11-15，已超期" in page
    officer.do("cases_remedy_answered", remedy.pk, on="2024-11-14")
    officer.do("cases_remedy_attach", remedy.pk, added=pdf("行政复议答复书.pdf"), note="答复书")
    decided = {
        "result": "annulled", "decided_on": "2025-01-03", "received_on": "2025-01-06",
        "orders": "撤销答复，责令重新答复",
    }  # fmt: skip
    page = text_of(officer.do("cases_remedy_decided", remedy.pk, **decided))
    assert "撤销或者部分撤销" in page
    assert "重新处理" in page
    assert "行政复议答复书.pdf" in page
    reopened = officer.do("cases_remedy_reopen", remedy.pk, seen=2, on="2025-01-06", days="15", until="")
    assert officer.said(reopened) == "已恢复办理，答复期限2025-01-26"
    remedy.refresh_from_db()
    assert (remedy.perform_by, Case.objects.get().is_open) == (date(2025, 1, 26), True)
    assert "重新处理" not in [each.label for each, _ in officer.get("cases_remedy", remedy.pk).context["actions"]]
    officer.do("cases_remedy_performed", remedy.pk, on="2025-01-20")
    officer.do("cases_remedy_lesson", remedy.pk, lesson="检索要查移交前的档案")
    remedy.refresh_from_db()
    assert (remedy.stage, remedy.lesson) == (Stage.PERFORMED, "检索要查移交前的档案")
    assert "检索要查移交前的档案" in text_of(officer.get("cases_lessons"))
    panel = text_of(officer.get("cases_case", case.pk))
    assert "行政复议 2024-0001海州市人民政府，海政复〔2024〕31号" in panel


def test_a_suit_and_an_appeal_follow_on_the_page_of_what_went_before(office: Office, officer: Desk, case: Case):
    first = remedies.decided(file(office, case), "upheld", date(2024, 12, 30), by=office.officer)
    followed = {"authority": "海州市海东区人民法院", "filed_on": "2025-01-06", "number": "（2025）行初1号"}
    officer.do("cases_remedy_followed", first.pk, **followed)
    suit = Remedy.objects.get(after=first)
    assert remedies.procedure_of(suit) == "litigation_after_reconsideration"
    remedies.decided(suit, "claim_dismissed", date(2025, 2, 20), by=office.officer)
    officer.do("cases_remedy_final", suit.pk)
    suit.refresh_from_db()
    assert suit.stage == Stage.FINAL
    officer.do("cases_remedy_followed", suit.pk, authority="海州市中级人民法院", filed_on="2025-03-03")
    page = text_of(officer.get("cases_remedy", suit.pk))
    assert "行政复议 2024-0001" in page
    assert "行政诉讼二审 2024-0001" in page


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(office: Office, officer: Desk, case: Case):
    remedy = file(office, case)
    for name, given, said in (
        ("cases_remedy_answered", {"on": "2025-04-01"}, "提交答复、答辩日期还没有到"),
        ("cases_remedy_hearing", {"on": "2024-01-01"}, "不能早于申请、起诉日期"),
        ("cases_remedy_decided", {"result": "", "decided_on": "2025-01-01", "orders": "责令答复"}, "必填"),
        ("cases_remedy_reopen", {"seen": 2, "on": "2025-01-01", "days": 3, "until": "2025-02-01"}, "只填一项"),
    ):
        answer = officer.do(name, remedy.pk, **given)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert all(str(value) in answer.content.decode() for value in given.values())


def test_who_only_looks_sees_no_buttons(office: Office, desk: At, case: Case):
    remedy = file(office, case)
    for who in (office.leader, office.counsel):
        answer = desk(who).get("cases_remedy", remedy.pk)
        assert answer.context["actions"] == []
        assert desk(who).do("cases_remedy_lesson", remedy.pk, lesson="甲").status_code == 403


def test_the_register_is_filtered_by_what_is_due_and_exported(office: Office, officer: Desk, case: Case):
    late = file(office, case, notified_on=date(2024, 11, 8))
    other = office.happen(office.case(), Kind.REPLIED, REPLIED, outcome="not_held", route="direct")
    soon = remedies.decided(
        file(office, other), "ordered", date(2025, 1, 2), by=office.officer, perform_by=date(2025, 3, 12)
    )

    def shown(**query: object) -> set[int]:
        return {each.pk for each in officer.get("cases_remedies", **query).context["object_list"]}

    assert shown() == {late.pk, soon.pk}
    assert shown(due="overdue") == shown(due="answer") == {late.pk}
    assert shown(due="soon") == shown(due="perform") == {soon.pk}
    assert shown(procedure="litigation") == set()
    assert shown(result="ordered") == {soon.pk}
    assert shown(body="海州市人民政府") == {late.pk, soon.pk}
    assert shown(q="2024-0002") == {soon.pk}
    table = load_workbook(io.BytesIO(officer.get("cases_remedies", export="xlsx").content)).active
    assert table is not None
    assert table.max_row == 3


def test_the_lists_take_as_many_queries_however_many_rows(office: Office, officer: Desk, case: Case):
    def counted(name: str) -> int:
        with Counted() as queries:
            officer.get(name)
        return queries.count

    file(office, case, notified_on=date(2024, 11, 8))
    entered = {"record": "缴费记录", "wrong": "漏记", "right": "补记"}
    now = at(TODAY, 9)
    corrections.enter(
        office.bureau, office.applicant, entered, channel=Channel.IN_PERSON, submitted_at=now, by=office.officer
    )
    names = ("cases_remedies", "cases_lessons", "cases_corrections", "cases_log")
    before = [counted(name) for name in names]
    for _ in range(4):
        file(office, case, notified_on=date(2024, 11, 8))
        corrections.enter(
            office.bureau, office.applicant, entered, channel=Channel.IN_PERSON, submitted_at=now, by=office.officer
        )
    assert [counted(name) for name in names] == before


def test_the_body_itself_takes_a_reply_back(office: Office, officer: Desk, case: Case):
    answer = officer.do("cases_reopen", case.pk, seen=2, why="漏查了移交前的档案", on="2025-03-10", days="", until="")
    assert officer.said(answer) == "已恢复办理，答复期限2025-04-08"
    assert "自行纠正" not in [each.label for each, _ in officer.get("cases_case", case.pk).context["actions"]]


# --- corrections ----------------------------------------------------------------------------------------------------


def correction_of(office: Office) -> RecordCorrection:
    given = {"record": "2019年社保缴费记录", "wrong": "漏记三个月", "right": "补记4月至6月"}
    return corrections.enter(
        office.bureau, office.applicant, given, channel=Channel.IN_PERSON, submitted_at=at(TODAY, 9), by=office.officer
    )


ENTERED = {
    "way": "counter", "on": "2025-03-10",
    "record": "2019年社保缴费记录", "wrong": "漏记三个月", "right": "补记4月至6月",
    "applicant-kind": "natural_person", "applicant-name": "陈敬", "applicant-document": "resident_id",
    "applicant-number": NUMBER, "submission": "7c1f0f3e-1d1e-4b0e-8f53-5f3f0e0f6a11",
}  # fmt: skip


def test_a_correction_is_entered_with_its_proof_once(office: Office, officer: Desk):
    sent = ENTERED | {"body": "海州市教育局"}
    answer = officer.do("cases_correction_enter", **sent, proof=pdf("参保证明.pdf"))
    assert officer.said(answer) == "已登记，编号更2025-0001"
    page = text_of(answer)
    assert "漏记三个月" in page
    assert "参保证明.pdf" in page
    assert "陈**" in page
    assert "陈敬" not in page
    assert "条例没有规定更正的期限，应当尽快办理" in page
    officer.do("cases_correction_enter", **sent)
    paper = RecordCorrection.objects.get().papers.get()
    assert (paper.kind, paper.side) == (PaperKind.RECORD_PROOF, "applicant")


def test_a_form_that_is_not_right_keeps_its_files(office: Office, officer: Desk):
    sent = ENTERED | {"body": "海州市教育局", "right": ""}
    answer = officer.do("cases_correction_enter", **sent, proof=pdf("参保证明.pdf"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "参保证明.pdf" in page
    assert "漏记三个月" in page
    assert NUMBER in page
    kept = answer.context["form"]["kept"].value()
    answer = officer.do("cases_correction_enter", **sent | {"right": "补记", "kept": kept})
    assert RecordCorrection.objects.get().papers.get().name == "参保证明.pdf"


def test_the_answer_is_a_letter_and_its_service_ends_it(office: Office, officer: Desk):
    ready(office)
    correction = correction_of(office)
    page = officer.get("cases_correction", correction.pk)
    assert "归档包" not in text_of(page)
    assert [label for label, _ in page.context["answers"]] == ["更正：已经更正", "更正：转送有权机关", "更正：不予更正"]
    given = {
        "findings": [{"outcome": "correction_made", "correction": "补记2019年4月至6月", "corrected_on": "2025-03-10"}]
    }
    letter = approved(office, letters.draft(correction, "correction_made", given, by=office.officer))
    letters.serve(letter, by=office.officer, on=TODAY, route=ServedBy.DIRECT, seen=0)
    correction.refresh_from_db()
    assert (correction.outcome, correction.closed_on) == ("correction_made", TODAY)
    page = officer.get("cases_correction", correction.pk)
    assert page.context["answers"] == []
    assert f"更正：已经更正（{letter.number}）" in text_of(page)
    assert "2025-03-10" in text_of(officer.get("cases_corrections"))
    assert "归档包" in text_of(page)
    officer.do("cases_correction_archive", correction.pk)
    assert Job.objects.get(kind="cases.archive").arguments == {"correction": correction.pk}


def test_who_came_to_the_counter_gets_a_code_by_which_they_follow_the_correction(office: Office, officer: Desk):
    correction = correction_of(office)
    page = officer.get("cases_correction", correction.pk)
    assert "发给查询码" in text_of(page)
    answer = officer.client.post(reverse("cases_correction_code", args=[correction.pk]))
    [code] = html.fromstring(answer.content).xpath("//*[@class='office-password']/text()")
    assert "no-store" in answer["Cache-Control"]
    assert correction.number in text_of(answer)
    correction.refresh_from_db()
    assert access.fits(correction, code)
    assert Deed.objects.get(deed="发给查询码").detail == {"编号": correction.number}


def test_after_twenty_working_days_the_list_and_the_page_say_so(office: Office, officer: Desk):
    correction = correction_of(office)
    assert "办理中" in text_of(officer.get("cases_corrections"))
    with time_machine.travel(at(date(2025, 4, 8)), tick=False):
        assert "收到已超过20个工作日" not in text_of(Desk(office.officer).get("cases_correction", correction.pk))
    with time_machine.travel(at(date(2025, 4, 9)), tick=False):
        officer = Desk(office.officer)  # the session of a month ago is over
        assert "久未办结" in text_of(officer.get("cases_corrections"))
        assert "收到已超过20个工作日" in text_of(officer.get("cases_correction", correction.pk))
        assert "更正申请久未办结：更2025-0001" in text_of(officer.client.get("/office/"))


def test_papers_are_had_by_who_may_on_record(office: Office, officer: Desk, desk: At):
    correction = correction_of(office)
    proof = papers.add(correction, PaperKind.RECORD_PROOF, "参保证明.pdf", b"%PDF proof", by=office.officer)
    card = papers.add(correction, PaperKind.IDENTITY, "身份证.jpg", b"\xff\xd8\xff", by=office.officer)
    got = officer.get("cases_correction_paper", correction.pk, proof.pk)
    assert (got.content, got["Content-Disposition"].startswith("attachment")) == (b"%PDF proof", True)
    counsel = desk(office.counsel)
    assert counsel.get("cases_correction_paper", correction.pk, proof.pk).status_code == 200
    assert counsel.get("cases_correction_paper", correction.pk, card.pk).status_code == 403
    assert Deed.objects.filter(deed="下载案件材料").count() == 2
    path = vault.folder() / vault.path_of(proof.vault)
    path.write_bytes(path.read_bytes()[:-1])
    answer = officer.client.get(f"/office/cases/corrections/{correction.pk}/papers/{proof.pk}/", follow=True)
    assert "被改动、截断" in text_of(answer)


def test_it_is_given_to_another_officer(office: Office, officer: Desk):
    correction, other = correction_of(office), office.holder("officer", name="何小雨")  # type: ignore[arg-type]
    answer = officer.do("cases_correction_hand", correction.pk, handler=other.pk)
    assert officer.said(answer) == "已交由何小雨办理"


# --- the disclosure log ---------------------------------------------------------------------------------------------


def answered(office: Office) -> Case:
    ready(office, publishes_answers=True)
    case = office.case(date(2025, 3, 3), description="本人陈敬要求公开2023年度学校建设项目清单，电话13900001111")
    given = {"findings": [{"outcome": "already_public", "where": "本机关网站“建设项目”栏目"}]}
    return served(office, letters.draft(case, "already_public", given, by=office.officer))


def test_an_entry_is_written_beside_the_original_and_published_by_another(office: Office, officer: Desk, desk: At):
    case = answered(office)
    form = officer.get("cases_log_write", case.pk)
    fields = {name: form.context["form"][name].value() for name in disclosure_log.TEXTS}
    assert "本人申请人要求公开" in fields["asked"]
    assert "13900001111" not in str(fields)
    assert "本人陈敬要求公开" in text_of(form)
    officer.do("cases_log_write", case.pk, **fields)
    page = officer.get("cases_log_entry", case.pk)
    assert not page.context["may_publish"]
    assert "应由编写人以外的人公开" in text_of(page)
    assert officer.client.post(f"/office/cases/{case.pk}/log/publish/").status_code == 403
    leader = desk(office.leader)
    assert leader.get("cases_log_entry", case.pk).context["may_publish"]
    assert leader.said(leader.do("cases_log_publish", case.pk)) == "已公开"
    assert "公开" in text_of(officer.get("cases_log", standing="public"))
    answer = leader.do("cases_log_withdraw", case.pk, why="答复有误")
    assert leader.said(answer) == "已撤下"
    assert not LogEntry.objects.get().is_public


def test_what_names_the_applicant_cannot_be_published(office: Office, officer: Desk, desk: At):
    case = answered(office)
    officer.do("cases_log_write", case.pk, title="清单", asked="陈敬的申请", answered="见网站")
    leader = desk(office.leader)
    page = leader.get("cases_log_entry", case.pk)
    assert not page.context["may_publish"]
    assert "申请内容里有申请人的姓名或者名称，请删去" in text_of(page)
    assert "不能公开" in leader.said(leader.do("cases_log_publish", case.pk))
    assert officer.said(officer.do("cases_log_give_up", case.pk)) == "已删除"


def test_the_case_offers_it_only_where_the_body_keeps_a_log(office: Office, officer: Desk, case: Case):
    def offered() -> bool:
        return "编写答复目录" in [each.label for each, _ in officer.get("cases_case", case.pk).context["actions"]]

    assert not offered()
    ready(office, publishes_answers=True)
    assert offered()


# --- taken out ------------------------------------------------------------------------------------------------------

SPAN = {"since": "2024-01-01", "until": "2025-12-31", "body": "海州市教育局"}


def test_the_ledger_comes_at_once_masked(office: Office, officer: Desk, case: Case):
    answer = officer.do("cases_ledger", **SPAN, form="xlsx", named="", reason="")
    assert "20240101-20251231.xlsx" in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["D2"].value == "陈**"
    assert officer.do("cases_ledger", **SPAN, form="csv").content.startswith(b"\xef\xbb\xbf")


def test_with_names_it_wants_a_reason_and_who_may_not_is_not_asked(office: Office, officer: Desk, desk: At, case: Case):
    answer = officer.do("cases_ledger", **SPAN, form="csv", named="on", reason="")
    assert (answer.status_code, "请写明导出姓名的理由" in text_of(answer)) == (422, True)
    named = officer.do("cases_ledger", **SPAN, form="csv", named="on", reason="上级检查")
    assert "陈敬" in named.content.decode("utf-8-sig")
    leader = desk(office.leader)
    assert "写明申请人姓名" not in text_of(leader.get("cases_ledger"))
    assert "陈敬" not in leader.do("cases_ledger", **SPAN, form="csv", named="on", reason="x").content.decode(
        "utf-8-sig"
    )


def test_a_long_ledger_and_an_archive_package_are_jobs(
    office: Office, officer: Desk, desk: At, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ledger, "AT_ONCE", 0)
    assert "正在后台导出" in officer.said(officer.do("cases_ledger", **SPAN, form="xlsx"))
    assert "正在后台制作" in officer.said(officer.do("cases_archive", case.pk))
    assert [job.kind for job in Job.objects.order_by("pk")] == ["cases.ledger", "cases.archive"]
    assert desk(office.leader).do("cases_archive", case.pk).status_code == 403
    assert "归档包" in [each.label for each, _ in officer.get("cases_case", case.pk).context["actions"]]
    assert "归档包" not in [each.label for each, _ in desk(office.leader).get("cases_case", case.pk).context["actions"]]


def test_the_menu_leads_to_all_of_it(office: Office, officer: Desk):
    page = officer.client.get("/office/").content.decode()
    for path in ("remedies", "corrections", "log", "ledger"):
        assert f"/office/cases/{path}/" in page
