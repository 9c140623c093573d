"""Records as the public meets them: lists, an item, files, the library, the calendar, feeds, data, search."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from django.utils import timezone
from lxml import etree, html

from gongkai.documents.enums import Channel, Effect, Kind, Relation
from gongkai.documents.models import Adoption, Directory, Duty, Fulfilment, Item, Release
from gongkai.documents.services import outward, publication, review
from gongkai.documents.services.register import attach, change, link, show_on
from gongkai.pages.models import SiteHome
from tests.documents.people import Office

pytestmark = pytest.mark.django_db
Get = Callable[..., Any]
AT = "/jyj/zfxxgk/fdzdgknr/"


def item_at(release: Release) -> str:
    return f"{AT}{release.item_id}/"


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


# --- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"{AT}msbz-jy/", f"{AT}msbz/", "/jyj/zfxxgk/zx/", "/jyj/"])
def test_what_is_published_stands_under_its_topic_the_one_above_and_with_the_latest(
    path: str, site: SiteHome, office: Office, get: Get
):
    release = office.published()
    assert f'href="{item_at(release)}">{release.title}' in get(path).text


def test_it_does_not_stand_elsewhere(site: SiteHome, office: Office, get: Get):
    release = office.published()
    for path in (f"{AT}tjxx/", f"{AT}msbz-yl/", "/zfxxgk/zx/"):
        assert release.title not in get(path).text


def test_a_record_is_shown_on_another_site_with_the_same_content(site: SiteHome, office: Office, get: Get):
    item = show_on(office.item(), [office.city], by=office.officer)
    [release] = publication.publish(office.passed(item), by=office.officer)
    there = get(f"/zfxxgk/fdzdgknr/{item.pk}/")
    assert "现将有关事项通知如下" in there.text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{item_at(release)}">' in there.text


def test_the_calendar_counts_by_day(site: SiteHome, office: Office, get: Get):
    office.published()
    today = timezone.localdate()
    month = get(f"/jyj/zfxxgk/rl/{today:%Y/%m}/").text
    assert f'href="/jyj/zfxxgk/rl/{today:%Y/%m/%d}/">{today.day}日 <span>1条</span>' in month
    assert "1条" in get("/jyj/zfxxgk/rl/").text
    assert "关于2026年义务教育招生工作的通知" in get(f"/jyj/zfxxgk/rl/{today:%Y/%m/%d}/").text
    assert get("/jyj/zfxxgk/rl/2008/04/").status_code == 404
    assert get("/jyj/zfxxgk/rl/2026/13/").status_code == 404
    assert get("/jyj/zfxxgk/rl/2026/02/30/").status_code == 404


def test_the_library_of_policies_is_cut_down_by_validity_kind_year_and_issuer(site: SiteHome, office: Office, get: Get):
    one = office.published(title="甲办法", kind=Kind.NORMATIVE, category="gfxwj-gf")
    office.published(title="乙规定", kind=Kind.POLICY, category="ghjh-zc", formed_on=date(2025, 5, 6))
    publication.set_effect(one.item, Effect.REPEALED, "乙规定废止", by=office.officer)
    whole = get("/zfxxgk/zc/").text
    assert "甲办法" in whole
    assert "乙规定" in whole
    assert "甲办法" not in get("/jyj/zfxxgk/zc/?effect=in_force").text
    assert "乙规定" not in get("/jyj/zfxxgk/zc/?year=2026").text
    assert "甲办法" not in get("/jyj/zfxxgk/zc/?kind=policy").text
    assert "乙规定" in get(f"/zfxxgk/zc/?body={office.bureau.pk}").text
    assert "没有符合条件的文件" in get("/jyj/zfxxgk/zc/?year=abc").text


def test_the_gazette_lists_its_issues(site: SiteHome, office: Office, get: Get):
    release = office.published()
    given: dict[str, Any] = {"name": "海州市人民政府公报2026年第3期", "on": date(2026, 4, 1), "by": office.officer}
    outward.record_outlet(release.item, Channel.GAZETTE, **given, url="https://example.invalid/3")
    page = get("/zfxxgk/gb/").text
    assert "海州市人民政府公报2026年第3期（2026-04-01）" in page
    assert release.title in page


def test_standard_directories_show_what_stands_under_their_entries(site: SiteHome, office: Office, get: Get):
    directory = Directory.objects.create(
        body=office.city, title="义务教育领域标准目录", field="义务教育", level="county", confirmed_at=timezone.now()
    )
    done, empty = (
        directory.entries.create(order=order, number=str(order), subject="招生", part=part, content="招生计划")
        for order, part in ((1, "招生政策"), (2, "招生结果"))
    )
    done.channels = [
        {"name": "政府网站", "ticked": True, "key": "website"},
        {"name": "广播", "ticked": False, "key": ""},
    ]
    done.save()
    adoption = Adoption.objects.create(body=office.bureau, directory=directory)
    for entry in (done, empty):
        Duty.objects.create(adoption=adoption, entry=entry)
    release = office.published()
    Fulfilment.objects.create(entry=done, item=release.item)
    assert f'href="/jyj/zfxxgk/bzml/{directory.pk}/"' in get("/jyj/zfxxgk/bzml/").text
    page = get(f"/jyj/zfxxgk/bzml/{directory.pk}/")
    assert f'href="{item_at(release)}">{release.title}' in page.text
    said = text_of(page)
    assert "招生·招生结果 招生计划" in said
    assert "政府网站" in said
    assert "广播" not in said
    assert said.count("暂无") == 1
    assert get(f"/zfxxgk/bzml/{directory.pk}/").status_code == 404


# --- an item --------------------------------------------------------------------------------------------------------


def test_the_page_of_an_item_has_its_metadata_and_its_tags(site: SiteHome, office: Office, get: Get):
    release = office.published(keywords="招生,义务教育")
    page = get(item_at(release))
    said = text_of(page)
    for value in (
        release.index_number,
        "海教〔2026〕12号",
        "海州市教育局",
        "2026-03-02",
        "招生,义务教育",
        "民生保障·教育",
        "主动公开",
    ):
        assert value in said
    tree = html.fromstring(page.content)
    tags = {tag.get("name"): tag.get("content") for tag in tree.xpath("//meta[@name]")}
    assert tags["ArticleTitle"] == release.title
    assert tags["PubDate"] == f"{timezone.localtime(release.published_at):%Y-%m-%d %H:%M}"
    assert tags["ContentSource"] == "海州市教育局"
    assert tags["Url"] == f"http://127.0.0.1:8000{item_at(release)}"


def test_a_document_that_is_repealed_says_so_on_its_own_page(site: SiteHome, office: Office, get: Get):
    old = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf")
    new = office.item(title="新办法", kind=Kind.NORMATIVE, category="gfxwj-gf")
    link(new, Relation.REPEALS, old.item, by=office.officer)
    publication.publish(office.passed(new), by=office.officer)
    said = text_of(get(item_at(old)))
    assert "本文件废止：废止：新办法" in said
    assert "废止本文的文件 新办法" in said


def test_a_policy_and_its_interpretation_lead_to_one_another(site: SiteHome, office: Office, get: Get):
    policy = office.published(title="办法", kind=Kind.NORMATIVE, category="gfxwj-gf")
    reading = office.item(title="《办法》解读", kind=Kind.INTERPRETATION, category="gfxwj-gf")
    link(reading, Relation.INTERPRETS, policy.item, by=office.officer)
    assert "《办法》解读" not in get(item_at(policy)).text
    [made] = publication.publish(office.passed(reading), by=office.officer)
    assert f'href="{item_at(made)}">《办法》解读' in get(item_at(policy)).text
    assert f'href="{item_at(policy)}">办法' in get(item_at(made)).text
    assert "解读的文件 办法" in text_of(get(item_at(made)))


def test_a_correction_is_said_on_the_page(site: SiteHome, office: Office, get: Get):
    first = office.published()
    item = publication.correct(first.item, "更正第二段的日期", by=office.officer)
    assert "现将有关事项通知如下" in get(item_at(first)).text
    item = change(item, {"text": "<p>更正后的正文</p>"}, by=office.officer, edition=item.edition)
    publication.publish(office.passed(item), by=office.officer)
    page = get(item_at(first)).text
    assert "更正后的正文" in page
    assert "更正第二段的日期" in page
    assert "现将有关事项通知如下" not in page


def test_what_is_withdrawn_leaves_a_notice_and_nothing_of_its_content(site: SiteHome, office: Office, get: Get):
    release = office.published()
    publication.withdraw(release.item, "内容有误", by=office.officer)
    page = get(item_at(release))
    assert page.status_code == 410
    assert "说明：内容有误" in page.text
    assert "现将有关事项通知如下" not in page.text


def test_files_are_given_out_so_that_they_run_nothing(site: SiteHome, office: Office, get: Get):
    item = office.item()
    attach(item, b"<script>alert(1)</script>", "a.html", by=office.officer)
    attach(item, "表格内容".encode(), "附件 2.txt", by=office.officer)
    [release] = publication.publish(office.passed(item), by=office.officer)
    page = get(item_at(release)).text
    assert "附件 2.txt" in page
    given = get(f"{item_at(release)}1/a.html")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["Content-Security-Policy"].startswith("sandbox")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(given.streaming_content) == b"<script>alert(1)</script>"
    shown = get(f"{item_at(release)}2/%E9%99%84%E4%BB%B6%202.txt")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Cache-Control"].startswith("public")
    list(shown.streaming_content)
    assert get(f"{item_at(release)}2/other.txt").status_code == 301
    assert get(f"{item_at(release)}3/a.html").status_code == 404


def test_what_was_read_of_a_file_is_shown_as_text(site: SiteHome, office: Office, get: Get):
    item = office.item()
    attach(item, "名称,数量\n学校,12\n".encode(), "表.csv", by=office.officer)
    [release] = publication.publish(office.passed(item), by=office.officer)
    assert "学校" in get(f"{item_at(release)}1/").text
    assert "预览文字" in get(item_at(release)).text


def test_the_address_can_be_read_by_a_telephone(site: SiteHome, office: Office, get: Get):
    release = office.published()
    drawing = get(f"{item_at(release)}ewm.svg")
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert etree.fromstring(drawing.content).tag.endswith("svg")


# --- feeds and data -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/jyj/zfxxgk/rss.xml", f"{AT}msbz-jy/rss.xml", f"{AT}msbz/atom.xml", "/jyj/zfxxgk/atom.xml"]
)
def test_feeds_have_what_is_new(path: str, site: SiteHome, office: Office, get: Get):
    release = office.published()
    tree = etree.fromstring(get(path).content)
    titles = tree.xpath("//*[local-name()='item' or local-name()='entry']/*[local-name()='title']/text()")
    assert titles == [release.title]
    assert f"http://127.0.0.1:8000{item_at(release)}" in get(path).text


def test_data_are_as_their_description_says(site: SiteHome, office: Office, get: Get):
    item = office.item()
    attach(item, b"content", "a.txt", by=office.officer)
    [release] = publication.publish(office.passed(item), by=office.officer)
    described = json.loads(get("/jyj/zfxxgk/data/openapi.json").content)
    schemas = described["components"]["schemas"]
    paths = {
        "/items.json": ("/jyj/zfxxgk/data/items.json", "Items"),
        "/items/{id}.json": (f"/jyj/zfxxgk/data/items/{release.item_id}.json", "Whole"),
        "/directory.json": ("/jyj/zfxxgk/data/directory.json", "Directory"),
        "/reports.json": ("/jyj/zfxxgk/data/reports.json", "Reports"),
    }
    assert set(described["paths"]) == {*paths, "/items.csv", "/reports.csv", "/reports/{year}.csv"}
    for path, name in paths.values():
        given = json.loads(get(path).content)
        jsonschema.validate(given, {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}})
    whole = json.loads(get(paths["/items/{id}.json"][0]).content)
    assert whole["files"][0]["name"] == "a.txt"
    assert whole["text"] == "各学校：\n现将有关事项通知如下。"


def test_the_table_opens_in_a_spreadsheet_and_computes_nothing(site: SiteHome, office: Office, get: Get):
    office.published(title="=1+1")
    rows = list(csv.reader(io.StringIO(get("/jyj/zfxxgk/data/items.csv").content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["编号", "索引号", "名称"]
    assert rows[1][2] == "'=1+1"


def test_lists_of_data_are_cut_by_topic_and_page(site: SiteHome, office: Office, get: Get):
    office.published()
    data = "/jyj/zfxxgk/data/items.json"
    assert json.loads(get(f"{data}?topic=tjxx").content)["count"] == 0
    assert json.loads(get(f"{data}?topic=msbz&page=2").content)["items"] == []
    for query in ("topic=nothing", "page=0", "page=x"):
        assert get(f"{data}?{query}").status_code == 404


def test_the_sitemap_has_records(site: SiteHome, office: Office, get: Get):
    release = office.published()
    assert "/sitemap-records-1.xml" in get("/sitemap.xml").text
    assert f"http://127.0.0.1:8000{item_at(release)}" in get("/sitemap-records-1.xml").text
    assert get("/sitemap-records-2.xml").status_code == 404


# --- search ---------------------------------------------------------------------------------------------------------


def test_what_is_published_is_found_at_once_on_its_site_and_on_that_of_the_government(
    site: SiteHome, office: Office, get: Get
):
    release = office.published()
    for path in ("/jyj/ss/?q=义务教育招生", "/ss/?q=海教〔2026〕12号", f"/ss/?q={release.index_number}"):
        assert f'href="{item_at(release)}"' in get(path).text
    publication.withdraw(release.item, "内容有误", by=office.officer)
    assert "没有找到" in get("/jyj/ss/?q=义务教育招生").text


def test_a_search_is_cut_down_and_counted(site: SiteHome, office: Office, get: Get):
    office.published(title="招生通知")
    office.published(title="招生办法", kind=Kind.NORMATIVE, category="gfxwj-gf")
    whole = text_of(get("/jyj/ss/?q=招生"))
    assert "找到2条" in whole
    assert "行政规范性文件 1" in whole
    only = get("/jyj/ss/?q=招生&kind=normative").text
    assert "招生</mark>办法" in only
    assert "招生</mark>通知" not in only


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%22", "q=" + "x" * 5000, "q=%00", "q=((a:b*)", "q=%3Cscript%3E", "order=evil&q=a", "kind=%27&q=a"],
)
def test_whatever_is_asked_gets_an_answer(query: str, site: SiteHome, office: Office, get: Get):
    office.published()
    answer = get(f"/jyj/ss/?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")


@pytest.mark.parametrize("query", ["page=0&q=a", "page=x&q=a", "page=501&q=a", "year=x&q=a", "body=99999999999999&q=a"])
def test_what_cannot_be_asked_is_not_there(query: str, site: SiteHome, get: Get):
    assert get(f"/jyj/ss/?{query}").status_code == 404


def test_titles_are_suggested(site: SiteHome, office: Office, get: Get):
    office.published()
    answer = json.loads(get("/jyj/ss/ts/?q=关于2026").content)
    assert answer["titles"] == ["关于2026年义务教育招生工作的通知"]


# --- what was not reviewed is nowhere -------------------------------------------------------------------------------

SECRET = "尚未审查的内容"


def unreviewed(office: Office, state: str) -> Item:
    """An item in a state in which nobody outside may see it."""
    item = office.item(title=f"标题{SECRET}", text=f"<p>{SECRET}</p>", summary=SECRET, kind=Kind.NORMATIVE)
    attach(item, SECRET.encode(), f"{SECRET}.txt", by=office.officer)
    item = Item.objects.get(pk=item.pk)
    match state:
        case "in_review":
            review.submit(item, by=office.officer)
        case "decided":
            office.passed(item)
        case "withheld":
            change(
                item,
                {"attribute": "withheld", "ground": "internal_affairs", "reason": "内部"},
                by=office.officer,
                edition=item.edition,
            )
            office.passed(Item.objects.get(pk=item.pk))
        case "planned":
            publication.plan(office.passed(item), timezone.now() + timedelta(days=1), by=office.officer)
        case "withdrawn":
            publication.publish(office.passed(item), by=office.officer)
            publication.withdraw(item, "误发", by=office.officer)
    return item


STATES = ("draft", "in_review", "decided", "withheld", "planned", "withdrawn")


def doors(item: Item) -> list[str]:
    """Every address under which the public could look for an item."""
    own = [f"{item.pk}/", f"{item.pk}/1/", f"{item.pk}/1/{SECRET}.txt", f"{item.pk}/ewm.svg"]
    topics = [
        f"{topic}/{rest}" for topic in ("gfxwj-gf", "gfxwj", "msbz-jy", "msbz") for rest in ("", "rss.xml", "atom.xml")
    ]
    today = timezone.localdate()
    lists = [
        *("", "wzdt/", "zfxxgk/", "zfxxgk/zx/", "zfxxgk/zc/", "zfxxgk/gb/", "zfxxgk/rss.xml", "zfxxgk/atom.xml"),
        *("zfxxgk/rl/", f"zfxxgk/rl/{today:%Y/%m}/", f"zfxxgk/rl/{today:%Y/%m/%d}/"),
        *("zfxxgk/data/items.json", "zfxxgk/data/items.csv", f"zfxxgk/data/items/{item.pk}.json"),
        *(f"ss/?q={SECRET}", f"ss/?q={item.index_number}", "ss/", f"ss/ts/?q=标题{SECRET[:2]}"),
    ]
    found = [f"zfxxgk/fdzdgknr/{path}" for path in (*own, *topics)] + lists
    return [f"{at}{path}" for at in ("/", "/jyj/") for path in found] + [
        *("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-records-1.xml", f"/media/{item.pk}", f"/file/1/{SECRET}.txt"),
    ]


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("state", STATES)
def test_what_was_not_reviewed_and_published_is_behind_no_door(state: str, site: SiteHome, office: Office, get: Get):
    office.published()
    item = unreviewed(office, state)
    for path in doors(item):
        shown = content_of(get(path)).decode(errors="replace")
        shown = shown.replace(f"标题{SECRET}》（索引号", "") if state == "withdrawn" else shown
        asked = shown.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”的检索结果", "")
        assert SECRET not in asked, path


def test_what_was_kept_in_a_cache_goes_with_its_withdrawal(site: SiteHome, office: Office, get: Get):
    release = office.published()
    paths = [item_at(release), f"{AT}msbz-jy/", "/jyj/", "/jyj/zfxxgk/rss.xml", "/jyj/zfxxgk/data/items.json"]
    for path in paths:
        assert release.title in get(path).text
        assert release.title in get(path).text
    publication.withdraw(release.item, "内容有误", by=office.officer)
    for path in paths[1:]:
        assert release.title not in get(path).text, path
    assert "现将有关事项通知如下" not in get(paths[0]).text
