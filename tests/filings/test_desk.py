"""A report is made, reviewed, published and corrected through its pages; bad input comes again as it was typed."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gongkai.access.models import User
from gongkai.filings.enums import State, Step
from gongkai.filings.models import Filing, FilingRelease, FilingStep
from gongkai.filings.services import declaring
from tests.filings.people import MORE, PROBLEMS, Desk
from tests.office.conftest import SignIn


class Browser:
    """Somebody at the desk."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, name: str, *args: Any, status: int = 200, **query: str) -> str:
        answer = self.client.get(reverse(name, args=args), query)
        assert answer.status_code == status, f"{name}: {answer.status_code}"
        return answer.content.decode()

    def post(self, name: str, *args: Any, status: int = 302, **given: Any) -> HttpResponse:
        answer: Any = self.client.post(reverse(name, args=args), given)
        assert answer.status_code == status, re.sub(r"\s+", " ", answer.content.decode())[-3000:]
        return answer  # type: ignore[no-any-return]


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def officer(desk: Desk, sign_in: SignIn) -> Browser:
    return Browser(sign_in(desk.officer))


def test_a_report_lives_through_its_pages(desk: Desk, officer: Browser, sign_in: SignIn):
    for day in range(1, 4):
        desk.case(date(2024, 3, day), date(2024, 3, 20), column="business")
    assert "编制年度报告" in officer.get("filings_filings")
    officer.post("filings_begin", body=desk.bureau.name, year="2024", due_on="2025-01-25")
    filing = Filing.objects.get()
    page = officer.get("filings_filing", filing.pk)
    assert "还缺4格" in page
    assert "重新统计" in page
    assert "还没有填报" in officer.get("filings_tables", filing.pk)
    assert "现在还不能送审" in officer.get("filings_send_in", filing.pk)
    cells = {each.cell: "0" for each in declaring.to_declare(filing)}
    officer.post("filings_declare", filing.pk, **cells, source="各系统年度统计表")
    officer.post("filings_drafts", filing.pk)
    drafted = filing.sections.get(key="overview")
    assert "新收政府信息公开申请3件" in officer.get("filings_text", filing.pk)
    text = f"{drafted.text}\n{MORE.format(year=2024)}"
    officer.post("filings_section", filing.pk, "overview", text=text, edition=drafted.edition, title="")
    officer.post("filings_section", filing.pk, "problems", text=PROBLEMS, edition=1, title="")
    assert "没有妨碍送审的检查意见" in officer.get("filings_checks", filing.pk)
    assert "送审" in officer.get("filings_review", filing.pk)
    assert "现在还不能送审" not in officer.get("filings_send_in", filing.pk)
    officer.post("filings_send_in", filing.pk)
    for kind, who in ((Step.CHECK, desk.counsel), (Step.SECRECY, desk.secrecy), (Step.SIGN, desk.leader)):
        reviewer = Browser(sign_in(who))
        step = FilingStep.objects.waiting().get()
        assert step.step == kind
        assert str(filing.year) in reviewer.get("filings_steps")
        assert "存在的主要问题：" in reviewer.get("filings_step", step.pk)
        reviewer.post("filings_step", step.pk, decision="passed", basis="保守国家秘密法", opinion="")
    assert "将公开的报告" in officer.get("filings_publish", filing.pk)
    officer.post("filings_publish", filing.pk)
    release = FilingRelease.objects.get()
    assert "gongkai report verify" in officer.get("filings_versions", filing.pk)
    assert "与公开的一致" in officer.get("filings_drift", release.pk)
    officer.post("filings_correct", filing.pk, note="行政许可数更正")
    officer.post("filings_declare_cell", filing.pk, "proactive.permits.decisions", value="15", source="重新核对台账")
    assert "正在更正：行政许可数更正" in officer.get("filings_filing", filing.pk)
    desk.approved(desk.now(filing))
    officer.post("filings_publish", filing.pk)
    page = officer.get("filings_version", FilingRelease.objects.current().get().pk)
    assert "更正说明：行政许可数更正" in page
    assert "<del>0</del> 改为 <ins>15</ins>" in page
    assert "已被更正" in officer.get("filings_versions", filing.pk)


def test_each_cell_leads_to_its_records(desk: Desk, officer: Browser):
    case = desk.case(date(2024, 3, 1), date(2024, 3, 10))
    desk.remedy(case, date(2024, 4, 1), date(2024, 5, 1))
    item = desk.document(date(2024, 2, 1))
    filing = desk.begun()
    tables = officer.get("filings_tables", filing.pk)
    granted = "requests.granted.natural_person"
    assert f'href="{reverse("filings_cell", args=[filing.pk, granted])}"' in tables
    page = officer.get("filings_cell", filing.pk, granted)
    assert reverse("cases_case", args=[case.pk]) in page
    assert "由记录统计" in page
    assert case.number in officer.get("filings_cell_cases", filing.pk, granted)
    issued = "proactive.normative_documents.issued"
    assert item.title in officer.get("filings_cell_items", filing.pk, issued)
    assert case.number in officer.get("filings_cell_remedies", filing.pk, "remedies.reconsideration.upheld")
    officer.get("filings_cell_items", filing.pk, granted, status=404)
    officer.get("filings_cell", filing.pk, "requests.nonsense.total", status=404)
    assert "由这些格相加" in officer.get("filings_cell", filing.pk, "requests.granted.total")


