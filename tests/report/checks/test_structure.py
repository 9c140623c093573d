"""E: structure and form."""

from __future__ import annotations

import pytest

from gongkai.report import check, dumps, read
from gongkai.report.checks.model import Severity
from gongkai.report.checks.persons import is_identity_number, leaks
from gongkai.report.checks.words import has_figure
from gongkai.report.model import Report
from gongkai.report.seen import Altered, ExtraRow, Heading
from gongkai.report.values import Place
from tests.report.builders import copy_of, found, full_report, left_open, seen_of, with_seen, with_text, without
from tests.report.checks.examples import headings, numbered, remark, titled, without_section

HERE = Place(line=7)


# --- sections -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["overview", "proactive", "requests", "remedies", "problems", "other"])
def test_none_of_the_six_sections_may_be_missing(key: str):
    findings = found("E01", without_section(full_report(), key))
    assert [finding.severity for finding in findings] == [Severity.ERROR]


def test_a_section_whose_title_ran_into_another_line_is_not_missing():
    report = without_section(full_report(), "other")
    for line, missing in (
        ("定标准不够均衡。六、其他需要报告的事项", False),
        ("第六部分其他需要报告的事项本年度无", False),
        ("我局将在其他需要报告的事项方面继续努力。", True),
        ("六、其他工作", True),
    ):
        page = with_seen(report, text=f"{report.seen.text}\n{line}")
        assert bool(found("E01", page)) is missing, line
        assert ("没有读成单独的部分" in left_open("E01", page)) is not missing


def test_a_missing_section_that_only_the_preamble_lists_is_missing():
    report = without_section(full_report(), "other")
    report.preamble = "本报告包括：五、存在的主要问题及改进情况；六、其他需要报告的事项。"
    assert found("E01", with_seen(report, text=f"{report.preamble}\n{report.seen.text}"))


def test_a_section_merged_into_another_is_named():
    report = without_section(full_report(), "remedies")
    sections = tuple(
        s._replace(title="收到和处理政府信息公开申请及行政复议、行政诉讼情况") if s.key == "requests" else s
        for s in report.sections
    )
    assert "可能并入了" in found("E01", copy_of(report, sections=sections))[0].message


def test_figures_without_text_are_not_assessed():
    bare = copy_of(full_report(), sections=(), preamble="", seen=None)
    assert not found("E01", bare)
    assert "没有读到文字部分" in left_open("E01", bare)


def test_a_title_differs_by_its_words_and_not_by_its_punctuation():
    assert not found("E02", headings(full_report(), remedies="政府信息公开行政复议,行政诉讼情况"))
    finding = found("E02", headings(full_report(), requests="收到的处理政府信息公开申请情况"))[0]
    assert finding.severity is Severity.NOTICE
    assert finding.expected == "收到和处理政府信息公开申请情况"


def test_a_section_that_the_form_does_not_have_is_worth_a_look():
    report = full_report()
    assert report.seen is not None
    extra = with_seen(report, headings=(*report.seen.headings, Heading("", "七、", "政务新媒体情况", HERE)))
    assert "不是格式所列" in found("E02", extra)[0].message


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        (("一、", "二、", "三、", "四、", "五、", "六、"), False),
        (("1.", "2.", "3.", "4.", "5.", "6."), False),
        (("一、", "一、", "三、", "四、", "五、", "六、"), True),
        (("一、", "二、", "三、", "五、", "六、", "七、"), True),
        (("", "", "", "", "", ""), True),
    ],
)
def test_sections_are_numbered_one_to_six(numbers: tuple[str, ...], wrong: bool):
    assert bool(found("E03", numbered(full_report(), *numbers))) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("（一）主动公开。\n（二）依申请公开。", False),
        ("本局工作如下。（一）主动公开。（二）依申请公开。\n（三）监督保障。", False),
        ("根据条例第二十条第（五）项的规定公开。", False),
        ("（二）主动公开。\n（三）依申请公开。", True),
        ("（一）主动公开。\n（三）依申请公开。", True),
    ],
)
def test_sub_headings_begin_at_one_and_go_on_by_one(text: str, wrong: bool):
    assert bool(found("E03", with_text(full_report(), "overview", text))) is wrong


