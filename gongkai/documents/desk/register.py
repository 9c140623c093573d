"""The register as a list, and entering one item: read from its file or from what was pasted, confirmed, saved."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.documents import terms
from gongkai.documents.desk.forms import FURTHER, EditForm, EntryForm, NewForm, RegisterFilters
from gongkai.documents.desk.pages import REGISTER, ItemDeed, OfRegister, own_body, url_of
from gongkai.documents.directory import titles
from gongkai.documents.enums import Relation, State
from gongkai.documents.markup import clean
from gongkai.documents.models import Attachment, Item, Release
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.reading import Classified, NotRead, Read, read_file, read_pasted, refuse_classified
from gongkai.documents.services import register as services
from gongkai.documents.services import review
from gongkai.documents.services.publication import publication_term
from gongkai.office.deeds import DeedPage
from gongkai.office.models import Upload
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LARGEST: Final = 20 * 2**20
"""Bytes of a file that is read; a larger one is attached on the item's page."""
READ_FROM: Final = (
    *("title", "document_number", "formed_on", "kind", "attribute"),
    *("keywords", "effective_on", "expires_on"),
)
"""Members that a document tells, as `Read` and the form both name them."""
TONES: Final = {State.PUBLISHED: "good", State.RETURNED: "bad", State.WITHDRAWN: "bad"}


# --- the list -------------------------------------------------------------------------------------------------------


def _due(item: Any) -> date | None:
    """The last day to publish what is to be public and is not yet."""
    if item.is_public or item.state not in terms.UNPUBLISHED:
        return None
    return publication_term(item)


def _lateness(item: Any) -> str:
    due = _due(item)
    return "" if due is None or due > timezone.localdate() + terms.SOON else "bad"


class DueDay(Tag):
    """A day in a frame, as it is written."""

    def text(self, row: Any) -> str:
        value = self.get_value(row)
        return value.isoformat() if isinstance(value, date) else ""

    def html(self, row: Any) -> Any:
        return super().html(row) if self.tone(row) else Text.html(self, row)


class Register(Listing):
    """The items of the bodies whose register the user may look into."""

    name, model, right = "documents_register", Item, Right.SEE_REGISTER
    page_title = REGISTER
    header_icon = "doc-full"
    permission_policy = RightsPermissionPolicy(
        Item, lookup="body", body_of=lambda item: item.body, view=Right.SEE_REGISTER, add=Right.REGISTER
    )
    add_url_name = "documents_enter"
    add_item_label = "登记信息"
    columns: ClassVar[list[Column]] = [
        Title("title", label="名称", get_url=url_of),
        Text("index_number", label="索引号", classname="whole"),
        Text("document_number", label="文号", classname="whole"),
        Text("get_kind_display", label="种类", sort_key="kind"),
        Text("get_attribute_display", label="公开属性", sort_key="attribute"),
        Tag(
            "get_state_display",
            label="状态",
            sort_key="state",
            tone=lambda item: TONES.get(State(item.state), ""),
        ),
        Day("formed_on", label="形成日期", sort_key="formed_on", classname="whole"),
        DueDay("due", label="公开期限", accessor=_due, tone=_lateness, classname="whole"),
        Text("body", label="机关"),
    ]
    default_ordering = "-pk"
    search_fields = ("title", "document_number", "index_number")
    filterset_class = RegisterFilters

    def get_base_queryset(self) -> ItemQuerySet:
        public = Exists(Release.objects.live().filter(item=OuterRef("pk")))
        return (
            Item.objects.filter(body__in=bodies_where(self.request.user, self.right))
            .select_related("body")
            .annotate(is_public=public)
        )


# --- entering -------------------------------------------------------------------------------------------------------


class Entry(DeedPage):
    """The form of an item, in two parts, with an editor for its text."""

    template_name = "documents/entry.html"
    right = Right.REGISTER

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form: EntryForm = context["form"]
        marks = set(self.marks(form))
        context["parts"] = {name: form[name] for name in form.fields}
        context["further"] = [form[name] for name in FURTHER]
        context["marks"] = marks
        context["open"] = bool(marks & set(FURTHER)) or any(form[name].errors for name in FURTHER)
        return context

    def marks(self, form: EntryForm) -> list[str]:
        """The members that were read and wait to be confirmed."""
        return []


