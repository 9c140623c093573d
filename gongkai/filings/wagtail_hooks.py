"""The entries of annual reports in the menu of the back office."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from gongkai.access.enums import Right
from gongkai.filings.desk.parts import FILINGS
from gongkai.office.menu import Entry

ENTRIES: Final = (
    ("全部报告", "filings_filings", "form", Right.SEE_BODY),
    ("待我审批", "filings_steps", "tasks", Right.SEE_BODY),
    ("季度统计", "filings_quarters", "table", Right.SEE_BODY),
    ("督查看板", "filings_board", "view", Right.SUPERVISE),
    ("政府汇总", "filings_regions", "collapse-down", Right.SEE_BODY),
    ("历史报告导入", "filings_uploads", "upload", Right.SEE_BODY),
    ("接口凭据", "filings_credentials", "key", Right.CONNECT),
)
"""Label, address, icon, whose it is. A module of the desk that has a list of its own adds a line."""


@hooks.register("register_admin_menu_item")
def entries() -> MenuItem:
    found = [
        Entry(label, reverse(name), right=right, name=name, icon_name=icon, order=number)
        for number, (label, name, icon, right) in enumerate(ENTRIES)
    ]
    return SubmenuMenuItem(FILINGS, Menu(items=found), name="filings", icon_name="form", order=102)
