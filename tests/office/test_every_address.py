"""Every address of the platform that is not the office's own, asked for as each role, an applicant and a stranger.

The office's own are walked in `test_rights`. A new address that no line of `RULES` covers is a failure here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from gongkai.access.enums import Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.rights import GRANTS
from gongkai.bodies.models import Body
from gongkai.cases.models import CaseLetter, LetterStep, Remedy
from gongkai.cases.services.corrections import enter as correct
from gongkai.cases.services.intake import enter
from gongkai.documents.content import content_of
from gongkai.documents.models import (
    Adoption,
    Attachment,
    Batch,
    Directory,
    Entry,
    Fulfilment,
    Intake,
    Item,
    Link,
    Review,
    Route,
    StoredFile,
)
from gongkai.filings.models import Credential, Filing, FilingRelease, Quarter, UploadedReport
from gongkai.filings.services.reports import data_of
from gongkai.law.limits import Channel as LawChannel
from gongkai.office import urls
from gongkai.pages.models import ArticlePage, ChannelPage
from gongkai.pages.services import open_site
from gongkai.persons.models import Applicant
from gongkai.report import Report, Value
from tests.office.conftest import Holder, SignIn
from tests.office.reading import english
from tests.office.test_rights import ADDRESSES, objects_of, right_of
from tests.office.test_rights import address as address_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.walk]

STAFF: Final = "whoever holds a role"
EVERYBODY: Final = "everybody, signed in or not"
SIGNED_IN: Final = "whoever has signed in"
NOBODY: Final = "nobody"
APPLICANTS: Final = "an applicant"
DOOR: Final = "who wants to sign in"
HERE: Final = "walked in test_rights"
Who = Right | str

RULES: Final[tuple[tuple[str, Who], ...]] = (
    (
        r"\(\?:office\|_util\)/login/|_util/login/|office/(login|sprite|jsi18n)|office/password_reset/|account/.*(login|signup|authenticate)",
        DOOR,
    ),
    (r"me/.*", APPLICANTS),
    (r"account/(2fa|password/(change|set)|reauth|sessions|mailbox/ |second-factor| )", SIGNED_IN),
    (r"account/|consultation/|file/|media/|robots|sitemap|_util/authenticate|.*(wzdt|wzasm|zfxxgk|ss)/", EVERYBODY),
    (r"api/figures", NOBODY),  # other systems, which have a credential
    (r"api/", EVERYBODY),
    (r"\(\(\?:\[", EVERYBODY),
)
"""Addresses whose views do not say themselves whom they are for."""


class Address(NamedTuple):
    """One address: its pattern, its name, and whom its view says that it is for, if it does."""

    pattern: str
    name: str
    said: Who | None

    def __str__(self) -> str:
        return f"{self.pattern} {self.name}"


def addresses(patterns: list[URLPattern | URLResolver], before: str = "", space: str = "") -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield Address((before + str(each.pattern)).replace("^", ""), space + (each.name or "?"), said(each))
        else:
            yield from addresses(
                each.url_patterns, before + str(each.pattern), space + (f"{each.namespace}:" if each.namespace else "")
            )


def said(pattern: URLPattern) -> Who | None:
    """Whom a view says that it is for."""
    if pattern in urls.urlpatterns:
        return HERE
    view = pattern.callback
    if hasattr(view, "needs"):
        return view.needs or STAFF
    return getattr(getattr(view, "view_class", view), "right", None)


def filled(pattern: str, ids: dict[str, object]) -> str:
    """An address that exists, as far as its kind allows: patterns with the numbers of the bureau's things."""
    for sign in ("^", "$"):
        pattern = pattern.replace(sign, "")
    pattern = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ids.get(found[1], 1)), pattern)
    pattern = re.sub(r"\(\?:office\|_util\)", "_util", pattern)
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda found: str(ids.get(found[1], "")), pattern)
    pattern = re.sub(r"\((?:[^()]|\([^()]*\))*\)", str(ids["page_id"]), pattern)
    return "/" + pattern.replace(".*", "x").replace("\\", "")


LEFT_OUT: Final = {
    "persons_show",  # this and the following take no GET
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
}
ALL: Final = tuple(addresses(get_resolver().url_patterns))


def who_may(address: Address) -> Who | None:
    return address.said or next((who for pattern, who in RULES if re.match(pattern, str(address))), None)


def test_each_address_has_somebody_it_is_for():
    assert [str(each) for each in ALL if who_may(each) is None] == []


