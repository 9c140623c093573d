"""PDF: what its pages say, what of it cannot be seen, and everything beside the pages.

Text is read with pdfium. Whether a character can be seen is decided as an eye would: the page is drawn, and a character
whose box has nothing in it but one colour is not seen, whatever the reason. The structure is read with pikepdf.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from gongkai.privacy.findings import Box, Place
from gongkai.privacy.kinds import Weight
from gongkai.privacy.people import by, is_path, names_person
from gongkai.privacy.reading import Reading, joined
from gongkai.privacy.sources.package import Inner
from gongkai.report.errors import NotReadable
from gongkai.report.sources.pdf import ONE_AT_A_TIME

MOST_PAGES: Final = 2_000
DAMAGED: Final = (
    pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, IndexError,
)  # fmt: skip
"""What comes of a structure that is not as it should be."""
_SCALE: Final = 1.5
"""Pixels a point, when a page is drawn to see what can be seen."""
_CONTRAST: Final = 16
"""Of 255: two shades that differ less cannot be told apart."""
_DARK: Final = 64
_THIN: Final = frozenset("一—–-－_=＝二三…·.,、。，﹍ˉ|丨1lI'’‘")
"""Characters that may look like a plain ground; they go with their neighbours."""
HAN: Final = "\u2e80"
"""From here on, a character is not drawn where neither the file nor the machine has its font."""
_MOST_OBJECTS: Final = 200_000
_MOST_VERSIONS: Final = 8
_DEEPEST: Final = 20
_LARGE: Final = 0.4
"""A picture that covers so much of a page may be the page."""
_FEW: Final = 20
_END: Final = re.compile(rb"%%EOF\r?\n?")
_LINEARIZED: Final = re.compile(rb"/Linearized\s+[\d.]+")
_INVISIBLE: Final = 3
_HIDDEN: Final = 2
_SILENT: Final = frozenset(("Popup", "Link", "Widget", "PrinterMark", "TrapNet", "Watermark", "3D", "Screen"))
_NAMES: Final = {
    "/Author": "作者",
    "/Title": "标题",
    "/Subject": "主题",
    "/Keywords": "关键词",
    "/Creator": "创建程序",
    "/Producer": "制作程序",
}


class Char(NamedTuple):
    """A character of a page, its box in the page's own space (None for what the library puts in), the mode in which it
    is drawn, and whether the file has its font."""

    text: str
    box: Box | None
    mode: int = 0
    embedded: bool = True


def open_pdf(data: bytes) -> Any:
    """The document, opened with pdfium. Raises NotReadable."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise NotReadable("PDF已加密，需要密码才能打开，请先解除密码") from error
        raise NotReadable("PDF不完整或已损坏，请重新下载后再试") from error


def spoken_texts(pdf: pikepdf.Pdf) -> list[str]:
    """What marked content says in the place of its glyphs (ActualText), taken out of the pages: a reader that believes
    it does not see the glyphs.
    """
    texts: list[str] = []
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            if thing.get("/Type") in ("/XRef", "/ObjStm") or thing.get("/Subtype") not in (None, "/Form"):
                continue
            with suppress(pikepdf.PdfError):
                content = thing.read_bytes()
                if b"ActualText" in content and b"BDC" in content:
                    thing.write(_unspoken(thing, texts))
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
            _forget(thing, texts, 0)
    return texts


def _unspoken(stream: Any, texts: list[str]) -> bytes:
    made = []
    for instruction in pikepdf.parse_content_stream(stream):
        if not isinstance(instruction, pikepdf.ContentStreamInlineImage):
            for operand in instruction.operands:
                if isinstance(operand, pikepdf.Dictionary):
                    _forget(operand, texts, 0)
        made.append(instruction)
    return pikepdf.unparse_content_stream(made)


