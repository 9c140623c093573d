"""Templates of letters: TOML files, one a letter, that an installation may replace by files of its own.

A text has slots and parts that depend on one:

    {received}                           the value of a slot
    [?where]网址为{where}[/]             only if the slot is filled
    [!where]请到本机关查阅[/]            only if it is empty

Values are put in after the text was taken apart, so that nothing in them is taken for a slot.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, NamedTuple

from gongkai.law.outcomes import LETTERS, OUTCOMES
from gongkai.letters.errors import TemplateNotReadable
from gongkai.letters.slots import SLOTS

DECISION: Final = "decision"
"""The frame in which the findings of every decision letter stand."""
LABELS: Final[Mapping[str, str]] = {
    DECISION: "各种答复书的框架",
    **{each.key: each.label for each in (*OUTCOMES, *LETTERS)},
}
"""What the letter of each template is called."""
KEYS: Final = tuple(LABELS)
USES: Final = ("history", "findings", "remedy")
NUMBER_SLOTS: Final = ("short", "year", "serial")

_MARK: Final = re.compile(r"\{(\w+)\}|\[([?!])(\w+)\]|(\[/\])|([{}\[\]])")
_LARGEST: Final = 100_000


class Slot(NamedTuple):
    name: str


class When(NamedTuple):
    name: str
    filled: bool
    inner: tuple[Node, ...]


Node = str | Slot | When


@dataclass(frozen=True)
class Text:
    """A text of a template, taken apart."""

    nodes: tuple[Node, ...]

    def fill(self, value: Callable[[str], str], empty: Callable[[str], str]) -> str:
        """The text with its slots filled; what `empty` gives stands for a slot without a value."""
        return "".join(_filled(self.nodes, value, empty))


def _filled(nodes: tuple[Node, ...], value: Callable[[str], str], empty: Callable[[str], str]) -> Iterable[str]:
    for node in nodes:
        match node:
            case str():
                yield node
            case Slot(name):
                yield value(name) or empty(name)
            case When(name, filled, inner):
                if bool(value(name)) == filled:
                    yield from _filled(inner, value, empty)


class Paragraph(NamedTuple):
    """A paragraph, a place where others come (`use`), or one for each withheld part (`each`)."""

    text: Text
    use: str = ""
    when: str = ""
    each: bool = False


@dataclass(frozen=True)
class Template:
    """One file. `to` says to whom the letter goes: `applicant` or `recipient`."""

    key: str
    version: str
    source: str
    title: str
    to: str
    number: Text | None
    paragraphs: tuple[Paragraph, ...]
    item: Text | None = None
    """The heading of an item where a request had several."""
    history: Mapping[str, Text] | None = None
    """By kind of event, the sentence that tells of it."""

    @property
    def named(self) -> str:
        """What its letter is called, with its version."""
        return f"{LABELS[self.key]} {self.version}"


class Templates(NamedTuple):
    by_key: Mapping[str, Template]

    @property
    def decision(self) -> Template:
        return self.by_key[DECISION]


def read_templates(folder: Path | None = None) -> Templates:
    """The templates of the package, those in `folder` (`not_held.toml`) in the place of the ones of the same name.

    Raises:
        TemplateNotReadable: the file and what is wrong with it, in a Chinese sentence.
    """
    if folder is None:
        return _own()
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError:
        raise TemplateNotReadable(f"{folder}：打不开这个文书模板目录，请检查路径和权限") from None
    if strange := [path.name for path in found if path.stem not in KEYS]:
        raise TemplateNotReadable(f"{folder / strange[0]}：没有这种文书，文件名可以是 {'、'.join(KEYS)}")
    return Templates({**_own().by_key, **{path.stem: _read(path.stem, path, str(path)) for path in found}})


def read_template(path: Path) -> Template:
    """One template, by the name of its file.

    Raises:
        TemplateNotReadable: the file and what is wrong with it, in a Chinese sentence.
    """
    if path.stem not in KEYS:
        raise TemplateNotReadable(f"{path}：没有这种文书，文件名可以是 {'、'.join(KEYS)}")
    return _read(path.stem, path, str(path))


def own_texts() -> dict[str, bytes]:
    """The files of the package's own templates, by their names."""
    folder = files(__package__).joinpath("templates")
    return {f"{key}.toml": folder.joinpath(f"{key}.toml").read_bytes() for key in KEYS}


@cache
def _own() -> Templates:
    folder = files(__package__).joinpath("templates")
    return Templates({key: _read(key, folder.joinpath(f"{key}.toml"), f"{key}.toml") for key in KEYS})


class _Wrong(Exception):
    """What is wrong with a template, as the end of a sentence that names it."""


