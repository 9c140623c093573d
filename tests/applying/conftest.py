"""A city with a bureau, both with their sites, and somebody who asks the bureau for something."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.cases.models import Case
from gongkai.pages.models import SiteHome
from gongkai.pages.services import open_site
from tests.documents.people import holder
from tests.pages.conftest import SIGNED_IN_BY

Post = dict[str, Any]

BASE: Final = "/jyj/zfxxgk/ysqgk/"
NAME, NUMBER, PHONE, EMAIL = "林小英", "11010519491231002X", "13850001234", "lin@example.com"
ADDRESS, SOUGHT = "福建省海州市东街100号2幢301室", "海州三中教学楼扩建项目的立项批复"
SECRETS: Final = (NAME, NUMBER, PHONE, EMAIL, ADDRESS, SOUGHT)
WANTED: Final[Post] = {
    "title": "",
    "document_number": "",
    "description": SOUGHT,
    "kind": "natural_person",
    "name": NAME,
    "document": "resident_id",
    "number": NUMBER,
    "phone": PHONE,
    "email": EMAIL,
    "address": ADDRESS,
    "postcode": "362000",
    "needs_help": "",
    "form": "electronic",
    "delivery": "online",
}
PNG: Final = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def png(name: str = "身份证.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


@pytest.fixture(autouse=True)
def _as_installed(settings: Settings, tmp_path: Path) -> None:
    """Files and cache of the test's own, and work that takes no time."""
    settings.MEDIA_ROOT = tmp_path
    settings.KEPT = tmp_path / "kept"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}
    settings.APPLYING_WORK = 4
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "vault"},
        }
    }
    cache.clear()


@pytest.fixture
def city(db: None) -> Body:
    return Body.objects.create(name="海州市人民政府", kind=BodyKind.GOVERNMENT, phone="0599-8000001")


@pytest.fixture
def bureau(city: Body) -> Body:
    return Body.objects.create(
        name="海州市教育局", short_name="市教育局", kind=BodyKind.DEPARTMENT, parent=city, phone="0599-8000002"
    )


@pytest.fixture
def portal(city: Body) -> SiteHome:
    return open_site(city, slug="haizhou", by=None)


@pytest.fixture
def site(portal: SiteHome, bureau: Body) -> SiteHome:
    """The bureau's, at /jyj/."""
    return open_site(bureau, slug="jyj", parent=portal, by=None)


@pytest.fixture
def officer(bureau: Body) -> User:
    user = holder(Role.OFFICER, bureau, "陈经办")
    user.appointments.update(since=date(2020, 1, 1))
    return user


class Citizen:
    """Somebody with a browser, on the bureau's site unless told otherwise."""

    def __init__(self, base: str = BASE, at: str = "sq/") -> None:
        self.client = Client(headers={"host": "127.0.0.1"})
        self.base, self.at = base, at

    def get(self, rest: str = "", **members: Any) -> Any:
        return self.client.get(f"{self.base}{rest}", **members)

    def post(self, rest: str, given: Post, **members: Any) -> Any:
        return self.client.post(f"{self.base}{rest}", given, **members)

    def fill(self, do: str = "look", given: Post | None = None, **files: Any) -> Any:
        """Fill in the form and press a button."""
        return self.post(self.at, WANTED | (given or {}) | {"do": do} | files)

    def looked(self, given: Post | None = None, **files: Any) -> str:
        """Fill in all that is wanted; the address on which it is looked over."""
        answer = self.fill("look", given, **({"file_identity": png()} | files))
        assert answer.status_code == 302, wrong(answer)
        return str(answer.url)

    def send(self, look: str, **given: Any) -> Any:
        """Do the work that is asked for, and send."""
        page = self.client.get(look)
        return self.client.post(look, done(page.text) | given)

    def applied(self, given: Post | None = None, **files: Any) -> tuple[Case, str]:
        """The whole way: the case, and the code to follow it by."""
        answer = self.send(self.looked(given, **files))
        assert answer.status_code == 302, wrong(answer)
        page = self.client.get(answer.url).text
        number, code = re.findall(r'<dd class="big[^"]*">([^<]+)</dd>', page)
        return Case.objects.get(number=number), code

    def case_page(self, case: Case) -> Any:
        return self.get(f"cx/{case.key}/")


def done(page: str) -> Post:
    """What a browser sends that did the work."""
    challenge = re.search(r'name="challenge" value="([^"]+)"', page)[1]
    bits = int(re.search(r'data-bits="(\d+)"', page)[1])
    number = next(n for n in range(10**7) if _fits(f"{challenge}:{n}", bits))
    return {"challenge": challenge, "number": str(number)}


def _fits(text: str, bits: int) -> bool:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - bits) == 0


def wrong(answer: Any) -> list[str]:
    """The sentences of the summary of what is wrong."""
    found = re.search(r'<div class="summary".*?</div>', answer.text, re.S)
    return re.findall(r"<(?:a|p)[^>]*>([^<]+)</", found[0]) if found else []


@pytest.fixture
def citizen(site: SiteHome) -> Citizen:
    return Citizen()


@pytest.fixture
def account() -> User:
    return User.objects.create(username="lin", name=NAME)


SignIn = Callable[[User], Citizen]


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(user: User) -> Citizen:
        citizen = Citizen()
        citizen.client.force_login(user, SIGNED_IN_BY)
        return citizen

    return sign_in
