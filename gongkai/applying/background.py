"""What the applicant's side does by the clock: what nobody took up again is thrown away."""

from __future__ import annotations

from gongkai.access.enums import Right, Role
from gongkai.applying.services import drafts
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work


@job("applying.clear", "清理没有提交的网上申请", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def clear(work: Work) -> Result:
    return {"清理": count} if (count := drafts.clear()) else None
