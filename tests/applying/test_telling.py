"""Who gave an address is told that there is something to read: not what, nor too often. Drafts do not stay for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone

from gongkai.access.models import User
from gongkai.applying.models import Draft
from gongkai.applying.services import drafts, telling
from gongkai.cases.enums import Side
from gongkai.cases.models import Case, CaseLetter
from gongkai.cases.services import course, letters, messages
from gongkai.jobs.kinds import KINDS
from gongkai.jobs.schedule import SCHEDULE
from gongkai.law.events import Kind
from gongkai.persons import vault
from tests.applying.conftest import EMAIL, SECRETS, Citizen, png

pytestmark = pytest.mark.django_db


class Later:
    """A task that is put off."""

    def __init__(self) -> None:
        self.enqueued: list[Any] = []

    def enqueue(self, *members: Any) -> None:
        self.enqueued.append(members)

    def using(self, **_: Any) -> Later:
        return self


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """To whom letters were to be sent."""
    later = Later()
    monkeypatch.setattr(telling, "send", later)
    return later.enqueued


def confirm(case: Case, by: User) -> None:
    course.happen(case, Kind.CONFIRMED, timezone.localdate(), by=by, seen=1)


def test_what_the_office_does_is_told_and_what_the_applicant_does_is_not(
    citizen: Citizen, officer: User, sent: list[Any], django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        case, _ = citizen.applied()
        messages.say(case, "何时答复？", side=Side.APPLICANT, by=None)
    assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        confirm(case, officer)
        messages.say(case, "下周", side=Side.BODY, by=officer)
    assert sent == [(str(case.applicant_id),)]  # one letter tells of both
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=telling.APART + 5)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        messages.say(case, "还有一句", side=Side.BODY, by=officer)
    assert len(sent) == 2


def test_a_letter_that_is_served_is_told_and_one_to_others_is_not(
    citizen: Citizen, officer: User, sent: list[Any], django_capture_on_commit_callbacks: Any
):
    case, _ = citizen.applied()
    with django_capture_on_commit_callbacks(execute=True):
        telling.served(CaseLetter(case=case, key="third_party_consultation"), officer, False)
    assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        telling.served(CaseLetter(case=case, key="acknowledgement"), officer, True)
    assert sent == [(str(case.applicant_id),)]
    assert telling.served in letters.AFTER_SERVED


def test_who_gave_no_address_is_not_written_to(
    citizen: Citizen, officer: User, sent: list[Any], django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        case, _ = citizen.applied({"email": ""})
        confirm(case, officer)
    assert sent == []


def test_a_letter_says_nothing(citizen: Citizen, mailoutbox: list[EmailMessage]):
    case, code = citizen.applied()
    telling.send.func(str(case.applicant_id))
    [letter] = mailoutbox
    assert letter.to == [EMAIL]
    whole = f"{letter.subject}\n{letter.body}"
    assert "您的申请有新的进展，请查询" in whole
    assert not any(secret in whole for secret in (*SECRETS, case.number, code, str(case.key), case.body.name))


def test_what_could_not_be_sent_is_tried_again(citizen: Citizen, monkeypatch: pytest.MonkeyPatch):
    case, _ = citizen.applied()

    def fail(*_: Any) -> bool:
        raise OSError

    send, later = telling.send, Later()
    monkeypatch.setattr(telling, "write_to", fail)
    monkeypatch.setattr(telling, "send", later)
    send.func(str(case.applicant_id))
    send.func(str(case.applicant_id), telling.MOST_TRIES)
    send.func("00000000-0000-0000-0000-000000000000")
    assert later.enqueued == [(str(case.applicant_id), 1)]


# --- by the clock ---------------------------------------------------------------------------------------------------


def files() -> int:
    return len(list(vault.names()))


def test_a_draft_that_nobody_saved_goes_after_a_day_and_a_saved_one_after_thirty(
    citizen: Citizen, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        Citizen().fill("keep", file_identity=png())
        citizen.fill("save", file_identity=png())
    assert (Draft.objects.count(), files()) == (2, 4)
    for days, left in ((0, 2), (1, 1), (29, 1), (30, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            drafts.clear(timezone.now() + timedelta(days=days, minutes=1))
        assert Draft.objects.count() == left, days
    assert files() == 0


def test_what_was_sent_stays_with_the_case_alone(citizen: Citizen, django_capture_on_commit_callbacks: Any):
    with django_capture_on_commit_callbacks(execute=True):
        citizen.applied()
    assert files() == 2  # the paper of the case, and what the receipt shows
    with django_capture_on_commit_callbacks(execute=True):
        drafts.clear(timezone.now() + timedelta(days=2))
    assert files() == Case.objects.get().papers.count() == 1


def test_what_a_draft_names_is_not_thrown_away_as_loose(citizen: Citizen):
    citizen.fill("save", file_identity=png())
    [draft] = Draft.objects.all()
    named = [draft.sealed, draft.files.get().vault]
    vault.clear(list(vault.names()))
    assert set(named) <= set(vault.names())


def test_it_is_done_every_day():
    assert "applying.clear" in KINDS
    assert [entry.name for entry in SCHEDULE if entry.kind == "applying.clear"] == ["applying-clear"]
