"""From the first count to the approval: checked, explained, sent in, frozen, decided by others, returned, approved."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from gongkai.access.enums import Role
from gongkai.bodies.models import Body, Succession
from gongkai.filings.enums import Decision, State, Step
from gongkai.filings.models import Filing, FilingStep, SentIn
from gongkai.filings.services import checking, compiling, narrative, publishing, reviewing
from gongkai.filings.services.reports import report_of, restored
from gongkai.office.models import Notice
from gongkai.office.waiting import waiting_for
from gongkai.report import Severity
from gongkai.report.interchange import from_dict
from tests.filings.people import PROBLEMS, YEAR, ZONE, Desk
from tests.office.conftest import deeds


def codes(filing: Filing, severity: Severity | None = None) -> list[str]:
    found = checking.check_filing(filing).findings
    return [each.code for each in found if severity is None or each.severity is severity]


def finding(filing: Filing, code: str) -> checking.Found:
    return next(each for each in checking.check_filing(filing).findings if each.code == code)


# --- checks ---------------------------------------------------------------------------------------------------------


def test_a_report_that_is_ready_is_hindered_by_nothing(desk: Desk):
    filing = desk.ready()
    assert [each.code for each in checking.check_filing(filing).hindering] == []
    assert reviewing.hindrances(filing) == []


def test_what_is_lacking_is_said_before_it_is_sent_in(desk: Desk):
    filing = compiling.begin(desk.bureau, YEAR, by=desk.officer)
    whys = reviewing.hindrances(filing)
    assert "还没有由记录编制" in whys
    assert any(why.startswith("还有4格没有填报：行政许可") for why in whys)
    assert any(why.startswith("C07：") for why in whys)
    with pytest.raises(ValidationError, match="还没有由记录编制"):
        reviewing.send_in(filing, by=desk.officer)


def test_a_cell_that_nobody_stated_is_said_to_be_so_and_not_that_its_row_is_gone(desk: Desk):
    found = checking.check_filing(desk.begun()).hindering
    assert next(each.sentence for each in found if each.code == "T02") == "“行政许可 | 本年处理决定数量”还没有填报"
    assert len([each for each in found if each.code == "T02"]) == 4
    assert not [each for each in found if each.code == "E06"]


def test_an_error_is_corrected_and_no_reason_takes_its_place(desk: Desk):
    filing = desk.ready()
    desk.write(filing, "overview", "2024年收到政府信息公开申请9件，全年主动公开政府信息120条，组织培训2次。")
    error = finding(desk.now(filing), "D01")
    assert error.severity is Severity.ERROR
    with pytest.raises(ValidationError, match="不能用理由代替"):
        checking.give_reason(filing, "D01", error.mark, "没有错", by=desk.officer)
    with pytest.raises(ValidationError, match="称9件"):
        reviewing.send_in(filing, by=desk.officer)


ALIKE = (
    "存在的主要问题：一是基层学校招生信息更新不及时；二是部分栏目的内容查找不方便。\n"
    "改进措施：一是把更新情况写入学校年度目标责任书；二是请家长代表试用网站，按意见逐项调整页面。"
)


def warned(desk: Desk) -> Filing:
    """A report with a warning: its problems are nearly those of the year before."""
    desk.public_in_january(2023)
    filing = desk.ready()
    desk.write(filing, "problems", ALIKE)
    return desk.now(filing)


def test_a_warning_stands_for_a_reason_that_somebody_gives_by_name_and_that_survives_the_next_run(desk: Desk):
    filing = warned(desk)
    warning = finding(filing, "G01")
    assert (warning.severity, warning.hinders, warning.may_stand) == (Severity.WARNING, True, True)
    checking.give_reason(filing, "G01", warning.mark, "问题延续到本年，已逐条核对", by=desk.second)
    again = finding(desk.now(filing), "G01")
    assert again.reason is not None
    assert (again.reason.by, again.hinders) == (desk.second, False)
    desk.declare(filing, permits__decisions="3")
    assert finding(desk.now(filing), "G01").reason == again.reason


def test_a_reason_holds_only_as_long_as_the_check_says_the_same(desk: Desk):
    filing = desk.ready()
    short = "2024年新收政府信息公开申请0件，培训2次。"
    desk.write(filing, "overview", short)
    thin = finding(desk.now(filing), "E18")
    checking.give_reason(filing, "E18", thin.mark, "本机关业务单一", by=desk.officer)
    assert not finding(desk.now(filing), "E18").hinders
    desk.write(filing, "overview", short.replace("培训2次", "培训3次，参加的有各科室的同志"))
    assert finding(desk.now(filing), "E18").hinders
    assert deeds().filter(deed="说明检查意见").count() == 1


def test_a_reason_is_given_to_what_is_there_by_who_may(desk: Desk):
    filing = desk.ready()
    desk.write(filing, "overview", "2024年新收政府信息公开申请0件，培训2次。")
    thin = finding(desk.now(filing), "E18")
    with pytest.raises(PermissionDenied):
        checking.give_reason(filing, "E18", thin.mark, "业务单一", by=desk.leader)
    with pytest.raises(ValidationError, match="请写明理由"):
        checking.give_reason(filing, "E18", thin.mark, " ", by=desk.officer)
    with pytest.raises(ValidationError, match="已经没有了"):
        checking.give_reason(filing, "E18", "0" * 64, "业务单一", by=desk.officer)


def test_personal_data_in_the_text_hinders_and_how_the_office_is_reached_does_not(desk: Desk):
    desk.bureau.phone, desk.bureau.email = "0595-22001234", "jyj@example.gov.cn"
    desk.bureau.save()
    filing = desk.ready()
    assert not [each for each in checking.check_filing(filing).hindering if each.where == "导语"]
    desk.write(filing, "other", "本年未收取信息处理费。申请人陈敬（身份证号110101199003078013）的来信已答复。")
    found = [each for each in checking.check_filing(desk.now(filing)).hindering if each.code.startswith("P")]
    assert found
    assert "110101199003078013" not in found[0].sentence


def test_a_late_report_says_why_and_is_published_all_the_same(desk: Desk):
    with time_machine.travel(datetime(2025, 2, 10, 9, tzinfo=ZONE)):
        filing = desk.ready()
        late = finding(filing, "F01")
        assert (late.severity, late.may_stand, late.hinders) == (Severity.ERROR, True, True)
        checking.give_reason(filing, "F01", late.mark, "机构改革，一月底完成交接", by=desk.officer)
        assert desk.public(filing).version == 1


def test_the_year_before_is_held_against_this_one_also_that_of_a_predecessor(desk: Desk):
    before = Body.objects.create(name="海州市教育委员会", kind="department", parent=desk.city)
    Succession.objects.create(predecessor=before, successor=desk.bureau, on=date(2024, 1, 1), change="renamed")
    for each in (desk.officer, desk.counsel, desk.secrecy, desk.leader):
        role = each.appointments.get().role
        each.appointments.create(role=role, body=before, since=date(2015, 1, 1))
        each.__dict__.pop("held", None)
    desk.case(date(2023, 12, 20), body=before)
    desk.public_in_january(2023, before)
    filing = desk.ready()
    carried = finding(filing, "B01")
    assert "requests.carried_over.total" in carried.cells


def test_what_was_found_is_noted_for_lists(desk: Desk):
    filing = desk.ready()
    checking.check_and_note(filing)
    noted = desk.now(filing).checked
    assert (noted["edition"], noted["errors"], noted["open"]) == (filing.edition_number, 0, 0)
    desk.declare(filing, permits__decisions="3")
    assert desk.now(filing).checked["edition"] != desk.now(filing).edition_number


# --- sending in -----------------------------------------------------------------------------------------------------


def test_what_is_sent_in_is_frozen_with_the_records_behind_it(desk: Desk):
    case = desk.case(date(2024, 3, 1), date(2024, 3, 10))
    filing = desk.ready()
    sent = reviewing.send_in(filing, by=desk.officer)
    filing = desk.now(filing)
    assert (filing.state, filing.signed_on, sent.round) == (State.IN_REVIEW, date(2025, 1, 10), 1)
    assert from_dict(restored(sent.data)) == report_of(filing)
    assert sent.behind["requests.granted.natural_person"] == [case.pk]
    assert sent.trace["requests.granted.natural_person"]["how"] == "counted"
    assert [step.step for step in filing.steps.all()] == [Step.CHECK, Step.SECRECY, Step.SIGN]
    assert {step.digest for step in filing.steps.all()} == {sent.digest}
    for change in (SentIn.objects.all().delete, lambda: SentIn.objects.update(digest="x")):
        with pytest.raises(DatabaseError, match="what was sent in"), transaction.atomic():
            change()


def test_what_moved_since_it_was_counted_is_counted_anew_before_it_is_sent_in(desk: Desk):
    filing = desk.ready()
    desk.case(date(2024, 3, 1), date(2024, 3, 10))
    with pytest.raises(ValidationError, match="编制以后记录有变动"):
        reviewing.send_in(filing, by=desk.officer)


def test_nothing_is_changed_while_it_is_reviewed(desk: Desk):
    filing = desk.ready()
    reviewing.send_in(filing, by=desk.officer)
    for change in (
        lambda: compiling.compile_cells(filing, by=desk.officer),
        lambda: desk.declare(filing, permits__decisions="9"),
        lambda: desk.write(filing, "other", "无。"),
        lambda: compiling.set_frame(filing, {"title": "x"}, seen=0, by=desk.officer),
        lambda: checking.give_reason(filing, "E18", "0" * 64, "x", by=desk.officer),
        lambda: reviewing.send_in(filing, by=desk.officer),
    ):
        with pytest.raises(ValidationError, match="审批中"):
            change()


def test_what_was_sent_in_is_taken_back_and_sent_in_again(desk: Desk):
    filing = desk.ready()
    reviewing.send_in(filing, by=desk.officer)
    reviewing.decide(desk.waiting_step(filing), Decision.PASSED, by=desk.counsel)
    reviewing.take_back(filing, by=desk.officer)
    assert desk.now(filing).state == State.OPEN
    assert [step.decision for step in filing.steps.all()] == [Decision.PASSED]
    desk.declare(filing, permits__decisions="9")
    assert reviewing.send_in(desk.now(filing), by=desk.officer).round == 2
    assert FilingStep.objects.waiting().get(filing=filing).round == 2
    reviewing.take_back(filing, by=desk.officer)
    with pytest.raises(ValidationError, match="不在审批中"):
        reviewing.take_back(filing, by=desk.officer)


# --- deciding -------------------------------------------------------------------------------------------------------


def test_each_step_waits_for_who_has_its_right_and_not_for_who_sent_it_in(desk: Desk):
    both = desk.person(Role.OFFICER, "兼职")
    both.appointments.create(role=Role.LEGAL_COUNSEL, body=desk.bureau, since=date(2015, 1, 1))
    both.__dict__.pop("held", None)
    filing = desk.ready()
    reviewing.send_in(filing, by=both)
    step = desk.waiting_step(filing)
    assert step.step == Step.CHECK
    with pytest.raises(PermissionDenied, match="送审人以外的人"):
        reviewing.decide(step, Decision.PASSED, by=both)
    with pytest.raises(PermissionDenied, match="合法性审查权限"):
        reviewing.decide(step, Decision.PASSED, by=desk.secrecy)
    assert not FilingStep.objects.waiting_for(both).exists()
    assert list(FilingStep.objects.waiting_for(desk.counsel)) == [step]
    later = filing.steps.get(step=Step.SIGN)
    with pytest.raises(ValidationError, match="还没有轮到"):
        reviewing.decide(later, Decision.PASSED, by=desk.leader)


def test_the_last_step_approves_and_who_sent_it_in_is_told(desk: Desk):
    filing = desk.approved()
    assert filing.state == State.APPROVED
    assert list(filing.steps.values_list("decided_by__name", flat=True)) == ["方正", "周密", "高远"]
    assert Notice.objects.filter(to=desk.officer, title__contains="已审定").exists()
    assert Notice.objects.filter(to=desk.leader, title__startswith="待审定").exists()
    assert deeds().filter(deed="审查年度报告").count() == 3


def test_a_returned_report_is_worked_on_and_begins_a_new_round(desk: Desk):
    filing = desk.ready()
    reviewing.send_in(filing, by=desk.officer)
    step = desk.waiting_step(filing)
    with pytest.raises(ValidationError, match="请写明意见"):
        reviewing.decide(step, Decision.RETURNED, by=desk.counsel)
    reviewing.decide(step, Decision.RETURNED, by=desk.counsel, opinion="第五部分与上年相近")
    assert desk.now(filing).state == State.RETURNED
    assert not FilingStep.objects.waiting().exists()
    desk.write(filing, "other", "本年未收取信息处理费。没有其他事项。")
    assert desk.approved(desk.now(filing)).state == State.APPROVED
    assert filing.steps.filter(round=2).count() == 3
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        FilingStep.objects.filter(round=1).update(opinion="改过的")


def test_secrecy_names_what_it_rests_on(desk: Desk):
    filing = desk.ready()
    reviewing.send_in(filing, by=desk.officer)
    reviewing.decide(desk.waiting_step(filing), Decision.PASSED, by=desk.counsel)
    with pytest.raises(ValidationError, match="请写明审查的依据"):
        reviewing.decide(desk.waiting_step(filing), Decision.PASSED, by=desk.secrecy)


def test_what_is_approved_is_worked_on_again_for_a_reason(desk: Desk):
    filing = desk.approved()
    with pytest.raises(ValidationError, match="请写明原因"):
        reviewing.reopen(filing, "", by=desk.officer)
    reviewing.reopen(filing, "发现一处错字", by=desk.officer)
    filing = desk.now(filing)
    assert filing.state == State.RETURNED
    with pytest.raises(ValidationError, match="不能公开"):
        publishing.publish(filing, by=desk.officer)


# --- what waits -----------------------------------------------------------------------------------------------------


def titles(user: object) -> list[str]:
    waiting = waiting_for(user)  # type: ignore[arg-type]
    return [each.title for each in (*waiting.now, *waiting.soon) if "年度报告" in each.title]


def test_the_home_page_names_what_waits(desk: Desk):
    assert titles(desk.officer) == ["编制海州市教育局2024年度报告"]
    filing = desk.begun()
    assert titles(desk.officer) == ["编制：海州市教育局2024年度报告"]
    narrative.put_drafts(filing, by=desk.officer)
    desk.declare(filing)
    desk.write(filing, "problems", PROBLEMS)
    filing = desk.now(filing)
    desk.write(filing, "overview", "2024年没有收到政府信息公开申请，主动公开招生政策和财政信息。" * 3)
    for each in checking.check_filing(desk.now(filing)).hindering:
        checking.give_reason(filing, each.code, each.mark, "业务单一", by=desk.officer)
    reviewing.send_in(desk.now(filing), by=desk.officer)
    assert titles(desk.officer) == []
    assert titles(desk.counsel) == ["复核：海州市教育局2024年度报告"]
    reviewing.decide(desk.waiting_step(filing), Decision.RETURNED, by=desk.counsel, opinion="再核对")
    assert titles(desk.officer) == ["退回，待修改：海州市教育局2024年度报告"]
