"""All that a body has registered as one ZIP: a table that can be imported elsewhere, in three forms, and the files.

JSON Lines holds everything, the records of reviews and publications among it; XLSX and CSV hold what an import reads.
Long texts lie in files of their own, since a cell of a spreadsheet is short. Nothing is held in memory but an item.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import IO, Any, Final, Self

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gongkai.bodies.exchange import inert
from gongkai.bodies.models import Body
from gongkai.documents import store
from gongkai.documents.bulk.columns import COLUMNS
from gongkai.documents.models import Item, Release, Review

STEM: Final = "政府信息登记簿"
LONGEST_CELL: Final = 30_000
"""Signs; a cell of a spreadsheet takes 32,767."""
BESIDE: Final = ("机关", "状态", "登记时间", "登记人")
"""What the spreadsheets tell of the record beside what is imported."""
README: Final = """{body}的政府信息登记簿，{day}从“公开”平台导出。

{stem}.jsonl  每行一条，内容最全：另有审查、公开、检查、其他渠道、移送等记录，供查阅
{stem}.xlsx   同样的各条，供在表格软件里看
{stem}.csv    同上
附件/、正文/   附件和较长的正文，路径写在表格的“附件”“正文文件”两列里

整个压缩包可以再导入：上传它本身即可，取其中的JSON Lines。
"""


def items_of(body: Body) -> QuerySet[Item]:
    """What a body has registered, as it was registered, with all that is told of it."""
    reviews = Review.objects.select_related("opened_by").prefetch_related("steps__decided_by")
    releases = Release.objects.order_by("pk").prefetch_related("placings__site")
    return (
        Item.objects.filter(body=body)
        .select_related("body", "created_by", "taken", "origin")
        .prefetch_related(
            "attachments__file",
            "links__other",
            "sites",
            "comments__by",
            "outlets",
            "deposits__batch",
            "reassessments__by",
            Prefetch("reviews", reviews.order_by("pk")),
            Prefetch("releases", releases),
            "scans__findings__justified_by",
        )
        .order_by("pk")
    )


class Files:
    """The ZIP that is written; `count` are the attachments and texts in it."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def copy(self, path: str, source: IO[bytes]) -> None:
        with self._zip.open(path, "w", force_zip64=True) as out:
            shutil.copyfileobj(source, out)

    def add(self, path: str, source: IO[bytes]) -> str:
        """One of the files that rows name; its path."""
        self.copy(path, source)
        self.count += 1
        return path


class Tables:
    """The three tables, written item by item beside the files, and into the ZIP at the end; `count` are the items."""

    def __init__(self, files: Files) -> None:
        from openpyxl import Workbook

        self._files = files
        with ExitStack() as kept:
            self._lines = kept.enter_context(tempfile.TemporaryFile())
            self._csv = kept.enter_context(tempfile.TemporaryFile())
            self._kept = kept.pop_all()
        self._writer = io.TextIOWrapper(self._csv, encoding="utf-8-sig", newline="")
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(STEM)
        self._said = ""
        self.count = 0
        self._row([*(column.heading for column in COLUMNS), *BESIDE])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._kept, tempfile.TemporaryFile() as workbook:
            self._book.save(workbook)
            if error is not None:
                return
            self._writer.flush()
            for ending, file in ((".jsonl", self._lines), (".xlsx", workbook), (".csv", self._csv)):
                file.seek(0)
                self._files.copy(STEM + ending, file)
            self._files.copy("说明.txt", io.BytesIO(self._said.encode()))

    def add(self, item: Item) -> None:
        self.count += 1
        if not self._said:
            self._said = README.format(body=item.body.name, day=timezone.localdate(), stem=STEM)
        cells = {column.name: column.show(item) for column in COLUMNS if column.show is not None}
        cells |= _told(item)
        paths = [self._attachment(attachment) for attachment in item.attachments.all()]
        beside = dict(zip(BESIDE, _beside(item), strict=True))
        full = {column.heading: cells.get(column.name, "") for column in COLUMNS if column.name != "text_file"}
        line = full | {"附件": paths} | beside | _record(item)
        self._lines.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        cells["files"] = "\n".join(paths)
        if len(cells["text"]) > LONGEST_CELL:
            text = io.BytesIO(cells["text"].encode())
            cells |= {"text": "", "text_file": self._files.add(f"正文/{self.count:06}.html", text)}
        self._row([*(cells.get(column.name, "") for column in COLUMNS), *beside.values()])

    def _attachment(self, attachment: Any) -> str:
        path = f"附件/{self.count:06}/{attachment.order}/{attachment.name}"
        with store.opened(attachment.file_id) as file:
            return self._files.add(path, file)

    def _row(self, cells: Iterable[str]) -> None:
        row = [inert(ILLEGAL_CHARACTERS_RE.sub("", cell)) for cell in cells]
        self._sheet.append(row)
        csv.writer(self._writer).writerow(row)


