"""Web pages: text over elements, attributes, comments, scripts."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

from lxml import etree

from gongkai.privacy.characters import holds
from gongkai.privacy.redacting.task import NOWHERE, Bit, Done, Task, black_out, black_out_attributes
from gongkai.privacy.sources.html import INLINE, embedded, hidden_elements, tree_of, unescaped
from gongkai.privacy.sources.image import kind_of, without_information
from gongkai.report.sources.trees import drop

_CELLS: Final = ("td", "th")
_DOCTYPE: Final = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*<!doctype[^>]{0,300}>", re.I)


def redact_html(data: bytes, task: Task) -> Done:
    """A page in UTF-8, without comments. Raises NotReadable."""
    root = tree_of(data)
    notes: list[str] = []
    if task.removes("P20"):
        wanted = {" ".join(finding.text.split()) for finding in task.places if finding.code == "P20"}
        for element in hidden_elements(root):
            if " ".join("".join(map(str, element.itertext())).split()) in wanted:
                drop(element)
    etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    count = black_out(_bits(root), task.cores) + black_out_attributes(root, task.cores)
    for script in [*root.iter("script", "style")]:
        if holds(unescaped(script.text or ""), task.cores):
            drop(script)
            count += 1
            notes.append("删去了含有要删内容的一段脚本")
    notes += _embedded_files(root)
    for meta in root.iter("meta"):
        if task.metadata and (meta.get("name") or "").lower() in ("author", "generator", "creator"):
            meta.set("content", "")
    _set_charset(root)
    doctype = _DOCTYPE.match(data)
    made = etree.tostring(root, encoding="utf-8", method="html")
    doctype = _DOCTYPE.match(data)
    head = doctype[0].removeprefix(b"\xef\xbb\xbf").strip() + b"\n" if doctype else b""
    return Done(head + bytes(made), count, notes)


def _embedded_files(root: etree._Element) -> list[str]:
    """Files within addresses: pictures lose what is written beside them, others go."""
    notes: dict[str, None] = {}
    for element in root.iter("*"):
        for name, value in element.attrib.items():
            content = embedded(str(value)) if str(value).startswith("data:") else b""
            if not content:
                continue
            if kind := kind_of(content):
                encoded = b64encode(without_information(content)).decode()
                element.set(name, f"data:image/{kind};base64,{encoded}")
                notes["网页内嵌有图片，图片画面没有处理，请自行核对"] = None
            else:
                element.set(name, NOWHERE)
                notes["删去了网页内嵌的文件"] = None
    return [*notes]


def _bits(root: etree._Element) -> Iterator[Bit]:
    """The page's text in order, with the ends of blocks and cells."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag not in INLINE:
                yield Bit("\n")
            if element.text:
                yield Bit(element.text, element)
        else:
            if tag not in INLINE:
                yield Bit("\t" if tag in _CELLS else "\n")
            if element.tail:
                yield Bit(element.tail, element, tail=True)


def _set_charset(root: etree._Element) -> None:
    for meta in [*root.iter("meta")]:
        if meta.get("charset") or (meta.get("http-equiv") or "").lower() == "content-type":
            drop(meta)
    head = root.find("head")
    if head is not None:
        meta = etree.Element("meta", charset="utf-8")
        head.insert(0, meta)
