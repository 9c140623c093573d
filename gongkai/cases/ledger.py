"""The ledger of requests (依申请公开台账): a body's requests of a period in the usual columns, as XLSX or CSV.

Who asked is masked, and so is what is found of personal data in what was asked; with the names it is a separate export,
for a reason, on record (`named`). Nothing is held in memory but some hundred cases.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from typing import IO, Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from gongkai import privacy
from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.exchange import inert
from gongkai.bodies.models import Body
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, CaseLetter, FeeDecision, Happening, Remedy
from gongkai.cases.services.course import current_calendar
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.jobs.work import Failed, Work
from gongkai.law.articles import Article
from gongkai.law.errors import LawError
from gongkai.law.events import Event, Kind
from gongkai.law.limits import RULES
from gongkai.law.outcomes import outcome
from gongkai.letters import DECISIONS, LetterError
from gongkai.letters.interchange import facts_from
from gongkai.persons.enums import ApplicantKind

FORMS: Final = {"xlsx": "XLSX（表格软件）", "csv": "CSV"}
AT_ONCE: Final = 2000
"""As many requests are answered at once; more are a job."""
CHUNK: Final = 500
LONGEST: Final = 30_000
"""Signs of a cell; one of a spreadsheet takes 32,767."""
SIZE: Final = 9
LINE: Final = 12
"""Points of a letter, and of a line."""
TALLEST: Final = 400
"""Points of a row: a spreadsheet has none taller than 409."""
A3: Final = 8
"""The paper, as a spreadsheet numbers it."""
STEM: Final = "依申请公开台账"


# --- one line -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A case with what its cells tell, fetched already."""

    number: int
    case: Case
    named: bool

    @cached_property
    def events(self) -> list[Event]:
        """What holds of what was entered."""
        entered: list[Happening] = self.case.entered  # type: ignore[attr-defined]
        out = {each.takes_out_id for each in entered}
        return [each.event for each in entered if each.kind and each.pk not in out]

    def on(self, *kinds: Kind) -> list[Event]:
        return [each for each in self.events if each.kind in kinds]

    @property
    def replies(self) -> list[CaseLetter]:
        """The decision letters that were served, in their order."""
        return self.case.replies  # type: ignore[attr-defined, no-any-return]

    @property
    def natural(self) -> bool:
        return bool(self.case.applicant.kind == ApplicantKind.NATURAL_PERSON)


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _applicant(line: Line) -> str:
    return line.case.applicant.name if line.named else str(line.case.applicant)


def _asked(line: Line) -> str:
    case = line.case
    text = "；".join(filter(None, (case.title, case.document_number, case.description)))
    if line.named:
        return text
    if line.natural and case.applicant.name:
        text = text.replace(case.applicant.name, str(case.applicant))
    return privacy.mask(text, privacy.scan_text(text))


def _supplement(line: Line) -> str:
    words = {Kind.SUPPLEMENT_NOTIFIED: "告知补正", Kind.SUPPLEMENT_RECEIVED: "收到补正"}
    return "；".join(f"{each.on}{words[each.kind]}" for each in line.on(*words))


_CONSULTED: Final = {
    Kind.CONSULTATION_SENT: "发函",
    Kind.CONSULTATION_DELIVERED: "送达",
    Kind.CONSULTATION_ANSWERED: "答复",
}


def _consulted(line: Line) -> str:
    told = []
    for each in line.on(*_CONSULTED):
        to = f"（{each.to.label}）" if each.to is not None else ""
        told.append(f"{each.on}{_CONSULTED[each.kind]}{to}")
    return "；".join(told)


def _extended(line: Line) -> str:
    return "；".join(
        f"{each.on}延期{each.days}个工作日" if each.kind is Kind.EXTENDED else f"{each.on}确定延迟至{each.until}"
        for each in line.on(Kind.EXTENDED, Kind.DEFERRED)
    )


def first_due(case: Case) -> date | None:
    """Until when it was to be answered as it was received, before anything moved that."""
    if case.received_on is None:
        return None
    return current_calendar().after(case.received_on, RULES.on(case.received_on).reply_days)


def _in_time(line: Line) -> str:
    return {True: "是", False: "否", None: ""}[line.case.in_time]


def _grounds(line: Line) -> str:
    """The articles applied, those of parts that were withheld among them."""
    case = line.case
    if not case.outcome or case.received_on is None:
        return ""
    found: list[Article] = [*outcome(case.outcome).grounds(case.received_on)]
    for letter in line.replies[-1:]:
        try:
            findings = facts_from(letter.facts).findings
        except (LetterError, LawError):  # of an older form: the outcome stands for it
            continue
        for each in (part for finding in findings for part in (finding, *finding.parts)):
            found += each.articles or outcome(each.outcome).grounds(case.received_on)
    return "；".join(dict.fromkeys(article.short for article in found))


def _routes(line: Line) -> str:
    if line.replies:
        return "；".join(letter.get_route_display() for letter in line.replies)
    return "；".join(each.route.label for each in line.on(Kind.REPLIED) if each.route is not None)


