"""A reconsideration or suit at the desk: filed from its case, its page, each deed that leads it on, its documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.cases.desk.again import FilledAgain
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, url_of
from gongkai.cases.desk.remedy_lists import LIST, joined, title_of, url_of_remedy
from gongkai.cases.enums import LetterState, Procedure, Stage
from gongkai.cases.models import Case, CaseLetter, Remedy
from gongkai.cases.services import remedies as services
from gongkai.cases.services.practice import practice_of
from gongkai.cases.terms import left, said
from gongkai.documents.desk.forms import FilesField, OneOf
from gongkai.letters import DECISIONS
from gongkai.office import actions
from gongkai.office.deeds import DeedPage, Page, user_of
from gongkai.office.fields import DayField

RemedyAction = actions.Action[Remedy]


def _pending(remedy: Remedy) -> bool:
    return remedy.result == services.PENDING


def _stands(remedy: Remedy) -> bool:
    """Decided, and not appealed against."""
    return not _pending(remedy) and remedy.stage != Stage.APPEALED


REMEDY_ACTIONS: Final[tuple[RemedyAction, ...]] = (
    RemedyAction("cases_remedy_accepted", "登记受理、答复通知", lambda each: _pending(each) and not each.notified_on),
    RemedyAction("cases_remedy_answered", "登记提交答复、答辩", lambda each: _pending(each) and not each.answered_on),
    RemedyAction("cases_remedy_hearing", "登记开庭、听证", _pending),
    RemedyAction("cases_remedy_decided", "登记结果", _pending),
    RemedyAction(
        "cases_remedy_reopen",
        "重新处理",
        lambda each: _stands(each) and services.reopens(each) and not services.reopened(each),
        tone="",
    ),
    RemedyAction(
        "cases_remedy_performed",
        "登记履行",
        lambda each: _stands(each) and services.must_perform(each) and not each.performed_on,
    ),
    RemedyAction("cases_remedy_followed", "登记起诉、上诉", _stands),
    RemedyAction("cases_remedy_final", "登记生效", lambda each: each.stage == Stage.DECIDED, at_once=True),
    RemedyAction("cases_remedy_lesson", "原因分析和改进", lambda each: not _pending(each)),
    RemedyAction("cases_remedy_attach", "添加材料", lambda each: True),
)
"""What may be done, by how far it has come. The services ask again."""


class OfRemedy(Page):
    """A page about one matter; the right is asked for the body of its case."""

    header_icon = "history"

    @cached_property
    def remedy(self) -> Remedy:
        return get_object_or_404(
            joined(Remedy.objects.all()).select_related("case__applicant", "entered_by"), pk=self.kwargs["remedy"]
        )

    @property
    def case(self) -> Case:
        return self.remedy.case

    def body_of_request(self) -> Body:
        return self.case.body

    def trail(self) -> list[tuple[str, str]]:
        return [
            (LIST, reverse("cases_remedies")),
            (self.case.number, f"{url_of(self.case)}#remedies"),
            (title_of(self.remedy), url_of_remedy(self.remedy)),
        ]


class OneRemedy(OfRemedy, TemplateView):
    """What it is about, how far it has come, its documents, what may be done."""

    right = Right.SEE_CASES
    template_name = "cases/remedies/remedy.html"

    def get_page_title(self) -> str:
        return title_of(self.remedy)

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remedy, registers = self.remedy, may(self.by, Right.REGISTER, self.case.body)
        actions = [each for each in REMEDY_ACTIONS if registers and each.when(remedy)]
        earlier = list(services.those_before(remedy))
        return super().get_context_data(**kwargs) | {
            "case": self.case,
            "remedy": remedy,
            "instance": services.instance_of(remedy),
            "limits": [(limit, said(limit.day), left(limit.day) < 0) for limit in services.limits_of(remedy)],
            "skips": services.skips_reconsideration(remedy),
            "actions": [(each, reverse(each.name, args=[remedy.pk])) for each in actions],
            "chain": [(title_of(each), each) for each in (*reversed(earlier), *joined(remedy.followed_by.all()))],
            "papers": remedy.papers.filter(removed_at=None).select_related("by"),
            "may_register": registers,
        }


class RemedyDeed(FilledAgain, OfRemedy, DeedPage):
    """Something that is noted of a matter by a form."""

    right = Right.REGISTER
    template_name = "cases/deed.html"


# --- filing ---------------------------------------------------------------------------------------------------------


class FollowForm(forms.Form):
    authority = forms.CharField(label="受理机关", max_length=100, help_text="复议机关或者法院")
    number = forms.CharField(label="案号", max_length=60, required=False)
    claim = forms.CharField(label="请求", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    filed_on = DayField(label="申请、起诉日期")
    notified_on = DayField(
        label="收到答复通知、起诉状副本的日期", required=False, help_text="填写以后算出提交答复、答辩的期限"
    )


class FileForm(FollowForm):
    way = forms.ChoiceField(
        label="程序",
        choices=[(each.key, each.label) for each in services.WAYS],
        widget=forms.RadioSelect,
        initial="ordinary",
    )
    letter = OneOf(CaseLetter, str, label="所针对的文书", required=False, empty_label="没有文书（逾期不答复等）")
    field_order = ("way", "letter")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["letter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = case.letters.filter(state=LetterState.SERVED, key__in=DECISIONS).order_by("-pk")


class File(CaseDeed):
    """A reconsideration or a suit over a case."""

    page_title = "登记复议诉讼"
    form_class = FileForm
    button = "登记"
    about = (
        "申请人或者第三人就本案申请行政复议、提起行政诉讼的，每一案登记一条；"
        "经过复议再起诉、上诉的，在前一程序的页面上登记，以便统计“复议后起诉”。"
    )
    made: Remedy | None = None

    def get_initial(self) -> dict[str, Any]:
        reviewers = practice_of(self.case.body).reviewers
        last = self.case.letters.filter(state=LetterState.SERVED, key__in=DECISIONS).order_by("-pk").first()
        return {"authority": reviewers[0] if reviewers else "", "letter": last}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def do(self, values: dict[str, Any]) -> str:
        chosen = values.pop("way")
        way = next(each for each in services.WAYS if each.key == chosen)
        given = values | {"procedure": way.procedure}
        self.made = services.file(self.case, given, by=self.by, way=way.key)
        return f"已登记{self.made.get_procedure_display()}{_due(self.made)}"

    def get_success_url(self) -> str:
        return url_of_remedy(self.made) if self.made is not None else f"{url_of(self.case)}#remedies"


class Followed(RemedyDeed):
    """A suit after a reconsideration, or an appeal."""

    form_class = FollowForm
    button = "登记"
    about = "对决定不服起诉的，或者对一审裁判不服上诉的（本机关上诉也登记），接在这一程序之后。"
    made: Remedy | None = None

    def get_page_title(self) -> str:
        return "登记上诉" if self.remedy.procedure == Procedure.LITIGATION else "登记起诉"

    def do(self, values: dict[str, Any]) -> str:
        given = values | {"procedure": Procedure.LITIGATION, "letter": self.remedy.letter}
        self.made = services.file(self.case, given, by=self.by, after=self.remedy)
        return f"已登记{self.made.get_procedure_display()}{services.instance_of(self.made)}{_due(self.made)}"

    def get_success_url(self) -> str:
        return url_of_remedy(self.made or self.remedy)


def _due(remedy: Remedy) -> str:
    if remedy.answer_due_on is None:
        return ""
    return f"，{remedy.answer_due_on}前提交答复、答辩"


# --- its course -----------------------------------------------------------------------------------------------------


class AcceptedForm(forms.Form):
    way = forms.ChoiceField(label="程序", widget=forms.RadioSelect)
    notified_on = DayField(label="收到答复通知、起诉状副本的日期")
    number = forms.CharField(label="案号", max_length=60, required=False)
    answer_due_on = DayField(label="提交答复、答辩的期限", required=False, help_text="不填的，按法定期限计算")

    def __init__(self, *args: Any, remedy: Remedy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = services.ways_of(remedy)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.key, each.label) for each in ways]
        field.initial = ways[0].key


class Accepted(RemedyDeed):
    page_title = "登记受理、答复通知"
    form_class = AcceptedForm
    button = "登记"
    about = (
        "行政复议：收到申请书副本之日起10个工作日内提交书面答复和证据（行政复议法第48条），简易程序5个工作日（第54条）；"
        "逾期不提交的，视为没有证据、依据（第70条）。行政诉讼：收到起诉状副本之日起15日内提交答辩状和证据（行政诉讼法第67条）。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {"number": self.remedy.number, "notified_on": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"remedy": self.remedy}

    def do(self, values: dict[str, Any]) -> str:
        made = services.accepted(self.remedy, values.pop("notified_on"), by=self.by, **values)
        return f"已登记{_due(made)}"


class OnForm(forms.Form):
    on = DayField(label="日期", initial=timezone.localdate)


class OnADay(RemedyDeed):
    """Something of which only the day is noted."""

    form_class = OnForm
    button = "登记"
    field: ClassVar[str]
    """The field of the matter, as the service names it in a refusal."""
    deed: ClassVar[Callable[..., Remedy]]

    def do(self, values: dict[str, Any]) -> str:
        try:
            type(self).deed(self.remedy, values["on"], by=self.by)
        except ValidationError as refusal:
            raise _renamed(refusal, self.field) from refusal
        return "已登记"


def _renamed(refusal: ValidationError, field: str) -> ValidationError:
    """The refusal at the field that the form has for it."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    return ValidationError({"on" if name == field else name: errors for name, errors in refusal.message_dict.items()})


