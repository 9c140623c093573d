"""What the sites have to say on the home page of the back office."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.models import Body
from gongkai.office.waiting import waiting_for
from gongkai.pages.models import SiteHome
from tests.pages.conftest import article, channel

pytestmark = pytest.mark.django_db


def editor_of(body: Body) -> User:
    user = User.objects.create(username=f"u{User.objects.count()}", name="何一", is_staff=True)
    Appointment.objects.create(user=user, role=Role.EDITOR, body=body)
    return user


def test_an_editor_is_reminded_of_changes_that_are_not_published(
    city: Body, education: Body, finance: Body, portal: SiteHome, by_path: SiteHome, by_host: SiteHome
):
    for home, count in ((by_path, 2), (by_host, 1)):
        news = channel(home)
        for number in range(count):
            article(news, f"第{number}篇", has_unpublished_changes=True, live=False, slug=f"a{number}")
        article(news, "已发布", slug="b")
    (item,) = waiting_for(editor_of(education)).now
    assert item.title == "2个网页的修改还没有发布"
    assert item.url == reverse("wagtailadmin_explore", args=[by_path.pk])
    told = {(item.body, item.title[0]) for item in waiting_for(editor_of(city)).now}
    assert told == {(education, "2"), (finance, "1")}


def test_who_edits_no_site_is_not_reminded(education: Body, by_path: SiteHome):
    article(channel(by_path), "草稿", has_unpublished_changes=True, live=False)
    user = editor_of(education)
    user.appointments.update(role=Role.LEADER)
    assert waiting_for(User.objects.get(pk=user.pk)).now == []
