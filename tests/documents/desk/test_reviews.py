"""The desk of reviewers: what waits, what is seen of it, deciding, handing on; what changed since the last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.documents.desk.bases import BASES
from gongkai.documents.desk.differences import Line, between, of_texts
from gongkai.documents.enums import RIGHTS, Attribute, Decision, Kind, Outcome, State, Step
from gongkai.documents.models import Item, ReviewStep
from gongkai.documents.services import publication, register, review
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.documents.people import Office, holder

pytestmark = pytest.mark.django_db
At = Callable[[User], Desk]


def sent(office: Office, until: Step, **members: object) -> ReviewStep:
    """The step at which an item waits that was passed up to there."""
    item = review.submit(office.item(**members), by=office.officer).item
    while (step := office.waiting(item)).step != until:
        review.decide(step, Decision.PASSED, by=office.who[Step(step.step)], basis="保密法第三十五条")
    return step


def test_what_waits_is_listed_for_who_may_decide(office: Office, desk: At):
    step = sent(office, Step.SECRECY)
    listed = desk(office.secrecy).get("documents_reviews")
    assert step.review.title in text_of(listed)
    assert step.due_on.isoformat() in text_of(listed)
    assert step.review.title not in text_of(desk(office.leader).get("documents_reviews"))
    assert step.review.title not in text_of(desk(office.officer).get("documents_reviews"))


def test_one_page_has_all_that_it_takes_to_decide(office: Office, desk: At):
    item = office.item(text="<p>值班手机13912345678。</p>")
    register.attach(item, "计划".encode(), "计划.txt", by=office.officer)
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer, opinion="属性无误")
    page = desk(office.secrecy).get("documents_step", office.waiting(item).pk)
    said = text_of(page)
    for words in ("值班手机", "计划.txt", "手机号码", "属性无误", "海教〔2026〕12号", "看文字"):
        assert words in said
    assert "《保守国家秘密法》第三十五条" in said


@pytest.mark.parametrize("step", Step)
def test_each_step_has_usual_bases(step: Step):
    assert BASES[step]
    assert RIGHTS[step]


def test_a_step_is_passed_with_its_basis(office: Office, desk: At):
    step = sent(office, Step.SECRECY)
    secrecy = desk(office.secrecy)
    assert "请写明审查的依据" in text_of(secrecy.do("documents_step", step.pk, decision="passed"))
    answer = secrecy.do(
        "documents_step", step.pk, decision="passed", basis="《保守国家秘密法》第三十五条", opinion="同意"
    )
    assert secrecy.said(answer) == "已通过，转到审签"
    step.refresh_from_db()
    assert (step.decided_by, step.basis) == (office.secrecy, "《保守国家秘密法》第三十五条")
    leader = desk(office.leader)
    last = office.waiting(step.review.item)
    assert leader.said(leader.do("documents_step", last.pk, decision="passed")).endswith("已审定")


def test_a_step_is_returned_with_an_opinion_which_is_kept_when_it_lacks(office: Office, desk: At):
    step = sent(office, Step.SECRECY)
    secrecy = desk(office.secrecy)
    answer = secrecy.do("documents_step", step.pk, decision="returned", basis="写过的依据")
    assert answer.status_code == 422
    assert "退回的，请写明意见" in text_of(answer)
    assert "写过的依据" in answer.content.decode()
    secrecy.do("documents_step", step.pk, decision="returned", opinion="第二段不宜公开")
    assert Item.objects.get().state == State.RETURNED


def test_who_confirms_gives_another_attribute_with_its_ground(office: Office, officer: Desk):
    step = sent(office, Step.CONFIRM)
    data = {"decision": "passed", "attribute": "on_request"}
    assert "请选择与公开属性相符的依据" in text_of(officer.do("documents_step", step.pk, **data))
    officer.do("documents_step", step.pk, **data, ground="specific_parties", reason="只涉及一人")
    step.review.refresh_from_db()
    assert step.review.attribute == Attribute.ON_REQUEST
    assert "拟定主动公开，改为依申请公开" in text_of(officer.get("documents_item", step.review.item_id))


def test_nobody_else_is_offered_another_attribute(office: Office, desk: At):
    page = desk(office.secrecy).get("documents_step", sent(office, Step.SECRECY).pk)
    assert b'name="attribute"' not in page.content


def test_who_may_not_decide_is_told_why_and_has_no_form(office: Office, officer: Desk):
    step = sent(office, Step.SECRECY)
    page = officer.get("documents_step", step.pk)
    assert "没有“海州市教育局”的保密审查权限" in text_of(page)
    assert b'name="decision"' not in page.content
    assert officer.do("documents_step", step.pk, decision="passed", basis="依据").status_code == 403


def test_what_was_decided_is_seen_and_not_decided_again(office: Office, desk: At):
    step = sent(office, Step.SECRECY)
    review.decide(step, Decision.PASSED, by=office.secrecy, basis="依据")
    secrecy = desk(office.secrecy)
    assert "这一步已经办过" in text_of(secrecy.get("documents_step", step.pk))
    assert "这一步已经办过" in text_of(secrecy.do("documents_step", step.pk, decision="passed", basis="依据"))


def test_a_step_is_handed_to_a_colleague(office: Office, desk: At):
    colleague = holder(Role.SECRECY_REVIEWER, office.bureau, "何同")
    step = sent(office, Step.SECRECY)
    secrecy = desk(office.secrecy)
    assert secrecy.said(secrecy.do("documents_assign", step.pk, to=colleague.pk)) == "已交由何同"
    assert step.review.title not in text_of(secrecy.get("documents_reviews"))
    assert "这一步已交由何同办理" in text_of(secrecy.get("documents_step", step.pk))
    assert step.review.title in text_of(desk(colleague).get("documents_reviews"))


def test_nobody_without_the_right_hands_a_step_on(office: Office, officer: Desk):
    step = sent(office, Step.SECRECY)
    assert officer.do("documents_assign", step.pk, to=office.secrecy.pk).status_code == 403


def test_a_case_of_doubt_goes_to_the_body_above(office: Office, desk: At):
    above = holder(Role.SECRECY_REVIEWER, office.city, "市密")
    step = sent(office, Step.SECRECY)
    secrecy = desk(office.secrecy)
    assert secrecy.said(secrecy.do("documents_refer", step.pk, why="是否属于工作秘密")) == "已报请海州市人民政府"
    assert "没有“海州市人民政府”的保密审查权限" in text_of(secrecy.get("documents_step", step.pk))
    page = text_of(desk(above).get("documents_step", step.pk))
    assert "报请海州市人民政府：是否属于工作秘密" in page


# --- what changed ---------------------------------------------------------------------------------------------------


def test_a_correction_shows_what_is_different_from_what_is_public(office: Office, desk: At):
    item = office.published(text="<p>第一段。</p><p>截止三月一日。</p>").item
    publication.correct(item, "日期", by=office.officer)
    item = Item.objects.get(pk=item.pk)
    text = "<p>第一段。</p><p>截止三月三十一日&lt;script&gt;。</p>"
    register.change(item, {"text": text, "title": "新名称"}, by=office.officer, edition=item.edition)
    review.submit(item, by=office.officer)
    page = desk(office.officer).get("documents_step", office.waiting(item).pk)
    section = html.fromstring(page.content).xpath("//section[@aria-labelledby='difference']")[0]
    assert "与上次公开的不同" in section.text_content()
    assert [each.text for each in section.iter("del")] == ["关于2026年义务教育招生工作的通知", "截止三月一日。"]
    assert [each.text for each in section.iter("ins")] == ["新名称", "截止三月三十一日<script>。"]
    assert b"<script>\xe3" not in page.content


def test_what_was_returned_shows_what_is_different_from_what_was_returned(office: Office, officer: Desk):
    step = sent(office, Step.CONFIRM)
    review.decide(step, Decision.RETURNED, by=office.officer, opinion="补附件")
    item = Item.objects.get()
    register.attach(item, "附".encode(), "附.txt", by=office.officer)
    made = review.submit(item, by=office.officer)
    difference = between(step.review, made)
    assert difference.files == [Line("in", "附.txt")]
    assert not difference.members
    page = text_of(officer.get("documents_step", office.waiting(item).pk))
    assert "与上次送审的不同" in page
    assert step.review.__class__.objects.get(pk=step.review_id).outcome == Outcome.RETURNED


def test_the_same_again_says_so(office: Office, officer: Desk):
    step = sent(office, Step.CONFIRM)
    review.decide(step, Decision.RETURNED, by=office.officer, opinion="再想想")
    item = Item.objects.get()
    review.submit(item, by=office.officer)
    assert "内容没有变化" in text_of(officer.get("documents_step", office.waiting(item).pk))


def test_paragraphs_without_change_are_left_out_but_for_their_neighbours():
    before = "".join(f"<p>第{number}段</p>" for number in range(10))
    after = before.replace("第5段", "第五段")
    assert list(of_texts(before, after)) == [
        Line("skip", "4段没有变化"),
        Line("same", "第4段"),
        Line("out", "第5段"),
        Line("in", "第五段"),
        Line("same", "第6段"),
        Line("skip", "3段没有变化"),
    ]
    assert list(of_texts(before, before.replace("<p>", '<p class="right">'))) == []


# --- many -----------------------------------------------------------------------------------------------------------


def test_the_list_takes_no_more_queries_for_more_rows(office: Office, desk: At):
    secrecy = desk(office.secrecy)
    sent(office, Step.SECRECY)
    secrecy.get("documents_reviews_results")
    with Counted() as few:
        secrecy.get("documents_reviews_results")
    for _ in range(6):
        sent(office, Step.SECRECY)
    with Counted() as many:
        secrecy.get("documents_reviews_results")
    assert many.count == few.count


def test_what_is_late_is_marked(office: Office, desk: At):
    step = sent(office, Step.SECRECY)
    step.due_on = timezone.localdate() - timedelta(days=1)
    step.save()
    page = html.fromstring(desk(office.secrecy).get("documents_reviews").content)
    assert page.xpath("//span[contains(@class, 'office-tag bad')]/text()") == [step.due_on.isoformat()]


def test_a_legal_review_has_its_own_reviewer(office: Office, desk: At):
    step = sent(office, Step.LEGALITY, kind=Kind.NORMATIVE, category="gfxwj-gf")
    assert step.review.title in text_of(desk(office.counsel).get("documents_reviews"))
