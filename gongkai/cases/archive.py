"""The archive package of a request, or of one to correct a record (归档包): its papers and letters in order under plain
names, what happened to it, an index to be printed, and digests of all of it. It holds personal data: making it takes
the right to see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import IO, Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai import __version__
from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, Paper, RecordCorrection
from gongkai.cases.packing import Package, Packed, plain
from gongkai.cases.services import papers
from gongkai.cases.telling import facts_of
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.jobs.work import Failed, Work
from gongkai.persons.enums import ApplicantKind
from gongkai.persons.keys import KeysError
from gongkai.report.errors import NotWritable
from gongkai.report.interchange import to_json
from gongkai.report.writers.typeset import compiled, families, fonts

INDEX: Final = "目录.pdf"
COURSE: Final = "办理过程"
FOLDER: Final = "材料"
Of = Case | RecordCorrection


# --- what is told ---------------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    text: str
    small: str = ""
    """What stands below in small print."""


class Part(NamedTuple):
    """A table: `widths` in millimetres, nought for what is left."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[Cell, ...]]

    def as_dict(self) -> list[dict[str, str]]:
        return [dict(zip(self.headings, (cell.text for cell in row), strict=True)) for row in self.rows]


def _day(day: Any) -> str:
    return day.isoformat() if day is not None else ""


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _name(user: User | None, otherwise: str = "系统") -> str:
    return user.name if user is not None else otherwise


def facts(of: Of) -> list[tuple[str, str]]:
    """What it is, as the head of both records has it."""
    told = _of_case(of) if isinstance(of, Case) else _of_correction(of)
    return [(label, text) for label, text in told if text]


def _of_case(case: Case) -> list[tuple[str, str]]:
    return [
        ("机关", case.body.name),
        ("登记编号", case.number),
        ("申请人", f"{case.applicant.name}（{ApplicantKind(case.column).label}）"),
        ("代理人", case.agent.name if case.agent is not None else ""),
        ("申请内容", "\n".join(filter(None, (case.title, case.document_number, case.description)))),
        ("提交", f"{case.get_channel_display()}，{_at(case.submitted_at)}"),
        ("收到申请之日", _day(case.received_on)),
        ("答复期限", _day(case.reply_due_on)),
        ("办结日期", _day(case.closed_on)),
        ("答复类型", case.get_outcome_display()),
        ("是否按期", {True: "是", False: "否", None: ""}[case.in_time]),
        ("经办人", "，".join(filter(None, (_name(case.handler, ""), case.office)))),
    ]


def _of_correction(correction: RecordCorrection) -> list[tuple[str, str]]:
    who = correction.applicant
    return [
        ("机关", correction.body.name),
        ("登记编号", correction.number),
        ("申请人", f"{who.name}（{ApplicantKind(who.kind).label}）"),
        ("与本人有关的政府信息", correction.record),
        ("不准确之处", correction.wrong),
        ("更正为", correction.right),
        ("提交", f"{correction.get_channel_display()}，{_at(correction.submitted_at)}"),
        ("登记", f"{_name(correction.entered_by, '网上提交')}，{_at(correction.entered_at)}"),
        ("办结日期", _day(correction.closed_on)),
        ("处理结果", correction.get_outcome_display()),
        ("经办人", _name(correction.handler, "")),
    ]


def _events(case: Case) -> Part:
    rows = []
    every = list(case.happenings.select_related("by", "takes_out").order_by("number"))
    out = {each.takes_out_id for each in every}
    for each in every:
        if each.kind:
            told = "；".join(f"{heading}：{text}" for heading, text in facts_of(each.event))
            what = each.get_kind_display() + ("（已更正）" if each.pk in out else "")
        else:
            told, what = "", f"更正：去掉{each.takes_out.number if each.takes_out else ''}"
        note = "；".join(filter(None, (told, each.note)))
        entered = f"{_name(each.by)}，{_at(each.at)}"
        rows.append(tuple(map(Cell, (str(each.number), _day(each.on), what, note, entered))))
    return Part("办理过程", ("序号", "日期", "事项", "内容", "登记"), (12, 22, 30, 0, 38), rows)


def _letters(of: Of) -> Part:
    found = of.letters.filter(state__in=(LetterState.APPROVED, LetterState.SERVED)).order_by("on", "pk")
    rows = [
        tuple(
            map(
                Cell,
                (
                    each.get_key_display(), each.number, _day(each.on),
                    "，".join(filter(None, (_day(each.served_on), each.get_route_display(), each.tracking_number))),
                    _day(each.reached_on),
                ),
            )
        )
        for each in found
    ]  # fmt: skip
    return Part("文书", ("文书", "文号", "成文日期", "送达", "收到日期"), (0, 42, 22, 44, 22), rows)


def _approvals(of: Of) -> Part:
    rows = [
        tuple(
            map(
                Cell,
                (
                    step.letter.get_key_display(), step.get_step_display(), step.get_decision_display(),
                    step.opinion, f"{_name(step.decided_by)}，{_at(step.decided_at)}" if step.decided_at else "",
                ),
            )
        )
        for letter in of.letters.exclude(state=LetterState.VOID).order_by("pk")
        for step in letter.steps.exclude(decision="").select_related("decided_by", "letter")
    ]  # fmt: skip
    return Part("文书审批", ("文书", "步骤", "决定", "意见", "审批"), (32, 24, 16, 0, 38), rows)


