"""Following what was sent: where it stands and why, letters, messages, supplements, withdrawal."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from gongkai.access.models import User
from gongkai.applying import holding
from gongkai.applying.addresses import TRACK, track_path
from gongkai.applying.frame import of_entry, personal, typed
from gongkai.applying.limits import TooMany, place, spend
from gongkai.applying.services import drafts, following, guidance, telling
from gongkai.applying.services.following import Followed
from gongkai.applying.standing import Standing
from gongkai.applying.views.apply import account_of, sign_in_url
from gongkai.bodies.models import Body
from gongkai.cases.enums import Side
from gongkai.cases.models import Case
from gongkai.cases.services import asking, messages
from gongkai.pages import showing
from gongkai.pages.sites import Link, PublicSite, site_of, sites

TITLE: Final = "查询进度"
MOST_WORDS: Final = 2000
"""Signs of a message."""


@personal("GET", "POST")
@sensitive_variables()
def ask(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Number and code; by POST, so that neither stands in an address."""
    number = typed(request, "number", 60)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            found = following.opened(request, number, typed(request, "code", 60), guidance.followed_at(site))
        except TooMany as refusal:
            wrong, status = str(refusal), 429
        else:
            if found:
                return HttpResponseRedirect(site.path(track_path(found[0].key)))
            wrong, status = "编号或者查询码不对，请核对回执。申请时选了机关的，编号是那个机关的", 422
    context = of_entry(site, TITLE, number=number, wrong=wrong, sign_in=_sign_in(request))
    return render(request, "applying/track/ask.html", context, status=status)


def _sign_in(request: HttpRequest) -> str:
    return sign_in_url(request) if account_of(request) is None else ""


def _followed_or_404(request: HttpRequest, site: PublicSite, key: UUID) -> Followed:
    found = following.followed(request, key, guidance.followed_at(site), account_of(request))
    if found is None:
        raise Http404
    return found


# --- one case -------------------------------------------------------------------------------------------------------


@personal("GET", "POST")
@sensitive_variables()
def one(request: HttpRequest, site: PublicSite, key: UUID) -> HttpResponse:
    """The page of a case, or of a correction; and what its applicant does there."""
    of = _followed_or_404(request, site, key)
    if request.method != "POST":
        return _page(request, site, of)
    do = typed(request, "do", 20)
    if do == "leave":
        holding.let_all_go(request)
        return HttpResponseRedirect(site.path(TRACK))
    if not isinstance(of, Case) or do not in _DEEDS:
        raise Http404
    try:
        spend("upload", place(request))
        with transaction.atomic():
            _DEEDS[do](request, of)
            if do in _TOLD:
                telling.to_office(of, _TOLD[do])
    except TooMany as refusal:
        return _page(request, site, of, do, str(refusal), 429)
    except ValidationError as refusal:
        return _page(request, site, of, do, "；".join(refusal.messages), 422)
    return HttpResponseRedirect(f"{request.path}?done={do}#{_PLACES[do]}")


