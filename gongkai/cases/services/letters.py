"""Letters of a case: drafted from what the case tells, reviewed, numbered, approved and frozen, served.

A draft follows its case: days, number and what is told change with it, while what somebody worked over stays. From the
day it is sent in it says what it said then, and what changed meanwhile is a reason to return it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.cases.enums import CORRECTIONS, Decision, Depth, LetterState, PaperKind, Step
from gongkai.cases.models import Case, CaseLetter, Consultation, LetterCounter, LetterStep, Paper, RecordCorrection
from gongkai.cases.services import approval, corrections, course, papers
from gongkai.cases.services.approval import DRAFTED, REVISED
from gongkai.cases.services.facts import DAYS, STATED, At, facts_for
from gongkai.cases.services.practice import practice_of, seal_of
from gongkai.law.errors import LawError
from gongkai.law.events import Event, Kind
from gongkai.law.limits import Consulted, ServedBy
from gongkai.letters import (
    DECISIONS,
    Facts,
    Letter,
    LetterError,
    Templates,
    compose,
    number_of,
    read_templates,
    series_of,
    write,
)
from gongkai.letters.difference import ALIKE
from gongkai.letters.elements import TO_OTHERS
from gongkai.letters.interchange import as_dict, facts_from, members_from
from gongkai.letters.letter import Kind as Block
from gongkai.letters.letter import gap
from gongkai.letters.slots import SLOTS
from gongkai.letters.text import day
from gongkai.report.errors import NotWritable

WRITABLE: Final = (LetterState.DRAFT, LetterState.RETURNED)
"""In which states a letter may be changed."""
SHOWN_TO_NOBODY: Final = TO_OTHERS | {"forwarding"}
"""Letters that the applicant never gets."""
ASKING: Final = {
    "third_party_consultation": Consulted.THIRD_PARTY,
    "co_maker_consultation": Consulted.CO_MAKER,
    "organ_consultation": Consulted.OTHER_ORGAN,
}
"""Letters that ask others, and whom."""
OF_CORRECTIONS: Final = frozenset(key for key, _ in CORRECTIONS)


def templates() -> Templates:
    """The texts of letters: those of the package, and before them those of the installation, as they were when the
    process first asked for them (`cases.checks` reads them when it starts)."""
    return _read(settings.LETTER_TEMPLATES)


_read: Final = cache(read_templates)


# --- what a letter causes -------------------------------------------------------------------------------------------


class Served(NamedTuple):
    """How a letter was served."""

    on: date
    route: ServedBy | None = None
    reached_on: date | None = None


class Effect(NamedTuple):
    """The event that serving a letter is: its kind, what it says, and whether its day is that of receipt."""

    kind: Kind
    members: Callable[[CaseLetter, Facts, Served], dict[str, Any]]
    when_reached: bool = False

    def event(self, letter: CaseLetter, facts: Facts, served: Served) -> tuple[date, dict[str, Any]]:
        on = served.reached_on or served.on if self.when_reached else served.on
        return on, {name: value for name, value in self.members(letter, facts, served).items() if value is not None}


def _asked(letter: CaseLetter, facts: Facts, served: Served) -> dict[str, Any]:
    assert letter.consultation is not None
    return {"to": Consulted(letter.consultation.to), "ref": letter.consultation.ref}


_SENT: Final = Effect(Kind.CONSULTATION_SENT, _asked)
_REPLY: Final = Effect(
    Kind.REPLIED,
    lambda letter, facts, served: {"outcome": letter.key, "route": served.route, "served": served.reached_on},
)
EFFECTS: Final[Mapping[str, Effect]] = {
    "supplement_notice": Effect(Kind.SUPPLEMENT_NOTIFIED, lambda letter, facts, served: {"until": facts.reply_by}),
    "reasons_notice": Effect(Kind.REASONS_ASKED, lambda letter, facts, served: {}),
    "extension_notice": Effect(Kind.EXTENDED, lambda letter, facts, served: {"days": letter.given.get(DAYS)}),
    "delay_notice": Effect(Kind.DEFERRED, lambda letter, facts, served: {"until": facts.new_due}),
    **dict.fromkeys(ASKING, _SENT),
    "fee_notice": Effect(Kind.FEE_NOTIFIED, lambda letter, facts, served: {}, when_reached=True),
    **{key: _REPLY for key in DECISIONS if key not in OF_CORRECTIONS | {"withdrawn"}},
}
"""What happens to a case when a letter is served. A withdrawal closed the case itself; its letter only notes that."""
AFTER_SERVED: Final[list[Callable[[CaseLetter, User, bool], None]]] = []
"""What else follows, in the same transaction, when a letter was served or its arrival became known: called with the
letter, who enters it, and whether the applicant may now see it."""


# --- reading --------------------------------------------------------------------------------------------------------


def facts_of(letter: CaseLetter) -> Facts:
    """What the letter is made from: as the case stands, or, once it was sent in, as it was then.

    Raises:
        ValidationError: what was stated for it is not well formed.
    """
    try:
        if letter.state in WRITABLE or not letter.facts:
            return facts_for(letter)
        return facts_from(letter.facts)
    except (LetterError, LawError) as refusal:
        raise ValidationError(str(refusal)) from refusal


def letter_of(letter: CaseLetter) -> Letter:
    """The letter with the text as it was worked over.

    Raises:
        ValidationError: its facts do not go together, or it would state a day that nobody knows yet.
    """
    return _worked_over(letter, facts_of(letter))


def _composed(letter: CaseLetter, facts: Facts) -> Letter:
    try:
        return compose(letter.key, facts, templates=templates())
    except (LetterError, LawError) as refusal:
        raise ValidationError(str(refusal)) from refusal


def _worked_over(letter: CaseLetter, facts: Facts) -> Letter:
    """The letter from these facts, with the changes that somebody made to the text as it was composed before."""
    composed = _composed(letter, facts)
    if letter.text == letter.composed:
        return composed
    lines = merged(letter.composed.splitlines(), letter.text.splitlines(), composed.text.splitlines())
    return _dated(composed.edited("\n".join(lines)), composed)


def _dated(edited: Letter, composed: Letter) -> Letter:
    """An edited letter whose number and date are those of the facts, whoever wrote what there."""
    own: dict[Block, str] = {each.kind: each.text for each in composed.blocks if each.kind in _BY_FACTS}
    blocks = (block._replace(text=own.get(block.kind, block.text)) for block in edited.blocks)
    return replace(edited, blocks=tuple(blocks))


_BY_FACTS: Final = frozenset({Block.NUMBER, Block.DATE})


def merged(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Lines in which both what I and what they changed of `base` is in; where both changed the same, mine stands."""
    own, other = _changes(base, mine), _changes(base, theirs)
    lines: list[str] = []
    for at in range(len(base) + 1):
        lines += other.added[at]
        lines += own.added[at] if own.added[at] != other.added[at] else []
        if at < len(base):
            lines += own.became[at] if own.became[at] != [base[at]] else other.became[at]
    return lines


