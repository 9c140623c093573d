"""The demo city: whole, the same each time, and never where it does not belong."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page, Revision

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.audit.models import Deed
from gongkai.audit.services import verify
from gongkai.bodies.codes import credit_code_error, site_code_error
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body, Succession
from gongkai.cases.models import Case, CaseLetter, Happening, LogEntry, Remedy
from gongkai.cases.services.course import clock_of
from gongkai.demo.city import PASSWORD, PEOPLE, PLACES
from gongkai.demo.services import DemoRefused, build
from gongkai.documents.enums import State
from gongkai.documents.models import Batch, Item, Release, ReviewStep
from gongkai.pages.models import ArticlePage, ChannelPage, SiteHome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_marked")]


@pytest.fixture
def _marked() -> object:
    with override_settings(DEMO=True):
        yield


def test_the_city_is_whole_and_a_second_time_nothing_is_done_twice():
    list(build())
    eight_bodies_live_in_it_and_three_have_gone()
    somebody_holds_each_role_and_can_sign_in()
    every_body_with_a_site_has_two_years_of_news_there()
    every_body_with_a_site_has_a_register_with_items_in_every_state()
    a_year_of_requests_is_in_every_state_and_ended_in_many_ways()
    counted = (Body, User, Item, Case, Happening, CaseLetter, Release, ReviewStep, Appointment, Deed, Page, Revision)
    before = [model.objects.count() for model in counted]
    list(build())
    assert before == [model.objects.count() for model in counted]
    assert verify() == []


def eight_bodies_live_in_it_and_three_have_gone():
    assert Body.objects.on(date(2026, 1, 1)).count() == 8
    assert Body.objects.on(date(2024, 1, 1)).count() == 9
    assert Succession.objects.count() == 3
    assert str(Body.objects.get(name="清河县石桥镇人民政府").supervised_by()) == "云溪市人民政府办公室"


def a_year_of_requests_is_in_every_state_and_ended_in_many_ways():
    today = timezone.localdate()
    assert set(Case.objects.values_list("state", flat=True)) >= {"waiting", "running", "stopped", "closed"}
    assert len(set(Case.objects.exclude(outcome="").values_list("outcome", flat=True))) >= 12
    assert Case.objects.open().filter(reply_due_on__lt=today).count() == 1
    assert Case.objects.open().filter(next_due="supplement").exists()
    assert set(Remedy.objects.values_list("procedure", flat=True)) == {"reconsideration", "litigation"}
    assert LogEntry.objects.exclude(published_at=None).count() >= 5
    assert "演示" in Case.objects.latest("pk").description
    for case in Case.objects.all():
        assert (case.state, case.closed_on) == (str((told := clock_of(case)).state), told.closed_on)


def somebody_holds_each_role_and_can_sign_in():
    assert set(Appointment.objects.values_list("role", flat=True)) == set(Role)
    for person in PEOPLE:
        user = User.objects.get(username=person.username)
        assert user.check_password(PASSWORD)
        assert not user.password_is_temporary
        assert "演示" in user.name


def every_body_with_a_site_has_a_register_with_items_in_every_state():
    states = {State.DRAFT, State.IN_REVIEW, State.DECIDED, State.PUBLISHED}
    for home in SiteHome.objects.select_related("body"):
        items = Item.objects.filter(body=home.body)
        assert set(items.values_list("state", flat=True)) == states
        live = Release.objects.live().filter(body=home.body)
        assert live.count() >= 9
        assert all("演示" in release.text for release in live)
        days = [timezone.localdate(release.published_at) for release in live]
        assert all(0 <= (day - release.formed_on).days <= 1 for day, release in zip(days, live, strict=True))
    assert Batch.objects.filter(received_on__isnull=False).count() == SiteHome.objects.count()


def every_body_with_a_site_has_two_years_of_news_there():
    assert SiteHome.objects.count() == 7
    channels = ChannelPage.objects.all()
    assert {channel.get_parent().pk for channel in channels} == set(SiteHome.objects.values_list("pk", flat=True))
    for channel in channels:
        days = sorted(article.first_published_at for article in ArticlePage.objects.child_of(channel).live())
        assert 600 < (days[-1] - days[0]).days < 731
        assert (timezone.now() - days[-1]).days < 60


def test_codes_are_well_formed():
    assert not any(credit_code_error(place.credit_code) for place in PLACES)
    assert not any(site_code_error(place.site_code) for place in PLACES if place.site_code)


def test_it_is_refused_where_the_installation_is_no_demo():
    with override_settings(DEMO=False), pytest.raises(DemoRefused, match="GONGKAI_DEMO=1"):
        list(build())
    assert not Body.objects.exists()


def test_it_is_refused_where_there_is_something_else():
    Body.objects.create(name="真实的机关", kind=BodyKind.DEPARTMENT)
    with pytest.raises(DemoRefused, match="空的数据库"):
        list(build())
    assert Body.objects.count() == 1
