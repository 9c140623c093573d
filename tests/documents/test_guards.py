"""What the database itself refuses, whoever asks: what was not reviewed is not released, what was decided stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from gongkai.documents.content import content_of, meant
from gongkai.documents.enums import Attribute, Decision, Outcome
from gongkai.documents.models import Finding, Item, Reassessment, Release, Review, ReviewedFile, ReviewStep
from gongkai.documents.services import gate, publication, review
from gongkai.documents.services.register import attach
from tests.documents.people import WITHHELD, Office

pytestmark = pytest.mark.django_db


def refused(deed: Callable[[], Any], why: str) -> None:
    with pytest.raises((IntegrityError, DatabaseError), match=why), transaction.atomic():
        deed()


def released(item: Item, found: Review, **members: Any) -> Release:
    now = timezone.now()
    stated = {
        "item": item,
        "review": found,
        "scan": gate.scan(item),
        "digest": found.digest,
        "body": item.body,
        "issuer": item.body.name,
        "title": found.title,
        "text": found.text,
        "published_at": now,
        "released_at": now,
        **meant(found.facts, publication.SHOWN),
    }
    return Release.objects.create(**stated | members)


def test_what_is_still_reviewed_is_not_released(office: Office):
    item = office.item()
    found = review.submit(item, by=office.officer)
    refused(lambda: released(item, found), "no passed review")


@pytest.mark.parametrize("how", [Outcome.RETURNED, Outcome.TAKEN_BACK])
def test_what_did_not_pass_is_not_released(how: Outcome, office: Office):
    item = office.item()
    found = review.submit(item, by=office.officer)
    if how == Outcome.RETURNED:
        review.decide(office.waiting(item), Decision.RETURNED, by=office.officer, opinion="改")
    else:
        review.take_back(found, by=office.officer)
    refused(lambda: released(item, found), "no passed review")


def test_what_is_withheld_is_not_released(office: Office):
    item = office.passed(office.item(**WITHHELD | {"text": ""}))
    refused(lambda: released(item, item.reviews.get(), formed_on=item.formed_on), "no passed review")


@pytest.mark.parametrize("members", [{"title": "别的名称"}, {"text": "<p>别的正文</p>"}, {"digest": "0" * 64}])
def test_what_differs_from_what_was_reviewed_is_not_released(members: dict[str, str], office: Office):
    item = office.passed(office.item())
    refused(lambda: released(item, item.reviews.get(), **members), "not released")


def test_the_review_of_another_item_releases_nothing(office: Office):
    one, two = office.passed(office.item()), office.passed(office.item())
    refused(lambda: released(one, two.reviews.get(), scan=gate.scan(one)), "not released")


def test_a_review_that_says_passed_with_a_step_left_out_releases_nothing(office: Office):
    item = office.item()
    found = review.submit(item, by=office.officer)
    Review.objects.filter(pk=found.pk).update(outcome="passed", closed_at=timezone.now())
    refused(lambda: released(item, Review.objects.get()), "no passed review")


def test_personal_data_that_nobody_settled_is_not_released(office: Office):
    item = office.passed(office.item(text="<p>联系人张小明，手机13800138000。</p>"))
    assert Finding.objects.filter(blocks=True).exists()
    refused(lambda: released(item, item.reviews.get()), "personal data")


def test_nothing_is_published_with_an_earlier_day_than_its_own(office: Office):
    item = office.passed(office.item())
    earlier = timezone.now() - timedelta(days=3)
    refused(lambda: released(item, item.reviews.get(), published_at=earlier), "not its own")
    first = office.published()
    item = office.passed(publication.correct(first.item, "更正", by=office.officer))
    refused(lambda: released(item, item.reviews.last(), published_at=earlier, live=False), "not its own")


CHANGES: tuple[tuple[str, Any], ...] = (
    ("title", "别的名称"),
    ("text", "<p>别的</p>"),
    ("digest", "0" * 64),
    ("document_number", "海教〔2026〕99号"),
    ("published_at", timezone.now()),
    ("index_number", "x"),
)


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_a_release_is_not_changed(name: str, value: Any, office: Office):
    release = office.published()
    refused(lambda: Release.objects.filter(pk=release.pk).update(**{name: value}), "a release is not changed")


def test_a_release_neither_goes_nor_comes_back(office: Office):
    release = office.published()
    refused(lambda: Release.objects.filter(pk=release.pk)._raw_delete("default"), "not deleted")
    publication.withdraw(release.item, "内容有误", by=office.officer)
    again = {"live": True, "ended_at": None, "withdrawal": ""}
    refused(lambda: Release.objects.filter(pk=release.pk).update(**again), "does not come back")


def test_what_was_reviewed_and_decided_stays(office: Office):
    item = office.item()
    attach(item, b"content", "a.txt", by=office.officer)
    item = office.passed(item)
    found, step, file = item.reviews.get(), ReviewStep.objects.first(), ReviewedFile.objects.get()
    assert step is not None
    refused(lambda: Review.objects.filter(pk=found.pk).update(text="<p>x</p>"), "not changed")
    refused(lambda: Review.objects.filter(pk=found.pk).update(attribute="withheld"), "not changed")
    refused(lambda: ReviewStep.objects.filter(pk=step.pk).update(opinion="别的"), "not changed")
    refused(lambda: ReviewStep.objects.filter(pk=step.pk)._raw_delete("default"), "not deleted")
    refused(lambda: ReviewStep.objects.create(review=found, order=9, step="secrecy"), "has ended")
    refused(lambda: ReviewedFile.objects.create(review=found, file=file.file, name="b.txt", number=2), "has ended")
    refused(lambda: ReviewedFile.objects.filter(pk=file.pk).update(name="b.txt"), "not changed")
    refused(lambda: ReviewedFile.objects.filter(pk=file.pk)._raw_delete("default"), "not deleted")


def test_findings_and_assessments_stay(office: Office):
    release = office.published(text="<p>电话0591-87654321转8001。</p><p>车牌闽A12345。</p>")
    kept = Finding.objects.create(
        scan=release.scan, code="P00", source="正文", shown="x", why="x", mark="0", blocks=False
    )
    refused(lambda: Finding.objects.filter(pk=kept.pk)._raw_delete("default"), "not deleted")
    made = Reassessment.objects.create(
        item=release.item, on=timezone.localdate(), result="kept", reason="x", by=office.officer
    )
    refused(lambda: Reassessment.objects.filter(pk=made.pk).update(reason="y"), "not changed")
    refused(lambda: Reassessment.objects.filter(pk=made.pk)._raw_delete("default"), "not deleted")


def test_the_content_s_digest_covers_every_part_of_it(office: Office):
    item = office.item()
    seen = {content_of(item).digest}
    for members in ({"title": "x"}, {"text": "<p>x</p>"}, {"keywords": "x"}, {"formed_on": None}):
        for name, value in members.items():
            setattr(item, name, value)
        seen.add(content_of(item).digest)
    item = office.item()
    attach(item, b"x", "a.txt", by=office.officer)
    seen.add(content_of(item).digest)
    item.attachments.update(name="b.txt")
    seen.add(content_of(item).digest)
    assert len(seen) == 7
    assert item.attribute == Attribute.PROACTIVE
