"""What a row of a table would do, found out without doing it; and doing just that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents import store
from gongkai.documents.bulk.columns import BY_NAME, HEADINGS, MEMBERS, listed, markup
from gongkai.documents.bulk.tables import Archive, Row
from gongkai.documents.enums import Attribute, Relation, Taking
from gongkai.documents.markup import plain
from gongkai.documents.models import Attachment, Intake, IntakeRow, Item, Link, Taken
from gongkai.documents.reading import NotRead, classified, read_file
from gongkai.documents.services.register import attach, change, link, plain_name, register, show_on, state, touch

LONGEST_KEY: Final = 200


class Problem(NamedTuple):
    """What is to be said of a row: at which column, by its heading, in a sentence. One that does not `hinder` is only a
    remark."""

    heading: str
    said: str
    hinders: bool = True


class Keyed(NamedTuple):
    """A row with the key that tells it from others; `twin` is the row before it that has the same."""

    row: Row
    key: str
    twin: int | None


class File(NamedTuple):
    path: str
    name: str
    digest: str
    size: int


class Look(NamedTuple):
    """What a row would do. `given` are members as `register` takes them, `item` is the one it would change."""

    number: int
    key: str
    title: str
    outcome: Taking
    problems: tuple[Problem, ...]
    given: Mapping[str, Any]
    files: tuple[File, ...]
    item: Item | None
    index_number: str
    published_at: datetime | None
    url: str
    sites: tuple[Body, ...]
    digest: str


class Place(NamedTuple):
    """Where rows come to: the body, the files that come with them, and what stands for empty cells."""

    body: Body
    archive: Archive | None
    defaults: Mapping[str, str]


def keyed(rows: Iterator[Row]) -> Iterator[Keyed]:
    """Rows with their keys: that of the table, or the index number, the old address, or else what the item is called,
    its number and date."""
    seen: dict[bytes, int] = {}
    for row in rows:
        key = key_of(row.cells)
        mark = hashlib.blake2b(key.encode(), digest_size=16).digest()
        first = seen.setdefault(mark, row.number)
        yield Keyed(row, key, first if first != row.number else None)


def key_of(cells: Mapping[str, str]) -> str:
    stated = cells.get("key") or cells.get("index_number") or cells.get("url")
    if stated and len(stated) <= LONGEST_KEY:
        return stated
    said = "\n".join(cells.get(name, "") for name in ("title", "document_number", "formed_on"))
    return f"#{hashlib.sha256((stated or said).encode()).hexdigest()[:40]}"


# --- looking --------------------------------------------------------------------------------------------------------


def look(at: Keyed, place: Place) -> Look:
    """What a row would do as things stand."""
    problems: list[Problem] = []
    values = _values(at.row.cells, place, problems)
    if at.twin is not None:
        problems.append(Problem(HEADINGS["key"], f"与第{at.twin}行是同一条"))
    files = tuple(_files(values.get("files", ""), place, problems))
    given = {name: value for name, value in values.items() if name in MEMBERS and name != "index_number"}
    given |= {name: value for name, value in place.defaults.items() if not given.get(name)}
    if (of := values.get("text_file")) and not given.get("text"):
        given["text"] = _text_of(of, place, problems)
    if mark := classified(plain(given.get("text", "")).splitlines()[:12]):
        problems.append(Problem(HEADINGS["text"], f"标有密级“{mark}”，国家秘密不得录入本系统"))
    if values.get("published_at") and given.get("attribute") not in (None, "", Attribute.PROACTIVE):
        problems.append(Problem(HEADINGS["published_at"], "不是主动公开的信息，不应有公开时间"))
    sites = tuple(_sites(values.get("sites", ()), problems))
    digest = _digest(given, files, sites)
    item, taken = _known(place.body, at.key, values.get("index_number", ""), problems)
    outcome = _outcome(item, taken, given, files, digest, place, problems)
    return Look(
        number=at.row.number,
        key=at.key,
        title=(at.row.cells.get("title") or "")[:200],
        outcome=Taking.REFUSED if any(each.hinders for each in problems) else outcome,
        problems=tuple(problems),
        given=given,
        files=files,
        item=item,
        index_number=_own_number(values.get("index_number", ""), item, problems),
        published_at=values.get("published_at"),
        url=values.get("url", "")[:500],
        sites=sites,
        digest=digest,
    )


def _values(cells: Mapping[str, str], place: Place, problems: list[Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in cells.items():
        column = BY_NAME[name]
        try:
            found[name] = column.read(text, place.body)
        except ValueError as error:
            problems.append(Problem(column.heading, str(error)))
    return found


def _files(cell: str, place: Place, problems: list[Problem]) -> Iterator[File]:
    """The files that a cell names: a line each, or several in a line with marks between them."""
    paths = [
        path
        for line in cell.splitlines()
        for path in ([line] if place.archive is not None and place.archive.has(line) else listed(line))
    ]
    for path in paths:
        try:
            if place.archive is None:
                raise ValueError(f"没有上传附件的压缩包，找不到“{path}”")
            data = place.archive.read(path)
            if not data:
                raise ValueError(f"“{path}”是空文件")
            yield File(path, plain_name(path), store.digest_of(data), len(data))
        except ValueError as error:
            problems.append(Problem(HEADINGS["files"], str(error)))


def _text_of(path: str, place: Place, problems: list[Problem]) -> str:
    """The text that a file of the archive holds: pages and plain text as they stand, documents as they are read."""
    try:
        if place.archive is None:
            raise ValueError(f"没有上传附件的压缩包，找不到“{path}”")
        data = place.archive.read(path)
        if path.lower().endswith((".html", ".htm", ".txt")):
            return markup(_decoded(data, path))
        return read_file(data, path).html
    except (ValueError, NotRead) as error:
        problems.append(Problem(HEADINGS["text_file"], str(error)))
        return ""


def _decoded(data: bytes, path: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"“{path}”的编码不是UTF-8或者GB18030")


def _sites(names: tuple[str, ...], problems: list[Problem]) -> Iterator[Body]:
    for name in names:
        if (site := Body.objects.on().filter(name=name).first()) is not None:
            yield site
        else:
            problems.append(Problem(HEADINGS["sites"], f"没有叫“{name}”的机关，不在它的网站发布", hinders=False))


def _known(body: Body, key: str, number: str, problems: list[Problem]) -> tuple[Item | None, Taken | None]:
    """The item that a row is about, if there is one: by its key, or by its index number among those of the body."""
    taken = Taken.objects.select_related("item__body").filter(body=body, key=key).first()
    if taken is not None:
        return taken.item, taken
    if number:
        return Item.objects.select_related("body").filter(body=body, index_number=number).first(), None
    return None, None


def _own_number(number: str, item: Item | None, problems: list[Problem]) -> str:
    """The index number that an item keeps, unless it has one or another one has that."""
    if not number or item is not None:
        return ""
    if len(number) > 100 or Item.objects.filter(index_number=number).exists():
        problems.append(Problem(HEADINGS["index_number"], f"“{number}”已经用过或者太长，将另编索引号", hinders=False))
        return ""
    return number


def _outcome(
    item: Item | None,
    taken: Taken | None,
    given: Mapping[str, Any],
    files: tuple[File, ...],
    digest: str,
    place: Place,
    problems: list[Problem],
) -> Taking:
    if item is not None and taken is not None and taken.digest == digest:
        return Taking.UNCHANGED
    before = None if item is None else _state_of(item)
    trial = item or Item(body=place.body)
    try:
        state(trial, given)
    except ValidationError as error:
        known = {each.heading for each in problems}
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        problems += [
            Problem(heading, said)
            for heading, sentences in ((HEADINGS.get(name, ""), each) for name, each in told.items())
            for said in sentences
            if heading not in known
        ]
        return Taking.REFUSED
    if item is None:
        return Taking.ADDED
    if _state_of(trial) == before and not _files_differ(item, files):
        return Taking.UNCHANGED
    if not item.may_change:
        problems.append(Problem("", f"这条信息{item.get_state_display()}，不用表格改动", hinders=False))
        return Taking.KEPT
    if taken is None or taken.edition != item.edition:
        problems.append(Problem("", "这条信息在平台上登记或者改过，不用表格覆盖", hinders=False))
        return Taking.KEPT
    return Taking.CHANGED


def _state_of(item: Item) -> list[Any]:
    return [getattr(item, name) for name in sorted(MEMBERS)]


def _files_differ(item: Item, files: tuple[File, ...]) -> bool:
    kept = list(item.attachments.order_by("order").values_list("name", "file_id"))
    return kept != [(file.name, file.digest) for file in files]


def _digest(given: Mapping[str, Any], files: tuple[File, ...], sites: tuple[Body, ...]) -> str:
    said = repr((sorted(given.items()), [(file.name, file.digest) for file in files], [site.pk for site in sites]))
    return hashlib.sha256(said.encode()).hexdigest()


# --- doing ----------------------------------------------------------------------------------------------------------


def carry_out(seen: Look, intake: Intake, place: Place, *, by: User | None) -> IntakeRow:
    """Do what a row was seen to do, in the caller's transaction, and note what became of it.

    Raises:
        PermissionDenied: `by` may not register for the body.
    """
    item = seen.item
    if seen.outcome == Taking.ADDED:
        item = register(place.body, seen.given, by=by, index_number=seen.index_number)
    elif seen.outcome == Taking.CHANGED and item is not None:
        item = change(Item.objects.get(pk=item.pk), seen.given, by=by, edition=item.edition)
        _clear(item, by=by)
    if item is not None and seen.outcome in (Taking.ADDED, Taking.CHANGED):
        for file in seen.files:
            assert place.archive is not None
            attach(item, place.archive.read(file.path), file.name, by=by)
        if seen.sites or seen.outcome == Taking.CHANGED:
            show_on(item, list(seen.sites), by=by)
        item = Item.objects.get(pk=item.pk)
        Taken.objects.update_or_create(
            item=item,
            defaults={"body": place.body, "key": seen.key, "digest": seen.digest, "edition": item.edition},
        )
    return IntakeRow.objects.create(
        intake=intake,
        number=seen.number,
        key=seen.key,
        title=seen.title,
        outcome=seen.outcome,
        item=item,
        problems=[[each.heading, each.said] for each in seen.problems],
        published_at=seen.published_at,
        url=seen.url,
    )


def _clear(item: Item, *, by: User | None) -> None:
    """Take the files of a draft out, which its row states anew."""
    if names := list(item.attachments.values_list("name", flat=True)):
        Attachment.objects.filter(item=item).delete()
        touch(item, by)
        record("删除附件", by=by, subject=item, body=item.body, detail={"文件": names})


def carry_out_links(at: Keyed, place: Place, *, by: User | None) -> list[Problem]:
    """Relate the item of a row to others of the same table, or of the register; what was not done is said."""
    problems: list[Problem] = []
    wanted: tuple[tuple[Relation, str], ...] = _values(
        {name: text for name, text in at.row.cells.items() if name == "links"}, place, problems
    ).get("links", ())
    if not wanted:
        return []
    item, _ = _known(place.body, at.key, at.row.cells.get("index_number", ""), problems)
    for relation, key in wanted:
        other, _ = _known(place.body, key, "", problems)
        other = other or Item.objects.filter(index_number=key).first()
        if item is None or other is None or item == other:
            problems.append(Problem(HEADINGS["links"], f"没有找到“{key}”，没有关联", hinders=False))
        elif not Link.objects.filter(item=item, relation=relation, other=other).exists():
            link(item, relation, other, by=by)
    return problems
