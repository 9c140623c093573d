"""Applying: a form on steps, saved and taken up again, looked over, sent, and the receipt. Requests and corrections go
the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote
from uuid import UUID, uuid4

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.applying import holding, proof
from gongkai.applying.addresses import APPLY, CORRECT, TRACK
from gongkai.applying.frame import of_entry, personal, said, typed
from gongkai.applying.limits import TooMany, place, require, spend
from gongkai.applying.models import Draft, Form
from gongkai.applying.services import deflection, drafts, guidance, sending
from gongkai.applying.services.deflection import Deed
from gongkai.applying.sheet import Ask, Sheet, Wrong
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, RecordCorrection
from gongkai.cases.services.practice import practice_of
from gongkai.pages import showing
from gongkai.pages.records.addresses import address
from gongkai.pages.records.item import qr
from gongkai.pages.sites import Link, PublicSite
from gongkai.persons.models import Applicant


class Kind(NamedTuple):
    """One of the two forms: where it stands, and what it is called."""

    form: Form
    at: str
    title: str
    opening: str


KINDS: Final = {
    Form.REQUEST: Kind(Form.REQUEST, APPLY, "申请公开政府信息", "applying/opening_request.html"),
    Form.CORRECTION: Kind(Form.CORRECTION, CORRECT, "申请更正本人信息", "applying/opening_correction.html"),
}


# --- who asks -------------------------------------------------------------------------------------------------------


def account_of(request: HttpRequest) -> User | None:
    """The applicant who has signed in. Who works for a body is nobody here."""
    user = request.user
    return user if isinstance(user, User) and not user.is_staff else None


def person_of(request: HttpRequest) -> Applicant | None:
    user = account_of(request)
    return Applicant.objects.filter(user=user).first() if user is not None else None


def sign_in_url(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: request.path})}"


def held_or_404(request: HttpRequest, site: PublicSite, form: Form, key: UUID) -> Draft:
    """The draft of this browser."""
    draft = Draft.objects.filter(pk=key, site=site.body, form=form).select_related("site").first()
    if draft is None or not holding.holds(request, key):
        raise Http404
    return draft


# --- filling in -----------------------------------------------------------------------------------------------------


class Filling:
    """A form that is being filled in by a browser: the draft if there is one, and what is said about it."""

    def __init__(self, request: HttpRequest, site: PublicSite, kind: Kind, draft: Draft | None = None) -> None:
        self.request = request
        self.site = site
        self.kind = kind
        self.draft = draft
        self.bodies = guidance.bodies_of(site)
        self.person = person_of(request)
        self.notice = ""
        self.shown: dict[str, Any] = {}
        self.refused: list[Wrong] = []

    def sheet(self, said: Mapping[str, str] | None = None) -> Sheet:
        """The form with what is in the draft, or with what was just said."""
        held = drafts.content_of(self.draft) if self.draft is not None else drafts.EMPTY
        files = drafts.files_of(self.draft, held) if self.draft is not None else ()
        kept = {**self.defaults, **held.said} if said is None else said
        return Sheet(self.kind.form, self.bodies, kept, files, self.person)

    @property
    def defaults(self) -> dict[str, str]:
        return {"kind": "natural_person", "document": "resident_id", "form": "electronic", "delivery": "online"}

    @property
    def path(self) -> str:
        """Where the form is sent."""
        rest = f"{self.draft.pk}/" if self.draft is not None else ""
        return self.site.path(f"{self.kind.at}{rest}")

    def page(self, sheet: Sheet, status: int = 200) -> HttpResponse:
        body = sheet.body
        context = of_entry(
            self.site,
            self.kind.title,
            kind=self.kind,
            path=self.path,
            at=self.site.path(self.kind.at),
            at_apply=self.site.path(APPLY),
            mark=self.draft.pk if self.draft is not None else uuid4(),
            sheet=sheet,
            draft=self.draft,
            wrong=[*self.refused, *(sheet.wrong if sheet.checked else ())],
            notice=self.notice,
            sign_in=sign_in_url(self.request) if account_of(self.request) is None else "",
            person=self.person,
            rules=practice_of(body or self.site.body).notes,
            offline=guidance.not_online(self.bodies),
            **self.shown,
        )
        return render(self.request, "applying/form.html", context, status=status)


@sensitive_variables()
def _fill(request: HttpRequest, site: PublicSite, kind: Kind, draft: Draft | None) -> HttpResponse:
    """Show a form, or take what was typed, whatever button was pressed; it is kept before anything is said about it."""
    filling = Filling(request, site, kind, draft)
    if request.method != "POST":
        return filling.page(filling.sheet())
    given = {name: typed(request, name) for name in filling.sheet().names}
    do, _, what = typed(request, "do").partition(":")
    try:
        if filling.draft is None:
            spend("draft", place(request))
            filling.draft = drafts.begin(kind.form, site.body)
            holding.hold(request, filling.draft.pk)
        if do == "body":
            given["body"] = what
        filling.draft = drafts.write(filling.draft, given)
        errors = _take_files(filling, request)
    except TooMany as refusal:
        filling.refused = [Wrong("content", str(refusal), "")]
        return filling.page(filling.sheet(given), status=429)
    except ValidationError as refusal:
        return said(request, site, "不能再填写", "".join(refusal.messages), 409)
    answer = _DEEDS.get(do, _keep)
    return answer(filling, errors, what)


def _take_files(filling: Filling, request: HttpRequest) -> dict[str, list[str]]:
    """Put what was uploaded into the draft. Returns what is wrong, by kind."""
    assert filling.draft is not None
    asks = [files.ask for step in filling.sheet().steps for files in step.files]
    errors: dict[str, list[str]] = {}
    for ask in asks:
        for upload in request.FILES.getlist(f"file_{ask.kind}"):
            spend("upload", place(request))
            if refusal := _take(filling, ask, upload):
                errors.setdefault(ask.kind, []).append(refusal)
    return errors


def _take(filling: Filling, ask: Ask, upload: UploadedFile[Any]) -> str:
    assert filling.draft is not None
    try:
        filling.draft = drafts.add_file(filling.draft, ask, upload.name or "", drafts.read_upload(upload))
    except ValidationError as refusal:
        return "".join(refusal.messages)
    return ""


# What the buttons do

Errors = Mapping[str, list[str]]


def _keep(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    """The form again, as it is: a step on, a file uploaded."""
    return _again(filling, errors)


def _again(filling: Filling, errors: Errors) -> HttpResponse:
    sheet = filling.sheet()
    sheet.file_errors = dict(errors)
    filling.refused += [wrong for step in sheet.steps for files in step.files for wrong in _of_files(step, files)]
    return filling.page(sheet, status=422 if errors else 200)


def _of_files(step: Any, files: Any) -> Iterable[Wrong]:
    return (Wrong(files.id, error, step.slug) for error in files.errors)


def _look(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    """On to looking it over, if all is there."""
    sheet = filling.sheet()
    sheet.file_errors = dict(errors)
    if sheet.check():
        return filling.page(sheet, status=422)
    return HttpResponseRedirect(f"{filling.path}hd/")


def _save(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    """Keep it for thirty days, and show the code by which it is taken up again."""
    if errors:
        return _again(filling, errors)
    assert filling.draft is not None
    code = drafts.give_code(filling.draft)
    context = of_entry(
        filling.site, "已经保存", code=code, path=filling.path, at=filling.site.path(filling.kind.at), kind=filling.kind
    )
    return render(filling.request, "applying/saved.html", context)


def _remove(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    assert filling.draft is not None
    if what.isascii() and what.isdigit():
        filling.draft = drafts.drop_file(filling.draft, int(what))
        filling.notice = "文件已经移除"
    return _again(filling, errors)


def _guide(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    sought = typed(filling.request, "sought", 100)
    filling.shown = {"sought": sought, "hints": guidance.hints(filling.bodies, sought), "guided": True}
    return _again(filling, errors)


def _suggest(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    sheet = filling.sheet()
    assert filling.draft is not None
    offers = _offered(filling.site, filling.bodies, sheet.body, sheet.answer("title"), sheet.answer("description"))
    if offers:
        deflection.count(Deed.SHOWN, sheet.body or filling.site.body, str(filling.draft.pk))
    filling.shown = {"offers": offers, "looked": True}
    return _again(filling, errors)


def _found(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    """It is public already, and what was sought: the draft is thrown away."""
    source, _, ident = what.partition("-")
    entry = None
    if ident.isascii() and ident.isdigit():
        entry = deflection.offered(source, int(ident), filling.bodies)
    if entry is None:
        return _again(filling, errors)
    assert filling.draft is not None
    body = filling.sheet().body or filling.site.body
    deflection.count(Deed.FOUND, body, str(filling.draft.pk))
    holding.let_go(filling.request, filling.draft.pk)
    drafts.discard(filling.draft)
    return HttpResponseRedirect(address(filling.site, entry.body, entry.url))


def _leave(filling: Filling, errors: Errors, what: str) -> HttpResponse:
    """Throw away what was typed, on a computer that is everybody's."""
    assert filling.draft is not None
    holding.let_go(filling.request, filling.draft.pk)
    if not filling.draft.code_digest:
        drafts.discard(filling.draft)
    return HttpResponseRedirect(filling.site.path(filling.kind.at))


