"""What each cell of the annual report is: counted from the records, declared by who keeps them elsewhere, or derived of
other cells.

There is one definition a cell, for both editions of the form. The same definitions compile a report (`count`, one
statement a table), list the records behind a cell (`behind`, `all_behind`), and tell for one record which cells it
moves (`moved_by`). Sections three and four are `gongkai.cases.figures`', whose conditions are not said again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet

from gongkai.bodies.models import Body
from gongkai.cases import figures
from gongkai.cases.figures import Counted, years
from gongkai.cases.models import Case, Remedy
from gongkai.documents.enums import OVER, Kind, State
from gongkai.documents.figures import moments
from gongkai.documents.models import Item, Release
from gongkai.documents.models.register import ItemQuerySet
from gongkai.filings.services.reports import totals
from gongkai.law.articles import REGULATIONS, Article, Unsure
from gongkai.law.outcomes import OUTCOMES
from gongkai.report.form import APPLICANTS, MONEY, SIGNED, Edition


class How(StrEnum):
    """How a cell comes about."""

    COUNTED = "counted"
    DECLARED = "declared"
    DERIVED = "derived"

    @property
    def label(self) -> str:
        return {How.COUNTED: "由记录统计", How.DECLARED: "填报", How.DERIVED: "由其他各格得出"}[self]


class Definition(NamedTuple):
    """What a cell is. `text` says in Chinese, to the public too, what is counted; `source` whence it comes; `parts` are
    the cells that a derived one adds up."""

    cell: str
    how: How
    title: str
    text: str
    source: str
    articles: tuple[Article, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        return self.cell in MONEY

    @property
    def may_be_negative(self) -> bool:
        return self.cell in SIGNED


REGISTER: Final = "政府信息登记簿"
CASES: Final = "依申请公开登记"
REMEDIES: Final = "行政复议、行政诉讼登记"
DERIVED: Final = "本表各格"

# --- what is not certain --------------------------------------------------------------------------------------------

WITHOUT_INSTRUCTIONS: Final = Unsure(
    "两版格式的填报说明没有看到，口径按栏目名称和公开的实践确定",
    "推断",
    "the notices' own instructions could not be read beyond their openings: annual-report.md, section 7",
)
LAPSED_TOO: Final = Unsure(
    "有效期届满失效的、被新文件替代的，与明文废止的一并计入本年废止件数",
    "推断",
    "without them 现行有效 would not follow from 制发 and 废止 (A6)",
)
BY_LEAD: Final = Unsure(
    "联合制发的由牵头机关统计", "凭记忆", "annual-report.md, section 7: joint documents are counted by the lead organ"
)
ALL_DECISIONS: Final = Unsure(
    "处理决定数量包括没有公开的决定",
    "推断",
    "a local notice of 2025 says so (武政办发〔2025〕54号); no national text was read",
)
WITH_PUBLICATION: Final = Unsure(
    "对外公开总数量为年末仍在公开的件数",
    "推断",
    "the column has no explanation; a total of what was ever public would count what was withdrawn",
)

# --- section two: what the register tells ---------------------------------------------------------------------------

_ENDED: Final = Q(effect__in=OVER)


def _repealed(first: date, last: date) -> Q:
    day = timedelta(days=1)
    return (_ENDED & Q(ended_on__range=(first, last))) | (~_ENDED & Q(expires_on__range=(first - day, last - day)))


def _in_force(first: date, last: date) -> Q:
    stands = ~_ENDED & (Q(expires_on=None) | Q(expires_on__gte=last))
    return Q(formed_on__lte=last) & (stands | (_ENDED & Q(ended_on__gt=last)))


def _public_at(last: date) -> Q:
    """Public on a day: whatever became of it later, and wherever it had been published before."""
    until = moments(last, last)[1]
    shown = Release.objects.filter(item=OuterRef("pk"), published_at__lte=until)
    return Q(Exists(shown.filter(Q(ended_at=None) | Q(ended_at__gt=until))))


def _first_public(first: date, last: date) -> Q:
    within = moments(first, last)
    releases = Release.objects.filter(item=OuterRef("pk"))
    return Q(Exists(releases.filter(published_at__range=within))) & ~Q(
        Exists(releases.filter(published_at__lt=within[0]))
    )


ITEMS: Final[Mapping[str, Counted]] = {
    "produced": Counted("本年成文的", lambda first, last: Q(formed_on__range=(first, last))),
    "disclosed": Counted("本年首次公开的，不论何时成文", _first_public),
    "total": Counted("到本年12月31日仍在公开的", lambda first, last: _public_at(last)),
    "issued": Counted("本年成文的", lambda first, last: Q(formed_on__range=(first, last))),
    "repealed": Counted("本年废止、失效或者被替代的", _repealed),
    "in_force": Counted("本年12月31日有效的", _in_force),
}
"""The columns of the first block of table two, of both editions."""
KINDS: Final[Mapping[str, Kind]] = {"regulations": Kind.REGULATION, "normative_documents": Kind.NORMATIVE}
"""The rows of it."""
_UNSURE: Final[Mapping[str, tuple[Unsure, ...]]] = {"repealed": (LAPSED_TOO,), "total": (WITH_PUBLICATION,)}


def _items(items: ItemQuerySet) -> ItemQuerySet:
    """What a body itself made, and settled: not what it obtained from others, nor what is only drafted or made void."""
    settled = Q(state__in=(State.DECIDED, State.PUBLISHED, State.WITHDRAWN))
    once = Q(Exists(Release.objects.filter(item=OuterRef("pk"))))
    return items.counted().filter(settled | once, kind__in=KINDS.values(), obtained_from="")


@cache
def _register_cells(edition: Edition) -> Mapping[str, tuple[Kind, Counted]]:
    """The cells that the register tells, with what each counts."""
    return {
        f"proactive.{row}.{column.key}": (kind, ITEMS[column.key])
        for row, kind in KINDS.items()
        for column in edition.blocks[0].columns
    }


# --- section two: what is declared ----------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of table two that other systems keep: which article, who has the figure, what is counted by column."""

    article: Article
    source: str
    texts: Mapping[str, str]


