"""PDF: glyphs out of the pages, everything beside the pages cleaned, one version, no history.

Where a page cannot be treated glyph by glyph (fonts without known widths, text over a picture as in a scan with a text
layer), it becomes a picture with the boxes burnt in.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pikepdf import Array, Dictionary, Name

from gongkai.privacy.characters import core, holds, occurrences
from gongkai.privacy.findings import Box
from gongkai.privacy.redacting.glyphs import Eraser, Untreatable
from gongkai.privacy.redacting.task import MARK, NOWHERE, Done, Task, blacked
from gongkai.privacy.sources.image import without_information
from gongkai.privacy.sources.pdf import DAMAGED, HAN, Char, characters, open_pdf, spoken_texts, unseen_groups, untold
from gongkai.report.errors import NotReadable
from gongkai.report.sources.pdf import ONE_AT_A_TIME

_DPI: Final = 200
_MOST_PIXELS: Final = 40_000_000
_MOST_PAGES: Final = 2_000
_ROOT_GOES: Final = (
    "/AF", "/AA", "/PieceInfo", "/Collection", "/AcroForm", "/Perms", "/DSS", "/Threads", "/SpiderInfo", "/Legal",
    "/Requirements", "/JavaScript",
)  # fmt: skip
_NAMES_GO: Final = ("/EmbeddedFiles", "/JavaScript", "/Renditions", "/AlternatePresentations")
_EVERYWHERE: Final = ("/PieceInfo", "/Thumb", "/LastModified", "/AF", "/AA", "/Metadata")
_MARGIN: Final = 0.6
"""How far a black box reaches over the characters, in points."""


class _Plan:
    """What happens to a page: glyphs in `boxes` go, `black` is drawn; `picture`: why it becomes a picture; `foreign`:
    it has fonts that the file lacks."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.black: list[Box] = []
        self.picture = ""
        self.foreign = False


def redact_pdf(data: bytes, task: Task) -> Done:
    """A document in one version. Raises NotReadable."""
    try:
        return _redacted(data, task)
    except pikepdf.PasswordError as error:
        raise NotReadable("PDF已加密，需要密码才能打开，请先解除密码") from error
    except (pdfium.PdfiumError, *DAMAGED) as error:
        raise NotReadable("PDF不完整或已损坏，请重新生成后再试") from error


def _redacted(data: bytes, task: Task) -> Done:
    done = Done(b"")
    cleaned = _cleaned(data, task, done)
    with ONE_AT_A_TIME:
        plans = _plans(cleaned, task, done)
    made = _rewritten(cleaned, plans, done)
    again = _still(made, task)
    for number in again:
        plans.setdefault(number, _Plan()).picture = "逐字删去后仍可读出"
    done.data = _rewritten(cleaned, plans, done) if again else made
    for number, plan in sorted(plans.items()):
        if plan.picture:
            done.notes.append(f"第{number + 1}页{plan.picture}，已转为图片，其中的文字不能再选取")
            if plan.foreign:
                done.notes.append(f"第{number + 1}页的字体没有嵌入文件，图片中的字可能与原来不同，请核对")
    return done


# --- beside the pages -----------------------------------------------------------------------------------------------


def _cleaned(data: bytes, task: Task, done: Done) -> bytes:
    """The document without attachments, scripts, annotations and properties; fields are part of their pages."""
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        _clean_root(pdf, task, done)
        _clean_annotations(pdf, task, done)
        for key in _ROOT_GOES:
            if key in pdf.Root:
                del pdf.Root[key]
        spoken_texts(pdf)
        _clean_objects(pdf, task)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(
        out,
        encryption=False,
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()


def _clean_root(pdf: pikepdf.Pdf, task: Task, done: Done) -> None:
    root = pdf.Root
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        if "/EmbeddedFiles" in names:
            done.notes.append("删去了附件")
        for key in _NAMES_GO:
            if key in names:
                del names[key]
    action = root.get("/OpenAction")
    if isinstance(action, Dictionary) and action.get("/S") != "/GoTo":
        del root["/OpenAction"]
    if task.metadata:
        if "/Metadata" in root:
            del root["/Metadata"]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]


