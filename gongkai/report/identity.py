"""Whose report it is, for which year, when it was signed, and how the body is reached."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from gongkai.report.document import Row
from gongkai.report.numerals import chinese_number
from gongkai.report.outline import clean, sole_text
from gongkai.report.text import simplified
from gongkai.report.values import Contact
from gongkai.report.when import date_in, dates_in

# --- the title ------------------------------------------------------------------------------------------------------

_YEAR_NUMBER: Final = (
    r"(?P<year>(?:19|20)\d\d|[二〇○零Ｏ一九][〇○零Ｏ0一二九][〇○零Ｏ一二三四五六七八九]{2})\s*年?\s*度?"
)
_NAMED: Final = (
    r"(?P<after>[^。；;！!]{0,40}?(?:信息公开|政务公开|信息公開|政務公開)[^。；;！!]{0,14}?(?:报告|年报|总结|報告|年報|總結))"
    r"(?P<tail>\s*(?:[(（][^()（）]{1,20}[)）])?)\Z"
)
_TITLE: Final = re.compile(rf"\A(?P<before>[^。；;！!]{{0,50}}?){_YEAR_NUMBER}{_NAMED}")
_TITLE_WITHOUT_YEAR: Final = re.compile(rf"\A(?P<before>)(?P<year>)?{_NAMED}")
_WIDE: Final = str.maketrans("０１２３４５６７８９Ｏ○", "0123456789〇〇")
_NOT_TITLE: Final = re.compile(
    r"(?:的函|的通知|的请示|的批复|公告|目录|栏目|专栏|首页|列表|指南|报送|印发|上报|现将|编制|当前位置|您现在|>|＞|»|本报告|根据|如下|下载)"
)
_NO_TITLE_LINE: Final = re.compile(
    r"[。；;！!？?：:]|\A[一二三四五六七]、|\d{4}[-/]\d{1,2}|\d{4}年\d{1,2}月|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月|\A[（(].*[)）]\Z"
)
_PUBLISHED: Final = re.compile(r"(?:发布|发文|公开|生成|更新)(?:时间|日期)[：:\s]*(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2})")
_LETTER: Final = re.compile(r"[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号")
_FURNITURE: Final = re.compile(
    r"(?:发布(?:时间|日期|机构|单位)|信息来源|来源|字体|字号|浏览(?:次数|量)|点击(?:次数|率)|访问(?:量|次数)|分享到?|打印(?:本页)?|索引号|文号|主题分类|"
    r"公开方式|有效性|成文日期|生成日期|发文日期|责任编辑|作者|当前位置|您(?:现在)?的?位置|首页|收藏|关闭窗口|无障碍|扫一扫|上一篇|下一篇|背景颜色|信息时效)"
)


def title_of(rows: Sequence[Row], hint: str = "") -> tuple[str, int]:
    """The title as printed, its lines joined, and the index of the row after it; ("", 0) without one.

    `hint` is what the container calls the document; it is used when no row is a title.
    """
    lines = [(index, text) for index, row in enumerate(rows) if (text := clean(sole_text(row) or ""))]
    best: tuple[tuple[int, int, int], str, int] | None = None
    for at in range(len(lines)):
        joined = ""
        for size in range(1, 5):
            if at + size > len(lines):
                break
            index, text = lines[at + size - 1]
            if len(text) > 46 or _NO_TITLE_LINE.search(text) or _LETTER.search(text):
                break
            joined += text
            match = _as_title(joined)
            if match is None or _NOT_TITLE.search(joined) or joined.endswith("》的函"):
                continue
            complete = 2 * bool(match["year"]) + bool(match["before"].strip())
            if complete == 3 and size > 1 and _organisation(match["before"]) is None:
                complete = 2
            score = (complete, index, -size)
            if best is None or score[0] > best[0][0] or (score[0] == best[0][0] and _better(score, best[0])):
                best = (score, joined, index + 1)
    if best is not None:
        return _with_line_above(best[1], best[2], lines), best[2]
    hint = re.split(r"[_|]|\s[-—]\s|-(?=[^\d])", clean(hint))[0].strip()
    match = _TITLE.match(hint)
    if match is not None and not _NOT_TITLE.search(hint):
        return hint, 0
    return "", 0


def title_rows(rows: Sequence[Row], title: str) -> int:
    """How many of the last rows a title takes."""
    joined = ""
    for count, row in enumerate(reversed(rows), 1):
        joined = clean(sole_text(row) or "") + joined
        if joined == title:
            return count
    return 1


def _with_line_above(title: str, after: int, lines: list[tuple[int, str]]) -> str:
    """The title with the beginning of the body's name, where a line end cut it: what follows calls the body so."""
    match = _as_title(title)
    name = _bare_name(match["before"]) if match is not None else ""
    below = "".join(text for index, text in lines if index >= after)
    start = next((at for at, (index, _) in enumerate(lines) if index >= after), len(lines))
    joined = ""
    for at in range(start - 1, -1, -1):
        joined = lines[at][1] + joined
        if joined == title:
            above = lines[at - 1][1] if at else ""
            cut = (
                name
                and re.fullmatch(r"[\u4e00-\u9fff（）()]{2,30}", above)
                and simplified(above + name) in simplified(below)
            )
            return above + title if cut else title
    return title


