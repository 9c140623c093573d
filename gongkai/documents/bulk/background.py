"""What is done in the background: tables of items looked over, carried out, reviewed, published; the export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from math import ceil
from typing import Any, Final

from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.documents.bulk import services
from gongkai.documents.bulk.columns import HEADINGS
from gongkai.documents.bulk.export import Files, Tables, items_of
from gongkai.documents.bulk.looking import Keyed, Look, Place, carry_out, carry_out_links, keyed, look
from gongkai.documents.bulk.tables import NotATable
from gongkai.documents.enums import RIGHTS, Decision, Step, Taking
from gongkai.documents.models import Intake, Origin
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Failed, Work
from gongkai.office import spreadsheet

CHUNK: Final = 20
"""Rows in a unit of work: what a killed worker loses at most."""
NAMED: Final = 200
"""How many problems are shown on a page; the file has them all."""
SAID: Final = 50
"""How many refusals a job's result names."""


def _intake(number: int) -> Intake:
    try:
        return Intake.objects.select_related("body", "stated_by").get(pk=number)
    except Intake.DoesNotExist as error:
        raise Failed("这次导入已经清除，请重新上传") from error


# --- the table ------------------------------------------------------------------------------------------------------


@job("documents.bulk_look", "核对批量导入的表格", Right.REGISTER)
def look_over(work: Work, intake: int) -> Result:
    """Say of each row what it would do and what is wrong with it; the register is left as it is."""
    found = _intake(intake)
    counted: Counter[str] = Counter()
    named: list[list[Any]] = []
    try:
        with services.opened(found) as (place, table), work.writing(f"核对{found.name[:90]}.csv") as out:
            looks = (look(each, place) for each in work.watch(keyed(table.rows)))
            for line in spreadsheet.as_csv(_report(_counted(looks, counted, named))):
                out.write(line)
    except NotATable as error:
        raise Failed(str(error), anew=True) from error
    summary = {
        "rows": work.done,
        "counts": {outcome: counted[outcome] for outcome in Taking if counted[outcome]},
        "published": counted["published"],
        "columns": [HEADINGS[name] for name in table.columns],
        "left": list(table.left),
        "problems": named,
        "more": counted["problems"] - len(named),
        "links": "links" in table.columns,
    }
    Intake.objects.filter(pk=found.pk).update(looked=summary)
    return {"行数": work.done} | {outcome.label: counted[outcome] for outcome in Taking if counted[outcome]}


def _counted(looks: Iterable[Look], counted: Counter[str], named: list[list[Any]]) -> Iterator[Look]:
    for each in looks:
        counted[each.outcome] += 1
        counted["published"] += each.published_at is not None and each.outcome != Taking.REFUSED
        for problem in each.problems:
            counted["problems"] += 1
            if len(named) < NAMED:
                named.append([each.number, each.title, problem.heading, problem.said, problem.hinders])
        yield each


def _report(looks: Iterable[Look]) -> Iterator[list[str]]:
    yield ["行", "名称", "结果", "列", "说明"]
    for each in looks:
        for problem in each.problems or (None,):
            said = [problem.heading, problem.said] if problem is not None else ["", ""]
            yield [str(each.number), each.title, each.outcome.label, *said]


@job("documents.bulk_import", "批量导入政府信息", Right.REGISTER)
def take_in(work: Work, intake: int) -> Result:
    """Carry the rows out, some in each unit, then what they say of one another; a wrong row costs itself only."""
    found, by = _intake(intake), work.job.started_by
    passes = 2 if found.looked and found.looked["links"] else 1
    total = ceil((found.looked or {"rows": 0})["rows"] / CHUNK) * passes
    try:
        for second, part, place in work.steps(_parts(found, passes), total=total):
            if second:
                for each in part:
                    _note_links(found, each, carry_out_links(each, place, by=by))
                continue
            fresh = [each for each in part if not found.rows.filter(number=each.row.number).exists()]
            for seen in [look(each, place) for each in fresh]:
                carry_out(seen, found, place, by=by)
    except NotATable as error:
        raise Failed(str(error)) from error
    with work.unit():
        Intake.objects.filter(pk=found.pk).update(imported_at=timezone.now())
        work.checkpoint(work.cursor, work.done)
    return {outcome.label: count for outcome, count in services.outcomes(found).items()} or {"行数": 0}


