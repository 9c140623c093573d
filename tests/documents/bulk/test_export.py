"""All that a body has, out and in again."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents.bulk import services
from gongkai.documents.bulk.columns import MEMBERS
from gongkai.documents.bulk.export import LONGEST_CELL, STEM
from gongkai.documents.bulk.tables import read_table
from gongkai.documents.enums import Channel, Kind, Relation
from gongkai.documents.models import Item
from gongkai.documents.services import outward, publication
from gongkai.documents.services.register import attach, comment, link, show_on
from gongkai.jobs import services as jobs
from tests.documents.bulk.tables import as_zip, done, given, taken_in
from tests.documents.people import WITHHELD, Office, holder

pytestmark = pytest.mark.django_db


def exported(office: Office, by: User | None = None) -> zipfile.ZipFile:
    job = done(jobs.start("documents.export", by=by or office.officer, body=office.bureau))
    assert job.error == ""
    with jobs.fetch(job, by=office.officer) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def everything(office: Office) -> None:
    """A register with one of each: public with files and channels, withheld, a draft with a long text, related."""
    public = show_on(
        office.item(keywords="招生,学校", summary="概述", drafter="林小满"), [office.city], by=office.officer
    )
    attach(public, b"one", "附件；一|a.txt", by=office.officer)
    attach(public, b"two", "=b.txt", by=office.officer)
    release = office.passed(Item.objects.get(pk=public.pk))
    publication.publish(release, by=office.officer)
    outward.record_outlet(
        release, Channel.WECHAT, name="海州教育", on=date(2026, 3, 5), url="https://wx.example/1", by=office.officer
    )
    comment(release, "请核对", by=office.officer)
    office.passed(office.item(**WITHHELD | {"text": ""}))
    reading = office.item(
        title="=政策解读", kind=Kind.INTERPRETATION, document_number="", text=f"<p>{'长' * LONGEST_CELL}</p>"
    )
    link(reading, Relation.INTERPRETS, release, by=office.officer)
    office.item(kind=Kind.NORMATIVE, category="gfxwj-gf", effective_on=date(2026, 4, 1), expires_on=date(2031, 3, 31))


def stated(item: Item) -> dict[str, Any]:
    found = {name: getattr(item, name) for name in MEMBERS - {"index_number"}}
    found["files"] = list(item.attachments.order_by("order").values_list("name", "file_id"))
    found["links"] = [(each.relation, each.other.title) for each in item.links.all()]
    found["sites"] = [site.name for site in item.sites.all()]
    return found


@pytest.mark.parametrize("ending", [".jsonl", ".xlsx", ".csv"])
def test_what_goes_out_comes_in_elsewhere_unchanged(ending: str, office: Office):
    everything(office)
    made = exported(office)
    files = {path: made.read(path) for path in made.namelist() if "/" in path or path.endswith(ending)}
    other = Body.objects.create(
        name="海州市体育局", kind=BodyKind.DEPARTMENT, parent=office.city, credit_code="11350100M000300A6X"
    )
    intake = services.receive(other, given(as_zip(files), "全部.zip"), by=holder(Role.OFFICER, other))
    job = taken_in(intake)
    assert job.result == {"新增": 4}, list(intake.rows.values_list("problems", flat=True))
    ours, theirs = Item.objects.filter(body=office.bureau), Item.objects.filter(body=other)
    assert [stated(item) for item in theirs.order_by("pk")] == [stated(item) for item in ours.order_by("pk")]
    assert intake.rows.filter(published_at__isnull=False).count() == 1


def test_what_goes_out_and_comes_back_changes_nothing(office: Office):
    everything(office)
    before = list(Item.objects.order_by("pk").values())
    made = exported(office)
    data = as_zip({path: made.read(path) for path in made.namelist()})
    intake = services.receive(office.bureau, given(data, "全部.zip"), by=office.officer)
    assert taken_in(intake).result == {"不变": 4}
    assert list(Item.objects.order_by("pk").values()) == before


def test_the_fullest_table_holds_the_records_too(office: Office):
    everything(office)
    made = exported(office)
    lines = [json.loads(line) for line in made.read(f"{STEM}.jsonl").splitlines()]
    first = lines[0]
    assert (first["状态"], first["公开目录"], first["登记人"]) == ("已公开", "民生保障·教育", "林小满")
    assert [step["步骤"] for step in first["审查"][0]["步骤"]] == ["公开属性确认", "保密审查", "审签"]
    assert first["审查"][0]["步骤"][1]["审查人"] == "周密"
    assert first["公开记录"][0]["网站"] == ["海州市人民政府", "海州市教育局"]
    assert first["其他渠道"][0]["名称"] == "海州教育"
    assert first["意见"][0]["内容"] == "请核对"
    assert lines[1]["不公开的依据"] == "过程性信息"
    assert lines[2]["关联"] == f"解读：{first['索引号']}"
    assert made.read(first["附件"][0]) == b"one"


def test_no_cell_of_a_spreadsheet_is_a_formula_and_long_texts_lie_beside(office: Office):
    everything(office)
    made = exported(office)
    rows = list(read_table(io.BytesIO(made.read(f"{STEM}.xlsx"))).rows)
    assert rows[2].cells["title"] == "=政策解读"
    assert "'=政策解读" in made.read(f"{STEM}.csv").decode()
    assert made.read(rows[2].cells["text_file"]).decode().startswith("<p>长长")


def test_a_register_with_nothing_in_it_is_exported_too(office: Office):
    assert STEM + ".jsonl" in exported(office).namelist()


def test_only_an_officer_takes_a_register_out(office: Office):
    with pytest.raises(PermissionDenied):
        exported(office, by=office.leader)
