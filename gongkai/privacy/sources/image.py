"""Pictures: where a photograph was taken and by whom, from EXIF and XMP. What they show is not assessed."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from gongkai.privacy.findings import Place
from gongkai.privacy.people import is_path, names_person
from gongkai.privacy.reading import Reading

SIGNATURES: Final = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"), (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"), (b"RIFF", "webp"), (b"\x01\x00\x00\x00\x58\x00\x00\x00", "emf"), (b"\xd7\xcd\xc6\x9a", "wmf"),
)  # fmt: skip
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_GPS, _EXIF = 0x8825, 0x8769
_PERSONS: Final = {0x013B: "作者", 0x8298: "版权", 0x9C9D: "作者", 0xA430: "相机主人", 0x010E: "说明", 0x9286: "备注"}
_MOST_ENTRIES: Final = 200
_XMP_GPS: Final = re.compile(rb"GPS(?:Latitude|Longitude)[=>\s\"']{1,4}([0-9.,NSEW]{3,20})")
_ORIENTATION: Final = 0x0112


def kind_of(data: bytes) -> str:
    """Which kind of picture, "" for none."""
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "heic"
    kind = next((kind for mark, kind in SIGNATURES if data.startswith(mark)), "")
    return "" if kind == "webp" and data[8:12] != b"WEBP" else kind


def read_image(data: bytes, reading: Reading, place: Place | None = None) -> None:
    """Note where a picture was taken, and persons that it names."""
    place = place or Place()
    told = False
    for block in _exif_blocks(data, reading.kind if reading.kind in ("tiff",) else kind_of(data)):
        tags = _Tags(block)
        where = tags.position()
        if where is not None and not told:
            told = True
            reading.tell("P25", f"{where[0]:.6f}, {where[1]:.6f}", place)
        for name, text in tags.persons():
            reading.add(text, place._replace(part=f"{place.part}照片信息（{name}）"))
            if name in ("作者", "相机主人") and (names_person(text) or is_path(text)):
                reading.tell("P23", text, place._replace(part=f"{place.part}照片信息（{name}）"))
    if not told and (found := _XMP_GPS.findall(data[: 2**20])):
        reading.tell("P25", ", ".join(each.decode("ascii", "replace") for each in found[:2]), place)


def _exif_blocks(data: bytes, kind: str) -> Iterator[bytes]:
    """The TIFF structures in which a picture keeps EXIF."""
    if kind == "tiff":
        yield data
    elif kind == "jpeg":
        for marker, segment in jpeg_segments(data):
            if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
                yield segment[6:]
    elif kind == "png":
        for name, chunk in png_chunks(data):
            if name == b"eXIf":
                yield chunk
    elif kind in ("heic", "webp"):
        for match in re.finditer(rb"(?:Exif\0\0|EXIF....)(?=II\*\0|MM\0\*)", data, re.S):
            yield data[match.end() : match.end() + 65536]


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker segments of a JPEG before its picture."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG."""
    at = 8
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        yield name, data[at + 8 : at + 8 + length]
        at += 12 + length


def without_information(data: bytes) -> bytes:
    """A JPEG or PNG without EXIF, XMP, comments and text; the picture is the same, byte for byte. Others unchanged."""
    kind = kind_of(data)
    if kind == "jpeg":
        return _plain_jpeg(data)
    if kind == "png":
        return _plain_png(data)
    return data


def _plain_jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + max(length, 2)
        if marker == 0xE1 and (turned := _orientation(data[at + 4 : end])):
            kept.append(turned)
        if not (marker in (0xE1, 0xED, 0xFE) or 0xE3 <= marker <= 0xEC or marker == 0xEF):
            kept.append(data[at:end])
        at = end
    return b"".join((*kept, data[at:]))


def _orientation(segment: bytes) -> bytes:
    """A segment that keeps only how the picture is turned, b"" where it is not."""
    if not segment.startswith(b"Exif\0\0"):
        return b""
    turned = _Tags(segment[6:]).first.get(_ORIENTATION)
    if not isinstance(turned, tuple) or not turned or turned[0] in (0, 1):
        return b""
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, int(turned[0]), 0, 0)
    return struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body


def _plain_png(data: bytes) -> bytes:
    kept = [data[:8]]
    at = 8
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name not in (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"):
            kept.append(data[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":  # what stands behind it is not the picture
            break
    return b"".join(kept)


class _Tags:
    """The tags of a TIFF structure that matter here."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.order = "<" if block[:2] == b"II" else ">"
        self.first: dict[int, object] = {}
        self.gps: dict[int, object] = {}
        self.exif: dict[int, object] = {}
        if block[:4] not in (b"II*\0", b"MM\0*") or len(block) < 8:
            return
        self.first = self._directory(self._long(4))
        for tag, tags in ((_GPS, self.gps), (_EXIF, self.exif)):
            offset = self.first.get(tag)
            if isinstance(offset, tuple) and offset:
                tags.update(self._directory(int(offset[0])))

    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, in degrees."""
        degrees = []
        for reference, tag in ((1, 2), (3, 4)):
            value = self.gps.get(tag)
            if not isinstance(value, tuple) or len(value) < 2:
                return None
            size = sum(part / 60**power for power, part in enumerate(value[:3]))
            negative = str(self.gps.get(reference, ""))[:1] in ("S", "W")
            degrees.append(-size if negative else size)
        return (degrees[0], degrees[1]) if any(degrees) else None

    def persons(self) -> Iterator[tuple[str, str]]:
        for tag, value in {**self.first, **self.exif}.items():
            if tag in _PERSONS and isinstance(value, str) and value.strip():
                yield _PERSONS[tag], value.strip()

    def _long(self, at: int) -> int:
        return int(struct.unpack(self.order + "I", self.block[at : at + 4])[0]) if at + 4 <= len(self.block) else 0

    def _directory(self, at: int) -> dict[int, object]:
        tags: dict[int, object] = {}
        if not 0 < at <= len(self.block) - 2:
            return tags
        (count,) = struct.unpack(self.order + "H", self.block[at : at + 2])
        for number in range(min(count, _MOST_ENTRIES)):
            entry = self.block[at + 2 + 12 * number : at + 14 + 12 * number]
            if len(entry) == 12:
                tag, kind, amount = struct.unpack(self.order + "HHI", entry[:8])
                tags[tag] = self._value(kind, amount, entry[8:])
        return tags

    def _value(self, kind: int, amount: int, inline: bytes) -> object:
        size = _SIZES.get(kind, 0) * min(amount, 4096)
        (offset,) = struct.unpack(self.order + "I", inline)
        raw = inline[:size] if size <= 4 else self.block[offset : offset + size]
        if len(raw) < size or not size:
            return None
        if kind in (1, 2, 7):
            return _text(raw)
        if kind in (5, 10):
            pairs = struct.unpack(f"{self.order}{size // 4}{'I' if kind == 5 else 'i'}", raw)
            return tuple(one / two if two else 0.0 for one, two in zip(pairs[::2], pairs[1::2], strict=True))
        code = {3: "H", 4: "I", 8: "h", 9: "i"}.get(kind)
        return struct.unpack(f"{self.order}{size // _SIZES[kind]}{code}", raw) if code else None


def _text(raw: bytes) -> str:
    for prefix in (b"ASCII\0\0\0", b"UNICODE\0"):
        raw = raw.removeprefix(prefix)
    wide = len(raw) > 3 and raw[1:2] == b"\0"  # Windows writes its own tags so
    for encoding in ("utf-16-le",) if wide else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).rstrip("\0")
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1").rstrip("\0")
