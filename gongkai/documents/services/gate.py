"""The gate before publication: content is searched for personal data, and what blocks is removed or justified."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gongkai import privacy
from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.documents import store
from gongkai.documents.content import content_of
from gongkai.documents.markup import plain
from gongkai.documents.models import Attachment, Finding, Item, Scan, StoredFile
from gongkai.documents.services.register import keep_file, to_change, touch

TEXT: Final = "正文"
NOT_ASSESSED: Final = "X00"
"""The code of what could not be looked into: somebody has to."""


class Looked(NamedTuple):
    """What was found in a content, and what was read of its files, before any of it is kept."""

    findings: list[Finding]
    texts: dict[str, str]


def scan(item: Item) -> Scan:
    """Search the item's content as it stands, unless that was done. What was justified before in the same item, and is
    found again, stays justified.

    Searching files takes its time; called outside of a transaction, nobody waits for it.
    """
    digest = content_of(item).digest
    done = Scan.objects.filter(item=item, digest=digest).first()
    return done if done is not None else _keep(item, digest, _look(item))


@transaction.atomic
def _keep(item: Item, digest: str, looked: Looked) -> Scan:
    made, new = Scan.objects.get_or_create(item=item, digest=digest)
    if not new:
        return made
    before = {
        (each.code, each.source, each.mark): each
        for each in Finding.objects.filter(scan__item=item, justified_by__isnull=False)
    }
    for finding in looked.findings:
        finding.scan = made
        if (same := before.get((finding.code, finding.source, finding.mark))) is not None:
            finding.justified_by, finding.justified_at = same.justified_by, same.justified_at
            finding.justification = same.justification
    Finding.objects.bulk_create(looked.findings)
    for file, text in looked.texts.items():
        StoredFile.objects.filter(pk=file, text="").update(text=text)
    return made


def _look(item: Item) -> Looked:
    """Search the text, and each file with its name."""
    attachments = list(item.attachments.select_related("file").defer("file__text"))
    names = (attachment.name for attachment in attachments)
    seen = "\n".join(filter(None, (item.title, item.summary, item.keywords, plain(item.text), *names)))
    looked = Looked([_finding(item, TEXT, None, found) for found in privacy.scan_text(seen)], {})
    for attachment in attachments:
        scanned = privacy.scan(store.read(attachment.file_id), attachment.name)
        looked.texts[attachment.file_id] = scanned.text.replace("\0", "")
        looked.findings.extend(_finding(item, attachment.name, attachment.file, found) for found in scanned.findings)
        looked.findings.extend(_unassessed(item, attachment, why) for why in scanned.unassessed)
    return looked


def _finding(item: Item, source: str, file: StoredFile | None, found: privacy.Finding) -> Finding:
    return Finding(
        code=found.code,
        source=source,
        file=file,
        place=str(found.place)[:200],
        shown=found.shown[:200],
        why=found.why[:300],
        mark=_mark(item, found.code, found.text),
        blocks=found.blocks,
    )


def _unassessed(item: Item, attachment: Attachment, why: str) -> Finding:
    """Somebody has to look at what could not be searched."""
    return Finding(
        code=NOT_ASSESSED,
        source=attachment.name,
        file=attachment.file,
        shown="没有检查",
        why=why[:300],
        mark=_mark(item, NOT_ASSESSED, attachment.file_id),
        blocks=True,
    )


def _mark(item: Item, code: str, value: str) -> str:
    """Tells whether two findings are of the same value, without keeping it."""
    return salted_hmac(f"gongkai.documents.finding:{item.pk}", f"{code}:{value}", algorithm="sha256").hexdigest()


def open_findings(item: Item, digest: str) -> list[Finding]:
    """What still stands in the way of publishing content."""
    return list(Finding.objects.filter(scan__item=item, scan__digest=digest, blocks=True, justified_by=None))


@transaction.atomic
def justify(findings: Iterable[Finding], reason: str, *, by: User) -> int:
    """Say by name why something that was found may stay. Returns how many were settled.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明可以公开的理由"})
    settled = 0
    for finding in Finding.objects.select_related("scan__item__body").filter(pk__in=[each.pk for each in findings]):
        item = finding.scan.item
        require(by, Right.REGISTER, item.body)
        if finding.justified_by_id is not None:
            continue
        finding.justified_by, finding.justified_at, finding.justification = by, timezone.now(), reason.strip()[:300]
        finding.save(update_fields=["justified_by", "justified_at", "justification"])
        detail = {"类别": finding.code, "所在": finding.source, "内容": finding.shown, "理由": finding.justification}
        record("说明保留个人信息的理由", by=by, subject=item, body=item.body, detail=detail)
        settled += 1
    return settled


@transaction.atomic
def mask_text(item: Item, *, by: User) -> int:
    """Mask in the text, the title and the summary of a draft what blocks. Returns how many places were masked.

    Raises:
        PermissionDenied, ValidationError: the draft may not be changed.
    """
    item = to_change(item, by=by)
    masked = 0
    for name in ("title", "summary", "keywords", "text"):
        value = getattr(item, name)
        findings = [found for found in privacy.scan_text(value) if found.blocks]
        setattr(item, name, privacy.mask(value, findings))
        masked += len(findings)
    if masked:
        touch(item, by)
        record("遮盖正文中的个人信息", by=by, subject=item, body=item.body, detail={"处数": masked})
    return masked


def redact(attachment: Attachment, *, by: User, names: Iterable[str] = ()) -> list[str]:
    """Remove from a file of a draft what blocks, and the names given, so that it cannot be brought back. The file is
    opened anew and searched before it takes the place of the other. Returns what is to be said of how it was done.

    Raises:
        PermissionDenied, ValidationError: the draft may not be changed, or it cannot be removed from such a file.
    """
    attachment = Attachment.objects.select_related("item__body").get(pk=attachment.pk)
    require(by, Right.REGISTER, attachment.item.body)
    data = store.read(attachment.file_id)
    found = [each for each in privacy.scan(data, attachment.name).findings if each.blocks]
    try:
        made = privacy.redact(data, attachment.name, found, names=tuple(names))
    except privacy.PrivacyError as refusal:
        raise ValidationError(str(refusal)) from refusal
    _replace(attachment, made.data, len(found), by)
    return list(made.notes)


@transaction.atomic
def _replace(attachment: Attachment, data: bytes, places: int, by: User) -> None:
    """Put the file without what was removed in the place of the one that was looked at."""
    item = to_change(attachment.item, by=by)
    current = Attachment.objects.filter(pk=attachment.pk).first()
    if current is None or current.file_id != attachment.file_id:
        raise ValidationError("附件在处理期间被换过或者删除，请重新检查")
    current.was_id = current.was_id or current.file_id
    current.file = keep_file(data, current.name)
    current.save()
    touch(item, by)
    record("删除附件中的个人信息", by=by, subject=item, body=item.body, detail={"文件": current.name, "处数": places})
