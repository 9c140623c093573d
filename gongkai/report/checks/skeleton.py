"""E01–E08, E16: the report's skeleton against the form's: sections, titles, numbers, tables, rows and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.rows import row_label
from gongkai.report.checks.tally import COLUMN_LABELS, TABLES
from gongkai.report.checks.words import prints_title
from gongkai.report.form import (
    REMEDIES,
    SECTION_TITLES,
    SECTIONS,
    edition_for,
)
from gongkai.report.model import Report
from gongkai.report.numerals import chinese_number
from gongkai.report.seen import Heading
from gongkai.report.text import fold
from gongkai.report.values import Place

NO_PAGE: Final = Skip("没有页面信息（报告不是从文件读出的）")
LINES_DROPPED: Final = Skip("页面中重复的行已被删去，表格不可读")
FIRST_YEAR: Final = 2019
"""Reports for earlier years had another structure, which was right for them."""


# --- E01, E02, E03: sections ----------------------------------------------------------------------------------------


def six_sections(context: Context) -> Iterator[Hit | Skip]:
    """All six sections, told by their words and not by their numbers."""
    report = context.report
    if report.year is not None and report.year < FIRST_YEAR:
        yield Skip(f"{report.year}年度的报告不适用现行格式")
        return
    if not report.sections and (report.seen is None or not report.seen.text):
        yield Skip("没有读到文字部分")
        return
    present = {section.key for section in report.sections}
    for section in SECTIONS:
        if section.key in present:
            continue
        if prints_title(report, section.title):
            yield Skip(f"印有“{section.title}”的标题，但没有读成单独的部分")
            continue
        merged = next((each for each in report.sections if any(word in each.title for word in section.words)), None)
        inside = f"，可能并入了“{merged.number}{merged.title}”" if merged else ""
        yield Hit(f"缺少“{section.title}”部分{inside}。", expected=section.title, where=merged.title if merged else "")


def section_titles(context: Context) -> Iterator[Hit | Skip]:
    seen = context.report.seen
    sections = context.report.sections
    headings = seen.headings if seen else tuple(Heading(s.key, s.number, s.title, Place()) for s in sections)
    if not headings:
        yield Skip("没有读到各部分标题")
        return
    for heading in headings:
        where = str(heading.place)
        if heading.key:
            right = SECTION_TITLES[heading.key]
            if fold(heading.title) != fold(right):
                yield Hit(
                    f"“{heading.title}”与格式标题不同，应为“{right}”。",
                    where=where,
                    expected=right,
                    found=heading.title,
                )
        elif re.match("[一二三四五六七八九十]", fold(heading.number)):
            near = get_close_matches(heading.title, list(SECTION_TITLES.values()), 1, 0.3)
            yield Hit(
                f"“{heading.number}{heading.title}”不是格式所列的六个部分之一"
                + (f"，最接近的是“{near[0]}”。" if near else "。"),
                where=where,
                expected=near[0] if near else "",
                found=heading.title,
            )


def numbering(context: Context) -> Iterator[Hit | Skip]:
    """Sections are 一 to 六 without gap or repetition; sub-headings begin at （一） and go on by one."""
    report, seen = context.report, context.report.seen
    headings = [(each.number, each.title) for each in (seen.headings if seen else report.sections)]
    if not headings:
        yield Skip("没有读到各部分标题")
        return
    numbers = [_number(number) for number, _ in headings]
    if None in numbers:
        bare = [title for (_, title), number in zip(headings, numbers, strict=True) if number is None]
        yield Hit(f"{'、'.join(f'“{title}”' for title in bare)}没有编号。", found=bare[0])
    elif numbers != list(range(1, len(numbers) + 1)):
        printed = "、".join(number.rstrip("、.．,，:： ") for number, _ in headings)
        last = _HAN[min(len(numbers), len(SECTION_TITLES))]
        yield Hit(f"各部分编号为{printed}，应依次为一至{last}。", found=printed)
    for section in report.sections:
        subs = [int(chinese_number(match["number"]) or 0) for match in _SUB.finditer(section.text)]
        wrong = next(
            (here for before, here in zip((0, *subs), subs, strict=False) if here not in (1, before + 1)), None
        )
        if wrong is not None:
            printed = "、".join(match[0].strip() for match in _SUB.finditer(section.text))
            yield Hit(
                f"“{section.title}”中小标题编号为{printed}，不连续或不从（一）开始。",
                where=section.title,
                found=printed,
            )


_HAN: Final = ("〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_SUB: Final = re.compile(r"(?:(?<=\n)|\A|(?<=[。；;：:]))\s*[（(](?P<number>[一二三四五六七八九十]{1,3})[）)]")


def _number(printed: str) -> int | None:
    folded = fold(printed).removeprefix("第").removesuffix("部分").removesuffix("章")
    return int(folded) if folded.isdecimal() else chinese_number(folded)


# --- E04, E05, E06: tables ------------------------------------------------------------------------------------------


def tables(context: Context) -> Iterator[Hit | Skip]:
    """Every section that should have a table has one, in letters and not as a picture."""
    report, seen = context.report, context.report.seen
    if seen is None:
        yield NO_PAGE
        return
    if seen.lines_dropped:
        yield LINES_DROPPED
        return
    headings = {section.key for section in report.sections} | {heading.key for heading in seen.headings}
    for table, called in TABLES.items():
        if table in seen.tables:
            continue
        title = SECTION_TITLES[table]
        if seen.pictures.get(table):
            yield Hit(f"{called}“{title}”的表格是图片，不能检索和复制，应以文字表格发布。", where=title, found="图片")
        elif table in headings:
            yield Hit(f"{called}“{title}”下没有表格。", where=title, reading=not seen.exact)


def edition(context: Context) -> Iterator[Hit | Skip]:
    """The form follows the reporting year.

    Table two's headings and the rows of （六）其他处理 each tell the edition; where they disagree both are said.
    """
    report, seen = context.report, context.report.seen
    if report.year is None:
        yield Skip("没有读到报告年度，不知应用哪一版格式")
        return
    if report.year < FIRST_YEAR:
        yield Skip(f"{report.year}年度的报告不适用现行格式")
        return
    right = edition_for(report.year)
    if seen is None:
        if report.edition and report.edition != right.name:
            told = f"表格用的是{report.edition}版格式"
            yield Hit(_edition_message(report.year, told), expected=right.name, found=report.edition)
        elif report.edition is None:
            yield NO_PAGE
        return
    facts = {
        "第二部分表头": seen.tables.get("proactive", ""),
        "第三部分（六）其他处理的行数": {1: "2019", 3: "2021"}.get(seen.other_rows, ""),
    }
    if not any(facts.values()):
        yield LINES_DROPPED if seen.lines_dropped else Skip("没有读到可辨认版本的表格")
        return
    wrong = {fact: name for fact, name in facts.items() if name and name != right.name}
    if not wrong:
        return
    mixed = len({name for name in facts.values() if name}) > 1
    told = "，".join(f"{fact}是{name}版" for fact, name in facts.items() if name)
    yield Hit(
        _edition_message(report.year, told + ("，两版混用" if mixed else "")),
        where="、".join(wrong),
        expected=right.name,
        found="、".join(sorted(set(wrong.values()))),
    )


def _edition_message(year: int, told: str) -> str:
    right = edition_for(year)
    return f"{year}年度的报告应使用{right.citation}的格式（{right.name}版），而{told}。"


def missing_rows(context: Context) -> Iterator[Hit | Skip]:
    """Rows and columns of the form that the tables lack; a table that is not there at all is E04's."""
    report, seen = context.report, context.report.seen
    if seen is not None and seen.lines_dropped:
        yield LINES_DROPPED
        return
    if not report.cells:
        yield Skip("没有读到表格")
        return
    absent = [*(seen.missing if seen is not None else ()), *absent_parts(report)]
    for key in dict.fromkeys(absent):
        table = key.partition(".")[0]
        if seen is not None and table not in seen.tables:
            continue
        yield Hit(
            f"{TABLES.get(table, table)}的表格缺少{part_name(report, key)}。",
            cells=(key,),
            where=SECTION_TITLES.get(table, ""),
            expected=part_name(report, key),
            reading=seen is not None and not seen.exact,
        )


