"""Who may see a report, work on it, and decide on it: by role and by body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import GRANTS
from gongkai.bodies.models import Body
from gongkai.filings.desk.parts import Action
from gongkai.filings.enums import RIGHTS, State, Step
from gongkai.filings.models import Declaration, Filing
from gongkai.filings.services import reviewing
from tests.documents.people import holder
from tests.filings.people import Desk

CELL = "requests.new.natural_person"
SEEN = (
    "filings_filing", "filings_tables", "filings_text", "filings_checks", "filings_review", "filings_versions",
    "filings_declare_template",
)  # fmt: skip
CHANGED = (
    "filings_frame", "filings_declare", "filings_send_in", "filings_reopen", "filings_publish", "filings_correct",
    "filings_give_up_correction",
)  # fmt: skip
AT_ONCE = ("filings_compile", "filings_drafts", "filings_take_back")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def filing(desk: Desk) -> Filing:
    desk.case(date(2024, 3, 1), date(2024, 3, 10))
    return desk.approved()


def asked(filing: Filing) -> Iterator[tuple[str, str, Right]]:
    """Address, how it is asked, and the right that it takes."""
    for name in SEEN:
        yield reverse(name, args=[filing.pk]), "get", Right.SEE_BODY
    for name in CHANGED:
        yield reverse(name, args=[filing.pk]), "get", Right.REGISTER
    for name in AT_ONCE:
        yield reverse(name, args=[filing.pk]), "post", Right.REGISTER
    yield reverse("filings_cell", args=[filing.pk, CELL]), "get", Right.SEE_BODY
    yield reverse("filings_cell_cases", args=[filing.pk, CELL]), "get", Right.SEE_CASES
    yield reverse("filings_declare_cell", args=[filing.pk, CELL]), "get", Right.REGISTER
    yield reverse("filings_take_back_cell", args=[filing.pk, CELL]), "get", Right.REGISTER
    yield reverse("filings_section", args=[filing.pk, "overview"]), "get", Right.REGISTER
    yield reverse("filings_step", args=[filing.steps.all()[0].pk]), "get", Right.SEE_BODY
    yield reverse("filings_evidence", args=[_evidence(filing).pk]), "get", Right.SEE_BODY


def _evidence(filing: Filing) -> Declaration:
    from gongkai.documents.services.register import keep_file

    made, _ = Declaration.objects.get_or_create(
        filing=filing,
        cell=CELL,
        source="台账",
        defaults={"evidence": keep_file(b"x", "x.txt"), "evidence_name": "x.txt"},
    )
    return made


@pytest.mark.parametrize("role", Role)
def test_an_address_is_for_who_has_its_right_for_the_body(role: Role, filing: Filing, desk: Desk):
    client = browser(holder(role, desk.bureau))
    for url, how, right in asked(filing):
        answer: Any = getattr(client, how)(url)
        b"".join(answer)  # a file that is sent stays open until it was read
        assert (answer.status_code == 403) is (right not in GRANTS[role]), (url, answer.status_code)


def test_who_works_for_another_body_is_let_in_nowhere(filing: Filing, desk: Desk):
    other = Body.objects.create(name="海州市水利局", kind="department", parent=desk.city)
    client = browser(holder(Role.OFFICER, other))
    for url, how, _ in asked(filing):
        assert getattr(client, how)(url).status_code == 403
    assert str(filing) not in client.get(reverse("filings_filings")).content.decode()


def test_who_may_see_the_body_and_not_its_requests_sees_the_figure_without_the_records(filing: Filing, desk: Desk):
    page = (
        browser(holder(Role.EDITOR, desk.bureau)).get(reverse("filings_cell", args=[filing.pk, CELL])).content.decode()
    )
    assert "没有查看这些记录的权限" in page
    assert "2024-0" not in page


@pytest.mark.parametrize("step", Step)
def test_a_step_is_decided_by_its_right_alone(step: Step, desk: Desk):
    filing = desk.ready()
    reviewing.send_in(filing, by=desk.officer)
    filing.steps.exclude(step=step).update(begun_at=None)
    filing.steps.filter(step=step).update(begun_at=filing.created_at)
    found = filing.steps.get(step=step)
    for role in Role:
        somebody = holder(role, desk.bureau)
        assert (reviewing.refusal(found, somebody) is None) is (RIGHTS[step] in GRANTS[role])


def test_buttons_are_shown_to_who_may_press_them(filing: Filing, desk: Desk):
    url = reverse("filings_publish", args=[filing.pk])
    page = reverse("filings_filing", args=[filing.pk])
    assert url in browser(desk.officer).get(page).content.decode()
    assert url not in browser(desk.leader).get(page).content.decode()
    assert filing.state == State.APPROVED
    assert all(action.right in (Right.REGISTER, Right.SEE_BODY) for action in _actions())


def _actions() -> list[Action]:
    from gongkai.filings.desk.filing import MODULES

    return [action for module in MODULES for action in module.ACTIONS]
