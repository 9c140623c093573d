"""The five real reports beside the project, and what stands in their cells, counted by hand.

The files are not part of the project. Tests that read them skip where they are not there.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from gongkai.report.form import EDITIONS, RESULTS

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "seeds"


class Seed(NamedTuple):
    """A real report: all cells are 0 but those in `figures` and `blank`."""

    start: str
    edition: str
    body: str
    year: int
    figures: dict[str, int]
    blank: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The file. Skips the test when it is not there."""
        found = list(FOLDER.glob(f"{self.start}*.txt"))
        if not found:
            pytest.skip(f"没有真实报告样本：{FOLDER}")
        return found[0]

    @property
    def cells(self) -> dict[str, int | None]:
        """Every cell of the form."""
        keys = EDITIONS[self.edition].keys
        return {key: None if key in self.blank else self.figures.get(key, 0) for key in keys}


def _requests(**rows: dict[str, int]) -> dict[str, int]:
    return {
        f"requests.{row.replace('__', '.')}.{column}": number
        for row, cells in rows.items()
        for column, number in cells.items()
    }


QUANZHOU_2019 = Seed("000_", "2019", "泉州市数字泉州建设办公室", 2019, {})
FUZHOU_2019 = Seed(
    "001_",
    "2019",
    "福州市大数据发展管理委员会",
    2019,
    dict.fromkeys((f"proactive.normative_documents.{key}" for key in ("produced", "disclosed", "total")), 1),
)
FENGZE_2020 = Seed(
    "002_",
    "2019",
    "泉州市丰泽区人民政府办公室",
    2020,
    {
        "proactive.normative_documents.produced": 6,
        "proactive.normative_documents.disclosed": 6,
        "proactive.normative_documents.total": 25,
        **_requests(
            new={"natural_person": 6, "business": 3, "total": 9},
            granted={"natural_person": 2, "total": 2},
            partial={"natural_person": 4, "business": 2, "total": 6},
            unavailable__not_held={"business": 1, "total": 1},
            total={"natural_person": 6, "business": 3, "total": 9},
        ),
        "remedies.litigation_direct.corrected": 1,
        "remedies.litigation_direct.total": 1,
    },
    damaged=(
        "granted",
        "partial",
        "unavailable.still_unclear",
        "not_processed.petition",
        "not_processed.repeated",
        "not_processed.published_material",
        "not_processed.excessive",
        "not_processed.reconfirmation",
        "other",
        "total",
        "carried_forward",
    ),
)
QUANZHOU_2024 = Seed(
    "003_",
    "2021",
    "泉州市数据管理局",
    2024,
    {"proactive.normative_documents.issued": 1, "proactive.normative_documents.in_force": 4},
)
SHISHI_2019 = Seed(
    "004_",
    "2019",
    "石狮市工业信息化和科技局",
    2019,
    {
        **dict.fromkeys((f"proactive.normative_documents.{key}" for key in ("produced", "disclosed", "total")), 1),
        "proactive.permits.change": 12,
        "proactive.permits.decisions": 12,
        "proactive.other_services.prior_items": 94,
        "proactive.penalties.prior_items": 52,
        "proactive.coercions.prior_items": 3,
    },
    blank=tuple(f"remedies.reconsideration.{result.key}" for result in RESULTS),
    damaged=tuple(row.key for row in EDITIONS["2019"].rows if row.group in ("refused", "unavailable", "not_processed")),
)
SEEDS = (QUANZHOU_2019, FUZHOU_2019, FENGZE_2020, QUANZHOU_2024, SHISHI_2019)
