"""What reading HTML and OOXML has in common: picking elements of a tree and taking them out."""

from __future__ import annotations

from typing import cast

from lxml import etree


def select(path: etree.XPath, root: etree._Element) -> list[etree._Element]:
    """The elements that a path for elements finds."""
    return cast(list[etree._Element], path(root))


def drop(element: etree._Element) -> None:
    """Take an element out; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)
