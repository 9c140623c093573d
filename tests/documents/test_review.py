"""The review before release: its steps, who takes them, what they decide."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.documents.enums import Attribute, Decision, Kind, Outcome, State, Step
from gongkai.documents.models import Item, Review, ReviewStep, Route
from gongkai.documents.services import review, routes
from gongkai.documents.services.register import change
from gongkai.office.models import Notice
from tests.documents.people import WITHHELD, Office, holder

pytestmark = pytest.mark.django_db


def steps(item: Item) -> list[str]:
    found = Review.objects.filter(item=item).last()
    assert found is not None
    return [step.step for step in found.steps.all()]


# --- the steps ------------------------------------------------------------------------------------------------------


def test_what_is_disclosed_is_reviewed_for_secrecy_and_a_normative_document_for_legality(office: Office):
    notice, normative, record = office.item(), office.item(kind=Kind.NORMATIVE), office.item(**WITHHELD | {"text": ""})
    for item in (notice, normative, record):
        review.submit(item, by=office.officer)
    assert steps(notice) == ["confirm", "secrecy", "sign"]
    assert steps(normative) == ["confirm", "secrecy", "legality", "sign"]
    assert steps(record) == ["confirm", "sign"]


def test_a_draft_that_lacks_something_is_not_sent_in(office: Office):
    with pytest.raises(ValidationError, match="缺少：公开属性"):
        review.submit(office.item(attribute=""), by=office.officer)


def test_a_review_goes_step_by_step_and_tells_whose_turn_it_is(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    assert office.waiting(item).step == Step.CONFIRM
    assert [notice.to for notice in Notice.objects.filter(title__startswith="待公开属性确认")] == [office.officer]
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    assert list(ReviewStep.objects.waiting_for(office.secrecy)) == [office.waiting(item)]
    assert not ReviewStep.objects.waiting_for(office.leader).exists()
    assert office.waiting(item).due_on is not None


def test_passed_by_all_the_item_is_decided_and_the_drafter_told(office: Office):
    item = office.passed(office.item())
    assert (item.state, item.attribute) == (State.DECIDED, Attribute.PROACTIVE)
    assert Review.objects.get().outcome == Outcome.PASSED
    assert Notice.objects.filter(to=office.officer, title__contains="审定：主动公开").exists()
    assert Deed.objects.filter(deed="审查").count() == 3


def test_while_it_is_reviewed_nobody_changes_it(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    with pytest.raises(ValidationError, match="审查中，不能修改"):
        change(item, {"title": "别的"}, by=office.officer, edition=item.edition + 1)


# --- deciding -------------------------------------------------------------------------------------------------------


def test_nobody_reviews_what_he_drafted(office: Office):
    both = holder(Role.OFFICER, office.bureau)
    holder_too = Role.SECRECY_REVIEWER
    both.appointments.create(role=holder_too, body=office.bureau)
    item = office.item()
    review.submit(item, by=both)
    review.decide(office.waiting(item), Decision.PASSED, by=both)
    with pytest.raises(PermissionDenied, match="拟稿人、送审人以外的人"):
        review.decide(office.waiting(item), Decision.PASSED, by=both, basis="保密法第三十五条")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEGAL_COUNSEL, Role.LEADER, Role.SUPERVISOR, Role.EDITOR])
def test_only_a_secrecy_reviewer_reviews_for_secrecy(role: Role, office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    somebody = holder(role, office.bureau)
    assert not review.may_decide(office.waiting(item), somebody)
    with pytest.raises(PermissionDenied):
        review.decide(office.waiting(item), Decision.PASSED, by=somebody, basis="保密法第三十五条")


def test_a_secrecy_review_names_what_it_rests_on(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    with pytest.raises(ValidationError, match="请写明审查的依据"):
        review.decide(office.waiting(item), Decision.PASSED, by=office.secrecy)


def test_what_is_returned_says_why_and_is_a_draft_again(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    with pytest.raises(ValidationError, match="请写明意见"):
        review.decide(office.waiting(item), Decision.RETURNED, by=office.officer)
    review.decide(office.waiting(item), Decision.RETURNED, by=office.officer, opinion="第二段有误")
    item.refresh_from_db()
    assert (item.state, item.may_change) == (State.RETURNED, True)
    review.submit(item, by=office.officer)
    assert [each.outcome for each in Review.objects.all()] == [Outcome.RETURNED, ""]


def test_a_step_is_taken_once(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    step = office.waiting(item)
    review.decide(step, Decision.PASSED, by=office.officer)
    with pytest.raises(ValidationError, match="已经办过"):
        review.decide(step, Decision.PASSED, by=office.officer)


def test_what_was_sent_in_may_be_taken_back(office: Office):
    item = office.item()
    found = review.submit(item, by=office.officer)
    assert review.take_back(found, by=office.officer).state == State.DRAFT
    with pytest.raises(ValidationError, match="已经结束（撤回送审）"):
        review.take_back(found, by=office.officer)


def test_the_office_may_give_another_attribute_and_the_steps_follow(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    other = holder(Role.OFFICER, office.bureau)
    changed = {"attribute": Attribute.WITHHELD, "ground": "internal_affairs", "reason": "只涉及内部管理"}
    with pytest.raises(ValidationError, match="相符的依据"):
        review.decide(office.waiting(item), Decision.PASSED, by=other, attribute=Attribute.WITHHELD, ground="")
    review.decide(office.waiting(item), Decision.PASSED, by=other, **changed)
    assert steps(item) == ["confirm", "sign"]
    review.decide(office.waiting(item), Decision.PASSED, by=office.leader)
    item.refresh_from_db()
    assert (item.state, item.attribute, item.ground) == (State.DECIDED, "withheld", "internal_affairs")
    assert Review.objects.get().proposed == Attribute.PROACTIVE


def test_made_public_at_its_confirmation_an_item_goes_through_the_secrecy_review(office: Office):
    item = office.item(attribute=Attribute.WITHHELD, ground="internal_affairs", reason="内部")
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer, attribute=Attribute.PROACTIVE)
    assert steps(item) == ["confirm", "secrecy", "sign"]
    assert item.scans.count() == 1


def test_others_than_the_office_return_what_they_would_have_otherwise(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    with pytest.raises(ValidationError, match="请退回并写明意见"):
        review.decide(office.waiting(item), Decision.PASSED, by=office.secrecy, basis="x", attribute=Attribute.WITHHELD)


# --- handing on -----------------------------------------------------------------------------------------------------


def test_a_step_handed_to_a_colleague_waits_for_him_alone(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    colleague = holder(Role.SECRECY_REVIEWER, office.bureau, "沈静")
    review.assign(office.waiting(item), colleague, by=office.secrecy)
    assert not ReviewStep.objects.waiting_for(office.secrecy).exists()
    with pytest.raises(PermissionDenied, match="已交由沈静办理"):
        review.decide(office.waiting(item), Decision.PASSED, by=office.secrecy, basis="x")
    with pytest.raises(ValidationError, match="不能交由高远"):
        review.assign(office.waiting(item), office.leader, by=colleague)
    review.decide(office.waiting(item), Decision.PASSED, by=colleague, basis="保密法第三十五条")


def test_a_case_of_doubt_is_decided_above(office: Office):
    item = office.item()
    review.submit(item, by=office.officer)
    review.decide(office.waiting(item), Decision.PASSED, by=office.officer)
    above = holder(Role.SECRECY_REVIEWER, office.city, "程上")
    with pytest.raises(ValidationError, match="请写明不能确定的问题"):
        review.refer(office.waiting(item), "", by=office.secrecy)
    review.refer(office.waiting(item), "第三段是否属于工作秘密", by=office.secrecy)
    assert not review.may_decide(office.waiting(item), office.secrecy)
    assert list(ReviewStep.objects.waiting_for(above)) == [office.waiting(item)]
    with pytest.raises(ValidationError, match="没有上级机关"):
        review.refer(office.waiting(item), "仍不能确定", by=above)
    review.decide(office.waiting(item), Decision.PASSED, by=above, basis="保密法第三十五条", opinion="不属于")
    assert office.waiting(item).step == Step.SIGN


# --- routes ---------------------------------------------------------------------------------------------------------


def proposed(office: Office, *own: Step, **members: object) -> Route:
    given = {"days": 2, "reason": "只有三名工作人员", "by": office.officer} | members
    return routes.propose(office.bureau, Attribute.PROACTIVE, None, list(own), **given)


def test_a_body_s_own_route_holds_once_somebody_else_agreed(office: Office):
    route = proposed(office, Step.SECRECY)
    assert routes.way_of(office.bureau, Attribute.PROACTIVE, Kind.NOTICE).steps == routes.DEFAULT[Attribute.PROACTIVE]
    with pytest.raises(PermissionDenied):
        routes.agree(route, by=office.officer)
    routes.agree(route, by=office.leader)
    assert routes.way_of(office.bureau, Attribute.PROACTIVE, Kind.NOTICE) == ((Step.SECRECY,), 2)
    assert len(routes.way_of(office.city, Attribute.PROACTIVE, Kind.NOTICE).steps) == 3
    assert Step.LEGALITY in routes.way_of(office.bureau, Attribute.PROACTIVE, Kind.NORMATIVE).steps


def test_nobody_agrees_to_his_own_proposal(office: Office):
    office.officer.appointments.create(role=Role.LEADER, body=office.bureau)
    with pytest.raises(ValidationError, match="提出人以外的人"):
        routes.agree(proposed(office, Step.SECRECY), by=office.officer)


def test_no_route_leaves_the_secrecy_review_out(office: Office):
    with pytest.raises(ValidationError, match="保密审查"):
        proposed(office, Step.CONFIRM, Step.SIGN)


def test_those_under_a_body_have_its_route(office: Office):
    supervisor, mayor = holder(Role.OFFICER, office.city), holder(Role.LEADER, office.city)
    members = {"days": 5, "reason": "全市统一", "by": supervisor}
    route = routes.propose(office.city, Attribute.PROACTIVE, None, list(Step), **members)
    routes.agree(route, by=mayor)
    assert routes.way_of(office.bureau, Attribute.PROACTIVE, Kind.NOTICE) == (tuple(Step), 5)
    routes.end(Route.objects.get(), by=mayor)
    assert routes.way_of(office.bureau, Attribute.PROACTIVE, Kind.NOTICE).days == routes.DAYS


def test_a_new_route_takes_the_place_of_the_old_one(office: Office):
    routes.agree(proposed(office, Step.SECRECY), by=office.leader)
    routes.agree(proposed(office, Step.SECRECY, Step.SIGN), by=office.leader)
    assert Route.objects.filter(ended_at=None, agreed_at__isnull=False).count() == 1
    assert routes.way_of(office.bureau, Attribute.PROACTIVE, Kind.NOTICE).steps == (Step.SECRECY, Step.SIGN)