def _bare_name(before: str) -> str:
    """The text before a title's year without words that do not belong to the name."""
    return _TITLE_WORDS.sub("", before).strip("：: 　")


def _as_title(text: str) -> re.Match[str] | None:
    text = text.strip("《》").translate(_WIDE)
    return _TITLE.match(text) or _TITLE_WITHOUT_YEAR.match(text)


def _better(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    """Of two equally complete titles, the later row; on the same row, the one of fewer lines."""
    return one[1] > two[1] or (one[1] == two[1] and one[2] > two[2])


def stated_date(rows: Sequence[Row]) -> date | None:
    """The day of publication that a line of the page states (发布时间：2024-01-08 09:30); None without one."""
    for row in rows:
        text = sole_text(row) or ""
        if ("时间" in text or "日期" in text) and len(text) <= 200 and (match := _PUBLISHED.search(text)):
            return date_in(match[1])
    return None


def is_furniture(text: str) -> bool:
    """Whether a short line belongs to the page around a report and not to the report."""
    return len(text) <= 80 and _FURNITURE.search(text) is not None and "。" not in text


# --- the year -------------------------------------------------------------------------------------------------------

_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d|1999)\s*年|(二[〇○零ＯO][〇○零一二三四][〇○零一二三四五六七八九])年")


def year_of(title: str, preamble: str, sections: Sequence[str], signed_on: date | None) -> tuple[int | None, str]:
    """The reporting year: the title's, else the statistical period's, else what section one speaks of, else the year
    before the signature. With it, "" where title or period state it, else what it was taken from, in Chinese."""
    if found := _years(title):
        return found[0], ""
    if period := period_in(preamble):
        return period[0].year, ""
    if found := _years(preamble):
        return Counter(found).most_common(1)[0][0], "开头的文字"
    for text in sections[:1]:
        if period := period_in(text):
            return period[0].year, ""
        if found := _years(text):
            return found[0], "第一部分的文字"
    return (signed_on.year - 1, "落款日期") if signed_on else (None, "")


def _years(text: str) -> list[int]:
    years = []
    for arabic, han in _YEAR.findall(text.translate(_WIDE)):
        year = int(arabic) if arabic else chinese_number(han.replace("O", "〇").replace("零", "〇"))
        if year is not None and 1999 <= year <= 2049:
            years.append(year)
    return years


_PERIOD_GAP: Final = re.compile(r"\A[^。；;]{0,8}?(?:至|到|—|－|-|~|～|起至)")


