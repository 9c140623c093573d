"""F: time and place of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import unquote

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.form import SECTION_TITLES
from gongkai.report.level import Kind, Level, same_body, standing
from gongkai.report.model import Report
from gongkai.report.text import fold

DEPARTMENTS_DUE: Final = (1, 31)
GOVERNMENTS_DUE: Final = (3, 31)
"""Month and day in the year after the reporting year (Regulations, art. 49). A date on a day off does not move."""


class Dated(NamedTuple):
    """A date that says something of when the report came out. `certain`: it is the day of publication itself."""

    name: str
    day: date
    certain: bool = True


URL_DATE: Final = re.compile(
    r"(?<!\d)t?(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    r"|/(?P<y2>20\d\d)[-/_](?P<m2>\d{1,2})[-/_](?P<d2>\d{1,2})(?=[/_.-]|$)"
)


def date_of_url(url: str) -> date | None:
    """The day that a page's address states: /2021-01/08/, /2021/1/8/, t20210108_…; None when it states none."""
    path = unquote(url).replace("//", "", 1).partition("/")[2]
    for match in URL_DATE.finditer("/" + re.sub(r"/(20\d\d)-?(\d\d)/(\d\d)(?=/)", r"/\1-\2-\3", path)):
        year, month, day = (match[name] or match[f"{name}2"] for name in "ymd")
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def address(context: Context) -> str:
    return context.url or (context.report.seen.url if context.report.seen else "")


def dates(context: Context) -> list[Dated]:
    """All dates there are, of publication first."""
    seen = context.report.seen
    found = [
        Dated("发布日期", context.published) if context.published else None,
        Dated("页面发布日期", seen.published) if seen and seen.published else None,
        Dated("网址日期", day) if (day := date_of_url(address(context))) else None,
        Dated("落款日期", context.report.signed_on, certain=False) if context.report.signed_on else None,
    ]
    return [each for each in found if each]


def said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# --- F01, F02, F03 --------------------------------------------------------------------------------------------------


class Due(NamedTuple):
    day: date
    rule: str
    severity: Severity = Severity.ERROR


def due(context: Context, year: int) -> Due | None:
    """When the report had to be published (Regulations, art. 49); None when its body is not known.

    Townships have no date in the Regulations: the departments' date is a notice for them, and so is a local date.
    """
    body = context.report.body
    if body is None:
        return None
    it = standing(body)
    if it.level is Level.TOWNSHIP:
        statutory = Due(date(year + 1, *DEPARTMENTS_DUE), "乡镇、街道一般参照1月31日", Severity.NOTICE)
    elif it.kind in (Kind.GOVERNMENT, Kind.PREFECTURE):
        statutory = Due(date(year + 1, *GOVERNMENTS_DUE), "政府的报告应于3月31日前公布")
    else:
        statutory = Due(date(year + 1, *DEPARTMENTS_DUE), "部门的报告应于1月31日前公布")
    if context.due is not None and context.due < statutory.day:
        return Due(context.due, f"当地规定的期限为{said(context.due)}", statutory.severity)
    return statutory


def late(context: Context) -> Iterator[Hit | Skip]:
    """Published after the due date; the earliest date that is certain decides.

    A report signed after the due date cannot have been published before it. Where it was signed in time and only the
    page or its address is late, the page may have been moved: a notice, unless the day was given. A general office may
    be filing its government's report, due two months later: until then a notice.
    """
    report = context.report
    if report.year is None:
        yield Skip("没有读到报告年度")
        return
    found = dates(context)
    if not found:
        yield Skip("没有读到发布日期、落款日期或网址日期")
        return
    last = due(context, report.year)
    if last is None:
        yield Skip("没有读到机关名称，不知期限是1月31日还是3月31日")
        return
    published = min((each for each in found if each.certain), key=lambda each: each.day, default=None)
    signed = next((each for each in found if not each.certain), None)
    decisive = min(found, key=lambda each: each.day)
    severity = last.severity
    if decisive.day <= last.day:
        if published is None or published.day <= last.day or signed is None:
            return
        decisive, severity = published, last.severity if published.name == "发布日期" else Severity.NOTICE
    governments = date(report.year + 1, *GOVERNMENTS_DUE)
    note = ""
    if standing(report.body or "").kind is Kind.OFFICE and context.due is None and decisive.day <= governments:
        note, severity = "；若这是政府的报告，期限为3月31日", Severity.NOTICE
    elif signed is not None and signed.day <= last.day and decisive.name != "发布日期":
        note = f"，而落款为{said(signed.day)}；页面可能经过迁移"
    yield Hit(
        f"{decisive.name}为{said(decisive.day)}，晚于期限{said(last.day)}（{last.rule}）{note}。",
        where=decisive.name,
        expected=f"≤{last.day.isoformat()}",
        found=decisive.day.isoformat(),
        severity=severity,
    )


