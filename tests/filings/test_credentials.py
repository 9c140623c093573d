"""Credentials of other systems: made by who may state figures, shown once, ended by who looks after them."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import GRANTS
from gongkai.bodies.models import Body
from gongkai.filings.models import Credential, Declaration, Filing
from gongkai.filings.reminders import credentials_running_out
from gongkai.filings.services import credentials, declaring, systems
from gongkai.filings.services.credentials import ROWS, Made, NotValid
from tests.documents.people import holder
from tests.filings.people import Desk
from tests.office.conftest import deeds

PERMITS = "proactive.permits.decisions"
NEXT_YEAR = date(2026, 1, 10)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def made(desk: Desk, **members: Any) -> Made:
    given = {"system": "行政审批系统", "rows": ["permits"], "valid_until": NEXT_YEAR, "by": desk.officer} | members
    return credentials.make(given.pop("body", desk.bureau), **given)


def stated(desk: Desk, filing: Filing, value: str = "15") -> Declaration:
    """A figure that the system stated by itself."""
    credential = Credential.objects.last() or made(desk).credential
    systems.state(credential, filing, {PERMITS: value}, source="审批系统统计表", evidence="", dry_run=False)
    return Declaration.objects.latest("pk")


# --- making ---------------------------------------------------------------------------------------------------------


def test_of_the_secret_only_its_hash_is_kept(desk: Desk):
    credential, secret = made(desk)
    assert re.fullmatch(r"gk_[\w-]{43}", secret)
    assert credential.digest == hashlib.sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM filings_credential")
        kept = str(cursor.fetchall())
    assert secret[3:] not in kept + json.dumps(list(deeds().values_list("detail", flat=True)))
    assert credentials.opened_by(secret) == credential
    assert made(desk).secret != secret


def test_who_made_and_ended_it_is_on_record(desk: Desk):
    credential = made(desk, rows=["fees", "permits"]).credential
    deed = deeds().get(deed="发给接口凭据")
    assert (deed.actor, deed.body, deed.subject) == (desk.officer, desk.bureau, f"filings.credential:{credential.pk}")
    assert deed.detail == {
        "系统": "行政审批系统", "可以填报": ["行政许可", "行政事业性收费"], "有效期至": "2026-01-10"
    }  # fmt: skip
    credentials.revoke(credential, by=desk.second)
    assert deeds().get(deed="停用接口凭据").actor == desk.second


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"system": " "}, "system"),
        ({"rows": []}, "rows"),
        ({"rows": ["regulations"]}, "rows"),
        ({"valid_until": date(2025, 1, 9)}, "valid_until"),
        ({"valid_until": date(2027, 2, 1)}, "valid_until"),
    ],
)
def test_what_a_credential_cannot_be_is_named(members: dict[str, Any], name: str, desk: Desk):
    with pytest.raises(ValidationError) as refused:
        made(desk, **members)
    assert set(refused.value.message_dict) == {name}
    assert not Credential.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_who_may_state_figures_may_have_a_system_state_them_and_nobody_else(role: Role, desk: Desk):
    somebody = holder(role, desk.bureau)
    if Right.REGISTER in GRANTS[role]:
        made(desk, by=somebody)
        with pytest.raises(PermissionDenied):
            made(desk, by=somebody, body=desk.city)
    else:
        with pytest.raises(PermissionDenied):
            made(desk, by=somebody)


@pytest.mark.parametrize("role", Role)
def test_it_is_ended_by_the_officer_or_the_system_administrator(role: Role, desk: Desk):
    credential, secret = made(desk)
    somebody = holder(role, desk.bureau)
    if role in (Role.OFFICER, Role.SYSTEM_ADMIN):
        credentials.revoke(credential, by=somebody)
        with pytest.raises(NotValid, match="已经停用"):
            credentials.opened_by(secret)
        with pytest.raises(ValidationError, match="已经停用"):
            credentials.revoke(credential, by=somebody)
    else:
        with pytest.raises(PermissionDenied):
            credentials.revoke(credential, by=somebody)
        assert credentials.opened_by(secret) == credential


def test_the_database_lets_nobody_change_what_was_given_or_bring_it_back(desk: Desk):
    credential = made(desk).credential
    credentials.revoke(credential, by=desk.officer)
    for change in ({"digest": "0" * 64}, {"valid_until": date(2030, 1, 1)}, {"rows": ["fees"]}, {"body": desk.city}):
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            Credential.objects.update(**change)
    with pytest.raises(DatabaseError, match="not come back"), transaction.atomic():
        Credential.objects.update(revoked_at=None, revoked_by=None)
    with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).delete()


def test_its_last_use_is_noted(desk: Desk):
    credential, secret = made(desk)
    assert credential.last_used_at is None
    first = credentials.opened_by(secret).last_used_at
    assert first is not None
    assert credentials.opened_by(secret).last_used_at == first


# --- at the desk ----------------------------------------------------------------------------------------------------


def test_a_credential_is_made_shown_once_used_and_ended(desk: Desk):
    filing = desk.begun()
    officer = browser(desk.officer)
    assert reverse("filings_credentials") in officer.get(reverse("filings_declare", args=[filing.pk])).content.decode()
    form = officer.get(reverse("filings_credential_new")).content.decode()
    assert all(label in form for label in ROWS.values())
    assert f'value="{desk.bureau.name}（' in form
    answer = officer.post(
        reverse("filings_credential_new"),
        {"body": desk.bureau.name, "system": "行政审批系统", "rows": ["permits"], "valid_until": "2026-01-10"},
    )
    page = answer.content.decode()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    secret = re.findall(r"gk_[\w-]{43}", page)
    assert len(secret) == 1
    assert "/api/figures/2024" in page
    one = Credential.objects.get()
    asked = Client().get("/api/figures/2024", headers={"authorization": f"Bearer {secret[0]}"})
    assert asked.json()["missing"] == [PERMITS]
    stated(desk, filing)
    shown = officer.get(reverse("filings_credential", args=[one.pk])).content.decode()
    assert "2024年度 行政许可 | 本年处理决定数量" in shown
    listed = officer.get(reverse("filings_credentials")).content.decode()
    assert "2025-01-10 09:0" in listed
    assert "行政审批系统（接口）" in officer.get(reverse("filings_cell", args=[filing.pk, PERMITS])).content.decode()
    assert secret[0] not in shown + listed
    assert officer.post(reverse("filings_credential_revoke", args=[one.pk])).status_code == 302
    assert "已停用" in officer.get(reverse("filings_credential", args=[one.pk])).content.decode()
    asked = Client().get("/api/figures/2024", headers={"authorization": f"Bearer {secret[0]}"})
    assert asked.status_code == 401
    assert officer.post(reverse("filings_credential_revoke", args=[one.pk])).status_code == 422


def test_what_is_wrong_in_the_form_comes_again_with_what_was_typed(desk: Desk):
    answer = browser(desk.officer).post(
        reverse("filings_credential_new"),
        {"body": desk.bureau.name, "system": "审批系统", "rows": ["permits"], "valid_until": "2035-01-10"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有效期应在今天到2027-01-11之间" in page
    assert 'value="审批系统"' in page
    assert not Credential.objects.exists()


def test_the_officer_of_another_body_makes_sees_and_ends_none(desk: Desk):
    one = made(desk).credential
    other = Body.objects.create(name="海州市水利局", kind="department", parent=desk.city)
    stranger = browser(holder(Role.OFFICER, other))
    assert "行政审批系统" not in stranger.get(reverse("filings_credentials")).content.decode()
    for name in ("filings_credential", "filings_credential_revoke"):
        assert stranger.get(reverse(name, args=[one.pk])).status_code == 403
        assert stranger.post(reverse(name, args=[one.pk])).status_code in (403, 405)
    given = {"body": desk.bureau.name, "system": "x", "rows": ["permits"], "valid_until": "2026-01-10"}
    assert stranger.post(reverse("filings_credential_new"), given).status_code == 403
    assert Credential.objects.get().revoked_at is None


def test_the_system_administrator_ends_what_he_can_neither_make_nor_look_into(desk: Desk):
    filing = desk.begun()
    stated(desk, filing)
    one = Credential.objects.get()
    administrator = browser(holder(Role.SYSTEM_ADMIN, None))
    assert "行政审批系统" in administrator.get(reverse("filings_credentials")).content.decode()
    page = administrator.get(reverse("filings_credential", args=[one.pk])).content.decode()
    assert "行政许可 | 本年处理决定数量" not in page
    assert administrator.get(reverse("filings_credential_new")).status_code == 403
    assert administrator.post(reverse("filings_credential_revoke", args=[one.pk])).status_code == 302
    assert Credential.objects.get().revoked_at is not None


def test_the_officer_is_reminded_before_a_system_stands_before_a_closed_door(desk: Desk):
    def reminded() -> list[str]:
        return [each.title for each in credentials_running_out(desk.officer)]

    made(desk, system="执法系统", valid_until=date(2025, 2, 10))
    credential = made(desk, valid_until=date(2025, 2, 9)).credential
    assert reminded() == ["接口凭据到期：行政审批系统"]
    assert "接口凭据到期：行政审批系统" in browser(desk.officer).get(reverse("wagtailadmin_home")).content.decode()
    assert list(credentials_running_out(desk.leader)) == []
    made(desk)
    assert reminded() == []
    credentials.revoke(Credential.objects.latest("pk"), by=desk.officer)
    assert len(reminded()) == 1
    credentials.revoke(credential, by=desk.officer)
    assert reminded() == []


# --- beside the form ------------------------------------------------------------------------------------------------


def test_what_a_system_stated_stays_its_own_where_the_form_does_not_change_it(desk: Desk):
    filing = desk.begun()
    stated(desk, filing)
    officer = browser(desk.officer)
    url = reverse("filings_declare", args=[filing.pk])
    rest = {each.cell: "0" for each in declaring.to_declare(filing)}
    officer.post(url, rest | {PERMITS: "15", "source": "各处室台账"})
    last = declaring.last_declarations(filing)
    assert (last[PERMITS].source, last[PERMITS].by) == ("审批系统统计表", None)
    assert {each.source for cell, each in last.items() if cell != PERMITS} == {"各处室台账"}
    assert len(last) == 4
    officer.post(url, rest | {PERMITS: "16", "source": "人工复核"})
    last = declaring.last_declarations(filing)
    assert (last[PERMITS].value, last[PERMITS].source, last[PERMITS].by) == ("16", "人工复核", desk.officer)
    assert stated(desk, filing).value == "15"
