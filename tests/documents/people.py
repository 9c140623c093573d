"""A city, a bureau, and those who work on its register; what tests of the register start from."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents.enums import Attribute, Decision, Kind, Step
from gongkai.documents.models import Item, Release, ReviewStep
from gongkai.documents.services import publication, review
from gongkai.documents.services.register import register

CODE: Final = "91350100M000100Y43"
NOTICE: Final[dict[str, Any]] = {
    "title": "关于2026年义务教育招生工作的通知",
    "document_number": "海教〔2026〕12号",
    "kind": Kind.NOTICE,
    "category": "msbz-jy",
    "formed_on": date(2026, 3, 2),
    "text": "<p>各学校：</p><p>现将有关事项通知如下。</p>",
    "attribute": Attribute.PROACTIVE,
}
WITHHELD: Final[dict[str, Any]] = {
    "title": "局务会议记录",
    "kind": Kind.MEETING,
    "formed_on": date(2026, 3, 3),
    "attribute": Attribute.WITHHELD,
    "ground": "deliberative_process",
    "reason": "讨论记录，公开会影响今后的坦率讨论",
}


def city_and_bureau() -> tuple[Body, Body]:
    city = Body.objects.create(name="海州市人民政府", kind=BodyKind.GOVERNMENT, credit_code=CODE)
    bureau = Body.objects.create(
        name="海州市教育局", kind=BodyKind.DEPARTMENT, parent=city, credit_code="11350100M000200K5T"
    )
    return city, bureau


def holder(role: Role, body: Body | None, name: str = "陈一") -> User:
    user = User.objects.create(username=f"u{User.objects.count()}", name=name, is_staff=True)
    Appointment.objects.create(user=user, role=role, body=None if role in ADMINISTRATORS else body)
    return user


class Office:
    """A bureau with one person in each role."""

    def __init__(self) -> None:
        self.city, self.bureau = city_and_bureau()
        self.officer = holder(Role.OFFICER, self.bureau, "林小满")
        self.secrecy = holder(Role.SECRECY_REVIEWER, self.bureau, "周密")
        self.counsel = holder(Role.LEGAL_COUNSEL, self.bureau, "方正")
        self.leader = holder(Role.LEADER, self.bureau, "高远")
        self.who = {
            Step.CONFIRM: self.officer,
            Step.SECRECY: self.secrecy,
            Step.LEGALITY: self.counsel,
            Step.SIGN: self.leader,
        }

    def item(self, **members: Any) -> Item:
        return register(self.bureau, NOTICE | members, by=self.officer)

    def waiting(self, item: Item) -> ReviewStep:
        return ReviewStep.objects.waiting().get(review__item=item)

    def passed(self, item: Item) -> Item:
        """The item, sent in and passed by everybody."""
        review.submit(item, by=self.officer)
        while step := ReviewStep.objects.waiting().filter(review__item=item).first():
            review.decide(step, Decision.PASSED, by=self.who[Step(step.step)], basis="保密法第三十五条", opinion="同意")
        return Item.objects.get(pk=item.pk)

    def published(self, **members: Any) -> Release:
        [release] = publication.publish(self.passed(self.item(**members)), by=self.officer)
        return release
