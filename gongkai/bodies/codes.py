"""Codes by which a body is known: the unified social credit code and the site identification code."""

from __future__ import annotations

import re
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SITE: Final = re.compile(r"\d{10}|bm\d{8}")


def credit_code_error(code: str) -> str:
    """What is wrong with a unified social credit code, as a Chinese sentence; empty when nothing is.

    18 characters without I, O, S, V and Z, the last of which checks the others (GB 32100-2015).
    """
    if len(code) != 18:
        return f"统一社会信用代码应为18位，写的是{len(code)}位"
    if wrong := [char for char in code if char not in _ALPHABET]:
        return f"统一社会信用代码不能有“{wrong[0]}”"
    total = sum(weight * _ALPHABET.index(char) for weight, char in zip(_WEIGHTS, code, strict=False))
    if _ALPHABET[-total % 31] != code[-1]:
        return f"统一社会信用代码的校验位不对，应为{_ALPHABET[-total % 31]}，请核对各位"
    return ""


def site_code_error(code: str) -> str:
    """What is wrong with a site identification code (网站标识码); empty when nothing is.

    Six digits of the area and four of the site; for central departments bm and eight digits [from memory].
    """
    return "" if _SITE.fullmatch(code) else "网站标识码应为10位数字，或者bm加8位数字"
