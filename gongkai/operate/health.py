"""Whether this process lives, and whether it can do its work: for load balancers and whoever watches."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final, NamedTuple

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from gongkai.operate import state
from gongkai.operate.local import may_look

log = logging.getLogger(__name__)

LEAST_DISK: Final = 200 * 2**20
LONGEST_QUEUE: Final = timedelta(hours=1)


class Unready(Exception):
    """What is wrong with a part, for the operator."""


class Part(NamedTuple):
    """Something that should work. `look` says how it is, or raises; without what is `vital` nothing can be answered."""

    name: str
    vital: bool
    look: Callable[[], str]


class Look(NamedTuple):
    """How a part was found: `said` is for the operator."""

    part: Part
    well: bool
    said: str


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return str(connection.vendor)


_migrated = False


def _migrations() -> str:
    """Once applied they stay so for as long as the code is this one: reading them takes a while."""
    global _migrated
    if not _migrated and (missing := state.unapplied()):
        raise Unready(f"数据库结构还差{len(missing)}步，请运行gongkai migrate")
    _migrated = True
    return "已是当前版本"


def _cache() -> str:
    word = secrets.token_hex(8)
    cache.set(f"ready.{word}", word, 10)
    if cache.get(f"ready.{word}") != word:
        raise Unready("缓存没有记住写入的内容，请检查GONGKAI_CACHE所指的Redis")
    return "可读写"


def _tasks() -> str:
    waiting = state.oldest_task()
    if waiting > LONGEST_QUEUE:
        raise Unready(f"有任务已等候{waiting.total_seconds() / 60:.0f}分钟，请检查后台任务进程（gongkai worker）")
    return f"最早的任务已等候{waiting.total_seconds():.0f}秒"


def _workers() -> str:
    if (alive := state.workers()) == 0:
        raise Unready("没有在运行的后台任务进程，请启动gongkai worker")
    return f"{alive}个"


def _disk() -> str:
    free = state.free_disk()
    if free < LEAST_DISK:
        raise Unready(f"磁盘只剩{free / 2**20:.0f}MB，请清理或者扩容")
    return f"剩余{free / 2**30:.1f}GB"


PARTS: Final = (
    Part("database", True, _database),
    Part("migrations", True, _migrations),
    Part("cache", False, _cache),
    Part("tasks", False, _tasks),
    Part("workers", False, _workers),
    Part("disk", False, _disk),
)


def looks() -> list[Look]:
    """How each part is now."""
    return [_look(part) for part in PARTS]


def _look(part: Part) -> Look:
    try:
        return Look(part, True, part.look())
    except Exception as error:
        said = str(error) if isinstance(error, Unready) else type(error).__name__
    log.warning("%s：%s：%s", "尚未就绪" if part.vital else "带病运行", part.name, said)
    return Look(part, False, said)


def alive(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks nobody: a database that is down is no reason to start the process again."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> JsonResponse:
    """Whether this process can answer, and what does not work; how each part is, only for whoever may see that.

    Only what is vital takes a process out of the balance: when the cache is away, it is away for all of them.
    """
    found = looks()
    failed = [each.part.name for each in found if each.part.vital and not each.well]
    degraded = [each.part.name for each in found if not each.part.vital and not each.well]
    answer: dict[str, object] = {"ready": not failed, "failed": failed, "degraded": degraded}
    if may_look(request):
        answer["parts"] = {each.part.name: each.said for each in found}
    return JsonResponse(answer, status=503 if failed else 200, json_dumps_params={"ensure_ascii": False})
