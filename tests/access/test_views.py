"""A view that names a right lets in who has it, and nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from gongkai.access.enums import Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.views import NeedsRight, needs
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

pytestmark = pytest.mark.django_db


@needs(Right.SIGN)
def any_body(request: HttpRequest) -> HttpResponse:
    return HttpResponse("可")


@needs(Right.SIGN, body=lambda pk: Body.objects.get(pk=pk))
def one_body(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("可")


class OneBody(NeedsRight):
    right = Right.SIGN

    def body_of_request(self) -> Body:
        return Body.objects.get(pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponse("可")


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/office/x/?y=1")
    request.user = user
    return request


@pytest.fixture
def bureaus() -> list[Body]:
    return [Body.objects.create(name=name, kind=BodyKind.DEPARTMENT) for name in ("海州市教育局", "海州市财政局")]


def test_who_has_not_signed_in_is_sent_to_do_so_and_then_back():
    answer = any_body(asked_by(AnonymousUser()))
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/office/x/%3Fy%3D1")


def test_the_right_is_asked_for_the_body_of_the_page(bureaus: list[Body]):
    leader = User.objects.create(username="leader", name="林一")
    Appointment.objects.create(user=leader, role=Role.LEADER, body=bureaus[0])
    assert any_body(asked_by(leader)).status_code == 200
    for view in (one_body, OneBody.as_view()):
        assert view(asked_by(leader), pk=bureaus[0].pk).status_code == 200
        with pytest.raises(PermissionDenied, match="海州市财政局"):
            view(asked_by(leader), pk=bureaus[1].pk)


def test_another_role_is_refused(bureaus: list[Body]):
    editor = User.objects.create(username="editor", name="何一")
    Appointment.objects.create(user=editor, role=Role.EDITOR, body=bureaus[0])
    with pytest.raises(PermissionDenied):
        any_body(asked_by(editor))


def test_a_view_may_be_open_to_whoever_holds_a_role(bureaus: list[Body]):
    view = needs(None)(lambda request: HttpResponse("可"))
    user = User.objects.create(username="editor", name="何一")
    with pytest.raises(PermissionDenied, match="没有担任任何角色"):
        view(asked_by(user))
    Appointment.objects.create(user=user, role=Role.EDITOR, body=bureaus[0])
    assert view(asked_by(User.objects.get())).status_code == 200


def test_a_view_says_which_right_it_needs():
    assert any_body.needs == OneBody.right == Right.SIGN