def period_in(text: str) -> tuple[date, date] | None:
    """The statistical period that a text states: 自2019年1月1日起至2019年12月31日止; the year may be left out of its
    end.
    """
    text = re.sub(r"(\d{4}年\d{1,2}月\d{1,2}日?(?:起)?(?:至|到|—|-|~|～)+)(\d{1,2}月\d{1,2}日)", r"\1@\2", text)
    if "@" in text:
        text = re.sub(
            r"(\d{4})(年\d{1,2}月\d{1,2}日?(?:起)?(?:至|到|—|-|~|～)+)@(\d{1,2}月\d{1,2}日)", r"\1\2\1年\3", text
        )
    found = dates_in(text)
    for (first, _, end), (last, start, _) in itertools.pairwise(found):
        if _PERIOD_GAP.match(text[end:start] + "") and start - end <= 10:
            return first, last
    return None


# --- the body -------------------------------------------------------------------------------------------------------

_SUFFIXES: Final = tuple(
    "人民政府办公室 人民政府办公厅 人民政府 街道办事处 管理委员会 工作委员会 委员会办公室 委员会 管委会 办事处"
    " 办公室 办公厅 管理局 监督局 建设局 分局 总局 支队 大队 总队 税务局 公安局 局 厅 指挥部 服务中心 中心 总社"
    " 供销社 联合社 研究院 管理处 管理所 监察队 执法队 协会 学会 联合会 总工会 档案馆 图书馆 领导小组 海关"
    " 银行 监管局 检察院 法院 委 办 署 院 站 社 馆 处 所".split()
)
_PLACE_ENDINGS: Final = ("省", "市", "县", "区", "镇", "乡", "街道")
_TITLE_SUFFIXES: Final = tuple("队 公司 集团 学校 中学 小学 大学 学院 园 医院 段 行 场 团 会 州 盟 旗".split())
"""Endings of names that in running text are more often something else."""
_PLACE: Final = (
    r"(?:[\u4e00-\u9fff]{1,9}?(?:省|自治区|特别行政区|市|州|盟|地区|县|区|旗|乡|镇|街道|新区|开发区|园区|林区|农场)"
    r"|中华人民共和国|国家|中国|全国)"
)
_NAME: Final = re.compile(
    rf"{_PLACE}[\u4e00-\u9fff（）()、]{{0,28}}?(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})"
    "(?![长员]|联合社)"
)
_MADE_BY: Final = re.compile(
    r"(?:由|系|为|(?<=[，,。）)》]))([\u4e00-\u9fff（）()]{4,40}?)(?:负责)?(?:汇总)?(?:组织)?(?:编制|编写|编撰|撰写|制作)"
)
_ASK: Final = re.compile(
    r"(?:与|向|请联系|联系(?:单位|部门)[：:])\s*([\u4e00-\u9fff（）()]{4,40}?)(?:（|\(|联系|咨询|反映|。|，|；)"
)
_INNER: Final = re.compile(
    r"(?<=[局厅委院会府社站署处队所心])(?:政务公开|政府信息公开|党政|综合|行政|信息|秘书|政策|法规|法制|宣传|机关|文秘)*"
    r"(?:办公室|办|综合科|综合处|综合股|秘书科|法规科|法制科|信息科|党政办|科|股|处)\Z"
)
_OFFICE_OF_GOVERNMENT: Final = re.compile(r"人民政府办公[室厅]\Z")
_TITLE_WORDS: Final = re.compile(r"(?:关于|公布|发布|公开|《|》)")


@lru_cache(maxsize=4096)
def _organisation(text: str, *, in_title: bool = False) -> str | None:
    """The text if it is a body's name and nothing else; in a title also that of a team, a school, a company."""
    text = _TITLE_WORDS.sub("", text).strip()
    if (
        3 <= len(text) <= 45
        and re.fullmatch(r"[\u4e00-\u9fff（）()·、]+", text)
        and simplified(text).endswith((*_SUFFIXES, *_PLACE_ENDINGS, *(_TITLE_SUFFIXES if in_title else ())))
    ):
        return text
    return None


