"""Old reports and sums on the public sites: the file that had been public, since when; whose figures were added up."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.documents.services.register import keep_file
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing, FilingRelease, UploadedReport
from gongkai.filings.services.publishing import Frozen, put
from gongkai.filings.services.tracing import ADDED
from tests.pages.conftest import SiteHome
from tests.pages.reports.conftest import NEW, published
from tests.pages.reports.test_reports import COLUMN, page

pytestmark = pytest.mark.django_db


def of_old(body: Body, *, shows_original: bool) -> FilingRelease:
    """A report that had been public on another site."""
    release = published(body, 2023, first_published_on=date(2024, 1, 20))
    file = keep_file("旧报告".encode(), "旧.txt")
    Filing.objects.filter(pk=release.filing_id).update(origin=Origin.UPLOADED, source=file)
    by = User.objects.create(username="reporter", name="填报人")
    UploadedReport.objects.create(
        body=body,
        file=file,
        name="2023/旧报告.txt",
        uploaded_by=by,
        filing_id=release.filing_id,
        first_published_on=date(2024, 1, 20),
        published_where="旧门户网站",
        shows_original=shows_original,
    )
    return release


def test_an_old_report_says_since_when_it_was_public_and_offers_its_file(
    client: Client, education: Body, by_path: SiteHome
):
    of_old(education, shows_original=True)
    assert "2024-01-20</time>" in page(client, COLUMN)
    shown = page(client, f"{COLUMN}2023/")
    assert "首次公开（旧门户网站），后收入本站档案" in shown
    assert f'href="{COLUMN}2023/v1/original"' in shown
    answer = client.get(f"{COLUMN}2023/v1/original")
    assert b"".join(answer.streaming_content) == "旧报告".encode()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_that_was_not_accepted_to_be_public_is_not(client: Client, education: Body, by_path: SiteHome):
    of_old(education, shows_original=False)
    assert "original" not in page(client, f"{COLUMN}2023/")
    page(client, f"{COLUMN}2023/v1/original", 404)


def test_a_report_of_our_own_has_no_such_file(client: Client, education: Body, by_path: SiteHome):
    published(education, 2023)
    assert "后收入本站档案" not in page(client, f"{COLUMN}2023/")
    page(client, f"{COLUMN}2023/v1/original", 404)


def test_a_figure_that_was_added_up_leads_to_its_members_reports(client: Client, education: Body, by_path: SiteHome):
    member = published(education, 2023)
    assert education.parent is not None
    whole = published(education.parent, 2023, scope=Scope.REGION)
    trace = {NEW: {"how": ADDED, "text": "各成员单位", "source": "", "members": [[member.pk, "海州市教育局", 14]]}}
    Filing.objects.filter(pk=whole.filing_id).update(correcting="重新汇总")
    put(Filing.objects.get(pk=whole.filing_id), Frozen(whole.data, trace, {}), by=None)
    told = page(client, f"/zfxxgk/nb/2023/dq/v2/{NEW}/")
    assert "由各成员单位的数相加" in told
    assert f'<a href="{COLUMN}2023/">海州市教育局</a>' in told
