"""Pages about public bodies: the list, the tree, one body with its history, and what is done to it."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where, may
from gongkai.access.views import needs
from gongkai.bodies.exchange import Plan, TableNotReadable, as_table, plan, read_table
from gongkai.bodies.models import Body, BodyQuerySet, Succession
from gongkai.jobs.background import seal_of
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.office import spreadsheet
from gongkai.office.bodies import services
from gongkai.office.bodies.forms import BodyFilters, BodyForm, ConfirmForm, MergeForm, RenameForm, UploadForm
from gongkai.office.deeds import DeedPage, Page, SureForm
from gongkai.office.fields import suggestions
from gongkai.office.models import Upload
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Listing, Tag, Text, Title

LIST: Final = "机关"
AT_ONCE: Final = 200
"""How many bodies are taken in while somebody waits for the page; more are a job."""


def _url(body: Body) -> str:
    return reverse("office_body", args=[body.pk])


def _standing(body: Body) -> str:
    """What is to be said of a body that does not exist today."""
    if body.exists_on(timezone.localdate()):
        return ""
    return "已撤销" if body.valid_until else "尚未设立"


class Bodies(Listing):
    """The directory."""

    name, model, right = "office_bodies", Body, Right.SEE_BODIES
    page_title = LIST
    header_icon = "building"
    permission_policy = RightsPermissionPolicy(Body, view=Right.SEE_BODIES, add=Right.MANAGE_SYSTEM)
    add_url_name = "office_body_add"
    add_item_label = "新增机关"
    columns = [
        Title("name", label="名称", sort_key="name", get_url=_url),
        Text("get_kind_display", label="类别", sort_key="kind"),
        Text("credit_code", label="统一社会信用代码", sort_key="credit_code", classname="whole"),
        Text("parent", label="上级机关"),
        Text("office", label="工作机构"),
        Text("phone", label="联系电话", classname="whole"),
        Tag("standing", label="状态", accessor=_standing, tone=lambda body: "bad" if body.valid_until else ""),
    ]
    default_ordering = "path"
    search_fields = ("name", "short_name", "credit_code", "site_code")
    filterset_class = BodyFilters

    def get_base_queryset(self) -> BodyQuerySet:
        return bodies_where(self.request.user, self.right).select_related("parent")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = [
            Button("机关树", url=reverse("office_body_tree"), icon_name="list-ul", priority=10),
            Button("导出可再导入的表格", url=reverse("office_bodies_table"), icon_name="download", priority=20),
            *super().header_more_buttons,
        ]
        if may(self.request.user, Right.MANAGE_SYSTEM):
            buttons.append(Button("导入", url=reverse("office_bodies_import"), icon_name="upload", priority=15))
        return buttons


class OfBodies(Page):
    """A page under the list."""

    header_icon = "building"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("office_bodies"))]


class OfOneBody(Page):
    """A page about one body; the right is asked for it."""

    header_icon = "building"

    @cached_property
    def body(self) -> Body:
        return get_object_or_404(Body.objects.select_related("parent", "supervisor"), pk=self.kwargs["pk"])

    def body_of_request(self) -> Body:
        return self.body

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("office_bodies")), (str(self.body), _url(self.body))]


# --- looking --------------------------------------------------------------------------------------------------------


class Tree(OfBodies, TemplateView):
    """The bodies that exist today, those under one another, in their order."""

    right = Right.SEE_BODIES
    page_title = "机关树"
    template_name = "office/bodies/tree.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bodies = bodies_where(self.request.user, self.right).on().order_by("order", "pk")
        return super().get_context_data(**kwargs) | {"tree": tree(list(bodies))}


def tree(bodies: list[Body]) -> SafeString:
    """Nested lists of links, folded below the second level. Whose parent is not among the bodies stands at the top."""
    here = {body.pk for body in bodies}
    under: dict[int | None, list[Body]] = {}
    for body in bodies:
        under.setdefault(body.parent_id if body.parent_id in here else None, []).append(body)
    return _branch(under, None, 0)


def _branch(under: dict[int | None, list[Body]], above: int | None, depth: int) -> SafeString:
    at = reverse("office_bodies")
    leaves = ((_leaf(f"{at}{body.pk}/", body, under, depth),) for body in under.get(above, ()))
    return format_html_join("", "<li>{}</li>", leaves)


def _leaf(url: str, body: Body, under: dict[int | None, list[Body]], depth: int) -> SafeString:
    link = format_html('<a href="{}">{}</a>', url, body.name)
    if body.pk not in under:
        return link
    return format_html(
        "{}<details{}><summary>下级机关{}个</summary><ul>{}</ul></details>",
        link,
        SafeString(" open" if depth < 1 else ""),
        len(under[body.pk]),
        _branch(under, body.pk, depth + 1),
    )


class OneBody(OfOneBody, TemplateView):
    """All that is known of a body."""

    right = Right.SEE_BODIES
    template_name = "office/bodies/body.html"

    def get_page_title(self) -> str:
        return self.body.name

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visible = bodies_where(self.request.user, self.right)
        changes = Succession.objects.filter(Q(predecessor=self.body) | Q(successor=self.body))
        return super().get_context_data(**kwargs) | {
            "body": self.body,
            "standing": _standing(self.body),
            "supervisor": self.body.supervised_by(),
            "under": visible.on().filter(parent=self.body),
            "changes": changes.select_related("predecessor", "successor"),
            "visible": set(visible.values_list("pk", flat=True)),
        }

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        user, pk = self.request.user, self.body.pk
        found = []
        if may(user, Right.EDIT_BODY, self.body):
            found.append(
                HeaderButton("修改", url=reverse("office_body_edit", args=[pk]), icon_name="edit", priority=10)
            )
        if may(user, Right.MANAGE_SYSTEM) and self.body.valid_until is None:
            found += [
                HeaderButton("更名", url=reverse("office_body_rename", args=[pk]), icon_name="title", priority=20),
                HeaderButton("并入", url=reverse("office_body_merge", args=[pk]), icon_name="resubmit", priority=30),
            ]
        if may(user, Right.MANAGE_SYSTEM) and services.merger_to_undo(self.body) is not None:
            undo = reverse("office_body_merge_undo", args=[pk])
            found.append(HeaderButton("撤回并入", url=undo, icon_name="rotate", priority=40))
        return found


@needs(Right.SEE_BODIES)
def names(request: HttpRequest) -> HttpResponseBase:
    """Bodies that match what is being typed."""
    bodies = bodies_where(request.user, Right.SEE_BODIES)
    return JsonResponse({"bodies": suggestions(bodies, request.GET.get("q", ""))})


@needs(Right.SEE_BODIES)
def table(request: HttpRequest) -> HttpResponseBase:
    """The directory as the table that is imported: every column, of every body that the user sees."""
    bodies = bodies_where(request.user, Right.SEE_BODIES).select_related("parent", "supervisor").order_by("path")
    return spreadsheet.answer(as_table(bodies), form="xlsx", name=f"机关名录{timezone.localdate():%Y%m%d}")


# --- doing ----------------------------------------------------------------------------------------------------------


class AddBody(OfBodies, DeedPage):
    right = Right.MANAGE_SYSTEM
    page_title = "新增机关"
    form_class = BodyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"members": services.fields_for(self.by)}

    def do(self, values: dict[str, Any]) -> str:
        return f"已新增“{services.add(values, by=self.by)}”"


class EditBody(OfOneBody, DeedPage):
    right = Right.EDIT_BODY
    page_title = "修改机关资料"
    form_class = BodyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        members = services.fields_for(self.by, self.body)
        return super().get_form_kwargs() | {"members": members, "body": self.body}

    def get_about(self) -> str:
        return "" if may(self.by, Right.MANAGE_SYSTEM) else "名称、类别、代码和上级机关由系统管理员维护，不在这里修改。"

    def do(self, values: dict[str, Any]) -> str:
        changed = self.get_form().changed_data
        services.change(self.body, {name: values[name] for name in changed}, by=self.by)
        return f"已保存“{self.body}”的资料"


class RenameBody(OfOneBody, DeedPage):
    right = Right.MANAGE_SYSTEM
    page_title = "更名"
    form_class = RenameForm
    button = "更名"
    about = "更名以后还是同一个机关，人员、网站和记录都不变；原来的名称作为已撤销的机关留在沿革里。"

    def do(self, values: dict[str, Any]) -> str:
        was = self.body.name
        services.rename(self.body, **values, by=self.by)
        return f"“{was}”已更名为“{self.body}”"


class MergeBody(OfOneBody, DeedPage):
    right = Right.MANAGE_SYSTEM
    page_title = "并入另一机关"
    form_class = MergeForm
    button = "并入"
    grave = True
    about = (
        "这个机关自那一天起撤销，由另一机关承接：它的下级机关、以它为主管部门的机关随之调整。"
        "人员的任职不变，会通知安全管理员办理。"
    )

    def do(self, values: dict[str, Any]) -> str:
        made = services.merge_into(self.body, **values, by=self.by)
        return f"“{self.body}”已并入“{made.successor}”"


class UndoMerger(OfOneBody, DeedPage):
    right = Right.MANAGE_SYSTEM
    page_title = "撤回并入"
    form_class = SureForm
    button = "撤回"
    grave = True
    about = (
        "用于登记有误，只能在登记的当天撤回。这个机关恢复，随合并调整的各机关调整回来；人员的任职不变。"
        "登记和撤回都留在操作日志里。"
    )

    def do(self, values: dict[str, Any]) -> str:
        count = services.undo_merger(self.body, by=self.by)
        return f"“{self.body}”的并入已撤回{f'，调整回来{count}处' if count else ''}"


# --- taking in a table ----------------------------------------------------------------------------------------------


class UploadTable(OfBodies, DeedPage):
    """First step: a file, which is looked over and kept until it is confirmed."""

    right = Right.MANAGE_SYSTEM
    page_title = "导入机关名录"
    form_class = UploadForm
    button = "核对"
    about = "先核对会新增、改动什么，确认以后才导入；要么全部导入，要么一个不动。"

    def do(self, values: dict[str, Any]) -> str:
        file = values["file"]
        data = file.read()
        try:
            plan(read_table(data))
        except TableNotReadable as error:
            raise ValidationError({"file": str(error)}) from error
        Upload.objects.filter(owner=self.by).delete()
        self.upload = Upload.objects.create(owner=self.by, name=file.name[:200], data=data)
        return "表格已读取，请核对"

    def get_success_url(self) -> str:
        upload = getattr(self, "upload", None)
        return reverse("office_bodies_import_confirm", args=[upload.pk]) if upload else super().get_success_url()


class ConfirmTable(OfBodies, DeedPage):
    """Second step: what would change; confirmed, it is done, unless something else would change by then."""

    right = Right.MANAGE_SYSTEM
    page_title = "核对导入的内容"
    form_class = ConfirmForm
    template_name = "office/bodies/confirm.html"
    button = "确认导入"
    job: Job | None = None

    @cached_property
    def upload(self) -> Upload:
        return get_object_or_404(Upload, pk=self.kwargs["pk"], owner=self.by)

    @cached_property
    def plan(self) -> Plan:
        return plan(read_table(bytes(self.upload.data)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"plan": self.plan, "seal": seal_of(self.plan)}

    def do(self, values: dict[str, Any]) -> str:
        if values["seal"] != seal_of(self.plan):
            raise ValidationError("核对以后机关名录有了变化，下面是现在会有的改动，请重新核对")
        if len(self.plan.additions) + len(self.plan.changed) > AT_ONCE:
            return self.do_in_background(values["seal"])
        try:
            count = services.take_in(self.plan, by=self.by)
        except TableNotReadable as error:
            raise ValidationError(str(error)) from error
        self.upload.delete()
        return f"已导入，新增、改动了{count}个机关"

    @transaction.atomic
    def do_in_background(self, seal: str) -> str:
        """A long table takes longer than a page may."""
        if self.plan.errors:
            raise ValidationError("表格还有错误，没有导入")
        file = ContentFile(bytes(self.upload.data), name=self.upload.name)
        self.job = start("bodies.import", by=self.by, given=file, seal=seal)
        self.upload.delete()
        return "改动较多，正在后台导入；完成以后会通知您"

    def get_success_url(self) -> str:
        return reverse("office_job", args=[self.job.pk]) if self.job else super().get_success_url()


@needs(Right.MANAGE_SYSTEM)
def give_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw away a table that was looked over."""
    if request.method == "POST":
        get_object_or_404(Upload, pk=pk, owner=request.user).delete()
        messages.success(request, "已放弃导入，机关名录没有变化")
    return redirect("office_bodies")
