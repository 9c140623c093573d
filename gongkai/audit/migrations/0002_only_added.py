"""The database itself refuses to change or delete a row of the log."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE TRIGGER audit_deed_no_update BEFORE UPDATE ON audit_deed "
    "BEGIN SELECT RAISE(ABORT, 'the log of deeds is only ever added to'); END",
    "CREATE TRIGGER audit_deed_no_delete BEFORE DELETE ON audit_deed "
    "BEGIN SELECT RAISE(ABORT, 'the log of deeds is only ever added to'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_deed_only_added() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log of deeds is only ever added to'; END $$",
    "CREATE TRIGGER audit_deed_no_change BEFORE UPDATE OR DELETE ON audit_deed "
    "FOR EACH ROW EXECUTE FUNCTION audit_deed_only_added()",
    "CREATE TRIGGER audit_deed_no_truncate BEFORE TRUNCATE ON audit_deed "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_deed_only_added()",
)
UNDO = {
    "sqlite": ("DROP TRIGGER audit_deed_no_update", "DROP TRIGGER audit_deed_no_delete"),
    "postgresql": (
        "DROP TRIGGER audit_deed_no_truncate ON audit_deed",
        "DROP TRIGGER audit_deed_no_change ON audit_deed",
        "DROP FUNCTION audit_deed_only_added",
    ),
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
