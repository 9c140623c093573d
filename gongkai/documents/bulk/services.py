"""Taking items over in bulk: a table received, carried out, and, where they were public before, reviewed as a batch.

Nothing here goes round the review: every item of a batch has a review of its own, each of its steps written by whoever
decided, with basis and opinion; only the deciding is done once for many.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO, Any, Final, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import holders, require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents import store
from gongkai.documents.bulk.looking import Place
from gongkai.documents.bulk.tables import Archive, NotATable, Table, is_workbook, read_table
from gongkai.documents.enums import RIGHTS, ROLES, Attribute, Decision, State, Step, Taking
from gongkai.documents.models import Intake, IntakeRow, Item, Origin, ReviewStep
from gongkai.documents.services import gate, publication, review
from gongkai.documents.services.register import missing
from gongkai.documents.services.review import REVIEWS
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.office import notices

FOLDER: Final = "intake"
LEFT_OUT: Final = 500
"""Signs of why an item was left out of a batch's review."""


# --- receiving ------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(
    body: Body,
    table: File[bytes],
    archive: File[bytes] | None = None,
    *,
    by: User | None,
    defaults: Mapping[str, str] | None = None,
) -> Intake:
    """Keep a table of items and the ZIP with their files until it is looked over and carried out. The table may be a
    ZIP that holds both.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no table of items, or no ZIP.
    """
    if by is not None:
        require(by, Right.REGISTER, body)
    try:
        with parted(table.open("rb"), archive.open("rb") if archive is not None else None) as (source, files):
            read_table(source)
            kept = Intake(
                body=body,
                name=(table.name or "").rpartition("/")[2][:200],
                created_by=by,
                defaults={name: value for name, value in (defaults or {}).items() if value},
                table=_keep(source),
                archive=_keep(files) if files is not None else "",
            )
    except NotATable as refusal:
        raise ValidationError({"table": str(refusal)}) from refusal
    kept.save(force_insert=True)
    record("上传批量导入的表格", by=by, subject=kept, body=body, detail={"文件": kept.name})
    return kept


@contextmanager
def parted(table: Any, archive: Any = None) -> Iterator[tuple[Any, Any]]:
    """The table and the ZIP with the files as two, where a ZIP holds both; what is given are binary files.

    Raises:
        NotATable: it is no ZIP, or no table lies in it.
    """
    table.seek(0)
    if archive is not None:
        Archive(archive)
        yield table, archive
    elif table.read(2) != b"PK" or is_workbook(table):
        table.seek(0)
        yield table, None
    else:
        with tempfile.TemporaryFile() as out:
            with Archive(table).open_table() as part:
                shutil.copyfileobj(part, out)
            out.seek(0)
            yield out, table


def _keep(file: IO[bytes]) -> str:
    file.seek(0)
    return store.shelf().save(f"{FOLDER}/{secrets.token_hex(16)}", File(file))


@contextmanager
def opened(intake: Intake) -> Iterator[tuple[Place, Table]]:
    """The rows of an intake, and where they come to.

    Raises:
        NotATable: the files were thrown away, or cannot be read.
    """
    if not intake.table:
        raise NotATable("导入的文件已经清除，请重新上传")
    with ExitStack() as stack:
        table = stack.enter_context(store.shelf().open(intake.table))
        archive = Archive(stack.enter_context(store.shelf().open(intake.archive))) if intake.archive else None
        yield Place(intake.body, archive, intake.defaults), read_table(table)


@transaction.atomic
def discard(intake: Intake, *, by: User) -> None:
    """Throw the files of an intake away, and all of it if nothing came of it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is being done with it.
    """
    intake = _free(intake)
    require(by, Right.REGISTER, intake.body)
    record("清除批量导入的文件", by=by, subject=intake, body=intake.body, detail={"文件": intake.name})
    gone = [path for path in (intake.table, intake.archive) if path]
    if intake.imported_at is None and not intake.rows.exists():
        intake.delete()
    else:
        intake.table = intake.archive = ""
        intake.save(update_fields=["table", "archive"])
    transaction.on_commit(lambda: [store.shelf().delete(path) for path in gone])  # type: ignore[func-returns-value]


# --- in the background ----------------------------------------------------------------------------------------------


@transaction.atomic
def begin(intake: Intake, kind: str, *, by: User | None, **arguments: Any) -> Job:
    """Have something done with an intake in the background.

    Raises:
        PermissionDenied: `by` lacks the right for it.
        ValidationError: something is being done with it already, or the files are gone.
    """
    intake = _free(intake)
    intake.job = start(kind, by=by, body=intake.body, intake=intake.pk, **arguments)
    intake.save(update_fields=["job"])
    return intake.job


def _free(intake: Intake) -> Intake:
    held = Intake.objects.select_for_update(of=("self",)).select_related("body", "job").get(pk=intake.pk)
    if held.job is not None and held.job.is_open:
        raise ValidationError(f"“{held.job.label}”还在执行，请等它完成，或者先停止")
    return held


