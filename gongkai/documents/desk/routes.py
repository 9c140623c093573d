"""By which steps a body reviews: what holds and why, what is proposed, and the decision on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where, may, require
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents.desk.forms import RouteForm
from gongkai.documents.desk.pages import own_body
from gongkai.documents.enums import Attribute, Kind, Step
from gongkai.documents.models import Route
from gongkai.documents.services import routes as services
from gongkai.office.deeds import DeedPage, Page

LIST = "审查流程"


class Held(NamedTuple):
    """What holds for an attribute and a kind: the steps, and the route that says so, if it is not the default."""

    attribute: Attribute
    kind: str
    steps: list[str]
    days: int
    route: Route | None
    why: str


def held(body: Body) -> Iterator[Held]:
    """What holds for a body: for each attribute in general, and for the kinds that have a rule of their own."""
    lineage = [body, *body.ancestors()]
    in_force = Route.objects.filter(body__in=lineage, agreed_at__isnull=False, ended_at=None).exclude(kind="")
    special = set(in_force.values_list("attribute", "kind"))
    special |= {(Attribute.PROACTIVE.value, kind.value) for kind in services.WITH_LEGALITY}
    for attribute in Attribute:
        general = next(kind for kind in reversed(Kind) if (attribute.value, kind.value) not in special)
        yield _held(body, attribute, general, "")
        for kind in Kind:
            if (attribute.value, kind.value) in special:
                yield _held(body, attribute, kind, kind.label)


def _held(body: Body, attribute: Attribute, kind: Kind, label: str) -> Held:
    way, route = services.way_of(body, attribute, kind), services.route_of(body, attribute, kind)
    return Held(attribute, label, [step.label for step in way.steps], way.days, route, _why(body, route))


def _why(body: Body, route: Route | None) -> str:
    if route is None:
        return "系统默认"
    return "本机关自定" if route.body_id == body.pk else f"沿用“{route.body}”"


class Routes(Page, TemplateView):
    """What holds for a body, and what waits to be agreed to."""

    right = Right.SEE_REGISTER
    page_title = LIST
    header_icon = "order"
    template_name = "documents/routes.html"

    @cached_property
    def body(self) -> Body | None:
        seen = bodies_where(self.by, self.right).on()
        number = self.request.GET.get("body", "")
        chosen = seen.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
        return chosen or own_body(self.by, self.right) or seen.order_by("path").first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        body = self.body
        proposed = Route.objects.filter(body=body, agreed_at=None, ended_at=None).select_related("proposed_by")
        return super().get_context_data(**kwargs) | {
            "body": body,
            "bodies": bodies_where(self.by, self.right).on().order_by("path")[:200],
            "held": list(held(body)) if body is not None else [],
            "proposed": [(route, spelled(route)) for route in proposed.order_by("pk")],
            "may_propose": body is not None and may(self.by, Right.REGISTER, body),
            "may_agree": body is not None and may(self.by, Right.SIGN, body),
        }


def spelled(route: Route) -> str:
    return "、".join(Step(step).label for step in route.steps)


class Propose(DeedPage):
    page_title = "提出审查流程"
    header_icon = "order"
    right = Right.REGISTER
    form_class = RouteForm
    button = "提出"
    about = (
        "由分管领导同意后生效，对本机关和没有自定流程的下级机关都适用。"
        "主动公开的不能省去保密审查；规章和行政规范性文件总有合法性审查。"
    )

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("documents_routes"))]

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER), "steps": list(services.DEFAULT[Attribute.PROACTIVE])}

    def do(self, values: dict[str, Any]) -> str:
        steps = [Step(step) for step in values["steps"]]
        kind = Kind(values["kind"]) if values["kind"] else None
        require(self.by, Right.REGISTER, values["body"])
        made = services.propose(
            values["body"], Attribute(values["attribute"]), kind, steps, days=values["days"],
            reason=values["reason"], by=self.by,
        )  # fmt: skip
        return f"已提出“{made.body}”的审查流程，等分管领导同意"


def route_body(route: int) -> Body:
    return get_object_or_404(Route.objects.select_related("body"), pk=route).body


def _deed(do: Callable[..., Route], done: str) -> Callable[..., HttpResponseBase]:
    @needs(Right.SIGN, body=route_body)
    @require_POST
    def view(request: HttpRequest, route: int) -> HttpResponseBase:
        found = get_object_or_404(Route, pk=route)
        assert isinstance(request.user, User)
        try:
            do(found, by=request.user)
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
        else:
            messages.success(request, done)
        return redirect(f"{reverse('documents_routes')}?body={found.body_id}")

    return view


agree = _deed(services.agree, "已同意，即时生效")
end = _deed(services.end, "已停用")
