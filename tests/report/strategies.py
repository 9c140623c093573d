"""Random plausible reports of both editions, for tests that hold for every report.

`reports()` draws whole reports that any file format can carry; its arguments open up what only some can. The bodies are
fictional; sentences say what such reports say, with figures, Latin words, addresses and special characters inside.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from gongkai.report.form import (
    APPLICANTS,
    EDITIONS,
    MONEY,
    PENDING_AND_DECIDED,
    REMEDIES,
    SECTION_NUMBERS,
    SECTIONS,
    SIGNED,
    edition_for,
)
from gongkai.report.model import Report
from gongkai.report.values import UNKNOWN, Mark, Text, Value

PATIENT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For tests on whole reports, which take a while to draw: `@PATIENT @given(reports())`."""

YEARS = range(2019, 2026)
BODIES = (
    "云溪市数据局",
    "云溪市人民政府办公室",
    "青石县工业信息化和科技局",
    "临江区卫生健康局",
    "南屏市大数据发展管理委员会",
    "东岭县自然资源局",
    "国家税务总局云溪市税务局",
    "白鹭街道办事处",
)
TITLES = (
    "{body}{year}年政府信息公开工作年度报告",
    "{body}{year}年度政府信息公开工作年度报告",
    "{body}{year}年政府信息公开年度报告",
)
SUBJECTS = ("我局", "我单位", "全年", "一年来", "局办公室", "各科室", "本机关", "今年以来")
DEEDS = (
    "认真贯彻落实《中华人民共和国政府信息公开条例》",
    "持续做好政策解读工作",
    "坚持“先审查、后公开”",
    "进一步加强政府信息公开平台建设",
    "按照“谁制作、谁公开；谁保存、谁公开”的原则开展工作",
    "围绕优化营商环境（含“放管服”改革）主动公开重点领域信息",
    "妥善办理依申请公开事项",
    "对公开内容的准确性、及时性把关不严——仍需改进",
    "学习培训有待加强……",
)
COUNTED = (
    "主动公开政府信息{n}条",
    "发布政策解读材料{n}篇",
    "微信公众号推送消息{n}条",
    "组织业务培训{n}次",
    "网站总访问量达{n}人次",
    "办理人大代表建议{n}件",
    "满意率达{n}.{m}%",
    "同比增长{n}.{m}个百分点",
    "电话回访{n}人",
)
LATIN = (
    "WPS",
    "App",
    "IPv6",
    "H5",
    "OFD",
    "e云溪",
    "A4",
    "xxgk_2024@126.com",
    "http://www.yunxi.gov.cn/zwgk/xxgk_01/",
    "https://www.yunxi.gov.cn/a-b/?id=10&type=zfxxgk#top",
    "0590-22985576",
    "C++",
)
SPECIALS = "#$*_@\\&%+=~^`'\"<>[]{}!;:,.?/-"
"""ASCII characters that mean something in one format or another; each is drawn between Han characters."""


# --- text -----------------------------------------------------------------------------------------------------------


@cache
def clauses(specials: str = SPECIALS) -> SearchStrategy[str]:
    """A clause that starts and ends with a Han character, bracket or figure."""
    counted = st.builds(
        lambda form, n, m: form.format(n=n, m=m), st.sampled_from(COUNTED), st.integers(0, 99999), st.integers(0, 9)
    )
    latin = st.builds(lambda word: f"依托{word}平台发布信息", st.sampled_from(LATIN))
    special = st.builds(lambda mark: f"栏目“政务{mark}公开”上线", st.sampled_from(specials)) if specials else counted
    spaced = st.just("推广使用WPS Office和Open Source软件")
    deeds = st.builds(str.__add__, st.sampled_from(SUBJECTS), st.sampled_from(DEEDS))
    return st.one_of(deeds, counted, latin, special, spaced)


@cache
def sentences(specials: str = SPECIALS) -> SearchStrategy[str]:
    return st.builds(
        lambda parts, end: "，".join(parts) + end,
        st.lists(clauses(specials), min_size=1, max_size=4),
        st.sampled_from("。。。；！"),
    )


@cache
def paragraphs(specials: str = SPECIALS) -> SearchStrategy[str]:
    """A paragraph that no reader takes for a heading, a table or a signature: it ends a sentence."""
    return st.builds(
        lambda number, parts: number + "".join(parts),
        st.sampled_from(
            ("", "", "", "一是", "（一）主动公开。", "（二）依申请公开。", "1.", "2.", "（3）", "2.1", "①")
        ),
        st.lists(sentences(specials), min_size=1, max_size=4).map(lambda parts: [*parts[:-1], parts[-1][:-1] + "。"]),
    )


@cache
def texts(least: int, most: int, specials: str = SPECIALS) -> SearchStrategy[str]:
    """Some paragraphs, joined by newlines."""
    return st.lists(paragraphs(specials), min_size=least, max_size=most).map("\n".join)


# --- figures --------------------------------------------------------------------------------------------------------

COUNTS = st.one_of(st.integers(1, 20), st.integers(0, 99999))
AMOUNTS = st.one_of(st.integers(0, 10**8), st.decimals(0, 10**6, places=2), st.decimals(0, 999, places=6))


