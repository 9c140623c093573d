"""What the search does by the clock."""

from __future__ import annotations

from gongkai.access.enums import Right, Role
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work
from gongkai.search.entries import SOURCES
from gongkai.search.services import refresh, trim


@job("search.trim", "清理检索的变更记录", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def trim_outbox(work: Work) -> Result:
    """Changes that every host has had time for."""
    return {"清理": trim()}


@job("search.refresh", "核对供检索的内容", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def refresh_all(work: Work) -> Result:
    """What no deed about a row says: that a body has another name, that a day has come."""
    return {source.label: refresh(source.name) for source in work.watch(list(SOURCES.values()))}
