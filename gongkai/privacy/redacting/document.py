"""Word documents."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from gongkai.privacy.redacting.package import redact_package
from gongkai.privacy.redacting.task import MARK, Done, Task
from gongkai.privacy.sources.docx import ADDED, CHANGES, REMOVED, Styles, W, runs
from gongkai.privacy.sources.trees import parsed
from gongkai.report.sources.archive import open_zip, read_part

_MARKERS: Final = tuple(
    W + tag
    for tag in (
        "commentRangeStart", "commentRangeEnd", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
        "customXmlDelRangeEnd", "dataBinding", "rsids", "trackRevisions", "proofErr", "cellIns", "cellDel", "cellMerge",
        "documentProtection", "mailMerge", "docVars",
    )
)  # fmt: skip
"""What remains of comments, changes and custom XML when those are gone."""
_REFERENCE: Final = W + "commentReference"
_STORY: Final = re.compile(r"word/(?:document|header|footer|footnotes|endnotes|glossary/document)\d*\.xml\Z")


def redact_docx(data: bytes, task: Task) -> Done:
    """A document with its changes accepted. Raises NotReadable."""
    archive = open_zip(data)
    styles = Styles(parsed(read_part(archive, "word/styles.xml")) if "word/styles.xml" in archive.namelist() else None)

    def change(name: str, root: etree._Element) -> int:
        count = 0
        if _STORY.match(name):
            accept_changes(root)
            count = _remove_places(root, styles, task)
        for marker in [*root.iter(*_MARKERS)]:
            _cut(marker)
        for reference in [*root.iter(_REFERENCE)]:
            run = reference.getparent()
            _cut(run if run is not None and run.tag == W + "r" else reference)
        return count

    return redact_package(data, task, change, lambda _name, _element: False)


def accept_changes(root: etree._Element) -> None:
    """What was inserted stays, what was deleted goes, and nobody sees who did it."""
    for row in [*root.iter(W + "tr")]:
        if row.find(f"{W}trPr/{W}del") is not None:
            _cut(row)
    for element in [*root.iter(*REMOVED, *CHANGES)]:
        _cut(element)
    for element in [*root.iter(*ADDED)]:
        parent = element.getparent()
        if parent is None:
            continue
        at = parent.index(element)
        for child in reversed([*element]):
            parent.insert(at, child)
        _cut(element)


def _remove_places(root: etree._Element, styles: Styles, task: Task) -> int:
    """Remove hidden runs, and the text of runs on black ground."""
    if not task.places:
        return 0
    count = 0
    for paragraph in [*root.iter(W + "p")]:
        for run, text in [*runs(paragraph)]:
            if not text.strip():
                continue
            look = styles.look(run, paragraph)
            if look.hidden and task.removes("P20"):
                _cut(run)
                count += 1
            elif look.black and task.removes("P27"):
                nodes = [*run.iter(W + "t")]
                for node in nodes:
                    node.text = ""
                nodes[0].text = MARK
                count += 1
    return count


def _cut(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
