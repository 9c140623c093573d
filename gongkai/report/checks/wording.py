"""E09, E13–E15, E17–E20, E22: what is written where it should not be, and what is not where it should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.prose import plain
from gongkai.report.checks.words import has_figure, length, page, pieces, quote, readable
from gongkai.report.form import edition_for
from gongkai.report.text import fold

NO_TEXT: Final = Skip("没有读到文字部分")


# --- E09: what the template says to the person who fills it in -------------------------------------------------------

LEFTOVERS: Final = re.compile(
    r"该部分以表格形式报告|本部分以表格形式报告|此处填写|请在此处|在此填写|（填写[^）]{0,20}）|(?:填写|填报|填表)说明[:：]"
    r"|（可附相关[^）]{0,30}）|（(?:请)?(?:单位|机关|部门|行政机关)(?:名称|全称)）|【(?:单位|机关|部门)?(?:名称|全称|填写[^】]*)】"
    r"|[XxＸ×]{2,4}年|20[XxＸ×]{2}年|[XxＸ×○〇]{2,}(?:市|县|区|镇|乡|街道|局|委|办|单位|部门|人民政府)"
    r"|(?<![A-Za-z])[XxＸ×]{1,3}(?:件|条|次|份|万元)|[_＿]{3,}|（(?:不少于|不超过|字数)[^）]{0,12}字[^）]{0,6}）"
    r"|（此处[^）]{0,20}）|（示例[^）]{0,20}）|（样表）|（模板）|删除此行|（待(?:补充|填写?|核实)）|（略）"
)


def leftovers(context: Context) -> Iterator[Hit | Skip]:
    if not readable(context.report):
        yield NO_TEXT
        return
    told = set()
    for where, text in page(context.report):
        for match in LEFTOVERS.finditer(text):
            if (where, match[0]) not in told:
                told.add((where, match[0]))
                yield Hit(
                    f"正文留有模板提示语或空缺“{quote(text, *match.span())}”。",
                    where=where,
                    expected="",
                    found=match[0],
                )


# --- E13: what is cited ---------------------------------------------------------------------------------------------


class Wrong(NamedTuple):
    """A citation that is wrong in reports of some years, and what is right there."""

    pattern: re.Pattern[str]
    reason: str
    first: int = 2019
    last: int = 9999


def _citation(issuer: str, year: str, number: str) -> str:
    return rf"{issuer}[〔\[［（(【]\s*{year}\s*[〕\]］）)】]\s*第?\s*{number}\s*号"


OFFICE: Final = "国办公开办函"
NOT_OFFICE: Final = "国办发|国办函|国发|国办公开函|国公开办函|国办公开办(?!函)|国办政务公开函|国务院办公厅"
WRONG: Final = (
    Wrong(
        re.compile(_citation(OFFICE, "2019", "60")),
        "是2019、2020年度报告的依据，2021年度起应为国办公开办函〔2021〕30号",
        2021,
    ),
    Wrong(
        re.compile(_citation(OFFICE, "2021", "30")),
        "自2021年度起适用，2019、2020年度报告的依据是国办公开办函〔2019〕60号",
        2019,
        2020,
    ),
    Wrong(re.compile(_citation(OFFICE, "(?!2019)20\\d\\d", "60")), "年份有误，60号文是〔2019〕60号"),
    Wrong(re.compile(_citation(OFFICE, "(?!2021)20\\d\\d", "30")), "年份有误，30号文是〔2021〕30号"),
    Wrong(
        re.compile(_citation(f"(?:{NOT_OFFICE})", "2021", "30")), "发文字号有误，年度报告格式是国办公开办函〔2021〕30号"
    ),
    Wrong(
        re.compile(_citation(f"(?:{NOT_OFFICE})", "20(?:19|20)", "60")),
        "发文字号有误，年度报告格式是国办公开办函〔2019〕60号",
    ),
    Wrong(re.compile("工作年度报告格式[（(]试行[）)]"), "是2019、2020年度的格式，2021年度起的格式不再是试行", 2021),
    Wrong(re.compile("信息公开条例[》]?[（(]试行[）)]"), "《中华人民共和国政府信息公开条例》没有试行本"),
    Wrong(re.compile("国务院令[^，。]{0,4}492\\s*号|第492号国务院令"), "已由2019年修订的条例（国务院令第711号）取代"),
    Wrong(
        re.compile("中华人民共和国(?:信息公开|政务公开|政府公开|政务信息公开)条例"),
        "应为《中华人民共和国政府信息公开条例》",
    ),
    Wrong(
        re.compile("闽政办" + _citation("", "2014", "49")),
        "是2014年的编制通知，2019年起的依据是国务院办公厅政府信息与政务公开办公室的通知",
    ),
)
"""Fixed list: the two notices on the form and what they are mistaken for, the Regulations, and repealed local rules."""


def citations(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not readable(report):
        yield NO_TEXT
        return
    if report.year is None:
        yield Skip("没有读到报告年度，不知应依据哪一份通知")
        return
    for where, text in pieces(report):
        told: set[tuple[int, int]] = set()
        for wrong in WRONG:
            if not wrong.first <= report.year <= wrong.last:
                continue
            for match in wrong.pattern.finditer(text):
                if not any(start <= match.start() < end for start, end in told):
                    told.add(match.span())
                    yield Hit(
                        f"引用的“{match[0]}”{wrong.reason}。",
                        where=where,
                        expected=edition_for(report.year).citation,
                        found=match[0],
                    )


# --- E14 ------------------------------------------------------------------------------------------------------------

PERIOD: Final = re.compile(
    "统计(?:期限|时限|时段|周期|时间|区间|期间|范围)|1\\s*月\\s*1\\s*日.{0,14}12\\s*月\\s*31\\s*日"
)


def period(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not readable(report):
        yield NO_TEXT
        return
    if any(PERIOD.search(text) for _, text in pieces(report)) or report.period is not None:
        return
    yield Hit("没有写明数据的统计期限。", where="导语", expected=f"{report.year or 'YYYY'}年1月1日至12月31日")


# --- E15 ------------------------------------------------------------------------------------------------------------

OTHER_FORM: Final = {
    "2021": re.compile(
        r"(?<!公开)(?<!发布)(?<!公示)(?:政府集中采购|(?<!政府)集中采购)(?:项目)?(?:数量)?(?:共|为)?\s*\d+\s*(?:个|项|件|次|宗)|采购总?金额(?:共|为)?\s*\d|采购总金额"
        r"|其[他它]对外管理服务事项|对外公开总数量|上一年(?:度)?项目数量|本年增/减"
    ),
    "2019": re.compile(
        "本年制发件数|本年废止件数|现行有效件数|本年收费金额（单位：万元）|逾期未按收费通知要求缴纳费用"
    ),
}
"""By edition: what only the other edition asks for."""


def other_form(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not readable(report):
        yield NO_TEXT
        return
    name = edition_for(report.year).name if report.year else report.edition
    if name is None:
        yield Skip("没有读到报告年度")
        return
    other = "2019" if name == "2021" else "2021"
    for where, text in pieces(report):
        for match in OTHER_FORM[name].finditer(text):
            yield Hit(
                f"“{quote(text, *match.span())}”是{other}版格式的内容，{name}版格式没有这一项。",
                where=where,
                found=match[0],
            )
    for row in report.seen.extra if report.seen else ():
        if OTHER_FORM[name].search(row.label) or (name == "2021" and fold(row.label) in ("政府集中采购", "集中采购")):
            yield Hit(
                f"表中“{row.label}”一行是{other}版格式的内容，{name}版格式没有这一项。",
                where=str(row.place),
                found=row.label,
            )


# --- E17, E18, E19: section one -------------------------------------------------------------------------------------

TOPICS: Final = {
    "主动公开": re.compile("主动公开|主动发布|公开(?:政府)?信息\\d+|发布(?:政府|政务)?信息|政策解读"),
    "依申请公开": re.compile("申请"),
    "政府信息管理": re.compile(
        "信息管理|信息(?:的)?(?:制作|获取|保存|审[查核]|更新|发布审)|保密审查|审查(?:制度|机制)|先审查?后公开|先审后发|公开属性"
        "|规范性文件(?:管理|清理|审查)|动态调整|目录|台账"
    ),
    "政府信息公开平台建设": re.compile(
        "(?<!通过)(?<!申请)平台(?!提交|申请|受理|依申请)|网站|专栏|专区|新媒体|公众号|微博|微信|公报|政务大厅|查阅点"
    ),
    "监督保障": re.compile("监督|保障|考核|培训|责任追究|社会评议|评估|组织领导|领导小组|专人负责|整改"),
}
"""The five heads of section one (国办公开办函〔2021〕30号) and the words that tell each."""
TOPIC_HEADS: Final = {
    "主动公开": re.compile("主动公开|主动发布|公开内容|重点领域"),
    "依申请公开": re.compile("申请"),
    "政府信息管理": re.compile("信息管理|信息资源|管理制度|信息的?管理|审查|规范管理"),
    "政府信息公开平台建设": re.compile("平台|网站|载体|渠道建设"),
    "监督保障": re.compile("监督|保障|考核|培训|组织领导|队伍"),
}
"""The same where paragraphs begin with a head of their own (（三）政府信息管理, 平台建设方面，…)."""
HEADED: Final = 3
"""With so many heads the text is taken to have one for each topic that it tells of."""


def topics(context: Context) -> Iterator[Hit | Skip]:
    text = context.report.text("overview")
    if not text:
        yield Skip("没有读到第一部分")
        return
    heads = [re.split("[，。；：,;:]", line, maxsplit=1)[0][:24] for line in plain(text).split("\n")]
    headed = {name for name, words in TOPIC_HEADS.items() if any(words.search(head) for head in heads)}
    told = headed if len(headed) >= HEADED else {name for name, words in TOPICS.items() if words.search(text)}
    lacking = [name for name in TOPICS if name not in told]
    if lacking:
        yield Hit(
            f"第一部分没有写到{'、'.join(f'“{name}”' for name in lacking)}。",
            where="总体情况",
            expected="、".join(lacking),
        )


SHORTEST_OVERVIEW: Final = 80


def thin_overview(context: Context) -> Iterator[Hit | Skip]:
    """Section one is a preamble only, or gives no figure at all; that no request came in is no figure."""
    report = context.report
    if report.section("overview") is None:
        yield Skip("没有读到第一部分")
        return
    text = report.text("overview")
    if length(text) < SHORTEST_OVERVIEW:
        yield Hit(f"第一部分只有{length(text)}字，没有报告实际工作。", where="总体情况", found=str(length(text)))
    elif not has_figure(text):
        yield Hit("第一部分没有任何数字，没有报告主动公开和依申请公开的实际数量。", where="总体情况")


def long_overview(context: Context) -> Iterator[Hit | Skip]:
    if context.overview_limit is None:
        return
    text = context.report.text("overview")
    if not text:
        yield Skip("没有读到第一部分")
    elif length(text) > context.overview_limit:
        yield Hit(
            f"第一部分{length(text)}字，超过{context.overview_limit}字。",
            where="总体情况",
            expected=f"≤{context.overview_limit}",
            found=str(length(text)),
        )


# --- E20: faults of publication -------------------------------------------------------------------------------------

FAULTS: Final = (
    (re.compile(r"(?<![\d年月/.-])20\d{2}(?:[01]?\d[0-3]?\d)日"), "日期缺字"),
    (re.compile(r"(?<![\d/.-])20\d{2}(?:0?[1-9]|1[0-2])月(?!\d{3})"), "日期缺“年”字"),
    (re.compile(r"20\d\d年\d{3,4}日"), "日期缺“月”字"),
    (re.compile(r"20\d\d年(?:0?[1-9]|[12]\d|3[01])日"), "日期缺“月”字"),
    (re.compile(r"\d月\d{1,2}(?=起|至|到|止|，统计|。)(?!\d)"), "日期缺“日”字"),
    (re.compile(r"。。+|，，+|、、+|；；+|：：+|？？+|,,+(?!\d)|;;+"), "标点重复"),
    (re.compile(r"[，、；：]。|。[，、；]|[，；：]、|、[，；：]|，；|；，"), "标点连用"),
    (
        re.compile(r"�|锟斤拷|烫烫烫|ï»¿|Ã[\x80-\xbf]|â€|&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|emsp|ensp|#\d+);"),
        "乱码",
    ),
    (
        re.compile(r"HYPERLINK\s|MERGEFORMAT|PAGEREF|\\\* |TOC \\|</?(?:span|p|div|td|br|strong|font)\b[^>]*>"),
        "排版代码",
    ),
)


def faults(context: Context) -> Iterator[Hit | Skip]:
    """Characters lost, doubled or scrambled: as likely a fault of publication or reading as of the body."""
    if not readable(context.report):
        yield NO_TEXT
        return
    told = set()
    for where, text in page(context.report):
        for pattern, kind in FAULTS:
            for match in pattern.finditer(text):
                words = quote(text, *match.span())
                if words not in told:
                    told.add(words)
                    yield Hit(f"{kind}：“{words}”。", where=where, found=match[0], reading=True)


# --- E22 ------------------------------------------------------------------------------------------------------------

EXPIRED: Final = re.compile(
    "^[（(【\\[]?(?:(?:该|此|本)?(?:文件|页面|信息|文章)|有效性|效力状态|文件状态|时效性?)?[:：]?(?:已|为|是)?(?:失效|废止|过期)[）)】\\]]?[。！]?$"
)


def expired(context: Context) -> Iterator[Hit | Skip]:
    seen = context.report.seen
    if seen is None:
        yield Skip("没有页面信息（报告不是从文件读出的）")
        return
    for line in (*seen.leading, *seen.text.split("\n")):
        bare = re.sub(r"\s", "", line)
        if bare and len(bare) <= 16 and EXPIRED.match(bare):
            yield Hit(f"页面标有“{bare}”。年度报告长期有效，不应标为失效。", where="页面", found=bare)
            return


WORDING = (
    Check(
        "E09",
        Severity.WARNING,
        "模板提示语",
        "模板中的提示语和空缺应在填写后删去。",
        "删去提示语，补上空缺。",
        leftovers,
    ),
    Check(
        "E13",
        Severity.WARNING,
        "引用依据",
        "引用的条例、通知应是报告年度适用的。",
        "改为现行有效的依据和正确的文号。",
        citations,
    ),
    Check(
        "E14",
        Severity.NOTICE,
        "统计期限",
        "报告写明数据的统计期限。",
        "写明自报告年度1月1日起至12月31日止。",
        period,
    ),
    Check(
        "E15",
        Severity.WARNING,
        "混用两版内容",
        "只报告本年度格式所列的项目。",
        "删去另一版格式的项目，或改为工作情况的一般叙述。",
        other_form,
    ),
    Check(
        "E17",
        Severity.NOTICE,
        "第一部分五个方面",
        "第一部分写主动公开、依申请公开、政府信息管理、平台建设、监督保障（国办公开办函〔2021〕30号）。",
        "补写缺少的方面。",
        topics,
        ("2021",),
    ),
    Check(
        "E18",
        Severity.WARNING,
        "第一部分空泛",
        "第一部分报告实际工作和数量。",
        "写明主动公开、依申请公开等的实际数量。",
        thin_overview,
    ),
    Check("E19", Severity.NOTICE, "第一部分过长", "地方规定第一部分一般不超过1000字。", "压缩篇幅。", long_overview),
    Check(
        "E20",
        Severity.WARNING,
        "缺字、叠字、乱码",
        "发布的文字应完整可读。",
        "对照原稿改正；也可能是取文造成，请先看原页面。",
        faults,
    ),
    Check("E22", Severity.NOTICE, "标为失效", "年度报告应长期公开。", "去掉失效标记。", expired),
)
