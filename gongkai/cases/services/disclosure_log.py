"""The disclosure log (答复目录): an answered request without who asked, written by one, published by another, withdrawn
when it no longer holds. The search of the sites follows (`gongkai.applying.finding`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai import privacy
from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may, require
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, CaseLetter, Happening, LogEntry
from gongkai.cases.services import letters
from gongkai.cases.services.lengths import require_lengths
from gongkai.cases.services.practice import practice_of
from gongkai.law.events import Kind as EventKind
from gongkai.law.outcomes import OUTCOMES
from gongkai.letters.letter import Kind
from gongkai.persons.mentions import mentioned, unnamed
from gongkai.privacy.masking import mask_name
from gongkai.privacy.names import Persons

TEXTS: Final = ("title", "asked", "answered")
"""What of an entry the public reads."""
_NO_ANSWER: Final = "没有对所申请的信息作出答复"
_OF_SOMEBODY: Final = "涉及具体的人和事，公开会让人认出申请人或者他人"
_SECRET: Final = "不宜说明所申请的是什么"
NOT_LOGGED: Final[Mapping[str, str]] = {
    "state_secret": _SECRET,
    "prohibited_by_law": _SECRET,
    "security_and_stability": _SECRET,
    "third_party_rights": _OF_SOMEBODY,
    "enforcement_files": _OF_SOMEBODY,
    "petition": _OF_SOMEBODY,
    "excessive": _OF_SOMEBODY,
    "repeated": "与前一次申请相同，列入前一次的答复即可",
    "reconfirmation": _OF_SOMEBODY,
    "still_unclear": _NO_ANSWER,
    "not_supplemented": _NO_ANSWER,
    "fee_unpaid": _NO_ANSWER,
    "enquiry": _NO_ANSWER,
    "withdrawn": _NO_ANSWER,
}
"""Outcomes that no log tells of, and why not."""
LOGGED: Final = tuple(each.key for each in OUTCOMES if each.row_2021 is not None and each.key not in NOT_LOGGED)
"""The others: they tell everybody what there is, what there is not, and whom to ask."""
_LABELS: Final = {name: str(LogEntry._meta.get_field(name).verbose_name) for name in TEXTS}  # type: ignore[union-attr]


# --- proposing ------------------------------------------------------------------------------------------------------


class Proposal(NamedTuple):
    """The texts of an entry as they come of a case: as they are, and without who asked and what is private."""

    original: Mapping[str, str]
    masked: Mapping[str, str]


def why_not(case: Case) -> str:
    """Why a case is not for the log; empty where it is."""
    if case.voided_at is not None:
        return "申请已经作废"
    if case.closed_on is None:
        return "申请还没有办结"
    if case.outcome in NOT_LOGGED:
        return f"“{case.get_outcome_display()}”的答复不列入：{NOT_LOGGED[case.outcome]}"
    return ""


def propose(case: Case) -> Proposal:
    """An entry as a case suggests it, to be worked over."""
    original = {
        "title": f"关于{case.title or case.description[:60]}的申请",
        "asked": "\n".join(filter(None, (case.title, case.description))),
        "answered": _answered(case),
    }
    limits = {"title": 200, "asked": 2000, "answered": 10_000}
    return Proposal(original, {name: masked(case, text)[: limits[name]] for name, text in original.items()})


def masked(case: Case, text: str) -> str:
    """A text without who asked, and with what is found of personal data and of private persons' names masked."""
    for applicant in filter(None, (case.applicant, case.agent)):
        text = unnamed(applicant, text)
    text = privacy.mask(text, privacy.scan_text(text))
    for person in reversed([each for each in Persons(text).all if not each.official]):
        text = text[: person.start] + mask_name(text[person.start : person.end]) + text[person.end :]
    return text


def reply_of(case: Case) -> CaseLetter | None:
    """The letter by which a case was answered; None where it was answered without one."""
    served = case.letters.filter(state=LetterState.SERVED, key=case.outcome)
    return served.select_related("case__applicant", "body").order_by("-pk").first()


def _answered(case: Case) -> str:
    """What the reply found, item by item: neither to whom it went nor what may be done against it."""
    letter = reply_of(case)
    if letter is None:
        return f"{case.get_outcome_display()}。"
    blocks = letters.letter_of(letter).blocks
    return "\n".join(block.text for block in blocks if block.item and block.kind in (Kind.PARAGRAPH, Kind.HEADING))


# --- what hinders ---------------------------------------------------------------------------------------------------


def hindrances(entry: LogEntry) -> list[str]:
    """Why an entry may not be published, in Chinese sentences."""
    return list(_hindrances(entry))


def _hindrances(entry: LogEntry) -> Iterator[str]:
    case = entry.case
    if not practice_of(entry.body).publishes_answers:
        yield "办理设置里没有选“公开答复目录”"
    if refusal := why_not(case):
        yield refusal
    elif (case.outcome, case.closed_on) != (entry.outcome, entry.answered_on):
        yield "申请在编写以后重新作了答复，请按新的答复修改"
    for name in TEXTS:
        yield from _told(case, _LABELS[name], getattr(entry, name))


def _told(case: Case, label: str, text: str) -> Iterator[str]:
    """What a text tells that nobody may read."""
    for finding in privacy.scan_text(text):
        if finding.blocks:
            yield f"{label}里有{finding.name}：{finding.shown}"
    for whose, applicant in (("申请人", case.applicant), ("代理人", case.agent)):
        if applicant is not None:
            yield from (f"{label}里有{whose}的{heading}，请删去" for heading in mentioned(applicant, text))