class Enter(OfRegister, Entry):
    """A new item. “读取” fills the form from the file or from the text, and saves nothing."""

    page_title = "登记信息"
    form_class = NewForm
    button = "保存"
    made: Item | None = None

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER), "drafter": self.by.name, "attach": True}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"body": own_body(self.by, Right.REGISTER) if not self.many else None}

    @cached_property
    def many(self) -> bool:
        """Whether the user registers for more than one body."""
        return len(bodies_where(self.by, Right.REGISTER).on().values_list("pk")[:2]) > 1

    @cached_property
    def interprets(self) -> Item | None:
        """The policy that the new item is to interpret, where the page was opened from it."""
        number = self.request.GET.get("interprets", "")
        seen = Item.objects.filter(body__in=bodies_where(self.by, Right.SEE_REGISTER))
        return seen.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"many": self.many, "interprets": self.interprets}
        upload = self.upload_of(context["form"]["upload"].value())
        return context | {"upload": upload}

    def marks(self, form: EntryForm) -> list[str]:
        return [name for name in str(form["marks"].value() or "").split(",") if name in (*READ_FROM, "text")]

    def upload_of(self, number: object) -> Upload | None:
        said = str(number or "")
        return Upload.objects.filter(owner=self.by, pk=int(said)).first() if said.isascii() and said.isdigit() else None

    # --- reading ---

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.read() if "read" in request.POST else super().post(request, *args, **kwargs)

    def read(self) -> HttpResponse:
        """The form again, with what the document says in place of what was empty or was read before."""
        data = self.request.POST.copy()
        file = self.request.FILES.get("file")
        typed = str(data.get("text") or "")
        try:
            if file is not None:
                name, content = given(file)
                found = read_file(content, name)
                data["upload"] = str(self.keep(name, content).pk)
            else:
                found = read_pasted(typed)
        except NotRead as refusal:
            form = self.get_form_class()(data, initial=self.get_initial(), body=None)
            form.add_error(None, str(refusal))
            return super().form_invalid(form)
        if file is not None and typed and "text" not in str(data.get("marks", "")).split(","):
            found = found._replace(html=typed, notes=(*found.notes, "正文里已有内容，没有换成文件的正文"))
        data["marks"] = ",".join(_fill(data, found))
        initial = self.get_initial() | {name: data.get(name) for name in self.form_class.base_fields}
        form = self.form_class(initial=initial, body=self.get_form_kwargs()["body"])
        context = self.get_context_data(form=form) | {"found": found, "notes": found.notes}
        return self.render_to_response(context)

    def keep(self, name: str, content: bytes) -> Upload:
        """Keep a file until its item is saved."""
        return Upload.objects.create(owner=self.by, name=services.plain_name(name), data=content)

    # --- saving ---

    def do(self, values: dict[str, Any]) -> str:
        item = self.register(values)
        self.made = item
        said = f"已登记“{item.title}”，索引号{item.index_number}"
        return f"{said}，{self.send_in(item)}" if "submit" in self.request.POST else said

    def send_in(self, item: Item) -> str:
        """Send in what was registered just now. It stays registered where that is refused, and the page of the item
        says what it lacks. The search for personal data takes its time, and nobody's number waits for it."""
        try:
            review.submit(item, by=self.by)
        except ValidationError as refusal:
            return "；".join(refusal.messages)
        return "已送审"

    @transaction.atomic
    def register(self, values: dict[str, Any]) -> Item:
        body: Body = values["body"]
        members: dict[str, Any] = {name: values[name] for name in services.MEMBERS if name in values}
        item = services.register(body, members, by=self.by)
        self.attach(item, values)
        if self.interprets is not None:
            services.link(item, Relation.INTERPRETS, self.interprets, by=self.by)
        if "submit" in self.request.POST and (lacking := services.missing(item)):
            raise ValidationError(f"还不能送审，缺少：{'、'.join(lacking)}；可以先“保存”")
        return item

    def attach(self, item: Item, values: dict[str, Any]) -> None:
        """Attach the file that was read, or the one that came without being read."""
        upload = self.upload_of(values["upload"])
        if values["attach"] and values["file"] is not None:
            attach_file(item, values["file"], by=self.by)
        elif values["attach"] and upload is not None:
            services.attach(item, bytes(upload.data), upload.name, by=self.by)
        if upload is not None:
            upload.delete()

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Keep the file as well as what was typed."""
        file = self.request.FILES.get("file")
        if file is not None and file.size and file.size <= LARGEST:
            file.seek(0)
            name, content = given(file)
            try:
                refuse_classified(content, name)
            except Classified as refusal:
                form.add_error(None, str(refusal))
            else:
                _put(form, "upload", str(self.keep(name, content).pk))
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        return url_of(self.made) if self.made is not None else super().get_success_url()


def given(file: UploadedFile[Any]) -> tuple[str, bytes]:
    """A file's name and content.

    Raises:
        NotRead: it is too large to be read.
    """
    name = str(file.name)
    if (file.size or 0) > LARGEST:
        raise NotRead(f"“{name}”超过{LARGEST // 2**20} MB，没有读取；请先登记，再在条目里添加附件")
    return name, file.read()


def attach_file(item: Item, file: UploadedFile[Any], *, by: User) -> Attachment:
    """Attach a file that came with a form.

    Raises:
        PermissionDenied, ValidationError: it may not be attached, or is marked as a state secret.
    """
    name, content = str(file.name), file.read()
    try:
        refuse_classified(content, name)
    except Classified as refusal:
        raise ValidationError(str(refusal)) from refusal
    return services.attach(item, content, name, by=by)


def _put(form: forms.Form, name: str, value: str) -> None:
    """Have a form that is shown again carry another value."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[name] = value
    form.data = data


