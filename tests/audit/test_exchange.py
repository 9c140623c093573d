"""The log as a file: written whole or by search, verified without the platform, in each case saying what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.chain import Break
from gongkai.audit.exchange import Exported, NotALog, written
from gongkai.audit.models import Deed
from gongkai.audit.search import Search
from gongkai.audit.services import export, record
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="chen", name="陈一")


@pytest.fixture
def city() -> Body:
    return Body.objects.create(name="海州市人民政府", short_name="市政府", kind=BodyKind.GOVERNMENT)


@pytest.fixture
def bureau(city: Body) -> Body:
    return Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT, parent=city)


@pytest.fixture
def log(officer: User, bureau: Body) -> list[Deed]:
    with transaction.atomic():
        return [
            record("登录", by=officer, subject=officer, address="10.0.0.1"),
            record("查看个人信息", by=officer, subject="persons.applicant:7", body=bureau, detail={"项目": ["电话"]}),
            record("登录失败", by=None, address="::ffff:10.0.0.2"),
            record("查看个人信息", by=officer, subject="persons.applicant:8", body=bureau, address="2001:0DB8::1"),
            record("退出", by=officer, subject=officer),
        ]


def lines(search: Search = Search()) -> list[bytes]:  # noqa: B008
    return [line.encode() for line in written(export(search, by=None))]


def found(file: list[bytes], **members: tuple[int, str]) -> list[Break]:
    return list(Exported(file).breaks(**members))


def test_the_whole_log_is_verified_from_its_file_alone(log: list[Deed]):
    file = lines()
    exported = Exported(file)
    assert (exported.whole, exported.last) == (True, (5, log[-1].hash))
    assert found(file) == []
    assert found(file, last=(3, log[2].hash)) == []
    assert found(file, last=(3, log[3].hash)) == [Break(3, "与另外记下的校验值不符")]
    assert found(file, last=(9, "0" * 64)) == [Break(9, "文件里没有另外记下的这一条")]


def test_an_empty_log_is_a_file_too():
    assert found(lines()) == []


def test_what_was_taken_out_is_recorded_and_not_part_of_itself(log: list[Deed]):
    lines(Search(deed="登录"))
    last = Deed.objects.order_by("-number")[0]
    assert (last.deed, last.subject, last.detail) == ("导出操作日志", "audit.log", {"条件": "操作登录"})
    assert Exported(lines()).last == (6, last.hash)


def altered(line: bytes, **members: object) -> bytes:
    return json.dumps(json.loads(line) | members).encode() + b"\n"


TAMPERINGS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], list[int]]] = {
    "altered": (lambda f: [*f[:3], altered(f[3], actor_name="李四"), *f[4:]], [3]),
    "left out": (lambda f: [*f[:3], *f[4:-1], b'{"rows":4}\n'], [4]),
    "the first left out": (lambda f: [f[0], *f[2:-1], b'{"rows":4}\n'], [2]),
    "the end cut off": (lambda f: [*f[:4], b'{"rows":3}\n'], [5]),
    "moved": (lambda f: [*f[:2], f[3], f[2], *f[4:]], [2, 3, 4]),
    "twice": (lambda f: [*f[:3], f[2], *f[3:-1], b'{"rows":6}\n'], [2]),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_whatever_is_done_to_a_file_shows_and_where(log: list[Deed], how: str):
    tamper, numbers = TAMPERINGS[how]
    assert sorted({each.number for each in found(tamper(lines()))}) == numbers


def test_rows_that_were_picked_out_are_verified_each_and_with_their_neighbours(log: list[Deed]):
    file = lines(Search(actor="陈一"))
    exported = Exported(file)
    assert (exported.whole, exported.last, exported.search) == (False, (5, log[-1].hash), "操作人陈一")
    assert [json.loads(line)["number"] for line in file[1:-1]] == [1, 2, 4, 5]
    assert found(file) == []
    assert found([*file[:2], altered(file[2], deed="登录"), *file[3:]]) == [
        Break(2, "内容与校验值不符：这一条被改动"),
    ]
    forged = altered(file[1], hash="0" * 64)
    assert {each.number for each in found([file[0], forged, *file[2:]])} == {1, 2}


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (lambda f: [], "不是导出的操作日志"),
        (lambda f: [b"\x89PNG\r\n"], "不是导出的操作日志"),
        (lambda f: [b"[1, 2]"], "不是导出的操作日志"),
        (lambda f: [altered(f[0], format="other"), *f[1:]], "不认识的格式“other”"),
        (lambda f: f[:4], "文件不完整：读到3条以后没有结尾"),
        (lambda f: [*f[:4], f[-1]], "文件应有5条，读到3条"),
        (lambda f: [*f, f[1]], "末尾之后还有内容"),
        (lambda f: [f[0], b"{}\n", *f[1:]], "第2行不是操作日志的一条"),
        (lambda f: [f[0], altered(f[1], number="1"), *f[2:]], "第2行不是操作日志的一条"),
        (lambda f: [f[0], f[1][:30], *f[2:]], "第2行不是操作日志的一条"),
    ],
)
def test_a_file_that_is_none_is_refused(log: list[Deed], file: Callable[[list[bytes]], list[bytes]], why: str):
    with pytest.raises(NotALog, match=why):
        found(file(lines()))


# --- searching ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        (Search(), [1, 2, 3, 4, 5]),
        (Search(actor="chen"), [1, 2, 4, 5]),
        (Search(actor="陈一", deed="登录"), [1]),
        (Search(actor="系统"), [3]),
        (Search(actor="没有"), []),
        (Search(body="海州市教育局"), [2, 4]),
        (Search(body="市政府"), [2, 4]),
        (Search(body="没有"), []),
        (Search(subject="persons.applicant:8"), [4]),
        (Search(address="10.0.0.2"), [3]),
        (Search(address="2001:db8::1"), [4]),
        (Search(address="没有"), []),
    ],
)
def test_a_search_finds_what_fits_everything_asked(log: list[Deed], search: Search, numbers: list[int]):
    assert list(search.deeds().order_by("number").values_list("number", flat=True)) == numbers
    assert Search.unpacked(search.packed()) == search


def test_days_are_those_of_the_place_and_the_last_one_counts(log: list[Deed]):
    today = timezone.localdate()
    assert Search(today, today).deeds().count() == 5
    assert Search(since=today + timedelta(1)).deeds().count() == 0
    assert Search(until=today - timedelta(1)).deeds().count() == 0
    assert str(Search(today, today, deed="登录")) == f"自{today}，至{today}，操作登录"
    assert Search.unpacked(Search(today, today).packed()) == Search(today, today)