class Answered(OnADay):
    page_title = "登记提交答复、答辩"
    field, deed = "answered_on", services.answered


class Hearing(OnADay):
    page_title = "登记开庭、听证"
    field, deed = "hearing_on", services.hearing
    about = (
        "日期可以在以后，届时会提醒。行政复议听证，被申请人的负责人应当参加；不能参加的，说明理由并委托工作人员参加。"
    )


class Performed(OnADay):
    page_title = "登记履行"
    field, deed = "performed_on", services.performed

    def get_about(self) -> str:
        return f"决定、裁判的内容：{self.remedy.orders}" if self.remedy.orders else ""


class DecidedForm(forms.Form):
    result = forms.ChoiceField(label="结果", choices=[("", "请选择"), *services.OPEN_TO])
    decided_on = DayField(label="决定、裁判日期")
    received_on = DayField(label="收到日期", required=False)
    orders = forms.CharField(
        label="责令的内容", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}), help_text="照原文摘录"
    )
    perform_by = DayField(
        label="履行期限", required=False, help_text="写明期限的填写；重新处理时没有填的，按新的答复期限"
    )


class Decided(RemedyDeed):
    page_title = "登记结果"
    form_class = DecidedForm
    button = "登记"
    about = "撤销答复或者责令处理的，登记结果以后按“重新处理”，案件恢复办理，期限重新计算。"

    def do(self, values: dict[str, Any]) -> str:
        made = services.decided(self.remedy, values.pop("result"), values.pop("decided_on"), by=self.by, **values)
        return f"已登记：{made.get_result_display()}"


