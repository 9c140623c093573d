"""What all Office files (OOXML) share: properties, embedded files, pictures, relations, parts that nobody looks at."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from zipfile import ZipFile

from lxml import etree

from gongkai.privacy.findings import Place
from gongkai.privacy.kinds import Weight
from gongkai.privacy.people import by, is_path, names_person
from gongkai.privacy.reading import Reading
from gongkai.privacy.sources.image import kind_of, read_image
from gongkai.privacy.sources.trees import local, parsed, strings
from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import read_part

EMBEDDED: Final = re.compile(
    r"(?:word|xl|ppt)/(?:embeddings|activeX|ctrlProps|macrosheets)/|vbaProject\.bin|vbaData|oleObject|afchunk|(?:word|xl|ppt)/attachedToolbars",
    re.I,
)
"""Parts that are files or programs of their own."""
CHARTS: Final = re.compile(r"(?:word|xl|ppt)/embeddings/.*\.xlsx\Z", re.I)
_DATES: Final = frozenset(
    "created modified lastPrinted TotalTime Pages Words Characters Application AppVersion DocSecurity revision".split()
)
_PERSONS: Final = {"creator": "作者", "lastModifiedBy": "最后保存者", "Manager": "经理", "Company": "单位"}
_SILENT: Final = re.compile(
    r"(?:styles|stylesWithEffects|fontTable|theme\d*|webSettings|numbering|calcChain|presProps|viewProps|tableStyles|printerSettings\d*|\[Content_Types\])"
    r"\.(?:xml|bin)\Z|/(?:theme|slideMasters|slideLayouts)/"
)
"""Parts without text of the document."""
_DRIVE: Final = "externalLink"

Inner = Callable[[bytes, str, Reading], None]
"""How a file within this one is scanned."""


def read_package(archive: ZipFile, reading: Reading, done: set[str], inner: Inner) -> None:
    """All that is not the document's own text; `done` are the parts that were read as such."""
    pictures = 0
    for name in archive.namelist():
        reading.budget.check()
        if name in done or name.endswith("/"):
            continue
        if name.startswith("docProps/"):
            _properties(archive, name, reading)
        elif EMBEDDED.search(name):
            if not name.endswith(".rels"):
                _embedded(archive, name, reading, inner)
        elif name.endswith(".rels"):
            _relations(read_part(archive, name), name, reading)
        elif "/media/" in name:
            pictures += 1
            content = read_part(archive, name)
            picture = Reading(kind_of(content), reading.budget, reading.depth + 1)
            read_image(content, picture, Place(part=name))
            reading.take_in("", picture.finish())
        elif name.endswith((".xml", ".vml")) and not _SILENT.search(name):
            _other(archive, name, reading)
    if pictures:
        reading.miss(f"文件内有{pictures}幅图片，图片中的文字和人像未评估")


def _properties(archive: ZipFile, name: str, reading: Reading) -> None:
    if not name.endswith(".xml"):
        reading.tell("P23", name, Place(part=name), "文件带有首页缩略图")
        return
    for element in parsed(read_part(archive, name)).iter():
        text = (element.text or "").strip()
        label = local(element)
        if not text or label in _DATES or len(element):
            continue
        parent = element.getparent()
        if parent is not None and local(parent) == "property":
            label = str(parent.get("name") or label)
        place = Place(part=f"文件属性（{_PERSONS.get(label, label)}）")
        reading.add(text, place)
        if is_path(text) or (label in _PERSONS and names_person(text)):
            reading.tell("P23", text, place)


def _embedded(archive: ZipFile, name: str, reading: Reading, inner: Inner) -> None:
    content = read_part(archive, name)
    macro = "vba" in name.lower() or "macrosheets" in name
    reading.tell("P24", name, Place(part=name), "含有宏" if macro else "")
    if not macro:
        inner(content, name, reading)


def _relations(xml: bytes, name: str, reading: Reading) -> None:
    for relation in parsed(xml):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            continue
        place = Place(part=f"链接（{name}）")
        if is_path(target):
            reading.tell("P23", target, place)
        reading.add(target, place, quiet=True)


def _other(archive: ZipFile, name: str, reading: Reading) -> None:
    """The text of a part that is read as nothing in particular: charts, diagrams, glossaries, custom XML."""
    try:
        root = parsed(read_part(archive, name))
    except NotReadable:
        reading.miss(f"{name}读不出，未评估")
        return
    text = "\n".join(strings(root))
    reading.add(text, Place(part=name), quiet=True)
    if re.search(r"(?:word|xl|ppt)/(?:comments|threadedComments)", name):
        for comment in root.iter("{*}comment", "{*}cm", "{*}threadedComment"):
            said = " ".join(strings(comment))
            reading.tell("P22", said, Place(part=name), by(_author(comment)))
    if name.endswith("people.xml") or "/persons/" in name:
        for person in root:
            if author := _author(person) or person.get("displayName"):
                reading.tell("P23", author, Place(part=name), weight=Weight.WARNS)


def _author(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("author")), "")
