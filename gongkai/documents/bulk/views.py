"""Pages about imports and exports: upload, look, run, watch; the batch's review; the register taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents.bulk import services
from gongkai.documents.bulk.forms import DecideForm, ExportForm, RowFilters, StatementForm, UploadForm
from gongkai.documents.desk.bases import BASES
from gongkai.documents.desk.pages import own_body
from gongkai.documents.enums import RIGHTS, Decision, Step, Taking
from gongkai.documents.models import Intake, IntakeRow, Item, Origin
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.office.deeds import DeedPage, Page, user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LIST = "批量导入导出"
SHOWN = 100
"""How many of what was left out stand on the page; the list of rows has them all."""


def _url(intake: Intake) -> str:
    return reverse("documents_bulk_intake", args=[intake.pk])


def standing(intake: Intake) -> str:
    """How far an intake is."""
    if intake.job is not None and intake.job.is_open:
        return f"{intake.job.label}（{intake.job.standing}）"
    if intake.imported_at is not None:
        return "已导入"
    return "已核对" if intake.looked else "未核对"


# --- looking --------------------------------------------------------------------------------------------------------


class Intakes(Listing):
    """The tables that were uploaded for the user's bodies."""

    name, model, right = "documents_bulk", Intake, Right.SEE_REGISTER
    page_title = LIST
    header_icon = "upload"
    permission_policy = RightsPermissionPolicy(
        Intake, lookup="body", body_of=lambda intake: intake.body, view=Right.SEE_REGISTER, add=Right.REGISTER
    )
    add_url_name = "documents_bulk_upload"
    add_item_label = "导入"
    columns: ClassVar[list[Column]] = [
        Title("name", label="文件", sort_key="name", get_url=_url),
        Text("body", label="机关"),
        Text("rows", label="行数", accessor=lambda intake: (intake.looked or {}).get("rows")),
        Tag("standing", label="状态", accessor=standing, tone=lambda intake: "good" if intake.imported_at else ""),
        Text("created_by", label="导入人", accessor=lambda intake: getattr(intake.created_by, "name", "系统")),
        Day("created_at", label="上传时间", sort_key="pk", classname="whole"),
    ]
    default_ordering = "-pk"
    search_fields = ("name",)

    def get_base_queryset(self) -> QuerySet[Intake]:
        return Intake.objects.seen_by(user_of(self.request)).select_related("body", "created_by", "job")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        out = Button("导出登记簿", url=reverse("documents_bulk_export"), icon_name="download", priority=10)
        return [*([out] if self.permission_policy.user_has_permission(self.request.user, "add") else []),
                *super().header_more_buttons]  # fmt: skip


class Rows(Listing):
    """What became of the rows of a table."""

    name, model, right = "documents_bulk_rows", IntakeRow, Right.SEE_REGISTER
    page_title = "导入的行"
    header_icon = "upload"
    permission_policy = RightsPermissionPolicy(IntakeRow, view=Right.SEE_REGISTER)
    columns: ClassVar[list[Column]] = [
        Text("number", label="行", sort_key="number"),
        Title("title", label="名称", get_url=lambda row: _of_row(row)),
        Tag("get_outcome_display", label="结果", tone=lambda row: "bad" if row.outcome == Taking.REFUSED else ""),
        Text("state", label="状态", accessor=lambda row: row.item.get_state_display() if row.item else ""),
        Text("said", label="说明", accessor=lambda row: said_of(row)),
        Text("key", label="导入编号"),
    ]
    default_ordering = ("intake", "number")
    search_fields = ("title", "key")
    filterset_class = RowFilters

    def get_base_queryset(self) -> QuerySet[IntakeRow]:
        seen = Intake.objects.seen_by(user_of(self.request))
        return IntakeRow.objects.filter(intake__in=seen).select_related("intake", "item__origin")


def _of_row(row: IntakeRow) -> str:
    return reverse("documents_item", args=[row.item_id]) if row.item_id else _url(row.intake)


def said_of(row: IntakeRow) -> str:
    """What is to be said of a row: at which column, what; and why its item was left out of a batch's review."""
    said = [f"{heading}：{sentence}" if heading else sentence for heading, sentence in row.problems]
    origin = getattr(row.item, "origin", None)
    if origin is not None and origin.left_out:
        said.append(f"没有送审：{origin.left_out}")
    return "；".join(said)


class OfBulk(Page):
    header_icon = "upload"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("documents_bulk"))]


class OfIntake(OfBulk):
    """A page about one intake; the right is asked for its body."""

    @cached_property
    def intake(self) -> Intake:
        found = Intake.objects.select_related("body", "created_by", "stated_by", "job")
        return get_object_or_404(found, pk=self.kwargs["intake"])

    def body_of_request(self) -> Body:
        return self.intake.body

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.intake.name, _url(self.intake))]


class OneIntake(OfIntake, TemplateView):
    """What the look found, what was carried out, how the batch stands; and what may be done next."""

    right = Right.SEE_REGISTER
    template_name = "documents/bulk/intake.html"

    def get_page_title(self) -> str:
        return self.intake.name

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        intake = self.intake
        free = intake.job is None or not intake.job.is_open
        registers = may(self.by, Right.REGISTER, intake.body)
        waiting = services.waiting(intake)
        left = Origin.objects.filter(intake=intake).exclude(left_out="").select_related("item")
        return super().get_context_data(**kwargs) | {
            "intake": intake,
            "standing": standing(intake),
            "looked": intake.looked,
            "counts": [(Taking(name).label, count) for name, count in (intake.looked or {}).get("counts", {}).items()],
            "outcomes": [(outcome.value, outcome.label, n) for outcome, n in services.outcomes(intake).items()],
            "states": list(services.states(intake).items()),
            "waiting": [(each, may(self.by, RIGHTS[each.step], intake.body)) for each in waiting],
            "left": left[:SHOWN],
            "left_count": left.count(),
            "free": free,
            "may_look": free and registers and bool(intake.table) and intake.imported_at is None,
            "may_run": free and registers and bool(intake.looked) and intake.imported_at is None,
            "may_state": free and registers and _to_send(intake),
            "may_publish": free and registers and services.to_publish(intake).exists(),
            "may_discard": free and registers and bool(intake.table),
        }


