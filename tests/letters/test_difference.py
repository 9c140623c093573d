"""What became of a draft."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.letters import Change, compose, difference
from tests.letters.examples import facts

DRAFT = compose("not_held", facts("not_held"))


def test_a_draft_that_was_approved_as_it_was_differs_in_nothing():
    assert difference(DRAFT, DRAFT.edited(DRAFT.text)) == []


def test_paragraphs_changed_removed_and_added_are_told_in_order():
    lines = DRAFT.text.split("\n")
    changed = lines[4].replace("逐年查找", "逐年逐月查找")
    approved = DRAFT.edited("\n".join([*lines[:4], changed, "另有说明如下。", *lines[5:-1]]))
    assert [(each.change, each.before, each.after) for each in difference(DRAFT, approved)] == [
        (Change.CHANGED, lines[4], changed),
        (Change.ADDED, "", "另有说明如下。"),
        (Change.REMOVED, lines[-1], ""),
    ]
    assert [each.change.label for each in difference(DRAFT, approved)] == ["修改", "增加", "删去"]


@settings(max_examples=50)
@given(st.lists(st.sampled_from([*DRAFT.text.split("\n"), "另有说明。", "甲乙丙丁"]), max_size=12))
def test_both_texts_can_be_told_from_the_difference(lines):
    approved = DRAFT.edited("\n".join(lines))
    found = difference(DRAFT, approved)
    before = [each.before for each in found if each.before]
    after = [each.after for each in found if each.after]
    kept_of_draft = list(DRAFT.text.split("\n"))
    for text in before:
        kept_of_draft.remove(text)
    kept_of_approved = [block.text for block in approved.blocks]
    for text in after:
        kept_of_approved.remove(text)
    assert sorted(kept_of_draft) == sorted(kept_of_approved)
