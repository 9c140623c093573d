"""What the five real reports claim, as counted by hand."""

from __future__ import annotations

import pytest

from gongkai.report import read
from tests.seeds import FENGZE_2020, FUZHOU_2019, QUANZHOU_2019, QUANZHOU_2024, SHISHI_2019, Seed

EITHER_SUIT = ("remedies.litigation_direct", "remedies.litigation_after_reconsideration")


def claimed(seed: Seed) -> list[tuple[object, tuple[str, ...]]]:
    """Numbers that speak of cells."""
    return [(claim.number, claim.cells) for claim in read(seed.path).claims if claim.cells]


def others(seed: Seed) -> set[object]:
    """Numbers that speak of none."""
    return {claim.number for claim in read(seed.path).claims if not claim.cells}


def test_fengze_tells_nine_requests_two_granted_six_in_part_one_not_held_and_one_suit_corrected():
    assert claimed(FENGZE_2020) == [
        (9, ("requests.total.total",)),
        (None, ("requests.carried_forward.total",)),
        (2, ("requests.granted.total",)),
        (6, ("requests.partial.total",)),
        (1, ("requests.unavailable.not_held.total",)),
        (1, tuple(f"{block}.total" for block in EITHER_SUIT)),
        (1, tuple(f"{block}.corrected" for block in EITHER_SUIT)),
    ]


def test_shishi_counts_information_by_attribute_and_one_normative_document():
    assert claimed(SHISHI_2019) == [(1, ("proactive.normative_documents.disclosed",)), (0, ("requests.new.total",))]
    assert others(SHISHI_2019) == {130, 20, 57, 53}


@pytest.mark.parametrize("seed", [QUANZHOU_2019, QUANZHOU_2024], ids=lambda seed: f"{seed.body} {seed.year}")
def test_a_body_that_received_nothing_claims_nothing(seed: Seed):
    assert claimed(seed) == [(0, ("requests.new.total",)), (0, ("remedies.reconsideration.total",))]


def test_fuzhou_counts_posts_and_readers_that_are_no_cell():
    assert claimed(FUZHOU_2019) == [
        (0, ("requests.new.total",)),
        (0, ("remedies.reconsideration.total",)),
        (0, tuple(f"{block}.total" for block in EITHER_SUIT)),
    ]
    assert others(FUZHOU_2019) >= {5570, 43300, 775_000, 50_980_000, 53, 12, 13, 6}
