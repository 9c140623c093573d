"""Old reports on their way into the archive: files received, read in the background, proposed to be somebody's report
of a year, taken for it.

Whose report it is and of which year is proposed by what it says; what speaks against that is said (`doubts`), and a
person decides. A body is found under the name that it bore then: bodies that ended are kept with their names, and
`bodies.Succession` says what they became.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import IO, Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where, may, require
from gongkai.audit.services import record
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body, Succession
from gongkai.documents import store
from gongkai.documents.models import StoredFile
from gongkai.documents.services.register import keep_file, plain_name
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing, Section, UploadedReport
from gongkai.filings.reading import Read
from gongkai.filings.services.compiling import due_on
from gongkai.filings.services.reports import kept, restored
from gongkai.jobs.models import Job
from gongkai.jobs.services import start
from gongkai.report import Report
from gongkai.report.batch import SUFFIXES
from gongkai.report.form import SECTION_TITLES, edition_for
from gongkai.report.interchange import from_dict
from gongkai.report.level import same_body
from gongkai.report.sources import LARGEST

MOST_FILES: Final = 500
MOST_BYTES: Final = 500 * 2**20
"""Of the files of one upload together."""
FIRST_YEAR: Final = 2008
"""The Regulations of 2007 brought the annual report."""
_CONTAINERS: Final = ("word/", "xl/", "content.xml", "OFD.xml")
"""What lies in a ZIP that is an office file itself."""
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_CONTRACT: Final = frozenset(
    "source format edition body year title cells marks units preamble sections signed_by signed_on period contact"
    " claims notes places".split()
)


# --- receiving ------------------------------------------------------------------------------------------------------


class Refused(NamedTuple):
    """A file that was not kept, and why, in a Chinese sentence."""

    name: str
    why: str


class Received(NamedTuple):
    uploads: list[UploadedReport]
    refused: list[Refused]
    again: int
    """How many had been uploaded before."""


@transaction.atomic
def receive(body: Body, files: Iterable[UploadedFile[Any]], *, by: User) -> Received:
    """Keep files, and those in ZIPs, as old reports of a body and those under it, and have them read.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: none of the files can be kept.
    """
    require(by, Right.REGISTER, body)
    made: list[UploadedReport] = []
    refused: list[Refused] = []
    again = 0
    for name, content in _bounded(_files(files)):
        if isinstance(content, str):
            refused.append(Refused(name, content))
            continue
        kept, new = UploadedReport.objects.get_or_create(
            body=body, file=keep_file(content, name), defaults={"name": name[-200:], "uploaded_by": by}
        )
        made += [kept] if new else []
        again += not new
    if not made and (refused or not again):
        raise ValidationError({"reports": [f"“{each.name}”：{each.why}" for each in refused] or ["请选择文件"]})
    if made:
        record("上传历史报告", by=by, subject=body, body=body, detail={"文件数": len(made)})
        _have_read(body, made, by=by)
    return Received(made, refused, again)


def _have_read(body: Body, uploads: list[UploadedReport], *, by: User) -> Job:
    job = start("filings.read", by=by, body=body, uploads=[each.pk for each in uploads])
    UploadedReport.objects.filter(pk__in=[each.pk for each in uploads]).update(job=job)
    return job


@transaction.atomic
def read_again(upload: UploadedReport, *, by: User) -> Job:
    """Have a file read once more that was refused: what it needs may be there by now.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was taken for a report.
    """
    upload = _waiting(upload, by)
    return _have_read(upload.body, [upload], by=by)


@transaction.atomic
def put_away(upload: UploadedReport, *, by: User) -> None:
    """Throw an uploaded file away that is nobody's report.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was taken for a report.
    """
    upload = _waiting(upload, by)
    record("弃用上传的历史报告", by=by, subject=upload, body=upload.body, detail={"文件": upload.name})
    throw_away(upload)


@transaction.atomic
def throw_away(upload: UploadedReport) -> None:
    """Delete what was uploaded, and its file unless something else has it: a state secret is kept nowhere."""
    file = upload.file
    upload.delete()
    _forget(file)


def _forget(file: StoredFile) -> None:
    """Take a file off the shelf that nothing else refers to."""
    at = store.path_of(file.digest)
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: store.shelf().delete(at))


def _waiting(upload: UploadedReport, by: User) -> UploadedReport:
    held = UploadedReport.objects.select_for_update(of=("self",)).select_related("body", "file").get(pk=upload.pk)
    require(by, Right.REGISTER, held.body)
    if held.filing_id is not None:
        raise ValidationError("已经取用为年度报告")
    return held


# --- files and archives ---------------------------------------------------------------------------------------------

Part = tuple[str, bytes | str]
"""A file's name with its content, or with why it is not kept."""