def _forget(thing: Any, texts: list[str], depth: int) -> None:
    """Take texts that stand in the place of others out of an object and what is directly in it."""
    if depth > _DEEPEST:
        return
    if not isinstance(thing, pikepdf.Array):
        for key in ("/ActualText", "/E"):
            if isinstance(thing.get(key), pikepdf.String):
                texts.append(str(thing[key]))
                del thing[key]
    for value in [*(thing if isinstance(thing, pikepdf.Array) else thing.values())]:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            _forget(value, texts, depth + 1)


def without_spoken_texts(data: bytes) -> tuple[bytes, list[str]]:
    """The document as its glyphs are, and what it says in their place. The same bytes where it says nothing."""
    if b"ActualText" not in data and b"/ObjStm" not in data and b"FlateDecode" not in data:
        return data, []
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            texts = spoken_texts(pdf)
            if not texts:
                return data, []
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue(), texts
    except DAMAGED:
        return data, []


def read_pdf(data: bytes, reading: Reading, inner: Inner) -> None:
    """Put a document into the reading. Raises NotReadable."""
    glyphs, spoken = without_spoken_texts(data)
    with ONE_AT_A_TIME:
        document = open_pdf(glyphs)
        try:
            count = len(document)
            for number in range(min(count, MOST_PAGES)):
                reading.budget.check()
                _page(document, number, reading)
        except pdfium.PdfiumError as error:
            raise NotReadable("PDF不完整或已损坏，有的页打不开，请重新下载后再试") from error
        finally:
            document.close()
        if count > MOST_PAGES:
            reading.miss(f"PDF共{count}页，只评估了前{MOST_PAGES}页")
        _versions(data, reading)
    reading.add("\n".join(spoken), Place(part="替代文字"), quiet=True)
    _structure(data, reading, inner)


# --- pages ----------------------------------------------------------------------------------------------------------


def _page(document: Any, number: int, reading: Reading) -> None:
    page = document[number]
    text_page = page.get_textpage()
    try:
        chars = characters(text_page)
        place = Place(page=number + 1)
        if unreadable := untold(page, chars):
            reading.miss(f"第{number + 1}页{unreadable}未评估")
        if all(char.text.isspace() for char in chars):
            return
        lines = _lines(chars)
        reading.add("".join(char.text for char in lines), place, locate=_locate(lines, place))
        _unseen(page, chars, place, reading)
    finally:
        text_page.close()
        page.close()


def untold(page: Any, chars: list[Char]) -> str:
    """What of a page cannot be read as text, "" when all can."""
    solid = sum(1 for char in chars if not char.text.isspace())
    odd = sum(1 for char in chars if char.text == "\ufffd" or "\ue000" <= char.text <= "\uf8ff")
    pictures = _picture_share(page)
    if solid and odd > solid / 3:
        return "的文字没有可用的字符编码，读出来是乱码，"
    if pictures > _LARGE or (pictures > 0 and solid < _FEW):
        return "有大幅图片（可能是扫描件），图片中的文字"
    return ""


def characters(text_page: Any) -> list[Char]:
    """The characters of a page in the library's order."""
    handle = text_page.raw
    box, chars = raw.FS_RECTF(), list[Char]()
    pointer = ctypes.byref(box)
    unicode_of, box_of, object_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetTextObject
    known: dict[int, tuple[int, bool]] = {}
    high = 0
    for index in range(raw.FPDFText_CountChars(handle)):
        code = unicode_of(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code in (0, 0xFFFE):
            continue
        text = "-" if code == 2 else chr(code)
        if code in (10, 13) or not box_of(handle, index, pointer):
            chars.append(Char(text, None))
            continue
        thing = object_of(handle, index)
        look = (0, True)
        if thing:
            address = ctypes.cast(thing, ctypes.c_void_p).value or 0
            if address not in known:
                embedded = raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(thing))
                known[address] = raw.FPDFTextObj_GetTextRenderMode(thing), embedded != 0
            look = known[address]
        chars.append(Char(text, (box.left, box.bottom, box.right, box.top), *look))
    return chars


def _lines(chars: list[Char]) -> list[Char]:
    """The characters with one end of line, "\n"."""
    return [char for char in chars if char.text != "\r"]


