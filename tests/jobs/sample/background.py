"""Kinds of jobs for the tests. Each unit leaves a row in `effect`, which has no key: what is done twice shows."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection
from django_tasks import task

from gongkai.access.enums import Right, Role
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Failed, Work

EFFECT = "CREATE TABLE effect (job integer, unit integer, process integer)"


def leave(job: int, unit: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect VALUES (%s, %s, %s)", [job, unit, os.getpid()])


def effects(job: int) -> list[tuple[int, int]]:
    """The units that took effect, in order, and the process of each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit, process FROM effect WHERE job = %s ORDER BY unit", [job])
        return cursor.fetchall()


@job("test.count", "数数", Right.EDIT_BODY)
def count(work: Work, units: int, pause: float = 0.0, fail_at: int = -1) -> Result:
    for unit in work.steps(range(units)):
        leave(work.job.pk, unit)
        time.sleep(pause)
        if unit == fail_at:
            raise Failed(f"第{unit}个数不出来")
    return {"个数": units}


@job("test.by_cursor", "按位置数数", Right.EDIT_BODY)
def by_cursor(work: Work, units: int) -> Result:
    while (at := work.cursor or 0) < units:
        with work.unit():
            leave(work.job.pk, at)
            work.checkpoint(at + 1, at + 1, units)
            work.say(f"数到{at}")
    return None


@job("test.broken", "出错", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def broken(work: Work) -> Result:
    for _ in work.steps(range(3)):
        leave(work.job.pk, 0)
        raise ZeroDivisionError("secret")
    return None


@job("test.file", "写文件", Right.EDIT_BODY)
def file(work: Work, text: str) -> Result:
    with work.writing("结果.txt") as out:
        out.write(text.encode())
    work.link = "/office/"
    return None


@job("test.whole", "一气呵成", Right.EDIT_BODY)
def whole(work: Work, seconds: float) -> Result:
    """Has no units, and the first time takes long."""
    leave(work.job.pk, work.job.attempts)
    if work.job.attempts == 1:
        time.sleep(seconds)
    return None


@job("test.query", "查很久", Right.EDIT_BODY)
def query(work: Work, seconds: float) -> Result:
    """The same, waiting for the database."""
    leave(work.job.pk, work.job.attempts)
    if work.job.attempts == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [seconds])
    return None


@job("test.deadly", "杀死执行进程", Right.EDIT_BODY)
def deadly(work: Work) -> Result:
    os.kill(os.getpid(), 9)
    return None


@task()
def plain(path: str, seconds: float) -> None:
    """A task that is no job, as Wagtail's own are: says that it began, and takes its time."""
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(seconds)
