"""PDF files set for one purpose each."""

from __future__ import annotations

import pytest
import typst

from gongkai.report import read
from gongkai.report.sources.pdf import read_pdf

OFFICIAL = """#set page(margin: (top: 37mm, bottom: 35mm, x: 27mm), footer-descent: 7mm,
  footer: context align(right)[— #counter(page).display() —])
#set text(font: "Noto Serif CJK SC", lang: "zh")
= 云溪市数据局2023年政府信息公开工作年度报告
== 一、总体情况
全年主动公开政府信息85条。
== 二、主动公开政府信息情况
见门户网站。
== 六、其他需要报告的事项
未收取信息处理费。

云溪市数据局
#pagebreak()
2024年1月18日
"""
"""Pages as GB/T 9704 has them: the number stands 28 mm above the edge. The last page has the date alone."""


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_a_signature_that_the_page_number_of_an_official_page_parts_is_one(paper: str):
    source = f'#set page(paper: "{paper}")\n{OFFICIAL}'
    report = read(bytes(typst.compile(source.encode())))
    assert (report.signed_by, str(report.signed_on)) == ("云溪市数据局", "2024-01-18")
    assert report.section("other").text == "未收取信息处理费。"


def lines(markup: str) -> list[str]:
    """The lines of a page, tabs between its cells."""
    page = '#set page(width: 400pt, height: 300pt)\n#set text(font: "Noto Serif CJK SC", lang: "zh", size: 10pt)\n'
    return [row.text for row in read_pdf(bytes(typst.compile((page + markup).encode()))).rows]


UNRULED = "#table(stroke: none, inset: 1.5pt, columns: {columns}, {cells})"
PROSE = "全年主动公开政府信息若干条，及时更新栏目内容。"


def test_a_figure_close_behind_a_label_that_fills_its_column_is_a_cell_of_its_own():
    table = UNRULED.format(columns="(103pt, 30pt, 30pt, 30pt)", cells="[费用不再处理其政府信],[3],[1],[0]")
    assert lines(f"{PROSE}\n{table}")[1:] == ["费用不再处理其政府信\t3\t1\t0"]


def test_a_figure_in_a_sentence_stays_in_it():
    assert lines(f"{PROSE}\n\n收到申请3件，#h(20pt)答复2") == [PROSE, "收到申请 3 件，\t答复 2"]


@pytest.mark.parametrize(
    ("above", "below", "read_as"),
    [
        ("1,16", "8", "1,168"),
        ("1,", "168", "1,168"),
        ("12,345,", "678", "12,345,678"),
        ("1,329.", "35", "1,329.35"),
    ],
)
def test_a_figure_that_a_narrow_cell_broke_is_whole(above: str, below: str, read_as: str):
    cells = f"[本年新收政府], [65], [{above}\\ {below}]"
    table = UNRULED.format(columns="(120pt, 40pt, 60pt)", cells=f"{cells}, [上年结转申请], [4], [9]")
    assert lines(f"{PROSE}\n{table}")[1:] == [f"本年新收政府\t65\t{read_as}", "上年结转申请\t4\t9"]


@pytest.mark.parametrize(("above", "below"), [("1,168", "9"), ("1,16", "89"), ("116", "8")])
def test_figures_that_stand_one_above_the_other_and_make_no_whole_one_are_two(above: str, below: str):
    table = UNRULED.format(columns="(120pt, 40pt, 60pt)", cells=f"[新收], [65], [{above}], [结转], [4], [{below}]")
    assert lines(f"{PROSE}\n{table}")[1:] == [f"新收\t65\t{above}", f"结转\t4\t{below}"]
