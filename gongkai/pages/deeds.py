"""What editors do in Wagtail, into the log of deeds: what they publish, take back, delete, and the files they change.

Wagtail keeps a log of its own, which says more about each draft, and which can be altered. Whatever it writes there
about something in the tables below is recorded in the transaction of its row.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.pages.models import SiteHome
from gongkai.pages.sites import sites

OF_PAGES: Final = {
    "wagtail.publish": "发布页面",
    "wagtail.publish.schedule": "安排定时发布页面",
    "wagtail.publish.scheduled": "定时发布页面",
    "wagtail.unpublish": "撤下页面",
    "wagtail.unpublish.scheduled": "到期撤下页面",
    "wagtail.move": "移动页面",
    "wagtail.delete": "删除页面",
}
OF_FILES: Final = {"wagtail.create": "新增", "wagtail.edit": "修改", "wagtail.delete": "删除"}
FILES: Final[dict[type[Model], str]] = {get_image_model(): "图片", get_document_model(): "文件", Redirect: "重定向"}


def connect() -> None:
    post_save.connect(_of_page, sender=PageLogEntry, dispatch_uid="pages.deeds")
    post_save.connect(_of_file, sender=ModelLogEntry, dispatch_uid="pages.deeds")


@transaction.atomic
def _of_page(instance: PageLogEntry, created: bool, **_: Any) -> None:
    deed = OF_PAGES.get(instance.action)
    page = Page.objects.filter(pk=instance.page_id).first() if created and deed else None
    if deed is None or page is None:
        return
    site = sites().of(page.url_path)
    record(
        deed,
        by=instance.user,
        subject=page,
        body=site.body if site is not None else None,
        detail={"标题": instance.label, "位置": page.url_path},
    )


@transaction.atomic
def _of_file(instance: ModelLogEntry, created: bool, **_: Any) -> None:
    deed, model = OF_FILES.get(instance.action), instance.content_type.model_class()
    if not created or deed is None or model not in FILES:
        return
    record(
        deed + FILES[model],
        by=instance.user,
        subject=f"{model._meta.label_lower}:{instance.object_id}",
        body=_body_of(model, instance.object_id),
        detail={"标题": instance.label},
    )


def _body_of(model: type[Model], number: str) -> Body | None:
    """The body in whose site's collection a file is."""
    if model is Redirect:
        return None
    collections = model._default_manager.filter(pk=number).values("collection")
    home = SiteHome.objects.filter(collection__in=collections).select_related("body").defer_streamfields().first()
    return home.body if home is not None else None
