"""The same examples in every run, so that a red test is the change's; `GONGKAI_RANDOM=1` looks for new ones."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings

hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile("random" if os.environ.get("GONGKAI_RANDOM") else "fixed")


@pytest.fixture(autouse=True, scope="session")
def _the_log_may_be_emptied_between_tests() -> Iterator[None]:
    """Tests with transactions of their own are cleaned up by TRUNCATE, which the log refuses on PostgreSQL."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield
        return
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def emptied(self: DatabaseOperations, sql_list: list[str]) -> None:
        alter = "ALTER TABLE audit_deed {} TRIGGER audit_deed_no_truncate"
        flush(self, [alter.format("DISABLE"), *sql_list, alter.format("ENABLE")])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", emptied)
        yield
