"""Publication: what hinders it, together and at a time, correcting, withdrawing, validity; channels, deposits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.audit.services import verify
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents.content import content_of
from gongkai.documents.enums import Channel, Decision, Effect, Hall, Kind, Reassessed, Relation, State
from gongkai.documents.models import Finding, Item, Placing, Release
from gongkai.documents.services import gate, outward, publication, review
from gongkai.documents.services.register import attach, change, detach, link, show_on
from tests.documents.people import WITHHELD, Office, holder

pytestmark = pytest.mark.django_db


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


# --- publishing -----------------------------------------------------------------------------------------------------


def test_what_was_decided_is_published_on_the_site_of_its_body_under_its_topic(office: Office):
    release = office.published()
    assert (release.live, release.title, release.issuer) == (True, "关于2026年义务教育招生工作的通知", "海州市教育局")
    assert fresh(release.item).state == State.PUBLISHED
    assert set(release.placings.values_list("site", "topic")) == {
        (office.bureau.pk, topic) for topic in ("msbz-jy", "msbz", "")
    }


def test_one_record_is_shown_on_many_sites(office: Office):
    item = show_on(office.item(), [office.city, office.bureau], by=office.officer)
    [release] = publication.publish(office.passed(item), by=office.officer)
    assert Placing.objects.filter(topic="msbz-jy").values_list("site", flat=True).count() == 2
    assert publication.shown_on(release) == [office.city, office.bureau]


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_nothing_is_published_before_its_review(state: str, office: Office):
    item = office.item()
    if state == "in_review":
        review.submit(item, by=office.officer)
    with pytest.raises(ValidationError, match="先审查、后公开"):
        publication.publish(item, by=office.officer)
    assert not Release.objects.exists()


def test_what_is_withheld_is_not_published(office: Office):
    item = office.passed(office.item(**WITHHELD | {"text": ""}))
    with pytest.raises(ValidationError, match="公开属性是“不予公开”"):
        publication.publish(item, by=office.officer)


def test_what_was_changed_behind_the_review_s_back_is_not_published(office: Office):
    item = office.passed(office.item())
    Item.objects.filter(pk=item.pk).update(text="<p>别的正文</p>")
    with pytest.raises(ValidationError, match="与审查通过的不一致"):
        publication.publish(item, by=office.officer)


def test_only_an_officer_of_the_body_publishes(office: Office):
    item = office.passed(office.item())
    for somebody in (
        office.leader,
        office.secrecy,
        holder(Role.EDITOR, office.bureau),
        holder(Role.SYSTEM_ADMIN, None),
    ):
        with pytest.raises(PermissionDenied):
            publication.publish(item, by=somebody)


def test_every_deed_is_in_the_log_and_the_log_holds(office: Office):
    office.published()
    deeds = list(Deed.objects.filter(body=office.bureau).values_list("deed", flat=True))
    assert deeds == ["登记政府信息", "送审", "审查", "审查", "审查", "公开政府信息"]
    assert verify() == []


# --- the gate -------------------------------------------------------------------------------------------------------

PRIVATE = "<p>获得补助的有张小明，身份证号码11010119900307803X，手机13800138000。</p>"


def test_personal_data_blocks_publication_and_says_where_without_saying_what(office: Office):
    item = office.passed(office.item(text=PRIVATE))
    with pytest.raises(ValidationError) as refused:
        publication.publish(item, by=office.officer)
    said = "".join(refused.value.messages)
    assert "正文" in said
    assert "13800138000" not in said
    assert "13800138000" not in str(list(Finding.objects.values_list("shown", "why", "place", "mark")))


def test_what_may_stay_is_justified_by_name_and_then_published(office: Office):
    item = office.passed(office.item(text=PRIVATE))
    found = gate.open_findings(item, item.reviews.get().digest)
    with pytest.raises(ValidationError, match="请写明可以公开的理由"):
        gate.justify(found, " ", by=office.officer)
    assert gate.justify(found, "本人书面同意公开", by=office.officer) == len(found) > 0
    [release] = publication.publish(item, by=office.officer)
    assert release.live
    assert Deed.objects.filter(deed="说明保留个人信息的理由", actor=office.officer).count() == len(found)


def test_what_was_justified_stays_so_when_the_same_is_found_again(office: Office):
    item = office.item(text=PRIVATE)
    first = gate.scan(item)
    gate.justify(first.findings.filter(blocks=True), "本人书面同意公开", by=office.officer)
    change(item, {"title": "改过的名称"}, by=office.officer, edition=item.edition)
    again = gate.scan(fresh(item))
    assert again != first
    assert not again.findings.filter(blocks=True, justified_by=None).exists()


def test_masked_in_the_text_nothing_is_left_to_settle(office: Office):
    item = office.item(text=PRIVATE)
    assert gate.mask_text(item, by=office.officer) >= 2
    item = fresh(item)
    assert "13800138000" not in item.text
    assert not gate.scan(item).findings.filter(blocks=True).exists()


# --- together, at a time --------------------------------------------------------------------------------------------


def test_a_policy_and_its_interpretation_are_published_at_once_or_not_at_all(office: Office):
    policy = office.passed(office.item(kind=Kind.NORMATIVE, category="gfxwj-gf"))
    reading = office.item(title="政策解读", kind=Kind.INTERPRETATION, category="gfxwj-gf")
    link(reading, Relation.INTERPRETS, policy, by=office.officer)
    publication.bundle([policy, reading], by=office.officer)
    with pytest.raises(ValidationError, match="“政策解读”：起草中"):
        publication.publish(policy, by=office.officer)
    assert not Release.objects.exists()
    office.passed(fresh(reading))
    assert len(publication.publish(fresh(policy), by=office.officer)) == 2
    assert len({release.published_at for release in Release.objects.all()}) == 1


def test_what_is_planned_is_published_when_its_time_has_come(office: Office):
    item = office.passed(office.item())
    with pytest.raises(ValidationError, match="时间已经过去"):
        publication.plan(item, timezone.now(), by=office.officer)
    at = timezone.now() + timedelta(hours=1)
    publication.plan(item, at, by=office.officer)
    assert list(publication.due_now()) == []
    [due] = publication.due_now(at)
    [release] = publication.publish(due, by=None)
    assert (release.released_by, fresh(item).publish_at) == (office.officer, None)
    assert list(publication.due_now(at)) == []


def test_what_cannot_be_published_now_is_not_planned(office: Office):
    with pytest.raises(ValidationError, match="先审查"):
        publication.plan(office.item(), timezone.now() + timedelta(hours=1), by=office.officer)


def test_a_normative_document_without_interpretation_is_known(office: Office):
    policy = office.item(kind=Kind.NORMATIVE)
    assert publication.unexplained(policy)
    link(office.item(kind=Kind.INTERPRETATION), Relation.INTERPRETS, policy, by=office.officer)
    assert not publication.unexplained(policy)


def test_the_term_is_twenty_working_days_from_the_day_of_formation(office: Office):
    assert publication.publication_term(office.item(formed_on=date(2026, 3, 2))) == date(2026, 3, 30)
    assert publication.publication_term(office.item(**WITHHELD)) is None


# --- correcting, withdrawing, validity ------------------------------------------------------------------------------


def test_a_correction_is_reviewed_too_and_leaves_a_trace(office: Office):
    first = office.published()
    item = publication.correct(first.item, "更正第二段的日期", by=office.officer)
    assert first.item.releases.live().get() == first
    item = change(item, {"text": "<p>更正后的正文</p>"}, by=office.officer, edition=item.edition)
    [second] = publication.publish(office.passed(item), by=office.officer)
    first.refresh_from_db()
    assert (first.live, second.live, second.corrects, second.correction) == (False, True, first, "更正第二段的日期")
    assert second.published_at == first.published_at
    assert second.released_at > first.released_at
    assert not first.placings.exists()


def test_a_correction_that_is_given_up_leaves_the_item_as_the_public_sees_it(office: Office):
    item = office.item()
    attach(item, b"content", "a.txt", by=office.officer)
    [release] = publication.publish(office.passed(item), by=office.officer)
    item = publication.correct(item, "更正日期", by=office.officer)
    item = change(item, {"text": "<p>x</p>", "formed_on": date(2026, 1, 1)}, by=office.officer, edition=item.edition)
    detach(item.attachments.get(), by=office.officer)
    item = publication.give_up_correction(item, by=office.officer)
    assert (item.state, item.correction, content_of(item).digest) == (State.PUBLISHED, "", release.digest)
    with pytest.raises(ValidationError, match="不能修改"):
        publication.give_up_correction(item, by=office.officer)
    with pytest.raises(ValidationError, match="没有在更正"):
        publication.give_up_correction(office.item(), by=office.officer)


def test_what_is_withdrawn_says_when_and_why(office: Office):
    release = office.published()
    with pytest.raises(ValidationError, match="请写明撤下的原因"):
        publication.withdraw(release.item, "", by=office.officer)
    publication.withdraw(release.item, "内容有误", by=office.officer)
    release.refresh_from_db()
    assert (release.live, release.withdrawal, release.ended_at is not None) == (False, "内容有误", True)
    assert not Placing.objects.exists()
    assert fresh(release.item).state == State.WITHDRAWN


def test_published_again_after_its_withdrawal_it_has_a_new_time(office: Office):
    first = office.published()
    publication.withdraw(first.item, "内容有误", by=office.officer)
    item = publication.reopen(fresh(first.item), "改正后重新公开", by=office.officer)
    [second] = publication.publish(office.passed(item), by=office.officer)
    assert second.published_at > first.published_at
    assert second.corrects is None


def test_a_penalty_decision_that_was_annulled_is_withdrawn_within_three_working_days(office: Office):
    release = office.published(kind=Kind.PENALTY, category="cfqz-jd")
    found = publication.penalty_changed(release.item, date(2026, 9, 24), "经复议撤销", by=office.officer)
    assert found.withdraw_by == date(2026, 9, 30)
    with pytest.raises(ValidationError, match="行政处罚决定"):
        publication.penalty_changed(office.published().item, date(2026, 9, 24), "x", by=office.officer)


def test_a_document_that_repeals_another_marks_it_on_its_own_page(office: Office):
    old = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf")
    new = office.item(title="新办法", kind=Kind.NORMATIVE, category="gfxwj-gf")
    link(new, Relation.REPEALS, old.item, by=office.officer)
    publication.publish(office.passed(new), by=office.officer)
    old.refresh_from_db()
    assert (old.effect, old.effect_note, old.live) == (Effect.REPEALED, "废止：新办法", True)
    assert Item.objects.get(pk=old.item_id).ended_on == new.formed_on


def test_what_has_a_term_lapses_when_it_has_run_out(office: Office):
    days = {"effective_on": date(2024, 1, 1), "expires_on": date(2026, 6, 30)}
    release = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf", **days)
    assert publication.lapse(date(2026, 6, 30)) == 0
    assert publication.lapse(date(2026, 7, 1)) == 1
    release.refresh_from_db()
    assert (release.effect, release.effect_note) == (Effect.LAPSED, "有效期至2026-06-30")
    assert Item.objects.get(pk=release.item_id).ended_on == date(2026, 7, 1)
    assert publication.lapse(date(2026, 7, 1)) == 0


def test_validity_is_changed_with_a_reason(office: Office):
    release = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf")
    with pytest.raises(ValidationError, match="请写明依据"):
        publication.set_effect(release.item, Effect.REPEALED, "", by=office.officer)
    publication.set_effect(release.item, Effect.REPEALED, "海教〔2026〕40号废止", by=office.officer)
    release.refresh_from_db()
    assert release.effect == Effect.REPEALED
    assert Item.objects.get(pk=release.item_id).ended_on == timezone.localdate()
    formed = release.formed_on
    with pytest.raises(ValidationError, match="不早于成文日期"):
        publication.set_effect(release.item, Effect.LAPSED, "失效", by=office.officer, on=formed - timedelta(days=1))
    publication.set_effect(release.item, Effect.SUPERSEDED, "被替代", by=office.officer, on=formed)
    assert Item.objects.get(pk=release.item_id).ended_on == formed
    publication.set_effect(release.item, Effect.IN_FORCE, "误标", by=office.officer)
    assert Item.objects.get(pk=release.item_id).ended_on is None
    with pytest.raises(ValidationError, match="有有效性"):
        publication.set_effect(office.published().item, Effect.REPEALED, "x", by=office.officer)


# --- channels, deposits, re-assessment ------------------------------------------------------------------------------


def test_another_channel_is_recorded_with_what_shows_it(office: Office):
    item = office.published().item
    given: dict[str, Any] = {"name": "海州教育", "on": date(2026, 3, 10), "by": office.officer}
    with pytest.raises(ValidationError, match="请填写网址，或者上传凭证"):
        outward.record_outlet(item, Channel.WECHAT, **given)
    made = outward.record_outlet(item, Channel.WECHAT, **given, evidence=("截图.png", b"png"))
    assert (str(made), made.evidence_name) == ("微信（海州教育）", "截图.png")
    with pytest.raises(ValidationError, match="没有审查、公开的信息"):
        outward.record_outlet(office.item(), Channel.WECHAT, **given, url="https://example.invalid/1")


def test_published_items_go_to_the_archives_in_batches_once(office: Office):
    items = [office.published().item for _ in range(3)]
    assert list(outward.to_deposit(office.bureau, Hall.ARCHIVES)) == items
    batch = outward.pack(office.bureau, Hall.ARCHIVES, "海州市档案馆", items[:2], by=office.officer)
    assert batch.number == f"YS-{office.bureau.pk}-{timezone.localdate().year}-001"
    assert list(outward.to_deposit(office.bureau, Hall.ARCHIVES)) == items[2:]
    assert len(outward.to_deposit(office.bureau, Hall.LIBRARY)) == 3
    with pytest.raises(ValidationError, match="已经移送"):
        outward.pack(office.bureau, Hall.ARCHIVES, "海州市档案馆", items, by=office.officer)
    with pytest.raises(ValidationError, match="还没有移送"):
        outward.receipt(batch, date(2026, 4, 2), received_by="李一", by=office.officer)
    outward.hand_over(batch, date(2026, 4, 1), by=office.officer)
    outward.receipt(batch, date(2026, 4, 2), received_by="李一", number="回2026-7", by=office.officer)
    counted = outward.deposited(office.bureau, date(2026, 4, 1), date(2026, 6, 30))
    assert counted == {Hall.ARCHIVES: 2, Hall.LIBRARY: 0, Hall.SERVICE_HALL: 0}


def test_what_was_never_public_is_not_deposited(office: Office):
    with pytest.raises(ValidationError, match="没有公开过"):
        outward.pack(office.bureau, Hall.LIBRARY, "海州市图书馆", [office.item()], by=office.officer)


def test_what_is_withheld_is_looked_at_again_after_a_year(office: Office):
    item = office.passed(office.item(**WITHHELD | {"text": ""}))
    today = timezone.localdate()
    assert list(outward.to_reassess(today)) == []
    assert list(outward.to_reassess(today + timedelta(days=365))) == [item]
    outward.reassess(item, Reassessed.KEPT, "仍在讨论", by=office.officer)
    assert list(outward.to_reassess(today + timedelta(days=364))) == []
    assert list(outward.to_reassess(today + timedelta(days=365))) == [item]


def test_what_may_be_disclosed_now_goes_to_review(office: Office):
    item = office.passed(office.item(**WITHHELD | {"text": "", "category": "tjxx"}))
    outward.reassess(item, Reassessed.OPENED, "事项已经办结", by=office.officer)
    item = fresh(item)
    assert (item.state, item.attribute) == (State.DRAFT, "proactive")
    with pytest.raises(ValidationError, match="先审查"):
        publication.publish(item, by=office.officer)
    review.submit(change(item, {"text": "<p>记录</p>"}, by=office.officer, edition=item.edition), by=office.officer)
    assert office.waiting(item).step == "confirm"


def test_another_body_s_register_is_not_one_s_own(office: Office):
    other = Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT, parent=office.city)
    stranger = holder(Role.OFFICER, other)
    release = office.published()
    waiting = office.item()
    review.submit(waiting, by=office.officer)
    for deed in (
        lambda: publication.withdraw(release.item, "x", by=stranger),
        lambda: publication.correct(release.item, "x", by=stranger),
        lambda: gate.mask_text(office.item(), by=stranger),
        lambda: review.decide(office.waiting(waiting), Decision.PASSED, by=stranger),
        lambda: outward.pack(office.bureau, Hall.LIBRARY, "x", [release.item], by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            deed()
