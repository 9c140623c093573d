"""Annual reports of a bureau under a city's portal, published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from gongkai.bodies.models import Body
from gongkai.filings.definitions import How
from gongkai.filings.enums import Scope, State
from gongkai.filings.models import Filing, FilingRelease
from gongkai.filings.services.publishing import Frozen, put
from gongkai.filings.services.reports import data_of
from gongkai.report import read

SAMPLES = Path(__file__).parents[3] / "samples"
NEW = "requests.new.total"


@pytest.fixture(autouse=True)
def _shelf_of_its_own(settings: Settings, tmp_path: Path) -> None:
    kept = settings.STORAGES["documents"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "documents"}}
    settings.STORAGES = settings.STORAGES | {"documents": own}
    storages._storages.pop("documents", None)


def published(
    body: Body, year: int, note: str = "", scope: Scope = Scope.OWN, *, first_published_on: date | None = None
) -> FilingRelease:
    """The sample report of a year as a body's own; with a note, another version of it."""
    report = read(SAMPLES / str(year) / "云溪市数据局.docx")
    report.body, report.title = body.name, f"{body.name}{year}年政府信息公开工作年度报告"
    filing, _ = Filing.objects.get_or_create(
        body=body,
        year=year,
        scope=scope,
        defaults={"edition": "2021", "body_name": body.name, "due_on": date(year + 1, 1, 31)},
    )
    filing.state, filing.correcting = State.APPROVED, note
    trace = {
        NEW: {
            "how": How.DERIVED,
            "text": "本年收到申请之日在本年的申请",
            "source": "本表各格",
            "articles": ["条例第50条"],
            "unsure": [],
            "value": "14",
            "parts": {"requests.new.natural_person": 11, "requests.new.business": 3},
        }
    }
    return put(filing, Frozen(data_of(report), trace, {}), by=None, first_published_on=first_published_on)
