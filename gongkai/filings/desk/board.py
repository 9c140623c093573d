"""The board of a supervisor: the bodies under it over a year or a quarter, with charts, as a table, as a circular."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.access.views import needs
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.filings.board import GROUNDS, OUTCOMES, Board, Period, Row, board, charts, name_of, trend
from gongkai.office import spreadsheet
from gongkai.office.deeds import Page, user_of

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARQUET: Final = "application/vnd.apache.parquet"


class PeriodForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2099)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(0, "全年"), *((each, f"第{each}季度") for each in range(1, 5))]
    )


def period_of(request: HttpRequest) -> Period:
    """The year or quarter that is asked for; this year where none is.

    Raises:
        Http404: there is no such period, or it has not begun.
    """
    today = timezone.localdate()
    asked = {"year": request.GET.get("year") or today.year, "quarter": request.GET.get("quarter") or 0}
    form = PeriodForm(asked)
    if not form.is_valid() or (found := Period(**form.cleaned_data)).days[0] > today:
        raise Http404
    return found


class TheBoard(Page, TemplateView):
    """The board."""

    page_title = "督查看板"
    right = Right.SUPERVISE
    header_icon = "view"
    template_name = "filings/board.html"

    @cached_property
    def found(self) -> Board:
        return board(self.by, period_of(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.found
        over = trend([row.body for row in found.rows if row.body is not None], found.period.year)
        return super().get_context_data(**kwargs) | {
            "board": found,
            "form": PeriodForm(initial=found.period._asdict()),
            "rows": [*found.rows, found.whole],
            "outcomes": OUTCOMES,
            "charts": [safe(svg) for svg in charts(found, over)],
            "trend": over,
            "query": f"year={found.period.year}&quarter={found.period.quarter}",
            "with_parquet": _pyarrow() is not None,
            "queue": reverse("cases_queue"),
        }


def safe(svg: str) -> SafeString:
    """A chart of ours, in which every text was escaped."""
    return mark_safe(svg)


# --- as files -------------------------------------------------------------------------------------------------------

COLUMNS: Final[tuple[tuple[str, Callable[[Row], object]], ...]] = (
    ("机关", lambda row: name_of(row.body)),
    ("新收", lambda row: row.received),
    ("办结", lambda row: row.settled),
    ("逾期办结", lambda row: row.late),
    ("期末在办", lambda row: row.open),
    ("现已超期", lambda row: row.overdue),
    ("按期率", lambda row: row.in_time),
    *((label, lambda row, key=key: row.outcomes[key]) for key, label in OUTCOMES.items()),
    *((f"不予公开：{label}", lambda row, key=key: row.grounds[key]) for key, label in GROUNDS.items()),
    ("复议诉讼审结", lambda row: row.decided),
    ("被纠正", lambda row: row.corrected),
    ("纠正率", lambda row: row.corrected_rate),
    ("季度统计报送", lambda row: row.quarters),
    ("年度报告公开日期", lambda row: row.published_on and row.published_on.isoformat()),
)


def _values(found: Board) -> Iterator[list[object]]:
    for row in found.rows:
        yield [value(row) for _, value in COLUMNS]


def _spelled(value: object) -> str:
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


@needs(Right.SUPERVISE)
def table(request: HttpRequest, form: str) -> HttpResponseBase:
    """The board as a file, a body a row."""
    found = board(user_of(request), period_of(request))
    name = f"{found.period}督查看板"
    if form == "parquet":
        return _parquet(found, name)
    rows: list[Sequence[str]] = [[heading for heading, _ in COLUMNS]]
    rows += [[_spelled(value) for value in values] for values in _values(found)]
    return spreadsheet.answer(rows, form=form, name=name)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        return None
    return pyarrow


def _parquet(found: Board, name: str) -> HttpResponse:
    arrow = _pyarrow()
    if arrow is None:
        raise Http404
    from pyarrow import parquet

    columns = list(zip(*_values(found), strict=True)) or [() for _ in COLUMNS]
    out = io.BytesIO()
    headings = [heading for heading, _ in COLUMNS]
    parquet.write_table(arrow.table([arrow.array(each) for each in columns], names=headings), out)
    return _file(out.getvalue(), PARQUET, f"{name}.parquet")


@needs(Right.SUPERVISE)
def draft(request: HttpRequest) -> HttpResponseBase:
    """The draft of a circular."""
    from gongkai.filings.circular import circular  # with a library that nothing else needs

    user = user_of(request)
    found = board(user, period_of(request))
    over = trend([row.body for row in found.rows if row.body is not None], found.period.year)
    made = circular(found, charts(found, over), issuer=_issuer(request), on=timezone.localdate())
    record("生成通报稿", by=user, detail={"时段": str(found.period), "机关数": len(found.rows)})
    return _file(made, DOCX, f"关于{found.period}政府信息公开工作情况的通报.docx")


def _issuer(request: HttpRequest) -> Body:
    """The body for which the user supervises, the highest if there are several."""
    found = bodies_where(user_of(request), Right.SUPERVISE).on().order_by("path").first()
    if found is None:
        raise Http404
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


urlpatterns: list[URLPattern] = [
    path("board/", TheBoard.as_view(), name="filings_board"),
    path("board/circular.docx", draft, name="filings_circular"),
    path("board/table.<str:form>", table, name="filings_board_table"),
]
