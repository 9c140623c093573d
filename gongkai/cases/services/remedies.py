"""Reconsiderations and suits over a case (复议诉讼): filed, answered, decided, performed. What they order opens the
case again, so that a new term runs and what is decided anew is a letter of the same case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import holders, require
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState, PaperKind, Procedure, Stage
from gongkai.cases.models import Case, Paper, Remedy, Reminder
from gongkai.cases.services import course, disclosure_log, papers
from gongkai.cases.services.course import current_calendar
from gongkai.cases.services.handing import charged
from gongkai.cases.services.lengths import require_lengths
from gongkai.cases.terms import left, said
from gongkai.law.articles import (
    LITIGATION,
    RECONSIDERATION,
    RECONSIDERATION_1999,
    Article,
)
from gongkai.law.dated import Dated
from gongkai.law.errors import LawError
from gongkai.law.events import Kind
from gongkai.law.outcomes import OUTCOMES, Recourse
from gongkai.law.remedy import RECONSIDERATION_FIRST, RESULTS, last_day
from gongkai.law.remedy import Procedure as Counted
from gongkai.office import notices

PENDING: Final = "pending"
OPEN_TO: Final = tuple((each.key, each.label) for each in RESULTS if each.key != PENDING)
"""What a decision or a judgment may say."""
CORRECTED: Final = frozenset(each.key for each in RESULTS if each.column == "corrected")
REOPENING: Final = frozenset({"annulled", "ordered"})
"""Results after which the body has to decide anew; of the others that correct, those which order something."""
INSTANCES: Final = "after__after__after"
"""As many as a matter goes through: reconsideration, suit, appeal, retrial."""

# --- until when the body answers ------------------------------------------------------------------------------------


class Answering(NamedTuple):
    """The time of the body for its answer and its evidence, from the day on which it got the application or the
    complaint; `working` says whether its days are working days."""

    days: int
    working: bool
    article: Article

    @property
    def span(self) -> str:
        return f"{self.days}{'个工作日' if self.working else '日'}"


class Way(NamedTuple):
    """A procedure in the form that it takes."""

    key: str
    procedure: Procedure
    label: str
    answering: Dated[Answering]


WAYS: Final = (
    Way(
        "ordinary",
        Procedure.RECONSIDERATION,
        "行政复议",
        Dated(
            {
                RECONSIDERATION_1999.since: Answering(10, False, Article(RECONSIDERATION_1999, 23, 1)),  # [from memory]
                RECONSIDERATION.since: Answering(10, True, Article(RECONSIDERATION, 48)),  # working days: Art. 88, 2
            }
        ),
    ),
    Way(
        "summary",
        Procedure.RECONSIDERATION,
        "行政复议（简易程序）",
        Dated({RECONSIDERATION.since: Answering(5, True, Article(RECONSIDERATION, 54, 1))}),
    ),
    Way(
        "suit",
        Procedure.LITIGATION,
        "行政诉讼",
        # Of an appeal by Art. 101 and the Civil Procedure Law, equally long [from memory].
        Dated({LITIGATION.since: Answering(15, False, Article(LITIGATION, 67, 1))}),
    ),
)
"""Reconsideration Law of 2023 and Litigation Law: articles read."""
_WAYS: Final = {each.key: each for each in WAYS}


class AnswerDue(NamedTuple):
    day: date
    answering: Answering
    provisional: bool


def answer_due(way: str, notified_on: date) -> AnswerDue:
    """The last day for the answer to the reviewing body or the court.

    Raises:
        ValidationError: there was no such procedure then.
    """
    try:
        found = _WAYS[way].answering.on(notified_on)
    except LawError as refusal:
        raise ValidationError({"notified_on": str(refusal)}) from refusal
    work = current_calendar()
    if found.working:
        day = work.after(notified_on, found.days)
        return AnswerDue(day, found, work.is_provisional(day))
    last = last_day(notified_on + timedelta(days=found.days), work)
    return AnswerDue(last.day, found, last.provisional)


def ways_of(remedy: Remedy) -> list[Way]:
    return [each for each in WAYS if each.procedure == remedy.procedure]


# --- what kind of matter --------------------------------------------------------------------------------------------


def those_before(remedy: Remedy) -> Iterator[Remedy]:
    """What went before a suit, the nearest first."""
    earlier = remedy.after
    while earlier is not None:
        yield earlier
        earlier = earlier.after


def procedure_of(remedy: Remedy) -> Counted:
    """Under which heading section four of the annual report counts it: by whether a reconsideration went before."""
    if remedy.procedure == Procedure.RECONSIDERATION:
        return Counted.RECONSIDERATION
    reconsidered = any(each.procedure == Procedure.RECONSIDERATION for each in those_before(remedy))
    return Counted.LITIGATION_AFTER if reconsidered else Counted.LITIGATION_DIRECT


def instance_of(remedy: Remedy) -> str:
    """一审, 二审, 再审 of a suit; nothing of a reconsideration."""
    if remedy.procedure != Procedure.LITIGATION:
        return ""
    earlier = sum(each.procedure == Procedure.LITIGATION for each in those_before(remedy))
    return ("一审", "二审", "再审")[min(earlier, 2)]


_REFUSALS: Final = frozenset(each.key for each in OUTCOMES if each.recourse is Recourse.REFUSAL)


def skips_reconsideration(remedy: Remedy) -> bool:
    """Whether somebody sued directly over a refusal that had to go to reconsideration first."""
    letter = remedy.letter
    if letter is None or letter.on is None or procedure_of(remedy) is not Counted.LITIGATION_DIRECT:
        return False
    return letter.key in _REFUSALS and RECONSIDERATION_FIRST.on(letter.on)


def unanswered() -> QuerySet[Remedy]:
    """Those in which the body has yet to answer."""
    return Remedy.objects.filter(result=PENDING, answer_due_on__isnull=False, answered_on=None)


def unperformed() -> QuerySet[Remedy]:
    """Those that order something by a day which the body has not done; not what was appealed against."""
    found = Remedy.objects.filter(perform_by__isnull=False, performed_on=None)
    return found.exclude(stage__in=(Stage.APPEALED, Stage.PERFORMED))


# --- deeds ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def file(
    case: Case,
    given: Mapping[str, Any],
    *,
    by: User,
    way: str = "",
    after: Remedy | None = None,
) -> Remedy:
    """Enter a reconsideration, a suit, or, with `after`, a suit after a reconsideration or an appeal. `given` are
    letter, procedure, authority, number, claim, filed_on, notified_on; with `way` and the day of notice the day for
    the answer is worked out.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is missing, of another case, or does not go together.
    """
    case = _held(case, by)
    remedy = Remedy(case=case, after=after, entered_by=by, **given)
    _require_fitting(remedy)
    remedy.clean_fields(exclude=["case", "after", "entered_by"])
    require_lengths(remedy)
    _require_days(remedy, "filed_on", "notified_on")
    if remedy.notified_on is not None:
        remedy.answer_due_on = answer_due(way or ways_of(remedy)[0].key, remedy.notified_on).day
        remedy.stage = Stage.ACCEPTED
    remedy.save(force_insert=True)
    if after is not None and after.procedure == Procedure.LITIGATION:
        Remedy.objects.filter(pk=after.pk).update(stage=Stage.APPEALED)
    _record("登记复议诉讼", remedy, by)
    return remedy


@transaction.atomic
def accepted(
    remedy: Remedy, notified_on: date, *, by: User, number: str = "", way: str = "", answer_due_on: date | None = None
) -> Remedy:
    """Note that the notice to answer came, with the number of the matter; the day for the answer follows, unless the
    notice sets another.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was decided, or a day does not fit.
    """
    remedy = _undecided(remedy, by)
    remedy.notified_on, remedy.number = notified_on, number.strip() or remedy.number
    _require_days(remedy, "filed_on", "notified_on")
    due = answer_due(way or ways_of(remedy)[0].key, notified_on).day
    if answer_due_on is not None and answer_due_on < notified_on:
        raise ValidationError({"answer_due_on": "提交期限不能早于收到通知的日期"})
    remedy.answer_due_on = answer_due_on or due
    return _advanced(remedy, Stage.ACCEPTED, "登记受理复议诉讼", by)


@transaction.atomic
def answered(remedy: Remedy, on: date, *, by: User) -> Remedy:
    """Note when the body's answer went in.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was decided, or the day does not fit.
    """
    remedy = _undecided(remedy, by)
    remedy.answered_on = on
    _require_days(remedy, "notified_on" if remedy.notified_on else "filed_on", "answered_on")
    return _advanced(remedy, Stage.ANSWERED, "登记提交答复、答辩", by)


@transaction.atomic
def hearing(remedy: Remedy, on: date, *, by: User) -> Remedy:
    """Note when it is heard; the day may be to come.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was decided, or the day is before it was filed.
    """
    remedy = _undecided(remedy, by)
    if on < remedy.filed_on:
        raise ValidationError({"hearing_on": f"开庭、听证日期不能早于申请、起诉日期{remedy.filed_on}"})
    remedy.hearing_on = on
    stage = Stage.HEARD if on <= timezone.localdate() else Stage(remedy.stage)
    return _advanced(remedy, stage, "登记开庭、听证", by)


@transaction.atomic
def decided(
    remedy: Remedy,
    result: str,
    decided_on: date,
    *,
    by: User,
    received_on: date | None = None,
    orders: str = "",
    perform_by: date | None = None,
) -> Remedy:
    """Note how it was decided, when, when the body got the decision, and what that orders until when.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was decided already, there is no such result, or a day does not fit.
    """
    remedy = _undecided(remedy, by)
    if result not in dict(OPEN_TO):
        raise ValidationError({"result": "请选择结果"})
    remedy.result, remedy.decided_on, remedy.received_on = result, decided_on, received_on
    remedy.orders, remedy.perform_by = orders.strip(), perform_by
    _require_days(remedy, "filed_on", "decided_on", "received_on")
    if perform_by is not None and perform_by < (received_on or decided_on):
        raise ValidationError({"perform_by": "履行期限不能早于决定、裁判日期"})
    remedy.clean_fields(exclude=["case", "after", "entered_by"])
    require_lengths(remedy)
    return _advanced(remedy, Stage.DECIDED, "登记复议诉讼结果", by, 结果=remedy.get_result_display())


@transaction.atomic
def final(remedy: Remedy, *, by: User) -> Remedy:
    """Note that a decision or judgment became final.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not decided, or was appealed against.
    """
    return _advanced(_decided(remedy, by), Stage.FINAL, "登记复议诉讼生效", by)


@transaction.atomic
def performed(remedy: Remedy, on: date, *, by: User) -> Remedy:
    """Note when the body did what it was ordered to do.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nothing was ordered, it was appealed against, or the day does not fit.
    """
    remedy = _decided(remedy, by)
    if not must_perform(remedy):
        raise ValidationError("决定、裁判没有需要本机关履行的内容")
    remedy.performed_on = on
    _require_days(remedy, "decided_on", "performed_on")
    return _advanced(remedy, Stage.PERFORMED, "登记履行决定、裁判", by)


@transaction.atomic
def lesson(remedy: Remedy, text: str, *, by: User) -> Remedy:
    """Write down why it came to this, and what is done otherwise from now on.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is too long.
    """
    remedy = _locked(remedy, by)
    remedy.lesson = text.strip()
    remedy.clean_fields(exclude=["case", "after", "entered_by"])
    require_lengths(remedy)
    return _advanced(remedy, Stage(remedy.stage), "登记复议诉讼的原因分析", by)


@transaction.atomic
def attach(remedy: Remedy, name: str, content: bytes, *, by: User, note: str = "") -> Paper:
    """Put a file with a matter: the application, the answer, the decision.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is of a kind that is not taken.
    """
    remedy = _locked(remedy, by)
    paper = papers.add(remedy.case, PaperKind.REMEDY, name, content, by=by, note=note)
    remedy.papers.add(paper)
    return paper


# --- opening the case again -----------------------------------------------------------------------------------------


def reopens(remedy: Remedy) -> bool:
    """Whether the body has to decide anew by it: the reply was annulled, or something was ordered."""
    return remedy.result in REOPENING or (remedy.result in CORRECTED and bool(remedy.orders))


def reopened(remedy: Remedy) -> bool:
    """Whether the case was taken up again by it already."""
    basis, since = _basis(remedy), remedy.decided_on
    events = course.events_of(remedy.case)
    return any(each.kind is Kind.REOPENED and each.by == basis and since and each.on >= since for each in events)


def _basis(remedy: Remedy) -> str:
    """By what the case is taken up again, as `gongkai.law.limits.REOPENED` knows it."""
    return "reconsideration" if remedy.procedure == Procedure.RECONSIDERATION else "court"


def must_perform(remedy: Remedy) -> bool:
    """Whether there is something that the body has to do."""
    return remedy.perform_by is not None or reopens(remedy)


@transaction.atomic
def reopen(
    remedy: Remedy, on: date, *, by: User, seen: int, days: int | None = None, until: date | None = None
) -> Remedy:
    """Take the case up again as a decision or judgment orders, received `on` a day: within so many working days, until
    a day, or, where it sets none, within the time of a new request. Until then it is to be performed.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nothing is to be decided anew, or the law does not allow it as the case stands.
    """
    remedy = _decided(remedy, by)
    if not reopens(remedy):
        raise ValidationError("决定、裁判没有撤销答复，也没有责令重新处理")
    if reopened(remedy):
        raise ValidationError("已经按这一决定、裁判重新处理")
    case = course.happen(
        remedy.case, Kind.REOPENED, on, by=by, seen=seen, reopened_by=_basis(remedy), days=days, until=until
    )
    disclosure_log.withdraw_reopened(case, by=by)
    remedy.case = case
    remedy.received_on = remedy.received_on or on
    remedy.perform_by = remedy.perform_by or case.reply_due_on
    return _advanced(remedy, Stage(remedy.stage), "按决定、裁判重新处理", by)


@transaction.atomic
def reopen_by_self(
    case: Case, on: date, why: str, *, by: User, seen: int, days: int | None = None, until: date | None = None
) -> Case:
    """Take a case up again because the body itself found its reply wrong (自行纠正).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason, or the case was not answered.
    """
    if not why.strip():
        raise ValidationError({"why": "请写明自行纠正的原因"})
    case = course.happen(
        case, Kind.REOPENED, on, by=by, seen=seen, note=why, reopened_by="self", days=days, until=until
    )
    disclosure_log.withdraw_reopened(case, by=by)
    return case


# --- reminding ------------------------------------------------------------------------------------------------------

REMEDY_DUE: Final = notices.register("remedy_due", "复议诉讼的期限", by_mail=True)


class Rule(NamedTuple):
    """Told when no more working days than `left` remain; below nought, when it has passed by so many."""

    code: str
    left: int
    leaders: bool


RULES: Final = (Rule("3", 3, False), Rule("1", 1, False), Rule("over", -1, True))
"""In the order in which a limit that nobody meets goes through them; of several met at once the last is told."""


class Limit(NamedTuple):
    """A day of a matter by which the body has to do something."""

    code: str
    what: str
    day: date


def limits_of(remedy: Remedy) -> Iterator[Limit]:
    """What the body still has to do, and by when."""
    if remedy.result == PENDING and remedy.answer_due_on is not None and remedy.answered_on is None:
        what = "提交行政复议答复" if remedy.procedure == Procedure.RECONSIDERATION else "提交答辩状和证据"
        yield Limit("a", what, remedy.answer_due_on)
    if remedy.perform_by is not None and remedy.performed_on is None and remedy.stage != Stage.APPEALED:
        yield Limit("p", "履行决定、裁判", remedy.perform_by)


def near(today: date | None = None) -> QuerySet[Remedy]:
    """The matters with a limit of which a rule may speak."""
    until = current_calendar().after(today or timezone.localdate(), max(rule.left for rule in RULES))
    due = Q(pk__in=unanswered().filter(answer_due_on__lte=until).values("pk"))
    return Remedy.objects.filter(due | Q(pk__in=unperformed().filter(perform_by__lte=until).values("pk"))).order_by(
        "pk"
    )


@transaction.atomic
def remind(number: int, today: date | None = None) -> int:
    """Tell who handles a matter of its limits, and the leaders of what has passed. Returns how many notices that is."""
    today = today or timezone.localdate()
    found = Remedy.objects.select_for_update(of=("self",)).select_related("case__body", "case__handler")
    remedy = found.get(pk=number)
    told = 0
    for limit in limits_of(remedy):
        days = left(limit.day, today)
        met = [rule for rule in RULES if days <= rule.left]
        marks = {rule.code: f"{limit.code}{remedy.pk}:{rule.code}" for rule in met}
        known = set(remedy.case.reminders.filter(due_on=limit.day).values_list("code", flat=True))
        new = [rule for rule in met if marks[rule.code] not in known]
        Reminder.objects.bulk_create(
            [Reminder(case=remedy.case, code=marks[rule.code], due_on=limit.day) for rule in new]
        )
        if new:
            told += _tell(remedy, limit, new[-1], today)
    return told


def _tell(remedy: Remedy, limit: Limit, rule: Rule, today: date) -> int:
    case = remedy.case
    to = [*charged(case), *(holders(Role.LEADER, case.body) if rule.leaders else ())]
    title = f"{case.number}的{remedy.get_procedure_display()}：{limit.what}的期限{limit.day}，{said(limit.day, today)}"
    url = reverse("cases_remedy", args=[remedy.pk])
    return len(notices.notify(to, REMEDY_DUE, title, url=url, body=case.body))


# --- parts ----------------------------------------------------------------------------------------------------------

_LABELS: Final = {field.name: str(field.verbose_name) for field in Remedy._meta.fields}
_ORDER: Final = tuple(Stage)


def _held(case: Case, by: User) -> Case:
    found = Case.objects.select_for_update(of=("self",)).select_related("body").get(pk=case.pk)
    require(by, Right.REGISTER, found.body)
    return found


def _locked(remedy: Remedy, by: User) -> Remedy:
    """The matter, held until the transaction ends; the case first, as everywhere.

    Raises:
        PermissionDenied: `by` may not register for the body.
    """
    _held(Case(pk=remedy.case_id), by)
    found = Remedy.objects.select_for_update(of=("self",)).select_related("case__body", "letter", INSTANCES)
    return found.get(pk=remedy.pk)


def _undecided(remedy: Remedy, by: User) -> Remedy:
    remedy = _locked(remedy, by)
    if remedy.result != PENDING:
        raise ValidationError(f"已于{remedy.decided_on}作出决定、裁判")
    return remedy


def _decided(remedy: Remedy, by: User) -> Remedy:
    remedy = _locked(remedy, by)
    if remedy.result == PENDING:
        raise ValidationError("还没有登记决定、裁判的结果")
    if remedy.stage == Stage.APPEALED:
        raise ValidationError("已经上诉，请在二审上登记")
    return remedy


def _require_fitting(remedy: Remedy) -> None:
    """That letter and what went before are of the case, and go with the procedure."""
    letter, earlier = remedy.letter, remedy.after
    if letter is not None and (letter.case_id != remedy.case_id or letter.state != LetterState.SERVED):
        raise ValidationError({"letter": "请选择本案已经送达的文书"})
    if remedy.case.voided_at is not None:
        raise ValidationError("申请已经作废，不能登记复议诉讼")
    if remedy.filed_on < (asked := timezone.localdate(remedy.case.submitted_at)):
        raise ValidationError({"filed_on": f"申请、起诉日期不能早于提出信息公开申请的日期{asked}"})
    if earlier is None:
        return
    if earlier.case_id != remedy.case_id or remedy.procedure != Procedure.LITIGATION:
        raise ValidationError({"procedure": "行政复议、一审之后只能是诉讼"})
    if earlier.result == PENDING:
        raise ValidationError(f"{earlier}还没有结果，不能登记起诉、上诉")
    if earlier.procedure == Procedure.LITIGATION and earlier.followed_by.exists():
        raise ValidationError(f"{earlier}已经登记过上诉")


def _require_days(remedy: Remedy, *names: str) -> None:
    """That these days, where they are known, come one after the other, and none is to come.

    Raises:
        ValidationError: one does not.
    """
    known = [(name, day) for name in names if (day := getattr(remedy, name)) is not None]
    for name, day in known:
        if day > timezone.localdate():
            raise ValidationError({name: f"{_LABELS[name]}还没有到"})
    for (first, earlier), (name, day) in pairwise(known):
        if day < earlier:
            raise ValidationError({name: f"{_LABELS[name]}不能早于{_LABELS[first]}{earlier}"})


def _advanced(remedy: Remedy, stage: Stage, deed: str, by: User, **more: str) -> Remedy:
    """Save it, no less far than it was."""
    remedy.stage = max(stage, Stage(remedy.stage), key=_ORDER.index)
    remedy.save()
    _record(deed, remedy, by, **more)
    return remedy


def _record(deed: str, remedy: Remedy, by: User, **more: str) -> None:
    detail = {"编号": remedy.case.number, "程序": remedy.get_procedure_display(), **more}
    record(deed, by=by, subject=remedy, body=remedy.case.body, detail=detail)
