"""What `make bench` measures, as ratios against the bare operation in the same run.

    make bench                                  everything, some ten minutes
    make bench FILES=1000 ENTRIES=20000         fewer files in the directory, fewer entries
    python -m bench --only search               one part

Per format: reports a second on one core for the bare parse of the container, for `read`, for `extract` (read, claims
and JSON) and for `check`, with the peak memory of a process that does nothing else. Then a directory of files on one
core and on all, with the peak memory of all processes together; 100,000 clocks of requests; background work of the
platform; searches of 200,000 entries; the public sites over 200,000 items; the queue and the figures of a million
requests; a page by HTTP beside nginx; and how long `--help` takes.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep
from typing import Final

import psutil

from bench.cases import cases
from bench.corpus import FORMATS, files
from bench.jobs import jobs
from bench.law import clocks
from bench.records import records
from bench.search import search
from bench.serving import serving

ROUNDS: Final = 5
SAMPLE: Final = 24
GONGKAI: Final = (sys.executable, "-c", "from gongkai.cli import main; main()")


# --- the bare operations ----------------------------------------------------------------------------------------------


def bare_text(data: bytes) -> object:
    return data.decode().split("\n")


def bare_html(data: bytes) -> object:
    from lxml import html

    return html.fromstring(data)


def bare_docx(data: bytes) -> object:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def bare_pdf(data: bytes) -> object:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def bare_sheet(data: bytes) -> object:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


BARE: Final[dict[str, Callable[[bytes], object]]] = {
    "txt": bare_text,
    "html": bare_html,
    "docx": bare_docx,
    "pdf": bare_pdf,
    "xlsx": bare_sheet,
}


# --- one report -------------------------------------------------------------------------------------------------------


def read_one(data: bytes, kind: str) -> object:
    from gongkai.report import read

    return read(data, name=f"report.{kind}")


def extract_one(data: bytes, kind: str) -> object:
    from gongkai.report import read
    from gongkai.report.interchange import as_dict, to_json

    return to_json(as_dict(read(data, name=f"report.{kind}")))


def check_one(data: bytes, kind: str) -> object:
    from gongkai.report import check, read

    return check(read(data, name=f"report.{kind}"))


def seconds(work: Callable[[bytes], object], samples: list[bytes]) -> float:
    """Seconds for one file: the best of some rounds, all of them in this process."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter()
        for data in samples:
            work(data)
        best = min(best, perf_counter() - start)
    return best / len(samples)


def formats() -> None:
    print("| format | bare parse | read | read ÷ bare | extract | check | peak memory |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    made = files(SAMPLE)
    for kind in FORMATS:
        samples = made[kind]
        bare = seconds(BARE[kind], samples)
        read, extract, check = (
            seconds(lambda data, work=work, kind=kind: work(data, kind), samples)  # type: ignore[misc]
            for work in (read_one, extract_one, check_one)
        )
        print(
            f"| {kind} | {1 / bare:,.0f}/s | {1 / read:,.0f}/s | {read / bare:.1f} × | {1 / extract:,.0f}/s "
            f"| {1 / check:,.0f}/s | {alone(kind, samples):.0f} MB |",
            flush=True,
        )


def alone(kind: str, samples: list[bytes]) -> float:
    """Peak memory, in MB, of a process that extracts these files and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        write_all(Path(folder), {kind: samples}, len(samples))
        return run_extract(Path(folder), jobs=1)[1]


# --- a directory ------------------------------------------------------------------------------------------------------


def write_all(folder: Path, made: dict[str, list[bytes]], count: int) -> None:
    """`count` files, the kinds in turn."""
    pairs = [(kind, data) for at in range(SAMPLE) for kind, samples in made.items() for data in samples[at : at + 1]]
    for number in range(count):
        kind, data = pairs[number % len(pairs)]
        Path(folder, f"{number:05d}.{kind}").write_bytes(data)


def run_extract(folder: Path, jobs: int) -> tuple[float, float]:
    """Seconds, and the peak memory in MB of the command with all its processes, sampled every 50 ms."""
    command = [*GONGKAI, "report", "extract", str(folder), "-j", str(jobs), "-o", os.devnull]
    peak = 0
    start = monotonic()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, memory(watched))
            sleep(0.05)
    return monotonic() - start, peak / 2**20


def memory(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            try:
                total += one.memory_info().rss
            except psutil.Error:
                continue
    except psutil.Error:
        return 0
    return total


def directory(count: int) -> None:
    made = files(SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        write_all(Path(folder), made, count)
        cores = os.cpu_count() or 1
        print(f"| `gongkai report extract` of {count:,} files, all formats | seconds | files/s | peak memory, all |")
        print("| --- | ---: | ---: | ---: |")
        times = {}
        for jobs in dict.fromkeys((1, cores)):
            times[jobs], peak = run_extract(Path(folder), jobs)
            name = "1 process" if jobs == 1 else f"{jobs} processes"
            print(f"| {name} | {times[jobs]:.1f} | {count / times[jobs]:,.0f} | {peak:.0f} MB |", flush=True)
        if cores > 1:
            print(f"\n{cores} cores are {times[1] / times[cores]:.2f} times as fast as one.")


def starting() -> None:
    print("| command | seconds (median of 9) |")
    print("| --- | ---: |")
    for words in ([], ["report"], ["report", "check"], ["law", "due"]):
        times = []
        for _ in range(9):
            start = perf_counter()
            subprocess.run([*GONGKAI, *words, "--help"], stdout=subprocess.DEVNULL, check=True)
            times.append(perf_counter() - start)
        print(f"| `{' '.join(['gongkai', *words, '--help'])}` | {median(times):.2f} |")


PARTS: Final = ("formats", "directory", "clocks", "jobs", "search", "records", "cases", "serving", "starting")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=10_000, help="how many files the directory has")
    parser.add_argument("--entries", type=int, default=200_000, help="how many entries are searched")
    parser.add_argument("--items", type=int, default=200_000, help="how many items the public sites have")
    parser.add_argument("--requests", type=int, default=1_000_000, help="how many requests there are")
    parser.add_argument("--only", choices=PARTS, help="one part")
    given = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "formats": formats,
        "directory": lambda: directory(given.files),
        "clocks": clocks,
        "jobs": jobs,
        "search": lambda: search(given.entries),
        "records": lambda: records(given.items),
        "cases": lambda: cases(given.requests),
        "serving": serving,
        "starting": starting,
    }
    for name in [given.only] if given.only else PARTS:
        print()
        parts[name]()


if __name__ == "__main__":
    main()
