"""Pages about people and their roles; all of them are the security administrator's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton

from gongkai.access import services as access
from gongkai.access.enums import Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.office.deeds import DeedPage, Page, SureForm, user_of
from gongkai.office.fields import suggestions
from gongkai.office.people import services
from gongkai.office.people.forms import (
    AddForm,
    AppointForm,
    ChangeForm,
    DismissForm,
    LockForm,
    PeopleFilters,
    ReasonForm,
)
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title
from gongkai.signin.lockout import locks
from gongkai.signin.second_factor import FACTORS
from gongkai.signin.services import forget_identity
from gongkai.signin.services import unlock as release

LIST = "人员"


def staff() -> QuerySet[User]:
    """Accounts for staff, with what the pages show of each: roles held today, whether there is a second factor."""
    today = timezone.localdate()
    held = Appointment.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today).select_related("body")
    return (
        User.objects.filter(is_staff=True)
        .annotate(has_factor=services.with_factor())
        .prefetch_related(Prefetch("appointments", held.order_by("role", "pk"), to_attr="roles_today"))
    )


def _url(user: User) -> str:
    return reverse("office_person", args=[user.pk])


def _roles(user: Any) -> str:
    return "；".join(f"{held.body or ''}{held.get_role_display()}" for held in user.roles_today)


class People(Listing):
    """Everybody who works in the back office."""

    name, model, right = "office_people", User, Right.MANAGE_PEOPLE
    page_title = LIST
    header_icon = "group"
    permission_policy = RightsPermissionPolicy(User, view=Right.MANAGE_PEOPLE, add=Right.MANAGE_PEOPLE)
    add_url_name = "office_person_add"
    add_item_label = "新增用户"
    columns = [
        Title("name", label="姓名", sort_key="name", get_url=_url),
        Text("username", label="用户名", sort_key="username"),
        Text("roles", label="角色", accessor=_roles),
        Tag(
            "factor",
            label="第二因素",
            accessor=lambda user: "已设置" if user.has_factor else "没有",
            tone=lambda user: "good" if user.has_factor else "bad",
        ),
        Tag(
            "status",
            label="状态",
            accessor=lambda user: "" if user.is_active else "停用",
            tone=lambda user: "bad",
        ),
        Day("last_login", label="最近登录", sort_key="last_login"),
    ]
    default_ordering = "username"
    search_fields = ("name", "username", "email")
    filterset_class = PeopleFilters

    def get_base_queryset(self) -> QuerySet[User]:
        return staff()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        locked = Button("登录锁定", url=reverse("office_person_locks"), icon_name="lock", priority=10)
        return [locked, *super().header_more_buttons]


@needs(Right.MANAGE_PEOPLE)
def bodies(request: HttpRequest) -> HttpResponseBase:
    """Bodies that match what is being typed."""
    return JsonResponse({"bodies": suggestions(Body.objects.all(), request.GET.get("q", ""))})


class OfPeople(Page):
    right = Right.MANAGE_PEOPLE
    header_icon = "group"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("office_people"))]


class OfOnePerson(OfPeople):
    """A page about one member of staff."""

    @cached_property
    def person(self) -> User:
        return get_object_or_404(staff(), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.person.name, _url(self.person))]


class OnePerson(OfOnePerson, TemplateView):
    """Somebody's account and roles, those to come and those of the past too."""

    template_name = "office/people/person.html"

    def get_page_title(self) -> str:
        return self.person.name

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        every = self.person.appointments.select_related("body").order_by("-since", "-pk")
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "oneself": self.person == self.by,
            "held": [each for each in every if each.until is None or each.until > today],
            "past": [each for each in every if each.until is not None and each.until <= today],
            "today": today,
            "factors": Authenticator.objects.filter(user=self.person, type__in=FACTORS),
            "identities": SocialAccount.objects.filter(user=self.person),
            "locked": self.person.username.lower() in services.locked_names(),
        }

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if self.person == self.by:
            return []
        entries = (("修改资料", "office_person_change", "edit"), ("授予角色", "office_person_appoint", "plus"))
        return [
            HeaderButton(label, url=reverse(name, args=[self.person.pk]), icon_name=icon, priority=number)
            for number, (label, name, icon) in enumerate(entries)
        ]


# --- doing ----------------------------------------------------------------------------------------------------------


