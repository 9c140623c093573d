"""Putting the demo city into a database, step by step; each step is left alone where it was taken before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongkai.access.models import User
from gongkai.access.services import add_user, appoint
from gongkai.audit.services import record
from gongkai.bodies.models import Body, Succession
from gongkai.demo.cases import cases
from gongkai.demo.city import CHANGES, PASSWORD, PEOPLE, PLACES, REFORM, Person
from gongkai.demo.directories import directories
from gongkai.demo.documents import FIRST, documents
from gongkai.demo.filings import filings
from gongkai.demo.models import Mark
from gongkai.demo.quarters import quarters
from gongkai.demo.sites import sites
from gongkai.office.models import Notice

BEFORE: Final = timedelta(days=FIRST + 30)
"""How long ago the people of the demo took up their roles."""

NEW: Final = timedelta(days=14)
"""For how long a notice is left unread."""


class DemoRefused(Exception):
    """The demo does not belong into this database. `str(error)` is a Chinese sentence."""


def build() -> Iterator[str]:
    """Put the city into the database, and say of each step what it did; a second time nothing is done twice.

    Raises:
        DemoRefused: the installation is not marked as a demo, or the database holds something else.
    """
    _refuse_production()
    for step in STEPS:
        with transaction.atomic():
            yield step()


def _refuse_production() -> None:
    if not settings.DEMO:
        raise DemoRefused("演示数据只能装进演示环境：请换一个空的数据库，设置GONGKAI_DEMO=1后再运行")
    if not Mark.objects.exists() and (User.objects.exists() or Body.objects.exists()):
        raise DemoRefused("这个数据库里已经有用户或者机关，不装演示数据：请用GONGKAI_DATABASE指定一个空的数据库")


def mark() -> str:
    _, new = Mark.objects.get_or_create(pk=1)
    if new:
        record("装入演示数据", by=None, subject="demo")
    return "演示标记"


def bodies() -> str:
    """The bodies, those that ended too, and what became of them."""
    known = {body.name: body for body in Body.objects.all()}
    for order, place in enumerate(PLACES):
        if place.name in known:
            continue
        known[place.name] = Body.objects.create(
            name=place.name,
            short_name=place.short,
            kind=place.kind,
            parent=known.get(place.above),
            credit_code=place.credit_code,
            site_code=place.site_code,
            order=order * 10,
            valid_from=place.since,
            valid_until=place.until,
            office=place.office,
            address=f"云溪市文昌路{order + 1}号（虚构）",
            postcode="990000",
            hours="工作日8:30—12:00，14:30—17:30",
            phone=place.phone,
            email=f"ogi{order}@example.invalid",
        )
        record("新增机关", by=None, subject=known[place.name], body=known[place.name])
    for place in PLACES:
        if place.supervisor and known[place.name].supervisor is None:
            known[place.name].supervisor = known[place.supervisor]
            known[place.name].save()
    on, basis = REFORM
    for before, after, change in CHANGES:
        Succession.objects.get_or_create(
            predecessor=known[before], successor=known[after], on=on, defaults={"change": change, "basis": basis}
        )
    return f"{len(PLACES)}个机关，其中{sum(place.until is not None for place in PLACES)}个已经撤并"


def people() -> str:
    """Somebody in each role, with the demo's password and without a second factor."""
    password = make_password(PASSWORD)  # once: it takes its time on purpose
    for person in PEOPLE:
        if not User.objects.filter(username=person.username).exists():
            _add(person, password)
    return f"{len(PEOPLE)}个用户"


def _add(person: Person, password: str) -> None:
    user = add_user(username=person.username, name=person.name, email="", by=None).user
    user.password, user.password_is_temporary = password, False
    user.save(update_fields=["password", "password_is_temporary"])
    for role, name in person.roles:
        body = Body.objects.get(name=name) if name else None
        appoint(user, role=role, body=body, since=timezone.localdate() - BEFORE, by=None)


def notices() -> str:
    """What people were told some time ago they have read."""
    Notice.objects.filter(read_at=None, at__lt=timezone.now() - NEW).update(read_at=F("at"))
    return f"{Notice.objects.count()}条通知，{Notice.objects.filter(read_at=None).count()}条未读"


STEPS: Final[tuple[Callable[[], str], ...]] = (
    mark,
    bodies,
    people,
    sites,
    documents,
    cases,
    filings,
    quarters,
    directories,
    notices,
)
