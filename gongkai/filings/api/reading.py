"""What another system sent: one JSON object, read so that no figure is rounded and no name is passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple, NoReturn

from django.core.exceptions import ValidationError

LONGEST_FIGURE: Final = 40
LONGEST_EVIDENCE: Final = 5000
MEMBERS: Final = ("figures", "source", "evidence")
NO_FIGURE: Final = "没有数值：没有发生的写0，不适用的写“/”，不报的不要列出"


class NotRead(Exception):
    """What was sent is no JSON object; `str(error)` is a sentence."""


class Sent(NamedTuple):
    """`figures` by cell, as a form would have them typed."""

    figures: dict[str, str]
    source: str
    evidence: str


class _Number(str):
    """A number, in the digits in which it was sent."""


def read(content: bytes) -> Sent:
    """
    Raises:
        NotRead: it is no JSON object in UTF-8, or says one thing twice.
        ValidationError: a member is missing, unknown or of another kind; a figure is none, keyed by the cell.
    """
    given = _object(content)
    if unknown := given.keys() - set(MEMBERS):
        names = "、".join(sorted(unknown))[:100]
        raise ValidationError(f"不认识“{names}”：只有{'、'.join(MEMBERS)}三项")
    figures = given.get("figures")
    if not isinstance(figures, dict) or not figures:
        raise ValidationError({"figures": '请写明各栏目的数值，如{"proactive.permits.decisions": 15}'})
    typed, errors = {}, {}
    for cell, value in figures.items():
        try:
            typed[cell] = _typed(value)
        except ValidationError as refusal:
            errors[cell] = refusal.messages[0]
    if errors:
        raise ValidationError(errors)
    return Sent(typed, _text(given, "source", "数据来源"), _text(given, "evidence", "凭证"))


def _object(content: bytes) -> dict[str, Any]:
    if not content:  # in chunks nothing arrives
        raise NotRead("没有内容：请写明Content-Length，不要分块传送")
    try:
        given = json.loads(
            content.decode("utf-8-sig"),
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise NotRead("内容不是UTF-8编码") from error
    except (ValueError, RecursionError) as error:
        raise NotRead("内容不是JSON") from error
    if not isinstance(given, dict):
        raise NotRead("内容应为一个JSON对象")
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NotRead(f"“{name[:100]}”写了两次")
        found[name] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _typed(value: Any) -> str:
    """A figure as somebody would type it: 12.0 is 12, and 1.2E7 is 12000000."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValidationError(NO_FIGURE)
    if not isinstance(value, str):
        raise ValidationError("应为数字或者文字")
    if len(value) > LONGEST_FIGURE:
        raise ValidationError(f"最多{LONGEST_FIGURE}个字")
    return _digits(value) if isinstance(value, _Number) else value


def _digits(number: str) -> str:
    try:
        found = Decimal(number)
    except ArithmeticError:
        return number
    if abs(found.adjusted()) > LONGEST_FIGURE:
        return number
    digits = format(found, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _text(given: Mapping[str, Any], name: str, label: str) -> str:
    text = given.get(name, "")
    if not isinstance(text, str) or isinstance(text, _Number):
        raise ValidationError({name: f"{label}应为文字"})
    if len(text) > LONGEST_EVIDENCE:
        raise ValidationError({name: f"{label}最多{LONGEST_EVIDENCE}个字"})
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise ValidationError({name: f"{label}里有不能显示的字符"})
    return text.strip()