def _parts(found: Intake, passes: int) -> Iterator[tuple[bool, tuple[Keyed, ...], Place]]:
    for second in range(passes):
        with services.opened(found) as (place, table):
            rows = keyed(table.rows)
            while part := tuple(islice(rows, CHUNK)):
                yield bool(second), part, place


def _note_links(found: Intake, each: Keyed, problems: list[Any]) -> None:
    if problems and (row := found.rows.filter(number=each.row.number).first()) is not None:
        row.problems += [[problem.heading, problem.said] for problem in problems]
        row.save(update_fields=["problems"])


# --- the batch ------------------------------------------------------------------------------------------------------


@job("documents.bulk_submit", "批量送审", Right.REGISTER)
def submit(work: Work, intake: int) -> Result:
    """Send in to review what was public before, by the statement of the intake."""
    found, by = _intake(intake), work.job.started_by
    for row in work.steps(list(services.to_submit(found))):
        row.intake = found
        services.submit_one(row, by=by)
    with work.unit():
        services.tell_who_is_next(found)
        work.checkpoint(work.cursor, work.done)
    left = Origin.objects.filter(intake=found).exclude(left_out="")
    waiting = sum(each.number for each in services.waiting(found))
    return {"送审": waiting, "没有送审": left.count()}


def _decide(
    work: Work, intake: int, decision: str, basis: str, opinion: str, upto: int, without: list[int], *, step: Step
) -> Result:
    """Write one person's decision into each review of a batch that waits at a step."""
    found, by = _intake(intake), work.job.started_by
    if by is None:
        raise Failed("审查应由人作出")
    refused = []
    for number in work.steps(services.steps_of(found, step, upto)):
        why = services.decide_one(number, Decision(decision), by=by, basis=basis, opinion=opinion, without=without)
        refused += [why] if why else []
    with work.unit():
        services.tell_who_is_next(found)
        work.checkpoint(work.cursor, work.done)
    return {"决定": Decision(decision).label, "条数": work.done - len(refused) - len(without)} | (
        {"没有决定": refused[:SAID]} if refused else {}
    )


for _step in Step:
    job(f"documents.bulk_{_step}", f"批量{_step.label}", RIGHTS[_step])(partial(_decide, step=_step))


@job("documents.bulk_publish", "批量公开", Right.REGISTER)
def publish(work: Work, intake: int) -> Result:
    """Publish what of a batch was decided, item by item."""
    found, by = _intake(intake), work.job.started_by
    numbers = list(Origin.objects.filter(intake=found).order_by("pk").values_list("item_id", flat=True))
    refused = []
    for number in work.steps(numbers):
        why = services.publish_one(number, by=by)
        refused += [why] if why else []
    return {"公开": found.origins.filter(item__releases__live=True).count()} | (
        {"没有公开": refused[:SAID]} if refused else {}
    )


# --- out ------------------------------------------------------------------------------------------------------------


@job("documents.export", "导出登记簿", Right.REGISTER)
def export(work: Work) -> Result:
    """All that the job's body has registered: as XLSX, CSV and JSON Lines with the files, in one ZIP."""
    body = work.job.body
    if body is None:
        raise Failed("请选择机关")
    items = items_of(body)
    name = f"{body.name}政府信息登记簿{timezone.localdate():%Y%m%d}.zip"
    with work.writing(name) as out, Files(out) as files, Tables(files) as tables:
        for item in work.watch(items.iterator(chunk_size=100), total=items.count()):
            tables.add(item)
    return {"信息": work.done, "文件": files.count}
