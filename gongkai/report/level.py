"""What kind of body a name names, on which level of government, and whether that body can make 规章.

The name is all there is. Two things it cannot tell: whether a 市 has districts or is a county-level city (unless a city
or an autonomous prefecture stands before it), and on which level a development zone is; both are answered `None`,
`Level.CITY_OR_COUNTY` or `Level.UNKNOWN`, never guessed.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.text import fold


class Level(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    """A city with districts, an autonomous prefecture, a prefecture or league."""
    CITY_OR_COUNTY = "city-or-county"
    """A 市 of which the name does not tell whether it has districts."""
    COUNTY = "county"
    """A county, a district, a banner, or a city that certainly is on the level of a county."""
    TOWNSHIP = "township"
    """A township, a town, or a street."""
    UNKNOWN = "unknown"


class Kind(StrEnum):
    GOVERNMENT = "government"
    OFFICE = "office"
    """The general office of a government: lead department for disclosure (Regulations, art. 3), which may file the
    government's report beside its own."""
    DEPARTMENT = "department"
    STREET = "street"
    """A 街道办事处: dispatched by a district or by a city without districts."""
    ZONE = "zone"
    """The management committee of a development zone or the like: dispatched by a government."""
    PREFECTURE = "prefecture"
    """A 行政公署: dispatched by a province."""
    UNKNOWN = "unknown"


class Standing(NamedTuple):
    """What a name tells of a body.

    Attributes:
        places: the places in the name, from the widest: ("泉州市", "丰泽区").
        organ: what follows them: "人民政府办公室", "财政局", "" for a bare place.
        vertical: led from above and not by the local government (tax, customs, statistics surveys …).
    """

    kind: Kind
    level: Level
    places: tuple[str, ...] = ()
    organ: str = ""
    vertical: bool = False


# --- tables ---------------------------------------------------------------------------------------------------------

MUNICIPALITIES: Final = ("北京市", "天津市", "上海市", "重庆市")

STATE_COUNCIL: Final = frozenset(
    re.findall(
        r"\S+",
        """
        外交部 国防部 国家发展和改革委员会 教育部 科学技术部 工业和信息化部 国家民族事务委员会 公安部
        国家安全部 民政部 司法部 财政部 人力资源和社会保障部 自然资源部 生态环境部 住房和城乡建设部
        交通运输部 水利部 农业农村部 商务部 文化和旅游部 国家卫生健康委员会 退役军人事务部 应急管理部
        中国人民银行 审计署 国务院国有资产监督管理委员会 海关总署 国家税务总局 国家市场监督管理总局
        国家金融监督管理总局 中国证券监督管理委员会 中国银行保险监督管理委员会 国家广播电视总局 国家体育总局
        国家信访局 国家统计局 国家知识产权局 国家国际发展合作署 国家医疗保障局 国家机关事务管理局
        国家粮食和物资储备局 国家能源局 国家数据局 国家国防科技工业局 国家烟草专卖局 国家移民管理局
        国家林业和草原局 国家铁路局 中国民用航空局 国家邮政局 国家文物局 国家中医药管理局 国家疾病预防控制局
        国家矿山安全监察局 国家外汇管理局 国家药品监督管理局 中国气象局 中国地震局 国家消防救援局 国家保密局
        国家密码管理局 国务院办公厅
        """,
    )
)
"""Departments and other organs of the State Council by their own names, since 2018."""

_ENDINGS: Final = {
    "特别行政区": Level.PROVINCE,
    "自治区": Level.PROVINCE,
    "省": Level.PROVINCE,
    "自治州": Level.CITY,
    "地区": Level.CITY,
    "盟": Level.CITY,
    "市": Level.CITY_OR_COUNTY,
    "自治县": Level.COUNTY,
    "自治旗": Level.COUNTY,
    "林区": Level.COUNTY,
    "特区": Level.COUNTY,
    "新区": Level.COUNTY,
    "区": Level.COUNTY,
    "县": Level.COUNTY,
    "旗": Level.COUNTY,
    "民族乡": Level.TOWNSHIP,
    "苏木": Level.TOWNSHIP,
    "街道": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
    "镇": Level.TOWNSHIP,
}
"""What the ending of a place's name says of its level; longer endings first."""

