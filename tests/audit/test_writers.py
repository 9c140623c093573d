"""Several write to the log at once, and one is killed: no number is left out or given twice, nothing told is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.audit.services import record, verify

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]

WRITES = """
import sys
import django; django.setup()
from django.db import transaction
from gongkai.access.models import User
from gongkai.audit.services import record
who = sys.argv[1]
for n in range(100_000):
    with transaction.atomic():
        user = User.objects.create(username=f"{who}{n}", name="某人")
        record("新增用户", by=None, subject=user)
    print(user.username, flush=True)
"""
STAYS_INSIDE = """
import time
import django; django.setup()
from django.db import transaction
from gongkai.access.models import User
from gongkai.audit.services import record
with transaction.atomic():
    user = User.objects.create(username="half", name="某人")
    record("新增用户", by=None, subject=user)
    print("inside", flush=True)
    time.sleep(600)
"""


def url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


@contextmanager
def running(program: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    """A process that writes to the database of the tests; killed at the end whatever it does."""
    environment = os.environ | {"GONGKAI_DATABASE": url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", program, *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def said(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def rest(process: subprocess.Popen[str]) -> list[str]:
    """What was said besides, until it was killed; a line that was cut short was not said."""
    assert process.stdout is not None
    return [line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]


def whole() -> None:
    """Users and rows belong to each other one to one, numbers run through, and the chain holds."""
    deeds = list(Deed.objects.order_by("number").values_list("number", "subject"))
    assert [number for number, _ in deeds] == list(range(1, len(deeds) + 1))
    assert sorted(subject for _, subject in deeds) == sorted(
        f"access.user:{pk}" for pk in User.objects.values_list("pk", flat=True)
    )
    assert verify() == []


def test_threads_that_write_at_once_leave_no_gap_and_give_no_number_twice():
    def write(who: int) -> None:
        try:
            for n in range(15):
                with transaction.atomic():
                    record("新增用户", by=None, subject=User.objects.create(username=f"{who}-{n}", name="某人"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert Deed.objects.count() == 60
    whole()


def test_processes_write_at_once_and_one_killed_loses_nothing_that_it_told():
    with running(WRITES, "a") as one, running(WRITES, "b") as other:
        told = said(one, 20) + said(other, 20)
        one.send_signal(signal.SIGKILL)
        told += rest(one) + said(other, 5)
        other.send_signal(signal.SIGKILL)
        told += rest(other)
    assert set(told) <= set(User.objects.values_list("username", flat=True))
    assert 45 <= len(told) <= Deed.objects.count() <= len(told) + 2
    whole()


def test_of_a_transaction_that_was_killed_in_its_middle_nothing_is_left_and_others_go_on():
    with running(STAYS_INSIDE) as process:
        assert said(process, 1) == ["inside"]
    assert not User.objects.filter(username="half").exists()
    with transaction.atomic():
        assert record("新增用户", by=None, subject=User.objects.create(username="after", name="某人")).number == 1
    whole()
