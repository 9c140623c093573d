"""The addresses for other systems, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

import gongkai
from gongkai.filings.api.reading import LONGEST_EVIDENCE, LONGEST_FIGURE
from gongkai.filings.services.credentials import ROWS
from gongkai.filings.services.declaring import LONGEST_SOURCE
from gongkai.report.form import EDITIONS

CELLS: Final = {
    cell: label
    for form in EDITIONS.values()
    for cell, label in form.labels.items()
    if cell.startswith(tuple(f"proactive.{row}." for row in ROWS))
}
"""Every cell that another system can state, of both editions."""
EXAMPLE: Final = {
    "figures": {"proactive.permits.decisions": 15, "proactive.fees.amount": "437880元"},
    "source": "行政审批系统2024年统计表",
    "evidence": "2025年1月6日由审批系统按办结日期汇总",
}
REFUSALS: Final = {
    "400": "内容不是JSON",
    "401": "没有凭据，或者凭据不对、已到期、已停用",
    "403": "有的栏目不在凭据的范围里，全部没有填报",
    "404": "这一年的报告还没有开始编制",
    "409": "报告正在审批或者已经公开，不能改动",
    "413": "内容太大",
    "415": "不是JSON",
    "422": "有的数据不能采用，全部没有填报；refused逐项说明",
    "429": "请求太多，按Retry-After再试",
    "503": "凭证暂时不能检查病毒，按Retry-After再试",
}
_WHEN_ASKED: Final = ("401", "404")


def description() -> dict[str, Any]:
    year = {
        "name": "year",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1000, "maximum": 2999},
        "description": "报告年度",
    }
    dry_run = {
        "name": "dry_run",
        "in": "query",
        "schema": {"type": "boolean", "default": False},
        "description": "只检查，不填报",
    }
    sent = {"required": True, "content": {"application/json": {"schema": _ref("Sent"), "example": EXAMPLE}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "年度报告数据填报接口",
            "version": gongkai.__version__,
            "description": "供审批、执法、财务等系统查询和填报本机关年度报告里由其他系统掌握的数据。",
        },
        "servers": [{"url": f"{settings.ORIGIN}/api"}],
        "security": [{"credential": []}],
        "paths": {
            "/figures/{year}": {
                "parameters": [year],
                "get": {
                    "summary": "要填报哪些数据，哪些还没有填报",
                    "responses": _answers("Wanted", _WHEN_ASKED),
                },
                "post": {
                    "summary": "填报数据；重复提交同样的数据没有影响，没有列出的栏目不变",
                    "parameters": [dry_run],
                    "requestBody": sent,
                    "responses": _answers("Stated", tuple(REFUSALS)),
                },
            }
        },
        "components": {
            "securitySchemes": {
                "credential": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "接口凭据，以gk_开头",
                }
            },
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    head = {
        "body": {"type": "string", "description": "机关"},
        "year": {"type": "integer", "description": "报告年度"},
        "edition": {"type": "string", "enum": list(EDITIONS), "description": "格式"},
    }
    by_cell = {"type": "object", "additionalProperties": {"type": "string"}}
    cells = {"type": "array", "items": {"type": "string", "enum": list(CELLS)}}
    figure = {"type": ["integer", "number", "string"], "maxLength": LONGEST_FIGURE}
    return {
        "Sent": _object(
            ("figures", "source"),
            figures={
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {cell: figure | {"description": label} for cell, label in CELLS.items()},
                "description": "各栏目的数值；没有发生的写0，不适用的写“/”，金额可以连同单位写，如437880元",
            },
            source={
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST_SOURCE,
                "description": "数据来源，随报告公开",
            },
            evidence={
                "type": "string",
                "maxLength": LONGEST_EVIDENCE,
                "description": "凭证：怎样统计、何时取数，作为文本文件保存，不公开",
            },
        )
        | {"additionalProperties": False},
        "Wanted": _object(
            (*head, "state", "open", "due_on", "figures", "missing"),
            **head,
            state={"type": "string", "description": "报告的状态"},
            open={"type": "boolean", "description": "现在能不能填报"},
            due_on={"type": "string", "format": "date", "description": "公开期限"},
            figures={"type": "array", "items": _ref("Figure")},
            missing=cells | {"description": "还没有填报的"},
        ),
        "Figure": _object(
            ("name", "title", "meaning", "unit", "value", "source", "stated_at"),
            name={"type": "string", "enum": list(CELLS), "description": "栏目"},
            title={"type": "string", "description": "名称"},
            meaning={"type": "string", "description": "口径"},
            unit={"type": "string", "description": "没有写单位的金额的单位"},
            value={"type": ["string", "null"], "description": "填报的数值，没有填报为null"},
            source={"type": ["string", "null"], "description": "数据来源"},
            stated_at={"type": ["string", "null"], "format": "date-time", "description": "填报时间"},
        ),
        "Stated": _object(
            (*head, "dry_run", "taken", "unchanged", "missing"),
            **head,
            dry_run={"type": "boolean"},
            taken=by_cell | {"description": "这次填报的"},
            unchanged=by_cell | {"description": "与已经填报的相同的"},
            missing=cells | {"description": "还没有填报的"},
        ),
        "Problem": _object(
            ("title", "status", "detail"),
            title={"type": "string"},
            status={"type": "integer"},
            detail={"type": "string", "description": "原因和怎样改"},
            refused=by_cell | {"description": "各栏目不能采用的原因"},
        ),
    }


def _object(required: tuple[str, ...], **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": members}


def _answers(schema: str, refusals: tuple[str, ...]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    return {
        "200": {"description": "成功", "content": {"application/json": {"schema": _ref(schema)}}},
        **{status: {"description": REFUSALS[status], "content": problem} for status in refusals},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
