"""A report as others hold it."""

from __future__ import annotations

from gongkai.report import Report, Text


def test_what_is_worked_out_of_the_text_follows_the_text():
    report = Report(edition="2021", year=2024, sections=(Text("overview", "一、", "总体情况", "收到申请3件。"),))
    assert [claim.number for claim in report.claims] == [3]
    report.sections = (Text("overview", "一、", "总体情况", "收到申请5件。联系电话：0591-12345678。"),)
    assert [claim.number for claim in report.claims] == [5]
    assert report.contact.phone == "0591-12345678"
    report.preamble = "统计期限自2024年1月1日至2024年12月31日。"
    assert report.period is not None