def look_over(intake: Intake, *, by: User | None) -> Job:
    """Have a table looked over: nothing is changed by it."""
    return begin(intake, "documents.bulk_look", by=by)


def take_in(intake: Intake, *, by: User | None) -> Job:
    """Have a table carried out.

    Raises:
        PermissionDenied, ValidationError: as for `begin`; it was not looked over, or there is nothing to do.
    """
    if not intake.looked:
        raise ValidationError("还没有核对，请先核对")
    return begin(intake, "documents.bulk_import", by=by)


# --- what was public before -----------------------------------------------------------------------------------------


@transaction.atomic
def state_origin(intake: Intake, *, where: str, basis: str, by: User) -> Job:
    """State where and on what basis items of an intake were public before, and have those sent in to review.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is missing, or nothing of it was public.
    """
    require(by, Right.REGISTER, intake.body)
    stated = {"where": (where.strip(), "请写原公开网站"), "basis": (basis.strip(), "请写依据")}
    if errors := {name: why for name, (said, why) in stated.items() if not said}:
        raise ValidationError(errors)
    if not to_submit(intake).exists():
        raise ValidationError("没有写明公开时间、可以送审的信息")
    intake.where, intake.basis, intake.stated_by, intake.stated_at = where.strip(), basis.strip(), by, timezone.now()
    intake.full_clean(exclude=["created_by", "stated_by", "job", "looked", "imported_at"])
    intake.save(update_fields=["where", "basis", "stated_by", "stated_at"])
    detail = {"文件": intake.name, "原公开网站": intake.where, "依据": intake.basis}
    record("说明原公开情况并送审", by=by, subject=intake, body=intake.body, detail=detail)
    return begin(intake, "documents.bulk_submit", by=by)


def to_submit(intake: Intake) -> QuerySet[IntakeRow]:
    """The rows of what was public before, in their order: the same ones whatever was done since."""
    return intake.rows.filter(published_at__isnull=False, item__isnull=False).order_by("number")


def submit_one(row: IntakeRow, *, by: User | None) -> bool:
    """Send the item of a row in to review, by the intake's statement, in the caller's transaction. What stands in the
    way is noted, and the item left out. Whether it was sent in."""
    item, intake = Item.objects.select_related("body").get(pk=row.item_id or 0), row.intake
    if not item.may_change or item.releases.exists() or by is None:
        return False
    assert row.published_at is not None
    assert intake.stated_at is not None
    origin, _ = Origin.objects.update_or_create(
        item=item,
        defaults={
            "intake": intake,
            "published_at": row.published_at,
            "where": intake.where,
            "url": row.url,
            "basis": intake.basis,
            "stated_by": intake.stated_by,
            "stated_at": intake.stated_at,
        },
    )
    origin.left_out = _left_out(item)[:LEFT_OUT]
    origin.save(update_fields=["left_out"])
    if origin.left_out:
        return False
    review.submit(item, by=by, quiet=True)
    return True


def _left_out(item: Item) -> str:
    """Why an item does not go into the batch's review: what it lacks, or personal data that somebody has to look at."""
    if item.attribute != Attribute.PROACTIVE:
        return "不是主动公开的信息"
    if lacking := missing(item):
        return f"缺少：{'、'.join(lacking)}"
    found = gate.open_findings(item, gate.scan(item).digest)
    return "；".join(f"{each.source}{each.place}：{each.why}（{each.shown}）" for each in found)


class Waiting(NamedTuple):
    """What of a batch waits at a step: how much, and up to which step of a review, by its number."""

    step: Step
    number: int
    upto: int

    @property
    def seal(self) -> str:
        """Tells what somebody looked at from what came since."""
        return f"{self.number}-{self.upto}"


def waiting(intake: Intake) -> list[Waiting]:
    """What of a batch waits, step by step in their order."""
    found = ReviewStep.objects.waiting().filter(review__item__origin__intake=intake)
    counted = {row["step"]: row for row in found.order_by().values("step").annotate(n=Count("pk"), last=Max("pk"))}
    return [Waiting(step, counted[step]["n"], counted[step]["last"]) for step in Step if step in counted]


def rows_at(intake: Intake, step: Step) -> QuerySet[IntakeRow]:
    """The rows whose items wait at a step."""
    found = ReviewStep.objects.waiting().filter(review__item__origin__intake=intake, step=step)
    return to_submit(intake).filter(item__in=found.values("review__item"))


