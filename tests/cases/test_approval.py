"""By which steps a letter is approved: the table, and what no depth may leave out."""

from __future__ import annotations

import pytest

from gongkai.access.rights import GRANTS
from gongkai.cases.enums import RIGHTS, Depth, Step
from gongkai.cases.services.approval import CONSENTED, DISCLOSING, UNREVIEWED, WAYS, roles_for, way_of
from gongkai.letters import DECISIONS, ON_THE_WAY

L, C, A, S = Step.LEGALITY, Step.SECRECY, Step.APPROVE, Step.SIGN
DECIDED = {Depth.SHORT: (S,), Depth.USUAL: (L, S), Depth.FULL: (L, A, S)}
DISCLOSED = {Depth.SHORT: (C, S), Depth.USUAL: (L, C, S), Depth.FULL: (L, C, A, S)}
NOTIFIED = {Depth.SHORT: (), Depth.USUAL: (S,), Depth.FULL: (S,)}


@pytest.mark.parametrize("depth", Depth)
@pytest.mark.parametrize("key", [*DECISIONS, *ON_THE_WAY])
def test_each_letter_has_its_steps(depth: Depth, key: str):
    if key in ("disclosed", "partial"):
        expected = DISCLOSED[depth]
    elif key in DECISIONS:
        expected = DECIDED[depth]
    elif key in ("extension_notice", "delay_notice"):
        expected = (S,)
    elif key in ("acknowledgement", "consultation_notice", "forwarding"):
        expected = ()
    else:
        expected = NOTIFIED[depth]
    assert way_of(depth, key) == expected


@pytest.mark.parametrize("depth", Depth)
def test_what_gives_something_away_in_one_of_its_items_is_reviewed_for_secrecy(depth: Depth):
    assert C in way_of(depth, "not_held", ["not_held", "disclosed"])
    assert C not in way_of(depth, "not_held", ["not_held", "already_public"])


def test_every_decision_is_signed_and_every_step_has_somebody_who_may_take_it():
    assert set(WAYS) == set(Depth)
    for depth in Depth:
        assert all(way_of(depth, key)[-1] == S for key in DECISIONS)
    for step in Step:
        assert all(RIGHTS[step] in GRANTS[role] for role in roles_for(RIGHTS[step]))
        assert roles_for(RIGHTS[step])


def test_the_named_letters_are_letters():
    assert set(ON_THE_WAY) >= CONSENTED | UNREVIEWED
    assert set(DECISIONS) >= DISCLOSING