class _Changes(NamedTuple):
    """What became of each line of a text, and what was added before each, and at the end."""

    became: list[list[str]]
    added: list[list[str]]


def _changes(base: Sequence[str], new: Sequence[str]) -> _Changes:
    found = _Changes([[line] for line in base], [[] for _ in range(len(base) + 1)])
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        at = j1
        for i in range(i1, i2):
            match = _like(base[i], new, at, j2, one_by_one=i2 - i1 == j2 - j1)
            if match is None:
                found.became[i] = []
                continue
            found.added[i] += new[at:match]
            found.became[i] = [new[match]]
            at = match + 1
        found.added[i2] += new[at:j2]
    return found


def _like(line: str, new: Sequence[str], since: int, until: int, *, one_by_one: bool) -> int | None:
    """Which of some lines a line became: the next, where they are as many as before, or the next that is like it."""
    if one_by_one:
        return since
    alike = (at for at in range(since, until) if SequenceMatcher(None, line, new[at], autojunk=False).ratio() >= ALIKE)
    return next(alike, None)


# --- what is lacking ------------------------------------------------------------------------------------------------


def lacking(letter: CaseLetter) -> list[str]:
    """What keeps a letter from being sent in, in Chinese sentences: what the law wants in it and it does not say, what
    the case must have on record for it, what the law does not allow as the case stands."""
    if letter.state not in WRITABLE:
        return []
    try:
        facts = facts_of(letter)
        ready = _ready(letter, facts)
        return list(dict.fromkeys([*_worked_over(letter, ready).missing(), *_demands(letter, facts)]))
    except ValidationError as refusal:
        return list(refusal.messages)


