"""The letter as one accessible HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import Final

from gongkai.letters.letter import Kind, Letter
from gongkai.letters.writers.layout import SEAL_ABOVE
from gongkai.letters.writers.seal import Seal

_TAGS: Final = {Kind.TITLE: "h1", Kind.HEADING: "h2"}
_STYLE: Final = """
body { margin: 0; color: #111; background: #fff; font: 1.125rem/1.8 FangSong, "Songti SC", "Noto Serif CJK SC", serif }
main { max-width: 45rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; border-bottom: 4px double #c00; }
.issuer { color: #c00; text-align: center; font-size: 2rem; font-weight: bold; line-height: 1.3; margin: 0;
  padding-bottom: .75rem; border-bottom: 4px double #c00; }
.number { text-align: right; margin: .75rem 0 0; }
h1 { font-size: 1.5rem; line-height: 1.5; text-align: center; margin: 2rem 0 1.5rem; }
h2 { font: bold 1.125rem/1.8 SimHei, "PingFang SC", "Noto Sans CJK SC", sans-serif; margin: 0; text-indent: 2em; }
p { margin: 0; overflow-wrap: anywhere; }
.paragraph, .attachment, .contact { text-indent: 2em; }
.attachment + .attachment { text-indent: 5em; }
.paragraph + .attachment, .contact { margin-top: 1.8em; }
.signed { width: fit-content; margin: 3.6em 4em 0 auto; text-align: center; position: relative; }
.signed img { position: absolute; left: 50%; top: 50%; z-index: -1; }
@page { size: A4; margin: 25mm 24mm; }
@media print { body { font-size: 14pt; } main { max-width: none; padding: 0; } }
"""


def render(letter: Letter, seal: Seal | None) -> bytes:
    return ("\n".join(_page(letter, seal)) + "\n").encode()


def _page(letter: Letter, seal: Seal | None) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(letter.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<p class="issuer">{escape(letter.issuer)}</p>'
    within = False
    for block in letter.blocks:
        signed = block.kind in (Kind.SIGNATURE, Kind.DATE)
        if signed != within:
            yield f'<div class="signed">{_picture(seal)}' if signed else "</div>"
            within = signed
        tag = _TAGS.get(block.kind, "p")
        yield f'<{tag} class="{block.kind}">{escape(block.text)}</{tag}>'
    yield ("</div>\n" if within else "") + "</main>\n</body>\n</html>"


def _picture(seal: Seal | None) -> str:
    if seal is None:
        return ""
    left, top = -seal.width / 2, -seal.height * SEAL_ABOVE
    return (
        f'<img alt="印章" src="data:image/png;base64,{b64encode(seal.png).decode()}"'
        f' style="width: {seal.width:g}mm; margin: {top:g}mm 0 0 {left:g}mm">'
    )
