"""An editor edits the site of the body, and of those under it: pages, images, documents; nothing else, and no longer
than the appointment lasts. All with requests to the back office."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from gongkai.access.enums import Role
from gongkai.access.models import Appointment
from gongkai.bodies.models import Body
from gongkai.pages.columns import Kind
from gongkai.pages.models import ArticlePage, SiteHome
from gongkai.pages.services import open_site
from tests.pages.conftest import article, channel, column, signed_in

pytestmark = pytest.mark.django_db

REFUSED = (302, 403, 404)


@pytest.fixture
def editor(by_path: SiteHome, by_host: SiteHome) -> Client:
    """An editor of the bureau of education; the bureau of finance is somebody else's."""
    return signed_in(Role.EDITOR, by_path.body)


def png() -> bytes:
    file = BytesIO()
    Picture.new("RGB", (20, 20)).save(file, "PNG")
    return file.getvalue()


def picture_of(home: SiteHome, title: str) -> Any:
    file = ImageFile(BytesIO(png()), name="a.png")
    return get_image_model().objects.create(title=title, file=file, collection=home.collection)


def document_of(home: SiteHome, title: str) -> Any:
    return get_document_model().objects.create(
        title=title, file=File(BytesIO(b"x"), name="a.pdf"), collection=home.collection
    )


def refused(answer: Any) -> bool:
    """Refused, not there at all, or sent back with a message and without what was asked for."""
    return answer.status_code in (403, 404) or (answer.status_code == 302 and answer["Location"] == "/office/")


def chooser(client: Client, url: str) -> str:
    """What the window shows in which one chooses something."""
    return str(client.get(url).json()["html"])


# --- pages ----------------------------------------------------------------------------------------------------------

DEEDS = (
    "/office/pages/{page}/edit/",
    "/office/pages/{page}/delete/",
    "/office/pages/{page}/unpublish/",
    "/office/pages/{page}/copy/",
    "/office/pages/{page}/move/",
    "/office/pages/{page}/history/",
    "/office/pages/{page}/privacy/",
    "/office/pages/{channel}/add_subpage/",
    "/office/pages/add/pages/articlepage/{channel}/",
    "/office/pages/{page}/move/{channel}/confirm/",
    "/office/pages/{page}/set_position/",
)


@pytest.mark.parametrize("deed", DEEDS)
def test_the_pages_of_another_body_are_out_of_reach(deed: str, editor: Client, by_host: SiteHome):
    parent = channel(by_host)
    made = article(parent, "预算公开")
    url = deed.format(page=made.pk, channel=parent.pk)
    for answer in (editor.get(url), editor.post(url, {"title": "改了", "action-publish": "1"})):
        assert refused(answer), answer.status_code
    made.refresh_from_db()
    assert (made.title, made.live, made.get_parent().pk) == ("预算公开", True, parent.pk)
    assert parent.get_children().count() == 1


@pytest.mark.parametrize("deed", ["delete", "unpublish", "move", "publish"])
def test_several_pages_of_another_body_at_once_neither(deed: str, editor: Client, by_path: SiteHome, by_host: SiteHome):
    made = article(channel(by_host), "预算公开")
    own = channel(by_path)
    url = f"/office/bulk/wagtailcore/page/{deed}/?id={made.pk}"
    editor.get(url)
    editor.post(url, {"chooser": own.pk, "include_descendants": "on"})
    made.refresh_from_db()
    assert (made.live, made.get_parent().title) == (True, "通知公告")
    assert made.is_descendant_of(by_host)


