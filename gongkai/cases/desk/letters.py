"""Letters at the desk: which one, what is stated for it, its text beside what it lacks, what changed, sending in,
serving. A letter has a page of its own, whether it is of a case or of a correction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.cases.desk.again import FilledAgain
from gongkai.cases.desk.parts import QUEUE, Action, Panel, Panels, Stand
from gongkai.cases.desk.sending import sent
from gongkai.cases.enums import Decision, Delivery, LetterState
from gongkai.cases.models import Case, CaseLetter, LetterStep
from gongkai.cases.services import letters as services
from gongkai.cases.services.letters import SHOWN_TO_NOBODY, WRITABLE
from gongkai.documents.desk.forms import ReasonForm
from gongkai.law.limits import ServedBy
from gongkai.letters import Difference, Letter, LetterError, difference, write
from gongkai.letters.letter import Block
from gongkai.letters.letter import Kind as BlockKind
from gongkai.office import actions
from gongkai.office.deeds import DeedPage, Page, SureForm, user_of
from gongkai.office.fields import DayField
from gongkai.report.errors import NotWritable

TONES: Final = {LetterState.APPROVED: "good", LetterState.SERVED: "good", LetterState.RETURNED: "bad"}


def url_of_letter(letter: CaseLetter) -> str:
    return reverse("cases_letter", args=[letter.pk])


def url_of_owner(letter: CaseLetter) -> str:
    """Where the case, or the correction, of a letter is."""
    if letter.case_id is not None:
        return f"{reverse('cases_case', args=[letter.case_id])}#letters"
    return reverse("cases_correction", args=[letter.correction_id])


def letter_body(letter: int, **rest: object) -> Body:
    """The body of a letter, for `needs`."""
    return get_object_or_404(CaseLetter.objects.select_related("body"), pk=letter).body


# --- what may be done -----------------------------------------------------------------------------------------------


LetterAction = actions.Action[CaseLetter]


def _is_draft(letter: CaseLetter) -> bool:
    return letter.state in WRITABLE


LETTER_ACTIONS: Final[tuple[LetterAction, ...]] = (
    LetterAction("cases_letter_send_in", "送审", _is_draft, at_once=True, tone=""),
    LetterAction("cases_letter_edit", "填写内容", _is_draft),
    LetterAction("cases_letter_serve", "登记送达", lambda letter: letter.state == LetterState.APPROVED, tone=""),
    LetterAction(
        "cases_letter_reached",
        "登记收到日期",
        lambda letter: letter.state == LetterState.SERVED and letter.reached_on is None,
    ),
    LetterAction(
        "cases_letter_take_back", "撤回送审", lambda letter: letter.state == LetterState.IN_REVIEW, at_once=True
    ),
    LetterAction(
        "cases_letter_restore", "恢复系统文本", lambda letter: _is_draft(letter) and letter.text != letter.composed
    ),
    LetterAction(
        "cases_letter_void",
        "作废",
        lambda letter: letter.state not in (LetterState.SERVED, LetterState.VOID),
        tone="button-secondary no",
    ),
)
"""What may be done to a letter, what is most likely first. The services ask again."""


# --- one letter -----------------------------------------------------------------------------------------------------


class OfLetter(Page):
    """A page about one letter; the right is asked for its body."""

    header_icon = "doc-full-inverse"

    @cached_property
    def letter(self) -> CaseLetter:
        found = CaseLetter.objects.select_related(
            "body", "case__body", "case__applicant", "correction__body", "correction__applicant", "consultation",
            "drafted_by", "docx", "pdf",
        )  # fmt: skip
        return get_object_or_404(found, pk=self.kwargs["letter"])

    @property
    def case(self) -> Case | None:
        return self.letter.case

    def body_of_request(self) -> Body:
        return self.letter.body

    def get_page_title(self) -> str:
        return str(self.letter)

    def trail(self) -> list[tuple[str, str]]:
        letter = self.letter
        of = letter.case or letter.correction
        assert of is not None
        above = [(QUEUE, reverse("cases_queue"))] if letter.case is not None else []
        return [*above, (of.number, url_of_owner(letter)), (str(letter), url_of_letter(letter))]

    def may(self, right: Right) -> bool:
        return may(self.by, right, self.letter.body)


class TextForm(forms.Form):
    """`edition` is that of the letter as whoever writes has it before them."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="正文",
        required=False,
        max_length=60000,
        widget=forms.Textarea({"rows": 24, "class": "letter-editor", "spellcheck": "false"}),
        help_text="一行一段。文号和成文日期由系统填写；改动的段落保留，其他段落随案件更新",
    )