def _clean_annotations(pdf: pikepdf.Pdf, task: Task, done: Done) -> None:
    """Fields become part of their pages; links that tell nothing stay; everything else goes."""
    count = fields = 0
    for page in pdf.pages:
        kept = Array()
        for annotation in page.obj.get("/Annots", ()):
            kind = annotation.get("/Subtype") if isinstance(annotation, Dictionary) else None
            if kind == "/Widget" or (kind == "/Link" and not _tells(annotation, task)):
                kept.append(annotation)
                fields += kind == "/Widget"
            elif kind not in ("/Link", "/Popup"):
                count += 1
        if len(kept):
            page.obj.Annots = kept
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]
    if count:
        done.notes.append(f"删去了{count}处批注")
    if fields:
        with suppress(pikepdf.PdfError, RuntimeError):
            pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        for page in pdf.pages:
            links = [each for each in page.obj.get("/Annots", ()) if each.get("/Subtype") == "/Link"]
            page.obj.Annots = Array(links)
        done.notes.append("表单已转为页面内容")


def _tells(link: Any, task: Task) -> bool:
    """Whether a link has a value in its address or a script; what it says beside its address goes."""
    for key in ("/Contents", "/T", "/NM", "/Alt"):
        if key in link:
            del link[key]
    action = link.get("/A")
    if not isinstance(action, Dictionary):
        return False
    address = str(action.get("/URI", ""))
    return action.get("/S") not in ("/URI", "/GoTo") or bool(holds(f"{address}\n{unquote(address)}", task.cores))


def _clean_objects(pdf: pikepdf.Pdf, task: Task) -> None:
    """Values in strings of all objects: bookmarks, alternative texts, names of places. Metadata of parts goes."""
    for thing in pdf.objects:
        if not isinstance(thing, (Dictionary, pikepdf.Stream, Array)):
            continue
        if not isinstance(thing, Array):
            for key in _EVERYWHERE:
                if key in thing and thing.get("/Type") != "/Catalog":
                    del thing[key]
            if task.metadata and isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/DCTDecode":
                picture = thing.read_raw_bytes()
                if (plain := without_information(picture)) != picture:
                    thing.write(plain, filter=Name.DCTDecode)
        _clean_strings(thing, task, 0)


def _clean_strings(thing: Any, task: Task, depth: int) -> None:
    if depth > 20 or not task.cores:
        return
    entries: Iterator[tuple[Any, Any]] = iter(enumerate(thing) if isinstance(thing, Array) else thing.items())
    for key, value in list(entries):
        if isinstance(value, pikepdf.String):
            text = str(value)
            if holds(text, task.cores) or holds(unquote(text), task.cores):
                thing[key] = pikepdf.String(
                    NOWHERE if key == "/URI" else blacked(text, task.cores)[0].replace(MARK, "***")
                )
        elif isinstance(value, (Dictionary, Array)) and not value.is_indirect:
            _clean_strings(value, task, depth + 1)


# --- what has to go from the pages ----------------------------------------------------------------------------------


def _plans(data: bytes, task: Task, done: Done) -> dict[int, _Plan]:
    document = open_pdf(data)
    plans: dict[int, _Plan] = {}
    try:
        if len(document) > _MOST_PAGES:
            raise NotReadable(f"PDF超过{_MOST_PAGES}页，请分成几个文件处理")
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            try:
                chars = characters(text_page)
                plan = _plan(page, chars, task, number, done)
                if (plan is None or not plan.picture) and (unreadable := untold(page, chars)):
                    done.notes.append(f"第{number + 1}页{unreadable}没有处理，请自行核对")
                if plan is not None:
                    plans[number] = plan
            finally:
                text_page.close()
                page.close()
    finally:
        document.close()
    return plans


def _plan(page: Any, chars: list[Char], task: Task, number: int, done: Done) -> _Plan | None:
    plan = _Plan()
    text = "".join(char.text for char in chars)
    owner = [char for char in chars for _ in char.text]
    chosen: list[Char] = []
    for start, end in occurrences(text, task.cores):
        found = [char for char in owner[start:end] if char.box is not None and not char.text.isspace()]
        done.removed += 1
        chosen += found
        plan.black += _boxes(found)
    here = {(each.code, core(each.text)) for each in task.places if each.place.page == number + 1}
    for code, group in unseen_groups(page, chars) if here else ():
        if (code, core("".join(char.text for char in group))) in here:
            done.removed += 1
            chosen += [char for char in group if char.box is not None]
    plan.foreign = any(not char.embedded and char.text >= HAN for char in chars)
    plan.boxes = [char.box for char in chosen if char.box is not None]
    if not plan.boxes:
        return None
    if any(char.mode == 3 for char in chosen) and _over_picture(page, plan.boxes):
        plan.picture = "是带文字层的扫描图像（按文字层的位置涂黑，请核对）"
    elif plan.black and _over_picture(page, plan.boxes):
        plan.picture = "要删的文字与图片重叠"
    return plan


