"""Publication: at once or at a time, alone or together; correcting and withdrawing; the validity of what is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents import finding
from gongkai.documents.content import content_of, meant
from gongkai.documents.directory import with_those_above
from gongkai.documents.enums import ENDING, EXPLAINING, OVER, WITH_EFFECT, Attribute, Effect, Kind, Relation, State
from gongkai.documents.models import Attachment, Bundle, Item, Link, Origin, Placing, Release, Review
from gongkai.documents.services import gate
from gongkai.documents.services.register import locked, to_change, touch
from gongkai.law.limits import penalty_withdrawal_due, publication_due
from gongkai.law.workdays import calendar
from gongkai.search.services import touched

SHOWN: Final = (
    "summary",
    "keywords",
    "index_number",
    "document_number",
    "kind",
    "category",
    "formed_on",
    "effective_on",
    "expires_on",
)
"""What of the reviewed facts a release states as its own members."""


# --- publishing -----------------------------------------------------------------------------------------------------


def hindrances(item: Item) -> list[str]:
    """What stands in the way of publishing an item now, in Chinese; nothing where it may be."""
    if item.state != State.DECIDED:
        return [f"{item.get_state_display()}，不能公开；先审查、后公开"]
    if item.attribute != Attribute.PROACTIVE:
        return [f"公开属性是“{item.get_attribute_display()}”"]
    review = passed_review(item)
    if review is None or content_of(item).digest != review.digest:
        return ["内容与审查通过的不一致，请重新送审"]
    found = gate.open_findings(item, review.digest)
    return [f"{each.source}{each.place}：{each.why}（{each.shown}）" for each in found]


def passed_review(item: Item) -> Review | None:
    """The review by which the item as it stands was decided."""
    return item.reviews.exclude(outcome="taken_back").order_by("-pk").first()


@transaction.atomic
def publish(item: Item, *, by: User | None) -> list[Release]:
    """Publish an item now, and with it all that is bundled with it: all at once or nothing.

    `by` is None where the clock publishes what somebody planned.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something stands in the way of one of them.
    """
    items = [locked(each) for each in together(locked(item))]
    for each in items:
        if by is not None:
            require(by, Right.REGISTER, each.body)
    told = {each: hindrances(each) for each in items}
    if any(told.values()):
        raise ValidationError([f"“{each.title}”：{why}" for each, whys in told.items() for why in whys])
    now = timezone.now()
    return [_release(each, by or each.planned_by, now) for each in items]


def together(item: Item) -> list[Item]:
    """The item, and what is published with it and is not public yet."""
    if item.bundle_id is None:
        return [item]
    rest = Item.objects.filter(bundle=item.bundle_id).exclude(state__in=[State.PUBLISHED, State.WITHDRAWN, State.VOID])
    return [item, *rest.exclude(pk=item.pk).order_by("pk")]


def _release(item: Item, by: User | None, now: datetime) -> Release:
    review = passed_review(item)
    assert review is not None
    before = item.releases.filter(live=True).first()
    first = item.releases.order_by("pk").first()
    origin = Origin.objects.filter(item=item).first() if first is None else None
    if before is not None:
        _end(before, now)
    release = Release(
        item=item,
        review=review,
        scan=gate.scan(item),
        digest=review.digest,
        body=item.body,
        issuer="、".join(filter(None, (item.body.name, item.joint_makers))),
        title=review.title,
        text=review.text,
        published_at=_first_published(before, first, origin, now),
        released_at=now,
        released_by=by,
        corrects=before,
        correction=item.correction,
        effect=(before.effect if before is not None else item.effect) if item.kind in WITH_EFFECT else "",
        **meant(review.facts, SHOWN),
    )
    release.save(force_insert=True)
    sites = [item.body_id, *item.sites.order_by("pk").values_list("pk", flat=True)]
    Placing.objects.bulk_create(
        Placing(release=release, site_id=site, topic=topic, published_at=release.published_at)
        for site in dict.fromkeys(sites)
        for topic in with_those_above(release.category)
    )
    item.state, item.publish_at, item.planned_by, item.correction = State.PUBLISHED, None, None, ""
    touch(item, by)
    detail: dict[str, Any] = {"名称": release.title, "索引号": release.index_number, "校验值": release.digest}
    if release.corrects_id is not None:
        detail["更正"] = release.correction
    if origin is not None:
        detail["原公开情况"] = str(origin)
    record("公开政府信息" if before is None else "更正公开的信息", by=by, subject=item, body=item.body, detail=detail)
    touched(finding.NAME, [item.pk])
    _mark_ended(item, by)
    return release


def _first_published(before: Release | None, first: Release | None, origin: Origin | None, now: datetime) -> datetime:
    """A correction keeps the time of the first publication; what was public elsewhere, as was stated and reviewed with
    the item, keeps that time; what was withdrawn is published anew."""
    if before is not None and first is not None:
        return first.published_at
    return origin.published_at if origin is not None else now


def origin_note(release: Release) -> str:
    """Where the time of a release comes from, to stand beside it on its page; empty where it is our own."""
    origin = Origin.objects.filter(item=release.item_id, published_at=release.published_at).first()
    if origin is None:
        return ""
    moved = timezone.localtime(release.item.releases.order_by("pk")[0].released_at).date()
    return f"本信息于{origin}，{moved.year}年{moved.month}月{moved.day}日经复核移入本网站"


def _mark_ended(item: Item, by: User | None) -> None:
    """Mark on their own pages the documents of the same body that this one amends, repeals or replaces."""
    links = Link.objects.filter(item=item, relation__in=ENDING, other__body=item.body).select_related("other")
    for link in links:
        found = link.other.releases.live().first()
        if found is not None:
            effect = ENDING[Relation(link.relation)]
            on = item.effective_on or item.formed_on
            _set_effect(found, effect, f"{link.get_relation_display()}：{item.title}", by, on=on)


def _end(release: Release, now: datetime, *, withdrawal: str = "") -> None:
    release.live, release.ended_at, release.withdrawal = False, now, withdrawal
    release.save(update_fields=["live", "ended_at", "withdrawal"])
    release.placings.all().delete()


# --- planning, bundling ---------------------------------------------------------------------------------------------


@transaction.atomic
def plan(item: Item, at: datetime | None, *, by: User) -> Item:
    """Have an item published at a time, or, with None, no longer.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the time is past, or something stands in the way now.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    if at is not None:
        if at <= timezone.now():
            raise ValidationError({"at": "时间已经过去，请选以后的时间，或者立即公开"})
        if whys := hindrances(item):
            raise ValidationError(whys)
    item.publish_at, item.planned_by = at, by if at is not None else None
    touch(item, by)
    said = f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at is not None else "取消"
    record("定时公开", by=by, subject=item, body=item.body, detail={"名称": item.title, "时间": said})
    return item


