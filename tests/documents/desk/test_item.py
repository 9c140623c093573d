"""The page of one item, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.documents import store
from gongkai.documents.desk.item import ACTIONS
from gongkai.documents.enums import Effect, Kind, Reassessed, Relation, State
from gongkai.documents.models import Item
from gongkai.documents.services import gate, publication, register
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.documents.people import WITHHELD, Office, holder
from tests.documents.test_reading import docx

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


def buttons(answer: object) -> set[str]:
    page = html.fromstring(answer.content)  # type: ignore[attr-defined]
    return {
        text.strip() for text in page.xpath("//*[contains(@class, 'desk-actions')]//*[self::a or self::button]/text()")
    }


def again(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


# --- what may be done -----------------------------------------------------------------------------------------------


def test_a_draft_offers_what_may_be_done_with_a_draft(office: Office, officer: Desk):
    assert buttons(officer.get("documents_item", office.item().pk)) == {"送审", "修改", "设为同步公开", "作废"}


def test_an_incomplete_draft_says_what_it_lacks_and_is_not_sent_in(office: Office, officer: Desk):
    page = officer.get("documents_item", office.item(text="", formed_on=None).pk)
    assert "送审前还缺：形成日期、正文或者附件" in text_of(page)
    assert "送审" not in buttons(page)


def test_what_is_decided_is_published(office: Office, officer: Desk):
    page = officer.get("documents_item", office.passed(office.item()).pk)
    assert buttons(page) == {"公开", "定时公开", "设为同步公开", "重新起草"}


def test_what_is_public_is_corrected_or_withdrawn(office: Office, officer: Desk):
    release = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf")
    page = officer.get("documents_item", release.item_id)
    assert buttons(page) == {"更正", "变更有效性", "登记其他渠道公开", "撤下"}


def test_a_penalty_decision_says_that_it_may_change(office: Office, officer: Desk):
    release = office.published(kind=Kind.PENALTY, category="cfqz-jd")
    assert "处罚决定有变更" in buttons(officer.get("documents_item", release.item_id))


def test_what_is_withheld_is_assessed_again(office: Office, officer: Desk):
    item = office.passed(office.item(**WITHHELD, category="", document_number=""))
    assert buttons(officer.get("documents_item", item.pk)) == {"动态调整评估", "重新起草"}


@pytest.mark.parametrize("who", ["secrecy", "counsel", "leader"])
def test_who_only_looks_has_no_buttons(office: Office, who: str, desk: Callable[[User], Desk]):
    page = desk(getattr(office, who)).get("documents_item", office.item().pk)
    assert page.status_code == 200
    assert not buttons(page)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_has_an_address_of_its_own(action: object):
    assert reverse(action.name, args=[1]).startswith("/office/register/1/")  # type: ignore[attr-defined]


def test_somebody_of_another_body_sees_nothing(office: Office, desk: Callable[[User], Desk]):
    other = holder(Role.OFFICER, office.city.__class__.objects.create(name="海州市财政局", parent=office.city))
    answer = desk(other).get("documents_item", office.item().pk)
    assert answer.status_code == 403
    assert "没有“海州市教育局”的查看信息登记簿权限" in text_of(answer)


def test_the_page_takes_no_more_queries_for_more_of_everything(office: Office, officer: Desk):
    def counted(item: Item) -> int:
        officer.get("documents_item", item.pk)
        with Counted() as queries:
            officer.get("documents_item", item.pk)
        return queries.count

    def furnished(number: int) -> Item:
        item = office.item()
        for each in range(number):
            register.comment(item, f"意见{each}", by=office.officer)
            register.attach(item, f"附{each}".encode(), f"附{each}.txt", by=office.officer)
            register.link(item, Relation.FORWARDS, office.item(), by=office.officer)
            register.link(office.item(), Relation.FORWARDS, item, by=office.officer)
        return office.passed(item)

    assert counted(furnished(6)) == counted(furnished(1))


# --- deeds ----------------------------------------------------------------------------------------------------------


def test_from_draft_to_public_by_the_buttons(office: Office, officer: Desk):
    item = office.item()
    assert officer.said(officer.do("documents_submit", item.pk)) == "已送审，第一步是公开属性确认"
    assert officer.said(officer.do("documents_take_back", item.pk)) == "已撤回，可以修改"
    item = office.passed(again(item))
    page = officer.get("documents_publish", item.pk)
    assert "可以公开" in text_of(page)
    assert "发布到海州市教育局的网站" in text_of(page)
    officer.do("documents_publish", item.pk)
    assert again(item).state == State.PUBLISHED


def test_what_is_not_reviewed_is_refused_in_a_sentence(office: Office, officer: Desk):
    answer = officer.do("documents_publish", office.item().pk)
    assert "先审查、后公开" in text_of(answer)


def test_planned_and_given_up(office: Office, officer: Desk):
    item = office.passed(office.item())
    at = timezone.localtime() + timedelta(days=3)
    officer.do("documents_plan", item.pk, at=f"{at:%Y-%m-%dT%H:%M}")
    assert timezone.localtime(again(item).publish_at).replace(tzinfo=None) == at.replace(
        second=0, microsecond=0, tzinfo=None
    )
    assert "时间已经过去" in text_of(officer.do("documents_plan", item.pk, at="2020-01-01T00:00"))
    officer.do("documents_unplan", item.pk)
    assert again(item).publish_at is None


def test_a_policy_and_its_interpretation_are_bundled_and_published_at_once(office: Office, officer: Desk):
    policy = office.item(kind=Kind.NORMATIVE, category="gfxwj-gf", title="供水办法")
    reading = office.item(kind=Kind.INTERPRETATION, title="供水办法解读")
    office.item(title="无关的通知")
    assert "没有关联的解读" in text_of(officer.get("documents_item", policy.pk))
    found = officer.get("documents_relate", reading.pk, q="供水办法")
    assert "供水办法（海州市教育局" in text_of(found)
    assert "无关的通知" not in text_of(found)
    officer.do("documents_relate", reading.pk, relation="interprets", other=policy.pk)
    assert policy.linked_from.get().relation == Relation.INTERPRETS
    offered = text_of(officer.get("documents_bundle", policy.pk))
    assert "供水办法解读" in offered
    assert "无关的通知" not in offered
    officer.do("documents_bundle", policy.pk, items=[reading.pk])
    for each in (policy, reading):
        office.passed(again(each))
    assert "一起公开" in text_of(officer.get("documents_publish", policy.pk))
    officer.do("documents_publish", policy.pk)
    assert again(reading).state == State.PUBLISHED


def test_a_relation_and_a_bundle_are_taken_back(office: Office, officer: Desk):
    one, two = office.item(), office.item()
    link = register.link(one, Relation.FIGURE, two, by=office.officer)
    officer.do("documents_unlink", one.pk, link.pk)
    assert not one.links.exists()
    publication.bundle([one, two], by=office.officer)
    officer.do("documents_unbundle", one.pk)
    assert again(one).bundle is None


def test_corrected_withdrawn_and_marked(office: Office, officer: Desk):
    release = office.published(kind=Kind.NORMATIVE, category="gfxwj-gf")
    item = release.item
    officer.do("documents_effect", item.pk, effect="repealed", note="海教〔2026〕30号")
    release.refresh_from_db()
    assert release.effect == Effect.REPEALED
    assert "请填写这个字段" in text_of(officer.do("documents_correct", item.pk, why=" ")) or not again(item).correction
    officer.do("documents_correct", item.pk, why="第二条的日期")
    assert (again(item).state, again(item).correction) == (State.DRAFT, "第二条的日期")
    officer.do("documents_withdraw", item.pk, why="内容有误")
    release.refresh_from_db()
    assert release.withdrawal == "内容有误"


def test_a_correction_is_given_up(office: Office, officer: Desk):
    item = office.published().item
    officer.do("documents_correct", item.pk, why="日期")
    register.change(again(item), {"title": "改了一半"}, by=office.officer, edition=again(item).edition)
    assert "放弃更正" in buttons(officer.get("documents_item", item.pk))
    officer.do("documents_give_up_correction", item.pk)
    assert (again(item).state, again(item).title) == (State.PUBLISHED, "关于2026年义务教育招生工作的通知")


def test_a_changed_penalty_is_due_to_be_withdrawn_and_the_reason_is_there_already(office: Office, officer: Desk):
    release = office.published(kind=Kind.PENALTY, category="cfqz-jd")
    officer.do("documents_penalty", release.item_id, on="2026-03-02", why="复议撤销")
    release.refresh_from_db()
    assert release.withdraw_by == date(2026, 3, 5)
    assert "复议撤销" in officer.get("documents_withdraw", release.item_id).content.decode()


def test_made_void_and_drafted_anew(office: Office, officer: Desk):
    item = office.item()
    officer.do("documents_void", item.pk, why="重复")
    assert again(item).state == State.VOID
    decided = office.passed(office.item())
    officer.do("documents_reopen", decided.pk, why="有错字")
    assert again(decided).state == State.DRAFT


def test_withheld_and_opened_again(office: Office, officer: Desk):
    item = office.passed(office.item(**WITHHELD, category="", document_number=""))
    officer.do("documents_reassess", item.pk, result="opened", reason="已过时")
    assert item.reassessments.get().result == Reassessed.OPENED


def test_another_channel_is_recorded_with_what_shows_it(office: Office, officer: Desk):
    item = office.published().item
    data = {"channel": "wechat", "name": "海州教育", "on": "2026-03-05"}
    assert "请填写网址，或者上传凭证" in text_of(officer.do("documents_outlet", item.pk, **data))
    officer.do("documents_outlet", item.pk, **data, evidence=SimpleUploadedFile("截图.png", b"\x89PNG"))
    outlet = item.outlets.get()
    answer = officer.get("documents_file", item.pk, outlet.evidence_id)
    assert b"".join(answer.streaming_content) == b"\x89PNG"


def test_shown_on_other_sites(office: Office, officer: Desk):
    item = office.item()
    officer.do("documents_sites", item.pk, add="海州市人民政府")
    assert list(item.sites.all()) == [office.city]
    officer.do("documents_sites", item.pk)
    assert not item.sites.exists()


def test_who_looks_may_say_something(office: Office, desk: Callable[[User], Desk]):
    item = office.item()
    desk(office.secrecy).do("documents_comment", item.pk, text="第二段请核对<b>")
    page = desk(office.officer).get("documents_item", item.pk)
    assert "第二段请核对&lt;b&gt;" in page.content.decode()


# --- files ----------------------------------------------------------------------------------------------------------


def test_files_are_added_read_downloaded_and_taken_out(office: Office, officer: Desk):
    item = office.item()
    files = [SimpleUploadedFile("一.docx", docx()), SimpleUploadedFile("二.txt", "第二份".encode())]
    answer = officer.do("documents_attach", item.pk, added=files)
    assert officer.said(answer) == "已添加一.docx、二.txt"
    one, two = item.attachments.all()
    download = officer.get("documents_file", item.pk, two.file_id)
    assert b"".join(download.streaming_content) == "第二份".encode()
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert "划定服务范围" in text_of(officer.get("documents_file_text", item.pk, one.file_id))
    officer.do("documents_detach", item.pk, two.pk)
    assert list(item.attachments.all()) == [one]


def test_a_file_marked_as_secret_is_not_taken(office: Office, officer: Desk):
    item = office.item()
    answer = officer.do("documents_attach", item.pk, added=[SimpleUploadedFile("密.docx", docx(secret="秘密"))])
    assert "涉密信息不得录入" in text_of(answer)
    assert not item.attachments.exists()


def test_no_file_is_had_by_way_of_another_item(office: Office, officer: Desk):
    item = office.item()
    register.attach(item, "附".encode(), "附.txt", by=office.officer)
    file = item.attachments.get().file_id
    assert officer.get("documents_file", office.item().pk, file).status_code == 404
    assert officer.get("documents_file_text", office.item().pk, file).status_code == 404


def test_a_file_that_is_missing_on_the_shelf_is_not_found(office: Office, officer: Desk):
    item = office.item()
    register.attach(item, "附".encode(), "附.txt", by=office.officer)
    file = item.attachments.get().file_id
    store.shelf().delete(store.path_of(file))
    assert officer.get("documents_file", item.pk, file).status_code == 404


# --- personal data --------------------------------------------------------------------------------------------------


def test_what_was_found_in_the_text_is_shown_masked_and_masked_by_a_button(office: Office, officer: Desk):
    item = office.item(text=f"<p>联系人王小明，手机{PHONE}。</p>")
    officer.do("documents_scan", item.pk)
    page = officer.get("documents_item", item.pk)
    panel = html.fromstring(page.content).xpath("//section[@aria-labelledby='privacy']")[0].text_content()
    assert "手机号码" in panel
    assert PHONE not in panel
    officer.do("documents_mask", item.pk)
    assert PHONE not in again(item).text


def test_what_was_found_is_justified_by_name_and_stops_nothing_then(office: Office, officer: Desk):
    item = office.passed(office.item(text=f"<p>联系人王小明，手机{PHONE}。</p>"))
    page = officer.get("documents_item", item.pk)
    assert "还不能公开" in text_of(page)
    assert "公开" not in buttons(page)
    finding = gate.open_findings(item, publication.passed_review(item).digest)[0]
    assert "请" in text_of(officer.do("documents_justify", item.pk, findings=[finding.pk], reason=""))
    officer.do("documents_justify", item.pk, findings=[finding.pk], reason="本人同意公开")
    page = officer.get("documents_item", item.pk)
    assert "林小满" in text_of(page)
    assert "本人同意公开" in text_of(page)
    assert "公开" in buttons(page)


def test_what_was_found_in_a_file_is_removed_from_it_with_the_names_given(office: Office, officer: Desk):
    item = office.item()
    data = f"当事人王小明，手机{PHONE}。".encode()
    attachment = register.attach(item, data, "决定.txt", by=office.officer)
    officer.do("documents_scan", item.pk)
    assert "从“决定.txt”删除" in text_of(officer.get("documents_item", item.pk))
    assert "手机号码" in text_of(officer.get("documents_redact", item.pk, attachment.pk))
    officer.do("documents_redact", item.pk, attachment.pk, names="王小明\n")
    attachment.refresh_from_db()
    said = store.read(attachment.file_id).decode()
    assert PHONE not in said
    assert "王小明" not in said
    assert attachment.was is not None


# --- the term -------------------------------------------------------------------------------------------------------


def test_the_term_says_how_it_is_counted(office: Office, officer: Desk):
    said = text_of(officer.get("documents_item", office.item(formed_on=date(2025, 1, 2)).pk))
    assert "公开期限2025-02-06，已过" in said
    assert "第20个工作日是2025-02-06" in said
    assert "春节" in said
    assert "第二十六条" in said
