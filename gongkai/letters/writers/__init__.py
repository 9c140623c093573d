"""Writing a letter: DOCX to edit, PDF to serve, HTML and plain text to show."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final, Protocol

from gongkai.letters.errors import LetterError
from gongkai.letters.letter import Letter
from gongkai.letters.writers.seal import Seal


class _Writer(Protocol):
    def render(self, letter: Letter, seal: Seal | None) -> bytes: ...


# Each module has `render(letter, seal) -> bytes`, and is imported when it is first used.
FORMATS: Final = {"docx": "docx", "pdf": "pdf", "html": "html", "txt": "text"}

Sign = Callable[[bytes, str], bytes]
"""Signs a file that is ready, given its format: an electronic seal or signature of the installation."""


def write(letter: Letter, format: str, *, seal: Seal | None = None, sign: Sign | None = None) -> bytes:
    """The letter as a file, in the letter format of GB/T 9704-2012. The same letter always gives the same bytes.

    `seal` is the picture that stands over signature and date; `sign` gets the finished file and returns it signed.

    Raises:
        LetterError: there is no such format.
        NotWritable: this machine lacks what the format needs.
    """
    name = format.removeprefix(".").lower()
    if name not in FORMATS:
        raise LetterError(f"文书不能写成“{format}”，可以写成 {'、'.join(FORMATS)}")
    writer: _Writer = import_module(f"{__name__}.{FORMATS[name]}")
    content = writer.render(letter, seal)
    return sign(content, name) if sign else content
