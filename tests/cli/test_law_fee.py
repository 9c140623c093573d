"""`gongkai law fee` as a person at a terminal uses it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gongkai.cli import group
from gongkai.cli.chinese import run


@pytest.fixture
def fee(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["gongkai", "law", "fee", *arguments])
        code = run(group)
        return code, *capsys.readouterr()

    return call


def test_both_methods_with_their_computation(fee: Any):
    code, said, _ = fee("--before", "11", "--pages", "120", "--on", "2024-09-02")
    assert code == 0
    assert said.splitlines()[:13] == [
        "收到申请：2024-09-02",
        "",
        "按件计收（信息处理费办法第4条），本月第12件：",
        "  第12件：1件×100元=100元",
        "  合计：100元",
        "",
        "按量计收（信息处理费办法第5条），本次申请120页：",
        "  第1—30页：不收费",
        "  第31—100页：70页×10元=700元",
        "  第101—120页：20页×20元=400元",
        "  合计：700元+400元=1100元",
        "",
        "可以收取信息处理费：按件计收100元，或者按量计收1100元，两种方式只能选用一种，不得相加。"
        "是否收取由行政机关决定，也可以写明理由不收。",
    ]
    assert "自收到通知次日起20个工作日内缴纳" in said


def test_a_form_that_was_split(fee: Any):
    said = fee("--items", "42", "--on", "2024-09-02")[1]
    assert "本月第1件至第42件：" in said
    assert "合计：2000元+2000元+600元=4600元" in said
    assert "按量计收" not in said


def test_nothing_to_charge(fee: Any):
    said = fee("--pages", "0", "--on", "2024-09-02")[1]
    assert "不收取信息处理费" in said
    assert "缴纳" not in said.replace("缴费期限", "")
    assert "本次申请0页" in said


def test_json_has_the_amounts_as_numbers(fee: Any):
    answer = json.loads(fee("--before", "11", "--pages", "120", "--on", "2024-09-02", "--json")[1])
    assert [(charge["method"], charge["yuan"]) for charge in answer["charges"]] == [
        ("by_item", 100),
        ("by_volume", 1100),
    ]
    assert answer["charges"][1]["lines"][1] == {
        "first": 31,
        "last": 100,
        "number": 70,
        "yuan_each": 10,
        "yuan": 700,
        "text": "第31—100页：70页×10元=700元",
    }
    assert answer["basis"][0] == "《中华人民共和国政府信息公开条例》第四十二条"
    assert answer["unsure"]


def test_without_a_date_it_is_today(fee: Any):
    assert fee("--items", "11", "--json")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--on", "2020-12-31"], 1, "信息处理费自2021-01-01起才可以收取，2020-12-31收到的申请不收费"),
        (["--items", "0"], 2, "选项 --items 应是不小于1的整数"),
        (["--before", "-1"], 2, "选项 --before 应是不小于0的整数"),
        (["--pages", "三十"], 2, "选项 --pages 应是不小于0的整数"),
        (["--items", "200000"], 1, "件数为200000，超过100000，请核对"),
        (["--on", "昨天"], 2, "选项 --on 应是形如 2025-01-20 的日期"),
        (["12"], 2, "多出参数"),
    ],
)
def test_what_is_wrong_is_one_chinese_line(fee: Any, arguments: list[str], code: int, told: str):
    ended, said, wrong = fee(*arguments)
    assert (ended, said) == (code, "")
    assert wrong.startswith(told)
    assert wrong.count("\n") == 1


def test_help_says_what_it_is(fee: Any):
    code, said, _ = fee("--help")
    assert code == 0
    for words in ("不是收费通知", "--items", "--before", "--pages", "--on", "--json"):
        assert words in said
