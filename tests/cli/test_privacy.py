"""`gongkai privacy`: what the commands print, write and exit with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import group
from gongkai.privacy import KINDS
from tests.privacy import makers
from tests.privacy.examples import ID
from tests.privacy.makers import MOBILE

MANUAL = Path(__file__).resolve().parents[2] / "docs/manual/privacy.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["privacy", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "批复.docx"
    path.write_bytes(makers.docx("申请人张三", f"身份证号{ID}，电话{MOBILE}"))
    return path


def test_what_blocks_is_listed_masked(file: Path):
    done = run("scan", file)
    assert done.exit_code == 1
    assert "阻止发布2处，提醒0处" in done.output
    assert f"P01 阻止发布 身份证号码  第2段：350***********{ID[-4:]}" in done.output
    assert MOBILE not in done.output
    assert MOBILE in run("scan", file, "--full").output


def test_a_folder_is_scanned_file_by_file(file: Path):
    (file.parent / "通知.txt").write_text("云溪市人民政府通知\n", "utf-8")
    (file.parent / "a.bin").write_bytes(bytes(range(256)))
    done = run("scan", file.parent, "--json")
    found = [json.loads(line) for line in done.output.splitlines()]
    assert [Path(each["file"]).name for each in found] == ["a.bin", "批复.docx", "通知.txt"]
    assert found[0]["unassessed"]
    assert [each["code"] for each in found[1]["findings"]] == ["P01", "P03"]
    assert "text" not in found[1]["findings"][0]
    assert done.exit_code == 1


def test_nothing_found_is_said(tmp_path: Path):
    path = tmp_path / "通知.txt"
    path.write_text("云溪市人民政府通知\n", "utf-8")
    done = run("scan", path)
    assert (done.exit_code, done.output) == (0, f"{path}：没有发现问题\n")


def test_a_missing_file_is_said(tmp_path: Path):
    done = run("scan", tmp_path / "没有.docx")
    assert done.exit_code == 2
    assert "文件或目录不存在" in done.output


def test_redaction_writes_what_is_proven(file: Path):
    output = file.with_name("公开.docx")
    done = run("redact", file, "--found", "--value", "张三", "-o", output)
    assert done.exit_code == 0, done.output
    assert "涂黑3处，验证未发现残留" in done.output
    assert run("scan", output).exit_code == 0
    proof = run("prove", output, "--value", "张三", "--value", ID)
    assert (proof.exit_code, proof.output) == (0, f"{output}：2处文字都已读不到\n")
    assert run("prove", file, "--value", "张三").exit_code == 1


def test_only_some_codes_are_taken_out(file: Path):
    output = file.with_name("公开.docx")
    assert run("redact", file, "--found", "--only", "P01", "-o", output).exit_code == 0
    assert run("prove", output, "--value", ID).exit_code == 0
    assert run("prove", output, "--value", MOBILE).exit_code == 1


def test_values_may_come_from_a_file(file: Path):
    listed = file.with_name("名单.txt")
    listed.write_text(f"{MOBILE}\n\n张三\n", "utf-8")
    output = file.with_name("公开.docx")
    assert run("redact", file, "--values-from", listed, "-o", output).exit_code == 0
    assert run("prove", output, "--values-from", listed).exit_code == 0


def test_a_dry_run_writes_nothing(file: Path):
    output = file.with_name("公开.docx")
    done = run("redact", file, "--found", "--dry-run", "-o", output)
    assert "要删：P03 手机号码 138****5678" in done.output
    assert not output.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["redact", "{file}", "-o", "{file}", "--value", "张三"], "会把它覆盖"),
        (["redact", "{file}", "-o", "{file}.docx"], "没有要删的内容"),
        (["redact", "{file}", "-o", "{file}.docx", "--value", "张"], "太短"),
        (["prove", "{file}"], "没有要验证的内容"),
        (["prove", "{file}.no", "--value", "张三"], "不存在"),
    ],
)
def test_what_a_user_gets_wrong_is_one_sentence(file: Path, arguments: list[str], said: str):
    done = run(*(each.format(file=file) for each in arguments))
    assert done.exit_code in (1, 2)
    assert said in done.output


def test_the_manual_lists_every_kind():
    rows = re.findall(r"^\| (P\d\d) \|.*\| (阻止|提醒) \|$", MANUAL.read_text("utf-8"), re.M)
    assert rows == [(code, "阻止" if kind.weight == "blocks" else "提醒") for code, kind in KINDS.items()]


def test_help_answers_at_once_and_loads_nothing_heavy():
    started = time.perf_counter()
    code = (
        "import sys; from click.testing import CliRunner; from gongkai.cli import group\n"
        "CliRunner().invoke(group, ['privacy', 'scan', '--help'])\n"
        "assert not {'lxml', 'pikepdf', 'pypdfium2', 'gongkai.privacy.patterns'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert time.perf_counter() - started < 3
