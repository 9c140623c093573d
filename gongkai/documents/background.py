"""What the register does by the clock: publishing at the time that was planned, marking what has lapsed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from gongkai.access.enums import Right, Role
from gongkai.access.rights import require
from gongkai.documents.models import Item
from gongkai.documents.services import publication
from gongkai.documents.services.register import locked, touch
from gongkai.documents.services.review import REVIEWS
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work
from gongkai.office import notices


@job("documents.publish", "按时公开政府信息", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def publish_due(work: Work) -> Result:
    """What somebody planned for a time that has come. Where something stands in the way by now, he is told."""
    published = refused = 0
    for item in list(publication.due_now()):
        if _publish(item):
            published += 1
        else:
            refused += 1
        work.go_on()
    return {"公开": published, "未能公开": refused} if published or refused else None


def _publish(item: Item) -> bool:
    """Publish an item that is due; whoever planned it may have lost the right to meanwhile."""
    try:
        with transaction.atomic():
            item = locked(item)
            if item.publish_at is None:  # published with another of its bundle
                return True
            if item.planned_by is not None:
                require(item.planned_by, Right.REGISTER, item.body)
            publication.publish(item, by=None)
    except (ValidationError, PermissionDenied) as refusal:
        _give_up(item, "；".join(getattr(refusal, "messages", None) or [str(refusal)]))
        return False
    return True


@transaction.atomic
def _give_up(item: Item, why: str) -> None:
    """Plan it no longer, and tell who had planned it."""
    item = locked(item)
    planner, item.publish_at, item.planned_by = item.planned_by, None, None
    touch(item, None)
    if planner is not None:
        url = reverse("documents_item", args=[item.pk])
        title = f"“{item.title}”没有按时公开"
        notices.notify([planner], REVIEWS, title[:200], text=why, url=url, body=item.body)


@job("documents.lapse", "标注到期失效的文件", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def mark_lapsed(work: Work) -> Result:
    """Documents whose term has run out."""
    lapsed = publication.lapse()
    return {"标注失效": lapsed} if lapsed else None
