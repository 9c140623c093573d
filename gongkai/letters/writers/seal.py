"""The picture of a seal, as it is put over signature and date."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from gongkai.letters.errors import LetterError

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_LARGEST: Final = 2_000_000


@dataclass(frozen=True)
class Seal:
    """A PNG with a transparent ground; `width` in millimetres (42 for the seals of most bodies).

    Raises:
        LetterError: it is no PNG, or too large.
    """

    png: bytes
    width: float = 42.0

    def __post_init__(self) -> None:
        if not self.png.startswith(_PNG) or self.png[12:16] != b"IHDR":
            raise LetterError("印章图片应是PNG格式（透明背景），请另存后再上传")
        if len(self.png) > _LARGEST or not 10 <= self.width <= 60:
            raise LetterError("印章图片不得大于2MB，直径应在10至60毫米之间")

    @property
    def height(self) -> float:
        """Millimetres."""
        across, down = struct.unpack(">II", self.png[16:24])
        return self.width * float(down) / max(float(across), 1.0)
