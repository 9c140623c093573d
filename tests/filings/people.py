"""A bureau that reports on a year, those who work on it, and the records that it reports on; all of them invented."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

import time_machine

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.models import Body
from gongkai.cases.enums import Procedure
from gongkai.cases.models import Case, Remedy
from gongkai.documents.enums import Effect, Kind, State
from gongkai.documents.models import Item
from gongkai.filings.enums import Decision
from gongkai.filings.enums import Step as FilingStepKind
from gongkai.filings.models import Filing, FilingRelease, FilingStep
from gongkai.filings.services import compiling, declaring, narrative, publishing, reviewing
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from tests.documents.people import Office, holder

ZONE: Final = ZoneInfo("Asia/Shanghai")
JANUARY: Final = datetime(2025, 1, 10, 9, tzinfo=ZONE)
YEAR: Final = 2024
ANSWERS: Final = ("disclosed", "partial", "not_held", "repeated", "withdrawn")


PROBLEMS: Final = (
    "存在的主要问题：一是基层学校招生信息更新不及时；二是部分栏目的内容查找不便。\n"
    "改进措施：一是每月检查学校网页的招生栏目，逾期未更新的通报；二是按事项重新编排栏目，增加站内检索。"
)


MORE: Final = (
    "（四）政府信息公开平台建设情况。{year}年改版网站的招生入学专栏，按学段编排政策、学校名单和办事流程，增设学区查询。\n"
    "（五）监督保障情况。{year}年组织各科室政府信息公开培训2次，将公开工作列入年度考核，没有发生责任追究的情形。"
)


class Desk(Office):
    """The bureau with one person in each role, and a second officer."""

    def __init__(self) -> None:
        super().__init__()
        self.second = holder(Role.OFFICER, self.bureau, "江南")
        Appointment.objects.update(since=date(2015, 1, 1))
        self.numbers = count(1)
        self._asker: Applicant | None = None

    @property
    def asker(self) -> Applicant:
        if self._asker is None:
            given = {"kind": "natural_person", "name": "申请人（虚构）", "document": "other", "number": "T0001"}
            self._asker = register_applicant(given, by=self.officer, body=self.bureau)
        return self._asker

    def case(
        self,
        came: date,
        settled: date | None = None,
        answer: str = "disclosed",
        *,
        column: str = "natural_person",
        body: Body | None = None,
        **members: Any,
    ) -> Case:
        """A case as the services leave it: which days count in the report is all that matters here."""
        closed = (
            {"closed_on": settled, "outcome": answer, "settled_on": settled, "settled_as": answer} if settled else {}
        )
        return Case.objects.create(
            body=body or self.bureau,
            number=f"{came.year}-{next(self.numbers):04d}",
            applicant=self.asker,
            column=column,
            channel="in_person",
            submitted_at=datetime(came.year, came.month, came.day, 9, tzinfo=ZONE),
            description="所需信息的内容",
            state="closed" if settled else "examining",
            received_on=came,
            came_on=came,
            counted_on=date(2025, 1, 1),
            **closed,
            **members,
        )

    def remedy(self, case: Case, filed: date, decided: date | None = None, result: str = "", **members: Any) -> Remedy:
        return Remedy.objects.create(
            case=case,
            procedure=members.pop("procedure", Procedure.RECONSIDERATION),
            authority="海州市人民政府",
            filed_on=filed,
            decided_on=decided,
            result=result or ("upheld" if decided else "pending"),
            entered_by=self.officer,
            **members,
        )

    def document(self, formed: date, *, kind: Kind = Kind.NORMATIVE, **members: Any) -> Item:
        """A document as the register has it once it was reviewed."""
        number = next(self.numbers)
        given: dict[str, Any] = {"state": State.DECIDED, "attribute": "proactive", "effect": Effect.IN_FORCE} | members
        return Item.objects.create(
            body=given.pop("body", self.bureau),
            index_number=f"T/{number:05d}",
            title=f"第{number}号办法",
            kind=kind,
            formed_on=formed,
            **given,
        )

    # --- a report, as far as it has come --------------------------------------------------------------------------

    def begun(self, year: int = YEAR, body: Body | None = None) -> Filing:
        """A report that was counted."""
        filing = compiling.begin(body or self.bureau, year, by=self.officer)
        compiling.compile_cells(filing, by=self.officer)
        return self.now(filing)

    def ready(self, year: int = YEAR, body: Body | None = None) -> Filing:
        """A report that could be sent in."""
        return self.finished(self.begun(year, body))

    def finished(self, filing: Filing) -> Filing:
        """A report with all that it takes beside what was counted."""
        self.declare(filing)
        narrative.put_drafts(filing, by=self.officer)
        drafted = filing.sections.get(key="overview").text
        self.write(filing, "overview", f"{drafted}\n{MORE.format(year=filing.year)}")
        self.write(filing, "problems", PROBLEMS)
        return self.now(filing)

    def declare(self, filing: Filing, **cells: str) -> None:
        typed = {each.cell: "0" for each in declaring.to_declare(filing)} | {
            f"proactive.{name.replace('__', '.')}": value for name, value in cells.items()
        }
        declaring.declare(filing, typed, source="政务服务处台账", by=self.officer)

    def write(self, filing: Filing, key: str, text: str) -> None:
        section = filing.sections.get(key=key)
        narrative.write(filing, key, text, edition=section.edition, by=self.officer)

    def now(self, filing: Filing) -> Filing:
        return Filing.objects.select_related("body").get(pk=filing.pk)

    def waiting_step(self, filing: Filing) -> FilingStep:
        return FilingStep.objects.waiting().select_related("filing__body").get(filing=filing)

    def public_in_january(self, year: int, body: Body | None = None) -> FilingRelease:
        """The report for a year, published in the January after it."""
        with time_machine.travel(datetime(year + 1, 1, 10, 9, tzinfo=ZONE)):
            return self.public(self.ready(year, body))

    def approved(self, filing: Filing | None = None) -> Filing:
        filing = filing or self.ready()
        reviewing.send_in(filing, by=self.officer)
        who = {
            FilingStepKind.CHECK: self.counsel,
            FilingStepKind.SECRECY: self.secrecy,
            FilingStepKind.SIGN: self.leader,
        }
        while step := FilingStep.objects.waiting().filter(filing=filing).first():
            by = who[FilingStepKind(step.step)]
            reviewing.decide(step, Decision.PASSED, by=by, opinion="同意", basis="保守国家秘密法第三十五条")
        return self.now(filing)

    def public(self, filing: Filing | None = None) -> FilingRelease:
        return publishing.publish(self.approved(filing), by=self.officer)

    def person(self, role: Role, name: str, body: Body | None = None) -> User:
        made = holder(role, body or self.bureau, name)
        made.appointments.update(since=date(2015, 1, 1))
        return made
