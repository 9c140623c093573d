"""Files of the register for those who may look into it: to download, and the text that is in them."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents import store
from gongkai.documents.desk.pages import OfItem, item_body
from gongkai.documents.models import Attachment, Batch, Outlet, ReviewedFile, StoredFile
from gongkai.report.document import Document
from gongkai.report.errors import NotReadable
from gongkai.report.sources import open_source

MOST_LINES: Final = 3000


def name_of(item: int, digest: str) -> str:
    """What a file of an item is called.

    Raises:
        Http404: the item has no such file.
    """
    names = (
        Attachment.objects.filter(Q(file=digest) | Q(was=digest), item=item).values_list("name", flat=True),
        ReviewedFile.objects.filter(file=digest, review__item=item).values_list("name", flat=True),
        Outlet.objects.filter(evidence=digest, item=item).values_list("evidence_name", flat=True),
    )
    for found in names:
        if (name := found.first()) is not None:
            return name
    raise Http404


def sent(file: StoredFile, name: str) -> HttpResponseBase:
    """A file to download; the browser never shows it as a page of ours."""
    try:
        answer = FileResponse(
            store.opened(file.digest), as_attachment=True, filename=name, content_type="application/octet-stream"
        )
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@needs(Right.SEE_REGISTER, body=item_body)
def download(request: HttpRequest, item: int, digest: str) -> HttpResponseBase:
    return sent(get_object_or_404(StoredFile, pk=digest), name_of(item, digest))


def batch_body(batch: int) -> Body:
    return get_object_or_404(Batch.objects.select_related("body"), pk=batch).body


@needs(Right.SEE_REGISTER, body=batch_body)
def receipt(request: HttpRequest, batch: int) -> HttpResponseBase:
    """The scan of a batch's receipt."""
    found = get_object_or_404(Batch.objects.select_related("receipt"), pk=batch)
    if found.receipt is None:
        raise Http404
    return sent(found.receipt, found.receipt_name)


class Text(OfItem, TemplateView):
    """The text of a file, as a machine reads it: what is hidden in it is seen here."""

    right = Right.SEE_REGISTER
    template_name = "documents/text.html"

    def get_page_title(self) -> str:
        return name_of(self.item.pk, self.kwargs["digest"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = get_object_or_404(StoredFile, pk=self.kwargs["digest"])
        lines, why = lines_of(file)
        return super().get_context_data(**kwargs) | {
            "item": self.item,
            "file": file,
            "lines": lines[:MOST_LINES],
            "more": max(0, len(lines) - MOST_LINES),
            "why": why,
        }


def lines_of(file: StoredFile) -> tuple[list[str], str]:
    """The lines of a file, or why there are none."""
    if file.text:
        return file.text.splitlines(), ""
    try:
        found = open_source(store.read(file.digest))
    except NotReadable as error:
        return [], str(error)
    return ([row.text for row in found.rows if row.text], "") if isinstance(found, Document) else ([], "没有文字")
