"""XML that somebody hands us, without entities, network or limits that a long table would meet."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gongkai.report.errors import NotReadable


def parsed(xml: bytes) -> etree._Element:
    """The root of an XML document. Raises NotReadable for one that is damaged or declares entities."""
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:65536]:
        raise NotReadable("文件内含DTD声明，不是正常的文件，已拒绝读取")
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise NotReadable("文件中的XML已损坏，读不出") from error


def local(element: etree._Element) -> str:
    """An element's name without its namespace, "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def strings(root: etree._Element) -> Iterator[str]:
    """All text of a tree, node by node."""
    for text in root.itertext():
        if text and not text.isspace():
            yield str(text)
