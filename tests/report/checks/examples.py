"""One report for each check that the check must object to, and otherwise as correct as it can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.report.model import Report
from gongkai.report.seen import Altered, ExtraRow, UnevenRow
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Place, Value
from tests.report.builders import (
    change,
    copy_of,
    empty_report,
    full_report,
    seen_of,
    with_seen,
    with_text,
    without,
)

HERE = Place(line=9)


class Example(NamedTuple):
    """A report that a check objects to, with what the check is given beside it."""

    report: Report
    context: Mapping[str, Any] = MappingProxyType({})


def old(**cells: Any) -> Report:
    return full_report("2019", cells={key.replace("__", "."): value for key, value in cells.items()})


def new(**cells: Any) -> Report:
    return full_report("2021", cells={key.replace("__", "."): value for key, value in cells.items()})


def swapped(report: Report, one: str, other: str) -> Report:
    """Two columns of table three under each other's heading."""
    cells = {}
    for key, value in report.cells.items():
        head, _, column = key.rpartition(".")
        if head.startswith("requests.") and column in (one, other):
            cells[f"{head}.{other if column == one else one}"] = value
    return change(report, cells)


def headings(report: Report, **titles: str) -> Report:
    """Other titles for some headings, by section key."""
    assert report.seen is not None
    changed = tuple(heading._replace(title=titles.get(heading.key, heading.title)) for heading in report.seen.headings)
    return with_seen(report, headings=changed)


def numbered(report: Report, *printed: str) -> Report:
    assert report.seen is not None
    changed = tuple(h._replace(number=number) for h, number in zip(report.seen.headings, printed, strict=True))
    return with_seen(report, headings=changed)


def without_section(report: Report, key: str) -> Report:
    left = copy_of(report, sections=tuple(section for section in report.sections if section.key != key))
    left.seen = seen_of(left)
    return left


def titled(title: str) -> Report:
    return full_report(title=title)


def remark(text: str, report: Report | None = None) -> Report:
    """A correct report with a sentence more in section one."""
    report = report or full_report()
    return with_text(report, "overview", f"{report.text('overview')}\n{text}")


def last_year(**cells: Any) -> Report:
    return full_report(year=2022, cells={key.replace("__", "."): value for key, value in cells.items()})


def government(departments: tuple[Report, ...]) -> Report:
    report = full_report(body="云溪市人民政府", variant=2)
    return change(report, {key: sum(int(each.number(key) or 0) for each in departments) + 1 for key in report.cells})


DEPARTMENTS = (full_report(body="云溪市司法局", variant=0), full_report(body="云溪市民政局", variant=1))
PREAMBLE_2019 = full_report("2019").preamble