class Shown(NamedTuple):
    """A block as the page shows it: pieces of text, those that are gaps marked."""

    kind: BlockKind
    pieces: list[tuple[str, bool]]


def shown(blocks: tuple[Block, ...]) -> list[Shown]:
    return [Shown(block.kind, list(_pieces(block.text))) for block in blocks]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    rest = text
    while "〔待填：" in rest:
        before, _, after = rest.partition("〔待填：")
        label, end, rest = after.partition("〕")
        if before:
            yield before, False
        yield f"〔待填：{label}{end}", True
    if rest:
        yield rest, False


class Round(NamedTuple):
    """A round of approval."""

    number: int
    steps: list[LetterStep]


def rounds_of(letter: CaseLetter) -> list[Round]:
    """The rounds of a letter's approval, the last first."""
    steps: dict[int, list[LetterStep]] = {}
    for step in letter.steps.select_related("decided_by"):
        steps.setdefault(step.round, []).append(step)
    return [Round(number, steps[number]) for number in sorted(steps, reverse=True)]


def composed(letter: CaseLetter) -> tuple[Letter | None, list[str]]:
    """The letter as it stands, or why there is none."""
    try:
        return services.letter_of(letter), []
    except ValidationError as refusal:
        return None, list(refusal.messages)


class OneLetter(OfLetter, DeedPage):
    """A letter: its text to work over beside what it lacks, or as it was approved; its steps; what may be done."""

    right = Right.SEE_CASES
    template_name = "cases/letters/letter.html"
    form_class = TextForm
    button = "保存"

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_success_url(self) -> str:
        return url_of_letter(self.letter)

    @property
    def may_write(self) -> bool:
        return self.letter.state in WRITABLE and self.may(Right.REGISTER)

    @cached_property
    def current(self) -> tuple[Letter | None, list[str]]:
        return composed(self.letter)

    def get_initial(self) -> dict[str, Any]:
        letter, _ = self.current
        return {"edition": self.letter.edition, "text": letter.text if letter is not None else self.letter.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter, problems = self.current
        return super().get_context_data(**kwargs) | {
            "letter": self.letter,
            "case": self.case,
            "tone": TONES.get(LetterState(self.letter.state), ""),
            "paper": shown(letter.blocks) if letter is not None else [],
            "problems": problems,
            "lacking": services.lacking(self.letter) if self.letter.state in WRITABLE and not problems else [],
            "rounds": rounds_of(self.letter),
            "returned": self.returned,
            "may_write": self.may_write,
            "may_register": self.may(Right.REGISTER),
            "actions": [each for each in self.actions() if not each[0].tone.endswith("no")],
            "grave": [each for each in self.actions() if each[0].tone.endswith("no")],
            "template": letter.template if letter is not None else "",
            "edited": self.letter.text != self.letter.composed,
        }

    @cached_property
    def returned(self) -> LetterStep | None:
        """The decision by which the letter came back, while it is so."""
        if self.letter.state != LetterState.RETURNED:
            return None
        return self.letter.steps.filter(decision=Decision.RETURNED).select_related("decided_by").last()

    def actions(self) -> list[tuple[LetterAction, str]]:
        if not self.may(Right.REGISTER):
            return []
        fitting = (each for each in LETTER_ACTIONS if each.when(self.letter))
        return [(each, reverse(each.name, args=[self.letter.pk])) for each in fitting]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not self.may_write:
            raise PermissionDenied("这份文书不能修改")
        return super().form_valid(form)

    def do(self, values: dict[str, Any]) -> str:
        text = values["text"] or self.letter.composed
        services.revise(self.letter, by=self.by, edition=values["edition"], text=text)
        return "已保存"

    def refused(self, form: forms.Form, refusal: ValidationError) -> HttpResponse:
        """Who was too late sees what the other wrote beside their own; saving once more is then theirs to decide."""
        typed, letter = form.cleaned_data["text"], self.current[0]
        if form.cleaned_data["edition"] == self.letter.edition or letter is None:
            return super().refused(form, refusal)
        data: dict[str, Any] = {"edition": self.letter.edition, "text": typed}
        again = TextForm(data)
        again.full_clean()
        again.add_error(None, "另一位刚刚改过这份文书。下面是两者的不同；再次保存的，以您填写的为准")
        conflict = difference(letter, letter.edited(typed))
        return self.render_to_response(self.get_context_data(form=again, conflict=conflict), status=422)


# --- preview and files ----------------------------------------------------------------------------------------------


@needs(Right.SEE_CASES, body=letter_body)
def preview(request: HttpRequest, letter: int) -> HttpResponseBase:
    """The letter as it would be printed, without the seal."""
    found = get_object_or_404(CaseLetter.objects.select_related("body", "case__body", "correction"), pk=letter)
    try:
        content = write(services.letter_of(found), "pdf")
    except (ValidationError, LetterError, NotWritable) as refusal:
        said = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, "；".join(said))
        return redirect(url_of_letter(found))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, "预览.pdf") or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@needs(Right.SEE_CASES, body=letter_body)