_NOT_PLACES: Final = re.compile(
    "(?<=[省市区县州盟旗乡镇])城市|市场|都市|市容|市政(?=工程|公用|园林|设施|管理|建设|养护|道路)|市民(?=服务|中心|热线|之家)"
    "|城乡|乡村|乡镇|城镇|村镇|区域|社区|园区|片区|灾区|库区|山区|老区|街区|景区|自然保护区|县域|市域|镇域|镇街|联盟|行政区划"
    "|省级|市级|县级|区级|镇级|乡级|市直|区直|县直"
)
"""Words of organs' names that hold a place's ending."""

_ORGAN_WORDS: Final = re.compile("局|委|厅|与|管理|服务|监督|政府|执法|办公|发展|综合|工作")
_LONGEST: Final = {"省": 4, "市": 6, "区": 7, "县": 7, "旗": 9, "乡": 7, "镇": 7, "街道": 8}
"""How many characters a place's name may have, ending and all, unless it names a nationality (族)."""
_DOUBLED: Final = frozenset({"津市"})
"""Places whose name itself ends in 市: 津市市. Elsewhere 市市 is a city before a district such as 市南区."""

_ZONE: Final = re.compile(
    "(?:开发区|园区|高新区|示范区|保税区|保税港区|合作区|试验区|实验区|度假区|名胜区|风景区|景区|新区|管理区|功能区|工业区|先导区|经开区|综保区"
    "|开发试验区|集聚区|港区|新城|产业园|工业园|科技园|农场|林场|旅游区|片区)(?:管理委员会|管委会|管理局|管理办公室|党工委)"
)
_VERTICAL: Final = re.compile(
    "^国家税务总局|^国家统计局.|^国家金融监督管理总局.|^中国人民银行.|^国家外汇管理局.|海关$|海事局$|调查队$|气象局$|地震局$|烟草专卖局$"
    "|出入境边防检查|邮政管理局$|通信管理局$|消防救援"
)
_ORGANS: Final = (
    (re.compile("^(?:人民政府|政府|)$"), Kind.GOVERNMENT),
    (
        re.compile(
            "^(?:人民政府|政府)?(?:办公厅|办公室|办)$|^(?:人民政府|政府)(?:办公厅|办公室)"
            "|^(?:党政|政务公开|政府信息公开)(?:综合)?办公室$"
        ),
        Kind.OFFICE,
    ),
    (re.compile("^行政公署(?:办公室)?$"), Kind.PREFECTURE),
)
_PREFECTURE: Final = re.compile("(?:地区|盟)$")


# --- reading a name -------------------------------------------------------------------------------------------------


def _places(name: str) -> tuple[tuple[str, ...], str]:
    """Cut the places off the head of a name: 泉州市丰泽区财政局 → (泉州市, 丰泽区), 财政局."""
    masked = _NOT_PLACES.sub(lambda match: "＊" * len(match[0]), name)
    places = []
    start = 0
    while place := _one_place(masked, start):
        places.append(name[start : start + place])
        start += place
    return tuple(places), name[start:]


def _one_place(masked: str, start: int) -> int:
    """How many characters from `start` name a place; 0 if none does."""
    for end in range(start + 2, min(start + 18, len(masked)) + 1):
        piece = masked[start:end]
        if "＊" in piece or _ORGAN_WORDS.search(piece):
            return 0
        ending = next((ending for ending in _ENDINGS if piece.endswith(ending) and len(piece) > len(ending)), "")
        if not ending or (len(piece) > _LONGEST.get(ending, 18) and "族" not in piece):
            continue
        if _goes_on(piece, masked[end:]):
            continue
        return end - start
    return 0