def _content(item: int) -> Article:
    return Article(REGULATIONS, 20, 0, item)


_ITEMS_OF: Final = {
    "prior_items": "上一年末本机关{0}的项目数量",
    "change": "本年{0}项目数量的增减：增加的为正，减少的为负",
    "decisions": "本年作出的{0}处理决定的数量，公开与否都计入",
}


def _texts(what: str) -> Mapping[str, str]:
    return {column: text.format(what) for column, text in _ITEMS_OF.items()}


DECLARED: Final[Mapping[str, Row]] = {
    "permits": Row(_content(5), "行政许可的审批系统或者台账", _texts("行政许可")),
    "other_services": Row(_content(5), "政务服务事项的台账", _texts("其他对外管理服务事项")),
    "penalties": Row(_content(6), "行政处罚的执法系统或者台账", _texts("行政处罚")),
    "coercions": Row(_content(6), "行政强制的执法系统或者台账", _texts("行政强制")),
    "fees": Row(
        _content(8),
        "财务账目、收费系统",
        {**_texts("行政事业性收费"), "amount": "本年收取的行政事业性收费的金额，按实际入账，单位为万元"},
    ),
    "procurement": Row(
        _content(9),
        "政府采购系统或者台账",
        {"items": "本年政府集中采购的项目数量", "amount": "本年政府集中采购的总金额，格式没有规定单位，连同单位填写"},
    ),
}

# --- all cells ------------------------------------------------------------------------------------------------------

_APPLICANTS: Final = {column.key: column.label for column in APPLICANTS}


@cache
def definitions(edition: Edition) -> Mapping[str, Definition]:
    """The definition of each cell of an edition, in the order of the form."""
    derived = totals(edition)
    return {
        cell: _derived(cell, edition, derived[cell]) if cell in derived else _DEFINE[cell.split(".")[0]](cell, edition)
        for cell in edition.keys
    }


def definition_of(cell: str, edition: Edition) -> Definition:
    """
    Raises:
        KeyError: the edition has no such cell.
    """
    return definitions(edition)[cell]


def _derived(cell: str, edition: Edition, parts: tuple[str, ...]) -> Definition:
    by_column = cell.startswith("requests.total.")
    text = "同一列各项办理结果之和" if by_column else "同一行自然人和各类组织之和"
    if cell.startswith("remedies."):
        text = "结果维持、结果纠正、其他结果和尚未审结之和"
    return Definition(cell, How.DERIVED, edition.labels[cell], text, DERIVED, parts=parts)


def _proactive(cell: str, edition: Edition) -> Definition:
    _, row, column = cell.split(".")
    if cell in (known := _register_cells(edition)):
        label = next(each.label for _, each in edition.proactive_rows() if each.key == row)
        text = f"本机关制发（联合制发的，为牵头）、经审查确定的{label}中，{known[cell][1].means}件数"
        unsure = (BY_LEAD, *_UNSURE.get(column, ()), WITHOUT_INSTRUCTIONS)
        return Definition(cell, How.COUNTED, edition.labels[cell], text, REGISTER, (_content(1),), unsure)
    stated = DECLARED[row]
    unsure = (ALL_DECISIONS,) if column == "decisions" else (WITHOUT_INSTRUCTIONS,)
    return Definition(
        cell, How.DECLARED, edition.labels[cell], stated.texts[column], stated.source, (stated.article,), unsure
    )


