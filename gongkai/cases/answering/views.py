"""The page opens by the secret part of a link, which is posted and stands in no address; it says what is asked, never
who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from gongkai.cases.answering.forms import AnswerForm, Coded, CodeForm, ReceiptForm
from gongkai.cases.enums import Answer
from gongkai.cases.models import Consultation
from gongkai.cases.services import consulting, papers
from gongkai.cases.services.course import clock_of
from gongkai.law.limits import RULES, Consulted

ACTION: Final = "consultation"
"""In the rate limits."""
UNKNOWN: Final = "没有找到这件征求意见：链接可能不完整，或者已经换发新的，请向来函的机关核对"
CHANGED: Final = "本机关已经作出答复，不再接收意见"

View = Callable[[HttpRequest], HttpResponseBase]
Deed = Callable[[HttpRequest, Consultation], HttpResponseBase]


def public(view: View) -> View:
    """What holds for each address: kept nowhere, nothing of what was posted in an error, floods refused."""

    @never_cache
    @sensitive_post_parameters()
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        refusal: HttpResponseBase | None = ratelimit.consume_or_429(request, action=ACTION)
        return refusal if refusal is not None else view(request)

    return answer


@public
def start(request: HttpRequest) -> HttpResponseBase:
    """Where the link leads: a field for its secret part, which the script fills; posted, what is asked."""
    form = CodeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _door(request, form)
    found = consulting.by_token(form.cleaned_data["code"])
    if found is None:
        form.add_error("code", UNKNOWN)
        return _door(request, form)
    return _shown(request, found, form.cleaned_data["code"])


def _door(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render(request, "answering/door.html", {"form": form}, status=422 if form.errors else 200)


def opened(deed: Deed) -> View:
    """A view of what somebody does who has opened the page; `deed` has the consultation."""

    @public
    @sensitive_variables()
    @wraps(deed)
    def view(request: HttpRequest) -> HttpResponseBase:
        if request.method == "GET":
            return redirect("answering_start")
        found = consulting.by_token(request.POST.get("code", ""))
        if found is None:
            return _door(request, CodeForm({"code": ""}))
        return deed(request, found)

    return view


@opened
def receive(request: HttpRequest, consultation: Consultation) -> HttpResponseBase:
    """Confirm that the letter was received: the days for the answer count from tomorrow."""
    form = ReceiptForm(request.POST, auto_id="receipt_%s")
    if form.is_valid():
        evidence = f"网上确认收到：{form.cleaned_data['who']}"
        try:
            consulting.delivered(consultation, on=timezone.localdate(), evidence=evidence, by=None)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    done = "" if form.errors else "已经登记您收到征求意见书的日期"
    return _shown(request, consultation, request.POST["code"], receipt=form if form.errors else None, done=done)


@opened
def answer(request: HttpRequest, consultation: Consultation) -> HttpResponseBase:
    """Say what one thinks of disclosing."""
    form = AnswerForm(request.POST, request.FILES, auto_id="answer_%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            consultation = consulting.answer(
                consultation,
                Answer(given["answer"]),
                reasons=given["reasons"],
                answered_by=given["answered_by"],
                on=timezone.localdate(),
                files=[(file.name, file.read()) for file in given["attached"]],
                by=None,
            )
        except ValidationError as refusal:
            _refuse(form, refusal)
    done = "" if form.errors else "意见已经收到。在本机关作出答复以前，您可以用同一个链接修改"
    return _shown(request, consultation, request.POST["code"], answer=form if form.errors else None, done=done)


def _refuse(form: forms.Form, refusal: ValidationError) -> None:
    """Say what the service refused, beside the field that it is about."""
    told = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for name, sentences in told.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


@opened
def letter(request: HttpRequest, consultation: Consultation) -> HttpResponseBase:
    """The letter itself, to download."""
    found = consulting.letter_of(consultation)
    if found is None or found.pdf is None:
        raise Http404
    try:
        content = papers.content_of(found.pdf)
    except FileNotFoundError as missing:
        raise Http404 from missing
    made = HttpResponse(content, content_type="application/octet-stream")
    made["Content-Disposition"] = content_disposition_header(True, f"{found.get_key_display()}.pdf")
    made["X-Content-Type-Options"] = "nosniff"
    return made


@sensitive_variables()
def _shown(
    request: HttpRequest,
    consultation: Consultation,
    code: str,
    *,
    receipt: forms.Form | None = None,
    answer: forms.Form | None = None,
    done: str = "",
) -> HttpResponse:
    """What is asked, and the forms to answer; a form that was refused comes again with what was typed."""
    case = consultation.case
    standing = consulting.standing_of(consultation, clock_of(case))
    to = Consulted(consultation.to)
    rule = RULES.on(case.received_on or timezone.localdate())
    context: dict[str, Any] = {
        "body": case.body,
        "consultation": consultation,
        "standing": standing,
        "letter": consulting.letter_of(consultation),
        "article": rule.asking[to].full,
        "days": rule.limit(to),
        "silence": to.silence,
        "over": standing.is_over(timezone.localdate()),
        "carried": Coded(initial={"code": code}, auto_id="letter_%s"),
        "receipt": receipt or ReceiptForm(initial={"code": code}, auto_id="receipt_%s"),
        "answer": answer or AnswerForm(initial=_before(consultation) | {"code": code}, auto_id="answer_%s"),
        "done": done,
    }
    refused = receipt is not None or answer is not None
    if not case.is_open or standing.sent is None:
        why = CHANGED if standing.sent is not None else UNKNOWN
        return render(request, "answering/closed.html", {"why": why, "body": case.body}, status=410)
    return render(request, "answering/consultation.html", context, status=422 if refused else 200)


def _before(consultation: Consultation) -> dict[str, Any]:
    """What was answered online before, to be changed."""
    if not consultation.answered_online:
        return {}
    return {name: getattr(consultation, name) for name in ("answer", "reasons", "answered_by")}
