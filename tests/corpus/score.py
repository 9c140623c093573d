"""Score the product's reader and checks on generated reports.

    .venv/bin/python -m tests.corpus.score --seed 1 --count 600 [--layout NAME] [--defect NAME] [--keep DIR] [--slow]

Half of the files are correct reports, going through all layouts in turn; the other half carry one defect each.
`--layout` and `--defect` take the beginning of a name. The files are kept in a folder, which the last line names.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

from tests.corpus.defects import DEFECTS, make_defective
from tests.corpus.defects.base import layouts_for
from tests.corpus.layouts import LAYOUTS, Layout, render
from tests.corpus.make import make_case, make_family, make_pair
from tests.corpus.model import Case, Cell, Rendered

CLEAN = "html_clean"
"""The layout in which last year's and the departments' reports are given."""


@dataclass
class Result:
    """What the product made of one file."""

    path: str
    layout: str
    defect: str = ""
    codes: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)
    debatable: bool = False
    readable: bool = True
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    identity: list[str] = field(default_factory=list)
    findings: list[tuple[str, str, str]] = field(default_factory=list)
    false: list[tuple[str, str, str]] = field(default_factory=list)
    crash: str = ""
    refused: str = ""
    seconds: float = 0.0

    @property
    def exact(self) -> bool:
        return not (self.wrong or self.missing or self.identity or self.crash or (self.refused and self.readable))

    @property
    def named(self) -> bool:
        return set(self.codes) <= {code for code, _, _ in self.findings}

    @property
    def named_instead(self) -> bool:
        return bool(set(self.instead) & {code for code, _, _ in self.findings})


def compare_cells(case: Case, cells: dict) -> tuple[list[str], list[str]]:  # type: ignore[type-arg]
    """The cells that are wrong (another number, a number for a blank, a mark for another), and those not known."""
    wrong, missing = [], []
    for key, truth in case.cells.items():
        if key in case.unscored:
            continue
        got = cells.get(key)
        mark = str(got.mark or "") if got is not None else ""
        if got is None or mark == "unknown":
            if key not in case.loose:
                missing.append(f"{key}: {_show(truth)} not known")
        elif key in case.either and mark == "blank":
            continue
        elif (truth.number is None) != (got.number is None) or truth.number != got.number:
            wrong.append(f"{key}: {_show(truth)} read as {got.number if got.number is not None else mark}")
        elif truth.number is None and truth.mark != mark:
            wrong.append(f"{key}: {truth.mark} read as {mark}")
        elif truth.unit != got.unit:
            wrong.append(f"{key}: unit {truth.unit!r} read as {got.unit!r}")
    extra = [key for key in cells if key not in case.cells and str(cells[key].mark or "") != "unknown"]
    return wrong + [f"{key}: not in the source, read as {cells[key].number}" for key in extra], missing


def _show(cell: Cell) -> str:
    return cell.mark or f"{cell.number}{cell.unit}"


def _same_name(one: str | None, other: str) -> bool:
    from tests.corpus.layouts.text_twisted import traditional

    def plain(name: str) -> str:
        return traditional("".join(name.split()), Random(0))

    return one is not None and plain(one) == plain(other)


def evaluate(rendered: Rendered, folder: Path, earlier: list[Path], below: list[Path]) -> Result:
    """Read and check one file, and hold it against the truth."""
    from gongkai.report import check, read
    from gongkai.report.errors import NotReadable

    case = rendered.case
    path = folder / rendered.name
    kind = DEFECTS.get(case.defect)
    result = Result(str(path), case.layout, case.defect, sorted(case.expected), sorted(case.instead))
    result.readable, result.debatable = case.readable, bool(kind and kind.debatable)
    start = perf_counter()
    try:
        report = read(path)
        result.seconds = perf_counter() - start
        if not case.readable:
            numbers = [key for key, value in report.cells.items() if value.number is not None]
            result.wrong = [f"{key}: given although the page is not readable" for key in numbers]
            return result
        result.wrong, result.missing = compare_cells(case, report.cells)
        if case.scored_identity:
            if not _same_name(report.body, case.body.name):
                result.identity.append(f"body {case.body.name} read as {report.body}")
            if report.year != case.year:
                result.identity.append(f"year {case.year} read as {report.year}")
        found = check(report, previous=[read(one) for one in earlier], children=[read(one) for one in below]).findings
        result.findings = [(finding.code, str(finding.severity), finding.message) for finding in found]
    except NotReadable as error:
        result.refused = str(error)
    except Exception:
        result.crash = traceback.format_exc(limit=-3)
    if not case.defect and "*" not in case.tolerated:
        result.false = [
            one for one in result.findings if one[1] in ("error", "warning") and one[0] not in case.tolerated
        ]
    return result


def _write(rendered: Rendered, folder: Path) -> Path:
    path = folder / rendered.name
    path.write_bytes(rendered.data)
    return path


@dataclass(frozen=True)
class Job:
    seed: int
    layout: str
    defect: str
    folder: str


def correct_case(seed: int, layout: Layout) -> Case:
    """A correct report in a style that the layout can carry; some with last year's, some with the departments'."""
    rng = Random(f"correct {seed} {layout.name}")
    style = rng.choice(layout.styles)
    if rng.random() < 0.15 and style in ("small", "medium", "large"):
        return make_pair(seed, style=style, edition=layout.edition)
    if rng.random() < 0.04 and "medium" in layout.styles:
        return make_family(seed)
    return make_case(seed, style=style, edition=layout.edition)


def run(job: Job) -> Result:
    folder = Path(job.folder)
    if job.defect:
        kind = DEFECTS[job.defect]
        case = make_defective(kind, job.seed)
        options = layouts_for(kind, case) if not job.layout else [LAYOUTS[job.layout]]
        layout = Random(f"layout {job.seed} {job.defect}").choice(options)
    else:
        layout = LAYOUTS[job.layout]
        case = correct_case(job.seed, layout)
    rendered = render(case, layout)
    _write(rendered, folder)
    earlier = [_write(render(case.previous, LAYOUTS[CLEAN]), folder)] if case.previous else []
    below = [_write(render(child, LAYOUTS[CLEAN]), folder) for child in case.children]
    return evaluate(rendered, folder, earlier, below)


def jobs(seed: int, count: int, folder: str, *, layout: str = "", defect: str = "", slow: bool = False) -> list[Job]:
    """What to run: correct reports over all layouts in turn, then defects in turn; or only what was asked for."""
    drawn = [one for one in LAYOUTS.values() if one.runs and (slow or not one.slow)]
    layouts = [one.name for one in drawn if one.name.startswith(layout)]
    kinds = [one for one in DEFECTS if one.startswith(defect)]
    share = count if layout and not defect else 0 if defect else count // 2
    made = [Job(seed * 100_000 + index, layouts[index % len(layouts)], "", folder) for index in range(share)]
    if not layout or defect:
        for index in range(count - share):
            chosen = layouts[index % len(layouts)] if layout else ""
            made.append(Job(seed * 100_000 + 50_000 + index, chosen, kinds[index % len(kinds)], folder))
    return made


def score(work: list[Job], processes: int = 2) -> list[Result]:
    if processes <= 1:
        return [run(job) for job in work]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(run, work, chunksize=4))


# --- the score ------------------------------------------------------------------------------------------------------


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def rate(self) -> float:
        return self.part / self.whole if self.whole else 1.0

    def __str__(self) -> str:
        return f"{self.part}/{self.whole} = {100 * self.rate:.1f}%" if self.whole else "none"


class Figures(NamedTuple):
    """How good the product is. `exact` is of the readable correct files, `wrong` counts all readable files in which a
    cell is not what the source prints; `named` is of the planted defects that are not debatable.
    """

    exact: Share
    wrong: int
    refused: Share
    with_error: int
    with_warning: int
    named: Share
    named_or_alike: Share
    debatable_named: Share
    defective_exact: Share
    crashed: int


def figures(results: list[Result]) -> Figures:
    correct = [result for result in results if not result.defect]
    readable = [result for result in correct if result.readable]
    unreadable = [result for result in correct if not result.readable]
    planted = [result for result in results if result.defect and not result.debatable]
    debatable = [result for result in results if result.defect and result.debatable]

    def share(group: list[Result], holds: Callable[[Result], bool]) -> Share:
        return Share(sum(map(holds, group)), len(group))

    def falsely(severity: str) -> int:
        return sum(any(one[1] == severity for one in result.false) for result in correct)

    return Figures(
        exact=share(readable, lambda result: result.exact),
        wrong=sum(bool(result.wrong) for result in results if result.readable),
        refused=share(unreadable, lambda result: not result.wrong and not result.crash),
        with_error=falsely("error"),
        with_warning=falsely("warning"),
        named=share(planted, lambda result: result.named),
        named_or_alike=share(planted, lambda result: result.named or result.named_instead),
        debatable_named=share(debatable, lambda result: result.named),
        defective_exact=share(planted, lambda result: result.exact),
        crashed=sum(bool(result.crash) for result in results),
    )


# --- printing -------------------------------------------------------------------------------------------------------


def print_layouts(results: list[Result], everything: bool) -> None:
    by: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if not result.defect:
            by[result.layout].append(result)
    print(
        f"\n{'layout':<34}{'files':>6}{'exact':>6}{'wrong':>7}{'missing':>8}{'identity':>9}{'refused':>8}{'crash':>6}"
    )
    for name, group in sorted(by.items()):
        exact = sum(result.exact for result in group)
        if exact == len(group) and not everything:
            continue
        sums = (
            sum(len(result.wrong) for result in group),
            sum(len(result.missing) for result in group),
            sum(bool(result.identity) for result in group),
            sum(bool(result.refused) and result.readable for result in group),
            sum(bool(result.crash) for result in group),
        )
        print(f"{name:<34}{len(group):>6}{exact:>6}{sums[0]:>7}{sums[1]:>8}{sums[2]:>9}{sums[3]:>8}{sums[4]:>6}")


def print_defects(results: list[Result], everything: bool) -> None:
    by: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.defect:
            by[result.defect].append(result)
    print(f"\n{'defect':<44}{'files':>6}{'named':>6}{'instead':>8}  found otherwise")
    for name, group in sorted(by.items()):
        named = sum(result.named for result in group)
        if named == len(group) and not everything:
            continue
        instead = sum(result.named_instead and not result.named for result in group)
        other = Counter(
            code for result in group if not result.named for code in {code for code, _, _ in result.findings}
        )
        note = " (debatable)" if DEFECTS[name].debatable else ""
        codes = " ".join(code for code, _ in other.most_common(8))
        print(f"{name:<44}{len(group):>6}{named:>6}{instead:>8}  {codes}{note}")


def print_false(results: list[Result]) -> None:
    count: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str], tuple[str, str]] = {}
    for result in results:
        for code, severity, message in result.false:
            count[severity, code] += 1
            shown.setdefault((severity, code), (message, result.path))
    print("\nErrors and warnings on correct reports")
    for (severity, code), number in count.most_common():
        message, path = shown[severity, code]
        print(f"  {severity:<8}{code:<5}{number:>4}  {message[:150]}\n{'':22}{path}")


def print_failures(results: list[Result], most: int) -> None:
    print("\nFailures")
    shown: Counter[str] = Counter()
    for result in results:
        lines = [*result.wrong, *result.missing, *result.identity]
        lines += [f"refused: {result.refused}"] if result.refused and result.readable else []
        lines += [result.crash.strip().splitlines()[-1]] if result.crash else []
        key = result.layout
        if lines and not (result.defect and result.named and not result.crash):
            shown[key] += 1
            if shown[key] <= most:
                print(f"  {result.layout} {result.defect}: {len(lines)} × e.g. {'; '.join(lines[:3])[:300]}")
                print(f"    {result.path}")


def print_summary(results: list[Result]) -> None:
    sums = figures(results)
    print("\nSummary")
    print(f"  readable files exact:     {sums.exact}")
    print(f"  files with a wrong cell:  {sums.wrong}")
    print(f"  unreadable files refused: {sums.refused}")
    print(f"  correct with an error:    {sums.with_error}")
    print(f"  correct with a warning:   {sums.with_warning}")
    print(f"  defects named by code:    {sums.named}")
    print(f"  … or by an equivalent:    {sums.named_or_alike}")
    print(f"  debatable defects named:  {sums.debatable_named}")
    print(f"  defective files exact:    {sums.defective_exact}")
    seconds = sorted(result.seconds for result in results if result.seconds)
    if seconds:
        print(f"  read: median {1000 * seconds[len(seconds) // 2]:.1f} ms, longest {1000 * seconds[-1]:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--layout", default="", help="only layouts whose name begins so")
    parser.add_argument("--defect", default="", help="only defects whose name begins so")
    parser.add_argument("--keep", default="", help="folder for the files (default: a new temporary one)")
    parser.add_argument(
        "--slow", action="store_true", help="also layouts that start a browser or an office, where there is one"
    )
    parser.add_argument("--all", action="store_true", help="also print lines without failures")
    parser.add_argument("--most", type=int, default=2, help="failures to print for each layout")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="list layouts and defects, and stop")
    options = parser.parse_args()
    if options.list:
        print(*LAYOUTS, "", *DEFECTS, sep="\n")
        return
    folder = Path(options.keep or tempfile.mkdtemp(prefix="gongkai-corpus-"))
    folder.mkdir(parents=True, exist_ok=True)
    work = jobs(
        options.seed, options.count, str(folder), layout=options.layout, defect=options.defect, slow=options.slow
    )
    results = score(work, options.processes)
    print_layouts(results, options.all)
    print_defects(results, options.all)
    print_false(results)
    print_failures(results, options.most)
    print_summary(results)
    lines = "\n".join(json.dumps(asdict(result), ensure_ascii=False) for result in results)
    (folder / "results.jsonl").write_text(lines + "\n", encoding="utf-8")
    print(f"\nFiles and results.jsonl: {folder}")
    sys.exit(any(result.crash for result in results))


if __name__ == "__main__":
    main()