def test_the_list_of_pages_begins_at_one_s_own_site(editor: Client, by_path: SiteHome, by_host: SiteHome):
    article(channel(by_host), "预算公开")
    article(channel(by_path), "开学通知")
    answer = editor.get("/office/pages/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/office/pages/{by_path.pk}/"
    assert "通知公告" in answer.text
    assert editor.get(f"/office/pages/{by_host.pk}/").status_code in REFUSED
    found = editor.get("/office/pages/search/results/?q=").text + editor.get("/office/pages/search/?q=公开").text
    assert "预算公开" not in found
    listed = editor.get("/office/api/main/pages/?limit=20").json()["items"]
    assert {item["title"] for item in listed} >= {"海州市教育局", "开学通知"}
    assert not {item["title"] for item in listed} & {"海州市财政局", "预算公开"}


def test_an_editor_writes_and_publishes(editor: Client, by_path: SiteHome):
    parent = channel(by_path)
    url = f"/office/pages/add/pages/articlepage/{parent.pk}/"
    assert editor.get(url).status_code == 200
    form = nested_form_data(
        {
            "title": "开学通知",
            "body": streamfield([("paragraph", rich_text("<p>九月一日开学。</p>"))]),
            "action-publish": "1",
        }
    )
    answer = editor.post(url, form)
    assert answer.status_code == 302
    made = ArticlePage.objects.get(title="开学通知")
    assert made.live
    assert "九月一日开学。" in Client().get(made.url).text
    edit = f"/office/pages/{made.pk}/edit/"
    assert editor.get(edit).status_code == 200
    assert editor.post(edit, form | {"title": "开学通知（更正）"}).status_code == 302
    made.refresh_from_db()
    assert made.title == "开学通知（更正）"


def test_an_editor_of_the_city_edits_the_sites_under_it(by_path: SiteHome, by_host: SiteHome, city: Body):
    of_the_city = signed_in(Role.EDITOR, city)
    for home in (by_path, by_host):
        assert of_the_city.get(f"/office/pages/{home.pk}/edit/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EDITOR])
def test_no_other_role_edits_pages_or_files(role: Role, by_path: SiteHome):
    other = signed_in(role, by_path.body)
    made = article(channel(by_path), "开学通知")
    for url in (
        f"/office/pages/{made.pk}/edit/",
        f"/office/pages/{by_path.pk}/",
        "/office/images/add/",
        "/office/documents/add/",
    ):
        assert refused(other.get(url)), url


def test_an_appointment_that_ended_gives_nothing_at_the_next_request(editor: Client, by_path: SiteHome):
    url = f"/office/pages/{by_path.pk}/edit/"
    assert editor.get(url).status_code == 200
    assert editor.get("/office/images/").status_code == 200
    today = timezone.localdate()
    Appointment.objects.update(since=today - timedelta(days=1), until=today)
    for path in (url, "/office/images/", "/office/documents/", "/office/pages/"):
        assert editor.get(path).status_code in REFUSED


def test_an_appointment_that_begins_gives_what_it_gives_at_the_next_request(editor: Client, by_host: SiteHome):
    url = f"/office/pages/{by_host.pk}/edit/"
    assert refused(editor.get(url))
    Appointment.objects.create(user=Appointment.objects.get().user, role=Role.EDITOR, body=by_host.body)
    assert editor.get(url).status_code == 200


def test_a_link_may_lead_to_what_is_published_but_not_to_a_draft_of_others(
    editor: Client, by_path: SiteHome, by_host: SiteHome
):
    other = channel(by_host)
    article(other, "预算公开")
    other.add_child(instance=ArticlePage(title="未发布的预算", live=False, body=[]))
    shown = chooser(editor, f"/office/choose-page/{other.pk}/?page_type=wagtailcore.page")
    assert "预算公开" in shown
    assert "未发布的预算" not in shown
    own = channel(by_path)
    own.add_child(instance=ArticlePage(title="自己的草稿", live=False, body=[]))
    assert "自己的草稿" in chooser(editor, f"/office/choose-page/{own.pk}/?page_type=wagtailcore.page")


# --- statutory columns ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("deed", ["delete", "unpublish", "move", "copy"])
def test_a_statutory_column_stays_where_it_is(deed: str, kind: Kind, editor: Client, by_path: SiteHome):
    page = column(by_path, kind)
    url = f"/office/pages/{page.pk}/{deed}/"
    assert refused(editor.get(url))
    assert refused(editor.post(url, {"new_slug": "x", "new_title": "x", "include_descendants": "on"}))
    editor.post(f"/office/bulk/wagtailcore/page/{deed}/?id={page.pk}", {"chooser": by_path.pk})
    now = column(by_path, kind)
    assert (now.url_path, now.live) == (page.url_path, True)


@pytest.mark.parametrize("deed", ["delete", "unpublish", "move", "copy"])
def test_the_home_page_neither(deed: str, editor: Client, by_path: SiteHome):
    url = f"/office/pages/{by_path.pk}/{deed}/"
    assert refused(editor.get(url))
    assert refused(editor.post(url, {"include_descendants": "on", "wagtail_site_name": "公开"}))
    by_path.refresh_from_db()
    assert by_path.live


def test_the_order_of_the_parts_is_fixed(editor: Client, by_path: SiteHome):
    guide, annual = column(by_path, Kind.GUIDE), column(by_path, Kind.ANNUAL)
    assert refused(editor.post(f"/office/pages/{annual.pk}/set_position/?position=0"))
    assert column(by_path, Kind.GUIDE).path == guide.path


def test_the_content_of_a_column_is_an_editor_s_and_its_name_is_not(editor: Client, by_path: SiteHome):
    guide = column(by_path, Kind.GUIDE)
    url = f"/office/pages/{guide.pk}/edit/"
    form = nested_form_data(
        {
            "title": "信息指南",
            "slug": "zhinan",
            "introduction": rich_text("<p>欢迎查阅。</p>"),
            "classification": rich_text("<p>按主题分类。</p>"),
            "arrangement": rich_text("<p>按年份编排。</p>"),
            "obtaining": rich_text("<p>到查阅点查阅。</p>"),
            "action-publish": "1",
        }
    )
    assert editor.post(url, form).status_code == 302
    guide = column(by_path, Kind.GUIDE)
    assert (guide.title, guide.slug) == ("政府信息公开指南", "zn")
    text = Client().get("/jyj/zfxxgk/zn/").text
    for said in ("欢迎查阅。", "按主题分类。", "按年份编排。", "到查阅点查阅。"):
        assert said in text


def test_a_rule_needs_an_address_or_a_file(editor: Client, by_path: SiteHome):
    rules = column(by_path, Kind.RULES)

    def post(url: str) -> Any:
        rule = {"group": "own", "title": "公开工作制度", "number": "", "url": url, "document": ""}
        form = {"introduction": rich_text(""), "rules": streamfield([("rule", rule)]), "action-publish": "1"}
        return editor.post(f"/office/pages/{rules.pk}/edit/", nested_form_data(form))

    answer = post("")
    assert answer.status_code == 200
    errors = answer.context["form"].errors.as_data()["rules"][0].as_json_data()
    assert "网址和文件应写一个" in json.dumps(errors, ensure_ascii=False)
    assert post("https://www.example.test/a").status_code == 302


@pytest.mark.parametrize("kind", [Kind.STATUTORY, Kind.PLATFORM, Kind.POLICY, Kind.ON_REQUEST, Kind.GUIDE])
def test_nothing_is_mixed_into_the_statutory_content(kind: Kind, editor: Client, by_path: SiteHome):
    page = column(by_path, kind)
    assert refused(editor.get(f"/office/pages/add/pages/articlepage/{page.pk}/"))
    moved = article(channel(by_path), "会议")
    assert refused(editor.post(f"/office/pages/{moved.pk}/move/{page.pk}/confirm/"))
    assert moved.get_parent(update=True).title == "通知公告"


@pytest.mark.parametrize("model", ["sitehome", "columnpage", "guidepage", "rulespage"])
def test_sites_and_columns_are_not_made_by_hand(model: str, editor: Client, by_path: SiteHome):
    for parent in (by_path.pk, column(by_path, Kind.PLATFORM).pk, Page.get_first_root_node().pk):
        assert refused(editor.get(f"/office/pages/add/pages/{model}/{parent}/"))


def test_a_channel_cannot_take_an_address_of_the_platform(by_host: SiteHome):
    editor = signed_in(Role.EDITOR, by_host.body)
    url = f"/office/pages/add/pages/channelpage/{by_host.pk}/"

    def post(slug: str) -> Any:
        form = {"title": "栏目", "slug": slug, "about": "有什么", "keywords": "词", "content": "news"}
        return editor.post(url, form | {"action-publish": "1"})

    for slug in ("office", "file", "wzdt"):
        assert "是平台自己用的地址，请换一个" in post(slug).text
    assert post("tzgg").status_code == 302


def test_an_editor_sets_the_look_and_the_foot_of_the_site(editor: Client, by_path: SiteHome):
    form = nested_form_data(
        {
            "title": "海州教育",
            "colour": "green",
            "logo": "",
            "lead": streamfield([]),
            "organiser": "",
            "contact": "",
            "site_code": "3599000002",
            "icp": "闽ICP备00000000号",
            "police": "闽公网安备35990000000002号",
            "mark_url": "",
            "accessibility": rich_text("<p>声明</p>"),
            "closed_at": "2020-01-01",
            "action-publish": "1",
        }
    )
    assert editor.post(f"/office/pages/{by_path.pk}/edit/", form).status_code == 302
    by_path.refresh_from_db()
    assert (by_path.title, by_path.colour, by_path.slug, by_path.closed_at) == ("海州教育", "green", "jyj", None)
    assert "闽公网安备35990000000002号" in Client().get("/jyj/").text
    wrong = editor.post(f"/office/pages/{by_path.pk}/edit/", form | {"site_code": "12", "police": "1"})
    assert "网站标识码应为10位数字" in wrong.text
    assert "公安备案号里应有14位数字" in wrong.text


# --- images and documents -------------------------------------------------------------------------------------------


def test_lists_and_choosers_show_one_s_own_files(editor: Client, by_path: SiteHome, by_host: SiteHome):
    for make in (picture_of, document_of):
        make(by_path, "教育局的文件")
        make(by_host, "财政局的文件")
    for url in ("/office/images/", "/office/documents/", "/office/images/chooser/", "/office/documents/chooser/"):
        text = chooser(editor, url) if "chooser" in url else editor.get(url).text
        assert "教育局的文件" in text, url
        assert "财政局的文件" not in text, url


@pytest.mark.parametrize("what", ["images", "documents"])
def test_files_of_another_body_are_out_of_reach(what: str, editor: Client, by_host: SiteHome):
    file = {"images": picture_of, "documents": document_of}[what](by_host, "财政局的文件")
    urls = [f"/office/{what}/{file.pk}/", f"/office/{what}/{file.pk}/delete/", f"/office/{what}/chooser/{file.pk}/"]
    if what == "images":
        urls = [*urls[:2], f"/office/images/chooser/{file.pk}/select_format/"]
        urls[0] = f"/office/images/{file.pk}/"
    else:
        urls[0:2] = [f"/office/documents/edit/{file.pk}/", f"/office/documents/delete/{file.pk}/"]
    for url in urls[:2]:
        assert refused(editor.get(url)), url
        assert refused(editor.post(url, {"title": "改了"})), url
    assert type(file).objects.get(pk=file.pk).title == "财政局的文件"


def test_what_an_editor_uploads_is_the_body_s(editor: Client, by_path: SiteHome, by_host: SiteHome):
    image = SimpleUploadedFile("b.png", png(), "image/png")
    answer = editor.post("/office/images/add/", {"title": "校门", "file": image, "collection": by_host.collection.pk})
    assert answer.status_code == 302
    assert get_image_model().objects.get(title="校门").collection == by_path.collection
    document = SimpleUploadedFile("b.pdf", b"x", "application/pdf")
    answer = editor.post("/office/documents/add/", {"title": "附件", "file": document, "collection": 1})
    assert answer.status_code == 302
    assert get_document_model().objects.get(title="附件").collection == by_path.collection


def test_a_parent_s_editor_chooses_among_the_sites(by_path: SiteHome, by_host: SiteHome, city: Body):
    of_the_city = signed_in(Role.EDITOR, city)
    text = of_the_city.get("/office/images/add/").text
    for name in ("海州市教育局", "海州市财政局"):
        assert name in text


def test_a_new_site_is_its_editor_s_at_once(city: Body, portal: SiteHome, education: Body):
    editor = signed_in(Role.EDITOR, education)
    assert editor.get("/office/pages/").status_code in REFUSED
    home = open_site(education, slug="jyj", parent=portal, by=None)
    assert editor.get(f"/office/pages/{home.pk}/edit/").status_code == 200
