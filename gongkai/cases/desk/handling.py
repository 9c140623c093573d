"""What the forms on the way to a reply share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.views import needs
from gongkai.cases.desk.parts import CaseDeed, Stand, case_body, url_of
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, CaseLetter
from gongkai.cases.services.handling import Files, would
from gongkai.documents.desk.forms import FilesField
from gongkai.law.events import Kind
from gongkai.office.deeds import user_of
from gongkai.office.fields import DayField

FILES = "可以一次选几个，每个不超过50 MB"


class SeenForm(forms.Form):
    """`seen` is the last event that whoever fills it in knew of (`services.course.happen`)."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class SomeFiles(FilesField):
    """Files that need not be there."""

    def __init__(self, **members: Any) -> None:
        super().__init__(**{"required": False, "help_text": FILES, **members})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [file for file in super().clean(data, initial) if file is not None]


def today_field(label: str, **members: Any) -> DayField:
    return DayField(label=label, initial=timezone.localdate, **members)


def area(label: str, rows: int = 3, **members: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **members)


def contents(files: list[Any]) -> Files:
    """Names and contents of what was uploaded."""
    return [(file.name, file.read()) for file in files]


class Drafting(CaseDeed):
    """A deed that drafts a letter, and leads to it."""

    button = "拟稿"
    letter: CaseLetter | None = None

    def get_success_url(self) -> str:
        if self.letter is not None:
            return reverse("cases_letter", args=[self.letter.pk])
        return super().get_success_url()


def allowed(at: Stand, kind: Kind, on: date | None = None, **members: Any) -> bool:
    """Whether the law would allow an event today."""
    try:
        would(at.case, kind, on or at.today, **members)
    except ValidationError:
        return False
    return True


def under_way(at: Stand, key: str) -> bool:
    """Whether a letter is on its way to being served."""
    return any(each.key == key and each.state != LetterState.SERVED for each in at.letters)


def at_once(do: Callable[..., tuple[str, str]]) -> Callable[..., HttpResponseBase]:
    """A view that does something to a case when a button is pressed. `do` takes the case, the user and what else the
    address names; it says in a sentence what was done, and where to go on."""

    @needs(Right.REGISTER, body=case_body)
    @require_POST
    def view(request: HttpRequest, case: int, **rest: int) -> HttpResponseBase:
        found = get_object_or_404(Case.objects.select_related("body", "applicant"), pk=case)
        by: User = user_of(request)
        try:
            said, url = do(found, by, **rest)
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
            return redirect(url_of(found))
        messages.success(request, said)
        return redirect(url)

    return view
