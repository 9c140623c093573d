"""The log of deeds as the auditor sees it: searched, looked at row by row, verified, taken out.

Whatever an auditor reads here is itself recorded, after it was read: the row about it is not among what they see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.audit.chain import Break, Row, breaks
from gongkai.audit.models import Deed, DeedQuerySet, Head
from gongkai.audit.search import in_words
from gongkai.audit.services import READ, THE_LOG, last_verification, record, rows
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.office.deeds import DeedPage, Page, SureForm, user_of
from gongkai.office.log.forms import ExportForm, LogFilters, searched_for
from gongkai.office.tables import Listing, Text, Title

LIST: Final = "操作日志"


def spelled(subject: str) -> str:
    """A subject in words, where it names an object of ours: access.user:17 is 用户17. Long keys are cut short."""
    kind, _, key = subject.partition(":")
    if not key or (known := in_words(kind)) == kind:
        return LIST if subject == THE_LOG else subject
    return f"{known}{key if len(key) <= 12 else f'{key[:8]}…'}"


class Moment(Text):
    """A time to the second."""

    def text(self, row: Any) -> str:
        return f"{timezone.localtime(self.get_value(row)):%Y-%m-%d %H:%M:%S}"


class Stretch(NamedTuple):
    """Some rows of a search, and where those before and after them are to be had; "" where there are none."""

    object_list: list[Deed]
    newer: str
    older: str


class Uncounted:
    """Stands where Wagtail expects somebody who counts pages."""

    count = 0

    def get_elided_page_range(self, number: object) -> Iterable[int]:
        return ()


class Log(Listing):
    """The log, the latest first. A page is found by the row that it follows, and nothing is counted."""

    name, model, right = "office_log", Deed, Right.READ_AUDIT
    page_title = LIST
    header_icon = "history"
    results_template_name = "office/log/list_results.html"
    any_permission_required = None
    list_export = ()
    columns = [
        Title("number", label="序号", get_url=lambda deed: reverse("office_deed", args=[deed.pk])),
        Moment("at", label="时间", classname="whole"),
        Text("actor_name", label="操作人"),
        Text("deed", label="操作"),
        Text("subject", label="对象", accessor=lambda deed: spelled(deed.subject)),
        Text("body", label="机关"),
        Text("address", label="来源", classname="whole"),
    ]
    default_ordering = ("-at", "-number")
    filterset_class = LogFilters

    @transaction.atomic
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            return redirect(f"{reverse('office_log_export')}?{request.GET.urlencode()}")
        answer: HttpResponseBase = super().get(request, *args, **kwargs)
        said = str(self.filters.search()) if self.filters.is_valid() else ""
        detail = {"条件": said or "全部"} | ({"位置": self.stretch} if self.stretch else {})
        record(READ, by=user_of(request), subject=THE_LOG, detail=detail)
        return answer

    def get_base_queryset(self) -> DeedQuerySet:
        return Deed.objects.all()

    def filter_queryset(self, queryset: DeedQuerySet) -> DeedQuerySet:
        """What fits the filters; nothing where one of them makes no sense."""
        return super().filter_queryset(queryset) if self.filters.is_valid() else queryset.none()

    @property
    def stretch(self) -> str:
        """Where the page begins: b and a number for what comes before that row, a for what comes after."""
        stated: str = self.request.GET.get(self.page_kwarg, "")
        return stated if re.fullmatch(r"[ab]\d{1,18}", stated) else ""

    def paginate_queryset(self, queryset: DeedQuerySet, page_size: int) -> tuple[Uncounted, Stretch, list[Deed], bool]:
        found = self._stretch(queryset.prefetch_related("body"), page_size)
        return Uncounted(), found, found.object_list, True

    def _stretch(self, found: DeedQuerySet, size: int) -> Stretch:
        here = Deed.objects.filter(number=self.stretch[1:]).first() if self.stretch else None
        if here is not None and self.stretch.startswith("a"):
            back = list(found.after(here).order_by("at", "number")[: size + 1])
            return _stretched(back[:size][::-1], newer=len(back) > size, older=True)
        ahead = list((found.before(here) if here is not None else found)[: size + 1])
        return _stretched(ahead[:size], newer=here is not None, older=len(ahead) > size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "head": Head.objects.filter(pk=1).first(),
            "verified": last_verification(),
        }


def _stretched(found: list[Deed], *, newer: bool, older: bool) -> Stretch:
    return Stretch(
        found,
        f"a{found[0].number}" if found and newer else "",
        f"b{found[-1].number}" if found and older else "",
    )


class OfTheLog(Page):
    right = Right.READ_AUDIT
    header_icon = "history"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("office_log"))]


class OneDeed(OfTheLog, TemplateView):
    """One row with all that is hashed, held against its hash and its neighbours."""

    template_name = "office/log/deed.html"

    @cached_property
    def deed(self) -> Deed:
        found = Deed.objects.select_related("body").filter(number=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return f"第{self.kwargs['number']}条"

    @transaction.atomic
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().get(request, *args, **kwargs)
        record(READ, by=self.by, subject=THE_LOG, detail={"序号": self.deed.number})
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deed = self.deed
        near = list(rows(after=deed.number - 2, until=deed.number + 1))
        numbers = {row.number for row in near}
        return super().get_context_data(**kwargs) | {
            "deed": deed,
            "at": timezone.localtime(deed.at),
            "subject": spelled(deed.subject),
            "detail": _told(deed.detail),
            "breaks": _breaks(near, deed.number),
            "earlier": deed.number - 1 if deed.number - 1 in numbers else None,
            "later": deed.number + 1 if deed.number + 1 in numbers else None,
        }


def _breaks(near: list[Row], number: int) -> list[Break]:
    """What is wrong with a row, held against the one before it and the one after, or the head of the chain."""
    first, head = near[0], Head.objects.filter(pk=1).first()
    at_the_end = near[-1].number == number and head is not None
    last = (head.number, head.hash) if at_the_end and head is not None else None
    if first.number == number and number > 1:
        return [
            Break(number, f"前面缺少第{number - 1}条"),
            *breaks(near, after=(number - 1, first.previous), last=last),
        ]
    start = (first.number - 1, first.previous) if first.number > 1 else (0, "0" * 64)
    return list(breaks(near, after=start, last=last))


def _told(detail: Any) -> list[tuple[str, str]]:
    """A detail as headings and text; what became of something is written with an arrow."""
    return [(heading, _text(value)) for heading, value in detail.items()] if isinstance(detail, dict) else []


def _text(value: Any) -> str:
    match value:
        case [was, now] if not isinstance(was, list | dict) and not isinstance(now, list | dict):
            return f"{_text(was) or '（空）'} → {_text(now) or '（空）'}"
        case list():
            return "、".join(map(_text, value))
        case dict():
            return "；".join(f"{heading}：{_text(under)}" for heading, under in value.items())
        case None:
            return ""
        case bool():
            return "是" if value else "否"
    return str(value)


class Starting(OfTheLog, DeedPage):
    """Starts a background job, and goes to its page."""

    job: Job | None = None

    def get_success_url(self) -> str:
        return reverse("office_job", args=[self.job.pk]) if self.job is not None else reverse("office_log")


class Verify(Starting):
    page_title = "校验操作日志"
    form_class = SureForm
    button = "开始校验"
    about = "逐条核对校验值，找出被改动、缺少或者移位的各条；在后台进行，可以离开本页。一百万条大约一分钟。"

    def do(self, values: dict[str, Any]) -> str:
        self.job = start("audit.verify", by=self.by)
        return "已开始校验"


class Export(Starting):
    page_title = "导出操作日志"
    form_class = ExportForm
    button = "导出"
    about = (
        "可校验的文件，在没有平台的电脑上也可以用gongkai audit verify --file校验；"
        "条件都不写的，导出全部日志，校验时能发现缺少的各条。导出在后台进行，导出和下载都记入日志。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.request.GET.items() if name in ExportForm.base_fields}

    def do(self, values: dict[str, Any]) -> str:
        self.job = start("audit.export", by=self.by, form=values["form"], search=searched_for(values).packed())
        return "已开始导出"
