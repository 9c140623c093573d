"""Annual reports of the demo city for the years before the platform: as other programs would have made them, in the
form of their year, each following from the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from gongkai.bodies.models import Body
from gongkai.demo.wordings import ASKED, LACKS, MANAGED, OPEN, OPENINGS, PLATFORMS, SUPERVISED, problems_of
from gongkai.documents.enums import Kind
from gongkai.documents.models import Item
from gongkai.filings.services.reports import with_totals
from gongkai.report import Report, Text, Value, merge
from gongkai.report.form import APPLICANTS, SECTION_NUMBERS, SECTION_TITLES, Edition, edition_for

COLUMNS: Final = tuple(column.key for column in APPLICANTS[:-1])
RESULTS: Final = (
    *("granted", "granted", "partial", "unavailable.not_held", "granted", "refused.internal_affairs"),
    *("granted", "not_processed.petition", "partial", "unavailable.needs_creation", "granted"),
)
"""How requests end, in turn."""
LICENSING: Final = {"教育局": (40, 3), "国土资源局": (70, 9), "市场监督管理局": (1150, 130)}
"""Permits and penalties in a year, about, of those that give any."""

Requests = dict[str, dict[str, int]]
"""Rows of table three that are no totals, by applicant."""


def reports(line: Sequence[tuple[int, Body]], carried: Mapping[str, int], turn: int) -> Iterator[Report]:
    """The reports of a body for some years, the latest first, under the names it had. `carried` is what the year after
    the latest took over, by applicant; `turn` has bodies say different things."""
    forward = dict(carried)
    for year, body in line:
        rows = _requests(year + turn, forward)
        forward = rows["carried_over"]
        yield _report(body, year, rows, turn)


def added_up(members: Sequence[Report], government: Body) -> Report:
    """The report of a government on its region."""
    year = members[0].year or 0
    return _written(government, year, merge(list(members), body=government.name, year=year).report.cells, len(members))


def _requests(seed: int, forward: Mapping[str, int]) -> Requests:
    """Table three of a year that hands on `forward`."""
    new = {"natural_person": 3 + seed * 5 % 7, "business": 1 + seed % 3, "legal_service": seed % 2}
    over = {"natural_person": seed % 3, "business": seed * 2 % 3 // 2}
    rows: Requests = {"new": new, "carried_over": over, "carried_forward": dict(forward)}
    for column in COLUMNS:
        settled = new.get(column, 0) + over.get(column, 0) - forward.get(column, 0)
        for number in range(settled):
            row = rows.setdefault(RESULTS[(number + seed) % len(RESULTS)], {})
            row[column] = row.get(column, 0) + 1
        if settled < 0:  # more is handed on than came: the rest came too
            new[column] = new.get(column, 0) - settled
    return rows


def _report(body: Body, year: int, rows: Requests, turn: int) -> Report:
    form = edition_for(year)
    cells = dict.fromkeys(form.keys, Value(0))
    cells |= {
        f"requests.{row}.{column}": Value(number) for row, of in rows.items() for column, number in of.items() if number
    }
    columns = ("issued", "in_force") if form.name == "2021" else ("produced", "total")
    for column, number in zip(columns, _documents(body, year), strict=True):
        cells[f"proactive.normative_documents.{column}"] = Value(number)
    cells |= {f"proactive.{name}": Value(number) for name, number in _declared(body, year, form).items()}
    if year % 3 == 0:
        cells["remedies.reconsideration.upheld"] = Value(1)
    return _written(body, year, with_totals(cells, form), turn)


def _written(body: Body, year: int, cells: Mapping[str, Value], turn: int) -> Report:
    form = edition_for(year)
    report = Report(
        edition=form.name,
        body=body.name,
        year=year,
        title=f"{body.name}{year}年政府信息公开工作年度报告",
        preamble=_preamble(body, year, form),
        cells={key: cells[key] for key in form.keys},
        signed_by=body.name,
        signed_on=date(year + 1, 1, 12 + (year + turn) % 14),
    )
    report.sections = _sections(report, turn)
    return report


def _documents(body: Body, year: int) -> tuple[int, int]:
    """How many documents the register has of the year, and up to its end: the years after follow from it."""
    held = Item.objects.filter(body=body, kind=Kind.NORMATIVE)
    return held.filter(formed_on__year=year).count(), held.filter(formed_on__year__lte=year).count()


def _declared(body: Body, year: int, form: Edition) -> dict[str, int]:
    """What other systems would tell."""
    about = next((each for name, each in LICENSING.items() if body.name.endswith(name)), None)
    if about is None:
        return {}
    found = {"permits.decisions": about[0] + year % 7 * 3, "penalties.decisions": about[1] + year % 4}
    if form.name == "2019":
        found |= {"permits.prior_items": 12, "penalties.prior_items": 8, "procurement.items": 2}
    return found


def _preamble(body: Body, year: int, form: Edition) -> str:
    titles = list(SECTION_TITLES.values())
    return (
        f"本报告按照《中华人民共和国政府信息公开条例》和{form.citation}的格式编制，"
        f"由{'、'.join(titles[:-1])}和{titles[-1]}六个部分组成。"
        f"数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        f"联系单位：{body.name}{body.office.removeprefix(body.name)}，电话：{body.phone}。"
    )


def _sections(report: Report, turn: int) -> tuple[Text, ...]:
    told, at = _told(report), (report.year or 0) + turn * 5
    parts = (OPENINGS, OPEN, ASKED, MANAGED, PLATFORMS, SUPERVISED)
    texts = {
        "overview": "\n".join(part[(at + step) % len(part)].format(**told) for step, part in enumerate(parts)),
        "problems": problems_of((LACKS[at * 2 % len(LACKS)], LACKS[(at * 2 + 1) % len(LACKS)])),
        "other": "没有其他需要报告的事项。" if report.edition == "2019" else "本年未收取信息处理费。",
    }
    return tuple(
        Text(key, number, title, texts.get(key, ""))
        for number, (key, title) in zip(SECTION_NUMBERS, SECTION_TITLES.items(), strict=True)
    )


def _told(report: Report) -> dict[str, Any]:
    year, form = report.year or 0, report.form
    assert form is not None
    issued = "issued" if form.name == "2021" else "produced"
    rows = ("new", "carried_over", "total", "carried_forward")
    return {
        "year": year,
        "we": "我局" if (report.body or "").endswith("局") else "本机关",
        "items": 60 + year % 9 * 7,
        "pictures": 2 + year % 4,
        "issued": report.number(f"proactive.normative_documents.{issued}"),
        **{row: report.number(f"requests.{row}.total") for row in rows},
    }
