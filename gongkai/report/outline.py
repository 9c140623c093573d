"""The report's skeleton: its title, the six section headings, and which rows belong to which section."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.document import Row
from gongkai.report.form import SECTIONS
from gongkai.report.labels import is_label
from gongkai.report.text import BLANKS, fold, simplified, tidy

_BARS: Final = BLANKS + "|｜│"
NUMBER: Final = re.compile(
    r"\A(?:(?P<han>[一二三四五六七八九十]{1,3})\s*(?P<after>[、.．,，:：]|[\s\t]+(?=\S))"
    r"|第(?P<part>[一二三四五六七八九十])(?:部分|章|项)[、.．,，:：\s]*"
    r"|[(（](?P<bracket>[一二三四五六七八九十]{1,2})[)）]\s*[、.．]?"
    r"|(?P<digit>\d{1,2})\s*[、.．](?!\d)\s*)"
)
_MAY_BE_HEADING: Final = re.compile(
    r"[\s>#*_|｜│]*(?:[一二三四五六七八九十]{1,3}\s*[、.．,，:：\s]|第[一二三四五六七八九十])"
)
_LONGEST: Final = 48
_TITLE_END: Final = re.compile(r"[。；;！!？?]|[，,：:].{12,}")
_TABLE_WORDS: Final = ("申请数量", "本年度办理结果", "结转下年度", "继续办理")
_DOTS: Final = re.compile(r"[.…·\s．]{2,}\d*\s*\Z|\s*-?\d+-?\s*\Z")
_EXACT: Final = {fold(section.title): section.key for section in SECTIONS}
# Old and loose titles that still tell the section; the statutory ones are in the form.
_PREFIXES: Final = tuple((fold(section.title), section.key) for section in SECTIONS)


class Found(NamedTuple):
    """A section heading: the row it stands in, its style (han, part, bracket, digit, none), its parts, text after
    it.
    """

    row: int
    style: str
    number: str
    title: str
    key: str
    rest: str


def clean(text: str) -> str:
    """A line without Markdown heading and emphasis marks and without table bars at its ends."""
    if "#" in text or "*" in text or "__" in text or ">" in text:
        text = text.strip(BLANKS).lstrip("> ").lstrip("#").rstrip("#").strip(BLANKS)
        for mark in ("**", "__"):
            text = text.removeprefix(mark).removesuffix(mark)
    return tidy(text.strip(_BARS))


def sole_text(row: Row) -> str | None:
    """The one text of a row that holds nothing else; None for a row with several cells filled."""
    slots = row.slots
    if len(slots) == 1:
        return slots[0].text
    found: str | None = None
    for slot in slots:
        text = slot.text
        if text and not text.isspace():
            if found is not None:
                return None
            found = text
    return found


def section_key(title: str) -> str:
    """Which of the six sections a heading's title means, "" for none. Only looks at the words, not at the number."""
    folded = fold(title)
    if key := _EXACT.get(folded):
        return key
    plain = simplified(title)
    if any(word in plain for word in _TABLE_WORDS):
        return ""
    found = ""
    for section in reversed(SECTIONS):
        if any(word in plain for word in section.words):
            found = section.key
            break
    return found


def is_section(text: str) -> bool:
    """Whether a line is the numbered heading of a section."""
    line = clean(text)
    number = NUMBER.match(line)
    return number is not None and bool(section_key(line[number.end() :]))


def every_heading(rows: list[Row]) -> list[Found]:
    """The section headings in printed order, with those of tables of contents and of further reports, and headings of
    the same style that fit no section.

    A heading's style is settled by the whole page: 一、 where at least three sections are numbered so, and so on.
    """
    candidates = [found for index, row in enumerate(rows) if (found := _candidate(index, row)) is not None]
    style = _style(candidates)
    chosen = [found for found in candidates if found.style == style] if style else []
    keys = {found.key for found in chosen if found.key}
    extra = [
        found
        for found in candidates
        if found.key and found.key not in keys and found.style != style and fold(found.title) in _EXACT
    ]
    return sorted((*chosen, *extra))


