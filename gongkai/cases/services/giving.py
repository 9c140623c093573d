"""Giving information: as it is, or without what may not be disclosed (Regulations, Arts. 36 and 37); answers on the
spot (Art. 33, para. 1).

What is given is a paper of its own, made from one that was found. Before it is made the officer sees what was found in
it of personal data; what blocks and is not the applicant's own is taken out, or a reason is stated. The applicant sees
what is given once the reply is served (`show`).
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai import privacy
from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.cases.enums import ANSWERS, LetterState, PaperKind
from gongkai.cases.models import Case, CaseLetter, Happening, Paper, Withheld
from gongkai.cases.models.giving import GROUNDS
from gongkai.cases.services import papers
from gongkai.cases.services.course import clock_of, happen, happenings_of
from gongkai.cases.services.handling import Files, to_handle
from gongkai.documents import store
from gongkai.documents.grounds import BY_KEY
from gongkai.documents.models import Item
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from gongkai.letters.text import day
from gongkai.persons.services import their_own

METHOD: Final = "遮盖"
THIRD_PARTY: Final = "third_party_rights"
NOT_ASKED: Final = "没有征求第三方意见"
"""What the reasons say where the rights of others are the ground and nobody was asked, as with names that have nothing
to do with what is wanted; `services.letters` wants it."""
AT_ONCE: Final = ("disclosed", "already_public")
"""How a request may end on the spot: with what was asked, or with where it is public."""
_STRUCTURAL: Final = frozenset({"P20", "P21", "P22", "P23", "P24", "P25", "P26", "P27"})
"""What the structure of a file keeps; it goes from every copy that is redacted."""


# --- what is in a paper ---------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """Something that was found in a paper. `own` says that it is the applicant's own; `structural`, that it is in the
    structure of the file rather than its text."""

    finding: privacy.Finding
    own: bool
    structural: bool

    @property
    def blocks(self) -> bool:
        return self.finding.blocks and not self.own


class Look(NamedTuple):
    """What a paper holds, as far as it could be looked into."""

    found: tuple[Seen, ...]
    unassessed: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """Whether it may be given as it is only for a stated reason."""
        return bool(self.unassessed) or any(each.blocks for each in self.found)


def look(case: Case, name: str, content: bytes) -> Look:
    """Search a file for personal data. Large files take their time."""
    scanned = privacy.scan(content, name)
    own = their_own(case.applicant, [each.text for each in scanned.findings])
    seen = tuple(Seen(each, each.text in own, each.code in _STRUCTURAL) for each in scanned.findings)
    return Look(seen, scanned.unassessed)


# --- what there is to give ------------------------------------------------------------------------------------------


def found_of(case: Case) -> list[Paper]:
    """The papers that were found, of which something may be given."""
    return list(case.papers.filter(kind=PaperKind.INFORMATION, removed_at=None))


def given_of(case: Case) -> list[Paper]:
    """What is given by the reply in hand: since the case was opened again, where it was."""
    since = [each.at for each in happenings_of(case) if each.kind == Kind.REOPENED]
    given = case.papers.filter(kind=PaperKind.GIVEN, removed_at=None).select_related("made_from")
    return list(given.filter(at__gte=since[-1]) if since else given)


def withheld_of(case: Case) -> list[Withheld]:
    """What is withheld by the reply in hand, each part with its ground."""
    given = {paper.pk for paper in given_of(case)}
    standing = case.withheld.standing().select_related("paper", "given", "by")
    return [part for part in standing if part.given_id is None or part.given_id in given]


def take_item(case: Case, item: Item, *, by: User) -> list[Paper]:
    """Take what an item of the register holds into the case, as information that was found: its text and its files.

    Raises:
        PermissionDenied: `by` may not register for the body, or not look into the register that the item is in.
        ValidationError: it is a state secret, which is in no system of this kind, or there is nothing in it.
    """
    require(by, Right.SEE_REGISTER, item.body)
    if item.ground in BY_KEY and BY_KEY[item.ground].secret:
        raise ValidationError("登记为国家秘密的，不得提取；不予公开的，请直接拟写答复书")
    files = [
        (each.name, store.read(each.file_id)) for each in item.attachments.select_related("file").order_by("order")
    ]
    if item.text.strip():
        files.insert(0, (f"{item.title[:80]}.html", _page(item)))
    if not files:
        raise ValidationError(f"“{item.title}”没有正文和附件，不能提取")
    with transaction.atomic():
        case = to_handle(case, by)
        note = f"取自登记簿{item.index_number}"
        return [papers.add(case, PaperKind.INFORMATION, name, content, by=by, note=note) for name, content in files]


def _page(item: Item) -> bytes:
    """The text of an item as a page that stands alone. `markup.clean` has gone over the text."""
    title = html.escape(item.title)
    head = f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}\n<body>\n<h1>{title}</h1>\n{item.text}\n</body></html>\n".encode()


# --- giving ---------------------------------------------------------------------------------------------------------


class Part(NamedTuple):
    """A part that is withheld: what it is, on what ground, why; `words` are taken out wherever they stand."""

    what: str
    ground: str
    reasons: str
    words: Sequence[str] = ()


def give(paper: Paper, *, reason: str = "", by: User) -> Paper:
    """Give a paper as it is.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: personal data of others are in it, or it could not be looked into, and no reason is stated; it
            is given or withheld already; or the reply is signed.
    """
    case = _case_of(paper, by)
    content = papers.content_of(paper)
    seen = look(case, paper.name, content)
    if seen.blocks and not reason.strip():
        raise ValidationError({"reason": _objection(seen)})
    return _made(paper, paper.name, content, (), reason if seen.blocks else "", by=by)


def redact(
    paper: Paper, chosen: Collection[int], parts: Sequence[Part], *, reason: str = "", own: Files = (), by: User
) -> tuple[Paper, list[str]]:
    """Give a paper without what is withheld. `chosen` are places in `look(…).found`. The file is opened anew and what
    was taken out is sought in it; and what then still blocks needs a reason.

    `own` is a copy that the officer made by other means, of a file that cannot be treated here: what was chosen must
    not be found in it either. Returns the paper, and what is to be said of how it was done.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: a part says not what or why, nothing is taken out, something can still be read, others'
            personal data remain without a reason, it is given or withheld already, or the reply is signed.
    """
    case = _case_of(paper, by)
    _require_parts(parts)
    content = papers.content_of(paper)
    found = look(case, paper.name, content).found
    targets = [each.finding for at, each in enumerate(found) if at in chosen or each.structural]
    words = [word.strip() for part in parts for word in part.words if word.strip()]
    if not own and not targets and not words:
        raise ValidationError("没有选择要遮盖的内容；全部可以提供的，请原样提供")
    try:
        name, made, notes = _copy(paper, content, targets, words, own)
    except privacy.PrivacyError as refusal:
        raise ValidationError(str(refusal)) from refusal
    rest = look(case, name, made)
    if rest.blocks and not reason.strip():
        raise ValidationError({"reason": f"做好的文件里{_objection(rest)}"})
    return _made(paper, name, made, parts, reason if rest.blocks else "", by=by), notes


def _copy(
    paper: Paper, content: bytes, targets: list[privacy.Finding], words: list[str], own: Files
) -> tuple[str, bytes, list[str]]:
    """The copy without what is withheld: made here, or by the officer and held against what was chosen.

    Raises:
        PrivacyError: it cannot be made, or something can still be read in it.
    """
    if not own:
        done = privacy.redact(content, paper.name, targets, names=words)
        return done.name, done.data, list(done.notes)
    name, made = own[0]
    values = [each.text for each in targets if each.code not in _STRUCTURAL]
    if leaks := privacy.prove(made, name, (*values, *words)):
        raise privacy.NotRemoved("上传的文件没有遮盖干净：" + "；".join(map(str, leaks[:3])))
    return papers.plain_name(name), made, []


@transaction.atomic
def withhold(paper: Paper, ground: str, reasons: str, *, what: str = "", by: User) -> Withheld:
    """Withhold the whole of a paper.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no ground or reason, it is given or withheld already, or the reply is signed.
    """
    part = Part(what.strip() or f"《{paper.name.rpartition('.')[0] or paper.name}》", ground, reasons)
    _require_parts([part])
    _require_free(paper, _case_of(paper, by))
    made = _keep(paper, None, part, by)
    detail = {"编号": made.case.number, "摘要值": paper.digest, "依据": made.get_ground_display()}
    record("确定不予公开", by=by, subject=made.case, body=made.case.body, detail=detail)
    return made


@transaction.atomic
def take_back(part: Withheld, *, by: User) -> Withheld:
    """Take back that the whole of a paper is withheld. A copy without a part is removed as a paper instead.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not of that kind, or the reply is signed.
    """
    case = _open(part.case, by)
    if part.given_id is not None or part.taken_back_at is not None:
        raise ValidationError("只能取消整件不予公开；遮盖过的文件，请移除后重新处理")
    part.taken_back_at = timezone.now()
    part.save(update_fields=["taken_back_at"])
    detail = {"编号": case.number, "摘要值": part.paper.digest}
    record("取消不予公开", by=by, subject=case, body=case.body, detail=detail)
    return part


def _case_of(paper: Paper, by: User) -> Case:
    """The case of a paper that was found.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no such paper, or nothing more may be given.
    """
    if paper.case is None or paper.kind != PaperKind.INFORMATION or paper.removed_at is not None:
        raise ValidationError("只能提供检索到的政府信息")
    with transaction.atomic():
        return _open(paper.case, by)


def _open(case: Case, by: User) -> Case:
    """The case, while what is given may still change.

    Raises:
        ValidationError: it is closed, or its reply is signed.
    """
    case = to_handle(case, by)
    decisions = [key for key, _ in ANSWERS]
    if case.letters.filter(state=LetterState.APPROVED, key__in=decisions).exists():
        raise ValidationError("答复书已经签发，提供的内容不能再改；要改的，请先作废答复书")
    return case


def _require_free(paper: Paper, case: Case) -> None:
    """A paper is given, or withheld, once."""
    if any(each.made_from_id == paper.pk for each in given_of(case)):
        raise ValidationError(f"“{paper.name}”已经列入提供的信息，要改的，请先移除提供的文件")
    if any(each.paper_id == paper.pk for each in withheld_of(case)):
        raise ValidationError(f"“{paper.name}”已经确定不予公开，要改的，请先取消")


def _require_parts(parts: Iterable[Part]) -> None:
    known = dict(GROUNDS)
    for part in parts:
        if part.ground not in known:
            raise ValidationError("请选择不予公开的依据")
        if not part.what.strip() or not part.reasons.strip():
            raise ValidationError("不予公开的每一部分，都要写明是什么内容和理由（条例第36条第3项、第37条）")


def _objection(seen: Look) -> str:
    blocking = [each.finding for each in seen.found if each.blocks]
    names = "、".join(dict.fromkeys(each.name for each in blocking))
    said = [f"有{len(blocking)}处他人的个人信息或者隐藏内容（{names}）"] if blocking else []
    said += [f"有没能检查的内容（{'；'.join(seen.unassessed[:3])}）"] if seen.unassessed else []
    return f"{'，'.join(said)}：请遮盖，或者写明可以提供的理由（条例第15条）"


@transaction.atomic
def _made(paper: Paper, name: str, content: bytes, parts: Sequence[Part], reason: str, *, by: User) -> Paper:
    """Keep what is given, with what is left out of it."""
    assert paper.case is not None
    case = _open(paper.case, by)
    _require_free(paper, case)
    note = f"保留其中个人信息的理由：{reason.strip()}"[:300] if reason.strip() else ""
    made = papers.add(case, PaperKind.GIVEN, name, content, by=by, note=note, made_from=paper)
    for part in parts:
        _keep(paper, made, part, by)
    detail = {"编号": case.number, "原件摘要值": paper.digest, "摘要值": made.digest, "不予公开": len(parts)}
    record("列入提供的信息", by=by, subject=case, body=case.body, detail=detail | ({"理由": note} if note else {}))
    return made


def _keep(paper: Paper, given: Paper | None, part: Part, by: User) -> Withheld:
    made = Withheld(
        case=paper.case,
        paper=paper,
        given=given,
        what=part.what.strip().rstrip("。"),
        ground=part.ground,
        reasons=part.reasons.strip().rstrip("。"),
        by=by,
    )
    made.clean_fields(exclude=["taken_back_at"])
    made.save(force_insert=True)
    return made


# --- for the reply --------------------------------------------------------------------------------------------------


def for_letter(case: Case) -> dict[str, Any]:
    """What the reply says of it, as JSON of members of `gongkai.letters.Facts`: the findings, and what is attached."""
    given, parts = given_of(case), withheld_of(case)
    if not given:
        return {"findings": [_finding(part) for part in parts]}
    names = [titled(paper.name) for paper in given]
    finding: dict[str, Any] = {"outcome": "partial" if parts else "disclosed", "given": names}
    if parts:
        finding |= {"parts": [_finding(part) for part in parts], "method": METHOD}
    return {"findings": [finding], "attachments": names}


def _finding(part: Withheld) -> dict[str, Any]:
    said = {"outcome": part.ground, "asked": part.what, "reasons": part.reasons}
    if part.ground == THIRD_PARTY and NOT_ASKED in part.reasons:
        said["opinion"] = part.reasons
    return said


def titled(name: str) -> str:
    """A file's name as a letter lists it."""
    return name.rpartition(".")[0] or name


