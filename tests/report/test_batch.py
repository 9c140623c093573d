"""Many files: each in its turn, in order, and none that costs another its own."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

import pytest

from gongkai.report import batch
from gongkai.report.batch import Outcome, files_in, find, run
from gongkai.report.errors import NotReadable
from gongkai.report.files import replaced, shown


def work(path: Path) -> str:
    match path.stem:
        case "none":
            raise NotReadable("不是年度报告")
        case "fault":
            raise KeyError("requests")
        case "hungry":
            return str(len(bytearray(3 * 2**30)))
        case "crash":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "endless":
            while True:
                pass
        case "deaf":
            time.sleep(0)
            ctypes.CDLL(None).sleep(60)
        case "recursion":
            return work(path)
    return path.stem


def outcomes(*names: str, jobs: int = 2) -> list[Outcome[str]]:
    return list(run([Path(f"{name}.txt") for name in names], work, jobs=jobs))


def test_results_come_in_the_order_of_the_files():
    names = [str(number) for number in range(100)]
    assert [outcome.result for outcome in outcomes(*names)] == names
    assert [outcome.result for outcome in outcomes("one")] == ["one"]
    assert outcomes() == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("none", "不是年度报告"),
        ("fault", "读取时程序出错（KeyError"),
        ("hungry", "读取所需内存超过2 GB，已放弃"),
        ("crash", "程序异常退出"),
        ("exit", "程序异常退出"),
        ("recursion", "嵌套层次过深"),
    ],
)
def test_a_bad_file_costs_only_its_own_turn(bad: str, said: str):
    names = [*(str(number) for number in range(20)), bad, *(str(number) for number in range(20, 40))]
    for jobs in (1, 2):
        found = outcomes(*names, jobs=jobs)
        assert [outcome.path.stem for outcome in found] == names
        assert [outcome.result for outcome in found if outcome.path.stem != bad] == [n for n in names if n != bad]
        assert said in found[20].error


@pytest.mark.parametrize("bad", ["endless", "deaf"])
def test_a_file_that_takes_for_ever_is_given_up(bad: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batch, "SECONDS", 1)
    monkeypatch.setattr(batch, "GRACE", 1)
    found = outcomes("a", bad, "b")
    assert [outcome.result for outcome in found] == ["a", None, "b"]
    assert "已放弃" in found[1].error or "已跳过" in found[1].error


def test_stopping_early_waits_for_nobody():
    start = time.monotonic()
    waiting = run([Path("a.txt"), *[Path("deaf.txt")] * 6], work, jobs=2)
    assert next(waiting).result == "a"
    waiting.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 10


# --- which files ----------------------------------------------------------------------------------------------------


def test_directories_give_their_reports_once_in_order_of_name(tmp_path: Path):
    for name in ("b.html", "a.txt", "c.jpg", ".hidden.txt", "~$lock.docx", "sub/d.PDF", ".git/e.txt", "f"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    os.symlink(tmp_path / "a.txt", tmp_path / "again.txt")
    found = find([tmp_path / "b.html", tmp_path, tmp_path], but=tmp_path / "sub" / "d.PDF")
    assert [str(path.relative_to(tmp_path)) for path in found.files] == ["b.html", "a.txt"]
    assert found.passed_over == {".jpg": 2, "": 2}
    assert files_in([Path("没有.xyz")]) == [Path("没有.xyz")]


def test_names_are_shown_without_what_steers_a_terminal():
    assert shown("年报.txt") == "年报.txt"
    assert shown(os.fsdecode("年报.txt".encode("gb18030"))) == "年报.txt"
    assert shown("a\x1b[31m\n.txt") == "a?[31m?.txt"


# --- writing --------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "out.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with pytest.raises(RuntimeError):
        _fail_halfway(path)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"old", ["out.json"])
    with replaced(path) as file:
        file.write(b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)


def _fail_halfway(path: Path) -> None:
    with replaced(path) as file:
        file.write(b"half")
        raise RuntimeError


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with replaced(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