def _locate(chars: list[Char], place: Place) -> Callable[[int, int], Place]:
    starts = [0]
    for char in chars:
        starts.append(starts[-1] + len(char.text))

    def locate(start: int, end: int) -> Place:
        boxes = [
            char.box
            for at, char in zip(starts, chars, strict=False)
            if start <= at < end and char.box is not None and not char.text.isspace()
        ]
        return place._replace(box=joined(boxes))

    return locate


def _picture_share(page: Any) -> float:
    """How much of a page pictures cover, of 1."""
    width, height = page.get_size()
    area = 0.0
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        with suppress(pdfium.PdfiumError):
            left, bottom, right, top = thing.get_bounds()
            area = max(area, abs((right - left) * (top - bottom)))
    return min(area / (width * height), 1.0) if width * height else 0.0


def _unseen(page: Any, chars: list[Char], place: Place, reading: Reading) -> None:
    """Tell of the characters that the drawn page does not show."""
    verdicts = _verdicts(page, chars)
    if "missing" in verdicts:
        reading.miss(f"第{place.page}页的字体没有嵌入，显示不出，看不见的文字未评估")
    for why, group in _groups(chars, verdicts):
        text = "".join(char.text for char in group).strip()
        where = place._replace(box=joined([char.box for char in group if char.box is not None]))
        reading.tell(_CODES[why], text, where, _WHY[why])


def unseen_groups(page: Any, chars: list[Char]) -> Iterator[tuple[str, list[Char]]]:
    """The code (P20, P27) of each run of characters that cannot be seen, and its characters."""
    for why, group in _groups(chars, _verdicts(page, chars)):
        yield _CODES[why], group


def _verdicts(page: Any, chars: list[Char]) -> list[str | None]:
    drawn = Drawn(page)
    return [drawn.verdict(char) if char.box is not None and not char.text.isspace() else None for char in chars]


_CODES: Final = {"off": "P20", "invisible": "P20", "plain": "P20", "tiny": "P20", "black": "P27"}
_WHY: Final = {
    "black": "黑色块下面有文字",
    "off": "页面范围以外的文字",
    "invisible": "设置为不显示的文字",
    "plain": "与底色同色、被遮盖或者所在图层不显示的文字",
    "tiny": "字号小到看不见",
}


def _groups(chars: list[Char], verdicts: list[str | None]) -> Iterator[tuple[str, list[Char]]]:
    """Runs of at least two characters that are unseen for one reason."""
    group: list[Char] = []
    why = ""
    waiting: list[Char] = []
    for char, verdict in zip(chars, verdicts, strict=True):
        if verdict in (None, "thin", "missing"):
            waiting.append(char)
            continue
        if group and verdict == why:
            group += [*waiting, char]
        else:
            if sum(not one.text.isspace() for one in group) > 1:
                yield why, group
            group = [char] if verdict != "seen" else []
            why = verdict or ""
        waiting = []
    if sum(not one.text.isspace() for one in group) > 1:
        yield why, group


