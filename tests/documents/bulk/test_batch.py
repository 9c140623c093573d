"""What was public elsewhere before: reviewed as a batch, each item with a review of its own; none slips past."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.audit.services import verify
from gongkai.documents import terms
from gongkai.documents.bulk import services
from gongkai.documents.bulk.reminders import batches
from gongkai.documents.enums import Decision, Kind, State, Step
from gongkai.documents.models import Intake, Item, Origin, Release, Review, ReviewStep
from gongkai.documents.services import gate, publication, review
from gongkai.documents.services.register import change
from gongkai.jobs.models import Job
from gongkai.office.models import Notice
from tests.documents.bulk.tables import NOTICE, PLAN, RECORD, done, received, taken_in
from tests.documents.people import Office, holder

pytestmark = pytest.mark.django_db

STATED = {"where": "海州市教育局原网站（jyj.haizhou.example）", "basis": "已于原网站公开，移交时逐项复核"}
PRIVATE = NOTICE | {"编号": "1009", "标题": "资助名单", "内容": "张小明，身份证号码11010119900307803X，手机13800138000"}
NORMATIVE = PLAN | {"编号": "1010", "标题": "海州市学校管理办法", "体裁": "行政规范性文件", "栏目": "行政规范性文件"}


def sent_in(office: Office, *rows: dict[str, str]) -> Intake:
    intake = received(office, rows or (PLAN, NOTICE, RECORD, PRIVATE))
    taken_in(intake)
    done(services.state_origin(intake, by=office.officer, **STATED))
    return Intake.objects.get(pk=intake.pk)


def decided(intake: Intake, step: Step, office: Office, **members: Any) -> Job:
    [seal] = [each.seal for each in services.waiting(intake) if each.step == step]
    given = {"by": office.who[step], "basis": "保密法第三十五条", "opinion": "逐项复核，同意", "seal": seal}
    return done(services.decide(intake, step, Decision.PASSED, **given | members))


def passed(intake: Intake, office: Office) -> None:
    for step in Step:
        if any(each.step == step for each in services.waiting(intake)):
            decided(intake, step, office)


def of(key: str) -> Item:
    return Item.objects.get(taken__key=key)


# --- sending in -----------------------------------------------------------------------------------------------------


def test_an_imported_item_is_a_draft_however_long_it_was_public(office: Office):
    taken_in(received(office))
    assert set(Item.objects.values_list("state", flat=True)) == {State.DRAFT}
    with pytest.raises(ValidationError, match="先审查、后公开"):
        publication.publish(of("1001"), by=office.officer)
    assert not Release.objects.exists()


def test_a_statement_sends_in_what_was_public_and_leaves_out_what_somebody_has_to_look_at(office: Office):
    intake = sent_in(office)
    assert {item.taken.key: item.state for item in Item.objects.select_related("taken")} == {
        "1001": State.IN_REVIEW,
        "1002": State.IN_REVIEW,
        "1003": State.DRAFT,
        "1009": State.DRAFT,
    }
    left = Origin.objects.get(item=of("1009"))
    assert "正文" in left.left_out
    assert "13800138000" not in left.left_out
    assert not Origin.objects.filter(item=of("1003")).exists()
    assert [(each.step, each.number) for each in services.waiting(intake)] == [(Step.CONFIRM, 2)]
    assert Review.objects.count() == 2


def test_a_statement_says_where_and_on_what_basis(office: Office):
    intake = received(office)
    with pytest.raises(ValidationError, match="没有写明公开时间"):
        services.state_origin(intake, by=office.officer, **STATED)
    taken_in(intake)
    with pytest.raises(ValidationError, match="请写依据"):
        services.state_origin(intake, where="原网站", basis=" ", by=office.officer)
    with pytest.raises(PermissionDenied):
        services.state_origin(intake, by=office.secrecy, **STATED)


def test_what_was_settled_meanwhile_goes_in_with_the_next_round(office: Office):
    intake = sent_in(office)
    gate.mask_text(of("1009"), by=office.officer)
    done(services.state_origin(intake, by=office.officer, **STATED))
    assert of("1009").state == State.IN_REVIEW
    assert Review.objects.count() == 3


def test_everybody_is_told_once_of_a_batch(office: Office):
    intake = sent_in(office)
    passed(intake, office)
    told = Notice.objects.filter(kind="reviews").order_by("pk").values_list("to__name", "title")
    assert list(told) == [
        ("林小满", "待公开属性确认：批量导入“信息.csv”2条"),
        ("周密", "待保密审查：批量导入“信息.csv”2条"),
        ("高远", "待审签：批量导入“信息.csv”2条"),
        ("林小满", "批量导入“信息.csv”已审定2条，可以公开"),
    ]
    assert not Notice.objects.filter(title__contains=NOTICE["标题"]).exists()


def test_what_was_public_elsewhere_in_time_is_not_overdue_here(office: Office):
    taken_in(received(office, [PLAN, NOTICE | {"发布时间": ""}]))
    assert list(terms.overdue(Item.objects.all())) == [of("1002")]


def test_who_may_decide_finds_the_batch_on_the_home_page(office: Office):
    intake = sent_in(office)
    decided(intake, Step.CONFIRM, office)
    assert [each.title for each in batches(office.secrecy)] == ["批量保密审查：“信息.csv”2条"]
    assert list(batches(office.leader)) == list(batches(office.officer)) == []


# --- deciding -------------------------------------------------------------------------------------------------------


def test_one_decision_writes_each_item_s_own_step_by_name(office: Office):
    intake = sent_in(office, PLAN, NOTICE, NORMATIVE)
    passed(intake, office)
    for item in (of("1001"), of("1002"), of("1010")):
        assert item.state == State.DECIDED
        steps = {step.step: step for step in item.reviews.get().steps.all()}
        assert [steps["confirm"].decided_by, steps["secrecy"].decided_by, steps["sign"].decided_by] == [
            office.officer,
            office.secrecy,
            office.leader,
        ]
        assert (steps["secrecy"].basis, steps["secrecy"].opinion) == ("保密法第三十五条", "逐项复核，同意")
        assert ("legality" in steps) is (item.kind == Kind.NORMATIVE)
    assert Deed.objects.filter(deed="审查", actor=office.secrecy).count() == 3
    assert Deed.objects.get(deed="批量审查", actor=office.secrecy).detail["条数"] == 3
    assert verify() == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.SUPERVISOR])
def test_who_does_not_review_for_secrecy_does_not_for_a_batch(role: Role, office: Office):
    intake = sent_in(office)
    decided(intake, Step.CONFIRM, office)
    with pytest.raises(PermissionDenied):
        decided(intake, Step.SECRECY, office, by=holder(role, office.bureau))
    assert not ReviewStep.objects.filter(step="secrecy").exclude(decision="").exists()


def test_nobody_reviews_a_batch_of_his_own(office: Office):
    both = holder(Role.OFFICER, office.bureau, "两任")
    both.appointments.create(role=Role.SECRECY_REVIEWER, body=office.bureau)
    intake = received(office, by=both)
    taken_in(intake)
    done(services.state_origin(intake, by=both, **STATED))
    decided(intake, Step.CONFIRM, office)
    job = decided(intake, Step.SECRECY, office, by=both)
    assert job.error == ""
    assert job.result["条数"] == 0
    assert len(job.result["没有决定"]) == 2
    assert "拟稿人、送审人以外的人" in job.result["没有决定"][0]
    assert not ReviewStep.objects.filter(step="secrecy").exclude(decision="").exists()


def test_a_decision_has_basis_and_opinion_and_is_on_what_was_looked_at(office: Office):
    intake = sent_in(office)
    decided(intake, Step.CONFIRM, office)
    for lacking in ("basis", "opinion"):
        with pytest.raises(ValidationError, match="请写明"):
            decided(intake, Step.SECRECY, office, **{lacking: " "})
    with pytest.raises(ValidationError, match="有了变化"):
        decided(intake, Step.SECRECY, office, seal="1-1")
    with pytest.raises(ValidationError, match="没有等待审签的信息"):
        services.decide(intake, Step.SIGN, Decision.PASSED, by=office.leader, seal="2-2", basis="x", opinion="x")


def test_single_items_are_left_to_a_decision_of_their_own(office: Office):
    intake = sent_in(office)
    decided(intake, Step.CONFIRM, office)
    decided(intake, Step.SECRECY, office, without=[3])
    assert [(each.step, each.number) for each in services.waiting(intake)] == [(Step.SECRECY, 1), (Step.SIGN, 1)]
    step = ReviewStep.objects.waiting().get(review__item=of("1002"))
    review.decide(step, Decision.RETURNED, by=office.secrecy, opinion="第二段请核对")
    assert of("1002").state == State.RETURNED


def test_a_batch_may_be_returned(office: Office):
    intake = sent_in(office)
    [seal] = [each.seal for each in services.waiting(intake)]
    done(services.decide(intake, Step.CONFIRM, Decision.RETURNED, by=office.officer, seal=seal, opinion="缺附件"))
    assert services.states(intake) == {"起草中": 1, "已退回": 2}


# --- publishing -----------------------------------------------------------------------------------------------------


def test_what_was_decided_is_published_with_the_time_of_old_and_says_so(office: Office):
    intake = sent_in(office)
    passed(intake, office)
    job = done(services.publish_all(intake, by=office.officer))
    assert job.result == {"公开": 2}
    release = Release.objects.get(item=of("1001"))
    assert release.published_at == timezone.make_aware(datetime(2025, 1, 10, 9, 30))
    assert release.released_at.date() == timezone.now().date()
    assert set(release.placings.values_list("published_at", flat=True)) == {release.published_at}
    today = timezone.localdate()
    assert publication.origin_note(release) == (
        "本信息于2025年1月10日在海州市教育局原网站（jyj.haizhou.example）公开，"
        f"{today.year}年{today.month}月{today.day}日经复核移入本网站"
    )
    deeds = Deed.objects.filter(deed="公开政府信息").order_by("number")
    assert deeds[0].detail["原公开情况"] == "2025年1月10日在海州市教育局原网站（jyj.haizhou.example）公开"
    assert publication.origin_note(office.published()) == ""


def test_nothing_of_a_batch_is_published_before_its_last_step(office: Office):
    intake = sent_in(office)
    decided(intake, Step.CONFIRM, office)
    decided(intake, Step.SECRECY, office)
    with pytest.raises(ValidationError, match="没有审定"):
        services.publish_all(intake, by=office.officer)
    assert not Release.objects.exists()


def test_what_was_changed_behind_the_review_s_back_stays_unpublished(office: Office):
    intake = sent_in(office)
    passed(intake, office)
    Item.objects.filter(pk=of("1001").pk).update(text="<p>别的</p>")
    job = done(services.publish_all(intake, by=office.officer))
    assert job.result["公开"] == 1
    assert "与审查通过的不一致" in job.result["没有公开"][0]


def test_a_correction_keeps_the_time_of_old_and_a_new_publication_does_not(office: Office):
    intake = sent_in(office)
    passed(intake, office)
    done(services.publish_all(intake, by=office.officer))
    item = publication.correct(of("1002"), "更正时间", by=office.officer)
    change(item, {"text": "<p>改正</p>"}, by=office.officer, edition=item.edition)
    [corrected] = publication.publish(office.passed(of("1002")), by=office.officer)
    assert timezone.localtime(corrected.published_at).date().isoformat() == "2025-02-12"
    publication.withdraw(of("1002"), "已失效", by=office.officer)
    item = publication.reopen(of("1002"), "重新公开", by=office.officer)
    [again] = publication.publish(office.passed(item), by=office.officer)
    assert again.published_at == again.released_at
    assert publication.origin_note(again) == ""


def test_where_a_public_item_comes_from_is_not_changed(office: Office):
    intake = sent_in(office)
    passed(intake, office)
    done(services.publish_all(intake, by=office.officer))
    found = Origin.objects.filter(item=of("1001"))
    for deed in (lambda: found.update(where="别处"), lambda: found._raw_delete("default")):
        with (
            pytest.raises((IntegrityError, DatabaseError), match="where a public item comes from"),
            transaction.atomic(),
        ):
            deed()
