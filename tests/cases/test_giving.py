"""What is given is looked into first; what is withheld is taken out for good, with its ground; the rest is listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.cases.enums import LetterState, PaperKind
from gongkai.cases.models import Case, CaseLetter, Paper
from gongkai.cases.services import course, giving, letters, papers
from gongkai.cases.services.giving import Part
from gongkai.documents.models import Item
from gongkai.documents.services import register
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from gongkai.letters.interchange import members_from
from tests.cases.people import DAY, NUMBER, TODAY, Office, at
from tests.cases.serving import ready, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]
STRANGER = "110101198507152331"
LIST = f"学校建设项目清单\n负责人：王安平，身份证号{STRANGER}，手机13811112222\n投资额：三百万元\n"
PRIVATE = Part("项目负责人的姓名、身份证号码和手机号码", "third_party_rights", "属于个人隐私，公开会损害其合法权益")


@pytest.fixture
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    return office.case()


def paper(office: Office, case: Case, text: str = LIST, name: str = "清单.txt") -> Paper:
    return papers.add(case, PaperKind.INFORMATION, name, text.encode(), by=office.officer)


def text_of(paper: Paper) -> str:
    return papers.content_of(paper).decode()


# --- as it is -------------------------------------------------------------------------------------------------------


def test_a_paper_without_personal_data_is_given_as_it_is(office: Office, case: Case):
    found = paper(office, case, "投资额：三百万元\n")
    made = giving.give(found, by=office.officer)
    assert (made.kind, made.made_from, made.shown, text_of(made)) == ("given", found, False, "投资额：三百万元\n")


def test_others_personal_data_need_a_stated_reason(office: Office, case: Case):
    found = paper(office, case)
    with pytest.raises(ValidationError, match=r"身份证号码、手机号码.*条例第15条") as refused:
        giving.give(found, by=office.officer)
    assert "reason" in refused.value.message_dict
    made = giving.give(found, reason="当事人书面同意提供", by=office.officer)
    assert made.note == "保留其中个人信息的理由：当事人书面同意提供"


def test_the_applicants_own_data_are_no_hindrance(office: Office, case: Case):
    found = paper(office, case, f"陈敬，身份证号{NUMBER}，手机139 0000 1111\n")
    assert giving.give(found, by=office.officer).note == ""


def test_what_could_not_be_looked_into_needs_a_reason_too(office: Office, case: Case):
    scan = papers.add(case, PaperKind.INFORMATION, "扫描.mp3", b"\x00\x01\x02\xff" * 40, by=office.officer)
    with pytest.raises(ValidationError, match="没能检查"):
        giving.give(scan, by=office.officer)
    assert giving.give(scan, reason="已逐段听过，没有个人信息", by=office.officer)


def test_a_paper_is_given_or_withheld_once(office: Office, case: Case):
    one, two = paper(office, case, "甲"), paper(office, case, "乙")
    given = giving.give(one, by=office.officer)
    giving.withhold(two, "deliberative_process", "属于内部讨论记录", by=office.officer)
    with pytest.raises(ValidationError, match="已经列入提供的信息"):
        giving.give(one, by=office.officer)
    with pytest.raises(ValidationError, match="已经确定不予公开"):
        giving.give(two, by=office.officer)
    papers.remove(given, "选错了", by=office.officer)
    assert giving.give(one, by=office.officer)


def test_the_log_has_digests_and_counts_no_names(office: Office, case: Case):
    giving.redact(paper(office, case), {0, 1}, [PRIVATE._replace(words=["王安平"])], by=office.officer)
    told = [str(deed.detail) for deed in Deed.objects.all()]
    assert not any("王安平" in each or STRANGER in each or "清单" in each for each in told)


def test_only_who_registers_for_the_body_gives(office: Office, case: Case):
    found = paper(office, case, "甲")
    with pytest.raises(PermissionDenied):
        giving.give(found, by=office.leader)


# --- without what is withheld ---------------------------------------------------------------------------------------


def test_what_is_chosen_and_the_words_of_a_part_are_gone_and_the_part_says_why(office: Office, case: Case):
    found = paper(office, case)
    codes = [each.finding.code for each in giving.look(case, found.name, papers.content_of(found)).found]
    assert codes[:2] == ["P01", "P03"]
    made, _ = giving.redact(found, {0, 1}, [PRIVATE._replace(words=["王安平"])], by=office.officer)
    said = text_of(made)
    assert "三百万元" in said
    assert not any(each in said for each in (STRANGER, "13811112222", "王安平"))
    assert text_of(found) == LIST
    part = case.withheld.get()
    assert (part.given, part.paper, part.ground) == (made, found, "third_party_rights")


def test_parts_may_have_grounds_of_their_own(office: Office, case: Case):
    found = paper(office, case, f"甲某身份证号{STRANGER}\n拟上报的请示：暂缓\n投资额三百万元\n")
    inner = Part("上报的请示内容", "deliberative_process", "属于请示报告，尚未决定", ["拟上报的请示：暂缓"])
    giving.redact(found, {0}, [PRIVATE, inner], by=office.officer)
    assert [part.ground for part in case.withheld.all()] == ["third_party_rights", "deliberative_process"]


def test_what_is_left_of_others_data_needs_a_reason(office: Office, case: Case):
    found = paper(office, case)
    with pytest.raises(ValidationError, match=r"做好的文件里有1处他人的个人信息.*手机号码"):
        giving.redact(found, {0}, [PRIVATE], by=office.officer)
    made, _ = giving.redact(found, {0}, [PRIVATE], reason="为办公电话", by=office.officer)
    assert made.note.endswith("为办公电话")


@pytest.mark.parametrize(
    "part", [PRIVATE._replace(what=" "), PRIVATE._replace(reasons=""), PRIVATE._replace(ground="x")]
)
def test_each_part_says_what_it_is_on_what_ground_and_why(office: Office, case: Case, part: Part):
    with pytest.raises(ValidationError, match=r"依据|条例第36条第3项、第37条"):
        giving.redact(paper(office, case), {0, 1}, [part], by=office.officer)


def test_to_take_out_nothing_is_no_redaction(office: Office, case: Case):
    with pytest.raises(ValidationError, match="没有选择"):
        giving.redact(paper(office, case, "甲"), set(), [PRIVATE], by=office.officer)


def test_a_file_that_cannot_be_treated_is_replaced_by_a_copy_made_by_hand_which_is_searched_too(
    office: Office, case: Case
):
    found = papers.add(
        case, PaperKind.INFORMATION, "旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", by=office.officer
    )
    part = [PRIVATE._replace(words=["王安平"])]
    with pytest.raises(ValidationError, match="不能涂黑"):
        giving.redact(found, set(), part, by=office.officer)
    with pytest.raises(ValidationError, match="没有遮盖干净"):
        giving.redact(found, set(), part, own=[("新.txt", "负责人王安平".encode())], by=office.officer)
    made, _ = giving.redact(found, set(), part, own=[("新.txt", "负责人█".encode())], by=office.officer)
    assert (made.name, made.made_from) == ("新.txt", found)


# --- the whole of a paper -------------------------------------------------------------------------------------------


def test_a_whole_paper_is_withheld_and_that_can_be_taken_back(office: Office, case: Case):
    found = paper(office, case, "甲")
    part = giving.withhold(found, "internal_affairs", "属于后勤管理信息", by=office.officer)
    assert (part.what, giving.withheld_of(case)) == ("《清单》", [part])
    giving.take_back(part, by=office.officer)
    assert giving.withheld_of(case) == []
    assert giving.give(found, by=office.officer)


def test_a_part_of_a_copy_goes_with_the_copy(office: Office, case: Case):
    made, _ = giving.redact(paper(office, case), {0, 1}, [PRIVATE], by=office.officer)
    with pytest.raises(ValidationError, match="移除后重新处理"):
        giving.take_back(case.withheld.get(), by=office.officer)
    papers.remove(made, "重做", by=office.officer)
    assert giving.withheld_of(case) == []


# --- from the register ----------------------------------------------------------------------------------------------


def item(office: Office, **members: object) -> Item:
    given = {"title": "建设项目清单", "kind": "notice", "attribute": "on_request", "text": "<p>投资额三百万元</p>"}
    return register.register(office.bureau, given | members, by=office.officer)


def test_an_item_of_the_register_comes_with_its_text_and_its_files(office: Office, case: Case):
    found = item(office, ground="specific_parties", reason="只涉及当事人")
    register.attach(found, "甲校".encode(), "附表.txt", by=office.officer)
    taken = giving.take_item(case, found, by=office.officer)
    assert [each.name for each in taken] == ["建设项目清单.html", "附表.txt"]
    assert "<h1>建设项目清单</h1>\n<p>投资额三百万元</p>" in text_of(taken[0])
    assert giving.found_of(case) == taken


def test_what_is_registered_as_a_state_secret_is_not_taken(office: Office, case: Case):
    secret = item(office, attribute="withheld", ground="state_secret", reason="机密", text="")
    with pytest.raises(ValidationError, match="国家秘密"):
        giving.take_item(case, secret, by=office.officer)


def test_the_register_of_another_body_stays_closed(office: Office, case: Case):
    found = item(office, ground="specific_parties", reason="只涉及当事人")
    somebody = office.holder(Role.OFFICER, office.city.children.create(name="云溪市财政局（虚构）"))
    with pytest.raises(PermissionDenied):
        giving.take_item(case, found, by=somebody)


# --- for the reply --------------------------------------------------------------------------------------------------


def test_the_reply_lists_what_is_given_and_each_part_that_is_not(office: Office, case: Case):
    giving.give(paper(office, case, "甲", "甲校清单.txt"), by=office.officer)
    assert giving.for_letter(case) == {
        "findings": [{"outcome": "disclosed", "given": ["甲校清单"]}],
        "attachments": ["甲校清单"],
    }
    giving.redact(paper(office, case), {0, 1}, [PRIVATE], by=office.officer)
    giving.withhold(paper(office, case, "乙", "会议记录.txt"), "deliberative_process", "讨论记录", by=office.officer)
    said = giving.for_letter(case)
    (finding,) = members_from(said)["findings"]
    assert (finding.outcome, finding.given, finding.method) == ("partial", ("甲校清单", "清单"), "遮盖")
    assert [(part.outcome, part.asked) for part in finding.parts] == [
        ("third_party_rights", PRIVATE.what),
        ("deliberative_process", "《会议记录》"),
    ]


def test_where_nothing_is_given_each_refusal_is_a_finding(office: Office, case: Case):
    giving.withhold(paper(office, case, "乙"), "deliberative_process", "属于讨论记录", by=office.officer)
    assert giving.for_letter(case) == {
        "findings": [{"outcome": "deliberative_process", "asked": "《清单》", "reasons": "属于讨论记录"}]
    }


def test_what_is_given_is_seen_by_the_applicant_once_the_reply_is_served(office: Office, case: Case):
    made = giving.give(paper(office, case, "甲"), by=office.officer)
    assert not made.shown
    assert giving.show(case) == 1
    made.refresh_from_db()
    assert made.shown


def test_there_is_no_other_way_by_which_the_applicant_sees_it(office: Office, case: Case):
    found = paper(office, case, "甲")
    made = giving.give(found, by=office.officer)
    with pytest.raises(ValidationError, match="提供的信息"):
        papers.show(found, True, by=office.officer)
    with pytest.raises(ValidationError, match="条例第17条"):
        papers.show(made, True, by=office.officer)
    with pytest.raises(ValidationError, match="不能直接给申请人下载"):
        papers.add(case, PaperKind.CONSULTATION, "意见.txt", b"no", by=office.officer, shown=True)


def test_a_partial_disclosure_from_the_paper_to_what_the_applicant_downloads(office: Office, case: Case):
    ready(office)
    assert giving.NOT_ASKED == letters.NOT_ASKED
    reasons = f"属于个人隐私，公开会损害其合法权益；与所申请的内容无关，{giving.NOT_ASKED}"
    part = PRIVATE._replace(words=["王安平"], reasons=reasons)
    made, _ = giving.redact(paper(office, case), {0, 1}, [part], by=office.officer)
    letter = letters.draft(case, "partial", {}, by=office.officer)
    assert letters.lacking(letter) == []
    text = letters.letter_of(letter).text
    assert f"不予提供的第一部分为：{PRIVATE.what}。依据为《中华人民共和国政府信息公开条例》第十五条" in text
    assert "附件：清单" in text
    case = served(office, letter)
    made.refresh_from_db()
    assert (case.outcome, made.shown) == ("partial", True)


def test_a_reply_that_was_not_served_after_all_is_downloaded_no_more_until_it_is_served_anew(
    office: Office, case: Case
):
    ready(office)
    made = giving.give(paper(office, case, "甲"), by=office.officer)
    case = served(office, letters.draft(case, "disclosed", {}, by=office.officer))
    letter = case.letters.get()
    course.take_out(letter.happening, "寄错了地址", by=office.officer, seen=case.last_event)
    out = case.happenings.get(kind="")
    assert out.members == {
        "letter": str(letter.public_key), "served_on": "2024-10-21", "route": "direct", "reached_on": "2024-10-21"
    }  # fmt: skip
    shown = case.papers.filter(shown=True)
    assert not shown.exists()
    assert Deed.objects.filter(deed="更正办理过程").get().detail["不再送达"] == str(letter)
    letter.refresh_from_db()
    with pytest.raises(ValidationError, match="只有已经送达"):
        papers.show(letter.pdf, True, by=office.officer)
    seen = Case.objects.get().last_event
    letters.serve(letter, by=office.officer, on=TODAY, route=ServedBy.DIRECT, seen=seen)
    assert set(shown) == {made, letter.pdf}


def test_once_the_reply_is_signed_nothing_changes(office: Office, case: Case):
    found = paper(office, case, "甲")
    given = giving.give(paper(office, case, "乙"), by=office.officer)
    CaseLetter.objects.create(
        case=case,
        body=case.body,
        key="disclosed",
        state=LetterState.APPROVED,
        approved_at=at(TODAY),
        on=TODAY,
    )
    with pytest.raises(ValidationError, match="已经签发"):
        giving.give(found, by=office.officer)
    with pytest.raises(ValidationError, match="已经签发"):
        papers.remove(given, "选错了", by=office.officer)


def test_a_case_opened_again_begins_with_nothing_given(office: Office, case: Case):
    giving.give(paper(office, case, "甲"), by=office.officer)
    office.happen(case, Kind.REPLIED, date(2024, 10, 18), outcome="disclosed", route="direct")
    with time_machine.travel(at(TODAY, 11), tick=False):
        office.happen(case, Kind.REOPENED, TODAY, reopened_by="court")
    assert giving.given_of(case) == []


# --- on the spot ----------------------------------------------------------------------------------------------------


def on_the_spot(office: Office, case: Case, outcome: str = "disclosed", **members: object) -> Case:
    given = {"told": "口头告知投资额三百万元", "reviewed": "周密审查，可以公开", "by": office.officer, "seen": 1}
    return giving.answer_on_the_spot(case, outcome, **{**given, **members})  # type: ignore[arg-type]


def test_who_stands_there_is_answered_at_once_and_a_note_is_kept(office: Office):
    case = office.case(TODAY)
    giving.give(paper(office, case, "甲"), by=office.officer)
    case = on_the_spot(office, case)
    assert (case.state, case.outcome, case.closed_on, case.in_time) == ("closed", "disclosed", TODAY, True)
    note = case.papers.get(note="当场答复记录")
    said = text_of(note)
    assert note.shown
    assert "口头告知投资额三百万元" in said
    assert "提供的政府信息：清单" in said
    assert "2024年12月20日前申请行政复议" in said
    assert case.papers.get(kind="given").shown
    course.take_out(case.happenings.get(kind="replied"), "登记到了别的案件", by=office.officer, seen=case.last_event)
    assert not case.papers.filter(shown=True).exists()


@pytest.mark.parametrize(
    ("members", "article"),
    [
        ({"outcome": "not_held"}, "条例第36条"),
        ({"reviewed": ""}, "条例第17条"),
        ({"told": " "}, "请写明答复的内容"),
    ],
)
def test_what_needs_a_letter_or_a_review_is_not_answered_by_word_of_mouth(
    office: Office, members: dict[str, str], article: str
):
    with pytest.raises(ValidationError, match=article):
        on_the_spot(office, office.case(TODAY), **members)


def test_a_day_later_or_by_post_nobody_stands_there(office: Office):
    for case in (office.case(DAY), office.case(TODAY, channel=Channel.REGISTERED_POST)):
        with pytest.raises(ValidationError, match="条例第33条第1款"):
            on_the_spot(office, case)


def test_what_is_withheld_is_told_in_writing(office: Office):
    case = office.case(TODAY)
    giving.withhold(paper(office, case, "乙"), "deliberative_process", "属于讨论记录", by=office.officer)
    with pytest.raises(ValidationError, match="条例第36条第3项、第37条"):
        on_the_spot(office, case)
