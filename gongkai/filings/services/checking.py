"""The checks of the catalogue on a report, and what may stand all the same: for a reason, given by somebody by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing, FilingRelease, Reason
from gongkai.filings.services import history
from gongkai.filings.services.declaring import lacking, over_counted
from gongkai.filings.services.earlier import previous_reports, siblings
from gongkai.filings.services.reports import report_of, report_of_release
from gongkai.filings.services.work import locked, tell
from gongkai.privacy import scan_text
from gongkai.report import Finding, Report, Severity, check
from gongkai.report.checks import NotAssessed
from gongkai.report.form import SECTION_TITLES

BEYOND: Final = frozenset({"F01", "B01", "B10"})
"""Errors that no change of the report can mend: that it is late, and that the report before says otherwise. They stand
for a reason, as warnings do."""
PERSONAL: Final = "个人信息"
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)?")


class Found(NamedTuple):
    """What a check says of a report: how grave, whether it can stand for a reason, and the reason that was given.
    `past` is of a report that was published long ago: it is said, and hinders nothing."""

    code: str
    severity: Severity
    sentence: str
    where: str
    cells: tuple[str, ...]
    rule: str
    advice: str
    mark: str
    may_stand: bool
    reason: Reason | None = None
    past: bool = False

    @property
    def hinders(self) -> bool:
        """Whether the report cannot be sent in as it is."""
        if self.severity is Severity.NOTICE or self.past:
            return False
        return not (self.may_stand and self.reason is not None)


class Checked(NamedTuple):
    """All that was found in a report, the gravest first, and what could not be assessed."""

    findings: tuple[Found, ...]
    not_assessed: tuple[NotAssessed, ...]

    def of(self, severity: Severity) -> list[Found]:
        return [each for each in self.findings if each.severity is severity]

    @property
    def hindering(self) -> list[Found]:
        return [each for each in self.findings if each.hinders]


def mark_of(code: str, cells: Iterable[str], where: str, numbers: Iterable[str]) -> str:
    """Tells whether a check says the same again: of the same cells, in the same part, with the same numbers."""
    said = "|".join((code, ",".join(sorted(cells)), where, ",".join(numbers)))
    return hashlib.sha256(said.encode()).hexdigest()


def check_filing(filing: Filing) -> Checked:
    """Run all checks on a report as it is worked on, held against earlier ones and those beside it."""
    report = report_of(filing)
    reasons = {(each.code, each.mark): each for each in filing.reasons.select_related("by")}
    past = filing.origin == Origin.UPLOADED
    result = check(
        report,
        previous=previous_reports(filing),
        siblings=siblings(filing),
        children=children(filing),
        published=history.published_on(filing) if past else _published(filing),
        due=filing.due_on,
    )
    found = [_found(each) for each in (*result.findings, *(history.seen_in_source(filing) if past else ()))]
    if filing.origin == Origin.COMPILED:  # what has not been stated is no cell, which is not to say that rows are gone
        found = [each for each in found if each.code != LACKING_ROWS] + list(_unstated(filing))
    found += [*_personal(report, filing), *_overridden(filing)]
    found = [each._replace(reason=reasons.get((each.code, each.mark)), past=past) for each in found]
    order = list(Severity)
    found.sort(key=lambda each: (not each.hinders, order.index(each.severity), each.code))
    return Checked(tuple(found), result.not_assessed)


def _published(filing: Filing) -> date | None:
    """When the report was first public, or would be if it were published today. Of a report that is years late nothing
    is said: that it is late, its signature tells; and that it is not last year's report is no mistake."""
    first = filing.releases.order_by("version").values_list("first_published_on", flat=True).first()
    today = timezone.localdate()
    return first or (today if today.year == filing.year + 1 else None)


@transaction.atomic
def check_and_note(filing: Filing) -> Checked:
    """`check_filing`, and keep how many findings of each kind there are, for lists."""
    checked = check_filing(filing)
    noted = {
        "edition": filing.edition_number,
        "errors": len(checked.of(Severity.ERROR)),
        "warnings": len(checked.of(Severity.WARNING)),
        "notices": len(checked.of(Severity.NOTICE)),
        "open": len(checked.hindering),
    }
    if filing.checked != noted:
        filing.checked = noted
        Filing.objects.filter(pk=filing.pk, edition_number=filing.edition_number).update(checked=noted)
    return checked


