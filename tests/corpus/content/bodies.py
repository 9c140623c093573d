"""Fictional public bodies of every kind, in places that do not exist."""

from __future__ import annotations

from random import Random

from tests.corpus.model import Body

PROVINCES = ("岚江省", "云泽省", "青屿省", "朔原省")
CITIES = ("澄源市", "望浦市", "鹿川市", "绥岭市", "临沔市", "崇岚市", "白鹭市")
DISTRICTS = ("雁鸣区", "碧梧区", "东篱区", "听涛区", "北堤区")
COUNTIES = ("石笕县", "白芷县", "青埂县", "渡云县", "大岭县")
COUNTY_CITIES = ("枫汀市", "玉笥市")
TOWNS = ("柳荫镇", "桃坞镇", "大石桥镇", "双溪口镇", "马蹄岭镇", "九里铺镇")
TOWNSHIPS = ("竹坪乡", "云盖乡", "响水乡")
STREETS = ("南薰街道", "榴园街道", "北辰街道", "翠湖街道", "文笔街道")

BUREAUS = (
    "教育局", "民政局", "司法局", "财政局", "水利局", "审计局", "统计局", "林业局", "医疗保障局", "农业农村局",
    "应急管理局", "退役军人事务局", "文化广电和旅游局", "工业和信息化局", "交通运输局", "商务局", "科学技术局",
    "数据管理局", "信访局", "机关事务管理局", "人力资源和社会保障局", "住房和城乡建设局", "地方金融监督管理局",
)  # fmt: skip
LICENSING = ("市场监督管理局", "自然资源和规划局", "生态环境局", "行政审批服务局", "城市管理和综合执法局", "公安局")
COMMISSIONS = ("发展和改革委员会", "卫生健康委员会", "国有资产监督管理委员会", "大数据发展委员会")
OFFICES = ("人民政府办公室", "数字政府建设办公室", "人民防空办公室", "政务服务管理办公室")


def _county(rng: Random) -> tuple[str, str, str]:
    """A county-level place, how it is called with its city, and its short word (区, 县, 市)."""
    city = rng.choice(CITIES)
    place = rng.choice((*DISTRICTS, *DISTRICTS, *COUNTIES, *COUNTIES, *COUNTY_CITIES))
    alone = place in COUNTY_CITIES or rng.random() < 0.5
    return place, place if alone else city + place, place[-1]


def _pick_place(rng: Random) -> tuple[str, str, str, str]:
    if rng.random() < 0.45:
        city = rng.choice(CITIES)
        return city, city, "市", "city"
    place, full, word = _county(rng)
    return place, full, word, "county"


def government(rng: Random, level: str) -> Body:
    if level == "city":
        city = rng.choice(CITIES)
        name = f"{city}人民政府"
        return Body(name, "市政府", "我市", "city", "government", city, rng.choice((name, name + "办公室")))
    if level == "county":
        place, full, word = _county(rng)
        name = f"{full}人民政府"
        return Body(
            name, f"{word}政府", f"我{word}", "county", "government", place, rng.choice((name, name + "办公室"))
        )
    place, full, _ = _county(rng)
    town = rng.choice((*TOWNS, *TOWNSHIPS))
    name = f"{full}{town}人民政府"
    return Body(name, f"{town}政府", f"我{town[-1]}", "township", "government", town, name)


def street(rng: Random) -> Body:
    _, full, _ = _county(rng)
    name = rng.choice(STREETS)
    tail = rng.choice(("办事处", "办事处", ""))
    whole = f"{full}人民政府{name}{tail}" if rng.random() < 0.3 and tail else f"{full}{name}办事处"
    return Body(whole, f"{name}办事处", "我街道", "township", "street", name, whole)


def department(rng: Random) -> Body:
    place, full, word, level = _pick_place(rng)
    roll = rng.random()
    if roll < 0.55:
        tail, we, kind = rng.choice(BUREAUS), "我局", "department"
    elif roll < 0.75:
        tail, we, kind = rng.choice(LICENSING), "我局", "licensing"
    elif roll < 0.88:
        tail, we, kind = rng.choice(COMMISSIONS), "我委", "department"
    else:
        tail, we, kind = rng.choice(OFFICES), "我办", "office"
    if rng.random() < 0.15 and we != "我办":
        we = "本机关"
    return Body(full + tail, word + tail, we, level, kind, place, full + tail)


def pick_body(rng: Random, want: str = "") -> Body:
    """A body of any kind, or of the kind wanted: city, county, township (governments), street, department."""
    match want or rng.choices(("department", "city", "county", "township", "street"), (60, 6, 12, 14, 8))[0]:
        case "department":
            return department(rng)
        case "street":
            return street(rng)
        case level:
            return government(rng, level)