class ShowsPassword(DeedPage):
    """Ends with a password, which is shown once and kept nowhere."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            opened = self.open(form.cleaned_data)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        context = {"opened": opened, "person_url": _url(opened.user)}
        return render(self.request, "office/people/password.html", context)

    def open(self, values: dict[str, Any]) -> access.Opened:
        raise NotImplementedError


class AddPerson(OfPeople, ShowsPassword):
    page_title = "新增用户"
    form_class = AddForm
    button = "新增"
    about = "新增以后会显示一次性密码，请当面或者用电话告诉本人；第一次登录必须更换。角色在新增以后授予。"

    def open(self, values: dict[str, Any]) -> access.Opened:
        return access.add_user(**values, by=self.by)


class ResetPassword(OfOnePerson, ShowsPassword):
    page_title = "重置密码"
    form_class = SureForm
    button = "重置密码"
    grave = True
    about = "请先核实是本人要求。原来的密码立即失效，已登录的也会退出；新的一次性密码只显示一次，登录后必须更换。"

    def open(self, values: dict[str, Any]) -> access.Opened:
        return access.Opened(self.person, access.reset_password(self.person, by=self.by))


class ChangePerson(OfOnePerson, DeedPage):
    page_title = "修改资料"
    form_class = ChangeForm

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.person.name, "email": self.person.email}

    def do(self, values: dict[str, Any]) -> str:
        access.change_user(self.person, **values, by=self.by)
        return f"已保存“{self.person.name}”的资料"


class Appoint(OfOnePerson, DeedPage):
    page_title = "授予角色"
    form_class = AppointForm
    button = "授予"

    def do(self, values: dict[str, Any]) -> str:
        made = services.appoint(self.person, **values | {"role": Role(values["role"])}, by=self.by)
        return f"已授予“{self.person.name}”{made.body or ''}{made.get_role_display()}的角色"


class Dismiss(OfOnePerson, DeedPage):
    page_title = "免去角色"
    form_class = DismissForm
    button = "免去"
    grave = True

    @cached_property
    def appointment(self) -> Appointment:
        every = Appointment.objects.select_related("body", "user")
        return get_object_or_404(every, pk=self.kwargs["appointment"], user=self.person)

    def get_about(self) -> str:
        held = self.appointment
        return f"{self.person.name}，{held.body or ''}{held.get_role_display()}，自{held.since}起担任。"

    def do(self, values: dict[str, Any]) -> str:
        services.dismiss(self.appointment, **values, by=self.by)
        return f"“{self.person.name}”自{values['on']}起不再担任{self.appointment.get_role_display()}"


class Disable(OfOnePerson, DeedPage):
    page_title = "停用账号"
    form_class = SureForm
    button = "停用"
    grave = True
    about = "停用以后不能登录，已登录的立即退出；角色仍然记着，启用以后恢复。"

    def do(self, values: dict[str, Any]) -> str:
        access.disable(self.person, by=self.by)
        return f"“{self.person.name}”的账号已停用"


class Enable(OfOnePerson, DeedPage):
    page_title = "启用账号"
    form_class = SureForm
    button = "启用"
    about = "启用以后可以登录，仍在任期内的角色随之恢复。"

    def do(self, values: dict[str, Any]) -> str:
        access.enable(self.person, by=self.by)
        return f"“{self.person.name}”的账号已启用"


class RemoveFactor(OfOnePerson, DeedPage):
    page_title = "解除第二因素"
    form_class = ReasonForm
    button = "解除"
    grave = True
    about = "用于本人丢失了验证器或者安全密钥。解除以后，本人下次登录要重新设置。请先核实身份。"

    def do(self, values: dict[str, Any]) -> str:
        services.remove_second_factor(self.person, **values, by=self.by)
        return f"“{self.person.name}”的第二因素已解除"


class ForgetIdentity(OfOnePerson, DeedPage):
    page_title = "解除统一身份关联"
    form_class = SureForm
    button = "解除"
    grave = True
    about = "用于本人在统一身份认证里的账号重建过。解除以后已登录的退出，下次由用户名相同的身份重新关联。请先核实身份。"

    def do(self, values: dict[str, Any]) -> str:
        forget_identity(self.person, by=self.by)
        return f"“{self.person.name}”与统一身份认证的关联已解除"


# --- who is kept from signing in ------------------------------------------------------------------------------------


class Locks(OfPeople, TemplateView):
    """Who is kept out at this moment, after too many wrong passwords or codes."""

    page_title = "登录锁定"
    template_name = "office/people/locks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"locks": locks()}


@needs(Right.MANAGE_PEOPLE)
@require_POST
def unlock(request: HttpRequest) -> HttpResponseBase:
    """Let in again a name from a place, or a place."""
    form = LockForm(request.POST)
    asked = (form.cleaned_data["name"], form.cleaned_data["place"] or None) if form.is_valid() else None
    if (found := next((lock for lock in locks() if (lock.name, lock.place) == asked), None)) is None:
        messages.error(request, "这一项锁定已经解除或者到期")
    else:
        release(found, by=user_of(request))
        messages.success(request, "已解除锁定")
    return redirect("office_person_locks")
