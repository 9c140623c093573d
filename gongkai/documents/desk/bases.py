"""What a decision of a review usually rests on, offered to the reviewer by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gongkai.documents.enums import Step

BASES: Final[Mapping[Step, tuple[str, ...]]] = {
    Step.CONFIRM: (
        "《政府信息公开条例》第十三条",
        "《政府信息公开条例》第十九条",
        "《政府信息公开条例》第二十条",
        "《政府信息公开条例》第二十一条",
    ),
    Step.SECRECY: (
        "《保守国家秘密法》第三十五条",
        "《保守国家秘密法实施条例》第四十二条",
        "《政府信息公开条例》第十四条",
        "《政府信息公开条例》第十七条",
    ),
    Step.LEGALITY: (
        "《政府信息公开条例》第十五条",
        "《政府信息公开条例》第十六条",
        "国办发〔2018〕115号",  # [from memory]
    ),
    Step.SIGN: ("《政府信息公开条例》第十七条",),
}
