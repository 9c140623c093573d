"""C05–C11: what the narrative leaves out, says too little of, or says of another year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.prose import NO_TEXT, cut, narrative, place_of, plain
from gongkai.report.checks.tally import amount, count, label
from gongkai.report.checks.words import prints_title
from gongkai.report.form import SECTION_TITLES, SECTIONS
from gongkai.report.identity import period_in
from gongkai.report.likeness import halves
from gongkai.report.model import Report
from gongkai.report.money import TENS
from gongkai.report.values import Claim, Text

# --- C05, C06 -------------------------------------------------------------------------------------------------------

_FORWARD: Final = "requests.carried_forward.total"
_FEE_UNPAID: Final = "requests.other.fee_unpaid.total"


def c05(context: Context) -> Iterator[Hit | Skip]:
    """均已答复, 全部办结 although requests were carried forward: legitimate where they were not yet due."""
    report = context.report
    for claim in report.claims:
        if claim.pattern != "P30" or not claim.cells:
            continue
        number = count(report, _FORWARD)
        if number is None:
            yield Skip(f"{label(report, _FORWARD)}没有读出")
        elif number:
            yield Hit(
                f"正文称“{claim.text}”，而表中结转下年度继续办理{amount(number)}件。",
                cells=(_FORWARD,),
                where=place_of(report, claim),
                expected="0",
                found=amount(number),
            )


_OTHER_FEES: Final = re.compile("行政事业性?收费[^，。；\n]{0,12}|[^，。；\n]{0,8}减免[^，。；\n]{0,60}")
_FEE_TOLD: Final = re.compile(
    "信息(?:公开)?处理费|收费通知|缴费通知|信息公开(?:的)?(?:收费|费用)"
    "|(?:未|没有|无|不|零)[^。；，\n]{0,20}(?:收取[^。；，\n]{0,12}费|收费(?!项目|标准))"
)


def c06(context: Context) -> Iterator[Hit | Skip]:
    """Section six is silent on the processing fee, or denies one although requests were dropped for not paying it."""
    report = context.report
    if not report.sections:
        yield NO_TEXT
        return
    if not _FEE_TOLD.search(_OTHER_FEES.sub("", narrative(report))):
        if report.section("other") is None and prints_title(report, SECTION_TITLES["other"]):
            yield Skip("第六部分没有读成单独的部分")
            return
        yield Hit(
            "全文没有说明收取信息处理费的情况（未收取的也应写明）。",
            where=SECTION_TITLES["other"],
            expected="说明收费通知件数、总金额和实际收取金额，或者说明未收取",
            found="未提及",
        )
        return
    unpaid = count(report, _FEE_UNPAID)
    if unpaid and (claim := _no_notice(report)) is not None:
        yield Hit(
            f"正文称“{claim.text}”，而表中{label(report, _FEE_UNPAID)}为{amount(unpaid)}："
            "发过收费通知才会有逾期未缴费的申请。",
            cells=(_FEE_UNPAID,),
            where=place_of(report, claim),
            expected="0",
            found=amount(unpaid),
            severity=Severity.ERROR,
        )
        return
    yield from _bill(report, unpaid)


_NOTICE: Final = re.compile("(?:收费|缴费)通知")


def _no_notice(report: Report) -> Claim | None:
    """The clause that says that no notice was sent, or, where section six speaks of none, that no fee was charged.

    What came in says nothing of it: 实际收取0元 is what a request dropped for not paying leaves behind.
    """
    told = [claim for claim in report.claims if claim.pattern == "P92" or _is_notices(claim)]
    if any(claim.number for claim in told):
        return None
    denial = next((claim for claim in told if _NOTICE.search(claim.text)), None)
    spoken_of = denial is None and _NOTICE.search(plain(report.text("other")))
    return denial if denial is not None or spoken_of else next(iter(told), None)


def _is_notices(claim: Claim) -> bool:
    return claim.pattern == "P91" and _NOTICE.search(claim.text) is not None and claim.unit not in TENS


def _bill(report: Report, unpaid: object) -> Iterator[Hit]:
    """Notices, what they asked for and what came in: received ≤ asked, notices ≥ requests dropped (P91)."""
    told = [claim for claim in report.claims if claim.pattern == "P91"]
    notices, asked, paid = (next((one for one in told if re.search(words, one.text)), None) for words in _BILL)
    if asked and paid and (paid.number or 0) > (asked.number or 0) and asked.unit == paid.unit:
        yield Hit(
            f"实际收取{amount(paid.number)}{paid.unit}，多于收费通知的总金额{amount(asked.number)}{asked.unit}。",
            where=place_of(report, paid),
            expected=f"不超过{amount(asked.number)}{asked.unit}",
            found=f"{amount(paid.number)}{paid.unit}",
        )
    if notices and isinstance(unpaid, int) and (notices.number or 0) < unpaid:
        yield Hit(
            f"发出收费通知{amount(notices.number)}件，少于表中{label(report, _FEE_UNPAID)}的{unpaid}件。",
            cells=(_FEE_UNPAID,),
            where=place_of(report, notices),
            expected=f"不少于{unpaid}",
            found=amount(notices.number),
        )


_BILL: Final = ("收费通知|缴费通知", "金额|应收|应缴", "实际|实收|实缴")


# --- C07, C08 -------------------------------------------------------------------------------------------------------

_EMPTY: Final = re.compile(
    r"^(?:本年度|目前|我[局委办镇乡街道]*|[一二]、|\d\.|（[一二]）)?(?:暂|均|尚)?(?:无|没有)(?:存在)?(?:的)?(?:主要)?"
    r"(?:问题|不足|内容)?[。，；]?$"
)
_SHORTEST: Final = 30


def c07(context: Context) -> Iterator[Hit | Skip]:
    """Section five is empty: 无, 暂无, or too short to hold problems and measures."""
    section = context.report.section("problems")
    if section is None:
        yield Skip("没有读到第五部分")
        return
    text = re.sub(r"\s", "", section.text)
    if len(text) < _SHORTEST or _EMPTY.match(text):
        yield Hit(
            f"第五部分{f'只有“{cut(text, 20)}”' if text else '没有内容'}，没有写明问题和改进情况。",
            where=section.title,
            expected="存在的主要问题和改进情况",
            found=cut(text, 20) or "空白",
        )


_POINTS: Final = re.compile(
    r"[一二三四五六七八九]是|(?:^|(?<=[。；：\n]))(?:（[一二三四五六七八九]）|\(?\d{1,2}[.、．)])"
)


def c08(context: Context) -> Iterator[Hit | Skip]:
    """Problems and measures that are not paired: their points are counted in each half."""
    section = context.report.section("problems")
    if section is None:
        yield Skip("没有读到第五部分")
        return
    parts = halves(section.text)
    if not parts.measures:
        text = plain(section.text)
        if len(text) >= _SHORTEST and not re.search("改进|改善|整改|下一步|今后|措施|加强|强化|完善|提升", text):
            yield Hit("第五部分只写了问题，没有写改进情况。", where=section.title, expected="改进情况", found="未提及")
        return
    problems, measures = _points(plain(parts.problems)), _points(plain(parts.measures))
    if problems > 1 and measures and problems != measures:
        yield Hit(
            f"第五部分列出问题{problems}项、改进措施{measures}项，没有一一对应。",
            where=section.title,
            expected=str(problems),
            found=str(measures),
        )


def _points(text: str) -> int:
    """How many points a text lists: 一是…, or else numbered paragraphs."""
    listed = len(re.findall("[一二三四五六七八九]是", text))
    return listed or len(_POINTS.findall(text))


# --- C09 ------------------------------------------------------------------------------------------------------------

_PARTS: Final = re.compile(
    r"(?:由|包括|包含|分为|内容(?:涵盖|包括)|全文(?:包括|由)|涵盖)[：:]?(?P<list>[^。\n]{0,40}?(?:总体情况|概述|基本情况|总体概况)[^。\n]{6,260}?)"
    r"(?:等)?(?:共)?(?P<number>[一二三四五六七八九十\d]{1,2})(?:个)?(?:部分|方面|项)"
)
_OLD_PARTS: Final = re.compile("收费|减免|附表|咨询处理|说明与附表|人员和(?:收支|支出)")
_DIGITS: Final = {char: value for value, char in enumerate("〇一二三四五六七八九十")}


def c09(context: Context) -> Iterator[Hit | Skip]:
    """The preamble's list of parts differs from the sections that are there."""
    report = context.report
    if not report.sections:
        yield NO_TEXT
        return
    match = _PARTS.search(plain(report.preamble + "\n" + report.text("overview")[:800]))
    if match is None:
        return
    listed = match["list"]
    declared = {section.key for section in SECTIONS if any(word in listed for word in section.words)}
    present = {section.key for section in report.sections}
    missing = [SECTION_TITLES[key] for key in SECTION_TITLES if key in present - declared]
    absent = [SECTION_TITLES[key] for key in SECTION_TITLES if key in declared - present]
    old = _OLD_PARTS.findall(listed)
    number = int(match["number"]) if match["number"].isdigit() else _DIGITS.get(match["number"], 0)
    said = []
    if missing:
        said.append(f"没有列出“{'”“'.join(missing)}”")
    if absent:
        said.append(f"列出的“{'”“'.join(absent)}”正文中没有")
    if old:
        said.append(f"列有现行格式没有的部分（{'、'.join(old)}）")
    if not said and number and number != len(declared):
        said.append(f"称{number}个部分，实际列出{len(declared)}个")
    if said:
        yield Hit(
            f"开头部分所列的内容与正文不符：{'，'.join(said)}。",
            where="开头部分",
            expected="、".join(section.title for section in report.sections),
            found=cut(listed, 120),
        )