def due_now(now: datetime | None = None) -> Iterator[Item]:
    """What is to be published by now, in the order of its times."""
    yield from Item.objects.filter(publish_at__lte=now or timezone.now()).order_by("publish_at", "pk")


@transaction.atomic
def bundle(items: Sequence[Item], *, by: User) -> Bundle:
    """Tie items together that are to be published at once: a policy, its interpretation, its figures (三同步).

    Raises:
        PermissionDenied: `by` may not register for the body of one of them.
        ValidationError: there are fewer than two, or one is public already.
    """
    held = [locked(item) for item in items]
    for item in held:
        require(by, Right.REGISTER, item.body)
        if item.state in (State.PUBLISHED, State.WITHDRAWN, State.VOID):
            raise ValidationError(f"“{item.title}”{item.get_state_display()}，不能再同步公开")
    if len(held) < 2:
        raise ValidationError("同步公开至少要有两条信息")
    made = Bundle.objects.create(body=held[0].body, created_by=by)
    for item in held:
        item.bundle = made
        touch(item, by)
    record("设为同步公开", by=by, subject=made, body=made.body, detail={"信息": [item.title for item in held]})
    return made


@transaction.atomic
def unbundle(item: Item, *, by: User) -> Item:
    """Have an item published by itself."""
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    item.bundle = None
    touch(item, by)
    record("取消同步公开", by=by, subject=item, body=item.body, detail={"名称": item.title})
    return item


# --- what is public -------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(item: Item, why: str, *, by: User) -> Item:
    """Open a public item to be corrected. What the public sees stays until the correction was reviewed and published,
    which says on the page what was corrected.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not public, or there is no reason.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    if item.state != State.PUBLISHED:
        raise ValidationError(f"这条信息{item.get_state_display()}，不是公开的信息")
    if not why.strip():
        raise ValidationError({"why": "请写明更正的内容，公开后写在页面上"})
    item.state, item.correction = State.DRAFT, why.strip()[:300]
    touch(item, by)
    record("更正政府信息", by=by, subject=item, body=item.body, detail={"名称": item.title, "更正": item.correction})
    return item


@transaction.atomic
def give_up_correction(item: Item, *, by: User) -> Item:
    """Leave a public item as it is: the draft of its correction is what the public sees again.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: no correction of it is being drafted.
    """
    item = to_change(item, by=by)
    release = item.releases.live().select_related("review").first()
    if release is None:
        raise ValidationError("这条信息没有在更正")
    review = release.review
    item.title, item.text, item.correction = review.title, review.text, ""
    for name, value in meant(review.facts).items():
        setattr(item, name, value)
    item.attribute, item.ground, item.reason = review.attribute, review.ground, review.reason
    item.attachments.all().delete()
    Attachment.objects.bulk_create(
        Attachment(item=item, file_id=file.file_id, name=file.name, order=file.number) for file in review.files.all()
    )
    item.state = State.PUBLISHED
    touch(item, by)
    record("放弃更正", by=by, subject=item, body=item.body, detail={"名称": item.title})
    return item


@transaction.atomic
def reopen(item: Item, why: str, *, by: User) -> Item:
    """Make a draft again of what was decided and is not public: because it needs a change, or is to be assessed anew.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not decided, or there is no reason.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    if item.state not in (State.DECIDED, State.WITHDRAWN):
        raise ValidationError(f"这条信息{item.get_state_display()}，不能重新起草")
    if not why.strip():
        raise ValidationError({"why": "请写明原因"})
    item.state, item.publish_at, item.planned_by = State.DRAFT, None, None
    touch(item, by)
    record("重新起草", by=by, subject=item, body=item.body, detail={"名称": item.title, "原因": why.strip()})
    return item


