"""What a page does not show: what the `hidden` attribute, an element's own style or the page's style sheets hide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cssselect import ExpressionError, HTMLTranslator, SelectorSyntaxError, parse
from lxml import etree

from gongkai.report.sources.trees import drop, select

_OWN: Final = etree.XPath("//@hidden/..|//@style/..")
_TELLS: Final = re.compile("display|visibility", re.I)
_HIDES: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_STRING: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
_MASKED: Final = {ord(char): 0xE000 + at for at, char in enumerate("{};")}
_UNMASKED: Final = {masked: chr(char) for char, masked in _MASKED.items()}
"""Braces and semicolons that are part of a string, while the sheet is parted by them."""
_PIECE: Final = re.compile(r"([^{};]*)([{};])")
_NAME: Final = re.compile(r"[.#]([\w-]+)")
_CASE: Final = re.compile(r"(?P<negated>not\s+)?(?:only\s+)?(?P<medium>all|screen)?(?P<rest>.*)", re.S)
_FEATURE: Final = re.compile(r"\(\s*(?P<bound>min|max)-width\s*:\s*(?P<size>\d+(?:\.\d+)?)\s*(?P<unit>px|em|rem)\s*\)")
_AND: Final = re.compile(r"\s+and\s+|\A\s*and\s+")
_WORD: Final = re.compile(r"[a-z-]+")
_SCREEN: Final = 1280
"""The width, in pixels, of the screen on which the page is taken to be shown."""
_MOST_STEPS: Final = 5_000_000
"""How many elements are tried for how many selectors, at most."""
_NEVER: Final = ("html", "body")
"""Hidden until a script shows the page."""
_COLLAPSING: Final = ("tr", "thead", "tbody", "tfoot")

Weight = tuple[bool, bool, tuple[int, int, int], int]
"""What wins: important; of the element itself; of the more specific selector; of the later rule."""
_ATTRIBUTE: Final[Weight] = (False, False, (-1, -1, -1), 0)


class _Rule(NamedTuple):
    """A declaration of one property, of a rule at its place in the sheet."""

    selector: str
    value: str
    important: bool
    order: int


def take_out(root: etree._Element, sheets: str = "") -> list[str]:
    """Take out of a page what it does not show. `sheets`: style sheets that came with it.

    Returns notes: on the tables that a style sheet hides, and on rules that were left out.
    """
    styles = [style.text or "" for style in root.iter("style") if _applies(style.get("media") or "") and _is_on(style)]
    text = _COMMENT.sub(" ", "\n".join((sheets, *styles)))
    names = ("display", "visibility")
    rules: dict[str, list[_Rule]] = {name: [] for name in names}
    if _HIDES.search(text):
        for order, (selector, declared) in enumerate(_rules(text)):
            for name, value, important in _declared(declared):
                if name in rules:
                    rules[name].append(_Rule(selector, value, important, order))
    own = [
        (element, [*_declared(style.split(";"))])
        for element in select(_OWN, root)
        if _TELLS.search(style := element.get("style") or "") or element.get("hidden") is not None
    ]
    page = _Page(root) if any(rules.values()) else None
    shown: dict[str, dict[etree._Element, str]] = {}
    for name in names:
        won: dict[etree._Element, tuple[Weight, str]] = {}
        for element, declarations in own:
            if name == "display" and element.get("hidden") is not None:
                _enter(won, element, _ATTRIBUTE, "none")
            for named, value, important in declarations:
                if named == name:
                    _enter(won, element, (important, True, (0, 0, 0), 0), value)
        if page is not None and any(_is_hiding(rule.value) for rule in rules[name]):
            page.enter(won, rules[name], all_elements=name == "visibility")
        shown[name] = {element: value for element, (_, value) in won.items()}
    hidden = [element for element, value in shown["display"].items() if value == "none" and element.tag not in _NEVER]
    themselves = {element for element, _ in own}
    tables = {table for element in hidden if element not in themselves for table in element.iter("table")}
    for element in hidden:
        drop(element)
    for element, value in shown["visibility"].items():
        if _is_hiding(value) and element.tag not in _NEVER:
            if value == "collapse" and element.tag in _COLLAPSING:
                drop(element)
            else:
                _blank(element, shown["visibility"])
    notes = [f"页面的样式表隐藏了{len(tables)}张表格，未读"] if tables else []
    return [*notes, "页面的样式规则过多，没有全部用来判断哪些内容隐藏"] if page is not None and page.left < 0 else notes


def _is_on(style: etree._Element) -> bool:
    return next(style.iterancestors("noscript", "template"), None) is None


def _is_hiding(value: str) -> bool:
    return value in ("none", "hidden", "collapse")


def _enter(won: dict[etree._Element, tuple[Weight, str]], element: etree._Element, weight: Weight, value: str) -> None:
    before = won.get(element)
    if before is None or weight >= before[0]:
        won[element] = (weight, value)


def _blank(element: etree._Element, shown: dict[etree._Element, str]) -> None:
    """Empty an element that keeps its place, but for what is visible inside."""
    element.text = None
    for child in element:
        child.tail = None
        if shown.get(child) not in ("visible", "initial"):
            _blank(child, shown)


class _Page:
    """The elements that selectors find."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.translator = HTMLTranslator()
        self.names: set[str] = set()
        count = 0
        for element in root.iter():
            count += 1
            if name := element.get("class"):
                self.names.update(name.split())
            if name := element.get("id"):
                self.names.add(name)
        self.left = _MOST_STEPS // count

    def enter(self, won: dict[etree._Element, tuple[Weight, str]], rules: list[_Rule], *, all_elements: bool) -> None:
        """Enter what the rules say of the elements that something hides; of `all_elements` where what is inside a
        hidden one may be shown."""
        for rule in sorted(rules, key=lambda rule: not _is_hiding(rule.value)):
            for specificity, elements in self.found(rule.selector):
                weight = (rule.important, False, specificity, rule.order)
                for element in elements:
                    if all_elements or _is_hiding(rule.value) or element in won:
                        _enter(won, element, weight, rule.value)

    def found(self, text: str) -> Iterator[tuple[tuple[int, int, int], list[etree._Element]]]:
        """For each selector of a list, how specific it is and what it finds; nothing for one that is not understood."""
        plain = not any(char in text for char in "\\[(,")
        if self.left < 0 or (plain and not self.names.issuperset(_NAME.findall(text))):
            return
        try:
            selectors = parse(text)
        except SelectorSyntaxError:
            return
        for selector in selectors:
            if selector.pseudo_element is not None:
                continue
            self.left -= 1
            if self.left < 0:
                return
            try:
                path = etree.XPath(self.translator.selector_to_xpath(selector))
                elements = select(path, self.root)
            except (ExpressionError, etree.XPathError):
                continue
            yield selector.specificity(), elements


