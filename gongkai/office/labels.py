"""What Wagtail's forms call by the names of their fields, in Chinese."""

from __future__ import annotations

from typing import Final

from django.forms import Form
from wagtail.admin.forms import choosers
from wagtail.contrib.redirects.forms import ConfirmImportForm

LINK_TEXT: Final = "链接文字"
LABELS: Final[tuple[tuple[type[Form], dict[str, str]], ...]] = (
    (choosers.ExternalLinkChooserForm, {"url": "网址", "link_text": LINK_TEXT}),
    (choosers.AnchorLinkChooserForm, {"url": "锚点（#）", "link_text": LINK_TEXT}),
    (choosers.PhoneLinkChooserForm, {"phone_number": "电话号码", "link_text": LINK_TEXT}),
    (
        choosers.EmailLinkChooserForm,
        {"email_address": "电子邮箱", "link_text": LINK_TEXT, "subject": "主题", "body": "正文"},
    ),
    (ConfirmImportForm, {"permanent": "永久跳转"}),
)


def put() -> None:
    """Write the labels into the forms' classes, of which Wagtail makes a form for each request."""
    for form, labels in LABELS:
        for name, label in labels.items():
            form.base_fields[name].label = label
