"""Pages for everybody who holds a role: their notices and choices, saved searches, the policy."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.account import (
    AccountView,
    BaseSettingsPanel,
    LogoutView,
    ThemeSettingsPanel,
    notifications_tab,
)

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import GRANTS
from gongkai.access.views import NeedsRight, needs
from gongkai.bodies.models import Body
from gongkai.office import notices, searches
from gongkai.office.deeds import Page, user_of
from gongkai.office.models import Notice
from gongkai.office.tables import LISTINGS, Day, Listing, Only, Tag, Text, Title


class Policy(Page, TemplateView):
    """What each role may do, from the table that decides it."""

    right = None
    page_title = "权限一览"
    header_icon = "key"
    template_name = "office/policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(right, [(role, right in GRANTS[role]) for role in Role]) for right in Right]
        return super().get_context_data(**kwargs) | {"roles": list(Role), "rows": rows}


# --- notices --------------------------------------------------------------------------------------------------------


class NoticeFilters(WagtailFilterSet):
    unread = Only("只看未读的", method="by_reading")
    kind = django_filters.MultipleChoiceFilter(label="类别", widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Notice
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = [(kind.name, kind.label) for kind in notices.kinds()]

    def by_reading(self, queryset: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        return queryset.filter(read_at=None)


class NoticeTitle(Title):
    """What is told, and below it the rest."""

    def html(self, row: Notice) -> SafeString:
        link = super().html(row)
        return format_html("{}<p>{}</p>", link, row.text) if row.text else link


class Notices(Listing):
    """The user's own notices, the newest first."""

    name, model, right = "office_notices", Notice, None
    page_title = "通知"
    header_icon = "bell"
    results_template_name = "office/notices_results.html"
    columns = [
        NoticeTitle("title", label="通知", get_url=lambda notice: reverse("office_notice", args=[notice.pk])),
        Text("kind", label="类别", accessor=lambda notice: notices.label_of(notice.kind)),
        Text("body", label="机关"),
        Day("at", label="时间", sort_key="at"),
        Tag("read", label="状态", accessor=lambda row: "" if row.read_at else "未读", tone=lambda row: "good"),
    ]
    default_ordering = "-at"
    search_fields = ("title", "text")
    filterset_class = NoticeFilters
    any_permission_required = None

    def get_base_queryset(self) -> QuerySet[Notice]:
        return user_of(self.request).notices.select_related("body")


@needs(None)
def read_notice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Go where a notice leads; it has been read then."""
    user = user_of(request)
    notice = get_object_or_404(user.notices, pk=pk)
    notices.mark_read(user, [pk])
    return redirect(notice.url or "office_notices")


@needs(None)
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponseBase:
    messages.success(request, f"{notices.mark_read(user_of(request))}条通知已标为已读")
    return redirect("office_notices")


# --- saved searches -------------------------------------------------------------------------------------------------


class SearchForm(forms.Form):
    listing = forms.ChoiceField(choices=lambda: [(name, name) for name in sorted(LISTINGS)])
    name = forms.CharField(label="名称", max_length=20)
    query = forms.CharField(label="条件", max_length=1000)
    body = forms.ModelChoiceField(Body.objects.all(), required=False)


@needs(None)
@require_POST
def save_search(request: HttpRequest) -> HttpResponseBase:
    """Save the search of a list under a name, and go back to it."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有保存：请写20个字以内的名称")
        return redirect("wagtailadmin_home")
    given = form.cleaned_data
    try:
        search = searches.save(user_of(request), **given)
    except ValidationError as refusal:
        messages.error(request, f"没有保存：{'；'.join(refusal.messages)}")
    else:
        messages.success(request, f"已保存为“{search}”")
    return redirect(f"{reverse(given['listing'])}?{given['query']}")


@needs(None)
@require_POST
def forget_search(request: HttpRequest, pk: int) -> HttpResponseBase:
    user = user_of(request)
    listing = get_object_or_404(user.saved_searches, pk=pk).listing
    searches.forget(user, pk)
    messages.success(request, "筛选已删除")
    return redirect(listing)


# --- one's own settings ---------------------------------------------------------------------------------------------


class NoticeChoicesForm(forms.Form):
    """A box for each kind of notice: by e-mail too."""

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = instance
        for kind, by_mail in notices.choices(instance).items():
            self.fields[kind.name] = forms.BooleanField(label=kind.label, required=False, initial=by_mail)

    def save(self) -> None:
        notices.choose(self.user, {kind: self.cleaned_data[kind.name] for kind in notices.kinds()})


class NoticeChoicesPanel(BaseSettingsPanel):
    name = "notices"
    title = "哪些通知也用邮件发送"
    tab = notifications_tab
    order = 100
    form_class = NoticeChoicesForm


class Account(NeedsRight, AccountView):
    """Wagtail's page of one's settings, with what applies here: names and passwords are changed elsewhere."""

    right = None

    def get_panels(self) -> list[BaseSettingsPanel]:
        kept = [panel for panel in super().get_panels() if isinstance(panel, ThemeSettingsPanel)]
        return [*kept, NoticeChoicesPanel(self.request, self.request.user, None)]

    def get_menu_items(self) -> list[dict[str, str]]:
        return [{"url": reverse(name), "label": label, "help_text": about} for name, label, about in SIGNING_IN]


SIGNING_IN = (
    ("account_change_password", "更换密码", "要先输入现在的密码"),
    ("mfa_index", "第二因素", "动态口令、安全密钥和恢复码"),
    ("usersessions_list", "已登录的设备", "在哪里登录着，退出不认得的"),
)


@needs(None)
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out; who comes by a link is asked first, so that no page elsewhere can sign somebody out."""
    return LogoutView.as_view()(request) if request.method == "POST" else redirect("account_logout")