# --- style sheets ---------------------------------------------------------------------------------------------------


def _rules(text: str) -> Iterator[tuple[str, list[str]]]:
    """The rules of style sheets that apply on a screen: selectors, and what is declared for them."""
    text = _STRING.sub(lambda match: match[0].translate(_MASKED), text)
    blocks: list[str | bool] = [True]
    declared: list[str] = []
    for words, mark in _PIECE.findall(text + "}}}"):
        words = words.strip()
        inside = blocks[-1]
        if mark == "{":
            if words.startswith("@"):
                blocks.append(inside is True and _goes_on(words))
            elif inside is True:
                blocks.append(words.translate(_UNMASKED))
                declared = []
            else:
                blocks.append(False)
            continue
        if isinstance(inside, str):
            declared.append(words)
            if mark == "}":
                yield inside, declared
        if mark == "}" and len(blocks) > 1:
            blocks.pop()


def _goes_on(words: str) -> bool:
    """Whether the rules in the block of an at-rule apply."""
    kind = _WORD.match(words.lower(), 1)
    if kind is not None and kind[0] == "media":
        return _applies(words[kind.end() :])
    return kind is not None and kind[0] in ("supports", "layer")


def _applies(query: str) -> bool:
    """Whether a list of media queries holds for a screen."""
    return any(_holds(each.strip().lower()) for each in query.split(","))


def _holds(query: str) -> bool:
    match = _CASE.match(query)
    if not query or match is None:
        return not query
    features = [part.strip() for part in _AND.split(match["rest"]) if part.strip()]
    return all(map(_fits, features)) != (match["negated"] is not None)


def _fits(feature: str) -> bool:
    """Whether a screen has a feature; never one that is not a bound on its width."""
    match = _FEATURE.fullmatch(feature)
    if match is None:
        return False
    size = float(match["size"]) * (1 if match["unit"] == "px" else 16)
    return size <= _SCREEN if match["bound"] == "min" else size >= _SCREEN


def _declared(declarations: Iterable[str]) -> Iterator[tuple[str, str, bool]]:
    """Property, value, whether it is important; without what is no plain word."""
    for each in declarations:
        name, colon, value = each.partition(":")
        value, _, important = value.lower().partition("!")
        if colon and _WORD.fullmatch(value.strip()):
            yield name.strip().lower(), value.strip(), important.strip() == "important"
