"""`redact`: take values out of a file, and hand it out only when it is proven that they are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from gongkai.privacy.characters import core
from gongkai.privacy.errors import NotRedactable, NotRemoved
from gongkai.privacy.findings import Finding, Redacted
from gongkai.privacy.kinds import KINDS
from gongkai.privacy.masking import MASKS
from gongkai.privacy.proving import prove
from gongkai.privacy.redacting.task import MARK, Done, Task, blacked
from gongkai.report.errors import NotReadable

__all__ = ["MARK", "REDACTABLE", "redact"]

REDACTABLE: Final = ("docx", "xlsx", "pdf", "html", "txt", "md", "csv", "json", "xml", "jpeg", "png")
"""The kinds of files that can be redacted; of pictures only what stands beside the picture."""
_STRUCTURAL: Final = ("P20", "P27")
"""Kinds that are taken out where they stand, not wherever the same words occur."""
_MOST_SHOWN: Final = 3


def redact(
    data: bytes, name: str, targets: Iterable[Finding | str], *, names: Iterable[str] = (), metadata: bool = True
) -> Redacted:
    """The file without the targets, which are findings of `scan` or plain strings; `names` are further strings.

    A personal value is removed wherever it stands, also in parts, in other forms and in what a reader does not see.
    Hidden text (P20) and text that is only covered (P27) are removed where they are. Tracked changes (accepted),
    comments, embedded files and earlier versions go in any case, properties unless `metadata` is false.

    Raises:
        NotRedactable: the kind of file cannot be redacted, or it cannot be opened.
        NotRemoved: a target can still be read in the result.
    """
    from gongkai.privacy.scanning import kind_of

    targets = tuple(targets)
    kind = kind_of(data, name)
    if kind not in REDACTABLE:
        raise NotRedactable(f"不能涂黑这种文件（{name}），请另存为DOCX、XLSX、PDF、HTML或者TXT再处理")
    values = _values(targets, names)
    places = tuple(each for each in targets if isinstance(each, Finding) and each.code in _STRUCTURAL)
    task = Task(values, tuple(dict.fromkeys(map(core, values))), places, metadata)
    try:
        done = _means(kind)(data, task)
    except NotReadable as error:
        raise NotRedactable(f"{name}不能处理：{error}") from error
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError) as error:
        raise NotRedactable(f"{name}不能处理：文件的内容不合格式，请另存后再试") from error
    called = blacked(name, task.cores)[0]
    leaks = prove(done.data, called, values)
    if leaks:
        said = "；".join(map(str, leaks[:_MOST_SHOWN]))
        raise NotRemoved(f"涂黑没有成功，文件没有生成：{said}")
    _prove_places(done.data, called, places)
    return Redacted(done.data, called, done.removed, tuple(done.notes))


def _values(targets: tuple[Finding | str, ...], names: Iterable[str]) -> tuple[str, ...]:
    """The strings to remove. Raises NotRedactable for one that is too short to be told from other text."""
    texts = [target if isinstance(target, str) else target.text for target in targets if _is_value(target)]
    values = tuple(dict.fromkeys(text.strip() for text in (*texts, *names) if text.strip()))
    for value in values:
        if len(core(value)) < 2:
            raise NotRedactable(f"要删去的“{value}”太短，会误删别的文字，请写出至少两个字符")
    return values


def _is_value(target: Finding | str) -> bool:
    return isinstance(target, str) or target.code in MASKS


def _means(kind: str) -> Callable[[bytes, Task], Done]:
    if kind == "docx":
        from gongkai.privacy.redacting.document import redact_docx

        return redact_docx
    if kind == "xlsx":
        from gongkai.privacy.redacting.workbook import redact_xlsx

        return redact_xlsx
    if kind == "pdf":
        from gongkai.privacy.redacting.pdf import redact_pdf

        return redact_pdf
    if kind == "html":
        from gongkai.privacy.redacting.page import redact_html

        return redact_html
    if kind in ("jpeg", "png"):
        from gongkai.privacy.redacting.plain import redact_picture

        return redact_picture
    from gongkai.privacy.redacting.plain import redact_text

    return redact_text


def _prove_places(data: bytes, name: str, places: tuple[Finding, ...]) -> None:
    """What was to go where it stood is not found any more. Raises NotRemoved."""
    if not places:
        return
    from gongkai.privacy.scanning import scan

    left = {(each.code, core(each.text)) for each in scan(data, name).findings}
    for finding in places:
        if (finding.code, core(finding.text)) in left:
            raise NotRemoved(f"涂黑没有成功，文件没有生成：{finding.place}仍有{KINDS[finding.code].name}")