def file(request: HttpRequest, letter: int, form: str) -> HttpResponseBase:
    """The letter as it was approved, to download. Who got it is recorded."""
    found = get_object_or_404(CaseLetter.objects.select_related("body", "docx", "pdf", "case", "correction"), pk=letter)
    held = {"docx": found.docx, "pdf": found.pdf}.get(form)
    if held is None:
        raise Http404
    return sent(request, held, found, back=url_of_letter(found))


# --- what changed ---------------------------------------------------------------------------------------------------


class Compared(NamedTuple):
    """Two texts of a letter, and in what they differ."""

    title: str
    changes: list[Difference]


def comparisons(letter: CaseLetter, current: Letter) -> Iterator[Compared]:
    """Between what the system composed and the text now, between the rounds, and between what was first decided on
    and what was approved."""
    yield Compared("系统拟写的与现在的", difference(current.edited(letter.composed), current))
    texts: dict[int, str] = {}
    for step in letter.steps.exclude(decision=""):
        texts.setdefault(step.round, step.text)
    rounds = sorted(texts)
    for one, two in pairwise(rounds):
        title = f"第{one}次送审与第{two}次送审"
        yield Compared(title, difference(current.edited(texts[one]), current.edited(texts[two])))
    if rounds:
        first = current.edited(texts[rounds[0]])
        what = "签发" if letter.approved_at is not None else "现在"
        yield Compared(f"第{rounds[0]}次送审与{what}的", difference(first, current))


class Changes(OfLetter, TemplateView):
    """What became of the draft."""

    right = Right.SEE_CASES
    template_name = "cases/letters/changes.html"

    def get_page_title(self) -> str:
        return f"{self.letter}的改动"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter, problems = composed(self.letter)
        compared = list(comparisons(self.letter, letter)) if letter is not None else []
        return super().get_context_data(**kwargs) | {
            "letter": self.letter, "case": self.case, "compared": compared, "problems": problems,
        }  # fmt: skip


# --- deeds ----------------------------------------------------------------------------------------------------------