def show(case: Case) -> int:
    """Let the applicant download what is given. Called in the transaction in which the reply is served."""
    shown = [paper.pk for paper in given_of(case)]
    return Paper.objects.filter(pk__in=shown, shown=False).update(shown=True)


def served(letter: CaseLetter, by: User, shown: bool) -> None:
    """What follows when a reply is served (`services.letters.AFTER_SERVED`)."""
    if shown and letter.case is not None and letter.key in dict(ANSWERS):
        show(letter.case)


def not_answered(case: Case, happening: Happening, by: User) -> None:
    """What follows when a reply is taken out that was entered by mistake (`services.course.AFTER_TAKEN_OUT`)."""
    if happening.kind == Kind.REPLIED:
        notes = case.papers.filter(note=ON_THE_SPOT, at__gte=happening.at)
        hidden = [paper.pk for paper in (*given_of(case), *notes)]
        Paper.objects.filter(pk__in=hidden, shown=True).update(shown=False)


# --- on the spot (Art. 33, para. 1) ---------------------------------------------------------------------------------


ON_THE_SPOT: Final = "当场答复记录"
"""The note by which the record of an answer on the spot is known."""


def may_answer_on_the_spot(case: Case) -> bool:
    """Whether somebody stands before the officer: handed in today in person, and nothing but receipt has happened."""
    kinds = [each.kind for each in happenings_of(case)]
    return (
        case.is_open
        and case.channel == Channel.IN_PERSON
        and case.received_on == timezone.localdate()
        and kinds == [Kind.RECEIVED]
    )


