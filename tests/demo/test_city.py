"""The demo city: whole, the same each time, and never where it does not belong."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page, Revision

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.applying.models import Deflection
from gongkai.audit.models import Deed
from gongkai.audit.services import verify as verify_log
from gongkai.bodies.codes import credit_code_error, site_code_error
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body, Succession
from gongkai.cases.models import Case, CaseLetter, Happening, LogEntry, Remedy
from gongkai.cases.services.course import clock_of
from gongkai.demo.city import COUNTY, DATA, GOVERNMENT, LAND, MARKET, PASSWORD, PEOPLE, PLACES, SCHOOLS
from gongkai.demo.filings import EARLIER, PLANS, last_year
from gongkai.demo.services import DemoRefused, build
from gongkai.documents import store
from gongkai.documents.enums import State
from gongkai.documents.models import Adoption, Batch, Directory, Fulfilment, Item, Release, ReviewStep
from gongkai.documents.standards import services as standards
from gongkai.filings.enums import Origin, QuarterState, Scope
from gongkai.filings.enums import State as FilingState
from gongkai.filings.models import Filing, FilingRelease, FilingStep, Quarter, UploadedReport
from gongkai.filings.services import continuity, declaring, history, merging, signing, uploads
from gongkai.filings.services.drifting import drift_of
from gongkai.jobs.models import Job
from gongkai.pages.models import ArticlePage, ChannelPage, SiteHome
from gongkai.report.form import edition_for
from gongkai.report.published import verify

COUNTED = (
    *(Body, User, Item, Case, Happening, CaseLetter, Release, ReviewStep, Appointment, Deed, Page, Revision),
    *(Filing, FilingRelease, FilingStep, UploadedReport, Quarter, Directory, Fulfilment, Deflection, Job),
)
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
    two_years_of_requests_is_in_every_state_and_ended_in_many_ways()
    last_years_reports_came_of_the_records_and_can_be_proven()
    earlier_reports_lead_up_to_them_without_a_break()
    somebody_is_missing_in_what_the_government_added_up()
    this_years_report_is_in_the_middle_of_its_work()
    old_reports_wait_for_somebody_to_look_at_them()
    quarterly_tables_are_collected_late_returned_and_missing()
    the_schools_publish_by_a_directory_and_lack_something()
    counted = (
        *COUNTED,
        Body,
        User,
        Item,
        Case,
        Happening,
        CaseLetter,
        Release,
        ReviewStep,
        Appointment,
        Deed,
        Page,
        Revision,
    )
    before = [model.objects.count() for model in counted]
    list(build())
    assert before == [model.objects.count() for model in counted]
    assert verify_log() == []


def eight_bodies_live_in_it_and_three_have_gone():
    assert Body.objects.on(date(2026, 1, 1)).count() == 8
    assert Body.objects.on(date(2024, 1, 1)).count() == 9
    assert Succession.objects.count() == 3
    assert str(Body.objects.get(name="清河县石桥镇人民政府").supervised_by()) == "云溪市人民政府办公室"


def two_years_of_requests_is_in_every_state_and_ended_in_many_ways():
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
        spans = [(timezone.localdate(release.published_at) - release.formed_on).days for release in live]
        assert all(0 <= days <= 1 or days > 365 for days in spans)
    assert Batch.objects.filter(received_on__isnull=False).count() == SiteHome.objects.count()


def every_body_with_a_site_has_two_years_of_news_there():
    assert SiteHome.objects.count() == 7
    channels = ChannelPage.objects.all()
    assert {channel.get_parent().pk for channel in channels} == set(SiteHome.objects.values_list("pk", flat=True))
    for channel in channels:
        days = sorted(article.first_published_at for article in ArticlePage.objects.child_of(channel).live())
        assert 600 < (days[-1] - days[0]).days < 731
        assert (timezone.now() - days[-1]).days < 60


def last_years_reports_came_of_the_records_and_can_be_proven():
    year = last_year(timezone.localdate())
    found = FilingRelease.objects.current().filter(filing__origin=Origin.COMPILED, scope=Scope.OWN)
    assert {release.year for release in found} == {year}
    assert {release.body.name for release in found} == set(PLANS)
    assert [release.body.name for release in found if release.first_published_on > release.filing.due_on] == [MARKET]
    for release in found:
        assert verify(store.read(release.json_id), key=signing.public_pem()).good
        assert not drift_of(release)
    [corrected] = found.filter(version=2)
    assert corrected.note
    schools = found.get(body__name=SCHOOLS)
    assert schools.behind["requests.new.natural_person"]
    assert schools.trace["proactive.permits.decisions"]


def earlier_reports_lead_up_to_them_without_a_break():
    for body in Body.objects.filter(valid_until=None):
        for scope in Scope:
            years = continuity.checked(continuity.years_of(body, scope))
            assert {finding.code for year in years for finding in year.findings} <= {"B09", "B11"}
    schools = FilingRelease.objects.current().filter(body__name=SCHOOLS).order_by("year")
    assert len(schools) == EARLIER[SCHOOLS] + 1
    assert {release.data["edition"] for release in schools} == {edition_for(release.year).name for release in schools}


def somebody_is_missing_in_what_the_government_added_up():
    government = Body.objects.get(name=GOVERNMENT)
    merged = merging.merged_of(government, last_year(timezone.localdate()))
    assert merged is not None
    told = merging.completeness(government, merged.year, merged)
    assert {each.body.name for each in told.missing} == {COUNTY}
    assert {each.body.name for each in told.hindered} == {LAND}
    assert [each.name for each in merging.moved(merged)] == [DATA]


def this_years_report_is_in_the_middle_of_its_work():
    filing = Filing.objects.get(body__name=SCHOOLS, state=FilingState.OPEN)
    assert filing.year == last_year(timezone.localdate()) + 1
    assert filing.compiled_at is not None
    assert 0 < len(declaring.lacking(filing)) < len(declaring.to_declare(filing))
    assert filing.checked["open"] > 0


def old_reports_wait_for_somebody_to_look_at_them():
    waiting = UploadedReport.objects.waiting()
    assert waiting.exclude(refused="").count() == 1
    assert sorted(len(uploads.doubts(each)) for each in waiting.filter(refused="")) == [0, 1]
    taken = Filing.objects.get(origin=Origin.UPLOADED, state=FilingState.OPEN)
    assert {cell.kind for cell in history.Reading(taken).open} == {history.Kind.INFERRED, history.Kind.UNKNOWN}
    assert not Job.objects.open().exists()


def quarterly_tables_are_collected_late_returned_and_missing():
    assert set(Quarter.objects.values_list("state", flat=True)) == set(QuarterState)
    assert Quarter.objects.filter(submitted_at__date__gt=F("due_on")).exists()
    assert not Quarter.objects.filter(body__name=LAND).exists()


def the_schools_publish_by_a_directory_and_lack_something():
    adoption = Adoption.objects.get()
    [tally] = standards.tallies([adoption])
    assert tally.kept > tally.empty > 0
    assert {row.body.name for row in Deflection.objects.select_related("body")} >= {SCHOOLS, DATA}


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
