"""Bodies as a table: out, in, and what would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pytest

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.audit.services import record_import, verify
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.exchange import Change, Line, TableNotReadable, apply, as_csv, as_xlsx, plan, read_table
from gongkai.bodies.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell() -> Callable[[Line], object]:
    return partial(record_import, by=User.objects.create(username="chen", name="陈一"))


@pytest.fixture
def city() -> Body:
    return Body.objects.create(name="海州市人民政府", kind=BodyKind.GOVERNMENT)


def table(text: str) -> list[list[str]]:
    return read_table(text.replace(" ", "").encode())


NEW = """名称,类别,上级机关,联系电话
海州市教育局,政府部门,海州市人民政府,0595-1234567
清河县人民政府,人民政府,海州市人民政府,
清河县财政局,政府部门,清河县人民政府,
"""


def test_a_table_is_first_looked_at_and_changes_nothing(city: Body):
    made = plan(table(NEW))
    assert made.errors == []
    assert [line.name for line in made.additions] == ["海州市教育局", "清河县人民政府", "清河县财政局"]
    assert Body.objects.count() == 1


def test_what_was_planned_is_done_and_recorded(city: Body, tell: Callable[[Line], object]):
    assert apply(plan(table(NEW)), tell=tell) == 3
    assert Body.objects.under(city).count() == 4
    assert Deed.objects.filter(deed="新增机关").count() == 3
    assert verify() == []
    again = plan(table(NEW))
    assert [line.name for line in again.unchanged] == ["海州市教育局", "清河县人民政府", "清河县财政局"]
    assert apply(again, tell=tell) == 0


def test_a_change_is_told_member_by_member(city: Body, tell: Callable[[Line], object]):
    apply(plan(table(NEW)), tell=tell)
    made = plan(table("名称,联系电话\n海州市教育局,0595-7654321\n"))
    (line,) = made.changed
    assert line.changes == [Change("联系电话", "0595-1234567", "0595-7654321")]
    apply(made, tell=tell)
    bureau = Body.objects.get(name="海州市教育局")
    assert bureau.phone == "0595-7654321"
    assert bureau.parent == city


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("名称,类别\n甲局,局\n", "类别只能是"),
        ("名称,类别\n甲局,\n", "要写类别"),
        ("名称,类别\n,政府部门\n", "没有写名称"),
        ("名称,类别\n甲局,政府部门\n甲局,政府部门\n", "与第2行重名"),
        ("名称,类别,上级机关\n甲局,政府部门,没有的局\n", "不在表中"),
        ("名称,类别,设立日期\n甲局,政府部门,去年\n", "不是形如2024-03-01的日期"),
        ("名称,类别,排序\n甲局,政府部门,前\n", "不是整数"),
        ("名称,类别,电子邮箱\n甲局,政府部门,甲\n", "电子邮箱"),
        ("名称,类别,统一社会信用代码\n甲局,政府部门,123\n", "应为18位"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_nothing_is_done(text: str, why: str, tell: Callable[[Line], object]):
    made = plan(table(text))
    assert any(why in error and error.startswith("第") for error in made.errors)
    with pytest.raises(TableNotReadable, match="没有导入"):
        apply(made, tell=tell)
    assert not Body.objects.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空的"),
        ("局名,类别\n甲,乙\n".encode(), "不认识的列“局名”"),
        ("简称\n甲\n".encode(), "其中要有“名称”"),
        (b"PK\x03\x04nonsense", "损坏"),
        (b"\xff\xff\xff", "编码"),
        ("名称\0".encode(), "不是CSV"),
        (b"a" * (17 * 2**20), "超过16MB"),
    ],
)
def test_a_file_that_is_no_table_of_bodies_is_told_in_one_sentence(data: bytes, why: str):
    with pytest.raises(TableNotReadable, match=why):
        plan(read_table(data))


def test_a_circle_is_refused_as_a_whole(tell: Callable[[Line], object]):
    made = plan(table("名称,类别,上级机关\n甲局,政府部门,乙局\n乙局,政府部门,甲局\n"))
    with pytest.raises(TableNotReadable, match="不能作为它的上级机关"):
        apply(made, tell=tell)
    assert not Body.objects.exists()
    assert not Deed.objects.exists()


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_is_written_is_read_back_without_a_change(
    city: Body, tell: Callable[[Line], object], write: Callable[[Iterable[Body]], bytes]
):
    apply(plan(table(NEW)), tell=tell)
    made = plan(read_table(write(Body.objects.all())))
    assert made.errors == []
    assert len(made.unchanged) == 4


def test_a_table_of_the_national_encoding_is_read(city: Body):
    assert len(plan(read_table(NEW.encode("gb18030"))).additions) == 3


def test_no_cell_is_a_formula_to_a_spreadsheet(tell: Callable[[Line], object]):
    Body.objects.create(name="甲局", kind=BodyKind.DEPARTMENT, office="=1+1")
    assert b"'=1+1" in as_csv(Body.objects.all())
    assert plan(read_table(as_csv(Body.objects.all()))).changed == []