EXAMPLES: dict[str, Callable[[], Example]] = {
    "A01": lambda: Example(new(requests__granted__total=9)),
    "A02": lambda: Example(new(requests__partial__business=3)),
    "A03": lambda: Example(new(requests__carried_forward__natural_person=3, requests__carried_forward__total=3)),
    "A04": lambda: Example(new(remedies__reconsideration__total=6)),
    "A05": lambda: Example(new(proactive__permits__decisions=-4)),
    "A06": lambda: Example(new(requests__new__research=BLANK)),
    "A07": lambda: Example(new(proactive__regulations__issued=NOT_APPLICABLE)),
    "A08": lambda: Example(
        with_seen(
            full_report(), uneven=[UnevenRow("requests.granted", 7, ("6", "1", "0", "0", "7"), HERE, False, False)]
        )
    ),
    "A09": lambda: Example(swapped(full_report(), "natural_person", "total")),
    "A10": lambda: Example(
        new(
            proactive__normative_documents__issued=2,
            proactive__normative_documents__repealed=0,
            proactive__normative_documents__in_force=0,
        )
    ),
    "A11": lambda: Example(
        old(
            proactive__normative_documents__produced=198,
            proactive__normative_documents__disclosed=7,
            proactive__normative_documents__total=21,
        )
    ),
    "A12": lambda: Example(
        old(proactive__permits__prior_items=8249, proactive__permits__change=-1942, proactive__permits__decisions=6307)
    ),
    "A13": lambda: Example(full_report(body="云溪区溪北镇人民政府", cells={"proactive.regulations.in_force": 15})),
    "A14": lambda: Example(new(proactive__fees__amount=Value(Decimal("43.788"), None, "万元"))),
    "A15": lambda: Example(old(proactive__procurement__amount=251000)),
    "A16": lambda: Example(old(proactive__coercions__prior_items=3, proactive__coercions__change=-5)),
    "A17": lambda: Example(new(remedies__reconsideration__upheld=144, remedies__reconsideration__total=144)),
    "A18": lambda: Example(
        change(
            empty_report(year=2023),
            {
                "remedies.litigation_after_reconsideration.upheld": 2,
                "remedies.litigation_after_reconsideration.total": 2,
            },
        ),
        {"previous": (empty_report(year=2022),)},
    ),
    "A19": lambda: Example(
        change(full_report(), {f"requests.{row}.total": BLANK for row in ("new", "granted", "partial", "total")})
    ),
    "A20": lambda: Example(
        full_report(
            body="云溪市市场监督管理局", cells={"proactive.permits.decisions": 0, "proactive.penalties.decisions": 0}
        )
    ),
    "A21": lambda: Example(
        new(requests__other__other__natural_person=6, requests__other__other__total=6, requests__total__total=14)
    ),
    "A22": lambda: Example(
        with_seen(
            full_report(cells={"requests.new.natural_person": 1, "requests.new.business": 4}), kind="pdf", exact=False
        )
    ),
    "B01": lambda: Example(
        full_report(),
        {"previous": (last_year(requests__carried_forward__natural_person=3, requests__carried_forward__total=3),)},
    ),
    "B02": lambda: Example(full_report(), {"previous": (last_year(proactive__normative_documents__in_force=4),)}),
    "B03": lambda: Example(
        full_report("2019", 2020), {"previous": (full_report(year=2019, cells={"proactive.permits.change": 5}),)}
    ),
    "B04": lambda: Example(
        full_report("2019", 2020),
        {"previous": (full_report(year=2019, cells={"proactive.normative_documents.total": 30}),)},
    ),
    "B05": lambda: Example(
        change(full_report(), {"remedies.reconsideration.upheld": 0, "remedies.reconsideration.total": 0}),
        {"previous": (last_year(remedies__reconsideration__pending=1, remedies__reconsideration__total=2),)},
    ),
    "B06": lambda: Example(full_report(), {"previous": (copy_of(full_report(), year=2022),)}),
    "B07": lambda: Example(full_report(), {"previous": (last_year(proactive__permits__decisions=4000),)}),
    "B08": lambda: Example(
        remark("全年新收政府信息公开申请14件，同比增长29%。"), {"previous": (full_report(year=2022),)}
    ),
    "B10": lambda: Example(
        new(requests__carried_over__natural_person=0, requests__carried_over__total=0),
        {"previous": (full_report(year=2022),)},
    ),
    "B11": lambda: Example(full_report(), {"previous": (full_report(year=2022, body="云溪市数字建设办公室"),)}),
    "B12": lambda: Example(government(DEPARTMENTS), {"children": DEPARTMENTS}),
    "E01": lambda: Example(without_section(full_report(), "remedies")),
    "E02": lambda: Example(headings(full_report(), requests="收到的处理政府信息公开申请情况")),
    "E03": lambda: Example(numbered(full_report(), "一、", "一、", "三、", "四、", "五、", "六、")),
    "E04": lambda: Example(
        with_seen(full_report(), tables={"proactive": "2021", "requests": "2021"}, pictures={"remedies": 1})
    ),
    "E05": lambda: Example(with_seen(full_report(), tables={"proactive": "2019", "requests": "2021", "remedies": ""})),
    "E06": lambda: Example(with_seen(without(full_report(), ["requests.*.research"]), missing=["requests.*.research"])),
    "E07": lambda: Example(
        with_seen(
            full_report(),
            altered=[Altered("proactive.permits.*.decisions", "本年处理决定数量", "本年处理绝对数量", HERE)],
        )
    ),
    "E08": lambda: Example(
        with_seen(full_report("2019"), extra=[ExtraRow("proactive", "其他主动公开文件", ("1", "2", "3"), HERE)])
    ),
    "E09": lambda: Example(with_text(full_report(), "requests", "该部分以表格形式报告。")),
    "E10": lambda: Example(
        with_seen(
            full_report(), leading=("云数函〔2024〕1号", "云溪市数据局关于报送2023年度报告的函", "市政府办公室：")
        )
    ),
    "E11": lambda: Example(titled("云溪市数据局2023年政府信息公开工作报告")),
    "E12": lambda: Example(titled("2023年政府信息公开工作年度报告")),
    "E13": lambda: Example(with_text(full_report(), "preamble", PREAMBLE_2019.replace("2020", "2023"))),
    "E14": lambda: Example(with_text(full_report(), "preamble", "现公布云溪市数据局2023年政府信息公开工作年度报告。")),
    "E15": lambda: Example(remark("全年实施政府集中采购3项，采购总金额25.6万元。")),
    "E16": lambda: Example(headings(full_report(), problems="政府信息公开的收费及减免情况")),
    "E17": lambda: Example(
        with_text(
            full_report(),
            "overview",
            "2023年，我局主动公开政府信息85条，收到政府信息公开申请14件，办结14件，均在规定的时间内答复。"
            "门户网站专栏全年更新85次，各类栏目运行正常，群众可以随时查阅。",
        )
    ),
    "E18": lambda: Example(
        with_text(
            full_report(),
            "overview",
            "2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，不断完善工作机制，"
            "加强信息管理和平台建设，主动公开各类信息，依法办理申请，强化监督保障，取得了良好成效，群众满意度不断提高。",
        )
    ),
    "E19": lambda: Example(remark("持续更新专栏，方便群众查阅。" * 80)),
    "E20": lambda: Example(remark("本报告统计期限截至20231231日。。")),
    "E21": lambda: Example(remark("申请人王小明，身份证号11010519491231002X，提出申请1件。")),
    "E22": lambda: Example(with_seen(full_report(), leading=("文件已失效",))),
    "F01": lambda: Example(full_report(signed_on=date(2024, 3, 5))),
    "F02": lambda: Example(full_report(signed_on=date(2023, 12, 25))),
    "F03": lambda: Example(full_report(signed_on=date(2024, 1, 25)), {"published": date(2024, 1, 12)}),
    "F04": lambda: Example(full_report(), {"url": "http://www.yunxi.example/xxgk/nb2021/t20240118_1.html"}),
    "F05": lambda: Example(full_report(), {"previous": (new(proactive__permits__decisions=99),)}),
    "F06": lambda: Example(full_report(), {"expected_bodies": ("云溪市数据局", "云溪市林业局")}),
    "G01": lambda: Example(full_report(variant=0), {"previous": (full_report(year=2022, variant=0),)}),
    "G02": lambda: Example(full_report(variant=0), {"previous": (full_report(year=2022, variant=0),)}),
    "G03": lambda: Example(full_report(variant=0), {"previous": (full_report(year=2022, variant=0),)}),
    "G04": lambda: Example(full_report(variant=1), {"siblings": (full_report(body="云溪市司法局", variant=1),)}),
    "G05": lambda: Example(remark("部分地区和多数部门的公开意识有待增强。")),
    "G06": lambda: Example(remark("2023年，山阳镇认真组织开展政务公开日活动1次。")),
}

UNREADABLE = change(full_report(), dict.fromkeys(full_report().cells, UNKNOWN))
"""A report of which no cell could be read."""
