"""What the checks find in the five real reports, as counted by hand."""

from __future__ import annotations

import pytest

from gongkai.report import Severity, check, read
from tests.seeds import FENGZE_2020, FUZHOU_2019, QUANZHOU_2019, QUANZHOU_2024, SEEDS, SHISHI_2019, Seed


def codes(seed: Seed, *earlier: Seed, groups: str = "ABEFG") -> set[str]:
    result = check(read(seed.path), previous=[read(each.path) for each in earlier])
    return {finding.code for finding in result.findings if finding.code[0] in groups}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.body)
def test_none_has_an_error(seed: Seed):
    assert check(read(seed.path)).errors == ()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.body)
def test_the_text_of_none_earns_more_than_a_notice(seed: Seed):
    found = [finding for finding in check(read(seed.path)).findings if finding.code[0] in "CD"]
    assert [finding for finding in found if finding.severity is not Severity.NOTICE] == []


def test_quanzhou_2019_has_a_covering_letter_a_field_code_and_other_titles():
    assert codes(QUANZHOU_2019) == {"E02", "E10", "E11", "E20"}


def test_fuzhou_2019_has_altered_heads_and_a_long_section_one():
    assert codes(FUZHOU_2019) == {"E07", "E19"}


def test_fengze_2020_lost_cells_in_eleven_rows_which_is_a_doubt_of_reading():
    (short,) = (finding for finding in check(read(FENGZE_2020.path)).findings if finding.code == "A08")
    assert (short.severity, short.reading) == (Severity.NOTICE, True)
    assert "11行" in short.message


def test_quanzhou_2024_repeats_what_its_predecessor_wrote_in_2019():
    assert codes(QUANZHOU_2024, QUANZHOU_2019) >= {"B11", "G01"}


def test_shishi_2019_leaves_reconsideration_blank_and_types_decisions_as_items():
    assert codes(SHISHI_2019) >= {"A06", "A12", "E12", "E13"}


def test_two_name_a_part_on_fees_that_they_do_not_have():
    named = [seed for seed in SEEDS if "C09" in codes(seed, groups="C")]
    assert named == [QUANZHOU_2019, QUANZHOU_2024]
