"""Credentials of other systems: who has which, made, shown once, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.bodies.models import Body
from gongkai.documents.desk.pages import own_body
from gongkai.filings.models import Credential
from gongkai.filings.services import credentials as services
from gongkai.filings.services.reports import value_of
from gongkai.office.deeds import DeedPage, Page, SureForm, user_of
from gongkai.office.fields import BodyField, DayField
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Title
from gongkai.office.tables import Text as Words
from gongkai.report.form import EDITIONS
from gongkai.report.writers.flow import printed

LIST: Final = "接口凭据"
NAMES: Final = "documents_bodies"
SHOWN: Final = 20
"""How many of the figures that came by a credential its page names."""
TONES: Final = {"有效": "good", "已到期": "bad", "已停用": ""}


def standing(credential: Credential) -> str:
    if credential.revoked_at is not None:
        return "已停用"
    if credential.is_over:
        return "已到期"
    return "即将到期" if credential.valid_until <= timezone.localdate() + services.SOON else "有效"


def used(credential: Credential) -> str:
    at = credential.last_used_at
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at is not None else "没有用过"


class Credentials(Listing):
    """The credentials for the user's bodies."""

    name, model, right = "filings_credentials", Credential, Right.CONNECT
    page_title = LIST
    header_icon = "key"
    permission_policy = RightsPermissionPolicy(
        Credential, lookup="body", body_of=lambda each: each.body, view=Right.CONNECT, add=Right.REGISTER
    )
    add_url_name = "filings_credential_new"
    add_item_label = "发给凭据"
    columns: ClassVar[list[Column]] = [
        Title("system", label="系统", get_url=lambda each: reverse("filings_credential", args=[each.pk])),
        Words("body", label="机关"),
        Words("rows", label="可以填报", accessor=lambda each: "、".join(services.labels(each))),
        Tag("standing", label="状态", accessor=standing, tone=lambda each: TONES.get(standing(each), "bad")),
        Day("valid_until", label="有效期至", sort_key="valid_until", classname="whole"),
        Words("used", label="最近使用", accessor=used, classname="whole"),
        Words("made_by.name", label="发给人", classname="whole"),
    ]
    default_ordering = "-pk"
    search_fields = ("system", "body__name", "body__short_name")

    def get_base_queryset(self) -> QuerySet[Credential]:
        return Credential.objects.seen_by(user_of(self.request)).select_related("body", "made_by")


class OfCredentials(Page):
    header_icon = "key"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("filings_credentials"))]


# --- making one -----------------------------------------------------------------------------------------------------


def in_a_year() -> date:
    return timezone.localdate() + timedelta(days=365)


class MakeForm(forms.Form):
    body = BodyField(source=NAMES, label="机关", help_text="只能填报这个机关自己的报告，不包括下级机关")
    system = forms.CharField(label="系统名称", max_length=50, help_text="一个系统一个凭据，如行政审批系统")
    rows = forms.MultipleChoiceField(
        label="可以填报",
        choices=list(services.ROWS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="只选这个系统掌握的",
    )
    valid_until = DayField(label="有效期至", initial=in_a_year, help_text="最长两年；到期以后发给新的")


class Make(OfCredentials, DeedPage):
    """The secret is on the page that answers, and never again."""

    right = Right.REGISTER
    page_title = "发给接口凭据"
    form_class = MakeForm
    button = "发给"
    about = (
        "有凭据的系统可以自行填报本机关年度报告里由它掌握的数据，与在表单里填报的一样，审批照常。"
        "凭据只显示一次，请直接交给系统的运维人员。"
    )

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"body": own_body(self.by, Right.REGISTER)}

    @sensitive_variables()
    def form_valid(self, form: forms.Form) -> HttpResponse:
        values = form.cleaned_data
        try:
            made = services.make(by=self.by, **values)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        context = self.get_context_data(
            form=form, made=made, api=f"{settings.ORIGIN}{reverse('api_figures', args=[timezone.localdate().year - 1])}"
        )
        return self.response_class(self.request, "filings/credential_made.html", context)


# --- one ------------------------------------------------------------------------------------------------------------


class OfCredential(OfCredentials):
    right = Right.CONNECT

    @cached_property
    def credential(self) -> Credential:
        found = Credential.objects.select_related("body", "made_by", "revoked_by")
        return get_object_or_404(found, pk=self.kwargs["credential"])

    def body_of_request(self) -> Body:
        return self.credential.body


class OneCredential(OfCredential, TemplateView):
    """A credential, and what was stated by it."""

    template_name = "filings/credential.html"

    def get_page_title(self) -> str:
        return self.credential.system

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.credential
        sees = may(self.by, Right.SEE_BODY, one.body)
        stated = one.declarations.select_related("filing").order_by("-pk")[:SHOWN] if sees else []
        return super().get_context_data(**kwargs) | {
            "credential": one,
            "standing": standing(one),
            "tone": TONES.get(standing(one), "bad"),
            "rows": services.labels(one),
            "used": used(one),
            "sees": sees,
            "stated": [
                (
                    each,
                    EDITIONS[each.filing.edition].labels[each.cell],
                    printed(value_of(each)) or "空白",
                    reverse("filings_cell", args=[each.filing_id, each.cell]),
                )
                for each in stated
            ],
        }


class Revoke(OfCredential, DeedPage):
    form_class = SureForm
    button = "停用"
    grave = True
    about = "停用以后系统不能再查询和填报，不能恢复；已经填报的数不变。怀疑凭据泄露的，马上停用，再发给新的。"

    def get_page_title(self) -> str:
        return f"停用凭据：{self.credential.system}"

    def do(self, values: dict[str, Any]) -> str:
        services.revoke(self.credential, by=self.by)
        return f"已停用{self.credential.system}的凭据"


ONE: Final = "filings/credentials/<int:credential>/"
urlpatterns: list[URLPattern] = [
    *Credentials.addresses("filings/credentials/"),
    path("filings/credentials/new/", Make.as_view(), name="filings_credential_new"),
    path(ONE, OneCredential.as_view(), name="filings_credential"),
    path(f"{ONE}revoke/", Revoke.as_view(), name="filings_credential_revoke"),
]
