"""What somebody reads of an answer, or hears of it: to find the English that was left in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from django.http.response import HttpResponseBase
from lxml import html

ALLOWED: Final = frozenset(
    [
        *"XLSX DOCX PDF HTML TXT CSV JSON TSV URL AVIF GIF JPG JPEG PNG WEBP KB MB".split(),
        *"JavaScript ICP WebAuthn gongkai jyj".split(),
    ]
)
"""What Chinese has no other word for."""
KNOWN: Final = frozenset({"Search"})
"""The button of Wagtail's form to look for a page, out of sight, for which it has no translation."""
NOT_READ: Final = frozenset({"script", "style", "code", "kbd", "iframe"})
SPOKEN: Final = ("title", "aria-label", "aria-description", "placeholder", "alt")
IN_DATA: Final = frozenset({"label", "heading", "title", "text", "helpText", "placeholder", "html", "htmlFragment"})
"""Members of the data for scripts that end up before the reader."""
_COMMAND: Final = re.compile(r"gongkai [a-z -]+")
_TOKEN: Final = re.compile(r"[\w.:/@%+-]+", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


def english(answer: HttpResponseBase, *, names: frozenset[str]) -> set[str]:
    """English words of a page, or of the part of one; `names` were given by users."""
    if answer.status_code != 200 or getattr(answer, "streaming", False):
        return set()
    said: bytes = answer.content  # type: ignore[attr-defined]
    kind = answer.headers["Content-Type"]
    texts = _of_data(json.loads(said)) if "json" in kind else _of_page(said.decode()) if "html" in kind else ()
    return {word for text in texts for word in _words(text)} - ALLOWED - KNOWN - names


def _words(text: str) -> Iterator[str]:
    """Addresses, file names, settings and the like are no words."""
    for token in _TOKEN.findall(_COMMAND.sub("", text)):
        if _WORD.fullmatch(stripped := token.strip(".:/-+%")) and len(stripped) > 1:
            yield stripped


def _of_page(page: str) -> Iterator[str]:
    if page.strip():
        yield from _of_element(html.fromstring(page))


def _of_element(element: html.HtmlElement) -> Iterator[str]:
    for each in element.iter(html.etree.Element):
        if each.get("hidden") is None and each.tag not in NOT_READ:
            yield each.text or ""
        yield each.tail or ""
        yield from (each.get(name) or "" for name in SPOKEN)
        if each.tag == "input" and each.get("type") in ("submit", "button"):
            yield each.get("value") or ""
        if each.tag == "script" and each.get("type") == "application/json":
            yield from _of_data(json.loads(each.text or "null"))
        for name, value in each.items():
            if name.startswith("data-") and value[:1] in ("[", "{") and (data := _parsed(value)) is not None:
                yield from _of_data(data)


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None


def _of_data(data: Any, member: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _of_data(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _of_data(value, member)
    elif isinstance(data, str) and member in IN_DATA:
        yield from _of_page(data) if data.lstrip().startswith("<") else (data,)
