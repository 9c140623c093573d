"""What a user reads is Chinese: the installed packages' texts, with our catalogues over theirs."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import polib
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.translation import gettext, ngettext, override, pgettext
from django.utils.translation.trans_real import DjangoTranslation

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = runpy.run_path(str(ROOT / "scripts/translations.py"))
FOLDER: Path = SCRIPT["FOLDER"]
EACH = pytest.mark.parametrize("domain", SCRIPT["DOMAINS"])
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![a-z])|\{\w+\}")
TAG = re.compile(r"<[^<>]+>")
LATIN = set("404 IPv4 IPv6 KB MB GB TB PB WebAuthn".split()) | {"HTTP Accept", "Wagtail API v2"}
"""What Chinese has no other word for."""


@cache
def texts(domain: str) -> list[polib.POEntry]:
    return list(SCRIPT["texts"](domain).values())


def ours(domain: str) -> polib.POFile:
    return polib.pofile(str(FOLDER / f"{domain}.po"))


def named(entry: polib.POEntry) -> str:
    return f"{entry.comment.splitlines()[0]}: {entry.msgid}"


def read(entry: polib.POEntry) -> str:
    """What a user reads, asked for as the package asks."""
    if entry.msgid_plural:
        return ngettext(entry.msgid, entry.msgid_plural, 2)
    return pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else gettext(entry.msgid)


def is_chinese(text: str) -> bool:
    bare = TAG.sub("", PLACEHOLDER.sub("", text))
    return re.search("[一-鿿]", bare) is not None or re.search("[A-Za-z0-9]", bare) is None or bare.strip() in LATIN


def test_every_text_of_the_installed_packages_is_chinese():
    with override("zh-hans"):
        assert [named(entry) for entry in texts("django") if not is_chinese(read(entry))] == []


def test_every_text_of_the_scripts_is_chinese():
    translation = DjangoTranslation("zh-hans", domain="djangojs")
    read = {named(entry): SCRIPT["said"](translation, entry) for entry in texts("djangojs")}
    assert [name for name, text in read.items() if text is None or not is_chinese(text)] == []


@EACH
def test_a_translation_keeps_the_placeholders_and_the_markup(domain: str):
    """All but what the thing is called: some views do not say it, and Chinese needs it less."""
    for entry in ours(domain):
        english, chinese = entry.msgid_plural or entry.msgid, SCRIPT["chinese"](entry)
        left_out = Counter(PLACEHOLDER.findall(english)) - Counter(PLACEHOLDER.findall(chinese))
        assert Counter(PLACEHOLDER.findall(chinese)) <= Counter(PLACEHOLDER.findall(english)), named(entry)
        assert set(left_out) <= {"%(model_name)s"}, named(entry)
        assert Counter(TAG.findall(chinese)) == Counter(TAG.findall(english)), named(entry)


@EACH
def test_the_catalogue_is_in_step_with_the_packages(domain: str):
    made = SCRIPT["catalogue"](domain)
    assert str(made) == (FOLDER / f"{domain}.po").read_text("utf-8"), "run make translations"


@EACH
def test_what_is_compiled_is_what_is_written(domain: str):
    assert (FOLDER / f"{domain}.mo").read_bytes() == ours(domain).to_binary(), "run make translations"


def test_one_word_for_one_thing():
    with override("zh-hans"):
        read_by_users = {named(entry): read(entry) for entry in texts("django")}
    for word, wanted in SCRIPT["TERMS"].items():
        assert [name for name, text in read_by_users.items() if word in text] == [], f"{word}: say {wanted}"


def test_the_catalogue_lies_where_django_looks_for_it():
    assert FOLDER.parents[1] in settings.LOCALE_PATHS


def test_the_wheel_carries_the_catalogues(tmp_path: Path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        carried = {name for name in wheel.namelist() if name.startswith("config/locale/")}
    assert carried == {str(file.relative_to(ROOT)) for file in FOLDER.iterdir()}


def test_the_back_offices_scripts_get_our_chinese(rf: RequestFactory):
    request = rf.get(reverse("wagtailadmin_javascript_catalog"))
    request.user = AnonymousUser()
    script = resolve(request.path).func(request).content.decode()
    catalogue = json.loads(script.partition("const newcatalog = ")[2].partition(";\n")[0])
    assert len(ours("djangojs")) > 0
    for entry in ours("djangojs"):
        expected = [SCRIPT["chinese"](entry)] if entry.msgid_plural else entry.msgstr
        assert catalogue[entry.msgid] == expected
