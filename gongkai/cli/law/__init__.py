"""`gongkai law …`: the statute from a shell: working days, the clock of a request, outcomes and fees."""

from __future__ import annotations

from typing import ClassVar

import click

from gongkai.cli.chinese import Lazy


class _Commands(Lazy):
    COMMANDS: ClassVar = {
        "due": ("gongkai.cli.law.due", "一件申请的答复期限和各项时限，附逐日台账"),
        "moved": ("gongkai.cli.law.moved", "放假通知改变后，哪些在办申请的时限随之变动"),
        "calendar": ("gongkai.cli.law.calendar", "一年的工作日、节假日和调休"),
        "outcome": ("gongkai.cli.law.outcome", "答复类型：依据、文书、年度报告栏目和救济途径"),
        "fee": ("gongkai.cli.law.fee", "信息处理费的计算"),
    }


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """政府信息公开条例的期限、答复、救济和收费。"""
