"""The ledger of requests: the usual columns, masked or with names for a reason, at once or as a job; opens anywhere."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.cases import ledger
from gongkai.cases.enums import Procedure
from gongkai.cases.ledger import COLUMNS, Scope, export, first_due, table
from gongkai.cases.models import Case, FeeDecision
from gongkai.cases.services import letters, remedies
from gongkai.cases.services.course import clock_of
from gongkai.jobs.models import Job
from gongkai.jobs.services import fetch
from gongkai.jobs.work import Work
from gongkai.law.events import Kind
from tests.cases.people import DAY, Office, at
from tests.cases.serving import ready, served
from tests.programs import needs_soffice, saved_by_office

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 10)


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


def scope(office: Office, **members: Any) -> Scope:
    given: dict[str, Any] = {"since": date(2024, 1, 1), "until": date(2025, 12, 31)} | members
    return Scope(office.bureau, **given)


def lines(office: Office, *, named: bool = False, **members: Any) -> list[dict[str, str]]:
    headings, *rows = table(scope(office, **members), named=named)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_a_line_tells_the_whole_course_of_a_request(office: Office):
    case = office.case()
    case = office.happen(case, Kind.SUPPLEMENT_NOTIFIED, date(2024, 9, 30), until=date(2024, 10, 25))
    case = office.happen(case, Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 9))
    case = office.happen(case, Kind.CONSULTATION_SENT, date(2024, 10, 10), to="third_party", ref="1")
    case = office.happen(case, Kind.CONSULTATION_DELIVERED, date(2024, 10, 11), ref="1")
    case = office.happen(case, Kind.CONSULTATION_ANSWERED, date(2024, 10, 16), ref="1")
    case = office.happen(case, Kind.EXTENDED, date(2024, 10, 28), days=10)
    case = office.happen(case, Kind.REPLIED, date(2024, 11, 12), outcome="third_party_rights", route="post")
    FeeDecision.objects.create(case=case, before=2, reason="没有超过合理范围", by=office.officer)
    given = {"procedure": Procedure.RECONSIDERATION, "authority": "海州市人民政府", "filed_on": date(2024, 12, 2)}
    remedy = remedies.file(case, given, by=office.officer)
    remedies.decided(remedy, "upheld", date(2025, 1, 20), by=office.officer)
    (line,) = lines(office)
    assert line == {
        "序号": "1",
        "登记编号": "2024-0001",
        "申请人类别": "自然人",
        "申请人": "陈**",
        "申请内容": "2023年度学校建设项目清单；项目名称、投资额、完成时间",
        "提交渠道": "当面提交",
        "提交时间": "2024-09-27 09:00",
        "收到日期": "2024-09-27",
        "补正": "2024-09-30告知补正；2024-10-09收到补正",
        "征求意见": "2024-10-10发函（第三方）；2024-10-11送达；2024-10-16答复",
        "延期": "2024-10-28延期10个工作日",
        "原答复期限": "2024-10-30",
        "现答复期限": clock_of(case).due["reply"].isoformat(),
        "答复日期": "2024-11-12",
        "是否按期": "是",
        "答复类型": "保护第三方合法权益",
        "依据条款": "条例第15条；条例第32条；条例第36条第3项",
        "文号": "",
        "送达方式": "邮寄送达",
        "收费": "不收费",
        "复议诉讼": "行政复议：维持原行政行为（2025-01-20）",
        "经办人": "林小满",
        "承办处室": "",
        "备注": "",
    }


def test_the_first_due_date_is_the_kernels(office: Office):
    for day in (date(2024, 2, 1), DAY, date(2024, 12, 31)):
        case = office.case(day)
        assert first_due(case) == clock_of(case).terms[0].due


def test_an_open_request_has_what_is_known_of_it(office: Office):
    office.case(date(2025, 3, 3), title="", description="教师编制")
    (line,) = lines(office)
    assert (line["现答复期限"], line["答复日期"], line["是否按期"], line["答复类型"], line["依据条款"]) == (
        "2025-03-31", "", "", "", "",
    )  # fmt: skip


def test_a_letter_gives_its_number_its_route_and_the_grounds_of_its_parts(office: Office):
    ready(office)
    case = office.case(date(2025, 3, 3))
    given = {
        "findings": [
            {
                "outcome": "partial",
                "given": ["项目清单"],
                "method": "遮盖",
                "parts": [{"outcome": "internal_affairs", "asked": "经办人内部意见", "category": "内部工作流程",
                           "reasons": "属于内部工作流程信息，公开对外部没有影响"}],
            }
        ],
        "form": "电子文本", "route": "当面领取",
    }  # fmt: skip
    served(office, letters.draft(case, "partial", given, by=office.officer))
    (line,) = lines(office)
    assert line["文号"] == case.letters.get().number
    assert line["送达方式"] == "直接送达"
    assert line["依据条款"] == "条例第37条；条例第16条第1款；条例第36条第3项"


def test_what_was_taken_out_or_voided_is_not_told(office: Office):
    from gongkai.cases.services import course, voiding

    case = office.happen(office.case(), Kind.EXTENDED, date(2024, 10, 28), days=20)
    course.take_out(case.happenings.get(number=2), "登记错了", by=office.officer, seen=2)
    voiding.void(office.case(), "重复登记", by=office.officer)
    (line,) = lines(office)
    assert (line["登记编号"], line["延期"]) == ("2024-0001", "")


def test_masked_it_names_nobody_and_quotes_no_number(office: Office):
    office.case(description="本人陈敬，身份证110101199003078013，电话13900001111，要求公开编制名册")
    (masked,), (named,) = lines(office), lines(office, named=True)
    for secret in ("陈敬", "110101199003078013", "13900001111"):
        assert secret not in str(masked)
        assert secret in str(named)
    assert (masked["申请人"], named["申请人"]) == ("陈**", "陈敬")


def test_an_organisation_is_named_as_it_is(office: Office):
    company = office.somebody("91350100M000100Y43", kind="business", name="云溪建设有限公司", document="credit_code")
    office.case(applicant=company)
    assert lines(office)[0]["申请人"] == "云溪建设有限公司"


def test_the_period_goes_by_the_day_of_submission_and_those_under_come_with_their_body(office: Office):
    office.case(date(2024, 12, 31))
    office.case(date(2025, 1, 1))
    assert [each["登记编号"] for each in lines(office, since=date(2025, 1, 1))] == ["2025-0001"]
    assert [each["登记编号"] for each in lines(office, until=date(2024, 12, 31))] == ["2024-0001"]
    above = Scope(office.city, date(2024, 1, 1), date(2025, 12, 31), under=True)
    headings, *rows = table(above)
    assert headings[:3] == ["序号", "机关", "登记编号"]
    assert [row[1] for row in rows] == ["海州市教育局", "海州市教育局"]
    assert not [*table(above._replace(under=False))][1:]


# --- files ----------------------------------------------------------------------------------------------------------


def made(office: Office, form: str, **members: Any) -> bytes:
    content = export(scope(office), form, by=office.officer, **members)
    assert isinstance(content, bytes)
    return content


EVIL = '=HYPERLINK("http://x.example","点我")'


def test_no_cell_is_a_formula(office: Office):
    office.case(title=EVIL)
    office.case(title="+86", description="-1\x07")
    sheet = load_workbook(io.BytesIO(made(office, "xlsx"))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    rows = list(csv.reader(io.StringIO(made(office, "csv").decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert [len(row) for row in rows] == [len(COLUMNS)] * 3


def test_the_sheet_is_ready_to_be_read_and_printed(office: Office):
    office.case()
    sheet: Any = load_workbook(io.BytesIO(made(office, "xlsx"))).active
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("C2", "$1:$1", "A1:X1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert "海州市教育局依申请公开台账" in sheet.oddHeader.center.text


@needs_soffice
def test_libreoffice_opens_it(office: Office, tmp_path: Path):
    office.case(title=EVIL)
    (tmp_path / "台账.xlsx").write_bytes(made(office, "xlsx"))
    saved_by_office(tmp_path, {tmp_path / "台账.xlsx": ("ods",)})
    with zipfile.ZipFile(tmp_path / "台账.ods") as opened:
        content = opened.read("content.xml").decode()
    assert all(f">{column.heading}<" in content for column in COLUMNS)
    assert "2024-0001" in content
    assert "table:formula" not in content


# --- who may, on record ---------------------------------------------------------------------------------------------


def test_with_names_it_takes_the_right_to_see_them_and_a_reason(office: Office):
    office.case()
    for who in (office.leader, office.counsel):
        assert export(scope(office), "csv", by=who)
        with pytest.raises(PermissionDenied):
            export(scope(office), "csv", by=who, named=True, reason="上级检查")
    with pytest.raises(ValidationError, match="请写明导出姓名的理由"):
        export(scope(office), "csv", by=office.officer, named=True, reason=" ")
    assert "陈敬" in made(office, "csv", named=True, reason="上级检查").decode("utf-8-sig")
    deed = Deed.objects.filter(deed="导出申请台账").latest("number")
    assert (deed.detail["申请人姓名"], deed.detail["理由"], deed.actor) == ("含", "上级检查", office.officer)
    assert "陈敬" not in str(deed.detail)


def test_another_bodys_ledger_is_not_had(office: Office):
    other = Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT, parent=office.city)
    with pytest.raises(PermissionDenied):
        export(Scope(other, DAY, DAY), "csv", by=office.officer)
    with pytest.raises(PermissionDenied):
        export(Scope(office.city, DAY, DAY, under=True), "csv", by=office.officer)
    supervisor = office.holder(Role.SUPERVISOR, office.city)
    assert export(Scope(office.city, DAY, DAY, under=True), "csv", by=supervisor)


def test_a_period_that_ends_before_it_begins_is_none(office: Office):
    with pytest.raises(ValidationError, match="结束日期不能早于开始日期"):
        export(scope(office, since=date(2025, 2, 1), until=date(2025, 1, 1)), "csv", by=office.officer)


# --- many -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(office: Office) -> int:
    """Some hundred requests, written at once."""
    one = office.case()
    given = {
        field.attname: getattr(one, field.attname)
        for field in Case._meta.fields
        if field.name not in ("id", "key", "number", "submission")
    }
    Case.objects.bulk_create([Case(**given, number=f"2024-{number:04}") for number in range(2, 1202)])
    return 1201


def test_a_long_one_is_a_job_whose_file_is_fetched_on_record(
    office: Office, many: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ledger, "AT_ONCE", 100)
    job = export(scope(office), "xlsx", by=office.officer, named=True, reason="上级检查")
    assert isinstance(job, Job)
    assert (job.kind, job.arguments["reason"]) == ("cases.ledger_named", "上级检查")
    work = Work(job)
    Job.objects.filter(pk=job.pk).update(state="running")
    assert ledger.make_named(work, **job.arguments) == {"期间": "2024-01-01至2025-12-31", "件数": many}
    Job.objects.filter(pk=job.pk).update(file=work.file, file_name=work.file_name)
    job.refresh_from_db()
    with fetch(job, by=office.officer) as file:
        sheet = load_workbook(io.BytesIO(file.read()), read_only=True).active
    assert sum(1 for _ in sheet.iter_rows()) == many + 1
    assert Deed.objects.filter(deed__in=("导出申请台账", "下载后台任务的结果")).count() == 2


def test_however_many_there_are_the_queries_grow_only_by_chunks(office: Office, many: int):
    with CaptureQueriesContext(connection) as queries:
        assert sum(1 for _ in table(scope(office))) == many + 1
    assert len(queries) <= 2 + 3 * 6
