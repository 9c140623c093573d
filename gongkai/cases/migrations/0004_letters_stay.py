"""The database itself refuses to change what a letter says once it was approved, and to delete one that has a number."""

from django.db import migrations

from gongkai.audit.guards import Guard, differ, guarding

FIXED = "key case_id correction_id body_id facts text number on approved_at"
SAID = "a letter that was approved stays as it is"
CHANGED = f"OLD.approved_at IS NOT NULL AND ({differ(FIXED)})"
GUARDS = (
    Guard("cases_letter_kept", "cases_caseletter", "UPDATE", CHANGED, SAID),
    Guard("cases_letter_stays", "cases_caseletter", "DELETE", "OLD.number <> ''", SAID),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_handling")]
    operations = [guarding(*GUARDS)]