def early(context: Context) -> Iterator[Hit | Skip]:
    """Published or signed before the year was over. The address alone may show when a page was created: a notice."""
    report = context.report
    if report.year is None:
        yield Skip("没有读到报告年度")
        return
    found = dates(context)
    if not found:
        yield Skip("没有读到发布日期、落款日期或网址日期")
        return
    before = [each for each in found if each.day <= date(report.year, 12, 31)]
    if before:
        only_address = all(each.name == "网址日期" for each in before)
        first = before[0]
        yield Hit(
            f"{first.name}为{said(first.day)}，{report.year}年度尚未结束，数据不可能完整。",
            where=first.name,
            expected=f"≥{report.year + 1}-01-01",
            found=first.day.isoformat(),
            severity=Severity.NOTICE if only_address else None,
        )


DAYS_BETWEEN: Final = 10
"""So many days may lie between signing and publishing before it is worth a look."""
DAYS_OF_PAGE: Final = 7
"""So many days may lie between what the page and its address say."""


def disagreeing_dates(context: Context) -> Iterator[Hit | Skip]:
    found = dates(context)
    if len(found) < 2:
        yield Skip("可比较的日期不足两个")
        return
    signed = next((each for each in found if not each.certain), None)
    published = [each for each in found if each.certain]
    if signed:
        for each in published:
            days = (each.day - signed.day).days
            if days < 0:
                yield _dates_hit(f"{each.name}{said(each.day)}早于落款日期{said(signed.day)}", each, signed)
                break
            if days > DAYS_BETWEEN:
                yield _dates_hit(f"{each.name}{said(each.day)}比落款日期{said(signed.day)}晚{days}天", each, signed)
                break
    if len(published) > 1:
        first, last = (pick(published, key=lambda each: each.day) for pick in (min, max))
        if (last.day - first.day).days > DAYS_OF_PAGE:
            yield _dates_hit(f"{first.name}{said(first.day)}与{last.name}{said(last.day)}不一致", first, last)


def _dates_hit(told: str, one: Dated, other: Dated) -> Hit:
    return Hit(f"{told}。", expected=other.day.isoformat(), found=one.day.isoformat())


# --- F04 ------------------------------------------------------------------------------------------------------------

URL_YEAR: Final = re.compile(
    r"(?P<said>20\d\d)年(?:度)?(?:政府信息公开)?(?:工作)?(?:年度报告|年报|报告)|(?<![0-9a-z])(?:zfxxgk)?(?:ndbg|nb|nianbao|niandubaogao|annualreport)[-_/]?(?P<after>20\d\d)(?!\d)"
    r"|(?<!\d)(?P<before>20\d\d)(?:nd)?(?:ndbg|nb|nianbao|bg)(?![a-z])",
    re.IGNORECASE,
)
PAGE_TITLE: Final = re.compile(
    r"^(?P<body>[\u4e00-\u9fff（）()]{2,30}?)?(?P<year>20\d\d)年?(?:度)?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:报告|年报)$"
)


def misfiled(context: Context) -> Iterator[Hit | Skip]:
    """The address, or the page's heading above the report, names another year or another body."""
    report = context.report
    url, seen = unquote(address(context)), report.seen
    if not url and not (seen and seen.leading):
        yield Skip("没有网址，也没有读到页面标题")
        return
    if report.year is not None and (match := URL_YEAR.search(url)):
        year = int(match["said"] or match["after"] or match["before"])
        # A folder may be named for the year of publication; words such as 2020年年报 may not.
        allowed = {report.year} if match["said"] else {report.year, report.year + 1}
        if year not in allowed:
            yield Hit(
                f"网址中是{year}年度，而报告是{report.year}年度。",
                where="网址",
                expected=str(report.year),
                found=str(year),
            )
    for line in seen.leading if seen else ():
        title = PAGE_TITLE.match(fold(line)) if len(line) <= 50 else None
        if title is None:
            continue
        if report.year is not None and int(title["year"]) != report.year:
            yield Hit(
                f"页面标题为“{line}”，而报告是{report.year}年度。",
                where="页面标题",
                expected=str(report.year),
                found=title["year"],
            )
        if title["body"] and report.body and not _alias(title["body"], report.body):
            yield Hit(
                f"页面标题为“{line}”，而报告的机关是“{report.body}”。",
                where="页面标题",
                expected=report.body,
                found=title["body"],
            )


