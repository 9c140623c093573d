"""What is taken out: the ledger of a body's requests, the archive package of a case."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.rights import rights_of
from gongkai.cases import archive, ledger
from gongkai.cases.desk.parts import QUEUE, Action, CaseDeed, Panels, Stand
from gongkai.cases.models import Case
from gongkai.documents.desk.forms import NAMES
from gongkai.documents.desk.pages import own_body
from gongkai.jobs.models import Job
from gongkai.office.deeds import DeedPage, SureForm
from gongkai.office.fields import BodyField, DayField
from gongkai.office.spreadsheet import XLSX

TYPES: Final = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


def _first_of_year() -> date:
    return timezone.localdate().replace(month=1, day=1)


class LedgerForm(forms.Form):
    body = BodyField(source=NAMES, label="机关")
    since = DayField(label="提交日期自", initial=_first_of_year)
    until = DayField(label="提交日期至", initial=timezone.localdate)
    under = forms.BooleanField(label="包括下级机关", required=False)
    form = forms.ChoiceField(label="格式", choices=list(ledger.FORMS.items()), initial="xlsx", widget=forms.RadioSelect)
    named = forms.BooleanField(
        label="写明申请人姓名", required=False, help_text="不选的，姓名遮盖，内容里查到的证件号码、电话等也遮盖"
    )
    reason = forms.CharField(
        label="写明姓名的理由", max_length=200, required=False, help_text="如：上级机关检查。记入操作日志"
    )


class Ledger(DeedPage):
    """The ledger of requests: at once, or, where it is long, in the background."""

    right = Right.SEE_CASES
    page_title = ledger.STEM
    header_icon = "table"
    form_class = LedgerForm
    button = "导出"
    about = "本机关一段时间里收到的申请，每件一行；导出记入操作日志。"

    def trail(self) -> list[tuple[str, str]]:
        return [(QUEUE, reverse("cases_queue"))]

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.SEE_CASES)}

    def get_form(self, form_class: Any = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)
        if Right.REVEAL_PERSON not in rights_of(self.by):
            del form.fields["named"], form.fields["reason"]
        return form

    def form_valid(self, form: forms.Form) -> HttpResponse:
        given = dict(form.cleaned_data)
        kind = given.pop("form")
        more = {"named": given.pop("named", False), "reason": given.pop("reason", "")}
        scope = ledger.Scope(**given)
        try:
            made = ledger.export(scope, kind, by=self.by, **more)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        if isinstance(made, Job):
            messages.success(self.request, "件数较多，正在后台导出，完成以后会通知您")
            return HttpResponseRedirect(reverse("office_job", args=[made.pk]))
        answer = HttpResponse(made, content_type=TYPES[kind])
        name = ledger.file_name(scope, kind, named=more["named"])
        answer["Content-Disposition"] = content_disposition_header(True, name)
        return answer


class Archives(DeedPage):
    """The archive package of what was closed, made in the background."""

    right = Right.REVEAL_PERSON
    page_title = "制作归档包"
    header_icon = "folder-inverse"
    form_class = SureForm
    button = "制作归档包"
    about = (
        "把全部材料、文书按顺序装成一个ZIP，附案卷目录、办理过程和各文件的校验值。含有申请人的个人信息，请妥善保管，"
        "制作和下载记入操作日志；以后可以用gongkai cases verify-archive校验有没有被改动。"
    )
    job: Job | None = None

    @property
    def of(self) -> archive.Of:
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {}

    def do(self, values: dict[str, Any]) -> str:
        self.job = archive.order(self.of, by=self.by)
        return "正在后台制作，完成以后会通知您"

    def get_success_url(self) -> str:
        return reverse("office_job", args=[self.job.pk]) if self.job is not None else super().get_success_url()

    def get_about(self) -> str:
        return archive.refusal(self.of) or self.about


class Archive(Archives, CaseDeed):
    """That of a case."""

    @property
    def of(self) -> Case:
        return self.case


def _to_archive(at: Stand) -> bool:
    return not archive.refusal(at.case)


ACTIONS: tuple[Action, ...] = (Action("cases_archive", "归档包", _to_archive, right=Right.REVEAL_PERSON),)
PANELS: tuple[Panels, ...] = ()

urlpatterns: list[URLPattern] = [
    path("cases/ledger/", Ledger.as_view(), name="cases_ledger"),
    path("cases/<int:case>/archive/", Archive.as_view(), name="cases_archive"),
]
