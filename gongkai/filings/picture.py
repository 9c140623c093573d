"""A page of a PDF as a picture, drawn in a process of its own that may take so much time and memory and no more.

python -m gongkai.filings.picture 3 < report.pdf > page-3.png
"""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Final

SCALE: Final = 1.6
"""Pixels to a point: a page of A4 is 950 wide."""
LARGEST_SIDE: Final = 3000
SECONDS: Final = 20
MEMORY: Final = 2**31


class NoPicture(Exception):
    """The page cannot be drawn."""


def picture_of(content: bytes, page: int) -> bytes:
    """The page as PNG; the first is 1.

    Raises:
        NoPicture: there is no such page, it is damaged, or drawing it takes too long.
    """
    command = [sys.executable, "-m", __name__, str(page)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise NoPicture from late
    if done.returncode or not done.stdout:
        raise NoPicture
    return done.stdout


def _draw(content: bytes, page: int) -> bytes:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(content) as document:
        shown = document[page - 1]
        scale = min(SCALE, LARGEST_SIDE / max(*shown.get_size(), 1))
        out = io.BytesIO()
        shown.render(scale=scale).to_pil().save(out, "PNG")
    return out.getvalue()


def _bounded() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    _bounded()
    sys.stdout.buffer.write(_draw(sys.stdin.buffer.read(), int(sys.argv[1])))
