"""What annual reports have to say on the home page of the back office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.filings.enums import OPEN_TO_CHANGE, RIGHTS, Origin, QuarterState, Scope, State, Step
from gongkai.filings.models import Credential, Filing, FilingStep, Quarter, UploadedReport
from gongkai.filings.services import quarters
from gongkai.filings.services.compiling import due_on
from gongkai.filings.services.credentials import SOON
from gongkai.filings.services.merging import moved
from gongkai.office import waiting
from gongkai.office.waiting import Item

MOST: Final = 20
"""How many of one kind are named."""
SUMS: Final = 5
"""How many sums are looked at; a government has one."""
SEASON: Final = (1, 3)
"""The months in which last year's report is due: whoever has not begun it is reminded."""


def _page(filing: Filing) -> str:
    return reverse("filings_filing", args=[filing.pk])


@waiting.register
def steps(user: User) -> Iterator[Item]:
    """Steps that the user may decide now."""
    found = FilingStep.objects.waiting_for(user).select_related("filing__body").order_by("filing__due_on", "pk")
    for step in found[:MOST]:
        yield Item(
            f"{step.get_step_display()}：{step.filing}",
            reverse("filings_step", args=[step.pk]),
            RIGHTS[Step(step.step)],
            step.filing.body,
            since=timezone.localdate(step.begun_at),
            due=step.filing.due_on,
        )


SAID: Final = {State.OPEN: "编制", State.RETURNED: "退回，待修改", State.APPROVED: "审定，待公开"}


@waiting.register
def own_reports(user: User) -> Iterator[Item]:
    """Reports that are being made, came back, or wait to be published."""
    own = bodies_where(user, Right.REGISTER)
    found = Filing.objects.filter(state__in=(*OPEN_TO_CHANGE, State.APPROVED), body__in=own)
    found = found.exclude(origin=Origin.UPLOADED, state=State.OPEN).select_related("body")
    for filing in found.defer("counted", "counted_before", "read").order_by("due_on", "pk")[:MOST]:
        what = "更正" if filing.correcting and filing.state == State.OPEN else SAID[State(filing.state)]
        yield Item(f"{what}：{filing}", _page(filing), Right.REGISTER, filing.body, due=_due(filing))


def _due(filing: Filing) -> date | None:
    """A correction has no day by which it is due, nor has what had been public before."""
    return None if filing.correcting or filing.origin == Origin.UPLOADED else filing.due_on


@waiting.register
def not_begun(user: User) -> Iterator[Item]:
    """The user's own bodies whose report for last year nobody has begun, in the months in which it is due."""
    today = timezone.localdate()
    held = {appointment.body_id for appointment in user.held if appointment.body_id is not None}
    if not SEASON[0] <= today.month <= SEASON[1] or not held:
        return
    year = today.year - 1
    begun = Filing.objects.filter(body=OuterRef("pk"), year=year, scope=Scope.OWN)
    existed = Q(valid_from=None) | Q(valid_from__lte=date(year, 12, 31))
    for body in bodies_where(user, Right.REGISTER).on().filter(existed, ~Exists(begun), pk__in=held)[:MOST]:
        due = due_on(body, year, Scope.OWN)
        yield Item(f"编制{body}{year}年度报告", reverse("filings_begin"), Right.REGISTER, body, due=due)


@waiting.register
def old_reports(user: User) -> Iterator[Item]:
    """Old reports that nobody took, or that nobody accepted: how many, not which."""
    own = bodies_where(user, Right.REGISTER)
    untaken = UploadedReport.objects.waiting().filter(body__in=own).count()
    unread = Filing.objects.filter(origin=Origin.UPLOADED, state__in=OPEN_TO_CHANGE, correcting="", body__in=own)
    if untaken:
        yield Item(f"认定上传的历史报告（{untaken}份）", f"{reverse('filings_uploads')}?waiting=true")
    if number := unread.count():
        url = f"{reverse('filings_filings')}?origin={Origin.UPLOADED}&state={State.OPEN}&state={State.RETURNED}"
        yield Item(f"核对历史报告（{number}份）", url)


@waiting.register
def sums_that_moved(user: User) -> Iterator[Item]:
    """Sums of last year whose members published or corrected something since."""
    own = bodies_where(user, Right.REGISTER)
    found = Filing.objects.filter(origin=Origin.MERGED, year=timezone.localdate().year - 1, body__in=own)
    for filing in found.select_related("body").defer("counted", "counted_before").order_by("pk")[:SUMS]:
        if number := len(moved(filing)):
            yield Item(f"重新汇总{filing}（{number}个成员单位有变动）", _page(filing), Right.REGISTER, filing.body)


@waiting.register
def own_quarters(user: User) -> Iterator[Item]:
    """Quarterly tables that were begun or sent back."""
    found = Quarter.objects.filter(body__in=bodies_where(user, Right.REGISTER), state__in=quarters.OPEN_TO_CHANGE)
    for table in found.select_related("body").order_by("due_on", "pk")[:MOST]:
        what = "改正退回的" if table.state == QuarterState.RETURNED else "报送"
        url = reverse("filings_quarter", args=[table.pk])
        yield Item(f"{what}{table}统计", url, Right.REGISTER, table.body, due=table.due_on)


@waiting.register
def quarters_handed_in(user: User) -> Iterator[Item]:
    """Quarters of which tables wait to be collected: how many, not whose."""
    found = Quarter.objects.filter(body__in=bodies_where(user, Right.SUPERVISE), state=QuarterState.SUBMITTED)
    counted = found.order_by("-year", "-quarter").values_list("year", "quarter").annotate(Count("pk"))
    for year, quarter, number in counted[:MOST]:
        yield Item(f"汇总{year}年第{quarter}季度统计（{number}张）", reverse("filings_whole", args=[year, quarter]))


@waiting.register
def credentials_running_out(user: User) -> Iterator[Item]:
    """Systems that soon can no longer state figures, where no newer credential was given."""
    today, own = timezone.localdate(), bodies_where(user, Right.REGISTER)
    newer = Credential.objects.filter(
        body=OuterRef("body"), system=OuterRef("system"), valid_until__gt=OuterRef("valid_until"), revoked_at=None
    )
    found = Credential.objects.filter(
        ~Exists(newer), revoked_at=None, valid_until__range=(today, today + SOON), body__in=own
    )
    for each in found.select_related("body").order_by("valid_until", "pk")[:MOST]:
        url = reverse("filings_credential", args=[each.pk])
        yield Item(f"接口凭据到期：{each.system}", url, Right.REGISTER, each.body, due=each.valid_until)
