"""Public bodies: a tree that changes with time."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongkai.bodies.codes import credit_code_error, site_code_error
from gongkai.bodies.enums import BodyKind, Change
from gongkai.bodies.models import Body, Succession


def body(name: str, parent: Body | None = None, **members: object) -> Body:
    kind = BodyKind.GOVERNMENT if name.endswith("政府") else BodyKind.DEPARTMENT
    return Body.objects.create(name=name, parent=parent, kind=kind, **members)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("91350100M000100Y43", ""),
        ("91350100M000100Y44", "应为3"),
        ("91350100M000100Y4", "17位"),
        ("91350100M000100O43", "不能有“O”"),
    ],
)
def test_a_credit_code_checks_itself(code: str, why: str):
    assert why in credit_code_error(code)
    assert bool(why) == bool(credit_code_error(code))


@pytest.mark.parametrize(("code", "right"), [("3505000016", True), ("bm12345678", True), ("350500001", False)])
def test_a_site_code_has_ten_digits_or_is_a_central_department_s(code: str, right: bool):
    assert (site_code_error(code) == "") is right


@pytest.mark.django_db
class TestTree:
    def test_whoever_stands_under_a_body_at_any_depth_is_found_by_one_question(self):
        city = body("海州市人民政府")
        county = body("清河县人民政府", city)
        bureau = body("清河县教育局", county)
        other = body("海州市教育局", city)
        assert set(Body.objects.under(county)) == {county, bureau}
        assert set(Body.objects.under(city)) == {city, county, bureau, other}
        assert list(bureau.ancestors()) == [county, city]

    def test_a_body_that_moves_takes_along_all_that_stand_under_it(self):
        city, other = body("海州市人民政府"), body("云溪市人民政府")
        county = body("清河县人民政府", city)
        bureau = body("清河县教育局", county)
        county.parent = other
        county.save()
        assert set(Body.objects.under(other)) == {other, county, bureau}
        assert set(Body.objects.under(city)) == {city}
        assert list(Body.objects.get(pk=bureau.pk).ancestors()) == [county, other]

    def test_a_path_is_kept_though_the_parent_at_hand_is_stale(self):
        city, other = body("海州市人民政府"), body("云溪市人民政府")
        county = body("清河县人民政府", city)
        stale = Body.objects.get(pk=county.pk)
        county.parent = other
        county.save()
        assert body("清河县财政局", stale) in Body.objects.under(other)

    def test_a_body_never_stands_under_itself(self):
        city = body("海州市人民政府")
        county = body("清河县人民政府", city)
        city.parent = county
        with pytest.raises(ValidationError, match="不能作为它的上级机关"):
            city.save()
        assert Body.objects.get(pk=city.pk).parent is None
        with pytest.raises(IntegrityError), transaction.atomic():
            Body.objects.filter(pk=city.pk).update(parent=city)

    def test_ten_does_not_stand_under_one(self):
        first = Body.objects.create(pk=1, name="甲局", kind=BodyKind.DEPARTMENT)
        Body.objects.create(pk=10, name="乙局", kind=BodyKind.DEPARTMENT)
        assert list(Body.objects.under(first)) == [first]

    def test_the_supervisor_is_one_s_own_or_the_nearest_above(self):
        city = body("海州市人民政府")
        office = body("海州市人民政府办公室", city)
        city.supervisor = office
        city.save()
        county = body("清河县人民政府", city)
        bureau = body("清河县教育局", county)
        assert bureau.supervised_by() == office
        county.supervisor = body("清河县人民政府办公室", county)
        county.save()
        assert Body.objects.get(pk=bureau.pk).supervised_by() == county.supervisor
        assert body("无主局").supervised_by() is None


@pytest.mark.django_db
class TestTime:
    def test_a_bureau_merged_from_three_is_known_with_its_origins(self):
        on = date(2024, 3, 1)
        parts = [body(name, valid_until=on) for name in ("文化局", "体育局", "旅游局")]
        bureau = body("文化体育和旅游局", valid_from=on)
        for part in parts:
            Succession.objects.create(predecessor=part, successor=bureau, on=on, change=Change.MERGED)
        assert [origin.predecessor for origin in bureau.origins.all()] == parts
        assert set(Body.objects.on(date(2024, 2, 29))) == set(parts)
        assert set(Body.objects.on(on)) == {bureau}
        assert not parts[0].exists_on(on)

    def test_a_body_ends_after_it_begins(self):
        with pytest.raises(IntegrityError):
            body("甲局", valid_from=date(2024, 3, 1), valid_until=date(2024, 3, 1))

    def test_a_code_is_one_living_body_s_and_may_be_inherited(self):
        body("数字办", credit_code="91350100M000100Y43", valid_until=date(2024, 1, 1))
        body("数据局", credit_code="91350100M000100Y43")
        with pytest.raises(IntegrityError):
            body("另一局", credit_code="91350100M000100Y43")
