"""The entries of disclosure on request in the menu of the back office."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from gongkai.access.enums import Right
from gongkai.cases.desk.parts import QUEUE
from gongkai.office.menu import Entry

ENTRIES: Final = (
    ("办理", "cases_queue", "mail", Right.SEE_CASES),
    ("待我审批的文书", "cases_approvals", "tasks", Right.SEE_CASES),
    ("复议诉讼", "cases_remedies", "history", Right.SEE_CASES),
    ("更正申请", "cases_corrections", "edit", Right.SEE_CASES),
    ("答复目录", "cases_log", "globe", Right.SEE_CASES),
    ("台账", "cases_ledger", "table", Right.SEE_CASES),
    ("办理设置", "cases_practices", "cog", Right.REGISTER),
)
"""Label, address, icon, whose it is. A module of the desk that has a list of its own adds a line."""
OFFERED: Final = "register_requests_menu_item"
"""The hook by which apps above this one add an entry."""


@hooks.register("register_admin_menu_item")
def entries() -> MenuItem:
    found = [
        Entry(label, reverse(name), right=right, name=name, icon_name=icon, order=number)
        for number, (label, name, icon, right) in enumerate(ENTRIES)
    ]
    return SubmenuMenuItem(QUEUE, Menu(OFFERED, items=found), name="requests", icon_name="mail", order=101)
