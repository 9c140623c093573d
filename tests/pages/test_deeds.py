"""What editors do in the back office stands in the log of deeds."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.audit.services import verify
from gongkai.pages.models import ArticlePage, SiteHome
from tests.pages.conftest import article, channel, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(by_path: SiteHome) -> Client:
    return signed_in(Role.EDITOR, by_path.body)


def deeds() -> list[str]:
    found = Deed.objects.exclude(deed__in=("登录", "开通网站")).order_by("number")
    assert all((each.actor, each.body.name) == (User.objects.get(), "海州市教育局") for each in found)
    return list(found.values_list("deed", flat=True))


def test_publishing_taking_back_moving_and_deleting_are_recorded(editor: Client, by_path: SiteHome):
    parent, other = channel(by_path), channel(by_path, "政务动态", "zwdt")
    body = streamfield([("paragraph", rich_text("<p>已经召开。</p>"))])
    form = nested_form_data({"title": "会议", "body": body, "action-publish": "1"})
    editor.post(f"/office/pages/add/pages/articlepage/{parent.pk}/", form)
    made = ArticlePage.objects.get()
    editor.post(f"/office/pages/{made.pk}/unpublish/")
    editor.post(f"/office/pages/{made.pk}/move/{other.pk}/confirm/")
    editor.post(f"/office/pages/{made.pk}/delete/")
    assert deeds() == ["发布页面", "撤下页面", "移动页面", "删除页面"]
    deleted = Deed.objects.get(deed="删除页面")
    assert deleted.subject == f"wagtailcore.page:{made.pk}"
    assert deleted.detail == {"标题": "会议", "位置": f"/haizhou/jyj/zwdt/{made.slug}/"}
    assert not verify()


def test_a_publication_that_is_taken_back_by_the_database_leaves_no_deed(by_path: SiteHome):
    made = article(channel(by_path), "会议")
    with transaction.atomic():
        made.save_revision().publish()
        assert Deed.objects.filter(deed="发布页面").exists()
        transaction.set_rollback(True)
    assert not Deed.objects.filter(deed="发布页面").exists()


def test_files_are_recorded_with_the_body_whose_they_are(editor: Client):
    file = BytesIO()
    Picture.new("RGB", (20, 20)).save(file, "PNG")
    upload = SimpleUploadedFile("b.png", file.getvalue(), "image/png")
    editor.post("/office/images/add/", {"title": "校门", "file": upload})
    made = get_image_model().objects.get()
    editor.post(f"/office/images/{made.pk}/", {"title": "校门（新）"})
    editor.post(f"/office/images/{made.pk}/delete/")
    assert deeds() == ["新增图片", "修改图片", "删除图片"]


def test_drafts_are_not(by_path: SiteHome):
    made = article(channel(by_path), "会议")
    made.title = "会议（稿）"
    made.save_revision(log_action=True)
    assert deeds() == []
