"""How alike two texts are, and section five in its two halves."""

from __future__ import annotations

import pytest

from gongkai.report.likeness import halves, overlap

TEXT = "一是政策解读形式较为单一，多以文字材料为主，图表和视频较少。"


def test_years_figures_punctuation_and_names_do_not_count():
    one = overlap(
        "2023年，云溪市数据局公开信息85条，持续完善工作机制。", "2022年云溪市司法局公开信息112条持续完善工作机制", ()
    )
    assert one.of_first < 1
    named = overlap(
        "2023年，云溪市数据局公开信息85条，持续完善工作机制。",
        "2022年云溪市司法局公开信息112条持续完善工作机制",
        ("云溪市数据局", "云溪市司法局"),
    )
    assert (named.of_first, named.of_second, named.jaccard) == (1, 1, 1)


def test_containment_differs_from_jaccard_where_one_text_is_longer():
    found = overlap(TEXT, TEXT + "二是个别栏目更新间隔偏长，项目进展类信息未能按月补充。")
    assert found.of_first == 1
    assert found.of_second < 0.6
    assert found.jaccard == found.of_second


def test_nothing_is_like_an_empty_text():
    assert overlap("", TEXT)[:3] == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("存在不足：一是改进措施落实不够。\n针对上述问题，采取以下措施：一是加强。", "针对上述问题"),
        ("（一）存在的主要问题\n公开不够及时。\n（二）改进情况\n建立台账。", "（二）改进情况"),
        ("（一）主要问题\n解读不足。\n（二）下一步改进措施\n多作图解。", "（二）下一步改进措施"),
        ("我局公开的主动性不够。下一步，我局将加强培训。", "下一步"),
        ("网上公开的栏目偏少。今后，我办将每季度增设一个栏目。", "今后"),
        ("2023年存在公开不及时的不足。2024年，我局将做好以下工作。", "2024年"),
        ("公开不够及时，更新不够快，改进力度有待加强。", ""),
        ("无", ""),
    ],
)
def test_measures_begin_at_a_heading_or_where_a_sentence_turns_to_them(text: str, measures: str):
    found = halves(text)
    assert found.measures.startswith(measures)
    assert bool(found.measures) is bool(measures)
