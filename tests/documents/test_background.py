"""What the register does by the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gongkai.access.models import Appointment
from gongkai.documents.background import mark_lapsed, publish_due
from gongkai.documents.enums import Effect, Kind
from gongkai.documents.models import Item, Release
from gongkai.documents.services import publication
from gongkai.jobs.models import Job
from gongkai.jobs.schedule import SCHEDULE
from gongkai.jobs.services import start
from gongkai.jobs.work import Work
from gongkai.office.models import Notice
from tests.documents.people import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Work, "stopped", False)


def work(kind: str) -> Work:
    return Work(Job.objects.get(pk=start(kind, by=None).pk))


def planned(office: Office, **members: object) -> Item:
    item = office.passed(office.item(**members))
    at = timezone.now() + timedelta(hours=1)
    publication.plan(item, at, by=office.officer)
    Item.objects.filter(pk=item.pk).update(publish_at=timezone.now())
    return item


def test_what_was_planned_is_published_when_it_is_due(office: Office):
    planned(office)
    assert publish_due(work("documents.publish")) == {"公开": 1, "未能公开": 0}
    assert Release.objects.get().released_by == office.officer
    assert publish_due(work("documents.publish")) is None


def test_who_may_no_longer_publish_has_nothing_published_for_him_and_is_told(office: Office):
    item = planned(office)
    Appointment.objects.filter(user=office.officer).update(
        since=timezone.localdate() - timedelta(days=9), until=timezone.localdate()
    )
    assert publish_due(work("documents.publish")) == {"公开": 0, "未能公开": 1}
    assert not Release.objects.exists()
    assert Notice.objects.filter(to=office.officer, title__contains="没有按时公开").exists()
    item.refresh_from_db()
    assert item.publish_at is None


def test_what_has_lapsed_is_marked(office: Office):
    release = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf", expires_on=date(2026, 6, 30))
    assert mark_lapsed(work("documents.lapse")) == {"标注失效": 1}
    release.refresh_from_db()
    assert release.effect == Effect.LAPSED


def test_both_run_by_the_clock():
    assert {"documents.publish", "documents.lapse"} <= {entry.kind for entry in SCHEDULE}
