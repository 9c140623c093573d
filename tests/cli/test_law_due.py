"""`gongkai law due` and `gongkai law moved`, as a person and as a program use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.law.due import main as due
from gongkai.cli.law.moved import main as moved
from gongkai.law.events import KINDS


def run(*args: str, lines: str = "") -> Result:
    return CliRunner().invoke(due, args, input=lines, standalone_mode=False)


def case(*events: dict[str, Any], **more: Any) -> str:
    return json.dumps(more | {"events": list(events)}) + "\n"


RECEIVED = {"kind": "received", "on": "2024-09-27", "channel": "in_person"}


def test_one_case_by_options():
    result = run("--received", "2024-09-27,in_person", "--extended", "2024-10-30,20", "--json")
    answer = json.loads(result.output)
    assert answer["due"]["reply"] == "2024-11-27"
    assert answer["state"] == "running"
    assert answer["provisional"] is False
    assert sum(day["counts"] for day in answer["ledger"]) == 40


def test_a_person_reads_what_is_due_and_why():
    sent = ("--received", "2025-03-03，in_person", "--consultation-sent", "2025-03-10,third_party")
    output = run(*sent, "--consultation-delivered", "2025-03-12").output
    assert "状态：期限停止计算" in output
    assert "2025-04-24  答复（待办）" in output
    assert "征求意见：第三方，2025-03-10发出，限2025-04-02前答复，尚未答复" in output
    assert "送达日期没有写明" in run(*sent).output
    assert "2025-03-11     5  工作日，征求第三方意见所需时间不计入期限（条例第33条第3款）" in output


def test_the_limits_that_stand_by_themselves():
    answer = json.loads(run("--formed", "2025-01-02", "--penalty-changed", "2025-09-26", "--json").output)
    assert answer == {"due": {"publication": "2025-02-06", "penalty_withdrawal": "2025-09-30"}, "provisional": False}
    assert run("--formed", "2025-01-02").output.startswith("2025-02-06  主动公开（条例第26条")
    assert "施行日期" in getattr(run("--penalty-changed", "2020-01-02").exception, "message", "")
    assert "不能" in getattr(run("--formed", "2025-01-02", "--withdrawn", "2025-01-02").exception, "message", "")


def test_several_consultations_by_options():
    args = ("--received", "2025-03-03,in_person", "--consultation-sent", "2025-03-10,third_party,a")
    more = ("--consultation-sent", "2025-03-12,co_maker,b", "--consultation-answered", "2025-03-20,b")
    answer = json.loads(run(*args, *more, "--consultation-answered", "2025-03-28,a", "--json").output)
    assert answer["due"]["reply"] == "2025-04-21"


def test_many_cases_a_line_each_and_a_bad_line_never_stops_the_rest():
    lines = (
        case(RECEIVED, id="甲1")
        + "这不是JSON\n\n"
        + case({"kind": "replied", "on": "2024-09-27"}, id=7)
        + case(RECEIVED, {"kind": "extended", "on": "2024-10-08", "days": 5})
    )
    result = run("-", lines=lines)
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert result.return_value == 1
    assert answers[0]["id"] == "甲1"
    assert answers[0]["due"]["reply"] == "2024-10-30"
    assert answers[1] == {"error": "这一行不是JSON"}
    assert answers[2]["id"] == 7
    assert "没有收到申请" in answers[2]["error"]
    assert answers[3]["due"]["reply"] == "2024-11-06"
    assert run("-", lines=case(RECEIVED)).return_value == 0


HOSTILE = (
    b"\xff\xfe{}",
    b"[" * 100_000,
    b"null",
    b"3",
    b'{"events": 3}',
    b'{"id": NaN, "events": []}',
    b'{"id": [1], "events": []}',
    b'{"id": 1e999, "events": []}',
    b'{"id": true, "events": []}',
    b'{"events": [], "events": []}',
    b'{"events": [], "as_of": "2024-01-01"}',
    b'{"events":[{"kind":"received","kind":"replied","on":"2024-09-27"}]}',
    b'{"events":[{"kind":"received","on":"9999-12-31","channel":"in_person"}]}',
    b'{"events":[{"kind":"received","on":"0001-01-01","channel":"in_person"}]}',
    b'{"events":[{"kind":"received","on":"2024-09-27","channel":"in_person"},{"kind":"reopened","on":"2024-11-01","by":[]}]}',
    b'{"events":[{"kind":"received","on":"2024-09-27","channel":{}}]}',
    b'{"events":[{"kind":{},"on":"2024-09-27"}]}',
    b'{"events":[{"kind":"extended","on":"2024-09-27","days":1e3}]}',
    b'{"events":[' + b",".join([b'{"kind":"confirmed","on":"2024-09-27"}'] * 600) + b"]}",
)


@pytest.mark.parametrize("line", HOSTILE)
def test_whatever_a_line_holds_it_is_answered_by_one_sentence(line: bytes):
    result = CliRunner().invoke(due, ["-"], input=line + b"\n", standalone_mode=False)
    assert result.exception is None
    answer = json.loads(result.output, parse_constant=pytest.fail)
    assert answer.keys() - {"id"} == {"error"}
    assert "\n" not in answer["error"]


def test_the_stream_is_utf8_whatever_the_terminal_is():
    command = [sys.executable, "-c", "from gongkai.cli import main; main()", "law", "due", "-"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, input=b"x\n", capture_output=True, env=environment, check=False)
    assert json.loads(done.stdout.decode()) == {"error": "这一行不是JSON"}
    assert done.returncode == 1


def test_a_year_without_a_notice_is_marked_or_refused():
    december = {"kind": "received", "on": "2026-12-20", "channel": "in_person"}
    answer = json.loads(run("-", lines=case(december)).output)
    assert answer["provisional"] is True
    assert answer["provisional_due"] == ["reply"]
    assert "2027" in json.loads(run("-", "--strict", lines=case(december)).output)["error"]
    assert "暂定" in run("--received", "2026-12-20,in_person").output


def test_a_case_is_looked_at_on_a_day():
    asked = ("--received", "2025-10-09,in_person", "--supplement-notified", "2025-10-13,2025-10-24")
    assert json.loads(run(*asked, "--as-of", "2025-10-25", "--json").output)["outcome"] == "not_supplemented"
    assert (
        json.loads(run("--received", "2020-01-20,in_person", "--as-of", "2020-01-22", "--json").output)["due"]["reply"]
        == "2020-02-21"
    )


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ((), "请用选项写明"),
        (("-", "--received", "2024-09-27,in_person"), "不能同时"),
        (("cases.jsonl",), "从标准输入"),
        (("--received", "2024-09-27,in_person,3"), "多出3"),
        (("--received", "2024-09-27"), "没有写channel"),
        (("--received", "yesterday,in_person"), "形如2024-09-27"),
        (("--received", "2024-09-27,in_person", "--extended", "2024-10-08,many"), "days应是"),
        (("--received", "2024-09-27,in_person", "--replied", "2024-10-08,disclosd"), "没有答复类型“disclosd”，是否指"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(args: tuple[str, ...], why: str):
    error = run(*args).exception
    assert why in getattr(error, "message", "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_documented(kind: str):
    output = run("--help").output
    assert f"--{kind.replace('_', '-')}" in output
    assert kind in output


def test_a_changed_notice_tells_which_open_cases_move(tmp_path: Path):
    notice = tmp_path / "notices.toml"
    notice.write_text(
        '[[notice]]\nnumber = "试〔2024〕1号"\nissued = 2024-10-09\nyear = 2024\nrevises = "国办发明电〔2023〕7号"\n'
        'source = "fictional"\nordinary = [2024-10-12]\n',
        encoding="utf-8",
    )
    lines = case(RECEIVED, id="a") + case(RECEIVED, {"kind": "replied", "on": "2024-10-08"}, id="b") + "?\n"
    result = CliRunner().invoke(moved, ["--notices", str(notice)], input=lines, standalone_mode=False)
    assert result.stdout == "a：告知补正由2024-10-12改为2024-10-14\na：答复由2024-10-30改为2024-10-31\n"
    assert "第3件：这一行不是JSON" in result.stderr
    assert result.return_value == 1
    result = CliRunner().invoke(
        moved, ["--notices", str(notice), "--json"], input=case(RECEIVED), standalone_mode=False
    )
    assert json.loads(result.stdout.splitlines()[1]) == {
        "id": "第1件",
        "key": "reply",
        "was": "2024-10-30",
        "now": "2024-10-31",
    }
