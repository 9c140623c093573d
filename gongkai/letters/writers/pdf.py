"""The letter as a tagged PDF, set by typst from `letter.typ`, which takes all that it says as data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from gongkai.letters.letter import Letter
from gongkai.letters.writers import layout
from gongkai.letters.writers.seal import Seal
from gongkai.report.errors import NotWritable
from gongkai.report.interchange import to_json
from gongkai.report.writers.typeset import compiled, families, fonts


def render(letter: Letter, seal: Seal | None) -> bytes:
    """Raises NotWritable on a machine without a Chinese font."""
    found = fonts()
    on = letter.on
    data = {
        "title": letter.title,
        "issuer": letter.issuer,
        "date": {"year": on.year, "month": on.month, "day": on.day} if on else None,
        "fonts": families(found),
        "name_size": layout.name_size(letter.issuer),
        "number_top": layout.number_top(letter.issuer),
        "measures": _measures(),
        "blocks": [{"kind": str(block.kind), "text": block.text} for block in letter.blocks],
        "seal": _seal(seal),
    }
    pdf = compiled(_template(), found, {"letter": to_json(data).decode()})
    if pdf is None:
        raise NotWritable("这份文书不能写成 PDF：排版程序没有成功；请改用 docx 或者 html。")
    return pdf


@cache
def _template() -> bytes:
    return files(__package__).joinpath("letter.typ").read_bytes()


@cache
def _measures() -> dict[str, float]:
    """All of `layout` that is a number, by its name."""
    named = {name.lower(): value for name, value in vars(layout).items() if name.isupper()}
    return {name: value for name, value in named.items() if isinstance(value, int | float)}


def _seal(seal: Seal | None) -> dict[str, object] | None:
    return {"png": list(seal.png), "width": seal.width, "height": seal.height} if seal else None
