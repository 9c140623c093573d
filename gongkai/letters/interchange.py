"""Facts of letters as JSON, exactly: `facts_from(as_dict(facts)) == facts`.

A member that says nothing (its default) is left out. Days are 2024-03-29, articles as a ledger cites them:
条例第36条第3项. What officers state for a letter is kept as such an object without the issuer: `members_from`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from gongkai.law import articles
from gongkai.law.articles import Article, Law
from gongkai.law.errors import EventNotReadable
from gongkai.law.events import Event, event_from
from gongkai.law.fees import Charge, Line, Method
from gongkai.law.limits import Channel
from gongkai.law.remedy import BodyKind
from gongkai.letters.errors import LetterError
from gongkai.letters.facts import Facts, Finding, Issuer
from gongkai.letters.slots import SLOTS

LAWS: Final = {law.short: law for law in vars(articles).values() if isinstance(law, Law)}
"""The laws that may be cited, by their short names."""
_ARTICLE: Final = re.compile(r"(.+?)第(\d{1,3})条(?:第(\d{1,3})款)?(?:第(\d{1,3})项)?")
_LINE: Final = ("first", "last", "rate", "unit")
_MOST: Final = 200
"""Parts of a list; more are no letter."""


class FactsNotReadable(LetterError):
    """JSON that does not describe facts of a letter. The message names the member."""


# --- to JSON --------------------------------------------------------------------------------------------------------


def as_dict(facts: Facts) -> dict[str, Any]:
    """The facts as JSON."""
    return _said(facts)


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """One finding as JSON."""
    return _said(finding)


def _said(record: Facts | Finding | Issuer) -> dict[str, Any]:
    return {
        each.name: _spelled(value)
        for each in fields(record)
        if (value := getattr(record, each.name)) != each.default or each.default is MISSING
    }


def _spelled(value: Any) -> Any:
    match value:
        case Article():
            return _cited(value)
        case Event():
            return value.as_dict()
        case Charge():
            lines = [dict(zip(_LINE, line, strict=True)) for line in value.lines]
            return {"method": str(value.method), "lines": lines}
        case Finding() | Issuer():
            return _said(value)
        case tuple():
            return [_spelled(each) for each in value]
        case date():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case _:
            return value


def _cited(article: Article) -> str:
    if LAWS.get(article.law.short) != article.law:
        raise FactsNotReadable(f"没有收录{article.law.title}，不能引用")
    return article.short


# --- from JSON ------------------------------------------------------------------------------------------------------


def facts_from(data: object) -> Facts:
    """The facts that a JSON object describes.

    Raises:
        FactsNotReadable: it does not; the sentence names the member.
    """
    members = members_from(data)
    if "issuer" not in members:
        raise FactsNotReadable("没有写明本机关（issuer）")
    return Facts(**members)


def members_from(data: object) -> dict[str, Any]:
    """Some members of `Facts` that a JSON object describes, as its constructor takes them.

    Raises:
        FactsNotReadable: there is no such member, or it is not well formed.
    """
    return _members(Facts, data, "文书的内容")


class _Place(NamedTuple):
    """What is read, for sentences about it."""

    name: str

    @property
    def label(self) -> str:
        return f"{SLOTS.get(self.name, '')}（{self.name}）" if self.name in SLOTS else self.name

    def wants(self, what: str) -> FactsNotReadable:
        return FactsNotReadable(f"{self.label}应是{what}")


def _members(kind: type[Any], data: object, what: str) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise FactsNotReadable(f"{what}应是JSON对象")
    known = _known(kind)
    if strange := [str(name) for name in data if name not in known]:
        raise FactsNotReadable(f"{what}没有“{strange[0]}”这一项")
    return {name: _read(known[name], value, _Place(name)) for name, value in data.items()}


def _known(kind: type[Any]) -> dict[str, Any]:
    """The members of a class with what each is."""
    own: tuple[Field[Any], ...] = fields(kind)
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in own}


def _read(hint: Any, value: object, place: _Place) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, list) or len(value) > _MOST:
            raise place.wants(f"不多于{_MOST}项的列表")
        return tuple(_read(get_args(hint)[0], each, place) for each in value)
    whole, *none = get_args(hint) or (hint,)
    if value is None and none:
        return None
    return _READ[whole](value, place)


def _text(value: object, place: _Place) -> str:
    if not isinstance(value, str):
        raise place.wants("文字")
    return value


def _truth(value: object, place: _Place) -> bool:
    if not isinstance(value, bool):
        raise place.wants("true或者false")
    return value


def _day(value: object, place: _Place) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise place.wants("形如2024-03-29的日期")


def _choice(kind: type[StrEnum]) -> Callable[[object, _Place], StrEnum]:
    def read(value: object, place: _Place) -> StrEnum:
        for each in kind:
            if each == value:
                return each
        raise place.wants("、".join(kind))

    return read


def _article(value: object, place: _Place) -> Article:
    found = _ARTICLE.fullmatch(value) if isinstance(value, str) else None
    law = LAWS.get(found[1]) if found else None
    if found is None or law is None:
        raise place.wants(f"形如“条例第36条第3项”的条款，可以引用的有{'、'.join(LAWS)}")
    number, paragraph, item = (int(each or 0) for each in found.groups()[1:])
    if not number:
        raise place.wants("形如“条例第36条第3项”的条款")
    return Article(law, number, paragraph, item)


def _event(value: object, place: _Place) -> Event:
    try:
        return event_from(value)
    except EventNotReadable as error:
        raise FactsNotReadable(str(error)) from error


def _finding(value: object, place: _Place) -> Finding:
    members = _members(Finding, value, "认定")
    if not members.get("outcome"):
        raise FactsNotReadable("认定没有写明答复类型（outcome）")
    return Finding(**members)


def _issuer(value: object, place: _Place) -> Issuer:
    members = _members(Issuer, value, "本机关")
    if "name" not in members:
        raise FactsNotReadable("本机关没有写明名称（name）")
    return Issuer(**members)


def _charge(value: object, place: _Place) -> Charge:
    if not isinstance(value, Mapping) or set(value) != {"method", "lines"} or not isinstance(value["lines"], list):
        raise place.wants("有method和lines的JSON对象")
    method = _choice(Method)(value["method"], place)
    return Charge(Method(method), tuple(_line(each, place) for each in value["lines"]))


def _line(value: object, place: _Place) -> Line:
    if isinstance(value, Mapping) and set(value) == set(_LINE):
        first, last, rate, unit = (value[name] for name in _LINE)
        if all(type(each) is int for each in (first, last, rate)) and isinstance(unit, str):
            return Line(first, last, rate, unit)
    raise place.wants(f"每行有{'、'.join(_LINE)}")


_READ: Final[dict[Any, Callable[[Any, _Place], Any]]] = {
    str: _text,
    bool: _truth,
    date: _day,
    Article: _article,
    Event: _event,
    Finding: _finding,
    Issuer: _issuer,
    Charge: _charge,
    Channel: _choice(Channel),
    BodyKind: _choice(BodyKind),
}
