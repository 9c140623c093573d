"""Letters brought from their draft to whom they are for, in the bureau of the tests."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils import timezone

from gongkai.cases.enums import Decision, Step
from gongkai.cases.models import Case, CaseLetter, LetterStep
from gongkai.cases.services import letters
from gongkai.cases.services.practice import save_practice
from gongkai.law.limits import ServedBy
from tests.cases.people import Office

PAY: Final = "持本通知到海州市学府路12号一楼窗口缴纳"


def ready(office: Office, **members: Any) -> Office:
    """The bureau with what its letters need to know of it."""
    office.bureau.address, office.bureau.phone = "海州市学府路12号", "0000-6655443"
    office.bureau.save()
    given = {"short": "海教", "portal": "https://fuyi.example.gov.cn", "pay_how": PAY, "depth": "short"}
    save_practice(office.bureau, given | members, by=office.officer, reason="人少")
    return office


def approved(office: Office, letter: CaseLetter) -> CaseLetter:
    """The letter, sent in and passed at each of its steps."""
    who = {Step.LEGALITY: office.counsel, Step.SECRECY: office.secrecy}
    letters.send_in(CaseLetter.objects.get(pk=letter.pk), by=office.officer)
    while step := LetterStep.objects.waiting().filter(letter=letter).first():
        letters.decide(step, Decision.PASSED, by=who.get(Step(step.step), office.leader), opinion="同意")
    return CaseLetter.objects.get(pk=letter.pk)


def served(
    office: Office, letter: CaseLetter, on: date | None = None, route: ServedBy = ServedBy.DIRECT, **members: Any
) -> Case:
    """The case after the letter was approved and served."""
    made = approved(office, letter)
    assert made.case is not None
    seen = Case.objects.get(pk=made.case.pk).last_event
    letters.serve(made, by=office.officer, on=on or timezone.localdate(), route=route, seen=seen, **members)
    return Case.objects.get(pk=made.case.pk)