def _searches(case: Case) -> Part:
    rows = [
        tuple(
            map(
                Cell,
                (_day(each.on), each.where, each.how, each.who, f"{'检索到' if each.found else '没有'}{each.note}"),
            )
        )
        for each in case.searches.all()
    ]
    return Part("检索记录", ("日期", "范围", "方法", "检索人", "结果"), (22, 0, 40, 20, 34), rows)


def _consultations(case: Case) -> Part:
    rows = [
        tuple(map(Cell, (each.get_to_display(), each.name, each.question, each.get_answer_display(), each.reasons)))
        for each in case.consultations.all()
    ]
    return Part("征求意见", ("对象", "名称", "事项", "意见", "理由"), (24, 30, 0, 26, 40), rows)


def _fees(case: Case) -> Part:
    rows = [
        tuple(
            map(
                Cell,
                (
                    each.get_method_display() or "不收费", str(each.amount) if each.amount else "",
                    each.reason, f"{each.by.name}，{_at(each.at)}",
                ),
            )
        )
        for each in case.fees.select_related("by")
    ]  # fmt: skip
    return Part("收费决定", ("方式", "金额（元）", "理由", "决定"), (30, 24, 0, 44), rows)


def _withheld(case: Case) -> Part:
    found = case.withheld.standing().select_related("by")
    rows = [tuple(map(Cell, (each.what, each.get_ground_display(), each.reasons, each.by.name))) for each in found]
    return Part("不予公开的部分", ("内容", "依据", "理由", "登记"), (44, 36, 0, 20), rows)


def _remedies(case: Case) -> Part:
    rows = [
        tuple(
            map(
                Cell,
                (
                    each.get_procedure_display(), each.authority, each.number, _day(each.filed_on),
                    "，".join(filter(None, (_day(each.decided_on), each.get_result_display()))), each.orders,
                ),
            )
        )
        for each in case.remedies.order_by("filed_on", "pk")
    ]  # fmt: skip
    return Part("复议诉讼", ("程序", "受理机关", "案号", "提出", "结果", "责令的内容"), (18, 32, 32, 21, 32, 0), rows)


def _messages(case: Case) -> Part:
    rows = [
        tuple(map(Cell, (_at(each.at), each.get_side_display(), each.text))) for each in case.messages.order_by("pk")
    ]
    return Part("留言", ("时间", "发送方", "内容"), (32, 20, 0), rows)


PARTS: Final[tuple[Callable[[Case], Part], ...]] = (
    _events, _letters, _approvals, _searches, _consultations, _withheld, _fees, _remedies, _messages,
)  # fmt: skip
"""What the record of a case tells, in this order; a part without rows is left out, but for what happened."""
PARTS_OF_CORRECTION: Final[tuple[Callable[[RecordCorrection], Part], ...]] = (_letters, _approvals)


def _parts(of: Of) -> list[Part]:
    if isinstance(of, Case):
        return [part for make in PARTS if (part := make(of)).rows or make is _events]
    return [part for tell in PARTS_OF_CORRECTION if (part := tell(of)).rows]


# --- the package ----------------------------------------------------------------------------------------------------


def refusal(of: Of) -> str:
    """Why something has no package; empty where it has."""
    if isinstance(of, Case) and of.voided_at is not None:
        return "申请已经作废，不归档"
    return "" if of.closed_on is not None else "申请还没有办结，办结以后才能归档"


_TITLED: Final = {Case: "政府信息公开申请", RecordCorrection: "政府信息更正申请"}


class Built(NamedTuple):
    """How many papers are in a package, and the digest by which it is known."""

    papers: int
    digest: str


def build(of: Of, out: IO[bytes]) -> Built:
    """Write a package.

    Raises:
        FileNotFoundError, KeysError, ValueError: a paper is gone, cannot be opened, or is not what it was.
        NotWritable: the machine has no Chinese font.
    """
    held = list(of.papers.filter(removed_at=None).order_by("pk"))
    head, made, parts, titled = facts(of), timezone.now(), _parts(of), _TITLED[type(of)]
    with Package(out) as package:
        rows = [(each, package.add(_path(at, each), papers.content_of(each))) for at, each in enumerate(held, 1)]
        package.add(f"{COURSE}.pdf", _typeset(f"{titled}办理过程", of, head, parts, made))
        package.add(f"{COURSE}.json", json.dumps(_course(of, parts), ensure_ascii=False, indent=1).encode())
        package.add(INDEX, _typeset(f"{titled}案卷目录", of, head, [_papers(rows), *_removed(of)], made))
        digest = package.seal(
            {
                "made_at": timezone.localtime(made).isoformat(timespec="seconds"),
                "version": __version__,
                "body": of.body.name,
                "number": of.number,
                "key": str(of.key),
                "closed_on": _day(of.closed_on),
            }
        )
    return Built(len(held), digest)