def body_of(
    title: str, preamble: str, sections: Sequence[str], signed_by: str, leading: Sequence[str] = ()
) -> str | None:
    """The body's name, in simplified characters; None without any.

    From the title, else the signature, else what preamble, contact and text call it. An internal office that only
    answers the telephone (××局办公室) gives way to its body when the text names the body.
    """
    name = _body_of(title, preamble, sections, signed_by, leading)
    return simplified(name) if name else None


def _body_of(title: str, preamble: str, sections: Sequence[str], signed_by: str, leading: Sequence[str]) -> str | None:
    if title:
        match = _as_title(simplified(title))
        if match is not None:
            if name := _organisation(_bare_name(match["before"]), in_title=True):
                return name
            after = re.match(r"\A年?度?(.{3,40}?)(?:政府)?(?:信息公开|政务公开)", match["after"])
            if after and (name := _organisation(after[1].strip())):
                return name
    named = _from_text(preamble, sections, leading)
    signer = _organisation(signed_by) if signed_by else None
    if signer is None or (named and _OFFICE_OF_GOVERNMENT.search(signer) and signer.startswith(named)):
        return named  # a government's report is signed by its office
    return signer


def _from_text(preamble: str, sections: Sequence[str], leading: Sequence[str]) -> str | None:
    """The name that the text gives: whom it says made the report or answers for it, else whom it speaks of most."""
    opening = simplified("\n".join((*leading, preamble)))
    whole = simplified("\n".join((opening, *sections)))
    mentioned = Counter(name for match in _NAME.finditer(whole) if (name := _trimmed(match[0])))
    named: Counter[str] = Counter()
    for pattern, weight in ((_MADE_BY, 6), (_ASK, 4)):
        for match in pattern.finditer(opening):
            made_by = _organisation(match[1].rsplit("由", 1)[-1])
            if made_by is None or _NOT_THE_BODY.search(made_by):
                continue
            outer = made_by if _OFFICE_OF_GOVERNMENT.search(made_by) else _INNER.sub("", made_by)
            if outer != made_by and len(outer) >= 4 and (_stands_alone(outer, whole) or outer.endswith(("局", "厅"))):
                made_by = outer
            named[made_by] += weight + mentioned[made_by]
    if named:
        best = max(named, key=lambda name: (named[name], len(name)))
        return best if mentioned[best] else _namesake(best, mentioned, whole) or best
    for name in list(mentioned):
        mentioned[name] += 4 * bool(re.search(re.escape(name) + _ACTS, whole)) - 8 * bool(
            _NOT_THE_BODY.search(name) or _ABOVE.search(name)
        )
    likeliest = max(mentioned, key=lambda name: (mentioned[name], len(name)), default=None)
    return likeliest if likeliest is not None and mentioned[likeliest] >= 2 else None


_ACTS: Final = r"(?:政府信息公开(?:工作)?领导小组|根据|认真|严格|始终|坚持|深入|全面|积极|高度重视|共|主动|按照)"
_NOT_THE_BODY: Final = re.compile(
    r"国务院|中央|全国|门户|档案|图书馆|行政中心|大厦|服务中心\Z|领导小组|网站|法院|\A原|保密|巷|路|街\Z"
)
_ABOVE: Final = re.compile(r"人民政府\Z|省")
"""Names that every report mentions without being their report: the government above."""


def _trimmed(name: str) -> str:
    """A mentioned name without words that merely stood before it (成立云溪市… → 云溪市…); "" for what is none."""
    if _OFFICE_OF_GOVERNMENT.search(name) is None:
        name = _INNER.sub("", name)
    while (bare := _LEAD.sub("", name)) != name:
        name = bare
    return name if len(name) >= 5 and not name.startswith(("我", "本", "各", "全", "该", "其", "上级")) else ""


_LEAD: Final = re.compile(
    r"\A.*?(?:成立|组建|由|与|和|及|向|在|于|对|按照|根据|经|报|请|为|是|将|并|等|的|了|至|从|受)(?=[\u4e00-\u9fff]{2,}[省市州县区旗镇乡])"
)


