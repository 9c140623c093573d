"""What the public asks for: pages, the plain views beside them, and what is said when there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from gongkai.pages import showing
from gongkai.pages.cache import public
from gongkai.pages.models import ChannelPage, TopicPage
from gongkai.pages.sites import Link, PublicSite, site_of, sites


def on_site(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A plain view of a site: called with the request and the site; its answer is the same for everybody.

    Its address begins with `prefix`, the place of the site on its host.
    """
    return _of_a_site(view, public)


def on_site_now(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for a view whose answer is not kept: it reads what nothing tells of when it changes."""
    return _of_a_site(view, lambda answer: answer)


def _of_a_site(
    view: Callable[..., HttpResponse], declared: Callable[[HttpResponse], HttpResponse]
) -> Callable[..., HttpResponse]:
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, prefix: str = "", **kwargs: Any) -> HttpResponse:
        site = site_of(request)
        if site is None or site.prefix != f"/{prefix}":
            raise Http404
        return closed(request, site) if site.closed else declared(view(request, site, **kwargs))

    return answer


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page by its place in the tree: two questions to the database, where Wagtail asks one for every step."""
    site = site_of(request)
    if site is None:
        return _nothing_yet(request, path)
    if site.closed:
        return closed(request, site)
    found = Page.objects.live().filter(url_path=site.host_root + path).first()
    if found is None:
        raise Http404
    return public(found.specific.serve(request))


def _nothing_yet(request: HttpRequest, path: str) -> HttpResponse:
    """Before the first site is opened, the address of the installation says how to."""
    if path or any(sites()):
        raise Http404
    return render(request, "pages/welcome.html", {"title": "还没有网站"})


def closed(request: HttpRequest, site: PublicSite) -> HttpResponse:
    above = sites().above(site)
    context = {"title": "网站已经关停", "site": site, "instead": site.link_to(above) if above else None}
    return render(request, "pages/closed.html", context, status=410)


# --- plain views ----------------------------------------------------------------------------------------------------


@on_site
def site_map(request: HttpRequest, site: PublicSite) -> HttpResponse:
    own = Page.objects.live().filter(depth=_depth(site) + 1, url_path__startswith=site.root).order_by("path")
    context = showing.frame(site, title="网站地图", trail=(showing.home_link(site),))
    context |= {
        "parts": showing.parts_of(site),
        "topics_of_directory": [
            Link(found.title, showing.address_of(found, site)) for found in showing.topics_of(site)
        ],
        "channels": [Link(found.title, site.url_of(found.url_path)) for found in own.exact_type(ChannelPage)],
        "topics": [Link(found.title, site.url_of(found.url_path)) for found in own.exact_type(TopicPage)],
        "below": [site.link_to(other) for other in sites().below(site)],
    }
    return render(request, "pages/site_map.html", context)


def _depth(site: PublicSite) -> int:
    """How deep the home page stands: the root of the tree, whose path is /, is on 1."""
    return site.root.count("/")


@on_site
def accessibility(request: HttpRequest, site: PublicSite) -> HttpResponse:
    context = showing.frame(site, title="无障碍声明", trail=(showing.home_link(site),))
    return render(request, "pages/accessibility.html", context)


@on_site
def robots(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """What crawlers may read: all that is public; of a demonstration, nothing."""
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", "Disallow: /office/", "Disallow: /account/"]
        lines.append(f"Sitemap: {site.origin}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# --- errors ---------------------------------------------------------------------------------------------------------


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"site": site_of(request)}, status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"site": site_of(request), "why": str(exception)}, status=403)
