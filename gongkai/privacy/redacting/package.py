"""Office files as packages: parts that go with their relations and content types, the others blacked out."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from gongkai.privacy.redacting.task import Bit, Done, Task, black_out, black_out_attributes
from gongkai.privacy.sources.docx import MAIN, STRICT
from gongkai.privacy.sources.image import kind_of, without_information
from gongkai.privacy.sources.package import EMBEDDED
from gongkai.privacy.sources.trees import local, parsed
from gongkai.report.sources.archive import check_sizes, open_zip, read_part

_GOES: Final = re.compile(
    r"(?:word|xl|ppt)/(?:comments\w*|comments/.*|threadedComments/.*|persons/.*|people|revisions/.*|printerSettings/.*|customProperty.*|"
    r"commentsExtensible|commentsIds|commentsExtended|externalLinks/.*)(?:\d*\.(?:xml|bin))?\Z|(?:word|xl|ppt)/people\.xml|xl/calcChain\.xml|"
    r"customXml/|xl/drawings/(?:vml|comments)Drawing\d*\.vml|docProps/(?:custom\.xml|thumbnail)|_xmlsignatures/|customUI/|word/vbaData|xl/volatileDependencies",
    re.I,
)
"""Parts that are not the document that is published."""
_PROPERTIES: Final = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}
_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ENDS: Final = {"p": "\n", "si": "\n", "is": "\n", "c": "\t", "row": "\n", "pt": "\n", "tr": "\n", "property": "\n"}
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n"}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)

Change = Callable[[str, etree._Element], int]
"""What is done to a part of its own kind before its text is blacked out; how many places that were."""


def redact_package(data: bytes, task: Task, change: Change, keep: Callable[[str, etree._Element], bool]) -> Done:
    """Rewrite a package. `change` works on each part that is XML; `keep` says which elements' own text is left to it.

    Raises NotReadable.
    """
    archive = open_zip(data)
    check_sizes(archive)
    names = [name for name in archive.namelist() if not name.endswith("/")]
    gone = {name for name in names if _GOES.search(name) or EMBEDDED.search(name)}
    gone |= {name for name in names if name.endswith(".rels") and _owner(name) in gone}
    done = Done(b"")
    if embedded := sum(1 for name in gone if EMBEDDED.search(name) and not name.endswith(".rels")):
        done.notes.append(f"删去了{embedded}个嵌入的文件、对象或者宏")
    if any(name.startswith("_xmlsignatures/") for name in gone):
        done.notes.append("电子签名随内容改动失效，已删去")
    trees = {
        name: _tree(archive, name) for name in names if name not in gone and name.endswith((".xml", ".rels", ".vml"))
    }
    _cut_relations(trees, gone)
    pictures = 0
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in names:
            if name in gone:
                continue
            if task.metadata and name in _PROPERTIES:
                content = _HEAD + _PROPERTIES[name]
            elif name in trees:
                root = trees[name]
                done.removed += change(name, root)
                done.removed += black_out(_bits(root, keep), task.cores) + black_out_attributes(root, task.cores)
                content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
            else:
                content = read_part(archive, name)
                if kind_of(content):
                    pictures += 1
                    content = without_information(content) if task.metadata else content
            out.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    if pictures:
        done.notes.append(f"文件内有{pictures}幅图片，图片画面没有处理，请自行核对")
    done.data = made.getvalue()
    return done


def _tree(archive: zipfile.ZipFile, name: str) -> etree._Element:
    root = parsed(read_part(archive, name).replace(STRICT, MAIN.encode()))
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return root


def _owner(name: str) -> str:
    """The part whose relations a part holds: word/_rels/document.xml.rels → word/document.xml."""
    return name.replace("_rels/", "").removesuffix(".rels")


def _cut_relations(trees: dict[str, etree._Element], gone: set[str]) -> None:
    """Take out relations and content types of what is gone, and the elements that would lead there."""
    for name, root in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(_owner(name))
        cut = set()
        for relation in [*root]:
            target = relation.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = (relation.get("Type") or "").rpartition("/")[2]
            if (relation.get("TargetMode") != "External" and path in gone) or kind in (
                "attachedTemplate",
                "externalLinkPath",
            ):
                cut.add(relation.get("Id"))
                root.remove(relation)
        owner = trees.get(_owner(name))
        if owner is not None and cut:
            for element in [*owner.iter("*")]:
                parent = element.getparent()
                if parent is not None and any(
                    str(key).startswith(_OFFICE) and value in cut for key, value in element.attrib.items()
                ):
                    parent.remove(element)
    types = trees.get("[Content_Types].xml")
    for entry in [*types] if types is not None else []:
        if (entry.get("PartName") or "").lstrip("/") in gone:
            entry.getparent().remove(entry)


def _bits(root: etree._Element, keep: Callable[[str, etree._Element], bool]) -> Iterator[Bit]:
    """The text of a part in order, with the ends of paragraphs, cells and strings."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            if name in _BREAKS and element.getparent() is not None and local(element.getparent()) == "r":
                yield Bit(_BREAKS[name])
            if element.text and not keep(name, element):
                yield Bit(element.text, element)
        elif name in _ENDS:
            yield Bit(_ENDS[name])
        elif name == "tc":
            yield Bit("\t")
