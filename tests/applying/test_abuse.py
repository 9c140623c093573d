"""What keeps programs from sending without end: work, a question, limits. Reading is never counted."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from pytest_django import Settings

from gongkai.applying import limits, proof
from gongkai.applying.limits import TooMany, limits_from, require, spend
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.models import Case
from gongkai.cases.services import viruses
from tests.applying.conftest import BASE, Citizen, done, png, wrong

pytestmark = pytest.mark.django_db


# --- work, or a question --------------------------------------------------------------------------------------------


def test_without_work_and_without_an_answer_nothing_is_sent_and_nothing_lost(citizen: Citizen):
    look = citizen.looked()
    answer = citizen.client.post(look, {})
    assert (answer.status_code, wrong(answer)) == (422, ["请答对下面的问题，再提交"])
    answer = citizen.client.post(look, {"challenge": "x", "number": "1"})
    assert wrong(answer) == ["安全校验已经过期，请再按一次提交"]
    assert not Case.objects.exists()
    assert citizen.send(look).status_code == 302


def test_who_has_no_script_answers_a_question_in_words(citizen: Citizen):
    look = citizen.looked()
    page = citizen.client.get(look).text
    one, other = re.search(r"([二三四五六七八九])加([二三四五六七八九])等于几？", page).groups()
    mark = re.search(r'name="question" value="([^"]+)"', page)[1]
    signs = "零一二三四五六七八九"
    total = signs.index(one) + signs.index(other)
    assert citizen.client.post(look, {"question": mark, "answer": str(total + 1)}).status_code == 422
    assert citizen.client.post(look, {"question": mark, "answer": f" {total} "}).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize("number", range(4, 19))
def test_an_answer_may_be_written_in_chinese(number: int, monkeypatch: pytest.MonkeyPatch):
    form = uuid4()
    monkeypatch.setattr(proof.secrets, "randbelow", lambda _: 0)
    asked = proof.question(form)
    signs = "零一二三四五六七八九"
    words = signs[number] if number < 10 else f"十{signs[number % 10] if number % 10 else ''}"
    assert proof.is_answered(asked.mark, words, form) is (number == 4)
    assert proof.is_answered(asked.mark, "４", form)


def test_the_mark_of_a_question_does_not_tell_the_answer():
    form = uuid4()
    told = proof._opened(proof._QUESTION, proof.question(form).mark)
    assert told is not None
    assert sorted(told) == ["f", "h", "r"]
    assert len(told["h"]) == 64


def worked(challenge: proof.Challenge) -> str:
    return done(f'name="challenge" value="{challenge.text}" data-bits="{challenge.bits}"')["number"]


def test_work_is_done_for_one_form_and_runs_out():
    form = uuid4()
    challenge = proof.challenge(form)
    number = worked(challenge)
    assert proof.is_done(challenge.text, number, form)
    assert not proof.is_done(challenge.text, number, uuid4())
    assert not proof.is_done(challenge.text + "x", number, form)
    assert not proof.is_done(challenge.text, "1" * 20, form)
    assert not proof.is_done(challenge.text, "一", form)
    with time_machine.travel(proof.time.time() + proof.LIFE + 5):
        assert not proof.is_done(challenge.text, number, form)


def test_too_little_work_is_not_enough(settings: Settings):
    form = uuid4()
    settings.APPLYING_WORK = 60
    assert not proof.is_done(proof.challenge(form).text, "1", form)


def test_when_many_send_the_work_grows_up_to_a_bound(settings: Settings):
    settings.APPLYING_WORK = 14
    seen = {}
    with time_machine.travel("2026-11-26 10:00+08:00", tick=False) as clock:
        for count in range(1, 2 * proof.CALM + 1):
            proof.note_sent()
            seen[count] = proof.bits()
        assert (seen[1], seen[proof.CALM - 1], seen[proof.CALM], seen[2 * proof.CALM]) == (14, 14, 15, 16)
        for _ in range(70 * proof.CALM):
            proof.note_sent()
        assert proof.bits() == 14 + proof.MOST_MORE
        clock.shift(proof.SPAN)
        assert proof.bits() == 14


# --- limits ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def few(settings: Settings) -> None:
    settings.APPLYING_LIMITS = "send=2/h question=1/h number=3/d draft=6/h upload=9/h guess=2/15m place=3/15m"


@pytest.mark.usefixtures("few")
def test_a_place_that_sends_too_much_is_told_when_it_may_and_loses_nothing(citizen: Citizen):
    for _ in range(2):
        citizen.applied()
    look = citizen.looked()
    answer = citizen.send(look)
    assert answer.status_code == 429
    [sentence] = wrong(answer)
    assert re.fullmatch(r"从这个网络地址提交得太多，请\d+分钟后再提交。.*没有丢.*", sentence)
    assert Case.objects.count() == 2
    with time_machine.travel(proof.time.time() + 3601):
        other = Citizen()
        assert other.send(other.looked()).status_code == 302


@pytest.mark.usefixtures("few")
def test_other_places_are_not_concerned(citizen: Citizen):
    for _ in range(2):
        citizen.applied()
    other = Citizen()
    other.client.defaults["REMOTE_ADDR"] = "10.1.2.3"
    other.applied({"number": "", "document": "passport"} | {"number": "E12345678"})


@pytest.mark.usefixtures("few")
def test_one_document_may_ask_so_often_from_wherever(citizen: Citizen):
    for count in range(4):
        one = Citizen()
        one.client.defaults["REMOTE_ADDR"] = f"10.0.0.{count}"
        answer = one.send(one.looked())
        assert answer.status_code == (302 if count < 3 else 429)
    assert "用这个证件号码提交得太多" in wrong(answer)[0]
    assert Case.objects.count() == 3


@pytest.mark.usefixtures("few")
def test_questions_are_answered_less_often_than_work_is_done(citizen: Citizen):
    look = citizen.looked()
    assert citizen.client.post(look, {"answer": "1"}).status_code == 422
    answer = citizen.client.post(look, {"answer": "1"})
    assert answer.status_code == 429
    assert "不用脚本提交的次数有限" in wrong(answer)[0]
    assert citizen.send(look).status_code == 302


@pytest.mark.usefixtures("few")
def test_drafts_and_uploads_are_bounded_and_what_was_typed_comes_back(citizen: Citizen):
    for _ in range(6):
        Citizen().fill("keep")
    answer = citizen.fill("keep", {"name": "周小北"})
    assert answer.status_code == 429
    assert "周小北" in answer.text
    assert "从这个网络地址填写得太多" in answer.text


@pytest.mark.usefixtures("few")
def test_reading_is_never_counted(citizen: Citizen):
    for _ in range(12):
        for rest in ("", "sq/", "cx/", "gz/", "dfml/"):
            assert citizen.get(rest).status_code == 200


def test_what_is_counted_tells_nothing_of_whom(citizen: Citizen, settings: Settings):
    citizen.applied()
    kept = "\n".join(str(key) for key in cache._cache)  # type: ignore[attr-defined]
    assert "limit:send:" in kept
    assert "limit:number:" in kept
    assert not re.search(r"127\.0\.0\.1|1101051949", kept)


def test_limits_are_written_as_the_manual_says_and_others_are_refused_at_the_start(settings: Settings):
    assert limits_from("send=3/h guess=5/15m") == {"send": (3, 3600), "guess": (5, 900)}
    settings.APPLYING_LIMITS = "send=3/h"
    assert limits.limit("send").most == 3
    assert limits.limit("guess").most == 5
    for written in ("send", "send=3", "sent=3/h", "send=3/0h", "send=x/h"):
        with pytest.raises(ValueError, match="应形如send=20/h"):
            limits_from(written)
        settings.APPLYING_LIMITS = written
        assert "applying.E001" in {each.id for each in run_checks()}
    settings.APPLYING_LIMITS = ""
    assert "applying.E001" not in {each.id for each in run_checks()}


def test_a_cache_that_is_away_stops_nobody(settings: Settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for _ in range(50):
        spend("send", "10.0.0.1")
    require("send", "10.0.0.1")


def test_every_limit_has_a_sentence_that_says_when():
    for name in limits.SENTENCES:
        for _ in range(limits.limit(name).most):
            spend(name, "x")
        with pytest.raises(TooMany, match=r"请\d+分钟后再"):
            spend(name, "x")


# --- viruses --------------------------------------------------------------------------------------------------------


def test_an_infected_file_is_refused_where_it_is_uploaded_and_that_is_on_record(
    citizen: Citizen, bureau: Body, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.CLAMAV = "tcp://127.0.0.1:1"
    monkeypatch.setattr(viruses, "_asked", lambda address, content: "stream: Test.Pattern FOUND")
    answer = citizen.fill(file_identity=png())
    assert "“身份证.png”里发现了病毒" in wrong(answer)[0]
    viruses.record_found()
    deed = Deed.objects.get(deed="拒收带病毒的文件")
    assert (deed.body, deed.address, deed.detail) == (bureau, "127.0.0.1", {"病毒": "Test.Pattern"})


def test_one_that_is_found_infected_when_it_is_sent_stops_it(
    citizen: Citizen, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    look = citizen.looked()
    settings.CLAMAV = "tcp://127.0.0.1:1"
    monkeypatch.setattr(viruses, "_asked", lambda address, content: "stream: Test.Pattern FOUND")
    answer = citizen.send(look)
    assert (answer.status_code, "发现了病毒" in wrong(answer)[0]) == (422, True)
    assert not Case.objects.exists()


def test_without_an_answer_of_the_scanner_one_is_asked_to_try_later(citizen: Citizen, settings: Settings):
    settings.CLAMAV = "tcp://127.0.0.1:1"
    assert wrong(citizen.fill(file_identity=png())) == ["文件暂时不能检查病毒，请稍后再试"]


def test_what_the_service_refuses_after_all_is_said(citizen: Citizen, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: Any, **__: Any) -> None:
        raise ValidationError("不行")

    look = citizen.looked()
    monkeypatch.setattr("gongkai.cases.services.intake.enter", refuse)
    assert wrong(citizen.send(look)) == ["不行"]


def test_a_form_from_elsewhere_is_not_taken(site: object):
    strict = Citizen()
    strict.client.handler.enforce_csrf_checks = True
    assert strict.fill().status_code == 403
    assert strict.client.post(f"{BASE}cx/", {"number": "1", "code": "2"}).status_code == 403
