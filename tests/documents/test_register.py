"""Registering: index numbers, what a draft may and must say, changes, files."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.documents import numbering, store
from gongkai.documents.checks import index_number
from gongkai.documents.directory import titles, topic_of, with_those_above
from gongkai.documents.enums import CATEGORIES, Attribute, Kind, Relation, State
from gongkai.documents.grounds import GROUNDS, grounds_of
from gongkai.documents.markup import clean, plain
from gongkai.documents.models import Item
from gongkai.documents.services.register import attach, change, comment, detach, link, missing, register, unlink, void
from tests.documents.people import NOTICE, WITHHELD, Office, holder

pytestmark = pytest.mark.django_db


# --- index numbers --------------------------------------------------------------------------------------------------


def test_an_index_number_is_the_organisation_the_year_and_a_number_of_five_digits(office: Office):
    first, second = office.item(), office.item()
    assert (first.index_number, second.index_number) == ("M000200K5/2026-00001", "M000200K5/2026-00002")


def test_each_year_has_a_series_of_its_own(office: Office):
    assert office.item(formed_on=date(2025, 12, 31)).index_number == "M000200K5/2025-00001"
    assert office.item().index_number == "M000200K5/2026-00001"


def test_an_index_number_stays_whatever_becomes_of_the_item(office: Office):
    item = office.item()
    change(item, {"formed_on": date(2025, 5, 1), "title": "改过的名称"}, by=office.officer, edition=item.edition)
    assert Item.objects.get().index_number == item.index_number
    void(item, "重复登记", by=office.officer)
    assert office.item().index_number.endswith("00002")


@pytest.mark.parametrize("pattern", numbering.PATTERNS.values())
def test_local_patterns_can_be_used(pattern: str, office: Office, settings):
    settings.INDEX_NUMBER = pattern
    numbers = {office.item().index_number for _ in range(3)}
    assert len(numbers) == 3
    assert numbering.pattern_errors(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{organisation}/{year}", "流水号"),
        ("{year}-{serial:5}", "相同"),
        ("{organisation}-{mayor}-{serial:5}", "mayor"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern: str, why: str):
    assert any(why in error for error in numbering.pattern_errors(pattern))


def test_a_pattern_that_cannot_be_used_is_told_when_the_platform_starts(settings):
    assert index_number() == []
    settings.INDEX_NUMBER = "{year}"
    assert "流水号" in str(index_number()[0].msg)


def test_a_body_without_a_code_is_told_what_is_missing(office: Office):
    office.bureau.credit_code = ""
    office.bureau.save()
    with pytest.raises(ValidationError, match="机关资料里没有统一社会信用代码"):
        office.item()
    assert not Item.objects.exists()


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_registering_needs_the_right_for_that_body(office: Office):
    with pytest.raises(PermissionDenied):
        register(office.bureau, NOTICE, by=office.leader)
    with pytest.raises(PermissionDenied):
        register(office.city, NOTICE, by=office.officer)


def test_registering_is_recorded(office: Office):
    item = office.item()
    deed = Deed.objects.get(deed="登记政府信息")
    assert (deed.actor, deed.body, deed.subject) == (office.officer, office.bureau, f"documents.item:{item.pk}")


def test_a_kind_brings_its_topic_and_a_normative_document_is_in_force(office: Office):
    item = office.item(kind=Kind.NORMATIVE, category="")
    assert (item.category, item.effect) == ("gfxwj-gf", "in_force")


def test_every_topic_that_is_offered_for_a_kind_is_in_every_body_s_directory(office: Office):
    for slug in CATEGORIES.values():
        assert topic_of(office.bureau, slug) is not None
        assert titles()[slug]


def test_a_topic_stands_under_those_above_it():
    assert with_those_above("czxx-ys") == ("czxx-ys", "czxx", "")
    assert with_those_above("tjxx") == ("tjxx", "")


@pytest.mark.parametrize(
    ("members", "where", "why"),
    [
        ({"formed_on": date(2999, 1, 1)}, "formed_on", "还没有到"),
        ({"changed_on": date(2026, 1, 1)}, "changed_on", "不早于"),
        ({"category": "nothing"}, "category", "没有这个类目"),
        ({"attribute": "withheld", "ground": "specific_parties"}, "ground", "不符"),
        ({"title": ""}, "title", ""),
        ({"title": "一" * 201}, "title", ""),
        ({"kind": "poem"}, "kind", ""),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_at_the_field(members, where, why, office: Office):
    with pytest.raises(ValidationError) as refused:
        office.item(**members)
    assert why in "".join(refused.value.message_dict[where])
    assert not Item.objects.exists()


def test_nothing_of_a_state_secret_is_entered_but_a_name(office: Office):
    secret = WITHHELD | {"ground": "state_secret"}
    with pytest.raises(ValidationError, match="国家秘密不得录入本系统"):
        office.item(**secret, text="<p>内容</p>")
    item = office.item(**secret, text="")
    with pytest.raises(ValidationError, match="国家秘密"):
        attach(item, b"x", "a.txt", by=office.officer)
    assert missing(item) == []


def test_each_ground_goes_with_one_attribute():
    assert len({ground.key for ground in GROUNDS}) == len(GROUNDS)
    assert grounds_of(Attribute.PROACTIVE) == ()
    assert {ground.attribute for ground in GROUNDS} == {Attribute.ON_REQUEST, Attribute.WITHHELD}
    assert str(GROUNDS[0]) == "只涉及特定当事人，不属于应当主动公开的范围（条例第13条）"


def test_a_draft_says_what_it_still_lacks(office: Office):
    bare = register(office.bureau, {"title": "一件事", "kind": Kind.OTHER}, by=office.officer)
    assert missing(bare) == ["形成日期", "公开属性"]
    proactive = office.item(kind=Kind.OTHER, category="", text="")
    assert missing(proactive) == ["公开目录", "正文或者附件"]
    withheld = office.item(**WITHHELD | {"ground": "", "reason": "", "text": ""})
    assert missing(withheld) == ["依据", "理由"]


def test_who_saves_over_a_colleague_s_change_is_told_and_nothing_is_lost(office: Office):
    item = office.item()
    other = holder(Role.OFFICER, office.bureau, "何小雨")
    change(item, {"title": "她的名称"}, by=other, edition=item.edition)
    with pytest.raises(ValidationError, match=r"何小雨在.*改过这条信息，您的修改没有保存"):
        change(item, {"title": "他的名称"}, by=office.officer, edition=item.edition)
    assert Item.objects.get().title == "她的名称"


def test_saving_without_a_change_changes_nothing(office: Office):
    item = office.item()
    deeds = Deed.objects.count()
    assert change(item, {"title": item.title}, by=office.officer, edition=item.edition).edition == item.edition
    assert Deed.objects.count() == deeds


def test_what_is_void_is_not_changed_any_more_and_does_not_count(office: Office):
    item = void(office.item(), "重复登记", by=office.officer)
    assert item.state == State.VOID
    assert not Item.objects.counted().exists()
    with pytest.raises(ValidationError, match="已作废，不能修改"):
        change(item, {"title": "别的"}, by=office.officer, edition=item.edition)


# --- text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p onclick='x()'>一<script>alert(1)</script></p>", "<p>一</p>"),
        ('<p style="display:none">二</p>', "<p>二</p>"),
        ('<a href="javascript:alert(1)">三</a>', '<a rel="noopener noreferrer">三</a>'),
        (
            '<table><tr><td colspan="2">四</td></tr></table>',
            '<table><tbody><tr><td colspan="2">四</td></tr></tbody></table>',
        ),
        ('<p class="right evil">五</p>', '<p class="right">五</p>'),
        ("<p> &nbsp; </p><p>六</p><!-- 七 -->", "<p>六</p>"),
        ('<img src="http://elsewhere/x.png"><iframe src="x"></iframe>八', "八"),
    ],
)
def test_text_keeps_what_a_public_text_is_made_of_and_nothing_else(given: str, kept: str):
    assert clean(given) == kept
    assert clean(kept) == kept


def test_the_plain_text_has_a_line_for_each_paragraph():
    assert (
        plain("<h2>一</h2><p>二&nbsp;三&lt;</p><table><tr><td>四</td><td>五</td></tr></table>") == "一\n二 三<\n四\t五"
    )


# --- files, relations, comments -------------------------------------------------------------------------------------


def test_a_file_is_kept_once_by_what_is_in_it(office: Office):
    item = office.item()
    one = attach(item, b"content", "../../附件 1.txt", by=office.officer)
    two = attach(item, b"content", "b.txt", by=office.officer)
    assert one.file == two.file
    assert (one.name, one.order, two.order) == ("附件 1.txt", 1, 2)
    assert store.read(one.file_id) == b"content"
    detach(one, by=office.officer)
    assert [each.name for each in item.attachments.all()] == ["b.txt"]


def test_a_file_that_was_changed_on_the_shelf_is_not_given_out(office: Office, settings):
    added = attach(office.item(), b"content", "a.txt", by=office.officer)
    (settings.STORAGES["documents"]["OPTIONS"]["location"] / store.path_of(added.file_id)).chmod(0o600)
    (settings.STORAGES["documents"]["OPTIONS"]["location"] / store.path_of(added.file_id)).write_bytes(b"other")
    with pytest.raises(ValueError, match="was changed"):
        store.read(added.file_id)


@pytest.mark.parametrize(("data", "why"), [(b"", "空文件"), (b"x" * 11, "超过")])
def test_a_file_that_cannot_be_kept_is_refused(data: bytes, why: str, office: Office, monkeypatch):
    monkeypatch.setattr(store, "MOST", 10)
    with pytest.raises(ValidationError, match=why):
        attach(office.item(), data, "a.txt", by=office.officer)


def test_items_are_related_once_and_not_to_themselves(office: Office):
    policy, reading = office.item(kind=Kind.NORMATIVE), office.item(kind=Kind.INTERPRETATION)
    made = link(reading, Relation.INTERPRETS, policy, by=office.officer)
    with pytest.raises(ValidationError):
        link(reading, Relation.INTERPRETS, policy, by=office.officer)
    with pytest.raises(ValidationError, match="不能与自己关联"):
        link(policy, Relation.AMENDS, policy, by=office.officer)
    unlink(made, by=office.officer)
    assert not policy.linked_from.exists()


def test_comments_are_for_those_who_see_the_register(office: Office):
    item = office.item()
    comment(item, " 请补充附件 ", by=office.leader)
    assert [each.text for each in item.comments.all()] == ["请补充附件"]
    with pytest.raises(PermissionDenied):
        comment(item, "你好", by=holder(Role.EDITOR, office.bureau))


def test_a_register_is_seen_by_those_of_the_body_and_above_and_not_by_editors(office: Office):
    office.item()
    assert Item.objects.seen_by(office.leader).count() == 1
    assert Item.objects.seen_by(holder(Role.SUPERVISOR, office.city)).count() == 1
    assert not Item.objects.seen_by(holder(Role.EDITOR, office.bureau)).exists()
    assert not Item.objects.seen_by(holder(Role.SYSTEM_ADMIN, None)).exists()


def test_the_term_of_publication_runs_from_the_last_change(office: Office):
    item = office.item(changed_on=date(2026, 3, 20))
    assert item.dated == date(2026, 3, 20)
    assert office.item().dated == date(2026, 3, 2)