# --- tables ---------------------------------------------------------------------------------------------------------


def test_a_table_may_not_be_missing_or_a_picture():
    tables = {"proactive": "2021", "requests": "2021"}
    missing = found("E04", with_seen(full_report(), tables=tables))[0]
    picture = found("E04", with_seen(full_report(), tables=tables, pictures={"remedies": 1}))[0]
    assert missing.severity is picture.severity is Severity.ERROR
    assert "下没有表格" in missing.message
    assert "是图片" in picture.message


def test_a_page_of_which_lines_were_dropped_tells_nothing_of_its_tables():
    report = with_seen(full_report(), tables={}, lines_dropped=True)
    for code in ("E04", "E06"):
        assert not found(code, report)
        assert "重复的行已被删去" in left_open(code, report)


@pytest.mark.parametrize(
    ("proactive", "rows", "told"),
    [
        ("2021", 3, None),
        ("", 3, None),
        ("2019", 1, "第二部分表头是2019版，第三部分（六）其他处理的行数是2019版"),
        ("2019", 3, "第二部分表头是2019版，第三部分（六）其他处理的行数是2021版，两版混用"),
        ("2021", 1, "第二部分表头是2021版，第三部分（六）其他处理的行数是2019版，两版混用"),
    ],
)
def test_the_reporting_year_decides_the_form(proactive: str, rows: int, told: str | None):
    tables = {"proactive": proactive, "requests": "", "remedies": ""}
    findings = found("E05", with_seen(full_report(year=2023), tables=tables, other_rows=rows))
    assert [finding.severity for finding in findings] == ([Severity.ERROR] if told else [])
    assert not told or told in findings[0].message


def test_a_report_for_2020_written_in_2021_uses_the_form_of_2019():
    assert not found("E05", full_report(year=2020))
    assert found("E05", full_report("2021", 2020))


def test_the_form_is_known_without_a_page_by_the_reports_edition():
    assert found("E05", copy_of(full_report("2019", 2022), seen=None))
    assert not found("E05", copy_of(full_report(year=2022), seen=None))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("requests.*.research", "“科研机构”一列"),
        ("requests.refused.enforcement_files", "“（三）不予公开 7.属于行政执法案卷”一行"),
        ("proactive.regulations", "“规章”一行"),
        ("proactive.normative_documents.*.repealed", "“行政规范性文件”的“本年废止件数”一列"),
        ("remedies.litigation_after_reconsideration", "“复议后起诉”一组"),
    ],
)
def test_rows_and_columns_of_the_form_may_not_be_left_out(key: str, name: str):
    finding = found("E06", with_seen(without(full_report(), [key]), missing=[key]))[0]
    assert finding.severity is Severity.ERROR
    assert name in finding.message


def test_without_a_page_missing_parts_are_told_by_the_cells():
    bare = copy_of(without(full_report(), ["requests.*.research", "proactive.permits"]), seen=None)
    assert [finding.cells[0] for finding in found("E06", bare)] == ["proactive.permits", "requests.*.research"]
    assert not found("E06", copy_of(full_report(), seen=None))


@pytest.mark.parametrize("label", ["2.重复申请", "3.其他", "（一）予以公开", "（七）总计", "行政强制", "规章"])
def test_a_row_of_which_only_the_label_is_printed_is_not_missing_but_not_known(label: str):
    lines = dumps(full_report(), "txt").decode().split("\n")
    at = next(at for at, line in enumerate(lines) if f"{label}\t" in line)
    bare = lines[at][: lines[at].index(f"{label}\t") + len(label)]
    printed = read("\n".join((*lines[:at], bare, *lines[at + 1 :])).encode())
    assert not found("E06", printed)
    assert not [finding for finding in check(printed).findings if finding.severity is not Severity.NOTICE]
    assert label in left_open("A05", printed)
    removed = read("\n".join((*lines[:at], *lines[at + 1 :])).encode())
    assert len(found("E06", removed)) == 1


