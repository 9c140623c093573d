"""Letters at the desk: chosen, filled in, worked over beside what they lack, approved, served; a body's practice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.cases.desk.drafting import offers
from gongkai.cases.desk.wording import GIVEN, LetterForm, Shape, of_finding, of_letter, shape_of
from gongkai.cases.enums import CORRECTIONS, Decision, LetterState, Step
from gongkai.cases.models import Case, CaseLetter, LetterStep, Practice
from gongkai.cases.services import letters
from gongkai.cases.services.facts import facts_for
from gongkai.cases.services.practice import practice_of
from gongkai.law.events import Kind
from gongkai.law.outcomes import OUTCOMES
from gongkai.letters import DECISIONS, ON_THE_WAY
from gongkai.letters.elements import SAYS
from gongkai.office.waiting import waiting_for
from tests.cases.people import TODAY, Office
from tests.cases.serving import approved, ready
from tests.cases.test_letters import consult, drafted, fresh, search
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.letters.writers.test_writers import SEAL

pytestmark = pytest.mark.django_db
At = Callable[[User], Desk]
OF_CASES = [each.key for each in OUTCOMES if each.row_2021 is not None]


@pytest.fixture(autouse=True)
def bureau(office: Office) -> Office:
    return ready(office, depth="usual")


def fields_of(answer: Any) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    [form] = html.fromstring(answer.content).xpath("//form[@class='office-form']")
    return {name: value.removeprefix("\n") for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


# --- which letter ---------------------------------------------------------------------------------------------------


def test_every_answer_to_a_request_is_offered_under_its_group_with_what_it_is_for(bureau: Office, officer: Desk):
    case = bureau.case()
    found = {each.key for _, group in offers(case) for each in group}
    assert found == {*OF_CASES, "acknowledgement", "forwarding"}
    said = text_of(officer.get("cases_letter_new", case.pk))
    for outcome in OUTCOMES:
        assert (outcome.when in said) is (outcome.row_2021 is not None)


def test_what_the_law_would_refuse_now_says_so(bureau: Office, officer: Desk):
    said = text_of(officer.get("cases_letter_new", bureau.case().pk))
    assert "应当先要求申请人说明理由（条例第35条）" in said
    assert "还没有登记申请人撤回申请" in said


# --- what is stated -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", DECISIONS)
def test_the_form_asks_for_all_that_the_law_wants_of_an_outcome_and_for_nothing_else(bureau: Office, key: str):
    wanted = {slot for elements in SAYS[key] for each in elements for slot in each.slots}
    made_of_events = {"supplement_course", "reasons_course"}
    assert wanted - made_of_events - set(GIVEN) <= set(of_finding(key))
    if key in dict(CORRECTIONS):
        return
    form = LetterForm(of=CaseLetter(case=bureau.case(), body=bureau.bureau, key=key), shape=(Shape(key),))
    asked = {name.removeprefix("item-0-") for name in form.fields}
    extra = {"outcome", "articles"} | (set(GIVEN) if key in ("disclosed", "partial") else set())
    assert asked == {*of_finding(key)} | extra


@pytest.mark.parametrize("key", ON_THE_WAY)
def test_the_form_of_a_letter_on_the_way_asks_for_what_the_case_does_not_tell(key: str):
    told = {
        *("registration", "received", "due", "contact", "consent_by", "consent_on", "since", "forwarded_on"),
        *("rate", "amount", "sum"),
    }
    wanted = {slot for elements in SAYS[key] for each in elements for slot in each.slots}
    if key == "extension_notice":
        wanted = (wanted - {"new_due"}) | {"days"}
    assert wanted - told <= set(of_letter(key))


def test_a_letter_is_filled_in_and_drafted(bureau: Office, officer: Desk):
    case = bureau.case()
    data = fields_of(officer.get("cases_letter_draft", case.pk, "needs_creation"))
    assert data["item-0-articles"] == "条例第38条"
    answer = officer.do(
        "cases_letter_draft", case.pk, "needs_creation", **data | {"item-0-work_needed": "按学校逐年汇总并计算平均值。"}
    )
    letter = CaseLetter.objects.get()
    assert officer.said(answer) == "已拟写“需要另行制作”，请核对正文"
    assert letter.given == {"findings": [{"outcome": "needs_creation", "work_needed": "按学校逐年汇总并计算平均值"}]}
    assert "可以送审" in text_of(answer)


def test_what_the_case_tells_stands_in_the_form_and_is_not_kept_as_stated(bureau: Office, officer: Desk):
    case = bureau.case()
    search(bureau, case)
    data = fields_of(officer.get("cases_letter_draft", case.pk, "not_held"))
    assert data["item-0-search_by"] == "局办公室"
    officer.do("cases_letter_draft", case.pk, "not_held", **data)
    assert CaseLetter.objects.get().given == {}


def test_items_and_parts_are_added_and_taken_away_and_nothing_typed_is_lost(bureau: Office, officer: Desk):
    case = bureau.case()
    consult(bureau, case)
    address = ("cases_letter_draft", case.pk, "partial")
    data = fields_of(officer.get(*address)) | {"item-0-given": "《采购合同》第1页至第6页", "item-0-method": "遮盖"}
    grown = officer.do(*address, **data | {"add-item-0-": "1", "new-item-0-": "third_party_rights"})
    data = fields_of(grown) | {"item-0-part-0-asked": "第7页的单价清单", "item-0-part-0-reasons": "未公开的经营信息"}
    grown = officer.do(*address, **data | {"add-item-0-": "1", "new-item-0-": "internal_affairs"})
    data = fields_of(grown) | {"item-0-part-1-asked": "附页的流转意见", "item-0-part-1-reasons": "仅供机关内部办理"}
    grown = officer.do(*address, **data | {"add-item": "1", "new-item": "needs_creation"})
    data = fields_of(grown) | {
        "item-0-asked": "采购合同",
        "item-1-asked": "十年平均值",
        "item-1-work_needed": "逐年汇总",
    }
    shrunk = officer.do(*address, **data | {"drop-item-0-part-0-": "1"})
    data = fields_of(shrunk)
    assert data["item-0-part-0-asked"] == "附页的流转意见"
    assert data["item-0-given"] == "《采购合同》第1页至第6页"
    officer.do(*address, **data)
    letter = CaseLetter.objects.get()
    assert letter.given["findings"] == [
        {
            "outcome": "partial",
            "asked": "采购合同",
            "given": ["《采购合同》第1页至第6页"],
            "method": "遮盖",
            "parts": [{"outcome": "internal_affairs", "asked": "附页的流转意见", "reasons": "仅供机关内部办理"}],
        },
        {"outcome": "needs_creation", "asked": "十年平均值", "work_needed": "逐年汇总"},
    ]
    assert shape_of(facts_for(letter)) == (Shape("partial", ("internal_affairs",)), Shape("needs_creation"))
    again = fields_of(officer.get("cases_letter_edit", letter.pk))
    assert again["item-0-part-0-reasons"] == "仅供机关内部办理"
    dropped = fields_of(officer.do("cases_letter_edit", letter.pk, **again | {"drop-item-0-": "1"}))
    assert dropped["item-0-outcome"] == "needs_creation"


def test_why_nobody_was_asked_is_stated_where_nobody_was(bureau: Office, officer: Desk):
    case = bureau.case()
    address = ("cases_letter_draft", case.pk, "third_party_rights")
    page = officer.get(*address)
    assert "没有征求第三方意见的原因" in text_of(page)
    data = fields_of(page) | {
        "item-0-interest": "商业秘密",
        "item-0-public_interest": "不公开不会对公共利益造成重大影响",
        "item-0-reasons": "属于该企业未公开的经营信息",
        "item-0-opinion": "该企业已经注销，没有承继人",
    }
    officer.do(*address, **data)
    letter = CaseLetter.objects.get()
    assert letter.given["findings"][0]["opinion"] == "没有征求第三方意见，原因是：该企业已经注销，没有承继人"
    assert letters.lacking(letter) == []
    assert fields_of(officer.get("cases_letter_edit", letter.pk))["item-0-opinion"] == "该企业已经注销，没有承继人"


def test_a_law_that_cannot_be_cited_is_refused_and_the_form_comes_again(bureau: Office, officer: Desk):
    case = bureau.case()
    address = ("cases_letter_draft", case.pk, "needs_creation")
    data = fields_of(officer.get(*address)) | {"item-0-articles": "民法典第1条", "item-0-work_needed": "逐年汇总"}
    answer = officer.do(*address, **data)
    assert answer.status_code == 422
    assert "可以引用的有条例" in text_of(answer)
    assert fields_of(answer)["item-0-work_needed"] == "逐年汇总"


def test_letters_that_are_drafted_elsewhere_have_no_form_here(bureau: Office, officer: Desk):
    case = bureau.case()
    for key in ("third_party_consultation", "fee_notice", "correction_made", "sonnet"):
        assert officer.get("cases_letter_draft", case.pk, key).status_code == 404
    assert officer.get("cases_letter_draft", case.pk, "forwarding").status_code == 200


# --- one letter -----------------------------------------------------------------------------------------------------


def test_the_draft_stands_beside_what_it_lacks(bureau: Office, officer: Desk):
    letter = letters.draft(bureau.case(), "needs_creation", {}, by=bureau.officer)
    page = officer.get("cases_letter", letter.pk)
    assert "送审前还缺 1" in text_of(page)
    assert "缺少需要加工、分析的内容" in text_of(page)
    assert b"<mark>" in page.content
    data = fields_of(page)
    data["text"] = data["text"].replace("〔待填：需要加工、分析的内容〕", "按学校逐年汇总并计算平均值")
    answer = officer.do("cases_letter", letter.pk, **data)
    assert officer.said(answer) == "已保存"
    assert "应当写明的都写明了" in text_of(answer)


def test_who_saves_too_late_sees_both_and_loses_nothing(bureau: Office, officer: Desk):
    letter = drafted(bureau, "needs_creation")
    data = fields_of(officer.get("cases_letter", letter.pk))
    letters.revise(letter, by=bureau.officer, edition=1, text=letter.text.replace("平均值", "均值"))
    answer = officer.do("cases_letter", letter.pk, **data | {"text": data["text"].replace("平均值", "中位数")})
    assert answer.status_code == 422
    assert "另一位刚刚改过这份文书" in text_of(answer)
    again = fields_of(answer)
    assert "中位数" in again["text"]
    officer.do("cases_letter", letter.pk, **again)
    assert "中位数" in fresh(letter).text


def test_what_was_worked_over_is_compared_and_taken_back(bureau: Office, officer: Desk):
    letter = drafted(bureau, "needs_creation")
    letters.revise(letter, by=bureau.officer, edition=1, text=letter.text.replace("平均值", "中位数"))
    said = text_of(officer.get("cases_letter_changes", letter.pk))
    assert "系统拟写的与现在的" in said
    assert "中位数" in said
    officer.do("cases_letter_restore", letter.pk)
    assert "没有不同" in text_of(officer.get("cases_letter_changes", letter.pk))


def test_the_letter_is_previewed_as_it_would_be_printed(bureau: Office, officer: Desk):
    letter = drafted(bureau, "needs_creation")
    answer = officer.get("cases_letter_preview", letter.pk)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_from_sending_in_to_the_files(bureau: Office, officer: Desk, desk: At):
    letter = drafted(bureau, "needs_creation")
    answer = officer.do("cases_letter_send_in", letter.pk)
    assert officer.said(answer) == "已送审，等待合法性审查"
    assert "送审" not in [each.text_content() for each in html.fromstring(answer.content).xpath("//button")]
    counsel, leader = desk(bureau.counsel), desk(bureau.leader)
    step = LetterStep.objects.waiting().get()
    assert "2024-0001" in text_of(counsel.get("cases_approvals"))
    page = text_of(counsel.get("cases_approval", step.pk))
    for words in ("答复期限2024-10-30", "按学校逐年汇总", "林小满拟稿"):
        assert words in page
    assert counsel.said(counsel.do("cases_approval", step.pk, decision="passed")) == "已通过，转到签发"
    last = LetterStep.objects.waiting().get()
    assert "没有待我审批" in text_of(leader.get("cases_approvals")) or "2024-0001" in text_of(
        leader.get("cases_approvals")
    )
    assert "已签发" in leader.said(leader.do("cases_approval", last.pk, decision="passed", opinion="同意"))
    for form, mark in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert officer.get("cases_letter_file", letter.pk, form).content.startswith(mark)
    assert Deed.objects.filter(deed="下载文书").count() == 2
    assert officer.get("cases_letter_file", letter.pk, "exe").status_code == 404
    changes = text_of(officer.get("cases_letter_changes", letter.pk))
    assert "第1次送审与签发的" in changes
    data = fields_of(officer.get("cases_letter_serve", letter.pk)) | {"route": "post", "on": TODAY.isoformat()}
    assert "邮寄送达的，请填写邮件号" in text_of(officer.do("cases_letter_serve", letter.pk, **data))
    answer = officer.do("cases_letter_serve", letter.pk, **data | {"tracking_number": "EX123456789CN"})
    assert "已登记邮寄送达" in officer.said(answer)
    assert Case.objects.get().outcome == "needs_creation"
    data = fields_of(officer.get("cases_letter_reached", letter.pk))
    officer.do("cases_letter_reached", letter.pk, **data)
    assert fresh(letter).reached_on == TODAY


def test_a_step_is_returned_with_what_changed_shown_in_the_next_round(bureau: Office, officer: Desk, desk: At):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    counsel = desk(bureau.counsel)
    step = LetterStep.objects.waiting().get()
    assert "退回的，请写明意见" in text_of(counsel.do("cases_approval", step.pk, decision="returned"))
    counsel.do("cases_approval", step.pk, decision="returned", opinion="理由要写具体")
    page = officer.get("cases_letter", letter.pk)
    assert "理由要写具体" in text_of(page)
    data = fields_of(page)
    officer.do("cases_letter", letter.pk, **data | {"text": data["text"].replace("平均值", "中位数")})
    officer.do("cases_letter_send_in", letter.pk)
    page = text_of(counsel.get("cases_approval", LetterStep.objects.waiting().get().pk))
    assert "与上次送审的不同" in page
    assert "中位数" in page
    assert "第1次送审" in page


def test_who_may_not_decide_is_told_why_and_gets_no_form(bureau: Office, officer: Desk, desk: At):
    letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    step = LetterStep.objects.waiting().get()
    page = officer.get("cases_approval", step.pk)
    assert "没有“海州市教育局”的合法性审查权限" in text_of(page)
    assert not html.fromstring(page.content).xpath("//input[@name='decision']")
    assert officer.do("cases_approval", step.pk, decision="passed").status_code == 403
    leader = desk(bureau.leader)
    assert leader.do("cases_approval", step.pk, decision="passed").status_code == 403


def test_a_letter_is_seen_by_its_body_only(bureau: Office, desk: At):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    other = bureau.holder("officer", bureau.bureau.parent.children.create(name="海州市财政局", kind="department"))
    stranger = desk(other)
    seen = {"cases_letter": (), "cases_letter_preview": (), "cases_letter_changes": (), "cases_letter_file": ("pdf",)}
    for name, args in seen.items():
        assert stranger.get(name, letter.pk, *args).status_code == 403
    assert desk(bureau.counsel).get("cases_letter", letter.pk).status_code == 200
    assert desk(bureau.counsel).get("cases_letter_serve", letter.pk).status_code == 403


def test_a_letter_is_taken_back_or_made_void(bureau: Office, officer: Desk):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    assert officer.said(officer.do("cases_letter_take_back", letter.pk)) == "已撤回，可以修改"
    assert "请写明" in text_of(officer.do("cases_letter_void", letter.pk, why=" ")) or fresh(letter).state != "void"
    officer.do("cases_letter_void", letter.pk, why="写错了类型")
    assert fresh(letter).state == LetterState.VOID
    assert "已作废：写错了类型" in text_of(officer.get("cases_letter", letter.pk))


def test_a_letter_that_lacks_something_is_not_sent_in_by_force(bureau: Office, officer: Desk):
    letter = letters.draft(bureau.case(), "needs_creation", {}, by=bureau.officer)
    answer = officer.do("cases_letter_send_in", letter.pk)
    assert "还不能送审：缺少需要加工、分析的内容" in officer.said(answer)


# --- the page of the case, the home page ----------------------------------------------------------------------------


def test_the_case_shows_its_letters_with_their_steps_and_files(bureau: Office, officer: Desk):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    void = letters.draft(letter.case, "acknowledgement", {}, by=bureau.officer)
    letters.void(void, "重复", by=bureau.officer)
    said = text_of(officer.get("cases_case", letter.case_id))
    for words in ("文书", "需要另行制作", "已签发", "合法性审查：方正通过", "登记送达", "DOCX", "已作废1份"):
        assert words in said


def test_however_many_letters_a_case_has_its_page_takes_as_many_queries(bureau: Office, officer: Desk):
    case = bureau.case()
    drafted(bureau, "needs_creation", case)
    officer.get("cases_case", case.pk)
    with Counted() as one:
        officer.get("cases_case", case.pk)
    for _ in range(4):
        letters.send_in(drafted(bureau, "needs_creation", case), by=bureau.officer)
    with Counted() as five:
        officer.get("cases_case", case.pk)
    assert five.count <= one.count + 1


def test_the_home_page_says_what_waits(bureau: Office):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    [item] = [each for each in waiting_of(bureau.counsel) if "合法性审查" in each.title]
    assert (item.title, item.due) == ("合法性审查：2024-0001 需要另行制作（海教公复〔2024〕1号）", date(2024, 10, 30))
    step = LetterStep.objects.waiting().get()
    letters.decide(step, Decision.RETURNED, by=bureau.counsel, opinion="写具体")
    assert any(each.title.startswith("退回，待修改") for each in waiting_of(bureau.officer))
    approved(bureau, letter)
    assert any(each.title.startswith("已签发，待送达") for each in waiting_of(bureau.officer))


def waiting_of(user: User) -> list[Any]:
    found = waiting_for(User.objects.get(pk=user.pk))
    return [*found.now, *found.soon]


# --- the practice of a body -----------------------------------------------------------------------------------------


def test_the_practice_is_set_with_its_seal(bureau: Office, officer: Desk):
    page = officer.get("cases_practice", bureau.bureau.pk)
    data = fields_of(page)
    assert data["reviewers"] == "海州市人民政府"
    seal = SimpleUploadedFile("章.png", SEAL.png, "image/png")
    answer = officer.do("cases_practice", bureau.bureau.pk, **data | {"short": "海教字", "seal": seal})
    assert officer.said(answer) == "已保存“海州市教育局”的办理设置"
    practice = practice_of(bureau.bureau)
    assert practice.short == "海教字"
    assert practice.seal
    assert b"data:image/png;base64," in answer.content
    data = fields_of(answer)
    data.pop("seal", None)
    officer.do("cases_practice", bureau.bureau.pk, **data | {"without_seal": "on"})
    assert Practice.objects.get().seal == ""


def test_what_cannot_be_set_is_said_at_its_field(bureau: Office, officer: Desk):
    data = fields_of(officer.get("cases_practice", bureau.bureau.pk))
    data.pop("seal", None)
    answer = officer.do("cases_practice", bureau.bureau.pk, **data | {"depth": "full", "short": "海"})
    assert answer.status_code == 422
    assert "改变审批层级的，请写明理由" in text_of(answer)
    assert fields_of(answer)["short"] == "海"
    wrong = SimpleUploadedFile("章.png", b"GIF89a", "image/png")
    assert "PNG格式" in text_of(officer.do("cases_practice", bureau.bureau.pk, **data | {"seal": wrong}))


def test_the_practice_is_the_officer_s_to_set(bureau: Office, desk: At, officer: Desk):
    assert desk(bureau.leader).get("cases_practice", bureau.bureau.pk).status_code == 403
    assert officer.client.get("/office/cases/practice/").status_code == 302
    bureau.bureau.children.create(name="海州市教育局招生办", kind="dispatched")
    assert "招生办" in text_of(officer.get("cases_practices"))


def test_a_step_that_was_taken_is_no_form_any_more(bureau: Office, desk: At):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    step = LetterStep.objects.waiting().get()
    letters.decide(step, Decision.PASSED, by=bureau.counsel)
    assert Step(step.step) == Step.LEGALITY
    page = desk(bureau.counsel).get("cases_approval", step.pk)
    assert "这一步已经办过" in text_of(page)
    bureau.happen(letter.case, Kind.EXTENDED, TODAY, days=10)
    last = LetterStep.objects.waiting().get()
    answer = desk(bureau.leader).do("cases_approval", last.pk, decision="passed", opinion="同意")
    assert "送审以后案件的情况有了变化" in text_of(answer)
