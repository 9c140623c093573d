"""Typst: the Chinese fonts of this machine, and a template set with data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

import typst

from gongkai.report.errors import NotWritable

if TYPE_CHECKING:
    from typst import PDFStandard

# For archives (PDF/A-2a wants a date, and no private characters) and for screen readers (PDF/UA-1 wants every character
# in some font); what cannot be either is still tagged.
_STANDARDS: Final[tuple[list[PDFStandard], ...]] = (["a-2a", "ua-1"], ["ua-1"], [])

# The fonts of GB/T 9704-2012 first, then what Linux, macOS and Windows have instead.
_TITLE: Final[tuple[str, ...]] = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong")
_SERIF: Final[tuple[str, ...]] = (
    "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC", "Noto Serif SC",
    "Source Han Serif SC", "Source Han Serif CN", "Songti SC", "STSong", "SimSun",
)  # fmt: skip
_SANS: Final[tuple[str, ...]] = (
    "SimHei", "黑体", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "STHeiti", "Heiti SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)  # fmt: skip


@cache
def fonts() -> typst.Fonts:
    """The fonts of this machine; looking for them takes longer than all the rest."""
    return typst.Fonts()


def families(found: typst.Fonts) -> dict[str, list[str]]:
    """Names of fonts in the order in which they are tried, for `title`, `text` and `heading`.

    Raises:
        NotWritable: the machine has no Chinese font.
    """
    known = frozenset(found.families())
    titles, serif, sans = ([name for name in names if name in known] for names in (_TITLE, _SERIF, _SANS))
    if not serif and not sans:
        raise NotWritable("这台机器没有中文字体，不能写成 PDF：请先安装字体，例如 apt install fonts-noto-cjk。")
    return {"title": titles + serif + sans, "text": serif + sans, "heading": sans + serif}


def compiled(template: bytes, found: typst.Fonts, inputs: Mapping[str, str]) -> bytes | None:
    """The PDF of a template and its data, by the strictest standard that it can keep; None if it cannot be set."""
    compiler = typst.Compiler(font_paths=found)  # one for each call: it cannot be shared between threads
    for standards in _STANDARDS:
        try:
            pdf = compiler.compile(template, sys_inputs=dict(inputs), format="pdf", pdf_standards=standards)
        except typst.TypstError:
            continue
        assert isinstance(pdf, bytes)
        return pdf
    return None