def _ready(letter: CaseLetter, facts: Facts) -> Facts:
    """The facts with what they get later: number, consent."""
    short = practice_of(letter.body).short
    sample = number_of(letter.key, short=short or "〇", year=timezone.localdate().year, serial=1, templates=templates())
    return replace(facts, number=letter.number or sample, **_consent(letter, facts, "负责人"))


def _consent(letter: CaseLetter, facts: Facts, name: str) -> dict[str, Any]:
    """The consent that a signature is, unless it is on file (Regulations, Art. 33)."""
    if letter.key not in approval.CONSENTED:
        return {}
    return {"consent_by": facts.consent_by or name, "consent_on": facts.consent_on or timezone.localdate()}


def _demands(letter: CaseLetter, facts: Facts) -> Iterator[str]:
    """What must be on record, and what the law refuses."""
    if not letter.number and not practice_of(letter.body).short and _series(letter):
        yield "不能编文号：请先在办理设置里填写机关代字"
    if letter.case is None:
        return
    at = At(letter, timezone.localdate())
    for outcome, demand in _PROOFS.items():
        if any(outcome in (each.outcome, *(part.outcome for part in each.parts)) for each in facts.findings):
            yield from demand(at, facts)
    effect = EFFECTS.get(letter.key)
    if effect is None:
        return
    on, members = effect.event(letter, facts, Served(at.today))
    try:
        at.with_event(Event(effect.kind, on, **members))
    except LawError as refusal:
        yield str(refusal)


def _searched(at: At, facts: Facts) -> Iterator[str]:
    found = [each.found for each in at.case.searches.all()]
    if False not in found:
        yield "答复信息不存在的，应当有检索记录：请先登记检索的范围、方法和检索人（条例第36条第4项）"
    elif found[-1] and len(facts.findings) == 1:
        yield "最近一次检索记录写明检索到了信息，不能答复信息不存在"


def _consulted(at: At, facts: Facts) -> Iterator[str]:
    if at.third_parties:
        sent = [one for one in at.clock.consultations if one.ref in _refs(at)]
        if not sent:
            yield "还没有向第三方送达征求意见书（条例第32条）"
        if waiting := [one for one in sent if one.is_open(at.today)]:
            until = f"（至{waiting[0].limit}）" if waiting[0].limit else ""
            yield f"第三方还没有答复，征求意见的期限{until}也没有过（条例第32条）"
        return
    each = (one for finding in facts.findings for one in (finding, *finding.parts))
    if any(one.outcome == "third_party_rights" and NOT_ASKED not in one.opinion for one in each):
        yield f"以第三方合法权益为由不予公开的，应当先书面征求第三方意见；{NOT_ASKED}的，请写明原因（条例第32条）"


NOT_ASKED: Final = "没有征求第三方意见"
"""How an opinion begins that says why nobody was asked."""


def _refs(at: At) -> set[str]:
    return {one.ref for one in at.third_parties}


def _withdrawn(at: At, facts: Facts) -> Iterator[str]:
    if at.last(Kind.WITHDRAWN) is None:
        yield "还没有登记申请人撤回申请"


_PROOFS: Final[Mapping[str, Callable[[At, Facts], Iterator[str]]]] = {
    "not_held": _searched,
    "third_party_rights": _consulted,
    "withdrawn": _withdrawn,
}
"""What an outcome may not be without, beside what its letter says."""


