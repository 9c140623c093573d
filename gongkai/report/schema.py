"""The JSON Schema (draft 2020-12) of `gongkai.annual-report/1`, generated from the form.

`python -m gongkai.report.schema` prints it; `docs/schema/annual-report-1.json` is a copy for those who have no Python.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from gongkai.report.form import EDITIONS, FORMAT, SECTIONS, Edition
from gongkai.report.interchange import ALL_KEYS, to_json
from gongkai.report.values import Contact, Mark, Place

IDENTIFIER: Final = "urn:gongkai:annual-report:1"

_TEXT: Final = {"type": "string"}
_DATE: Final = {"type": "string", "format": "date"}
_NUMBER: Final = {"type": ["number", "null"]}
_REQUIRED: Final = ("source", "format", "edition", "body", "year", "title", "cells", "marks")


def schema() -> dict[str, Any]:
    """The schema as an object. Titles and descriptions are Chinese: they are what a user of the data reads."""
    members = {
        "source": _TEXT | {"description": "来源：文件名或者网址"},
        "format": {"const": FORMAT},
        "edition": {
            "enum": [*EDITIONS, None],
            "description": "表格所用的格式："
            + "；".join(f"{edition.name} 即{edition.citation}" for edition in EDITIONS.values())
            + "；没有表格时为 null",
        },
        "body": {"type": ["string", "null"], "description": "行政机关名称"},
        "year": {"type": ["integer", "null"], "description": "报告年度"},
        "title": _TEXT,
        "cells": {
            "type": "object",
            "propertyNames": {"enum": list(ALL_KEYS)},
            "additionalProperties": _NUMBER,
            "description": "表格各项的数字，照原文，不换算；空白、不适用和未读出的为 null；原表没有的项目不出现；"
            "原表混用两版格式的，两版的项目都出现",
        },
        "marks": {
            "type": "object",
            "additionalProperties": {"enum": [mark.value for mark in Mark]},
            "description": "blank 空白；n/a 原文为“/”；unknown 未读出；inferred 原文缺失、由勾稽关系推出",
        },
        "units": {"type": "object", "additionalProperties": _TEXT, "description": "写在表格中的单位，如：元、万元、件"},
        "preamble": _TEXT,
        "sections": {
            "type": "object",
            "properties": {section.key: {"$ref": "#/$defs/section", "title": section.title} for section in SECTIONS},
            "additionalProperties": False,
            "description": "六个部分，依原文次序",
        },
        "signed_by": _TEXT,
        "signed_on": {"anyOf": [_DATE, {"type": "null"}]},
        "period": {
            "anyOf": [{"type": "array", "items": _DATE, "minItems": 2, "maxItems": 2}, {"type": "null"}],
            "description": "统计期限的首日和末日",
        },
        "contact": _object(dict.fromkeys(Contact._fields, _TEXT)),
        "claims": {"type": "array", "items": {"$ref": "#/$defs/claim"}, "description": "正文中的每一个数字说法"},
        "notes": {"type": "array", "items": _TEXT, "description": "读取时的说明"},
        "places": {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/place"},
            "description": "各项在来源中的位置；只在要求时给出",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": "政府信息公开工作年度报告",
        "type": "object",
        "properties": members,
        "required": list(_REQUIRED),
        "additionalProperties": False,
        "allOf": [_if_edition(name) for name in EDITIONS],
        "$defs": {
            **{f"cells-{name}": _cells(edition) for name, edition in EDITIONS.items()},
            "section": _object({"number": _TEXT, "title": _TEXT, "text": _TEXT}),
            "claim": _CLAIM,
            "place": _PLACE,
        },
    }


def _object(members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def _if_edition(name: str) -> dict[str, Any]:
    return {
        "if": {"properties": {"edition": {"const": name}}},
        "then": {"properties": {"cells": {"$ref": f"#/$defs/cells-{name}"}}},
    }


def _cells(edition: Edition) -> dict[str, Any]:
    return {
        "type": "object",
        "title": edition.citation,
        "properties": {key: _NUMBER | {"title": label} for key, label in edition.labels.items()},
    }


_CLAIM: Final = _object(
    {
        "text": _TEXT | {"description": "原文中的分句"},
        "section": {"enum": ["preamble", *(section.key for section in SECTIONS)]},
        "number": _NUMBER | {"description": "“未收到”等为 0；没有数字时为 null"},
        "unit": _TEXT,
        "noun": _TEXT | {"description": "数的是什么"},
        "period": _TEXT | {"description": "说的是哪一年（全年），如2023；年内某一时段、跨年或计划为空"},
        "pattern": _TEXT,
        "cell": {"type": ["string", "null"], "description": "只对应表格中一项时，该项"},
        "cells": {"type": "array", "items": _TEXT, "description": "表格中与之对应的各项，其和应与数字相符"},
        "relation": {"enum": ["=", "<=", "~"], "description": "应相等、至多、由人判断"},
        "accept": {
            "type": "array",
            "items": {"type": "array", "items": _TEXT},
            "description": "同样可以相符的其他各项之和",
        },
        "tolerance": {"type": "number", "minimum": 0, "description": "余、近、约和以万、亿计的数字可差多少"},
        "about": {"type": "array", "items": _TEXT, "description": "说的是这些项的往年数、增减或占比，不是本年的数"},
        "scope": {"enum": ["", "own", "region"], "description": "own：本级、本机关；region：全市、全区等"},
        "part_of": {"type": ["integer", "null"], "minimum": 0, "description": "“其中”所属的数，claims中的序号，从0起"},
    }
)
_COUNT: Final = {"type": "integer", "minimum": 1}
_PLACE: Final = {
    "type": "object",
    "properties": {
        **dict.fromkeys((name for name in Place._fields if name not in ("box", "sheet")), _COUNT),
        "box": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        "sheet": _TEXT,
    },
    "additionalProperties": False,
}


def published() -> bytes:
    """The schema as the file in `docs/schema` has it."""
    return to_json(schema(), indent=2) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(published())