_DEEDS: Final = {
    "look": _look,
    "save": _save,
    "remove": _remove,
    "guide": _guide,
    "suggest": _suggest,
    "found": _found,
    "leave": _leave,
}


@personal("GET", "POST")
def fill(request: HttpRequest, site: PublicSite, form: str) -> HttpResponse:
    """An empty form; what is typed into it becomes a draft."""
    return _fill(request, site, KINDS[Form(form)], None)


@personal("GET", "POST")
def go_on(request: HttpRequest, site: PublicSite, form: str, key: UUID) -> HttpResponse:
    """A draft of this browser, filled in further."""
    draft = held_or_404(request, site, Form(form), key)
    if draft.sent_as is not None:
        return HttpResponseRedirect(site.path(f"{KINDS[Form(form)].at}{key}/hz/"))
    return _fill(request, site, KINDS[Form(form)], draft)


@personal("GET", "POST")
@sensitive_variables()
def resume(request: HttpRequest, site: PublicSite, form: str) -> HttpResponse:
    """Take a saved draft up again, by its code."""
    kind = KINDS[Form(form)]
    wrong, status = "", 200
    if request.method == "POST":
        try:
            require("place", place(request))
            draft = drafts.by_code(typed(request, "code", 60), site.body, kind.form)
            if draft is not None:
                holding.hold(request, draft.pk)
                return HttpResponseRedirect(site.path(f"{kind.at}{draft.pk}/"))
            spend("place", place(request))
            wrong, status = "没有找到。请核对保存时给的续填码；保存满30天、已经提交的，不能再续填", 422
        except TooMany as refusal:
            wrong, status = str(refusal), 429
    context = of_entry(site, "接着填写", Link(kind.title, site.path(kind.at)), wrong=wrong, kind=kind)
    return render(request, "applying/resume.html", context, status=status)