def _fee(line: Line) -> str:
    fees: list[FeeDecision] = line.case.decisions  # type: ignore[attr-defined]
    if not fees:
        return ""
    last = fees[-1]
    if not last.method:
        return "不收费"
    paid = "，已缴" if line.on(Kind.FEE_PAID) else ""
    return f"{last.amount}元（{last.get_method_display()}）{paid}"


def _remedies(line: Line) -> str:
    return "；".join(
        f"{each.get_procedure_display()}：{each.get_result_display()}"
        + (f"（{each.decided_on}）" if each.decided_on is not None else "")
        for each in line.case.matters  # type: ignore[attr-defined]
    )


def _notes(line: Line) -> str:
    case = line.case
    told = [f"拆分自{case.split_from.number}"] if case.split_from is not None else []
    if case.agent is not None:
        told.append(f"代理人：{case.agent.name if line.named else case.agent}")
    told += [f"{each.on}重新处理" for each in line.on(Kind.REOPENED)]
    if case.provisional and case.is_open:
        told.append("期限暂定")
    return "；".join(told)


# --- the columns ----------------------------------------------------------------------------------------------------


class Column(NamedTuple):
    heading: str
    width: int
    show: Callable[[Line], str]


BODY: Final = Column("机关", 18, lambda line: line.case.body.name)
"""Beside the others where the bodies under one are taken in."""
COLUMNS: Final = (
    Column("序号", 6, lambda line: str(line.number)),
    Column("登记编号", 11, lambda line: line.case.number),
    Column("申请人类别", 10, lambda line: ApplicantKind(line.case.column).label),
    Column("申请人", 10, _applicant),
    Column("申请内容", 32, _asked),
    Column("提交渠道", 11, lambda line: line.case.get_channel_display()),
    Column("提交时间", 11, lambda line: _at(line.case.submitted_at)),
    Column("收到日期", 11, lambda line: _day(line.case.received_on)),
    Column("补正", 16, _supplement),
    Column("征求意见", 18, _consulted),
    Column("延期", 15, _extended),
    Column("原答复期限", 11, lambda line: _day(first_due(line.case))),
    Column("现答复期限", 11, lambda line: _day(line.case.reply_due_on)),
    Column("答复日期", 11, lambda line: _day(line.case.closed_on)),
    Column("是否按期", 6, _in_time),
    Column("答复类型", 13, lambda line: line.case.get_outcome_display()),
    Column("依据条款", 17, _grounds),
    Column("文号", 13, lambda line: "；".join(each.number for each in line.replies if each.number)),
    Column("送达方式", 9, _routes),
    Column("收费", 11, _fee),
    Column("复议诉讼", 18, _remedies),
    Column("经办人", 9, lambda line: line.case.handler.name if line.case.handler is not None else ""),
    Column("承办处室", 10, lambda line: line.case.office),
    Column("备注", 15, _notes),
)


class Scope(NamedTuple):
    """Which requests: of a body, or those under it too, that were submitted from one day to another."""

    body: Body
    since: date
    until: date
    under: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return (COLUMNS[0], BODY, *COLUMNS[1:]) if self.under else COLUMNS

    @property
    def span(self) -> str:
        return f"{self.since}至{self.until}"

    def cases(self) -> QuerySet[Case]:
        first, last = (
            timezone.make_aware(datetime.combine(day, time())) for day in (self.since, self.until + timedelta(days=1))
        )
        found = Case.objects.valid().filter(submitted_at__gte=first, submitted_at__lt=last)
        if not self.under:
            return found.filter(body=self.body).order_by("pk")
        return found.filter(body__path__startswith=self.body.path).order_by("body__path", "pk")


