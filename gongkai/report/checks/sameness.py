"""G: texts that repeat an earlier year's or another body's.

Likeness is the share of this report's runs of five characters that are found in the other text, after years, figures,
punctuation and the bodies' names are taken out (`gongkai.report.likeness`). Containment and not Jaccard: what counts is
how much of this year's text is not new, whatever else the other text holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from gongkai.report.checks.earlier import earlier_reports
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.words import has_figure
from gongkai.report.level import Kind, Level, same_body, standing
from gongkai.report.likeness import Overlap, halves, overlap
from gongkai.report.model import Report
from gongkai.report.text import fold

ALIKE: Final = 0.8
SAME: Final = 0.95
OF_ANOTHER: Final = 0.9
ENOUGH: Final = 30
"""With fewer runs of five characters likeness says nothing."""
KEPT: Final = 0.85
KEPT_AT_LEAST: Final = 60
KEPT_SHARE: Final = 0.4
"""An earlier text of some length that was kept whole, and makes up a good part of this one, counts as repeated even if
something was added to it."""


def problems(report: Report) -> str:
    return halves(report.text("problems")).problems


def measures(report: Report) -> str:
    return halves(report.text("problems")).measures


def overview(report: Report) -> str:
    return report.text("overview")


def percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def names(*reports: Report) -> list[str]:
    """What is taken out before texts are compared: the bodies and their places, longest first."""
    found = {name for report in reports if report.body for name in (report.body, *standing(report.body).places)}
    return sorted(found, key=len, reverse=True)


def earlier(context: Context) -> list[Report] | Skip:
    year, before = context.report.year, earlier_reports(context)
    if isinstance(before, Skip):
        return before
    return [each for each in before if each.year is not None and (year is None or each.year < year)]


# --- G01, G02, G03: earlier years -----------------------------------------------------------------------------------


class Repeated(NamedTuple):
    report: Report
    found: Overlap


def most_alike(context: Context, part: Callable[[Report], str]) -> Repeated | Skip:
    """The earlier report whose part is most like this one's."""
    text, reports = part(context.report), earlier(context)
    if isinstance(reports, Skip):
        return reports
    before = [each for each in reports if part(each)]
    if not before:
        return Skip("没有以前年度报告的相应部分可以比较")
    if not text:
        return Skip("没有读到相应部分")
    found = [Repeated(each, overlap(text, part(each), names(context.report, each))) for each in before]
    return max(found, key=lambda each: each.found.of_first)


def repeats(part: Callable[[Report], str], called: str, errors: bool, context: Context) -> Iterator[Hit | Skip]:
    best = most_alike(context, part)
    if isinstance(best, Skip):
        yield best
        return
    report, found = best
    if found.size < ENOUGH:
        return
    kept = found.of_second >= KEPT and found.other_size >= KEPT_AT_LEAST and found.of_first >= KEPT_SHARE
    if found.of_first < ALIKE and not kept:
        return
    same = found.of_first >= SAME
    if found.of_first >= ALIKE:
        told = f"与{report.year}年度报告的相同部分重合{percent(found.of_first)}"
    else:
        told = f"原样保留了{report.year}年度所写的{percent(found.of_second)}，占本年度的{percent(found.of_first)}"
    yield Hit(
        f"{called}{told}（不计年份和数字）。",
        where="存在的主要问题及改进情况",
        expected=f"<{percent(ALIKE)}",
        found=percent(max(found.of_first, found.of_second if kept else 0)),
        severity=Severity.ERROR if errors and same else None,
    )


def repeated_overview(context: Context) -> Iterator[Hit | Skip]:
    best = most_alike(context, overview)
    if isinstance(best, Skip):
        yield best
        return
    report, found = best
    if found.size >= ENOUGH and found.of_first >= ALIKE:
        yield Hit(
            f"第一部分与{report.year}年度报告重合{percent(found.of_first)}，只改了年份和数字。",
            where="总体情况",
            expected=f"<{percent(ALIKE)}",
            found=percent(found.of_first),
        )


# --- G04: other bodies ----------------------------------------------------------------------------------------------