# --- drafting -------------------------------------------------------------------------------------------------------


@transaction.atomic
def draft(
    of: Case | RecordCorrection,
    key: str,
    given: Mapping[str, Any],
    *,
    by: User,
    consultation: Consultation | None = None,
) -> CaseLetter:
    """Draft a letter. `given` is what the officer states for it: JSON of members of `gongkai.letters.Facts`
    (`facts.STATED`), and for an extension `days`.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no such letter of it, or what is stated is not well formed or does not go together.
    """
    require(by, Right.REGISTER, of.body)
    _require_fitting(of, key, consultation)
    letter = CaseLetter(
        **{"case" if isinstance(of, Case) else "correction": of},
        body=of.body,
        consultation=consultation,
        key=key,
        given=_stated(given),
        drafted_by=by,
    )
    letter.composed = letter.text = _composed(letter, facts_of(letter)).text
    letter.save(force_insert=True)
    _record(DRAFTED, letter, by)
    return letter


def _require_fitting(of: Case | RecordCorrection, key: str, consultation: Consultation | None) -> None:
    known = key in dict(CaseLetter._meta.get_field("key").choices or ())
    if not known or (key in OF_CORRECTIONS) != isinstance(of, RecordCorrection):
        raise ValidationError({"key": "没有这种文书，请重新选择"})
    if isinstance(of, Case) and of.voided_at is not None:
        raise ValidationError(f"{of.number}已经作废，不能再拟写文书")
    if key in TO_OTHERS and consultation is None:
        raise ValidationError({"key": "请先登记征求意见的对象和内容"})
    if consultation is not None and ASKING.get(key, consultation.to) != consultation.to:
        raise ValidationError({"key": f"对{consultation.get_to_display()}征求意见，不用这种文书"})


