"""Directories and how bodies stand by them, as tables: with the headings that are read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from gongkai.documents.enums import Level
from gongkai.documents.models import Directory, Entry
from gongkai.documents.standards.channels import spelled
from gongkai.documents.standards.services import Duly

HEADINGS = [
    *("序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体"),
    *("公开对象", "公开方式", "公开层级"),
]
STANDING = ["机关", "领域", *HEADINGS[:8], "状态", "已公开条数", "最近公开", "说明"]


def levels_of(entry: Entry) -> str:
    return "、".join(Level(level).label for level in entry.levels)


def _cells(entry: Entry) -> list[str]:
    texts = (entry.number, entry.subject, entry.part, entry.content, entry.basis, entry.term, entry.publisher)
    return [*texts, spelled(entry.channels)]


def directory_table(directory: Directory) -> Iterator[list[str]]:
    """A directory as it is published, one line of headings."""
    yield HEADINGS
    for entry in directory.entries.all():
        yield [*_cells(entry), entry.audience, entry.manner, levels_of(entry)]


def standing_table(duties: Iterable[Duly]) -> Iterator[list[str]]:
    """Every duty with how it stands."""
    yield STANDING
    for each in duties:
        day = f"{timezone.localtime(each.latest):%Y-%m-%d}" if each.latest is not None else ""
        about = [each.standing.label, str(each.number), day, each.why]
        yield [each.body.name, each.entry.directory.field, *_cells(each.entry), *about]
