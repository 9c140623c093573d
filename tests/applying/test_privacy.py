"""What an applicant writes is nowhere that others look: addresses, logs, titles, errors, search, feeds and caches."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from gongkai.access.models import User
from gongkai.applying import urls
from gongkai.applying.models import Draft
from gongkai.applying.services import sending
from gongkai.audit.models import Deed
from gongkai.cases.models import Case
from gongkai.operate.logs import Json, Text
from gongkai.pages.models import SiteHome
from gongkai.search.models import StoredEntry
from tests.applying.conftest import ADDRESS, BASE, NAME, SECRETS, SOUGHT, WANTED, Citizen, done, png

pytestmark = pytest.mark.django_db


Walked = tuple["Seen", Case, str]


class Seen(Client):
    """A browser that notes every address that it asked for, and every answer."""

    def __init__(self) -> None:
        super().__init__(headers={"host": "127.0.0.1"})
        self.addresses: list[str] = []
        self.answers: list[Any] = []

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        self.addresses += [
            f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}",
            answer.headers.get("Location", ""),
        ]
        self.answers.append(answer)
        return answer


@pytest.fixture
def walked(site: SiteHome, officer: User) -> Walked:
    """All that somebody does from the first look to a message, and what was seen of it."""
    citizen, seen = Citizen(), Seen()
    citizen.client = seen
    citizen.get("sq/")
    citizen.post("sq/ts/", {"title": SOUGHT, "mark": "m"})
    citizen.post("sq/zn/", {"sought": SOUGHT})
    citizen.fill("suggest", {"name": ""})
    citizen.fill("save")
    code_of_draft = re.search(r'<p class="big code">([^<]+)<', seen.answers[-1].text)[1]
    case, code = citizen.applied()
    citizen.post("cx/", {"number": case.number, "code": "AAAA-AAAA"})
    citizen.post("cx/", {"number": case.number, "code": code})
    citizen.post(f"cx/{case.key}/", {"do": "write", "text": SOUGHT})
    citizen.case_page(case)
    citizen.post("sq/jx/", {"code": code_of_draft})
    return seen, case, code


def secret(text: str, code: str) -> list[str]:
    return [each for each in (*SECRETS, code, code.replace("-", "")) if each in text]


def test_addresses_tell_nothing(walked: Walked):
    seen, case, code = walked
    assert len(seen.addresses) > 20
    assert [address for address in seen.addresses if secret(address, code) or case.number in address] == []


def test_titles_tell_nothing(walked: Walked):
    seen, case, code = walked
    for answer in seen.answers:
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            title = re.search(r"<title>(.*?)</title>", answer.text, re.S)[1]
            head = answer.text.partition("</head>")[0]
            assert not secret(title + head, code)
            assert case.number not in title


def test_the_log_of_requests_tells_nothing(site: SiteHome, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        case, code = Citizen().applied()
        Citizen().post("cx/", {"number": case.number, "code": code})
        Citizen().post("sq/jx/", {"code": code})
    lines = "\n".join(form().format(line) for line in caplog.records for form in (Json, Text))
    assert "applying_request" in lines
    assert not secret(lines, code)
    assert case.number not in lines


def test_the_log_of_deeds_tells_nothing(walked: Walked):
    _, _, code = walked
    rows = "\n".join(f"{deed.deed} {deed.subject} {deed.detail}" for deed in Deed.objects.all())
    assert "登记依申请公开" in rows
    assert not secret(rows, code)


def test_the_database_has_what_identifies_and_reaches_an_applicant_sealed_alone(walked: Walked):
    _, _, code = walked
    plain = {NAME, SOUGHT}  # in the case and the message, as any request has them
    for model in apps.get_models():
        for row in model._default_manager.values():
            told = " ".join(str(value) for value in row.values())
            assert not set(secret(told, code)) - plain, model


def test_answers_are_kept_by_nobody_and_named_by_no_crawler(walked: Walked):
    seen, _, _ = walked
    for answer in seen.answers:
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        if answer.headers["Content-Type"].startswith("text/html") and answer.status_code == 200:
            assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert not [key for key in cache._cache if "page:" in key]  # type: ignore[attr-defined]


def test_links_to_elsewhere_do_not_say_where_one_comes_from(walked: Walked):
    seen, _, _ = walked
    for answer in seen.answers:
        if answer.headers["Content-Type"].startswith("text/html"):
            main = re.search(r"<main.*?</main>", answer.text, re.S)
            for link in re.findall(r'<a[^>]+href="https?://(?!127\.0\.0\.1)[^>]*>', main[0] if main else ""):
                assert "noreferrer" in link


MAPS = ("/sitemap.xml", "/sitemap-pages.xml", "/robots.txt", "/zfxxgk/rss.xml", "/jyj/zfxxgk/atom.xml")


@pytest.mark.parametrize("path", MAPS)
def test_maps_and_feeds_know_nothing_of_it(walked: Walked, path: str):
    _, case, code = walked
    text = Client(headers={"host": "127.0.0.1"}).get(path).text
    assert not secret(text, code)
    assert str(case.key) not in text
    assert "/cx/" not in text


def test_the_search_finds_nothing_of_it(walked: Walked):
    assert not StoredEntry.objects.exists()
    page = Client(headers={"host": "127.0.0.1"}).get("/jyj/ss/", query_params={"q": "教学楼扩建"}).text
    assert "没有找到" in page


def test_what_is_not_there_says_nothing_of_what_is(walked: Walked):
    _, case, _ = walked
    stranger = Client(headers={"host": "127.0.0.1"})
    there = stranger.get(f"{BASE}cx/{case.key}/")
    nowhere = stranger.get(f"{BASE}cx/{Draft().pk}/")
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content) == (404, nowhere.content)


def test_a_page_that_fails_tells_nothing_and_neither_does_the_log(
    site: SiteHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"no {SOUGHT} {WANTED['number']}")

    citizen = Citizen()
    look = citizen.looked()
    given = done(citizen.client.get(look).text)
    monkeypatch.setattr(sending, "send", fail)
    citizen.client.raise_request_exception = False
    answer = citizen.client.post(look, given)
    assert (answer.status_code, secret(answer.text, "x-x")) == (500, [])
    lines = "\n".join(Text().format(line) for line in caplog.records)
    assert WANTED["number"] not in lines
    assert not Case.objects.exists()


def test_every_view_but_those_for_everybody_and_of_an_account_is_personal():
    wide = {each.name for each in urls.urlpatterns if not getattr(each.callback, "csrf_exempt", False)}  # type: ignore[union-attr]
    assert wide == {"applying_log", "applying_log_entry", "applying_mine"}


def test_a_name_in_a_file_s_name_stays_in_the_vault(site: SiteHome):
    citizen = Citizen()
    citizen.fill("save", file_identity=png(f"{NAME}.png"))
    rows = [str(row) for model in (Draft, Draft.files.rel.related_model) for row in model.objects.values()]
    assert len(rows) == 2
    assert not any(NAME in row or ADDRESS in row for row in rows)
