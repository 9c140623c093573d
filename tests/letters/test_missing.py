"""What a letter must say, taken out one by one, of the facts and of the text, is named."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.law.outcomes import LETTERS, OUTCOMES
from gongkai.letters import Facts, Finding, Issuer, Letter, NotFitting, compose, missing
from gongkai.letters.elements import DISPOSED, SAYS
from gongkai.letters.letter import Must
from gongkai.letters.slots import SLOTS
from gongkai.letters.text import squeezed
from tests.letters.examples import ISSUER, KEYS, facts, otherwise

EVERY = pytest.mark.parametrize("key", KEYS)
COMPOSED = {key: compose(key, facts(key)) for key in KEYS}
MUSTS = [pytest.param(key, must, id=f"{key}-{must.where}{must.label}") for key in KEYS for must in COMPOSED[key].musts]


def without(made: Letter, must: Must) -> Letter:
    """The letter without what was put in for a requirement; where nothing was put in, without what says it."""
    blocks = []
    for block in made.blocks:
        text = squeezed(block.text)
        here = must.kind in (None, block.kind)
        if here and (not must.item or block.item == must.item) and (not must.part or block.part == must.part):
            for value in must.values:
                text = text.replace(squeezed(value), "")
            if not must.values:
                text = re.sub(must.sign, "", text)
        blocks.append(block._replace(text=text))
    return replace(made, blocks=tuple(blocks))


@pytest.mark.parametrize("each", [*OUTCOMES, *LETTERS], ids=lambda each: each.key)
def test_every_sentence_of_the_laws_table_has_its_elements(each):
    assert len(SAYS[each.key]) == len(each.says)


def test_what_became_of_a_request_is_asked_of_outcomes_only():
    assert set(DISPOSED) <= {each.key for each in OUTCOMES}


@pytest.mark.parametrize(("key", "must"), MUSTS)
def test_what_is_taken_out_of_the_text_is_named(key, must):
    assert must.lacking in missing(key, without(COMPOSED[key], must))


@EVERY
def test_an_empty_text_lacks_everything(key):
    emptied = COMPOSED[key].edited("……")
    assert set(missing(key, emptied)) >= {must.lacking for must in COMPOSED[key].musts}


OPTIONAL = {"petition": {"channel_hint"}}
MAY_LACK = {"parts", "articles", "outcome", "asked", "organ_unknown", "given", "where"}
FOUND = [
    (key, member.name)
    for key in KEYS
    for each in facts(key).findings
    for member in fields(Finding)
    if getattr(each, member.name) and member.name not in MAY_LACK | OPTIONAL.get(key, set())
]


@pytest.mark.parametrize(("key", "member"), FOUND)
def test_what_is_taken_out_of_a_finding_is_named(key, member):
    if (key, member) == ("correction_forwarded", "forwarded_on"):
        assert missing(key, otherwise(key, forwarded_on=None)) == []  # then the applicant is told to turn there
        return
    empty: Any = None if isinstance(getattr(facts(key).findings[0], member), date) else ""
    lacking = otherwise(key, **{member: empty})
    assert len(missing(key, lacking)) == 1
    assert "〔待填：" in compose(key, lacking).text
    assert len(missing(key, compose(key, lacking))) == 1


@pytest.mark.parametrize("member", ["where", "given"])
def test_a_disclosure_says_what_is_given_or_how_to_get_it(member):
    whole = facts("disclosed").findings[0]
    one = otherwise("disclosed", **{"given": (), "where": "", member: getattr(whole, member) or "到本机关查阅室查阅"})
    assert missing("disclosed", one) == []
    neither = otherwise("disclosed", given=(), where="")
    assert missing("disclosed", neither) == ["缺少所提供的政府信息，或者获取的方式、途径和时间"]


COMMON = ("applicant", "number", "on", "registration", "received", "channel", "asked")


@pytest.mark.parametrize("member", COMMON)
@pytest.mark.parametrize("key", ["not_held", "partial", "withdrawn", "correction_refused"])
def test_what_every_decision_has_is_named_when_it_is_lacking(key, member):
    empty: Any = None if member in ("on", "received", "channel") else ""
    assert missing(key, facts(key, **{member: empty}))


ON_THE_WAY = [
    (each.key, member.name)
    for each in LETTERS
    for member in fields(Facts)
    if getattr(facts(each.key), member.name)
    and getattr(facts(each.key), member.name) != getattr(facts("petition"), member.name)
    and member.name not in {"number", "due"}
]


@pytest.mark.parametrize(("key", "member"), ON_THE_WAY)
def test_what_a_letter_on_the_way_has_of_its_own_is_named_when_it_is_lacking(key, member):
    value = getattr(facts(key), member)
    empty: Any = () if isinstance(value, tuple) else "" if isinstance(value, str) else None
    if key == "forwarding" and member in ("from_office", "to_office", "received_by"):
        assert "还没有填写" in missing(key, compose(key, facts(key, **{member: empty})))[0]
        return
    assert missing(key, facts(key, **{member: empty}))


def test_the_receipt_wants_the_last_day_for_the_answer():
    assert missing("acknowledgement", facts("acknowledgement", due=None)) == ["缺少答复期限的最后一日"]


@pytest.mark.parametrize(
    ("member", "label"), [("name", "落款（本机关名称）"), ("phone", ""), ("reviewers", "行政复议机关")]
)
def test_the_issuer_wants_a_name_and_a_reviewer(member, label):
    empty: Any = () if member == "reviewers" else ""
    found = missing("not_held", facts("not_held", issuer=replace(ISSUER, **{member: empty})))
    assert any(label in each for each in found) == bool(label)


def test_a_body_without_contact_cannot_write():
    found = missing("not_held", facts("not_held", issuer=Issuer(name="云溪市教育局", reviewers=("云溪市人民政府",))))
    assert found == ["缺少联系方式"]


# --- parts and items ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("member", "label"), [("reasons", "不予公开的理由"), ("asked", "不予公开的内容")])
def test_of_each_withheld_part_ground_and_reasons_are_wanted(member, label):
    parts = facts("partial").findings[0].parts
    lacking = otherwise("partial", parts=(parts[0], replace(parts[1], **{member: ""})))
    assert missing("partial", lacking) == [f"不予公开的第2部分缺少{label}"]


def test_the_ground_of_a_part_does_not_stand_for_another():
    made = COMPOSED["partial"]
    text = made.text.replace("第十六条第一款", "有关条款")
    assert missing("partial", made.edited(text)) == ["不予公开的第2部分缺少所依据的条、款、项"]


def test_a_partial_disclosure_without_parts_is_named():
    assert "缺少不予公开的每一部分及其依据和理由" in missing("partial", otherwise("partial", parts=()))


def test_of_several_items_the_one_that_lacks_something_is_named():
    findings = (
        replace(facts("not_held").findings[0], asked="甲"),
        replace(facts("not_held").findings[0], asked="乙", search_how=""),
    )
    assert missing("not_held", facts("not_held", findings=findings)) == ["第2项缺少检索的方法"]


# --- what a value must be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "member", "value"),
    [
        ("prohibited_by_law", "provision", "《云溪市档案利用办法》第三条"),
        ("prohibited_by_law", "provision", "《中华人民共和国统计法》"),
        ("third_party_rights", "interest", "企业的困难"),
        ("internal_affairs", "category", "讨论记录"),
        ("deliberative_process", "category", "后勤管理"),
    ],
)
def test_a_ground_that_the_law_does_not_know_counts_as_none(key, member, value):
    lacking = otherwise(key, **{member: value})
    assert len(missing(key, lacking)) == 1
    assert missing(key, compose(key, lacking)) == missing(key, lacking)


@pytest.mark.parametrize("number", ["云教公复〔2024〕第7号", "云教公复〔2024〕07号", "云教公复[2024]7号", "7号"])
def test_a_number_is_written_as_the_standard_has_it(number):
    assert "缺少文号" in missing("not_held", facts("not_held", number=number))


def test_the_right_organ_may_be_unknown_if_the_letter_says_so():
    unknown = otherwise("not_ours", organ="", organ_contact="", organ_unknown=True)
    assert missing("not_ours", unknown) == []
    assert "不能确定负责公开" in compose("not_ours", unknown).text


def test_another_form_than_the_one_asked_for_wants_its_reason():
    other = facts("disclosed", wanted_form="电子文本")
    assert missing("disclosed", other) == ["缺少不按申请的形式提供的原因"]
    assert missing("disclosed", replace(other, form_reason="原件只有纸质")) == []


# --- edited texts ---------------------------------------------------------------------------------------------------


def test_a_text_that_says_it_in_other_words_lacks_nothing():
    made = COMPOSED["not_held"]
    text = made.text.replace(
        "检索的方法为：以校名和文号为关键词逐年查找", "检索的方法是：在系统中按学校名称逐一比对，并翻阅纸质卷宗"
    )
    assert missing("not_held", made.edited(text)) == []


def test_what_was_open_in_the_draft_may_be_filled_in_the_text():
    made = compose("not_held", otherwise("not_held", search_how=""))
    text = made.text.replace("〔待填：检索的方法〕", "按年份逐卷翻阅，并用全文检索核对")
    assert missing("not_held", made.edited(text)) == []


def test_a_letter_that_does_not_say_what_became_of_the_request_is_named():
    made = COMPOSED["internal_affairs"]
    text = made.text.replace("的规定，本机关决定不予公开。", "的规定。")
    assert missing("internal_affairs", made.edited(text)) == ["缺少处理结果"]


def test_another_remedy_than_the_laws_is_named():
    made = COMPOSED["state_secret"]
    text = made.text.replace("先向云溪市人民政府", "向云溪市教育厅")
    assert missing("state_secret", made.edited(text)) == ["缺少行政复议机关", "缺少应当先申请行政复议的告知"]


def test_an_edited_letter_keeps_what_each_line_is():
    made = COMPOSED["partial"]
    lines = made.text.split("\n")
    lines.insert(6, "补充说明一段。")
    again = made.edited("\n".join(lines))
    assert [block.kind for block in again.blocks if block.text != "补充说明一段。"] == [b.kind for b in made.blocks]
    assert made.edited(made.text) == made


def test_how_a_request_was_supplemented_may_be_told_in_other_words():
    made = COMPOSED["still_unclear"]
    text = made.text.replace("经补正（2024年3月11日本机关告知补正，2024年3月20日收到补正材料）", "经你补正")
    assert text != made.text
    assert missing("still_unclear", made.edited(text)) == []
    untold = facts("still_unclear", events=())
    assert missing("still_unclear", untold) == ["缺少补正的经过"]
    assert "还没有填写补正的经过" in missing("still_unclear", compose("still_unclear", untold))


def test_a_letter_is_held_only_against_what_it_is():
    with pytest.raises(NotFitting, match="不是"):
        missing("petition", COMPOSED["not_held"])


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_any_text_may_be_looked_at(text):
    assert isinstance(missing("not_held", COMPOSED["not_held"].edited(text)), list)


def test_every_slot_has_a_value_somewhere():
    from gongkai.letters.slots import _MADE

    members = {each.name for owner in (Facts, Finding) for each in fields(owner)}
    assert set(SLOTS) - members - set(_MADE) == {"until", "days"}  # of events
