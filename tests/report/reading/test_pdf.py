"""PDF files set for one purpose each."""

from __future__ import annotations

import pytest
import typst

from gongkai.report import read

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
