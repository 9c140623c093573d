"""The database itself refuses to change or delete what happened to a case."""

from django.db import migrations

from gongkai.audit.guards import Guard, guarding

SAID = "what happened to a case is only ever added to"
GUARDS = (
    Guard("cases_happening_kept", "cases_happening", "UPDATE", "", SAID),
    Guard("cases_happening_stays", "cases_happening", "DELETE", "", SAID),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [guarding(*GUARDS)]