def _whole(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with all that their lines tell, as lists: a queryset for each would cost a fifth more."""
    replies = CaseLetter.objects.filter(state=LetterState.SERVED, key__in=DECISIONS).order_by("pk")
    return cases.select_related("body", "applicant", "agent", "handler", "split_from").prefetch_related(
        Prefetch("happenings", Happening.objects.order_by("number"), to_attr="entered"),
        Prefetch("letters", replies, to_attr="replies"),
        Prefetch("remedies", Remedy.objects.order_by("filed_on", "pk"), to_attr="matters"),
        Prefetch("fees", FeeDecision.objects.order_by("pk"), to_attr="decisions"),
    )


def table(scope: Scope, *, named: bool = False) -> Iterator[list[str]]:
    """The headings, then a row for each request."""
    yield [column.heading for column in scope.columns]
    for number, case in enumerate(_whole(scope.cases()).iterator(chunk_size=CHUNK), 1):
        line = Line(number, case, named)
        yield [column.show(line) for column in scope.columns]


# --- writing --------------------------------------------------------------------------------------------------------


def write(out: IO[bytes], form: str, scope: Scope, rows: Iterable[Sequence[str]]) -> None:
    """Write the table; no cell of it is a formula."""
    {"csv": _csv, "xlsx": _xlsx}[form](out, scope, ([_plain(cell) for cell in row] for row in rows))


_NOT_IN_A_SHEET: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Signs that no cell of a sheet may have."""


def _plain(cell: str) -> str:
    return inert(_NOT_IN_A_SHEET.sub("", cell)[:LONGEST])


def _csv(out: IO[bytes], scope: Scope, rows: Iterable[Sequence[str]]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows(rows)
    text.detach()


def lines_of(text: str, width: int) -> int:
    """Over how many lines a cell runs; a Han character is as wide as two digits."""
    return sum(-(-sum(1 + (ord(sign) > 0x2E7F) for sign in line) // (width - 1)) or 1 for line in text.split("\n"))


def _xlsx(out: IO[bytes], scope: Scope, rows: Iterable[Sequence[str]]) -> None:
    """One sheet, its heading in sight and repeated on every page, as wide as a page on its side."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, NamedStyle
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(STEM)
    top = Alignment(wrap_text=True, vertical="top")
    for at, column in enumerate(scope.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = f"{scope.body.name}{STEM}（{scope.span}）".replace("&", "&&")
    sheet.oddHeader.center.size = 14
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_options.gridLines = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    styles = [NamedStyle(name, font=Font(size=SIZE, bold=name == "列名"), alignment=top) for name in ("列名", "内容")]
    for number, row in enumerate(rows, 1):
        cells = [WriteOnlyCell(sheet, text) for text in row]
        for cell in cells:
            cell.style = styles[number > 1]
        lines = max(lines_of(text, column.width) for column, text in zip(scope.columns, row, strict=True))
        sheet.row_dimensions[number].height = min(lines * LINE + 4, TALLEST)  # LibreOffice measures no row by itself
        sheet.append(cells)
        del sheet.row_dimensions[number]
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(scope.columns))}1"
    with tempfile.TemporaryFile() as made:  # a ZIP is written back and forth
        book.save(made)
        made.seek(0)
        while part := made.read(2**20):
            out.write(part)


# --- exporting ------------------------------------------------------------------------------------------------------


def file_name(scope: Scope, form: str, *, named: bool) -> str:
    who = "（含申请人姓名）" if named else ""
    return f"{scope.body.name}{STEM}{scope.since:%Y%m%d}-{scope.until:%Y%m%d}{who}.{form}"


def export(scope: Scope, form: str, *, by: User, reason: str = "", named: bool = False) -> bytes | Job:
    """The ledger as a file, or, where it is long, the job that makes it.

    Raises:
        PermissionDenied: `by` may not look into the requests of the body, or, with the names, may not see those.
        ValidationError: the period is none, or there is no reason for the names.
    """
    require(by, Right.REVEAL_PERSON if named else Right.SEE_CASES, scope.body)
    if scope.until < scope.since:
        raise ValidationError({"until": "结束日期不能早于开始日期"})
    if named and not reason.strip():
        raise ValidationError({"reason": "请写明导出姓名的理由，它会记入操作日志"})
    if scope.cases()[: AT_ONCE + 1].count() > AT_ONCE:
        more: dict[str, Any] = {"reason": reason.strip()} if named else {}
        given: dict[str, Any] = {
            "since": scope.since.isoformat(),
            "until": scope.until.isoformat(),
            "under": scope.under,
        }
        kind = "cases.ledger_named" if named else "cases.ledger"
        return start(kind, by=by, body=scope.body, form=form, **given, **more)
    out = io.BytesIO()
    with transaction.atomic():
        note(scope, form, by=by, reason=reason, named=named)
        write(out, form, scope, table(scope, named=named))
    return out.getvalue()


def note(scope: Scope, form: str, *, by: User | None, reason: str, named: bool) -> None:
    """Record that a ledger is taken out, with whose names in it and why."""
    detail = {"期间": scope.span, "格式": form, "含下级机关": "是" if scope.under else "否"}
    if named:
        detail |= {"申请人姓名": "含", "理由": reason.strip()[:200]}
    record("导出申请台账", by=by, subject=scope.body, body=scope.body, detail=detail)


def _made(
    work: Work, since: str, until: str, under: bool, form: str, *, reason: str = "", named: bool = False
) -> Result:
    if work.job.body is None:
        raise Failed("请选择机关")
    scope = Scope(work.job.body, date.fromisoformat(since), date.fromisoformat(until), under)
    with transaction.atomic():
        note(scope, form, by=work.job.started_by, reason=reason, named=named)
    total = scope.cases().count()
    rows = table(scope, named=named)
    headings = next(rows)
    with work.writing(file_name(scope, form, named=named)) as out:
        write(out, form, scope, chain([headings], work.watch(rows, total=total)))
    return {"期间": scope.span, "件数": work.done}


@job("cases.ledger", "导出申请台账", Right.SEE_CASES)
def make(work: Work, since: str, until: str, under: bool, form: str) -> Result:
    """The ledger of the job's body."""
    return _made(work, since, until, under, form)


@job("cases.ledger_named", "导出申请台账（含申请人姓名）", Right.REVEAL_PERSON)
def make_named(work: Work, since: str, until: str, under: bool, form: str, reason: str) -> Result:
    """The same with the names of who asked."""
    return _made(work, since, until, under, form, reason=reason, named=True)
