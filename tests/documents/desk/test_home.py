"""What waits on the home page, for whom, until when; the entries of the menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.documents.enums import Attribute, Decision, Hall, Kind, Reassessed, Step
from gongkai.documents.reminders import MOST
from gongkai.documents.services import outward, publication, review, routes
from gongkai.office.waiting import waiting_for
from tests.documents.desk.conftest import Counted, Desk
from tests.documents.people import WITHHELD, Office, holder

pytestmark = pytest.mark.django_db
NO_MEMBERS = {"category": "", "document_number": ""}


def things(user: User) -> dict[str, date | None]:
    user = User.objects.get(pk=user.pk)
    found = waiting_for(user)
    return {
        item.title: item.due
        for item in (*found.soon, *found.now)
        if "通知" not in item.title[-4:] or "：" in item.title
    }


def titles(user: User) -> str:
    return "|".join(things(user))


def test_a_review_waits_for_its_reviewer_until_its_day(office: Office):
    item = review.submit(office.item(), by=office.officer).item
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    step = office.waiting(item)
    assert things(office.secrecy)[f"保密审查：{item.title}"] == step.due_on
    assert "保密审查" not in titles(office.leader)


def test_what_came_back_waits_for_its_drafter(office: Office):
    item = review.submit(office.item(), by=office.officer).item
    review.decide(office.waiting(item), Decision.RETURNED, by=office.officer, opinion="改")
    assert things(office.officer)[f"退回，待修改：{item.title}"] == date(2026, 3, 30)
    assert "退回" not in titles(holder(Role.OFFICER, office.bureau))


def test_what_was_decided_waits_to_be_published_until_the_end_of_its_term(office: Office):
    item = office.passed(office.item())
    assert things(office.officer)[f"审定，待公开：{item.title}"] == date(2026, 3, 30)
    publication.plan(item, timezone.now() + timedelta(days=1), by=office.officer)
    assert "待公开" not in titles(office.officer)
    assert f"公开：{item.title}" in titles(office.officer)


def test_terms_at_risk_are_counted(office: Office):
    office.item(formed_on=date(2026, 3, 2))
    office.item(formed_on=date(2026, 2, 2))
    found = things(office.officer)
    late = [title for title in found if "已过公开期限" in title]
    assert late == ["2条信息还没有公开，已过公开期限"]


def test_a_changed_penalty_waits_to_be_withdrawn(office: Office):
    release = office.published(kind=Kind.PENALTY, category="cfqz-jd")
    publication.penalty_changed(release.item, date(2026, 3, 2), "撤销", by=office.officer)
    assert things(office.officer)[f"撤下：{release.title}"] == date(2026, 3, 5)
    publication.withdraw(release.item, "撤销", by=office.officer)
    assert "撤下" not in titles(office.officer)


def test_a_batch_waits_for_its_receipt(office: Office):
    item = office.published().item
    batch = outward.pack(office.bureau, Hall.ARCHIVES, "海州市档案馆", [item], by=office.officer)
    assert "回执" not in titles(office.officer)
    outward.hand_over(batch, timezone.localdate(), by=office.officer)
    assert f"移送批次{batch.number}还没有回执" in titles(office.officer)


def test_what_was_withheld_for_a_year_waits_to_be_assessed(office: Office):
    item = office.passed(office.item(**WITHHELD | NO_MEMBERS))
    assert "重新评估" not in titles(office.officer)
    before = timezone.localdate() - timedelta(days=400)
    outward.reassess(item, Reassessed.KEPT, "仍有必要", by=office.officer, on=before)
    assert "1条不予公开的信息要重新评估" in titles(office.officer)
    assert "重新评估" not in titles(office.leader)


def test_a_proposed_route_waits_for_the_leader(office: Office):
    routes.propose(office.bureau, Attribute.WITHHELD, None, [Step.SIGN], days=3, reason="从简", by=office.officer)
    assert "同意或者不同意提出的审查流程" in titles(office.leader)
    assert "审查流程" not in titles(office.officer)


def test_many_are_counted_and_take_no_more_queries(office: Office):
    office.passed(office.item())
    things(office.officer)
    with Counted() as few:
        things(office.officer)
    for number in range(MOST + 2):
        office.passed(office.item(title=f"第{number}件"))
    with Counted() as many:
        found = things(office.officer)
    assert "还有3条审定，待公开" in found
    assert many.count <= few.count + 1


@pytest.mark.parametrize(
    ("role", "shown"),
    [(Role.OFFICER, True), (Role.LEADER, True), (Role.EDITOR, False), (Role.SYSTEM_ADMIN, False)],
)
def test_the_menu_has_the_desk_for_whoever_sees_the_register(
    office: Office, desk: Callable[[User], Desk], role: Role, shown: bool
):
    page = desk(holder(role, office.bureau)).get("wagtailadmin_home").content.decode()
    for address in ("register", "reviews", "deposits", "reassessments", "routes"):
        assert (f"/office/{address}/" in page) is shown