class LessonForm(forms.Form):
    lesson = forms.CharField(
        label="原因分析和改进", max_length=2000, required=False, widget=forms.Textarea({"rows": 6})
    )


class Lesson(RemedyDeed):
    page_title = "原因分析和改进"
    form_class = LessonForm
    about = "写答复、程序、检索、送达上的问题和今后怎样做，供其他经办人参考；不写申请人的姓名。"

    def get_initial(self) -> dict[str, Any]:
        return {"lesson": self.remedy.lesson}

    def do(self, values: dict[str, Any]) -> str:
        services.lesson(self.remedy, values["lesson"], by=self.by)
        return "已保存"


class AttachForm(forms.Form):
    added = FilesField(label="文件", help_text="可以一次选几个，每个不超过50 MB")
    note = forms.CharField(
        label="说明", max_length=300, required=False, help_text="如申请书、答复书、证据、决定书、判决书"
    )


class Attach(RemedyDeed):
    page_title = "添加材料"
    form_class = AttachForm
    button = "添加"
    about = "材料加密保存，下载记入操作日志。"

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        for file in values["added"]:
            services.attach(self.remedy, file.name, file.read(), by=self.by, note=values["note"])
        return f"已添加{len(values['added'])}份材料"


def remedy_body(remedy: int) -> Body:
    return get_object_or_404(Remedy.objects.select_related("case__body"), pk=remedy).case.body