def shared_with_others(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    others = [
        each
        for each in context.siblings
        if not same_body(each.body, report.body) and (each.year == report.year or each.year is None)
    ]
    if not others:
        yield Skip("没有同级其他机关的报告可以比较")
        return
    for key, title in (("problems", "第五部分"), ("overview", "第一部分")):
        text = report.text(key)
        for other in others:
            found = overlap(text, other.text(key), names(report, other))
            if found.size >= ENOUGH and found.of_first >= OF_ANOTHER:
                share = percent(found.of_first)
                yield Hit(
                    f"{title}与{other.body or other.source}的报告重合{share}（不计名称、年份和数字）。",
                    where=title,
                    expected=f"<{percent(OF_ANOTHER)}",
                    found=share,
                )


# --- G05, G06 -------------------------------------------------------------------------------------------------------

VAGUE: Final = re.compile(
    "多数部门|大部分部门|一些地区|部分地区|个别地区|有的地区|一些地方|部分地方|少数地方|有的地方|各地区|一些部门和地方|一些市县|部分市县"
)
_OWN_NAMES: Final = re.compile("《(?!中华人民共和国政府信息公开条例|条例)[^《》]{4,200}》|“[^“”]{3,200}”")


def generic(context: Context) -> Iterator[Hit | Skip]:
    """Section one with neither a figure nor a name, or a single body that speaks of regions and most departments.

    A government and its general office do speak for a region.
    """
    report = context.report
    text = overview(report)
    if not text:
        yield Skip("没有读到第一部分")
        return
    own = (report.body, *standing(report.body).places[-1:]) if report.body else ()
    named = _OWN_NAMES.search(text) or any(name in text for name in own)
    if not named and not has_figure(text):
        yield Hit("第一部分没有一个数字，也没有提到任何文件、栏目或机关名称，像是通用文字。", where="总体情况")
    it = standing(report.body) if report.body else None
    if it is None or it.kind in (Kind.GOVERNMENT, Kind.OFFICE, Kind.PREFECTURE):
        return
    for key, title in (("overview", "总体情况"), ("problems", "存在的主要问题及改进情况")):
        bare = re.sub("《[^《》]{0,200}》|“[^“”]{0,200}”", "", report.text(key))
        found = sorted({match[0] for match in VAGUE.finditer(bare)})
        if found:
            yield Hit(
                f"单个机关的报告写到{'、'.join(f'“{words}”' for words in found)}，像是从别处的文字套用。",
                where=title,
                found="、".join(found),
            )


_SUBJECT: Final = re.compile(
    r"(?:(?<=[。；\n])|\A|20\d\d年(?:度)?[，,]?|一年来[，,]?)(?P<name>[\u4e00-\u9fff]{1,14}(?:镇|乡|街道|街道办事处|局|区|县|市|委员会|办公室|办事处|人民政府|政府|厅|中心))"
    r"(?=(?:认真|积极|严格|按照|坚持|深入|持续|全面|主动公开|共(?:收到|主动|发布)|高度重视|始终|紧紧|切实|不断|未收到|没有收到|收到|政府信息公开工作))"
)
_CONTACT: Final = re.compile(r"(?:请与|请联系|请径与|由)(?P<name>[\u4e00-\u9fff]{4,24}?)(?:联系|编制|办公室联系|咨询)")
_COMMON: Final = re.compile(
    "^(?:全|各|我|本|该|此|其|上级|市级|县级|区级|区|市|县|镇|乡|街道|省|党中央|国务院|有关|相关|同时|所有)"
)


def anothers_name(context: Context) -> Iterator[Hit | Skip]:
    """Another body as the subject of what was done, or as the one to contact: left from a text that was copied."""
    report = context.report
    if report.body is None:
        yield Skip("没有读到机关名称")
        return
    told = set()
    for section in report.sections:
        for match in _SUBJECT.finditer(section.text):
            name = match["name"]
            if name not in told and not _COMMON.match(name) and _foreign(name, report.body):
                told.add(name)
                yield _left_over(name, report.body, section.title)
    for match in _CONTACT.finditer(report.preamble):
        name = match["name"]
        places = standing(name).places
        if places and name not in told and not any(_placed(place, report.body) for place in places):
            told.add(name)
            yield _left_over(name, report.body, "导语")
    for other in context.siblings:
        if other.body and other.body not in told and not same_body(other.body, report.body):
            for section in report.sections:
                if f"{other.body}主动公开" in section.text or f"{other.body}收到" in section.text:
                    told.add(other.body)
                    yield _left_over(other.body, report.body, section.title)
                    break


def _left_over(name: str, body: str, where: str) -> Hit:
    return Hit(
        f"文中以“{name}”自称，而报告的机关是“{body}”，可能是套用的文字。", where=where, expected=body, found=name
    )


def _placed(place: str, body: str) -> bool:
    """Whether a place is one of the body's own, with or without its ending (泉州市, 泉州)."""
    return place in body or (len(place) > 2 and place[:-1] in body)


def _foreign(name: str, body: str) -> bool:
    """Whether a name cannot be short for the body's: not its characters in order, and not of the same government."""
    letters = iter(fold(body))
    if all(char in letters for char in fold(name)):
        return False
    mine, theirs = standing(body), standing(name)
    if not theirs.places or theirs.places[-1] in body:
        return False
    if theirs.kind is not Kind.GOVERNMENT:
        return True
    # 云溪区 in a street's report is its district, and a government tells of its townships: neither is a stranger.
    levels = list(Level)
    if levels.index(theirs.level) < levels.index(mine.level):
        return False
    return theirs.level is mine.level or mine.kind not in (Kind.GOVERNMENT, Kind.OFFICE)


SAMENESS = (
    Check(
        "G01",
        Severity.WARNING,
        "问题与往年雷同",
        "不得照抄往年（国办公开办函〔2021〕30号：雷同的追究责任）。重合80%以上为警告，95%以上为错误。",
        "写出本年度的实际问题。",
        partial(repeats, problems, "存在的主要问题", True),
    ),
    Check(
        "G02",
        Severity.WARNING,
        "改进措施与往年雷同",
        "不得照抄往年（国办公开办函〔2021〕30号）。",
        "写出针对本年度问题的措施和上年措施的落实情况。",
        partial(repeats, measures, "改进情况", False),
    ),
    Check(
        "G03",
        Severity.NOTICE,
        "第一部分与往年雷同",
        "第一部分报告本年度工作，不是换年份和数字。",
        "改写为本年度实际工作。",
        repeated_overview,
    ),
    Check(
        "G04",
        Severity.WARNING,
        "与其他机关雷同",
        "同一政府各机关的报告不应雷同。",
        "各机关分别写出实际情况。",
        shared_with_others,
    ),
    Check(
        "G05",
        Severity.WARNING,
        "通用文字",
        "第一部分应写本机关的实际工作。",
        "补充实际数字、文件和做法，删去套用的表述。",
        generic,
    ),
    Check(
        "G06",
        Severity.WARNING,
        "残留其他机关名称",
        "文中的机关应是本机关。",
        "核对并改正机关和地名。",
        anothers_name,
    ),
)