# --- C10, C11 -------------------------------------------------------------------------------------------------------

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?度?")
_STATISTICS: Final = re.compile(
    r"(?:统计|数据)(?:的)?(?:起止|统计)?(?:期限|时限|期间|时间|时段|周期|口径)[^。；\n]{0,60}"
)
_SLIP: Final = re.compile(r"\d{5,}年|\d{4}年(?:1[3-9]|[2-9]\d)月|\d{1,2}月(?:3[2-9]|[4-9]\d)日")


def c10(context: Context) -> Iterator[Hit | Skip]:
    """Title, statistical period and signature speak of different years; the period is not a calendar year."""
    report = context.report
    text = narrative(report)
    stated = _STATISTICS.search(text)
    if stated and (slip := _SLIP.search(stated[0])):
        yield Hit(
            f"统计期限的日期有误：“{cut(stated[0])}”。",
            where="开头部分",
            expected="1月1日至12月31日",
            found=slip[0],
        )
        return
    titled = _year_in_title(report)
    period = _period(report, stated[0] if stated else "")
    if period is not None:
        yield from _whole_year(period)
        year = period[1].year
        if titled is not None and titled != year and titled != period[0].year:
            yield Hit(
                f"标题是{titled}年的报告，统计期限却是{year}年。",
                where="开头部分",
                expected=f"{titled}年",
                found=f"{year}年",
            )
            return
    told = titled if titled is not None else period[1].year if period else None
    signed = report.signed_on or context.published
    if told is not None and signed is not None and signed.year > told + 1:
        yield Hit(
            f"{signed.year}年发布的应是{signed.year - 1}年度报告，标题或统计期限却是{told}年。",
            where="落款",
            expected=f"{signed.year - 1}年",
            found=f"{told}年",
        )
    if titled is None and period is None:
        yield Skip("标题和统计期限都没有读出年份")