class Drawn:
    """A page as it is seen, in shades of grey."""

    def __init__(self, page: Any) -> None:
        bitmap = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False)
        self.width, self.height, self.stride = bitmap.width, bitmap.height, bitmap.stride
        self.pixels = bytes(bitmap.buffer)
        self.map = mapping(page, self.width, self.height)
        bitmap.close()

    def verdict(self, char: Char) -> str:
        """ "seen", "thin" where the character itself may look plain, or why it is not seen."""
        assert char.box is not None
        left, top, right, bottom = self._pixels_of(char.box)
        if right < 1 or bottom < 1 or left > self.width - 1 or top > self.height - 1:
            return "off"
        if bottom - top < 2.2:
            return "tiny"
        if char.text in _THIN:
            return "thin"
        inset, edge = (right - left) * 0.15, (bottom - top) * 0.1
        x0, x1 = max(int(left + inset), 0), min(int(right - inset + 0.999), self.width)
        y0, y1 = max(int(top + edge), 0), min(int(bottom - edge + 0.999), self.height)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return "thin"
        pixels, stride = self.pixels, self.stride
        for y in range(y0, y1):
            row = pixels[y * stride + x0 : y * stride + x1]
            if row.count(row[0]) != len(row) and max(row) - min(row) > _CONTRAST:
                return "seen"
        if char.mode == _INVISIBLE:
            return "invisible"
        if not char.embedded and char.text >= HAN:
            return "missing"
        middle = pixels[(y0 + y1) // 2 * stride + (x0 + x1) // 2]
        return "black" if middle < _DARK else "plain"

    def _pixels_of(self, box: Box) -> Box:
        a, b, c, d, e, f = self.map
        xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
        ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
        return min(xs), min(ys), max(xs), max(ys)


def mapping(page: Any, width: int, height: int) -> tuple[float, float, float, float, float, float]:
    """From the page's own space to pixels of a picture of it; the library answers in whole pixels, so it is asked about
    a larger one."""
    fine = 64
    x, y = ctypes.c_int(), ctypes.c_int()

    def point(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page.raw, 0, 0, width * fine, height * fine, 0, px, py, x, y)
        return x.value / fine, y.value / fine

    e, f = point(0, 0)
    right, up = point(1000, 0), point(0, 1000)
    return (right[0] - e) / 1000, (right[1] - f) / 1000, (up[0] - e) / 1000, (up[1] - f) / 1000, e, f


# --- earlier versions -----------------------------------------------------------------------------------------------


def _versions(data: bytes, reading: Reading) -> None:
    """Tell of versions of the document that later ones were appended to."""
    ends = [match.end() for match in _END.finditer(data)]
    if _LINEARIZED.search(data[:1024]) and len(ends) > 1:
        del ends[0]  # the first page's own table
    earlier = [end for end in ends[:-1] if data[:end].rstrip().endswith(b"%%EOF")]
    if not earlier:
        return
    try:
        now = _words(data)
    except pdfium.PdfiumError:
        return
    for number, end in enumerate(earlier[:_MOST_VERSIONS], 1):
        reading.budget.check()
        with suppress(NotReadable, pdfium.PdfiumError):
            before = _words(data[:end])
            gone = [line for line in before if line not in now]
            place = Place(part=f"早先版本{number}")
            if gone:
                text = "\n".join(gone)
                reading.tell("P26", text, place, "其中有后来删去的文字", Weight.BLOCKS)
                reading.add(text, place, quiet=True)
            else:
                reading.tell("P26", f"{end}字节", place)


def _words(data: bytes) -> dict[str, None]:
    """The lines of all pages."""
    document = open_pdf(data)
    try:
        lines: dict[str, None] = {}
        for number in range(min(len(document), MOST_PAGES)):
            text_page = document[number].get_textpage()
            lines.update(
                dict.fromkeys(line.strip() for line in text_page.get_text_range().splitlines() if line.strip())
            )
            text_page.close()
        return lines
    finally:
        document.close()


# --- beside the pages -----------------------------------------------------------------------------------------------


def _structure(data: bytes, reading: Reading, inner: Inner) -> None:
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            _properties(pdf, reading)
            _attachments(pdf, reading, inner)
            _annotations(pdf, reading)
            _objects(pdf, reading)
    except DAMAGED:
        reading.miss("PDF的结构有损坏，批注、附件和属性没有全部评估")


def _properties(pdf: pikepdf.Pdf, reading: Reading) -> None:
    for key, value in pdf.docinfo.items():
        text = str(value).strip()
        name = _NAMES.get(key, key.lstrip("/"))
        if not isinstance(value, pikepdf.String) or not text or "Date" in key:
            continue
        place = Place(part=f"文件属性（{name}）")
        reading.add(text, place, quiet=True)
        if is_path(text) or (key == "/Author" and names_person(text)):
            reading.tell("P23", text, place)
    if "/Metadata" in pdf.Root:
        xmp = pdf.Root.Metadata.read_bytes()
        texts = [
            text.strip() for text in re.findall(r">([^<>]{2,500})<", xmp.decode("utf-8", "replace")) if text.strip()
        ]
        reading.add("\n".join(texts), Place(part="文件属性（XMP）"), quiet=True)
        creator = re.search(
            r"<dc:creator>.{0,200}?<rdf:li[^>]{0,60}>([^<]{1,80})<", xmp.decode("utf-8", "replace"), re.S
        )
        if creator and "/Author" not in pdf.docinfo and names_person(creator[1]):
            reading.tell("P23", creator[1], Place(part="文件属性（XMP）"))
        if path := next((text for text in texts if is_path(text)), ""):
            reading.tell("P23", path, Place(part="文件属性（XMP）"))


def _attachments(pdf: pikepdf.Pdf, reading: Reading, inner: Inner) -> None:
    for name, spec in pdf.attachments.items():
        reading.tell("P24", name, Place(part="附件"))
        content = spec.get_file().read_bytes()
        if reading.budget.take(len(content)):
            inner(content, f"附件{name}", reading)
    root = pdf.Root
    if (
        "/OpenAction" in root
        and "/S" in _dictionary(root.OpenAction)
        and str(root.OpenAction.S) in ("/JavaScript", "/Launch")
    ):
        reading.tell("P24", str(root.OpenAction.S), Place(part="打开动作"), "含有脚本")
    if "/JavaScript" in _dictionary(root.get("/Names")):
        reading.tell("P24", "JavaScript", Place(part="脚本"), "含有脚本")


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, pikepdf.Dictionary) else {}