def _alias(name: str, body: str) -> bool:
    """Whether a name may be short for the body's: equal, part of it, or its characters in order."""
    short, long = sorted((fold(name), fold(body)), key=len)
    letters = iter(long)
    return same_body(name, body) or all(char in letters for char in short)


# --- F05, F06 -------------------------------------------------------------------------------------------------------


def changed_versions(context: Context) -> Iterator[Hit | Skip]:
    """Another version of the same report, published earlier or elsewhere, that says something else."""
    report = context.report
    versions = [
        each
        for each in context.previous
        if each.year == report.year and each.year and same_body(each.body, report.body)
    ]
    if not versions:
        yield Skip("没有同一年度报告的另一版本可以比较")
        return
    for other in versions:
        told = differences(report, other)
        if told:
            noted = re.search(
                "更正|更新说明|修订说明|勘误|重新发布|以本(?:报告|版)为准", report.text("other") + report.preamble
            )
            if not noted:
                yield Hit(
                    f"同一年度的报告有两个版本，{'、'.join(told)}不同，没有更正说明。",
                    where=other.source,
                    expected=other.source,
                    found=report.source,
                )


def differences(one: Report, other: Report) -> list[str]:
    """In what two versions of a report differ, in words."""
    told = []
    form = one.form
    names = form.labels if form else {}
    cells = [key for key in one.cells if key in other.cells and one.cells[key][:1] != other.cells[key][:1]]
    if one.edition != other.edition:
        told.append("格式版本")
    elif cells:
        named = "、".join(f"“{names.get(key, key)}”" for key in cells[:3])
        told.append(f"{named}{f'等{len(cells)}格' if len(cells) > 3 else ''}")
    told += [
        f"“{title}”的文字" for key, title in SECTION_TITLES.items() if fold(one.text(key)) != fold(other.text(key))
    ]
    return told


def missing_reports(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not context.expected_bodies:
        yield Skip("没有应报告机关的名单")
        return
    if report.year is None:
        yield Skip("没有读到报告年度")
        return
    reported = [each.body for each in (report, *context.siblings, *context.children) if each.year == report.year]
    for body in context.expected_bodies:
        if not any(same_body(body, each) for each in reported):
            yield Hit(f"{body}没有{report.year}年度的报告。", expected=body)


TIMELINESS = (
    Check(
        "F01",
        Severity.ERROR,
        "逾期公布",
        "县级以上人民政府部门于1月31日前、政府于3月31日前公布上一年度报告（条例第四十九条）。",
        "尽快公布，并在下一年度按期完成；地方另有更早期限的从其规定。",
        late,
    ),
    Check(
        "F02",
        Severity.ERROR,
        "年度未满即公布",
        "报告的统计期限到12月31日止，不能在年内完成。",
        "核对落款和发布日期，补充年末数据。",
        early,
    ),
    Check(
        "F03",
        Severity.NOTICE,
        "日期不一致",
        "落款、页面、网址的日期应相近。",
        "核对各处日期。",
        disagreeing_dates,
    ),
    Check(
        "F04",
        Severity.WARNING,
        "归错年度或机关",
        "报告发布在本机关本年度的栏目下。",
        "移到正确的栏目，改正页面标题。",
        misfiled,
    ),
    Check(
        "F05",
        Severity.WARNING,
        "公布后改动",
        "公布后改动的应说明，各平台的版本应一致。",
        "保留一个版本；确需改动的附更正说明。",
        changed_versions,
    ),
    Check(
        "F06",
        Severity.ERROR,
        "没有报告",
        "县级以上人民政府部门每年公布报告（条例第四十九条）。",
        "督促该机关补报。",
        missing_reports,
    ),
)
