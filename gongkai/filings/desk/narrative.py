"""What the report says in words, section by section: a draft of the figures, and last year's text beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.views import needs
from gongkai.filings.desk.parts import Action, FilingDeed, OfFiling, Panels, filing_body
from gongkai.filings.enums import Origin
from gongkai.filings.models import Filing, Section
from gongkai.filings.services import narrative as services
from gongkai.filings.services.narrative import ALIKE, DRAFTS, Draft, Former
from gongkai.office.deeds import user_of
from gongkai.report.form import SECTION_NUMBERS, SECTION_TITLES

TABLED = "这一部分以表格报告，需要文字说明的，可以补写。"


@dataclass(frozen=True)
class Part:
    """A section as the page shows it."""

    key: str
    heading: str
    section: Section | None
    draft: Draft | None
    former: Former | None

    @property
    def alike(self) -> bool:
        """Whether too much of it stood in last year's report already."""
        return self.former is not None and self.former.likeness.of_first >= ALIKE

    @property
    def percent(self) -> int:
        return round(self.former.likeness.of_first * 100) if self.former is not None else 0


def parts_of(filing: Filing) -> list[Part]:
    sections = {section.key: section for section in filing.sections.select_related("by")}
    drafts, former = services.drafts(filing), services.former_texts(filing)
    return [
        Part(
            key,
            f"{number}{getattr(sections.get(key), 'title', '') or title}",
            sections.get(key),
            drafts.get(key),
            former.get(key),
        )
        for number, (key, title) in zip(SECTION_NUMBERS, SECTION_TITLES.items(), strict=True)
    ]


class Narrative(OfFiling, TemplateView):
    """All sections of the text."""

    right = Right.SEE_BODY
    page_title = "正文"
    template_name = "filings/text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = parts_of(self.filing)
        empty = [part for part in parts if part.key in DRAFTS and part.section is not None and not part.section.text]
        return super().get_context_data(**kwargs) | {
            "parts": parts,
            "may_write": self.may(Right.REGISTER) and self.filing.may_change and self.filing.origin != Origin.UPLOADED,
            "to_draft": [part for part in empty if part.draft is not None and part.draft.text],
        }


class SectionForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=100, required=False, help_text="法定标题，一般不改")
    text = forms.CharField(
        label="正文", required=False, max_length=services.LONGEST, widget=forms.Textarea({"rows": 18})
    )


class Write(FilingDeed):
    """The editor of a section."""

    form_class = SectionForm
    template_name = "filings/section.html"

    @cached_property
    def part(self) -> Part:
        found = next((part for part in parts_of(self.filing) if part.key == self.kwargs["key"]), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.part.heading

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), ("正文", reverse("filings_text", args=[self.filing.pk]))]

    def get_about(self) -> str:
        return "" if self.part.draft is not None else TABLED

    def get_initial(self) -> dict[str, Any]:
        section = self.part.section
        if section is None:
            return {"edition": 1, "title": SECTION_TITLES[self.part.key], "text": ""}
        title = section.title or SECTION_TITLES[section.key]
        return {"edition": section.edition, "title": title, "text": section.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"part": self.part}

    def do(self, values: dict[str, Any]) -> str:
        services.write(self.filing, self.part.key, **values, by=self.by)
        return "已保存"


@needs(Right.REGISTER, body=filing_body)
@require_POST
def put_drafts(request: HttpRequest, filing: int) -> HttpResponseBase:
    found = get_object_or_404(Filing, pk=filing)
    try:
        written = services.put_drafts(found, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        titles = "、".join(SECTION_TITLES[key] for key in written)
        messages.success(request, f"已写入草稿：{titles}，请核对修改" if written else "没有可以写入的草稿")
    return HttpResponseRedirect(reverse("filings_text", args=[filing]))


def _may_write(at: Any) -> bool:
    return bool(at.may_change and at.filing.origin != Origin.UPLOADED)


ACTIONS: tuple[Action, ...] = (Action("filings_text", "写正文", _may_write),)
PANELS: tuple[Panels, ...] = ()

urlpatterns: list[URLPattern] = [
    path("filings/<int:filing>/text/", Narrative.as_view(), name="filings_text"),
    path("filings/<int:filing>/text/drafts/", put_drafts, name="filings_drafts"),
    path("filings/<int:filing>/text/<slug:key>/", Write.as_view(), name="filings_section"),
]
