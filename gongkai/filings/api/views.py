"""The answers: JSON, never kept, a status for each kind of refusal with a sentence that says what to do.

Nothing of a session is asked, so that no page elsewhere can have a browser state anything; the secret of a credential
is in a header, which is neither logged nor shown in an error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from gongkai.cases.services.viruses import NotScanned
from gongkai.filings.api.description import description
from gongkai.filings.api.reading import NotRead, Sent, read
from gongkai.filings.models import Credential, Filing
from gongkai.filings.services import credentials, systems
from gongkai.filings.services.systems import Beyond, Figure, NotBegun
from gongkai.filings.services.work import NotOpen
from gongkai.report.money import unit_of
from gongkai.report.values import BLANK

ACTION: Final = "figures"
"""In the rate limits."""
LARGEST: Final = 64 * 2**10
"""Bytes of what is sent: several times what all cells and the longest texts take."""
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
"""How a refusal is told (RFC 9457)."""
TITLES: Final = {
    HTTPStatus.BAD_REQUEST: "内容读不出来",
    HTTPStatus.UNAUTHORIZED: "没有有效的凭据",
    HTTPStatus.FORBIDDEN: "不在凭据的范围里",
    HTTPStatus.NOT_FOUND: "没有",
    HTTPStatus.METHOD_NOT_ALLOWED: "不能这样请求",
    HTTPStatus.CONFLICT: "现在不能填报",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "内容太大",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "格式不对",
    HTTPStatus.UNPROCESSABLE_ENTITY: "数据没有采用",
    HTTPStatus.TOO_MANY_REQUESTS: "请求太多",
    HTTPStatus.SERVICE_UNAVAILABLE: "暂时不能填报",
}

Answer = Callable[..., HttpResponse]


class Refused(Exception):
    """What a request is refused with; `refused` says of each cell or member why."""

    def __init__(self, status: HTTPStatus, detail: str, refused: dict[str, str] | None = None, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.refused, self.headers = status, detail, refused, headers


def _plain(view: Answer) -> Answer:
    """What holds for each address: nothing is kept, and a refusal is told in JSON."""

    @csrf_exempt
    @never_cache
    @sensitive_variables()
    @wraps(view)
    def answer(request: HttpRequest, **members: str) -> HttpResponse:
        try:
            return view(request, **members)
        except Refused as refusal:
            return _problem(refusal)

    return answer


def _problem(refusal: Refused) -> HttpResponse:
    said: dict[str, Any] = {
        "title": TITLES[refusal.status],
        "status": int(refusal.status),
        "detail": refusal.detail,
    }
    if refusal.refused is not None:
        said["refused"] = refusal.refused
    answer = _json(said, status=refusal.status, content_type=PROBLEM)
    for name, value in refusal.headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def _json(said: dict[str, Any], **members: Any) -> HttpResponse:
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1}, **members)


def _only(request: HttpRequest, *methods: str) -> None:
    if request.method not in methods:
        allowed = ", ".join(methods)
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"只能用{allowed}请求", Allow=allowed)


# --- figures --------------------------------------------------------------------------------------------------------


@_plain
def figures(request: HttpRequest, year: str) -> HttpResponse:
    """The figures of a year: asked for, or stated."""
    _only(request, "GET", "HEAD", "POST")
    if not ratelimit.consume(request, action=ACTION):
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "请求太多，请一分钟后再试", Retry_After="60")
    credential = _credential(request)
    try:
        filing = systems.filing_of(credential, int(year))
    except NotBegun as missing:
        raise Refused(HTTPStatus.NOT_FOUND, str(missing)) from missing
    if request.method == "POST":
        return _stated(request, credential, filing)
    return _json(_shown(credential, filing))


@sensitive_variables()
def _credential(request: HttpRequest) -> Credential:
    scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise credentials.NotValid("请在请求头里写明凭据，形如Authorization: Bearer gk_…")
        return credentials.opened_by(secret.strip())
    except credentials.NotValid as refusal:
        raise Refused(HTTPStatus.UNAUTHORIZED, str(refusal), WWW_Authenticate='Bearer realm="gongkai"') from None


def _shown(credential: Credential, filing: Filing) -> dict[str, Any]:
    found = systems.figures(credential, filing)
    return _head(filing) | {
        "state": filing.get_state_display(),
        "open": filing.may_change,
        "due_on": filing.due_on.isoformat(),
        "figures": [_figure(each) for each in found],
        "missing": [each.definition.cell for each in found if each.value is None],
    }


def _head(filing: Filing) -> dict[str, Any]:
    return {"body": filing.body_name, "year": filing.year, "edition": filing.edition}


def _figure(figure: Figure) -> dict[str, Any]:
    definition, last = figure.definition, figure.declaration
    return {
        "name": definition.cell,
        "title": definition.title,
        "meaning": definition.text,
        "unit": unit_of(definition.cell, BLANK),
        "value": figure.value,
        "source": last.source if last is not None else None,
        "stated_at": timezone.localtime(last.at).isoformat(timespec="seconds") if last is not None else None,
    }


def _stated(request: HttpRequest, credential: Credential, filing: Filing) -> HttpResponse:
    dry_run = request.GET.get("dry_run", "false")
    if request.GET.keys() - {"dry_run"} or dry_run not in ("true", "false"):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "地址里只能有dry_run，写true（只检查，不填报）或者false")
    try:
        sent = _sent(request)
        stated = systems.state(credential, filing, sent.figures, **_texts(sent), dry_run=dry_run == "true")
    except NotOpen as refusal:
        raise Refused(HTTPStatus.CONFLICT, refusal.messages[0]) from refusal
    except NotScanned as refusal:
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, refusal.messages[0], Retry_After="60") from refusal
    except Beyond as refusal:
        raise _of_cells(HTTPStatus.FORBIDDEN, refusal) from refusal
    except ValidationError as refusal:
        raise _of_cells(HTTPStatus.UNPROCESSABLE_ENTITY, refusal) from refusal
    return _json(_head(filing) | {"dry_run": dry_run == "true", **stated._asdict()})


def _texts(sent: Sent) -> dict[str, str]:
    return {"source": sent.source, "evidence": sent.evidence}


def _of_cells(status: HTTPStatus, refusal: ValidationError) -> Refused:
    """A refusal that says of each cell or member what is wrong; nothing was taken then."""
    if not hasattr(refusal, "error_dict"):
        return Refused(status, "；".join(refusal.messages))
    refused = {name: "；".join(sentences) for name, sentences in refusal.message_dict.items()}
    return Refused(status, f"有{len(refused)}项不能采用，全部没有填报", refused)


def _sent(request: HttpRequest) -> Sent:
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != JSON or charset not in ("utf-8", "utf8"):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"请用JSON（UTF-8）提交，Content-Type写{JSON}")
    if _length(request) > LARGEST:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"最多{LARGEST // 2**10}KB；凭证写摘要，原件留在本系统备查")
    try:
        return read(request.body)
    except NotRead as refusal:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{refusal}；怎样写，见/api/openapi.json") from refusal


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or ""
    return int(stated) if stated.isdigit() else 0


# --- the rest -------------------------------------------------------------------------------------------------------


@_plain
def openapi(request: HttpRequest) -> HttpResponse:
    """What there is, and how it is asked for (OpenAPI 3.1). Nobody needs a credential for it."""
    _only(request, "GET", "HEAD")
    return _json(description())


@_plain
def nothing(request: HttpRequest) -> HttpResponse:
    raise Refused(HTTPStatus.NOT_FOUND, "没有这个地址；有哪些接口，见/api/openapi.json")
