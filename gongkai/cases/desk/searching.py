"""Searches for what was asked, on the page of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path

from gongkai.cases.desk.handling import SomeFiles, area, contents, today_field
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, url_of
from gongkai.cases.services import searching


class SearchForm(forms.Form):
    on = today_field("检索日期")
    where = forms.CharField(label="检索范围", max_length=300, help_text="如档案室2018至2020年文书档案、办公系统")
    how = forms.CharField(label="检索方法", max_length=300, help_text="如以“某某项目”为关键词检索，人工查阅目录")
    who = forms.CharField(label="检索人", max_length=100, help_text="处室和姓名")
    found = forms.TypedChoiceField(
        label="结果",
        choices=[("no", "没有检索到"), ("yes", "检索到")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    note = area("结果说明", 2, max_length=500, required=False)
    added = SomeFiles(
        label="文件", help_text="检索到的，上传政府信息；没有检索到的，可以上传检索结果的截图。每个不超过50 MB"
    )


class RecordSearch(CaseDeed):
    page_title = "登记检索"
    form_class = SearchForm
    button = "登记"
    about = (
        "答复信息不存在的，要写明检索的范围、方法和检索人（条例第36条第4项）。换一个范围或者方法再查的，再登记一次。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {"who": f"{self.case.office}{self.by.name}"}

    def do(self, values: dict[str, Any]) -> str:
        files = contents(values.pop("added"))
        made = searching.record_search(self.case, **values, files=files, by=self.by)
        if not made.found:
            return "已登记，没有检索到"
        return f"已登记，检索到的{len(files)}份列在“提供的信息”里" if files else "已登记，检索到"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#searching"


def panel(at: Stand) -> Panel | None:
    """Where, how and by whom was searched."""
    every = list(at.case.searches.select_related("by"))
    return Panel("检索", "cases/panels/searching.html", {"searches": every}) if every else None


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/searches/new/", RecordSearch.as_view(), name="cases_search_record"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_search_record", "登记检索", lambda at: at.is_open and at.clock.receipt is not None),
)
PANELS: tuple[Panels, ...] = (panel,)