def _goes_on(piece: str, rest: str) -> bool:
    """Whether the place's own name holds an ending: 新乡市, 景德镇市, 赣县区, 津市市, 东乡族自治县."""
    if rest.startswith("族") or (piece in _DOUBLED and rest.startswith("市")):
        return True
    return rest[:1] in tuple("市县区旗") and not piece.endswith(("省", rest[0]))


@lru_cache(maxsize=4096)
def standing(body: str) -> Standing:
    """Kind and level of a body, from its name alone."""
    name = re.sub(r"[\s　]", "", body)
    if name.removeprefix("中华人民共和国") in STATE_COUNCIL:
        return Standing(Kind.DEPARTMENT, Level.NATIONAL, (), name)
    vertical = _VERTICAL.search(name) is not None
    bare = re.sub(
        "^(?:中华人民共和国|国家税务总局|国家统计局|国家金融监督管理总局|中国人民银行|国家外汇管理局)", "", name
    )
    if match := _ZONE.search(bare):
        places, _ = _places(bare)
        inside = tuple(place for place in places if bare.index(place) + len(place) <= match.start())
        return Standing(Kind.ZONE, Level.UNKNOWN, inside, bare[sum(map(len, inside)) :])
    places, organ = _places(bare)
    if not places:
        return Standing(Kind.UNKNOWN if not vertical else Kind.DEPARTMENT, Level.UNKNOWN, (), organ, vertical)
    level = _level(places)
    if places[-1].endswith("街道"):
        return Standing(Kind.STREET if organ in ("", "办事处", "办") else Kind.DEPARTMENT, level, places, organ)
    kind = next((kind for pattern, kind in _ORGANS if pattern.search(organ)), Kind.DEPARTMENT)
    if kind is Kind.GOVERNMENT and _PREFECTURE.search(places[-1]):
        kind = Kind.PREFECTURE
    return Standing(kind, level, places, organ, vertical)


def _level(places: tuple[str, ...]) -> Level:
    last = places[-1]
    if last in MUNICIPALITIES:
        return Level.PROVINCE
    level = next(level for ending, level in _ENDINGS.items() if last.endswith(ending))
    if level is not Level.CITY_OR_COUNTY or len(places) == 1:
        return level
    # A 市 within a 市 or a prefecture is on the level of a county; one within a province may be either.
    return Level.COUNTY if not places[-2].endswith(("省", "自治区")) else level


# --- questions ------------------------------------------------------------------------------------------------------


def makes_rules(body: str) -> bool | None:
    """Whether the body can make 规章; None when its name does not tell.

    Departments of the State Council and the governments of provinces, of cities with districts and of autonomous
    prefectures make them (规章制定程序条例). Nobody else does; a general office that may be filing
    its government's report, and a 市 whose level its name does not tell, are left open.
    """
    it = standing(body)
    if it.level is Level.NATIONAL:
        return True
    if it.level in (Level.COUNTY, Level.TOWNSHIP) or it.kind in (Kind.DEPARTMENT, Kind.STREET, Kind.ZONE):
        return False
    if it.kind is Kind.GOVERNMENT and it.level in (Level.PROVINCE, Level.CITY):
        return True
    return False if it.kind is Kind.PREFECTURE else None


def is_government(body: str) -> bool:
    """Whether the name is that of a government itself, whose report covers its whole region."""
    return standing(body).kind in (Kind.GOVERNMENT, Kind.PREFECTURE)


def same_body(first: str | None, second: str | None) -> bool:
    """Whether two names are of one body: equal, or one with a wider place before it (泉州市丰泽区… and 丰泽区…)."""
    if not first or not second:
        return False
    one, other = sorted((_plain(first), _plain(second)), key=len)
    if one == other:
        return True
    return len(one) >= 4 and other.endswith(one) and bool(standing(one).places)


_SHORT: Final = (("人民政府", "政府"), ("政府办公室", "政府办"), ("政府办公厅", "政府办"))


def _plain(name: str) -> str:
    plain = fold(re.sub(r"[（(](?:本级|本部|机关)[）)]$", "", name)).removeprefix("中华人民共和国")
    for long, short in _SHORT:
        plain = plain.replace(long, short)
    return plain
