"""Papers and messages on the page of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.cases.enums import PaperKind, Side
from gongkai.cases.models import Paper
from gongkai.cases.services import messages, papers, voiding
from gongkai.persons import vault
from tests.cases.people import Office
from tests.documents.desk.conftest import Desk, text_of

pytestmark = pytest.mark.django_db
At = Callable[[User], Desk]


def file(name: str = "身份证.jpg", content: bytes = b"\x89PNG<script>") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- papers ---------------------------------------------------------------------------------------------------------


def test_papers_are_added_with_their_kind_and_go_out_as_files_only(office: Office, officer: Desk):
    case = office.case()
    answer = officer.do(
        "cases_paper_add", case.pk, kind="evidence", side="body", added=[file("信封.html"), file("签收单.png")]
    )
    assert officer.said(answer) == "已添加2份材料"
    paper = case.papers.order_by("pk")[0]
    got = officer.get("cases_paper", case.pk, paper.pk)
    assert got.content == b"\x89PNG<script>"
    assert got["Content-Disposition"].startswith("attachment;")
    assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    deed = Deed.objects.filter(deed="下载案件材料").get()
    assert (deed.actor, deed.detail["编号"]) == (office.officer, case.number)
    assert "信封" not in str(deed.detail)


def test_copies_of_documents_are_seen_only_by_who_may_see_what_is_sealed(office: Office, officer: Desk, desk: At):
    case = office.case()
    identity = papers.add(case, PaperKind.IDENTITY, "身份证.jpg", b"x", by=office.officer)
    other = papers.add(case, PaperKind.APPLICATION, "申请书.pdf", b"x", by=office.officer)
    leader = desk(office.leader)
    assert officer.get("cases_paper", case.pk, identity.pk).status_code == 200
    assert leader.get("cases_paper", case.pk, other.pk).status_code == 200
    assert leader.get("cases_paper", case.pk, identity.pk).status_code == 403
    page = leader.get("cases_case", case.pk).content.decode()
    assert f"papers/{other.pk}/" in page
    assert f"papers/{identity.pk}/" not in page


def test_a_paper_of_another_case_is_not_found(office: Office, officer: Desk):
    case, other = office.case(), office.case()
    paper = papers.add(other, PaperKind.OTHER, "x.pdf", b"x", by=office.officer)
    assert officer.get("cases_paper", case.pk, paper.pk).status_code == 404


def test_what_is_removed_stays_on_record_and_is_not_had_any_more(office: Office, officer: Desk):
    case = office.case()
    paper = papers.add(case, PaperKind.OTHER, "误传.pdf", b"x", by=office.officer)
    assert "必填" in text_of(officer.do("cases_paper_remove", case.pk, paper.pk, why=""))
    answer = officer.do("cases_paper_remove", case.pk, paper.pk, why="传错了案件")
    assert "已移除1份" in text_of(answer)
    assert "传错了案件" in text_of(answer)
    assert officer.get("cases_paper", case.pk, paper.pk).status_code == 404
    assert Paper.objects.get().removed_why == "传错了案件"
    assert officer.do("cases_paper_remove", case.pk, paper.pk, why="x").status_code == 404


def test_whether_the_applicant_sees_a_paper_is_switched(office: Office, officer: Desk, desk: At):
    case = office.case()
    paper = papers.add(case, PaperKind.OTHER, "清单.pdf", b"x", by=office.officer)
    assert officer.said(officer.do("cases_paper_show", case.pk, paper.pk)) == "“清单.pdf”申请人可以下载"
    paper.refresh_from_db()
    assert paper.shown
    assert officer.said(officer.do("cases_paper_show", case.pk, paper.pk)) == "“清单.pdf”申请人不能下载"
    assert desk(office.leader).do("cases_paper_show", case.pk, paper.pk).status_code == 403


def test_a_paper_that_was_altered_in_the_vault_is_not_handed_out(office: Office, officer: Desk):
    case = office.case()
    paper = papers.add(case, PaperKind.OTHER, "x.pdf", b"x", by=office.officer)
    Paper.objects.filter(pk=paper.pk).update(vault=vault.keep(b"y"))
    answer = officer.client.get(f"/office/cases/{case.pk}/papers/{paper.pk}/", follow=True)
    assert "与登记时不一致" in officer.said(answer)
    vault.discard(Paper.objects.get().vault)
    assert officer.get("cases_paper", case.pk, paper.pk).status_code == 404
    assert not Deed.objects.filter(deed="下载案件材料").exists()


@pytest.mark.parametrize(("name", "content", "said"), [("x.exe", b"x", "不能上传“x.exe”"), ("x.pdf", b"", "空")])
def test_what_is_no_paper_is_refused(name: str, content: bytes, said: str, office: Office, officer: Desk):
    case = office.case()
    answer = officer.do("cases_paper_add", case.pk, kind="other", side="body", added=[file(), file(name, content)])
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not case.papers.exists()


def test_letters_are_not_uploaded_as_such(office: Office, officer: Desk):
    answer = officer.do("cases_paper_add", office.case().pk, kind="letter", side="body", added=[file()])
    assert answer.status_code == 422


# --- messages -------------------------------------------------------------------------------------------------------


def test_a_message_is_answered_and_counts_as_read(office: Office, officer: Desk):
    case = office.case()
    messages.say(case, "请问何时答复？<b>", side=Side.APPLICANT, by=None)
    page = officer.get("cases_case", case.pk)
    assert "请问何时答复？<b>" in text_of(page)
    assert "未读" in text_of(page)
    answer = officer.do("cases_say", case.pk, text="月底前答复")
    assert officer.said(answer) == "已发送"
    assert "月底前答复" in text_of(answer)
    assert not case.messages.filter(side=Side.APPLICANT, read_at=None).exists()


def test_messages_are_marked_as_read_without_an_answer(office: Office, officer: Desk, desk: At):
    case = office.case()
    messages.say(case, "您好", side=Side.APPLICANT, by=None)
    assert desk(office.leader).do("cases_messages_read", case.pk).status_code == 403
    assert officer.said(officer.do("cases_messages_read", case.pk)) == "1条留言已标为已读"


def test_who_only_looks_has_nothing_to_write_with(office: Office, desk: At):
    case = office.case()
    page = desk(office.leader).get("cases_case", case.pk).content.decode()
    assert f"/office/cases/{case.pk}/messages/say/" not in page
    assert f"/office/cases/{case.pk}/papers/add/" not in page
    assert "case-actions" not in page or f"/office/cases/{case.pk}/void/" not in page


def test_nothing_is_written_about_what_is_void(office: Office, officer: Desk):
    case = voiding.void(office.case(), "误登", by=office.officer)
    page = officer.get("cases_case", case.pk)
    assert f"/office/cases/{case.pk}/messages/say/" not in page.content.decode()
    assert "已经作废" in text_of(officer.do("cases_say", case.pk, text="您好"))
    assert "重新登记这份申请" in text_of(page)


# --- inside the body ------------------------------------------------------------------------------------------------


def test_a_case_is_handed_over_and_the_page_says_that_none_goes_to_another_body(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18))
    page = officer.get("cases_hand_over", case.pk)
    assert "不能转给别的机关" in text_of(page)
    assert "条例第三十六条第五项" in text_of(page)
    answer = officer.do("cases_hand_over", case.pk, to="", office="办公室")
    assert officer.said(answer) == "已不指定经办人"
    assert "没有指定经办人，办公室承办" in text_of(answer)


def test_a_code_is_shown_once(office: Office, officer: Desk):
    case = office.case()
    answer = officer.do("cases_code", case.pk)
    code = answer.context["code"]
    assert code in text_of(answer)
    assert code not in officer.get("cases_code", case.pk).content.decode()
    assert code not in officer.get("cases_case", case.pk).content.decode()


def test_a_case_is_made_void_for_a_reason(office: Office, officer: Desk):
    case = office.case()
    assert "必填" in text_of(officer.do("cases_void", case.pk, why=""))
    answer = officer.do("cases_void", case.pk, why="重复登记")
    assert "已作废" in text_of(answer)
    assert "重复登记" in text_of(answer)
