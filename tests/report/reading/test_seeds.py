"""The five real reports, read cell by cell."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gongkai.report import Mark, read
from gongkai.report.form import APPLICANTS
from tests.seeds import FENGZE_2020, FUZHOU_2019, QUANZHOU_2019, QUANZHOU_2024, SEEDS, SHISHI_2019, Seed


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.body)
def test_every_cell_is_read(seed: Seed):
    report = read(seed.path)
    assert {key: value.number for key, value in report.cells.items()} == seed.cells


def test_they_have_992_cells_together():
    assert sum(len(read(seed.path).cells) for seed in SEEDS) == 992


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.body)
def test_body_year_and_edition_are_found(seed: Seed):
    report = read(seed.path)
    assert (report.body, report.year, report.edition) == (seed.body, seed.year, seed.edition)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.body)
def test_all_six_sections_are_found(seed: Seed):
    report = read(seed.path)
    assert [section.key for section in report.sections] == [
        "overview",
        "proactive",
        "requests",
        "remedies",
        "problems",
        "other",
    ]
    assert [section.number for section in report.sections] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert len(report.text("overview")) > 500
    assert len(report.text("problems")) > 200
    assert report.text("requests") == ""


def test_shishi_leaves_reconsideration_blank_and_that_is_not_zero():
    report = read(SHISHI_2019.path)
    blank = [key for key, value in report.cells.items() if value.mark is Mark.BLANK]
    assert blank == list(SHISHI_2019.blank)
    assert all(report.cells[key].number is None for key in blank)


@pytest.mark.parametrize("seed", [FENGZE_2020, SHISHI_2019], ids=lambda seed: seed.body)
def test_rows_that_lost_a_cell_are_recovered_and_say_so(seed: Seed):
    report = read(seed.path)
    inferred = {
        key.removeprefix("requests.").rpartition(".")[0]
        for key, value in report.cells.items()
        if value.mark is Mark.INFERRED
    }
    assert inferred == set(seed.damaged)
    assert sum("推断" in note for note in report.notes) == len(seed.damaged)


def test_what_was_printed_at_a_certain_place_is_not_called_inferred():
    report = read(FENGZE_2020.path)
    assert report.cells["requests.granted.natural_person"].mark is None
    assert report.cells["requests.granted.total"].mark is None
    assert report.cells["requests.partial.business"].mark is None
    assert report.cells["requests.granted.business"].mark is Mark.INFERRED


@pytest.mark.parametrize("seed", [QUANZHOU_2019, FUZHOU_2019, QUANZHOU_2024], ids=lambda seed: seed.body)
def test_nothing_is_inferred_where_nothing_was_lost(seed: Seed):
    report = read(seed.path)
    assert not [key for key, value in report.cells.items() if value.mark]
    assert report.notes == []


def test_a_cell_knows_the_line_it_stood_in():
    report = read(FENGZE_2020.path)
    lines = FENGZE_2020.path.read_text("utf-8").split("\n")
    place = report.places["requests.new.total"]
    assert lines[place.line - 1].startswith("一、本年新收政府信息公开申请数量")
    assert str(place) == f"第{place.line}行"


def test_title_and_signature():
    report = read(FENGZE_2020.path)
    assert report.title == "泉州市丰泽区人民政府办公室2020年政府信息公开工作年度报告"
    assert (report.signed_by, report.signed_on) == ("泉州市丰泽区人民政府办公室", date(2021, 1, 8))
    assert read(QUANZHOU_2019.path).title == "泉州市数字泉州建设办公室2019年度政府信息公开工作报告"
    assert read(FUZHOU_2019.path).title == ""


def test_the_covering_letter_is_kept_apart():
    assert any(line.endswith("的函") for line in read(QUANZHOU_2019.path).seen.leading)
    assert read(QUANZHOU_2024.path).seen.leading == ()


def test_period_and_contact():
    report = read(QUANZHOU_2024.path)
    assert report.period == (date(2024, 1, 1), date(2024, 12, 31))
    assert report.contact.postcode == "362000"
    assert re.fullmatch(r"0595-\d{8}", report.contact.phone)


def test_fuzhou_altered_a_heading_and_it_still_means_its_column():
    report = read(FUZHOU_2019.path)
    assert {altered.printed for altered in report.seen.altered} >= {"2019年项目数量"}
    assert report.number("proactive.permits.prior_items") == 0


def test_the_numbers_of_each_row_come_from_its_own_line():
    report = read(SHISHI_2019.path)
    lines = {report.places[f"requests.new.{column.key}"].line for column in APPLICANTS}
    assert len(lines) == 1


@pytest.mark.parametrize("figures", [(1, 2, 3, 4, 5, 6, 21), (5, 0, 0, 0, 0, 0, 5)])
def test_the_total_stands_last_where_the_head_prints_it_a_line_above(figures: tuple[int, ...]):
    """Seed 003's head: 申请人情况 … 总计 on one line, 自然人 on the next. Its own cells, all 0, would not tell."""
    text = QUANZHOU_2024.path.read_text()
    zeros = "一、本年新收政府信息公开申请数量\t\t" + "\t".join("0" * 7)
    assert zeros in text
    row = "一、本年新收政府信息公开申请数量\t\t" + "\t".join(map(str, figures))
    report = read(text.replace(zeros, row).encode(), name="seed.txt")
    assert tuple(report.number(f"requests.new.{column.key}") for column in APPLICANTS) == figures
