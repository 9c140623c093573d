"""What an applicant fills in about themself. The forms only ask; the services check."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from gongkai.persons.details import CONTACTS, IDENTITY
from gongkai.persons.enums import ApplicantKind, Document
from gongkai.persons.models import Applicant
from gongkai.persons.services import HEADINGS

_FILLED: Final = {
    "name": "name",
    "phone": "tel",
    "email": "email",
    "address": "street-address",
    "postcode": "postal-code",
}
"""What a browser may fill in by itself, by member (WCAG 1.3.5)."""


class ApplicantForm(forms.Form):
    """Everything about an applicant. What is sealed is never filled in: left empty it stays as it is."""

    kind = forms.ChoiceField(label=HEADINGS["kind"], choices=ApplicantKind)
    name = forms.CharField(label=HEADINGS["name"], max_length=100)
    document = forms.ChoiceField(label=HEADINGS["document"], choices=Document)
    number = forms.CharField(label=HEADINGS["number"], required=False, max_length=60)
    phone = forms.CharField(label=HEADINGS["phone"], required=False, max_length=40)
    email = forms.CharField(label=HEADINGS["email"], required=False, max_length=254)
    address = forms.CharField(label=HEADINGS["address"], required=False, max_length=200)
    postcode = forms.CharField(label=HEADINGS["postcode"], required=False, max_length=10)

    def __init__(self, *args: Any, applicant: Applicant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for member, filled in _FILLED.items():
            self.fields[member].widget.attrs["autocomplete"] = filled
        self.fields["number"].widget.attrs["autocomplete"] = "off"
        if applicant is not None:
            self._about(applicant)

    def _about(self, applicant: Applicant) -> None:
        if applicant.verified_at is not None:
            for member in IDENTITY:
                del self.fields[member]
        kept = []
        for member, field in self.fields.items():
            value = getattr(applicant, member)
            if member not in ("number", *CONTACTS):
                field.initial = value
            elif value:
                field.help_text = f"已登记：{value}；不改的不用填"
                kept.append((member, HEADINGS[member]))
        if kept:
            self.fields["forget"] = forms.MultipleChoiceField(
                label="删除已登记的", choices=kept, required=False, widget=forms.CheckboxSelectMultiple
            )

    def given(self) -> dict[str, str]:
        """The members to hand to the service: what was filled in, and, empty, what is to be deleted."""
        filled = {name: text for name, text in self.cleaned_data.items() if text and name != "forget"}
        return {**dict.fromkeys(self.cleaned_data.get("forget", ()), ""), **filled}
