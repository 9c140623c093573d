"""Sending a form: it becomes a request or a correction, once, with its files and a code to follow it by."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.applying.forms import OF_APPLICANT, HelpForm
from gongkai.applying.models import Draft, Form
from gongkai.applying.services import drafts, telling
from gongkai.applying.sheet import Sheet
from gongkai.bodies.models import Body
from gongkai.cases.enums import PaperKind, Side
from gongkai.cases.models import Case, RecordCorrection
from gongkai.cases.services import corrections, intake, papers
from gongkai.cases.services.access import make_code, new_code
from gongkai.law.limits import Channel
from gongkai.persons import vault
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant


@sensitive_variables()
@transaction.atomic
def send(draft: Draft, sheet: Sheet, user: User | None) -> Draft:
    """Make of a draft, whose `sheet` was checked and is right, what it asks for. Sent again, it is what it was.

    `user` is the applicant whose account is signed in.

    Raises:
        ValidationError: something is refused after all, a file for a virus.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("site").get(pk=draft.pk)
    if draft.sent_as is not None:
        return draft
    assert sheet.body is not None
    values = sheet.values
    applicant = sheet.person or _applicant(values, sheet.body, user)
    code = make_code()
    if draft.form == Form.REQUEST:
        made: Case | RecordCorrection = _request(draft, values, sheet.body, applicant, code)
    else:
        made, code = _correction(draft, values, sheet.body, applicant)
    for kept, file in zip(drafts.files_of(draft, drafts.content_of(draft)), draft.files.all(), strict=True):
        content = vault.read(file.vault)
        papers.add(made, PaperKind(kept.kind), kept.name, content, by=None, side=Side.APPLICANT)
    drafts.close(draft, made.key, code)
    telling.to_office(made, f"收到{draft.get_form_display()}")
    return draft


@sensitive_variables()
def _applicant(values: dict[str, Any], body: Body, user: User | None) -> Applicant:
    given = {name: values[name] for name in OF_APPLICANT}
    if user is not None:
        return register_applicant(given, by=user, user=user)
    return register_applicant(given, by=None, body=body)


@sensitive_variables()
def _request(draft: Draft, values: dict[str, Any], body: Body, applicant: Applicant, code: str) -> Case:
    agent = None
    if values["by_agent"]:
        agent = register_applicant(HelpForm.members(values), by=None, body=body)
    return intake.enter(
        body,
        applicant,
        {name: values[name] for name in intake.MEMBERS},
        channel=Channel.INTERNET,
        submitted_at=timezone.now(),
        by=None,
        agent=agent,
        needs_help=values["needs_help"],
        submission=draft.pk,
        code=code,
    )


@sensitive_variables()
def _correction(draft: Draft, values: dict[str, Any], body: Body, applicant: Applicant) -> tuple[RecordCorrection, str]:
    made = corrections.enter(
        body,
        applicant,
        {name: values[name] for name in corrections.MEMBERS},
        channel=Channel.INTERNET,
        submitted_at=timezone.now(),
        by=None,
        submission=draft.pk,
    )
    return made, new_code(made)