def children(filing: Filing) -> list[Report]:
    """Of a government's report on its region those that its bodies published for themselves."""
    if filing.scope != Scope.REGION:
        return []
    found = FilingRelease.objects.current().filter(
        body__path__startswith=filing.body.path, year=filing.year, scope=Scope.OWN
    )
    return [report_of_release(each) for each in found.defer("trace", "behind")]


def _found(finding: Finding) -> Found:
    told = _NUMBERS.findall(finding.message)
    return Found(
        code=finding.code,
        severity=finding.severity,
        sentence=finding.message,
        where=finding.where,
        cells=finding.cells,
        rule=finding.rule,
        advice=finding.advice,
        mark=mark_of(finding.code, finding.cells, finding.where, told),
        may_stand=finding.severity is Severity.WARNING or finding.code in BEYOND,
    )


def _personal(report: Report, filing: Filing) -> Iterator[Found]:
    """Personal data in the text. How the office itself is reached is public."""
    own = {value for value in (filing.body.phone, filing.body.fax, filing.body.email, filing.body.address) if value}
    texts = [("导语", report.preamble), *((SECTION_TITLES[each.key], each.text) for each in report.sections)]
    for where, text in texts:
        for each in scan_text(text):
            if each.blocks and each.text not in own:
                yield Found(
                    code=each.code,
                    severity=Severity.ERROR,
                    sentence=f"{each.name}：{each.shown}。{each.why}",
                    where=where,
                    cells=(),
                    rule="公开的报告不得有个人信息（《政府信息公开条例》第十五条）",
                    advice="删去或者遮盖；确可公开的（如单位的电话），请说明理由",
                    mark=mark_of(each.code, (), where, (hashlib.sha256(each.text.encode()).hexdigest(),)),
                    may_stand=True,
                )


OVER, UNSTATED = "T01", "T02"
"""Our own: a cell that was stated otherwise than it was counted; one that nobody has stated."""
LACKING_ROWS: Final = "E06"


def _unstated(filing: Filing) -> Iterator[Found]:
    for each in lacking(filing):
        yield Found(
            code=UNSTATED,
            severity=Severity.ERROR,
            sentence=f"“{each.title}”还没有填报",
            where="填报",
            cells=(each.cell,),
            rule="由其他系统提供的数，由承办的处室填报",
            advice="在“填报”一步填写；没有发生的填0，不适用的填“/”",
            mark=mark_of(UNSTATED, (each.cell,), "", ()),
            may_stand=False,
        )


def _overridden(filing: Filing) -> Iterator[Found]:
    """What was stated over what was counted is no finding of the catalogue: reviewers see it as a notice."""
    for cell, (counted, declaration) in over_counted(filing).items():
        yield Found(
            code=OVER,
            severity=Severity.NOTICE,
            sentence=f"记录统计为{counted.number}，填报为{declaration.value or '空白'}：{declaration.source}",
            where="填报",
            cells=(cell,),
            rule="由记录统计的数，改为填报的，要写明理由",
            advice="请核对理由是否成立；记录有误的，更正记录后重新编制",
            mark=mark_of(OVER, (cell,), "", (declaration.value,)),
            may_stand=True,
        )


# --- reasons --------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_reason(filing: Filing, code: str, mark: str, reason: str, *, by: User) -> Reason:
    """Say by name why something that was found stands. It holds as long as the check says the same.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no such finding, it cannot stand, the report may not be changed, or no reason.
    """
    filing = locked(filing)
    require(by, Right.REGISTER, filing.body)
    if not filing.may_change:
        raise ValidationError(f"报告{filing.get_state_display()}，不能再说明")
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    found = next((each for each in check_filing(filing).findings if (each.code, each.mark) == (code, mark)), None)
    if found is None:
        raise ValidationError("这一条检查意见已经没有了，请重新检查")
    if not found.may_stand and not found.past:
        raise ValidationError("这一条是错误，改正以后才能送审，不能用理由代替")
    given, _ = Reason.objects.update_or_create(
        filing=filing,
        code=code,
        mark=mark,
        defaults={
            "sentence": found.sentence[:1000],
            "reason": reason.strip()[:500],
            "by": by,
            "at": timezone.now(),
        },
    )
    tell("说明检查意见", filing, by=by, 检查=code, 理由=given.reason)
    return given
