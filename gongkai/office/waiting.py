"""What waits for somebody, and what is due: each app says it of its own work, the home page shows it.

@waiting.register
def cases_to_answer(user: User) -> Iterator[Item]:
    for case in Case.objects.open().filter(body__in=bodies_where(user, Right.REGISTER)):
        yield Item(f"答复{case}", case.get_absolute_url(), Right.REGISTER, case.body, due=case.due_on)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may
from gongkai.bodies.models import Body

SOON: Final = timedelta(days=7)
"""What is due within this time stands under 即将到期, everything else under 等我办理."""


class Item(NamedTuple):
    """One thing to do: `right` is what it takes, for the body if there is one; None is for what concerns oneself."""

    title: str
    url: str
    right: Right | None = None
    body: Body | None = None
    since: date | None = None
    due: date | None = None

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < timezone.localdate()


class Waiting(NamedTuple):
    """Both lists, what is due first, then what has waited longest."""

    now: list[Item]
    soon: list[Item]


Provider = Callable[[User], Iterable[Item]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add somebody who knows of things to do; to be used as a decorator in a module that `AppConfig.ready` imports."""
    _providers.append(provider)
    return provider


def waiting_for(user: User) -> Waiting:
    """All that waits for the user. What they may not do is left out, whoever named it."""
    items = [item for provider in _providers for item in provider(user) if _theirs(user, item)]
    items.sort(key=lambda item: (item.due or date.max, item.since or date.max))
    last = timezone.localdate() + SOON
    soon = [item for item in items if item.due is not None and item.due <= last]
    return Waiting([item for item in items if item not in soon], soon)


def _theirs(user: User, item: Item) -> bool:
    return item.right is None or may(user, item.right, item.body)
