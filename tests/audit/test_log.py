"""The log of deeds: what is recorded is kept with the deed, and any change shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.audit.chain import Break, breaks
from gongkai.audit.models import Deed, Head
from gongkai.audit.services import record, rows, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="chen", name="陈一")


@pytest.fixture
def log(officer: User) -> list[Deed]:
    with transaction.atomic():
        return [record(f"试验{n}", by=officer, subject=officer, detail={"n": n, "说明": "甲"}) for n in range(5)]


def _unguarded(sql: str) -> None:
    """What somebody with the database's own password may do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_deed DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute("ALTER TABLE audit_deed ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_deed'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql)
            for _, made in triggers:
                cursor.execute(made)


def test_an_untouched_log_holds(log: list[Deed]):
    assert [row.number for row in rows()] == [1, 2, 3, 4, 5]
    assert verify() == []


def test_an_empty_log_holds():
    assert verify() == []


@override_settings(NATIONAL_ALGORITHMS=True)
def test_an_installation_may_ask_for_the_national_algorithm(officer: User):
    with transaction.atomic():
        assert record("试验", by=officer).algorithm == "sm3"
    assert verify() == []


TAMPERINGS = {
    "altered": ("UPDATE audit_deed SET actor_name = '李四' WHERE number = 3", [3]),
    "detail altered": ("UPDATE audit_deed SET detail = '{\"n\": 9}' WHERE number = 2", [2]),
    "time altered": ("UPDATE audit_deed SET at = '2020-01-01 00:00:00+00:00' WHERE number = 4", [4]),
    "missing": ("DELETE FROM audit_deed WHERE number = 3", [4]),
    "first missing": ("DELETE FROM audit_deed WHERE number = 1", [2]),
    "end cut off": ("DELETE FROM audit_deed WHERE number > 3", [5]),
    "hash made to fit": ("UPDATE audit_deed SET hash = previous WHERE number = 3", [3, 4]),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_whatever_is_done_to_a_row_shows_and_where(log: list[Deed], how: str):
    sql, numbers = TAMPERINGS[how]
    _unguarded(sql)
    assert sorted({found.number for found in verify()}) == numbers


def test_rows_that_changed_places_show(log: list[Deed]):
    _unguarded("UPDATE audit_deed SET number = 99 WHERE number = 2")
    _unguarded("UPDATE audit_deed SET number = 2 WHERE number = 3")
    _unguarded("UPDATE audit_deed SET number = 3 WHERE number = 99")
    assert {2, 3} <= {found.number for found in verify()}


def test_a_log_rewritten_from_end_to_end_does_not_match_what_was_noted_outside(log: list[Deed], officer: User):
    noted = (log[-1].number, log[-1].hash)
    assert verify(last=noted) == []
    _unguarded("DELETE FROM audit_deed")
    Head.objects.all().delete()
    with transaction.atomic():
        for n in range(5):
            record(f"伪造{n}", by=officer)
    assert verify() == []
    assert verify(last=noted) == [Break(5, "与另外记下的校验值不符")]


@pytest.mark.parametrize("sql", ["UPDATE audit_deed SET actor_name = 'x'", "DELETE FROM audit_deed"])
def test_the_database_itself_refuses_change(log: list[Deed], sql: str):
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify() == []


@pytest.mark.parametrize("change", [lambda deed: deed.save(), lambda deed: deed.delete()])
def test_the_code_has_no_way_to_change_a_row(log: list[Deed], change: Callable[[Deed], object]):
    with pytest.raises(TypeError):
        change(log[0])


def test_a_deed_that_is_undone_leaves_no_row(log: list[Deed], officer: User):
    def fail() -> None:
        with transaction.atomic():
            record("未成", by=officer)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert Deed.objects.count() == 5
    with transaction.atomic():
        assert record("之后", by=officer).number == 6
    assert verify() == []


def test_an_exported_log_is_verified_without_the_platform(log: list[Deed]):
    exported = list(rows())
    assert list(breaks(exported, last=(5, exported[-1].hash))) == []
    assert list(breaks(exported[:3], last=(5, exported[-1].hash))) == [Break(5, "末尾缺少第4条至第5条")]


@pytest.mark.django_db(transaction=True)
def test_a_deed_outside_its_transaction_is_refused(officer: User):
    with pytest.raises(transaction.TransactionManagementError):
        record("试验", by=officer)


ADDRESSES = {
    "10.0.0.1": "10.0.0.1",
    "::ffff:10.0.0.1": "10.0.0.1",
    "2001:0DB8:0:0::0001": "2001:db8::1",
    "fe80::1": "fe80::1",
    "10.0.0.1:5000": None,
    "unknown": None,
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_kept_as_every_database_writes_it(officer: User, address: str):
    with transaction.atomic():
        record("试验", by=officer, address=address)
    assert Deed.objects.get().address == ADDRESSES[address]
    assert verify() == []


DETAILS = [
    {"文字": "甲'\"\\ \n\u2028😀", "数": 2**53, "空": None, "是": True, "列": [1, ["二"]], "表": {"b": 1, "a": {}}},
    {10: "十", 9: "九", True: 1},
    {"a": ("一", "二"), "角色": Right.READ_AUDIT},
]


@pytest.mark.parametrize("detail", DETAILS)
def test_a_detail_comes_back_as_it_was_hashed(officer: User, detail: dict[str, object]):
    with transaction.atomic():
        record("试验", by=officer, detail=detail)
    assert verify() == []


@pytest.mark.parametrize("value", [1.5, 1e22, timezone.now(), object(), b"x"])
def test_what_databases_write_in_their_own_way_is_no_detail(officer: User, value: object):
    with pytest.raises(TypeError, match="a detail has no"), transaction.atomic():
        record("试验", by=officer, detail={"a": [value]})
    assert not Deed.objects.exists()


SEARCHES = {
    "audit_deed_by_time": {},
    "audit_deed_by_actor": {"actors": [7]},
    "audit_deed_by_body": {"bodies": [7]},
    "audit_deed_by_deed": {"deed": "登录"},
    "audit_deed_by_subject": {"subject": "access.user:7"},
    "audit_deed_by_address": {"address": "10.0.0.1"},
}


@pytest.mark.parametrize("index", SEARCHES)
def test_a_search_is_read_from_an_index_in_the_order_of_time(log: list[Deed], index: str):
    found = Deed.objects.matching(**SEARCHES[index]).before(log[-1]).order_by("-at", "-number")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a table of five rows is read whole unless that is made dear
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = found[:51].explain()
    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    assert [deed.number for deed in Deed.objects.matching().before(log[3]).order_by("-at", "-number")] == [3, 2, 1]
    assert [deed.number for deed in Deed.objects.matching().after(log[2]).order_by("at", "number")] == [4, 5]