def _stands_alone(name: str, text: str) -> bool:
    return re.search(re.escape(name) + r"(?!办公室|办|综合|政务|秘书|党政)", text) is not None


def _namesake(name: str, mentioned: Counter[str], text: str) -> str | None:
    """A body of the same place that the text speaks of by its full name, of which this one is short:
    云溪市人民政府工信科技局 for 云溪市工业信息化和科技局.
    """
    bare = re.sub("人民政府(?=.)", "", name)
    near = [
        other for other in mentioned if other[:3] == name[:3] and _shortens(bare, other) and not _ABOVE.search(other)
    ]
    near = [other for other in near if not _NOT_THE_BODY.search(other) and not re.search("原" + re.escape(other), text)]
    return max(near, key=lambda other: (mentioned[other], len(other)), default=None)


def _shortens(name: str, full: str) -> bool:
    """Whether the characters of a name stand in another in the same order, to its end."""
    rest = iter(full)
    return name[-1] == full[-1] and all(char in rest for char in name)


# --- the signature --------------------------------------------------------------------------------------------------

_DATE_LINE: Final = re.compile(
    r"\A(?P<name>[\u4e00-\u9fff（）()]{0,40}?)\s*(?P<date>(?:\d{4}|[〇○零Ｏ一二三四五六七八九]{4})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*(?:印发|发布)?\Z"
)


def signature_of(lines: Sequence[str]) -> tuple[str, date | None, list[str] | None]:
    """The name and date at the end of the last section, and the lines before them; (…, None) when there is no
    signature.
    """
    for at in range(len(lines) - 1, max(len(lines) - 9, -1), -1):
        match = _DATE_LINE.match(lines[at].strip())
        if match is None:
            continue
        signed_on = date_in(match["date"])
        if signed_on is None or (match["name"] and _organisation(match["name"]) is None):
            continue
        name = match["name"]
        keep = at
        if not name and at and (before := _organisation(lines[at - 1].strip())) and len(lines[at - 1]) <= 45:
            name, keep = before, at - 1
        if at and len(lines) - at > 1 and any(len(line) > 60 for line in lines[at + 1 :]):
            continue
        return name, signed_on, list(lines[:keep])
    if (
        len(lines) >= 2
        and (name := _organisation(lines[-1].strip()))
        and len(lines[-1]) >= 5
        and lines[-2].rstrip().endswith(("。", "无", "；"))
    ):
        return name, None, list(lines[:-1])
    return "", None, None


# --- how to reach it ------------------------------------------------------------------------------------------------

_PHONE: Final = re.compile(
    r"(?:电话|电\s*话|联系方式|咨询热线)[^0-9（(]{0,8}([（(]?0\d{2,3}[)）]?[-－—\s]?\d{7,8}(?:[、/，,;；]\s*\d{7,8})*|\d{7,8}|1\d{10})"
)
_POSTCODE: Final = re.compile(r"(?:邮编|邮政编码|邮政编号)\s*[：:为]?\s*(\d{6})")
_EMAIL: Final = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64})+")
_ADDRESS: Final = re.compile(r"(?:联系|通讯|通信|办公|单位)?地\s*址\s*[：:为]?\s*([^，,；;。）)\n]{4,60})")
_URL: Final = re.compile(r"(?:https?://|www\.)[A-Za-z0-9.\-_/~%?=&#:]+")
_OFFICE: Final = re.compile(
    r"(?:与|向|请联系|联系(?:单位|部门)[：:])\s*([\u4e00-\u9fff（）()]{3,40}?)(?:联系|咨询|（|\()"
)


def contact_in(text: str) -> Contact:
    """The contact that a report states, as far as it does."""

    def first(pattern: re.Pattern[str], group: int = 1) -> str:
        match = pattern.search(text)
        return match[group].strip() if match else ""

    return Contact(
        office=first(_OFFICE),
        address=first(_ADDRESS),
        postcode=first(_POSTCODE),
        phone=first(_PHONE),
        email=first(_EMAIL, 0),
        url=first(_URL, 0),
    )