def _year_in_title(report: Report) -> int | None:
    found = _YEAR.findall(plain(report.title))
    if found:
        return int(found[0])
    return None if report.title else report.year


def _period(report: Report, stated: str) -> tuple[date, date] | None:
    return (period_in(stated) if stated else None) or report.period


def _whole_year(period: tuple[date, date]) -> Iterator[Hit]:
    first, last = period
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or first.year != last.year:
        yield Hit(
            f"统计期限为{_day(first)}至{_day(last)}，应为一个自然年（1月1日至12月31日）。",
            where="开头部分",
            expected="1月1日至12月31日",
            found=f"{_day(first)}至{_day(last)}",
        )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_OPENS_WITH_YEAR: Final = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[）)、.]|[（(]?\d{1,2}[）)、.]|[一二三四五六七八九]是)?(?:[^，。]{2,16}(?:情况|方面|工作)[。：:，,])?"
    r"(?:在)?(?P<year>20\d\d)年(?:度|全年)?(?P<comma>[，,]?)(?P<rest>.*)$",
    re.DOTALL,
)
_WE: Final = (
    "(?:我|本)(?:局|委|办|镇|乡|街道|街|厅|县|区|市|省|州|单位|机关|部门|院|中心|站|所|处|队)|全(?:局|委|镇|乡|街道|办)"
)
_OUR_WORK: Final = re.compile(
    rf"^(?:{_WE}|(?:共|累计|总共|全年)?(?:主动公开|收到|受理|办理|办结|发布|开展|制发|召开|组织))"
)
_WE_FIRST: Final = re.compile(rf"^(?:{_WE})")
_ANOTHER_MATTER: Final = re.compile(
    "同比|环比|较|相比|比(?:上|去|20)|增长|下降|上年|去年|持平|结转|预算|决算|年报|年度报告|工作要点|规划"
    "|成立|组建|挂牌|划转|机构改革|更名|合并|印发|出台|修订|施行|以来|截至|考核|评估|排名|通报|评为|荣获"
)
_PLAN: Final = re.compile("将|拟|力争|下一步|继续|计划|要")


