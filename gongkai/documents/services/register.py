"""Registering items, changing drafts, their files and relations."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents import store
from gongkai.documents.directory import topic_of
from gongkai.documents.enums import CATEGORIES, WITH_EFFECT, Attribute, Effect, Kind, Relation, State
from gongkai.documents.grounds import BY_KEY, grounds_of
from gongkai.documents.markup import clean
from gongkai.documents.models import Attachment, Comment, Item, Link, StoredFile
from gongkai.documents.numbering import next_number

MEMBERS: Final = (
    *("title", "kind", "document_number", "category", "formed_on", "changed_on", "obtained_from", "joint_makers"),
    *(
        "drafter",
        "keywords",
        "summary",
        "text",
        "attribute",
        "ground",
        "reason",
        "effect",
        "effective_on",
        "expires_on",
    ),
)
"""What a drafter states."""

HEADINGS: Final = {field.name: str(field.verbose_name) for field in Item._meta.fields}
NEEDED: Final = ("title", "kind", "formed_on", "attribute")
"""What must be known before a review, of every item."""


# --- the item -------------------------------------------------------------------------------------------------------


@transaction.atomic
def register(body: Body, given: Mapping[str, Any], *, by: User | None, index_number: str = "") -> Item:
    """Enter an item in a body's register: it gets its index number, for good.

    `by` is None for what an import or the demonstration enters. `index_number` is the one that an item brings along,
    which it keeps wherever it goes.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is not well formed, or the body has no code to number by.
    """
    if by is not None:
        require(by, Right.REGISTER, body)
    item = Item(body=body, created_by=by, changed_by=by)
    state(item, given)
    item.index_number = index_number or _free_number(item)
    item.save(force_insert=True)
    record("登记政府信息", by=by, subject=item, body=body, detail={"名称": item.title, "索引号": item.index_number})
    return item


def _free_number(item: Item) -> str:
    """The next number that no item brought along from elsewhere."""
    on = item.formed_on or timezone.localdate()
    while Item.objects.filter(
        index_number=(number := next_number(item.body, on, item.category, settings.INDEX_NUMBER))
    ):
        continue
    return number


@transaction.atomic
def change(item: Item, given: Mapping[str, Any], *, by: User | None, edition: int) -> Item:
    """Change a draft. `edition` is that of the item as the drafter saw it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not a draft, was changed by somebody meanwhile, or something is not well formed.
    """
    item = to_change(item, by=by)
    if item.edition != edition:
        whose = item.changed_by.name if item.changed_by is not None else "系统"
        raise ValidationError(
            f"{whose}在{timezone.localtime(item.changed_at):%H:%M}改过这条信息，您的修改没有保存；请对照后再保存一次"
        )
    before = {name: getattr(item, name) for name in MEMBERS}
    state(item, given)
    changed = [name for name in MEMBERS if getattr(item, name) != before[name]]
    if changed:
        touch(item, by)
        record(
            "修改政府信息", by=by, subject=item, body=item.body, detail={"项目": [HEADINGS[name] for name in changed]}
        )
    return item


def state(item: Item, given: Mapping[str, Any]) -> None:
    """Put what was given into the item, unsaved, and hold it against what must be true of any draft.

    Raises:
        ValidationError: something is not well formed.
    """
    if unknown := given.keys() - set(MEMBERS):
        raise TypeError(f"no members of an item: {', '.join(sorted(unknown))}")
    for name, value in given.items():
        setattr(item, name, value.strip() if isinstance(value, str) and name != "text" else value)
    item.text = clean(item.text)
    if item.attribute == Attribute.PROACTIVE:
        item.ground = ""
    if not item.category and item.kind in CATEGORIES and topic_of(item.body, CATEGORIES[Kind(item.kind)]):
        item.category = CATEGORIES[Kind(item.kind)]
    if not item.effect and item.kind in WITH_EFFECT:
        item.effect = Effect.IN_FORCE
    item.clean_fields(exclude=["index_number"])
    if errors := wrong(item):
        raise ValidationError(errors)


def wrong(item: Item) -> dict[str, str]:
    """What cannot be so, in any draft: what the constraints of `Item` hold to as well, without asking the database."""
    errors: dict[str, str] = {}
    today = timezone.localdate()
    for name in ("formed_on", "changed_on"):
        day: date | None = getattr(item, name)
        if day is not None and day > today:
            errors[name] = f"{HEADINGS[name]}还没有到"
    if item.formed_on and item.changed_on and item.changed_on < item.formed_on:
        errors["changed_on"] = "变更日期不早于形成日期"
    if item.effective_on and item.expires_on and item.expires_on < item.effective_on:
        errors["expires_on"] = "有效期应在施行日期之后"
    if item.category and topic_of(item.body, item.category) is None:
        errors["category"] = "本机关的公开目录里没有这个类目"
    if item.ground and item.ground not in {ground.key for ground in grounds_of(item.attribute)}:
        errors["ground"] = "这个依据与公开属性不符"
    elif item.ground and BY_KEY[item.ground].secret and (item.text or (item.pk and item.attachments.exists())):
        errors["ground"] = "国家秘密不得录入本系统：请删去正文和附件，只登记不涉密的名称"
    return errors


def missing(item: Item) -> list[str]:
    """What an item still lacks before it can be reviewed, in Chinese."""
    lacking = [HEADINGS[name] for name in NEEDED if not getattr(item, name)]
    secret = item.ground in BY_KEY and BY_KEY[item.ground].secret
    if item.attribute == Attribute.PROACTIVE:
        lacking += [HEADINGS["category"]] if not item.category else []
    elif item.attribute:
        lacking += [HEADINGS[name] for name in ("ground", "reason") if not getattr(item, name)]
    if not secret and item.attribute == Attribute.PROACTIVE and not item.text and not item.attachments.exists():
        lacking.append("正文或者附件")
    return lacking


@transaction.atomic
def void(item: Item, reason: str, *, by: User) -> Item:
    """Make an item void that was registered by mistake; its number stays with it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not a draft, or was published once.
    """
    item = to_change(item, by=by)
    if item.releases.exists():
        raise ValidationError("公开过的信息不能作废，请撤下")
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废的原因"})
    item.state = State.VOID
    touch(item, by)
    record("作废政府信息", by=by, subject=item, body=item.body, detail={"名称": item.title, "原因": reason.strip()})
    return item


def locked(item: Item) -> Item:
    """The item as it stands, held until the transaction ends."""
    return Item.objects.select_for_update(of=("self",)).select_related("body", "changed_by").get(pk=item.pk)


def to_change(item: Item, *, by: User | None) -> Item:
    """The item, held, if it is a draft that `by` may change.

    Raises:
        PermissionDenied, ValidationError: it is not.
    """
    item = locked(item)
    if by is not None:
        require(by, Right.REGISTER, item.body)
    if not item.may_change:
        raise ValidationError(f"这条信息{item.get_state_display()}，不能修改")
    return item


def touch(item: Item, by: User | None) -> None:
    """Save an item as changed by somebody now."""
    item.edition += 1
    item.changed_by, item.changed_at = by, timezone.now()
    item.save()


# --- files ----------------------------------------------------------------------------------------------------------


def keep_file(data: bytes, name: str) -> StoredFile:
    """Put a file on the shelf.

    Raises:
        ValidationError: it is empty, or too large.
    """
    if not data:
        raise ValidationError(f"“{name}”是空文件")
    if len(data) > store.MOST:
        raise ValidationError(f"“{name}”超过{store.MOST // 2**20} MB，请压缩或者拆分")
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file, _ = StoredFile.objects.get_or_create(
        digest=store.keep(data), defaults={"size": len(data), "media_type": media_type}
    )
    return file


def plain_name(name: str) -> str:
    """The name of a file without a path or signs that no system takes."""
    stem = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in stem if sign.isprintable() and sign not in '<>:"/|?*')[-200:].strip() or "附件"


@transaction.atomic
def attach(item: Item, data: bytes, name: str, *, by: User | None) -> Attachment:
    """Add a file to a draft.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not a draft; the file is empty or too large; nothing of a state secret is entered.
    """
    item = to_change(item, by=by)
    if item.ground in BY_KEY and BY_KEY[item.ground].secret:
        raise ValidationError("国家秘密不得录入本系统，不能添加附件")
    file = keep_file(data, name)
    order = (item.attachments.aggregate(last=Max("order"))["last"] or 0) + 1
    added = Attachment.objects.create(item=item, file=file, name=plain_name(name), order=order)
    touch(item, by)
    record("添加附件", by=by, subject=item, body=item.body, detail={"文件": added.name, "校验值": file.digest})
    return added


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> Item:
    """Take a file out of a draft."""
    item = to_change(attachment.item, by=by)
    name = attachment.name
    attachment.delete()
    touch(item, by)
    record("删除附件", by=by, subject=item, body=item.body, detail={"文件": name})
    return item


# --- relations, sites, comments -------------------------------------------------------------------------------------


@transaction.atomic
def link(item: Item, relation: Relation, other: Item, *, by: User | None) -> Link:
    """Say what an item is to another, of any body.

    Raises:
        PermissionDenied: `by` may not register for the body of the item.
        ValidationError: it is said already, or of itself.
    """
    item = locked(item)
    if by is not None:
        require(by, Right.REGISTER, item.body)
    made = Link(item=item, relation=relation, other=other)
    made.full_clean()
    made.save()
    record("关联政府信息", by=by, subject=item, body=item.body, detail={relation.label: other.title})
    return made


@transaction.atomic
def unlink(made: Link, *, by: User) -> None:
    """Take back what was said of two items."""
    item = locked(made.item)
    require(by, Right.REGISTER, item.body)
    record("取消关联", by=by, subject=item, body=item.body, detail={made.get_relation_display(): made.other.title})
    made.delete()


@transaction.atomic
def show_on(item: Item, sites: list[Body], *, by: User | None) -> Item:
    """Have an item shown on sites beside that of its body, from its next publication.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not a draft.
    """
    item = to_change(item, by=by)
    item.sites.set([site for site in sites if site != item.body])
    touch(item, by)
    record("选择发布网站", by=by, subject=item, body=item.body, detail={"网站": [site.name for site in sites]})
    return item


@transaction.atomic
def comment(item: Item, text: str, *, by: User) -> Comment:
    """Say something about an item to those who work on it."""
    require(by, Right.SEE_REGISTER, item.body)
    if not text.strip():
        raise ValidationError({"text": "请写意见"})
    return Comment.objects.create(item=item, by=by, text=text.strip()[:1000])
