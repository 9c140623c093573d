"""Promises that the database itself keeps, whoever writes to it: triggers, written once for SQLite and PostgreSQL.

    GUARDS = (Guard("cases_happening_kept", "cases_happening", "UPDATE", "", "what happened is not changed"), …)

    class Migration(migrations.Migration):
        operations = [guarding(*GUARDS)]

Where Django makes a table anew on SQLite (to alter a column), its triggers go with the old one: the migration that does
so has to guard it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


class Guard(NamedTuple):
    """A trigger: before what on which table, when (a condition over NEW and OLD; none for always), and what is said
    then."""

    name: str
    table: str
    event: str
    when: str
    said: str


def differ(names: str) -> str:
    """Whether one of some columns is changed; written as both databases read it."""
    return " OR ".join(f'NOT (NEW."{name}" IS NOT DISTINCT FROM OLD."{name}")' for name in names.split())


def guarding(*guards: Guard) -> RunPython:
    """The operation of a migration that sets guards up."""

    def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for each in guards:
            for statement in _SET_UP[schema_editor.connection.vendor](each):
                schema_editor.execute(statement)

    def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for each in guards:
            for statement in _TAKE_DOWN[schema_editor.connection.vendor](each):
                schema_editor.execute(statement)

    return RunPython(guard, unguard)


def _sqlite(guard: Guard) -> Iterator[str]:
    when = guard.when.replace("IS NOT DISTINCT FROM", "IS")
    condition = f"WHEN {when} " if when else ""
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{guard.said}'); END"
    )


def _postgresql(guard: Guard) -> Iterator[str]:
    row = "OLD" if guard.event == "DELETE" else "NEW"
    refuse = f"RAISE EXCEPTION '{guard.said}' USING ERRCODE = 'integrity_constraint_violation';"
    test = f"IF {guard.when} THEN {refuse} END IF;" if guard.when else refuse
    yield f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {test} RETURN {row}; END $$"
    at = f"BEFORE {guard.event} ON {guard.table} FOR EACH ROW"
    yield f"CREATE TRIGGER {guard.name} {at} EXECUTE FUNCTION {guard.name}()"


_SET_UP: Final = {"sqlite": _sqlite, "postgresql": _postgresql}
_TAKE_DOWN: Final = {
    "sqlite": lambda guard: [f"DROP TRIGGER {guard.name}"],
    "postgresql": lambda guard: [f"DROP TRIGGER {guard.name} ON {guard.table}", f"DROP FUNCTION {guard.name}"],
}
