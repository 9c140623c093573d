"""The directory of what is disclosed proactively, as it applies to a body; its topics by their slugs."""

from __future__ import annotations

from functools import cache
from typing import Final

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.law.annual import Filer
from gongkai.law.proactive import LOCAL, Topic, directory, each

FILERS: Final = {
    BodyKind.GOVERNMENT: Filer.GOVERNMENT,
    BodyKind.DEPARTMENT: Filer.DEPARTMENT,
    BodyKind.TOWNSHIP: Filer.TOWNSHIP,
}
"""Whom Art. 21 may name, by kind of body."""


def topics_of(body: Body) -> tuple[Topic, ...]:
    return directory(FILERS.get(BodyKind(body.kind)))


def topic_of(body: Body, slug: str) -> Topic | None:
    """A topic, or a part of one, that a body publishes under."""
    return next((topic for topic in each(topics_of(body)) if topic.slug == slug), None)


@cache
def titles() -> dict[str, str]:
    """The title of each topic that any organ has; of a part, with that of its topic before it."""
    found: dict[str, str] = {}
    for topic in (topic for organ in (None, *LOCAL) for topic in directory(organ)):
        found[topic.slug] = topic.title
        found |= {part.slug: f"{topic.title}·{part.title}" for part in topic.parts}
    return found


def with_those_above(slug: str) -> tuple[str, ...]:
    """A topic, the one it is a part of, and the empty name, which stands for the whole directory."""
    above, dash, _ = slug.partition("-")
    return (slug, above, "") if dash else (slug, "")