def test_a_row_whose_label_a_narrow_column_broke_is_not_missing():
    for label, broken in (
        ("行政强制", "行政\n强制"),
        ("政府集中采购", "政府\t0\t元\n集中\n采购"),
        ("2.重复申请", "2.重复\n申请"),
    ):
        report = full_report("2019") if label == "政府集中采购" else full_report()
        lines = dumps(report, "txt").decode().split("\n")
        at = next(at for at, line in enumerate(lines) if f"{label}\t" in line)
        assert not found("E06", read("\n".join((*lines[:at], broken, *lines[at + 1 :])).encode())), label


def test_a_changed_label_is_said_once():
    label = Altered("proactive.permits.*.prior_items", "上一年项目数量", "2019年项目数量", HERE)
    report = with_seen(full_report("2019"), altered=[label, label._replace(key="proactive.penalties.*.prior_items")])
    findings = found("E07", report)
    assert [finding.severity for finding in findings] == [Severity.WARNING]
    assert "印作“2019年项目数量”" in findings[0].message


def test_a_row_that_the_form_does_not_have_is_not_counted():
    row = ExtraRow("proactive", "其他主动公开文件", ("1", "2", "3"), HERE)
    assert "没有计入数据" in found("E08", with_seen(full_report("2019"), extra=[row]))[0].message


def test_the_structure_of_before_2019_is_an_error():
    report = headings(full_report(), problems="政府信息公开的收费及减免情况")
    assert found("E16", report)[0].severity is Severity.ERROR
    annexed = copy_of(full_report(), cells={})
    assert annexed.seen is not None
    annexed = with_seen(annexed, text=annexed.seen.text + "\n附表：政府信息公开情况统计表")
    assert found("E16", annexed)
    preamble = with_text(full_report(), "preamble", "本报告由总体情况、政府信息公开相关收费情况等六部分组成。")
    assert not found("E16", preamble)


# --- wording --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("该部分以表格形式报告。", True),
        ("（此处填写本机关名称）", True),
        ("XX年共收到申请XX件。", True),
        ("全年收到申请____件。", True),
        ("××局认真做好公开工作。", True),
        ("内容有待补充完善，请填写申请表后提交。", False),
        ("编写答复模板3套，规范示范文本。", False),
    ],
)
def test_what_the_template_says_is_deleted_after_filling_in(text: str, wrong: bool):
    findings = found("E09", with_text(full_report(), "requests", text))
    assert bool(findings) is wrong


def test_a_covering_letter_with_the_report_is_a_notice_and_in_its_place_an_error():
    letter = ("云数函〔2024〕1号", "云溪市数据局关于报送2023年度政府信息公开工作年度报告的函", "市政府办公室：")
    assert found("E10", with_seen(full_report(), leading=letter))[0].severity is Severity.NOTICE
    alone = Report(body="云溪市数据局", year=2023)
    alone.seen = seen_of(full_report())
    alone = with_seen(alone, text="\n".join(letter), headings=())
    assert found("E10", alone)[0].severity is Severity.ERROR
    page = ("索引号：123456", "发布机构：云溪市数据局", "来源：", "字体：大 中 小")
    assert not found("E10", with_seen(full_report(), leading=page))


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("云溪市数据局2023年政府信息公开工作年度报告", set()),
        ("云溪市数据局2023年度政府信息公开工作年度报告", set()),
        ("云溪市数据局政府信息公开工作年度报告（2023年度）", set()),
        ("云溪市数据局二〇二三年政府信息公开工作年度报告", set()),
        ("云溪市数据局2023年政府信息公开工作报告", {"E11"}),
        ("云溪市数据局2023年政府信息公开年报", {"E11"}),
        ("2023年政府信息公开工作年度报告", {"E12"}),
        ("我局2023年政府信息公开工作年度报告", {"E12"}),
        ("云溪市数据局政府信息公开工作年度报告", {"E12"}),
        ("政府信息公开工作报告", {"E11", "E12"}),
    ],
)
def test_the_title_has_the_body_the_year_and_the_statutory_name(title: str, codes: set[str]):
    assert {code for code in ("E11", "E12") if found(code, titled(title))} == codes


