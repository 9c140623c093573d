"""Title, body, year, signature, period and contact."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.report.document import paragraph
from gongkai.report.identity import body_of, contact_in, period_in, signature_of, title_of, year_of

PREAMBLE = (
    "根据《中华人民共和国政府信息公开条例》要求，{made}本报告。所列数据的统计期限自2023年1月1日起至2023年12月31日止。"
    "如有疑问，请与{asked}联系（地址：云溪市文昌路8号，邮编：360001，电话：0590-1234567，电子邮箱：xxgk@example.cn）。"
)


def titles(*lines: str) -> tuple[str, int]:
    return title_of([paragraph(line) for line in lines])


@pytest.mark.parametrize(
    "lines",
    [
        ("云溪市数据局2023年政府信息公开工作年度报告",),
        ("云溪市数据局", "2023年政府信息公开工作年度报告"),
        ("云溪市数据局2023年", "政府信息公开工作年度报告"),
        ("云溪市数据局", "2023年政府信息公开", "工作年度报告"),
        ("首页 > 政府信息公开年报", "云溪市数据局2023年政府信息公开工作年度报告", "发布时间：2024-01-20"),
    ],
)
def test_a_title_on_one_line_or_several(lines: tuple[str, ...]):
    assert titles(*lines)[0] == "云溪市数据局2023年政府信息公开工作年度报告"


def test_the_report_and_not_its_covering_letter():
    title, after = titles(
        *"云数函〔2024〕1号 云溪市数据局关于报送 《2023年度政府信息公开工作报告》的函 市信息公开主管部门：".split(),
        *"云溪市数据局 2024年1月3日 （此件主动公开）".split(),
        *"云溪市数据局 2023年度政府信息公开工作报告 根据规定，编制本报告。".split(),
    )
    assert title == "云溪市数据局2023年度政府信息公开工作报告"
    assert after == 9


def test_the_name_of_the_page_will_do_where_no_line_is_a_title():
    assert title_of([paragraph("根据规定，编制本报告。")], "云溪市数据局2023年政府信息公开工作年度报告_云溪市人民政府")[
        0
    ] == ("云溪市数据局2023年政府信息公开工作年度报告")
    assert title_of([paragraph("根据规定，编制本报告。")], "云溪市人民政府门户网站") == ("", 0)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("云溪市数据局2023年政府信息公开工作年度报告", "云溪市数据局"),
        ("2023年云溪市数据局政府信息公开工作年度报告", "云溪市数据局"),
        ("２０２３年度云溪市数据局政府信息公开工作年度报告", "云溪市数据局"),
        ("雲溪市數據局2023年政府信息公開工作年度報告", "云溪市数据局"),
        ("云溪市清河县石桥镇人民政府二〇二三年政府信息公开工作年度报告", "云溪市清河县石桥镇人民政府"),
        ("云溪市人民政府办公室2023年政府信息公开工作年度报告", "云溪市人民政府办公室"),
        ("云溪经济技术开发区管委会2023年政府信息公开工作年度报告", "云溪经济技术开发区管委会"),
    ],
)
def test_the_body_that_the_title_names(title: str, body: str):
    assert body_of(title, "", [], "") == body


def test_the_body_that_signed():
    assert body_of("2023年政府信息公开工作年度报告", "", [], "云溪市数据局") == "云溪市数据局"


def test_the_body_that_the_preamble_names():
    preamble = PREAMBLE.format(made="由云溪市数据局编制", asked="云溪市数据局办公室")
    assert body_of("2023年政府信息公开工作年度报告", preamble, [], "") == "云溪市数据局"


def test_the_office_that_answers_the_telephone_gives_way_to_its_commission():
    preamble = PREAMBLE.format(made="由云溪市大数据管理委员会办公室编制", asked="云溪市大数据管理委员会办公室")
    overview = "2023年，云溪市大数据管理委员会根据要求推进公开。"
    assert body_of("", preamble, [overview], "") == "云溪市大数据管理委员会"


def test_a_short_name_gives_way_to_the_full_one():
    preamble = PREAMBLE.format(made="特公布", asked="云溪市人民政府工信科技局办公室")
    overview = "云溪市工业信息化和科技局由一名副局长分管政府信息公开。"
    other = "机构改革后，成立云溪市工业信息化和科技局。"
    assert body_of("2023年政府信息公开工作年度报告", preamble, [overview, other], "") == "云溪市工业信息化和科技局"


def test_a_body_that_the_text_speaks_of_in_passing_is_not_the_one_that_answers_the_telephone():
    preamble = PREAMBLE.format(made="特公布", asked="云溪市财政局")
    overview = "云溪市水利局严格落实保密审查制度。云溪市水利局高度重视公开工作。"
    assert body_of("2023年政府信息公开工作年度报告", preamble, [overview], "") == "云溪市财政局"


def test_no_name_is_better_than_a_wrong_one():
    assert body_of("2023年政府信息公开工作年度报告", "根据规定编制本报告。", ["一年来，我局认真工作。"], "") is None


def test_the_year():
    assert year_of("云溪市数据局2023年政府信息公开工作年度报告", "", [], date(2024, 1, 20))[0] == 2023
    assert year_of("", PREAMBLE.format(made="", asked=""), [], None)[0] == 2023
    assert year_of("云溪市数据局二〇二三年政府信息公开工作年度报告", "", [], None)[0] == 2023
    assert year_of("", "", ["2023年，我局推进公开。2024年将继续。"], None)[0] == 2023
    assert year_of("", "", [], date(2024, 1, 20)) == (2023, "落款日期")
    assert year_of("", "", [], None) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        "统计期限自2023年1月1日起至2023年12月31日止",
        "统计期限为2023年1月1日至12月31日",
        "统计时间从2023年1月1日到2023年12月31日",
        "（2023年1月1日—2023年12月31日）",
    ],
)
def test_the_period(text: str):
    assert period_in(text) == (date(2023, 1, 1), date(2023, 12, 31))


def test_no_period():
    assert period_in("2023年1月1日，我局成立。2023年12月31日，系统上线。") is None


def test_the_signature():
    assert signature_of(["无。", "云溪市数据局", "2024年1月20日"]) == ("云溪市数据局", date(2024, 1, 20), ["无。"])
    assert signature_of(["无。", "二〇二四年一月二十日"]) == ("", date(2024, 1, 20), ["无。"])
    assert signature_of(["无。", "云溪市数据局2024年1月20日", "打印本页"]) == (
        "云溪市数据局",
        date(2024, 1, 20),
        ["无。"],
    )
    assert signature_of(["本年度没有其他需要报告的事项。"])[2] is None


def test_the_contact():
    contact = contact_in(PREAMBLE.format(made="由云溪市数据局编制", asked="云溪市数据局办公室"))
    assert contact.address == "云溪市文昌路8号"
    assert (contact.postcode, contact.phone, contact.email) == ("360001", "0590-1234567", "xxgk@example.cn")
    assert contact.office == "云溪市数据局办公室"
