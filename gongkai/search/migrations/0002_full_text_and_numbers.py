"""The table of words, and the numbers of changes, which the database gives as they are committed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(tokens, detail=none, columnsize=0, tokenize=\"ascii tokenchars ':_-'\")",
    "CREATE TRIGGER search_change_numbered AFTER INSERT ON search_change WHEN NEW.number IS NULL BEGIN "
    "UPDATE search_change SET number = (SELECT coalesce(max(number), 0) + 1 FROM search_change) WHERE id = NEW.id; END",
)
POSTGRESQL = (
    "CREATE TABLE search_fts (place bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX search_fts_words ON search_fts USING gin (tokens) WITH (fastupdate = off)",
    "CREATE FUNCTION search_change_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM pg_advisory_xact_lock(7307199); "
    "UPDATE search_change SET number = (SELECT coalesce(max(number), 0) + 1 FROM search_change) WHERE id = NEW.id; "
    "RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER search_change_numbered AFTER INSERT ON search_change DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION search_change_number()",
)
UNDO = {
    "sqlite": ("DROP TRIGGER search_change_numbered", "DROP TABLE search_fts"),
    "postgresql": (
        "DROP TRIGGER search_change_numbered ON search_change",
        "DROP FUNCTION search_change_number",
        "DROP TABLE search_fts",
    ),
}


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