def _annotations(pdf: pikepdf.Pdf, reading: Reading) -> None:
    for number, page in enumerate(pdf.pages, 1):
        reading.budget.check()
        for annotation in page.obj.get("/Annots", ()):
            if not isinstance(annotation, pikepdf.Dictionary):
                continue
            kind = str(annotation.get("/Subtype", "")).lstrip("/")
            place = Place(
                page=number, box=_rectangle(annotation), part=f"批注（{kind}）" if kind not in _SILENT else kind
            )
            if kind == "FileAttachment":
                reading.tell("P24", str(annotation.get("/Contents", "附件")), place)
                continue
            if kind == "Redact":
                reading.tell("P27", str(annotation.get("/OverlayText", "")), place, "涂黑只作了标记，没有应用")
            said = str(annotation.get("/Contents", ""))
            if kind not in _SILENT and (said or kind in ("Text", "FreeText")):
                author = str(annotation.get("/T", ""))
                reading.tell("P22", said, place, by(author))
            texts = [
                said,
                *(
                    str(annotation[key])
                    for key in ("/V", "/DV", "/TU")
                    if isinstance(annotation.get(key), pikepdf.String)
                ),
            ]
            action = _dictionary(annotation.get("/A"))
            texts.append(str(action.get("/URI", "")))
            reading.add("\n".join(filter(None, texts)), place, quiet=True)


def _rectangle(annotation: pikepdf.Dictionary) -> Box | None:
    try:
        one, two, three, four = (float(value) for value in annotation.get("/Rect", ()))
    except (TypeError, ValueError):
        return None
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _objects(pdf: pikepdf.Pdf, reading: Reading) -> None:
    """Text that other objects hold: bookmarks, alternative texts, values of fields."""
    texts: dict[str, list[str]] = {"书签": [], "替代文字": [], "表单": []}
    keys = {"/ActualText": "替代文字", "/Alt": "替代文字", "/E": "替代文字", "/V": "表单", "/DV": "表单"}
    for at, thing in enumerate(pdf.objects):
        if at > _MOST_OBJECTS:
            reading.miss("PDF的对象过多，书签和替代文字没有全部评估")
            break
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        for key, what in keys.items():
            if isinstance(value := thing.get(key), pikepdf.String):
                texts[what].append(str(value))
        if "/Title" in thing and "/Parent" in thing and isinstance(thing.Title, pikepdf.String):
            texts["书签"].append(str(thing.Title))
    for what, found in texts.items():
        reading.add("\n".join(found), Place(part=what), quiet=True)