def test_the_page_of_a_case_says_which_cells_it_moves(desk: Desk, officer: Browser):
    case = desk.case(date(2023, 12, 20), date(2024, 1, 10))
    case.happenings.create(
        number=1, kind="received", on=date(2023, 12, 20), members={"channel": "in_person"}, by=desk.officer
    )
    filing = desk.begun()
    page = officer.get("cases_case", case.pk)
    assert "计入年度报告" in page
    assert reverse("filings_cell", args=[filing.pk, "requests.granted.natural_person"]) in page
    assert "四、结转下年度继续办理 | 自然人" in page


# --- bad input ------------------------------------------------------------------------------------------------------


def test_what_cannot_be_declared_comes_again_with_what_was_typed(desk: Desk, officer: Browser):
    filing = desk.begun()
    cells = {each.cell: "7" for each in declaring.to_declare(filing)} | {"proactive.permits.decisions": "很多"}
    answer = officer.post("filings_declare", filing.pk, **cells, source="", status=422).content.decode()
    assert "“很多”不是数字" in answer
    assert 'value="很多"' in answer
    assert answer.count('value="7"') == 3
    assert not filing.declarations.exists()


def test_a_table_is_read_into_the_form_and_its_errors_are_named(desk: Desk, officer: Browser):
    filing = desk.begun()
    book = load_workbook(io.BytesIO(declaring.template(filing)))
    for number, value in enumerate((15, "许多", 2, 3.5), 2):
        book.worksheets[0].cell(number, 3).value = value
    out = io.BytesIO()
    book.save(out)
    table = SimpleUploadedFile("填报.xlsx", out.getvalue())
    answer = officer.post("filings_declare", filing.pk, read="1", table=table, source="台账", status=422)
    page = answer.content.decode()
    assert "第3行“行政处罚 | 本年处理决定数量”：“许多”不是数字" in page
    for typed in ("15", "许多", "2", "3.5", "台账"):
        assert f'value="{typed}"' in page
    assert not filing.declarations.exists()
    wrong = SimpleUploadedFile("x.xlsx", b"x")
    page = officer.post("filings_declare", filing.pk, read="1", table=wrong, status=422).content.decode()
    assert "不是XLSX文件" in page


def test_a_text_that_somebody_else_changed_meanwhile_is_not_lost(desk: Desk, officer: Browser):
    filing = desk.begun()
    desk.write(filing, "other", "先写的。")
    answer = officer.post("filings_section", filing.pk, "other", text="后写的。", edition=1, title="", status=422)
    page = answer.content.decode()
    assert "您的修改没有保存" in page
    assert "后写的。" in page
    assert filing.sections.get(key="other").text == "先写的。"


def test_a_correction_says_what_it_corrects(desk: Desk, officer: Browser):
    filing = desk.public().filing
    officer.post("filings_correct", filing.pk, note="", status=422)
    assert desk.now(filing).state == State.PUBLISHED


# --- files ----------------------------------------------------------------------------------------------------------


def test_every_format_and_the_key_are_downloaded(desk: Desk, officer: Browser):
    release = desk.public()
    for form, starts in (("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!DOCTYPE"), ("json", b"{"), ("sig", b"{")):
        answer = officer.client.get(reverse("filings_release_file", args=[release.pk, form]))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert content.startswith(starts)
        assert "attachment" in answer["Content-Disposition"]
    assert officer.client.get(reverse("filings_release_file", args=[release.pk, "exe"])).status_code == 404
    assert officer.client.get(reverse("filings_key")).content.startswith(b"-----BEGIN PUBLIC KEY-----")


def test_evidence_is_downloaded_by_who_sees_the_body(desk: Desk, officer: Browser, sign_in: SignIn):
    filing = desk.begun()
    file = SimpleUploadedFile("统计表.pdf", b"%PDF evidence")
    cell = "proactive.permits.decisions"
    officer.post("filings_declare_cell", filing.pk, cell, value="3", source="台账", evidence=file)
    [declaration] = filing.declarations.all()
    answer: Any = officer.client.get(reverse("filings_evidence", args=[declaration.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF evidence"
    assert "统计表.pdf" in officer.get("filings_cell", filing.pk, cell)
    officer.post("filings_take_back_cell", filing.pk, cell, why="填错")
    assert "撤回" in officer.get("filings_cell", filing.pk, cell)


def test_the_number_of_statements_does_not_grow_with_the_list(
    desk: Desk, officer: Browser, django_assert_max_num_queries: Any
):
    for year in range(2015, 2024):
        Filing.objects.create(
            body=desk.bureau, year=year, edition="2021", body_name=desk.bureau.name, due_on=date(year + 1, 1, 31)
        )
    with django_assert_max_num_queries(25):
        officer.get("filings_filings")
