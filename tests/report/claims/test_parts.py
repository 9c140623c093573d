"""Numbers, dates, places in the text, and what else a claim says of itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.claims.figures import Date, Figure, date_of, figure, in_ten_thousands
from gongkai.report.claims.lexer import lexer, lexicon
from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.patterns import PATTERNS, STATEMENTS, cells_of
from gongkai.report.claims.plain import Plain
from gongkai.report.claims.prefixes import alternatives, seconds, unfold
from gongkai.report.claims.rules import rules
from gongkai.report.form import EDITION_2019, EDITION_2021
from gongkai.report.model import Report
from gongkai.report.values import Place, Text
from tests.report.claims.examples import ALIKE, CLAIMS
from tests.report.claims.test_claims import claims_of
from tests.report.claims.wordings import WORDINGS

SENTENCES = [
    *(text for rows in CLAIMS.values() for text, _ in rows),
    *(text for texts in ALIKE.values() for text in texts),
    *(text for rows in WORDINGS.values() for text, _ in rows),
]

# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12件", Figure(12, "件")),
        ("１２６件", Figure(126, "件")),
        ("1,204份", Figure(1204, "份")),
        ("三十一宗", Figure(31, "宗")),
        ("一百零五件", Figure(105, "件")),
        ("两件", Figure(2, "件")),
        ("33.9%", Figure(Decimal("33.9"), "%")),
        ("33.9％", Figure(Decimal("33.9"), "%")),
        ("96.075万元", Figure(Decimal("96.075"), "万元", Decimal("0.0005"))),
        ("2764.2万次", Figure(27642000, "次", 500, True)),
        ("1.6亿人次", Figure(160000000, "人次", 5000000, True)),
        ("100余件", Figure(100, "件", 100, True)),
        ("120余件", Figure(120, "件", 10, True)),
        ("1 2件", Figure(12, "件")),
        ("2023", None),
        ("0 0 0 0", None),
    ],
)
def test_a_number_is_what_it_prints(text: str, told: Figure | None):
    assert figure(text, False) == told


def test_a_number_behind_about_is_approximate():
    assert figure("500件", True) == Figure(500, "件", 100, True)


def test_amounts_become_ten_thousands_exactly():
    assert in_ten_thousands(Figure(1234500, "元")).number == Decimal("123.45")
    assert in_ten_thousands(Figure(Decimal("1.2"), "亿元")).number == 12000
    assert in_ten_thousands(Figure(5, "万元")) == Figure(5, "万元")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023年", Date(2023, "full")),
        ("2023年度", Date(2023, "full")),
        ("2023年12月31日", Date(2023, "full")),
        ("2023年12月底", Date(2023, "full")),
        ("2023年6月", Date(2023, "part")),
        ("2019年以来", Date(2019, "ever")),
        ("2023年1月1日至12月31日", Date(2023, "full")),
        ("2023年1月至6月", Date(2023, "part")),
        ("二〇二三年", Date(2023, "full")),
        ("6月", Date(None, "part")),
    ],
)
def test_a_date_speaks_of_a_year_or_a_part_of_it(text: str, told: Date):
    assert date_of(text, False) == told


@pytest.mark.parametrize(
    "text",
    [
        "国办公开办函〔2021〕30号",
        "国务院令第711号",
        "第二十条第（六）项",
        "0590-22985576",
        "邮编：362000",
        "13959912345",
        "公务大厦11楼1104室",
        "http://www.yunxi.example/2023/12.html",
        "xxgk@example.gov.cn",
        "5G、IPv6、A4",
        "2023年12月31日",
        "20个工作日",
        "7×24小时",
        "8:30至17:30",
        "第3名",
        "1+6+X",
        "《2024年数字建设工作要点30条》",
        "每一条",
        "一件事一次办",
        "（1）",
        "①",
    ],
)
def test_digits_that_count_nothing_are_no_claims(text: str):
    assert claims_of(f"按照{text}的规定办理政府信息公开申请。") == ()


# --- places in the text ---------------------------------------------------------------------------------------------


def test_plain_text_keeps_the_way_back():
    plain = Plain("**一、** 2023 年，我 局“收到”\n申请 9 件。\n（二）其他")
    assert plain.text == "一、2023年，我局收到申请9件。\n（二）其他"
    for place, char in enumerate(plain.text):
        assert plain.source[plain.at(place)] == char


def test_digits_stay_apart_and_titles_are_blanked():
    assert Plain("0 0 1").text == "0 0 1"
    assert Plain("印发《关于12件事的通知》3件").text == "印发《□□□□□□□□□》3件"


@pytest.mark.parametrize("text", SENTENCES)
def test_a_claim_stands_where_it_says(text: str):
    for claim in claims_of(text):
        assert text[claim.start : claim.start + len(claim.text)] == claim.text
        assert claim.text


def test_a_claim_has_the_place_of_its_paragraph():
    lines = (Place(line=7), Place(line=8))
    text = "我局持续推进公开。\n收到政府信息公开申请9件。"
    report = Report(edition="2021", year=2023, sections=(Text("overview", "一、", "总体情况", text, lines),))
    assert [claim.place for claim in report.claims] == [Place(line=8)]


# --- what a claim says of itself ------------------------------------------------------------------------------------


def test_a_claim_names_what_it_counts_its_unit_its_pattern_and_its_year():
    (claim,) = claims_of("2023年，我局共收到政府信息公开申请12宗。")
    assert (claim.number, claim.unit, claim.noun) == (12, "宗", "政府信息公开申请")
    assert (claim.pattern, claim.period, claim.section) == ("P01", "2023", "overview")
    assert claim.text == "我局共收到政府信息公开申请12宗"


def test_figures_that_are_no_cell_are_claims_too():
    (claim,) = claims_of("通过微信公众号发布信息523条。")
    assert (claim.number, claim.unit, claim.cells, claim.noun) == (523, "条", (), "微信公众号发布信息")


def test_another_years_figure_says_what_it_is_about_and_claims_nothing():
    before, now = claims_of("2022年收到政府信息公开申请31件，2023年收到22件。")
    assert (before.period, before.cells, before.about, before.pattern) == ("2022", (), ("requests.new.total",), "L04")
    assert (now.period, now.cells) == ("2023", ("requests.new.total",))


def test_a_part_of_the_year_has_no_period():
    (claim,) = claims_of("2023年上半年收到政府信息公开申请6件。")
    assert (claim.period, claim.cells) == ("", ())


def test_a_change_and_a_share_say_what_they_are_about():
    claims = claims_of("收到政府信息公开申请22件，同比下降29%，予以公开11件，占50%。")
    assert [(claim.pattern, claim.about) for claim in claims if claim.unit == "%"] == [
        ("P93", ("requests.new.total",)),
        ("P65", ("requests.granted.total",)),
    ]


def test_parts_know_the_number_that_they_are_parts_of():
    claims = claims_of(
        "主动公开政府信息85条，其中政策类20条、动态类65条。办结政府信息公开申请9件（予以公开5件，部分公开4件）。"
    )
    assert [claim.part_of for claim in claims] == [-1, 0, 0, -1, 3, 3]


def test_parts_count_over_all_sections():
    sections = (
        Text("overview", "一、", "总体情况", "收到政府信息公开申请9件。"),
        Text("remedies", "四、", "复议诉讼", "行政复议2件，其中维持1件。"),
    )
    claims = Report(edition="2021", year=2023, sections=sections).claims
    assert [claim.part_of for claim in claims] == [-1, -1, 1]
    assert [claim.section for claim in claims] == ["overview", "remedies", "remedies"]


def test_scopes_are_named():
    claims = claims_of("全市共收到政府信息公开申请320件，市政府本级42件。", body="云溪市人民政府")
    assert [claim.scope for claim in claims] == ["region", "own"]
    (claim,) = claims_of("全市共收到政府信息公开申请320件。", body="云溪市数据局")
    assert (claim.pattern, claim.cells) == ("L15", ())


def test_of_the_preamble_only_figures_are_taken():
    report = Report(edition="2021", year=2023, preamble="本单位未收到申请。2023年收到政府信息公开申请9件。")
    assert [(claim.section, claim.number) for claim in report.claims] == [("preamble", 9)]


def test_the_requests_section_is_about_requests_and_the_remedies_section_about_remedies():
    assert claims_of("全年共收到9件，均已办结。", key="requests")[0].cells == ("requests.new.total",)
    assert [claim.pattern for claim in claims_of("全年共3件，其中维持2件。", key="remedies")][-1] == "P72"


def test_a_cell_that_the_edition_lacks_is_no_cell():
    assert cells_of("proactive.fees.amount", EDITION_2019, "") == ()
    assert cells_of("other + other.*", EDITION_2019, "") == ("requests.other.total",)
    assert len(cells_of("other + other.*", EDITION_2021, "")) == 3
    assert cells_of("proactive.{document}.issued + proactive.{document}.produced", EDITION_2019, "@norm") == (
        "proactive.normative_documents.produced",
    )


def test_a_report_of_no_known_edition_follows_its_year():
    text = (Text("overview", "一、", "总体情况", "制发行政规范性文件2件。"),)
    assert Report(year=2020, sections=text).claims[0].cells == ("proactive.normative_documents.produced",)
    assert Report(sections=text).claims[0].cells == ("proactive.normative_documents.issued",)


def test_a_report_without_text_claims_nothing():
    assert Report().claims == ()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"（）()，。；、：\n 《》“”0123456789一二三件条万亿%年月日其中共",
                "申请",
                "收到",
                "复议",
                "予以公开",
                "上年结转",
                "分别为",
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_no_text_makes_the_reader_fall_over(text: str):
    for claim in claims_of(text, year=2023):
        assert claim.text == text[claim.start : claim.start + len(claim.text)]


# --- the tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [*PATTERNS, *STATEMENTS], ids=lambda row: row.id)
def test_every_formula_names_cells_of_an_edition(row):
    for formula in filter(None, (row.cells, *getattr(row, "accept", ()))):
        assert any(
            cells_of(formula, edition, "@norm") or cells_of(formula, edition, "@recon")
            for edition in (EDITION_2019, EDITION_2021)
        )


@pytest.mark.parametrize("row", [*PATTERNS, *STATEMENTS, *LOOKALIKES], ids=lambda row: row.id)
def test_every_condition_speaks_of_meanings_that_exist(row):
    names = {name for part in row.when.split() for name in part.removeprefix("!").split("|")}
    assert names <= set(rules().bits)


def test_a_number_without_any_meaning_is_no_claim():
    assert rules().pattern(0) is None
    assert rules().statements(0) == ()


@pytest.mark.parametrize("word", lexicon(), ids=lambda word: word.sense)
def test_every_form_of_a_word_begins_with_a_character_that_is_known(word):
    assert all(len(first) == 1 for first, _ in unfold(word.forms))


def test_forms_unfold_to_what_they_may_begin_with():
    assert alternatives("a|(?:b|c)d|[e|]") == ["a", "(?:b|c)d", "[e|]"]
    assert dict(unfold("(?:收|接)到?")) == {"收": "到?", "接": "到?"}
    assert list(unfold("(?<!不)予以")) == [("予", "(?<!(?:不)予)以")]
    assert seconds("到|悉") == {"到", "悉"}
    assert seconds("(?:到)?") is None
    with pytest.raises(ValueError, match="may be empty"):
        list(unfold("(?:收)?"))


def test_the_first_of_two_forms_that_begin_alike_is_taken():
    text = "行政许可信息20条，行政许可20件"
    found = [text[start:end] for what, start, end in lexer().tokens(text, 0, len(text)) if what > 0]
    assert found == ["行政许可信息", "行政许可"]


def test_no_sentence_stands_in_the_examples_twice():
    assert sorted(SENTENCES) == sorted(set(SENTENCES))