def _stated(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is stated, as it is kept.

    Raises:
        TypeError: it has members that nobody states.
        ValidationError: it is not well formed.
    """
    if unknown := given.keys() - STATED - {DAYS}:
        raise TypeError(f"no members that are stated for a letter: {', '.join(sorted(unknown))}")
    days = given.get(DAYS)
    if days is not None and not (type(days) is int and 1 <= days <= 20):
        raise ValidationError({DAYS: "延长的期限应为1至20个工作日（条例第33条第2款）"})
    try:
        members_from({name: value for name, value in given.items() if name != DAYS})
    except LetterError as refusal:
        raise ValidationError(str(refusal)) from refusal
    return dict(given)


@transaction.atomic
def revise(
    letter: CaseLetter,
    *,
    by: User,
    edition: int,
    given: Mapping[str, Any] | None = None,
    text: str | None = None,
) -> CaseLetter:
    """Change what is stated for a letter, or its text; a text without anything is the one that the system composes.

    `edition` is the one that whoever changes it had before them.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not a draft, somebody else changed it meanwhile, or what is stated does not go together.
    """
    letter = _locked(letter, by, *WRITABLE)
    if letter.edition != edition:
        raise ValidationError("另一位刚刚改过这份文书，请在新的内容上重新修改；您填写的内容没有保存")
    if given is not None:
        letter.given = _stated(given)
    if text is not None:
        letter.text = text if text.strip() else letter.composed
    _settle(letter, facts_of(letter))
    letter.edition += 1
    letter.save()
    _record(REVISED, letter, by)
    return letter


def _settle(letter: CaseLetter, facts: Facts) -> Letter:
    """Have the letter say what follows from these facts, with what was worked over."""
    composed = _composed(letter, facts)
    current = _worked_over(letter, facts)
    letter.composed, letter.text = composed.text, current.text
    return current


# --- review ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def send_in(letter: CaseLetter, *, by: User) -> CaseLetter:
    """Send a letter in: it gets its number, is frozen, and goes through the steps of its body's depth. One without
    steps is approved at once.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not a draft, or something is lacking.
    """
    letter = _locked(letter, by, *WRITABLE)
    if gaps := lacking(letter):
        raise ValidationError([f"还不能送审：{each}" for each in gaps])
    if not letter.number:
        letter.number = _next_number(letter)
    facts = facts_of(letter)
    _settle(letter, facts)
    letter.facts, letter.sent_in_at = as_dict(facts), timezone.now()
    letter.edition += 1
    steps = approval.way_of(
        Depth(practice_of(letter.body).depth), letter.key, [each.outcome for each in facts.findings]
    )
    if not steps:
        return _approve(letter, by)
    letter.state = LetterState.IN_REVIEW
    letter.save()
    _record("文书送审", letter, by, 步骤=[step.label for step in steps])
    approval.begin(letter, steps)
    return letter


@transaction.atomic
def take_back(letter: CaseLetter, *, by: User) -> CaseLetter:
    """Take a letter back that was sent in, to change it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not in review.
    """
    letter = _locked(letter, by, LetterState.IN_REVIEW)
    approval.drop(letter)
    letter.state, letter.facts = LetterState.DRAFT, {}
    letter.edition += 1
    letter.save()
    _record("撤回送审文书", letter, by)
    return letter


@transaction.atomic
def decide(step: LetterStep, decision: Decision, *, by: User, opinion: str = "") -> CaseLetter:
    """Decide at a step: pass the letter, or return it to its drafter. The last step that passes approves it.

    Raises:
        PermissionDenied: `by` may not decide here.
        ValidationError: the step does not wait, a return lacks its opinion, or the letter may no longer go out.
    """
    step, letter = approval.waiting(step)
    if why_not := approval.refusal(step, by):
        raise PermissionDenied(why_not)
    opinion = opinion.strip()
    if decision == Decision.RETURNED and not opinion:
        raise ValidationError({"opinion": "退回的，请写明意见"})
    approval.note(step, decision, by=by, opinion=opinion, text=letter.text)
    detail = {"步骤": Step(step.step).label, "决定": decision.label}
    if decision == Decision.RETURNED:
        approval.drop(letter)
        letter.state, letter.facts = LetterState.RETURNED, {}
        letter.edition += 1
        letter.save()
        _record("审批文书", letter, by, **detail)
        approval.tell_drafter(letter, f"退回修改：{approval.named(letter)}")
        return letter
    if approval.begin_next(letter):
        _record("审批文书", letter, by, **detail)
        return letter
    letter = _approve(letter, by)
    _record("审批文书", letter, by, **detail)
    approval.tell_drafter(letter, f"已签发，待送达：{approval.named(letter)}")
    return letter


def _approve(letter: CaseLetter, by: User) -> CaseLetter:
    """Date the letter, freeze it, and keep it as files.

    Raises:
        ValidationError: something is lacking by now, or the case is not what it was when the letter was sent in.
    """
    sent, today = facts_from(letter.facts), timezone.localdate()
    if gaps := [*_changed(letter, sent), *_demands(letter, sent)]:
        raise ValidationError([f"不能签发：{each}" for each in gaps])
    if sent.number and sent.on is not None and sent.on.year != today.year:
        letter.number = _next_number(letter)  # a number is of the year in which the letter is dated
    facts = replace(sent, on=today, number=letter.number, **_consent(letter, sent, by.name))
    for slot, value in (("consent_by", facts.consent_by), ("consent_on", facts.consent_on)):
        if value:
            letter.text = letter.text.replace(gap(SLOTS[slot]), day(value) if isinstance(value, date) else value)
    final = _settle(letter, facts)
    if gaps := list(dict.fromkeys(final.missing())):
        raise ValidationError([f"不能签发：{each}" for each in gaps])
    letter.facts, letter.on, letter.approved_at = as_dict(facts), today, timezone.now()
    letter.docx, letter.pdf = _files(letter, final)
    letter.state = LetterState.APPROVED
    letter.edition += 1
    letter.save()
    _record("签发文书", letter, by)
    return letter


def _changed(letter: CaseLetter, sent: Facts) -> Iterator[str]:
    """Whether the letter would be another one today, but for its days."""
    now = facts_for(letter, on=sent.on)
    as_sent = replace(now, reply_by=now.reply_by and sent.reply_by, forwarded_on=now.forwarded_on and sent.forwarded_on)
    if _composed(letter, as_sent).text != letter.composed:
        yield "送审以后案件的情况有了变化，文书的内容会不同，请退回后重新送审"


def _files(letter: CaseLetter, final: Letter) -> tuple[Paper, Paper]:
    """The letter as DOCX and PDF, with the seal of the body, in the vault."""
    seal = seal_of(practice_of(letter.body))
    try:
        written = {form: write(final, form, seal=seal) for form in ("docx", "pdf")}
    except (LetterError, NotWritable) as refusal:
        raise ValidationError(str(refusal)) from refusal
    of = letter.case or letter.correction
    assert of is not None
    number = f"（{letter.number}）" if letter.number else ""
    docx, pdf = (
        papers.add(of, PaperKind.LETTER, f"{final.title}{number}.{form}", content, by=None)
        for form, content in written.items()
    )
    return docx, pdf


# --- numbers --------------------------------------------------------------------------------------------------------


def _series(letter: CaseLetter) -> str:
    """The series of the letter in this year; empty for one without a number."""
    short = practice_of(letter.body).short
    return series_of(letter.key, short=short, year=timezone.localdate().year, templates=templates())


def _next_number(letter: CaseLetter) -> str:
    """The next number of the letter's series. Whoever takes one holds the series until the transaction ends."""
    if not (series := _series(letter)):
        return ""
    year = timezone.localdate().year
    counters = LetterCounter.objects.filter(body=letter.body, series=series, year=year)
    if not counters.update(last=F("last") + 1):
        new = LetterCounter(body=letter.body, series=series, year=year, last=0)
        LetterCounter.objects.bulk_create([new], ignore_conflicts=True)
        counters.update(last=F("last") + 1)
    serial = counters.values_list("last", flat=True).get()
    short = practice_of(letter.body).short
    return number_of(letter.key, short=short, year=year, serial=serial, templates=templates())


# --- serving --------------------------------------------------------------------------------------------------------


@transaction.atomic
def serve(
    letter: CaseLetter,
    *,
    by: User,
    on: date,
    route: ServedBy,
    seen: int,
    reached_on: date | None = None,
    tracking_number: str = "",
    shown: bool = True,
) -> CaseLetter:
    """Note that a letter was served, and enter the event that this is. By post `on` is the day of posting (Letter 235);
    by other routes it reached whom it is for on that day. `shown` lets the applicant download it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not approved, a day or the tracking number does not fit, or the law refuses the event.
    """
    if letter.case is not None:
        course.locked(letter.case, by)  # the case first, as everywhere
    letter = _locked(letter, by, LetterState.APPROVED)
    if route is not ServedBy.POST:
        reached_on = reached_on or on
    _require_served(letter, on, route, reached_on, tracking_number.strip())
    letter.state, letter.served_on, letter.route = LetterState.SERVED, on, str(route)
    letter.reached_on, letter.tracking_number = reached_on, tracking_number.strip()
    effect = EFFECTS.get(letter.key)
    if effect is not None and letter.case is not None:
        day_of, members = effect.event(letter, facts_of(letter), Served(on, route, reached_on))
        case = course.happen(letter.case, effect.kind, day_of, by=by, seen=seen, **members)
        letter.happening = case.happenings.get(number=case.last_event)
        letter.case = case
    _save_served(letter)
    if letter.correction is not None:
        corrections.closed_by(letter, by=by)
    if shown and letter.key not in SHOWN_TO_NOBODY and letter.pdf is not None:
        letter.pdf.shown = True
        letter.pdf.save(update_fields=["shown"])
    _record("送达文书", letter, by, 方式=route.label, 日期=on.isoformat())
    for follow in AFTER_SERVED:
        follow(letter, by, shown)
    return letter


def _require_served(letter: CaseLetter, on: date, route: ServedBy, reached_on: date | None, tracking: str) -> None:
    today = timezone.localdate()
    if letter.on is not None and on < letter.on:
        raise ValidationError({"on": f"送达日期不能早于成文日期{letter.on}"})
    if on > today:
        raise ValidationError({"on": "送达的日期还没有到"})
    if reached_on is not None and not on <= reached_on <= today:
        raise ValidationError({"reached_on": "收到日期应在送达日期以后，不晚于今天"})
    if route is ServedBy.POST and not tracking:
        raise ValidationError({"tracking_number": "邮寄送达的，请填写邮件号"})
    effect = EFFECTS.get(letter.key)
    if effect is not None and effect.when_reached and reached_on is None:
        raise ValidationError({"reached_on": "这份文书自对方收到之日起算，请在收到以后登记，填写收到日期"})
    if route is ServedBy.ELECTRONIC and letter.key in DECISIONS and not facts_of(letter).online:
        raise ValidationError(
            {"route": "文书没有写明提交行政复议申请书的互联网渠道，不能电子送达（行政复议法第22条第2款）；请另选方式"}
        )


@transaction.atomic
def reached(letter: CaseLetter, on: date, *, by: User, seen: int) -> CaseLetter:
    """Note when a letter that was posted reached whom it is for; the terms of a reply's remedies run from then.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was not served, or its arrival is known, or the day does not fit.
    """
    if letter.case is not None:
        course.locked(letter.case, by)
    letter = _locked(letter, by, LetterState.SERVED)
    if letter.reached_on is not None:
        raise ValidationError(f"已经登记过收到日期{letter.reached_on}")
    if letter.served_on is None or not letter.served_on <= on <= timezone.localdate():
        raise ValidationError({"on": "收到日期应在送达日期以后，不晚于今天"})
    letter.reached_on = on
    reply = letter.happening
    if reply is not None and letter.case is not None and reply.kind == Kind.REPLIED:
        case = course.amend(reply, "补记收到日期", by=by, seen=seen, served=on)
        letter.happening = case.happenings.get(number=case.last_event)
        letter.case = case
    _save_served(letter)
    _record("登记文书收到日期", letter, by, 日期=on.isoformat())
    for follow in AFTER_SERVED:
        follow(letter, by, False)
    return letter


@transaction.atomic
def void(letter: CaseLetter, why: str, *, by: User) -> CaseLetter:
    """Declare a letter void that was not served. Its number is not given to another.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was served, or there is no reason.
    """
    letter = _locked(letter, by, *WRITABLE, LetterState.IN_REVIEW, LetterState.APPROVED)
    if not why.strip():
        raise ValidationError({"why": "请写明作废的原因"})
    approval.drop(letter)
    letter.state, letter.voided_why = LetterState.VOID, why.strip()
    letter.edition += 1
    letter.save(update_fields=["state", "voided_why", "edition"])
    _record("作废文书", letter, by, 原因=letter.voided_why)
    return letter


# --- parts ----------------------------------------------------------------------------------------------------------


def _save_served(letter: CaseLetter) -> None:
    """Save what may still change of a letter that was approved."""
    letter.edition += 1
    letter.save(update_fields=["state", "served_on", "route", "reached_on", "tracking_number", "happening", "edition"])


def _locked(letter: CaseLetter, by: User, *states: LetterState) -> CaseLetter:
    """The letter, held until the transaction ends, if it is in one of these states."""
    held = CaseLetter.objects.select_for_update(of=("self",))
    found = held.select_related("body", "case__body", "case__applicant", "correction__applicant", "pdf").get(
        pk=letter.pk
    )
    require(by, Right.REGISTER, found.body)
    if found.state not in states:
        raise ValidationError(f"{found}{found.get_state_display()}，不能这样办理，请刷新页面")
    return found


def _record(deed: str, letter: CaseLetter, by: User, **more: Any) -> None:
    of = letter.case or letter.correction
    assert of is not None
    detail = {"编号": of.number, "文书": letter.get_key_display(), **({"文号": letter.number} if letter.number else {})}
    record(deed, by=by, subject=letter, body=letter.body, detail=detail | more)
