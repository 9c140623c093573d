"""Where the applicant's pages stand on a site: under its column 依申请公开."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from gongkai.cases.models import LogEntry
from gongkai.pages.columns import Kind, place
from gongkai.pages.sites import Link, PublicSite, sites

ENTRY: Final = place(Kind.ON_REQUEST)
APPLY: Final = f"{ENTRY}sq/"
TRACK: Final = f"{ENTRY}cx/"
CORRECT: Final = f"{ENTRY}gz/"
LOG: Final = f"{ENTRY}dfml/"


def track_path(key: UUID, rest: str = "") -> str:
    return f"{TRACK}{key}/{rest}"


def log_path(entry: int) -> str:
    return f"{LOG}{entry}/"


def address_of_entry(entry: LogEntry) -> str:
    """Where the public reads an entry of the log: on the site of its body, or of the nearest above that has one."""
    above = [each for each in sites() if not each.closed and entry.body.path.startswith(each.body.path)]
    nearest = max(above, key=lambda each: len(each.body.path), default=None)
    return nearest.address + log_path(entry.pk) if nearest is not None else ""


def entrances(site: PublicSite) -> list[Link]:
    """What one may do under the column, for its page."""
    return [
        Link("申请公开", site.path(APPLY)),
        Link("查询进度", site.path(TRACK)),
        Link("更正本人信息", site.path(CORRECT)),
        Link("答复目录", site.path(LOG)),
    ]
