"""The real years, lived again through the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongkai.report import read
from tests.database import ROOT, sqlite_copy
from tests.seeds import FENGZE_2020, FOLDER, SHISHI_2019


def replayed(name: str, folder: Path) -> dict[str, Any]:
    sqlite_copy(folder)
    command = [sys.executable, "-m", "replay", name, "--data", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def without_seeds() -> bool:
    return not list(FOLDER.glob("*.txt"))


@pytest.mark.slow
def test_the_register_of_a_bureau_of_2019_comes_out_of_a_year_of_its_work(tmp_path: Path):
    register = {"total": 130, "proactive": 20, "on_request": 57, "withheld": 53, "reviews": 20, "deposits": 20}
    told = replayed("shishi", tmp_path)
    cells = told.pop("cells")
    assert told == {"replay": "shishi", "register": register}
    assert cells == SHISHI_2019.cells


@pytest.mark.slow
@pytest.mark.skipif(without_seeds(), reason="the reports lie beside the project")
def test_five_old_reports_enter_the_archive_with_all_their_cells(tmp_path: Path):
    assert replayed("archive", tmp_path) == {"replay": "archive", "filings": 5, "cells": 992}


@pytest.mark.slow
def test_nine_requests_and_a_suit_of_2020_count_as_the_published_report_does(tmp_path: Path):
    cells = replayed("fengze", tmp_path)["cells"]
    assert len(cells) == 198
    assert cells == FENGZE_2020.cells
    for path in FOLDER.glob(f"{FENGZE_2020.start}*"):
        published = read(path.read_bytes(), name=path.name)
        assert cells == {cell: published.number(cell) for cell in cells}
