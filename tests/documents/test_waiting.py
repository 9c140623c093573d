"""Who a step waits for, why somebody may not take it, and which route holds."""

from __future__ import annotations

import pytest

from gongkai.access.enums import Role
from gongkai.documents.enums import Attribute, Decision, Kind, Step
from gongkai.documents.models import ReviewStep
from gongkai.documents.services import review, routes
from tests.documents.people import Office, holder

pytestmark = pytest.mark.django_db


def test_a_step_waits_for_those_with_its_right_and_not_for_who_drafted(office: Office):
    both = holder(Role.OFFICER, office.bureau, "何兼")
    both.appointments.create(role=Role.SECRECY_REVIEWER, body=office.bureau)
    item = review.submit(office.item(), by=both).item
    step = office.waiting(item)
    assert list(ReviewStep.objects.waiting_for(both)) == [step]  # an office of one confirms what it proposed
    review.decide(step, Decision.PASSED, by=office.officer)
    step = office.waiting(item)
    assert step.step == Step.SECRECY
    assert list(ReviewStep.objects.waiting_for(office.secrecy)) == [step]
    assert not ReviewStep.objects.waiting_for(both)
    assert review.refusal(step, both) == "保密审查应由拟稿人、送审人以外的人作出"
    assert review.refusal(step, office.secrecy) is None


def test_what_was_imported_without_a_drafter_waits_all_the_same(office: Office):
    item = office.item()
    item.created_by = None
    item.save()
    review.decide(office.waiting(review.submit(item, by=office.officer).item), Decision.PASSED, by=office.officer)
    assert ReviewStep.objects.waiting_for(office.secrecy).count() == 1


def test_the_route_that_holds_is_the_nearest_one_in_force(office: Office):
    def route() -> object:
        return routes.route_of(office.bureau, Attribute.PROACTIVE, Kind.NOTICE)

    assert route() is None
    officer, leader = holder(Role.OFFICER, office.city), holder(Role.LEADER, office.city)
    steps = [Step.SECRECY]
    above = routes.propose(office.city, Attribute.PROACTIVE, None, steps, days=2, reason="从简", by=officer)
    assert route() is None
    routes.agree(above, by=leader)
    assert route() == above
    own = routes.propose(
        office.bureau, Attribute.PROACTIVE, Kind.NOTICE, steps, days=1, reason="从快", by=office.officer
    )
    routes.agree(own, by=office.leader)
    assert route() == own
