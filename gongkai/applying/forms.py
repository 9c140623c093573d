"""What is asked on the steps of a form. An application states what the law wants (Arts. 29, 41): nothing else is asked,
and never what for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.views.decorators.debug import sensitive_variables

from gongkai.bodies.models import Body
from gongkai.cases.enums import Delivery
from gongkai.cases.enums import Form as Shape
from gongkai.cases.models import Case, RecordCorrection
from gongkai.persons.details import tidy, wrong
from gongkai.persons.enums import OF_PERSONS, ApplicantKind, Document

ROUTES: Final = [(each.value, each.label) for each in Delivery if each != Delivery.FAX]
"""How one may have the answer. A fax has no number here to go to."""
REACHED_BY: Final = ("phone", "email", "address")
"""One of these must be given: how the applicant is reached (Art. 29)."""
OF_AGENT: Final = {"name": "agent_name", "document": "agent_document", "number": "agent_number", "phone": "agent_phone"}
"""Members of an applicant, and the fields in which they are asked of an agent."""
FILLED: Final = {
    "name": "name",
    "phone": "tel",
    "email": "email",
    "address": "street-address",
    "postcode": "postal-code",
}
"""What a browser may fill in by itself (WCAG 1.3.5)."""
NO_DOCUMENT: Final = [("", "请选择")]


class StepForm(forms.Form):
    """The questions of a step. `said` is what was answered, by name."""

    def __init__(self, said: Mapping[str, str] | None, **members: Any) -> None:
        super().__init__(said, **members)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 5 if name == "description" else 3
            field.error_messages["required"] = _missing(field)
            field.error_messages["invalid_choice"] = f"请从列出的选项里选择{field.label}"
            if isinstance(field, forms.CharField):
                field.error_messages["max_length"] = f"{field.label}不能超过{field.max_length}字"

    def facts(self) -> list[tuple[str, str]]:
        """What was answered, as it is looked over: heading and text, of what is not empty."""
        shown = []
        for name, field in self.fields.items():
            text = self.cleaned_data.get(name)
            if text and isinstance(field, forms.ChoiceField):
                text = dict(field.choices).get(text, "")  # type: ignore[arg-type]
            if text and text is not True:
                shown.append((str(field.label), str(text)))
        return shown


def _missing(field: forms.Field) -> str:
    chosen = isinstance(field, forms.ChoiceField)
    return f"请{'选择' if chosen else '填写'}{field.label}"


class BodyForm(StepForm):
    """Which body is asked."""

    body = forms.ChoiceField(label="向哪个机关申请")

    def __init__(self, said: Mapping[str, str] | None, *, bodies: list[Body], **members: Any) -> None:
        super().__init__(said, **members)
        self.fields["body"].choices = [("", "请选择"), *((str(body.pk), body.name) for body in bodies)]  # type: ignore[attr-defined]


class WhatForm(StepForm):
    """Which information is wanted (Art. 29, item 2): a name, a number, or whatever helps to find it."""

    title = forms.CharField(
        label="信息的名称",
        required=False,
        max_length=Case._meta.get_field("title").max_length,
        help_text="文件、项目或者事项的名称，不知道的不填",
    )
    document_number = forms.CharField(
        label="文号",
        required=False,
        max_length=Case._meta.get_field("document_number").max_length,
        help_text="如“云教〔2025〕12号”，不知道的不填",
    )
    description = forms.CharField(
        label="所需信息的内容",
        widget=forms.Textarea,
        max_length=Case._meta.get_field("description").max_length,
        help_text="写明时间、地点、涉及的项目等，能帮助查找的都可以写。一次申请写一件事。不用写申请的理由和用途",
    )


class CorrectForm(StepForm):
    """Which record of oneself is wrong (Art. 41)."""

    record = forms.CharField(
        label="哪条信息记录得不准确",
        widget=forms.Textarea,
        max_length=RecordCorrection._meta.get_field("record").max_length,
        help_text="与您自己有关的信息，写明名称、时间、在哪里看到的",
    )
    wrong = forms.CharField(
        label="哪里不准确",
        widget=forms.Textarea,
        max_length=RecordCorrection._meta.get_field("wrong").max_length,
    )
    right = forms.CharField(
        label="应当更正为",
        widget=forms.Textarea,
        max_length=RecordCorrection._meta.get_field("right").max_length,
    )


class PersonForm(StepForm):
    """Some of the members of an applicant, held against what `persons.details` knows of them."""

    def __init__(self, said: Mapping[str, str] | None, **members: Any) -> None:
        super().__init__(said, **members)
        for name in self.fields:
            self.fields[name].widget.attrs["autocomplete"] = FILLED.get(name, "off")

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        members = tidy({name: said.get(name, "") for name in self.fields})
        errors = wrong(members)
        if "document" in errors:
            errors.pop("number", None)  # it is held against the rules of another kind
        for name, error in errors.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, error)
        return {name: members[name] for name in self.fields}


class WhoForm(PersonForm):
    """Who asks, and by what document they are known (Art. 29, item 1)."""

    kind = forms.ChoiceField(label="申请人类别", choices=ApplicantKind, widget=forms.RadioSelect)
    name = forms.CharField(label="姓名或者名称", max_length=100)
    document = forms.ChoiceField(label="证件类型", choices=[*NO_DOCUMENT, *Document.choices])
    number = forms.CharField(label="证件号码", max_length=60)

    def __init__(self, said: Mapping[str, str] | None, **members: Any) -> None:
        super().__init__(said, **members)
        self.fields["document"].widget.attrs["data-of-persons"] = " ".join(OF_PERSONS)


class ReachForm(PersonForm):
    """How the applicant is reached (Art. 29, item 1)."""

    phone = forms.CharField(label="联系电话", required=False, max_length=40)
    email = forms.CharField(
        label="电子邮箱", required=False, max_length=254, help_text="有进展的时候发邮件提醒，邮件里不写申请的内容"
    )
    address = forms.CharField(label="通信地址", required=False, max_length=200)
    postcode = forms.CharField(label="邮政编码", required=False, max_length=10)

    def __init__(self, said: Mapping[str, str] | None, **members: Any) -> None:
        super().__init__(said, **members)
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["email"].widget.attrs["inputmode"] = "email"

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        members = super().clean()
        if not any(members[name] or name in self.errors for name in REACHED_BY):
            self.add_error("phone", "电话、邮箱、通信地址至少填写一项，好与您联系")
        return members


OF_APPLICANT: Final = (*WhoForm.base_fields, *ReachForm.base_fields)
"""What is asked of an applicant."""


class HelpForm(StepForm):
    """Who acts for the applicant, and what help is wanted (Art. 43)."""

    by_agent = forms.BooleanField(label="由代理人代为申请", required=False)
    agent_name = forms.CharField(label="代理人姓名", required=False, max_length=100)
    agent_document = forms.ChoiceField(
        label="代理人证件类型",
        required=False,
        choices=[*NO_DOCUMENT, *((each.value, each.label) for each in OF_PERSONS)],
    )
    agent_number = forms.CharField(label="代理人证件号码", required=False, max_length=60)
    agent_phone = forms.CharField(label="代理人联系电话", required=False, max_length=40)
    needs_help = forms.CharField(
        label="需要的协助",
        required=False,
        max_length=Case._meta.get_field("needs_help").max_length,
        help_text="阅读、书写有困难，看不清、听不清的，写明需要怎样的协助，如“请打电话读给我听”“请用大字打印”",
    )

    @property
    def agent(self) -> list[forms.BoundField]:
        return [self[name] for name in OF_AGENT.values()]

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("by_agent"):
            return said | dict.fromkeys(OF_AGENT.values(), "")
        members = self.members(said)
        for name, error in wrong(members).items():
            if name in OF_AGENT and OF_AGENT[name] not in self.errors:
                self.add_error(OF_AGENT[name], error)
        for name in ("number", "phone"):
            if not members[name]:
                self.add_error(OF_AGENT[name], f"请填写{self.fields[OF_AGENT[name]].label}")
        return said

    @staticmethod
    @sensitive_variables()
    def members(said: Mapping[str, Any]) -> dict[str, str]:
        """The agent as `persons.services` takes one."""
        given = {name: said.get(field, "") for name, field in OF_AGENT.items()}
        return tidy({"kind": ApplicantKind.NATURAL_PERSON.value, **given})


class HowForm(StepForm):
    """In which form and by which route (Art. 29, item 3; Art. 40)."""

    form = forms.ChoiceField(label="希望以什么形式得到", choices=Shape, widget=forms.RadioSelect)
    delivery = forms.ChoiceField(label="希望怎样得到答复和信息", choices=ROUTES, widget=forms.RadioSelect)
