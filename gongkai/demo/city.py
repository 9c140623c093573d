"""The demo city: 云溪市 and its people are invented; their codes, numbers and addresses belong to nobody."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from gongkai.access.enums import Role
from gongkai.bodies.enums import BodyKind, Change


class Place(NamedTuple):
    """A body, as `gongkai.bodies` keeps it. `above` and `supervisor` are names of bodies that stand before it."""

    name: str
    short: str
    kind: BodyKind
    above: str
    credit_code: str
    site_code: str
    slug: str
    office: str
    phone: str
    since: date | None = None
    until: date | None = None
    supervisor: str = ""


GOVERNMENT: Final = "云溪市人民政府"
LEAD: Final = "云溪市人民政府办公室"
SCHOOLS, DATA, LAND, MARKET = "云溪市教育局", "云溪市数据局", "云溪市自然资源和林业局", "云溪市市场监督管理局"
COUNTY, TOWN = "清河县人民政府", "清河县石桥镇人民政府"
_D = BodyKind.DEPARTMENT
_REFORM: Final = date(2025, 3, 1)

PLACES: Final = (
    Place(GOVERNMENT, "云溪市政府", BodyKind.GOVERNMENT, "", "11990000MB001117YB", "9900000001", "",
          "云溪市人民政府办公室政务公开科", "0990-6000001", supervisor=LEAD),
    Place(LEAD, "市政府办", _D, GOVERNMENT, "11990000MB002234YJ", "9900000002", "zfb", "政务公开科", "0990-6000002"),
    Place(SCHOOLS, "市教育局", _D, GOVERNMENT, "11990000MB003351YR", "9900000003", "jyj", "办公室", "0990-6000003"),
    Place("云溪市大数据中心", "市大数据中心", _D, GOVERNMENT, "11990000MB004468YM", "", "", "综合科", "0990-6000004",
          until=_REFORM),
    Place(DATA, "市数据局", _D, GOVERNMENT, "11990000MB005585YW", "9900000004", "sjj", "综合科", "0990-6000004",
          since=_REFORM),
    Place("云溪市国土资源局", "市国土局", _D, GOVERNMENT, "11990000MB006702YJ", "", "", "办公室", "0990-6000005",
          until=_REFORM),
    Place("云溪市林业局", "市林业局", _D, GOVERNMENT, "11990000MB007819YE", "", "", "办公室", "0990-6000006",
          until=_REFORM),
    Place(LAND, "市自然资源局", _D, GOVERNMENT, "11990000MB008936YM", "9900000005", "zrj", "政策法规科",
          "0990-6000005", since=_REFORM),
    Place(MARKET, "市市场监管局", _D, GOVERNMENT, "11990000MB010053YH", "9900000006", "scj", "法规科",
          "0990-6000007"),
    Place(COUNTY, "清河县政府", BodyKind.GOVERNMENT, GOVERNMENT, "11990000MB011170YQ", "9901000001", "qinghe",
          "清河县人民政府办公室", "0990-6100001"),
    Place(TOWN, "石桥镇政府", BodyKind.TOWNSHIP, COUNTY, "11990000MB012287YL", "", "", "党政办公室",
          "0990-6100018"),
)  # fmt: skip
"""Eight bodies that exist, and three that others came out of."""

CHANGES: Final = (
    ("云溪市大数据中心", DATA, Change.RENAMED),
    ("云溪市国土资源局", LAND, Change.MERGED),
    ("云溪市林业局", LAND, Change.MERGED),
)
REFORM: Final = (_REFORM, "云编〔2025〕3号（虚构）")


class Person(NamedTuple):
    """Somebody who signs in, with the roles held and the bodies they are held for."""

    username: str
    name: str
    roles: tuple[tuple[Role, str], ...]


PEOPLE: Final = (
    Person("xitong", "系统管理员（演示）", ((Role.SYSTEM_ADMIN, ""),)),
    Person("anquan", "安全管理员（演示）", ((Role.SECURITY_ADMIN, ""),)),
    Person("shenji", "审计管理员（演示）", ((Role.AUDIT_ADMIN, ""),)),
    Person("chenyi", "陈一（演示）", ((Role.OFFICER, SCHOOLS),)),
    Person("liner", "林二（演示）", ((Role.SECRECY_REVIEWER, SCHOOLS),)),
    Person("huangsan", "黄三（演示）", ((Role.LEGAL_COUNSEL, SCHOOLS),)),
    Person("wusi", "吴四（演示）", ((Role.LEADER, SCHOOLS),)),
    Person("zhengwu", "郑五（演示）", ((Role.SUPERVISOR, GOVERNMENT),)),
    Person("caoliu", "曹六（演示）", ((Role.EDITOR, SCHOOLS),)),
    Person("fangqi", "方七（演示）", ((Role.OFFICER, DATA), (Role.EDITOR, DATA))),
    Person("xieba", "谢八（演示）", ((Role.OFFICER, TOWN), (Role.SECRECY_REVIEWER, TOWN))),
    Person("kongshi", "孔十（演示）", ((Role.SECRECY_REVIEWER, GOVERNMENT), (Role.LEGAL_COUNSEL, GOVERNMENT))),
    Person("heshiyi", "何十一（演示）", ((Role.OFFICER, GOVERNMENT),)),
    Person("zhangshier", "张十二（演示）", ((Role.LEADER, GOVERNMENT),)),
    Person("songjiu", "宋九（演示）", ((Role.EDITOR, GOVERNMENT), (Role.OFFICER, LEAD))),
)  # fmt: skip


class Staff(NamedTuple):
    """Who works for a body, by user name."""

    officer: str
    secrecy: str = "kongshi"
    counsel: str = "kongshi"
    leader: str = "zhangshier"


def staff_of(body: str) -> Staff:
    """The schools have all people of their own; to the others the government lends whom they lack."""
    return _STAFF.get(body, Staff("heshiyi"))


_STAFF: Final = {
    SCHOOLS: Staff("chenyi", "liner", "huangsan", "wusi"),
    DATA: Staff("fangqi"),
    LEAD: Staff("songjiu"),
    TOWN: Staff("xieba"),
}

PASSWORD: Final = "Yunxi-demo-2026"
"""Everybody's in the demo, which is refused anywhere else."""
