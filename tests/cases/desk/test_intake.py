"""What came on paper is entered as it came: by its channel, from whom, for what; nothing that was typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.desk.intake import WAYS
from gongkai.cases.enums import PaperKind, Side
from gongkai.cases.models import Case
from gongkai.cases.services import papers
from gongkai.law.limits import Channel
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from tests.cases.people import NUMBER, OTHER_NUMBER, TODAY, Office
from tests.documents.desk.conftest import Desk, text_of

pytestmark = pytest.mark.django_db
WHO = {
    "kind": "natural_person",
    "name": "周敏",
    "document": "resident_id",
    "number": OTHER_NUMBER,
    "phone": "13900003333",
}


def scan(name: str = "申请书.pdf", content: bytes = b"%PDF-1.7 x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def form(office: Office, **changed: Any) -> dict[str, Any]:
    """The form as an officer fills it in."""
    person = changed.pop("person", WHO)
    given = {
        "body": office.bureau.name + "（海州市人民政府）",
        "way": "counter",
        "on": TODAY.isoformat(),
        "title": "2023年度学校建设项目清单",
        "description": "项目名称、投资额、完成时间",
        "form": "paper",
        "delivery": "post",
        "submission": str(uuid4()),
        **{f"applicant-{name}": value for name, value in person.items()},
    }
    return {name: value for name, value in (given | changed).items() if value is not None}


def shown(answer: Any, name: str) -> str:
    """What a field of the form that came again holds."""
    [field] = html.fromstring(answer.content).xpath(f"//*[@name='{name}'][1]")
    return str(field.get("value") or field.text_content()).strip()


def errors(answer: Any) -> str:
    found = html.fromstring(answer.content).xpath("//*[contains(@class, 'error-message')]")
    return " ".join(" ".join(each.text_content().split()) for each in found)


# --- entering -------------------------------------------------------------------------------------------------------


def test_a_request_is_entered_with_who_asks_for_what_and_its_papers(office: Office, officer: Desk):
    answer = officer.do(
        "cases_enter", **form(office, application=scan(), identity=scan("身份证.jpg"), proof=scan("信封.png"))
    )
    case = Case.objects.get()
    assert officer.said(answer) == "已登记，编号2024-0001，收到申请之日2024-10-21，答复期限2024-11-18"
    assert (case.channel, case.handler, case.column) == (Channel.IN_PERSON, office.officer, "natural_person")
    assert (case.title, case.form, case.delivery) == ("2023年度学校建设项目清单", "paper", "post")
    assert str(case.applicant) == "周**"
    assert case.applicant.body == office.bureau
    held = [(each.kind, each.name, each.side) for each in case.papers.order_by("pk")]
    assert held == [
        (PaperKind.APPLICATION, "申请书.pdf", Side.APPLICANT),
        (PaperKind.IDENTITY, "身份证.jpg", Side.APPLICANT),
        (PaperKind.EVIDENCE, "信封.png", Side.BODY),
    ]
    assert papers.content_of(case.papers.get(kind=PaperKind.APPLICATION)) == b"%PDF-1.7 x"


@pytest.mark.parametrize("way", WAYS)
def test_the_channel_decides_whether_receipt_waits_for_confirmation(way: str, office: Office, officer: Desk):
    officer.do("cases_enter", **form(office, way=way, on="2024-10-18", evidence="1234"))
    case = Case.objects.get()
    channel = WAYS[way].channel
    assert case.channel == channel
    assert (case.state, case.received_on) == (("waiting", None) if channel.waits else ("running", date(2024, 10, 18)))
    assert case.happenings.get().members["evidence"] == "；".join(filter(None, [WAYS[way].said, "1234"]))


def test_what_was_confirmed_the_same_day_is_entered_with_its_confirmation(office: Office, officer: Desk):
    given = form(office, way="ordinary", on="2024-10-18", confirmed_on="2024-10-18", confirmed_how="电话告知，10时")
    answer = officer.do("cases_enter", **given)
    case = Case.objects.get()
    assert (case.received_on, case.last_event) == (date(2024, 10, 18), 2)
    assert "答复期限2024-11-15" in officer.said(answer)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"description": ""}, "必填"),
        ({"on": "2024-10-22"}, "日期还没有到"),
        ({"confirmed_on": "2024-10-21", "confirmed_how": "电话"}, "当面提交的不需要确认"),
        ({"way": "email", "on": "2024-10-18", "confirmed_on": "2024-10-17", "confirmed_how": "x"}, "不早于收到的日期"),
        ({"way": "email", "on": "2024-10-18", "confirmed_on": "2024-10-18"}, "请写明怎样确认的"),
        ({"person": WHO | {"number": "123"}}, "身份证号码应为18位"),
        ({"person": WHO | {"name": ""}}, "必填"),
        ({"has_agent": "on", "agent-kind": "natural_person", "agent-document": "resident_id"}, "必填"),
        ({"body": "没有这个机关"}, "没有叫“没有这个机关”的机关"),
        ({"application": scan("病毒.exe")}, "不能上传“病毒.exe”这种文件"),
        ({"application": scan("空.pdf", b"")}, "空"),
        ({"on": "1999-01-01"}, "1999"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(changed: dict[str, Any], said: str, office: Office, officer: Desk):
    before = Applicant.objects.count()
    answer = officer.do("cases_enter", **form(office, **changed))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Case.objects.exists()
    assert Applicant.objects.count() == before


def test_what_was_typed_and_the_files_come_again_and_go_in_with_the_next_try(office: Office, officer: Desk):
    answer = officer.do("cases_enter", **form(office, description="", application=scan(), proof=scan("信封.png")))
    assert shown(answer, "title") == "2023年度学校建设项目清单"
    assert shown(answer, "applicant-name") == "周敏"
    assert "申请书.pdf" in text_of(answer)
    kept = shown(answer, "kept")
    answer = officer.do("cases_enter", **form(office, kept=kept, identity=scan("身份证.jpg")))
    assert answer.status_code == 200
    assert set(Case.objects.get().papers.values_list("name", flat=True)) == {"申请书.pdf", "信封.png", "身份证.jpg"}


def test_a_file_that_waits_can_be_given_up_and_is_of_no_use_to_others(office: Office, officer: Desk):
    answer = officer.do("cases_enter", **form(office, description="", application=scan(), proof=scan("信封.png")))
    kept = shown(answer, "kept")
    names = html.fromstring(answer.content).xpath("//input[@name='give_up']/@value")
    officer.do("cases_enter", **form(office, kept=kept, give_up=names[:1]))
    assert list(Case.objects.get().papers.values_list("name", flat=True)) == ["信封.png"]
    other = Desk(office.holder(Role.OFFICER, name="何小雨"))
    other.do("cases_enter", **form(office, kept=kept, person=WHO | {"number": ""}))
    assert not Case.objects.latest("pk").papers.exists()


def test_the_same_form_sent_twice_makes_one_case(office: Office, officer: Desk):
    given = form(office)
    officer.do("cases_enter", **given)
    answer = officer.do("cases_enter", **given, known="another")
    assert officer.said(answer) == "这份申请已经登记，编号2024-0001"
    assert Case.objects.count() == 1


def test_nobody_enters_for_a_body_that_is_not_theirs(office: Office, officer: Desk):
    other = Body.objects.create(name="海州市财政局", kind="department", parent=office.city)
    answer = officer.do("cases_enter", **form(office, body="海州市财政局"))
    assert answer.status_code == 403
    assert not other.cases.exists()


def test_the_form_never_asks_for_the_purpose(office: Office, officer: Desk):
    page = html.fromstring(officer.get("cases_enter").content)
    names = set(page.xpath("//form//*[@name]/@name"))
    assert not {name for name in names if "purpose" in name or "reason" in name}


# --- who asks -------------------------------------------------------------------------------------------------------


def test_who_asked_before_is_found_by_the_number_of_the_document_and_taken_again(office: Office, officer: Desk):
    office.case()
    answer = officer.do("cases_enter", **form(office, find="1", person={"document": "resident_id", "number": NUMBER}))
    assert answer.status_code == 200
    assert "就是陈**，自然人，电话139****1111，申请过1件" in text_of(answer)
    assert errors(answer) == ""
    person = {"document": "resident_id", "number": NUMBER, "address": "海州市城关路1号（虚构）"}
    officer.do("cases_enter", **form(office, person=person, known=str(office.applicant.pk)))
    assert Applicant.objects.count() == 1
    case = Case.objects.latest("pk")
    assert case.applicant == office.applicant
    assert str(case.applicant.address) == "海州市城****"


def test_who_is_found_has_to_be_chosen_or_declined(office: Office, officer: Desk):
    person = WHO | {"number": NUMBER}
    answer = officer.do("cases_enter", **form(office, person=person))
    assert answer.status_code == 422
    assert "请选择是不是同一人" in errors(answer)
    answer = officer.do("cases_enter", **form(office, person=person, known=str(uuid4())))
    assert "所选的申请人与证件号码不符" in errors(answer)
    officer.do("cases_enter", **form(office, person=person, known="another"))
    assert Applicant.objects.count() == 2


def test_nobody_is_found_of_whom_the_body_knows_nothing(office: Office, officer: Desk):
    other = Body.objects.create(name="海州市财政局", kind="department", parent=office.city)
    elsewhere = office.holder(Role.OFFICER, other)
    register_applicant(WHO, by=elsewhere, body=other)
    account = User.objects.create(username="somebody", name="周敏")
    claimed = register_applicant(WHO, by=account, user=account)
    office.case(applicant=claimed, by=None)
    answer = officer.do("cases_enter", **form(office, find="1"))
    assert "没有登记过用这个证件的申请人" in text_of(answer)


def test_an_agent_is_entered_with_his_papers(office: Office, officer: Desk):
    agent = {"agent-kind": "natural_person", "agent-name": "何代", "agent-document": "resident_id", "agent-number": ""}
    officer.do("cases_enter", **form(office, has_agent="on", proxy=scan("委托书.pdf"), **agent))
    case = Case.objects.get()
    assert str(case.agent) == "何**"
    assert case.papers.get().kind == PaperKind.PROXY


def test_nothing_personal_stands_in_an_address_or_in_the_log(office: Office, officer: Desk):
    answer = officer.do("cases_enter", **form(office))
    written = str(list(Deed.objects.values_list("deed", "detail", "subject")))
    for secret in ("周敏", OTHER_NUMBER, "13900003333", "学校建设"):
        assert secret not in written
        assert secret not in str(answer.redirect_chain)


def test_a_case_that_was_made_void_is_entered_again_from_what_it_said(office: Office, officer: Desk):
    case = office.case(needs_help="大字")
    officer.do("cases_void", case.pk, why="渠道登记错了")
    page = officer.get("cases_enter", **{"for": case.pk})
    assert shown(page, "title") == "2023年度学校建设项目清单"
    assert shown(page, "needs_help") == "大字"
    assert "就是陈**" in text_of(page)
    given = form(office, way="registered", person={}, known=str(office.applicant.pk))
    answer = officer.client.post(f"/office/cases/enter/?for={case.pk}", given, follow=True)
    assert officer.said(answer).startswith("已登记，编号2024-0002")
    assert Case.objects.latest("pk").applicant == office.applicant


def test_what_was_asked_before_is_said_right_after_entering(office: Office, officer: Desk):
    office.case()
    answer = officer.do("cases_enter", **form(office))
    assert "有1件以前的申请内容相同" in officer.said(answer)
    assert "1件其他申请人的申请内容相同" in text_of(answer)


# --- splitting ------------------------------------------------------------------------------------------------------


def parts(*said: tuple[str, str, str], **further: Any) -> dict[str, Any]:
    fields = ("title", "document_number", "description")
    given = {f"part-{n}-{name}": text for n, part in enumerate(said) for name, text in zip(fields, part, strict=True)}
    return {"part-TOTAL_FORMS": len(said), "part-INITIAL_FORMS": 0, **given, **further}


def test_a_request_for_several_things_becomes_a_case_of_each(office: Office, officer: Desk):
    case = office.case()
    papers.add(case, PaperKind.APPLICATION, "申请书.pdf", b"x", by=office.officer)
    answer = officer.do(
        "cases_split", case.pk, **parts(("清单", "", "项目清单"), ("编制", "海教〔2023〕9号", "教师编制数"))
    )
    assert officer.said(answer) == "已拆分为2件：2024-0001、2024-0002"
    part = Case.objects.latest("pk")
    assert (part.title, part.document_number, part.description) == ("编制", "海教〔2023〕9号", "教师编制数")
    assert part.reply_due_on == case.reply_due_on
    page = text_of(officer.get("cases_case", part.pk))
    assert "申请书.pdf" in page
    assert "在拆分前的申请" in page
    assert "拆分的各件2024-0001清单" in page.replace(" ", "")


def test_parts_of_what_was_confirmed_are_confirmed_too(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    officer.do("cases_confirm", case.pk, seen=1, on="2024-10-21", evidence="电话告知")
    officer.do("cases_split", case.pk, **parts(("", "", "一"), ("", "", "二")))
    first, second = Case.objects.order_by("pk")
    assert first.received_on == second.received_on == date(2024, 10, 21)
    assert [each.members.get("evidence") for each in second.happenings.order_by("number")] == [None, "电话告知"]


def test_another_part_is_added_without_losing_what_was_typed(office: Office, officer: Desk):
    case = office.case()
    page = officer.do("cases_split", case.pk, **parts(("", "", "一"), ("", "", "二"), more="1"))
    assert page.status_code == 200
    assert shown(page, "part-1-description") == "二"
    assert shown(page, "part-2-description") == ""
    assert Case.objects.count() == 1


def test_what_cannot_be_split_says_why(office: Office, officer: Desk):
    case = office.case()
    assert "二至20件" in text_of(officer.do("cases_split", case.pk, **parts(("", "", "一"), ("", "", ""))))
    assert "第2件没有写内容描述" in text_of(officer.do("cases_split", case.pk, **parts(("", "", "一"), ("二", "", ""))))
