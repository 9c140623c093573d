"""Text written to hold a reader up: one sign or word sixty thousand times over is read and checked all the same."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.report import Finding, NotReadable, check, read

LENGTH = 60_000
SECONDS = 30
"""What is bounded takes one or two; what is not takes minutes."""

UNITS = (
    "一 零 1 0 《 “ 〈 （ ） 1.1 1, 、 ， 。 ： - — · @ # * | / 件 年 第 的 了 其中 申请 行政 公开 不予公开 予以公开 "
    "2024年 10件， 一、 （一） "
    "http:// a a@ a. www. 5G 第1号 1月 人民政府 教育局 "
    "2024年1月1日 与上年相比， 增加 为 和上年 12345 0571-1 已 < <td <!-- &nbsp; \\ ` [ ]( "
    "\u3000 \t \u00a0"
).split(" ")

PLACES = {
    "the title": "{}2024年政府信息公开工作年度报告\n一、总体情况\n本年度收到申请1件。\n二、主动公开政府信息情况\n",
    "the overview": "海州市教育局2024年政府信息公开工作年度报告\n一、总体情况\n{}\n二、主动公开政府信息情况\n",
    "a label": "海州市教育局2024年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n规章\t{}\t0\t0\n",
    "the end": "海州市教育局2024年政府信息公开工作年度报告\n一、总体情况\n六、其他需要报告的事项\n无。\n{}",
}


@pytest.fixture(autouse=True)
def _no_longer_than_that() -> Iterator[None]:
    def late(signum: int, frame: object) -> None:
        raise TimeoutError(f"not done after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("unit", UNITS)
def test_one_sign_or_word_many_times_over_does_not_hold_the_reader(unit: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(PLACES[place].format(unit * (LENGTH // len(unit))), encoding="utf-8")
    result = _read_and_checked(path)
    assert isinstance(result, str | tuple)


def _read_and_checked(path: Path) -> str | tuple[Finding, ...]:
    """What was found in the report, or why it was not read."""
    try:
        return tuple(check(read(path)).findings)
    except NotReadable as error:
        return str(error)