def c11(context: Context) -> Iterator[Hit | Skip]:
    """A sentence that reports this year's work opens with another year; comparisons, plans and documents may.

    Where the sentence gives a figure for a cell, it is a slip only if the figure is this year's: else it may be what
    it says.
    """
    report = context.report
    year = report.year
    if year is None:
        yield Skip("没有读出报告年度")
        return
    for section in report.sections:
        for told, sentence in _of_other_years(section, year):
            figures = [
                claim
                for claim in report.claims
                if claim.section == section.key and claim.about and claim.text and plain(claim.text) in sentence
            ]
            if figures and not any(_is_this_years(report, claim) for claim in figures):
                continue
            yield Hit(
                f"报告{year}年的工作，文中却写“{cut(sentence)}”。",
                where=section.title,
                expected=f"{year}年",
                found=f"{told}年",
            )


def _is_this_years(report: Report, claim: Claim) -> bool:
    numbers = [count(report, key) for key in claim.about]
    known = [number for number in numbers if number is not None]
    return len(known) == len(numbers) and sum(known) == claim.number and claim.number != 0


def _of_other_years(section: Text, year: int) -> Iterator[tuple[int, str]]:
    """Sentences that report work and open with a year that is not the report's."""
    sentences = [
        part.strip() for part in re.split("[。！？\n]", re.sub("《[^《》]{0,200}》", "《》", plain(section.text)))
    ]
    for index, sentence in enumerate(sentences):
        match = _OPENS_WITH_YEAR.match(sentence)
        if match is None or int(match["year"]) == year:
            continue
        told, rest = int(match["year"]), match["rest"]
        opens = _OUR_WORK.match(rest) if match["comma"] else _WE_FIRST.match(rest)
        if opens is None or f"{year}年" in rest or _ANOTHER_MATTER.search(rest):
            continue
        if told > year and (section.key == "problems" or _PLAN.search(rest)):
            continue
        beside = (*sentences[max(index - 1, 0) : index], *sentences[index + 1 : index + 2])
        if any(_compares(sentence, other, year) for other in beside):
            continue
        yield told, sentence


def _compares(sentence: str, other: str, year: int) -> bool:
    """Whether the sentence beside gives this year's figure for the same thing."""
    verbs = set(re.findall("收到|受理|办结|办理|主动公开|答复|发布", sentence))
    return other.startswith(f"{year}年") and any(re.search(f"{verb}[^，。]{0, 60}[0-9]", other) for verb in verbs)


TEXTS: Final = (
    Check(
        "C05",
        Severity.NOTICE,
        "均已办结与结转并存",
        "称均已答复、全部办结的，一般不应有结转下年度办理的申请；未到期的除外。",
        "核对结转的申请是否确未到期，并在正文说明。",
        c05,
    ),
    Check(
        "C06",
        Severity.WARNING,
        "未说明信息处理费",
        "第六部分应报告收取信息处理费的情况（国办函〔2020〕109号）；没有收取的也应写明。",
        "补写发出收费通知的件数、总金额和实际收取金额，或者写明未收取。",
        c06,
        ("2021",),
    ),
    Check(
        "C07",
        Severity.ERROR,
        "问题和改进部分空缺",
        "第五部分应写明存在的主要问题及改进情况，不得只写“无”。",
        "写出实际存在的问题和对应的措施。",
        c07,
    ),
    Check("C08", Severity.NOTICE, "问题与措施不对应", "改进措施应与问题一一对应。", "逐条对应地写出改进措施。", c08),
    Check(
        "C09",
        Severity.NOTICE,
        "开头所列部分与正文不符",
        "开头部分列举的内容应与正文六个部分一致。",
        "按正文各部分改写开头的列举。",
        c09,
    ),
    Check(
        "C10",
        Severity.ERROR,
        "年份或统计期限有误",
        "标题年份、统计期限和发布年份的上一年应一致，统计期限为1月1日至12月31日。",
        "改正标题、统计期限或落款日期。",
        c10,
    ),
    Check("C11", Severity.ERROR, "正文年份有误", "报告本年度工作的句子应写本年度。", "把误写的年份改为报告年度。", c11),
)  # fmt: skip
