"""Entering an item: read from a file or from what is pasted, confirmed, saved; what is typed is never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from gongkai.access.enums import Role
from gongkai.documents.desk import register as desk_register
from gongkai.documents.enums import Attribute, Kind, Relation, State
from gongkai.documents.models import Item, StoredFile
from gongkai.documents.services import review
from gongkai.documents.services.register import change
from gongkai.office.models import Upload
from tests.documents.desk.conftest import Desk, text_of
from tests.documents.people import Office, holder
from tests.documents.test_reading import docx, text

pytestmark = pytest.mark.django_db

TYPED: dict[str, Any] = {
    "body": "海州市教育局（海州市人民政府）",
    "title": "关于开学时间的通知",
    "kind": "notice",
    "formed_on": "2026-02-10",
    "attribute": "proactive",
    "category": "msbz-jy",
    "text": "<p>三月一日开学。</p>",
}


def values(answer: Any) -> dict[str, str]:
    """What the fields of the form on a page hold."""
    form = html.fromstring(answer.content).xpath("//form[contains(@class, 'office-form')]")[0]
    return {name: value.removeprefix("\n") for name, value in form.form_values()}


def word(name: str = "通知.docx", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, docx() if data is None else data)


def test_the_form_starts_with_the_body_one_works_for_and_one_s_name(officer: Desk):
    held = values(officer.get("documents_enter"))
    assert (held["body"], held["drafter"]) == ("海州市教育局（海州市人民政府）", "林小满")
    assert "涉密信息不得录入" in text_of(officer.get("documents_enter"))


def test_a_file_fills_the_form_and_nothing_is_saved_before_it_is_confirmed(officer: Desk):
    answer = officer.do("documents_enter", body=TYPED["body"], read="1", file=word(), attach="on")
    held = values(answer)
    assert held["title"] == "海州市教育局关于做好2026年义务教育招生工作的通知"
    assert (held["document_number"], held["formed_on"]) == ("海教〔2026〕12号", "2026-03-02")
    assert (held["kind"], held["attribute"]) == ("notice", "proactive")
    assert (held["effective_on"], held["expires_on"]) == ("2026-04-01", "2028-03-31")
    assert "第一小学" in held["text"]
    page = html.fromstring(answer.content)
    marked = page.xpath("//*[contains(@class, 'desk-mark')]/..//*[@name]/@name")
    assert {"title", "document_number", "formed_on", "kind", "attribute", "text"} <= set(marked)
    assert "drafter" not in marked
    assert "已收到“通知.docx”" in text_of(answer)
    assert not Item.objects.exists()


def test_what_was_read_is_saved_with_its_file_in_one_more_press(officer: Desk):
    held = values(officer.do("documents_enter", body=TYPED["body"], read="1", file=word(), attach="on"))
    answer = officer.do("documents_enter", **held | {"category": "msbz-jy", "save": "1"})
    item = Item.objects.get()
    assert officer.said(answer) == f"已登记“{item.title}”，索引号M000200K5/2026-00001"
    assert (item.kind, item.attribute, item.formed_on) == (Kind.NOTICE, Attribute.PROACTIVE, date(2026, 3, 2))
    assert [each.name for each in item.attachments.all()] == ["通知.docx"]
    assert not Upload.objects.exists()
    assert answer.request["PATH_INFO"] == f"/office/register/{item.pk}/"


def test_the_file_is_left_out_where_the_officer_wants_only_the_text(officer: Desk):
    held = values(officer.do("documents_enter", body=TYPED["body"], read="1", file=word()))
    assert "attach" not in held
    officer.do("documents_enter", **held)
    assert not Item.objects.get().attachments.exists()
    assert not Upload.objects.exists()


def test_a_pasted_text_fills_the_form_as_well(officer: Desk):
    pasted = "".join(f"<p>{line}</p>" for line in text().splitlines())
    held = values(officer.do("documents_enter", body=TYPED["body"], read="text", text=pasted))
    assert held["document_number"] == "海教〔2026〕12号"
    assert "海教〔2026〕12号" not in held["text"]


def test_what_was_typed_is_not_read_over(officer: Desk):
    data = {"body": TYPED["body"], "title": "我写的名称", "text": "<p>我写的正文。</p>", "read": "1", "file": word()}
    answer = officer.do("documents_enter", **data)
    held = values(answer)
    assert (held["title"], held["text"]) == ("我写的名称", "<p>我写的正文。</p>")
    assert held["document_number"] == "海教〔2026〕12号"
    assert "没有换成文件的正文" in text_of(answer)


def test_a_second_file_takes_the_place_of_what_the_first_one_said(officer: Desk):
    held = values(officer.do("documents_enter", body=TYPED["body"], read="1", file=word()))
    other = word("别的.txt", "关于放假的通知\n各学校：\n放假三天。".encode())
    held = values(officer.do("documents_enter", **held | {"read": "1", "file": other}))
    assert held["title"] == "关于放假的通知"
    assert "放假三天" in held["text"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (word(data=docx(secret="机密★2年")), "涉密信息不得录入"),
        (word("扫描.png", b"\x89PNG\r\n\x1a\n0000"), "读不出来"),
    ],
)
def test_a_file_that_is_not_read_is_said_to_be_so_and_loses_nothing(officer: Desk, file: SimpleUploadedFile, why: str):
    answer = officer.do("documents_enter", **TYPED | {"read": "1", "file": file})
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert values(answer)["title"] == TYPED["title"]


@pytest.mark.parametrize("more", [{"read": "1"}, {"save": "1"}, {"save": "1", "formed_on": "2999-01-01"}])
def test_a_secret_file_is_kept_nowhere(officer: Desk, more: dict[str, str]):
    answer = officer.do("documents_enter", **TYPED | {"file": word(data=docx(secret="机密")), "attach": "on"} | more)
    assert "涉密信息不得录入本系统，没有读取" in text_of(answer)
    assert not Upload.objects.exists()
    assert not Item.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_to_be_read_is_said_to_be_so(officer: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desk_register, "LARGEST", 100)
    assert "没有读取" in text_of(officer.do("documents_enter", read="1", file=word()))


def test_a_mistake_loses_neither_what_was_typed_nor_the_file(officer: Desk):
    answer = officer.do("documents_enter", **TYPED | {"formed_on": "2999-01-01", "file": word(), "attach": "on"})
    assert answer.status_code == 422
    assert "形成日期还没有到" in text_of(answer)
    held = values(answer)
    assert (held["title"], held["text"]) == (TYPED["title"], TYPED["text"])
    officer.do("documents_enter", **held | {"formed_on": "2026-02-10"})
    assert Item.objects.get().attachments.count() == 1


def test_what_is_not_public_takes_a_ground_that_fits(officer: Desk):
    wrong = officer.do("documents_enter", **TYPED | {"attribute": "withheld", "ground": "specific_parties"})
    assert "这个依据与公开属性不符" in text_of(wrong)
    officer.do("documents_enter", **TYPED | {"attribute": "withheld", "ground": "internal_affairs", "reason": "内部"})
    assert Item.objects.get().ground == "internal_affairs"


def test_saved_and_sent_in_with_one_press(officer: Desk):
    answer = officer.do("documents_enter", **TYPED | {"submit": "1"})
    assert Item.objects.get().state == State.IN_REVIEW
    assert officer.said(answer).endswith("，已送审")


def test_what_cannot_be_sent_in_is_not_saved_halfway(officer: Desk):
    answer = officer.do("documents_enter", **TYPED | {"text": "", "submit": "1"})
    assert "还不能送审，缺少：正文或者附件" in text_of(answer)
    assert not Item.objects.exists()


def test_what_is_refused_after_it_was_registered_stays_registered(officer: Desk, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object, **members: object) -> None:
        raise ValidationError("这条信息审查中，不能修改")

    monkeypatch.setattr(review, "submit", refuse)
    answer = officer.do("documents_enter", **TYPED | {"submit": "1"})
    assert officer.said(answer).endswith("这条信息审查中，不能修改")
    assert answer.request["PATH_INFO"] == f"/office/register/{Item.objects.get().pk}/"


def test_an_interpretation_is_tied_to_its_policy(office: Office, officer: Desk):
    policy = office.item(kind=Kind.NORMATIVE, category="gfxwj-gf")
    officer.client.post(f"/office/register/enter/?interprets={policy.pk}", TYPED | {"kind": "interpretation"})
    link = policy.linked_from.get()
    assert (link.relation, link.item.title) == (Relation.INTERPRETS, TYPED["title"])


def test_nobody_registers_for_a_body_that_is_not_theirs(office: Office, officer: Desk):
    answer = officer.do("documents_enter", **TYPED | {"body": "海州市人民政府"})
    assert answer.status_code == 403
    assert not Item.objects.exists()


def test_nobody_takes_somebody_else_s_file(office: Office, officer: Desk):
    other = holder(Role.OFFICER, office.bureau)
    upload = Upload.objects.create(owner=other, name="别人的.txt", data=b"x")
    officer.do("documents_enter", **TYPED | {"upload": upload.pk, "attach": "on"})
    assert not Item.objects.get().attachments.exists()
    assert Upload.objects.filter(pk=upload.pk).exists()


# --- changing -------------------------------------------------------------------------------------------------------


def test_a_draft_is_changed(office: Office, officer: Desk):
    item = office.item()
    held = values(officer.get("documents_edit", item.pk))
    assert held["title"] == item.title
    officer.do("documents_edit", item.pk, **held | {"title": "改过的名称"})
    item.refresh_from_db()
    assert item.title == "改过的名称"
    assert item.text == "<p>各学校：</p><p>现将有关事项通知如下。</p>"


def test_who_was_overtaken_keeps_what_was_typed_and_sees_what_the_other_wrote(office: Office, officer: Desk):
    item = office.item()
    held = values(officer.get("documents_edit", item.pk))
    other = holder(Role.OFFICER, office.bureau, "何同")
    change(item, {"title": "同事改的名称"}, by=other, edition=item.edition)
    answer = officer.do("documents_edit", item.pk, **held | {"title": "我改的名称"})
    assert "何同在" in text_of(answer)
    assert "同事改的名称" in text_of(answer)
    again = values(answer)
    assert again["title"] == "我改的名称"
    officer.do("documents_edit", item.pk, **again)
    item.refresh_from_db()
    assert item.title == "我改的名称"


def test_what_is_in_review_is_not_offered_to_be_changed(office: Office, officer: Desk):
    item = office.item()
    officer.do("documents_submit", item.pk)
    page = officer.get("documents_edit", item.pk)
    assert "审查中，不能修改" in text_of(page)
    assert b'name="save"' not in page.content
