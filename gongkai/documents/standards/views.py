"""Pages about standard directories: which there are, one with its entries, adopting, mapping, and the board of gaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, JsonResponse
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
from gongkai.access.rights import bodies_where, may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents.desk.pages import found_items, own_body
from gongkai.documents.enums import Attribute
from gongkai.documents.models import Adoption, Directory, Entry, Fulfilment, Item
from gongkai.documents.models.standards import DirectoryQuerySet
from gongkai.documents.standards import services
from gongkai.documents.standards.forms import AdoptForm, DirectoryFilters, EndForm, ImportForm, MapForm
from gongkai.documents.standards.services import Standing
from gongkai.documents.standards.tables import directory_table, standing_table
from gongkai.office import spreadsheet
from gongkai.office.deeds import DeedPage, Page, user_of
from gongkai.office.fields import suggestions
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LIST = "标准目录"
FOUND = 30
"""Items that a search for one to put under an entry shows."""
TONES = {Standing.EMPTY: "bad", Standing.STALE: "bad", Standing.KEPT: "good"}
BOARD = 200
"""Duties that are not in order, as they stand on the board; the table has them all."""


def _url(directory: Directory) -> str:
    return reverse("documents_standards_directory", args=[directory.pk])


def seen(user: User) -> DirectoryQuerySet:
    """The directories: published tables are for everybody, what waits to be confirmed is for who may do that."""
    own = Q(confirmed_at__isnull=False) | Q(body__in=bodies_where(user, Right.SUPERVISE))
    return Directory.objects.filter(own)


# --- directories ----------------------------------------------------------------------------------------------------


class Directories(Listing):
    name, model, right = "documents_standards", Directory, Right.SEE_REGISTER
    page_title = LIST
    header_icon = "list-ul"
    permission_policy = RightsPermissionPolicy(Directory, view=Right.SEE_REGISTER, add=Right.SUPERVISE)
    add_url_name = "documents_standards_import"
    add_item_label = "导入目录"
    columns: ClassVar[list[Column]] = [
        Title("title", label="名称", sort_key="title", get_url=_url),
        Text("field", label="领域", sort_key="field"),
        Text("get_level_display", label="级别", sort_key="level"),
        Text("version", label="版本"),
        Text("entries_count", label="事项"),
        Day("valid_from", label="施行日期", sort_key="valid_from", classname="whole"),
        Day("valid_until", label="有效期至", sort_key="valid_until", classname="whole"),
        Text("body", label="编制机关"),
        Tag(
            "standing", label="状态", accessor=lambda each: "" if each.confirmed_at else "待确认", tone=lambda _: "bad"
        ),
    ]
    default_ordering = ("field", "-pk")
    search_fields = ("title", "field", "source")
    filterset_class = DirectoryFilters

    def get_base_queryset(self) -> QuerySet[Directory]:
        found = seen(user_of(self.request)).select_related("body")
        return found.annotate(entries_count=Count("entries"))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        user = self.request.user
        own = Button("本机关应公开的事项", url=reverse("documents_standards_own"), icon_name="tasks", priority=10)
        board = Button("空缺一览", url=reverse("documents_standards_gaps"), icon_name="warning", priority=20)
        supervises = bodies_where(user, Right.SUPERVISE).exists()
        return [own, *([board] if supervises else []), *super().header_more_buttons]


class OfStandards(Page):
    header_icon = "list-ul"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("documents_standards"))]


class OfDirectory(OfStandards):
    """A page about one directory."""

    @cached_property
    def directory(self) -> Directory:
        found = seen(self.by).select_related("body", "created_by")
        return get_object_or_404(found, pk=self.kwargs["directory"])

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.directory.title, _url(self.directory))]


class OneDirectory(OfDirectory, TemplateView):
    """A directory with its entries, what was not read of it, and who adopted it."""

    right = Right.SEE_REGISTER
    template_name = "documents/standards/directory.html"

    def get_page_title(self) -> str:
        return self.directory.title

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        directory = self.directory
        own = bodies_where(self.by, Right.SEE_REGISTER)
        adoptions = directory.adoptions.filter(ended_at=None, body__in=own).select_related("body")
        waits = directory.confirmed_at is None
        return super().get_context_data(**kwargs) | {
            "directory": directory,
            "entries": directory.entries.all(),
            "adoptions": adoptions.order_by("body__path"),
            "may_confirm": waits and may(self.by, Right.SUPERVISE, directory.body),
            "may_end": not waits and may(self.by, Right.SUPERVISE, directory.body),
            "may_adopt": not waits and bodies_where(self.by, Right.REGISTER).exists(),
        }


class Import(OfStandards, DeedPage):
    right = Right.SUPERVISE
    page_title = "导入标准目录"
    form_class = ImportForm
    button = "读取"
    about = "先读取，看过读出了什么、哪些没有读出，确认以后各机关才能采用。"
    made: list[Directory] | None = None

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.SUPERVISE)}

    def do(self, values: dict[str, Any]) -> str:
        file = values.pop("file")
        self.made = services.take_in(values.pop("body"), file.read(), file.name, values, by=self.by)
        names = "、".join(directory.field for directory in self.made)
        return f"读出{len(self.made)}个目录（{names}），请核对以后确认"

    def get_success_url(self) -> str:
        made = self.made or []
        return _url(made[0]) if len(made) == 1 else super().get_success_url()


class End(OfDirectory, DeedPage):
    right = Right.SUPERVISE
    page_title = "写明有效期"
    form_class = EndForm

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.directory.valid_until}

    def do(self, values: dict[str, Any]) -> str:
        services.end(self.directory, values["on"], by=self.by)
        return "已写明有效期"


def directory_body(directory: int, **rest: object) -> Body:
    """The body of a directory, for `needs`."""
    return get_object_or_404(Directory.objects.select_related("body"), pk=directory).body


def _at_once(deed: Callable[[Directory, User], object], said: str) -> Callable[..., HttpResponseBase]:
    @needs(Right.SUPERVISE, body=directory_body)
    @require_POST
    def view(request: HttpRequest, directory: int) -> HttpResponseBase:
        found = get_object_or_404(Directory, pk=directory)
        try:
            deed(found, user_of(request))
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
        else:
            messages.success(request, said)
        return redirect(_url(found) if Directory.objects.filter(pk=directory).exists() else "documents_standards")

    return view


confirm = _at_once(lambda directory, by: services.confirm(directory, by=by), "已确认，各机关可以采用")
discard = _at_once(lambda directory, by: services.discard(directory, by=by), "已放弃，没有保存")


@needs(Right.SEE_REGISTER)
def table(request: HttpRequest, directory: int) -> HttpResponseBase:
    """A directory as a workbook."""
    found = get_object_or_404(seen(user_of(request)), pk=directory)
    return spreadsheet.answer(directory_table(found), form="xlsx", name=found.title)


@needs(Right.SUPERVISE)
def names(request: HttpRequest) -> HttpResponseBase:
    """Bodies that the user supervises, that match what is being typed."""
    bodies = bodies_where(request.user, Right.SUPERVISE)
    return JsonResponse({"bodies": suggestions(bodies, request.GET.get("q", ""))})


# --- one body's duties ----------------------------------------------------------------------------------------------


class OfOwnBody(OfStandards):
    """A page about the duties of a body: the one that is asked for, or the one that the user works for."""

    wanted: ClassVar[Right]

    @cached_property
    def body(self) -> Body | None:
        bodies = bodies_where(self.by, self.wanted).on()
        asked = self.request.GET.get("body", "")
        if asked.isdecimal():
            return bodies.filter(pk=int(asked)).first()
        return own_body(self.by, self.wanted) or bodies.first()


class Own(OfOwnBody, TemplateView):
    """What a body has to publish by the directories that it adopted, and how that stands."""

    right = wanted = Right.SEE_REGISTER
    page_title = "应公开的事项"
    template_name = "documents/standards/own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        adoptions = list(services.in_force(Body.objects.filter(pk=self.body.pk))) if self.body is not None else []
        bodies = bodies_where(self.by, self.right).on().select_related("parent").order_by("path")
        offered = Directory.objects.none()
        if self.body is not None and may(self.by, Right.REGISTER, self.body):
            offered = Directory.objects.on().for_body(self.body)
            offered = offered.exclude(pk__in=[adoption.directory_id for adoption in adoptions])
        return super().get_context_data(**kwargs) | {
            "body": self.body,
            "bodies": bodies[:200],
            "tallies": services.tallies(adoptions),
            "offered": offered,
        }


class Adopt(OfDirectory, OfOwnBody, DeedPage):
    """Which entries of a directory a body has to publish under."""

    right = wanted = Right.REGISTER
    page_title = "采用目录"
    form_class = AdoptForm
    button = "采用"
    about = "公开层级与本机关相符的事项已经选上；不由本机关公开的，去掉。采用以后还可以调整。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"directory": self.directory}

    def get_about(self) -> str:
        return f"{self.body}采用“{self.directory}”。{self.about}" if self.body is not None else "没有可以登记的机关。"

    def get_initial(self) -> dict[str, Any]:
        if self.body is None:
            return {}
        held = self.directory.adoptions.filter(body=self.body, ended_at=None).first()
        chosen = held.entries.all() if held is not None else services.suited(self.directory, self.body)
        return {"entries": [entry.pk for entry in chosen]}

    def do(self, values: dict[str, Any]) -> str:
        if self.body is None:
            raise ValidationError("没有可以登记的机关")
        self.adoption = services.adopt(self.body, self.directory, values["entries"], by=self.by)
        return f"{self.body}已采用“{self.directory}”，应公开{len(values['entries'])}个事项"

    def get_success_url(self) -> str:
        adoption = getattr(self, "adoption", None)
        if adoption is None:
            return super().get_success_url()
        return reverse("documents_standards_adoption", args=[adoption.pk])


class OfAdoption(OfStandards):
    """A page about a directory as a body adopted it; the right is asked for the body."""

    @cached_property
    def adoption(self) -> Adoption:
        found = Adoption.objects.select_related("body", "directory")
        return get_object_or_404(found, pk=self.kwargs["adoption"])

    def body_of_request(self) -> Body:
        return self.adoption.body

    def trail(self) -> list[tuple[str, str]]:
        own = f"{reverse('documents_standards_own')}?body={self.adoption.body_id}"
        here = reverse("documents_standards_adoption", args=[self.adoption.pk])
        return [*super().trail(), (self.adoption.body.name, own), (self.adoption.directory.title, here)]


class OneAdoption(OfAdoption, TemplateView):
    """The duties of a body by a directory: what is under each, how it stands, and what may belong there."""

    right = Right.SEE_REGISTER
    template_name = "documents/standards/adoption.html"

    def get_page_title(self) -> str:
        return self.adoption.directory.title

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        adoption = self.adoption
        own = Fulfilment.objects.filter(item__body=adoption.body).select_related("item").order_by("-item__pk")
        entries = Entry.objects.filter(duties__adoption=adoption).prefetch_related(
            Prefetch("fulfilments", own, to_attr="own")
        )
        held = {entry.pk: getattr(entry, "own", []) for entry in entries}
        maps = may(self.by, Right.REGISTER, adoption.body)
        proposed = services.proposed(adoption) if maps else {}
        rows = [
            (each, TONES[each.standing], held[each.entry.pk], proposed.get(each.entry.pk, []))
            for each in services.duties([adoption])
        ]
        return super().get_context_data(**kwargs) | {
            "adoption": adoption,
            "rows": rows,
            "maps": maps,
            "proposed": any(found for *_, found in rows),
        }


class MapEntry(OfAdoption, DeedPage):
    """Put items under an entry: those that are proposed, or found by a search."""

    right = Right.REGISTER
    form_class = MapForm
    template_name = "documents/standards/map.html"
    button = "对应到这个事项"

    @cached_property
    def entry(self) -> Entry:
        return get_object_or_404(Entry.objects.filter(duties__adoption=self.adoption), pk=self.kwargs["entry"])

    def get_page_title(self) -> str:
        return str(self.entry)

    @cached_property
    def typed(self) -> str:
        return self.request.GET.get("q", "").strip()

    @cached_property
    def offered(self) -> list[int]:
        """The items to choose from, by number."""
        body = self.adoption.body
        if self.typed:
            found = found_items(Item.objects.filter(body=body), self.typed)
            found = found.filter(attribute__in=["", Attribute.PROACTIVE]).exclude(fulfilments__entry=self.entry)
            return list(found.order_by("-pk").values_list("pk", flat=True)[:FOUND])
        return [each.item.pk for each in services.proposed_for(self.entry, body)]

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = [int(number) for number in self.request.POST.getlist("items") if number.isdecimal()]
        offered = Item.objects.filter(body=self.adoption.body, pk__in=[*self.offered, *chosen]).order_by("-pk")
        return super().get_form_kwargs() | {"offered": offered}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = Fulfilment.objects.filter(entry=self.entry, item__body=self.adoption.body).select_related("item")
        return super().get_context_data(**kwargs) | {"entry": self.entry, "held": held, "found": bool(self.offered)}

    def do(self, values: dict[str, Any]) -> str:
        count = services.put_under(self.entry, values["items"], by=self.by)
        return f"已把{count}条信息对应到“{self.entry}”"


def adoption_body(adoption: int, **rest: object) -> Body:
    """The body of an adoption, for `needs`."""
    return get_object_or_404(Adoption.objects.select_related("body"), pk=adoption).body


def _back(adoption: int) -> HttpResponseBase:
    return redirect("documents_standards_adoption", adoption)


@needs(Right.REGISTER, body=adoption_body)
@require_POST
def accept(request: HttpRequest, adoption: int) -> HttpResponseBase:
    """Put the proposed items that were ticked, written entry-item, under their entries."""
    held = get_object_or_404(Adoption.objects.select_related("body"), pk=adoption)
    entries = {entry.pk: entry for entry in Entry.objects.filter(duties__adoption=held)}
    count = 0
    try:
        for pair in request.POST.getlist("pair"):
            entry, _, item = pair.partition("-")
            if entry.isdecimal() and item.isdecimal() and int(entry) in entries:
                found = Item.objects.filter(body=held.body, pk=int(item))
                count += services.put_under(entries[int(entry)], found, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"已对应{count}条信息")
    return _back(adoption)


@needs(Right.REGISTER, body=adoption_body)
@require_POST
def take_from(request: HttpRequest, adoption: int, fulfilment: int) -> HttpResponseBase:
    held = get_object_or_404(Adoption, pk=adoption)
    found = Fulfilment.objects.select_related("item__body", "entry__directory")
    services.take_from(get_object_or_404(found, pk=fulfilment, item__body=held.body_id), by=user_of(request))
    messages.success(request, "已取消对应")
    return _back(adoption)


@needs(Right.REGISTER, body=adoption_body)
@require_POST
def give_up(request: HttpRequest, adoption: int) -> HttpResponseBase:
    held = get_object_or_404(Adoption.objects.select_related("directory"), pk=adoption)
    try:
        services.give_up(held, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"已停用“{held.directory}”")
    return redirect("documents_standards_own")


@needs(Right.SEE_REGISTER, body=adoption_body)
def adoption_table(request: HttpRequest, adoption: int) -> HttpResponseBase:
    """A body's duties by a directory, with how they stand, as a workbook."""
    held = get_object_or_404(Adoption.objects.select_related("body", "directory"), pk=adoption)
    rows = standing_table(services.duties([held]))
    return spreadsheet.answer(rows, form="xlsx", name=f"{held.body}{held.directory.field}应公开的事项")


