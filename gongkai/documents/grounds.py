"""Why information is not disclosed proactively: a table of legal grounds, each for one public attribute."""

from __future__ import annotations

from typing import Final, NamedTuple

from gongkai.documents.enums import Attribute
from gongkai.law.articles import REGULATIONS, Article


class Ground(NamedTuple):
    """`key` is never reused: records carry it. `article` is that of the Regulations."""

    key: str
    attribute: Attribute
    label: str
    article: Article
    secret: bool = False
    """Nothing but a name that is not secret itself may be entered: this is no system for state secrets."""

    def __str__(self) -> str:
        return f"{self.label}（{self.article.short}）"


def _ground(
    key: str, attribute: Attribute, label: str, number: int, *, paragraph: int = 0, secret: bool = False
) -> Ground:
    return Ground(key, attribute, label, Article(REGULATIONS, number, paragraph), secret)


GROUNDS: Final = (
    _ground("specific_parties", Attribute.ON_REQUEST, "只涉及特定当事人，不属于应当主动公开的范围", 13),
    _ground("consent_needed", Attribute.ON_REQUEST, "涉及第三方合法权益，须征求其意见后才能提供", 32),
    _ground("state_secret", Attribute.WITHHELD, "国家秘密", 14, secret=True),
    _ground("prohibited_by_law", Attribute.WITHHELD, "法律、行政法规禁止公开", 14),
    _ground("security_and_stability", Attribute.WITHHELD, "公开后可能危及国家安全、公共安全、经济安全、社会稳定", 14),
    _ground("third_party_rights", Attribute.WITHHELD, "涉及商业秘密、个人隐私等，公开会损害第三方合法权益", 15),
    _ground("internal_affairs", Attribute.WITHHELD, "内部事务信息", 16, paragraph=1),
    _ground("deliberative_process", Attribute.WITHHELD, "过程性信息", 16, paragraph=2),
    _ground("enforcement_files", Attribute.WITHHELD, "行政执法案卷信息", 16, paragraph=2),
)
BY_KEY: Final = {ground.key: ground for ground in GROUNDS}
CHOICES: Final = [(ground.key, ground.label) for ground in GROUNDS]


def grounds_of(attribute: str) -> tuple[Ground, ...]:
    """The grounds that go with an attribute; none with proactive disclosure."""
    return tuple(ground for ground in GROUNDS if ground.attribute == attribute)
