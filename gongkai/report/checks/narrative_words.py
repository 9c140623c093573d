"""C16, C19–C21: names, set phrases, categories and figures that do not belong in this report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.prose import NO_TEXT, cut, place_of, plain
from gongkai.report.level import Kind, standing
from gongkai.report.model import Report
from gongkai.report.text import simplified

# --- C16 ------------------------------------------------------------------------------------------------------------

_SELF: Final = re.compile(
    "(?<![自大忘非])我(?:街道|街(?!区)|管委会|中心|[局委办厅镇乡院队站所馆社处校](?!限|事|法))"
    "|本(?:街道|局|委|厅|镇|乡)(?![级限身])"
)


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
        wrong = [match[0] for match in _SELF.finditer(plain(section.text)) if match[0][1:] not in allowed]
        if wrong:
            yield Hit(
                f"{body}的报告中自称“{wrong[0]}”{f'等{len(wrong)}处' if len(wrong) > 1 else ''}，与机关类型不符。",
                where=section.title,
                expected="、".join(f"我{word}" for word in sorted(allowed)),
                found="、".join(dict.fromkeys(wrong)),
            )


_REPORTS: Final = re.compile(
    r"(?:^|(?<=[，。；：、,;:.）)\n]))(?:20\d\d年度?[，,]?)?(?!度)(?P<name>[\u4e00-\u9fff]{2,24}?(?:局|委员会|[^省市县区州党纪工常]委|办公室|厅|街道办事处|街道|镇人民政府|乡人民政府|人民政府|镇|乡))"
    r"(?:将?(?:继续|进一步|持续|不断|扎实|深入|全面|切实|着力|积极)(?:做好|加强|推进|深化|提高|提升|完善|落实|贯彻|规范|强化|抓好|开展)"
    r"|认真(?:贯彻|落实|履行)|严格(?:按照|落实|执行)|高度重视|始终坚持|坚持以|共(?:主动公开|收到|受理|办理)|主动公开(?:政府)?信息|未收到|收到政府信息)"
)
_NOT_A_NAME: Final = re.compile(
    "我[局委办厅镇乡街]|^(?:我|本|各|全|该|其|有关|相关|上级|两|由|在|对|向|与|和|按|根据|围绕|通过|结合|针对|为)"
    "|党|纪委|组织部|国务院|领导小组"
)


def _other_bodies(report: Report, body: str) -> Iterator[Hit]:
    full = simplified(body)
    for section in report.sections:
        for match in _REPORTS.finditer(plain(section.text)):
            name = match["name"]
            if _NOT_A_NAME.search(name) or any(_may_be(part, full) for part in re.split("[及和]", name)):
                continue
            if not _left_over(name, full):
                continue
            yield Hit(
                f"“{cut(match[0].strip('，。；'))}”说的是{name}，不是{body}。",
                where=section.title,
                expected=body,
                found=name,
            )


def _may_be(name: str, full: str) -> bool:
    """Whether a name may be short for the body's: its characters stand in the full name in the same order
    (市工信局)."""
    rest = iter(full)
    return all(char in rest for char in name) or _may_be_organ(name, full)


def _may_be_organ(name: str, full: str) -> bool:
    bare = re.sub("^(?:省|市|县|区|州|旗|镇|乡|街道)", "", name)
    rest = iter(full)
    return len(bare) >= 3 and all(char in rest for char in bare)


_RANKS: Final = (("省", "自治区"), ("市", "州", "盟", "地区"), ("县", "区", "旗"), ("镇", "乡", "街道"))


def _rank(place: str) -> int:
    """How far down a place is: 0 a province, 3 a township."""
    return next((rank for rank, endings in enumerate(_RANKS) if place.endswith(endings)), 2)


def _left_over(name: str, full: str) -> bool:
    """Whether a name can only come from another body's text: another bureau, or a government of a place that is not
    above the body's own (nor below it, in a government's report); or of the same sort without a place."""
    other = standing(name)
    mine, theirs = standing(full).places, other.places
    if not theirs:
        endings = next((row.endings for row in SELF_NAMES if full.endswith(row.endings)), ())
        return bool(endings) and name.endswith(endings)
    lowest = _rank(mine[-1]) if mine else 3
    foreign = [_rank(place) for place in theirs if place not in full and place[:-1] not in full]
    if standing(full).kind is Kind.GOVERNMENT and lowest < 3:
        return lowest in foreign
    if not foreign:
        return other.kind is standing(full).kind is Kind.DEPARTMENT
    return max(foreign) >= lowest or other.kind is Kind.DEPARTMENT


# --- C19, C20, C21 --------------------------------------------------------------------------------------------------

_NOT_IN_THE_FORM: Final = re.compile(
    "不予受理|(?:不属于|非|不是)政府信息(?!公开)|告知(?:其)?(?:其[他它])?(?:途径|渠道|获取)|已(?:经)?主动公开"
    "|更正|并入程序"
)


def c19(context: Context) -> Iterator[Hit | Skip]:
    """Results that the form has no row for."""
    report = context.report
    for claim in report.claims:
        found = _NOT_IN_THE_FORM.search(claim.text)
        if found and claim.number and not claim.cells and claim.unit in ("件", "宗", "起", "份", "条", "次", ""):
            yield Hit(
                f"“{claim.text}”不是第三部分表格中的办理结果，无法核对，请说明计入了哪一行。",
                where=place_of(report, claim),
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
        yield NO_TEXT
        return
    for section in report.sections:
        text = re.sub('[“”"]', "", plain(section.text)).replace("\n", "")
        for phrase in SET_PHRASES:
            if found := re.search(phrase.wrong, text):
                yield Hit(
                    f"“{found[0]}”疑为“{phrase.right}”之误。",
                    where=section.title,
                    expected=phrase.right,
                    found=found[0],
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
            said, expected = "用了约数，应写确数", "确数"
        elif not claim.unit and re.search(rf"(?<![\d.]){claim.number}(?![\d.年])", claim.text):
            said, expected = "的数字没有单位", "件"
        else:
            continue
        yield Hit(
            f"“{claim.text}”{said}。",
            cells=claim.cells,
            where=place_of(report, claim),
            expected=expected,
            found=claim.text,
        )


WORDS: Final = (
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