def decide(
    intake: Intake,
    step: Step,
    decision: Decision,
    *,
    by: User,
    seal: str,
    basis: str = "",
    opinion: str = "",
    without: list[int] | None = None,
) -> Job:
    """Decide at a step on all of a batch that wait there as they were looked at (`seal`), but for those `without`, by
    the numbers of their rows. It is written into each item's review under the name of `by`.

    Raises:
        PermissionDenied: `by` may not decide at that step for the body.
        ValidationError: a basis or an opinion is missing; something came in meanwhile; nothing waits.
    """
    require(by, RIGHTS[step], intake.body)
    found = next((each for each in waiting(intake) if each.step == step), None)
    if found is None:
        raise ValidationError(f"没有等待{step.label}的信息")
    if found.seal != seal:
        raise ValidationError("您核对以后，等待审查的信息有了变化，请看过再决定")
    if not basis.strip() and decision == Decision.PASSED:
        raise ValidationError({"basis": "请写明审查的依据"})
    if not opinion.strip():
        raise ValidationError({"opinion": "请写明意见"})
    left = set(intake.rows.filter(number__in=without or []).values_list("item_id", flat=True)) - {None}
    detail = {"步骤": step.label, "决定": decision.label, "条数": found.number, "除外的行": sorted(without or [])}
    with transaction.atomic():
        record("批量审查", by=by, subject=intake, body=intake.body, detail=detail | {"依据": basis, "意见": opinion})
        return begin(
            intake,
            f"documents.bulk_{step}",
            by=by,
            decision=decision,
            basis=basis.strip(),
            opinion=opinion.strip(),
            upto=found.upto,
            without=sorted(left),
        )


def steps_of(intake: Intake, step: Step, upto: int) -> list[int]:
    """The reviews' steps that a decision is on, by number: the same ones whatever was decided since."""
    found = ReviewStep.objects.filter(review__item__origin__intake=intake, step=step, pk__lte=upto)
    return list(found.exclude(begun_at=None).order_by("pk").values_list("pk", flat=True))


def decide_one(number: int, decision: Decision, *, by: User, basis: str, opinion: str, without: list[int]) -> str:
    """Decide at one step of a batch, in the caller's transaction, if it still waits. Why not, where `by` may not."""
    step = ReviewStep.objects.select_related("review__item", "review__body", "referred_to", "assigned_to").get(
        pk=number
    )
    if step.decision or step.review.outcome or step.review.item_id in without:
        return ""
    try:
        with transaction.atomic():
            review.decide(step, decision, by=by, basis=basis, opinion=opinion, quiet=True)
    except PermissionDenied as refusal:
        return f"“{step.review.title}”：{refusal}"
    return ""


def publish_all(intake: Intake, *, by: User) -> Job:
    """Have published what of a batch was decided: each by `publish`, which asks what it always asks.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nothing is decided.
    """
    require(by, Right.REGISTER, intake.body)
    if not to_publish(intake).exists():
        raise ValidationError("没有审定、可以公开的信息")
    return begin(intake, "documents.bulk_publish", by=by)


def to_publish(intake: Intake) -> QuerySet[Item]:
    return Item.objects.filter(origin__intake=intake, state=State.DECIDED, attribute=Attribute.PROACTIVE)


def publish_one(number: int, *, by: User | None) -> str:
    """Publish one item of a batch, in the caller's transaction, if it is decided. Why not, where something hinders."""
    item = Item.objects.select_related("body").get(pk=number)
    if item.state != State.DECIDED:
        return ""
    try:
        with transaction.atomic():
            publication.publish(item, by=by)
    except ValidationError as refusal:
        return "；".join(refusal.messages)
    return ""


def tell_who_is_next(intake: Intake) -> None:
    """Tell those at whose steps a batch waits, once for the batch; or its importer that it is decided."""
    url = reverse("documents_bulk_intake", args=[intake.pk])
    for each in waiting(intake):
        title = f"待{each.step.label}：批量导入“{intake.name}”{each.number}条"
        notices.notify(holders(ROLES[each.step], intake.body), REVIEWS, title[:200], url=url, body=intake.body)
    if not waiting(intake) and intake.stated_by is not None and (count := to_publish(intake).count()):
        title = f"批量导入“{intake.name}”已审定{count}条，可以公开"
        notices.notify([intake.stated_by], REVIEWS, title[:200], url=url, body=intake.body)


@transaction.atomic
def record_export(body: Body, *, by: User | None) -> None:
    """Record that a body's register is taken out at the server's own shell; a job records it by itself."""
    record("导出登记簿", by=by, subject=body, body=body)


# --- how it stands --------------------------------------------------------------------------------------------------


def outcomes(intake: Intake) -> dict[Taking, int]:
    """How many rows came to what."""
    counted = Counter(dict(intake.rows.order_by().values_list("outcome").annotate(Count("pk"))))
    return {outcome: counted[outcome] for outcome in Taking if counted[outcome]}


def states(intake: Intake) -> dict[str, int]:
    """In which states are those items of a batch that were public before."""
    found = Item.objects.filter(origin__intake=intake).order_by().values_list("state").annotate(Count("pk"))
    counted = dict(found)
    return {state.label: counted[state] for state in State if state in counted}
