"""The sites of the demo city: the portal, the departments and the county under it, each with two years of news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone
from wagtail.models import Page

from gongkai.bodies.models import Body
from gongkai.demo.city import GOVERNMENT, PLACES, Place
from gongkai.pages.columns import ContentClass
from gongkai.pages.enums import Colour
from gongkai.pages.models import ArticlePage, ChannelPage, SiteHome
from gongkai.pages.services import open_site

PORTAL: Final = "portal"
CHANNELS: Final = (
    ("zwdt", "政务动态", ContentClass.NEWS, "{body}的工作动态"),
    ("tzgg", "通知公告", ContentClass.NEWS, "{body}的通知和公告"),
)
NEWS: Final = (
    "召开政务公开工作例会",
    "到基层便民服务点走访",
    "举办公众开放日活动",
    "更新办事指南和联系方式",
    "答复网民关心的三个问题",
    "组织工作人员业务培训",
)
NOTICES: Final = (
    "关于窗口服务时间调整的通知",
    "关于公开征求意见的公告",
    "关于系统升级维护的通知",
    "关于招募政务公开监督员的公告",
)
TEXT: Final = """<p>{body}{title}。本文是演示内容，机关、人物和事项都是虚构的。</p>
<p>{day}，有关工作按计划完成，联系方式见页脚。</p>"""
NUMBER: Final = 9
APART: Final = 85
"""Articles of a channel, and the days between them: two years in all."""


def sites() -> str:
    """Open the sites of the bodies that have a slug, and put news and notices into them."""
    portal = open_site(Body.objects.get(name=GOVERNMENT), slug=PORTAL, by=None)
    homes = [(portal, PLACES[0])] + [
        (open_site(Body.objects.get(name=place.name), slug=place.slug, parent=portal, by=None), place)
        for place in PLACES
        if place.slug
    ]
    for (home, place), colour in zip(homes, _colours(), strict=False):
        if not ChannelPage.objects.child_of(home).exists():
            _furnish(home, place, colour)
    return f"{len(homes)}个网站，{ArticlePage.objects.count()}篇文章"


def _colours() -> Iterator[Colour]:
    while True:
        yield from Colour


def _furnish(home: SiteHome, place: Place, colour: Colour) -> None:
    home.colour = colour
    home.icp = "云ICP备00000001号（虚构）"
    home.lead = [("paragraph", f"<p>{place.name}的演示网站。内容都是虚构的，仅供试用。</p>")]
    home.save_revision().publish()
    for (slug, title, content, about), titles in zip(CHANNELS, (NEWS, NOTICES), strict=True):
        channel = ChannelPage(
            title=title, slug=slug, content=content, about=about.format(body=place.name), keywords=title
        )
        channel.show_in_menus = True
        home.add_child(instance=channel)
        for number in range(NUMBER):
            _article(channel, place, titles[number % len(titles)], number)


def _article(channel: Page, place: Place, title: str, number: int) -> None:
    day = timezone.localdate() - timedelta(days=APART * (NUMBER - 1 - number) + 5)
    at = timezone.make_aware(datetime.combine(day, time(9, 30)))
    text = TEXT.format(body=place.name, title=title, day=f"{day:%Y年%m月%d日}")
    article = ArticlePage(title=title, slug=f"{day:%Y%m%d}", source=place.name, body=[("paragraph", text)])
    article.first_published_at = article.last_published_at = at
    channel.add_child(instance=article)