def _files(files: Iterable[UploadedFile[Any]]) -> Iterator[Part]:
    for file in files:
        name = str(file.name)
        if _is_archive(file):
            yield from _in_archive(file, name)
        elif (file.size or 0) > LARGEST:
            yield name, f"超过{LARGEST // 2**20} MB，不像年度报告"
        else:
            file.seek(0)
            content = file.read()
            yield name, content or "文件是空的"


def _is_archive(file: IO[bytes]) -> bool:
    """Whether a file is a ZIP of files and no office document, which is one as well."""
    file.seek(0)
    if file.read(2) != b"PK":
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return not any(name.startswith(_CONTAINERS) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _in_archive(file: IO[bytes], name: str) -> Iterator[Part]:
    """The reports in a ZIP, by their paths in it; what is no document is passed over."""
    with _opened(file) as archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename.replace("\\", "/"))
            hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
            if info.is_dir() or hidden:
                continue
            if path.suffix.lower() not in SUFFIXES:
                yield str(path), "不是文档：压缩包里的文件应是DOCX、PDF、网页、表格或者文本"
            else:
                yield str(path), _content(archive, info)


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Archives made in Chinese offices have names in GBK, which they do not say."""
    file.seek(0)
    try:
        return zipfile.ZipFile(file, metadata_encoding="gbk")
    except UnicodeDecodeError:
        return zipfile.ZipFile(file)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | str:
    """A file of an archive, of which nothing is believed that it says of its size."""
    if info.flag_bits & 0x1:
        return "已加密，请先解除密码"
    too_large = f"解开后超过{LARGEST // 2**20} MB，不像年度报告"
    if info.file_size > LARGEST:
        return too_large
    try:
        with archive.open(info) as part:
            data = part.read(LARGEST + 1)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return "在压缩包里已损坏"
    return too_large if len(data) > LARGEST else data or "文件是空的"


def _bounded(parts: Iterator[Part]) -> Iterator[Part]:
    """No more files, and no more of them together, than one upload may have."""
    size = 0
    for number, (name, content) in enumerate(parts, 1):
        if number > MOST_FILES:
            yield name, f"一次最多上传{MOST_FILES}个文件，这个和以后的没有收，请分几次上传"
            return
        size += len(content) if isinstance(content, bytes) else 0
        if size > MOST_BYTES:
            yield name, f"一次上传的文件合计不能超过{MOST_BYTES // 2**20} MB，这个和以后的没有收，请分几次上传"
            return
        yield _path(name), content


def _path(name: str) -> str:
    """A name with the folders above it, which may tell the year."""
    return "/".join(plain_name(part) for part in PurePosixPath(name).parts[-3:])


# --- what was read --------------------------------------------------------------------------------------------------


@transaction.atomic
def note_read(upload: UploadedReport, found: Read) -> None:
    """Keep what was read of a file, and propose whose report it is, and of which year."""
    upload.read = kept(found.data) if found.data else {}
    upload.refused, upload.read_at = found.refused[:500], timezone.now()
    if found.data:
        upload.whose, upload.year, upload.scope = propose(upload)
    upload.save(update_fields=["read", "refused", "read_at", "whose", "year", "scope"])


def report_in(upload: UploadedReport) -> Report:
    """What was read, as a report."""
    return from_dict(restored(upload.read))


def for_filing(upload: UploadedReport) -> dict[str, Any]:
    """What was read, as `gongkai.annual-report/1` alone."""
    return {name: value for name, value in upload.read.items() if name in _CONTRACT}


# --- whose, and when ------------------------------------------------------------------------------------------------


class Proposal(NamedTuple):
    whose: Body | None
    year: int | None
    scope: Scope


def propose(upload: UploadedReport) -> Proposal:
    """Whose report it is, and of which year, by what it says and, where that says nothing, by the name of the file."""
    year = upload.read["year"] or _year_in(upload.name)
    whose = _whose(upload, date(year, 12, 31) if year else timezone.localdate())
    return Proposal(whose, year, scope_of(whose) if whose is not None else Scope.OWN)


def scope_of(body: Body) -> Scope:
    """A government's report covers all of its region (Regulations, Art. 49)."""
    return Scope.REGION if body.kind == BodyKind.GOVERNMENT else Scope.OWN


