"""The back office's own jobs: the log of deeds taken out as a file, uploads that nobody took up thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.audit.chain import Row
from gongkai.audit.exchange import Export, written
from gongkai.audit.search import Search
from gongkai.audit.services import export
from gongkai.bodies.models import Body
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work
from gongkai.office import spreadsheet
from gongkai.office.models import Upload

KEPT: Final = timedelta(days=1)
"""How long an upload waits to be confirmed."""


@job("audit.export", "导出操作日志", Right.READ_AUDIT)
def export_log(work: Work, form: str, search: dict[str, str]) -> Result:
    """A search of the log as a file: `form` is "jsonl", which can be verified, or "csv"."""
    made = export(Search.unpacked(search), by=work.job.started_by)
    counted = made._replace(rows=work.watch(made.rows))
    with work.writing(f"操作日志{timezone.localdate():%Y%m%d}.{form}") as out:
        for line in _verifiable(counted) if form == "jsonl" else spreadsheet.as_csv(_table(counted.rows)):
            out.write(line)
    return {"条件": made.search or "全部", "条数": work.done}


def _verifiable(made: Export) -> Iterator[bytes]:
    for line in written(made):
        yield line.encode()


def _table(rows: Iterable[Row]) -> Iterator[list[str]]:
    bodies = dict(Body.objects.values_list("pk", "name"))
    yield ["序号", "时间", "操作人", "来源地址", "操作", "机关", "对象", "内容", "前一条的校验值", "算法", "校验值"]
    for row in rows:
        yield [
            str(row.number),
            f"{timezone.localtime(datetime.fromisoformat(row.at)):%Y-%m-%d %H:%M:%S}",
            row.actor_name,
            row.address or "",
            row.deed,
            bodies.get(row.body, "") if row.body is not None else "",
            row.subject,
            json.dumps(row.detail, ensure_ascii=False) if row.detail else "",
            row.previous,
            row.algorithm,
            row.hash,
        ]


@job("office.uploads", "清理没有确认的上传文件", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def clear_uploads(work: Work) -> Result:
    """Files that somebody uploaded, looked at and left."""
    cleared = Upload.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
    return {"上传文件": cleared}
