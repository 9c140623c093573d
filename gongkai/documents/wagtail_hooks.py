"""The entries of the register in the menu of the back office."""

from __future__ import annotations

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from gongkai.access.enums import Right
from gongkai.office.menu import Entry

ENTRIES = (
    ("登记簿", "documents_register", "doc-full"),
    ("待我审查", "documents_reviews", "tasks"),
    ("移送", "documents_deposits", "folder-open-inverse"),
    ("动态调整", "documents_reassessments", "rotate"),
    ("审查流程", "documents_routes", "order"),
    ("批量导入导出", "documents_bulk", "upload"),
    ("标准目录", "documents_standards", "list-ul"),
)


@hooks.register("register_admin_menu_item")
def entries() -> MenuItem:
    found = [
        Entry(label, reverse(name), right=Right.SEE_REGISTER, name=name, icon_name=icon, order=number)
        for number, (label, name, icon) in enumerate(ENTRIES)
    ]
    return SubmenuMenuItem("信息公开", Menu(items=found), name="disclosure", icon_name="doc-full", order=100)
