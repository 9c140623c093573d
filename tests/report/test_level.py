"""What a body's name tells of its kind and level. Names on one line of a table mean the same."""

from __future__ import annotations

import re

import pytest

from gongkai.report.level import Kind, Level, is_government, makes_rules, same_body, standing

NAMES = re.findall(
    r"\S+",
    """
财政部|department|national|yes
国家数据局|department|national|yes
中华人民共和国司法部|department|national|yes
国家市场监督管理总局|department|national|yes
湘源省人民政府|government|province|yes
北京市人民政府|government|province|yes
内蒙古自治区人民政府|government|province|yes
广西壮族自治区人民政府|government|province|yes
福建省人民政府办公厅|office|province|open
福建省财政厅|department|province|no
北京市财政局|department|province|no
重庆市市场监督管理局|department|province|no
云溪市人民政府|government|city-or-county|open
长春市人民政府|government|city-or-county|open
景德镇市人民政府|government|city-or-county|open
新乡市人民政府|government|city-or-county|open
津市市人民政府|government|city-or-county|open
福建省石狮市人民政府|government|city-or-county|open
泉州市石狮市人民政府|government|county|no
恩施土家族苗族自治州人民政府|government|city|yes
恩施土家族苗族自治州利川市人民政府|government|county|no
大兴安岭地区行政公署|prefecture|city|no
锡林郭勒盟行政公署|prefecture|city|no
云溪市数据局|department|city-or-county|no
云溪市市场监督管理局|department|city-or-county|no
云溪市城市管理和综合执法局|department|city-or-county|no
云溪市住房和城乡建设局|department|city-or-county|no
云溪市市政工程管理处|department|city-or-county|no
云溪市政务服务数据管理局|department|city-or-county|no
云溪市民政局|department|city-or-county|no
云溪市区域合作办公室|department|city-or-county|no
云溪市乡村振兴局|department|city-or-county|no
云溪市文化和市场监管中心|department|city-or-county|no
云溪市人民医院|department|city-or-county|no
云溪市自然资源局溪畔分局|department|city-or-county|no
云溪市人民政府驻省城办事处|department|city-or-county|no
泉州市数字泉州建设办公室|department|city-or-county|no
福州市大数据发展管理委员会|department|city-or-county|no
石狮市工业信息化和科技局|department|city-or-county|no
晋城市城市管理局|department|city-or-county|no
盐城市发展和改革委员会|department|city-or-county|no
云溪市人民政府办公室|office|city-or-county|open
云溪市政府办公室|office|city-or-county|open
云溪区人民政府|government|county|no
澄江市云溪区人民政府|government|county|no
泉州市丰泽区人民政府办公室|office|county|no
青岛市市南区财政局|department|county|no
济宁市市中区人民政府|government|county|no
晋城市城区人民政府|government|county|no
荆州市沙市区人民政府|government|county|no
赣州市赣县区人民政府|government|county|no
新乡市红旗区人民政府|government|county|no
北京市朝阳区人民政府|government|county|no
上海市浦东新区人民政府|government|county|no
浦东新区生态环境局|department|county|no
云溪县人民政府|government|county|no
云溪县财政局|department|county|no
云溪县人民政府办公室|office|county|no
湘源省澄江市云溪县林业局|department|county|no
新乡县财政局|department|county|no
乡城县人民政府|government|county|no
云溪土家族苗族自治县人民政府|government|county|no
东乡族自治县人民政府|government|county|no
积石山保安族东乡族撒拉族自治县人民政府|government|county|no
阿鲁科尔沁旗人民政府|government|county|no
鄂伦春自治旗人民政府|government|county|no
梅里斯达斡尔族区人民政府|government|county|no
神农架林区人民政府|government|county|no
六枝特区人民政府|government|county|no
溪北镇人民政府|government|township|no
云溪区溪北镇人民政府|government|township|no
云溪县溪北乡人民政府|government|township|no
云溪县溪北苗族民族乡人民政府|government|township|no
云溪旗溪北苏木人民政府|government|township|no
云溪县溪北镇财政所|department|township|no
云溪区溪畔街道办事处|street|township|no
云溪市西湖区建设路街道办事处|street|township|no
溪畔街道办事处|street|township|no
云溪市高新技术产业开发区管理委员会|zone|unknown|no
云溪经济技术开发区管委会|zone|unknown|no
雄安新区管理委员会|zone|unknown|no
红星农场管理委员会|zone|unknown|no
国家税务总局云溪市税务局|department|city-or-county|no
国家统计局云溪调查队|department|unknown|no
云溪市气象局|department|city-or-county|no
新疆生产建设兵团第一师|unknown|unknown|open
""",
)
RULES = {"yes": True, "no": False, "open": None}


def test_the_table_has_at_least_eighty_names():
    assert len(NAMES) >= 80


@pytest.mark.parametrize("line", NAMES)
def test_a_name_tells_kind_level_and_whether_the_body_makes_rules(line: str):
    body, kind, level, rules = line.split("|")
    it = standing(body)
    assert (it.kind.value, it.level.value) == (kind, level)
    assert makes_rules(body) is RULES[rules]


def test_the_places_and_the_organ_are_told_apart():
    it = standing("泉州市丰泽区人民政府办公室")
    assert it.places == ("泉州市", "丰泽区")
    assert it.organ == "人民政府办公室"
    assert standing("国家税务总局云溪市税务局").vertical
    assert not standing("云溪市财政局").vertical


def test_only_governments_report_for_their_region():
    assert is_government("云溪市人民政府")
    assert is_government("锡林郭勒盟行政公署")
    assert not is_government("云溪市人民政府办公室")
    assert not is_government("云溪市财政局")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("云溪市数据局", "云溪市数据局", True),
        ("泉州市丰泽区人民政府办公室", "丰泽区人民政府办公室", True),
        ("云溪市数据局", "云溪市 数据局", True),
        ("云溪市数据局", "云溪市数字建设办公室", False),
        ("云溪市数据局", "数据局", False),
        ("云溪市政府", "云溪市人民政府", True),
        ("云溪市政府办公室", "云溪市人民政府办公室", True),
        ("云溪市数据局（本级）", "云溪市数据局", True),
        ("澄江市云溪区人民政府", "湘江市云溪区人民政府", False),
        ("云溪市数据局", None, False),
        (None, None, False),
    ],
)
def test_one_body_may_be_named_with_or_without_its_wider_place(one: str | None, other: str | None, same: bool):
    assert same_body(one, other) is same


def test_nothing_is_told_of_an_empty_name():
    assert standing("") == (Kind.UNKNOWN, Level.UNKNOWN, (), "", False)
