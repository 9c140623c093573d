"""What is given, on the page of a case: as it is, without what is withheld, or not at all; from the register; answers
on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.functional import cached_property

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.cases.desk import held
from gongkai.cases.desk.handling import SeenForm, SomeFiles, area, at_once, contents
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, url_of
from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Case, Paper, Withheld
from gongkai.cases.models.giving import GROUNDS
from gongkai.cases.services import giving, papers
from gongkai.cases.services.giving import Look, Part, Seen
from gongkai.documents.desk.forms import OneOf, labelled
from gongkai.documents.desk.pages import FOUND, found_items
from gongkai.documents.models import Item
from gongkai.documents.models.register import ItemQuerySet
from gongkai.law.articles import chinese
from gongkai.persons.keys import KeysError
from gongkai.persons.vault import MOST

PARTS: Final = 3
"""Parts of a redacted copy that the form has room for to begin with; a button adds one more at a time."""
MOST_PARTS: Final = 20
REASONS: Final = f"写进答复书；以第三方合法权益为依据，又没有征求其意见的，写明“{giving.NOT_ASKED}”和原因"
_HASH: Final = "#giving"


class OfPaper(CaseDeed):
    """Something that is done to a paper that was found."""

    @cached_property
    def paper(self) -> Paper:
        found = self.case.papers.select_related("case__body", "case__applicant")
        return get_object_or_404(found, pk=self.kwargs["paper"], kind=PaperKind.INFORMATION, removed_at=None)

    @cached_property
    def look(self) -> Look:
        """What is in the paper: searched each time, since what is found is kept nowhere.

        Raises:
            Http404: the paper cannot be read.
        """
        try:
            return giving.look(self.case, self.paper.name, papers.content_of(self.paper))
        except (FileNotFoundError, KeysError, ValueError) as broken:
            raise Http404 from broken

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}{_HASH}"


# --- as it is -------------------------------------------------------------------------------------------------------


class GiveForm(forms.Form):
    reason = forms.CharField(
        label="可以提供的理由",
        max_length=200,
        required=False,
        help_text="有他人的个人信息、隐藏内容或者没能检查的，必须写明，如“第三方书面同意公开”",
    )


class Give(OfPaper):
    page_title = "原样提供"
    form_class = GiveForm
    template_name = "cases/give.html"
    button = "列入提供的信息"

    def get_about(self) -> str:
        return f"“{self.paper.name}”将原样提供给申请人；答复书送达后，申请人可以下载。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"look": self.look, "groups": list(grouped(self.look))}

    def do(self, values: dict[str, Any]) -> str:
        made = giving.give(self.paper, reason=values["reason"], by=self.by)
        return f"“{made.name}”已列入提供的信息"


@dataclass(frozen=True)
class Group:
    """The same value, wherever it was found: the numbers of its places among what was found, and where they are."""

    seen: Seen
    numbers: tuple[int, ...]
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"finding_{self.numbers[0]}"


def grouped(look: Look) -> Iterator[Group]:
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, seen in enumerate(look.found):
        numbers.setdefault((seen.finding.code, seen.finding.text), []).append(number)
    for same in numbers.values():
        places = tuple(dict.fromkeys(str(look.found[each].finding.place) for each in same))
        yield Group(look.found[same[0]], tuple(same), places)


# --- without what is withheld ---------------------------------------------------------------------------------------


class RedactForm(forms.Form):
    """For each value that was found, in which part it is withheld, if at all; and the parts."""

    reason = forms.CharField(
        label="保留其他个人信息的理由",
        max_length=200,
        required=False,
        help_text="遮盖以后还留有他人个人信息的，必须写明",
    )
    own = forms.FileField(
        label="自行处理好的文件",
        required=False,
        help_text="扫描件、DOC等不能自动遮盖的，可以自己处理好再上传；系统会检查上面选的内容是否还能读出",
    )

    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    """The file that came with the form before (`held`)."""

    def __init__(self, *args: Any, groups: list[Group], count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = [each for each in groups if not each.seen.structural]
        self.numbers = range(1, count + 1)
        self.fields["count"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=count)
        choices = [("", "保留"), *((str(at), _named(at)) for at in self.numbers)]
        for each in self.groups:
            self.fields[each.name] = forms.ChoiceField(
                label=each.seen.finding.shown,
                choices=choices,
                required=False,
                initial="1" if each.seen.blocks else "",
                widget=forms.Select({"aria-label": f"{each.seen.finding.name}{each.seen.finding.shown}"}),
            )
        for at in self.numbers:
            self._add_part(at, _named(at))

    def _add_part(self, at: int, label: str) -> None:
        self.fields[f"words_{at}"] = area(
            f"{label}里还要遮盖的字词", 2, max_length=2000, required=False, help_text="如姓名、段落，一行一个"
        )
        self.fields[f"what_{at}"] = forms.CharField(
            label=f"{label}是什么内容",
            max_length=200,
            required=False,
            help_text="写进答复书，不写内容本身，如“第三人的姓名和身份证号码”",
        )
        self.fields[f"ground_{at}"] = forms.ChoiceField(
            label="依据", choices=[("", "请选择"), *GROUNDS], required=False
        )
        self.fields[f"reasons_{at}"] = area("理由", 2, max_length=1000, required=False, help_text=REASONS)

    def rows(self) -> list[tuple[Group, Any]]:
        return [(each, self[each.name]) for each in self.groups]

    def parts(self) -> Iterator[tuple[str, list[Any], bool]]:
        """The parts with their fields, and whether something is stated of them."""
        for at in self.numbers:
            fields = [self[f"{name}_{at}"] for name in ("words", "what", "ground", "reasons")]
            yield _named(at), fields, any(field.value() or field.errors for field in fields)

    def rest(self) -> list[Any]:
        return [self["reason"], self["own"]]


def _named(at: int) -> str:
    return f"第{chinese(at)}部分"


def _chosen(form: RedactForm, values: Mapping[str, Any]) -> tuple[set[int], list[Part]]:
    """Which findings are taken out, and the parts that are withheld: those with a finding, a word or a ground."""
    chosen: set[int] = set()
    used: set[int] = set()
    for each in form.groups:
        if stated := values.get(each.name):
            chosen.update(each.numbers)
            used.add(int(stated))
    parts = []
    for at in form.numbers:
        words = [word.strip() for word in values[f"words_{at}"].splitlines() if word.strip()]
        if at in used or words or values[f"what_{at}"] or values[f"ground_{at}"]:
            parts.append(Part(values[f"what_{at}"], values[f"ground_{at}"], values[f"reasons_{at}"], words))
    return chosen, parts


class Redact(OfPaper):
    page_title = "遮盖后提供"
    form_class = RedactForm
    template_name = "cases/redact.html"
    button = "遮盖、核验并列入提供的信息"

    def get_about(self) -> str:
        return (
            f"“{self.paper.name}”里选的内容会从文件里删去，不只是盖住；修订痕迹、批注、隐藏文字和文件属性一并清除。"
            "做好的文件会重新打开查找，确认没有残留才提供；原件留存。每一部分的依据和理由写进答复书（条例第37条）。"
        )

    @cached_property
    def groups(self) -> list[Group]:
        return list(grouped(self.look))

    @property
    def count(self) -> int:
        """Parts that the form has room for: as many as it had, and one more where that is asked for."""
        said = self.request.POST.get("count", "")
        had = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else PARTS
        return min(max(had, 1) + ("add" in self.request.POST), MOST_PARTS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"groups": self.groups, "count": self.count}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        structural = [each for each in self.groups if each.seen.structural]
        more = {"look": self.look, "structural": structural, "kept": self.kept, "may_add": self.count < MOST_PARTS}
        return super().get_context_data(**kwargs) | more

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One part more, with all that was typed and uploaded; or what the form asks for."""
        if "add" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {name: value for name, value in request.POST.items() if name != "count"}
        form = RedactForm(groups=self.groups, count=self.count, initial=typed | {"kept": self.hold()})
        return self.render_to_response(self.get_context_data(form=form))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        data = self.request.POST.copy()
        data["kept"] = self.hold()
        form.data = data
        return super().form_invalid(form)

    @cached_property
    def kept(self) -> list[held.Held]:
        """The file that came with the form before, or comes with it now; nothing that was given up."""
        waiting = held.held_by(self.request.POST.get("kept", ""), self.by)
        file = self.request.FILES.get("own")
        if file is not None and 0 < (file.size or 0) <= MOST:
            file.seek(0)
            waiting = held.hold([("own", papers.plain_name(str(file.name)), file.read())])
            file.seek(0)
        return [each for each in waiting if each.vault not in self.request.POST.getlist("give_up")]

    def hold(self) -> str:
        return held.token_of(self.kept, self.by)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.form = form
        return super().form_valid(form)

    def do(self, values: dict[str, Any]) -> str:
        assert isinstance(self.form, RedactForm)
        chosen, parts = _chosen(self.form, values)
        if values["own"] is not None:
            own = contents([values["own"]])
        else:
            own = [(each.name, held.content_of(each)) for each in self.kept]
        made, notes = giving.redact(self.paper, chosen, parts, reason=values["reason"], own=own, by=self.by)
        return "；".join([f"“{made.name}”已核验，列入提供的信息", *notes])


