"""Tables of items, written in each form that is read, with a ZIP of files beside them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.files.base import ContentFile, File
from openpyxl import Workbook

from gongkai.access.models import User
from gongkai.documents.bulk import services
from gongkai.documents.models import Intake
from gongkai.jobs.models import Job
from gongkai.jobs.tasks import perform
from tests.documents.people import Office

PLAN: Final = {
    "编号": "1001",
    "标题": "海州市教育局2025年工作计划",
    "栏目": "规划计划",
    "体裁": "规划计划",
    "成文日期": "2025年1月8日",
    "发布时间": "2025-01-10 09:30",
    "公开方式": "主动公开",
    "内容": "一、抓好开学工作。\n二、做好招生。",
    "附件": "附件/计划表.txt",
    "链接": "https://jyj.haizhou.example/1001.html",
}
NOTICE: Final = {
    "编号": "1002",
    "标题": "关于做好春季开学工作的通知",
    "文号": "海教〔2025〕3号",
    "栏目": "教育",
    "体裁": "通知",
    "成文日期": "2025/2/10",
    "发布时间": "2025-02-12",
    "公开方式": "主动公开",
    "内容": "<div>各学校：</div><div>请按时开学。</div>",
    "链接": "https://jyj.haizhou.example/1002.html",
}
RECORD: Final = {
    "编号": "1003",
    "标题": "局务会议记录",
    "体裁": "会议",
    "成文日期": "20250301",
    "公开方式": "不予公开",
    "依据": "过程性信息",
    "理由": "讨论记录，公开会影响今后的坦率讨论",
}
FILES: Final = {"附件/计划表.txt": "计划表".encode(), "附件/名单.txt": "名单".encode()}
ROWS: Final = (PLAN, NOTICE, RECORD)


def headings(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(rows: Sequence[Mapping[str, Any]], encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    names = headings(rows)
    csv.writer(out).writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Mapping[str, Any]], before: Sequence[Sequence[Any]] = ()) -> bytes:
    book = Workbook()
    names = headings(rows)
    for row in [*before, names, *([row.get(name) for name in names] for row in rows)]:
        book.active.append(list(row))  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_array(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


FORMS: Final = {"a.csv": as_csv, "a.xlsx": as_xlsx, "a.jsonl": as_lines, "a.json": as_array}


def as_zip(files: Mapping[str, bytes] = FILES) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def given(data: bytes, name: str = "信息.csv") -> File[bytes]:
    return ContentFile(data, name=name)


def done(job: Job) -> Job:
    perform(job.ticket)
    return Job.objects.get(pk=job.pk)


def received(
    office: Office,
    rows: Sequence[Mapping[str, Any]] = ROWS,
    *,
    files: Mapping[str, bytes] | None = FILES,
    by: User | None = None,
    **members: Any,
) -> Intake:
    archive = given(as_zip(files), "附件.zip") if files is not None else None
    return services.receive(office.bureau, given(as_csv(rows)), archive, by=by or office.officer, **members)


def looked(intake: Intake) -> dict[str, Any]:
    job = done(services.look_over(intake, by=intake.created_by))
    assert job.error == ""
    intake.refresh_from_db()
    found: dict[str, Any] = intake.looked
    return found


def taken_in(intake: Intake) -> Job:
    """The intake, looked over and carried out."""
    looked(intake)
    return done(services.take_in(intake, by=intake.created_by))
