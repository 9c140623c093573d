"""The page of a consultation in a browser: on a telephone without script, by the link with it, and as axe sees it."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from tests.browser.conftest import NewContext, Platform, grave_violations
from tests.database import ROOT

PREPARE: Final = """
import django
django.setup()
from django.utils import timezone
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.services import consulting, course, intake
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, Consulted
from gongkai.persons.services import register_applicant
body, by = Body.objects.get(name="云溪市教育局"), User.objects.get(username="chenyi")
given = {"kind": "natural_person", "name": "陈敬", "document": "resident_id", "number": "", "phone": "13900001111"}
applicant = register_applicant(given, by=by, body=body)
wanted = {"title": "投标报价表", "description": "各投标单位的报价"}
case = intake.enter(body, applicant, wanted, channel=Channel.IN_PERSON, submitted_at=timezone.now(), by=by)
asked = {"name": "云溪市安居建筑有限公司（虚构）", "content": "2023年投标的报价表", "question": "是否同意公开"}
one, letter = consulting.begin(case, Consulted.THIRD_PARTY, **asked, by=by)
course.happen(case, Kind.CONSULTATION_SENT, timezone.localdate(), by=by, seen=1, to="third_party", ref="1")
print(consulting.new_link(one, by=by))
"""
PHONE: Final = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def code(platform: Platform) -> str:
    """The secret part of a link to a consultation of the demo city."""
    variables = platform.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-W", "ignore", "-c", PREPARE]
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()[-1]


def test_without_script_the_code_is_pasted_and_a_telephone_shows_all_of_it(
    platform: Platform, context: NewContext, code: str
):
    page = context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"/consultation/#{code}")
    page.get_by_label("链接中").fill(f"{platform.url}/consultation/#{code}")
    page.get_by_role("button", name="打开").click()
    assert page.get_by_text("2023年投标的报价表").is_visible()
    page.get_by_label("不同意公开").check()
    page.get_by_label("理由").fill("属于商业秘密")
    page.get_by_label("答复人").fill("王平")
    page.get_by_role("button", name="提交意见").click()
    assert page.get_by_text("意见已经收到。").is_visible()
    assert code not in page.url


def test_with_script_the_link_opens_by_itself_and_its_secret_leaves_the_address(
    platform: Platform, context: NewContext, code: str
):
    page = context(viewport=PHONE).new_page()
    page.goto(f"/consultation/#{code}")
    page.get_by_text("2023年投标的报价表").wait_for()
    assert page.url == f"{platform.url}/consultation/"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert "陈敬" not in page.content()
    assert grave_violations(page) == []


def test_the_door_and_a_wrong_code(context: NewContext, code: str):
    page = context(viewport=PHONE).new_page()
    page.goto("/consultation/")
    assert grave_violations(page) == []
    page.get_by_label("链接中").fill("x" * 43)
    page.get_by_role("button", name="打开").click()
    assert page.get_by_text("没有找到这件征求意见").is_visible()
    assert grave_violations(page) == []