def _boxes(chars: list[Char]) -> list[Box]:
    """A box for each line of characters."""
    lines: list[list[float]] = []
    for char in chars:
        assert char.box is not None
        left, bottom, right, top = char.box
        if lines and abs(lines[-1][1] - bottom) < (top - bottom) / 2 and left - lines[-1][2] < 2 * (top - bottom):
            last = lines[-1]
            lines[-1] = [min(last[0], left), min(last[1], bottom), max(last[2], right), max(last[3], top)]
        else:
            lines.append([left, bottom, right, top])
    return [(left - _MARGIN, bottom, right + _MARGIN, top) for left, bottom, right, top in lines]


def _over_picture(page: Any, boxes: list[Box]) -> bool:
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=6):
        with suppress(pdfium.PdfiumError):
            left, bottom, right, top = thing.get_bounds()
            if any(left < box[2] and box[0] < right and bottom < box[3] and box[1] < top for box in boxes):
                return True
    return False


# --- the pages ------------------------------------------------------------------------------------------------------


def _rewritten(data: bytes, plans: dict[int, _Plan], done: Done) -> bytes:
    if not plans:
        return data
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        for number, plan in plans.items():
            page = pdf.pages[number]
            if not plan.picture:
                try:
                    _erase(pdf, page, plan)
                except (Untreatable, *DAMAGED) as error:
                    plan.picture = (
                        f"的字体不能逐字处理（{error}）" if isinstance(error, Untreatable) else "的内容不能逐字处理"
                    )
        for number, plan in plans.items():
            if plan.picture:
                _to_picture(pdf, pdf.pages[number], data, number, plan)
        return _saved(pdf)


def _erase(pdf: pikepdf.Pdf, page: pikepdf.Page, plan: _Plan) -> None:
    eraser = Eraser(pdf, plan.boxes)
    eraser.page(page)
    drawn = "".join(
        f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re\n" for left, bottom, right, top in plan.black
    )
    if drawn:
        page.obj.Contents = Array([page.obj.Contents, pdf.make_stream(f"q 0 g\n{drawn}f Q\n".encode())])


def _to_picture(pdf: pikepdf.Pdf, page: pikepdf.Page, data: bytes, number: int, plan: _Plan) -> None:
    """Put a picture of the page, with the boxes burnt in, in the place of all that it had."""
    with ONE_AT_A_TIME:
        pixels, width, height, size = _picture(data, number, plan)
    image = pdf.make_stream(zlib.compress(pixels, 6))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height, image.BitsPerComponent = width, height, 8
    image.ColorSpace, image.Filter = Name.DeviceRGB, Name.FlateDecode
    for key in [*page.obj.keys()]:
        if key not in ("/Type", "/Parent"):
            del page.obj[key]
    page.obj.MediaBox = Array([0, 0, round(size[0], 2), round(size[1], 2)])
    page.obj.Resources = Dictionary(XObject=Dictionary(Page=image))
    page.obj.Contents = pdf.make_stream(f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /Page Do Q".encode())


def _picture(data: bytes, number: int, plan: _Plan) -> tuple[bytes, int, int, tuple[float, float]]:
    document = open_pdf(data)
    try:
        page = document[number]
        size = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(size[0] * size[1], 1)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        pixels = bytearray(bitmap.buffer)
        channels = bitmap.n_channels
        for left, top, right, bottom in (_on_picture(page, box, width, height) for box in plan.boxes + plan.black):
            for y in range(max(top, 0), min(bottom, height)):
                first, last = max(left, 0), min(right, width)
                if last > first:
                    at = y * stride + first * channels
                    pixels[at : at + (last - first) * channels] = bytes((last - first) * channels)
        rows = (bytes(pixels[y * stride : y * stride + width * channels]) for y in range(height))
        plain = b"".join(rows)
        if channels == 1:
            plain = b"".join(plain[at : at + 1] * 3 for at in range(len(plain)))
        return plain, width, height, size
    finally:
        document.close()


def _on_picture(page: Any, box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    from gongkai.privacy.sources.pdf import mapping

    a, b, c, d, e, f = mapping(page, width, height)
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return int(min(xs)) - 1, int(min(ys)) - 1, int(max(xs)) + 2, int(max(ys)) + 2


def _still(data: bytes, task: Task) -> list[int]:
    """The pages on which a value can still be read."""
    if not task.cores:
        return []
    with ONE_AT_A_TIME:
        document = open_pdf(data)
        try:
            found = []
            for number in range(len(document)):
                text_page = document[number].get_textpage()
                if holds(text_page.get_text_range(errors="replace"), task.cores):
                    found.append(number)
                text_page.close()
            return found
        finally:
            document.close()