class LetterDeed(FilledAgain, OfLetter, DeedPage):
    """Something that is done to a letter by a form."""

    right = Right.REGISTER
    template_name = "cases/letters/deed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"letter": self.letter, "case": self.case}

    @property
    def seen(self) -> int:
        return self.letter.case.last_event if self.letter.case is not None else 0


class ServeForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    route = forms.ChoiceField(
        label="送达方式",
        choices=[(str(each), each.label) for each in ServedBy],
        widget=forms.RadioSelect,
        help_text="当面交付的选直接送达；网上和电子邮件是电子送达",
    )
    on = DayField(label="送达日期", help_text="邮寄的，写交邮日期")
    tracking_number = forms.CharField(label="邮件号", max_length=60, required=False, help_text="邮寄的必须填写")
    reached_on = DayField(label="收到日期", required=False, help_text="邮寄的，收到后可以补记；其他方式就是送达日期")
    shown = forms.BooleanField(label="申请人可以在网上下载这份文书", required=False)


ROUTES: Final = {
    Delivery.ONLINE: ServedBy.ELECTRONIC,
    Delivery.EMAIL: ServedBy.ELECTRONIC,
    Delivery.FAX: ServedBy.ELECTRONIC,
    Delivery.POST: ServedBy.POST,
    Delivery.COUNTER: ServedBy.DIRECT,
}
"""How a letter is served that the applicant wants in a certain way."""


class Serve(LetterDeed):
    form_class = ServeForm
    button = "登记送达"

    def get_page_title(self) -> str:
        return f"登记送达：{self.letter}"

    def get_about(self) -> str:
        effect = services.EFFECTS.get(self.letter.key)
        says = f"登记后，案件记入“{effect.kind.label}”。" if effect is not None and self.letter.case is not None else ""
        return f"送达后文书不能作废。{says}"

    def get_initial(self) -> dict[str, Any]:
        case = self.letter.case
        to_applicant = self.letter.key not in SHOWN_TO_NOBODY
        route = ROUTES[Delivery(case.delivery)] if case is not None and to_applicant else ServedBy.POST
        return {"seen": self.seen, "route": str(route), "on": timezone.localdate(), "shown": to_applicant}

    def get_form(self, form_class: Any = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)
        if self.letter.key in SHOWN_TO_NOBODY:
            del form.fields["shown"]
        return form

    def do(self, values: dict[str, Any]) -> str:
        route = ServedBy(values.pop("route"))
        made = services.serve(self.letter, by=self.by, route=route, **values)
        return f"已登记{made.get_route_display()}：{made}"

    def get_success_url(self) -> str:
        return url_of_owner(self.letter)


class ReachedForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label="收到日期")


class Reached(LetterDeed):
    page_title = "登记收到日期"
    form_class = ReachedForm
    button = "登记"
    about = "按邮件回执填写对方收到的日期；申请人申请行政复议和起诉的期限自收到之日起算。"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.seen, "on": timezone.localdate()}

    def do(self, values: dict[str, Any]) -> str:
        services.reached(self.letter, values["on"], by=self.by, seen=values["seen"])
        return "已登记收到日期"


class Void(LetterDeed):
    form_class = ReasonForm
    button = "作废"
    grave = True
    about = "作废后不能恢复；已经编的文号不再使用。"

    def get_page_title(self) -> str:
        return f"作废：{self.letter}"

    def do(self, values: dict[str, Any]) -> str:
        services.void(self.letter, values["why"], by=self.by)
        return "已作废"

    def get_success_url(self) -> str:
        return url_of_owner(self.letter)


class Restore(LetterDeed):
    page_title = "恢复系统文本"
    form_class = SureForm
    button = "恢复"
    grave = True
    about = "您对正文的改动不再保留，正文恢复成系统按案件和填写的内容拟写的。"

    def do(self, values: dict[str, Any]) -> str:
        services.revise(self.letter, by=self.by, edition=self.letter.edition, text="")
        return "已恢复系统文本"