def test_without_a_title_nothing_is_said_of_it():
    for code in ("E11", "E12"):
        assert not found(code, titled(""))
        assert "没有读到标题" in left_open(code, titled(""))


@pytest.mark.parametrize(
    ("year", "citation", "wrong"),
    [
        (2023, "国办公开办函〔2021〕30号", False),
        (2020, "国办公开办函〔2019〕60号", False),
        (2020, "国办公开办函〔2019〕61号", False),
        (2023, "国办公开办函〔2019〕60号", True),
        (2023, "国办公开办函[2019]60号", True),
        (2020, "国办公开办函〔2021〕30号", True),
        (2020, "国办公开办函〔2020〕60号", True),
        (2023, "国办发〔2021〕30号", True),
        (2023, "云政办〔2021〕30号", False),
        (2023, "《政府信息公开工作年度报告格式（试行）》", True),
        (2020, "《政府信息公开工作年度报告格式（试行）》", False),
        (2023, "《中华人民共和国政府信息公开条例（试行）》", True),
        (2023, "国务院令第711号", False),
        (2023, "国务院令第492号", True),
        (2019, "闽政办〔2014〕49号", True),
    ],
)
def test_what_is_cited_is_what_was_in_force(year: int, citation: str, wrong: bool):
    report = with_text(full_report(year=year), "preamble", f"根据{citation}的要求编制。统计期限为全年。")
    assert [finding.severity for finding in found("E13", report)] == ([Severity.WARNING] if wrong else [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。", False),
        ("数据统计时段为全年。", False),
        ("数据自2023年1月1日至12月31日。", False),
        ("根据条例编制本报告。", True),
    ],
)
def test_the_statistical_period_is_stated(text: str, wrong: bool):
    assert bool(found("E14", with_text(full_report(), "preamble", text))) is wrong


@pytest.mark.parametrize(
    ("edition", "text", "wrong"),
    [
        ("2021", "全年政府集中采购3项，采购总金额25.6万元。", True),
        ("2021", "公开政府采购信息12条。", False),
        ("2021", "公开政府集中采购项目12个。", False),
        ("2021", "其他对外管理服务事项94项。", True),
        ("2019", "政府集中采购3项，采购总金额25.6万元。", False),
        ("2019", "现行有效件数为9件。", True),
    ],
)
def test_only_the_items_of_the_years_form_are_reported(edition: str, text: str, wrong: bool):
    findings = found("E15", remark(text, full_report(edition)))
    assert {finding.severity for finding in findings} == ({Severity.WARNING} if wrong else set())


def test_a_row_left_from_the_other_form_is_told():
    row = ExtraRow("proactive", "政府集中采购", ("0", "0"), HERE)
    assert found("E15", with_seen(full_report(), extra=[row]))


def test_section_one_has_five_heads():
    text = "全年主动公开信息85条，收到申请14件，均依法办理。每季度核对公开属性一次。"
    assert found("E17", with_text(full_report(), "overview", text))[0].expected == "政府信息公开平台建设、监督保障"
    assert not found("E17", full_report(year=2020))
    headed = "主动公开方面，公开信息5条，做到有目录。\n依申请公开方面，收到申请1件。\n监督保障方面，开展培训1次。"
    told = found("E17", with_text(full_report(), "overview", headed))
    assert told[0].expected == "政府信息管理、政府信息公开平台建设"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("主动公开信息85条", True),
        ("组织培训两次", True),
        ("全年召开三场发布会", True),
        ("2023年1月1日，根据国办公开办函〔2021〕30号和第七十号令", False),
        ("坚持以公开为常态，进一步健全制度", False),
        ("落实《2023年工作要点》，电话0599-5550123", False),
        ("1.主动公开。2.依申请公开。", False),
    ],
)
def test_dates_document_numbers_and_enumerators_are_no_figures(text: str, figure: bool):
    assert has_figure(text) is figure


