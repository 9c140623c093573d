"""What was approved is published, signed, and stays as it is; a correction is a new version; what moved is shown."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from pytest_django import Settings

from gongkai.cases.models import Case
from gongkai.documents import store
from gongkai.documents.enums import Effect
from gongkai.filings.enums import State
from gongkai.filings.models import FilingRelease
from gongkai.filings.services import compiling, declaring, publishing, reviewing, signing
from gongkai.filings.services.drifting import drift_of
from gongkai.filings.services.reports import report_of, report_of_release, restored
from gongkai.persons.keys import KeysError
from gongkai.report import read
from gongkai.report.interchange import as_dict, from_json
from gongkai.report.published import detached, digest_of, verify
from tests.filings.people import ZONE, Desk
from tests.office.conftest import deeds
from tests.programs import needs_soffice, printed_by_office


def content(release: FilingRelease, form: str) -> bytes:
    return store.read(getattr(release, f"{form}_id"))


# --- publishing -----------------------------------------------------------------------------------------------------


def test_a_report_is_published_in_four_formats_that_say_the_same(desk: Desk):
    desk.case(date(2024, 3, 1), date(2024, 3, 10), "partial", column="business")
    filing = desk.ready()
    desk.declare(filing, permits__decisions="15", fees__amount="43.788000")
    release = desk.public(desk.now(filing))
    assert (release.version, release.note, release.title) == (1, "", "海州市教育局2024年政府信息公开工作年度报告")
    assert desk.now(filing).state == State.PUBLISHED
    report = report_of_release(release)
    assert report == report_of(desk.now(filing))
    for form in ("html", "docx", "pdf", "json"):
        found = read(content(release, form), name=f"报告.{form}")
        assert found.number("requests.partial.business") == 1
        assert found.number("proactive.permits.decisions") == 15
        assert str(found.number("proactive.fees.amount")) == "43.788"
        assert found.text("problems").startswith("存在的主要问题")
    assert deeds().get(deed="公开年度报告").detail["摘要值"] == release.digest


@needs_soffice
def test_the_docx_is_opened_by_libreoffice(desk: Desk):
    release = desk.public()
    pdf = printed_by_office(content(release, "docx"))
    assert read(pdf, name="a.pdf").number("requests.new.total") == 0


def test_only_what_is_approved_is_published_and_by_who_may(desk: Desk):
    filing = desk.ready()
    with pytest.raises(ValidationError, match="先审定、后公开"):
        publishing.publish(filing, by=desk.officer)
    approved = desk.approved(filing)
    with pytest.raises(PermissionDenied):
        publishing.publish(approved, by=desk.leader)
    assert not FilingRelease.objects.exists()


def test_what_is_published_is_what_was_reviewed_whatever_was_entered_since(desk: Desk):
    desk.case(date(2024, 3, 1), date(2024, 3, 10))
    filing = desk.approved()
    desk.case(date(2024, 4, 1), date(2024, 4, 10))
    filing.counted["requests.new.natural_person"] = 99  # as nobody can: the database is written to directly
    filing.title = "改过的标题"
    filing.save()
    filing.sections.update(text="改过的正文")
    release = publishing.publish(filing, by=desk.officer)
    report = report_of_release(release)
    assert report.number("requests.new.total") == 1
    assert report.title == "海州市教育局2024年政府信息公开工作年度报告"
    assert report.text("problems").startswith("存在的主要问题")
    assert release.digest == reviewing.last_sent_in(filing).digest


def test_what_was_published_is_not_changed_by_anybody(desk: Desk):
    release = desk.public()
    for change in ({"digest": "0" * 64}, {"data": {}}, {"note": "x"}, {"behind": {"x": [1]}}):
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            FilingRelease.objects.update(**change)
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
        release.delete()


# --- proof ----------------------------------------------------------------------------------------------------------


def test_the_published_file_proves_itself_by_the_key_of_the_installation(desk: Desk):
    release = desk.public()
    published = content(release, "json")
    files = [content(release, form) for form in ("html", "docx", "pdf")]
    found = verify(published, key=signing.public_pem(), files=files)
    assert (found.good, found.trusted) == (True, True)
    assert found.statement["digest"] == release.digest == digest_of(restored(release.data))
    assert found.statement["key"] == release.key_id == signing.public_key_id()
    assert found.statement["version"] == 1
    assert from_json(published)["signature"] == release.signature
    bare = json.dumps(json.loads(published)["report"]).encode()
    assert verify(bare, signature=detached(published), key=signing.public_pem()).good


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["report"]["cells"].update({"requests.new.total": 1}),
        lambda content: content["report"].update(title="另一个"),
        lambda content: content["statement"].update(published_on="2025-01-01"),
        lambda content: content["statement"].update(note="x"),
    ],
)
def test_a_tampered_file_is_found_out(change: Any, desk: Desk):
    tampered = json.loads(content(desk.public(), "json"))
    change(tampered)
    assert not verify(json.dumps(tampered).encode(), key=signing.public_pem()).good


def test_the_key_is_made_once_and_kept_from_others(settings: Settings, tmp_path: Path):
    settings.KEYS = tmp_path / "keys"
    assert signing.make_key(Path(django_settings.KEYS))
    file = tmp_path / "keys" / signing.FILE
    first = file.read_bytes()
    assert not signing.make_key(Path(django_settings.KEYS))
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (first, 0o600)
    load_pem_private_key(first, None)
    signing.public_key()
    file.chmod(0o644)
    with pytest.raises(KeysError, match="chmod 600"):
        signing.public_key()
    file.chmod(0o600)
    file.write_text("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
    with pytest.raises(KeysError, match="已经损坏"):
        signing.public_key()


# --- tracing --------------------------------------------------------------------------------------------------------


def test_each_cell_is_traced_without_a_name(desk: Desk):
    case = desk.case(date(2024, 3, 1), date(2024, 3, 10))
    filing = desk.begun()
    by_hand = {"requests.new.business": "1", "requests.granted.business": "1"}
    declaring.declare(filing, by_hand, source="补登记前的手工台账", by=desk.officer)
    filing = desk.finished(desk.now(filing))
    desk.declare(filing, permits__decisions="15")
    release = desk.public(desk.now(filing))
    assert set(release.trace) == set(release.data["cells"])
    counted, declared, stated, derived = (
        release.trace[cell]
        for cell in (
            "requests.granted.natural_person",
            "proactive.permits.decisions",
            "requests.granted.business",
            "requests.granted.total",
        )
    )
    assert (counted["how"], counted["counted"], counted["value"]) == ("counted", 1, "1")
    assert (declared["how"], declared["source"], declared["value"]) == ("declared", "政务服务处台账", "15")
    assert (stated["how"], stated["counted"], stated["source"]) == ("stated", 0, "补登记前的手工台账")
    assert derived["parts"]["requests.granted.natural_person"] == 1
    assert desk.officer.name not in json.dumps(release.trace, ensure_ascii=False)
    assert release.behind["requests.granted.natural_person"] == [case.pk]


# --- correcting -----------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_version_with_a_public_note_and_the_former_stays(desk: Desk):
    first = desk.public()
    filing = desk.now(first.filing)
    with pytest.raises(ValidationError, match="请写明更正的内容"):
        publishing.correct(filing, " ", by=desk.officer)
    publishing.correct(filing, "行政许可数误填为0，应为15", by=desk.officer)
    assert FilingRelease.objects.current().get() == first
    desk.declare(desk.now(filing), permits__decisions="15")
    second = desk.public(desk.now(filing))
    first.refresh_from_db()
    assert (second.version, second.note) == (2, "行政许可数误填为0，应为15")
    assert first.replaced_at is not None
    assert FilingRelease.objects.current().get() == second
    assert report_of_release(first).number("proactive.permits.decisions") == 0
    assert report_of_release(second).number("proactive.permits.decisions") == 15
    assert second.first_published_on == first.first_published_on
    statement = from_json(content(second, "json"))["statement"]
    assert (statement["replaces"], statement["note"]) == (first.digest, second.note)
    assert verify(content(first, "json"), key=signing.public_pem()).good
    with pytest.raises(DatabaseError, match="does not come back"), transaction.atomic():
        FilingRelease.objects.filter(pk=first.pk).update(replaced_at=None)


def test_a_correction_made_in_summer_is_not_late(desk: Desk):
    filing = desk.now(desk.public().filing)
    with time_machine.travel(datetime(2025, 7, 1, 9, tzinfo=ZONE)):
        publishing.correct(filing, "更正一处", by=desk.officer)
        desk.declare(desk.now(filing), permits__decisions="15")
        assert reviewing.hindrances(desk.now(filing)) == []
        assert desk.public(desk.now(filing)).version == 2


def test_a_correction_is_given_up(desk: Desk):
    first = desk.public()
    publishing.correct(first.filing, "更正一处", by=desk.officer)
    publishing.give_up_correction(desk.now(first.filing), by=desk.officer)
    assert desk.now(first.filing).state == State.PUBLISHED
    assert FilingRelease.objects.current().get() == first
    with pytest.raises(ValidationError, match="没有在更正"):
        publishing.give_up_correction(first.filing, by=desk.officer)


def test_nothing_is_published_again_without_a_correction(desk: Desk):
    release = desk.public()
    frozen = publishing.Frozen(release.data, release.trace, release.behind)
    with pytest.raises(ValidationError, match="请先办理更正"):
        publishing.put(desk.now(release.filing), frozen, by=desk.officer)
    with pytest.raises(ValidationError, match="不能公开"):
        publishing.publish(release.filing, by=desk.officer)


# --- what the records say by now ------------------------------------------------------------------------------------


def test_what_the_records_say_by_now_is_shown_with_the_records_that_moved(desk: Desk):
    kept = desk.case(date(2024, 3, 1), date(2024, 3, 10))
    voided = desk.case(date(2024, 4, 1), date(2024, 4, 10), "partial")
    old = desk.document(date(2020, 1, 1))
    release = desk.public()
    before = release.data
    assert drift_of(release) == []
    with time_machine.travel(datetime(2025, 3, 1, 9, tzinfo=ZONE)):
        late = desk.case(date(2024, 5, 1), date(2024, 5, 10), "not_held", column="business")
        Case.objects.filter(pk=voided.pk).update(
            voided_at=datetime(2025, 3, 1, 10, tzinfo=ZONE), voided_by=desk.officer, voided_why="登记错误"
        )
        old.effect, old.ended_on = Effect.REPEALED, date(2024, 6, 1)
        old.save()
        found = {each.cell: each for each in drift_of(release)}
    assert {cell: (each.frozen, each.now) for cell, each in found.items()} == {
        "proactive.normative_documents.repealed": (0, 1),
        "proactive.normative_documents.in_force": (1, 0),
        "requests.new.natural_person": (2, 1),
        "requests.new.business": (0, 1),
        "requests.partial.natural_person": (1, 0),
        "requests.unavailable.not_held.business": (0, 1),
    }
    [came] = found["requests.new.business"].moved
    assert (came.record, came.came, came.why) == (late, True, "送审以后补登记")
    [went] = found["requests.partial.natural_person"].moved
    assert (went.record, went.came, went.why) == (voided, False, "已作废")
    [ended] = found["proactive.normative_documents.repealed"].moved
    assert (ended.record, ended.why) == (old, "登记的内容有更正")
    release.refresh_from_db()
    assert release.data == before
    assert kept.pk in release.behind["requests.new.natural_person"]


def test_a_release_says_the_same_after_the_form_of_json_was_kept_by_the_database(desk: Desk):
    filing = desk.ready()
    desk.declare(filing, fees__amount="0.000001")
    release = FilingRelease.objects.get(pk=desk.public(desk.now(filing)).pk)
    assert release.cells["proactive.fees.amount"] == "0.000001"
    report = report_of_release(release)
    assert as_dict(report) == restored(release.data)
    assert publishing.numbers_of(release)["requests.new.total"] == 0
    assert compiling.stale(desk.now(filing)) == []
