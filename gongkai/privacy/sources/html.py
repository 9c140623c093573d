"""Web pages: what is shown, what is hidden, comments, attributes, scripts."""

from __future__ import annotations

import html
import re
from base64 import b64decode
from copy import deepcopy
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree

from gongkai.privacy.findings import Place
from gongkai.privacy.kinds import Weight
from gongkai.privacy.reading import Reading
from gongkai.privacy.sources.package import Inner
from gongkai.report.errors import NotReadable
from gongkai.report.sources.hidden import take_out
from gongkai.report.sources.plain import decode

CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.I)
_SILENT: Final = ("script", "style", "noscript", "template")
INLINE: Final = frozenset(
    "a abbr b bdi bdo big cite code del em font i ins kbd label mark nobr q s "
    "samp small span strike strong sub sup tspan time tt u var wbr".split()
)
_NAMES: Final = frozenset(
    ("alt", "title", "value", "content", "href", "placeholder", "aria-label", "summary", "src", "srcdoc", "action")
)
_UNSEEN: Final = re.compile(
    r"font-size\s*:\s*[01](?:px|pt|em)?\s*(?:;|\Z)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|\Z)|(?<![\w-])color\s*:\s*(?:#fff(?:fff)?|white)\b(?![^>]*background)",
    re.I,
)
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|&#0*(?:[0-8]|1[1-9]|2\\d|3[01]|127);?|&#[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF]);?"
)
"""What prints as nothing, and what a tree cannot hold."""
_MARK: Final = "data-gongkai"


def tree_of(data: bytes) -> etree._Element:
    """The page's tree. Raises NotReadable."""
    declared = CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    text = _CONTROL.sub("", re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text))
    try:
        root = etree.HTML(text, etree.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("网页内容为空或已损坏，无法解析") from error
    if root is None:
        raise NotReadable("网页内容为空或已损坏，无法解析")
    return root


def read_html(data: bytes, reading: Reading, inner: Inner) -> None:
    """Put a page into the reading. Raises NotReadable."""
    root = tree_of(data)
    hidden = hidden_elements(root)
    lines: list[tuple[str, int]] = [("", 0)]

    def write(text: str, line: int) -> None:
        lines[-1] = (lines[-1][0] + re.sub(r"[ \t\r\n]+", " ", text), lines[-1][1] or line)

    def part(end: str) -> None:
        if end == "\t":
            lines[-1] = (lines[-1][0] + "\t", lines[-1][1])
        elif lines[-1][0].strip():
            lines.append(("", 0))

    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        tag = element.tag
        if event == "comment":
            reading.add((element.text or "").strip(), Place(line=_line(element), part="网页注释"), quiet=True)
            if not silent and element.tail:
                write(element.tail, _line(element))
            continue
        if not isinstance(tag, str):
            continue
        if event == "start":
            _attributes(element, reading, inner)
            silent += tag in _SILENT
            if tag in _SILENT:
                text = unescaped("\n".join(map(str, element.itertext())))
                reading.add(text.strip(), Place(line=_line(element), part="脚本和样式"), quiet=True)
            if tag not in INLINE and tag not in ("td", "th"):
                part("\n")
            if not silent and element.text:
                write(element.text, _line(element))
        else:
            silent -= tag in _SILENT
            if tag not in INLINE:
                part("\t" if tag in ("td", "th") else "\n")
            if not silent and element.tail:
                write(element.tail, _line(element))
    for number, (text, line) in enumerate(lines, 1):
        reading.add(text.strip(" "), Place(line=line, paragraph=0 if line else number))
    for element in root.iter("*") if hidden else ():
        if element not in hidden:
            continue
        text = " ".join("".join(map(str, element.itertext())).split())
        if text and next((one for one in element.iterancestors() if one in hidden), None) is None:
            reading.tell("P20", text, Place(line=_line(element)), "网页不显示的内容", Weight.WARNS)


def _line(element: etree._Element) -> int:
    return getattr(element, "sourceline", None) or 0


def hidden_elements(root: etree._Element) -> set[etree._Element]:
    """The elements of a page with text that it does not show."""
    numbered = {str(number): element for number, element in enumerate(root.iter("*"))}
    for number, element in numbered.items():
        element.set(_MARK, number)
    copy = deepcopy(root)
    for element in numbered.values():
        del element.attrib[_MARK]
    take_out(copy)
    left = {element.get(_MARK): element for element in copy.iter("*")}
    return {
        element
        for number, element in numbered.items()
        if element.tag not in _SILENT
        and next(element.iterancestors(*_SILENT), None) is None
        and (
            number not in left
            or ((element.text or "").strip() and not (left[number].text or "").strip())
            or _UNSEEN.search(element.get("style") or "")
        )
        and "".join(map(str, element.itertext())).strip()
    }


def _attributes(element: etree._Element, reading: Reading, inner: Inner) -> None:
    for name, value in element.attrib.items():
        name, value = str(name), str(value)
        if len(value) < 7 or not (name in _NAMES or name.startswith(("data-", "on"))):
            continue
        if value.startswith("data:"):
            if content := embedded(value):
                inner(content, f"网页内嵌的文件（第{_line(element)}行）", reading)
        else:
            reading.add(value, Place(line=_line(element), part=f"网页属性{name}"), quiet=True)


def unescaped(script: str) -> str:
    """A script with its escapes as the characters they stand for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), html.unescape(script))


def embedded(address: str) -> bytes:
    """The file that an address holds within itself, b"" for none (RFC 2397)."""
    head, _, body = address.partition(",")
    if not head.startswith("data:"):
        return b""
    try:
        return b64decode(unquote(body), validate=False) if head.endswith(";base64") else unquote_to_bytes(body)
    except ValueError:
        return b""
