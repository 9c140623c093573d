"""A table of items taken over: looked over without a trace, carried out once, whatever happens on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.documents.bulk import background, services
from gongkai.documents.bulk.looking import carry_out
from gongkai.documents.enums import Attribute, Kind, Relation, State, Taking
from gongkai.documents.models import Attachment, Intake, IntakeRow, Item, Link, StoredFile, Taken
from gongkai.documents.services import review
from gongkai.documents.services.register import change
from gongkai.jobs import services as jobs
from gongkai.jobs.enums import State as JobState
from tests.documents.bulk.tables import (
    FILES,
    FORMS,
    NOTICE,
    PLAN,
    RECORD,
    ROWS,
    as_csv,
    as_zip,
    done,
    given,
    looked,
    received,
    taken_in,
)
from tests.documents.people import Office, holder

pytestmark = pytest.mark.django_db


def problems(found: dict[str, Any]) -> list[str]:
    return [f"{number} {heading}：{said}" for number, _, heading, said, _ in found["problems"]]


# --- looking --------------------------------------------------------------------------------------------------------


def test_a_look_says_what_would_happen_and_changes_nothing(office: Office):
    found = looked(received(office))
    assert (found["rows"], found["counts"], found["published"]) == (3, {"added": 3}, 2)
    assert found["problems"] == []
    assert not Item.objects.exists()
    assert not StoredFile.objects.exists()
    assert not IntakeRow.objects.exists()


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_table_is_read_alike(name: str, office: Office):
    made = given(FORMS[name](ROWS), name)
    intake = services.receive(office.bureau, made, given(as_zip(), "b.zip"), by=office.officer)
    assert taken_in(intake).result == {"新增": 3}
    plan, notice, record = Item.objects.order_by("pk")
    assert (plan.title, plan.kind, plan.category) == (PLAN["标题"], Kind.PLAN, "ghjh")
    assert (plan.formed_on, plan.attribute) == (date(2025, 1, 8), Attribute.PROACTIVE)
    assert plan.text == "<p>一、抓好开学工作。</p>\n\n<p>二、做好招生。</p>"
    assert (notice.text, notice.category) == ("<p>各学校：</p><p>请按时开学。</p>", "msbz-jy")
    assert (record.ground, record.kind, record.formed_on) == ("deliberative_process", Kind.MEETING, date(2025, 3, 1))
    assert [(each.name, each.item) for each in Attachment.objects.all()] == [("计划表.txt", plan)]


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"标题": ""}, "名称：这一项不能为空"),
    ({"标题": "长" * 201}, "名称："),
    ({"体裁": "打油诗"}, "种类：“打油诗”不是信息种类，可写规章、行政规范性文件"),
    ({"栏目": "天气"}, "公开目录：“天气”不是本机关公开目录里的类目"),
    ({"成文日期": "去年"}, "形成日期：“去年”不是形如2024-03-01的日期"),
    ({"成文日期": "2024-02-30"}, "形成日期：“2024-02-30”不是形如2024-03-01的日期"),
    ({"成文日期": "2999-01-01"}, "形成日期：形成日期还没有到"),
    ({"发布时间": "2999-01-01"}, "公开时间：“2999-01-01”还没有到"),
    ({"公开方式": "随便"}, "公开属性：“随便”不是公开属性"),
    ({"公开方式": "不予公开", "依据": "国家秘密", "理由": "x"}, "公开时间：不是主动公开的信息，不应有公开时间"),
    ({"公开方式": "依申请公开", "依据": "内部事务信息"}, "不公开的依据：这个依据与公开属性不符"),
    ({"附件": "附件/没有.txt"}, "附件：压缩包里没有“附件/没有.txt”"),
    ({"内容": "机密★\n关于某事的报告"}, "正文：标有密级“机密”"),
)


@pytest.mark.parametrize(("cells", "said"), WRONG)
def test_what_is_wrong_is_said_by_row_and_column_and_costs_that_row_alone(
    cells: dict[str, str], said: str, office: Office
):
    intake = received(office, [PLAN, NOTICE | cells, RECORD])
    found = looked(intake)
    assert found["counts"] == {"added": 2, "refused": 1}
    assert any(each.startswith(f"3 {said}") for each in problems(found)), problems(found)
    done(services.take_in(intake, by=office.officer))
    assert Item.objects.count() == 2
    refused = IntakeRow.objects.get(outcome=Taking.REFUSED)
    assert (refused.number, refused.item) == (3, None)


def test_the_same_row_twice_is_said(office: Office):
    found = looked(received(office, [PLAN, NOTICE, PLAN]))
    assert problems(found) == ["4 导入编号：与第2行是同一条"]


def test_columns_that_are_not_imported_are_named(office: Office):
    found = looked(received(office, [PLAN | {"点击数": "15", "状态": "已公开", "名称": "又一个名称"}]))
    assert found["left"] == ["点击数（不认识的列）", "状态（平台的记录，只供查阅）", "名称（与“标题”重复）"]


def test_the_report_of_a_look_has_a_line_for_each_problem(office: Office):
    intake = received(office, [PLAN, NOTICE | {"体裁": "打油诗", "成文日期": "去年"}])
    job = done(services.look_over(intake, by=office.officer))
    with jobs.fetch(job, by=office.officer) as file:
        lines = file.read().decode("utf-8-sig").splitlines()
    assert lines[0] == "行,名称,结果,列,说明"
    assert lines[1] == f"2,{PLAN['标题']},新增,,"
    assert [line.split(",")[3] for line in lines[2:]] == ["种类", "形成日期"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有找到列名"),
        ("甲,乙\n1,2\n".encode(), "没有找到列名"),
        (b"PK\x03\x04broken", "不完整"),
        (b"\x00\x01\x02", "不是XLSX、CSV或者JSON"),
        (b'{"a": 1', "不是完整的JSON"),
        ('{"甲": 1}\n'.encode(), "没有找到“名称”"),
    ],
)
def test_what_is_no_table_is_refused_at_once(data: bytes, said: str, office: Office):
    with pytest.raises(ValidationError, match=said):
        services.receive(office.bureau, given(data), by=office.officer)
    assert not Intake.objects.exists()


def test_a_table_that_breaks_off_is_told(office: Office):
    data = as_csv(ROWS) + b'1004,"\xe6\x9c\xaa'
    intake = services.receive(office.bureau, given(data), by=office.officer)
    job = done(services.look_over(intake, by=office.officer))
    assert (job.state, job.error) == (JobState.FAILED, "文件不是完整的CSV")


def test_only_an_officer_of_the_body_takes_over(office: Office):
    for somebody in (office.secrecy, office.leader, holder(Role.OFFICER, office.city.children.create(name="x"))):
        with pytest.raises(PermissionDenied):
            received(office, by=somebody)


# --- carrying out ---------------------------------------------------------------------------------------------------


def test_the_same_table_again_changes_nothing(office: Office):
    taken_in(received(office))
    editions = list(Item.objects.values_list("pk", "edition"))
    assert taken_in(received(office)).result == {"不变": 3}
    assert list(Item.objects.values_list("pk", "edition")) == editions
    assert Taken.objects.count() == 3


def test_a_changed_row_updates_its_draft(office: Office):
    taken_in(received(office))
    changed = PLAN | {"标题": "海州市教育局2025年工作要点", "附件": "名单.txt"}
    assert taken_in(received(office, [changed, NOTICE, RECORD])).result == {"更新": 1, "不变": 2}
    item = Item.objects.get(taken__key="1001")
    assert (item.title, [each.name for each in item.attachments.all()]) == (changed["标题"], ["名单.txt"])


def test_what_was_changed_here_or_sent_in_is_not_written_over(office: Office):
    taken_in(received(office))
    plan, notice = Item.objects.get(taken__key="1001"), Item.objects.get(taken__key="1002")
    change(plan, {"keywords": "计划"}, by=office.officer, edition=plan.edition)
    review.submit(notice, by=office.officer)
    rows = [PLAN | {"标题": "别的"}, NOTICE | {"标题": "别的"}, RECORD]
    intake = received(office, rows)
    said = "".join(problems(looked(intake)))
    assert "在平台上登记或者改过，不用表格覆盖" in said
    assert "信息审查中，不用表格改动" in said
    assert done(services.take_in(intake, by=office.officer)).result == {"不变": 1, "不改动": 2}
    assert not Item.objects.filter(title="别的").exists()


def test_a_run_that_is_cut_off_goes_on_where_it_was_and_takes_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    rows = [PLAN | {"编号": str(number), "标题": f"第{number}号计划"} for number in range(30)]
    intake = received(office, rows)
    looked(intake)
    job = services.take_in(intake, by=office.officer)
    seen = 0

    def dies(*given: Any, **members: Any) -> IntakeRow:
        nonlocal seen
        seen += 1
        if seen == 25:
            raise KeyboardInterrupt
        return carry_out(*given, **members)

    monkeypatch.setattr(background, "carry_out", dies)
    with pytest.raises(KeyboardInterrupt):
        done(job)
    assert Item.objects.count() == background.CHUNK
    job.refresh_from_db()
    job = done(job)
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"新增": 30}, 2)
    assert Item.objects.count() == Taken.objects.count() == 30
    assert IntakeRow.objects.filter(intake=intake).count() == 30


def test_items_are_related_whichever_comes_first(office: Office):
    rows = [NOTICE | {"编号": "2", "关联": "解读：1；废止：没有"}, PLAN | {"编号": "1", "关联": ""}]
    taken_in(received(office, rows))
    [link] = Link.objects.all()
    assert (link.item.taken.key, link.relation, link.other.taken.key) == ("2", Relation.INTERPRETS, "1")
    assert IntakeRow.objects.get(key="2").problems == [["关联", "没有找到“没有”，没有关联"]]


def test_an_index_number_stays_with_its_item_and_is_given_to_no_other(office: Office):
    own = office.item()
    rows = [PLAN | {"索引号": "M000200K5/2026-00002"}, NOTICE | {"索引号": own.index_number}]
    intake = received(office, rows)
    taken_in(intake)
    assert Item.objects.get(taken__key="1001").index_number == "M000200K5/2026-00002"
    assert not Item.objects.filter(taken__key="1002").exists()  # it is the item that has this number already
    assert office.item().index_number == "M000200K5/2026-00003"


def test_the_text_may_lie_in_a_file_of_the_archive(office: Office):
    files = {**FILES, "正文/1.html": "<div>第一段</div>".encode("gb18030"), "正文/2.txt": "第二段".encode()}
    rows = [
        PLAN | {"内容": "", "正文文件": "正文/1.html"},
        NOTICE | {"内容": "", "正文文件": "正文\\2.txt"},
        RECORD | {"正文文件": "正文/3.html"},
    ]
    intake = received(office, rows, files=files)
    assert problems(looked(intake)) == ["4 正文文件：压缩包里没有“正文/3.html”"]
    done(services.take_in(intake, by=office.officer))
    assert list(Item.objects.order_by("pk").values_list("text", flat=True)) == ["<p>第一段</p>", "<p>第二段</p>"]


def test_table_and_files_may_come_in_one_archive(office: Office):
    made = as_zip({"信息.csv": as_csv(ROWS), **FILES})
    intake = services.receive(office.bureau, given(made, "全部.zip"), by=office.officer)
    assert taken_in(intake).result == {"新增": 3}
    with pytest.raises(ValidationError, match=r"几个表格：甲\.csv、乙\.csv"):
        services.receive(office.bureau, given(as_zip({"甲.csv": b"x", "乙.csv": b"x"}), "x.zip"), by=office.officer)


def test_what_stands_for_empty_cells_is_said_once(office: Office):
    row = {"标题": "一则消息", "成文日期": "2025-01-01"}
    taken_in(received(office, [row], defaults={"kind": "notice", "attribute": "proactive"}))
    item = Item.objects.get()
    assert (item.kind, item.attribute, item.state) == (Kind.NOTICE, Attribute.PROACTIVE, State.DRAFT)


def test_each_item_is_in_the_log_under_the_name_of_who_took_it_over(office: Office):
    taken_in(received(office))
    assert Deed.objects.filter(deed="登记政府信息", actor=office.officer).count() == 3
    assert Deed.objects.filter(deed="上传批量导入的表格", actor=office.officer).count() == 1


def test_nothing_else_is_begun_while_something_is_done_with_it(office: Office):
    intake = received(office)
    services.look_over(intake, by=office.officer)
    with pytest.raises(ValidationError, match="“核对批量导入的表格”还在执行"):
        services.look_over(intake, by=office.officer)


def test_an_intake_that_came_to_nothing_is_thrown_away_whole_and_another_s_files_alone(office: Office):
    services.discard(received(office), by=office.officer)
    assert not Intake.objects.exists()
    intake = received(office)
    taken_in(intake)
    services.discard(intake, by=office.officer)
    intake.refresh_from_db()
    assert (intake.table, intake.archive, intake.rows.count()) == ("", "", 3)
    job = done(services.look_over(intake, by=office.officer))
    assert job.error == "导入的文件已经清除，请重新上传"