def _fill(data: Any, found: Read) -> list[str]:
    """Put what was read into the form's data, beside what somebody typed; the names of what was put."""
    before = set(str(data.get("marks", "")).split(","))
    put = []
    for name in READ_FROM:
        value = getattr(found, name)
        if not value or (data.get(name) and name not in before):
            continue
        data[name] = value.isoformat() if isinstance(value, date) else str(value)
        put.append(name)
    data["text"] = found.html
    return [*put, "text"]


class Edit(Entry, ItemDeed):
    """A draft, changed. What somebody else saved meanwhile is shown beside what was typed."""

    page_title = "修改"
    form_class = EditForm
    others: list[tuple[str, str]]

    def get_initial(self) -> dict[str, Any]:
        members = {name: getattr(self.item, name) for name in services.MEMBERS}
        return members | {"edition": self.item.edition}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"body": self.item.body}

    def get_about(self) -> str:
        return "" if self.item.may_change else f"这条信息{self.item.get_state_display()}，不能修改。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"others": getattr(self, "others", []), "locked": not self.item.may_change}

    def do(self, values: dict[str, Any]) -> str:
        members: dict[str, Any] = {name: values[name] for name in services.MEMBERS if name in values}
        services.change(self.item, members, by=self.by, edition=values["edition"])
        return "已保存"

    def refused(self, form: forms.Form, refusal: ValidationError) -> HttpResponse:
        """Keep what was typed; where the item has changed meanwhile, let it be saved over what is shown of it."""
        now = get_object_or_404(Item, pk=self.item.pk)
        if form.cleaned_data["edition"] != now.edition:
            self.others = [
                (services.HEADINGS[name], _spelled(now, name))
                for name in services.MEMBERS
                if name in form.cleaned_data and _same(getattr(now, name)) != _same(form.cleaned_data[name])
            ]
            _put(form, "edition", str(now.edition))
        return super().refused(form, refusal)


def _same(value: object) -> object:
    return clean(value) if isinstance(value, str) and "<" in value else value or ""


def _spelled(item: Item, name: str) -> str:
    if name == "category":
        return titles().get(item.category, item.category)
    display = getattr(item, f"get_{name}_display", None)
    return str(display() if display else getattr(item, name) or "（空）")
