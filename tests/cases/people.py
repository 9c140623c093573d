"""A bureau that answers requests, those who work there, and those who ask; all of them invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.models import (
    Case,
    CaseLetter,
    Consultation,
    Happening,
    LetterStep,
    Paper,
    RecordCorrection,
    Remedy,
    Withheld,
)
from gongkai.cases.services import course, intake
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from tests.documents.people import city_and_bureau, holder

ZONE: Final = ZoneInfo("Asia/Shanghai")
DAY: Final = date(2024, 9, 27)
TODAY: Final = date(2024, 10, 21)
NUMBER, OTHER_NUMBER = "110101199003078013", "11010119900307109X"
WANTED: Final = {"title": "2023年度学校建设项目清单", "description": "项目名称、投资额、完成时间"}


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


class Office:
    """A bureau with one person in each role, on days of 2024."""

    def __init__(self) -> None:
        self.city, self.bureau = city_and_bureau()
        self.officer = self.holder(Role.OFFICER, name="林小满")
        self.leader = self.holder(Role.LEADER, name="高远")
        self.counsel = self.holder(Role.LEGAL_COUNSEL, name="方正")
        self.secrecy = self.holder(Role.SECRECY_REVIEWER, name="周密")
        self.applicant = self.somebody()

    def holder(self, role: Role, body: Body | None = None, name: str = "陈一") -> User:
        made = holder(role, body or self.bureau, name)
        made.appointments.update(since=date(2020, 1, 1))
        return made

    def somebody(self, number: str = NUMBER, body: Body | None = None, **members: str) -> Applicant:
        given = {
            "kind": "natural_person",
            "name": "陈敬",
            "document": "resident_id",
            "number": number,
            "phone": "13900001111",
        }
        return register_applicant(given | members, by=self.officer, body=body or self.bureau)

    def case(self, day: date = DAY, channel: Channel = Channel.IN_PERSON, **members: Any) -> Case:
        who = members.pop("applicant", self.applicant)
        further = {name: members.pop(name) for name in list(members) if name not in intake.MEMBERS}
        given = WANTED | members
        by = further.pop("by", self.officer)
        return intake.enter(self.bureau, who, given, channel=channel, submitted_at=at(day, 9), by=by, **further)

    def happen(self, case: Case, kind: Kind, on: date, **members: Any) -> Case:
        current = Case.objects.get(pk=case.pk)
        return course.happen(current, kind, on, by=self.officer, seen=current.last_event, **members)


def on_record(bureau: Body, **members: Any) -> dict[str, Any]:
    """One of everything that the addresses of the desk name, of a bureau: for walks through all of them."""
    applicant = Applicant.objects.create(kind="natural_person", name="陈敬", document="resident_id", body=bureau)
    case = Case.objects.create(
        body=bureau,
        number="2024-0001",
        applicant=applicant,
        column="natural_person",
        channel="in_person",
        submitted_at=at(DAY),
        description="清单",
        state="running",
        counted_on=DAY,
        received_on=DAY,
        last_event=2,
    )
    said = {"channel": "in_person"}
    Happening.objects.create(case=case, number=1, kind="received", on=DAY, members=said)
    Happening.objects.create(case=case, number=2, kind="reasons_asked", on=DAY)
    correction = RecordCorrection.objects.create(
        body=bureau,
        number="2024-G001",
        applicant=applicant,
        channel="in_person",
        submitted_at=at(DAY),
        record="记录",
        wrong="误",
        right="正",
    )
    by = User.objects.create(username="clerk", name="登记人")
    letter = CaseLetter.objects.create(case=case, body=bureau, key="disclosed")
    step = LetterStep(letter=letter, round=1, order=1, step="sign", begun_at=at(DAY), pk=members.get("step"))
    step.save()
    paper = Paper.objects.create(case=case, kind="information", name="检索到的表", vault="x", digest="y", size=1)
    filed = {"procedure": "reconsideration", "authority": "海州市人民政府", "filed_on": DAY}
    consultation = Consultation.objects.create(
        case=case,
        ref="1",
        to="third_party",
        name="某公司",
        content="合同",
        question="可否公开",
        by=by,
    )
    return {
        "case": case.pk, "number": 2, "person": "applicant",
        "paper": paper.pk, "letter": letter.pk, "form": "pdf", "key": "disclosed",
        "remedy": Remedy.objects.create(case=case, entered_by=by, **filed).pk,
        "step": step.pk, "correction": correction.pk, "consultation": consultation.pk, "body": bureau.pk,
        "part": Withheld.objects.create(
            case=case, paper=paper, what="第三人的电话", ground="third_party_rights", reasons="未获同意", by=by
        ).pk,
    }  # fmt: skip