@transaction.atomic
def answer_on_the_spot(
    case: Case, outcome: str, told: str, *, reviewed: str = "", files: Files = (), by: User, seen: int
) -> Case:
    """Answer a request where it was handed in, on the day on which it was: by word of mouth, or with what was chosen to
    be given. A note of it is kept; `files` are its signed copies. `reviewed` says who reviewed that what is given may
    be disclosed (Art. 17).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no longer that day, something went before, the outcome needs a letter, or it is not said
            what was answered or who reviewed it.
    """
    case = to_handle(case, by)
    if outcome not in AT_ONCE:
        raise ValidationError({"outcome": "只有予以公开、已经主动公开的可以当场答复，其余的应当书面答复（条例第36条）"})
    if not may_answer_on_the_spot(case):
        raise ValidationError(
            "当场答复的，应当是当面提交的申请、在收到申请的当天，并且没有开始其他办理（条例第33条第1款）"
        )
    if not told.strip():
        raise ValidationError({"told": "请写明答复的内容：提供了什么，或者在哪里可以获取"})
    if outcome == "disclosed" and not reviewed.strip():
        raise ValidationError({"reviewed": "提供信息以前应当审查，请写明审查人和结论（条例第17条）"})
    if withheld_of(case):
        raise ValidationError("有不予公开的部分的，应当书面说明理由（条例第36条第3项、第37条）")
    today = timezone.localdate()
    for name, content in files:
        papers.add(case, PaperKind.EVIDENCE, name, content, by=by, note="当场答复的签收凭证")
    members: dict[str, Any] = {"outcome": outcome, "route": str(ServedBy.DIRECT), "served": today}
    case = happen(case, Kind.REPLIED, today, by=by, seen=seen, note="当场答复", **members)
    _note(case, told.strip(), reviewed.strip(), by=by, on=today)
    show(case)
    return case


def _note(case: Case, told: str, reviewed: str, *, by: User, on: date) -> None:
    """The note of an answer on the spot: for the file of the case, and for the applicant."""
    due = clock_of(case).due
    given = [titled(paper.name) for paper in given_of(case)]
    lines = [
        "当场答复记录",
        f"机关：{case.body}",
        f"登记编号：{case.number}",
        f"收到申请、答复日期：{day(on)}",
        f"答复类型：{case.get_outcome_display()}",
        f"答复内容：{told}",
        *([f"提供的政府信息：{'；'.join(given)}"] if given else []),
        *([f"审查情况：{reviewed}"] if reviewed else []),
        f"答复人：{by.name}",
        "依据：《中华人民共和国政府信息公开条例》第三十三条第一款",
        f"对本答复不服的，可以在{day(due['reconsideration'])}前申请行政复议，或者在{day(due['suit'])}前提起行政诉讼",
    ]
    name = f"当场答复记录（{day(on)}）.txt"
    papers.add(case, PaperKind.EVIDENCE, name, "\n".join(lines).encode(), by=by, shown=True, note=ON_THE_SPOT)
