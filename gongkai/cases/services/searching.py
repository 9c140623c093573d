"""Searching for what was asked: where, how and by whom, with what was found. Without a search nobody can say that it
does not exist (Regulations, Art. 36, item 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Case, SearchRecord
from gongkai.cases.services import papers
from gongkai.cases.services.handling import Files, to_handle
from gongkai.letters.text import day


@transaction.atomic
def record_search(
    case: Case,
    *,
    on: date,
    where: str,
    how: str,
    who: str,
    found: bool,
    note: str = "",
    files: Files = (),
    by: User,
) -> SearchRecord:
    """Record a search. What was found is kept as information of the case; files of a search that found nothing, such as
    a picture of the empty list, as its proof.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is missing, the day is to come or before the request, or the case is closed.
    """
    case = to_handle(case, by)
    if on > timezone.localdate() or on < timezone.localdate(case.submitted_at):
        raise ValidationError({"on": "检索日期应在申请人提交申请以后、今天以前"})
    made = SearchRecord(
        case=case, on=on, where=where.strip(), how=how.strip(), who=who.strip(), found=found, note=note.strip(), by=by
    )
    made.clean_fields()
    if found and not made.note and not files:
        raise ValidationError({"note": "检索到的，请写明是什么，或者上传"})
    made.save(force_insert=True)
    kind = PaperKind.INFORMATION if found else PaperKind.SEARCH
    for name, content in files:
        papers.add(case, kind, name, content, by=by, note=f"{day(on)}检索")
    detail = {"编号": case.number, "日期": on.isoformat(), "检索到": "是" if found else "否"}
    record("登记检索", by=by, subject=case, body=case.body, detail=detail)
    return made


def for_letter(case: Case) -> dict[str, Any]:
    """Members of a finding that nothing exists: where, how and by whom was searched (`gongkai.letters.Finding`)."""
    made = list(case.searches.order_by("on", "pk"))
    return {
        "search_where": _joined([each.where for each in made]),
        "search_how": _joined([each.how for each in made]),
        "search_by": _joined([each.who for each in made], "、"),
    }


def _joined(texts: Sequence[str], between: str = "；") -> str:
    return between.join(dict.fromkeys(text.rstrip("。；") for text in texts))
