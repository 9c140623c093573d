"""Five published reports enter the archive through its pages: uploaded, looked at cell by cell, accepted, signed and
published. Then each cell of what was published is held against the file by a reading of its own.

The files lie beside the project and are no part of it; without them nothing is replayed. People are invented.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Mapping
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.urls import reverse

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.access.services import appoint
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.filings.enums import Origin
from gongkai.filings.models import Filing, FilingRelease, FilingStep, UploadedReport
from gongkai.jobs.models import Job
from gongkai.jobs.tasks import perform
from gongkai.report.form import APPLICANTS, EDITIONS, Edition
from replay.browser import Browser

SEEDS: Final = Path(__file__).resolve().parents[2] / "shared" / "seeds"
REGION: Final = "福建省人民政府"
OFFICER, LEADER = "bao", "mei"
PEOPLE: Final = {OFFICER: ("鲍文", Role.OFFICER), LEADER: ("梅岭", Role.LEADER)}
PASSWORD: Final = "Replay-of-old-reports"


class Known(NamedTuple):
    """A body that reported, by the name that its report bears, and the day on which that was published, where the
    report does not say: the last on which it was in time."""

    name: str
    published: date | None = None


BODIES: Final = (
    Known("泉州市数字泉州建设办公室", date(2020, 1, 31)),
    Known("福州市大数据发展管理委员会", date(2020, 1, 31)),
    Known("泉州市丰泽区人民政府办公室"),
    Known("泉州市数据管理局", date(2025, 1, 31)),
    Known("石狮市工业信息化和科技局", date(2020, 1, 31)),
)


def run() -> dict[str, Any] | None:
    """Put the reports into the archive, and count the cells that are there as the files have them."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        print(f"没有历史报告可以导入：{SEEDS}不存在或者是空的，跳过", file=sys.stderr)
        return None
    _set_up()
    officer, leader = _signed_in(OFFICER), _signed_in(LEADER)
    _upload(officer, files)
    for upload in UploadedReport.objects.order_by("name"):
        _take(officer, upload)
    for filing in Filing.objects.filter(origin=Origin.UPLOADED).order_by("pk"):
        _look_over(officer, filing)
        _publish(officer, leader, filing)
    found = FilingRelease.objects.filter(filing__origin=Origin.UPLOADED).select_related("filing")
    releases = {each.filing.source_name: each for each in found}
    cells = sum(_agreeing(releases[file.name], file.read_text("utf-8")) for file in files if file.name in releases)
    return {"replay": "archive", "filings": len(releases), "cells": cells}


# --- through the pages ----------------------------------------------------------------------------------------------


def _set_up() -> None:
    region = Body.objects.create(name=REGION, kind=BodyKind.GOVERNMENT)
    for known in BODIES:
        Body.objects.create(name=known.name, kind=BodyKind.DEPARTMENT, parent=region)
    for username, (name, role) in PEOPLE.items():
        user = User(username=username, name=name, is_staff=True)
        user.set_password(PASSWORD)
        user.save()
        appoint(user, role=role, body=region, since=date(2019, 1, 1), by=None)


def _signed_in(username: str) -> Browser:
    browser = Browser()
    browser.sign_in(username, PASSWORD)
    return browser


def _upload(browser: Browser, files: list[Path]) -> None:
    """The first one by itself, the others as a ZIP."""
    first, *others = files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in others:
            archive.write(file, file.name)
    for name, content in ((first.name, first.read_bytes()), ("历年报告.zip", packed.getvalue())):
        browser.fill(reverse("filings_upload_new"), {"body": REGION}, files={"reports": (name, content)})
    for job in Job.objects.open():
        perform(job.ticket)


def _take(browser: Browser, upload: UploadedReport) -> None:
    """As it is proposed: which body, which year."""
    browser.fill(reverse("filings_upload", args=[upload.pk]), {"scope": "own"})


def _look_over(browser: Browser, filing: Filing) -> None:
    """The rows that wait are stated as they are read off the source; the rest is accepted."""
    page = reverse("filings_history", args=[filing.pk])
    if "cell-" in browser.open(page).content.decode():
        browser.fill(page, {"reason": ""}, button="all")
    day = next(known.published for known in BODIES if known.name == filing.body.name)
    stated = {"first_published_on": day.isoformat()} if day is not None else {"published_where": ""}
    browser.fill(reverse("filings_history_accept", args=[filing.pk]), stated)