def _whose(upload: UploadedReport, day: date) -> Body | None:
    allowed = list(bodies_where(upload.uploaded_by, Right.REGISTER).order_by("path"))
    name = upload.read["body"] or ""
    found = named(name, allowed)
    if not found and name:
        found = _became(name, allowed)
    if not found:
        found = _in_name(upload.name, allowed)
    if not found and not name and upload.body in allowed:
        found = [upload.body] if not upload.body.children.exists() else []
    then = [body for body in found if body.exists_on(day)]
    if upload.body in (then or found):
        return upload.body
    return next((some[0] for some in (then, found) if len(some) == 1), None)


def named(name: str, bodies: Iterable[Body]) -> list[Body]:
    """The bodies of a name, which may lack the wider place, or be the short one."""
    exactly = [body for body in bodies if name and name in (body.name, body.short_name)]
    return exactly or [body for body in bodies if name and same_body(body.name, name)]


def _became(name: str, allowed: list[Body]) -> list[Body]:
    """The bodies that came out of one of that name."""
    changes = Succession.objects.filter(successor__in=allowed).select_related("predecessor", "successor")
    return list(dict.fromkeys(each.successor for each in changes if named(name, [each.predecessor])))


def _in_name(file: str, allowed: list[Body]) -> list[Body]:
    """The body whose name stands in that of the file, the longest name first."""
    names = [(len(called), body) for body in allowed for called in (body.name, body.short_name) if called in file]
    longest = max((length for length, _ in names if length), default=0)
    return [body for length, body in names if length == longest > 0]


def _year_in(name: str) -> int | None:
    years = {int(year) for year in _YEAR.findall(name)}
    return years.pop() if len(years) == 1 else None


class Doubt(NamedTuple):
    """Something to look at before a report is taken; what `hinders` has to be put right first."""

    said: str
    hinders: bool = False


def doubts(
    upload: UploadedReport, whose: Body | None = None, year: int | None = None, scope: Scope | None = None
) -> list[Doubt]:
    """What speaks against a report's being somebody's of a year; of what was proposed, if nothing is given."""
    whose, year, scope = whose or upload.whose, year or upload.year, Scope(scope or upload.scope)
    return list(_doubts(upload, whose, year, scope)) if upload.read else []


def _doubts(upload: UploadedReport, whose: Body | None, year: int | None, scope: Scope) -> Iterator[Doubt]:
    said, said_year = upload.read["body"], upload.read["year"]
    if whose is None:
        yield Doubt(f"报告写的机关是“{said}”，没有找到这个机关" if said else "没有读到是哪个机关的报告", hinders=True)
    elif said and not named(said, names_of(whose)):
        yield Doubt(f"报告写的机关是“{said}”，与“{whose}”不同")
    elif not said:
        yield Doubt(f"报告没有写明机关，{'文件名写的是' if _in_name(upload.name, [whose]) else '推定为'}“{whose}”")
    if year is None:
        yield Doubt("没有读到是哪一年的报告", hinders=True)
        return
    if said_year and said_year != year:
        yield Doubt(f"报告写的年度是{said_year}年，与{year}年不同")
    elif not said_year:
        yield Doubt(f"报告没有写明年度，文件名写的是{year}年")
    others = {int(other) for other in _YEAR.findall(upload.name)} - {year, year + 1}
    if said_year and others:
        yield Doubt(f"文件名里有{'、'.join(map(str, sorted(others)))}，报告写的年度是{said_year}年")
    if not FIRST_YEAR <= year < timezone.localdate().year:
        yield Doubt(f"年度应是{FIRST_YEAR}年至{timezone.localdate().year - 1}年", hinders=True)
    edition = upload.read["edition"]
    if edition is None:
        yield Doubt("没有读到表格，采信时只有文字")
    elif edition != edition_for(year).name:
        yield Doubt(f"表格是{edition}年版的格式，{year}年度应是{edition_for(year).name}年版")
    if whose is not None:
        yield from _against_others(upload, whose, year, scope)


