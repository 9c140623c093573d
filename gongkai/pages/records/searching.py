"""The search of a site: what it and the bodies under it have published, with what it can be cut down to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gongkai.bodies.models import Body
from gongkai.documents.directory import titles
from gongkai.documents.enums import Effect, Kind
from gongkai.pages import showing
from gongkai.pages.cache import not_kept
from gongkai.pages.records.addresses import SEARCH, address
from gongkai.pages.records.lists import Choice, Facet
from gongkai.pages.sites import PublicSite
from gongkai.pages.views import on_site
from gongkai.search.query import Found, Hit, Query, search, suggest

LENGTH: Final = 20
MOST_CHOICES: Final = 12
"""Values of a facet that are shown."""
ORDERS: Final[dict[str, Literal["relevance", "newest"]]] = {"": "relevance", "newest": "newest"}
KINDS: Final[dict[str, str]] = {}
"""What other applications have public beside the register, by the kind of their entries."""
LABELS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "category": ("公开目录", lambda value: titles().get(value, "")),
    "kind": ("种类", lambda value: KINDS.get(value) or Kind(value).label),
    "year": ("年份", lambda value: f"{value}年"),
    "effect": ("有效性", lambda value: Effect(value).label if value else ""),
}


class Result(NamedTuple):
    """A hit as it is shown."""

    hit: Hit
    url: str
    effect: str


class Asked(NamedTuple):
    """What an address of the search asks for."""

    words: str
    order: str
    page: int
    chosen: Mapping[str, str]

    def query(self, **other: str) -> str:
        """The address that asks for the same with something else; nothing takes a choice back."""
        members = {"q": self.words, "order": self.order, **self.chosen, **other}
        return "?" + urlencode({name: value for name, value in members.items() if value})


@not_kept
@on_site
def find(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """A page of what was found."""
    asked = _asked(request)
    bodies = _bodies(site)
    found = search(_query(asked, site, bodies))
    if asked.page > 1 and not found.hits:
        raise Http404
    pages = min(-(-found.total // LENGTH), 500)
    context = showing.frame(site, title="检索", trail=(showing.home_link(site),))
    context |= {
        "asked": asked,
        "found": found,
        "results": [_result(hit, site) for hit in found.hits],
        "facets": list(_facets(asked, found, bodies)),
        "orders": [("相关优先", "", asked.query(order="")), ("最新优先", "newest", asked.query(order="newest"))],
        "pages": pages,
        "before": asked.query(page=str(asked.page - 1)) if asked.page > 1 else "",
        "after": asked.query(page=str(asked.page + 1)) if asked.page < pages else "",
        "meant": asked.query(q=found.suggestion) if found.suggestion else "",
        "at": site.path(SEARCH),
    }
    return render(request, "pages/records/search.html", context)


@not_kept
@on_site
def suggestions(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Titles that begin with what was typed, in signs or in pinyin."""
    bodies = _bodies(site)
    return JsonResponse({"titles": suggest(request.GET.get("q", "")[:60], tuple(bodies) or (site.body.pk,))})


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    page = given.get("page", "1")
    chosen = {name: given[name][:60] for name in (*LABELS, "body") if given.get(name)}
    for name in ("year", "body"):
        if name in chosen and not (chosen[name].isascii() and chosen[name].isdigit() and len(chosen[name]) < 10):
            raise Http404
    if not (page.isascii() and page.isdigit() and 0 < int(page) <= 500):
        raise Http404
    order = given.get("order", "")
    return Asked(given.get("q", "")[:400].strip(), order if order in ORDERS else "", int(page), chosen)


def _bodies(site: PublicSite) -> dict[int, str]:
    """The bodies under that of a site and itself, where it has any: a government's site finds what they published."""
    found = dict(Body.objects.under(site.body).values_list("pk", "name"))
    return found if len(found) > 1 else {}


def _query(asked: Asked, site: PublicSite, bodies: Mapping[int, str]) -> Query:
    one = {name: [value] for name, value in asked.chosen.items()}
    wanted = [int(asked.chosen["body"])] if "body" in asked.chosen else list(bodies)
    return Query(
        words=asked.words,
        sites=() if bodies else (site.body.pk,),
        bodies=[number for number in wanted if number in bodies] or ([0] if bodies else ()),
        categories=one.get("category", ()),
        kinds=one.get("kind", ()),
        years=[int(value) for value in one.get("year", ())],
        effects=one.get("effect", ()),
        order=ORDERS[asked.order],
        page=asked.page,
        size=LENGTH,
    )


def _result(hit: Hit, site: PublicSite) -> Result:
    effect = Effect(hit.effect).label if hit.effect in Effect.values else ""
    return Result(hit, address(site, hit.body, hit.url), effect)


def _facets(asked: Asked, found: Found, bodies: Mapping[int, str]) -> Any:
    labels = LABELS | ({"body": ("发布机构", lambda value: bodies.get(int(value), ""))} if bodies else {})
    for name, (label, said) in labels.items():
        counts = list(found.counts[name].items())[:MOST_CHOICES]
        choices = [
            Choice(said(value), number, asked.query(**{name: "" if chosen else str(value)}), chosen)
            for value, number in counts
            for chosen in [asked.chosen.get(name) == str(value)]
            if said(value)
        ]
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            yield Facet(label, choices)
