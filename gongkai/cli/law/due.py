"""`gongkai law due`: the clock of one case by options, or of many as JSON Lines on standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from gongkai.cli.chinese import Command
from gongkai.cli.law.options import DATE, NOTICES, work_calendar
from gongkai.law.clocks import Clock, clock
from gongkai.law.errors import EventNotReadable, LawError
from gongkai.law.events import KINDS, Event, Kind, event_from, events_from
from gongkai.law.limits import penalty_withdrawal_due, publication_due
from gongkai.law.outcomes import outcome as outcome_of
from gongkai.law.terms import Due
from gongkai.law.workdays import WorkCalendar

F = TypeVar("F", bound=Callable[..., Any])

DETAILS: Final = {
    Kind.RECEIVED: ("channel",),
    Kind.SUPPLEMENT_NOTIFIED: ("until",),
    Kind.SUPPLEMENT_RECEIVED: ("good_reason",),
    Kind.CONSULTATION_SENT: ("to", "ref"),
    Kind.CONSULTATION_DELIVERED: ("ref",),
    Kind.CONSULTATION_ANSWERED: ("ref",),
    Kind.EXTENDED: ("days",),
    Kind.DEFERRED: ("until",),
    Kind.REPLIED: ("outcome", "route", "served"),
    Kind.REOPENED: ("by", "days", "until"),
}
"""What may follow the day in an option of a kind, parted by commas."""
STANDING: Final = {
    "publication": "主动公开（条例第26条，法律、法规另有规定的从其规定）",
    "penalty_withdrawal": "撤回行政处罚决定信息并公开说明理由（行政处罚法第48条第2款）",
}
AFTER_REPLY: Final = {"reconsideration": "申请行政复议", "suit": "提起行政诉讼"}


def _events(command: F) -> F:
    """An option for every kind of event: --received 2024-09-27,in_person."""
    for kind, told in reversed(KINDS.items()):
        details = "".join(f"[,{name}]" if name not in told.needs else f",{name}" for name in DETAILS.get(kind, ()))
        command = click.option(
            f"--{kind.replace('_', '-')}",
            kind.value,
            multiple=True,
            metavar=f"日期{details}",
            help=f"{told.label}：{told.help}",
        )(command)
    return command


class _Documented(Command):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("标准输入（-）的每一行"):
            formatter.write_text('{"events":[{"kind":"received","on":"2024-09-27","channel":"in_person"}, …]}')
            formatter.write_text("另写有id的，结果中也有同样的id。")
        with formatter.section("事件的kind和各项（方括号内可不写）"):
            formatter.write_dl(
                [
                    (str(kind), " ".join((*told.needs, *(f"[{name}]" for name in told.may))) or "（无）")
                    for kind, told in KINDS.items()
                ]
            )


@click.command(cls=_Documented, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 140})
@click.argument("cases", required=False, metavar="[-]")
@_events
@click.option(
    "--as-of",
    type=DATE,
    metavar="日期",
    help="截至这一天：以后的事件和以后发出的放假通知都不算；默认到最后一个事件为止",
)
@NOTICES
@click.option("--formed", type=DATE, metavar="日期", help="信息形成或者变更之日：算出主动公开的期限（条例第26条）")
@click.option(
    "--penalty-changed",
    type=DATE,
    metavar="日期",
    help="已公开的行政处罚决定被变更、撤销、确认违法或者无效之日：算出撤回信息的期限（行政处罚法第48条）",
)
@click.option("--strict", is_flag=True, help="算到没有放假通知的年份时报错，而不是给出暂定日期")
@click.option("--ledger/--no-ledger", default=True, help="是否给出逐日台账，默认给出")
@click.option("--json", "as_json", is_flag=True, help="输出JSON")
def main(
    cases: str | None,
    as_of: datetime | None,
    notices: Path | None,
    formed: datetime | None,
    penalty_changed: datetime | None,
    strict: bool,
    ledger: bool,
    as_json: bool,
    **given: tuple[str, ...],
) -> int:
    """一件申请的答复期限和各项时限，附逐日台账。

    一件申请用选项写明发生的事情，例如：

    gongkai law due --received 2025-03-03,in_person --consultation-sent 2025-03-10,third_party
    --consultation-delivered 2025-03-12 --consultation-answered 2025-03-28

    多件申请写作 - ，从标准输入读JSON Lines，每行一件，逐行输出结果或者error；有一行出错时退出码为1，其余照常输出。
    """
    day = as_of.date() if as_of else None
    calendar = work_calendar(notices, as_of=day, provisional=not strict)

    def work_out(events: Iterable[Event]) -> Clock:
        return clock(events, calendar, as_of=day)

    if cases is not None:
        if cases != "-" or any(given.values()) or formed or penalty_changed:
            raise click.UsageError("多件申请只能写作 - 从标准输入读取，不能同时用选项写事件")
        return _stream(work_out, ledger)
    if formed or penalty_changed:
        if any(given.values()):
            raise click.UsageError("--formed、--penalty-changed不能和申请的事件一起写")
        return _standing(formed, penalty_changed, calendar, as_json)
    if not any(given.values()):
        raise click.UsageError("请用选项写明发生的事情，或者写作 - 从标准输入读取")
    try:
        answer = work_out(_given(given))
        days = answer.ledger if ledger else ()
    except LawError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(as_dict(answer, ledger=ledger), ensure_ascii=False))
        return 0
    click.echo("\n".join((*_lines(answer), *(_entry(entry) for entry in days))))
    return 0


def _standing(formed: datetime | None, changed: datetime | None, work: WorkCalendar, as_json: bool) -> int:
    """The limits that stand by themselves."""
    due: dict[str, date] = {}
    try:
        if formed:
            due["publication"] = publication_due(formed.date(), work)
        if changed:
            due["penalty_withdrawal"] = penalty_withdrawal_due(changed.date(), work)
    except LawError as error:
        raise click.ClickException(str(error)) from error
    provisional = [key for key, day in due.items() if work.is_provisional(day)]
    if as_json:
        days = {key: day.isoformat() for key, day in due.items()}
        click.echo(json.dumps({"due": days, "provisional": bool(provisional)}, ensure_ascii=False))
        return 0
    for key, day in due.items():
        click.echo(f"{day}  {STANDING[key]}{'，暂定（该年放假安排未公布）' if key in provisional else ''}")
    return 0


def _given(given: dict[str, tuple[str, ...]]) -> list[Event]:
    """The events that the options describe."""
    events = []
    for name, values in given.items():
        kind = Kind(name)
        for value in values:
            on, *details = (part.strip() for part in value.replace("，", ",").split(","))
            names = DETAILS.get(kind, ())
            if len(details) > len(names):
                raise click.UsageError(
                    f"选项 --{name.replace('_', '-')} 的“{value}”多出{'、'.join(details[len(names) :])}"
                )
            members: dict[str, Any] = {
                key: int(text) if key == "days" and text.isdecimal() and len(text) < 9 else text
                for key, text in zip(names, details, strict=False)
                if text
            }
            events.append(event_from({"kind": name, "on": on, **members}))
    return events


# --- JSON -----------------------------------------------------------------------------------------------------------


def as_dict(answer: Clock, *, ledger: bool = True) -> dict[str, Any]:
    """The answer as JSON has it."""
    data: dict[str, Any] = {
        "state": answer.state,
        "due": {key: day.isoformat() for key, day in answer.due.items()},
        "open": list(answer.open),
        "provisional": bool(answer.provisional),
        "provisional_due": [key for key in answer.due if key in answer.provisional],
        "receipt": answer.receipt.isoformat() if answer.receipt else None,
        "closed_on": answer.closed_on.isoformat() if answer.closed_on else None,
        "outcome": answer.outcome or None,
        "lapsed": answer.lapsed,
        "in_time": answer.in_time,
        "remarks": [
            {"code": one.code, "on": one.on.isoformat(), "text": one.text, "article": one.article.short}
            for one in answer.remarks
        ],
    }
    if answer.consultations:
        data["consultations"] = [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in one._asdict().items()}
            for one in answer.consultations
        ]
    if ledger:
        data["ledger"] = [
            {"on": on.isoformat(), "counts": counts, "n": n, "why": why, "article": article}
            for on, counts, n, why, article in answer.ledger
        ]
    return data


def cases_of(lines: Iterable[bytes]) -> Iterator[tuple[object, list[Event] | LawError]]:
    """The cases of JSON Lines but for empty lines: each with its id, or None, and its events, or what is wrong."""
    for line in lines:
        if not line.strip():
            continue
        case: object = None
        try:
            case = _parsed(line)
            events: list[Event] | LawError = events_from(case)
        except LawError as error:
            events = error
        name = case.get("id") if isinstance(case, dict) else None
        yield name, events


def _stream(work_out: Callable[[Iterable[Event]], Clock], ledger: bool) -> int:
    """One line of answer, or of error, for every line of standard input that is not empty."""
    wrong = False
    for name, events in cases_of(sys.stdin.buffer):
        answer: dict[str, Any]
        try:
            if isinstance(events, LawError):
                raise events
            answer = as_dict(work_out(events), ledger=ledger)
        except LawError as error:
            wrong = True
            answer = {"error": str(error)}
        named = {"id": name} if name is not None else {}
        line = json.dumps(named | answer, ensure_ascii=False, allow_nan=False) + "\n"
        sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    return 1 if wrong else 0


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which every member stands once."""
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise EventNotReadable(f"{next(name for name in names if names.count(name) > 1)}写了两次")
    return members


