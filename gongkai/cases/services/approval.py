"""By which steps a letter is approved, who may decide at one, and who is told that it waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import GRANTS, holders, may
from gongkai.audit.models import Deed
from gongkai.cases.enums import RIGHTS, Decision, Depth, LetterState, Step
from gongkai.cases.models import CaseLetter, LetterStep
from gongkai.letters import ON_THE_WAY
from gongkai.office import notices

APPROVALS: Final = notices.register("letters", "待我审批的文书、审批结果", by_mail=False)


class Way(NamedTuple):
    """The steps of a depth, for decisions and for letters on the way."""

    decision: tuple[Step, ...]
    on_the_way: tuple[Step, ...]


WAYS: Final[Mapping[Depth, Way]] = {
    Depth.SHORT: Way((Step.SIGN,), ()),
    Depth.USUAL: Way((Step.LEGALITY, Step.SIGN), (Step.SIGN,)),
    Depth.FULL: Way((Step.LEGALITY, Step.APPROVE, Step.SIGN), (Step.SIGN,)),
}
CONSENTED: Final = frozenset({"extension_notice", "delay_notice"})
"""Letters whose signature is the consent of the head of the office, whatever the depth (Regulations, Arts. 33, 35)."""
UNREVIEWED: Final = frozenset({"acknowledgement", "consultation_notice", "forwarding"})
"""Letters that say nothing but what the register has."""
DISCLOSING: Final = frozenset({"disclosed", "partial"})
"""Outcomes by which something is given away: reviewed for secrecy first (Regulations, Art. 17)."""
BY_ANOTHER: Final = {Step.SIGN: Step.APPROVE}
"""Steps that are not decided by whoever passed another one of the same round."""


def way_of(depth: Depth, key: str, outcomes: Iterable[str] = ()) -> tuple[Step, ...]:
    """The steps of a letter, in their order; none for one that is approved as it is sent in. `outcomes` are those of
    its findings."""
    if key in UNREVIEWED:
        return ()
    if key in CONSENTED:
        return (Step.SIGN,)
    if key in ON_THE_WAY:
        return WAYS[depth].on_the_way
    secrecy = {Step.SECRECY} if DISCLOSING & {key, *outcomes} else set()
    return tuple(step for step in Step if step in {*WAYS[depth].decision, *secrecy})


def roles_for(right: Right) -> tuple[Role, ...]:
    return tuple(role for role, rights in GRANTS.items() if right in rights)


# --- who may --------------------------------------------------------------------------------------------------------


def refusal(step: LetterStep, user: User) -> str | None:
    """Why somebody may not decide at a step; None if they may."""
    kind, letter = Step(step.step), step.letter
    if not may(user, RIGHTS[kind], letter.body):
        return f"没有“{letter.body}”的{RIGHTS[kind].label}权限，请联系安全管理员授权"
    if letter.drafted_by_id == user.pk or _wrote(letter, user):
        return f"{kind.label}应由拟稿人以外的人作出"
    other = BY_ANOTHER.get(kind)
    if other is not None and letter.steps.filter(round=step.round, step=other, decided_by=user).exists():
        return f"{kind.label}应由{other.label}人以外的人作出"
    return None


DRAFTED: Final = "拟写文书"
REVISED: Final = "修改文书"


def _wrote(letter: CaseLetter, user: User) -> bool:
    """Whether somebody had a hand in the draft, as the log of deeds has it."""
    subject = f"{letter._meta.label_lower}:{letter.pk}"
    return Deed.objects.filter(subject=subject, actor=user, deed__in=(DRAFTED, REVISED)).exists()


# --- steps ----------------------------------------------------------------------------------------------------------


def begin(letter: CaseLetter, steps: Iterable[Step]) -> None:
    """Begin a round of approval with its first step."""
    last = letter.steps.order_by("-round").values_list("round", flat=True).first() or 0
    LetterStep.objects.bulk_create(
        LetterStep(letter=letter, round=last + 1, order=order, step=step) for order, step in enumerate(steps, 1)
    )
    begin_next(letter)


def begin_next(letter: CaseLetter) -> bool:
    """Have the next step wait, and tell who may decide it. False where there is none."""
    step = letter.steps.filter(begun_at=None).order_by("round", "order").first()
    if step is None:
        return False
    step.begun_at = timezone.now()
    step.save(update_fields=["begun_at"])
    kind = Step(step.step)
    people = {user for role in roles_for(RIGHTS[kind]) for user in holders(role, letter.body)}
    told = sorted((user for user in people if user.pk != letter.drafted_by_id), key=lambda user: user.pk)
    url = reverse("cases_approval", args=[step.pk])
    notices.notify(told, APPROVALS, f"待{kind.label}：{named(letter)}", url=url, body=letter.body)
    return True


def waiting(step: LetterStep) -> tuple[LetterStep, CaseLetter]:
    """A step and its letter, held until the transaction ends, if it is the one that waits.

    Raises:
        ValidationError: it was decided, has not begun, or the letter is not in review.
    """
    held = CaseLetter.objects.select_for_update(of=("self",)).select_related("body", "case", "correction")
    letter = held.get(pk=step.letter_id)
    found = letter.steps.filter(pk=step.pk, decision="", begun_at__isnull=False).first()
    if found is None or letter.state != LetterState.IN_REVIEW:
        raise ValidationError("这一步已经办过，或者还没有轮到，请刷新页面")
    found.letter = letter
    return found, letter


def note(step: LetterStep, decision: Decision, *, by: User, opinion: str, text: str) -> None:
    """Write down what was decided, on which text."""
    step.decision, step.opinion, step.text = decision, opinion, text
    step.decided_by, step.decided_at = by, timezone.now()
    step.save()


def drop(letter: CaseLetter) -> None:
    """Take away the steps that were not taken and will not be."""
    letter.steps.filter(decision="").delete()


def named(letter: CaseLetter) -> str:
    """A letter in notices and lists: what it is and of which request, nothing of who asked."""
    of = letter.case or letter.correction
    assert of is not None
    return f"{of.number} {letter}"


def tell_drafter(letter: CaseLetter, title: str) -> None:
    if letter.drafted_by is not None:
        url = reverse("cases_letter", args=[letter.pk])
        notices.notify([letter.drafted_by], APPROVALS, title[:200], url=url, body=letter.body)