def _requests(cell: str, edition: Edition) -> Definition:
    row, _, column = cell.removeprefix("requests.").rpartition(".")
    outcomes = [each for each in OUTCOMES if getattr(each, f"row_{edition.name}") == f"requests.{row}"]
    articles = dict.fromkeys(article for each in outcomes for article in each.articles)
    unsure = dict.fromkeys(doubt for each in outcomes for doubt in each.unsure)
    who = "其他组织" if column == "other" else _APPLICANTS[column]
    text = f"{figures.meaning_of(cell, edition)}中，申请人为{who}的件数"
    return Definition(cell, How.COUNTED, edition.labels[cell], text, CASES, tuple(articles), tuple(unsure))


def _remedies(cell: str, edition: Edition) -> Definition:
    text = f"{figures.meaning_of(cell, edition)}的件数"
    return Definition(cell, How.COUNTED, edition.labels[cell], text, REMEDIES, (Article(REGULATIONS, 51),))


_DEFINE: Final = {"proactive": _proactive, "requests": _requests, "remedies": _remedies}

# --- counting, and the records behind -------------------------------------------------------------------------------


def count(body: Body, year: int, edition: Edition) -> dict[str, int]:
    """All cells that are counted from the records, in the order of the form: one statement a table."""
    counted = _register(Item.objects.filter(body=body), year, edition) | figures.cells_of(body, year, edition)
    return {cell: counted[cell] for cell in edition.keys if cell in counted}


def _register(items: ItemQuerySet, year: int, edition: Edition) -> dict[str, int]:
    first, last = years(year)
    columns = [column.key for column in edition.blocks[0].columns]
    counts = {f"n_{column}": Count("pk", filter=ITEMS[column].when(first, last)) for column in columns}
    asked: QuerySet[Item, Any] = _items(items).order_by().values("kind").annotate(**counts)
    found = {each["kind"]: each for each in asked}
    return {
        f"proactive.{row}.{column}": found[kind][f"n_{column}"] if kind in found else 0
        for row, kind in KINDS.items()
        for column in columns
    }


def behind(body: Body, year: int, cell: str, edition: Edition) -> QuerySet[Any] | None:
    """The records that a cell counts: items, cases, or remedies; None for what is declared.

    Raises:
        KeyError: the edition has no such cell.
    """
    if cell in (known := _register_cells(edition)):
        kind, counted = known[cell]
        return _items(Item.objects.filter(body=body, kind=kind)).filter(counted.when(*years(year)))
    if definition_of(cell, edition).how == How.DECLARED:
        return None
    return figures.cases_behind(body, year, cell, edition)


def moved_by(record: Model, year: int, edition: Edition) -> list[str]:
    """The cells of a year that count a record, in the order of the form: an item, or a case with its remedies."""
    if isinstance(record, Item):
        counted = _register(Item.objects.filter(pk=record.pk), year, edition)
        return [cell for cell, number in counted.items() if number]
    assert isinstance(record, Case)
    return figures.cells_moved_by(record, year, edition)


def all_behind(body: Body, year: int, edition: Edition) -> dict[str, list[int]]:
    """The numbers of the records behind each counted cell that is not derived of others: one statement a table."""
    first, last = years(year)
    found: dict[str, list[int]] = {}
    items = _items(Item.objects.filter(body=body))
    register = {column.key: ITEMS[column.key].when(first, last) for column in edition.blocks[0].columns}
    rows = {kind: row for row, kind in KINDS.items()}
    for number, kind, column in _flagged(items, register, "kind"):
        found.setdefault(f"proactive.{rows[Kind(kind)]}.{column}", []).append(number)
    requests = {row: each.when(first, last) for row, each in figures.rows_of(edition).items() if row != "total"}
    cases = Case.objects.valid().filter(requests["new"] | requests["carried_over"], body=body)
    for number, column, row in _flagged(cases, requests, "column"):
        found.setdefault(f"requests.{row}.{column}", []).append(number)
    remedies = {cell: each.when(first, last) for cell, each in figures.REMEDIES.items() if not cell.endswith(".total")}
    over = Remedy.objects.filter(case__body=body, case__voided_at=None)
    for number, _, cell in _flagged(over, remedies, "procedure"):
        found.setdefault(cell, []).append(number)
    return {cell: sorted(found[cell]) for cell in edition.keys if cell in found}


def _flagged(records: QuerySet[Any], conditions: Mapping[str, Q], group: str) -> Iterable[tuple[int, str, str]]:
    """Each record with each of the conditions that it meets, and the group that it is of."""
    flags = {
        f"is_{at}": ExpressionWrapper(condition, output_field=BooleanField())
        for at, condition in enumerate(conditions.values())
    }
    asked = records.annotate(**flags).order_by().values_list("pk", group, *flags)
    names = list(conditions)
    for number, kind, *met in asked.iterator(chunk_size=5000):
        for name, is_met in zip(names, met, strict=True):
            if is_met:
                yield number, kind, name
