"""Many files at once: on all cores, in order, in bounded memory, and no bad file stops the rest.

Every file is read in a process of its own kind, which may take so much memory and so much time and no more: a file
made to exhaust either costs only its own turn.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Final, Generic, NamedTuple, TypeVar

from gongkai.report.errors import ReportError
from gongkai.report.files import reason

T = TypeVar("T")

SECONDS: Final = 300
"""The longest that one file may take; LibreOffice alone may take 120."""
GRACE: Final = 15
"""So many seconds later a process is ended that does not listen (it is not in Python code)."""
PARTING: Final = 3
"""So many seconds a process that is ended has to put away its temporary files."""
MEMORY: Final = 2 * 2**30
"""The most memory, in bytes of address space, that a process that reads may take beyond what it came with: as a fork it
has that of its parent, which may be a server that has been running for long."""
CHUNK: Final = 8
SUFFIXES: Final = frozenset(
    ".txt .text .md .markdown .html .htm .shtml .xhtml .xhtm .mht .mhtml .aspx .asp .jsp .php"
    " .docx .docm .doc .wps .rtf .odt .ofd .pdf .xlsx .xlsm .xls .xlsb .et .ods .json".split()
)


class Outcome(NamedTuple, Generic[T]):
    """What became of a file: a result, or a Chinese sentence that says why there is none."""

    path: Path
    result: T | None
    error: str = ""


# --- which files ----------------------------------------------------------------------------------------------------


class Found(NamedTuple):
    """The files to read, each once, and the suffixes of those in the directories that were passed over."""

    files: list[Path]
    passed_over: Counter[str]


def find(paths: Iterable[Path], but: Path | None = None) -> Found:
    """The files named, and those of known kinds in the directories named, in order of name.

    Hidden files and `but` (the file to be written) are left out.
    """
    files: dict[str, Path] = {}
    passed_over: Counter[str] = Counter()
    kept = os.path.realpath(but) if but is not None else None
    for path in paths:
        for file in _walk(path) if path.is_dir() else [path]:
            real = os.path.realpath(file)
            if file is not path and (real == kept or file.suffix.lower() not in SUFFIXES):
                if real != kept:
                    passed_over[file.suffix.lower()] += 1
                continue
            files.setdefault(real if str(file) != "-" else "-", file)
    return Found(list(files.values()), passed_over)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """As `find`, the files alone."""
    return find(paths).files


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(folder, name)


# --- all of them ----------------------------------------------------------------------------------------------------


def run(paths: Sequence[Path], work: Callable[[Path], T], *, jobs: int | None = None) -> Iterator[Outcome[T]]:
    """Apply `work` (a function of a module, its results small and picklable) to every file, in order.

    `jobs` processes are used, by default one for each core. A file that takes its process down is reported as such and
    the others go on. Closing the iterator ends the processes.
    """
    jobs = max(1, min(jobs or cores(), len(paths)))
    chunks = (
        [list(paths[at : at + CHUNK]) for at in range(0, len(paths), CHUNK)]
        if len(paths) > 4 * jobs
        else [[path] for path in paths]
    )
    waiting = iter(chunks)
    while rest := (yield from _pool(waiting, work, jobs)):
        for path in rest:
            yield _alone(work, path)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _pool(
    chunks: Iterator[list[Path]], work: Callable[[Path], T], jobs: int
) -> Generator[Outcome[T], None, list[Path]]:
    """Outcomes in order. Returns the files that were under way when a process died, none when all is done."""
    pending: deque[tuple[list[Path], Future[list[Outcome[T]]]]] = deque()
    with _processes(jobs) as pool:
        try:
            for chunk in islice(chunks, 4 * jobs):
                pending.append((chunk, pool.submit(_several, work, chunk)))
            while pending:
                yield from pending[0][1].result()
                pending.popleft()
                for chunk in islice(chunks, 1):
                    pending.append((chunk, pool.submit(_several, work, chunk)))
        except BrokenProcessPool:
            return [path for chunk, _ in pending for path in chunk]
    return []


def _alone(work: Callable[[Path], T], path: Path) -> Outcome[T]:
    """A file in a process of its own."""
    with _processes(1) as pool:
        try:
            return pool.submit(_one, work, path).result()
        except BrokenProcessPool:
            return Outcome(path, None, "读取时程序异常退出（文件可能已损坏，或者占用的内存、时间过多），已跳过")


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that read. Where the caller stops early they are ended at once, not waited for."""
    pool = ProcessPoolExecutor(jobs, initializer=_guard, initargs=(os.getpid(),))
    try:
        yield pool
    except BaseException:
        processes = list((pool._processes or {}).values())
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(PARTING)
            process.kill()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _guard(parent: int) -> None:
    """What a process that reads does first: limit its memory, end when its parent does, leave Ctrl-C to it, and keep
    what libraries print of broken files off the terminal."""
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = held + MEMORY if hard == resource.RLIM_INFINITY else min(held + MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


# --- one of them ----------------------------------------------------------------------------------------------------


def _several(work: Callable[[Path], T], paths: list[Path]) -> list[Outcome[T]]:
    return [_one(work, path) for path in paths]


class _TooLong(Exception):
    pass


def _one(work: Callable[[Path], T], path: Path) -> Outcome[T]:
    try:
        with _time_limit():
            return Outcome(path, work(path))
    except ReportError as error:
        return Outcome(path, None, str(error))
    except OSError as error:
        return Outcome(path, None, reason(error))
    except _TooLong:
        return Outcome(path, None, f"读取超过{SECONDS}秒，已放弃")
    except MemoryError:
        return Outcome(path, None, f"读取所需内存超过{MEMORY // 2**30} GB，已放弃")
    except RecursionError:
        return Outcome(path, None, "文件嵌套层次过深，无法读取")
    except Exception as error:  # a fault of ours must not cost the other files their turn
        return Outcome(path, None, f"读取时程序出错（{type(error).__name__}：{error}），请把此文件报告给开发者")


@contextmanager
def _time_limit() -> Iterator[None]:
    """Raise _TooLong after SECONDS, where the system has alarms; end the process soon after if nobody listens."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(SECONDS + GRACE, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
