"""`gongkai law outcome` as a person at a terminal uses it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gongkai.cli import group
from gongkai.cli.chinese import run
from gongkai.law.outcomes import LETTERS, OUTCOMES
from gongkai.law.remedy import BodyKind
from gongkai.report.text import half_widths


@pytest.fixture
def outcome(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["gongkai", "law", "outcome", *arguments])
        code = run(group)
        return code, *capsys.readouterr()

    return call


# --- all of them ----------------------------------------------------------------------------------------------------


def test_all_outcomes_and_letters_are_listed(outcome: Any):
    code, said, _ = outcome()
    assert code == 0
    for each in (*OUTCOMES, *LETTERS):
        assert f"\n{each.key} " in said
    assert "state_secret                属于国家秘密" in said


@pytest.mark.parametrize(("each", "ends"), [(OUTCOMES[0].key, True), (LETTERS[0].key, False)])
def test_an_outcome_ends_the_case_and_a_letter_on_the_way_does_not(outcome: Any, each: str, ends: bool):
    assert json.loads(outcome(each, "--json")[1])["ends_case"] is ends


def test_columns_stand_under_one_another(outcome: Any):
    lines = outcome()[1].splitlines()
    head, rows = lines[1], lines[2 : 2 + len(OUTCOMES)]
    at = half_widths(head[: head.index("救济")])
    starts = {half_widths(line[: line.rindex("  ") + 2]) for line in rows}
    assert starts == {at}


def test_the_list_tells_the_row_of_each_edition(outcome: Any):
    said = outcome()[1]
    unpaid = next(line for line in said.splitlines() if line.startswith("fee_unpaid"))
    assert unpaid.split()[-3:] == ["（六）2", "（六）", "复议或者起诉"]
    correction = next(line for line in said.splitlines() if line.startswith("correction_made"))
    assert correction.split()[-3:] == ["—", "—", "复议或者起诉"]


def test_the_list_as_json(outcome: Any):
    answer = json.loads(outcome("--json")[1])
    assert [each["key"] for each in answer["outcomes"]] == [each.key for each in OUTCOMES]
    assert [each["key"] for each in answer["letters"]] == [each.key for each in LETTERS]
    assert answer["outcomes"][3]["rows"] == {
        "2021": "requests.refused.state_secret",
        "2019": "requests.refused.state_secret",
    }


# --- one of them ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", [*OUTCOMES, *LETTERS], ids=lambda each: each.key)
def test_every_one_can_be_looked_up(outcome: Any, each: Any):
    code, said, wrong = outcome(each.key, "--decided", "2024-10-30")
    assert (code, wrong) == (0, "")
    assert said.startswith(f"{each.label}（{each.key}）\n适用情形：{each.when}\n依据：\n")
    for words in each.says:
        assert f"· {words}\n" in said
    answer = json.loads(outcome(each.key, "--decided", "2024-10-30", "--json")[1])
    assert answer["says"] == list(each.says)


def test_a_refusal_with_its_dates_and_paragraph(outcome: Any):
    said = outcome("state_secret", "--served", "2024-10-30", "--reviewer", "云溪市人民政府")[1]
    for line in (
        "  《中华人民共和国政府信息公开条例》第三十六条第（三）项",
        "文书：政府信息公开申请答复书",
        "  2021年版：（三）不予公开 1.属于国家秘密（requests.refused.state_secret）",
        "救济（2024-10-30作出，2024-10-30送达）：先申请行政复议，对复议决定不服再起诉",
        "  行政复议机关：云溪市人民政府",
        "  如对本答复书不服，应当自收到本答复书之日起60日内先向云溪市人民政府申请行政复议；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向有管辖权的人民法院提起行政诉讼。",
    ):
        assert f"\n{line}\n" in said
    assert "最后一日2024-12-30（星期一，2024-12-29是休息日，顺延）" in said
    assert "发出以前" not in said
    assert "直接起诉" not in said


def test_the_same_as_json(outcome: Any):
    answer = json.loads(outcome("state_secret", "--served", "2024-10-30", "--body-name", "云溪市财政局", "--json")[1])
    assert answer["body"] == {"kind": "department", "name": "云溪市财政局"}
    assert answer["remedies"]["route"] == "reconsideration_first"
    assert answer["remedies"]["reconsideration"]["last_day"] == "2024-12-30"
    assert answer["remedies"]["reconsideration"]["provisional"] is False
    assert answer["remedies"]["suit"] is None
    assert answer["remedies"]["lacking"] == ["应写明行政复议机关的名称：本机关的本级人民政府"]


def test_a_partial_disclosure_asks_for_the_grounds(outcome: Any):
    code, said, _ = outcome("partial")
    assert code == 0
    assert "请用 --refused 给出" in said
    assert "救济告知段" not in said
    said = outcome("partial", "--refused", "third_party_rights", "--decided", "2024-10-30")[1]
    assert "不予公开的部分先申请行政复议" in said
    assert "（保护第三方合法权益）" in said


def test_a_letter_on_the_way_has_no_remedy_of_its_own(outcome: Any):
    said = outcome("fee_notice", "--decided", "2024-10-30")[1]
    assert "对答复期限的影响：自缴清费用的次日起重新计算20个工作日" in said
    assert "不单独申请行政复议或者提起行政诉讼" in said
    assert "年度报告" not in said


@pytest.mark.parametrize("kind", BodyKind)
def test_every_kind_of_body_is_explained_and_taken(outcome: Any, kind: BodyKind):
    assert outcome("not_held", "--body", str(kind), "--decided", "2024-10-30")[0] == 0
    assert kind.label[:6] in "".join(outcome("--help")[1].split())


def test_served_online_the_way_to_apply_is_asked_for(outcome: Any):
    said = outcome("not_held", "--decided", "2024-10-30", "--reviewer", "云溪市人民政府", "--online")[1]
    assert "发出以前：\n  · 应写明提交行政复议申请书的互联网渠道（行政复议法第22条第2款）\n" in said
    said = outcome("not_held", "--decided", "2024-10-30", "--online", "--portal", "https://xzfy.example.gov.cn")[1]
    assert "（https://xzfy.example.gov.cn）" in said


def test_who_was_not_told(outcome: Any):
    answer = json.loads(
        outcome("not_held", "--served", "2024-10-30", "--not-informed", "--learnt", "2025-02-10", "--json")[1]
    )
    assert answer["remedies"]["reconsideration"]["last_day"] == "2025-04-11"


def test_before_2019_the_older_regulations_are_cited_and_marked(outcome: Any):
    said = outcome("disclosed", "--decided", "2018-01-05")[1]
    assert "《中华人民共和国政府信息公开条例》（2007年公布）第二十一条第（一）项" in said
    assert "所引条款未与原文核对（凭记忆）" in said


def test_the_regulations_of_the_day_of_receipt_are_cited(outcome: Any):
    said = outcome("disclosed", "--received", "2019-05-14", "--decided", "2019-06-03")[1]
    assert "（2007年公布）第二十一条" in said
    assert "条例第51条" in said


def test_a_day_beyond_the_published_calendar_is_provisional(outcome: Any):
    said = outcome("not_held", "--decided", "2090-01-02", "--served", "2090-01-02")[1]
    assert "放假安排未公布，暂定" in said


# --- what is wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["secret"], 1, "没有答复类型“secret”，是否指 state_secret（属于国家秘密）"),
        (["partial", "--refused", "secret"], 1, "没有答复类型“secret”"),
        (["not_held", "--decided", "2024-10-30", "--served", "2024-10-29"], 1, "送达日期2024-10-29早于作出日期"),
        (["not_held", "--served", "9999-12-20"], 1, "算出的日期超出了9999年"),
        (["not_held", "--decided", "2010-01-01"], 1, "2010-01-01早于该规定的施行日期2015-05-01"),
        (["not_held", "--reviewer", "甲", "--reviewer", "乙"], 1, "地方人民政府工作部门的行政复议机关只有1个"),
        (["not_held", "--body", "street"], 2, "选项 --body 只能是 department、government"),
        (["not_held", "--served", "明天"], 2, "选项 --served 应是形如 2025-01-20 的日期"),
        (["--served", "2024-10-30"], 2, "请给出答复类型"),
        (["not_held", "--refused", "not_held"], 1, "只有部分公开才写明不予公开部分的类型"),
        (["not_held", "--learnt", "2024-10-30"], 2, "--learnt 只在没有告知救济途径时用"),
        (["not_held", "--portal", "https://xzfy.example.gov.cn"], 2, "--portal 只在答复通过互联网送达时用"),
        (["not_held", "--received", "2024-11-01", "--decided", "2024-10-30"], 2, "收到申请的日期2024-11-01晚于"),
    ],
)
def test_what_is_wrong_is_one_chinese_line(outcome: Any, arguments: list[str], code: int, told: str):
    ended, said, wrong = outcome(*arguments)
    assert (ended, said) == (code, "")
    assert wrong.startswith(told)
    assert wrong.count("\n") == 1


def test_help_names_every_option(outcome: Any):
    code, said, _ = outcome("--help")
    assert code == 0
    for name in ("--decided", "--received", "--served", "--body", "--body-name", "--reviewer", "--refused", "--online",
                 "--portal", "--not-informed", "--learnt", "--notices", "--json"):  # fmt: skip
        assert name in said
