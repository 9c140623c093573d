"""Directories confirmed and adopted, items put under entries, and what stands empty or is out of date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents.enums import Level
from gongkai.documents.models import Adoption, Directory, Entry, Fulfilment, Item, Release
from gongkai.documents.services import publication
from gongkai.documents.standards import services
from gongkai.documents.standards.services import Standing
from tests.documents.people import WITHHELD, Office, holder
from tests.documents.standards.makers import as_xlsx

pytestmark = pytest.mark.django_db

STATED: dict[str, Any] = {"level": Level.COUNTY, "version": "2020年版", "valid_from": date(2020, 12, 1), "source": "x"}
LATER = timezone.localdate() + timedelta(days=400)


@pytest.fixture
def supervisor(office: Office) -> User:
    return holder(Role.SUPERVISOR, office.city, "督查")


def taken_in(office: Office, supervisor: User, **stated: Any) -> Directory:
    [made] = services.take_in(office.city, as_xlsx(), "目录.xlsx", STATED | stated, by=supervisor)
    return made


def confirmed(office: Office, supervisor: User, **stated: Any) -> Directory:
    return services.confirm(taken_in(office, supervisor, **stated), by=supervisor)


def adopted(office: Office, supervisor: User, body: Body | None = None) -> Adoption:
    directory = confirmed(office, supervisor)
    return services.adopt(body or office.bureau, directory, directory.entries.all(), by=office.officer)


def standing(adoption: Adoption, today: date | None = None) -> dict[str, tuple[Standing, str]]:
    return {each.entry.part: (each.standing, each.why) for each in services.duties([adoption], today)}


def entry(part: str) -> Entry:
    return Entry.objects.get(part=part)


# --- taking in ------------------------------------------------------------------------------------------------------


def test_a_directory_is_read_kept_and_confirmed_before_anybody_adopts_it(office: Office, supervisor: User):
    directory = taken_in(office, supervisor)
    assert (directory.field, directory.level, directory.entries.count()) == ("义务教育", Level.COUNTY, 3)
    assert [each[2] for each in directory.unread] == ["不是事项"]
    with pytest.raises(ValidationError, match="还没有确认"):
        services.adopt(office.bureau, directory, directory.entries.all(), by=office.officer)
    services.confirm(directory, by=supervisor)
    with pytest.raises(ValidationError, match="已经确认"):
        services.confirm(directory, by=supervisor)
    with pytest.raises(ValidationError, match="不能删除"):
        services.discard(directory, by=supervisor)
    assert Deed.objects.filter(deed="确认标准目录", actor=supervisor).exists()


def test_what_was_read_wrong_is_thrown_away(office: Office, supervisor: User):
    services.discard(taken_in(office, supervisor), by=supervisor)
    assert not Directory.objects.exists()
    assert not Entry.objects.exists()


def test_only_who_supervises_takes_directories_in(office: Office, supervisor: User):
    directory = taken_in(office, supervisor)
    for deed in (
        lambda: services.take_in(office.city, as_xlsx(), "a.xlsx", STATED, by=office.officer),
        lambda: services.confirm(directory, by=office.officer),
        lambda: services.discard(directory, by=office.leader),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_file_without_a_directory_is_refused_in_a_sentence(office: Office, supervisor: User):
    with pytest.raises(ValidationError, match="没有找到标准目录"):
        services.take_in(office.city, b"x", "a.txt", STATED, by=supervisor)


# --- adopting -------------------------------------------------------------------------------------------------------


def test_a_body_is_offered_the_entries_of_its_level(office: Office, supervisor: User):
    directory = confirmed(office, supervisor)
    town = Body.objects.create(name="东海镇人民政府", kind=BodyKind.TOWNSHIP, parent=office.city)
    assert [each.part for each in services.suited(directory, office.bureau)] == ["招生政策", "教师培训计划"]
    assert [each.part for each in services.suited(directory, town)] == ["教师培训计划", "收费项目和标准"]


def test_adopted_again_the_duties_are_those_stated_last(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    again = services.adopt(office.bureau, adoption.directory, [entry("招生政策")], by=office.officer)
    assert again == adoption
    assert [duty.entry.part for duty in again.duties.all()] == ["招生政策"]
    assert Deed.objects.get(deed="调整应公开的事项").detail["减少"] == 2
    with pytest.raises(ValidationError, match="请至少选一个事项"):
        services.adopt(office.bureau, adoption.directory, [], by=office.officer)
    services.give_up(adoption, by=office.officer)
    assert not services.in_force(Body.objects.all()).exists()


def test_a_directory_of_another_place_or_time_is_not_adopted(office: Office, supervisor: User):
    directory = confirmed(office, supervisor, valid_until=date(2021, 12, 31))
    with pytest.raises(ValidationError, match="已经失效"):
        services.adopt(office.bureau, directory, directory.entries.all(), by=office.officer)
    elsewhere = Body.objects.create(name="云港市人民政府", kind=BodyKind.GOVERNMENT)
    own = Directory.objects.create(body=elsewhere, title="x", field="x", level="county", confirmed_at=timezone.now())
    with pytest.raises(ValidationError, match="不是本级编制"):
        services.adopt(office.bureau, own, own.entries.all(), by=office.officer)
    with pytest.raises(PermissionDenied):
        services.adopt(office.bureau, directory, directory.entries.all(), by=supervisor)


# --- mapping --------------------------------------------------------------------------------------------------------


def test_items_are_proposed_by_what_they_are_called(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    policy = office.item(title="关于2026年义务教育学校招生政策的通知")
    training = office.item(title="海州市2026年教师培训计划")
    office.item(title="关于食堂装修的公告")
    office.item(**WITHHELD | {"text": "", "title": "教师培训计划的讨论记录"})
    found = services.proposed(adoption)
    assert {Entry.objects.get(pk=number).part: [each.item for each in each] for number, each in found.items()} == {
        "招生政策": [policy],
        "教师培训计划": [training],
    }
    assert [each.item for each in services.proposed_for(entry("教师培训计划"), office.bureau)] == [training]
    services.put_under(entry("教师培训计划"), [training], by=office.officer)
    assert entry("教师培训计划").pk not in services.proposed(adoption)


def test_what_is_public_under_an_entry_is_told(office: Office, supervisor: User):
    adopted(office, supervisor)
    release = office.published(title="招生政策")
    draft = office.item(title="招生政策（草案）")
    assert services.put_under(entry("招生政策"), [release.item, draft], by=office.officer) == 2
    assert services.put_under(entry("招生政策"), [release.item], by=office.officer) == 0
    assert list(services.published_under(entry("招生政策"))) == [release]
    assert list(services.published_under(entry("招生政策"), office.city)) == []
    publication.withdraw(release.item, "有误", by=office.officer)
    assert not services.published_under(entry("招生政策")).exists()


def test_who_does_not_register_maps_nothing_and_what_is_withheld_belongs_nowhere(office: Office, supervisor: User):
    adopted(office, supervisor)
    item = office.item()
    with pytest.raises(PermissionDenied):
        services.put_under(entry("招生政策"), [item], by=office.secrecy)
    with pytest.raises(ValidationError, match="不是主动公开的信息"):
        services.put_under(entry("招生政策"), [office.item(**WITHHELD | {"text": ""})], by=office.officer)
    services.put_under(entry("招生政策"), [item], by=office.officer)
    with pytest.raises(PermissionDenied):
        services.take_from(Fulfilment.objects.get(), by=supervisor)
    services.take_from(Fulfilment.objects.get(), by=office.officer)
    assert not Fulfilment.objects.exists()


# --- gaps -----------------------------------------------------------------------------------------------------------


def test_an_entry_stands_empty_until_something_under_it_is_public(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    assert {each for each, _ in standing(adoption).values()} == {Standing.EMPTY}
    item = office.item(formed_on=timezone.localdate())
    services.put_under(entry("招生政策"), [item], by=office.officer)
    assert standing(adoption)["招生政策"] == (Standing.EMPTY, "没有公开的信息")
    publication.publish(office.passed(item), by=office.officer)
    assert standing(adoption)["招生政策"] == (Standing.KEPT, "")


def test_what_comes_every_year_is_stale_after_a_year(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    for part in ("招生政策", "教师培训计划"):
        services.put_under(entry(part), [office.published().item], by=office.officer)
    assert standing(adoption)["教师培训计划"][0] == Standing.KEPT
    later = standing(adoption, LATER)
    assert later["教师培训计划"][0] == Standing.STALE
    assert "应每年公开，最近一次是" in later["教师培训计划"][1]
    assert later["招生政策"][0] == Standing.KEPT


def test_an_item_whose_term_is_over_makes_its_entry_stale(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    services.put_under(entry("招生政策"), [office.published().item], by=office.officer)
    services.put_under(entry("招生政策"), [office.item(title="新政策", formed_on=date(2026, 3, 2))], by=office.officer)
    assert standing(adoption, date(2026, 3, 30))["招生政策"][0] == Standing.KEPT
    found = standing(adoption, date(2026, 3, 31))
    assert found["招生政策"] == (Standing.STALE, "“新政策”应在2026-03-30前公开，还没有公开")


def test_a_supervisor_sees_the_counts_of_all_under_him_in_few_queries(
    office: Office, supervisor: User, django_assert_max_num_queries: Any
):
    first = adopted(office, supervisor)
    services.put_under(entry("招生政策"), [office.published().item], by=office.officer)
    for number in range(4):
        other = Body.objects.create(name=f"海州市第{number}局", kind=BodyKind.DEPARTMENT, parent=office.city)
        services.adopt(other, first.directory, [entry("招生政策")], by=holder(Role.OFFICER, other))
    with django_assert_max_num_queries(6):
        found = services.tallies(list(services.in_force(Body.objects.under(office.city))))
    assert [(each.adoption.body.name, each.total, each.empty, each.stale, each.kept) for each in found[:2]] == [
        ("海州市教育局", 3, 2, 0, 1),
        ("海州市第0局", 1, 1, 0, 0),
    ]
    assert Item.objects.count() == Release.objects.count() == 1
