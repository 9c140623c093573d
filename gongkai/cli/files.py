"""What the commands share: reading many files or one, standard input, and writing what they made."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

if TYPE_CHECKING:
    from gongkai.report.model import Report

T = TypeVar("T")
STDIN = Path("-")

Work = Callable[[Path, str], tuple[T, str]]
"""What is done with a file and the name that it goes by; answers a result and a warning, "" for none."""


class Unreadable(click.ClickException):
    """A file without which the command makes no sense cannot be read."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"读不出 {self.message}", err=True)


class Batch:
    """Running over many files: a progress bar, a line on standard error for each that fails, a summary at the end."""

    def __init__(self, given: Sequence[Path], jobs: int | None, output: Path | None = None) -> None:
        from gongkai.report.batch import find
        from gongkai.report.files import same_file, shown

        if output is not None and any(same_file(output, path) for path in given):
            raise click.ClickException(f"输出文件 {shown(output)} 就是输入文件，会把它覆盖，请换一个文件名")
        found = find(given, but=output)
        self.paths, self.passed_over = found.files, found.passed_over
        self.jobs = jobs
        self.done = self.failed = 0
        self.many = len(self.paths) > 1 or any(path.is_dir() for path in given)
        if not self.paths:
            raise Unreadable(f"{'、'.join(map(shown, given))}：目录中没有可读的文件{self._others()}")

    def results(self, work: Work[T]) -> Iterator[T]:
        """What `work` gives for each file that can be read."""
        from gongkai.report.batch import run

        with _stdin(self.paths) as names, self._bar() as bar:
            paths = [names.get(path, path) for path in self.paths]
            for path, outcome in zip(
                self.paths, run(paths, partial(_named, work, _back(names)), jobs=self.jobs), strict=True
            ):
                self.done += 1
                if outcome.result is None:
                    self._complain(path, outcome.error)
                else:
                    result, warning = outcome.result
                    if warning:
                        self._complain(path, warning)
                    yield result
                bar.update(1)

    def _bar(self) -> Any:
        shows = self.many and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        return click.progressbar(length=len(self.paths), label="读取", file=sys.stderr, hidden=not shows)

    def _complain(self, path: Path, error: str) -> None:
        from gongkai.report.files import shown

        self.failed += 1
        click.echo(f"读不出 {shown(path)}：{error}", err=True)

    def _others(self) -> str:
        kinds = "、".join(f"{suffix or '没有扩展名'} {count}个" for suffix, count in self.passed_over.most_common(6))
        return f"；另有{self.passed_over.total()}个文件不是可读的格式，已略过（{kinds}）" if kinds else ""

    def close(self) -> int:
        """Print the summary, unless no file's turn came. Returns the exit code: 2 when a file could not be read."""
        if self.many and self.done:
            left = len(self.paths) - self.done
            click.echo(
                f"共{len(self.paths)}个文件，读出{self.done - self.failed}个，读不出{self.failed}个"
                f"{f'，其余{left}个未读' if left else ''}{self._others()}",
                err=True,
            )
        return 2 if self.failed else 0


def _named(work: Work[T], names: dict[Path, Path], path: Path) -> tuple[T, str]:
    from gongkai.report.files import shown

    return work(path, shown(names.get(path, path)))


def _back(names: dict[Path, Path]) -> dict[Path, Path]:
    return {kept: name for name, kept in names.items()}


@contextmanager
def _stdin(paths: Sequence[Path]) -> Iterator[dict[Path, Path]]:
    """Where standard input was put for the processes that read, if it is among the paths (“-”)."""
    if STDIN not in paths:
        yield {}
        return
    from gongkai.report.sources import LARGEST

    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        kept = Path(folder, "stdin")
        kept.write_bytes(sys.stdin.buffer.read(LARGEST + 1))
        yield {STDIN: kept}


def read_whole(path: Path, name: str, *, tables: bool = False) -> tuple[Report, str]:
    """A report with all that was seen, and why its tables say nothing, "" when they do.

    Raises:
        NotReadable: `tables` are asked for and say nothing; or the file cannot be read.
    """
    from gongkai.report import NotReadable, read

    report = read(path, name=name)
    if tables and (reason := unreadable(report)):
        raise NotReadable(reason)
    return report, unreadable(report)


def read_bare(path: Path, name: str, *, tables: bool = False) -> tuple[Report, str]:
    """As `read_whole`, without what only the checks need: less to send between processes."""
    report, warning = read_whole(path, name, tables=tables)
    report.seen = None
    report.places = {}
    return report, warning


def unreadable(report: Report) -> str:
    if report.seen is not None and report.seen.lines_dropped:
        return "表格不可读：页面中重复的行已被删去，请取得原文件再读"
    return ""


def without_tables(report: Report) -> str:
    """Why a report that was read has no figures, "" when it has."""
    return unreadable(report) or ("" if report.cells else "表格没有读到，只有文字部分，请取得带文字表格的原文件再读")


def read_one(path: Path, *, tables: bool = True) -> Report:
    """One report; with `tables` one whose tables could be read. Raises Unreadable."""
    batch = Batch([path], None)
    if batch.many:
        raise Unreadable(f"{path}：这是目录，请指明一个文件")
    for report in batch.results(partial(read_whole, tables=tables)):
        return report
    raise click.exceptions.Exit(2)


def read_others(paths: Sequence[Path], jobs: int | None) -> tuple[Report, ...]:
    """The reports to check against. One that cannot be read ends the command: the answer would be wrong without it."""
    if not paths:
        return ()
    batch = Batch(paths, jobs)
    reports = tuple(batch.results(read_whole))
    if batch.failed:
        raise click.exceptions.Exit(2)
    return reports


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """Where results go: the file, which appears when all is written, or standard output."""
    if path is None:
        with nullcontext(sys.stdout.buffer) as out:
            yield out
            out.flush()
        return
    from gongkai.report.files import reason, replaced, shown

    try:
        with replaced(path) as file:
            yield file
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as error:
        raise click.ClickException(f"无法写入 {shown(path)}：{reason(error)}") from error


def write_report(report: Report, output: Path, kind: str | None) -> None:
    """Write one report. Raises ClickException with what stood in the way."""
    from gongkai.report import NotWritable, write
    from gongkai.report.files import reason, shown

    try:
        write(report, output, kind)
    except NotWritable as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"无法写入 {shown(output)}：{reason(error)}") from error