# --- not at all -----------------------------------------------------------------------------------------------------


class WithholdForm(forms.Form):
    what = forms.CharField(label="是什么内容", max_length=200, help_text="写进答复书，不写内容本身")
    ground = forms.ChoiceField(label="依据", choices=[("", "请选择"), *GROUNDS])
    reasons = area("理由", 3, max_length=1000, help_text=REASONS)


class Withhold(OfPaper):
    page_title = "整件不予公开"
    form_class = WithholdForm
    button = "确定不予公开"

    def get_initial(self) -> dict[str, Any]:
        return {"what": f"《{giving.titled(self.paper.name)}》"}

    def do(self, values: dict[str, Any]) -> str:
        made = giving.withhold(self.paper, by=self.by, **values)
        return f"已确定：{made.get_ground_display()}"


def _take_back(case: Case, by: User, part: int) -> tuple[str, str]:
    found = get_object_or_404(Withheld.objects.select_related("case__body", "paper"), case=case, pk=part)
    giving.take_back(found, by=by)
    return "已取消", f"{url_of(case)}{_HASH}"


take_back = at_once(_take_back)


# --- from the register ----------------------------------------------------------------------------------------------


class ItemForm(forms.Form):
    item = OneOf(Item, labelled, label="哪一条", widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, found: ItemQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = found


class FromRegister(CaseDeed):
    page_title = "从登记簿提取"
    form_class = ItemForm
    template_name = "cases/from_register.html"
    button = "提取正文和附件"
    about = "提取后列在“提供的信息”里，再决定怎样提供。已经主动公开的，可以直接答复获取的途径（条例第36条第1项）。"

    def offered(self) -> ItemQuerySet:
        return Item.objects.filter(body__in=bodies_where(self.by, Right.SEE_REGISTER)).counted()

    def typed(self) -> str:
        typed = self.request.GET.get("q")
        return (self.case.document_number or self.case.title if typed is None else typed).strip()

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.request.method == "POST":
            found = self.offered().select_related("body")
        else:
            numbers = list(found_items(self.offered(), self.typed()).values_list("pk", flat=True)[:FOUND])
            found = Item.objects.filter(pk__in=numbers).select_related("body")
        return super().get_form_kwargs() | {"found": found}

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"typed": self.typed(), "most": FOUND}

    def do(self, values: dict[str, Any]) -> str:
        taken = giving.take_item(self.case, values["item"], by=self.by)
        return f"已提取{'、'.join(each.name for each in taken)}"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}{_HASH}"