def _candidate(index: int, row: Row) -> Found | None:
    text = sole_text(row)
    if text is None or len(text) < 3:
        return None
    found = _heading(text) if len(text) > _LONGEST else _short_heading(text)
    return found._replace(row=index) if found is not None else None


@lru_cache(maxsize=4096)
def _short_heading(text: str) -> Found | None:
    """What a line of a heading's length is: the form's headings and labels come again in every report."""
    return _heading(text)


def _heading(text: str) -> Found | None:
    """A line as a heading of row 0; None when it cannot be one."""
    if len(text) > 2 * _LONGEST and not _MAY_BE_HEADING.match(text):
        return None
    if text.count("\t") > 2 or text.count("|") > 2:
        return None  # a line of a table
    line = clean(text if len(text) < 4 * _LONGEST else text[: 4 * _LONGEST])
    if len(line) < 4:
        return None
    match = NUMBER.match(line)
    if match is None:
        if len(line) > 24:
            return None
        key = _EXACT.get(fold(line), "")
        return Found(0, "none", "", line, key, "") if key else None
    style = match.lastgroup or ""
    if style == "after":
        style = "han"
    number = line[: match.end()].strip()
    title = line[match.end() :].strip()
    title, rest = _split(title, text)
    if not title or (len(title) > _LONGEST and not rest):
        return None
    key = section_key(title)
    if not key and (len(title) > 26 or style not in ("han", "part")):
        return None
    if not key and ("\t" in text.strip() or "   " in text.strip() or _TITLE_END.search(title) or is_label(title)):
        return None
    return Found(0, style, number, title, key, rest)


def _split(title: str, whole: str) -> tuple[str, str]:
    """Part a heading from text on the same line: 六、其他需要报告的事项：无 → (其他需要报告的事项, 无)."""
    title = _DOTS.sub("", title)
    end = _TITLE_END.search(title)
    if end is None and len(title) <= _LONGEST:
        bare = re.match(r"(?P<title>.{4,26}?)[：:]\s*(?P<rest>\S{1,40})\Z", title)
        if bare and fold(bare["title"]) in _EXACT:
            return bare["title"], bare["rest"]
        return title.rstrip("：:。．. "), ""
    folded = fold(title)
    for known, _ in _PREFIXES:
        if folded.startswith(known):
            at = _length_of(title, len(known))
            rest_at = whole.find(title[:at][-4:])
            rest = tidy(whole[rest_at + 4 :]) if rest_at >= 0 else title[at:]
            return title[:at], rest.lstrip("：:。.、 ")
    if end is not None and end.start() >= len(title) - 1:
        return title.rstrip("。；;：: "), ""
    return title, ""


def _length_of(title: str, folded_length: int) -> int:
    """How many characters of the title make up the first `folded_length` characters of its folded form."""
    count = 0
    for at, char in enumerate(title, 1):
        count += len(fold(char))
        if count >= folded_length:
            return at
    return len(title)


def _style(candidates: list[Found]) -> str:
    best, most = "", 0
    for style in ("han", "part", "none", "bracket", "digit"):
        keys = {found.key for found in candidates if found.style == style and found.key}
        if len(keys) > most:
            best, most = style, len(keys)
        if style in ("han", "part") and len(keys) >= 3:
            return style
    return best


def headings(found: list[Found], rows: list[Row]) -> list[Found]:
    """Of every heading those that a section stands under: each section once, where something stands before the next
    heading (a table of contents has nothing there)."""
    kept: list[Found] = []
    for at, heading in enumerate(found):
        end = found[at + 1].row if at + 1 < len(found) else len(rows)
        filled = bool(heading.rest) or any(row.text.strip() for row in rows[heading.row + 1 : end])
        again = any(later.key == heading.key for later in found[at + 1 :])
        if heading.key and not filled and again:
            continue
        if heading.key and any(earlier.key == heading.key for earlier in kept):
            continue
        kept.append(heading)
    return kept
