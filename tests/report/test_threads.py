"""Several threads read, check and write at once, as those of a web server do, and find what one thread finds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Barrier
from typing import TypeVar

import pytest

from gongkai.report import NotReadable, Report, Result, check, dumps, read
from tests.corpus.layouts.text_twisted import traditional
from tests.report.builders import change, copy_of, full_report
from tests.report.reading.test_mhtml import page, saved

T = TypeVar("T")
THREADS = 8
REPORTS = (full_report(year=2023), full_report(year=2020, body="青石市林业局"))
FORMATS = ("txt", "md", "html", "docx", "xlsx", "pdf", "json")


@pytest.fixture(autouse=True)
def _threads_take_turns_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    made = {f"{report.year}.{kind}": dumps(report, kind) for report in REPORTS for kind in FORMATS}
    return made | {"2023.mht": saved(page()), "繁體.txt": traditional(made["2023.txt"].decode(), Random(0)).encode()}


def all_at_once(works: list[Callable[[], T]]) -> list[T]:
    """What each gives; all begin at the same moment, as far as there are threads."""
    start = Barrier(THREADS)

    def begun(at: int) -> T:
        if at < THREADS:
            start.wait(30)
        return works[at]()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begun, range(len(works))))


def told(report: Report) -> tuple[object, ...]:
    """All that a report tells, also what its equality leaves out."""
    return report, report.claims, report.notes, dict(report.places), report.printed, report.seen, report.source


def test_files_of_every_kind_are_read_as_by_one_thread(files: dict[str, bytes]):
    work = [(name, data) for _ in range(4) for name, data in files.items()]
    alone = {name: told(read(data, name=name)) for name, data in files.items()}
    together = all_at_once([lambda name=name, data=data: told(read(data, name=name)) for name, data in work])
    assert [name for (name, _), found in zip(work, together, strict=True) if found != alone[name]] == []


def test_one_pdf_is_read_by_all_of_them(files: dict[str, bytes]):
    found = all_at_once([lambda: read(files["2023.pdf"])] * (3 * THREADS))
    assert all(report.cells == REPORTS[0].cells for report in found)


def test_what_cannot_be_read_does_not_disturb_what_can(files: dict[str, bytes]):
    def outcome(data: bytes) -> Report | str:
        try:
            return read(data)
        except NotReadable as error:
            return str(error)

    work = [data for name in ("2023.pdf", "2023.docx", "2023.html") for data in (files[name], files[name][:900])] * 4
    assert all_at_once([lambda data=data: outcome(data) for data in work]) == [outcome(data) for data in work]


def checked(report: Report) -> Result:
    return check(report, previous=(full_report(year=2022),), siblings=REPORTS)


def test_reports_are_checked_as_by_one_thread():
    reports = [
        report
        for given in REPORTS
        for report in (given, change(given, {"requests.new.total": 99}), copy_of(given, signed_on=None))
    ] * 4
    fresh = [copy_of(report) for report in reports]
    assert all_at_once([lambda report=report: checked(report) for report in fresh]) == list(map(checked, reports))


def test_one_report_is_checked_by_all_of_them():
    """Its claims are found when they are first asked for."""
    report = change(full_report(), {"requests.new.total": 99})
    alone = checked(copy_of(report))
    assert alone.errors
    assert all_at_once([lambda: checked(report)] * THREADS) == [alone] * THREADS


def test_reports_are_written_as_by_one_thread(files: dict[str, bytes]):
    work = [(report, kind) for report in REPORTS for kind in FORMATS]
    found = all_at_once([lambda report=report, kind=kind: dumps(report, kind) for report, kind in work])
    assert [
        kind for (report, kind), data in zip(work, found, strict=True) if data != files[f"{report.year}.{kind}"]
    ] == []


FRESH = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.setswitchinterval(1e-5)
paths = sorted(Path(sys.argv[1]).iterdir())
start = threading.Barrier(len(paths))

def work(path):
    start.wait(30)
    from gongkai.report import check, read
    report = read(path)
    return path.name, len(report.cells), len(report.claims), len(check(report).findings)

with ThreadPoolExecutor(len(paths)) as pool:
    print(*pool.map(work, paths), sep="\\n")
"""


def test_the_first_calls_of_a_process_may_come_together(files: dict[str, bytes], tmp_path: Path):
    """Modules, words and patterns are loaded when they are first needed."""
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run([sys.executable, "-c", FRESH, tmp_path], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    reports = [(path.name, read(path)) for path in sorted(tmp_path.iterdir())]
    assert done.stdout.splitlines() == [
        str((name, len(report.cells), len(report.claims), len(check(report).findings))) for name, report in reports
    ]
