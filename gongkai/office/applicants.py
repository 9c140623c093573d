"""One applicant, as the officers of a body that deals with them see them: masked, and in plain text for a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.debug import sensitive_variables
from django.views.generic.edit import FormView

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.office.deeds import Page
from gongkai.persons.models import SEALED, Applicant
from gongkai.persons.services import HEADINGS, bodies_concerned, reveal


class RevealForm(forms.Form):
    """What to see, and why."""

    member = forms.ChoiceField(label="查看哪一项", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由", max_length=200, help_text="如：电话告知补正。记入操作日志", widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, applicant: Applicant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(member, HEADINGS[member]) for member in SEALED if getattr(applicant, member)]
        self.fields["member"].choices = known  # type: ignore[attr-defined]


class OneApplicant(Page, FormView):  # type: ignore[type-arg]
    """What is known of an applicant. That the page was read is recorded, and so is what was asked for on it."""

    right = Right.REVEAL_PERSON
    header_icon = "user"
    template_name = "office/applicant.html"
    form_class = RevealForm

    @cached_property
    def applicant(self) -> Applicant:
        return get_object_or_404(Applicant, pk=self.kwargs["pk"])

    @cached_property
    def body(self) -> Body:
        """The body for which this is looked at: one that deals with the applicant, and for which the user may look."""
        allowed = bodies_where(self.by, Right.REVEAL_PERSON)
        found = bodies_concerned(self.applicant).filter(pk__in=allowed.values("pk")).order_by("path").first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return "申请人"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"applicant": self.applicant}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [(HEADINGS[member], getattr(self.applicant, member)) for member in SEALED]
        return super().get_context_data(**kwargs) | {"applicant": self.applicant, "body": self.body, "facts": facts}

    @transaction.atomic
    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        record("查看申请人", by=self.by, subject=self.applicant, body=self.body)
        return super().get(*args, **kwargs)

    @method_decorator(sensitive_variables())
    def form_valid(self, form: forms.Form) -> HttpResponse:
        member, reason = form.cleaned_data["member"], form.cleaned_data["reason"]
        try:
            shown = reveal(self.applicant, member, by=self.by, body=self.body, reason=reason)
        except ValidationError as refusal:
            form.add_error("reason", refusal)
            return self.form_invalid(form)
        context = self.get_context_data(form=RevealForm(applicant=self.applicant))
        return self.render_to_response(context | {"shown": (HEADINGS[member], shown)})

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
