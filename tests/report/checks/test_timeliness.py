"""F: time and place of publication."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.report.checks.model import Severity
from gongkai.report.checks.timeliness import date_of_url
from gongkai.report.model import Report
from tests.report.builders import copy_of, found, full_report, left_open, with_seen, with_text


def signed(day: date | None, body: str = "云溪市数据局") -> Report:
    return full_report(body=body, signed_on=day)


def severity(report: Report, **context: object) -> Severity | None:
    findings = found("F01", report, **context)
    assert len(findings) <= 1
    return findings[0].severity if findings else None


@pytest.mark.parametrize(
    ("body", "day", "expected"),
    [
        ("云溪市数据局", date(2024, 1, 31), None),
        ("云溪市数据局", date(2024, 2, 1), Severity.ERROR),
        ("云溪市人民政府", date(2024, 3, 31), None),
        ("云溪市人民政府", date(2024, 4, 1), Severity.ERROR),
        ("云溪县人民政府", date(2024, 2, 20), None),
        ("云溪区溪北镇人民政府", date(2024, 2, 1), Severity.NOTICE),
        ("云溪区溪畔街道办事处", date(2024, 2, 1), Severity.NOTICE),
        ("云溪市人民政府办公室", date(2024, 2, 20), Severity.NOTICE),
        ("云溪市人民政府办公室", date(2024, 4, 1), Severity.ERROR),
    ],
)
def test_departments_publish_by_31_january_and_governments_by_31_march(body: str, day: date, expected: Severity | None):
    assert severity(signed(day, body)) is expected
    assert severity(signed(None, body), published=day) is expected


def test_a_local_date_may_be_earlier_but_not_later():
    report = signed(date(2024, 1, 29))
    assert severity(report, due=date(2024, 1, 26)) is Severity.ERROR
    assert severity(signed(date(2024, 2, 2)), due=date(2024, 2, 20)) is Severity.ERROR


def test_a_page_that_was_moved_does_not_make_a_report_late():
    moved = with_seen(signed(date(2024, 1, 18)), published=date(2024, 7, 1))
    assert severity(moved) is Severity.NOTICE
    assert severity(with_seen(signed(date(2024, 2, 18)), published=date(2024, 7, 1))) is Severity.ERROR
    assert severity(signed(date(2024, 1, 18)), published=date(2024, 7, 1)) is Severity.ERROR
    page = with_seen(signed(date(2024, 7, 1)), published=date(2024, 1, 20))
    assert severity(page) is None


def test_without_a_date_or_a_body_nothing_is_late():
    assert "没有读到发布日期" in left_open("F01", signed(None))
    nameless = copy_of(signed(date(2024, 2, 20)), body=None)
    assert not found("F01", nameless)
    assert "不知期限" in left_open("F01", nameless)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.yunxi.example/xxgk/2021-01/08/content_1.htm", date(2021, 1, 8)),
        ("http://www.yunxi.example/xxgk/202101/t20210108_12345.htm", date(2021, 1, 8)),
        ("http://www.yunxi.example/art/2021/1/8/art_1_2.html", date(2021, 1, 8)),
        ("http://www.yunxi.example/zwgk/20210108/abc.html", date(2021, 1, 8)),
        ("http://www.yunxi.example/xxgk/202101/12345.htm", None),
        ("http://www.yunxi.example/c20211399/content.html", None),
        ("", None),
    ],
)
def test_an_address_may_state_the_day(url: str, day: date | None):
    assert date_of_url(url) == day


def test_no_report_can_be_made_before_the_year_is_over():
    assert found("F02", signed(date(2023, 12, 25)))[0].severity is Severity.ERROR
    assert found("F02", signed(date(2023, 12, 31)))[0].severity is Severity.ERROR
    assert not found("F02", signed(date(2024, 1, 1)))
    only_address = found("F02", signed(date(2024, 1, 18)), url="http://x.example/t20231228_1.html")
    assert [finding.severity for finding in only_address] == [Severity.NOTICE]


def test_dates_that_disagree_are_worth_a_look():
    assert "早于落款日期" in found("F03", signed(date(2024, 1, 25)), published=date(2024, 1, 12))[0].message
    assert "晚91天" in found("F03", signed(date(2024, 1, 1)), published=date(2024, 4, 1))[0].message
    assert not found("F03", signed(date(2024, 1, 18)), published=date(2024, 1, 20))
    page = with_seen(signed(None), published=date(2024, 1, 20))
    assert "不一致" in found("F03", page, url="http://x.example/t20240305_1.html")[0].message


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("http://x.example/xxgk/nb2021/1.html", True),
        ("http://x.example/xxgk/2021nb/1.html", True),
        ("http://x.example/2021年度报告/1.html", True),
        ("http://x.example/xxgk/nb2023/1.html", False),
        ("http://x.example/xxgk/ndbg/2024/1.html", False),
        ("http://x.example/xxgk/ndbg2024/1.html", False),
    ],
)
def test_an_address_may_tell_of_another_year(url: str, wrong: bool):
    findings = found("F04", full_report(), url=url)
    assert [finding.severity for finding in findings] == ([Severity.WARNING] if wrong else [])


def test_the_heading_of_the_page_names_the_same_body_and_year():
    def page(line: str) -> Report:
        return with_seen(full_report(), leading=("首页 > 信息公开", line))

    assert "2022年度" in found("F04", page("云溪市数据局2022年政府信息公开工作年度报告"))[0].found + "年度"
    assert found("F04", page("云溪市林业局2023年政府信息公开工作年度报告"))[0].found == "云溪市林业局"
    assert not found("F04", page("市数据局2023年政府信息公开年度报告"))
    assert "没有网址" in left_open("F04", full_report())
    assert found("F04", full_report(), url="http://www.yunxi.example/ndbg/2020/t20240112_35.html")
    assert not found("F04", full_report(), url="http://www.yunxi.example/ndbg/2024/t20240112_35.html")


def test_two_versions_of_one_report_agree_or_say_why():
    other = full_report(cells={"proactive.permits.decisions": 99})
    finding = found("F05", full_report(), previous=(other,))[0]
    assert finding.severity is Severity.WARNING
    assert "“行政许可 | 本年处理决定数量”" in finding.message
    noted = with_text(full_report(), "other", "本报告于2024年2月更正，更正说明附后。")
    assert not found("F05", noted, previous=(other,))
    assert not found("F05", full_report(), previous=(full_report(),))
    assert "没有同一年度报告的另一版本" in left_open("F05", full_report(), previous=(full_report(year=2022),))


def test_every_body_that_must_report_does():
    names = ("云溪市数据局", "云溪市司法局", "云溪市林业局")
    siblings = (full_report(body="云溪市司法局"), full_report(body="云溪市林业局", year=2022))
    findings = found("F06", full_report(), siblings=siblings, expected_bodies=names)
    assert [(finding.severity, finding.expected) for finding in findings] == [(Severity.ERROR, "云溪市林业局")]
    assert "没有应报告机关的名单" in left_open("F06", full_report())
