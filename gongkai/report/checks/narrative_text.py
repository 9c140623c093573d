"""C05–C11, C16, C19–C21: what the narrative says, leaves out, or says of another year or another body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.tally import amount, count, label
from gongkai.report.form import SECTION_TITLES, SECTIONS
from gongkai.report.identity import period_in
from gongkai.report.level import standing
from gongkai.report.model import Claim, Report, Text
from gongkai.report.text import simplified

_NO_TEXT: Final = Skip("没有读到正文")


def _plain(text: str) -> str:
    """Simplified characters, no spaces or emphasis: for matching only."""
    return re.sub(r"[ \t\u3000\xa0*]+", "", simplified(text))


def _narrative(report: Report) -> str:
    return _plain("\n".join((report.preamble, *(section.text for section in report.sections))))


def _sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[。！？；])|\n", text):
        if sentence.strip():
            yield sentence.strip()


def _place(report: Report, claim: Claim) -> str:
    section = report.section(claim.section)
    return f"{section.title if section else '开头部分'}{claim.place or ''}"


def _cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[:most]}……"


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
                where=_place(report, claim),
                expected="0",
                found=amount(number),
            )


_FEE_TOLD: Final = re.compile(
    "信息(?:公开)?处理费|收费通知|缴费通知|信息公开(?:的)?(?:收费|费用)|(?:未|没有|无|不|零)[^。；\n]{0,24}(?:收取|收费|费用)|收取[^。；\n]{0,12}费"
)


def c06(context: Context) -> Iterator[Hit | Skip]:
    """Section six is silent on the processing fee, or denies one although requests were dropped for not paying it."""
    report = context.report
    if not report.sections:
        yield _NO_TEXT
        return
    if not _FEE_TOLD.search(_narrative(report)):
        yield Hit(
            "全文没有说明收取信息处理费的情况（未收取的也应写明）。",
            where=SECTION_TITLES["other"],
            expected="说明收费通知件数、总金额和实际收取金额，或者说明未收取",
            found="未提及",
        )
        return
    unpaid = count(report, _FEE_UNPAID)
    for claim in report.claims:
        denies = claim.pattern == "P92" or (claim.pattern == "P91" and claim.number == 0)
        if denies and unpaid:
            yield Hit(
                f"正文称“{claim.text}”，而表中{label(report, _FEE_UNPAID)}为{amount(unpaid)}：发过收费通知才会有逾期未缴费的申请。",
                cells=(_FEE_UNPAID,),
                where=_place(report, claim),
                expected="0",
                found=amount(unpaid),
                severity=Severity.ERROR,
            )
            return
    yield from _bill(report, unpaid)


def _bill(report: Report, unpaid: object) -> Iterator[Hit]:
    """Notices, what they asked for and what came in: received ≤ asked, notices ≥ requests dropped (P91)."""
    told = {name: next((c for c in report.claims if c.pattern == "P91" and re.search(words, c.text)), None) for name, words in _BILL}
    asked, paid, notices = told["asked"], told["paid"], told["notices"]
    if asked and paid and (paid.number or 0) > (asked.number or 0) and asked.unit == paid.unit:
        yield Hit(
            f"实际收取{amount(paid.number)}{paid.unit}，多于收费通知的总金额{amount(asked.number)}{asked.unit}。",
            where=_place(report, paid),
            expected=f"不超过{amount(asked.number)}{asked.unit}",
            found=f"{amount(paid.number)}{paid.unit}",
        )
    if notices and isinstance(unpaid, int) and (notices.number or 0) < unpaid:
        yield Hit(
            f"发出收费通知{amount(notices.number)}件，少于表中{label(report, _FEE_UNPAID)}的{unpaid}件。",
            cells=(_FEE_UNPAID,),
            where=_place(report, notices),
            expected=f"不少于{unpaid}",
            found=amount(notices.number),
        )


_BILL: Final = (("notices", "收费通知|缴费通知"), ("asked", "金额|应收|应缴"), ("paid", "实际|实收|实缴"))


# --- C07, C08 -------------------------------------------------------------------------------------------------------

_EMPTY: Final = re.compile(r"^(?:本年度|目前|我[局委办镇乡街道]*|[一二]、|\d\.|（[一二]）)?(?:暂|均|尚)?(?:无|没有)(?:存在)?(?:的)?(?:主要)?(?:问题|不足|内容)?[。，；]?$")
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
            f"第五部分只有“{_cut(text, 20)}”，没有写明问题和改进情况。" if text else "第五部分没有内容，没有写明问题和改进情况。",
            where=section.title,
            expected="存在的主要问题和改进情况",
            found=_cut(text, 20) or "空白",
        )


_MEASURES: Final = re.compile(
    r"(?:^|(?<=[。；\n]))[^。；\n]{0,30}?(?:改进(?:情况|措施|方向|意见|举措|打算|对策|计划)|整改(?:措施|情况|举措)|下一步|下步|接下来|今后|下一年|下阶段|针对(?:上述|以上|存在|这些|问题)|(?:20\d\d|明)年[，,]?[^。\n]{0,12}(?:将|重点|计划|继续|进一步|着重))"
)
_POINTS: Final = re.compile(r"[一二三四五六七八九]是|(?:^|(?<=[。；：\n]))(?:（[一二三四五六七八九]）|\(?\d{1,2}[.、．)])")


def c08(context: Context) -> Iterator[Hit | Skip]:
    """Problems and measures that are not paired: their points are counted in each half."""
    section = context.report.section("problems")
    if section is None:
        yield Skip("没有读到第五部分")
        return
    text = _plain(section.text)
    found = list(_MEASURES.finditer(text))
    start = next((match.start() for match in found if match.start() > 0 and _points(text[: match.start()])), None)
    if start is None:
        if len(text) >= _SHORTEST and not re.search("改进|改善|整改|下一步|今后|措施|加强|强化|完善|提升", text):
            yield Hit("第五部分只写了问题，没有写改进情况。", where=section.title, expected="改进情况", found="未提及")
        return
    problems, measures = _points(text[:start]), _points(text[start:])
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
        yield _NO_TEXT
        return
    match = _PARTS.search(_plain(report.preamble + "\n" + report.text("overview")[:800]))
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
        yield Hit(f"开头部分所列的内容与正文不符：{'，'.join(said)}。", where="开头部分", expected="、".join(s.title for s in report.sections), found=_cut(listed, 120))


# --- C10, C11 -------------------------------------------------------------------------------------------------------

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?度?")
_STATISTICS: Final = re.compile(r"(?:统计|数据)(?:的)?(?:起止|统计)?(?:期限|时限|期间|时间|时段|周期|口径)[^。；\n]{0,60}")
_SLIP: Final = re.compile(r"\d{5,}年|\d{4}年(?:1[3-9]|[2-9]\d)月|\d{1,2}月(?:3[2-9]|[4-9]\d)日")


def c10(context: Context) -> Iterator[Hit | Skip]:
    """Title, statistical period and signature speak of different years; the period is not a calendar year."""
    report = context.report
    text = _narrative(report)
    stated = _STATISTICS.search(text)
    if stated and (slip := _SLIP.search(stated[0])):
        yield Hit(f"统计期限的日期有误：“{_cut(stated[0])}”。", where="开头部分", expected="1月1日至12月31日", found=slip[0])
        return
    titled = _year_in_title(report)
    period = _period(report, stated[0] if stated else "")
    if period is not None:
        yield from _whole_year(period)
        year = period[1].year
        if titled is not None and titled != year and titled != period[0].year:
            yield Hit(
                f"标题是{titled}年的报告，统计期限却是{year}年。", where="开头部分", expected=f"{titled}年", found=f"{year}年"
            )
            return
    year = titled if titled is not None else period[1].year if period else None
    signed = report.signed_on or context.published
    if year is not None and signed is not None and signed.year > year + 1:
        yield Hit(
            f"{signed.year}年发布的应是{signed.year - 1}年度报告，标题或统计期限却是{year}年。",
            where="落款",
            expected=f"{signed.year - 1}年",
            found=f"{year}年",
        )
    if titled is None and period is None:
        yield Skip("标题和统计期限都没有读出年份")


def _year_in_title(report: Report) -> int | None:
    found = _YEAR.findall(simplified(report.title))
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
    r"^(?:[（(]?[一二三四五六七八九十]+[）)、.]|[（(]?\d{1,2}[）)、.]|[一二三四五六七八九]是)?(?:[^，。]{2,16}(?:情况|方面|工作)[。：:])?"
    r"(?:在)?(?P<year>20\d\d)年(?:度|全年)?(?P<comma>[，,]?)(?P<rest>.*)$",
    re.DOTALL,
)
_WE: Final = r"(?:我|本)(?:局|委|办|镇|乡|街道|街|厅|县|区|市|省|州|单位|机关|部门|院|中心|站|所|处|队)|全(?:局|委|镇|乡|街道|办)"
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

    Where the sentence gives a figure for a cell, it is a slip only if the figure is this year's: else it may be what it says.
    """
    report = context.report
    year = report.year
    if year is None:
        yield Skip("没有读出报告年度")
        return
    for section in report.sections:
        for told, sentence in _of_other_years(section, year):
            figures = [c for c in report.claims if c.section == section.key and c.about and c.text and _plain(c.text) in sentence]
            if figures and not any(_is_this_years(report, claim) for claim in figures):
                continue
            yield Hit(
                f"报告{year}年的工作，文中却写“{_cut(sentence)}”。",
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
    sentences = [part.strip() for part in re.split("[。！？\n]", re.sub("《[^》]*》", "《》", _plain(section.text)))]
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
        if any(_compares(sentence, other, year) for other in sentences[max(index - 1, 0) : index + 2] if other is not sentence):
            continue
        yield told, sentence


def _compares(sentence: str, other: str, year: int) -> bool:
    """Whether the sentence beside gives this year's figure for the same thing."""
    verbs = set(re.findall("收到|受理|办结|办理|主动公开|答复|发布", sentence))
    return other.startswith(f"{year}年") and any(re.search(f"{verb}[^，。]*[0-9]", other) for verb in verbs)


# --- C16 ------------------------------------------------------------------------------------------------------------

_SELF: Final = re.compile(r"(?<![自大忘非])我(?:街道|街(?!区)|管委会|中心|[局委办厅镇乡院队站所馆社处校](?!限|事|法))|本(?:街道|局|委|厅|镇|乡)(?![级限身])")


class SelfName(NamedTuple):
    """What bodies with these endings call themselves."""

    endings: tuple[str, ...]
    words: tuple[str, ...]


SELF_NAMES: Final = (
    SelfName(("街道办事处", "街道", "办事处"), ("街道", "街", "办", "处")),
    SelfName(("镇人民政府", "镇政府", "镇"), ("镇",)),
    SelfName(("乡人民政府", "乡政府", "乡"), ("乡",)),
    SelfName(("管理委员会", "管委会", "工作委员会"), ("委", "管委会", "办")),
    SelfName(("委员会", "委"), ("委",)),
    SelfName(("办公厅",), ("厅", "办")),
    SelfName(("办公室", "办", "专员办"), ("办", "室")),
    SelfName(("局", "分局"), ("局",)),
    SelfName(("厅",), ("厅",)),
    SelfName(("中心",), ("中心",)),
    SelfName(("院",), ("院",)),
    SelfName(("队",), ("队",)),
    SelfName(("站",), ("站",)),
    SelfName(("所",), ("所",)),
    SelfName(("馆",), ("馆",)),
    SelfName(("社",), ("社",)),
    SelfName(("处",), ("处",)),
)


def c16(context: Context) -> Iterator[Hit | Skip]:
    """The wrong kind of self-name (我局 in a township), or another body as the one that reports."""
    report = context.report
    body = report.body
    if not body:
        yield Skip("没有读出机关名称")
        return
    yield from _self_names(report, body)
    yield from _other_bodies(report, body)


def _self_names(report: Report, body: str) -> Iterator[Hit]:
    names = re.split("[（(、]", simplified(body).rstrip("）)"))
    allowed = {word for name in names for row in SELF_NAMES if name.endswith(row.endings) for word in row.words}
    if not allowed:
        return
    for section in report.sections:
        wrong = [match[0] for match in _SELF.finditer(_plain(section.text)) if match[0][1:] not in allowed]
        if wrong:
            yield Hit(
                f"{body}的报告中自称“{wrong[0]}”{f'等{len(wrong)}处' if len(wrong) > 1 else ''}，与机关类型不符。",
                where=section.title,
                expected="、".join(f"我{word}" for word in sorted(allowed)),
                found="、".join(dict.fromkeys(wrong)),
            )


_REPORTS: Final = re.compile(
    r"(?:^|(?<=[，。；\n]))(?:20\d\d年度?[，,]?)?(?!度)(?P<name>[\u4e00-\u9fff]{2,24}?(?:局|委员会|[^省市县区州党纪工常]委|办公室|厅|街道办事处|街道|镇人民政府|乡人民政府|人民政府|镇|乡))"
    r"(?:认真(?:贯彻|落实|履行)|严格(?:按照|落实|执行)|高度重视|始终坚持|坚持以|共(?:主动公开|收到|受理|办理)|主动公开(?:政府)?信息|未收到|收到政府信息)"
)
_NOT_A_NAME: Final = re.compile("我[局委办厅镇乡街]|^(?:我|本|各|全|该|其|有关|相关|上级|两|由|在|对|向|与|和|按|根据|围绕|通过|结合|针对|为)|党|纪委|组织部|国务院|领导小组")


def _other_bodies(report: Report, body: str) -> Iterator[Hit]:
    full = simplified(body)
    for section in report.sections:
        for match in _REPORTS.finditer(_plain(section.text)):
            name = match["name"]
            if _NOT_A_NAME.search(name) or any(_may_be(part, full) for part in re.split("[及和]", name)):
                continue
            if not _of_its_kind(name, full):
                continue
            yield Hit(
                f"“{_cut(match[0].strip('，。；'))}”说的是{name}，不是{body}。", where=section.title, expected=body, found=name
            )


def _may_be(name: str, full: str) -> bool:
    """Whether a name may be short for the body's: its characters stand in the full name in the same order (市工信局)."""
    rest = iter(full)
    return all(char in rest for char in name) or _may_be_organ(name, full)


def _may_be_organ(name: str, full: str) -> bool:
    bare = re.sub("^(?:省|市|县|区|州|旗|镇|乡|街道)", "", name)
    rest = iter(full)
    return len(bare) >= 3 and all(char in rest for char in bare)


def _of_its_kind(name: str, full: str) -> bool:
    """Whether a name is that of a body of the same sort: only such a name is left over from another's report."""
    kinds = [row.endings for row in SELF_NAMES if full.endswith(row.endings)]
    return bool(kinds) and name.endswith(kinds[0]) or standing(name).places != () and name.endswith(("局", "镇", "乡", "街道", "委员会", "办公室"))


# --- C19, C20, C21 --------------------------------------------------------------------------------------------------

_NOT_IN_THE_FORM: Final = re.compile("不予受理|(?:不属于|非|不是)政府信息(?!公开)|告知(?:其)?(?:其[他它])?(?:途径|渠道|获取)|已(?:经)?主动公开|更正|并入程序")


def c19(context: Context) -> Iterator[Hit | Skip]:
    """Results that the form has no row for."""
    report = context.report
    for claim in report.claims:
        found = _NOT_IN_THE_FORM.search(claim.text)
        if found and claim.number and not claim.cells and claim.unit in ("件", "宗", "起", "份", "条", "次", ""):
            yield Hit(
                f"“{claim.text}”不是第三部分表格中的办理结果，无法核对，请说明计入了哪一行。",
                where=_place(report, claim),
                expected="表中的办理结果类别",
                found=found[0],
            )


class SetPhrase(NamedTuple):
    """A phrase that was altered, and how it goes."""

    wrong: str
    right: str


SET_PHRASES: Final = (
    SetPhrase("公开[为是](?:常态|原则)[、，,](?:以)?公开[为是]例外", "以公开为常态、不公开为例外"),
    SetPhrase("不公开[为是](?:常态|原则)[、，,](?:以)?公开[为是]例外", "以公开为常态、不公开为例外"),
    SetPhrase("(?<!不)予以公开[为是]例外", "以公开为常态、不公开为例外"),
    SetPhrase(
        "涉密(?:信息|内容)?(?:可|要|必须)?上网[、，,]上网(?:信息|内容)?(?:不|非)涉密",
        "涉密信息不上网、上网信息不涉密",
    ),
    SetPhrase("涉密(?:信息|内容)?不上网[、，,]上网(?:信息|内容)?(?:可)?涉密", "涉密信息不上网、上网信息不涉密"),
    SetPhrase("上网(?:信息|内容)?涉密[、，,]涉密(?:信息|内容)?不上网", "上网信息不涉密、涉密信息不上网"),
    SetPhrase("先公开[、，,]?后审查", "先审查、后公开"),
    SetPhrase(
        "未经(?:审查|审核|批准)(?:的)?(?:信息)?[，,]?(?:一律)?(?:得|可以?|予以)(?:公开|发布|上网)",
        "未经审查不得公开",
    ),
    SetPhrase("未经(?:审查|审核|批准)(?:的)?(?:信息)?[，,]?一律(?:公开|发布|上网)", "未经审查一律不得公开"),
    SetPhrase("法无授权(?:皆|均)?可为", "法无授权不可为"),
    SetPhrase("法定职责(?:必须不|可不)为", "法定职责必须为"),
    SetPhrase("应公开(?:的)?(?:尽|全)?(?:不公开|未公开)(?!的)", "应公开尽公开"),
    SetPhrase("谁公开[、，,]?谁不负责|谁审查[、，,]?谁不负责", "谁公开、谁负责"),
    SetPhrase("(?:确保|做到)[^，。；]{0,10}(?<!不)(?:泄露国家秘密|发生泄密|泄密事件发生)", "确保不泄露国家秘密"),
    SetPhrase("(?:数据|信息)少跑[路腿][、，,]群众多跑[路腿]", "让数据多跑路、群众少跑腿"),
    SetPhrase("(?:切实)?做到(?:遗漏|缺位|漏项)", "做到不遗漏"),
)


def c20(context: Context) -> Iterator[Hit | Skip]:
    """Set phrases with their negation lost or their halves exchanged."""
    report = context.report
    if not report.sections:
        yield _NO_TEXT
        return
    for section in report.sections:
        text = re.sub("[“”\"]", "", _plain(section.text)).replace("\n", "")
        for phrase in SET_PHRASES:
            if found := re.search(phrase.wrong, text):
                yield Hit(
                    f"“{found[0]}”疑为“{phrase.right}”之误。", where=section.title, expected=phrase.right, found=found[0]
                )


_WITHOUT_FIGURE: Final = frozenset({"P13", "P14", "P17", "P23", "P38", "P77", "P78", "P92"})
_ROUGH: Final = re.compile("余|多(?=[件条份宗起次])|近(?=\\d)|约(?=\\d)|左右|以上")


def c21(context: Context) -> Iterator[Hit | Skip]:
    """Figures of record without a unit, or only roughly told."""
    report = context.report
    for claim in report.claims:
        if not claim.cells or claim.number is None or claim.pattern in _WITHOUT_FIGURE:
            continue
        if claim.tolerance and _ROUGH.search(claim.text) and claim.unit not in ("万元", "亿元"):
            yield Hit(
                f"“{claim.text}”用了约数，应写确数。", cells=claim.cells, where=_place(report, claim), expected="确数", found=claim.text
            )
        elif not claim.unit and re.search(rf"(?<![\d.]){claim.number}(?![\d.年])", claim.text):
            yield Hit(
                f"“{claim.text}”的数字没有单位。", cells=claim.cells, where=_place(report, claim), expected="件", found=claim.text
            )


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
    Check(
        "C16",
        Severity.WARNING,
        "自称或机关名称有误",
        "文中自称应与机关类型一致，不应出现其他机关作为报告主体。",
        "改为本机关的名称或自称。",
        c16,
    ),
    Check(
        "C19",
        Severity.NOTICE,
        "出现格式以外的办理结果",
        "办理结果应按第三部分表格的类别表述。",
        "改用表格的类别，或者说明计入哪一行。",
        c19,
    ),
    Check("C20", Severity.WARNING, "固定表述有误", "固定表述不应漏写“不”等字或前后颠倒。", "对照原文改正。", c20),
    Check("C21", Severity.NOTICE, "数字缺单位或为约数", "应当如实记录的件数要写确数和单位。", "补写单位或确数。", c21),
)  # fmt: skip
