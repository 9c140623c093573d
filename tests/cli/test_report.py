"""The program as a person at a terminal uses it: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gongkai.report import dumps, read, write
from gongkai.report.form import EDITION_2021
from tests.report.builders import full_report

PROGRAM = [sys.executable, "-c", "from gongkai.cli import main; main()", "report"]


def gongkai(*arguments: object, stdin: bytes = b"", **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [*PROGRAM, *map(os.fspath, arguments)]  # type: ignore[arg-type]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False, **more)  # type: ignore[call-overload, no-any-return]


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "年报.html"
    write(full_report(), path)
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "错.html"
    write(full_report(cells={"requests.new.total": 99}), path)
    return path


# --- exit codes and what is printed ---------------------------------------------------------------------------------


def test_check_exits_0_1_and_2(report: Path, wrong: Path, tmp_path: Path):
    assert gongkai("check", report).returncode == 0
    assert gongkai("check", report, wrong).returncode == 1
    (tmp_path / "空.txt").write_bytes(b"")
    done = gongkai("check", report, wrong, tmp_path / "空.txt")
    assert done.returncode == 2
    assert "空.txt：文件是空的" in told(done)
    assert "共3个文件，读出2个，读不出1个" in told(done)
    assert done.stdout.decode().count("年度：错误") == 2


def test_json_is_one_object_a_line(report: Path, wrong: Path):
    lines = gongkai("check", "--format", "json", report, wrong).stdout.splitlines()
    first, second = map(json.loads, lines)
    assert first["source"] == str(report)
    assert {finding["code"] for finding in second["findings"]} >= {"A01"}
    assert all(finding["severity"] in ("error", "warning", "notice") for finding in second["findings"])
    cells = json.loads(gongkai("extract", report).stdout)["cells"]
    assert cells["requests.new.total"] == full_report().number("requests.new.total")


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "数据局.html", tmp_path / "司法局.html"]
    write(full_report(), paths[0])
    write(full_report(body="云溪市司法局", variant=1), paths[1])
    return paths


def test_a_batch_is_held_against_last_years_reports_body_by_body(two: list[Path], tmp_path: Path):
    before = tmp_path / "2022"
    before.mkdir()
    write(full_report(year=2022, body="云溪市司法局", cells={"requests.carried_forward.total": 9}), before / "司.html")
    write(full_report(year=2022, body="云溪市林业局"), before / "林.html")
    done = gongkai("check", "--format", "json", *two, "--previous", before)
    data, justice = map(json.loads, done.stdout.splitlines())
    assert "B01" in {finding["code"] for finding in justice["findings"]}
    assert not {finding["code"] for finding in data["findings"]} & {"B01", "B02", "B11", "G01"}
    assert "没有本机关的" in {item["code"]: item["reason"] for item in data["not_assessed"]}["B01"]


def test_who_on_a_list_has_no_report_is_said_once_and_the_files_under_check_are_reports(
    two: list[Path], tmp_path: Path
):
    (tmp_path / "名单.txt").write_text("云溪市数据局\n云溪市司法局\n", encoding="utf-8")
    done = gongkai("check", *two, "--bodies", tmp_path / "名单.txt")
    assert (done.returncode, "没有2023年度的报告" in done.stdout.decode()) == (0, False)
    (tmp_path / "名单.txt").write_text("云溪市数据局\n云溪市林业局\n", encoding="utf-8")
    done = gongkai("check", *two, "--bodies", tmp_path / "名单.txt")
    text = done.stdout.decode()
    assert (done.returncode, text.count("F06")) == (1, 1)
    assert (
        text.index("司法局.html")
        < text.index("应当编报的机关 2023年度：错误1项")
        < text.index("云溪市林业局没有2023年度")
    )
    lines = gongkai("check", *two, "--format", "json", "--bodies", tmp_path / "名单.txt").stdout.splitlines()
    *_, listed = map(json.loads, lines)
    assert (len(lines), listed["source"], listed["body"]) == (3, str(tmp_path / "名单.txt"), None)
    assert [(finding["code"], finding["reading"]) for finding in listed["findings"]] == [("F06", False)]


def test_a_file_that_cannot_be_read_may_be_the_report_that_is_missing(two: list[Path], tmp_path: Path):
    (tmp_path / "名单.txt").write_text("云溪市林业局\n", encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    done = gongkai("check", *two, tmp_path / "空.txt", "--bodies", tmp_path / "名单.txt")
    assert "云溪市林业局没有2023年度的报告。（也可能是读取造成的）" in done.stdout.decode()


@pytest.fixture
def dropped(tmp_path: Path) -> Path:
    """A page with a cell on each line, of which tools that clean up pages dropped the lines that repeat."""
    cells = dumps(full_report(), "txt").decode().replace("\t", "\n").split("\n")
    path = tmp_path / "去重.txt"
    path.write_text("\n".join(dict.fromkeys(cells)), encoding="utf-8")
    return path


def test_a_report_whose_tables_cannot_be_read_has_every_cell_unknown(dropped: Path, tmp_path: Path):
    done = gongkai("extract", dropped)
    data = json.loads(done.stdout)
    assert (done.returncode, told(done).count("表格不可读")) == (2, 1)
    assert (data["edition"], set(data["cells"].values()), set(data["marks"].values())) == ("2021", {None}, {"unknown"})
    assert set(data["cells"]) == set(data["marks"]) == EDITION_2021.key_set
    assert gongkai("extract", dropped, "-o", tmp_path / "a.csv").returncode == 2
    (row,) = csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines())
    assert {row[f"mark.{key}"] for key in EDITION_2021.keys} == {"unknown"}


def test_a_report_without_tables_is_told_of(tmp_path: Path):
    text = dumps(full_report(), "txt").decode()
    path = tmp_path / "无表.txt"
    path.write_text("\n".join(line for line in text.split("\n") if "\t" not in line), encoding="utf-8")
    for output in ((), ("-o", tmp_path / "a.csv")):
        done = gongkai("extract", path, *output)
        assert (done.returncode, told(done).count("读不出 "), told(done).count("表格没有读到")) == (2, 1, 1)
    data = json.loads(gongkai("extract", path).stdout)
    assert (data["edition"], data["cells"]) == (None, {})
    assert [note[:6] for note in data["notes"]] == ["表格没有读到"]


def test_a_report_whose_tables_cannot_be_read_is_shown_and_checked_and_nothing_is_made_of_it(
    dropped: Path, report: Path, tmp_path: Path
):
    shown = gongkai("show", dropped)
    assert (shown.returncode, "表格不可读" in told(shown)) == (2, True)
    assert [line.split()[1:] for line in shown.stdout.decode().splitlines() if "属于国家秘密" in line] == [["?"] * 7]
    checked = gongkai("check", "--format", "json", dropped)
    assert checked.returncode == 2
    assert {"A01", "A06", "D01"} <= {item["code"] for item in json.loads(checked.stdout)["not_assessed"]}
    out = tmp_path / "a.docx"
    for done in (gongkai("render", dropped, "-o", out), gongkai("compare", report, dropped)):
        assert (done.returncode, done.stdout, out.exists()) == (2, b"", False)
        assert len(told(done).splitlines()) == 1
    merged = gongkai("merge", "--partial", report, dropped)
    assert (merged.returncode, json.loads(merged.stdout)["marks"]) == (2, {})


def test_the_same_file_is_read_once_and_other_kinds_are_told(report: Path):
    (report.parent / "扫描件.jpg").write_bytes(b"\xff\xd8\xff")
    done = gongkai("extract", report, report.parent, report)
    assert len(done.stdout.splitlines()) == 1
    assert "另有1个文件不是可读的格式，已略过（.jpg 1个）" in told(done)


def test_a_directory_without_reports_is_named(tmp_path: Path):
    done = gongkai("check", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert str(tmp_path) in told(done)


def test_standard_input_is_a_file_like_others(report: Path):
    done = gongkai("extract", "-", stdin=report.read_bytes())
    assert json.loads(done.stdout)["source"] == "-"
    assert "文件是空的" in told(gongkai("extract", "-"))


def test_show_compare_merge_and_schema(report: Path, wrong: Path):
    assert "本年新收" in gongkai("show", report).stdout.decode()
    compared = json.loads(gongkai("compare", "--json", report, wrong).stdout)
    assert [pair["key"] for pair in compared["cells"] if pair["difference"]] == ["requests.new.total"]
    merged = gongkai("merge", report, "--body", "云溪市人民政府")
    assert json.loads(merged.stdout)["body"] == "云溪市人民政府"
    assert "读入1份报告，计入1份" in told(merged)
    assert json.loads(gongkai("schema").stdout)["$id"]


def test_a_sum_that_lacks_a_report_is_not_made_unless_asked_for(report: Path, tmp_path: Path):
    (tmp_path / "空.txt").write_bytes(b"")
    done = gongkai("merge", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "没有汇总" in told(done)
    partial = gongkai("merge", "--partial", tmp_path)
    assert (partial.returncode, json.loads(partial.stdout)["year"]) == (2, 2023)
    assert gongkai("merge", "--partial", tmp_path / "空.txt").returncode == 2


def test_a_sum_that_cannot_be_made_of_what_was_read_exits_1(report: Path, tmp_path: Path):
    write(full_report(year=2022), tmp_path / "2022.html")
    done = gongkai("merge", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "年度不同" in told(done)


# --- writing --------------------------------------------------------------------------------------------------------


def test_render_writes_every_format(report: Path, tmp_path: Path):
    for kind in ("docx", "html", "xlsx", "md", "txt", "json"):
        target = tmp_path / f"out.{kind}"
        assert gongkai("render", report, "-o", target).returncode == 0
        assert read(target).cells == read(report).cells


def test_an_input_is_never_overwritten(report: Path):
    before = report.read_bytes()
    for command in ("extract", "check"):
        done = gongkai(command, report, "-o", report)
        assert (done.returncode, report.read_bytes()) == (1, before)
        assert "就是输入文件" in told(done)
    assert gongkai("render", report, "-o", report).returncode == 1
    assert report.read_bytes() == before


def test_an_output_keeps_what_it_held_when_the_command_fails(report: Path, tmp_path: Path):
    out = tmp_path / "结果.csv"
    out.write_text("旧")
    done = gongkai("render", report, "--to", "csv", "-o", out, "--nonsense")
    assert done.returncode == 2
    assert out.read_text() == "旧"
    assert not list(tmp_path.glob(".gongkai-*"))


def test_a_format_under_anothers_extension_is_refused(report: Path, tmp_path: Path):
    done = gongkai("render", report, "--to", "pdf", "-o", tmp_path / "a.docx")
    assert done.returncode == 1
    assert "请改成一致" in told(done)


@pytest.mark.parametrize("suffix", ["doc", "docm", "wps", "rtf", "odt", "DOC", "xls", "et", "parquet"])
def test_nor_is_one_written_under_the_extension_of_a_format_that_is_not_written_at_all(
    suffix: str, report: Path, tmp_path: Path
):
    target = tmp_path / f"a.{suffix}"
    done = gongkai("render", report, "--to", "docx", "-o", target)
    assert (done.returncode, target.exists()) == (1, False)
    assert f"扩展名是 .{suffix.lower()}，而 --to 是 docx" in told(done)


def test_an_extension_that_is_no_formats_says_nothing(report: Path, tmp_path: Path):
    for name in ("a.bak", "a"):
        assert gongkai("render", report, "--to", "docx", "-o", tmp_path / name).returncode == 0


def test_parquet_that_cannot_be_written_is_said_without_a_count_of_files(report: Path, tmp_path: Path):
    (tmp_path / "pyarrow.py").write_text("raise ImportError")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = gongkai("extract", report, report.parent, "-o", tmp_path / "a.parquet", env=environment)
    assert (done.returncode, (tmp_path / "a.parquet").exists()) == (1, False)
    assert told(done).splitlines() == ["写 Parquet 文件需要 pyarrow：请先安装（pip install pyarrow），或改用csv。"]


def test_an_output_in_the_directory_that_is_read_is_not_read(report: Path):
    out = report.parent / "检查.json"
    assert gongkai("check", "--format", "json", report.parent, "-o", out).returncode == 0
    again = gongkai("check", "--format", "json", report.parent, "-o", out)
    assert again.returncode == 0
    assert "共1个文件" in told(again)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")
def test_a_full_disk_is_one_line(report: Path):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*PROGRAM, "extract", report], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode().strip().splitlines()[-1] == "无法写出结果：磁盘空间不足"


def test_a_reader_that_leaves_is_no_error_message(report: Path):
    many = " ".join(["'" + str(report) + "'"] * 3)
    script = f"{sys.executable} -c 'from gongkai.cli import main; main()' report extract {many} | head -c 1"
    done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr


# --- what is wrong with a command line is said in Chinese -----------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "没有命令“chek”"),
        (["check"], "缺少参数“文件或目录”"),
        (["check", "--foo", "x"], "没有选项 --foo"),
        (["check", "--format", "xml", "x"], "只能是 text、json"),
        (["check", "--published", "去年", "x"], "应是形如 2025-01-20 的日期"),
        (["check", "-j", "0", "x"], "应是不小于1的整数"),
        (["render", "x"], "缺少选项 -o"),
        (["extract", "--format", "parquet", "x"], "请用 -o 指定输出文件"),
        (["show", "a", "b"], "多出参数"),
    ],
)
def test_usage_errors(arguments: list[str], said: str):
    done = gongkai(*arguments)
    assert done.returncode in (1, 2)
    assert said in told(done)
    assert "Usage" not in told(done)


def test_help_is_chinese_and_quick():
    start = time.monotonic()
    done = gongkai("--help")
    assert time.monotonic() - start < 2  # a guard against importing everything; the measured time is in `make bench`
    text = done.stdout.decode()
    assert text.startswith("用法：")
    for command in ("extract", "check", "show", "render", "compare", "merge", "schema"):
        assert command in text
        assert gongkai(command, "--help").stdout.decode().startswith("用法：")


# --- files that are none, and a program that is stopped -------------------------------------------------------------


def test_a_pipe_or_a_device_is_no_file(tmp_path: Path):
    pipe = tmp_path / "管道.txt"
    os.mkfifo(pipe)
    done = gongkai("extract", pipe, "/dev/zero", tmp_path / "没有.txt")
    assert done.returncode == 2
    assert told(done).count("不是普通文件") == 2
    assert "没有.txt：文件或目录不存在" in told(done)


def test_a_name_in_another_encoding_is_shown(tmp_path: Path):
    path = os.fsencode(tmp_path) + b"/" + "年报\n.html".encode("gb18030")
    write(full_report(), tmp_path / "a.html")
    os.rename(tmp_path / "a.html", path)
    done = gongkai("extract", path)
    assert json.loads(done.stdout)["source"].endswith("年报?.html")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGINT])
def test_when_the_program_ends_so_do_its_processes(number: signal.Signals, report: Path, tmp_path: Path):
    if sys.platform != "linux" and number is signal.SIGKILL:
        pytest.skip("只有 Linux 能让子进程随父进程结束")
    folder = tmp_path / "many"
    folder.mkdir()
    content = report.read_bytes()
    for at in range(3000):
        (folder / f"{at}.html").write_bytes(content)
    out = tmp_path / "out.jsonl"
    program = subprocess.Popen([*PROGRAM, "extract", folder, "-j", "2", "-o", out], stderr=subprocess.DEVNULL)
    children: list[psutil.Process] = []
    deadline = time.monotonic() + 30
    while len(children) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        children = psutil.Process(program.pid).children()
    assert len(children) >= 2
    program.send_signal(number)
    assert program.wait(20) != 0
    time.sleep(1)
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert not out.exists()


# --- published reports ----------------------------------------------------------------------------------------------


def test_verify_exits_0_for_what_is_as_it_was_1_for_what_was_changed_2_for_what_is_not_signed(tmp_path: Path):
    from tests.report.test_published import PEM, REPORT, published

    (tmp_path / "公开.json").write_bytes(published())
    (tmp_path / "key.pem").write_bytes(PEM)
    done = gongkai("verify", tmp_path / "公开.json", "--key", tmp_path / "key.pem")
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[-1] == "校验通过"
    changed = json.loads(published())
    changed["report"]["cells"]["requests.new.total"] += 1
    (tmp_path / "改.json").write_text(json.dumps(changed))
    done = gongkai("verify", tmp_path / "改.json")
    assert done.returncode == 1
    assert "报告内容改动过" in done.stdout.decode()
    (tmp_path / "无.json").write_text(json.dumps(REPORT, default=str))
    done = gongkai("verify", tmp_path / "无.json")
    assert done.returncode == 2
    assert "文件里没有签名" in told(done)
    assert gongkai("verify", tmp_path / "没有.json").returncode == 2
