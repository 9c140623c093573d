"""The database itself holds to review first, release after (先审查、后公开; Secrecy Law, Regulations Art. 17).

- A release is made of a review that passed with the attribute 主动公开, all of its steps taken, the secrecy review among
  them; it has that review's title, text and digest; a search for personal data was made of that content, and nothing
  that blocks is left open.
- What was reviewed, decided and released is not changed afterwards, and not deleted; a release ends, and may get
  another validity.
"""

from __future__ import annotations

from django.db import migrations

from gongkai.audit.guards import Guard, differ, guarding

REVIEWED = """NOT EXISTS (
    SELECT 1 FROM documents_review r WHERE r.id = NEW.review_id AND r.item_id = NEW.item_id AND r.outcome = 'passed'
    AND r.attribute = 'proactive' AND r.digest = NEW.digest AND r.title = NEW.title AND r.text = NEW.text
    AND EXISTS (SELECT 1 FROM documents_reviewstep s
        WHERE s.review_id = r.id AND s.step = 'secrecy' AND s.decision = 'passed')
    AND NOT EXISTS (SELECT 1 FROM documents_reviewstep s WHERE s.review_id = r.id AND s.decision <> 'passed'))"""
SEARCHED = """NOT EXISTS (
    SELECT 1 FROM documents_scan c WHERE c.id = NEW.scan_id AND c.item_id = NEW.item_id AND c.digest = NEW.digest
    AND NOT EXISTS (SELECT 1 FROM documents_finding f
        WHERE f.scan_id = c.id AND f.blocks AND f.justified_by_id IS NULL))"""
CLOSED = "EXISTS (SELECT 1 FROM documents_review r WHERE r.id = {}.review_id AND r.outcome <> '')"
HAS_RELEASE = "EXISTS (SELECT 1 FROM documents_release r WHERE r.scan_id = {}.scan_id)"


RELEASED = (
    "item_id review_id scan_id digest body_id issuer title text summary keywords index_number document_number kind "
    "category formed_on effective_on expires_on published_at released_at released_by_id corrects_id correction"
)
FROZEN = "item_id body_id digest title text facts proposed opened_by_id opened_at"

GUARDS = (
    Guard(
        "documents_release_reviewed",
        "documents_release",
        "INSERT",
        REVIEWED,
        "not released: no passed review of this content",
    ),
    Guard(
        "documents_release_searched",
        "documents_release",
        "INSERT",
        SEARCHED,
        "not released: personal data is not settled",
    ),
    Guard("documents_release_kept", "documents_release", "UPDATE", differ(RELEASED), "a release is not changed"),
    Guard(
        "documents_release_ended",
        "documents_release",
        "UPDATE",
        "NEW.live AND NOT OLD.live",
        "a release does not come back",
    ),
    Guard("documents_release_stays", "documents_release", "DELETE", "", "a release is not deleted"),
    Guard("documents_review_frozen", "documents_review", "UPDATE", differ(FROZEN), "what is reviewed is not changed"),
    Guard(
        "documents_review_closed",
        "documents_review",
        "UPDATE",
        "OLD.outcome <> ''",
        "a review that ended is not changed",
    ),
    Guard("documents_review_stays", "documents_review", "DELETE", "", "a review is not deleted"),
    Guard("documents_step_of_open", "documents_reviewstep", "INSERT", CLOSED.format("NEW"), "the review has ended"),
    Guard(
        "documents_step_decided", "documents_reviewstep", "UPDATE", "OLD.decision <> ''", "a decision is not changed"
    ),
    Guard("documents_step_stays", "documents_reviewstep", "DELETE", "OLD.decision <> ''", "a decision is not deleted"),
    Guard("documents_file_of_open", "documents_reviewedfile", "INSERT", CLOSED.format("NEW"), "the review has ended"),
    Guard("documents_file_kept", "documents_reviewedfile", "UPDATE", "", "a reviewed file is not changed"),
    Guard("documents_file_stays", "documents_reviewedfile", "DELETE", "", "a reviewed file is not deleted"),
    Guard(
        "documents_finding_stays", "documents_finding", "DELETE", HAS_RELEASE.format("OLD"), "a finding is not deleted"
    ),
    Guard("documents_reassessment_kept", "documents_reassessment", "UPDATE", "", "an assessment is not changed"),
    Guard("documents_reassessment_stays", "documents_reassessment", "DELETE", "", "an assessment is not deleted"),
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [guarding(*GUARDS)]
