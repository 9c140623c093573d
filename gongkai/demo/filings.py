"""Annual reports in the demo city: earlier years brought in from files, last year's compiled, reviewed and published,
one of them corrected, the government's added up, one missing; this year's begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.demo.city import COUNTY, DATA, GOVERNMENT, LAND, LEAD, MARKET, SCHOOLS, TOWN, staff_of
from gongkai.demo.clock import at
from gongkai.demo.earlier import COLUMNS, added_up, reports
from gongkai.demo.wordings import REGION, REGION_LACKS, WORDINGS, problems_of
from gongkai.filings import definitions
from gongkai.filings.enums import Decision, Scope, Step
from gongkai.filings.models import Filing, FilingRelease, FilingStep, UploadedReport
from gongkai.filings.reading import read_file
from gongkai.filings.services import (
    checking,
    compiling,
    declaring,
    history,
    merging,
    narrative,
    publishing,
    reviewing,
    uploads,
)
from gongkai.filings.services.continuity import Lineage
from gongkai.filings.services.declaring import Evidence
from gongkai.filings.services.reports import report_of
from gongkai.jobs.enums import State as JobState
from gongkai.jobs.models import Job
from gongkai.jobs.tasks import finish
from gongkai.jobs.work import Work
from gongkai.report import Report, dumps
from gongkai.report.form import EDITIONS

# --- earlier years --------------------------------------------------------------------------------------------------

EARLIER: Final = {SCHOOLS: 5, MARKET: 2, DATA: 2, LEAD: 1, LAND: 1}
"""Of how many years before the last there are old reports; under the names that the bodies had then."""
FORMATS: Final = ("docx", "pdf", "html")
WEBSITE: Final = "云溪市政府门户网站旧版（虚构）"

# --- last year ------------------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """How a body came to its report for last year: on which day of which month it was begun, sent in, and published;
    and what it declared, from where."""

    begun: tuple[int, int]
    sent_in: tuple[int, int]
    published: tuple[int, int]
    declared: Mapping[str, str] = {}
    source: str = "本机关没有此类事项（演示）"


PLANS: Final = {
    SCHOOLS: Plan(
        (1, 6),
        (1, 13),
        (1, 19),
        {"permits.decisions": "52", "penalties.decisions": "5", "fees.amount": "437880元"},
        "政务服务平台办件统计、财务账目（演示）",
    ),
    LEAD: Plan((1, 7), (1, 14), (1, 20)),
    DATA: Plan((1, 8), (1, 16), (1, 22)),
    TOWN: Plan((1, 9), (1, 20), (1, 27), {"permits.decisions": "31"}, "镇便民服务中心台账（演示）"),
    MARKET: Plan(
        (1, 12),
        (2, 3),
        (2, 6),
        {"permits.decisions": "1163", "penalties.decisions": "128", "coercions.decisions": "4"},
        "市场监管综合执法系统导出（演示）",
    ),
}
RETURNED: Final = (LAND, Plan((1, 14), (1, 23), (1, 26), {"permits.decisions": "75"}, "不动产登记系统（演示）"))
"""Whose report was sent back in the review and never published."""
MERGED: Final = Plan((3, 9), (3, 12), (3, 18))
CORRECTED: Final = Plan((4, 7), (4, 9), (4, 10), {"permits.decisions": "2"}, "数据要素登记台账（演示）")
BASIS: Final = "《中华人民共和国保守国家秘密法》第三十五条"
STANDS: Final = "已与台账逐件核对，情况属实（演示）"


def filings() -> str:
    """Live the years of the reports."""
    if not Filing.objects.exists():
        city = City()
        for deed in (city.bring_in, city.report, city.add_up, city.correct, city.begin, city.leave_waiting):
            deed()
    years = FilingRelease.objects.values("year").distinct().count()
    return f"{FilingRelease.objects.current().count()}份公开的年度报告，{years}个年度"


def last_year(today: date) -> int:
    """The last year whose reports are due by now: by the end of January those of departments are."""
    return today.year - 1 if (today.month, today.day) > (2, 10) else today.year - 2


class City:
    """The people, the bodies, and the year that was reported on last."""

    def __init__(self) -> None:
        self.people = {user.username: user for user in User.objects.filter(is_staff=True)}
        self.bodies = {body.name: body for body in Body.objects.all()}
        self.today = timezone.localdate()
        self.year = last_year(self.today)

    def after(self, day: tuple[int, int], hour: int = 10) -> time_machine.travel:
        """A day of the year in which it is reported."""
        return at(date(self.year + 1, *day), hour)

    def officer(self, body: Body) -> User:
        return self.people[staff_of(body.name).officer]

    # --- earlier years ---

    def bring_in(self) -> None:
        """The government's officer brings the reports of earlier years into the archive, and they are published."""
        officer, leader = self.people["heshiyi"], self.people["zhangshier"]
        files = [self._file(report, number) for number, report in enumerate(self._earlier())]
        with at(date(self.year, 12, 8)):
            taken = [self._take(upload, officer) for upload in self._receive(GOVERNMENT, files, officer)]
            for filing in taken:
                self._accept(filing, officer)
        with at(date(self.year, 12, 10)):
            for filing in taken:
                reviewing.decide(_step(filing), Decision.PASSED, by=leader, opinion="同意（演示）")
                publishing.publish(filing, by=officer)

    def _earlier(self) -> Iterator[Report]:
        """The reports of the bodies, and last that of the government, which added up those of the year before last."""
        latest = []
        for turn, (name, years) in enumerate(EARLIER.items()):
            body = self.bodies[name]
            counted = definitions.count(body, self.year, EDITIONS["2021"])
            taken_over = {key: counted[f"requests.carried_over.{key}"] for key in COLUMNS}
            lineage = Lineage(body)
            then = [(year, lineage.on(date(year, 12, 31))) for year in range(self.year - 1, self.year - 1 - years, -1)]
            for place in range(max(len(names) for _, names in then)):
                line = [(year, names[place]) for year, names in then if place < len(names)]
                found = list(reports(line, {} if place else taken_over, turn + place))
                latest.append(found[0])
                yield from found
        yield added_up(latest, self.bodies[GOVERNMENT])

    def _file(self, report: Report, number: int) -> tuple[str, bytes]:
        kind = FORMATS[number % len(FORMATS)]
        return f"{report.year}/{report.title}.{kind}", dumps(report, kind)

    def _receive(self, body: str, files: list[tuple[str, bytes]], by: User) -> list[UploadedReport]:
        """Have files uploaded, and read them as a worker would, in the transaction of this step."""
        given = [SimpleUploadedFile(name, content) for name, content in files]
        received = uploads.receive(self.bodies[body], given, by=by).uploads
        for upload, (name, content) in zip(received, files, strict=True):
            uploads.note_read(upload, read_file(content, name))
        job = Job.objects.open().get(kind="filings.read")
        job.state, job.started_at = JobState.RUNNING, timezone.now()
        job.save()
        finish(Work(job), JobState.DONE, result={"读出": sum(not each.refused for each in received)})
        return received

    def _take(self, upload: UploadedReport, by: User) -> Filing:
        assert upload.whose is not None
        assert upload.year is not None
        return uploads.take(upload, by=by, whose=upload.whose, year=upload.year, scope=Scope(upload.scope))

    def _accept(self, filing: Filing, by: User) -> None:
        history.accept(
            filing,
            by=by,
            edition=filing.edition_number,
            first_published_on=filing.signed_on,
            published_where=WEBSITE,
            shows_original=filing.source_name.endswith(".pdf"),
        )
        reviewing.send_in(filing, by=by)

    # --- last year ---

    def report(self) -> None:
        """Each body reports on last year: some in time, one late, one not at all."""
        for name, plan in PLANS.items():
            filing = self._ready(self.bodies[name], plan)
            self._decide(filing, plan)
            with self.after(plan.published):
                publishing.publish(filing, by=self.officer(filing.body))
        self._send_back(*RETURNED)

    def _ready(self, body: Body, plan: Plan) -> Filing:
        """A report, compiled, declared, written, and sent in."""
        officer = self.officer(body)
        with self.after(plan.begun):
            filing = compiling.begin(body, self.year, by=officer)
            compiling.compile_cells(filing, by=officer)
            self._declare(filing, plan, officer)
            self._write(_now(filing), officer)
        with self.after(plan.sent_in):
            self._send_in(_now(filing), officer)
        return _now(filing)

    def _declare(self, filing: Filing, plan: Plan, by: User) -> None:
        typed = {each.cell: "0" for each in declaring.to_declare(filing)}
        typed |= {f"proactive.{name}": number for name, number in plan.declared.items()}
        evidence = Evidence("导出的清单（演示）.txt", plan.source.encode()) if plan.declared else None
        declaring.declare(filing, typed, source=plan.source, evidence=evidence, by=by)

    def _write(self, filing: Filing, by: User) -> None:
        wording = WORDINGS[filing.body.name]
        narrative.put_drafts(filing, by=by)
        lines = filing.sections.get(key="overview").text.splitlines()
        for head, said in zip(HEADS, (wording.platforms, wording.supervision), strict=True):
            place = next((number for number, line in enumerate(lines) if head in line), None)
            if place is None:
                lines.append(f"（{'一二三四五'[len(lines)]}）{head}。{filing.year}年，{said}")
            else:
                lines[place] += said
        self._say(filing, "overview", "\n".join(lines), by)
        self._say(filing, "problems", problems_of(wording.lacks), by)
        if wording.other:
            self._say(filing, "other", f"{filing.sections.get(key='other').text}\n{wording.other}", by)

    def _say(self, filing: Filing, key: str, text: str, by: User) -> None:
        section = filing.sections.get(key=key)
        narrative.write(filing, key, text, edition=section.edition, by=by)

    def _send_in(self, filing: Filing, by: User) -> None:
        """With a reason for each finding that may stand."""
        for found in checking.check_filing(filing).hindering:
            if found.may_stand:
                checking.give_reason(filing, found.code, found.mark, STANDS, by=by)
        reviewing.send_in(filing, by=by)

    def _decide(self, filing: Filing, plan: Plan) -> None:
        staff = staff_of(filing.body.name)
        who = {Step.CHECK: staff.counsel, Step.SECRECY: staff.secrecy, Step.SIGN: staff.leader}
        for step, hour in ((Step.CHECK, 14), (Step.SECRECY, 15), (Step.SIGN, 16)):
            with self.after(plan.sent_in, hour):
                given = {"opinion": "同意（演示）", "basis": BASIS if step == Step.SECRECY else ""}
                reviewing.decide(_step(filing), Decision.PASSED, by=self.people[who[step]], **given)

    def _send_back(self, name: str, plan: Plan) -> None:
        """A report that was returned, and changed for the worse since: its findings are open."""
        filing = self._ready(self.bodies[name], plan)
        with self.after(plan.sent_in, 16):
            counsel = self.people[staff_of(name).counsel]
            reviewing.decide(_step(filing), Decision.RETURNED, by=counsel, opinion="请核对申请件数（演示）")
        with self.after(plan.published):
            text = filing.sections.get(key="overview").text
            told = f"{text}\n全年新收政府信息公开申请3件，均已办结。"
            self._say(filing, "overview", told, self.officer(filing.body))
            checking.check_and_note(_now(filing))

    def add_up(self) -> None:
        """The government's report of its region, of what its bodies had published by March."""
        if self.today <= date(self.year + 1, *MERGED.published):
            return
        government = self.bodies[GOVERNMENT]
        officer = self.officer(government)
        with self.after(MERGED.begun):
            filing = merging.begin(government, self.year, by=officer)
            report = report_of(filing)
            numbers = {row: report.number(f"requests.{row}.total") for row in ("new", "total", "carried_forward")}
            self._say(filing, "overview", REGION.format(year=self.year, **numbers), officer)
            self._say(filing, "problems", problems_of(REGION_LACKS), officer)
            self._say(filing, "other", "本年各机关未收取信息处理费。", officer)
        with self.after(MERGED.sent_in):
            self._send_in(_now(filing), officer)
        self._decide(filing, MERGED)
        with self.after(MERGED.published):
            publishing.publish(filing, by=officer)

    def correct(self) -> None:
        """A report that was published is found wrong, and becomes a second version."""
        if self.today <= date(self.year + 1, *CORRECTED.published):
            return
        filing = Filing.objects.select_related("body").get(body=self.bodies[DATA], year=self.year)
        officer = self.officer(filing.body)
        with self.after(CORRECTED.begun):
            note = "行政许可的处理决定数量原为0件，漏计两件，现予更正。"
            publishing.correct(filing, note, by=officer)
            typed = {f"proactive.{name}": number for name, number in CORRECTED.declared.items()}
            declaring.declare(filing, typed, source=CORRECTED.source, by=officer)
        with self.after(CORRECTED.sent_in):
            self._send_in(_now(filing), officer)
        self._decide(filing, CORRECTED)
        with self.after(CORRECTED.published):
            publishing.publish(filing, by=officer)

    # --- this year ---

    def begin(self) -> None:
        """This year's report of the schools: compiled, partly declared, the text unfinished, findings open."""
        body = self.bodies[SCHOOLS]
        officer = self.officer(body)
        with at(self.today - timedelta(days=6)):
            filing = compiling.begin(body, self.year + 1, by=officer)
            compiling.compile_cells(filing, by=officer)
            declaring.declare(
                filing, {"proactive.permits.decisions": "47"}, source="政务服务平台办件统计（演示）", by=officer
            )
            narrative.put_drafts(_now(filing), by=officer)
            text = filing.sections.get(key="overview").text
            self._say(filing, "overview", f"{text}\n全年办理教师资格认定等行政许可74件。", officer)
            self._say(filing, "problems", problems_of(WORDINGS[SCHOOLS].lacks), officer)
            checking.check_and_note(_now(filing))

    def leave_waiting(self) -> None:
        """Old reports on their way: one to be taken, one of a doubtful year, one that could not be read, one with cells
        to be looked at."""
        officer, year = self.people["heshiyi"], self.year - 1
        [town] = reports([(year, self.bodies[TOWN])], {}, 7)
        [county] = reports([(year, self.bodies[COUNTY])], {}, 8)
        *_, market = reports([(year - each, self.bodies[MARKET]) for each in range(4)], {}, 1)
        with at(self.today - timedelta(days=4)):
            files = [
                (f"{town.title}.docx", dumps(town, "docx")),
                (f"清河县{year - 1}年度报告.docx", dumps(county, "docx")),
                (f"石桥镇{year - 1}年报.docx", dumps(town, "docx")[:4000]),
                (f"{market.title}.txt", _damaged(dumps(market, "txt").decode()).encode()),
            ]
            *_, last = self._receive(GOVERNMENT, files, officer)
            self._take(last, officer)


HEADS: Final = ("政府信息公开平台建设情况", "监督保障情况")


def _damaged(text: str) -> str:
    """A report whose table lost a cell on its way, and of whose numbers one cannot be read."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "（一）予以公开" in line:
            lines[number] = line.replace("\t0\t", "\t", 1)
        if line.startswith("行政许可"):
            lines[number] = line.replace("1", "■", 1)
    return "\n".join(lines)


def _now(filing: Filing) -> Filing:
    """The report as the last deed left it."""
    return Filing.objects.select_related("body").get(pk=filing.pk)


def _step(filing: Filing) -> FilingStep:
    return FilingStep.objects.waiting().select_related("filing__body").get(filing=filing)