def in_the_register(bureau: Body) -> dict[str, object]:
    """What the bureau has in its register: an item with a file, in review, a route, a batch."""
    item = Item.objects.create(body=bureau, title="一件", kind="notice", index_number="M/2026-00001")
    file = StoredFile.objects.create(digest="f" * 64, size=1, media_type="text/plain", text="一")
    attachment = Attachment.objects.create(item=item, file=file, name="附.txt", order=1)
    other = Item.objects.create(body=bureau, title="二件", kind="notice", index_number="M/2026-00002")
    facts = dict(content_of(item).facts)
    review = Review.objects.create(item=item, body=bureau, title="一件", facts=facts, attribute="withheld")
    by = User.objects.create(username="drafter", name="拟稿人")
    route = Route(body=bureau, attribute="withheld", steps=["sign"], reason="从简", proposed_by=by)
    route.save()
    return {
        "item": item.pk, "attachment": attachment.pk, "digest": file.pk,
        "link": Link.objects.create(item=item, relation="forwards", other=other).pk,
        "step": review.steps.create(order=1, step="sign", begun_at=timezone.now()).pk,
        "route": route.pk,
        "batch": Batch.objects.create(body=bureau, hall="archives", hall_name="馆", number="YS-1").pk,
        "intake": Intake.objects.create(body=bureau, name="表").pk, "at": "confirm",
    } | by_a_directory(bureau, item)  # fmt: skip


def by_a_directory(bureau: Body, item: Item) -> dict[str, object]:
    """A standard directory that the bureau adopted, with the item under its entry."""
    now = timezone.now()
    directory = Directory.objects.create(body=bureau, title="目录", field="教育", level="county", confirmed_at=now)
    entry = Entry.objects.create(directory=directory, order=1, part="招生")
    adoption = Adoption.objects.create(body=bureau, directory=directory)
    adoption.duties.create(entry=entry)
    fulfilment = Fulfilment.objects.create(entry=entry, item=item)
    return {"directory": directory.pk, "entry": entry.pk, "adoption": adoption.pk, "fulfilment": fulfilment.pk}


def of_requests(bureau: Body, step: object) -> dict[str, object]:
    """A request to the bureau with a letter that waits at a step."""
    applicant = Applicant.objects.create(kind="natural_person", name="陈敬", document="resident_id", body=bureau)
    wanted = {"title": "清单", "description": "项目清单"}
    case = enter(bureau, applicant, wanted, channel=LawChannel.IN_PERSON, submitted_at=timezone.now(), by=None)
    letter = CaseLetter.objects.create(case=case, body=bureau, key="disclosed", state="in_review")
    LetterStep.objects.create(pk=step, letter=letter, round=1, order=1, step="sign", begun_at=timezone.now())
    wrong = {"record": "学籍表", "wrong": "出生日期", "right": "另一日"}
    correction = correct(bureau, applicant, wrong, channel=LawChannel.IN_PERSON, submitted_at=timezone.now(), by=None)
    clerk = User.objects.create(username="clerk", name="登记人")
    remedy = Remedy.objects.create(
        case=case, procedure="reconsideration", authority="市政府", filed_on=timezone.localdate(), entered_by=clerk
    )
    return {
        "case": case.pk, "letter": letter.pk, "key": "disclosed", "form": "pdf", "correction": correction.pk,
        "remedy": remedy.pk,
    }  # fmt: skip


def of_reports(bureau: Body) -> dict[str, object]:
    """An annual report of the bureau, uploaded, in review, with a version that is public; its quarterly table."""
    by = User.objects.create(username="reporter", name="填报人")
    file = StoredFile.objects.create(digest="e" * 64, size=1, media_type="text/plain", text="报告")
    due = timezone.localdate()
    data = data_of(Report(edition="2021", body=bureau.name, year=2023, cells={"requests.new.total": Value(1)}))
    filing = Filing.objects.create(
        body=bureau, year=2023, edition="2021", origin="uploaded", body_name=bureau.name, due_on=due,
        source=file, read=data,
    )  # fmt: skip
    upload = UploadedReport.objects.create(
        body=bureau, file=file, name="报告", uploaded_by=by, filing=filing, read=data
    )
    declaration = filing.declarations.create(cell="requests.new.total", value="1", source="台账", by=by)
    step = filing.steps.create(round=1, order=1, step="sign", digest="0" * 64, sent_in_by=by, begun_at=timezone.now())
    filing.sent_in.create(round=1, digest="0" * 64, data=data, by=by)
    kept = dict.fromkeys(("json", "html", "docx", "pdf"), file)
    release = FilingRelease.objects.create(
        filing=filing, body=bureau, year=2023, scope="own", version=1, title="报告", data=data, cells={},
        digest="0" * 64, signature="", key_id="", first_published_on=due, **kept,
    )  # fmt: skip
    quarter = Quarter.objects.create(body=bureau, year=2023, quarter=1, due_on=due)
    credential = Credential.objects.create(body=bureau, system="审批系统", digest="c" * 64, valid_until=due, made_by=by)
    return {
        "filing": filing.pk, "upload": upload.pk, "declaration": declaration.pk, "filing_step": step.pk,
        "release": release.pk, "table": quarter.pk, "quarter": 1, "year": 2023, "cell": declaration.cell,
        "credential": credential.pk,
    }  # fmt: skip


