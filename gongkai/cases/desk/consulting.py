"""Asking others before a decision, on the page of a case: the letter, the link, when it arrived, what they said."""

from __future__ import annotations

import io
from typing import Any, Final

import qrcode
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_variables
from qrcode.image.svg import SvgPathImage

from gongkai.access.models import User
from gongkai.cases.desk.handling import Drafting, SeenForm, SomeFiles, area, at_once, contents, today_field
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, url_of
from gongkai.cases.enums import Answer
from gongkai.cases.models import Case, Consultation
from gongkai.cases.services import consulting
from gongkai.law.limits import Consulted
from gongkai.office.deeds import SureForm

QUESTIONS: Final = {
    Consulted.THIRD_PARTY: "是否同意公开上述信息；不同意公开的，请说明理由，并写明哪些内容不能公开",
    Consulted.CO_MAKER: "是否同意公开上述信息；不同意公开的，请说明法律依据和理由",
    Consulted.OTHER_ORGAN: "上述信息能否公开；不能公开的，请说明法律依据和理由",
}


class OfConsultation(CaseDeed):
    """Something that is done to one consultation of a case."""

    @cached_property
    def consultation(self) -> Consultation:
        found = self.case.consultations.select_related("case__body", "case__applicant")
        return get_object_or_404(found, pk=self.kwargs["consultation"])

    @cached_property
    def standing(self) -> consulting.Standing:
        return consulting.standing_of(self.consultation, self.at.clock)

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#consulting"


# --- asking ---------------------------------------------------------------------------------------------------------


class ConsultForm(forms.Form):
    to = forms.ChoiceField(
        label="征求对象", choices=[(str(each), each.label) for each in Consulted], widget=forms.RadioSelect
    )
    name = forms.CharField(label="名称或者姓名", max_length=100, help_text="征求意见书的收件人")
    contact = forms.CharField(label="联系方式", max_length=200, required=False)
    content = area("涉及的信息", 4, max_length=2000, help_text="给对方看的，不写申请人是谁、为什么申请")
    question = area("征求的事项", 3, max_length=1000, initial=QUESTIONS[Consulted.THIRD_PARTY])
    own = forms.BooleanField(
        label="对其他机关，用自己的公函",
        required=False,
        help_text="不选的，拟写征求意见函；选了的，不在这里拟写，发函以后登记日期和文号",
    )


