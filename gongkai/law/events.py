"""What happens to a request, as dated events: the kinds, what each must say, and how they are read from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from gongkai.law.errors import EventNotReadable
from gongkai.law.limits import REOPENED, Channel, Consulted, ServedBy


class Kind(StrEnum):
    """What happened. The order is that in which events of one day are taken, whatever order they are given in."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    SUPPLEMENT_NOTIFIED = "supplement_notified"
    SUPPLEMENT_RECEIVED = "supplement_received"
    CONSULTATION_SENT = "consultation_sent"
    CONSULTATION_DELIVERED = "consultation_delivered"
    CONSULTATION_ANSWERED = "consultation_answered"
    REASONS_ASKED = "reasons_asked"
    FEE_NOTIFIED = "fee_notified"
    FEE_PAID = "fee_paid"
    EXTENDED = "extended"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    REPLIED = "replied"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return KINDS[self].label


class Told(NamedTuple):
    """What an event of a kind says beside its day. `needs` must be there; `may` can be."""

    label: str
    help: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


KINDS: Final = {
    Kind.RECEIVED: Told(
        "收到申请",
        "行政机关收到（签收）申请之日；channel为in_person（当面提交）、"
        "registered_post（挂号或者特快专递）、"
        "ordinary_post（平常信函）、internet（互联网）、fax（传真），后三种自双方确认之日起算",
        ("channel",),
        ("evidence",),
    ),
    Kind.CONFIRMED: Told("确认收到", "与申请人确认之日，收到申请之日以此为准", (), ("evidence",)),
    Kind.SUPPLEMENT_NOTIFIED: Told("告知补正", "告知申请人补正之日；until为要求补正的最后一日", (), ("until",)),
    Kind.SUPPLEMENT_RECEIVED: Told(
        "收到补正",
        "收到补正之日，答复期限自此重新起算；逾期补正的，good_reason写明正当理由",
        (),
        ("good_reason", "channel", "evidence"),
    ),
    Kind.CONSULTATION_SENT: Told(
        "发函征求意见",
        "发出征求意见书之日；to为third_party（第三方）、co_maker（共同制作机关）、other_organ（其他机关）；同时征求几方的以ref区分",
        ("to",),
        ("ref",),
    ),
    Kind.CONSULTATION_DELIVERED: Told(
        "征求意见书送达", "对方收到征求意见书之日，15个工作日自次日起算", (), ("ref", "to", "evidence")
    ),
    Kind.CONSULTATION_ANSWERED: Told("收到征求意见答复", "收到对方意见之日", (), ("ref", "to")),
    Kind.REASONS_ASKED: Told("要求说明理由", "申请数量、频次明显超过合理范围，要求说明理由之日；不影响期限"),
    Kind.FEE_NOTIFIED: Told("告知收费", "申请人收到收费通知之日", (), ("evidence",)),
    Kind.FEE_PAID: Told("缴费", "缴清信息处理费之日，答复期限自次日重新起算"),
    Kind.EXTENDED: Told("延期", "延期已经负责人同意并告知申请人之日；days为延长的工作日数", ("days",)),
    Kind.DEFERRED: Told(
        "确定延迟答复", "申请理由合理但无法按期答复，告知延迟答复之日；until为确定的答复日期", ("until",)
    ),
    Kind.WITHDRAWN: Told("撤回申请", "申请人撤回之日"),
    Kind.REPLIED: Told(
        "答复",
        "作出答复之日：当面、委托送达为签收之日，邮寄为交邮之日；"
        "outcome为答复类型（见gongkai law outcome），served为申请人收到之日",
        (),
        ("outcome", "route", "served"),
    ),
    Kind.REOPENED: Told(
        "重新处理",
        "收到撤销原答复或者责令答复的决定之日；by为reconsideration（行政复议决定）、court（法院判决）或self（自行纠正），"
        "责令在一定工作日内答复的写days，限定到某日的写until",
        (),
        ("by", "days", "until"),
    ),
}
_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2099, 12, 31)


