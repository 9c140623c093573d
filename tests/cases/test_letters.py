"""Letters of a case: drafted from what it tells, sent in, approved and frozen, served; and what each is refused for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
import pdfplumber
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given as drawn
from hypothesis import strategies as st
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.audit.services import verify
from gongkai.bodies.models import Body
from gongkai.cases.checks import letter_templates
from gongkai.cases.enums import Answer, Decision, Depth, LetterState, Step
from gongkai.cases.models import Case, CaseLetter, Consultation, FeeDecision, LetterCounter, LetterStep, SearchRecord
from gongkai.cases.services import approval, corrections, course, letters, papers
from gongkai.cases.services.facts import BY_CASE, DAYS, STATED, facts_for
from gongkai.cases.services.letters import EFFECTS, NOT_ASKED, SHOWN_TO_NOBODY, merged
from gongkai.cases.services.practice import save_practice
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from gongkai.law.outcomes import LETTERS, OUTCOMES
from gongkai.letters import DECISIONS, Finding
from gongkai.letters.elements import TO_OTHERS
from gongkai.letters.interchange import as_dict, finding_as_dict
from gongkai.letters.template import own_texts
from tests.cases.people import DAY, TODAY, Office, at
from tests.cases.serving import approved, ready, served
from tests.letters import examples
from tests.letters.writers.test_writers import SEAL

pytestmark = pytest.mark.django_db

KEYS: Final = [each.key for each in OUTCOMES if each.row_2021 is not None]
CORRECTIONS: Final = [each.key for each in OUTCOMES if each.row_2021 is None]
ON_THE_WAY: Final = [each.key for each in LETTERS]


@pytest.fixture(autouse=True)
def _on_a_day_of_2024() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def bureau(office: Office) -> Office:
    return ready(office, depth="usual")


# --- cases in which each letter has its place -----------------------------------------------------------------------


def search(office: Office, case: Case, *, found: bool = False, on: date = TODAY) -> None:
    SearchRecord.objects.create(
        case=case, on=on, where="综合档案室2015年至2023年文书档案", how="以校名为关键词逐年查找", who="局办公室",
        found=found, by=office.officer,
    )  # fmt: skip


def consult(office: Office, case: Case, to: str = "third_party", *, sent: bool = True, answered: bool = True) -> None:
    Consultation.objects.create(
        case=case, ref="1", to=to, name="海州市禾穗食品有限公司（虚构）", content="合同第7页的单价清单",
        question="是否同意公开", answer=Answer.OBJECTION if answered else "", by=office.officer,
    )  # fmt: skip
    if sent:
        office.happen(case, Kind.CONSULTATION_SENT, date(2024, 10, 8), to=to, ref="1")
    if answered:
        office.happen(case, Kind.CONSULTATION_ANSWERED, date(2024, 10, 15), ref="1")


def charged(office: Office, case: Case) -> None:
    FeeDecision.objects.create(case=case, method="by_item", before=30, amount=200, by=office.officer)


def supplement_asked(office: Office, case: Case) -> None:
    office.happen(case, Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 8), until=date(2024, 10, 16))


def supplemented(office: Office, case: Case) -> None:
    supplement_asked(office, case)
    office.happen(case, Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 12))


def unpaid(office: Office, case: Case) -> None:
    charged(office, case)
    office.happen(case, Kind.FEE_NOTIFIED, date(2024, 9, 10))


SCENES: Final[dict[str, Callable[[Office, Case], None]]] = {
    "not_held": search,
    "third_party_rights": consult,
    "excessive": lambda office, case: office.happen(case, Kind.REASONS_ASKED, date(2024, 10, 8)) and None,
    "delay_notice": lambda office, case: office.happen(case, Kind.REASONS_ASKED, date(2024, 10, 8)) and None,
    "still_unclear": supplemented,
    "not_supplemented": supplement_asked,
    "fee_unpaid": unpaid,
    "withdrawn": lambda office, case: office.happen(case, Kind.WITHDRAWN, date(2024, 10, 8), note="书面") and None,
    "fee_notice": charged,
    "third_party_consultation": lambda office, case: consult(office, case, sent=False, answered=False),
    "co_maker_consultation": lambda office, case: consult(office, case, "co_maker", sent=False, answered=False),
    "organ_consultation": lambda office, case: consult(office, case, "other_organ", sent=False, answered=False),
    "consultation_notice": lambda office, case: consult(office, case, answered=False),
    "third_party_disclosure": consult,
    "partial": consult,
    "forwarding": lambda office, case: Case.objects.filter(pk=case.pk).update(office="局办公室") and None,
}
TOLD: Final = {
    "not_held": {"search_where", "search_how", "search_by"},
    "third_party_rights": {"opinion"},
    "not_supplemented": {"notice_on", "notice_served", "notice_term"},
    "fee_unpaid": {"notice_on", "notice_served", "notice_term", "notice_amount"},
    "withdrawn": {"withdrawn_on", "withdrawn_how"},
}
"""What the case tells, so that it is not stated."""
MADE_UP: Final = {
    "extension_notice": {DAYS: 10, "reason": "申请的信息分散保存在多所学校，需要逐一调取"},
    "delay_notice": {"new_due": "2024-11-29", "reason": "申请的信息数量较多，需要分批核对"},
    "third_party_disclosure": {"reason": "该清单关系学生就餐费用的监督，公开的公共利益大于保密的利益"},
    "forwarding": {"from_office": "基础教育科"},
    **{key: {} for key in ("third_party_consultation", "co_maker_consultation", "organ_consultation")},
    **{key: {} for key in ("consultation_notice", "fee_notice", "acknowledgement")},
}


def stated(key: str) -> dict[str, Any]:
    """What an officer states for a letter, beside what its case tells."""
    if key in MADE_UP:
        return dict(MADE_UP[key])
    if key in ON_THE_WAY:
        said = as_dict(examples.facts(key))
        kept = {name: said[name] for name in examples.PARTICULARS[key] if name in STATED and name in said}
        return {name: value for name, value in kept.items() if name != "reply_by"}
    finding = Finding(outcome=key, **examples.FINDINGS[key])
    kept = {name: value for name, value in finding_as_dict(finding).items() if name not in TOLD.get(key, ())}
    return {"findings": [kept]}


def scene(office: Office, key: str) -> Case:
    """A case in which a letter of this kind has its place."""
    case = office.case(date(2024, 9, 2)) if key == "fee_unpaid" else office.case()
    if key in SCENES:
        SCENES[key](office, case)
    return Case.objects.get(pk=case.pk)


def drafted(office: Office, key: str, case: Case | None = None, **more: Any) -> CaseLetter:
    case = case or scene(office, key)
    consultation = case.consultations.first() if key in TO_OTHERS else None
    given = {**stated(key), **more}
    return letters.draft(case, key, given, by=office.officer, consultation=consultation)


def fresh(letter: CaseLetter) -> CaseLetter:
    return CaseLetter.objects.get(pk=letter.pk)


# --- every letter ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [*KEYS, *ON_THE_WAY])
def test_every_letter_is_drafted_from_its_case_completed_and_served(bureau: Office, key: str):
    letter = drafted(bureau, key)
    assert letters.lacking(letter) == []
    case = served(bureau, letter, **({"reached_on": TODAY} if key == "fee_notice" else {}))
    letter = fresh(letter)
    assert (letter.state, letter.on, letter.served_on) == (LetterState.SERVED, TODAY, TODAY)
    assert "待填" not in letter.text
    effect = EFFECTS.get(key)
    if effect is None:
        assert letter.happening is None
    else:
        assert letter.happening is not None
        assert (letter.happening.kind, letter.happening.on) == (effect.kind, TODAY)
    if key in KEYS:
        assert (case.state, case.outcome) == ("closed", key)
    assert letter.pdf is not None
    assert letter.pdf.shown is (key not in SHOWN_TO_NOBODY)
    assert verify() == []


@pytest.mark.parametrize("depth", Depth)
@pytest.mark.parametrize("key", [*KEYS, *ON_THE_WAY])
def test_every_letter_goes_its_way_at_each_depth(
    office: Office, monkeypatch: pytest.MonkeyPatch, depth: Depth, key: str
):
    monkeypatch.setattr(letters, "write", lambda letter, form, seal=None: letter.text.encode())
    ready(office, depth=depth)
    second = office.holder(Role.LEADER, name="何达")
    letter = letters.send_in(drafted(office, key), by=office.officer)
    who = {Step.LEGALITY: office.counsel, Step.SECRECY: office.secrecy, Step.APPROVE: office.leader, Step.SIGN: second}
    taken = []
    while step := LetterStep.objects.waiting().filter(letter=letter).first():
        taken.append(Step(step.step))
        letters.decide(step, Decision.PASSED, by=who[Step(step.step)])
    assert tuple(taken) == approval.way_of(depth, key)
    assert fresh(letter).state == LetterState.APPROVED


@pytest.mark.parametrize("key", CORRECTIONS)
def test_every_answer_to_a_correction_ends_it(bureau: Office, key: str):
    given = {"record": "学籍表", "wrong": "出生日期2010年3月5日", "right": "2010年5月3日"}
    made = corrections.enter(
        bureau.bureau, bureau.applicant, given, channel=Channel.IN_PERSON, submitted_at=at(DAY), by=bureau.officer
    )
    letter = letters.draft(made, key, {}, by=bureau.officer)
    assert letters.lacking(letter)
    letter = letters.revise(letter, by=bureau.officer, edition=1, given=stated(key))
    assert letters.lacking(letter) == []
    letter = approved(bureau, letter)
    letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.DIRECT, seen=0)
    made.refresh_from_db()
    assert (made.outcome, made.closed_on) == (key, TODAY)
    assert made.number in fresh(letter).text


# --- what the case tells --------------------------------------------------------------------------------------------


def test_who_writes_to_whom_about_what_is_never_typed(bureau: Office):
    case = bureau.case(document_number="海教〔2023〕8号", delivery="post")
    facts = facts_for(CaseLetter(case=case, body=case.body, key="disclosed"))
    assert (facts.applicant, facts.natural, facts.registration) == ("陈敬", True, "2024-0001")
    assert facts.asked == "2023年度学校建设项目清单（海教〔2023〕8号）：项目名称、投资额、完成时间"
    assert (facts.received, facts.channel, facts.on) == (DAY, Channel.IN_PERSON, TODAY)
    assert (facts.form, facts.wanted_form, facts.route, facts.online) == ("电子文本", "电子文本", "邮寄", False)
    assert facts.issuer.reviewers == ("海州市人民政府",)
    for member in BY_CASE:
        with pytest.raises(TypeError):
            letters.draft(case, "disclosed", {member: ""}, by=bureau.officer)


def test_an_organisation_is_addressed_as_one(bureau: Office):
    company = bureau.somebody(
        kind="business", name="海州市禾穗食品有限公司（虚构）", document="credit_code", number="91350100M000100Y43"
    )
    letter = letters.draft(bureau.case(applicant=company), "needs_creation", {}, by=bureau.officer)
    assert "收到你单位以" in letter.text


def test_a_search_is_told_as_it_was_recorded(bureau: Office):
    letter = drafted(bureau, "not_held")
    assert "由局办公室进行检索" in letter.text
    assert "综合档案室2015年至2023年文书档案" in letter.text


def test_a_consultation_is_told_without_who_was_asked(bureau: Office):
    letter = drafted(bureau, "third_party_rights")
    assert "2024年10月8日书面征求第三方意见，2024年10月15日收到其意见，第三方不同意公开" in letter.text
    assert "禾穗" not in letter.text
    assert "2024年10月8日，本机关就你申请的信息书面征求第三方的意见" in letter.text


def test_a_notice_that_was_not_followed_is_told_with_how_it_was_served(bureau: Office):
    case = bureau.case()
    with time_machine.travel(at(date(2024, 10, 8)), tick=False):
        notice = drafted(bureau, "supplement_notice", case, reply_by="2024-10-16")
        served(bureau, notice, route=ServedBy.POST, tracking_number="EX123456789CN")
    with time_machine.travel(at(date(2024, 10, 12)), tick=False):
        letters.reached(fresh(notice), date(2024, 10, 10), by=bureau.officer, seen=2)
    course.count_anew(case.pk)
    text = drafted(bureau, "not_supplemented", Case.objects.get(pk=case.pk)).text
    assert "于2024年10月8日作出补正告知书" in text
    assert "送达情况为：2024年10月8日邮寄送达（2024年10月10日收到），补正期限为2024年10月16日" in text


def test_the_days_of_an_extension_follow_from_the_clock(bureau: Office):
    letter = drafted(bureau, "extension_notice", new_due="2030-01-01")
    facts = letters.facts_of(letter)
    assert (facts.due, facts.new_due) == (date(2024, 10, 30), date(2024, 11, 13))
    case = served(bureau, letter)
    assert case.reply_due_on == date(2024, 11, 13)
    text = fresh(letter).text
    assert "2024年10月21日经政府信息公开工作机构负责人高远同意，答复期限延长至2024年11月13日" in text


def test_the_fee_is_the_one_decided_with_how_it_is_worked_out(bureau: Office):
    text = drafted(bureau, "fee_notice").text
    assert "应缴金额为200元" in text
    assert "第31件：1件×200元=200元" in text
    assert "持本通知到海州市学府路12号一楼窗口缴纳" in text


def test_a_supplement_has_the_term_of_the_practice_from_the_day_of_the_letter(bureau: Office):
    save_practice(bureau.bureau, {"supplement_days": 10}, by=bureau.officer)
    letter = drafted(bureau, "supplement_notice")
    assert "请于2024年11月4日前" in letter.text
    case = served(bureau, letter)
    assert (case.next_due, case.next_due_on) == ("supplement", date(2024, 11, 4))


def test_the_same_request_answered_before_is_named(bureau: Office):
    first = bureau.case(date(2024, 9, 2))
    served(bureau, drafted(bureau, "needs_creation", first))
    again = letters.draft(bureau.case(), "repeated", {}, by=bureau.officer)
    assert "本机关已于2024年10月21日以海教公复〔2024〕1号作出答复" in again.text
    assert letters.lacking(again) == []


# --- what is lacking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [*KEYS, *ON_THE_WAY])
def test_a_letter_of_which_nothing_is_stated_says_what_it_lacks(bureau: Office, key: str):
    case = scene(bureau, key)
    consultation = case.consultations.first() if key in TO_OTHERS else None
    letter = letters.draft(case, key, {}, by=bureau.officer, consultation=consultation)
    gaps = letters.lacking(letter)
    told_all = {"not_held", "acknowledgement", "fee_notice", "consultation_notice", "third_party_consultation"} | {
        *("co_maker_consultation", "organ_consultation", "not_supplemented", "fee_unpaid", "withdrawn", "petition")
    }
    assert bool(gaps) is (key not in told_all)
    if gaps:
        with pytest.raises(ValidationError, match="还不能送审"):
            letters.send_in(letter, by=bureau.officer)
        assert fresh(letter).state == LetterState.DRAFT
        assert fresh(letter).number == ""


def test_what_does_not_exist_was_searched_for(bureau: Office):
    case = bureau.case()
    given = {
        "findings": [{"outcome": "not_held", "search_where": "档案室", "search_how": "人工", "search_by": "办公室"}]
    }
    letter = letters.draft(case, "not_held", given, by=bureau.officer)
    assert any("应当有检索记录" in each for each in letters.lacking(letter))
    search(bureau, case, found=True)
    assert any("应当有检索记录" in each for each in letters.lacking(letter))
    search(bureau, case)
    assert letters.lacking(letter) == []
    search(bureau, case, found=True)
    assert letters.lacking(letter) == ["最近一次检索记录写明检索到了信息，不能答复信息不存在"]


def test_a_third_party_is_asked_or_it_is_said_why_not(bureau: Office):
    said = stated("third_party_rights")["findings"][0]
    case = bureau.case()
    letter = letters.draft(case, "third_party_rights", {"findings": [said]}, by=bureau.officer)
    assert any("应当先书面征求第三方意见" in each for each in letters.lacking(letter))
    claimed = {"findings": [said | {"opinion": "第三方口头表示不同意公开"}]}
    letter = letters.revise(letter, by=bureau.officer, edition=1, given=claimed)
    assert any("应当先书面征求第三方意见" in each for each in letters.lacking(letter))
    why = {"findings": [said | {"opinion": f"{NOT_ASKED}，原因是：该企业已经注销，没有承继人"}]}
    letter = letters.revise(letter, by=bureau.officer, edition=2, given=why)
    assert letters.lacking(letter) == []


def test_a_third_party_has_its_time_to_answer(bureau: Office):
    case = bureau.case()
    consult(bureau, case, sent=False, answered=False)
    letter = drafted(bureau, "third_party_rights", case)
    assert any("还没有向第三方送达征求意见书" in each for each in letters.lacking(letter))
    bureau.happen(case, Kind.CONSULTATION_SENT, date(2024, 10, 8), to="third_party", ref="1")
    bureau.happen(case, Kind.CONSULTATION_DELIVERED, date(2024, 10, 9), ref="1")
    assert any("征求意见的期限（至2024-10-29）也没有过" in each for each in letters.lacking(fresh(letter)))
    with time_machine.travel(at(date(2024, 10, 31)), tick=False):
        assert letters.lacking(fresh(letter)) == []
        assert "第三方没有提出意见" in letters.letter_of(fresh(letter)).text


def test_the_parts_of_a_partial_disclosure_are_held_to_the_same(bureau: Office):
    letter = drafted(bureau, "partial", bureau.case())
    assert any("应当先书面征求第三方意见" in each for each in letters.lacking(letter))


def test_what_the_law_does_not_allow_now_cannot_be_sent_in(bureau: Office):
    case = scene(bureau, "extension_notice")
    served(bureau, drafted(bureau, "extension_notice", case))
    again = drafted(bureau, "extension_notice", Case.objects.get(pk=case.pk))
    assert any("条例第33条" in each for each in letters.lacking(again))


def test_a_closed_case_is_not_answered_again_unless_reopened(bureau: Office):
    case = served(bureau, drafted(bureau, "needs_creation", bureau.case()))
    again = drafted(bureau, "needs_creation", case)
    assert any("已于2024-10-21办结" in each for each in letters.lacking(again))
    bureau.happen(case, Kind.REOPENED, TODAY, reopened_by="court")
    assert letters.lacking(fresh(again)) == []
    assert served(bureau, again).outcome == "needs_creation"


def test_without_an_abbreviation_nothing_is_numbered(bureau: Office):
    save_practice(bureau.bureau, {"short": ""}, by=bureau.officer)
    letter = drafted(bureau, "needs_creation")
    assert letters.lacking(letter) == ["不能编文号：请先在办理设置里填写机关代字"]
    assert letters.lacking(drafted(bureau, "acknowledgement", letter.case)) == []


def test_who_asked_is_not_named_to_others(bureau: Office):
    letter = drafted(bureau, "third_party_consultation")
    text = letter.text.replace("本机关收到一件", "本机关收到陈敬的一件")
    letter = letters.revise(letter, by=bureau.officer, edition=1, text=text)
    assert any("不得写明申请人的身份" in each for each in letters.lacking(letter))


def test_a_day_in_a_year_without_a_holiday_notice_is_not_stated(bureau: Office):
    far = date(2026, 12, 14)
    with time_machine.travel(at(far), tick=False):
        case = bureau.case(far)
        with pytest.raises(ValidationError, match="2027年"):
            letters.draft(case, "acknowledgement", {}, by=bureau.officer)


# --- drafting and revising ------------------------------------------------------------------------------------------


def test_what_is_stated_must_be_well_formed_and_of_the_letter(bureau: Office):
    case = bureau.case()
    for key, given, said in (
        ("disclosed", {"findings": [{"outcome": "disclosed", "given": "一件"}]}, "列表"),
        ("extension_notice", {DAYS: 21}, "1至20个工作日"),
        ("extension_notice", {DAYS: True}, "1至20个工作日"),
        ("disclosed", {"findings": [{"outcome": "not_held"}]}, "没有“予以公开”"),
        ("correction_made", {}, "没有这种文书"),
        ("sonnet", {}, "没有这种文书"),
        ("third_party_consultation", {}, "先登记征求意见的对象"),
    ):
        with pytest.raises(ValidationError, match=said):
            letters.draft(case, key, given, by=bureau.officer)
    consult(bureau, case, sent=False, answered=False)
    with pytest.raises(ValidationError, match="不用这种文书"):
        letters.draft(
            case, "co_maker_consultation", {}, by=bureau.officer, consultation=Consultation.objects.get(case=case)
        )
    assert not CaseLetter.objects.exists()


def test_a_text_that_was_worked_over_stays_while_the_rest_follows_the_case(bureau: Office):
    letter = drafted(bureau, "needs_creation")
    text = letter.text.replace("本机关不予提供。", "本机关不予提供，敬请理解。")
    letter = letters.revise(letter, by=bureau.officer, edition=1, text=text)
    bureau.happen(letter.case, Kind.EXTENDED, TODAY, days=10)
    current = letters.letter_of(fresh(letter)).text
    assert "敬请理解" in current
    assert "延长答复期限10个工作日" in current
    assert letters.lacking(fresh(letter)) == []
    restored = letters.revise(fresh(letter), by=bureau.officer, edition=2, text="")
    assert "敬请理解" not in restored.text
    assert restored.text == restored.composed


def test_number_and_date_are_never_typed(bureau: Office):
    letter = drafted(bureau, "needs_creation")
    lines = letter.text.splitlines()
    lines[0] = "海教公复〔2024〕99号"
    lines[-2] = "2024年10月1日"
    letter = letters.revise(letter, by=bureau.officer, edition=1, text="\n".join(lines))
    assert "海教公复〔2024〕99号" not in letter.text
    letter = approved(bureau, letter)
    assert letter.text.splitlines()[0] == letter.number == "海教公复〔2024〕1号"
    assert letter.text.splitlines()[-2] == "2024年10月21日"


def test_two_who_revise_at_once_do_not_overwrite_one_another(bureau: Office):
    letter = drafted(bureau, "needs_creation")
    letters.revise(letter, by=bureau.officer, edition=1, text=letter.text.replace("不予提供。", "不予提供，特此告知。"))
    with pytest.raises(ValidationError, match="另一位刚刚改过"):
        letters.revise(letter, by=bureau.officer, edition=1, text="别的")
    assert "特此告知" in fresh(letter).text


def test_a_gap_that_is_written_into_the_text_is_filled(bureau: Office):
    letter = letters.draft(bureau.case(), "needs_creation", {}, by=bureau.officer)
    text = letter.text.replace("〔待填：需要加工、分析的内容〕", "按学校逐年汇总并计算平均值")
    letter = letters.revise(letter, by=bureau.officer, edition=1, text=text)
    assert letters.lacking(letter) == []
    assert "按学校逐年汇总" in approved(bureau, letter).text


LINES = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=6)


@drawn(LINES, LINES)
def test_merging_what_only_one_changed_gives_it(base: list[str], other: list[str]):
    assert merged(base, base, other) == other
    assert merged(base, other, base) == other
    assert merged(base, other, other) == other


@drawn(st.lists(st.integers(0, 99), unique=True, min_size=3, max_size=9), st.data())
def test_merging_keeps_what_both_changed_in_different_places(numbers: list[int], data: st.DataObject):
    base = [str(each) for each in numbers]
    one, two = data.draw(st.lists(st.integers(0, len(base) - 1), unique=True, min_size=2, max_size=2))
    mine, theirs = list(base), list(base)
    mine[one], theirs[two] = "我", "他"
    both = list(base)
    both[one], both[two] = "我", "他"
    assert merged(base, mine, theirs) == both


# --- approval -------------------------------------------------------------------------------------------------------


def test_a_letter_is_frozen_when_it_is_approved(bureau: Office):
    save_practice(bureau.bureau, {}, by=bureau.officer, seal=SEAL.png)
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    assert (letter.number, letter.on, letter.state) == ("海教公复〔2024〕1号", TODAY, LetterState.APPROVED)
    assert letters.facts_of(letter).number == letter.number
    assert letter.pdf is not None
    assert letter.docx is not None
    with pdfplumber.open(BytesIO(papers.content_of(letter.pdf))) as pdf:
        said = "".join(page.extract_text() for page in pdf.pages)
        assert any(page.images for page in pdf.pages)
    assert "海教公复〔2024〕1号" in said.replace(" ", "")
    document = docx.Document(BytesIO(papers.content_of(letter.docx)))
    assert "海教公复〔2024〕1号" in "".join(each.text for each in document.paragraphs)
    assert (letter.pdf.name, letter.pdf.kind) == ("政府信息公开申请答复书（海教公复〔2024〕1号）.pdf", "letter")
    save_practice(bureau.bureau, {"contact": "换了人"}, by=bureau.officer)
    assert letters.letter_of(fresh(letter)).text == letter.text


def test_the_database_keeps_what_was_approved(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    one = CaseLetter.objects.filter(pk=letter.pk)
    for deed in (
        lambda: one.update(text="别的"),
        lambda: one.update(facts={}),
        lambda: one.update(number="海教公复〔2024〕2号"),
        lambda: one.update(on=DAY),
        lambda: one.update(key="disclosed"),
        lambda: one.update(approved_at=None),
        lambda: one._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            deed()
    letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.DIRECT, seen=1)


def test_a_returned_letter_keeps_its_number_and_begins_a_new_round(bureau: Office):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    step = LetterStep.objects.waiting().get()
    with pytest.raises(ValidationError, match="退回的，请写明意见"):
        letters.decide(step, Decision.RETURNED, by=bureau.counsel)
    letters.decide(step, Decision.RETURNED, by=bureau.counsel, opinion="理由要写具体")
    letter = fresh(letter)
    assert (letter.state, letter.number, letter.facts) == (LetterState.RETURNED, "海教公复〔2024〕1号", {})
    assert bureau.officer.notices.get().title == "退回修改：2024-0001 需要另行制作（海教公复〔2024〕1号）"
    first = letter.text
    text = letter.text.replace("计算平均值", "逐校计算平均值")
    letter = letters.revise(letter, by=bureau.officer, edition=letter.edition, text=text)
    letter = approved(bureau, letter)
    assert letter.number == "海教公复〔2024〕1号"
    steps = list(letter.steps.values_list("round", "step", "decision"))
    assert steps == [(1, "legality", "returned"), (2, "legality", "passed"), (2, "sign", "passed")]
    kept = list(letter.steps.values_list("text", flat=True))
    assert kept[0] == first
    assert "逐校计算" in kept[1]


def test_nobody_decides_on_a_draft_in_which_he_had_a_hand(bureau: Office):
    both = bureau.holder(Role.OFFICER, name="一肩挑")
    both.appointments.create(role=Role.LEGAL_COUNSEL, body=bureau.bureau, since=date(2020, 1, 1))
    letter = drafted(bureau, "needs_creation")
    letter = letters.revise(letter, by=both, edition=1, text=letter.text.replace("平均值", "均值"))
    letters.send_in(letter, by=bureau.officer)
    step = LetterStep.objects.waiting().get()
    with pytest.raises(PermissionDenied, match="拟稿人以外的人"):
        letters.decide(step, Decision.PASSED, by=both)
    own = letters.send_in(letters.draft(letter.case, "acknowledgement", {}, by=both), by=both)
    assert own.state == LetterState.APPROVED
    assert list(LetterStep.objects.waiting_for(both)) == [step]


def test_at_four_steps_who_approved_does_not_sign(office: Office):
    ready(office, depth=Depth.FULL)
    letters.send_in(drafted(office, "needs_creation"), by=office.officer)
    letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=office.counsel)
    letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=office.leader)
    with pytest.raises(PermissionDenied, match="签发应由审核人以外的人作出"):
        letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=office.leader)


@pytest.mark.parametrize("role", Role)
def test_only_who_holds_the_right_acts(bureau: Office, role: Role):
    other = Body.objects.create(name="海州市财政局", kind="department", parent=bureau.city)
    somebody = bureau.holder(role, other if role == Role.OFFICER else None)
    letter = drafted(bureau, "needs_creation")
    with pytest.raises(PermissionDenied):
        letters.draft(letter.case, "acknowledgement", {}, by=somebody)
    with pytest.raises(PermissionDenied):
        letters.revise(letter, by=somebody, edition=1, text="")
    with pytest.raises(PermissionDenied):
        letters.send_in(letter, by=somebody)
    with pytest.raises(PermissionDenied):
        letters.void(letter, "试", by=somebody)
    letters.send_in(letter, by=bureau.officer)
    with pytest.raises(PermissionDenied):
        letters.take_back(letter, by=somebody)
    step = LetterStep.objects.waiting().get()
    if role != Role.LEGAL_COUNSEL:
        with pytest.raises(PermissionDenied):
            letters.decide(step, Decision.PASSED, by=somebody)
    letters.decide(step, Decision.PASSED, by=bureau.counsel)
    letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=bureau.leader)
    with pytest.raises(PermissionDenied):
        letters.serve(letter, by=somebody, on=TODAY, route=ServedBy.DIRECT, seen=1)


def test_a_letter_whose_case_moved_on_is_not_signed(bureau: Office):
    letter = drafted(bureau, "needs_creation")
    letters.send_in(letter, by=bureau.officer)
    letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=bureau.counsel)
    bureau.happen(letter.case, Kind.EXTENDED, TODAY, days=10)
    step = LetterStep.objects.waiting().get()
    with pytest.raises(ValidationError, match="送审以后案件的情况有了变化"):
        letters.decide(step, Decision.PASSED, by=bureau.leader)
    step.refresh_from_db()
    assert step.decision == ""
    letters.decide(step, Decision.RETURNED, by=bureau.leader, opinion="已经延期，请更新")
    assert "延长答复期限" in approved(bureau, letter).text


def test_a_letter_is_dated_on_the_day_it_is_signed(bureau: Office):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    with time_machine.travel(at(date(2024, 10, 24)), tick=False):
        letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=bureau.counsel)
        letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=bureau.leader)
    letter = fresh(letter)
    assert letter.on == date(2024, 10, 24)
    assert "2024年10月24日" in letter.text.splitlines()


def test_a_letter_signed_in_the_next_year_is_numbered_in_it(bureau: Office):
    with time_machine.travel(at(date(2024, 12, 30)), tick=False):
        letter = letters.send_in(drafted(bureau, "needs_creation", bureau.case(date(2024, 12, 20))), by=bureau.officer)
        assert letter.number == "海教公复〔2024〕1号"
    with time_machine.travel(at(date(2025, 1, 3)), tick=False):
        letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=bureau.counsel)
        letters.decide(LetterStep.objects.waiting().get(), Decision.PASSED, by=bureau.leader)
    letter = fresh(letter)
    assert (letter.number, letter.on) == ("海教公复〔2025〕1号", date(2025, 1, 3))
    assert letter.text.startswith("海教公复〔2025〕1号")


def test_a_letter_that_was_sent_in_is_taken_back(bureau: Office):
    letter = letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    letter = letters.take_back(letter, by=bureau.officer)
    assert letter.state == LetterState.DRAFT
    assert not LetterStep.objects.exists()
    assert approved(bureau, letter).state == LetterState.APPROVED


def test_who_must_act_is_told(bureau: Office):
    letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer)
    assert [each.title for each in bureau.counsel.notices.all()] == [
        "待合法性审查：2024-0001 需要另行制作（海教公复〔2024〕1号）"
    ]
    assert not bureau.leader.notices.exists()


# --- numbers --------------------------------------------------------------------------------------------------------


def test_each_series_counts_by_itself_and_nothing_is_given_twice(bureau: Office):
    case = bureau.case()
    first, second = (letters.send_in(drafted(bureau, "needs_creation", case), by=bureau.officer) for _ in range(2))
    letters.void(first, "写错了类型", by=bureau.officer)
    third = letters.send_in(drafted(bureau, "needs_creation", case), by=bureau.officer)
    notice = letters.send_in(drafted(bureau, "extension_notice", case), by=bureau.officer)
    assert [second.number, third.number, notice.number] == [
        *("海教公复〔2024〕2号", "海教公复〔2024〕3号"),
        "海教公告〔2024〕1号",
    ]
    assert fresh(first).number == "海教公复〔2024〕1号"


@pytest.mark.django_db(transaction=True)
def test_numbers_that_are_taken_at_once_are_each_given_once(office: Office):
    """On SQLite whoever comes second waits for the whole database."""
    bureau = ready(office, depth="usual")
    with time_machine.travel(at(TODAY)):
        case = bureau.case()
        made = [drafted(bureau, "needs_creation", case) for _ in range(6)]
        wrong: list[BaseException] = []

        def send(letter: CaseLetter) -> None:
            try:
                letters.send_in(letter, by=bureau.officer)
            except BaseException as error:
                wrong.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send, args=[letter]) for letter in made]
        if connection.vendor == "sqlite":
            for thread in threads:
                thread.start()
                thread.join()
        else:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert wrong == []
    numbers = sorted(CaseLetter.objects.values_list("number", flat=True))
    assert numbers == [f"海教公复〔2024〕{serial}号" for serial in range(1, 7)]
    assert LetterCounter.objects.get(series="海教公复〔2024〕号").last == 6


# --- serving --------------------------------------------------------------------------------------------------------


def test_by_post_the_day_of_posting_counts_and_the_arrival_is_noted_later(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    with pytest.raises(ValidationError, match="邮寄送达的，请填写邮件号"):
        letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.POST, seen=1)
    letter = letters.serve(
        letter, by=bureau.officer, on=TODAY, route=ServedBy.POST, seen=1, tracking_number="EX123456789CN"
    )
    assert letter.reached_on is None
    assert Case.objects.get().in_time is True
    with time_machine.travel(at(date(2024, 10, 25)), tick=False):
        letter = letters.reached(letter, date(2024, 10, 23), by=bureau.officer, seen=2)
        clock = course.clock_of(Case.objects.get())
    assert (letter.reached_on, letter.happening.event.served) == (date(2024, 10, 23), date(2024, 10, 23))
    assert clock.due["reconsideration"] == date(2024, 12, 23)
    with pytest.raises(ValidationError, match="已经登记过收到日期"):
        letters.reached(letter, TODAY, by=bureau.officer, seen=4)
    assert letter.pdf.shown


def test_the_arrival_is_noted_of_a_reply_that_was_taken_back_meanwhile_too(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    post = {"route": ServedBy.POST, "tracking_number": "EX123456789CN"}
    letters.serve(letter, by=bureau.officer, on=TODAY, seen=1, **post)
    with time_machine.travel(at(date(2024, 10, 25)), tick=False):
        bureau.happen(Case.objects.get(), Kind.REOPENED, date(2024, 10, 25), reopened_by="self")
        letter = letters.reached(letter, date(2024, 10, 23), by=bureau.officer, seen=3)
    assert letter.happening.event.served == date(2024, 10, 23)
    assert Case.objects.get().is_open


def test_what_is_served_electronically_arrives_that_day_and_says_where_to_complain_online(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    letter = letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.ELECTRONIC, seen=1)
    assert letter.reached_on == TODAY
    assert "https://fuyi.example.gov.cn" in letter.text
    other = approved(bureau, drafted(bureau, "needs_creation", bureau.case(delivery="post")))
    with pytest.raises(ValidationError, match="行政复议法第22条第2款"):
        letters.serve(other, by=bureau.officer, on=TODAY, route=ServedBy.ELECTRONIC, seen=1)


def test_a_fee_runs_from_its_arrival(bureau: Office):
    letter = approved(bureau, drafted(bureau, "fee_notice"))
    post = {"route": ServedBy.POST, "tracking_number": "EX123456789CN"}
    with time_machine.travel(at(date(2024, 10, 25)), tick=False):
        with pytest.raises(ValidationError) as refused:
            letters.serve(letter, by=bureau.officer, on=TODAY, seen=1, **post)
        assert "reached_on" in refused.value.message_dict
        letter = letters.serve(letter, by=bureau.officer, on=TODAY, reached_on=date(2024, 10, 23), seen=1, **post)
    assert letter.happening.on == date(2024, 10, 23)
    assert course.clock_of(Case.objects.get(), as_of=date(2024, 10, 25)).due["payment"] == date(2024, 11, 20)


def test_days_of_service_fit_one_another(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    for members, field in (
        ({"on": date(2024, 10, 18)}, "on"),
        ({"on": date(2024, 10, 22)}, "on"),
        ({"on": TODAY, "reached_on": date(2024, 10, 20)}, "reached_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            letters.serve(letter, by=bureau.officer, route=ServedBy.DIRECT, seen=1, **members)
        assert field in refused.value.message_dict
    assert fresh(letter).state == LetterState.APPROVED


def test_somebody_who_entered_something_meanwhile_is_not_passed_over(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    bureau.happen(letter.case, Kind.EXTENDED, TODAY, days=5)
    with pytest.raises(ValidationError, match="刚刚登记了"):
        letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.DIRECT, seen=1)
    assert fresh(letter).state == LetterState.APPROVED


def test_the_applicant_sees_a_letter_when_it_is_served_and_is_to(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    assert letter.pdf is not None
    assert not letter.pdf.shown
    letter = letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.DIRECT, seen=1, shown=False)
    assert letter.pdf is not None
    assert not letter.pdf.shown


# --- void -----------------------------------------------------------------------------------------------------------


def test_what_was_served_is_not_void_and_what_is_void_stays_on_record(bureau: Office):
    letter = approved(bureau, drafted(bureau, "needs_creation"))
    with pytest.raises(ValidationError, match="请写明作废的原因"):
        letters.void(letter, " ", by=bureau.officer)
    letters.void(letter, "依据写错", by=bureau.officer)
    with pytest.raises(ValidationError, match="已作废，不能这样办理"):
        letters.serve(letter, by=bureau.officer, on=TODAY, route=ServedBy.DIRECT, seen=1)
    other = drafted(bureau, "needs_creation", letter.case)
    served(bureau, other)
    with pytest.raises(ValidationError, match="已送达，不能这样办理"):
        letters.void(other, "依据写错", by=bureau.officer)


def test_the_log_names_the_case_and_the_letter_and_nobody(bureau: Office):
    served(bureau, drafted(bureau, "needs_creation"))
    for deed in Deed.objects.filter(subject__startswith="cases.caseletter"):
        assert deed.detail["编号"] == "2024-0001"
        assert "陈敬" not in str(deed.detail)
    deeds = (
        Deed.objects.filter(subject__startswith="cases.caseletter").order_by("number").values_list("deed", flat=True)
    )
    assert list(deeds) == ["拟写文书", "文书送审", "审批文书", "签发文书", "审批文书", "送达文书"]


# --- several items --------------------------------------------------------------------------------------------------


def test_several_items_are_told_each_by_its_own_outcome_and_reviewed_for_secrecy_if_one_is_given(bureau: Office):
    case = bureau.case()
    search(bureau, case)
    given = {
        "findings": [
            {"outcome": "not_held", "asked": "2015年的清单"},
            {"outcome": "disclosed", "asked": "2023年的清单", "given": ["《2023年清单》"]},
        ]
    }
    letter = letters.draft(case, "not_held", given, by=bureau.officer)
    assert letters.lacking(letter) == []
    assert "一、关于“2015年的清单”" in letter.text
    letters.send_in(letter, by=bureau.officer)
    assert list(letter.steps.values_list("step", flat=True)) == ["legality", "secrecy", "sign"]
    assert served_outcome(bureau, letter) == "not_held"


def served_outcome(office: Office, letter: CaseLetter) -> str:
    who = {Step.LEGALITY: office.counsel, Step.SECRECY: office.secrecy, Step.SIGN: office.leader}
    while step := LetterStep.objects.waiting().filter(letter=letter).first():
        letters.decide(step, Decision.PASSED, by=who[Step(step.step)])
    letters.serve(fresh(letter), by=office.officer, on=TODAY, route=ServedBy.DIRECT, seen=1)
    return Case.objects.get(pk=letter.case_id).outcome


# --- templates of the installation ----------------------------------------------------------------------------------


def test_the_templates_of_the_installation_go_before_those_of_the_package(
    bureau: Office, settings: Settings, tmp_path: Path
):
    sent, draft = (letters.send_in(drafted(bureau, "needs_creation"), by=bureau.officer), drafted(bureau, "repeated"))
    own = own_texts()["needs_creation.toml"].decode().replace("经审查，", "经本局审查，")
    (tmp_path / "needs_creation.toml").write_text(own, "utf-8")
    settings.LETTER_TEMPLATES = tmp_path
    assert letter_templates() == []
    assert "经本局审查" in drafted(bureau, "needs_creation").text
    assert "经核对" in letters.letter_of(draft).text
    with pytest.raises(ValidationError, match="送审以后案件的情况有了变化"):
        bureau_passes(bureau, sent)


def bureau_passes(office: Office, letter: CaseLetter) -> None:
    for user in (office.counsel, office.leader):
        letters.decide(LetterStep.objects.waiting().get(letter=letter), Decision.PASSED, by=user)


def test_templates_that_cannot_be_read_are_named_when_the_platform_starts(settings: Settings, tmp_path: Path):
    (tmp_path / "needs_creation.toml").write_text("version = 1", "utf-8")
    settings.LETTER_TEMPLATES = tmp_path
    [error] = letter_templates()
    assert "GONGKAI_LETTER_TEMPLATES" in error.msg
    assert "needs_creation.toml" in error.msg


def test_every_decision_of_a_case_has_an_effect_but_the_note_of_a_withdrawal():
    assert set(EFFECTS) & set(DECISIONS) == {*KEYS} - {"withdrawn"}
