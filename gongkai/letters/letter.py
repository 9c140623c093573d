"""A letter: its blocks from the number to the contact, and what the law wants in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.letters.text import plain, squeezed


class Kind(StrEnum):
    """What a block is: the elements of a document by GB/T 9704-2012."""

    NUMBER = "number"
    TITLE = "title"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ATTACHMENT = "attachment"
    SIGNATURE = "signature"
    DATE = "date"
    CONTACT = "contact"


class Block(NamedTuple):
    """A paragraph. `item` and `part` are counted from one: nought where it is about the whole of the request."""

    kind: Kind
    text: str
    item: int = 0
    part: int = 0


class Must(NamedTuple):
    """Something that a letter must say.

    It is there if all of `values` stand in its place, or, unless it is `strict`, if what stands there reads like
    `sign`. Where the value was not known to begin with, the sign decides.

    Attributes:
        label: what it is called when it is lacking: 文号, 不予公开的理由.
        given: whether the facts have it.
        gaps: what stands in a draft as a gap where they do not.
        kind: the kind of block in which it must stand; None for anywhere in the item, or the letter.
    """

    label: str
    given: bool
    values: tuple[str, ...] = ()
    sign: str = ""
    strict: bool = False
    kind: Kind | None = None
    item: int = 0
    part: int = 0
    where: str = ""
    gaps: tuple[str, ...] = ()

    @property
    def lacking(self) -> str:
        """The sentence that names it."""
        return f"{self.where}缺少{self.label}"


_GAP: Final = re.compile(r"〔待填：([^〕]*)〕")


def gap(label: str) -> str:
    """What stands in a draft where something is not known."""
    return f"〔待填：{label}〕"


@dataclass(frozen=True)
class Letter:
    """A letter as composed, or as edited.

    Attributes:
        key: of the outcome or the letter of `gongkai.law.outcomes`.
        template: which templates it was made from, with their versions: 信息不存在 2024-01.
        secret: texts that it may not have: the applicant's name in a letter to a third party.
        wrong: what is wrong with the facts beside what is lacking, in Chinese sentences.
    """

    key: str
    issuer: str
    on: date | None
    blocks: tuple[Block, ...]
    musts: tuple[Must, ...]
    template: str = ""
    secret: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return next((block.text for block in self.blocks if block.kind is Kind.TITLE), "")

    @property
    def text(self) -> str:
        """A block a line: what an editor shows, and `edited` takes."""
        return "\n".join(block.text for block in self.blocks)

    def edited(self, text: str) -> Letter:
        """The letter with another text, a block a line.

        A line keeps the place of the block it was; a new one belongs to the item of the line before it.
        """
        lines = [line for each in text.splitlines() if (line := plain(each))]
        return replace(self, blocks=tuple(_placed(self.blocks, lines)))

    def missing(self, *, facts: bool = False) -> Iterator[str]:
        """What this text lacks, and what the facts did that it was made from, in Chinese sentences."""
        lacking = [must for must in self.musts if not self._says(must) or (facts and not must.given)]
        yield from (must.lacking for must in lacking)
        named = {label for must in lacking for label in (must.label, *must.gaps)}
        for label in dict.fromkeys(_GAP.findall(self.text)):
            if label not in named:
                yield f"还没有填写{label}"
        for name in self.secret:
            if name and squeezed(name) in squeezed(self.text):
                yield "写给第三方或者其他机关的文书不得写明申请人的身份，请删去申请人的姓名或者名称"
        yield from self.wrong

    def _says(self, must: Must) -> bool:
        place = squeezed(_GAP.sub("", "\n".join(block.text for block in self.blocks if _is_in(block, must))))
        if must.values and all(squeezed(value) in place for value in must.values):
            return True
        if must.sign and not (must.strict and must.values):
            return re.search(must.sign, place) is not None
        return False


def _is_in(block: Block, must: Must) -> bool:
    if must.kind is not None:
        return block.kind is must.kind
    if must.part and block.part != must.part:
        return False
    return not must.item or block.item == must.item


def _placed(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Block]:
    old = [block.text for block in blocks]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, lines, autojunk=False).get_opcodes():
        if tag == "delete":
            continue
        for j in range(j1, j2):
            at = i1 + j - j1
            if at < i2:
                yield blocks[at]._replace(text=lines[j])
            else:
                before = blocks[min(at, i2) - 1] if i2 else Block(Kind.PARAGRAPH, "")
                yield Block(Kind.PARAGRAPH, lines[j], before.item, before.part)