def _path(number: int, paper: Paper) -> str:
    return f"{FOLDER}/{number:03}-{paper.get_kind_display()}-{plain(paper.name)}"


def _papers(rows: Sequence[tuple[Paper, Packed]]) -> Part:
    told = [
        (
            Cell(str(number)),
            Cell(packed.path.removeprefix(f"{FOLDER}/"), f"SHA-256 {packed.sha256}"),
            Cell(paper.get_kind_display() + (f"\n{paper.note}" if paper.note else "")),
            Cell(paper.get_side_display()),
            Cell(f"{timezone.localtime(paper.at):%Y-%m-%d}"),
            Cell(f"{packed.size:,}"),
        )
        for number, (paper, packed) in enumerate(rows, 1)
    ]
    headings = ("序号", "文件", "种类", "提交方", "日期", "字节数")
    return Part("材料和文书", headings, (11, 0, 32, 18, 22, 20), told)


def _removed(of: Of) -> Iterator[Part]:
    """What was taken out stays in the vault; the index says so."""
    gone = list(of.papers.filter(removed_at__isnull=False).order_by("pk"))
    if gone:
        rows = [tuple(map(Cell, (each.name, each.get_kind_display(), each.removed_why))) for each in gone]
        yield Part("已移除、未装入的材料", ("文件", "种类", "移除原因"), (0, 32, 60), rows)


def _course(of: Of, parts: Sequence[Part]) -> dict[str, Any]:
    """What happened, for programs: the events as the law has them, of which a correction has none, and the tables as
    they are printed."""
    events = [
        {
            "number": each.number,
            "kind": each.kind,
            "on": each.on.isoformat(),
            **each.members,
            "note": each.note,
            "takes_out": each.takes_out.number if each.takes_out is not None else None,
            "entered_by": _name(each.by),
            "entered_at": timezone.localtime(each.at).isoformat(timespec="seconds"),
        }
        for each in (of.happenings.select_related("by", "takes_out").order_by("number") if isinstance(of, Case) else ())
    ]
    tables = {part.title: part.as_dict() for part in parts}
    return {"案件": dict(facts(of)), "events": events, "tables": tables}


def _typeset(title: str, of: Of, head: Sequence[tuple[str, str]], parts: Sequence[Part], made: datetime) -> bytes:
    found = fonts()
    local = timezone.localtime(made)
    data = {
        "title": title,
        "author": of.body.name,
        "date": {"year": local.year, "month": local.month, "day": local.day},
        "foot": f"{of.body.name} {of.number}，{local:%Y-%m-%d %H:%M}由“公开”平台制作",
        "fonts": families(found),
        "facts": [list(fact) for fact in head],
        "parts": [
            {
                "title": part.title,
                "headings": list(part.headings),
                "widths": list(part.widths),
                "rows": [[cell._asdict() for cell in row] for row in part.rows],
            }
            for part in parts
        ],
    }
    pdf = compiled(_template(), found, {"record": to_json(data).decode()})
    if pdf is None:
        raise NotWritable("案卷目录不能写成PDF：排版程序没有成功")
    return pdf


@cache
def _template() -> bytes:
    return files(__package__).joinpath("record.typ").read_bytes()


# --- making one -----------------------------------------------------------------------------------------------------


def order(of: Of, *, by: User) -> Job:
    """Have a package made in the background.

    Raises:
        PermissionDenied: `by` may not see who asks the body.
        ValidationError: it is not closed.
    """
    require(by, Right.REVEAL_PERSON, of.body)
    if why := refusal(of):
        raise ValidationError(why)
    if isinstance(of, Case):
        return start("cases.archive", by=by, body=of.body, case=of.pk)
    return start("cases.archive", by=by, body=of.body, correction=of.pk)


@job("cases.archive", "制作案卷归档包", Right.REVEAL_PERSON)
def make(work: Work, case: int = 0, correction: int = 0) -> Result:
    """The package of a case, or a correction, of the job's body; with its digest on record it proves itself from then
    on."""
    cases = Case.objects.select_related("body", "applicant", "agent", "handler")
    corrections = RecordCorrection.objects.select_related("body", "applicant", "handler", "entered_by")
    body = work.job.body
    one: Of | None = (
        cases.filter(pk=case, body=body).first() if case else corrections.filter(pk=correction, body=body).first()
    )
    if one is None or (why := refusal(one)):
        raise Failed(why if one is not None else "没有这个案件")
    try:
        with work.writing(plain(f"{one.body.name}{one.number}归档包.zip")) as out:
            made = build(one, out)
    except FileNotFoundError as error:
        raise Failed("有材料文件不在了，请从备份恢复以后再归档") from error
    except (KeysError, NotWritable) as error:
        raise Failed(str(error)) from error
    except ValueError as error:
        raise Failed("有材料与登记时不一致，请核对操作日志，从备份恢复以后再归档") from error
    told = {"编号": one.number, "材料": made.papers, "校验清单的摘要值": made.digest}
    with transaction.atomic():
        record("制作案卷归档包", by=work.job.started_by, subject=one, body=one.body, detail=told)
    return told
