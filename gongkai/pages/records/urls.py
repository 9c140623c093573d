"""The addresses of records on a site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, re_path

from gongkai.pages.addresses import PREFIX
from gongkai.pages.columns import Kind, place
from gongkai.pages.records import data, directories, feeds, searching, views
from gongkai.pages.records.addresses import CALENDAR, DATA, GAZETTE, ITEMS, LATEST, SEARCH, STANDARDS

NUMBERS = ("number", "file", "year", "month", "day")


def _with_numbers(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that is given the numbers of its address as such."""

    @wraps(view)
    def answer(request: HttpRequest, **members: str) -> Any:
        return view(request, **{name: int(value) if name in NUMBERS else value for name, value in members.items()})

    return answer


def _at(rest: str, view: Callable[..., Any], name: str, **members: str) -> URLPattern:
    return re_path(rf"{PREFIX}{rest}$", _with_numbers(view), members, name=name)


SLUG = r"(?P<slug>[a-z]+(?:-[a-z]+)?)"
NUMBER = r"(?P<number>[1-9]\d{0,17})"
FILE = r"(?P<file>[1-9]\d{0,4})"
urlpatterns: list[URLPattern] = [
    _at(f"{ITEMS}{SLUG}/", views.topic, "topic"),
    _at(f"{ITEMS}{SLUG}/rss.xml", feeds.feed, "topic_rss", form="rss"),
    _at(f"{ITEMS}{SLUG}/atom.xml", feeds.feed, "topic_atom", form="atom"),
    _at(f"{ITEMS}{NUMBER}/", views.item, "item"),
    _at(rf"{ITEMS}{NUMBER}/ewm\.svg", views.qr, "item_qr"),
    _at(f"{ITEMS}{NUMBER}/{FILE}/", views.text_of_file, "item_file_text"),
    _at(f"{ITEMS}{NUMBER}/{FILE}/(?P<name>[^/]+)", views.file, "item_file"),
    _at(place(Kind.POLICY), views.policies, "policies"),
    _at(LATEST, views.latest, "latest"),
    _at(CALENDAR, views.calendar, "calendar"),
    _at(rf"{CALENDAR}(?P<year>\d{{4}})/(?P<month>\d\d)/", views.calendar, "calendar_month"),
    _at(rf"{CALENDAR}(?P<year>\d{{4}})/(?P<month>\d\d)/(?P<day>\d\d)/", views.day, "calendar_day"),
    _at(GAZETTE, views.gazette, "gazette"),
    _at(STANDARDS, directories.directories, "standards"),
    _at(f"{STANDARDS}{NUMBER}/", directories.directory, "standard"),
    _at(rf"{place(Kind.PLATFORM)}rss\.xml", feeds.feed, "rss", form="rss"),
    _at(rf"{place(Kind.PLATFORM)}atom\.xml", feeds.feed, "atom", form="atom"),
    _at(rf"{DATA}items\.json", data.items_json, "items_json"),
    _at(rf"{DATA}items\.csv", data.items_csv, "items_csv"),
    _at(rf"{DATA}items/{NUMBER}\.json", data.item_json, "item_json"),
    _at(rf"{DATA}directory\.json", data.directory_json, "directory_json"),
    _at(rf"{DATA}openapi\.json", data.openapi, "openapi"),
    _at(SEARCH, searching.find, "search"),
    _at(f"{SEARCH}ts/", searching.suggestions, "search_suggestions"),
]
