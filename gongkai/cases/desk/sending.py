"""Handing out a paper to whoever may see it, on record."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_variables
from wagtail.admin import messages

from gongkai.audit.services import record
from gongkai.cases.models import Case, CaseLetter, Paper, RecordCorrection
from gongkai.cases.services import papers
from gongkai.office.deeds import user_of
from gongkai.persons.keys import KeysError


@sensitive_variables("content")
def sent(
    request: HttpRequest, paper: Paper, of: Case | RecordCorrection | CaseLetter, *, back: str
) -> HttpResponseBase:
    """A paper to download, of a case or a correction, or of one of their letters; the browser never shows it as a page
    of ours. One that cannot be opened is told on the page from which it was asked for."""
    try:
        content = papers.content_of(paper)
    except FileNotFoundError as missing:
        raise Http404 from missing
    except KeysError as broken:
        messages.error(request, str(broken))
        return redirect(back)
    except ValueError:
        messages.error(request, f"“{paper.name}”与登记时不一致，不能下载")
        return redirect(back)
    deed, named = _deed(paper, of)
    with transaction.atomic():
        record(deed, by=user_of(request), subject=of, body=of.body, detail=named | {"摘要值": paper.digest})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, paper.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _deed(paper: Paper, of: Case | RecordCorrection | CaseLetter) -> tuple[str, dict[str, str]]:
    """What the log calls it, and how it names what was fetched."""
    if not isinstance(of, CaseLetter):
        return "下载案件材料", {"编号": of.number, "种类": paper.get_kind_display()}
    owner = of.case or of.correction
    assert owner is not None
    return "下载文书", {"编号": owner.number, "文书": of.get_key_display()}