# --- gaps -----------------------------------------------------------------------------------------------------------


class Gaps(OfStandards, TemplateView):
    """How all bodies that the user supervises stand by their directories, and what is not in order."""

    right = Right.SUPERVISE
    page_title = "空缺一览"
    template_name = "documents/standards/gaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bodies = bodies_where(self.by, self.right)
        adoptions = list(services.in_force(bodies))
        duties = services.duties(adoptions)
        wrong = [each for each in duties if each.standing != Standing.KEPT]
        without = bodies.on().exclude(pk__in={adoption.body_id for adoption in adoptions}).order_by("path")
        return super().get_context_data(**kwargs) | {
            "tallies": services.tallied(adoptions, duties),
            "wrong": [(each, TONES[each.standing]) for each in wrong[:BOARD]],
            "wrong_count": len(wrong),
            "total": len(duties),
            "without": without[:BOARD],
            "without_count": without.count(),
        }


@needs(Right.SUPERVISE)
def gaps_table(request: HttpRequest) -> HttpResponseBase:
    """Every duty of all bodies that the user supervises, as a workbook."""
    adoptions = list(services.in_force(bodies_where(request.user, Right.SUPERVISE)))
    return spreadsheet.answer(standing_table(services.duties(adoptions)), form="xlsx", name="标准目录空缺一览")
