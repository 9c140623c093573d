"""Background work: which there is, how far it is, what came of it."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.access.views import needs
from gongkai.jobs import services
from gongkai.jobs.enums import UNDONE, State
from gongkai.jobs.models import Job, JobQuerySet
from gongkai.office.deeds import Page, user_of
from gongkai.office.tables import Day, Listing, Only, Tag, Text, Title

TONES = {State.DONE: "good", State.FAILED: "bad"}


def seen(request: HttpRequest, pk: int) -> Job:
    """
    Raises:
        Http404: there is no such job, or it is none of theirs.
    """
    jobs = Job.objects.seen_by(user_of(request)).select_related("started_by", "body")
    return get_object_or_404(jobs, pk=pk)


class JobFilters(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(label="状态", choices=State, widget=forms.CheckboxSelectMultiple)
    mine = Only("只看我发起的", method="by_owner")
    by_people = Only("不看定时任务", method="by_origin")

    class Meta:
        model = Job
        fields: list[str] = []

    def by_owner(self, queryset: JobQuerySet, name: str, value: str) -> JobQuerySet:
        return queryset.filter(started_by=self.request.user)

    def by_origin(self, queryset: JobQuerySet, name: str, value: str) -> JobQuerySet:
        return queryset.exclude(started_by=None)


class Jobs(Listing):
    """The jobs that concern the user, the latest first."""

    name, model, right = "office_jobs", Job, None
    page_title = "后台任务"
    header_icon = "tasks"
    any_permission_required = None
    columns = [
        Title("label", label="任务", get_url=lambda job: reverse("office_job", args=[job.pk])),
        Tag("standing", label="状态", sort_key="state", tone=lambda job: TONES.get(job.state, "")),
        Text("percent", label="进度", accessor=lambda job: "" if job.percent is None else f"{job.percent}%"),
        Text("message", label="说明", accessor=lambda job: job.error or job.message),
        Text("started_by", label="发起人", accessor=lambda job: job.started_by.name if job.started_by else "定时"),
        Day("created_at", label="发起时间", sort_key="id"),
        Day("ended_at", label="结束时间", sort_key="ended_at"),
    ]
    default_ordering = "-id"
    search_fields = ("message", "error")
    filterset_class = JobFilters

    def get_base_queryset(self) -> JobQuerySet:
        return Job.objects.seen_by(user_of(self.request)).select_related("started_by", "body")


class OneJob(Page, TemplateView):
    """One job. While it is at work the page follows it."""

    right = None
    header_icon = "tasks"
    template_name = "office/jobs/job.html"

    @cached_property
    def job(self) -> Job:
        return seen(self.request, self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.job)

    def trail(self) -> list[tuple[str, str]]:
        return [("后台任务", reverse("office_jobs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job, kind = self.job, self.job.its_kind
        return super().get_context_data(**kwargs) | {
            "job": job,
            "result": _spelled(job.result),
            "may_stop": job.is_open
            and not job.stopping
            and (job.started_by_id == self.by.pk or may(self.by, Right.MANAGE_SYSTEM)),
            "may_repeat": job.state in UNDONE and kind is not None and may(self.by, kind.right, job.body),
            "may_fetch": bool(job.file) and services.may_fetch(job, self.by),
            "traceback": job.traceback if may(self.by, Right.MANAGE_SYSTEM) else "",
        }


def _spelled(result: Any) -> list[tuple[str, list[str]]]:
    """Headings and the lines under each."""
    told = result if isinstance(result, dict) else {}
    return [
        (head, [str(each) for each in under] if isinstance(under, list) else [str(under)])
        for head, under in told.items()
    ]


@needs(None)
def progress(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far a job is, for the page that follows it."""
    job = seen(request, pk)
    return JsonResponse(
        {
            "open": job.is_open,
            "state": job.standing,
            "percent": job.percent,
            "counts": job.counts,
            "message": job.message,
        }
    )


@needs(None)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = seen(request, pk)
    try:
        services.stop(job, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已要求停止，正在做的一步做完就停")
    return redirect("office_job", pk)


@needs(None)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = seen(request, pk)
    try:
        services.again(job, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已重新排队，从停下的地方继续")
    return redirect("office_job", pk)


@needs(None)
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that a job made."""
    job = seen(request, pk)
    try:
        file = services.fetch(job, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect("office_job", pk)
    return FileResponse(file, as_attachment=True, filename=job.file_name)