class Consult(Drafting):
    page_title = "征求意见"
    form_class = ConsultForm
    about = (
        "公开会损害第三方合法权益的，书面征求第三方意见，逾期不答复的由本机关决定（条例第32条）；"
        "牵头公开共同制作的信息的，征求其他机关意见，逾期不答复视为同意（条例第34条）；都是收到之日起15个工作日。"
        "与其他机关的职责有关、要听取其意见的，发函征求，条例没有规定期限。"
        "征求意见的时间不计算在答复期限内（条例第33条第3款），征求本机关内部处室意见的除外。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {}

    def do(self, values: dict[str, Any]) -> str:
        to = Consulted(values.pop("to"))
        made, self.letter = consulting.begin(self.case, to, **values, by=self.by)
        if self.letter is None:
            return f"已登记。发函以后，请登记向{made.name}发函的日期"
        return f"{made.letters.get().get_key_display()}已拟稿，送达后开始不计算期限"

    def get_success_url(self) -> str:
        return super().get_success_url() if self.letter is not None else f"{url_of(self.case)}#consulting"


class SentForm(SeenForm):
    on = today_field("发函日期")
    evidence = forms.CharField(label="函的文号", max_length=100, required=False)
    added = SomeFiles(label="函的副本")


class Sent(OfConsultation):
    page_title = "登记发函"
    form_class = SentForm
    button = "登记"

    def do(self, values: dict[str, Any]) -> str:
        files = contents(values.pop("added"))
        consulting.sent(self.consultation, **values, files=files, by=self.by)
        return "已登记，从次日起不计算期限，直到收到意见"


class DeliveredForm(SeenForm):
    on = today_field("对方收到的日期")
    evidence = forms.CharField(
        label="送达凭证", max_length=200, required=False, help_text="如邮件号、签收人；有回执的，可以上传"
    )
    added = SomeFiles(label="回执")


class Delivered(OfConsultation):
    page_title = "登记送达"
    form_class = DeliveredForm
    button = "登记"
    about = "对方答复的15个工作日，自收到征求意见书的次日起算。"

    def do(self, values: dict[str, Any]) -> str:
        files = contents(values.pop("added"))
        consulting.delivered(self.consultation, **values, files=files, by=self.by)
        limit = consulting.standing_of(self.consultation, Stand(self.case, self.by).clock).limit
        return f"已登记，对方的答复期限是{limit}" if limit else "已登记"


class AnswerForm(SeenForm):
    on = today_field("收到意见的日期")
    answer = forms.ChoiceField(label="意见", choices=Answer.choices, widget=forms.RadioSelect)
    reasons = area("理由", 4, max_length=2000, required=False, help_text="对方没有说明的，不填")
    answered_by = forms.CharField(label="答复人", max_length=100)
    added = SomeFiles(label="书面意见")


class EnterAnswer(OfConsultation):
    page_title = "登记意见"
    form_class = AnswerForm
    button = "登记"

    def get_initial(self) -> dict[str, Any]:
        one = self.consultation
        before = {"answer": one.answer, "reasons": one.reasons} if one.answer else {}
        return super().get_initial() | before | {"answered_by": one.answered_by or one.name}

    def do(self, values: dict[str, Any]) -> str:
        files = contents(values.pop("added"))
        consulting.answer(self.consultation, Answer(values.pop("answer")), **values, files=files, by=self.by)
        return "已登记意见"


# --- the link -------------------------------------------------------------------------------------------------------


class NewLink(OfConsultation):
    """A link by which the consultation is answered online. It is on the page that answers, and never again."""

    page_title = "网上答复的链接"
    form_class = SureForm
    button = "生成链接"

    def get_about(self) -> str:
        again = "原来的链接同时失效。" if self.consultation.link_digest else ""
        return (
            f"对方打开链接可以看到征求的事项、期限，并在网上答复；看不到申请人是谁。{again}"
            "链接只显示一次，请随征求意见书一起交给对方，得到链接的人都可以代对方答复。"
        )

    @sensitive_variables()
    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            token = consulting.new_link(self.consultation, by=self.by)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        link = f"{settings.ORIGIN}{reverse('answering_start')}#{token}"
        context = self.get_context_data(form=form, link=link, drawing=drawn(link), back=self.get_success_url())
        answer = self.response_class(self.request, "cases/consultation_link.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


def drawn(url: str) -> SafeString:
    """An address as a drawing that a telephone reads, to stand in a page."""
    drawing = io.BytesIO()
    qrcode.make(url, image_factory=SvgPathImage, box_size=8, border=2).save(drawing)
    return mark_safe(drawing.getvalue().decode().partition("?>")[2])


# --- letters that go with it ----------------------------------------------------------------------------------------


def _tell(case: Case, by: User, consultation: int) -> tuple[str, str]:
    one = get_object_or_404(case.consultations.select_related("case__body", "case__applicant"), pk=consultation)
    made = consulting.tell_applicant(one, by=by)
    return "征求意见告知书已拟稿", reverse("cases_letter", args=[made.pk])


tell = at_once(_tell)


class DiscloseForm(forms.Form):
    content = area("决定公开的内容", 3, max_length=2000, help_text="给第三方看的，不写申请人是谁")
    reason = area("理由", 4, max_length=2000, help_text="不公开为什么会对公共利益造成重大影响")


class Disclose(OfConsultation, Drafting):
    """Tell a third party that the public interest goes before its objection."""

    page_title = "告知第三方决定公开"
    form_class = DiscloseForm
    about = (
        "第三方不同意公开且有合理理由的，不予公开；但是不公开可能对公共利益造成重大影响的，可以决定公开，"
        "并将决定公开的内容和理由书面告知第三方（条例第32条）。宜在公开以前送达。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {"content": self.consultation.content}

    def do(self, values: dict[str, Any]) -> str:
        self.letter = consulting.disclose_against(self.consultation, **values, by=self.by)
        return "告知书已拟稿"

    def get_success_url(self) -> str:
        return Drafting.get_success_url(self) if self.letter is not None else super().get_success_url()


# --- the page of the case -------------------------------------------------------------------------------------------


def panel(at: Stand) -> Panel | None:
    """Each consultation with its days, what was said, and what may be done."""
    rows = []
    for standing in consulting.standings(at.case, at.clock):
        one = standing.consultation
        letters = [each for each in at.letters if each.consultation_id == one.pk]
        asking = next((each for each in letters if each.key in consulting.LETTERS.values()), None)
        rows.append(
            {
                "standing": standing,
                "one": one,
                "letter": asking,
                "own": one.to == Consulted.OTHER_ORGAN and asking is None,
                "limited": one.to != Consulted.OTHER_ORGAN,
                "over": standing.is_over(at.today),
                "objects": one.to == Consulted.THIRD_PARTY and one.answer in (Answer.OBJECTION, Answer.PARTLY),
            }
        )
    return Panel("征求意见", "cases/panels/consulting.html", {"rows": rows}) if rows else None


ONE: Final = "cases/<int:case>/consultations/<int:consultation>/"
urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/consultations/new/", Consult.as_view(), name="cases_consult"),
    path(f"{ONE}sent/", Sent.as_view(), name="cases_consultation_sent"),
    path(f"{ONE}delivered/", Delivered.as_view(), name="cases_consultation_delivered"),
    path(f"{ONE}answer/", EnterAnswer.as_view(), name="cases_consultation_answer"),
    path(f"{ONE}link/", NewLink.as_view(), name="cases_consultation_link"),
    path(f"{ONE}tell/", tell, name="cases_consultation_tell"),
    path(f"{ONE}disclose/", Disclose.as_view(), name="cases_consultation_disclose"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_consult", "征求意见", lambda at: at.is_open and at.clock.receipt is not None),
)
PANELS: tuple[Panels, ...] = (panel,)
