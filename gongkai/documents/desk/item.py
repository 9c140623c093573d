"""The page of one item: what it is, what it lacks, what was decided, what may be done now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView

from gongkai import privacy
from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.documents.content import content_of
from gongkai.documents.desk import public
from gongkai.documents.desk.forms import CommentForm
from gongkai.documents.desk.pages import OfItem
from gongkai.documents.directory import titles
from gongkai.documents.enums import CONVERSE, WITH_EFFECT, Attribute, Kind, Relation, State
from gongkai.documents.grounds import BY_KEY
from gongkai.documents.models import Finding, Item, Release, Review, ReviewStep, Scan
from gongkai.documents.services import gate, publication
from gongkai.documents.services.register import missing
from gongkai.documents.services.review import may_decide
from gongkai.documents.terms import UNPUBLISHED, term_of
from gongkai.office import actions


class Stand(NamedTuple):
    """An item with what its deeds depend on."""

    item: Item
    live: Release | None
    ever: bool
    hindered: bool


Action = actions.Action[Stand]


def _draft(at: Stand) -> bool:
    return at.item.may_change


def _to_publish(at: Stand) -> bool:
    return at.item.state == State.DECIDED and at.item.attribute == Attribute.PROACTIVE


ACTIONS: Final[tuple[Action, ...]] = (
    Action("documents_submit", "送审", lambda at: _draft(at) and not missing(at.item), at_once=True, tone=""),
    Action("documents_edit", "修改", _draft),
    Action("documents_take_back", "撤回送审", lambda at: at.item.state == State.IN_REVIEW, at_once=True),
    Action("documents_publish", "公开", lambda at: _to_publish(at) and not at.hindered, tone=""),
    Action("documents_plan", "定时公开", lambda at: _to_publish(at) and not at.hindered and not at.item.publish_at),
    Action("documents_unplan", "取消定时公开", lambda at: at.item.publish_at is not None, at_once=True),
    Action(
        "documents_bundle",
        "设为同步公开",
        lambda at: at.item.bundle_id is None and at.item.state in UNPUBLISHED and not at.ever and not at.item.ground,
    ),
    Action("documents_unbundle", "取消同步公开", lambda at: at.item.bundle_id is not None, at_once=True),
    Action(
        "documents_reassess",
        "动态调整评估",
        lambda at: (at.item.state, at.item.attribute) == (State.DECIDED, Attribute.WITHHELD),
        tone="",
    ),
    Action("documents_correct", "更正", lambda at: at.item.state == State.PUBLISHED),
    Action("documents_give_up_correction", "放弃更正", lambda at: _draft(at) and at.live is not None),
    Action("documents_effect", "变更有效性", lambda at: at.live is not None and at.item.kind in WITH_EFFECT),
    Action("documents_outlet", "登记其他渠道公开", lambda at: at.ever),
    Action(
        "documents_penalty",
        "处罚决定有变更",
        lambda at: at.live is not None and at.item.kind == Kind.PENALTY and at.live.withdraw_by is None,
    ),
    Action("documents_reopen", "重新起草", lambda at: at.item.state in (State.DECIDED, State.WITHDRAWN)),
    Action("documents_withdraw", "撤下", lambda at: at.live is not None, tone="button-secondary no"),
    Action("documents_void", "作废", lambda at: _draft(at) and not at.ever, tone="button-secondary no"),
)
"""What may be done, by where the item stands, what is most likely first. The services ask again."""


class Shown(NamedTuple):
    """A finding as the page shows it."""

    finding: Finding
    name: str
    open: bool


def shown(findings: list[Finding]) -> Iterator[Shown]:
    for finding in findings:
        kind = privacy.KINDS.get(finding.code)
        name = kind.name if kind is not None else "没有检查"
        yield Shown(finding, name, finding.blocks and finding.justified_by_id is None)


def safe(text: str) -> SafeString:
    """The text of an item, which `markup.clean` has gone over before it was kept."""
    return mark_safe(text)


class OneItem(OfItem, TemplateView):
    """One item."""

    right = Right.SEE_REGISTER
    template_name = "documents/item.html"

    def get_page_title(self) -> str:
        return self.item.title

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    @cached_property
    def may_register(self) -> bool:
        return may(self.by, Right.REGISTER, self.item.body)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        releases = list(item.releases.select_related("released_by").order_by("-pk"))
        live = next((release for release in releases if release.live), None)
        hindrances = publication.hindrances(item) if item.state == State.DECIDED else []
        at = Stand(item, live, bool(releases), bool(hindrances))
        return super().get_context_data(**kwargs) | {
            "item": item,
            "text": safe(item.text),
            "category": titles().get(item.category, ""),
            "ground": BY_KEY.get(item.ground),
            "secret": item.ground in BY_KEY and BY_KEY[item.ground].secret,
            "missing": missing(item) if item.may_change else [],
            "hindrances": hindrances if item.attribute == Attribute.PROACTIVE else [],
            "term": term_of(item) if live is None and item.state in UNPUBLISHED else None,
            "live": live,
            "public_url": public.address_of(live) if live is not None else "",
            "releases": releases,
            "shown_on": publication.shown_on(live) if live is not None else [],
            "attachments": item.attachments.select_related("file", "was"),
            "links": [(link, Relation(link.relation).label) for link in item.links.select_related("other__body")],
            "linked": [
                (link, CONVERSE[Relation(link.relation)]) for link in item.linked_from.select_related("item__body")
            ],
            "unexplained": live is None and item.attribute == Attribute.PROACTIVE and publication.unexplained(item),
            "bundled": Item.objects.filter(bundle=item.bundle_id).exclude(pk=item.pk) if item.bundle_id else [],
            "sites": item.sites.order_by("pk"),
            "comments": item.comments.select_related("by"),
            "comment_form": CommentForm(),
            "reviews": self.reviews(),
            "outlets": item.outlets.select_related("evidence", "recorded_by"),
            "deposits": item.deposits.select_related("batch"),
            "reassessments": item.reassessments.select_related("by"),
            "actions": self.actions(at),
            "may_register": self.may_register,
            "may_change": self.may_register and item.may_change,
            **self.privacy(),
        }

    def actions(self, at: Stand) -> list[tuple[Action, str]]:
        if not self.may_register:
            return []
        return [(each, reverse(each.name, args=[self.item.pk])) for each in ACTIONS if each.when(at)]

    def reviews(self) -> list[tuple[Review, list[tuple[ReviewStep, bool]]]]:
        """The reviews, the last one first, each with its steps and whether the user may decide there now."""
        steps = ReviewStep.objects.select_related("assigned_to", "referred_to", "decided_by").order_by("order")
        found = self.item.reviews.select_related("opened_by", "body").prefetch_related(Prefetch("steps", steps))
        every = []
        for review in found.order_by("-pk"):
            review.item = self.item
            rows = []
            for step in review.steps.all():
                step.review = review
                waits = not review.outcome and step.begun_at is not None and not step.decision
                rows.append((step, waits and may_decide(step, self.by)))
            every.append((review, rows))
        return every

    def privacy(self) -> dict[str, Any]:
        """What the search for personal data found in the content as it stands."""
        digest = content_of(self.item).digest
        scan = Scan.objects.filter(item=self.item, digest=digest).first()
        found = list(scan.findings.select_related("justified_by", "file")) if scan is not None else []
        every = list(shown(found))
        waiting = [each for each in every if each.open]
        return {
            "scan": scan,
            "findings": every,
            "open_findings": len(waiting),
            "in_text": any(each.finding.source == gate.TEXT for each in waiting),
            "in_files": {each.finding.file_id for each in waiting if each.finding.file_id},
        }
