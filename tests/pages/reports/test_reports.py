"""Annual reports as the public reads them: each figure with its derivation, versions, files, two beside each other."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.test import Client

from gongkai.bodies.enums import Change
from gongkai.bodies.models import Body, Succession
from gongkai.filings.enums import Scope
from gongkai.filings.services.signing import public_pem
from gongkai.pages.models import SiteHome
from gongkai.report.published import verify
from tests.pages.reports.conftest import NEW, published

pytestmark = pytest.mark.django_db
COLUMN = "/jyj/zfxxgk/nb/"


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_the_column_lists_reports_by_year_and_draws_their_figures(client: Client, education: Body, by_path: SiteHome):
    published(education, 2022)
    assert "<svg" not in page(client, COLUMN)
    published(education, 2023)
    shown = page(client, COLUMN)
    assert shown.index("海州市教育局2023年") < shown.index("海州市教育局2022年")
    assert shown.count("<svg") == 2


def test_every_value_leads_to_how_it_came_about(client: Client, education: Body, by_path: SiteHome):
    published(education, 2023)
    shown = page(client, f"{COLUMN}2023/")
    links = set(re.findall(rf'href="({COLUMN}2023/v1/[a-z_.]+/)"', shown))
    assert len(links) >= 190
    for link in sorted(links)[::20]:
        page(client, link)
    told = page(client, f"{COLUMN}2023/v1/{NEW}/")
    assert "本年收到申请之日在本年的申请（由其他各格得出）。" in told
    assert f'{COLUMN}2023/v1/requests.new.business/">' in told


def test_a_figure_of_an_uploaded_report_has_no_derivation_and_says_so(
    client: Client, education: Body, by_path: SiteHome
):
    published(education, 2023)
    assert "系统里没有形成这个数的记录" in page(client, f"{COLUMN}2023/v1/requests.granted.total/")


def test_a_corrected_report_says_so_and_its_former_version_stays(client: Client, education: Body, by_path: SiteHome):
    published(education, 2023)
    page(client, f"{COLUMN}2023/")
    published(education, 2023, "第三部分一处数字录入有误，已更正")
    assert "更正说明：第三部分一处数字录入有误，已更正" in page(client, f"{COLUMN}2023/")
    before = page(client, f"{COLUMN}2023/v1/")
    assert "这一版已经更正" in before
    assert "更正说明" not in before.split("各版本")[0]
    page(client, f"{COLUMN}2023/v3/", 404)


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE"), ("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")])
def test_files_are_those_that_were_published(
    client: Client, education: Body, by_path: SiteHome, form: str, start: bytes
):
    published(education, 2023)
    answer = client.get(f"{COLUMN}2023/v1/report.{form}")
    assert b"".join(answer.streaming_content).startswith(start)
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_whoever_has_the_key_verifies_a_report_without_us(client: Client, education: Body, by_path: SiteHome):
    published(education, 2023)
    content = b"".join(client.get(f"{COLUMN}2023/v1/report.json").streaming_content)
    key = client.get(f"{COLUMN}gongyao.pem").content
    assert key == public_pem()
    assert verify(content, key=key).good
    assert not verify(content.replace(b'"requests.new.total": 14', b'"requests.new.total": 15'), key=key).good


def test_two_years_stand_beside_each_other(client: Client, education: Body, by_path: SiteHome):
    one, other = published(education, 2022), published(education, 2023)
    shown = page(client, f"{COLUMN}bj/?a={one.pk}&b={other.pk}")
    assert "+3" in shown
    assert "+3" in page(client, f"{COLUMN}bj/?a={other.pk}&b={one.pk}")  # the later one against the earlier
    assert "请选择两份报告" in page(client, f"{COLUMN}bj/?a={one.pk}&b=0")


def test_nobody_compares_with_a_report_of_another_site(
    client: Client, education: Body, finance: Body, by_path: SiteHome
):
    one, other = published(education, 2022), published(finance, 2022)
    assert "请选择两份报告" in page(client, f"{COLUMN}bj/?a={one.pk}&b={other.pk}")
    assert "请选择两份报告" not in page(client, f"/zfxxgk/nb/bj/?a={one.pk}&b={other.pk}")


def test_the_portal_gathers_the_reports_of_those_under_it(
    client: Client, city: Body, education: Body, finance: Body, by_path: SiteHome
):
    published(education, 2023)
    published(finance, 2023)
    published(city, 2023, scope=Scope.REGION)
    shown = page(client, "/zfxxgk/nb/hz/")
    assert 'href="/jyj/zfxxgk/nb/2023/"' in shown
    assert "海州市财政局2023年" in shown
    assert "海州市人民政府2023年" not in shown
    assert "海州市人民政府2023年" in page(client, "/zfxxgk/nb/2023/dq/")


def test_a_body_shows_what_the_body_published_that_it_came_out_of(client: Client, education: Body, by_path: SiteHome):
    former = Body.objects.create(name="海州市教育委员会", kind=education.kind, parent=education.parent)
    Succession.objects.create(predecessor=former, successor=education, on="2023-03-01", change=Change.values[0])
    published(former, 2022)
    assert "海州市教育委员会2022年" in page(client, f"{COLUMN}2022/")


def test_each_of_the_bodies_that_became_one_has_an_address_for_its_report(
    client: Client, education: Body, by_path: SiteHome
):
    for name in ("海州市教育委员会", "海州市职业教育局"):
        former = Body.objects.create(name=name, kind=education.kind, parent=education.parent)
        Succession.objects.create(predecessor=former, successor=education, on="2023-03-01", change=Change.MERGED)
        published(former, 2022)
        assert f"{name}2022年" in page(client, f"{COLUMN}2022/j{former.pk}/")
        assert f'href="{COLUMN}2022/j{former.pk}/"' in page(client, COLUMN)


def test_a_body_without_a_site_has_its_report_on_the_site_above(
    client: Client, city: Body, education: Body, by_path: SiteHome
):
    office = Body.objects.create(name="海州市档案局", kind=education.kind, parent=city)
    published(office, 2023)
    address = f"/zfxxgk/nb/2023/j{office.pk}/"
    assert f'href="{address}"' in page(client, "/zfxxgk/nb/hz/")
    shown = page(client, address)
    assert "海州市档案局2023年" in shown
    assert f'href="{address}v1/{NEW}/"' in shown
    page(client, f"{address}v1/{NEW}/")
    assert b"".join(client.get(f"{address}v1/report.json").streaming_content)
    page(client, f"{COLUMN}2023/j{office.pk}/", 404)  # the schools have nothing to do with it


def test_figures_of_a_year_are_a_table_in_which_a_blank_is_empty(
    client: Client, education: Body, finance: Body, by_path: SiteHome
):
    published(education, 2023)
    published(finance, 2023)
    answer = client.get("/zfxxgk/data/reports/2023.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["海州市教育局", "海州市财政局"]
    assert rows[1][rows[0].index(NEW)] == "14"
    page(client, "/zfxxgk/data/reports/2021.csv", 404)
    listed = json.loads(page(client, "/jyj/zfxxgk/data/reports.json"))
    assert [found["year"] for found in listed["reports"]] == [2023]
    assert listed["reports"][0]["json"].endswith("/jyj/zfxxgk/nb/2023/v1/report.json")
    page(client, "/jyj/zfxxgk/data/reports.csv")


def test_what_is_published_is_seen_at_once_where_it_is_shown(
    client: Client, city: Body, education: Body, by_path: SiteHome, django_capture_on_commit_callbacks: object
):
    for url in (COLUMN, "/zfxxgk/nb/", "/zfxxgk/nb/hz/"):
        assert "海州市教育局2023年" not in page(client, url)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        published(education, 2023)
    assert "海州市教育局2023年" in page(client, COLUMN)
    assert "海州市教育局2023年" in page(client, "/zfxxgk/nb/hz/")


def test_crawlers_and_programs_are_told_of_reports(client: Client, education: Body, by_path: SiteHome):
    published(education, 2023)
    assert "/jyj/zfxxgk/nb/2023/</loc>" in page(client, "/sitemap-pages.xml")
    described = json.loads(page(client, "/jyj/zfxxgk/data/openapi.json"))
    assert {"/reports.json", "/reports.csv", "/reports/{year}.csv"} <= described["paths"].keys()
