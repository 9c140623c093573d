"""Asking others before a decision: a third party (Art. 32), who jointly made the information (Art. 34), another organ.

When the letter went out, arrived and was answered are events of the case, under the consultation's `ref`. Who is asked
may answer on a page of the platform, by a link that is shown once: only its keyed hash is kept. What opening that page
means, and what it does not, says docs/decisions/0031.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.cases.enums import OPEN, Answer, LetterState, PaperKind, Side
from gongkai.cases.models import Case, CaseLetter, Consultation
from gongkai.cases.services import papers
from gongkai.cases.services.asking import draft, stated
from gongkai.cases.services.course import clock_of, happen, locked
from gongkai.cases.services.handing import charged
from gongkai.cases.services.handling import Files, to_handle, would
from gongkai.cases.services.letters import ASKING
from gongkai.law import terms
from gongkai.law.clocks import Clock
from gongkai.law.events import Kind
from gongkai.law.limits import Consulted
from gongkai.letters.text import day
from gongkai.office import notices

ANSWERED = notices.register("case_consulted", "征求意见的答复", by_mail=False)

LETTERS: Final = {whom: key for key, whom in ASKING.items()}
"""By which letter somebody is asked. Another organ may be asked by an official letter made elsewhere instead."""
TOLD: Final = {
    Consulted.THIRD_PARTY: "第三方的合法权益",
    Consulted.CO_MAKER: "共同制作的其他行政机关",
    Consulted.OTHER_ORGAN: "其他行政机关",
}
"""Whom the applicant is told that his request concerns."""
UNDELIVERED: Final = 3
"""Working days after sending, from which on a missing day of delivery is spoken of."""
_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[\w-]{43}", re.ASCII)
_SALT: Final = "gongkai.cases.consultation"


# --- asking ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    case: Case, to: Consulted, *, name: str, content: str, question: str, contact: str = "", own: bool = False, by: User
) -> tuple[Consultation, CaseLetter | None]:
    """Prepare to ask somebody: the consultation, and the draft of the letter to them; none for another organ that is
    asked by an official letter made elsewhere (`own`).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is missing, what they will read names the applicant, or the law does not allow it.
    """
    case = to_handle(case, by)
    _require_anonymous(case, content=content, question=question)
    made = Consultation(
        case=case,
        ref=str(case.consultations.count() + 1),
        to=str(to),
        name=name.strip(),
        contact=contact.strip(),
        content=content.strip().rstrip("。"),
        question=question.strip().rstrip("。"),
        by=by,
    )
    made.clean_fields()
    would(case, Kind.CONSULTATION_SENT, timezone.localdate(), to=str(to), ref=made.ref)
    made.save(force_insert=True)
    detail = {"编号": case.number, "对象": to.label, "序号": made.ref}
    record("拟征求意见", by=by, subject=case, body=case.body, detail=detail)
    if own and to is Consulted.OTHER_ORGAN:
        return made, None
    return made, draft(case, LETTERS[to], {}, by=by, consultation=made)


def _require_anonymous(case: Case, **texts: str) -> None:
    """Who is asked does not learn who asks.

    Raises:
        ValidationError: a text names the applicant, or who acts for him.
    """
    names = [each.name for each in (case.applicant, case.agent) if each is not None and len(each.name) > 1]
    for member, text in texts.items():
        if any(name in text for name in names):
            raise ValidationError({member: "这里写有申请人的姓名或者名称，不能告诉被征求意见的人，请删去"})


@transaction.atomic
def sent(consultation: Consultation, *, on: date, files: Files = (), evidence: str = "", by: User, seen: int) -> Case:
    """Enter that another organ was asked, by an official letter made elsewhere, of which a copy may be kept.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is asked by a letter of the case, or the law does not allow it.
    """
    asked = consultation.letters.standing().filter(key__in=list(LETTERS.values()))
    if consultation.to != Consulted.OTHER_ORGAN or asked.exists():
        raise ValidationError("征求意见书、征求意见函送达时自动登记，不需要另行登记；改用自己的公函的，先作废拟好的函")
    case = to_handle(consultation.case, by)
    case = happen(
        case, Kind.CONSULTATION_SENT, on, by=by, seen=seen, note=evidence, to=consultation.to, ref=consultation.ref
    )
    _add(case, consultation, files, by=by, kind=PaperKind.CONSULTATION, side=Side.BODY, note=f"{day(on)}发函")
    return case


@transaction.atomic
def delivered(
    consultation: Consultation, *, on: date, evidence: str, files: Files = (), by: User | None, seen: int | None = None
) -> Case:
    """Enter when the letter arrived, with the receipt slip; the 15 working days count from the day after. By None, who
    was asked confirmed it online.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the letter did not go out, its delivery is entered already, or nothing proves it.
    """
    case = locked(consultation.case, by)
    if not evidence.strip() and not files:
        raise ValidationError({"evidence": "请写明送达的凭证，如邮件号、签收人，或者上传回执"})
    members = {"ref": consultation.ref, "evidence": evidence.strip()}
    seen = case.last_event if seen is None else seen
    case = happen(case, Kind.CONSULTATION_DELIVERED, on, by=by, seen=seen, **members)
    if (letter := letter_of(consultation)) is not None:
        CaseLetter.objects.filter(pk=letter.pk, reached_on=None).update(reached_on=on)
    _add(case, consultation, files, by=by, kind=PaperKind.EVIDENCE, side=Side.BODY, note=f"{day(on)}送达")
    return case


def served(letter: CaseLetter, by: User, shown: bool) -> None:
    """The letter to who is asked was served by hand, or its arrival became known: the consultation is delivered
    (`services.letters.AFTER_SERVED`)."""
    if letter.key not in LETTERS.values() or letter.consultation is None or letter.reached_on is None:
        return
    if standing_of(letter.consultation, clock_of(letter.consultation.case)).delivered is None:
        evidence = letter.get_route_display() + (f"，邮件号{letter.tracking_number}" if letter.tracking_number else "")
        delivered(letter.consultation, on=letter.reached_on, evidence=evidence, by=by)


@transaction.atomic
def answer(
    consultation: Consultation,
    given: Answer,
    *,
    reasons: str,
    answered_by: str,
    on: date,
    files: Files = (),
    by: User | None,
    seen: int | None = None,
) -> Consultation:
    """Enter the opinion of who was asked: by an officer, what came on paper; by None, online. An opinion may be changed
    until the reply; the day of the first one counts.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not said who answers, or online why not; the letter did not go out; or the case is
            closed.
    """
    case = locked(consultation.case, by)
    consultation = Consultation.objects.get(pk=consultation.pk)
    if not case.is_open:
        raise ValidationError("本机关已经作出答复，意见不能再提交或者修改")
    if by is None and given != Answer.CONSENT and not reasons.strip():
        raise ValidationError({"reasons": "不同意公开的，请说明理由（条例第32条）"})
    if not answered_by.strip():
        raise ValidationError({"answered_by": "请填写答复人的姓名或者名称"})
    standing = standing_of(consultation, clock_of(case))
    if standing.answered is None:
        seen = case.last_event if seen is None else seen
        case = happen(case, Kind.CONSULTATION_ANSWERED, on, by=by, seen=seen, ref=consultation.ref)
    consultation.answer, consultation.reasons = given, reasons.strip()
    consultation.answered_by, consultation.answered_online = answered_by.strip(), by is None
    consultation.clean_fields(exclude=["contact"])
    consultation.save(update_fields=["answer", "reasons", "answered_by", "answered_online"])
    new = [each for each in files if not _is_kept(case, each[1])]
    _add(case, consultation, new, by=by, kind=PaperKind.CONSULTATION, side=Side.OTHER, note=f"{day(on)}提交")
    detail = {"编号": case.number, "序号": consultation.ref, "网上": "是" if by is None else "否"}
    deed = "修改征求意见的答复" if standing.answered is not None else "登记征求意见的答复"
    record(deed, by=by, subject=case, body=case.body, detail=detail)
    if by is None:
        _tell(case, consultation)
    return consultation


def _add(
    case: Case, consultation: Consultation, files: Files, *, by: User | None, kind: PaperKind, side: Side, note: str
) -> None:
    for name, content in files:
        papers.add(case, kind, name, content, by=by, side=side, note=f"{about(consultation)}，{note}")


def _is_kept(case: Case, content: bytes) -> bool:
    """Whether a file came with an answer already: a form that is sent again keeps nothing twice."""
    digest = hashlib.sha256(content).hexdigest()
    return case.papers.filter(kind=PaperKind.CONSULTATION, side=Side.OTHER, digest=digest, removed_at=None).exists()


def _tell(case: Case, consultation: Consultation) -> None:
    """Tell who handles the case that an answer came."""
    title = f"{case.number}收到{consultation.get_to_display()}的意见"
    url = f"{reverse('cases_case', args=[case.pk])}#consulting"
    notices.notify(charged(case), ANSWERED, title, url=url, body=case.body)


def about(consultation: Consultation) -> str:
    """How papers and notes name a consultation: nothing of who was asked."""
    return f"征求意见{consultation.ref}（{consultation.get_to_display()}）"


# --- letters that go with it ----------------------------------------------------------------------------------------


def tell_applicant(consultation: Consultation, *, by: User) -> CaseLetter:
    """Draft the notice to the applicant that others are asked, and from when on that time is not counted.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nobody was asked yet, the case is closed, or a notice is under way.
    """
    with transaction.atomic():
        case = to_handle(consultation.case, by)
        standing = standing_of(consultation, clock_of(case))
        if standing.sent is None:
            raise ValidationError("征求意见书还没有发出")
        given = stated(consulted=TOLD[Consulted(consultation.to)], since=standing.sent)
        return draft(case, "consultation_notice", given, by=by)


def disclose_against(consultation: Consultation, *, content: str, reason: str, by: User) -> CaseLetter:
    """Draft the letter to a third party whose objection does not stand against the public interest: what is disclosed,
    and why (Art. 32).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no third party, or one that did not object; something is missing, names the applicant; or
            one is under way.
    """
    with transaction.atomic():
        case = to_handle(consultation.case, by)
        if consultation.to != Consulted.THIRD_PARTY or consultation.answer not in (Answer.OBJECTION, Answer.PARTLY):
            raise ValidationError("第三方没有不同意公开，不需要另行告知（条例第32条）")
        for member, text, what in (("content", content, "决定公开的内容"), ("reason", reason, "决定公开的理由")):
            if not text.strip():
                raise ValidationError({member: f"请写明{what}（条例第32条）"})
        _require_anonymous(case, content=content, reason=reason)
        given = stated(content=content.strip().rstrip("。"), reason=reason.strip().rstrip("。"))
        return draft(case, "third_party_disclosure", given, by=by, consultation=consultation)


# --- where it stands ------------------------------------------------------------------------------------------------


class Standing(NamedTuple):
    """Where a consultation stands on the day of the clock. `limit` is the last day for the answer, where the law sets
    one; `silence`, what it means that none came."""

    consultation: Consultation
    sent: date | None = None
    delivered: date | None = None
    answered: date | None = None
    limit: date | None = None
    silence: str = ""

    @property
    def late(self) -> bool:
        """Whether the answer came after its limit."""
        return self.answered is not None and self.limit is not None and self.answered > self.limit

    def is_over(self, today: date) -> bool:
        """Whether the limit has passed without an answer."""
        return self.answered is None and self.limit is not None and self.limit < today


def standing_of(consultation: Consultation, counted: Clock) -> Standing:
    """Where a consultation stands, by the events that name it."""
    found: terms.Consultation | None = next((one for one in counted.consultations if one.ref == consultation.ref), None)
    if found is None:
        return Standing(consultation)
    return Standing(consultation, found.sent, found.delivered, found.answered, found.limit, found.silence)


def standings(case: Case, counted: Clock) -> list[Standing]:
    return [standing_of(each, counted) for each in case.consultations.select_related("by")]


def unanswered(cases: Iterable[int] | None = None) -> Iterator[tuple[Case, Standing]]:
    """The consultations that went out and wait for an answer, of open cases; the clock of each is worked out."""
    waiting = Consultation.objects.filter(answer="", case__state__in=OPEN, case__voided_at=None)
    if cases is not None:
        waiting = waiting.filter(case__in=cases)
    clocks: dict[int, Clock] = {}
    for each in waiting.select_related("case__body", "case__handler").order_by("case", "pk"):
        if each.case_id not in clocks:
            clocks[each.case_id] = clock_of(each.case)
        found = standing_of(each, clocks[each.case_id])
        if found.sent is not None and found.answered is None:
            yield each.case, found


# --- the link -------------------------------------------------------------------------------------------------------


@sensitive_variables()
@transaction.atomic
def new_link(consultation: Consultation, *, by: User) -> str:
    """The secret part of a new link, which takes the place of the one before. It is shown once.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the case is closed.
    """
    case = to_handle(consultation.case, by)
    token = secrets.token_urlsafe(_BYTES)
    consultation.link_digest = next(_digests(token))
    consultation.save(update_fields=["link_digest"])
    detail = {"编号": case.number, "序号": consultation.ref}
    record("生成征求意见链接", by=by, subject=case, body=case.body, detail=detail)
    return token


@sensitive_variables()
def by_token(token: str) -> Consultation | None:
    """The consultation that a link opens, once it went out; none for one that was replaced."""
    if not _TOKEN.fullmatch(token):
        return None
    found = Consultation.objects.filter(link_digest__in=list(_digests(token)), case__voided_at=None)
    return found.select_related("case__body", "case__applicant", "case__handler").first()


@sensitive_variables()
def _digests(token: str) -> Iterator[str]:
    """The digest under the secret in use, and under those that it took the place of."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(_SALT, token, secret=secret, algorithm="sha256").hexdigest()


def letter_of(consultation: Consultation) -> CaseLetter | None:
    """The letter by which somebody was asked, once it was served."""
    keys = [str(key) for key in LETTERS.values()]
    found = consultation.letters.filter(state=LetterState.SERVED, key__in=keys)
    return found.select_related("pdf").order_by("-pk").first()