def remarks(entry: LogEntry) -> list[str]:
    """What should be looked at before an entry is published, and does not hinder it."""
    found = []
    for name in TEXTS:
        text = getattr(entry, name)
        found += [
            f"{_LABELS[name]}里有{each.name}：{each.shown}" for each in privacy.scan_text(text) if not each.blocks
        ]
        names = (text[each.start : each.end] for each in Persons(text).all if not each.official)
        found += [f"{_LABELS[name]}里像是写有人名“{mask_name(each)}”，请核对" for each in names if "某" not in each]
    return found


# --- deeds ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def write(case: Case, given: Mapping[str, str], *, by: User) -> LogEntry:
    """Write the entry of a case, or write it anew: one that is public is withdrawn first.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the case is not for the log, something is missing, or the entry is public.
    """
    case = _held(case)
    require(by, Right.REGISTER, case.body)
    if refusal := why_not(case):
        raise ValidationError(refusal)
    entry = LogEntry.objects.filter(case=case).first() or LogEntry(case=case, body=case.body)
    if entry.is_public:
        raise ValidationError("这一条正在公开，请先撤下再修改")
    for name in TEXTS:
        setattr(entry, name, given.get(name, "").strip())
    assert case.closed_on is not None  # or it would be refused
    entry.outcome, entry.answered_on = case.outcome, case.closed_on
    entry.by, entry.at = by, timezone.now()
    entry.published_at = entry.published_by = entry.withdrawn_at = None
    entry.withdrawn_why = ""
    entry.clean_fields(exclude=["case", "body", "by", *_EMPTY])
    require_lengths(entry)
    entry.save()
    _record("编写答复目录", entry, by)
    return entry


_EMPTY: Final = ("published_at", "published_by", "withdrawn_at")


@transaction.atomic
def publish(entry: LogEntry, *, by: User) -> LogEntry:
    """Publish an entry that somebody else wrote.

    Raises:
        PermissionDenied: `by` neither registers nor signs for the body, or wrote it.
        ValidationError: it is public already, or something hinders it.
    """
    entry = _locked(entry)
    if refusal := publishing_refused(entry, by):
        raise PermissionDenied(refusal)
    if entry.published_at is not None:
        raise ValidationError("这一条已经公开过，请修改以后重新公开" if entry.withdrawn_at else "这一条已经公开")
    if found := hindrances(entry):
        raise ValidationError([f"不能公开：{each}" for each in found])
    entry.published_at, entry.published_by = timezone.now(), by
    entry.save()
    _record("公开答复目录", entry, by)
    return entry


def publishing_refused(entry: LogEntry, user: User) -> str:
    """Why somebody may not publish an entry; empty where they may."""
    if not (may(user, Right.REGISTER, entry.body) or may(user, Right.SIGN, entry.body)):
        return f"没有“{entry.body}”的{Right.REGISTER.label}或者{Right.SIGN.label}权限，请联系安全管理员授权"
    return "答复目录应由编写人以外的人公开" if entry.by_id == user.pk else ""


@transaction.atomic
def withdraw(entry: LogEntry, why: str, *, by: User) -> LogEntry:
    """Take an entry from the public, for a reason that the public reads.

    Raises:
        PermissionDenied: `by` neither registers nor signs for the body.
        ValidationError: it is not public, there is no reason, or the reason tells who asked.
    """
    entry = _locked(entry)
    if not may(by, Right.SIGN, entry.body):
        require(by, Right.REGISTER, entry.body)
    if not entry.is_public:
        raise ValidationError("这一条没有公开")
    why = why.strip()
    if not why:
        raise ValidationError({"why": "请写明撤下的原因"})
    if told := list(_told(entry.case, "原因", why)):
        raise ValidationError({"why": told})
    return _withdrawn(entry, why, by)


def withdraw_reopened(case: Case, *, by: User, why: str = "原答复正在重新处理") -> None:
    """Withdraw the entry of a case whose reply no longer holds; called in the transaction that opens the case again."""
    entry = LogEntry.objects.filter(case=case, published_at__isnull=False, withdrawn_at=None).first()
    if entry is not None:
        _withdrawn(_locked(entry), why, by)


def not_answered(case: Case, happening: Happening, by: User) -> None:
    """A reply is taken out that was entered by mistake (`services.course.AFTER_TAKEN_OUT`)."""
    if happening.kind == EventKind.REPLIED:
        withdraw_reopened(case, by=by, why="原答复的登记有误，正在更正")


def _withdrawn(entry: LogEntry, why: str, by: User) -> LogEntry:
    entry.withdrawn_at, entry.withdrawn_why = timezone.now(), why
    entry.save()
    _record("撤下答复目录", entry, by)
    return entry


@transaction.atomic
def give_up(entry: LogEntry, *, by: User) -> None:
    """Throw away an entry that was never public.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is or was public.
    """
    entry = _locked(entry)
    require(by, Right.REGISTER, entry.body)
    if entry.published_at is not None:
        raise ValidationError("公开过的不能删除，可以撤下")
    _record("放弃答复目录", entry, by)
    entry.delete()


# --- parts ----------------------------------------------------------------------------------------------------------


def _held(case: Case) -> Case:
    found = Case.objects.select_for_update(of=("self",)).select_related("body", "applicant", "agent")
    return found.get(pk=case.pk)


def _locked(entry: LogEntry) -> LogEntry:
    case = _held(Case(pk=entry.case_id))
    found = LogEntry.objects.select_for_update(of=("self",)).select_related("body").get(pk=entry.pk)
    found.case = case
    return found


def _record(deed: str, entry: LogEntry, by: User, **more: Any) -> None:
    record(deed, by=by, subject=entry, body=entry.body, detail={"编号": entry.case.number, **more})