# --- while typing ---------------------------------------------------------------------------------------------------


def _offered(site: PublicSite, bodies: list[Body], body: Body | None, title: str, description: str) -> list[Any]:
    return deflection.offers([body] if body is not None else bodies, title, description)


def _chosen(request: HttpRequest, bodies: list[Body]) -> Body | None:
    if len(bodies) == 1:
        return bodies[0]
    return next((body for body in bodies if str(body.pk) == request.POST.get("body")), None)


@personal("POST")
@sensitive_variables()
def suggestions(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """What is public already and like what is being typed. By POST: what is typed stands in no address."""
    bodies = guidance.bodies_of(site)
    body = _chosen(request, bodies)
    found = _offered(site, bodies, body, typed(request, "title", 400), typed(request, "description", 400))
    if found:
        deflection.count(Deed.SHOWN, body or site.body, typed(request, "mark", 40))
    return JsonResponse(
        {
            "offers": [
                {
                    "key": f"{offer.source}-{offer.ident}",
                    "title": offer.title,
                    "plain": offer.plain,
                    "excerpt": offer.excerpt,
                    "about": " ".join(filter(None, (offer.label, offer.whose, str(offer.at)))),
                    "url": site.path(f"{APPLY}dk/{offer.source}/{offer.ident}/"),
                }
                for offer in found
            ]
        }
    )


@personal("POST")
@sensitive_variables()
def guide(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Which bodies may have what is sought."""
    found = guidance.hints(guidance.bodies_of(site), typed(request, "sought", 100))
    return JsonResponse({"hints": [{"body": hint.body.pk, "name": hint.body.name, "why": hint.why} for hint in found]})


@personal("GET")
def opened(request: HttpRequest, site: PublicSite, source: str, ident: str) -> HttpResponse:
    """On to something public that was offered; that it was opened is counted."""
    entry = deflection.offered(source, int(ident), guidance.bodies_of(site))
    if entry is None:
        raise Http404
    body = next((body for body in guidance.bodies_of(site) if body.pk == entry.body), site.body)
    deflection.count(Deed.OPENED, body, f"{place(request)}:{source}:{ident}")
    return HttpResponseRedirect(address(site, entry.body, entry.url))


# --- looked over, sent, received ------------------------------------------------------------------------------------


@personal("GET", "POST")
@sensitive_variables()
def look(request: HttpRequest, site: PublicSite, form: str, key: UUID) -> HttpResponse:
    """All that was filled in, to look over; and the button that sends it."""
    kind = KINDS[Form(form)]
    draft = held_or_404(request, site, kind.form, key)
    if draft.sent_as is not None:
        return HttpResponseRedirect(site.path(f"{kind.at}{key}/hz/"))
    filling = Filling(request, site, kind, draft)
    sheet = filling.sheet()
    if sheet.check():
        return filling.page(sheet, status=422)
    assert sheet.body is not None
    wrong, status = "", 200
    if guidance.not_online([sheet.body]):
        wrong, status = f"“{sheet.body}”没有开通网上申请，请当面或者邮寄提交", 422
    elif request.method == "POST":
        wrong, status = _send(request, draft, sheet)
        if not wrong:
            return HttpResponseRedirect(site.path(f"{kind.at}{key}/hz/"))
    context = of_entry(
        site,
        "核对并提交",
        Link(kind.title, filling.path),
        kind=kind,
        sheet=sheet,
        path=filling.path,
        wrong=wrong,
        challenge=proof.challenge(draft.pk),
        question=proof.question(draft.pk),
        person=filling.person,
    )
    return render(request, "applying/look.html", context, status=status)


@sensitive_variables()
def _send(request: HttpRequest, draft: Draft, sheet: Sheet) -> tuple[str, int]:
    """Send it, or say why not, with the status of the answer."""
    number, where = typed(request, "number", 20), place(request)
    by_work = proof.is_done(typed(request, "challenge"), number, draft.pk)
    try:
        require("send", where)
        if not by_work:
            require("question", where)
            if not proof.is_answered(typed(request, "question"), typed(request, "answer", 10), draft.pk):
                spend("question", where)
                return _NOT_DONE if number else _NOT_ANSWERED, 422
            spend("question", where)
        spend("number", _number(sheet))
        spend("send", where)
        sending.send(draft, sheet, account_of(request))
    except TooMany as refusal:
        return str(refusal), 429
    except ValidationError as refusal:
        return "；".join(refusal.messages), 422
    proof.note_sent()
    return "", 200


_NOT_DONE: Final = "安全校验已经过期，请再按一次提交"
_NOT_ANSWERED: Final = "请答对下面的问题，再提交"


def _number(sheet: Sheet) -> str:
    """By what an applicant is counted: document and number, or the account."""
    if sheet.person is not None:
        return str(sheet.person.pk)
    return f"{sheet.values['document']}:{sheet.values['number']}"


@personal("GET", "POST")
@sensitive_variables()
def receipt(request: HttpRequest, site: PublicSite, form: str, key: UUID) -> HttpResponse:
    """What was sent: its number, the code to follow it by, and what happens next. Closed, it is not shown again."""
    kind = KINDS[Form(form)]
    draft = held_or_404(request, site, kind.form, key)
    if draft.sent_as is None:
        raise Http404
    if request.method == "POST":
        drafts.forget_receipt(draft)
        holding.let_go(request, key)
        return HttpResponseRedirect(site.path(TRACK))
    model = Case if kind.form == Form.REQUEST else RecordCorrection
    made = model.objects.select_related("body").get(key=draft.sent_as)
    code = drafts.code_on_receipt(draft)
    where = site.origin + site.path(TRACK)
    context = of_entry(
        site,
        "已经提交",
        made=made,
        code=code,
        track=f"{where}#{quote(made.number)}.{code}",
        plain=where,
        qr=_drawn(f"{where}#{quote(made.number)}.{code}") if code else "",
        kind=kind,
        contact=showing.contact_of(made.body),
    )
    return render(request, "applying/receipt.html", context)


def _drawn(url: str) -> str:
    """A QR code as the address of a picture that is in the page itself: no request for it, no log of it."""
    return f"data:image/svg+xml,{quote(qr(url).decode())}"
