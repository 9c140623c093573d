"""Files of old word processors and of spreadsheets, as LibreOffice writes them, and what goes wrong without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from gongkai.report import NotReadable, Report, ToolMissing, dumps, read, write
from gongkai.report.sources import legacy
from gongkai.report.values import BLANK, Value
from tests.programs import needs_soffice, printed_by_office, saved_by_office
from tests.report.builders import change, full_report

WORD, SHEET = ("doc", "rtf", "odt"), ("xls", "ods")
OTHER_NAMES = {"wps": "doc", "et": "xls"}
"""WPS Office writes Microsoft's formats under names of its own."""
EDITIONS = ("2019", "2021")


def report_in(edition: str) -> Report:
    """A report with a cell of every kind that print can show."""
    proactive = "proactive.regulations.produced" if edition == "2019" else "proactive.regulations.issued"
    return change(
        full_report(edition),
        {proactive: None, "remedies.reconsideration.other": BLANK, "proactive.permits.decisions": Value(1234567)},
    )


def held(report: Report) -> tuple[object, ...]:
    return report.cells, report.edition, report.body, report.year, report.title, report.signed_by, report.signed_on


@pytest.fixture(scope="session")
def office_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions in every format: `2021.doc`."""
    folder = tmp_path_factory.mktemp("office")
    for edition in EDITIONS:
        write(report_in(edition), folder / f"{edition}.docx")
        write(report_in(edition), folder / f"{edition}.xlsx")
    saved_by_office(
        folder,
        {folder / f"{edition}.docx": WORD for edition in EDITIONS}
        | {folder / f"{edition}.xlsx": SHEET for edition in EDITIONS},
    )
    for edition in EDITIONS:
        for name, kind in OTHER_NAMES.items():
            (folder / f"{edition}.{name}").write_bytes((folder / f"{edition}.{kind}").read_bytes())
    return folder


@pytest.mark.slow
@needs_soffice
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kind", [*WORD, *SHEET, *OTHER_NAMES])
def test_every_cell_of_an_office_file_is_read(kind: str, edition: str, office_files: Path):
    again = read(office_files / f"{edition}.{kind}")
    assert held(again) == held(report_in(edition))
    assert again.seen is not None
    assert again.seen.kind == OTHER_NAMES.get(kind, kind)
    assert again.notes == []


@pytest.mark.slow
@needs_soffice
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_of_a_pdf_that_an_office_made_is_read(edition: str):
    assert held(read(printed_by_office(dumps(report_in(edition), "docx")))) == held(report_in(edition))


# --- without it, and when it fails ----------------------------------------------------------------------------------

OLD = {
    ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le"),
    ".rtf": rb"{\rtf1\ansi 2023}",
}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let a shell script stand for LibreOffice."""
    script = folder / "soffice"
    script.write_text("\n".join(("#!/bin/sh", *lines)), encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(legacy, "office", lambda: str(script))


def processes_in(folder: Path) -> list[str]:
    """The command lines of living processes that name a file in the folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or ())
        if str(folder) in line and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(line)
    return found


def dead_sockets() -> set[str]:
    """The sockets of LibreOffice at which nobody listens."""
    found = {str(path) for path in Path("/tmp").glob("OSL_PIPE_*")}
    return found - {str(connection.laddr) for connection in psutil.net_connections("unix")}


@pytest.mark.parametrize("suffix", OLD)
def test_without_libreoffice_the_error_says_what_to_install(suffix: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(legacy, "_MAC", "/nowhere")
    with pytest.raises(ToolMissing) as caught:
        read(OLD[suffix])
    assert str(caught.value) == (
        f"{suffix}是旧版文字处理格式，需安装LibreOffice才能读取"
        "（Debian/Ubuntu：apt install libreoffice-writer），或另存为DOCX"
    )


@pytest.mark.parametrize("last", ["exit 1", "exit 0", "kill -SEGV $$"])
def test_what_libreoffice_cannot_convert_is_refused(
    last: str, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    program(tmp_path, monkeypatch, last)
    with pytest.raises(NotReadable, match=r"^LibreOffice无法转换该文件，可能已损坏或已加密$"):
        read(OLD[".doc"])
    assert list(temporary.iterdir()) == []


def test_what_libreoffice_makes_of_it_is_still_looked_at(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    made = '[ "$6" = --outdir ] && mkdir -p "$7" && echo no archive >"$7/source.docx"'
    program(tmp_path, monkeypatch, made)
    with pytest.raises(NotReadable, match="不完整"):
        read(OLD[".doc"])
    assert list(temporary.iterdir()) == []


def test_a_libreoffice_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    """It writes temporary files as well, and what it started does not end when it does."""
    program(tmp_path, monkeypatch, 'mktemp -d "$TMPDIR/lu.XXXXXX"', 'tail -f "$0" & tail -f "$0"')
    monkeypatch.setattr(legacy, "SECONDS", 0.5)
    with pytest.raises(NotReadable, match=r"^LibreOffice未能在0\.5秒内转换该文件$"):
        read(OLD[".doc"])
    assert processes_in(tmp_path) == []
    assert list(temporary.iterdir()) == []


def test_what_libreoffice_leaves_running_is_ended(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch):
    program(tmp_path, monkeypatch, 'tail -f "$0" &')
    with pytest.raises(NotReadable, match="无法转换"):
        read(OLD[".doc"])
    assert processes_in(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_the_program_is_stopped_so_is_libreoffice_and_nothing_is_left(
    number: signal.Signals, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    if sys.platform != "linux" and number is signal.SIGKILL:
        pytest.skip("Only on Linux do processes end with their parent")
    program(tmp_path, monkeypatch, 'tail -f "$0"')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "reports").mkdir()
    for name in ("a.doc", "b.doc"):
        (tmp_path / "reports" / name).write_bytes(OLD[".doc"])
    command = [sys.executable, "-c", "from gongkai.cli import main; main()", "report", "extract", "-j", "2"]
    running = subprocess.Popen([*command, tmp_path / "reports"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not any("tail" in line for line in processes_in(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert any("tail" in line for line in processes_in(tmp_path))
    running.send_signal(number)
    running.wait(20)
    deadline = time.monotonic() + 10
    while (processes_in(tmp_path) or any(temporary.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_in(tmp_path) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
@needs_soffice
def test_a_conversion_leaves_no_process_and_no_file_even_when_it_is_cut_short(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    before = dead_sockets()
    for seconds in (legacy.SECONDS, 0.5, 1):
        monkeypatch.setattr(legacy, "SECONDS", seconds)
        with suppress(NotReadable):
            assert legacy.to_docx(OLD[".rtf"], ".rtf").startswith(b"PK")
        assert processes_in(temporary) == []
        assert list(temporary.iterdir()) == []
    left = dead_sockets() - before
    time.sleep(2 if left else 0)  # another run of the tests may just be ending its own
    assert left & dead_sockets() == set()
