"""Presentations (PPTX): the text of slides and notes, hidden slides."""

from __future__ import annotations

import re
from typing import Final
from zipfile import ZipFile

from gongkai.privacy.findings import Place
from gongkai.privacy.reading import Reading
from gongkai.privacy.sources.package import Inner, read_package
from gongkai.privacy.sources.trees import parsed
from gongkai.report.sources.archive import check_sizes, read_part

_SLIDES: Final = re.compile(r"ppt/(?P<what>slides/slide|notesSlides/notesSlide)(?P<number>\d{1,5})\.xml\Z")


def read_slides(archive: ZipFile, reading: Reading, inner: Inner) -> None:
    """Put a presentation into the reading. Raises NotReadable."""
    check_sizes(archive)
    slides = [match for name in archive.namelist() if (match := _SLIDES.match(name))]
    done = {match[0] for match in slides}
    for match in sorted(slides, key=lambda match: (match["what"], int(match["number"]))):
        notes = match["what"].startswith("notes")
        place = Place(page=int(match["number"]), part="备注" if notes else "幻灯片")
        root = parsed(read_part(archive, match[0]))
        paragraphs = ["".join(node.text or "" for node in paragraph.iter("{*}t")) for paragraph in root.iter("{*}p")]
        text = "\n".join(filter(None, paragraphs))
        reading.add(text, place)
        if root.get("show") in ("0", "false"):
            reading.tell("P20", text, place, "隐藏的幻灯片")
        elif notes and len(text) > 3:
            reading.tell("P22", text, place, "演讲者备注")
    read_package(archive, reading, done, inner)
