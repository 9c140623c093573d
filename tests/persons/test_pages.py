"""An applicant's own pages: masked, shown one by one on request, corrected without being shown."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.persons.fields import text_of
from gongkai.persons.models import Applicant
from gongkai.persons.services import applicant_for
from tests.persons.conftest import LIN, SECRETS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_collected_files(settings: Settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.fixture
def signed_in(client: Client, lin: User) -> Client:
    sign_in(client, lin)
    return client


def test_one_s_own_page_shows_everything_masked(signed_in: Client, applicant: Applicant):
    page = signed_in.get("/me/").content.decode()
    for seen in ("林小英", "1101**********002X", "138****1234", "l***@example.com", "自然人", "居民身份证"):
        assert seen in page
    assert not any(secret in page for secret in SECRETS)


def test_a_value_is_shown_once_on_request_kept_nowhere_and_recorded(signed_in: Client, applicant: Applicant):
    answer = signed_in.post("/me/show/phone/")
    page = answer.content.decode()
    assert [secret for secret in SECRETS if secret in page] == [LIN["phone"]]
    assert "no-store" in answer["Cache-Control"]
    deed = Deed.objects.order_by("-number")[0]
    assert (deed.deed, deed.actor, deed.detail) == (
        "查看个人信息",
        applicant.user,
        {"项目": ["联系电话"], "理由": "本人查看"},
    )
    assert LIN["phone"] not in signed_in.get("/me/").content.decode()


@pytest.mark.parametrize(("method", "path", "status"), [("get", "show/phone/", 405), ("post", "show/name/", 404)])
def test_nothing_is_shown_by_a_link_and_nothing_else_than_what_is_sealed(
    signed_in: Client, applicant: Applicant, method: str, path: str, status: int
):
    assert getattr(signed_in, method)(f"/me/{path}").status_code == status


def test_who_has_filled_in_nothing_is_asked_to(signed_in: Client, lin: User):
    assert signed_in.get("/me/")["Location"] == "/me/edit/"
    assert 'value="林小英"' in signed_in.get("/me/edit/").content.decode()
    assert signed_in.post("/me/show/phone/").status_code == 404
    assert signed_in.post("/me/edit/", LIN)["Location"] == "/me/"
    assert text_of(Applicant.objects.get(), "number") == LIN["number"]


def test_what_is_wrong_stands_at_its_field(signed_in: Client):
    answer = signed_in.post("/me/edit/", {**LIN, "number": "123", "phone": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "身份证号码应为18位，写的是3位" in page
    assert "电话应是11位手机号码" in page
    assert not Applicant.objects.exists()


def test_the_form_shows_nothing_and_what_is_left_empty_stays(signed_in: Client, applicant: Applicant):
    page = signed_in.get("/me/edit/").content.decode()
    assert "已登记：138****1234；不改的不用填" in page
    assert not any(secret in page for secret in SECRETS)
    given = {"kind": LIN["kind"], "name": LIN["name"], "document": LIN["document"], "phone": "13950009999"}
    assert signed_in.post("/me/edit/", given).status_code == 302
    kept = Applicant.objects.get()
    assert (text_of(kept, "phone"), text_of(kept, "number")) == ("13950009999", LIN["number"])


def test_a_contact_can_be_taken_away(signed_in: Client, applicant: Applicant):
    given = {"kind": LIN["kind"], "name": LIN["name"], "document": LIN["document"], "forget": ["email", "postcode"]}
    signed_in.post("/me/edit/", given)
    kept = Applicant.objects.get()
    assert [bool(getattr(kept, name)) for name in ("email", "postcode", "phone")] == [False, False, True]


def test_what_is_verified_is_not_asked_for(signed_in: Client, lin: User):
    applicant_for(lin, {"number": LIN["number"]})
    page = signed_in.get("/me/edit/").content.decode()
    assert 'name="number"' not in page
    assert "经统一身份认证核实" in page
    assert "（已实名核实）" in signed_in.get("/me/").content.decode()
    signed_in.post("/me/edit/", {"name": "别人", "phone": LIN["phone"]})
    assert (Applicant.objects.get().name, str(Applicant.objects.get().phone)) == ("林小英", "138****1234")


def test_nobody_sees_another_s(signed_in: Client, applicant: Applicant):
    sign_in(signed_in, User.objects.create(username="wu", name="吴"))
    assert signed_in.get("/me/")["Location"] == "/me/edit/"
    assert signed_in.post("/me/show/phone/").status_code == 404


@pytest.mark.parametrize("path", ["", "edit/", "show/phone/"])
def test_one_has_to_sign_in_and_staff_have_no_such_page(client: Client, officer: User, path: str):
    assert client.post(f"/me/{path}").status_code == 302
    sign_in(client, officer)
    assert client.post(f"/me/{path}").status_code in (403, 302)
    assert not Applicant.objects.exists()