def _page(
    request: HttpRequest, site: PublicSite, of: Followed, do: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    above = Link(TITLE, site.path(TRACK))
    shared: dict[str, Any] = {
        "of": of,
        "at": site.path(track_path(of.key)),
        "contact": showing.contact_of(of.body),
        "by_account": account_of(request) is not None,
        "do": do,
        "wrong": wrong,
        "typed": typed(request, "text") if wrong else "",
        "done": _DONE.get(request.GET.get("done", ""), ""),
    }
    if not isinstance(of, Case):
        shared["papers"] = of.papers.filter(shown=True, removed_at=None)
        return render(
            request,
            "applying/track/correction.html",
            of_entry(site, "更正申请的办理情况", above, **shared),
            status=status,
        )
    if request.method == "GET":
        messages.mark_read(of, side=Side.APPLICANT, by=None)
    shared |= {"standing": Standing(of), "parts": _parts(request, site, of)}
    context = of_entry(site, "申请的办理情况", above, **shared)
    return render(request, "applying/track/case.html", context, status=status)


def _parts(request: HttpRequest, site: PublicSite, case: Case) -> list[Link]:
    """The cases into which one was split, or of which this is a part, as far as this browser may see them."""
    related = [*case.parts.all(), *([case.split_from] if case.split_from is not None else [])]
    bodies, user = guidance.followed_at(site), account_of(request)
    return [
        Link(each.number, site.path(track_path(each.key)))
        for each in related
        if following.followed(request, each.key, bodies, user) is not None
    ]


# What an applicant does


def _supplement(request: HttpRequest, case: Case) -> None:
    asking.receive_supplement(case, typed(request, "text"), _files(request), on=timezone.localdate())


def _explain(request: HttpRequest, case: Case) -> None:
    asking.record_reasons(case, typed(request, "text"), _files(request), on=timezone.localdate())


def _write(request: HttpRequest, case: Case) -> None:
    text = typed(request, "text").strip()
    if not text:
        raise ValidationError("请写下要说的话")
    if len(text) > MOST_WORDS:
        raise ValidationError(f"不能超过{MOST_WORDS}字，请分几次写")
    messages.say(case, text, side=Side.APPLICANT, by=account_of(request))


def _withdraw(request: HttpRequest, case: Case) -> None:
    if request.POST.get("sure") != "on":
        raise ValidationError("请勾选“确认撤回”")
    asking.withdraw(case, on=timezone.localdate(), how="网上撤回")


def _files(request: HttpRequest) -> list[tuple[str, bytes]]:
    return [(upload.name or "", drafts.read_upload(upload)) for upload in request.FILES.getlist("files")]


_DEEDS: Final[dict[str, Callable[[HttpRequest, Case], None]]] = {
    "supplement": _supplement,
    "explain": _explain,
    "write": _write,
    "withdraw": _withdraw,
}
_TOLD: Final = {"supplement": "申请人提交了补正", "explain": "申请人说明了理由", "withdraw": "申请人撤回了申请"}
"""What the office is told; of a message `messages.say` tells it."""
_PLACES: Final = {"supplement": "state", "explain": "state", "write": "messages", "withdraw": "state"}
_DONE: Final = {
    "supplement": "补正已经收到，答复期限重新起算",
    "explain": "说明已经收到",
    "write": "留言已经发给受理机关",
    "withdraw": "申请已经撤回",
}


@personal("GET")
def paper(request: HttpRequest, site: PublicSite, key: UUID, paper: UUID) -> HttpResponseBase:
    """A file that the applicant may have. It runs nothing in the browser, whatever is in it."""
    of = _followed_or_404(request, site, key)
    found = following.shown_paper(of, paper)
    if found is None:
        raise Http404
    content = following.download(of, found, account_of(request))
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=found.name, content_type=kind)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


# --- all of an account ----------------------------------------------------------------------------------------------


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """What an applicant's account has sent, and where each is followed."""
    user = request.user
    if not isinstance(user, User):
        return redirect(sign_in_url(request))
    if user.is_staff:
        raise PermissionDenied("工作人员账号不能用来提出申请，请用本人的公众账号")
    rows = [(of, _where(request, of)) for of in following.of_account(user)]
    return render(request, "applying/mine.html", {"rows": rows})


def _where(request: HttpRequest, of: Followed) -> str:
    """The page of a case: on the site of its body, or of the nearest above it, on this host if there is one."""
    open_sites = [site for site in sites() if not site.closed and _is_at(site, of.body)]
    here = site_of(request)
    open_sites.sort(key=lambda site: (here is None or site.origin != here.origin, -len(site.body.path)))
    if not open_sites:
        return ""
    site, rest = open_sites[0], track_path(of.key)
    return site.path(rest) if here is not None and site.origin == here.origin else site.address + rest


def _is_at(site: PublicSite, body: Body) -> bool:
    return body.path.startswith(site.body.path)
