"""G: texts that repeat an earlier year's or another body's."""

from __future__ import annotations

import pytest

from gongkai.report.checks.model import Severity
from gongkai.report.model import Report
from tests.report.builders import found, full_report, left_open, with_text

PROBLEMS = (
    "一是政策解读形式较为单一，多以文字材料为主，图表和视频较少，群众看不懂、不愿看的情况仍然存在；"
    "二是个别栏目更新间隔偏长，项目进展类信息未能按月补充，影响群众了解工程推进情况；"
    "三是基层窗口人员流动较快，新到岗人员对登记要求不熟悉，答复质量参差不齐。"
)
MEASURES = "下一步，我局将丰富解读形式，重要文件同步制作图解；建立栏目更新提醒机制，由办公室每月核对一次项目进展。"
OTHER_PROBLEMS = (
    "一是历史文件数字化程度低，早年文件仍需到馆查阅，跨部门调阅费时；"
    "二是公开属性认定标准掌握不一，科室之间存在差异，疑难文件缺少会商渠道；"
    "三是对留言中反映集中的问题归纳不足，公开的主动性有待加强。"
)
OTHER_MEASURES = "下一步，我局将分批扫描历年文件，优先上传民生补贴类；印发属性认定参考表，疑难文件提交联席会商议。"


def report(problems: str, measures: str = MEASURES, year: int = 2023, body: str = "云溪市数据局") -> Report:
    return with_text(full_report(year=year, body=body), "problems", f"{year}年存在以下不足：{problems}\n{measures}")


def test_problems_copied_from_last_year_are_an_error():
    findings = found("G01", report(PROBLEMS), previous=(report(PROBLEMS, OTHER_MEASURES, 2022),))
    assert [finding.severity for finding in findings] == [Severity.ERROR]
    assert "与2022年度报告的相同部分重合100%" in findings[0].message


def test_problems_mostly_copied_are_a_warning():
    changed = PROBLEMS.replace("图表和视频较少，", "").replace("答复质量参差不齐", "答复说理不足")
    findings = found("G01", report(changed), previous=(report(PROBLEMS, OTHER_MEASURES, 2022),))
    assert [finding.severity for finding in findings] == [Severity.WARNING]


def test_all_earlier_years_count_and_not_only_the_last():
    earlier = (report(OTHER_PROBLEMS, OTHER_MEASURES, 2022), report(PROBLEMS, OTHER_MEASURES, 2020))
    assert "2020年度" in found("G01", report(PROBLEMS), previous=earlier)[0].message


def test_last_years_problems_kept_whole_with_one_added_are_a_warning():
    findings = found("G01", report(PROBLEMS + OTHER_PROBLEMS[:60]), previous=(report(PROBLEMS, year=2022),))
    assert [finding.severity for finding in findings] == [Severity.WARNING]


def test_new_problems_are_new():
    assert not found("G01", report(PROBLEMS), previous=(report(OTHER_PROBLEMS, OTHER_MEASURES, 2022),))
    assert "没有以前年度报告" in left_open("G01", report(PROBLEMS))


def test_measures_are_compared_apart_from_problems():
    same_measures = (report(OTHER_PROBLEMS, MEASURES, 2022),)
    assert [finding.severity for finding in found("G02", report(PROBLEMS), previous=same_measures)] == [
        Severity.WARNING
    ]
    assert not found("G01", report(PROBLEMS), previous=same_measures)
    assert not found("G02", report(PROBLEMS), previous=(report(PROBLEMS, OTHER_MEASURES, 2022),))


def test_section_one_with_other_figures_is_still_the_same_section_one():
    last = full_report(year=2022, variant=0)
    findings = found("G03", full_report(variant=0), previous=(last,))
    assert [finding.severity for finding in findings] == [Severity.NOTICE]
    assert not found("G03", full_report(variant=1), previous=(last,))


def test_two_bodies_do_not_share_a_text():
    sibling = with_text(report(PROBLEMS, body="云溪市司法局"), "overview", "全年公开信息12条。")
    findings = found("G04", report(PROBLEMS), siblings=(sibling,))
    assert [finding.severity for finding in findings] == [Severity.WARNING]
    assert "云溪市司法局" in findings[0].message
    assert not found("G04", report(PROBLEMS), siblings=(full_report(body="云溪市司法局", variant=0),))


def test_a_text_is_not_compared_with_another_year_of_another_body():
    assert "没有同级其他机关" in left_open(
        "G04", report(PROBLEMS), siblings=(report(PROBLEMS, year=2022, body="甲局"),)
    )


@pytest.mark.parametrize(
    ("body", "text", "wrong"),
    [
        ("云溪市数据局", "部分地区和多数部门的公开意识有待增强。", True),
        ("云溪市人民政府", "部分地区和多数部门的公开意识有待增强。", False),
        ("云溪市人民政府办公室", "多数部门能够按期答复。", False),
        ("云溪市数据局", "落实《关于各地区各部门加强公开的通知》。", False),
    ],
)
def test_a_single_body_does_not_speak_of_regions_and_most_departments(body: str, text: str, wrong: bool):
    base = full_report(body=body)
    assert bool(found("G05", with_text(base, "overview", base.text("overview") + text))) is wrong


def test_section_one_without_a_figure_and_a_name_is_generic():
    text = "坚持公开为常态，不断完善机制，加强平台建设，依法办理申请，取得良好成效，群众满意度持续提高。"
    assert "没有一个数字" in found("G05", with_text(full_report(), "overview", text))[0].message
    assert not found("G05", with_text(full_report(), "overview", text + "出台《云溪市公共数据管理办法》。"))


@pytest.mark.parametrize(
    ("body", "text", "wrong"),
    [
        ("云溪市数据局", "2023年，山阳镇认真组织公开工作。", True),
        ("云溪市数据局", "2023年，山阳市数据局认真组织公开工作。", True),
        ("云溪市数据局", "2023年，云溪市数据局认真组织公开工作。", False),
        ("云溪市数据局", "2023年，市数据局认真组织公开工作。", False),
        ("石溪市工业信息化和科技局", "2023年，工信科技局认真组织公开工作。", False),
        ("云溪区溪畔街道办事处", "2023年，云溪区认真组织公开工作。", False),
        ("云溪区人民政府", "2023年，溪北镇认真组织公开工作。", False),
        ("云溪区溪畔街道办事处", "2023年，山阳街道认真组织公开工作。", True),
        ("云溪市数据局", "2023年，全市认真组织公开工作。", False),
    ],
)
def test_another_bodys_name_is_left_from_a_copied_text(body: str, text: str, wrong: bool):
    base = full_report(body=body)
    findings = found("G06", with_text(base, "overview", f"{base.text('overview')}\n{text}"))
    assert [finding.severity for finding in findings] == ([Severity.WARNING] if wrong else []), findings


def test_the_one_to_contact_is_of_the_same_place():
    base = full_report(body="云溪市数据局")
    other = base.preamble.replace("请与云溪市数据局办公室联系", "请与山阳县政务服务中心联系")
    assert "山阳县" in found("G06", with_text(base, "preamble", other))[0].found
    same = base.preamble.replace("请与云溪市数据局办公室联系", "请与云溪市政务服务中心联系")
    assert not found("G06", with_text(base, "preamble", same))
