"""The forms on the way to a reply: what each says before, what it does, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Case, CaseLetter, Consultation, Paper
from gongkai.cases.services import asking, consulting, fees, papers
from gongkai.documents.services import register
from gongkai.law.events import Kind
from gongkai.law.fees import Method
from gongkai.law.limits import Channel, Consulted, ServedBy
from tests.cases.people import TODAY, Office, at
from tests.cases.serving import ready, served
from tests.cases.test_consulting import CONTENT, QUESTION
from tests.cases.test_giving import LIST, STRANGER
from tests.documents.desk.conftest import Desk, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return ready(Office())


@pytest.fixture
def case(office: Office) -> Case:
    return office.case(date(2024, 10, 14))


def labels(desk: Desk, case: Case) -> list[str]:
    """What the page of a case offers."""
    return [action.label for action, _ in desk.get("cases_case", case.pk).context["actions"]]


def file(name: str = "附.txt", content: bytes = b"text") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def seen(case: Case) -> int:
    return Case.objects.get(pk=case.pk).last_event


# --- what is offered ------------------------------------------------------------------------------------------------


def test_the_page_offers_what_the_law_allows_now(office: Office, officer: Desk, case: Case):
    first = {"告知补正", "延期答复", "要求说明理由", "征求意见", "登记检索", "从登记簿提取", "信息处理费", "申请人撤回"}
    assert first <= set(labels(officer, case))
    assert not {"收到补正", "登记缴费", "延迟答复", "登记说明的理由", "当场答复"} & set(labels(officer, case))


def test_what_waits_for_its_confirmation_is_not_handled_yet(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    assert not {"告知补正", "延期答复", "征求意见", "登记检索", "信息处理费"} & set(labels(officer, case))


def test_a_leader_reads_and_does_nothing(office: Office, case: Case):
    leader = Desk(office.leader)
    consulting.begin(case, Consulted.THIRD_PARTY, name="某公司", content=CONTENT, question=QUESTION, by=office.officer)
    page = leader.get("cases_case", case.pk)
    assert "某公司" in text_of(page)
    assert "网上答复的链接" not in text_of(page)
    assert leader.get("cases_extend", case.pk).status_code == 403


# --- supplement, reasons --------------------------------------------------------------------------------------------


def test_the_supplement_is_asked_for_by_a_letter_and_taken_with_its_files(office: Office, officer: Desk, case: Case):
    form = officer.get("cases_supplement_ask", case.pk)
    assert "应当在2024-10-23以前告知" in text_of(form)
    given = {"points": "名称\n年度", "guidance": "可以写明项目名称", "until": "2024-11-11"}
    page = officer.do("cases_supplement_ask", case.pk, **given)
    letter = CaseLetter.objects.get()
    assert page.redirect_chain[-1][0] == reverse("cases_letter", args=[letter.pk])
    assert letter.given["points"] == ["名称", "年度"]
    served(office, letter)
    assert "收到补正" in labels(officer, case)
    answer = officer.do(
        "cases_supplement", case.pk, seen=seen(case), on="2024-10-21", text="2023年的", added=file(), good_reason=""
    )
    assert "答复期限重新计算，为2024-11-18" in officer.said(answer)
    assert "2023年的" in text_of(answer)


def test_a_refused_form_comes_again_with_what_was_typed_and_the_article(office: Office, officer: Desk, case: Case):
    given = {"points": "名称", "guidance": "写明项目名称", "until": "2024-10-21"}
    answer = officer.do("cases_supplement_ask", case.pk, **given)
    assert answer.status_code == 422
    assert "条例第30条" in text_of(answer)
    assert "写明项目名称" in answer.content.decode()


def test_who_saw_less_than_happened_is_told_so(office: Office, officer: Desk, case: Case):
    letter = asking.ask_supplement(case, ["名称"], "说明", until=date(2024, 11, 11), by=office.officer)
    served(office, letter)
    answer = officer.do("cases_supplement", case.pk, seen=1, on="2024-10-21", text="2023年的", good_reason="")
    assert answer.status_code == 422
    assert "刚刚登记了" in text_of(answer)


def test_what_lapsed_is_said_and_its_letter_one_press_away(office: Office, case: Case):
    served(office, asking.ask_supplement(case, ["名称"], "说明", until=date(2024, 11, 11), by=office.officer))
    with time_machine.travel(at(date(2024, 11, 12)), tick=False):
        officer = Desk(office.officer)
        assert "视为放弃申请" in text_of(officer.get("cases_case", case.pk))
        assert "拟写结案告知书" in labels(officer, case)
        officer.do("cases_close", case.pk)
        assert CaseLetter.objects.get(key="not_supplemented")
        assert "拟写结案告知书" not in labels(officer, case)


def test_reasons_and_the_deferral(office: Office, officer: Desk, case: Case):
    officer.do("cases_reasons_ask", case.pk, points="三十件申请的理由", until="2024-11-04")
    served(office, CaseLetter.objects.get())
    assert "延迟答复" not in labels(officer, case)
    answer = officer.do("cases_reasons", case.pk, on="2024-10-21", text="编写校史")
    assert "编写校史" in text_of(answer)
    assert "延迟答复" in labels(officer, case)
    officer.do("cases_defer", case.pk, until="2024-12-20", reason="涉及三十个年度")
    assert CaseLetter.objects.get(key="delay_notice").given["new_due"] == "2024-12-20"


# --- extension, withdrawal ------------------------------------------------------------------------------------------


def test_each_length_of_an_extension_stands_beside_its_day(office: Office, officer: Desk, case: Case):
    form = officer.get("cases_extend", case.pk)
    choices = dict(form.context["form"].fields["days"].choices)
    assert (choices[1], choices[20]) == ("1个工作日，至2024-11-12", "20个工作日，至2024-12-09")
    officer.do("cases_extend", case.pk, days="10", reason="需要查阅纸质档案")
    assert CaseLetter.objects.get().given == {"days": 10, "reason": "需要查阅纸质档案"}
    assert "延期答复" not in labels(officer, case)


def test_what_the_law_refuses_is_said_before_anything_is_typed(office: Office, officer: Desk, case: Case):
    office.happen(case, Kind.EXTENDED, date(2024, 10, 18), days=5)
    page = text_of(officer.get("cases_extend", case.pk))
    assert "不能延期：2024-10-21“延期”不成立：已经延期一次（条例第33条第2款）" in page


def test_a_withdrawal_ends_the_case_and_is_told(office: Office, officer: Desk, case: Case):
    answer = officer.do(
        "cases_withdraw", case.pk, seen=1, on="2024-10-21", how="当面提交书面申请", added=file("撤回.png")
    )
    assert "已登记撤回" in officer.said(answer)
    assert labels(officer, case)[0] == "拟写结案告知书"


# --- searches -------------------------------------------------------------------------------------------------------


def test_a_search_is_recorded_and_shown(office: Office, officer: Desk, case: Case):
    given = {"on": "2024-10-18", "where": "档案室", "how": "人工查阅目录", "who": "办公室王平", "note": ""}
    answer = officer.do("cases_search_record", case.pk, **given, found="no")
    assert "检索人：办公室王平" in text_of(answer)
    answer = officer.do("cases_search_record", case.pk, **given, found="yes", added=file("清单.txt"))
    assert "清单.txt" in text_of(answer)
    assert Paper.objects.get().kind == PaperKind.INFORMATION


def test_nothing_typed_is_lost_when_something_is_missing(office: Office, officer: Desk, case: Case):
    answer = officer.do("cases_search_record", case.pk, on="2024-10-18", where="", how="人工查阅目录", who="王平")
    assert answer.status_code == 422
    assert "人工查阅目录" in answer.content.decode()


# --- consultations --------------------------------------------------------------------------------------------------


def consult(desk: Desk, case: Case, to: str = "third_party", **members: Any) -> Any:
    given = {"to": to, "name": "云溪建筑有限公司（虚构）", "contact": "", "content": CONTENT, "question": QUESTION}
    return desk.do("cases_consult", case.pk, **{**given, **members})


def test_a_consultation_from_the_letter_to_the_answer(office: Office, officer: Desk, case: Case):
    consult(officer, case)
    letter = CaseLetter.objects.get()
    served(office, letter, route=ServedBy.POST, tracking_number="1234567890123")
    one = Consultation.objects.get()
    page = text_of(officer.get("cases_case", case.pk))
    assert "没有登记送达日期，期限没有开始" in page
    answer = officer.do(
        "cases_consultation_delivered", case.pk, one.pk, seen=seen(case), on="2024-10-21", evidence="签收"
    )
    assert "对方的答复期限是2024-11-11" in officer.said(answer)
    answer = officer.do(
        "cases_consultation_answer",
        *(case.pk, one.pk),
        seen=seen(case),
        on="2024-10-21",
        answer="objection",
        reasons="商业秘密",
        answered_by="王平",
    )
    assert "理由：商业秘密" in text_of(answer)
    officer.do("cases_consultation_disclose", case.pk, one.pk, content="报价表", reason="关系公共资金")
    assert CaseLetter.objects.filter(key="third_party_disclosure").exists()


def test_the_applicants_name_is_refused_at_its_field(office: Office, officer: Desk, case: Case):
    answer = consult(officer, case, content="陈敬申请的报价表")
    assert answer.status_code == 422
    assert "申请人的姓名" in answer.context["form"].errors["content"][0]


def test_another_organ_is_asked_by_ones_own_letter(office: Office, officer: Desk, case: Case):
    consult(officer, case, "other_organ", own="on")
    one = Consultation.objects.get()
    answer = officer.do(
        "cases_consultation_sent", case.pk, one.pk, seen=1, on="2024-10-21", evidence="云教函1号", added=file("函.pdf")
    )
    assert "等待答复" in text_of(answer)
    officer.do("cases_consultation_tell", case.pk, one.pk)
    assert CaseLetter.objects.get(key="consultation_notice").given["consulted"] == "其他行政机关"


def test_the_link_is_shown_once_with_its_drawing_and_in_no_address(office: Office, officer: Desk, case: Case):
    consult(officer, case)
    one = Consultation.objects.get()
    url = reverse("cases_consultation_link", args=[case.pk, one.pk])
    assert "链接只显示一次" in text_of(officer.client.get(url))
    answer = officer.client.post(url)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    link = page.partition('onfocus="this.select()">')[2].partition("<")[0]
    assert link.startswith(f"{settings.ORIGIN}/consultation/#")
    assert "<svg" in page
    assert consulting.by_token(link.partition("#")[2]) == one
    assert link not in officer.client.get(url).content.decode()


# --- the fee --------------------------------------------------------------------------------------------------------


def test_both_methods_stand_with_their_lines_and_one_is_decided_on(office: Office, officer: Desk):
    case = [office.case(date(2024, 10, 8)) for _ in range(11)][-1]
    assert "本月的第11件申请" in text_of(officer.get("cases_case", case.pk))
    page = text_of(officer.get("cases_fee", case.pk, pages="31"))
    assert "按件计收：100元" in page
    assert "第31页：1页×10元=10元" in page
    answer = officer.do("cases_fee", case.pk, pages="31", method="none", reason="")
    assert answer.status_code == 422
    officer.do("cases_fee", case.pk, pages="31", method="by_volume", reason="")
    assert CaseLetter.objects.get().key == "fee_notice"
    case = served(office, CaseLetter.objects.get())
    answer = officer.do("cases_fee_paid", case.pk, seen=seen(case), on="2024-10-21", receipt_number="SJ-1")
    assert "凭证号SJ-1" in text_of(answer)


def test_where_nothing_can_be_charged_nothing_is_asked(office: Office, officer: Desk, case: Case):
    page = officer.get("cases_fee", case.pk)
    assert "不收取信息处理费" in text_of(page)
    assert b'name="method"' not in page.content
    assert officer.do("cases_fee", case.pk, pages="", method="by_item", reason="").status_code == 422


def test_before_receipt_is_confirmed_no_fee_is_worked_out(office: Office, officer: Desk):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    assert "条例第31条" in text_of(officer.get("cases_fee", case.pk))


def test_the_fee_page_keeps_out_a_second_decision(office: Office, officer: Desk):
    case = [office.case(date(2024, 10, 8)) for _ in range(11)][-1]
    fees.decide(case, Method.BY_ITEM, by=office.officer)
    assert "信息处理费" not in labels(officer, case)
    answer = officer.do("cases_fee", case.pk, pages="", method="none", reason="不收")
    assert "先作废收费通知" in text_of(answer)


# --- giving ---------------------------------------------------------------------------------------------------------


def found(office: Office, case: Case, text: str = LIST, name: str = "清单.txt") -> Paper:
    return papers.add(case, PaperKind.INFORMATION, name, text.encode(), by=office.officer)


def test_what_is_in_a_paper_is_seen_before_it_is_given_and_a_reason_is_needed(
    office: Office, officer: Desk, case: Case
):
    paper = found(office, case)
    page = text_of(officer.get("cases_give", case.pk, paper.pk))
    assert "身份证号码" in page
    assert STRANGER not in page
    answer = officer.do("cases_give", case.pk, paper.pk, reason="")
    assert answer.status_code == 422
    assert "条例第15条" in text_of(answer)
    answer = officer.do("cases_give", case.pk, paper.pk, reason="当事人书面同意")
    assert "已列入提供的信息" in officer.said(answer)


def test_what_blocks_is_proposed_for_the_first_part_and_taken_out(office: Office, officer: Desk, case: Case):
    paper = found(office, case, LIST + f"另见{STRANGER}\n")
    form = officer.get("cases_redact", case.pk, paper.pk).context["form"]
    names = [group.name for group in form.groups]
    assert [form[name].initial for name in names] == ["1", "1"]
    part = {"words_1": "王安平", "what_1": "负责人的个人信息", "ground_1": "third_party_rights", "reasons_1": ""}
    rest = {f"{name}_{at}": "" for at in (2, 3) for name in ("words", "what", "ground", "reasons")}
    given = {**dict.fromkeys(names, "1"), **part, **rest, "reason": ""}
    answer = officer.do("cases_redact", case.pk, paper.pk, **given)
    assert answer.status_code == 422
    assert "条例第36条第3项、第37条" in text_of(answer)
    assert "王安平" in answer.content.decode()
    answer = officer.do("cases_redact", case.pk, paper.pk, **{**given, "reasons_1": "属于个人隐私"})
    assert "遮盖后提供" in text_of(answer)
    assert "负责人的个人信息；保护第三方合法权益；属于个人隐私" in text_of(answer)
    made = papers.content_of(Paper.objects.get(kind="given")).decode()
    assert "三百万元" in made
    assert STRANGER not in made


def test_a_copy_has_as_many_parts_as_it_needs_each_with_its_ground_and_nothing_typed_is_lost(
    office: Office, officer: Desk, case: Case
):
    words = ["甲工程", "乙工程", "丙工程", "丁工程"]
    paper = found(office, case, "\n".join([*words, "投资额：三百万元"]))
    page = officer.get("cases_redact", case.pk, paper.pk)
    assert [title for title, *_ in page.context["form"].parts()] == ["第一部分", "第二部分", "第三部分"]
    given = {"reason": "", "count": "3"}
    grounds = ("third_party_rights", "internal_affairs", "deliberative_process", "state_secret")
    for n, (word, ground) in enumerate(zip(words, grounds, strict=True), 1):
        given |= {f"words_{n}": word, f"what_{n}": f"{word}的名称", f"ground_{n}": ground, f"reasons_{n}": "不宜公开"}
    url = reverse("cases_redact", args=[case.pk, paper.pk])
    upload = SimpleUploadedFile("处理好的.txt", "投资额：三百万元".encode())
    answer = officer.client.post(url, given | {"add": "1", "own": upload})
    form = answer.context["form"]
    assert answer.status_code == 200
    assert [title for title, *_ in form.parts()][-1] == "第四部分"
    assert [form[f"words_{n}"].value() for n in (1, 2, 3)] == words[:3]
    assert "已上传：处理好的.txt" in text_of(answer)
    kept = form["kept"].value()
    answer = officer.client.post(url, given | {"count": "4", "kept": kept, "reasons_4": ""})
    assert answer.status_code == 422
    assert "已上传：处理好的.txt" in text_of(answer)
    kept = answer.context["form"]["kept"].value()
    assert officer.client.post(url, given | {"count": "4", "kept": kept}).status_code == 302
    made = Paper.objects.get(kind="given")
    assert (made.name, papers.content_of(made).decode()) == ("处理好的.txt", "投资额：三百万元")
    assert [each.what for each in case.withheld.order_by("pk")] == [f"{word}的名称" for word in words]
    assert len({each.ground for each in case.withheld.all()}) == 4


def test_there_is_an_end_to_parts(office: Office, officer: Desk, case: Case):
    url = reverse("cases_redact", args=[case.pk, found(office, case).pk])
    answer = officer.client.post(url, {"add": "1", "count": "19"})
    assert "再加一处" not in text_of(answer)
    assert len(list(answer.context["form"].parts())) == 20
    for count in ("400", "-1", "x", ""):
        assert officer.client.post(url, {"add": "1", "count": count}).status_code == 200


def test_a_whole_paper_is_withheld_and_taken_back(office: Office, officer: Desk, case: Case):
    paper = found(office, case, "甲")
    answer = officer.do(
        "cases_withhold", case.pk, paper.pk, what="《清单》", ground="internal_affairs", reasons="后勤管理信息"
    )
    assert "属于内部事务信息；后勤管理信息" in text_of(answer)
    answer = officer.do("cases_withheld_take_back", case.pk, case.withheld.get().pk)
    assert "未定" in text_of(answer)


def test_an_item_of_the_register_is_found_and_taken(office: Office, officer: Desk, case: Case):
    item = register.register(
        office.bureau,
        {"title": "2023年度学校建设项目清单", "kind": "notice", "attribute": "proactive", "text": "<p>甲</p>"},
        by=office.officer,
    )
    page = officer.get("cases_from_register", case.pk)
    assert item.title in text_of(page)
    answer = officer.do("cases_from_register", case.pk, item=item.pk)
    assert "2023年度学校建设项目清单.html" in text_of(answer)


def test_who_stands_there_is_answered(office: Office, officer: Desk):
    case = office.case(TODAY)
    assert "当场答复" in labels(officer, case)
    given = {"seen": 1, "outcome": "already_public", "told": "网址：https://www.example.gov.cn/1", "reviewed": ""}
    answer = officer.do("cases_on_the_spot", case.pk, **given)
    assert "案件办结" in officer.said(answer)
    assert "当场答复记录" in text_of(answer)