def absent_parts(report: Report) -> list[str]:
    """Rows and columns of which no cell is there at all, not even one that could not be read."""
    form = report.form
    if form is None:
        return []
    present = {key.partition(".")[0] for key in report.cells}
    rows = {key.rpartition(".")[0] for key in report.cells}
    columns = {key.rpartition(".")[2] for key in report.cells if key.startswith("requests.")}
    wanted = {
        "proactive": [f"proactive.{row.key}" for _, row in form.proactive_rows()],
        "requests": [f"requests.{row.key}" for row in form.rows],
        "remedies": [f"remedies.{block.key}" for block in REMEDIES],
    }
    found = [row for table in wanted if table in present for row in wanted[table] if row not in rows]
    if "requests" in present:
        found += [f"requests.*.{column}" for column in COLUMN_LABELS if column not in columns]
    return found


def part_name(report: Report, key: str) -> str:
    """What a row or column is called: requests.*.research → “科研机构”一列."""
    table, _, rest = key.partition(".")
    row, star, column = rest.rpartition("*.")
    if table == "remedies":
        block = next((each for each in REMEDIES if each.key == rest.partition(".")[0]), None)
        return f"“{block.label}”一组" if block else f"“{rest}”"
    if table == "requests" and star:
        return f"“{COLUMN_LABELS.get(column, column)}”一列"
    if table == "requests":
        return f"“{row_label(report, key)}”一行"
    name = (row or rest).partition(".")[0]
    for block_of, each in (report.form or edition_for(report.year or FIRST_YEAR)).proactive_rows():
        if each.key == name:
            named = next((f"的“{c.label}”一列" for c in block_of.columns if star and c.key == column), "一行")
            return f"“{each.label}”{named}"
    return f"“{rest}”"


