"""Deliveries to archives and library: what may go, packing list, receipt, the quarter's count; re-assessment."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.documents.enums import Hall, Reassessed
from gongkai.documents.models import Batch
from gongkai.documents.services import outward
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.documents.people import WITHHELD, Office, holder

pytestmark = pytest.mark.django_db
WHERE = {"body": "海州市教育局", "hall": "archives"}


def packed(office: Office, officer: Desk, number: int = 2) -> Batch:
    items = [office.published(title=f"第{each}件").item.pk for each in range(number)]
    officer.client.post(
        "/office/deposits/pack/?body=海州市教育局&hall=archives", {"hall_name": "海州市档案馆", "items": items}
    )
    return Batch.objects.get()


def test_what_was_public_and_did_not_go_yet_is_offered(office: Office, officer: Desk):
    office.published(title="公开过的")
    office.item(title="没有公开的")
    page = officer.get("documents_pack", **WHERE)
    assert "公开过的（M000200K5/2026-00001）" in text_of(page)
    assert "没有公开的" not in text_of(page)
    assert len(html.fromstring(page.content).xpath("//input[@name='items' and @checked]")) == 1
    assert "公开过的" in text_of(
        officer.get("documents_pack")
    )  # one's own body and the archives, unless told otherwise


def test_a_batch_goes_with_its_list_and_comes_back_with_its_receipt(office: Office, officer: Desk):
    batch = packed(office, officer)
    assert batch.number.startswith("YS-")
    assert "公开过、还没有移送" in text_of(officer.get("documents_pack", **WHERE))
    assert "没有可以移送的信息" in text_of(officer.get("documents_pack", **WHERE))
    rows = list(load_workbook(io.BytesIO(officer.get("documents_batch_table", batch.pk).content)).active.values)
    today = timezone.localdate().isoformat()
    assert rows[0] == ("序号", "索引号", "名称", "文号", "种类", "形成日期", "公开日期", "份数")
    assert rows[1][2:] == ("第0件", "海教〔2026〕12号", "通知公告", "2026-03-02", today, "1")
    printed = officer.get("documents_batch_print", batch.pk)
    assert "接收人（签名）" in text_of(printed)
    assert b"style=" not in printed.content
    assert b"<script" not in printed.content
    assert "还没有移送" in text_of(officer.do("documents_receive", batch.pk, on=today, received_by="李接收"))
    officer.do("documents_hand_over", batch.pk, on=today)
    assert "缺回执" in text_of(officer.get("documents_deposits"))
    scan = SimpleUploadedFile("回执.pdf", b"%PDF-1.4")
    officer.do("documents_receive", batch.pk, on=today, received_by="李接收", number="H-1", paper=scan)
    batch.refresh_from_db()
    assert (batch.received_by, batch.receipt_number) == ("李接收", "H-1")
    assert b"".join(officer.get("documents_receipt", batch.pk).streaming_content) == b"%PDF-1.4"
    assert "已接收" in text_of(officer.get("documents_batch", batch.pk))


@pytest.mark.parametrize(
    ("query", "shown"), [({"standing": "packed"}, 1), ({"standing": "handed"}, 0), ({"hall": "library"}, 0)]
)
def test_batches_are_filtered(office: Office, officer: Desk, query: dict[str, str], shown: int):
    packed(office, officer)
    page = html.fromstring(officer.get("documents_deposits", **query).content)
    assert len(page.xpath("//a[@class='office-row']")) == shown


def test_a_batch_without_a_scan_has_none_to_download(office: Office, officer: Desk):
    assert officer.get("documents_receipt", packed(office, officer).pk).status_code == 404


def test_the_quarter_s_count_is_of_what_was_handed_over(office: Office, officer: Desk):
    outward.hand_over(packed(office, officer, 3), timezone.localdate(), by=office.officer)
    rows = html.fromstring(officer.get("documents_deposit_counts").content).xpath(
        "//table[contains(@class, 'desk-plain')]/tbody/tr"
    )
    counts = [[cell.text for cell in row] for row in rows]
    quarter = (timezone.localdate().month - 1) // 3
    assert counts[quarter][1:] == ["3", "0", "0"]
    assert counts[4] == ["全年", "3", "0", "0"]
    assert sum(int(row[1]) for row in counts[:4]) == 3


def test_nobody_packs_for_a_body_that_is_not_theirs(office: Office, officer: Desk):
    page = officer.get("documents_pack", body="海州市人民政府", hall="library")
    assert "还没有移送到" not in text_of(page)
    answer = officer.client.post(
        "/office/deposits/pack/?body=海州市人民政府&hall=library", {"hall_name": "馆", "items": []}
    )
    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_a_batch_of_another_body_is_not_looked_into(office: Office, officer: Desk, desk: Callable[[User], Desk]):
    batch = packed(office, officer)
    other = desk(holder(Role.OFFICER, Body.objects.create(name="海州市财政局", parent=office.city)))
    for name in ("documents_batch", "documents_batch_table", "documents_batch_print", "documents_receipt"):
        assert other.get(name, batch.pk).status_code == 403


def test_the_lists_take_no_more_queries_for_more_rows(office: Office, officer: Desk):
    batch = packed(office, officer, 1)
    pages = (("documents_deposits_results",), ("documents_batch", batch.pk), ("documents_batch_print", batch.pk))

    def counted() -> list[int]:
        found = []
        for name, *args in pages:
            officer.get(name, *args)
            with Counted() as queries:
                officer.get(name, *args)
            found.append(queries.count)
        return found

    few = counted()
    for number in range(4):
        item = office.published(title=f"又{number}件").item
        outward.pack(office.bureau, Hall.LIBRARY, "海州市图书馆", [item], by=office.officer)
        batch.deposits.create(item=item, order=number + 2)
    assert counted() == few


# --- re-assessment --------------------------------------------------------------------------------------------------


def test_what_was_withheld_for_a_year_is_to_be_looked_at(office: Office, officer: Desk):
    item = office.passed(office.item(**WITHHELD | {"category": "", "document_number": ""}))
    assert item.title not in text_of(officer.get("documents_reassessments"))
    before = timezone.localdate() - timedelta(days=365)
    outward.reassess(item, Reassessed.KEPT, "仍有必要", by=office.officer, on=before)
    page = text_of(officer.get("documents_reassessments"))
    assert item.title in page
    assert "过程性信息" in page
    officer.do("documents_reassess", item.pk, result="kept", reason="仍有必要")
    assert item.title not in text_of(officer.get("documents_reassessments"))
