"""Reading what an item is from its document: the parts of an official document by GB/T 9704-2012, and a clean text.

What is read is offered to the officer, who confirms it. What the document does not say stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any, Final, NamedTuple

from django.utils.html import escape
from lxml import html as trees

from gongkai.documents.enums import Attribute, Kind
from gongkai.documents.markup import clean, plain
from gongkai.report.document import Document, Row, Slot
from gongkai.report.errors import NotReadable
from gongkai.report.sources import open_source
from gongkai.report.when import dates_in


class NotRead(Exception):
    """A document that cannot be read, or must not be. `str(error)` is a Chinese sentence."""


class Classified(NotRead):
    """A document that is marked as a state secret."""

    def __init__(self, mark: str) -> None:
        super().__init__(f"文件首页标有密级“{mark}”：涉密信息不得录入本系统，没有读取，也没有保存")


class Read(NamedTuple):
    """What a document says of itself. `html` is its text without head and imprint, which are members here; `notes` say
    in Chinese what was left out and what the officer should look at."""

    title: str = ""
    document_number: str = ""
    kind: Kind | None = None
    issuer: str = ""
    addressee: str = ""
    formed_on: date | None = None
    attribute: Attribute | None = None
    keywords: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    html: str = ""
    notes: tuple[str, ...] = ()


class Block(NamedTuple):
    """A paragraph with its text, or a table, which has none here."""

    text: str
    html: str


HEAD: Final = 12
"""Blocks at the top among which the number of the document is looked for."""
TITLE_LINES: Final = 4
LONGEST_TITLE: Final = 200

_NUMBER: Final = re.compile(
    r"(?P<code>[\u4e00-\u9fffA-Za-z]{1,16})\s*[〔\[［(（【]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]］)）】]\s*第?\s*(?P<serial>\d{1,5})\s*号"
)
_ORDER: Final = re.compile(r"[（(]?\s*第\s*(\d{1,5})\s*号\s*[)）]?")
_LABELLED: Final = re.compile(r"(?:发文字号|发文号|文\s*号)\s*[:：]?\s*")
_CLASSIFIED: Final = re.compile(r"(绝密|机密|秘密)(?:\s*[★☆*]|\s|$)")
_URGENT: Final = re.compile(r"(?:特急|加急|特提|平急|急件|\d{6}|内部(?:资料|文件).{0,8})")
_GENRE: Final = re.compile(
    r"(?:通知|通告|公告|公报|意见|决定|决议|命令|令|通报|报告|请示|批复|议案|函|纪要|方案|办法|规定|细则|规则|条例|计划|规划|"
    r"预案|指南|目录|清单|决定书|说明|解读|问答|图解|总结|章程|标准|规程|制度|名单|预算|决算|答复|倡议书)"
    r"(?:[（(][^（）()]{1,12}[)）])?$"
)
_LETTERED: Final = re.compile(r"^[一二三四五六七八九十百]+、")
_SECOND: Final = re.compile(r"^[（(][一二三四五六七八九十]+[)）]")
_CHAPTER: Final = re.compile(r"^第[一二三四五六七八九十百]+[章编]")
_ARTICLE: Final = re.compile(r"^第[一二三四五六七八九十百零]+条")
_ANNOTATION: Final = re.compile(
    r"(?:[（(]\s*(?:此件|本件)?|此件|公开(?:方式|属性|选项|形式)\s*[:：]\s*)"
    r"(?P<said>删减后公开|公开发布|主动公开|依申请公开|不予公开|不公开|公开)\s*[)）]?\s*$"
)
ANNOTATIONS: Final = {
    "公开发布": Attribute.PROACTIVE,
    "主动公开": Attribute.PROACTIVE,
    "公开": Attribute.PROACTIVE,
    "依申请公开": Attribute.ON_REQUEST,
    "不予公开": Attribute.WITHHELD,
    "不公开": Attribute.WITHHELD,
}
"""What the line in brackets under the date (附注) says of disclosure."""
_IMPRINT: Final = re.compile(
    r"^(?:抄\s*送|主\s*送|分\s*送|印\s*送|发\s*送)\s*[:：]|印发\s*$|^共印\d+份|^主题词\s*[:：]"
)
_KEYWORDS: Final = re.compile(r"^主题词\s*[:：]\s*(.+)$")
_SIGNATORY: Final = re.compile(r"签发人\s*[:：].*$")
_BODY: Final = re.compile(
    r"[\u4e00-\u9fff、\s]{3,60}(?:政府|办公室|办公厅|局|委员会|委|厅|部|院|中心|处|站|所|署|会|办|馆)$"
)
_EFFECTIVE: Final = re.compile(r"自\s*$")
_IN_FORCE: Final = re.compile(r"^\s*起\s*(?:正式)?(?:施行|实施|执行|生效|试行)")
_UNTIL: Final = re.compile(r"有效期(?:至|到|截至)\s*$")
_AT_ISSUE: Final = re.compile(r"自(?:印发|发布|公布)之日起(?:施行|实施|执行|生效)")
_BESIDE_FIGURES: Final = re.compile(r"(?<=[\u4e00-\u9fff〔（，。、]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff〕），。、])")
_YEARS: Final = re.compile(r"有效期(?:为)?\s*[0-9０-９一二三四五六七八九十]+\s*年")

KINDS: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = tuple(
    (re.compile(words), kind)
    for words, kind in (
        (r"处罚决定书?$", Kind.PENALTY),
        (r"(?:许可|审批)决定书?$", Kind.PERMIT),
        (r"(?:预算|决算)(?:公开|情况|报告|说明)*$", Kind.BUDGET),
        (r"解读$", Kind.INTERPRETATION),
        (r"(?:规划|计划)(?:的通知)?$", Kind.PLAN),
        (r"应急预案(?:的通知)?$", Kind.EMERGENCY),
        (r"统计公报$", Kind.STATISTICS),
        (r"任免|任职|免职", Kind.PERSONNEL),
        (r"纪要$", Kind.MEETING),
        (r"(?:通知|公告|通告)$", Kind.NOTICE),
        (r"(?:函|批复|请示)$", Kind.LETTER),
    )
)
"""What a title says of the kind; the first that fits. Whether a notice is a normative document it does not say."""


# --- reading --------------------------------------------------------------------------------------------------------


def read_file(data: bytes, name: str) -> Read:
    """What a DOCX, PDF, HTML, text … file says of itself.

    Raises:
        NotRead: it cannot be read, or is marked as a state secret.
    """
    try:
        document = open_source(data, name)
    except NotReadable as error:
        raise NotRead(f"“{name}”读不出来：{error}") from error
    if isinstance(document, bytes):
        raise NotRead(f"“{name}”是年度报告的数据，不是文件")
    found = _read(list(_blocks(document)))
    title = found.title or document.heading.strip()[:LONGEST_TITLE]
    return found._replace(title=title, notes=(*found.notes, *document.notes))


def read_pasted(html: str) -> Read:
    """What a text that was pasted says of itself: HTML, or lines of plain text.

    Raises:
        NotRead: there is nothing, or it is marked as a state secret.
    """
    blocks = list(_pasted(clean(html)))
    if not blocks:
        raise NotRead("没有可读的内容，请先粘贴正文")
    return _read(blocks)


def refuse_classified(data: bytes, name: str) -> None:
    """
    Raises:
        Classified: the file is marked as a state secret on its first page. What cannot be read is let pass.
    """
    try:
        document = open_source(data, name)
    except NotReadable:
        return
    if isinstance(document, Document) and (mark := classified([row.text for row in document.rows[:HEAD]])) is not None:
        raise Classified(mark)


def _read(blocks: list[Block]) -> Read:
    texts = [block.text for block in blocks]
    if (secret := classified(texts)) is not None:
        raise Classified(secret)
    number, at = _number(texts)
    start = at + 1 if at is not None else 0
    title, start = _title(texts, start)
    dropped = set(range(start))
    imprint = {place for place, text in enumerate(texts) if place >= start and _IMPRINT.search(text)}
    keywords = next((found[1] for text in texts if (found := _KEYWORDS.match(text))), "")
    rest = [place for place in range(start, len(texts)) if place not in imprint]
    annotation = next((place for place in reversed(rest) if _ANNOTATION.search(texts[place])), None)
    dated = _dated(texts, rest)
    signed = _signed(texts, rest, dated)
    whole = "\n".join(texts[place] for place in rest)
    notes = tuple(_notes(texts, at, start, imprint, annotation, whole))
    return Read(
        title=title,
        document_number=number,
        kind=kind_of(title),
        issuer=texts[signed] if signed is not None else _masthead(texts[: at or 0]),
        addressee=next((texts[place].rstrip(":：") for place in rest[:2] if _is_addressee(texts[place])), ""),
        formed_on=dates_in(texts[dated])[0][0] if dated is not None else None,
        attribute=ANNOTATIONS.get(_ANNOTATION.search(texts[annotation])["said"]) if annotation is not None else None,  # type: ignore[index]
        keywords="，".join(keywords.split()),
        effective_on=_day(whole, _EFFECTIVE, _IN_FORCE),
        expires_on=_day(whole, _UNTIL, re.compile("")),
        html=clean(
            "\n".join(
                _to_the_right(block) if place in (dated, signed) else block.html
                for place, block in enumerate(blocks)
                if place not in dropped and place not in imprint
            )
        ),
        notes=notes,
    )


def classified(texts: Sequence[str]) -> str | None:
    """The mark of a state secret on the first page (密级), if there is one."""
    return next((found[1] for text in texts[:HEAD] if (found := _CLASSIFIED.match(text.strip()))), None)


def kind_of(title: str) -> Kind | None:
    return next((kind for pattern, kind in KINDS if pattern.search(title)), None)


# --- parts of an official document ----------------------------------------------------------------------------------


def _number(texts: Sequence[str]) -> tuple[str, int | None]:
    """The document number, and at which block of the head it stands by itself."""
    for place, text in enumerate(texts[:HEAD]):
        if _is_running(text.strip()) or _is_addressee(text):
            break
        alone = _SIGNATORY.sub("", _LABELLED.sub("", text)).strip()
        if found := _NUMBER.fullmatch(alone):
            return f"{found['code']}〔{found['year']}〕{int(found['serial'])}号", place
        if (found := _ORDER.fullmatch(alone)) and place and texts[place - 1].strip().endswith(("令", "公告", "通告")):
            return f"第{int(found[1])}号", place
    return "", None


def _masthead(above: Sequence[str]) -> str:
    """The issuer, of the lines above the number: ××局文件, or its bare name."""
    for text in reversed([text.strip() for text in above]):
        if text and not _URGENT.fullmatch(text):
            return re.sub(r"\s+", "", text.removesuffix("文件"))
    return ""


def _title(texts: Sequence[str], start: int) -> tuple[str, int]:
    """The title from a place on, and where the text after it begins."""
    lines: list[str] = []
    for place in range(start, min(start + TITLE_LINES, len(texts))):
        text = texts[place].strip()
        if not text or _is_running(text) or (lines and _is_addressee(text)):
            break
        lines.append(text)
        if _GENRE.search("".join(lines)):
            break
    title = "".join(lines)
    if not lines or len(title) > LONGEST_TITLE or (len(lines) > 1 and not _GENRE.search(title)):
        first = texts[start].strip() if start < len(texts) else ""
        return (first, start + 1) if first and not _is_running(first) and len(first) <= 80 else ("", start)
    return title, start + len(lines)


def _is_running(text: str) -> bool:
    """Whether a line is part of the running text and no title."""
    ends = text.endswith(("。", "；", "，", "！", "？"))
    begins = any(pattern.match(text) for pattern in (_LETTERED, _SECOND, _ARTICLE, _CHAPTER))
    return ends or begins or len(text) > 100


def _is_addressee(text: str) -> bool:
    return text.rstrip().endswith((":", "：")) and len(text) <= 200 and "。" not in text


def _is_date(text: str) -> bool:
    text = text.strip().strip("（）()")
    return any((start, end) == (0, len(text)) for _, start, end in dates_in(text))


def _dated(texts: Sequence[str], rest: Sequence[int]) -> int | None:
    """Where the date of formation stands: a line of its own, under the name of the issuer if there is one."""
    alone = [place for place in rest if _is_date(texts[place])]
    under = [place for place in alone if place and _BODY.fullmatch(texts[place - 1].strip())]
    return next(iter(under or alone), None)


def _signed(texts: Sequence[str], rest: Sequence[int], dated: int | None) -> int | None:
    if dated is None or dated - 1 not in rest:
        return None
    return dated - 1 if _BODY.fullmatch(texts[dated - 1].strip()) else None


def _day(text: str, before: re.Pattern[str], after: re.Pattern[str]) -> date | None:
    """The first date between two wordings."""
    return next(
        (
            day
            for day, start, end in dates_in(text)
            if before.search(text[max(0, start - 8) : start]) and after.match(text[end : end + 10])
        ),
        None,
    )


def _notes(
    texts: Sequence[str], number: int | None, start: int, imprint: set[int], annotation: int | None, whole: str
) -> Iterator[str]:
    left_out = [*(["版头和标题"] if number is not None else ["标题"] if start else []), *(["版记"] if imprint else [])]
    if left_out:
        yield f"{'、'.join(left_out)}没有放进正文，已经读到各项里"
    if annotation is not None and _ANNOTATION.search(texts[annotation])["said"] == "删减后公开":  # type: ignore[index]
        yield "附注写明“删减后公开”，请删去不能公开的部分，再选公开属性"
    if found := _AT_ISSUE.search(whole):
        yield f"正文写明“{found[0]}”，施行日期请核对后填写"
    if found := _YEARS.search(whole):
        yield f"正文写明“{found[0]}”，有效期至哪一天请核对后填写"


# --- blocks ---------------------------------------------------------------------------------------------------------


def _blocks(document: Document) -> Iterator[Block]:
    on_pages = document.kind == "pdf"
    rows = _whole_paragraphs(document.rows) if on_pages else document.rows
    for number, group in groupby(rows, key=lambda row: row.table):
        if number:
            yield Block("", _table(list(group)))
        else:
            yield from (_paragraph(text) for row in group if (text := _line(row.text, typeset=on_pages)))


def _line(text: str, *, typeset: bool = False) -> str:
    """A line without what sets it out on paper; on a page, programs put space between characters and figures too."""
    text = re.sub(r"[ \t\u3000\xa0]+", " ", text).strip()
    return _BESIDE_FIGURES.sub("", text) if typeset else text


def _paragraph(text: str) -> Block:
    short = len(text) <= 40 and not text.endswith(("。", "；", "："))
    if (_LETTERED.match(text) or _CHAPTER.match(text)) and short and "。" not in text:
        return Block(text, f"<h2>{escape(text)}</h2>")
    if _SECOND.match(text) and short and "。" not in text:
        return Block(text, f"<h3>{escape(text)}</h3>")
    return Block(text, f"<p>{escape(text)}</p>")


def _to_the_right(block: Block) -> str:
    return f'<p class="right">{escape(block.text)}</p>'


def _whole_paragraphs(rows: Sequence[Row]) -> list[Row]:
    """The lines of a page as paragraphs: a line that reaches the right edge goes on in the next one at the margin."""
    lines = [box for row in rows if not row.table and (box := row.slots[0].box) is not None]
    if not lines:
        return list(rows)
    left, right = min(box[0] for box in lines), max(box[2] for box in lines)
    joined: list[Row] = list(rows[:1])
    for before, row in pairwise(rows):
        last, box = before.slots[0].box, row.slots[0].box
        if not before.table and not row.table and last is not None and box is not None:
            size = max(box[3] - box[1], 6.0)
            if last[2] > right - 2 * size and box[0] < left + size and not joined[-1].table:
                joined[-1] = Row([Slot(joined[-1].text + row.text, box=box)], page=row.page)
                continue
        joined.append(row)
    return joined


def _table(rows: Sequence[Row]) -> str:
    return (
        "<table><tbody>"
        + "".join(f"<tr>{''.join(_cells(rows, place))}</tr>" for place in range(len(rows)))
        + "</tbody></table>"
    )


def _cells(rows: Sequence[Row], place: int) -> Iterator[str]:
    for slot in rows[place].slots:
        spans = f' colspan="{slot.width}"' if slot.width > 1 else ""
        if (deep := _depth(rows, place, slot)) > 1:
            spans += f' rowspan="{deep}"'
        yield f"<td{spans}>{escape(slot.text.strip())}</td>"


def _depth(rows: Sequence[Row], place: int, slot: Slot) -> int:
    """How many rows a cell spans: those below that have no cell of their own in its first column."""
    if not rows[place].width:
        return 1
    below = rows[place + 1 :]
    free = (not any(each.column <= slot.column < each.column + each.width for each in row.slots) for row in below)
    deep = 1
    for each in free:
        if not each:
            break
        deep += 1
    return deep


def _pasted(html: str) -> Iterator[Block]:
    """The parts of a cleaned text as they follow one another; lines of plain text are paragraphs."""
    for part in _parts(html):
        if isinstance(part, str):
            yield from (_paragraph(text) for line in part.splitlines() if (text := _line(line)))
        elif part.tag == "p":
            yield from _of_paragraph(part)
        else:
            written = trees.tostring(part, encoding="unicode", with_tail=False)
            yield Block("" if part.tag == "table" else _line(plain(written).replace("\n", " ")), written)


def _parts(html: str) -> Iterator[str | trees.HtmlElement]:
    parts: Any = trees.fragments_fromstring(html)
    for part in parts:
        yield part
        if not isinstance(part, str) and part.tail and part.tail.strip():
            yield part.tail


def _of_paragraph(element: trees.HtmlElement) -> Iterator[Block]:
    written = trees.tostring(element, encoding="unicode", with_tail=False)
    lines = [text for line in plain(written).splitlines() if (text := _line(line))]
    if len(lines) == 1 and len(element) == 0:
        made = _paragraph(lines[0])
        yield made if made.html.startswith("<h") else Block(lines[0], written)
    elif len(lines) == 1:
        yield Block(lines[0], written)
    else:
        yield from map(_paragraph, lines)
