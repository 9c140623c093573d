"""What happened to a case, in words: each event with what it says beside its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from gongkai.cases.models import Happening
from gongkai.law.events import Event, Kind
from gongkai.law.limits import REOPENED
from gongkai.law.outcomes import outcome

Fact = tuple[str, str]

_HEADINGS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "channel": ("渠道", lambda channel: channel.label),
    "until": ("至", date.isoformat),
    "to": ("征求对象", lambda to: to.label),
    "days": ("期限", lambda days: f"{days}个工作日"),
    "outcome": ("答复类型", lambda key: outcome(key).label),
    "route": ("方式", lambda route: route.label),
    "served": ("申请人收到", date.isoformat),
    "by": ("依据", lambda key: REOPENED[key][0]),
    "good_reason": ("正当理由", str),
    "evidence": ("凭证", str),
}
"""What of an event is told, in this order, and how it is spelled. `ref` only tells consultations apart."""
_OWN: Final = {
    (Kind.SUPPLEMENT_NOTIFIED, "until"): "补正的最后一日",
    (Kind.DEFERRED, "until"): "答复日期",
    (Kind.EXTENDED, "days"): "延长",
    (Kind.REPLIED, "route"): "送达方式",
    (Kind.REOPENED, "until"): "限定的答复日期",
}


def facts_of(event: Event) -> list[Fact]:
    """What an event says, each with its heading."""
    return [
        (_OWN.get((event.kind, name), heading), spell(value))
        for name, (heading, spell) in _HEADINGS.items()
        if (value := getattr(event, name)) is not None
    ]


def told(happening: Happening) -> list[Fact]:
    """What was entered with an event; nothing for what takes another out."""
    return facts_of(happening.event) if happening.kind else []
