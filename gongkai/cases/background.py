"""What disclosure on request does by the clock: each open case counted as of the day, and who is to know of it told."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from gongkai.access.enums import Right, Role
from gongkai.cases.models import Case
from gongkai.cases.services import reminding
from gongkai.cases.services.course import count_anew, current_calendar, to_count_anew
from gongkai.cases.services.handing import charged
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work
from gongkai.office import notices

MOVED = notices.register("case_moved", "依申请公开的期限变动", by_mail=True)


@job("cases.count", "重新计算办理期限", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def count_all(work: Work) -> Result:
    """A limit may have passed overnight, and a holiday notice may have moved others."""
    counted = moved = 0
    for number in work.watch(list(to_count_anew())):
        found = count_anew(number)
        counted += 1
        if found is not None:
            moved += 1
            _tell(*found)
    return {"计算": counted, "期限变动": moved} if counted else None


def _tell(case: Case, before: date) -> None:
    """Say to who handles a case that a holiday notice moved its reply, from when to when."""
    issued = current_calendar().notices
    by = f"（{issued[-1].number}）" if issued else ""
    title = f"{case.number}的答复期限由{before}变为{case.reply_due_on}"
    text = f"放假安排有变动{by}，工作日随之增减，期限已重新计算；告知过申请人原期限的，请一并说明。"
    url = reverse("cases_case", args=[case.pk])
    notices.notify(charged(case), MOVED, title, text=text, url=url, body=case.body)


@job("cases.remind", "提醒申请的办理期限", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def remind_all(work: Work) -> Result:
    """Who handles a case is told before it is due, and others after: the leaders, then the body above."""
    told = sum(reminding.remind(number) for number in work.watch(list(reminding.near())))
    return {"提醒": told} if told else None
