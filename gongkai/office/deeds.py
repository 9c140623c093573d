"""Pages on which something is done: a form, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from gongkai.access.models import User
from gongkai.access.views import NeedsRight


def user_of(request: HttpRequest) -> User:
    """Who asks; the views of the back office are reached by nobody who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


class Page(WagtailAdminTemplateMixin, NeedsRight):
    """One of our pages in the frame. `trail` is what stands above it: names and addresses, the nearest last."""

    template_name = "office/page.html"

    @property
    def by(self) -> User:
        return user_of(self.request)

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [{"url": url, "label": label} for label, url in self.trail()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]


def at_once(request: HttpRequest, do: Callable[[], object], said: str, url: str) -> HttpResponse:
    """A deed that takes no form: done, or refused with its sentence, and on to a page that shows how it stands."""
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(url)


class SureForm(forms.Form):
    """Nothing to fill in: the page asks whether one is sure."""


class DeedPage(Page, FormView):  # type: ignore[type-arg]
    """A form. `do` does the deed and says in a sentence what was done; what it refuses is said beside the fields."""

    template_name = "office/deed.html"
    button = "保存"
    about = ""
    grave = False

    def get_about(self) -> str:
        """What to know before; shown above the form."""
        return self.about

    def do(self, values: dict[str, Any]) -> str:
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            done = self.do(form.cleaned_data)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, done)
        return HttpResponseRedirect(self.get_success_url())

    def refused(self, form: forms.Form, refusal: ValidationError) -> HttpResponse:
        """The form again, with what the service said against it."""
        for name, errors in _by_field(refusal, form).items():
            form.add_error(name, errors)
        return self.form_invalid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return self.trail()[-1][1]


def _by_field(refusal: ValidationError, form: forms.Form) -> dict[str | None, list[str]]:
    """The sentences of a refusal at the fields that they are about; at the head of the form where it has none such."""
    found: dict[str | None, list[str]] = {}
    told = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for name, sentences in told.items():
        found.setdefault(name if name in form.fields else None, []).extend(sentences)
    return found