def _read(key: str, path: Path | Traversable, name: str) -> Template:
    try:
        content = path.read_bytes()
    except OSError:
        raise TemplateNotReadable(f"{name}：打不开这个文件，请检查权限") from None
    try:
        if len(content) > _LARGEST:
            raise _Wrong("文件太大，不是文书模板")
        return _template(key, _table(content))
    except _Wrong as wrong:
        raise TemplateNotReadable(f"{name}：{wrong}") from None


def _table(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _Wrong("不是UTF-8编码，请另存为UTF-8文本") from None
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d{1,9})", str(error))
        raise _Wrong(f"{f'第{place[1]}行' if place else '文件末尾'}不合TOML的写法，请检查引号和括号") from None


_MEMBERS: Final = ("version", "source", "title", "to", "number", "paragraph", "item", "history")
_PARAGRAPH: Final = ("text", "use", "when", "each")


def _template(key: str, table: dict[str, Any]) -> Template:
    _known(table, _MEMBERS, "")
    paragraphs = table.get("paragraph")
    if not isinstance(paragraphs, list) or not paragraphs:
        raise _Wrong("没有正文，每段以 [[paragraph]] 开头")
    history = table.get("history", {})
    if not isinstance(history, dict):
        raise _Wrong("history应以 [history] 开头，逐行写各类事件的句子")
    to = _string(table, "to") or "applicant"
    if to not in ("applicant", "recipient"):
        raise _Wrong(f"to写作“{to}”，只能是applicant（申请人）或者recipient（其他收件人）")
    number = _string(table, "number")
    item = _string(table, "item")
    return Template(
        key=key,
        version=_needed(table, "version"),
        source=_needed(table, "source"),
        title=_string(table, "title"),
        to=to,
        number=_text(number, NUMBER_SLOTS) if number else None,
        paragraphs=tuple(_paragraph(each, at) for at, each in enumerate(paragraphs, 1)),
        item=_text(item) if item else None,
        history={kind: _text(_needed(history, kind)) for kind in history},
    )


def _paragraph(table: Any, at: int) -> Paragraph:
    if not isinstance(table, dict):
        raise _Wrong("正文每段以 [[paragraph]] 开头")
    _known(table, _PARAGRAPH, f"第{at}段")
    use, when, each = _string(table, "use"), _string(table, "when"), _string(table, "each")
    if use and use not in USES:
        raise _Wrong(f"第{at}段的use写作“{use}”，只能是 {'、'.join(USES)}")
    if each not in ("", "parts"):
        raise _Wrong(f"第{at}段的each写作“{each}”，只能是parts")
    if when:
        _slot(when, SLOTS)
    return Paragraph(_text("" if use else _needed(table, "text")), use, when, bool(each))


def _known(table: Mapping[str, Any], members: Iterable[str], where: str) -> None:
    if strange := [each for each in table if each not in members]:
        raise _Wrong(f"{where}有不认识的“{strange[0]}”，可以写的是{'、'.join(members)}")


def _string(table: Mapping[str, Any], member: str) -> str:
    value = table.get(member, "")
    if not isinstance(value, str):
        raise _Wrong(f"{member}应是加引号的文字")
    return value.strip()


def _needed(table: Mapping[str, Any], member: str) -> str:
    if text := _string(table, member):
        return text
    raise _Wrong(f"没有写{member}")


def _slot(name: str, known: Iterable[str]) -> str:
    if name not in known:
        raise _Wrong(f"不认识的空格“{name}”，可以用的是 {'、'.join(known)}")
    return name


def _text(source: str, known: Iterable[str] = SLOTS) -> Text:
    """Take a text apart: a stack of open conditional parts, the outermost at the bottom."""
    stack: list[tuple[str, bool, list[Node]]] = [("", True, [])]
    at = 0
    for mark in _MARK.finditer(source):
        slot, sign, when, end, stray = mark.groups()
        stack[-1][2].append(source[at : mark.start()])
        at = mark.end()
        if slot:
            stack[-1][2].append(Slot(_slot(slot, known)))
        elif sign:
            stack.append((_slot(when, known), sign == "?", []))
        elif end and len(stack) > 1:
            name, filled, inner = stack.pop()
            stack[-1][2].append(When(name, filled, tuple(inner)))
        else:
            raise _Wrong(f"“{stray or end}”没有配对：“{source[max(0, mark.start() - 10) : mark.end() + 10]}”")
    if len(stack) > 1:
        raise _Wrong(f"“[?{stack[-1][0]}]”没有用“[/]”结束")
    stack[-1][2].append(source[at:])
    return Text(tuple(node for node in stack[0][2] if node != ""))
