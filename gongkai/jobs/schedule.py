"""What runs by the clock, without cron: a table, and the rule by which each of its times is taken by one worker only.

The next time of each entry is a row of `Occurrence` without a job. Whoever finds it due takes it and writes the row of
the time after, in one transaction. What was missed while no worker ran is done once. Times are those of the place
(`settings.TIME_ZONE`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple, Protocol

from django.db import transaction
from django.utils import timezone

from gongkai.jobs.models import Job, Occurrence
from gongkai.jobs.services import start


class When(Protocol):
    def next(self, after: datetime) -> datetime:
        """The first time later than a moment."""


class Daily(NamedTuple):
    """Every day at a time."""

    at: time

    def next(self, after: datetime) -> datetime:
        local = timezone.localtime(after)
        found = timezone.make_aware(datetime.combine(local.date(), self.at))
        return found if found > after else timezone.make_aware(datetime.combine(local.date() + timedelta(1), self.at))

    def __str__(self) -> str:
        return f"每天{self.at:%H:%M}"


class Every(NamedTuple):
    """Every so many minutes, counted from the full hour or day."""

    minutes: int

    def next(self, after: datetime) -> datetime:
        span = self.minutes * 60
        return datetime.fromtimestamp((int(after.timestamp()) // span + 1) * span, UTC)

    def __str__(self) -> str:
        return f"每{self.minutes}分钟"


class Entry(NamedTuple):
    """`name` is never reused; `kind` is one of `kinds.KINDS`, also of an application above."""

    name: str
    kind: str
    when: When


SCHEDULE: Final[tuple[Entry, ...]] = (
    Entry("cases-count", "cases.count", Daily(time(0, 10))),
    Entry("cases-remind", "cases.remind", Daily(time(8, 0))),
    Entry("cases-remedies", "cases.remedies", Daily(time(8, 5))),
    Entry("documents-publish", "documents.publish", Every(1)),
    Entry("documents-lapse", "documents.lapse", Daily(time(0, 5))),
    Entry("pages-publish", "pages.publish", Every(10)),
    Entry("jobs-clear", "jobs.clear", Every(60)),
    Entry("audit-verify", "audit.verify", Daily(time(2, 30))),
    Entry("sessions-clear", "sessions.clear", Daily(time(3, 0))),
    Entry("attempts-clear", "attempts.clear", Daily(time(3, 10))),
    Entry("signin-clear", "signin.clear", Daily(time(3, 20))),
    Entry("search-trim", "search.trim", Daily(time(3, 30))),
    Entry("search-refresh", "search.refresh", Daily(time(3, 40))),
    Entry("applying-clear", "applying.clear", Daily(time(3, 50))),
    Entry("uploads-clear", "office.uploads", Daily(time(3, 40))),
    Entry("vault-clear", "cases.vault", Daily(time(3, 50))),
)


def tick(now: datetime | None = None, schedule: Sequence[Entry] = SCHEDULE) -> list[Job]:
    """Start what is due; the jobs that were started here. Any number of workers may ask at any time."""
    now = now or timezone.now()
    coming = {each.name: each for each in Occurrence.objects.filter(claimed_at=None)}
    started = []
    for entry in schedule:
        due = coming.get(entry.name)
        if due is None or not _fits(due, entry):
            _plan(entry, now)
        elif due.at <= now and (job := _claim(due, entry, now)) is not None:
            started.append(job)
    return started


def _fits(due: Occurrence, entry: Entry) -> bool:
    """Whether a time is one of the entry's: not, if the entry was changed since it was written."""
    return entry.when.next(due.at - timedelta(microseconds=1)) == due.at


@transaction.atomic
def _plan(entry: Entry, now: datetime) -> None:
    """Write the first time of an entry, or the first after it was changed."""
    Occurrence.objects.filter(name=entry.name, claimed_at=None).delete()
    coming = Occurrence(name=entry.name, at=entry.when.next(now))
    Occurrence.objects.bulk_create([coming], ignore_conflicts=True)  # another worker may do the same just now


@transaction.atomic
def _claim(due: Occurrence, entry: Entry, now: datetime) -> Job | None:
    """Take a time that is due, unless another worker did. A job of the entry that is still at work covers it."""
    held = Occurrence.objects.select_for_update(skip_locked=True).filter(pk=due.pk, claimed_at=None).first()
    if held is None:
        return None
    before = Job.objects.open().filter(pk__in=Occurrence.objects.filter(name=entry.name).values("job")).first()
    job = None if before is not None else start(entry.kind, by=None)
    held.job, held.claimed_at = before or job, now
    held.save(update_fields=["job", "claimed_at"])
    Occurrence.objects.create(name=entry.name, at=entry.when.next(now))
    return job
