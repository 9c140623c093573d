"""Nothing published is missing, nothing withdrawn is shown: what is written with the deed, and what follows from it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from gongkai.jobs.kinds import KINDS
from gongkai.jobs.schedule import SCHEDULE
from gongkai.jobs.services import start
from gongkai.jobs.tasks import perform
from gongkai.search import engine
from gongkai.search.database import EVERY
from gongkai.search.entries import SOURCES, Source, register
from gongkai.search.follower import follow_once
from gongkai.search.models import Change, StoredEntry
from gongkai.search.query import Query, search
from gongkai.search.services import KEPT, refresh, touched, trim
from tests.search.conftest import Shelf, settle


def found(words: str = "", **members: Any) -> list[str]:
    return [hit.key for hit in search(Query(words=words, order="newest", size=100, **members)).hits]


def tokens_kept() -> int:
    match = "search_fts MATCH" if connection.vendor == "sqlite" else "tokens @@ "
    with connection.cursor() as cursor:
        word = f'"{EVERY}"' if connection.vendor == "sqlite" else f"'{EVERY}'"
        cast = "" if connection.vendor == "sqlite" else "::text::tsquery"
        cursor.execute(f"SELECT count(*) FROM search_fts WHERE {match} %s{cast}", [word])
        return int(cursor.fetchone()[0])


def undone(number: int) -> None:
    """A deed that fails at its end."""
    with transaction.atomic():
        touched("shelf", [number])
        transaction.set_rollback(True)


# --- writing --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_found_changes_only_in_the_transaction_of_a_deed(shelf: Shelf):
    shelf.put(1, "通知")
    with pytest.raises(transaction.TransactionManagementError):
        touched("shelf", [1])


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_is_undone_leaves_nothing_to_be_found(shelf: Shelf, answered_by: str):
    engine.rebuild()
    shelf.put(1, "通知")
    undone(1)
    assert (found("通知"), Change.objects.count(), tokens_kept()) == ([], 0, 0)


@pytest.mark.django_db
def test_each_step_of_an_entry_is_found_at_once(shelf: Shelf, answered_by: str):
    for wanted, deed in (
        (["shelf:1"], lambda: shelf.publish(1, "防汛通知")),
        (["shelf:1"], lambda: shelf.publish(1, "防汛通知（修订）")),
        ([], lambda: shelf.publish(1, "通知")),
        (["shelf:1"], lambda: shelf.publish(1, "通知", text="防汛")),
        ([], lambda: shelf.withdraw(1)),
        (["shelf:1"], lambda: shelf.publish(1, "防汛通知", sites=(1,))),
        ([], lambda: shelf.publish(1, "防汛通知", sites=(2,))),
    ):
        deed()
        assert found("防汛", sites=[1]) == wanted
    assert StoredEntry.objects.count() == tokens_kept() == 1


@pytest.mark.django_db
@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["防汛", "招生", ""]), st.booleans()), max_size=12))
@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_in_whatever_order_the_answer_is_what_is_public(
    shelf: Shelf, deeds: list[tuple[int, str, bool]]
):
    for number, words, indexed in deeds:
        if words:
            shelf.publish(number, f"{words}通知")
        elif number in shelf.rows:
            shelf.withdraw(number)
        if indexed:
            follow_once()
        for word in ("防汛", "招生"):
            public = {entry.key for entry in shelf.rows.values() if word in entry.title}
            assert set(found(f"“{word}”")) == public
    for number in list(shelf.rows):
        shelf.withdraw(number)


@pytest.mark.django_db
def test_what_was_never_public_is_no_change(shelf: Shelf):
    shelf.say(1, 2)
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_what_is_touched_and_says_the_same_is_no_change(shelf: Shelf):
    shelf.publish(1, "通知")
    place = StoredEntry.objects.get().place
    shelf.say(1)
    assert Change.objects.count() == 1
    shelf.publish(1, "改过的通知")
    assert (Change.objects.count(), StoredEntry.objects.get().place) == (2, place)


@pytest.mark.django_db(transaction=True)
def test_of_two_deeds_about_one_row_the_later_one_says_what_is_public(shelf: Shelf):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one transaction that writes at a time")
    shelf.publish(1, "通知")
    written, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            shelf.put(1, "改过一次的通知")
            touched("shelf", [1])
            written.set()
            assert go_on.wait(20)
            shelf.put(1, "改过两次的通知")  # the second deed's, which it asks for once the first is done
        connection.close()

    def second() -> None:
        with transaction.atomic():
            touched("shelf", [1])
        connection.close()

    threads = [threading.Thread(target=deed) for deed in (first, second)]
    threads[0].start()
    assert written.wait(20)
    threads[1].start()
    time.sleep(0.3)
    go_on.set()
    for thread in threads:
        thread.join()
    assert StoredEntry.objects.get().title == "改过两次的通知"
    assert Change.objects.count() == 3


@pytest.mark.django_db
def test_many_published_in_one_second_each_have_their_place(shelf: Shelf):
    now = timezone.now()
    for number in (1, 2, 2**25 + 1, 2**26 + 1):
        shelf.publish(number, "通知", published_at=now)
    places = StoredEntry.objects.values_list("place", flat=True)
    assert len(set(places)) == 4


@pytest.mark.django_db
def test_a_source_that_gives_what_was_not_asked_for_is_refused(shelf: Shelf):
    shelf.put(1, "通知")
    register(Source("odd", "怪", lambda ids: shelf.rows.values(), shelf.every))
    try:
        with pytest.raises(ValueError, match="nobody asked for"), transaction.atomic():
            touched("odd", [5])
    finally:
        del SOURCES["odd"]


def test_two_sources_cannot_have_one_name(shelf: Shelf):
    with pytest.raises(ValueError, match="two sources"):
        register(Source("shelf", "另一个", shelf.entries, shelf.every))
    with pytest.raises(ValueError, match="does not name"):
        register(Source("a:b", "怪", shelf.entries, shelf.every))


@pytest.mark.django_db
def test_refreshing_writes_what_differs_and_nothing_else(shelf: Shelf):
    for number in range(1, 6):
        shelf.publish(number, f"通知{number}")
    before = Change.objects.count()
    assert refresh("shelf") == 0
    shelf.put(2, "改了名的通知")
    del shelf.rows[3], shelf.rows[5]
    shelf.put(7, "新的通知")
    assert refresh("shelf") == 4
    settle()
    assert Change.objects.count() == before + 4
    assert found() == ["shelf:7", "shelf:4", "shelf:2", "shelf:1"]
    shelf.rows.clear()
    assert refresh("shelf") == 4
    settle()
    assert found() == []


@pytest.mark.django_db
def test_texts_that_no_database_takes_are_taken(shelf: Shelf):
    shelf.publish(1, "a\x00b\ud800", text="x" * 300_000, number="\x00")
    assert found("ab") == ["shelf:1"]


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_the_order_of_commits_without_gaps(shelf: Shelf):
    for number in range(1, 5):
        shelf.publish(number, "通知")
        undone(number)
    assert list(Change.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_a_change_written_earlier_and_committed_later_is_not_missed(shelf: Shelf):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one transaction that writes at a time")
    shelf.put(1, "早写的通知"), shelf.put(2, "晚写的通知")
    engine.rebuild()
    written, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            touched("shelf", [1])
            written.set()
            assert go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert written.wait(20)
    shelf.say(2)
    assert engine.catch_up() == 1
    assert found() == ["shelf:2"]
    go_on.set()
    thread.join()
    assert found() == ["shelf:2", "shelf:1"]
    assert engine.catch_up() == 1
    assert found() == ["shelf:2", "shelf:1"]


@pytest.mark.django_db
def test_a_change_has_one_number(shelf: Shelf):
    shelf.publish(1, "通知")
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(key="shelf:1", at=timezone.now(), number=1)


# --- keeping the outbox ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_outbox_is_kept_for_every_host_and_its_last_change_for_ever(shelf: Shelf):
    for number in range(1, 5):
        shelf.publish(number, "通知")
    assert trim() == 0
    Change.objects.filter(number__lte=4).update(at=timezone.now() - KEPT - timedelta(1))
    assert trim() == 3
    assert list(Change.objects.values_list("number", flat=True)) == [4]
    shelf.publish(5, "通知")
    assert Change.objects.latest("number").number == 5


@pytest.mark.django_db
def test_every_night_what_is_stored_is_compared_with_its_sources(shelf: Shelf):
    shelf.publish(1, "通知", body_name="海州市水利局")
    shelf.put(1, "通知", body_name="海州市水务局")
    job = start("search.refresh", by=None)
    perform(job.ticket)
    job.refresh_from_db()
    settle()
    assert job.result == {"书架": 1}
    assert found("水务局") == ["shelf:1"]


def test_the_chores_are_scheduled():
    assert {"search.trim", "search.refresh"} <= {entry.kind for entry in SCHEDULE} & KINDS.keys()


@pytest.mark.django_db
def test_the_chore_trims(shelf: Shelf):
    shelf.publish(1, "通知"), shelf.publish(2, "通知")
    Change.objects.update(at=timezone.now() - KEPT - timedelta(1))
    assert KINDS["search.trim"].function(None) == {"清理": 1}


# --- how much is asked -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_search_asks_the_database_twice(shelf: Shelf):
    shelf.publish(1, "防汛通知")
    engine.rebuild()
    with CaptureQueriesContext(connection) as queries:
        assert found("防汛") == ["shelf:1"]
    assert len(queries) == 2