def _at_once(do: Callable[[CaseLetter, HttpRequest], str]) -> Callable[..., HttpResponseBase]:
    """A view that does something to a letter when a button is pressed, and goes back to its page."""

    @needs(Right.REGISTER, body=letter_body)
    @require_POST
    def view(request: HttpRequest, letter: int) -> HttpResponseBase:
        found = get_object_or_404(CaseLetter.objects.select_related("body"), pk=letter)
        try:
            messages.success(request, do(found, request))
        except ValidationError as refusal:
            for each in refusal.messages:
                messages.error(request, each)
        return redirect(url_of_letter(found))

    return view


def _send_in(letter: CaseLetter, request: HttpRequest) -> str:
    made = services.send_in(letter, by=user_of(request))
    step = LetterStep.objects.waiting().filter(letter=made).first()
    return f"已送审，等待{step.get_step_display()}" if step is not None else f"“{made}”已签发，可以送达"


def _take_back(letter: CaseLetter, request: HttpRequest) -> str:
    services.take_back(letter, by=user_of(request))
    return "已撤回，可以修改"


send_in, take_back = _at_once(_send_in), _at_once(_take_back)


# --- on the page of the case ----------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A letter on the page of its case: its last round, and what may be done to it."""

    letter: CaseLetter
    tone: str
    steps: list[LetterStep]
    actions: list[tuple[LetterAction, str]]


def panel(at: Stand) -> Panel | None:
    """The letters of a case, the last first, those that are void behind a fold."""
    every = list(at.case.letters.select_related("drafted_by", "docx", "pdf", "consultation").order_by("-pk"))
    if not every:
        return None
    steps: dict[int, list[LetterStep]] = {}
    for step in LetterStep.objects.filter(letter__in=every).select_related("decided_by"):
        steps.setdefault(step.letter_id, []).append(step)
    may_register = may(at.user, Right.REGISTER, at.case.body)
    rows = [
        _row(letter, steps.get(letter.pk, []), may_register) for letter in every if letter.state != LetterState.VOID
    ]
    voided = [letter for letter in every if letter.state == LetterState.VOID]
    return Panel("文书", "cases/panels/letters.html", {"rows": rows, "voided": voided})


def _row(letter: CaseLetter, steps: list[LetterStep], may_register: bool) -> Row:
    last = max((step.round for step in steps), default=0)
    actions = [
        (each, reverse(each.name, args=[letter.pk]))
        for each in LETTER_ACTIONS
        if may_register and each.name in _SHORTCUTS and each.when(letter)
    ]
    tone = TONES.get(LetterState(letter.state), "")
    return Row(letter, tone, [step for step in steps if step.round == last], actions)


_SHORTCUTS: Final = frozenset({"cases_letter_serve", "cases_letter_reached"})


urlpatterns: list[URLPattern] = [
    path("cases/letters/<int:letter>/", OneLetter.as_view(), name="cases_letter"),
    path("cases/letters/<int:letter>/preview/", preview, name="cases_letter_preview"),
    path("cases/letters/<int:letter>/changes/", Changes.as_view(), name="cases_letter_changes"),
    path("cases/letters/<int:letter>/file/<slug:form>/", file, name="cases_letter_file"),
    path("cases/letters/<int:letter>/send-in/", send_in, name="cases_letter_send_in"),
    path("cases/letters/<int:letter>/take-back/", take_back, name="cases_letter_take_back"),
    path("cases/letters/<int:letter>/restore/", Restore.as_view(), name="cases_letter_restore"),
    path("cases/letters/<int:letter>/serve/", Serve.as_view(), name="cases_letter_serve"),
    path("cases/letters/<int:letter>/reached/", Reached.as_view(), name="cases_letter_reached"),
    path("cases/letters/<int:letter>/void/", Void.as_view(), name="cases_letter_void"),
]
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = (panel,)
