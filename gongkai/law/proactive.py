"""What is disclosed without being asked for (Regulations, Arts. 20 and 21): the directory it is published by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gongkai.law.annual import Filer
from gongkai.law.articles import REGULATIONS, Article


class Topic(NamedTuple):
    """A place in the directory. `slug` is never reused: addresses carry it."""

    slug: str
    title: str
    article: Article
    parts: tuple[Topic, ...] = ()


def _topic(article: int, item: int, slug: str, title: str, parts: str = "") -> Topic:
    """A topic and its parts, written `slug:title slug:title`."""
    source = Article(REGULATIONS, article, item=item)
    under = (part.partition(":") for part in parts.split())
    return Topic(slug, title, source, tuple(Topic(f"{slug}-{name}", words, source) for name, _, words in under))


EVERY_ORGAN: Final = (
    _topic(20, 2, "jgzn", "机构职能", "zn:职能 jg:机构设置 fzr:负责人 lx:办公地址、时间和联系方式"),
    _topic(20, 1, "gfxwj", "规章和规范性文件", "fg:行政法规、规章 gf:行政规范性文件"),
    _topic(20, 3, "ghjh", "规划计划", "gm:国民经济和社会发展规划 zx:专项规划 qy:区域规划 zc:相关政策"),
    _topic(20, 4, "tjxx", "统计信息"),
    _topic(20, 5, "xzxk", "行政许可和其他对外管理服务", "yj:依据、条件和程序 jg:办理结果"),
    _topic(20, 6, "cfqz", "行政处罚和行政强制", "yj:依据、条件和程序 jd:行政处罚决定"),
    _topic(20, 7, "czxx", "财政信息", "ys:预算 js:决算"),
    _topic(20, 8, "xzsf", "行政事业性收费"),
    _topic(20, 9, "zfcg", "政府集中采购", "ml:采购目录和标准 ss:实施情况"),
    _topic(20, 10, "zdxm", "重大建设项目", "pz:批准 ss:实施情况"),
    _topic(20, 11, "msbz", "民生保障", "fp:扶贫 jy:教育 yl:医疗 sb:社会保障 jiuye:促进就业"),
    _topic(20, 12, "tfsj", "突发公共事件", "ya:应急预案 yj:预警信息 yd:应对情况"),
    _topic(20, 13, "jdjc", "监督检查", "hj:环境保护 ws:公共卫生 aq:安全生产 sp:食品药品 zl:产品质量"),
    _topic(20, 14, "gwyzk", "公务员招考", "zw:职位、名额和报考条件 jg:录用结果"),
    _topic(20, 15, "qtfd", "其他法定公开内容"),
)
CITIES_AND_COUNTIES: Final = (
    _topic(21, 0, "cxjs", "市政建设和公共服务", "sz:市政建设 fw:公共服务 gy:公益事业"),
    _topic(21, 0, "zsxx", "征收", "td:土地征收 fw:房屋征收"),
    _topic(21, 0, "zagl", "治安管理"),
    _topic(21, 0, "shjz", "社会救助"),
)
TOWNSHIPS: Final = (
    _topic(21, 0, "snzc", "农业农村政策"),
    _topic(21, 0, "ntsl", "农田水利工程建设运营"),
    _topic(21, 0, "tdlz", "农村土地承包经营权流转"),
    _topic(21, 0, "zjd", "宅基地使用情况审核"),
    _topic(21, 0, "xzzs", "征收", "td:土地征收 fw:房屋征收"),
    _topic(21, 0, "czcl", "筹资筹劳"),
    _topic(21, 0, "xzjz", "社会救助"),
)
LOCAL: Final = {
    Filer.GOVERNMENT: CITIES_AND_COUNTIES,
    Filer.DEPARTMENT: CITIES_AND_COUNTIES,
    Filer.TOWNSHIP: TOWNSHIPS,
}
"""What Art. 21 adds. It names cities with districts, counties, their departments and townships; for a province and its
departments an office leaves these topics empty."""


def directory(organ: Filer | None) -> tuple[Topic, ...]:
    """The topics of an organ; None stands for one that Art. 21 does not name."""
    return EVERY_ORGAN + (LOCAL[organ] if organ is not None else ())


def each(topics: tuple[Topic, ...]) -> Iterator[Topic]:
    """Every topic, with its parts after it."""
    for topic in topics:
        yield topic
        yield from each(topic.parts)