@st.composite
def consistent_cells(draw: DrawFn, edition: str) -> dict[str, Value]:
    """Every cell of an edition, most of them 0, such that the form's own sums hold (A1 to A4)."""
    form = EDITIONS[edition]
    numbers: dict[str, int | Decimal] = dict.fromkeys(form.keys, 0)
    for key in draw(_some(form.proactive_keys)):
        numbers[key] = draw(AMOUNTS if key in MONEY else st.integers(-99, 99) if key in SIGNED else COUNTS)
    columns = tuple(column.key for column in APPLICANTS[:-1])
    for column in draw(_some(columns)):
        for row in draw(_some((*form.leaves, "carried_forward"))):
            numbers[f"requests.{row}.{column}"] = draw(COUNTS)
        decided = sum(numbers[f"requests.{leaf}.{column}"] for leaf in form.leaves)
        to_do = decided + numbers[f"requests.carried_forward.{column}"]
        numbers[f"requests.total.{column}"] = decided
        numbers[f"requests.carried_over.{column}"] = draw(st.integers(0, int(to_do)))
        numbers[f"requests.new.{column}"] = to_do - numbers[f"requests.carried_over.{column}"]
    for row in form.rows:
        numbers[f"requests.{row.key}.total"] = sum(numbers[f"requests.{row.key}.{column}"] for column in columns)
    for block in REMEDIES:
        for result in draw(_some(PENDING_AND_DECIDED)):
            numbers[f"remedies.{block.key}.{result}"] = draw(st.integers(0, 99))
        cells = (numbers[f"remedies.{block.key}.{result}"] for result in PENDING_AND_DECIDED)
        numbers[f"remedies.{block.key}.total"] = sum(cells)
    return {key: Value(number) for key, number in numbers.items()}


@cache
def _some(keys: tuple[str, ...]) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(keys), max_size=4, unique=True)


@st.composite
def disturbed(
    draw: DrawFn, cells: dict[str, Value], marks: Collection[Mark], units: bool, fractions: bool
) -> dict[str, Value]:
    """The cells with some of them marked, given a unit, or made to break a sum."""
    cells = dict(cells)
    if Mark.UNKNOWN in marks:  # whole rows, as the reader leaves them open
        for row in draw(st.lists(st.sampled_from(sorted({key.rpartition(".")[0] for key in cells})), max_size=3)):
            cells.update(dict.fromkeys((key for key in cells if key.rpartition(".")[0] == row), UNKNOWN))
    for key in draw(st.lists(st.sampled_from(list(cells)), max_size=12, unique=True)):
        choices: list[SearchStrategy[Value]] = [COUNTS.map(Value)]
        choices += [st.just(Value(None, mark)) for mark in marks if mark is not Mark.INFERRED]
        if Mark.INFERRED in marks:
            choices.append(COUNTS.map(lambda count: Value(count, Mark.INFERRED)))
        if units:
            unit = st.sampled_from(("元", "万元") if key in MONEY else ("件",))
            choices.append(st.builds(lambda number, unit: Value(number, None, unit), COUNTS, unit))
        if fractions:
            choices.append(st.decimals(-(10**6), 10**6, places=3).map(Value))
        cells[key] = draw(st.one_of(choices))
    return cells


@st.composite
def lacking(draw: DrawFn, cells: dict[str, Value]) -> dict[str, Value]:
    """The cells without some rows, columns or tables of the form."""
    tables = draw(st.lists(st.sampled_from(("proactive", "requests", "remedies")), max_size=2))
    rows = draw(st.lists(st.sampled_from(sorted({key.rpartition(".")[0] for key in cells})), max_size=5))
    columns = draw(st.lists(st.sampled_from([column.key for column in APPLICANTS]), max_size=3))
    return {
        key: value
        for key, value in cells.items()
        if key.partition(".")[0] not in tables
        and key.rpartition(".")[0] not in rows
        and not (key.startswith("requests.") and key.rpartition(".")[2] in columns)
    }


# --- whole reports --------------------------------------------------------------------------------------------------

PRINTED_MARKS = (Mark.BLANK, Mark.NOT_APPLICABLE, Mark.UNKNOWN)
"""Marks that a printed table can show and a reader find again."""


@st.composite
def reports(
    draw: DrawFn,
    *,
    marks: Sequence[Mark] = PRINTED_MARKS,
    units: bool = True,
    fractions: bool = False,
    incomplete: bool = False,
    specials: str = SPECIALS,
) -> Report:
    """A report of either edition with all six sections.

    Arguments:
        marks: what else a cell may hold than a number. INFERRED only JSON keeps.
        units: whether cells may have a unit printed in them.
        fractions: whether any cell may have a negative or fractional number, as a misread or mistaken one does.
        incomplete: whether rows, columns or tables of the form may be missing.
        specials: ASCII punctuation that the text may contain.
    """
    year, body = draw(st.sampled_from(YEARS)), draw(st.sampled_from(BODIES))
    edition = edition_for(year).name
    cells = draw(consistent_cells(edition))
    if draw(st.booleans()):
        cells = draw(disturbed(cells, marks, units, fractions))
    if incomplete:
        cells = draw(lacking(cells))
    signed = draw(st.booleans())
    return Report(
        edition=edition,
        body=body,
        year=year,
        title=draw(st.sampled_from(TITLES)).format(body=body, year=year),
        preamble=draw(st.one_of(st.just(""), texts(1, 2, specials))),
        cells=cells,
        sections=tuple(
            Text(section.key, number, section.title, draw(_section_text(section.key, specials)))
            for section, number in zip(SECTIONS, SECTION_NUMBERS, strict=True)
        ),
        signed_by=body if signed else "",
        signed_on=date(year + 1, 1, 1) + timedelta(draw(st.integers(0, 120))) if signed else None,
        source=draw(st.sampled_from(("", f"{body}.docx", "https://www.yunxi.gov.cn/1.html"))),
        notes=draw(st.lists(sentences(specials), max_size=2)),
    )


@cache
def _section_text(key: str, specials: str) -> SearchStrategy[str]:
    match key:
        case "proactive" | "requests" | "remedies":
            return st.one_of(st.just(""), texts(1, 1, specials))
        case "other":
            return st.one_of(st.sampled_from(("无。", "无其他需要报告的事项。")), texts(1, 2, specials))
        case _:
            return texts(1, 5, specials)