def test_section_one_is_more_than_a_preamble_and_gives_figures():
    assert "只有" in found("E18", with_text(full_report(), "overview", "2023年，我局做好公开工作。"))[0].message
    hollow = "我局认真贯彻落实条例，不断完善工作机制，加强信息管理和平台建设，依法办理申请，取得良好成效。" * 3
    assert "没有任何数字" in found("E18", with_text(full_report(), "overview", hollow))[0].message


def test_how_long_section_one_may_be_is_a_local_rule():
    long = with_text(full_report(), "overview", "持续更新专栏5次。" * 150)
    assert found("E19", long)[0].severity is Severity.NOTICE
    assert not found("E19", long, overview_limit=None)
    assert not found("E19", long, overview_limit=3000)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("统计期限自2023年1月1日起至2023年12月31日止。", False),
        ("截至20231231日，公开信息85条。", True),
        ("发布于202111日。", True),
        ("202012月公开信息。", True),
        ("2021年1231日前完成。", True),
        ("2021年11日前完成。", True),
        ("自1月1起至12月31止。", True),
        ("取得成效。。", True),
        ("主动公开，，依法办理。", True),
        ("规划、、计划。", True),
        ("发布信息，。", True),
        ('栏目 HYPERLINK "http://x.example" 更新。', True),
        ("公开&nbsp;信息。", True),
        ("公开锟斤拷信息。", True),
        ("省略……不计；公开“一栏式”。", False),
    ],
)
def test_lost_doubled_and_scrambled_characters_are_faults_of_publication_or_reading(text: str, wrong: bool):
    findings = found("E20", with_text(full_report(), "requests", text))
    assert bool(findings) is wrong
    assert all(finding.reading and finding.severity is Severity.WARNING for finding in findings)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [("文件已失效", True), ("【已失效】", True), ("有效性：失效", True), ("对已失效的文件及时标注", False)],
)
def test_a_page_marked_as_expired_is_worth_a_look(line: str, wrong: bool):
    assert bool(found("E22", with_seen(full_report(), leading=(line,)))) is wrong


# --- personal data --------------------------------------------------------------------------------------------------


def test_an_identity_number_is_told_by_its_checksum():
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("1101051949123100")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("申请人身份证号11010519491231002X。", ["居民身份证号码"]),
        ("申请人联系电话：13800005678，要求公开。", ["个人手机号码"]),
        ("申请人王小明，提出申请。", ["申请人姓名"]),
        ("答复申请人：李丽，已按期送达。", ["申请人姓名"]),
        ("村民张国强申请公开补偿方案。", ["申请人姓名"]),
        ("申请人王某，电话138****5678。", []),
        ("申请人关于征地补偿的申请，申请人单位较多。", []),
        ("如有疑问，请与办公室联系（联系人：钟毅，联系电话：13800005678）。", []),
        ("联系电话：0599-5550123，邮编399000。", []),
        ("联系人：李同志，联系电话：13800005678。", []),
        ("申请人如有疑问，可拨打13800005678咨询。", []),
        ("消除申请人顾虑，回应申请人关切。", []),
        ("王女士13800005678来信反映。", ["个人手机号码"]),
        ("订单编号110105194912310021。", []),
    ],
)
def test_applicants_are_not_named_and_the_office_is_no_applicant(text: str, kinds: list[str]):
    assert [leak.kind for leak in leaks(text)] == kinds


def test_the_finding_does_not_spread_what_it_warns_of():
    assert found("E21", remark("已电话联系申请人（１３９０００００１２３）说明情况。"))
    finding = found("E21", remark("申请人王小明，身份证号11010519491231002X，提出申请1件。"))
    assert {each.severity for each in finding} == {Severity.ERROR}
    assert all("王小明" not in each.message and "19491231" not in each.message for each in finding)
