"""Every address of the back office, asked for by each role and by nobody in particular."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from gongkai.access.enums import Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.rights import GRANTS
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.jobs.models import Job
from gongkai.office import urls
from gongkai.office.models import Notice, SavedSearch, Upload
from gongkai.persons.models import Applicant
from tests.office.conftest import Holder, SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

ADDRESSES = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
OF_A_BODY = {Right.SEE_BODIES, Right.EDIT_BODY}


def right_of(pattern: URLPattern) -> Right | None:
    """What a view says that it needs; views that say nothing fail here."""
    view = pattern.callback
    return view.view_class.right if hasattr(view, "view_class") else view.needs


def address(pattern: URLPattern, objects: dict[str, object]) -> str:
    """Where a pattern leads, for objects that the one who asks may know of."""
    if pattern.name is None:
        return f"/office/{pattern.pattern}"
    if "appointment" in pattern.pattern.converters:
        return reverse(pattern.name, args=[objects["person"], objects["appointment"]])
    if not pattern.pattern.converters:
        return reverse(pattern.name)
    kinds = ("people", "searches", "notices", "jobs", "applicants", "log", "bodies/import", "bodies")
    return reverse(pattern.name, args=[objects[next(kind for kind in kinds if str(pattern.pattern).startswith(kind))]])


@pytest.fixture
def person(bureau: Body) -> Appointment:
    user = User.objects.create(username="li", name="李四", is_staff=True)
    return Appointment.objects.create(user=user, role=Role.LEADER, body=bureau)


def objects_of(user: User, body: Body, person: Appointment) -> dict[str, object]:
    return {
        "bodies": body.pk,
        "people": person.user_id,
        "person": person.user_id,
        "appointment": person.pk,
        "notices": Notice.objects.create(to=user, kind="roles", title="甲").pk,
        "searches": SavedSearch.objects.create(owner=user, listing="office_jobs", name="甲", query="q=a").pk,
        "bodies/import": Upload.objects.create(owner=user, name="a.csv", data="名称\n".encode()).pk,
        "applicants": Applicant.objects.create(kind="natural_person", document="other", body=body).pk,
        "log": record("试验", by=None).number,
        "jobs": Job.objects.create(kind="bodies.export", started_by=user, ticket=uuid4()).pk,
    }


def refusals(client: Client, url: str) -> set[int]:
    """How it is answered to be shown a page, and to do something on it; in few words, without the frame."""
    return {ask(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code for ask in (client.get, client.post)}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: str(pattern.pattern))
def test_a_page_opens_to_the_roles_that_have_its_right_and_to_no_others(
    pattern: URLPattern, role: Role, bureau: Body, person: Appointment, holder: Holder, sign_in: SignIn
):
    user = holder(role)
    url = address(pattern, objects_of(user, bureau, person))
    right = right_of(pattern)
    if right is None or right in GRANTS[role]:
        assert sign_in(user).get(url).status_code in (200, 302, 405)
    else:
        assert refusals(sign_in(user), url) == {403}


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: str(pattern.pattern))
def test_who_has_not_signed_in_is_sent_to_do_so(pattern: URLPattern, bureau: Body, person: Appointment):
    url = address(pattern, objects_of(person.user, bureau, person))
    answer = Client().get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: str(pattern.pattern))
def test_who_holds_no_role_is_refused(
    pattern: URLPattern, bureau: Body, person: Appointment, holder: Holder, sign_in: SignIn
):
    user = holder(None)
    assert refusals(sign_in(user), address(pattern, objects_of(user, bureau, person))) == {403}


@pytest.mark.parametrize(
    "pattern",
    [each for each in ADDRESSES if right_of(each) in OF_A_BODY and "pk" in each.pattern.converters],
    ids=lambda pattern: str(pattern.pattern),
)
def test_a_right_for_one_body_opens_no_page_of_another(
    pattern: URLPattern, other: Body, person: Appointment, holder: Holder, sign_in: SignIn
):
    user = holder(Role.OFFICER)
    answer = sign_in(user).get(address(pattern, objects_of(user, other, person)))
    assert answer.status_code == 403
    assert "没有“海州市财政局”的" in answer.content.decode()


@pytest.mark.parametrize("path", ["users/", "groups/", "locales/", "workflows/list/", "collections/", "settings/"])
@pytest.mark.parametrize("role", Role)
def test_what_wagtail_has_for_users_groups_and_workflows_opens_to_nobody(
    path: str, role: Role, holder: Holder, sign_in: SignIn
):
    answer = sign_in(holder(role)).get(f"/office/{path}")
    assert answer.status_code == 404 or (answer.status_code, answer["Location"]) == (302, "/office/")


def test_somebody_else_s_notices_searches_and_jobs_are_not_to_be_found(
    bureau: Body, person: Appointment, holder: Holder, sign_in: SignIn
):
    objects = objects_of(person.user, bureau, person)
    client = sign_in(holder(Role.OFFICER))
    for url in (
        reverse("office_notice", args=[objects["notices"]]),
        reverse("office_job", args=[objects["jobs"]]),
        reverse("office_job_fetch", args=[objects["jobs"]]),
    ):
        assert client.get(url).status_code == 404
    for url in (
        reverse("office_search_forget", args=[objects["searches"]]),
        reverse("office_job_stop", args=[objects["jobs"]]),
    ):
        assert client.post(url).status_code == 404
