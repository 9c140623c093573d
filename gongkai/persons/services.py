"""Entering applicants, correcting what is known of them, and showing what is sealed to who may see it.

What is known is given as plain text by member (`details.MEMBERS`). Whatever holds such text is kept out of reports of
errors by `sensitive_variables`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.models import Deed, DeedQuerySet
from gongkai.audit.services import record
from gongkai.bodies.models import Body, BodyQuerySet
from gongkai.persons.details import IDENTITY, MEMBERS, tidy, wrong
from gongkai.persons.enums import ApplicantKind, Document
from gongkai.persons.fields import text_of
from gongkai.persons.models import SEALED, Applicant, ApplicantQuerySet

HEADINGS: Final = {field.name: str(field.verbose_name) for field in Applicant._meta.fields if field.name in MEMBERS}

CORRECTED: Final = "修改申请人"
"""The deed by which the log has that something was corrected."""

CONCERNED: Final[list[Callable[[Applicant], Q]]] = [lambda applicant: Q(pk=applicant.body_id)]
"""Which bodies deal with an applicant, as conditions on bodies. An app in which they come to do so adds its own."""


def bodies_concerned(applicant: Applicant) -> BodyQuerySet:
    """The bodies that deal with an applicant; no other sees anything of them."""
    found = Q(pk__in=())
    for condition in CONCERNED:
        found |= condition(applicant)
    return Body.objects.filter(found)


def same_as(applicant: Applicant) -> ApplicantQuerySet:
    """Other entries of the same applicant, as far as the number of their document tells."""
    return Applicant.objects.known_by(applicant.document, text_of(applicant, "number")).exclude(pk=applicant.pk)


@sensitive_variables()
@transaction.atomic
def register_applicant(
    given: Mapping[str, str], *, by: User | None, user: User | None = None, body: Body | None = None
) -> Applicant:
    """Enter an applicant: by themself, for their own account; by an officer, for the body that was asked; or, `by`
    None, by the form in which they ask that body.

    Raises:
        ValidationError: something is missing or not well formed, or the account has its applicant already.
        PermissionDenied: somebody else's account, one of staff, or no right to register for the body.
    """
    if by is None:
        if user is not None or body is None:
            raise PermissionDenied("没有登录的申请人由所申请的机关登记")
    elif user is None or user.pk != by.pk:
        require(by, Right.REGISTER, body)
    elif user.is_staff:
        raise PermissionDenied("工作人员账号不能用来提出申请，请用本人的公众账号")
    members = tidy(given)
    if errors := wrong(members):
        raise ValidationError(errors)
    made = Applicant(user=user, body=body, **members)
    made.validate_unique()
    made.validate_constraints()
    made.save(force_insert=True)
    stated = [member for member in MEMBERS if members[member]]
    record("登记申请人", by=by, subject=made, body=body, detail={"项目": _headings(stated)})
    return made


@sensitive_variables()
@transaction.atomic
def update_applicant(
    applicant: Applicant, given: Mapping[str, str], *, by: User, body: Body | None = None, reason: str = ""
) -> Applicant:
    """Correct what is given and leave the rest: by the applicant themself, or by an officer of a body concerned. What
    was changed is recorded by name, with the reason; what it was and is, is not.

    Raises:
        ValidationError: something is not well formed, the unified identity vouches for it, or the reason quotes it.
        PermissionDenied: it is somebody else's business.
    """
    _require(by, Right.REGISTER, applicant, body)
    held = _held(applicant)
    was = _plain(held)
    members = tidy({**was, **given})
    if errors := wrong(members):
        raise ValidationError(errors)
    changed = [member for member in MEMBERS if members[member] != was[member]]
    if held.verified_at is not None and set(changed) & set(IDENTITY):
        raise ValidationError("姓名和证件经统一身份认证核实，不能在这里修改；有变化的，请在身份认证平台更正后重新登录")
    quoted = [text for member in changed for text in (was[member], members[member]) if len(text) > 1]
    if any(text in reason for text in quoted if text not in (*ApplicantKind, *Document)):
        raise ValidationError(
            {"reason": "理由记入操作日志，请不要写姓名、号码、地址本身，如“申请人来电，号码登记错了”"}
        )
    return _change(held, {member: members[member] for member in changed}, by=by, body=body, reason=reason)


def corrected(applicant: Applicant) -> DeedQuerySet:
    """What was corrected of an applicant, when, by whom and why, as the log has it; the last first."""
    return Deed.objects.filter(deed=CORRECTED, subject=f"{Applicant._meta.label_lower}:{applicant.pk}").order_by(
        "-number"
    )


@sensitive_variables()
@transaction.atomic
def applicant_for(user: User, claims: Mapping[str, str]) -> Applicant:
    """The applicant of an account that has signed in by the unified identity, with what that vouches for.

    `claims` are text by member. Kind, name, document and number are taken over at each sign-in, contacts only where
    the applicant has none. What is not well formed is left out: another system's slip keeps nobody from signing in.

    Raises:
        PermissionDenied: the account is one of staff.
    """
    given = _well_formed({"name": user.name, **claims})
    User.objects.select_for_update().get(pk=user.pk)  # two sign-ins at once make one applicant
    held = Applicant.objects.select_for_update(of=("self",)).filter(user=user).first()
    if held is None:
        held = register_applicant(given, by=user, user=user)
    was = _plain(held)
    changes = {
        member: text
        for member, text in given.items()
        if text and text != was[member] and (member in IDENTITY or not was[member])
    }
    held.verified_at = timezone.now()
    held.save(update_fields=["verified_at"])
    return _change(held, changes, by=user, body=None)


@sensitive_variables()
@transaction.atomic
def reveal(applicant: Applicant, member: str, *, by: User, reason: str, body: Body | None = None) -> str:
    """What is sealed, in plain text: to the applicant themself, or, for a reason, to an officer of a body concerned.

    Who saw what of whom, and why, is recorded with it; what was seen is not.

    Raises:
        PermissionDenied: it is somebody else's business.
        ValidationError: no reason is given.
        KeysError: the key is missing, or the value was altered.
    """
    _require(by, Right.REVEAL_PERSON, applicant, body)
    if member not in SEALED:
        raise KeyError(member)
    if not (stated := reason.strip()):
        raise ValidationError("请写明查看的理由，它会记入操作日志")
    detail = {"项目": _headings([member]), "理由": stated[:200]}
    record("查看个人信息", by=by, subject=applicant, body=body, detail=detail)
    return text_of(applicant, member)


@sensitive_variables()
def write_to(applicant: Applicant, subject: str, text: str) -> bool:
    """Send the applicant an e-mail, if they gave an address. `text` says nothing of anybody: mail is read on the way.

    Raises:
        OSError, SMTPException: it could not be sent.
    """
    if not (to := text_of(applicant, "email")):
        return False
    EmailMessage(subject, text, to=[to]).send()
    return True


def _require(by: User, right: Right, applicant: Applicant, body: Body | None) -> None:
    """Let through the applicant themself, and who holds a right for a body that deals with the applicant."""
    if applicant.user_id == by.pk:
        return
    require(by, right, body)
    if body is None or not bodies_concerned(applicant).filter(pk=body.pk).exists():
        raise PermissionDenied(f"“{body}”没有办理这位申请人的事项，不能查看或者修改其资料")


def _held(applicant: Applicant) -> Applicant:
    """The applicant as the database has them, kept from others until the transaction ends."""
    return Applicant.objects.select_for_update(of=("self",)).get(pk=applicant.pk)


@sensitive_variables()
def _plain(applicant: Applicant) -> dict[str, str]:
    return {
        member: text_of(applicant, member) if member in SEALED else getattr(applicant, member) for member in MEMBERS
    }


@sensitive_variables()
def _well_formed(claims: Mapping[str, str]) -> dict[str, str]:
    """Claims without what is not well formed; kind and document default to a citizen's, or to an organisation's."""
    members = tidy(claims)
    if members["kind"] not in ApplicantKind:
        members["kind"] = ApplicantKind.NATURAL_PERSON
    if "document" in wrong(members):
        person = members["kind"] == ApplicantKind.NATURAL_PERSON
        members["document"] = Document.RESIDENT_ID if person else Document.CREDIT_CODE
    return {member: "" if member in wrong(members) else text for member, text in members.items()}


@sensitive_variables()
def _change(held: Applicant, changes: Mapping[str, str], *, by: User, body: Body | None, reason: str = "") -> Applicant:
    if changes:
        for member, text in changes.items():
            setattr(held, member, text)
        held.save()
        why = {"理由": reason.strip()[:200]} if reason.strip() else {}
        record(CORRECTED, by=by, subject=held, body=body, detail={"项目": _headings(changes), **why})
    return held


def _headings(members: Iterable[str]) -> list[str]:
    return [HEADINGS[member] for member in members]


@sensitive_variables()
def their_own(applicant: Applicant, values: Iterable[str]) -> frozenset[str]:
    """Which of some texts are what is known of the applicant: found in a file, it may be given to them. Nothing else of
    what is sealed is told."""
    known = {_bare(text) for member in SEALED if (text := text_of(applicant, member))}
    return frozenset(value for value in values if _bare(value) in known)


def _bare(text: str) -> str:
    """A text without what only parts it."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
