"""The files of a case: put into the vault, found by their case, read by whoever may see them."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState, PaperKind, Side
from gongkai.cases.models import Case, CaseLetter, Paper, RecordCorrection
from gongkai.cases.services import viruses
from gongkai.letters.elements import TO_OTHERS
from gongkai.persons import vault

SUFFIXES: Final = frozenset(
    "pdf docx doc wps ofd xlsx xls et csv txt html jpg jpeg png tif tiff bmp webp zip rar 7z eml mp3 mp4".split()
)
"""What a file may be called; nothing that a computer runs."""


@transaction.atomic
def add(
    of: Case | RecordCorrection,
    kind: PaperKind,
    name: str,
    content: bytes,
    *,
    by: User | None,
    side: Side = Side.BODY,
    shown: bool = False,
    note: str = "",
    made_from: Paper | None = None,
) -> Paper:
    """Keep a file of a case. `by` is None for what the applicant, or somebody who was consulted, sent in.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is empty, too large, of a kind that is not taken, or carries a virus.
    """
    if by is not None:
        require(by, Right.REGISTER, of.body)
    if shown:
        _require_showable(of, kind)
    name = plain_name(name)
    refuse(name, content)
    viruses.refuse(name, content, body=of.body)
    made = Paper.objects.create(
        **{"case" if isinstance(of, Case) else "correction": of},
        kind=kind,
        name=name,
        vault=vault.keep(content),
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        side=side,
        shown=shown,
        note=note.strip(),
        made_from=made_from,
        by=by,
    )
    detail = {"编号": of.number, "种类": kind.label, "摘要值": made.digest}
    record("添加案件材料", by=by, subject=of, body=of.body, detail=detail)
    return made


@transaction.atomic
def remove(paper: Paper, why: str, *, by: User) -> Paper:
    """Take a file out of what is shown; it stays in the vault, with who took it out and why.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason, a letter consists of it, or a signed reply lists it.
    """
    of = paper.case or paper.correction
    assert of is not None
    require(by, Right.REGISTER, of.body)
    if not why.strip():
        raise ValidationError({"why": "请写明移除的原因"})
    if paper.kind == PaperKind.LETTER or paper.removed_at is not None:
        raise ValidationError("文书和已经移除的材料不能移除")
    if paper.kind == PaperKind.GIVEN and _is_signed(paper):
        raise ValidationError("答复书已经签发，其中列有这份文件；要移除的，请先送达或者作废答复书")
    paper.removed_at, paper.removed_why = timezone.now(), why.strip()
    paper.save(update_fields=["removed_at", "removed_why"])
    detail = {"编号": of.number, "摘要值": paper.digest, "原因": why.strip()}
    record("移除案件材料", by=by, subject=of, body=of.body, detail=detail)
    return paper


def _is_signed(paper: Paper) -> bool:
    """Whether a reply that lists a paper is approved and on its way."""
    signed = CaseLetter.objects.filter(case=paper.case_id, state=LetterState.APPROVED)
    return signed.filter(key__in=("disclosed", "partial")).exists()


@transaction.atomic
def show(paper: Paper, shown: bool, *, by: User) -> Paper:
    """Let the applicant download a file, or no longer.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was taken out, or the applicant may not see what is of its kind.
    """
    of = paper.case or paper.correction
    assert of is not None
    require(by, Right.REGISTER, of.body)
    if paper.removed_at is not None:
        raise ValidationError("已经移除的材料不能提供给申请人")
    if shown:
        _require_showable(of, PaperKind(paper.kind))
        _require_letter_served(paper)
    paper.shown = shown
    paper.save(update_fields=["shown"])
    detail = {"编号": of.number, "摘要值": paper.digest, "申请人可见": "是" if shown else "否"}
    record("变更材料的可见范围", by=by, subject=of, body=of.body, detail=detail)
    return paper


def _require_letter_served(paper: Paper) -> None:
    """
    Raises:
        ValidationError: a letter that was not served, or that goes to others.
    """
    if paper.kind != PaperKind.LETTER:
        return
    served = CaseLetter.objects.filter(Q(docx=paper) | Q(pdf=paper), state=LetterState.SERVED)
    if not served.exclude(key__in=TO_OTHERS | {"forwarding"}).exists():
        raise ValidationError("只有已经送达给申请人的文书，申请人才能下载")


INTERNAL: Final = frozenset({PaperKind.INFORMATION, PaperKind.SEARCH, PaperKind.CONSULTATION})
"""What the applicant never sees as it is: information is given by `services.giving`, others are asked in confidence."""


def _require_showable(of: Case | RecordCorrection, kind: PaperKind) -> None:
    """
    Raises:
        ValidationError: the applicant may not see what is of this kind, or not before the reply.
    """
    if kind in INTERNAL:
        raise ValidationError(f"“{kind.label}”不能直接给申请人下载；检索到的政府信息，请在“提供的信息”里决定怎样提供")
    if kind == PaperKind.GIVEN and isinstance(of, Case) and of.is_open:
        raise ValidationError("提供的政府信息，答复书送达以后申请人才能下载（条例第17条）")


def content_of(paper: Paper) -> bytes:
    """What is in a file.

    Raises:
        FileNotFoundError, KeysError: it is not there, or cannot be opened.
        ValueError: it is not what was put there.
    """
    content = vault.read(paper.vault)
    if hashlib.sha256(content).hexdigest() != paper.digest:
        raise ValueError(f"paper {paper.pk} was changed in the vault")
    return content


MOST_WORDS: Final = 4000
"""Of a paper that is a text, how much is read."""


def words_of(paper: Paper) -> str:
    """What a paper says that is a text; nothing of any other.

    Raises:
        FileNotFoundError, KeysError, ValueError: as `content_of`.
    """
    if not paper.name.endswith(".txt") or paper.size > MOST_WORDS * 4:
        return ""
    return content_of(paper).decode(errors="replace")[:MOST_WORDS]


REASONS: Final = "申请人说明的理由"
"""The note by which the papers with an applicant's reasons for asking so much are known (Art. 35)."""


def reasons_of(case: Case) -> list[Paper]:
    """What the applicant gave as reasons."""
    return list(case.papers.filter(kind=PaperKind.OTHER, note=REASONS, side=Side.APPLICANT, removed_at=None))


def refuse(name: str, content: bytes) -> None:
    """What a file may not be.

    Raises:
        ValidationError: it is empty, too large, or of a kind that is not taken.
    """
    suffix = PurePath(name).suffix.removeprefix(".").lower()
    if not content:
        raise ValidationError(f"“{name}”是空文件")
    if len(content) > vault.MOST:
        raise ValidationError(f"“{name}”超过{vault.MOST // 2**20} MB，请压缩或者拆分后再传")
    if suffix not in SUFFIXES:
        raise ValidationError(f"不能上传“{name}”这种文件，可以上传文档、表格、图片和压缩包")


def plain_name(name: str) -> str:
    """A file's name without a path and without what does not print."""
    base = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in base if sign.isprintable()).strip()[-200:] or "未命名"