def _no_number(text: str) -> None:
    raise EventNotReadable(f"{text}不是JSON中的数")


def _parsed(line: bytes) -> object:
    try:
        case = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise EventNotReadable("这一行不是UTF-8编码") from error
    except (ValueError, RecursionError) as error:
        raise EventNotReadable("这一行不是JSON") from error
    if isinstance(case, dict):
        if unknown := [name for name in case if name not in ("id", "events")]:
            raise EventNotReadable(f"没有{unknown[0]}这一项，每行只写id和events")
        if not isinstance(case.get("id"), str | int | None) or isinstance(case.get("id"), bool):
            raise EventNotReadable("id应是文字或者整数")
    return case


# --- for people -----------------------------------------------------------------------------------------------------


def label(key: str) -> str:
    """What is due, in Chinese."""
    return AFTER_REPLY.get(key) or Due(key).label


def _lines(answer: Clock) -> Iterator[str]:
    yield f"状态：{answer.state.label}"
    if answer.receipt is not None:
        yield f"收到申请之日：{answer.receipt}"
    if answer.closed_on is not None:
        in_time = {True: "，在期限内答复", False: "，逾期答复", None: ""}[answer.in_time]
        how = f"，{outcome_of(answer.outcome).label}" if answer.outcome else ""
        yield f"办结日期：{answer.closed_on}{how}{in_time}"
    yield "时限："
    for key, day in answer.due.items():
        marks = "，暂定（该年放假安排未公布）" if key in answer.provisional else ""
        waits = "（待办）" if key in answer.open else ""
        yield f"  {day}  {label(key)}{waits}{marks}"
    horizon = answer.as_of or answer.events[-1].on
    for one in answer.consultations:
        ref = f"（{one.ref}）" if one.ref else ""
        until = f"，限{one.limit}前答复" if one.limit else ""
        ended = f"{one.answered}已答复" if one.answered else one.silence if not one.is_open(horizon) else "尚未答复"
        yield f"征求意见：{one.to.label}{ref}，{one.sent}发出{until}，{ended}"
    for remark in answer.remarks:
        yield f"注意：{remark.on} {remark.text}（{remark.article.short}）"


def _entry(entry: Any) -> str:
    return f"  {entry.on} {'√' if entry.counts else ' '} {entry.n or '':>3}  {entry.why}（{entry.article}）"