def _against_others(upload: UploadedReport, whose: Body, year: int, scope: Scope) -> Iterator[Doubt]:
    if not whose.exists_on(date(year, 12, 31)):
        yield Doubt(f"{year}年底还没有“{whose}”，或者已经撤销")
    if Filing.objects.filter(body=whose, year=year, scope=scope).exists():
        yield Doubt(f"“{whose}”{year}年度的报告已经有了，不能再取用", hinders=True)
    same = UploadedReport.objects.waiting().filter(whose=whose, year=year, scope=scope).exclude(pk=upload.pk)
    for other in same[:3]:
        yield Doubt(f"“{other.name}”也是“{whose}”{year}年度的报告，请选定一份，弃用另一份")


def names_of(body: Body) -> list[Body]:
    """A body with those that it came out of and those that came out of it."""
    changes = Succession.objects.filter(Q(predecessor=body) | Q(successor=body))
    related = changes.select_related("predecessor", "successor")
    return [body, *(other for each in related for other in (each.predecessor, each.successor) if other != body)]


# --- taking ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def take(upload: UploadedReport, *, by: User, whose: Body, year: int, scope: Scope) -> Filing:
    """Take what was read for a body's report of a year. Nothing of it is public, or accepted, by that.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was not read; there is such a report; the year cannot be.
    """
    upload = _waiting(upload, by)
    require(by, Right.REGISTER, whose)
    if not upload.read:
        raise ValidationError(upload.refused or "文件还在读取，请稍候")
    if hindering := [each.said for each in doubts(upload, whose, year, scope) if each.hinders]:
        raise ValidationError(hindering)
    report = report_in(upload)
    filing = Filing(
        body=whose,
        year=year,
        scope=scope,
        edition=report.edition or edition_for(year).name,
        origin=Origin.UPLOADED,
        body_name=(report.body or whose.name)[:100],
        due_on=due_on(whose, year, scope),
        title=report.title[:200],
        preamble=report.preamble,
        signed_by=report.signed_by[:100],
        signed_on=report.signed_on,
        source=upload.file,
        source_name=upload.name,
        read=for_filing(upload),
        created_by=by,
    )
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError as exists:
        raise ValidationError(f"“{whose}”{year}年度的报告已经有了，不能再取用") from exists
    Section.objects.bulk_create(
        Section(
            filing=filing,
            key=each.key,
            title="" if each.title == SECTION_TITLES[each.key] else each.title[:100],
            text=each.text,
            by=by,
        )
        for each in report.sections
    )
    upload.filing, upload.whose, upload.year, upload.scope = filing, whose, year, scope
    upload.first_published_on = report.signed_on
    upload.save(update_fields=["filing", "whose", "year", "scope", "first_published_on"])
    record("取用历史报告", by=by, subject=filing, body=whose, detail={"年度": year, "文件": upload.name})
    return filing


def without_doubt(uploads: Iterable[UploadedReport], *, by: User) -> list[UploadedReport]:
    """Those of which nothing is doubtful, for bodies for which `by` may register."""
    sure = (each for each in uploads if each.read and each.whose and each.year and not doubts(each))
    return [each for each in sure if each.whose is not None and may(by, Right.REGISTER, each.whose)]


def take_all(uploads: Iterable[UploadedReport], *, by: User) -> list[Filing]:
    """Take those of which nothing is doubtful, as they are proposed; the others stay.

    Raises:
        PermissionDenied: `by` may not register for a body for which one was uploaded.
    """
    return [
        take(each, by=by, whose=each.whose, year=each.year, scope=Scope(each.scope))
        for each in without_doubt(uploads, by=by)
        if each.whose is not None and each.year is not None
    ]