@needs(Right.REGISTER, body=remedy_body)
@require_POST
def final(request: HttpRequest, remedy: int) -> HttpResponseBase:
    """Note that a decision or judgment became final."""
    found = get_object_or_404(Remedy, pk=remedy)
    try:
        services.final(found, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已登记生效")
    return redirect(url_of_remedy(found))


# --- opening the case again -----------------------------------------------------------------------------------------


class TermForm(forms.Form):
    """Within what time the case is decided anew."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label="收到决定、裁判的日期")
    days = forms.IntegerField(label="责令在几个工作日内答复", min_value=1, max_value=60, required=False)
    until = DayField(label="限定的答复日期", required=False, help_text="与上一项只填一项；都不填的，按20个工作日")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("days") and self.cleaned_data.get("until"):
            self.add_error("until", "工作日数和日期只填一项")
        return self.cleaned_data


class Reopen(RemedyDeed):
    page_title = "按决定、裁判重新处理"
    form_class = TermForm
    button = "重新处理"

    def get_about(self) -> str:
        orders = f"责令的内容：{self.remedy.orders}。" if self.remedy.orders else ""
        return f"{orders}案件恢复办理，答复期限按责令的期限重新计算；重新作出的答复仍是本案的文书，原来的答复留存。"

    def get_initial(self) -> dict[str, Any]:
        return {
            "seen": self.case.last_event,
            "on": self.remedy.received_on or timezone.localdate(),
            "until": self.remedy.perform_by,
        }

    def do(self, values: dict[str, Any]) -> str:
        made = services.reopen(self.remedy, values.pop("on"), by=self.by, **values)
        return f"已恢复办理，答复期限{made.case.reply_due_on}"

    def get_success_url(self) -> str:
        return url_of(self.case)


class SelfForm(TermForm):
    why = forms.CharField(label="原因", max_length=500, widget=forms.Textarea({"rows": 3}))
    field_order = ("seen", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "决定自行纠正的日期"
        self.fields["days"].label = "定在几个工作日内答复"


class ReopenBySelf(CaseDeed):
    """The body finds its own reply wrong."""

    page_title = "自行纠正，重新处理"
    form_class = SelfForm
    button = "重新处理"
    about = "本机关发现答复有误的，自行纠正：案件恢复办理，期限重新计算，重新作出的答复仍是本案的文书，原来的答复留存。"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"on": timezone.localdate()}

    def do(self, values: dict[str, Any]) -> str:
        on, why = values.pop("on"), values.pop("why")
        case = services.reopen_by_self(self.case, on, why, by=self.by, **values)
        return f"已恢复办理，答复期限{case.reply_due_on}"


# --- on the page of the case ----------------------------------------------------------------------------------------


def panel(at: Stand) -> Panel | None:
    """The reconsiderations and suits over the case, in their order."""
    found = list(joined(at.case.remedies.order_by("filed_on", "pk")))
    if not found:
        return None
    rows = [
        (title_of(each), each, [(limit, said(limit.day), left(limit.day) < 0) for limit in services.limits_of(each)])
        for each in found
    ]
    return Panel(LIST, "cases/panels/remedies.html", {"rows": rows})


def _challengeable(at: Stand) -> bool:
    """Answered, or overdue."""
    case = at.case
    overdue = case.reply_due_on is not None and case.reply_due_on < at.today
    return case.voided_at is None and (case.closed_on is not None or overdue or case.remedies.exists())


ACTIONS: tuple[Action, ...] = (
    Action("cases_remedy_file", "登记复议诉讼", _challengeable),
    Action(
        "cases_reopen",
        "自行纠正",
        lambda at: at.case.closed_on is not None and at.case.voided_at is None,
    ),
)
PANELS: tuple[Panels, ...] = (panel,)

REMEDY: Final = "cases/remedies/<int:remedy>/"
urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/remedies/file/", File.as_view(), name="cases_remedy_file"),
    path("cases/<int:case>/reopen/", ReopenBySelf.as_view(), name="cases_reopen"),
    path(REMEDY, OneRemedy.as_view(), name="cases_remedy"),
    path(f"{REMEDY}accepted/", Accepted.as_view(), name="cases_remedy_accepted"),
    path(f"{REMEDY}answered/", Answered.as_view(), name="cases_remedy_answered"),
    path(f"{REMEDY}hearing/", Hearing.as_view(), name="cases_remedy_hearing"),
    path(f"{REMEDY}decided/", Decided.as_view(), name="cases_remedy_decided"),
    path(f"{REMEDY}reopen/", Reopen.as_view(), name="cases_remedy_reopen"),
    path(f"{REMEDY}performed/", Performed.as_view(), name="cases_remedy_performed"),
    path(f"{REMEDY}followed/", Followed.as_view(), name="cases_remedy_followed"),
    path(f"{REMEDY}final/", final, name="cases_remedy_final"),
    path(f"{REMEDY}lesson/", Lesson.as_view(), name="cases_remedy_lesson"),
    path(f"{REMEDY}papers/add/", Attach.as_view(), name="cases_remedy_attach"),
]