# --- on the spot ----------------------------------------------------------------------------------------------------


class OnTheSpotForm(SeenForm):
    outcome = forms.ChoiceField(
        label="答复类型",
        choices=[
            ("already_public", "已经主动公开，告知获取的方式、途径"),
            ("disclosed", "予以公开，当场提供或者口头告知"),
        ],
        widget=forms.RadioSelect,
    )
    told = area("答复的内容", 4, max_length=1000, help_text="提供了什么、口头告知了什么，或者在哪里可以获取")
    reviewed = forms.CharField(
        label="审查情况",
        max_length=200,
        required=False,
        help_text="予以公开的，写明谁审查、能否公开（条例第17条）；已经主动公开的，不填",
    )
    added = SomeFiles(label="签收凭证", help_text="申请人签名的答复记录等，可以不传")


class OnTheSpot(CaseDeed):
    page_title = "当场答复"
    form_class = OnTheSpotForm
    button = "登记当场答复"
    about = (
        "当面提交的申请，能够当场答复的，当场答复（条例第33条第1款）。登记后案件办结，生成当场答复记录；"
        "列入提供的信息，申请人同时可以下载。请告知申请人救济途径：60日内申请行政复议，或者6个月内提起行政诉讼。"
    )

    def do(self, values: dict[str, Any]) -> str:
        giving.answer_on_the_spot(
            self.case,
            values["outcome"],
            values["told"],
            reviewed=values["reviewed"],
            files=contents(values["added"]),
            by=self.by,
            seen=values["seen"],
        )
        return "已登记当场答复，案件办结"


# --- the page of the case -------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A paper that was found: given as what, or withheld on what ground; neither, where that is still open."""

    paper: Paper
    given: Paper | None
    parts: list[Withheld]


def panel(at: Stand) -> Panel | None:
    """What was found, and what becomes of it."""
    found, given, parts = giving.found_of(at.case), giving.given_of(at.case), giving.withheld_of(at.case)
    if not found and not given and not at.is_open:
        return None
    rows = []
    for paper in found:
        made = next((each for each in given if each.made_from_id == paper.pk), None)
        rows.append(Row(paper, made, [each for each in parts if each.paper_id == paper.pk]))
    own = {row.given.pk for row in rows if row.given is not None}
    context = {"rows": rows, "others": [each for each in given if each.pk not in own], "open": at.is_open}
    return Panel("提供的信息", "cases/panels/giving.html", context)


PAPER: Final = "cases/<int:case>/papers/<int:paper>/"
urlpatterns: list[URLPattern] = [
    path(f"{PAPER}give/", Give.as_view(), name="cases_give"),
    path(f"{PAPER}redact/", Redact.as_view(), name="cases_redact"),
    path(f"{PAPER}withhold/", Withhold.as_view(), name="cases_withhold"),
    path("cases/<int:case>/withheld/<int:part>/take-back/", take_back, name="cases_withheld_take_back"),
    path("cases/<int:case>/from-register/", FromRegister.as_view(), name="cases_from_register"),
    path("cases/<int:case>/on-the-spot/", OnTheSpot.as_view(), name="cases_on_the_spot"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_on_the_spot", "当场答复", lambda at: giving.may_answer_on_the_spot(at.case)),
    Action("cases_from_register", "从登记簿提取", lambda at: at.is_open and at.clock.receipt is not None),
)
PANELS: tuple[Panels, ...] = (panel,)
