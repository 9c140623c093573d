"""What imports have to say on the home page: batches at which the user may decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Min
from django.urls import reverse

from gongkai.access.models import User
from gongkai.documents.enums import RIGHTS, Step
from gongkai.documents.models import Intake, ReviewStep
from gongkai.office import waiting
from gongkai.office.waiting import Item as Thing

MOST: Final = 20


@waiting.register
def batches(user: User) -> Iterator[Thing]:
    """How much of each batch waits at the user's step."""
    found = ReviewStep.objects.waiting_for(user).filter(review__item__origin__isnull=False).order_by()
    counted = found.values("review__item__origin__intake", "step").annotate(count=Count("pk"), due=Min("due_on"))
    rows = list(counted.order_by("review__item__origin__intake", "step")[:MOST])
    intakes = Intake.objects.select_related("body").in_bulk([row["review__item__origin__intake"] for row in rows])
    for row in rows:
        intake, step = intakes[row["review__item__origin__intake"]], Step(row["step"])
        url = reverse("documents_bulk_decide", args=[intake.pk, step])
        title = f"批量{step.label}：“{intake.name}”{row['count']}条"
        yield Thing(title, url, RIGHTS[step], intake.body, due=row["due"])
