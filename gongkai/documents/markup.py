"""The text of an item: HTML of a few kinds of elements, whatever it was pasted from."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import nh3
from django.utils.html import strip_tags

TAGS: Final = {
    *("p", "br", "h2", "h3", "h4", "strong", "em", "u", "sub", "sup", "ol", "ul", "li", "blockquote", "hr", "a"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES: Final = {
    "a": {"href"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "p": {"class"},
    "ol": {"start"},
}
CLASSES: Final = {"p": {"centred", "right"}}
_EMPTY: Final = re.compile(r"<p(?: class=\"[a-z]+\")?>(?:\s|&nbsp;|<br>)*</p>")
_ENDS: Final = re.compile(r"</(?:p|h[2-4]|li|tr|caption|blockquote)>|<br>|<hr>")
_CELL: Final = re.compile(r"</t[dh]>")


def clean(html: str) -> str:
    """HTML without anything that could run, hide or load: only the elements that a public text is made of."""
    attributes = {tag: names - {"class"} for tag, names in ATTRIBUTES.items()}
    found = nh3.clean(
        html,
        tags=TAGS,
        attributes=attributes,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return _EMPTY.sub("", found).strip()


def plain(html: str) -> str:
    """What a reader reads of it: a line for each paragraph, cells of a row apart."""
    lines = strip_tags(_CELL.sub("\t", _ENDS.sub("\n", html)))
    return "\n".join(line.strip() for line in unescape(lines).replace("\xa0", " ").splitlines() if line.strip())