class Event(NamedTuple):
    """One dated event of a request. Only the members that its kind knows may be other than None."""

    kind: Kind
    on: date
    channel: Channel | None = None
    until: date | None = None
    to: Consulted | None = None
    ref: str | None = None
    days: int | None = None
    outcome: str | None = None
    route: ServedBy | None = None
    served: date | None = None
    by: str | None = None
    good_reason: str | None = None
    evidence: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: `event_from(event.as_dict()) == event`."""
        return {
            name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, StrEnum) else value
            for name, value in self._asdict().items()
            if value is not None
        }


# --- from JSON ------------------------------------------------------------------------------------------------------

_DATES: Final = ("until", "served")
_CHOICES: Final[Mapping[str, type[Channel | Consulted | ServedBy]]] = {
    "channel": Channel,
    "to": Consulted,
    "route": ServedBy,
}
_NAMES: Final = {"channel": "提交渠道", "to": "征求对象", "route": "送达方式", "by": "重新处理的依据"}


def event_from(data: object) -> Event:
    """The event that a JSON object describes: {"kind": "received", "on": "2024-09-27", "channel": "in_person"}.

    Raises:
        EventNotReadable: it is not one; the sentence names the member and what it may be.
    """
    if not isinstance(data, Mapping):
        raise EventNotReadable('每个事件应是JSON对象，如{"kind":"received","on":"2024-09-27","channel":"in_person"}')
    kind = _kind(data.get("kind"))
    told = KINDS[kind]
    if "on" not in data:
        raise EventNotReadable(f"“{told.label}”（{kind}）没有写日期on")
    if unknown := [str(name) for name in data if name not in ("kind", "on", *told.needs, *told.may)]:
        known = "、".join((*told.needs, *told.may)) or "无"
        raise EventNotReadable(f"“{told.label}”（{kind}）没有{'、'.join(unknown)}这一项，除kind、on外可写：{known}")
    members: dict[str, Any] = {}
    for name in (*told.needs, *told.may):
        value = data.get(name)
        if value is None:
            if name in told.needs:
                raise EventNotReadable(f"“{told.label}”（{kind}）没有写{name}")
            continue
        members[name] = _member(told, kind, name, value)
    return Event(kind, _date(told, kind, "on", data["on"]), **members)


def events_from(data: object) -> list[Event]:
    """The events of a case: a list of such objects, or an object with one under "events".

    Raises:
        EventNotReadable: it is neither, or one of the events is not one.
    """
    if isinstance(data, Mapping):
        data = data.get("events")
    if not isinstance(data, list):
        raise EventNotReadable('应是{"events":[…]}，其中每个事件有kind和on')
    if len(data) > MOST:
        raise EventNotReadable(f"一件申请有{len(data)}个事件，超过{MOST}个，请核对")
    return [event_from(event) for event in data]


MOST: Final = 500
"""More events than this are no case."""


def _kind(value: object) -> Kind:
    kind = _KINDS.get(value) if isinstance(value, str) else None
    if kind is None:
        listed = "、".join(f"{kind}（{told.label}）" for kind, told in KINDS.items())
        raise EventNotReadable(f"没有“{value}”这种事件，kind只能是：{listed}")
    return kind


_KINDS: Final = {str(kind): kind for kind in Kind}


def _member(told: Told, kind: Kind, name: str, value: object) -> object:
    if name in _DATES:
        return _date(told, kind, name, value)
    if name in _CHOICES:
        return _choice(name, value)
    if name == "by":
        if not isinstance(value, str) or value not in REOPENED:
            listed = _listed((key, label) for key, (label, _) in REOPENED.items())
            raise EventNotReadable(f"{_NAMES[name]}by只能是：{listed}")
        return value
    if name == "days":
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_DAYS:
            raise EventNotReadable(f"“{told.label}”（{kind}）的days应是1至{_MOST_DAYS}的整数")
        return value
    if name == "good_reason" and isinstance(value, bool):
        return "有正当理由" if value else None
    if not isinstance(value, str):
        raise EventNotReadable(f"“{told.label}”（{kind}）的{name}应是文字")
    return value


_MOST_DAYS: Final = 999


def _choice(name: str, value: object) -> StrEnum:
    for item in _CHOICES[name]:
        if item == value:
            return item
    listed = _listed((str(item), item.label) for item in _CHOICES[name])
    raise EventNotReadable(f"{_NAMES[name]}{name}只能是：{listed}")


def _listed(items: Iterable[tuple[str, str]]) -> str:
    return "、".join(f"{key}（{label}）" for key, label in items)


def _date(told: Told, kind: Kind, name: str, value: object) -> date:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and _FIRST <= day <= _LAST:
            return day
        if day is not None:
            years = f"{_FIRST.year}年至{_LAST.year}年"
            raise EventNotReadable(f"“{told.label}”（{kind}）的{name}写的是“{value}”，应在{years}之间")
    raise EventNotReadable(f"“{told.label}”（{kind}）的{name}应是形如2024-09-27的日期，写的是“{str(value)[:20]}”")