@pytest.fixture
def ids(city: Body, bureau: Body) -> dict[str, object]:
    """What the bureau has: a site, a page on it, a picture and a file."""
    home = open_site(bureau, slug="bureau", by=None)
    channel = home.add_child(instance=ChannelPage(title="动态", slug="dt", about="动态", keywords="动态"))
    page: Page = channel.add_child(instance=ArticlePage(title="一篇", slug="yi", body=[("heading", "题")]))
    image = Image.objects.create(title="图", file=get_test_image_file(), collection=home.collection)
    document = Document.objects.create(
        title="文", file=ContentFile("正文".encode(), "a.txt"), collection=home.collection
    )
    user = User.objects.create(username="public", name="申请人")
    register = in_the_register(bureau)
    return register | of_requests(bureau, register["step"]) | of_reports(bureau) | {
        "body": bureau.pk,
        "page_id": page.pk, "parent_page_id": channel.pk, "parent_id": channel.pk, "pk": page.pk, "image_id": image.pk,
        "document_id": document.pk, "content_type_app_name": "pages", "content_type_model_name": "articlepage",
        "app_label": "wagtailcore", "model_name": "page", "action": "delete", "prefix": "", "user_id": user.pk,
        "filter_spec": "original", "page_to_move_id": page.pk, "destination_id": channel.pk, "provider_id": "none",
    }  # fmt: skip


def is_refused(client: Client, url: str, who: Who) -> bool:
    """Sent to sign in, told that one may not, that there is nothing, or sent home with a message."""
    answer = client.get(url)
    away = answer.headers.get("Location", "")
    if who in (EVERYBODY, DOOR):
        return answer.status_code in (401, 403)
    if who == NOBODY and answer.status_code == 404:
        return True
    return answer.status_code in (401, 403) or away.startswith("/account/login/") or away == "/office/"


def may_come(who: Who, role: Role | str) -> bool:
    if who in (EVERYBODY, DOOR):
        return True
    if role == "stranger":
        return False
    if role == "applicant":
        return who in (SIGNED_IN, APPLICANTS)
    return who in (SIGNED_IN, STAFF) or who in GRANTS[Role(role)]


@pytest.mark.parametrize("role", [*Role, "applicant", "stranger"])
def test_an_address_answers_those_it_is_for_and_refuses_all_others(
    role: Role | str, ids: dict[str, object], holder: Holder, sign_in: SignIn
):
    if isinstance(role, Role):
        client = sign_in(holder(role))
    elif role == "applicant":
        client = sign_in(User.objects.create(username="shen", name="申请人甲"))
    else:
        client = Client()
    wrong = []
    for address in ALL:
        who = who_may(address)
        if who is None or who == HERE or address.name in LEFT_OUT:
            continue
        url = filled(address.pattern, ids)
        if is_refused(client, url, who) is may_come(who, role):
            wrong.append(f"{'refused' if may_come(who, role) else 'let in'}: {url} {address.name} ({who})")
    assert not wrong, "\n".join(wrong)


def _shown_to(user: User, role: Role, ids: dict[str, object], body: Body) -> Iterator[str]:
    """Where somebody may look, in the office and in their account."""
    for each in ALL:
        who = who_may(each)
        if each.name not in LEFT_OUT and who is not None and who != HERE and may_come(who, role):
            yield filled(each.pattern, ids)
    other = User.objects.create(username="li", name="李四", is_staff=True)
    held = Appointment.objects.create(user=other, role=Role.LEADER, body=body)
    objects = objects_of(user, body, held)
    for pattern in ADDRESSES:
        if (right := right_of(pattern)) is None or right in GRANTS[role]:
            yield address_of(pattern, objects)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_what_is_read_is_chinese(role: Role, ids: dict[str, object], bureau: Body, holder: Holder, sign_in: SignIn):
    user = holder(role)
    client = sign_in(user)
    names = frozenset({"bureau", *User.objects.values_list("username", flat=True), "li"})
    found = {url: english(client.get(url), names=names) for url in _shown_to(user, role, ids, bureau)}
    assert len(found) > 60
    assert {url: words for url, words in found.items() if words} == {}


@pytest.mark.parametrize("page", ["<p>Last edited</p>", "<p hidden>x</p><a title='Actions'>操作</a>"])
def test_english_is_noticed(page: str):
    assert english(HttpResponse(page), names=frozenset())


def test_what_chinese_has_no_word_for_is_no_english():
    page = "<p>下载XLSX，先写进GONGKAI_HOSTS，用gongkai audit verify --file校验a_file.txt<code>rotate</code></p>"
    assert english(HttpResponse(page), names=frozenset()) == set()
