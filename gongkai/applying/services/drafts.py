"""What is being filled in, kept sealed: begun, saved, taken up again by a code, thrown away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.applying.models import KEPT, LEFT, Draft, DraftFile, Form
from gongkai.applying.sheet import MOST, SUFFIXES, Ask, Kept
from gongkai.bodies.models import Body
from gongkai.cases.services import viruses
from gongkai.cases.services.access import LENGTH, digest_of, make_code, tidied
from gongkai.cases.services.papers import plain_name
from gongkai.persons import vault

_BEGINNINGS: Final = {"jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF"}
"""How a file of each kind begins."""


class Content(NamedTuple):
    """What a draft holds: answers by name, and the names of files by their numbers."""

    said: dict[str, str]
    names: dict[str, str]


EMPTY: Final = Content({}, {})


def begin(form: Form, site: Body) -> Draft:
    return Draft.objects.create(form=form, site=site, until=timezone.now() + LEFT)


@sensitive_variables()
def content_of(draft: Draft) -> Content:
    """What was typed.

    Raises:
        KeysError: it cannot be opened.
    """
    if not draft.sealed:
        return EMPTY
    told: dict[str, Any] = json.loads(vault.read(draft.sealed))
    return Content(told["said"], told["names"])


def files_of(draft: Draft, content: Content) -> list[Kept]:
    return [Kept(each.pk, each.kind, content.names.get(str(each.pk), "文件"), each.size) for each in draft.files.all()]


@sensitive_variables()
@transaction.atomic
def write(draft: Draft, said: Mapping[str, str], names: Mapping[str, str] | None = None) -> Draft:
    """Keep what was typed, in place of what was there.

    Raises:
        ValidationError: it was sent already.
    """
    draft = _held(draft)
    kept = content_of(draft).names if names is None else dict(names)
    _seal(draft, Content(dict(said), kept))
    draft.until = timezone.now() + (KEPT if draft.code_digest else LEFT)
    draft.save(update_fields=["sealed", "until"])
    return draft


@sensitive_variables()
def add_file(draft: Draft, ask: Ask, name: str, content: bytes) -> Draft:
    """Put a file into a draft. One that is there already is not put there twice.

    Raises:
        ValidationError: it is empty, too large, none of the kinds that are taken, or carries a virus; there are too
            many; the draft was sent.
    """
    name = plain_name(name)
    _refuse(name, content)
    viruses.refuse(name, content, body=draft.site)
    with transaction.atomic():
        draft = _held(draft)
        held = content_of(draft)
        mark = hashlib.sha256(content).hexdigest()
        there = list(draft.files.filter(kind=ask.kind))
        if any(each.size == len(content) and _mark(each) == mark for each in there):
            return draft
        if len(there) >= ask.most:
            raise ValidationError(f"{ask.label}最多{ask.most}个文件，请合并成一个PDF，或者先移除不要的")
        made = draft.files.create(kind=ask.kind, vault=vault.keep(content), size=len(content))
        return write(draft, held.said, held.names | {str(made.pk): name})


def _mark(file: DraftFile) -> str:
    return hashlib.sha256(vault.read(file.vault)).hexdigest()


@transaction.atomic
def drop_file(draft: Draft, number: int) -> Draft:
    """Take a file out of a draft.

    Raises:
        ValidationError: the draft was sent.
    """
    draft = _held(draft)
    _discard(draft.files.filter(pk=number))
    held = content_of(draft)
    return write(draft, held.said, {key: name for key, name in held.names.items() if key != str(number)})


def _refuse(name: str, content: bytes) -> None:
    suffix = PurePath(name).suffix.removeprefix(".").lower()
    if not content:
        raise ValidationError(f"“{name}”是空文件")
    if len(content) > MOST:
        raise ValidationError(f"“{name}”超过{MOST // 2**20} MB，请压缩以后再传")
    if suffix not in SUFFIXES or not content.startswith(_BEGINNINGS[suffix]):
        raise ValidationError(f"“{name}”不是JPG、PNG图片或者PDF文件，请转换以后再传")


def read_upload(upload: UploadedFile[Any]) -> bytes:
    """What was uploaded, no more of it than may be.

    Raises:
        ValidationError: it is too large.
    """
    if (upload.size or 0) > MOST:
        raise ValidationError(f"“{plain_name(upload.name or '')}”超过{MOST // 2**20} MB，请压缩以后再传")
    content: bytes = upload.read()
    return content


# --- saved, and taken up again --------------------------------------------------------------------------------------


@transaction.atomic
def give_code(draft: Draft) -> str:
    """Save a draft for thirty days, and give the code by which it is taken up again. It is shown once.

    Raises:
        ValidationError: it was sent already.
    """
    draft = _held(draft)
    code = make_code()
    draft.code_digest, draft.until = digest_of(code), timezone.now() + KEPT
    draft.save(update_fields=["code_digest", "until"])
    return code


@sensitive_variables()
def by_code(code: str, site: Body, form: Form) -> Draft | None:
    """The draft of a site that a code opens."""
    if len(tidied(code)) != LENGTH:
        return None
    return Draft.objects.filter(site=site, form=form, code_digest=digest_of(code), until__gt=timezone.now()).first()


# --- sent, and thrown away ------------------------------------------------------------------------------------------


@sensitive_variables()
def close(draft: Draft, sent_as: Any, code: str) -> None:
    """Keep of a draft that was sent nothing but what the receipt shows; in the transaction in which it was sent."""
    _discard(draft.files.all())
    transaction.on_commit(partial(vault.discard, draft.sealed))
    draft.sealed = draft.code_digest = ""
    draft.sent_as, draft.until = sent_as, timezone.now() + LEFT
    draft.receipt = vault.keep(code.encode())
    draft.save(update_fields=["sealed", "code_digest", "sent_as", "until", "receipt"])


@sensitive_variables()
def code_on_receipt(draft: Draft) -> str:
    """The code by which what was sent is followed; "" once it is no longer shown."""
    return vault.read(draft.receipt).decode() if draft.receipt else ""


@transaction.atomic
def forget_receipt(draft: Draft) -> None:
    """Show the code no more."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.receipt:
        transaction.on_commit(partial(vault.discard, draft.receipt))
        draft.receipt = ""
        draft.save(update_fields=["receipt"])


@transaction.atomic
def discard(draft: Draft) -> None:
    """Throw a draft away, with all that was put into it."""
    _discard(draft.files.all())
    for name in filter(None, (draft.sealed, draft.receipt)):
        transaction.on_commit(partial(vault.discard, name))
    draft.delete()


def clear(now: datetime | None = None) -> int:
    """Throw away what is over. Returns how many drafts."""
    over = list(Draft.objects.filter(until__lte=now or timezone.now()))
    for draft in over:
        discard(draft)
    return len(over)


def _held(draft: Draft) -> Draft:
    held = Draft.objects.select_for_update(of=("self",)).select_related("site").filter(pk=draft.pk).first()
    if held is None or held.sent_as is not None:
        raise ValidationError("这份申请已经提交，或者已经过期")
    return held


@sensitive_variables()
def _seal(draft: Draft, content: Content) -> None:
    before = draft.sealed
    draft.sealed = vault.keep(json.dumps(content._asdict(), ensure_ascii=False).encode())
    if before:
        transaction.on_commit(partial(vault.discard, before))


def _discard(files: Iterable[DraftFile]) -> None:
    for file in files:
        transaction.on_commit(partial(vault.discard, file.vault))
        file.delete()
