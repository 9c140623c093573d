"""`gongkai law fee`: what the information-processing fee may come to, by both methods, with the computation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click

from gongkai.cli.chinese import Command
from gongkai.cli.law.options import DATE
from gongkai.law.errors import LawError
from gongkai.law.fees import Charge, Method, Proposal, propose


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--items", type=click.IntRange(1), default=1, show_default=True, metavar="件数", help="这次申请拆分为几件"
)
@click.option(
    "--before",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="件数",
    help="同一申请人同一自然月内此前的件数",
)
@click.option("--pages", type=click.IntRange(0), metavar="页数", help="要求提供复制件的页数；没有要求的不给")
@click.option("--on", type=DATE, metavar="日期", help="收到申请的日期，默认今天")
@click.option("--json", "as_json", is_flag=True, help="输出JSON")
def main(items: int, before: int, pages: int | None, on: datetime | None, as_json: bool) -> None:
    """信息处理费的计算：按件计收和按量计收，只能选用一种。

    这是供决定参考的计算，不是收费通知：是否收取由行政机关决定。例如：

    \b
    gongkai law fee --before 11 --pages 120
    """
    try:
        proposal = propose(on=on.date() if on else date.today(), before=before, items=items, pages=pages)
    except LawError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(_as_dict(proposal), ensure_ascii=False) if as_json else "\n".join(_lines(proposal)))


def _lines(proposal: Proposal) -> Iterator[str]:
    yield f"收到申请：{proposal.on}"
    for charge in proposal.charges:
        yield ""
        yield f"{charge.method.label}（{charge.method.article.short}），{_counted(charge)}："
        yield from (f"  {line}" for line in charge.lines)
        yield f"  合计：{charge.sum}"
    yield ""
    yield proposal.says()
    if not proposal.free:
        yield proposal.payment()
    yield ""
    yield "未经原文核实的事项："
    yield from (f"  · {fact}" for fact in proposal.unsure)


def _counted(charge: Charge) -> str:
    if charge.method is Method.BY_VOLUME:
        return f"本次申请{charge.lines[-1].last if charge.lines else 0}页"
    first, last = charge.lines[0].first, charge.lines[-1].last
    return f"本月第{first}件" if first == last else f"本月第{first}件至第{last}件"


def _as_dict(proposal: Proposal) -> dict[str, Any]:
    return {
        "on": str(proposal.on),
        "free": proposal.free,
        "charges": [
            {
                "method": str(charge.method),
                "label": charge.method.label,
                "article": charge.method.article.full,
                "lines": [
                    {
                        "first": line.first,
                        "last": line.last,
                        "number": line.number,
                        "yuan_each": line.rate,
                        "yuan": line.amount,
                        "text": str(line),
                    }
                    for line in charge.lines
                ],
                "yuan": charge.amount,
            }
            for charge in proposal.charges
        ],
        "says": proposal.says(),
        "payment": None if proposal.free else proposal.payment(),
        "basis": [article.full for article in proposal.basis],
        "unsure": [str(fact) for fact in proposal.unsure],
    }
