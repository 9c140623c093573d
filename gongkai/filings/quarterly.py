"""The figures of the quarterly table (季度统计), as definitions: what each counts, and from where.

No national form exists; the table has what bodies are asked for in practice: items by attribute, topic and channel,
deposits, requests and their outcomes, remedies, complaints. A figure of `DECLARED` comes from no record here and is
stated by the body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db.models import Count, Q

from gongkai.bodies.models import Body
from gongkai.cases.enums import CHANNELS, Procedure
from gongkai.cases.figures import rows_of
from gongkai.cases.models import Case, Remedy
from gongkai.documents.directory import titles
from gongkai.documents.enums import Channel, Hall, Kind
from gongkai.documents.figures import moments, register_of
from gongkai.documents.models import Deposit, Outlet, Release
from gongkai.law.annual import Filer
from gongkai.law.proactive import directory
from gongkai.law.remedy import RESULTS
from gongkai.report.form import EDITIONS

DUE_DAYS: Final = 10
"""Days after the end of a quarter by which the table is handed in; set by each supervising office, no law has it."""

Counts = Mapping[str, int]


class Figure(NamedTuple):
    """A figure. `key` is never reused; `means` says what is counted, and is empty for one that is declared."""

    key: str
    title: str
    unit: str
    means: str = ""


class Group(NamedTuple):
    """Figures that stand together. `counts` counts them for a body over a period, both days included; None for what is
    declared."""

    key: str
    title: str
    figures: tuple[Figure, ...]
    counts: Callable[[Body, date, date], Counts] | None


# --- what is counted ------------------------------------------------------------------------------------------------


def _register(body: Body, since: date, until: date) -> Counts:
    return {f"register.{name}": value for name, value in register_of(body, since, until)._asdict().items()}


def _published(body: Body, since: date, until: date) -> Counts:
    """What was published for the first time, by topic: a correction is no further publication."""
    found = Release.objects.filter(body=body, corrects=None, published_at__range=moments(since, until))
    counts = dict.fromkeys((figure.key for figure in _TOPICS), 0)
    for category, count in found.order_by().values_list("category").annotate(Count("pk")):
        counts[f"topic.{category.partition('-')[0]}"] += count
    interpretations = found.filter(kind=Kind.INTERPRETATION).count()
    return counts | {"published.site": sum(counts.values()), "published.interpretations": interpretations}


def _channels(body: Body, since: date, until: date) -> Counts:
    found = Outlet.objects.filter(item__body=body, on__range=(since, until)).order_by()
    counts = dict(found.values_list("channel").annotate(Count("pk")))
    return {f"channel.{channel.value}": counts.get(channel.value, 0) for channel in Channel}


def _deposits(body: Body, since: date, until: date) -> Counts:
    found = Deposit.objects.filter(batch__body=body, batch__handed_on__range=(since, until)).order_by()
    counts = dict(found.values_list("batch__hall").annotate(Count("item", distinct=True)))
    return {f"deposit.{hall.value}": counts.get(hall.value, 0) for hall in Hall}


def _requests(body: Body, since: date, until: date) -> Counts:
    rows = {f"requests.{key}": row.when(since, until) for key, row in rows_of(EDITIONS["2021"]).items()}
    came, settled = Q(came_on__range=(since, until)), Q(settled_on__range=(since, until))
    rows |= {f"requests.channel.{key}": came & Q(channel=key) for key, _ in CHANNELS}
    rows["requests.late"] = settled & Q(in_time=False)
    names = {name.replace(".", "_"): name for name in rows}
    counts = (
        Case.objects.valid()
        .filter(body=body)
        .aggregate(**{short: Count("pk", filter=rows[name]) for short, name in names.items()})
    )
    return {name: counts[short] for short, name in names.items()}


def _remedies(body: Body, since: date, until: date) -> Counts:
    decided = Q(decided_on__range=(since, until))
    pending = Q(filed_on__lte=until) & (Q(decided_on=None) | Q(decided_on__gt=until))
    conditions = {}
    for procedure in Procedure:
        mine = Q(procedure=procedure)
        conditions[f"{procedure}_filed"] = mine & Q(filed_on__range=(since, until))
        conditions[f"{procedure}_pending"] = mine & pending
        for column in _COLUMNS:
            keys = [each.key for each in RESULTS if each.column == column]
            conditions[f"{procedure}_{column}"] = mine & decided & Q(result__in=keys)
    found = Remedy.objects.filter(case__body=body, case__voided_at=None)
    counts = found.aggregate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})
    return {f"remedies.{name.replace('_', '.', 1)}": value for name, value in counts.items()}


# --- the table ------------------------------------------------------------------------------------------------------

_COLUMNS: Final = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果"}


def _topics() -> Iterator[Figure]:
    """A figure a topic. Topics of one name are told apart by whom the Regulations name for them."""
    named = {slug: title for slug, title in titles().items() if "-" not in slug}
    often = Counter(named.values())
    of_towns = {topic.slug for topic in directory(Filer.TOWNSHIP)}
    for slug, title in named.items():
        whose = "" if often[title] == 1 else "（乡镇、街道）" if slug in of_towns else "（县级以上）"
        yield Figure(f"topic.{slug}", f"{title}{whose}", "条", f"本季度首次在网站公开、归入“{title}”的信息")


_TOPICS: Final = tuple(_topics())
_ROWS: Final = rows_of(EDITIONS["2021"])
_LABELS: Final = {row.key: row.label for row in EDITIONS["2021"].rows}


def _remedy_figures() -> Iterator[Figure]:
    for procedure in Procedure:
        yield Figure(
            f"remedies.{procedure}.filed", f"{procedure.label}新增", "件", "本季度申请或者起诉，一审、二审分别计"
        )
        for column, label in _COLUMNS.items():
            yield Figure(f"remedies.{procedure}.{column}", f"{procedure.label}{label}", "件", "本季度作出决定、裁判")
        yield Figure(f"remedies.{procedure}.pending", f"{procedure.label}尚未审结", "件", "到季度末没有结果")


GROUPS: Final = (
    Group(
        "register",
        "信息登记和审查",
        (
            Figure("register.total", "登记信息", "条", "本季度制作或者获取、已登记的信息"),
            Figure("register.proactive", "主动公开", "条", "其中公开属性定为主动公开"),
            Figure("register.on_request", "依申请公开", "条", "其中公开属性定为依申请公开"),
            Figure("register.withheld", "不予公开", "条", "其中公开属性定为不予公开"),
            Figure("register.reviews", "保密审查", "条次", "本季度通过的保密审查"),
            Figure("register.deposits", "移送信息", "条", "本季度移送各场所的信息，同一条只计一次"),
        ),
        _register,
    ),
    Group(
        "published",
        "网站公开",
        (
            Figure("published.site", "网站公开信息", "条", "本季度首次在网站公开的信息，更正不重复计"),
            Figure("published.interpretations", "政策解读", "条", "其中政策解读"),
            *_TOPICS,
        ),
        _published,
    ),
    Group(
        "channels",
        "其他渠道公开",
        tuple(
            Figure(f"channel.{channel.value}", channel.label, "条次", "本季度登记为经这一渠道公开")
            for channel in Channel
        ),
        _channels,
    ),
    Group(
        "deposits",
        "移送",
        tuple(Figure(f"deposit.{hall.value}", hall.label, "条", "本季度移送这一场所的信息") for hall in Hall),
        _deposits,
    ),
    Group(
        "requests",
        "依申请公开",
        (
            *(Figure(f"requests.{key}", _LABELS[key], "件", row.means) for key, row in _ROWS.items()),
            *(Figure(f"requests.channel.{key}", f"新收：{label}", "件", "按提交渠道") for key, label in CHANNELS),
            Figure("requests.late", "逾期答复", "件", "本季度办结而超过答复期限"),
        ),
        _requests,
    ),
    Group("remedies", "复议诉讼", tuple(_remedy_figures()), _remedies),
    Group(
        "complaints",
        "监督和保障",
        (
            Figure("complaints.received", "收到政府信息公开投诉举报", "件"),
            Figure("complaints.settled", "办结政府信息公开投诉举报", "件"),
            Figure("responses", "回应社会关切", "次"),
            Figure("enquiries", "答复咨询", "次"),
            Figure("press_conferences", "举行新闻发布会", "次"),
            Figure("trainings", "举办培训", "次"),
        ),
        None,
    ),
)
FIGURES: Final = {figure.key: figure for group in GROUPS for figure in group.figures}
DECLARED: Final = frozenset(figure.key for group in GROUPS if group.counts is None for figure in group.figures)


def period_of(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, after - timedelta(days=1)


def due_of(year: int, quarter: int) -> date:
    """By when the table of a quarter is handed in."""
    return period_of(year, quarter)[1] + timedelta(days=DUE_DAYS)


def count(body: Body, year: int, quarter: int) -> dict[str, int]:
    """All that is counted of a body's quarter: one grouped query a kind of record."""
    since, until = period_of(year, quarter)
    found: dict[str, int] = {}
    for group in GROUPS:
        if group.counts is not None:
            found |= group.counts(body, since, until)
    return found
