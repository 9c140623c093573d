"""Publication: the approved report, frozen, in four formats, digested and signed; its correction as a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import holders, require
from gongkai.documents.services.register import keep_file
from gongkai.filings.enums import OPEN_TO_CHANGE, ROLES, State, Step
from gongkai.filings.models import Filing, FilingRelease
from gongkai.filings.services import history, signing
from gongkai.filings.services.reports import number_of, restored
from gongkai.filings.services.reviewing import REVIEWS, last_sent_in
from gongkai.filings.services.work import locked, tell, touch
from gongkai.office import notices
from gongkai.report import dumps
from gongkai.report.interchange import from_dict
from gongkai.report.published import prove, sealed, state

PRINTED: Final = ("html", "docx", "pdf")
"""The formats beside the JSON that has the proof."""


class Frozen(NamedTuple):
    """A report that is to be published, as it was reviewed or accepted: `data`, `trace` and `behind` as a release keeps
    them."""

    data: Mapping[str, Any]
    trace: Mapping[str, Any]
    behind: Mapping[str, Any]


def publish(filing: Filing, *, by: User) -> FilingRelease:
    """Publish an approved report: as it was sent in to that review, whatever became of the records since.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not approved.
    """
    require(by, Right.REGISTER, filing.body)
    current = Filing.objects.get(pk=filing.pk)
    _require_approved(current)
    sent = last_sent_in(current)
    frozen = Frozen(sent.data, sent.trace, sent.behind)
    files = printed(frozen)  # before the transaction: it takes its time
    with transaction.atomic():
        filing = locked(filing)
        _require_approved(filing)
        if last_sent_in(filing).pk != sent.pk:
            raise ValidationError("报告刚刚重新送审过，请刷新页面")
        return put(filing, frozen, by=by, files=files, first_published_on=history.published_on(filing))


def _require_approved(filing: Filing) -> None:
    if filing.state != State.APPROVED:
        raise ValidationError(f"报告{filing.get_state_display()}，不能公开；先审定、后公开")


def printed(frozen: Frozen) -> dict[str, bytes]:
    """The report in each format, as it will be published."""
    report = from_dict(restored(frozen.data))
    return {name: dumps(report, name) for name in PRINTED}


@transaction.atomic
def put(
    filing: Filing,
    frozen: Frozen,
    *,
    by: User | None,
    files: Mapping[str, bytes] | None = None,
    first_published_on: date | None = None,
) -> FilingRelease:
    """Make the next version of a report public; the version before gives way to it. `first_published_on` is of what was
    public elsewhere before. Whoever calls has asked for the right, and that the report may be published."""
    files = files if files is not None else printed(frozen)
    before = filing.releases.order_by("-version").first()
    now, today = timezone.now(), timezone.localdate()
    first = before.first_published_on if before is not None else first_published_on or today
    version, note = (before.version + 1, filing.correcting) if before is not None else (1, "")
    if before is not None and not note:
        raise ValidationError("再次公开的，请先办理更正，写明更正说明")
    report, key = restored(frozen.data), signing.public_key()
    statement = state(
        report,
        key,
        scope=filing.scope,
        version=version,
        published_on=today.isoformat(),
        first_published_on=first.isoformat(),
        note=note,
        replaces=before.digest if before is not None else None,
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    )
    proof = prove(statement, signing.sign, key)
    written = {**files, "json": sealed(report, proof)}
    kept = {name: keep_file(content, f"{name}.{name}") for name, content in written.items()}
    if before is not None and before.replaced_at is None:
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    release = FilingRelease.objects.create(
        filing=filing,
        body=filing.body,
        year=filing.year,
        scope=filing.scope,
        version=version,
        title=report["title"][:200],
        data=dict(frozen.data),
        cells={cell: number for cell, number in frozen.data["cells"].items() if number is not None},
        trace=dict(frozen.trace),
        behind=dict(frozen.behind),
        digest=statement["digest"],
        signature=proof["signature"],
        key_id=statement["key"],
        note=note,
        published_by=by,
        published_at=now,
        first_published_on=first,
        **kept,
    )
    filing.state, filing.correcting = State.PUBLISHED, ""
    touch(filing)
    detail = {"版本": version, "摘要值": release.digest, **({"更正": note} if note else {})}
    tell("公开年度报告" if before is None else "更正公开的年度报告", filing, by=by, **detail)
    to = holders(ROLES[Step.SIGN], filing.body)
    notices.notify(to, REVIEWS, f"“{filing}”已公开（第{version}版）", body=filing.body)
    return release


def numbers_of(release: FilingRelease) -> dict[str, Any]:
    """The numbers of a release, exact."""
    return {cell: number_of(number) for cell, number in release.cells.items()}


# --- correcting -----------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(filing: Filing, note: str, *, by: User) -> Filing:
    """Open a public report to be corrected. What is public stays until the next version was reviewed and published; it
    will say what was corrected.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not public, or there is no note.
    """
    filing = locked(filing)
    require(by, Right.REGISTER, filing.body)
    if filing.state != State.PUBLISHED:
        raise ValidationError(f"报告{filing.get_state_display()}，没有公开的报告可以更正")
    if not note.strip():
        raise ValidationError({"note": "请写明更正的内容和原因，公开后写在报告的页面上"})
    filing.state, filing.correcting = State.OPEN, note.strip()[:500]
    touch(filing)
    tell("更正年度报告", filing, by=by, 更正说明=filing.correcting)
    return filing


@transaction.atomic
def give_up_correction(filing: Filing, *, by: User) -> Filing:
    """Leave a public report as it is.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: no correction of it is being worked on.
    """
    filing = locked(filing)
    require(by, Right.REGISTER, filing.body)
    if not filing.correcting or filing.state not in OPEN_TO_CHANGE:
        raise ValidationError("这份报告没有在更正")
    filing.state, filing.correcting = State.PUBLISHED, ""
    touch(filing)
    tell("放弃更正年度报告", filing, by=by)
    return filing
