"""Many files at once: on all cores, in order, in bounded memory, and no bad file stops the rest."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Final, Generic, NamedTuple, TypeVar

from gongkai.report.errors import ReportError

T = TypeVar("T")

SECONDS: Final = 300
"""The longest that one file may take; LibreOffice alone may take 120."""
CHUNK: Final = 8
SUFFIXES: Final = frozenset(
    ".txt .md .markdown .html .htm .shtml .xhtml .mht .mhtml .docx .docm .doc .wps .rtf .odt"
    " .pdf .xlsx .xlsm .xls .xlsb .et .ods .json".split()
)


class Outcome(NamedTuple, Generic[T]):
    """What became of a file: a result, or a Chinese sentence that says why there is none."""

    path: Path
    result: T | None
    error: str = ""


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those of known kinds in the directories named, in order of name; hidden ones are left
    out.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUFFIXES:
                    yield Path(folder, name)


def run(paths: Sequence[Path], work: Callable[[Path], T], *, jobs: int | None = None) -> Iterator[Outcome[T]]:
    """Apply `work` (a function of a module, its results small and picklable) to every file, in order.

    `jobs` processes are used, by default one for each core; one file, or `jobs` 1, is done in this process. A file that
    takes the whole process down is reported as such and the others go on.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(paths) < 2:
        for path in paths:
            yield _one(work, path)
        return
    chunks = (
        [list(paths[at : at + CHUNK]) for at in range(0, len(paths), CHUNK)]
        if len(paths) > 4 * jobs
        else [[p] for p in paths]
    )
    waiting = iter(chunks)
    while rest := (yield from _pool(waiting, work, jobs)):
        for path in rest:
            yield _alone(work, path)


def _pool(
    chunks: Iterator[list[Path]], work: Callable[[Path], T], jobs: int
) -> Generator[Outcome[T], None, list[Path]]:
    """Outcomes in order. Returns the files that were under way when a process died, none when all is done."""
    pending: deque[tuple[list[Path], Future[list[Outcome[T]]]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
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
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(_one, work, path).result()
        except BrokenProcessPool:
            return Outcome(path, None, "读取时程序异常退出（文件可能已损坏），已跳过")


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
    except FileNotFoundError:
        return Outcome(path, None, "文件不存在")
    except PermissionError:
        return Outcome(path, None, "没有读取权限")
    except OSError as error:
        return Outcome(path, None, f"无法读取（{error.strerror or error}）")
    except _TooLong:
        return Outcome(path, None, f"读取超过{SECONDS}秒，已放弃")
    except MemoryError:
        return Outcome(path, None, "内存不足，已放弃")
    except RecursionError:
        return Outcome(path, None, "文件嵌套层次过深，无法读取")
    except Exception as error:  # a fault of ours must not cost the other files their turn
        return Outcome(path, None, f"读取时程序出错（{type(error).__name__}：{error}），请把此文件报告给开发者")


class _time_limit:  # noqa: N801 - used as a context manager, like those of contextlib
    """Raise _TooLong in the main thread of a process after SECONDS, where the system has alarms."""

    def __enter__(self) -> None:
        self.before: object = None
        try:
            self.before = signal.signal(signal.SIGALRM, self._stop)
            signal.alarm(SECONDS)
        except (AttributeError, ValueError):  # Windows; not the main thread
            self.before = None

    def __exit__(self, *_: object) -> None:
        if self.before is not None:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, self.before)  # type: ignore[arg-type]

    @staticmethod
    def _stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong
