"""The database itself refuses to change what was published, declared and decided; a release only gives way to the next."""

from django.db import migrations

from gongkai.audit.guards import Guard, differ, guarding

RELEASED = (
    "filing_id body_id year scope version title data cells trace behind digest signature key_id json_id html_id docx_id "
    "pdf_id note published_by_id published_at first_published_on"
)
GUARDS = (
    Guard("filings_release_kept", "filings_filingrelease", "UPDATE", differ(RELEASED), "a release is not changed"),
    Guard(
        "filings_release_ended",
        "filings_filingrelease",
        "UPDATE",
        "NEW.replaced_at IS NULL AND OLD.replaced_at IS NOT NULL",
        "a release does not come back",
    ),
    Guard("filings_release_stays", "filings_filingrelease", "DELETE", "", "a release is not deleted"),
    Guard("filings_declaration_kept", "filings_declaration", "UPDATE", "", "a declaration is not changed"),
    Guard("filings_declaration_stays", "filings_declaration", "DELETE", "", "a declaration is not deleted"),
    Guard("filings_step_kept", "filings_filingstep", "UPDATE", "OLD.decision <> ''", "a decision is not changed"),
    Guard("filings_step_stays", "filings_filingstep", "DELETE", "OLD.decision <> ''", "a decision is not deleted"),
)


class Migration(migrations.Migration):
    dependencies = [("filings", "0001_initial")]
    operations = [guarding(*GUARDS)]