def _publish(officer: Browser, leader: Browser, filing: Filing) -> None:
    officer.fill(reverse("filings_send_in", args=[filing.pk]), {})
    step = FilingStep.objects.waiting().get(filing=filing)
    leader.fill(reverse("filings_step", args=[step.pk]), {"decision": "passed", "opinion": "同意"})
    officer.fill(reverse("filings_publish", args=[filing.pk]), {})


# --- another reading of the files -----------------------------------------------------------------------------------

Figures = list[int | None]
_PARTS: Final = ("二、主动公开", "三、收到和处理", "四、政府信息公开行政复议", "五、存在")
_SEPARATORS: Final = re.compile(r"[\t|]")


def _agreeing(release: FilingRelease, text: str) -> int:
    """How many cells of a release are as a file has them."""
    form = EDITIONS[release.data["edition"]]
    cells: Mapping[str, Any] = release.data["cells"]
    return sum(key in cells and cells[key] == figure for key, figure in cells_in(text, form).items())


def cells_in(text: str, form: Edition) -> dict[str, int | None]:
    """Each cell that a file has for certain; None for a blank.

    A row of a table is a run of figures between other text, and the rows stand in the order of the form. A row that
    lacks one figure lost a 0, as extraction does: of the places where that may have stood those remain for which the
    row and the columns add up, and if that is one for the whole table, the row is read.
    """
    proactive, requests, remedies = _parts(text)
    rows = [[column.key for column in block.columns] for block, _ in form.proactive_rows()]
    found = dict(zip(form.proactive_keys, _in_shape(_runs(proactive), [len(row) for row in rows]), strict=False))
    table = _whole(_runs(requests), form)
    found |= dict(zip(form.requests_keys, [figure for row in table for figure in row], strict=False))
    return found | dict(zip(form.remedies_keys, _last_row(remedies), strict=False))


def _parts(text: str) -> list[list[str]]:
    """The lines of each of the three sections that have tables."""
    lines = text.splitlines()
    bare = [line.lstrip("# ").strip() for line in lines]
    at = [next(number for number, line in enumerate(bare) if line.startswith(part)) for part in _PARTS]
    return [lines[start + 1 : end] for start, end in pairwise(at)]


def _runs(lines: list[str]) -> list[Figures]:
    """The runs of figures between other text."""
    runs: list[Figures] = [[]]
    for line in lines:
        for piece in filter(None, map(str.strip, _SEPARATORS.split(line))):
            if piece.isascii() and piece.isdigit():
                runs[-1].append(int(piece))
            elif runs[-1]:
                runs.append([])
    return [run for run in runs if run]


def _in_shape(runs: list[Figures], lengths: list[int]) -> Figures:
    """The figures of rows that are as long as the form's; none where one is not."""
    return [figure for run in runs for figure in run] if [len(run) for run in runs] == lengths else []


def _whole(runs: list[Figures], form: Edition) -> list[Figures]:
    """Table three; empty where its rows are not as many as the form's, or a lost figure can stand in several places."""
    if len(runs) != len(form.rows):
        return []
    fits = [table for table in product(*map(_completed, runs)) if _adds_up(table, form)]
    return [list(row) for row in fits[0]] if len(fits) == 1 else []


def _completed(run: Figures) -> list[tuple[int, ...]]:
    """A row with the 0 that it may have lost, wherever its parts make its total."""
    width = len(APPLICANTS)
    figures = [figure or 0 for figure in run]
    given = {tuple(figures)} if len(run) == width else {(*figures[:at], 0, *figures[at:]) for at in range(width)}
    return [row for row in sorted(given) if len(row) == width and sum(row[:-1]) == row[-1]]


def _adds_up(table: tuple[tuple[int, ...], ...], form: Edition) -> bool:
    rows = {row.key: figures for row, figures in zip(form.rows, table, strict=True)}
    for at in range(len(APPLICANTS)):
        results = sum(rows[leaf][at] for leaf in form.leaves)
        came = rows["new"][at] + rows["carried_over"][at]
        if results != rows["total"][at] or came != rows["total"][at] + rows["carried_forward"][at]:
            return False
    return True


def _last_row(lines: list[str]) -> Figures:
    """Table four: its last row, blanks among it, or where each figure has a line of its own, the last run."""
    last = next((line for line in reversed(lines) if line.strip()), "")
    if "\t" in last.strip("\t "):
        return [int(piece) if piece.strip() else None for piece in last.split("\t")]
    return _runs(lines)[-1]
