"""What the pages say: META tags, the foot, lists, and what is said when there is nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.images import ImageFile
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from lxml import etree, html
from PIL import Image as Picture
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from gongkai.pages.columns import COLUMNS, PARTS, Kind, place
from gongkai.pages.meta import COLUMN, ITEM, SITE
from gongkai.pages.models import ArticlePage, SiteHome, TopicPage
from tests.pages.conftest import article, channel, column

Get = Callable[..., Any]
pytestmark = pytest.mark.django_db

FRAME = {tag.name for tag in SITE}
OF_COLUMN = {tag.name for tag in COLUMN}
OF_ITEM = {tag.name for tag in ITEM}
PUBLISHED = datetime(2025, 3, 1, 1, 30, tzinfo=UTC)


def metas(text: str) -> dict[str, str]:
    """The META tags that the rules name, by name; each is there once."""
    found = html.fromstring(text).xpath("//meta[@name][@name != 'viewport']")
    counted = Counter(meta.get("name").lower() for meta in found)
    assert set(counted.values()) == {1}, counted
    return {meta.get("name"): meta.get("content") for meta in found}


def picture(title: str, **members: Any) -> Any:
    file = BytesIO()
    Picture.new("RGB", (40, 20)).save(file, "PNG")
    return get_image_model().objects.create(title=title, file=ImageFile(file, name="a.png"), **members)


# --- META tags ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "wzdt/", "wzasm/"])
def test_pages_of_no_column_name_the_site(path: str, by_path: SiteHome, get: Get):
    said = metas(get(f"/jyj/{path}").text)
    assert said == {"SiteName": "海州市教育局", "SiteDomain": "127.0.0.1", "SiteIDCode": "3599000002"}


@pytest.mark.parametrize("kind", Kind)
def test_a_statutory_column_says_what_it_is(kind: Kind, by_path: SiteHome, get: Get):
    said = metas(get(f"/jyj/{place(kind)}").text)
    assert said.keys() == FRAME | OF_COLUMN
    assert said["ColumnName"] == kind.label
    assert said["ColumnType"] == COLUMNS[kind].content.label
    assert "海州市教育局" in said["ColumnDescription"]
    assert said["ColumnKeywords"]


def test_a_topic_of_the_directory_belongs_to_its_column(by_path: SiteHome, get: Get):
    answer = get("/jyj/zfxxgk/fdzdgknr/xzxk-jg/")
    assert metas(answer.text)["ColumnName"] == "法定主动公开内容"
    assert "本栏目暂无信息" in answer.text
    assert "第二十条第（五）项" in answer.text


def test_an_article_says_all_there_is_to_say(by_path: SiteHome, get: Get):
    body = [("figure", {"image": {"image": picture("题图"), "decorative": True, "alt_text": ""}, "caption": ""})]
    made = article(
        channel(by_path),
        "关于开学的通知",
        at=PUBLISHED,
        source="海州日报",
        author="林一",
        keywords="开学,通知",
        summary="九月一日开学",
        body=body,
    )
    url = made.get_full_url()
    said = metas(get(url.removeprefix("http://127.0.0.1:8000")).text)
    assert said.keys() == FRAME | OF_COLUMN | OF_ITEM
    assert (said["ColumnName"], said["ColumnType"]) == ("通知公告", "政务动态")
    assert said["PubDate"] == "2025-03-01 09:30", "as shown, in Beijing time"
    assert (said["ArticleTitle"], said["ContentSource"]) == ("关于开学的通知", "海州日报")
    assert (said["Keywords"], said["Author"], said["Description"]) == ("开学,通知", "林一", "九月一日开学")
    assert said["Url"] == url
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/media/.+\.png", said["Image"])


def test_what_an_article_does_not_say_is_left_out(by_path: SiteHome, get: Get):
    made = article(channel(by_path), "关于开学的通知", at=PUBLISHED)
    answer = get(made.url)
    said = metas(answer.text)
    assert said.keys() == FRAME | OF_COLUMN | {"ArticleTitle", "PubDate", "ContentSource", "Url"}
    assert said["ContentSource"] == "海州市教育局"
    assert "发布时间：<time" in answer.text
    assert "2025-03-01 09:30" in html.fromstring(answer.text).xpath("string(//p[@class='by'])")


def test_a_quotation_mark_in_a_title_does_not_end_the_tag(by_path: SiteHome, get: Get):
    made = article(channel(by_path), '"三公"经费<公开>')
    assert metas(get(made.url).text)["ArticleTitle"] == '"三公"经费<公开>'


# --- head and foot --------------------------------------------------------------------------------------------------


def foot(text: str) -> Any:
    return html.fromstring(text).xpath("//footer")[0]


def test_the_foot_states_every_duty(by_host: SiteHome, get: Get):
    SiteHome.objects.filter(pk=by_host.pk).update(
        site_code="3599000003",
        icp="闽ICP备00000000号-1",
        police="闽公网安备35990000000001号",
        mark_url="https://bszs.conac.cn/sitename?method=show&id=0",
        contact="海州市财政路1号",
    )
    found = foot(get("/", "czj.haizhou.test").text)
    said = " ".join(found.text_content().split())
    for duty in (
        "主办单位：海州市财政局",
        "联系方式：海州市财政路1号",
        "网站标识码：3599000003",
        "闽ICP备00000000号-1",
    ):
        assert duty in said
    links = {link.text: link.get("href") for link in found.xpath(".//a")}
    assert links == {
        "网站地图": "/wzdt/",
        "无障碍声明": "/wzasm/",
        "我为政府网站找错": "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3599000003"
        "&url=http://czj.haizhou.test:8000/",
        "党政机关网站标识": "https://bszs.conac.cn/sitename?method=show&id=0",
        "闽ICP备00000000号-1": "https://beian.miit.gov.cn/",
        "闽公网安备35990000000001号": "https://beian.mps.gov.cn/#/query/webSearch?code=35990000000001",
    }


def test_a_site_at_a_place_has_from_its_host_what_it_leaves_out(portal: SiteHome, by_path: SiteHome, get: Get):
    SiteHome.objects.filter(pk=portal.pk).update(icp="闽ICP备00000000号-1")
    said = foot(get("/jyj/").text).text_content()
    assert "闽ICP备00000000号-1" in said
    assert "网站标识码：3599000002" in said
    assert "主办单位：海州市教育局" in said


def test_the_head_has_name_domain_logo_and_colour(by_host: SiteHome, get: Get):
    SiteHome.objects.filter(pk=by_host.pk).update(logo=picture("标志"), colour="red")
    page = html.fromstring(get("/", "czj.haizhou.test").text)
    head = page.xpath("//header")[0]
    assert "海州市财政局" in head.text_content()
    assert "czj.haizhou.test" in head.text_content()
    assert head.xpath(".//img")[0].get("src").startswith("/media/images/")
    assert page.get("class") == "theme-red"
    assert page.get("lang") == "zh-CN"


def test_the_menu_leads_to_the_column_and_to_what_editors_put_there(by_path: SiteHome, get: Get):
    channel(by_path)
    page = html.fromstring(get("/jyj/tzgg/").text)
    menu = [(link.text, link.get("href")) for link in page.xpath("//nav[@aria-label='主导航']//a")]
    assert menu == [("首页", "/jyj/"), ("政府信息公开", "/jyj/zfxxgk/"), ("通知公告", "/jyj/tzgg/")]
    assert page.xpath("//nav[@aria-label='主导航']//a[@aria-current='page']")[0].text == "通知公告"


def test_the_trail_leads_from_the_home_page_to_the_text(by_path: SiteHome, get: Get):
    made = article(column(by_path, Kind.ANNUAL), "2024年度报告")
    page = html.fromstring(get(made.url).text)
    said = page.xpath("//nav[@aria-label='当前位置']//li")
    assert [item.text_content() for item in said] == ["首页", "政府信息公开", "政府信息公开年报", "正文"]


def test_a_demonstration_says_so_on_every_page(portal: SiteHome, get: Get, settings: Settings):
    assert "演示环境" not in get("/?x=1").text
    settings.DEMO = True
    assert "演示环境" in get("/?x=2").text
    assert "演示环境" in get("/no/").text
    assert "Disallow: /\n" in get("/robots.txt").text


# --- columns and lists ----------------------------------------------------------------------------------------------


def test_the_guide_has_what_article_12_wants(portal: SiteHome, get: Get):
    said = html.fromstring(get("/zfxxgk/zn/").text).xpath("string(//main)")
    for wanted in (
        "信息的分类",
        "编排体系",
        "获取方式",
        "海州市人民政府办公室",
        "海州市府前路1号",
        "工作日8:30至17:30",
    ):
        assert wanted in said
    for contact in ("0599-8000001", "0599-8000002", "xxgk@haizhou.test"):
        assert contact in said


def test_the_guide_follows_the_body(portal: SiteHome, get: Get):
    assert "0599-8000009" not in get("/zfxxgk/zn/").text
    portal.body.phone = "0599-8000009"
    portal.body.save()
    assert "0599-8000009" in get("/zfxxgk/zn/").text


def test_rules_are_grouped_and_lead_to_their_text(by_path: SiteHome, get: Get):
    page = html.fromstring(get("/jyj/zfxxgk/zd/").text)
    section = page.xpath("//section[@aria-label='国家法规和规定']")[0]
    assert section.xpath(".//a")[0].text == "中华人民共和国政府信息公开条例"
    assert section.xpath(".//a")[0].get("href").startswith("https://www.gov.cn/")
    assert "国务院令第711号" in section.text_content()


def test_the_directory_is_there_with_all_its_topics(by_path: SiteHome, get: Get):
    page = html.fromstring(get("/jyj/zfxxgk/fdzdgknr/").text)
    links = page.xpath("//ul[@class='directory']//a/@href")
    assert len(links) > 40
    assert all(get(link).status_code == 200 for link in links)


def test_a_list_is_newest_first_a_page_at_a_time(by_path: SiteHome, get: Get):
    parent = channel(by_path)
    for number in range(25):
        article(parent, f"第{number}号通知", at=PUBLISHED + timedelta(days=number))
    titles = html.fromstring(get("/jyj/tzgg/").text).xpath("//main//ul[@class='rows']//a/text()")
    assert titles[:2] == ["第24号通知", "第23号通知"]
    assert len(titles) == 20
    second = get("/jyj/tzgg/?page=2").text
    assert len(html.fromstring(second).xpath("//main//ul[@class='rows']//a")) == 5
    assert "2025-03-05 09:30" in second
    for page in ("3", "0", "x", "-1"):
        assert get(f"/jyj/tzgg/?page={page}").status_code == 404


def test_what_is_not_published_is_not_seen(by_path: SiteHome, get: Get):
    parent = channel(by_path)
    draft = parent.add_child(instance=ArticlePage(title="草稿", live=False, body=[]))
    assert "草稿" not in get("/jyj/tzgg/").text
    assert "本栏目暂无信息" in get("/jyj/tzgg/").text
    assert get(draft.url).status_code == 404


def test_a_title_in_chinese_has_an_address_by_its_day(by_path: SiteHome):
    parent = channel(by_path)
    today = f"{timezone.localdate():%Y%m%d}"
    assert [article(parent, title).slug for title in ("甲", "乙", "丙")] == [today, f"{today}-2", f"{today}-3"]


def test_only_some_columns_take_articles(by_path: SiteHome):
    takers = {kind for kind in Kind if ArticlePage.can_create_at(column(by_path, kind))}
    assert takers == {Kind.RULES, Kind.ANNUAL} == {kind for kind in Kind if COLUMNS[kind].articles}


def test_a_topic_shows_what_it_is_about_and_its_articles(by_path: SiteHome, get: Get):
    made = TopicPage(
        title="义务教育招生", slug="zs", about="招生专题", keywords="招生", body=[("paragraph", "<p>介绍</p>")]
    )
    topic = by_path.add_child(instance=made)
    article(topic, "招生简章")
    text = get("/jyj/zs/").text
    assert "介绍" in text
    assert "招生简章" in text
    assert "义务教育招生" in get("/jyj/").text


def test_blocks_come_out_as_they_should(by_path: SiteHome, get: Get):
    file = File(BytesIO(b"x" * 2048), name="b.xlsx")
    document = get_document_model().objects.create(title="附件表", file=file, file_size=2048)
    table = {
        "columns": [{"type": "text", "heading": "年份"}, {"type": "text", "heading": "件数"}],
        "rows": [{"values": ["2024", "9"]}],
        "caption": "申请件数",
    }
    stored = [{"type": "heading", "value": "一、情况"}, {"type": "table", "value": table}]
    stored.append({"type": "attachment", "value": document.pk})
    made = article(channel(by_path), "统计", body=json.dumps(stored))
    page = html.fromstring(get(made.url).text)
    assert page.xpath("//article//h2/text()") == ["一、情况"]
    assert page.xpath("//table/caption/text()") == ["申请件数"]
    assert page.xpath("//th[@scope='col']/text()") == ["年份", "件数"]
    link = page.xpath("//p[@class='attachment']/a")[0]
    assert link.text.startswith("附件表（XLSX，2.0")
    served = get(link.get("href"))
    assert b"".join(served.streaming_content) == b"x" * 2048
    served.close()


# --- for crawlers ---------------------------------------------------------------------------------------------------


def test_robots_and_sitemap_are_those_of_the_host(by_path: SiteHome, by_host: SiteHome, get: Get):
    robots = get("/robots.txt", "czj.haizhou.test").text
    assert "Disallow: /office/" in robots
    assert "Sitemap: http://czj.haizhou.test:8000/sitemap.xml" in robots
    tree = etree.fromstring(get("/sitemap-pages.xml", "czj.haizhou.test").content)
    own = tree.xpath("//*[local-name()='loc']/text()")
    assert len(own) == 1 + len(COLUMNS)
    assert all(url.startswith("http://czj.haizhou.test:8000/") for url in own)
    portal = get("/sitemap-pages.xml").text
    assert "http://127.0.0.1:8000/jyj/zfxxgk/zn/" in portal
    assert "czj.haizhou.test" not in portal


def test_the_site_map_shows_columns_channels_and_sites(portal: SiteHome, by_path: SiteHome, get: Get):
    channel(portal)
    said = html.fromstring(get("/wzdt/").text).xpath("string(//main)")
    for wanted in (*(kind.label for kind in PARTS), "行政事业性收费", "通知公告", "海州市教育局"):
        assert wanted in said
    assert "通知公告" not in html.fromstring(get("/jyj/wzdt/").text).xpath("string(//main)")


# --- errors ---------------------------------------------------------------------------------------------------------


def test_a_missing_page_leads_on(by_path: SiteHome, get: Get):
    answer = get("/jyj/zfxxgk/no/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert 'href="/jyj/wzdt/"' in answer.text


def test_pages_are_only_read(portal: SiteHome, client: Client):
    assert client.post("/", headers={"host": "127.0.0.1"}).status_code == 405
    assert client.head("/", headers={"host": "127.0.0.1"}).status_code == 200


def test_a_failure_is_told_without_the_database(django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        assert "服务出了问题" in render_to_string("500.html")


@pytest.mark.parametrize(("name", "said"), [("429.html", "操作太频繁"), ("403_csrf.html", "没有提交成功")])
def test_other_errors_are_told_in_chinese_too(name: str, said: str):
    assert said in render_to_string(name)


def test_a_page_that_moved_is_found_at_its_old_address(by_path: SiteHome, get: Get):
    old, new = channel(by_path), channel(by_path, "政务动态", "zwdt")
    made = article(old, "会议")
    before = made.url
    made.move(new, "last-child")
    Redirect.add_redirect(before, redirect_to=made.get_parent().specific, is_permanent=True)
    assert get(before).status_code == 301