def _to_send(intake: Intake) -> bool:
    """Whether something of an intake, which was public before, is a draft still."""
    rows = services.to_submit(intake)
    return Item.objects.filter(pk__in=rows.values("item"), state__in=("draft", "returned"), releases=None).exists()


# --- doing ----------------------------------------------------------------------------------------------------------


class Upload(OfBulk, DeedPage):
    right = Right.REGISTER
    page_title = "导入"
    form_class = UploadForm
    button = "上传并核对"
    about = (
        "先核对每一行会怎样、有什么错误，登记簿没有变化；看过以后再导入。导入的都是草稿，"
        "已在原网站公开的，导入后批量送审，审定以后才公开。"
    )
    made: Intake | None = None

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER)}

    def do(self, values: dict[str, Any]) -> str:
        defaults = {"kind": values["kind"], "attribute": values["attribute"]}
        self.made = services.receive(values["body"], values["table"], values["archive"], by=self.by, defaults=defaults)
        services.look_over(self.made, by=self.by)
        return "已上传，正在核对"

    def get_success_url(self) -> str:
        return _url(self.made) if self.made is not None else super().get_success_url()


class Export(OfBulk, DeedPage):
    right = Right.REGISTER
    page_title = "导出登记簿"
    form_class = ExportForm
    button = "导出"
    about = (
        "本机关登记的全部信息，写成XLSX、CSV和JSON Lines，连同附件打成一个ZIP，可以在别处再导入。"
        "含不予公开的信息，请妥善保管。"
    )
    job: Job | None = None

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER)}

    def do(self, values: dict[str, Any]) -> str:
        self.job = start("documents.export", by=self.by, body=values["body"])
        return "正在后台导出，完成以后会通知您"

    def get_success_url(self) -> str:
        return reverse("office_job", args=[self.job.pk]) if self.job is not None else super().get_success_url()


class Statement(OfIntake, DeedPage):
    right = Right.REGISTER
    page_title = "说明原公开情况并送审"
    form_class = StatementForm
    button = "送审"
    about = (
        "写明了公开时间的各条送审，附件和正文先检查个人信息；有须处理的发现、缺少内容的不送审，逐条列出，处理以后可以再送。"
        "审定以后公开，页面上写明原公开的网站和时间。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {"where": self.intake.where, "basis": self.intake.basis}

    def do(self, values: dict[str, Any]) -> str:
        services.state_origin(self.intake, **values, by=self.by)
        return "正在检查、送审"


class Decide(OfIntake, DeedPage):
    """One decision on all of a batch that waits at a step. Whether the user may is asked by the step."""

    right = Right.SEE_REGISTER
    form_class = DecideForm
    template_name = "documents/bulk/decide.html"
    button = "决定"

    @cached_property
    def step(self) -> Step:
        try:
            return Step(self.kwargs["at"])
        except ValueError as error:
            raise Http404 from error

    @cached_property
    def waits(self) -> services.Waiting | None:
        return next((each for each in services.waiting(self.intake) if each.step == self.step), None)

    def get_page_title(self) -> str:
        return f"批量{self.step.label}"

    def get_initial(self) -> dict[str, Any]:
        return {"seal": self.waits.seal if self.waits is not None else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = may(self.by, RIGHTS[self.step], self.intake.body)
        rows = services.rows_at(self.intake, self.step) if self.waits is not None else IntakeRow.objects.none()
        return super().get_context_data(**kwargs) | {
            "intake": self.intake,
            "mine": mine,
            "rows": rows[:SHOWN],
            "bases": BASES[self.step],
        }

    def do(self, values: dict[str, Any]) -> str:
        values["decision"] = Decision(values["decision"])
        services.decide(self.intake, self.step, **values, by=self.by)
        return "正在逐条写入审查记录"


def intake_body(intake: int, **rest: object) -> Body:
    """The body of an intake, for `needs`."""
    return get_object_or_404(Intake.objects.select_related("body"), pk=intake).body


def _at_once(deed: Callable[[Intake, User], object], said: str) -> Callable[..., HttpResponseBase]:
    """A view that does something with an intake on the press of a button."""

    @needs(Right.REGISTER, body=intake_body)
    @require_POST
    def view(request: HttpRequest, intake: int) -> HttpResponseBase:
        found = get_object_or_404(Intake.objects.select_related("body"), pk=intake)
        try:
            deed(found, user_of(request))
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
        else:
            messages.success(request, said)
        return redirect(_url(found) if Intake.objects.filter(pk=intake).exists() else "documents_bulk")

    return view


look = _at_once(lambda intake, by: services.look_over(intake, by=by), "正在核对")
run = _at_once(lambda intake, by: services.take_in(intake, by=by), "正在导入")
publish = _at_once(lambda intake, by: services.publish_all(intake, by=by), "正在公开")
discard = _at_once(lambda intake, by: services.discard(intake, by=by), "已清除上传的文件")