@transaction.atomic
def withdraw(item: Item, why: str, *, by: User) -> Release:
    """Take an item off all sites. Its page stays, and says that it was withdrawn, when and why.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not public, or there is no reason.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    release = item.releases.live().first()
    if release is None:
        raise ValidationError("这条信息没有公开，不用撤下")
    if not why.strip():
        raise ValidationError({"why": "请写明撤下的原因，公开后写在页面上"})
    _end(release, timezone.now(), withdrawal=why.strip()[:300])
    if item.state == State.PUBLISHED:
        item.state = State.WITHDRAWN
    touch(item, by)
    record("撤下公开的信息", by=by, subject=item, body=item.body, detail={"名称": release.title, "原因": why.strip()})
    touched(finding.NAME, [item.pk])
    return release


@transaction.atomic
def penalty_changed(item: Item, on: date, why: str, *, by: User) -> Release:
    """Enter that a published penalty decision was changed, annulled or found unlawful or void: it is to be withdrawn,
    and why made public, within three working days (Penalty Law, Art. 48, para. 2).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no public penalty decision, or there is no reason.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    release = item.releases.live().first()
    if release is None or item.kind != Kind.PENALTY:
        raise ValidationError("只有公开的行政处罚决定要这样登记")
    if not why.strip():
        raise ValidationError({"why": "请写明变更、撤销、确认违法或者无效的情况"})
    release.withdraw_by = penalty_withdrawal_due(on, calendar(provisional=True))
    release.withdraw_why = why.strip()[:300]
    release.save(update_fields=["withdraw_by", "withdraw_why"])
    detail = {"名称": release.title, "情况": release.withdraw_why, "应撤下日期": release.withdraw_by.isoformat()}
    record("登记处罚决定变更", by=by, subject=item, body=item.body, detail=detail)
    return release


@transaction.atomic
def set_effect(item: Item, effect: Effect, note: str, *, by: User, on: date | None = None) -> Release:
    """Change the validity of a public document, with a note that its page shows. `on` is since when it is no longer in
    force, today if not told.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no public document with a validity, there is no note, or it did not end on such a day.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    release = item.releases.live().first()
    if release is None or item.kind not in WITH_EFFECT:
        raise ValidationError("只有公开的规章、规范性文件和政策文件有有效性")
    if not note.strip():
        raise ValidationError({"note": "请写明依据，如废止它的文件"})
    on = on or timezone.localdate()
    if effect in OVER and item.formed_on is not None and on < item.formed_on:
        raise ValidationError({"on": "失效日期不早于成文日期"})
    if effect in OVER and on > timezone.localdate():
        raise ValidationError({"on": "失效日期还没有到"})
    return _set_effect(release, effect, note.strip(), by, on=on)


def _set_effect(release: Release, effect: Effect, note: str, by: User | None, *, on: date | None) -> Release:
    was = release.effect
    release.effect, release.effect_note = effect, note[:300]
    release.save(update_fields=["effect", "effect_note"])
    Item.objects.filter(pk=release.item_id).update(effect=effect, ended_on=on if effect in OVER else None)
    detail = {"名称": release.title, "原为": was, "现为": effect.label, "说明": note}
    record("变更有效性", by=by, subject=release.item, body=release.body, detail=detail)
    touched(finding.NAME, [release.item_id])
    return release


def lapse(today: date | None = None) -> int:
    """Mark as lapsed what is public and whose term has run out. Returns how many."""
    today = today or timezone.localdate()
    count = 0
    ended = Release.objects.live().filter(expires_on__lt=today, effect__in=[Effect.IN_FORCE, Effect.AMENDED])
    for number in list(ended.values_list("pk", flat=True)):
        with transaction.atomic():
            release = Release.objects.select_for_update(of=("self",)).select_related("item", "body").get(pk=number)
            assert release.expires_on is not None
            after = release.expires_on + timedelta(days=1)
            _set_effect(release, Effect.LAPSED, f"有效期至{release.expires_on}", None, on=after)
            count += 1
    return count


# --- terms ----------------------------------------------------------------------------------------------------------


def publication_term(item: Item) -> date | None:
    """The last day to publish an item, twenty working days from when it was formed or changed (Art. 26); None where no
    term runs."""
    if item.dated is None or item.attribute not in ("", Attribute.PROACTIVE):
        return None
    return publication_due(item.dated, calendar(provisional=True))


def unexplained(item: Item) -> bool:
    """Whether a normative document has nothing that explains it, which is due with it."""
    return item.kind in WITH_EFFECT and not item.linked_from.filter(relation__in=EXPLAINING).exists()


def shown_on(release: Release) -> list[Body]:
    """The bodies on whose sites a release stands."""
    return list(Body.objects.filter(pk__in=release.placings.values("site")).order_by("order", "pk"))
