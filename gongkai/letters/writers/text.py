"""The letter as plain text, a block a line and an empty line between what stands apart."""

from __future__ import annotations

from gongkai.letters.letter import Kind, Letter
from gongkai.letters.writers.seal import Seal

_APART = frozenset({Kind.TITLE, Kind.ADDRESSEE, Kind.SIGNATURE, Kind.CONTACT})


def render(letter: Letter, seal: Seal | None) -> bytes:
    lines = [letter.issuer, ""]
    before: Kind | None = None
    for block in letter.blocks:
        if block.kind in _APART or (block.kind is Kind.ATTACHMENT and before is not Kind.ATTACHMENT):
            lines.append("")
        lines.append(("　　" if block.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.CONTACT) else "") + block.text)
        before = block.kind
    return ("\n".join(lines).strip() + "\n").encode()