# --- what is told of an item ----------------------------------------------------------------------------------------


def _at(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment is not None else ""


def _told(item: Item) -> dict[str, str]:
    """The cells that are no members of the item."""
    taken, origin, first = getattr(item, "taken", None), getattr(item, "origin", None), _public(item)
    return {
        "key": taken.key if taken is not None else "",
        "published_at": _at(first.published_at if first is not None else origin.published_at if origin else None),
        "url": origin.url if origin is not None else "",
        "links": "\n".join(f"{each.get_relation_display()}：{each.other.index_number}" for each in item.links.all()),
        "sites": "\n".join(site.name for site in item.sites.all()),
    }


def _public(item: Item) -> Release | None:
    return next((release for release in item.releases.all() if release.live), None)


def _beside(item: Item) -> tuple[str, ...]:
    by = item.created_by.name if item.created_by is not None else "系统"
    return item.body.name, item.get_state_display(), _at(item.created_at), by


def _record(item: Item) -> dict[str, Any]:
    """What was done with the item, in full."""
    origin = getattr(item, "origin", None)
    return {
        "原公开情况": f"{origin}（{origin.basis}）" if origin is not None else "",
        "附件校验值": [attachment.file_id for attachment in item.attachments.all()],
        "审查": [_review(each) for each in item.reviews.all()],
        "公开记录": [_release(each) for each in item.releases.all()],
        "检查发现": [
            {
                "类别": each.code,
                "所在": each.source,
                "内容": each.shown,
                "须处理": each.blocks,
                "保留理由": each.justification,
                "说明人": _name(each.justified_by),
            }
            for scan in item.scans.all()
            for each in scan.findings.all()
        ],
        "其他渠道": [
            {"渠道": each.get_channel_display(), "名称": each.name, "日期": each.on.isoformat(), "网址": each.url}
            for each in item.outlets.all()
        ],
        "移送": [
            {"批次": each.batch.number, "接收单位": each.batch.hall_name, "份数": each.copies}
            for each in item.deposits.all()
        ],
        "动态调整评估": [
            {
                "日期": each.on.isoformat(),
                "结果": each.get_result_display(),
                "理由": each.reason,
                "评估人": _name(each.by),
            }
            for each in item.reassessments.all()
        ],
        "意见": [{"作者": _name(each.by), "时间": _at(each.at), "内容": each.text} for each in item.comments.all()],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "送审人": _name(review.opened_by),
        "送审时间": _at(review.opened_at),
        "拟定属性": review.get_proposed_display(),
        "公开属性": review.get_attribute_display(),
        "结果": review.get_outcome_display(),
        "内容摘要值": review.digest,
        "步骤": [
            {
                "步骤": step.get_step_display(),
                "决定": step.get_decision_display(),
                "依据": step.basis,
                "意见": step.opinion,
                "审查人": _name(step.decided_by),
                "时间": _at(step.decided_at),
            }
            for step in review.steps.all()
        ],
    }


def _release(release: Release) -> dict[str, Any]:
    return {
        "公开时间": _at(release.published_at),
        "本次公开时间": _at(release.released_at),
        "更正说明": release.correction,
        "撤下时间": _at(release.ended_at),
        "撤下说明": release.withdrawal,
        "有效性": release.get_effect_display(),
        "有效性说明": release.effect_note,
        "网站": sorted({placing.site.name for placing in release.placings.all()}),
    }


def _name(user: Any) -> str:
    return user.name if user is not None else ""
