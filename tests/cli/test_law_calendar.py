"""`gongkai law calendar` as a person at a terminal uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli import group
from gongkai.cli.chinese import run
from tests.law.test_notices import NOTICE_2027


def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["gongkai", "law", "calendar", *arguments])
    code = run(group)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def ask(capsys, monkeypatch):
    """Runs a command line: the exit code, what it printed, what it complained of."""
    monkeypatch.delenv("GONGKAI_NOTICES", raising=False)
    return lambda *arguments: told(capsys, monkeypatch, *map(str, arguments))


@pytest.fixture
def file_2027(tmp_path: Path) -> Path:
    path = tmp_path / "2027.toml"
    path.write_text(NOTICE_2027, encoding="utf-8")
    return path


def answer(ask: Any, *arguments: object) -> Any:
    code, out, _ = ask(*arguments, "--json")
    assert code == 0
    return json.loads(out)


# --- a year ---------------------------------------------------------------------------------------------------------


def test_a_year_shows_its_notice_holidays_make_up_days_and_months(ask):
    code, out, err = ask(2025)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "2025年工作日：248天"
    assert "  国办发明电〔2024〕12号（2024-11-12发出）" in lines
    assert "  春节            2025-01-28（星期二）至2025-02-04（星期二），8天" in lines
    assert "  国庆节、中秋节  2025-10-01（星期三）至2025-10-08（星期三），8天" in lines
    assert "  元旦            2025-01-01（星期三），1天" in lines
    assert "  2025-09-28（星期日）" in lines[lines.index("调休上班：") :]
    assert "每月工作日：1月19天、2月19天、3月21天" in out
    assert "休 休 休  9 10 班 12    3  4  5  6  7  8  9    8  9 10 11 12 13 14" in lines, "October to December"
    assert max(map(len, lines)) <= 120


def test_the_same_as_json(ask):
    year = answer(ask, 2025)
    assert list(year) == ["year", "provisional", "notices", "holidays", "make_up", "working_days", "by_month"]
    assert (year["year"], year["provisional"], year["working_days"]) == (2025, False, 248)
    assert year["by_month"] == [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]
    assert year["holidays"]["2025-10-06"] == "国庆节、中秋节"
    assert year["make_up"] == ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
    assert [(each["number"], each["issued"]) for each in year["notices"]] == [("国办发明电〔2024〕12号", "2024-11-12")]
    assert "revises" not in year["notices"][0]


def test_a_year_that_was_revised_shows_both_notices_and_can_be_had_as_it_was(ask):
    now = answer(ask, 2020)
    assert now["notices"][1]["revises"] == now["notices"][0]["number"] == "国办发明电〔2019〕16号"
    assert "2020-02-01" in now["holidays"]
    before = answer(ask, 2020, "--as-of", "2020-01-25")
    assert len(before["notices"]) == 1
    assert before["make_up"][:2] == ["2020-01-19", "2020-02-01"]
    assert before["working_days"] == now["working_days"] + 2
    assert "发出，改变国办发明电〔2019〕16号）" in ask(2020)[1]


def test_a_notice_of_the_next_year_that_reaches_into_december_is_named(ask):
    year = answer(ask, 2018)
    assert [each["number"] for each in year["notices"]] == ["国办发明电〔2018〕15号"]
    assert "2018-12-29" in year["make_up"]
    assert "2018年没有逐件录入放假通知，日期来自chinesecalendar" in ask(2018)[1]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_year_can_be_shown(ask, year: int):
    code, out, _ = ask(year)
    assert code == 0
    assert 240 < answer(ask, year)["working_days"] < 255
    assert out.count("一 二 三 四 五 六 日") == 12


@pytest.mark.parametrize("year", [2027, 2003, 0, -5, 99999])
def test_a_year_without_a_notice_is_refused(ask, year: int):
    code, out, err = ask("--", year)
    assert (code, out) == (1, "")
    assert f"没有{year}年的放假安排（现有2004年至2026年）" in err
    assert "--notices" in err


def test_unless_a_provisional_one_will_do(ask):
    code, out, _ = ask(2027, "--provisional")
    assert code == 0
    assert out.startswith("2027年工作日：261天（暂定）")
    assert "还没有2027年的放假通知" in out
    assert answer(ask, 2027, "--provisional")["provisional"] is True
    assert answer(ask, 2026, "--provisional")["provisional"] is False


def test_an_operator_adds_the_notice_for_2027(ask, file_2027: Path, monkeypatch: pytest.MonkeyPatch):
    year = answer(ask, 2027, "--notices", file_2027)
    assert year["notices"][0]["number"] == "国办发明电〔2026〕99号"
    monkeypatch.setenv("GONGKAI_NOTICES", str(file_2027))
    assert answer(ask, 2027) == year
    assert "2026-12-31" in answer(ask, 2026)["holidays"]


def test_a_file_with_a_fault_is_refused_with_its_sentence(ask, file_2027: Path):
    file_2027.write_text(NOTICE_2027.replace("2027-05-08", "2027-05-07"), encoding="utf-8")
    code, out, err = ask(2027, "--notices", file_2027)
    assert (code, out) == (1, "")
    assert "2027.toml：第1个通知（国办发明电〔2026〕99号）写劳动节在2027-05-07调休上班" in err
    assert len(err.splitlines()) == 1


# --- counting -------------------------------------------------------------------------------------------------------


def test_the_nth_working_day_and_the_days_passed_over(ask):
    code, out, _ = ask("--from", "2024-09-27", "--days", 20)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "2024-09-27（星期五）之后第20个工作日：2024-10-30（星期三）"
    assert "不计的13天：" in lines
    assert "  2024-10-01（星期二）  国庆节" in lines
    assert "  2024-10-13（星期日）  周末" in lines
    assert lines[lines.index("调休上班、要计的2天：") + 1] == "  2024-09-29（星期日）"
    assert "  国办发明电〔2023〕7号（2023-10-25发出）" in lines


def test_the_count_as_json(ask):
    count = answer(ask, "--from", "2024-09-27", "--days", 20)
    assert (count["date"], count["provisional"], len(count["skipped"])) == ("2024-10-30", False, 13)
    assert count["make_up"] == ["2024-09-29", "2024-10-12"]
    assert count["skipped"][1] == {"date": "2024-10-01", "kind": "holiday", "name": "国庆节"}


def test_the_count_as_it_was_before_the_extension_of_2020(ask):
    arguments = ("--from", "2020-01-20", "--days", 20)
    assert answer(ask, *arguments, "--as-of", "2020-01-25")["date"] == "2020-02-21"
    assert answer(ask, *arguments)["date"] == "2020-02-25"


def test_a_count_into_a_year_without_a_notice(ask):
    arguments = ("--from", "2026-12-20", "--days", 20)
    code, _, err = ask(*arguments)
    assert code == 1
    assert "没有2027年的放假安排" in err
    code, out, _ = ask(*arguments, "--provisional")
    assert (code, out.splitlines()[0]) == (0, "2026-12-20（星期日）之后第20个工作日：2027-01-15（星期五）（暂定）")
    assert answer(ask, *arguments, "--provisional")["provisional"] is True


def test_no_days_is_the_day_itself(ask):
    assert answer(ask, "--from", "2025-03-08", "--days", 0)["date"] == "2025-03-08"


# --- what was typed wrongly -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((), 2, "请给出年份，或者同时给出 --from 和 --days"),
        (("--from", "2025-01-01"), 2, "请给出年份，或者同时给出 --from 和 --days"),
        (("--days", "3"), 2, "请给出年份，或者同时给出 --from 和 --days"),
        (("2025", "--days", "3"), 2, "年份和 --from、--days 不能同时用"),
        (("今年",), 2, "参数“年份”应是整数"),
        (("--from", "2025-02-30", "--days", "1"), 2, "选项 --from 应是形如 2025-01-20 的日期"),
        (("--from", "2025-02-03", "--days", "-1"), 2, "选项 --days 应是不小于0的整数"),
        (("2025", "--as-of", "昨天"), 2, "选项 --as-of 应是形如 2025-01-20 的日期"),
        (("2025", "--as-of", "2003-01-01"), 1, "没有2003年的放假安排"),
        (("2025", "--notices", "没有.toml"), 1, "没有.toml：没有这个文件"),
        (("--from", "2026-01-01", "--days", "99999999", "--provisional"), 1, "超出了9999年"),
    ],
)
def test_what_was_wrong_is_said_in_a_line_of_chinese(ask, arguments: tuple[str, ...], code: int, sentence: str):
    got, out, err = ask(*arguments)
    assert (got, out) == (code, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_the_command_is_found_and_explains_itself():
    assert "law" in CliRunner().invoke(group, ["--help"]).output
    assert "calendar  一年的工作日、节假日和调休" in CliRunner().invoke(group, ["law", "--help"]).output
    shown = CliRunner().invoke(group, ["law", "calendar", "--help"]).output
    assert all(option in shown for option in ("--notices", "--as-of", "--provisional", "--json", "--from", "--days"))
    assert not any(word in shown for word in ("Options", "Usage", "Show"))


def test_help_of_the_whole_program_does_not_wait_for_the_calendar():
    code = "import sys; from gongkai.cli import group; group(['--help'], standalone_mode=False); print([*sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert b"chinese_calendar" not in done.stdout
    assert b"gongkai.law" not in done.stdout