# --- E07, E08, E16 --------------------------------------------------------------------------------------------------


def altered_labels(context: Context) -> Iterator[Hit | Skip]:
    seen = context.report.seen
    if seen is None:
        yield NO_PAGE
        return
    told = set()
    for label in seen.altered:
        if (label.expected, label.printed) in told:
            continue
        told.add((label.expected, label.printed))
        yield Hit(
            f"表中“{label.expected}”印作“{label.printed}”。数字仍按“{label.expected}”计。",
            cells=(label.key,),
            where=str(label.place),
            expected=label.expected,
            found=label.printed,
        )


def extra_rows(context: Context) -> Iterator[Hit | Skip]:
    seen = context.report.seen
    if seen is None:
        yield NO_PAGE
        return
    for row in seen.extra:
        yield Hit(
            f"{TABLES.get(row.table, '')}的表格有格式之外的一行“{row.label}”（{'，'.join(row.values)}），"
            "没有计入数据。",
            where=str(row.place),
            found=row.label,
        )


OLD_HEADING: Final = re.compile(
    "收费(?:及|和|与|、)?减免|(?:收取)?费用?(?:及|和)减免|政府信息公开(?:的|相关)?收费|不予公开政府信息的?情况"
)
ANNEX: Final = re.compile("^附[表件]|指标统计表|情况统计表")


def old_structure(context: Context) -> Iterator[Hit | Skip]:
    """The structure used before the form of 2019: a section on fees and reductions, figures in an annex."""
    report, seen = context.report, context.report.seen
    if report.year is not None and report.year < FIRST_YEAR:
        yield Skip(f"{report.year}年度的报告不适用现行格式")
        return
    headings = [(each.number, each.title) for each in (seen.headings if seen else report.sections)]
    if not headings:
        yield Skip("没有读到各部分标题")
        return
    top = [(number, title) for number, title in headings if re.match("[一二三四五六七八九十第]", fold(number) or "附")]
    old = [f"{number}{title}" for number, title in top if OLD_HEADING.search(title)]
    if not report.cells:
        lines = seen.text.split("\n") if seen else []
        old += [title for _, title in headings if ANNEX.search(title)]
        old += [
            line.strip()
            for line in lines
            if len(line.strip()) <= 30 and ANNEX.search(line.strip()) and line.strip() not in old
        ]
    if old:
        yield Hit(
            f"仍用2019年以前的结构：{'、'.join(f'“{title}”' for title in dict.fromkeys(old))}。"
            "现行格式为六个部分，数据填入第二至四部分的表格。",
            where=old[0],
            found=old[0],
        )


SKELETON = (
    Check(
        "E01",
        Severity.ERROR,
        "六个部分",
        "报告由格式规定的六个部分组成，不得缺漏或合并。",
        "补上缺少的部分；没有内容的也应保留标题并写明“无”。",
        six_sections,
    ),
    Check("E02", Severity.NOTICE, "部分标题", "各部分标题由格式规定。", "改用格式规定的标题。", section_titles),
    Check("E03", Severity.NOTICE, "编号", "各部分依次编号一至六，小标题从（一）起连续编号。", "改正编号。", numbering),
    Check(
        "E04",
        Severity.ERROR,
        "表格缺失或为图片",
        "第二、三、四部分以表格报告。",
        "按格式填报表格，以可检索的文字发布。",
        tables,
    ),
    Check(
        "E05",
        Severity.ERROR,
        "格式版本",
        "2019、2020年度用国办公开办函〔2019〕60号的格式，2021年度起用国办公开办函〔2021〕30号的格式。",
        "改用报告年度对应的格式重新填报。",
        edition,
    ),
    Check("E06", Severity.ERROR, "缺行缺列", "表格的行和列由格式规定，不得删减。", "补上缺少的行或列。", missing_rows),
    Check("E07", Severity.WARNING, "表头或行名有改动", "行名、列名由格式规定。", "改用格式原文。", altered_labels),
    Check(
        "E08",
        Severity.NOTICE,
        "自行增加的行",
        "格式之外的行不计入。",
        "删去增加的行，需要说明的写入第一或第六部分。",
        extra_rows,
        ("2019",),
    ),
    Check(
        "E16",
        Severity.ERROR,
        "旧结构",
        "收费减免、附表等是2019年以前报告的结构。",
        "按现行格式重新编写。",
        old_structure,
    ),
)
