"""The index of a host: whatever happens to it, searches are answered right, and it comes back by itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gongkai.search import engine, looking
from gongkai.search.follower import follow_once, following
from gongkai.search.models import Change, StoredEntry
from gongkai.search.query import Found, Query, search
from tests.jobs.processes import environment, wait_for
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def asked(words: str = "通知") -> Found:
    return search(Query(words=words, order="newest", size=100))


def keys(words: str = "通知") -> list[str]:
    return [hit.key for hit in asked(words).hits]


@pytest.fixture
def three(shelf: Shelf) -> Shelf:
    for number in (1, 2, 3):
        shelf.publish(number, f"第{number}号通知")
    return shelf


ALL = ["shelf:3", "shelf:2", "shelf:1"]


def test_without_an_index_the_database_answers_newest_first(three: Shelf):
    assert (keys(), asked().how) == (ALL, "database")


def test_the_first_look_of_the_follower_makes_an_index(three: Shelf):
    follow_once()
    assert (keys(), asked().how) == (ALL, "engine")


def test_the_follower_applies_what_changed_and_nothing_twice(three: Shelf):
    engine.rebuild()
    three.publish(4, "第4号通知")
    three.withdraw(2)
    assert engine.catch_up() == 2
    assert engine.catch_up() == 0
    view = engine.reader.view()
    assert (view.state.number, view.searcher.num_docs) == (5, 3)
    assert (keys(), asked().how) == (["shelf:4", "shelf:3", "shelf:1"], "engine")


def test_applying_a_change_again_does_no_harm(three: Shelf):
    engine.rebuild()
    folder = engine.current()
    assert folder is not None
    before = (folder / "state.json").read_text()
    three.publish(1, "改过的通知")
    engine.catch_up()
    (folder / "state.json").write_text(before)  # killed after the commit and before the state was written
    assert keys("改过的通知") == ["shelf:1"]
    assert engine.catch_up() == 1
    assert keys("改过的通知") == ["shelf:1"]
    assert asked("第1号").total == 0 or asked("第1号").loosely


def test_an_index_too_far_behind_leaves_the_answer_to_the_database(three: Shelf, monkeypatch: pytest.MonkeyPatch):
    engine.rebuild()
    monkeypatch.setattr(looking, "MOST_BEHIND", 2)
    for number, how in ((4, "engine"), (5, "engine"), (6, "database")):
        three.publish(number, f"第{number}号通知")
        assert (len(keys()), asked().how) == (number, how)
    engine.catch_up()
    assert asked().how == "engine"


def test_more_changes_than_are_applied_at_a_time(three: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "BATCH", 3)
    engine.rebuild()
    for number in range(4, 12):
        three.publish(number, f"第{number}号通知")
    assert engine.catch_up() == 8
    assert len(keys()) == 11


# --- another database, another outbox --------------------------------------------------------------------------------


def test_a_host_that_was_away_too_long_makes_its_index_anew(three: Shelf):
    engine.rebuild()
    three.publish(4, "第4号通知"), three.publish(5, "第5号通知")
    Change.objects.filter(number__lte=4).delete()
    assert (asked().total, asked().how) == (5, "database")
    follow_once()
    assert (asked().total, asked().how) == (5, "engine")


def test_the_index_of_another_database_is_not_used(three: Shelf):
    engine.rebuild()
    Change.objects.update(at=timezone.now() - timedelta(days=1))
    assert asked().how == "database"


def test_an_index_of_nothing_is_not_used_where_there_are_entries(three: Shelf):
    engine.rebuild()
    Change.objects.all().delete()
    (engine.home() / "1" / "state.json").write_text(json.dumps(engine.State.of(None)._asdict()))
    assert (keys(), asked().how) == (ALL, "database")


def test_after_an_older_backup_was_restored_the_index_is_not_used(three: Shelf):
    engine.rebuild()
    Change.objects.filter(number=3).delete()
    StoredEntry.objects.filter(key="shelf:3").delete()
    assert (keys(), asked().how) == (["shelf:2", "shelf:1"], "database")
    three.publish(9, "第9号通知")
    assert (keys(), asked().how) == (["shelf:9", "shelf:2", "shelf:1"], "database")
    follow_once()
    assert (keys(), asked().how) == (["shelf:9", "shelf:2", "shelf:1"], "engine")


@pytest.mark.parametrize("jump", [timedelta(days=4000), timedelta(days=-4000)])
def test_a_clock_that_jumps_hides_nothing(three: Shelf, jump: timedelta, monkeypatch: pytest.MonkeyPatch):
    engine.rebuild()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + jump)
    three.publish(4, "第4号通知")
    assert len(keys()) == 4
    assert engine.catch_up() == 1
    three.publish(5, "第5号通知", published_at=now + jump)
    assert len(keys()) == 5


# --- what breaks -----------------------------------------------------------------------------------------------------


def _no_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def _empty_files(folder: Path) -> None:
    for path in (folder / "index").iterdir():
        path.write_bytes(b"")


def _short_files(folder: Path) -> None:
    for path in (folder / "index").iterdir():
        if path.suffix in (".idx", ".term", ".fast"):
            path.write_bytes(path.read_bytes()[:-7])


def _no_files(folder: Path) -> None:
    for path in (folder / "index").glob("*.*"):
        if path.suffix != ".lock":
            path.unlink()


def _other_state(folder: Path) -> None:
    (folder / "state.json").write_text('{"number": "x"')


def _older_schema(folder: Path) -> None:
    state = (folder / "state.json").read_text().replace(engine.made_by(), "0-old")
    (folder / "state.json").write_text(state)


def _odd_pointer(folder: Path) -> None:
    (folder.parent / "current").write_bytes(b"\xff../../etc")


BREAKS = [_no_folder, _empty_files, _short_files, _no_files, _other_state, _older_schema, _odd_pointer]


@pytest.mark.parametrize("hurt", BREAKS)
@pytest.mark.parametrize("open_already", [False, True])
def test_a_broken_index_answers_no_search_and_is_made_anew(three: Shelf, hurt: Any, open_already: bool):
    engine.rebuild()
    folder = engine.current()
    assert folder is not None
    if open_already and hurt in (_empty_files, _short_files):
        pytest.skip("nobody can go on with files that are cut off under him")
    if open_already:
        assert asked().how == "engine"
    hurt(folder)
    assert keys() == ALL
    if not open_already:
        assert asked().how == "database"
    three.publish(4, "第4号通知")
    assert len(keys()) == 4
    follow_once()
    if (engine.current() or folder) == folder:  # the follower looks at the files; a reader that has them open need not
        follow_once()
    assert (len(keys()), asked().how) == (4, "engine")
    assert engine.catch_up() == 0


def test_a_disk_that_is_full_stops_the_index_and_not_the_searches(three: Shelf, monkeypatch: pytest.MonkeyPatch):
    engine.rebuild()
    three.publish(4, "第4号通知")

    def full(path: Path, content: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "write_whole", full)
        for deed in (engine.catch_up, engine.rebuild):
            with pytest.raises(OSError, match="No space"):
                deed()
        assert (len(keys()), asked().how) == (4, "engine")
    assert len([path for path in engine.home().iterdir() if path.name.isdecimal()]) == 1
    assert engine.catch_up() == 1


def test_a_disk_that_is_full_for_the_engine_is_no_reason_to_make_an_index_anew(
    three: Shelf, monkeypatch: pytest.MonkeyPatch
):
    engine.rebuild()
    folder = engine.current()
    three.publish(4, "第4号通知")

    def full(*_: Any) -> None:
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "document", lambda row: engine.guarded(full))
        with pytest.raises(OSError, match="No space"):
            follow_once()
    assert engine.current() == folder
    assert engine.catch_up() == 1
    assert (len(keys()), asked().how) == (4, "engine")


def test_a_search_that_the_index_fails_to_answer_is_answered_by_the_database(
    three: Shelf, monkeypatch: pytest.MonkeyPatch
):
    engine.rebuild()
    monkeypatch.setattr(looking, "_buckets", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):  # a fault of ours is not hidden
        asked()
    monkeypatch.undo()

    class PanicException(BaseException):
        pass

    def panics(*_: Any, **__: Any) -> None:
        raise PanicException

    monkeypatch.setattr(looking.Matching, "strictly", panics)
    assert search(Query(words="通知")).how == "database"


# --- several writers -------------------------------------------------------------------------------------------------


def test_of_two_writers_one_writes_and_the_other_goes_on(three: Shelf):
    engine.rebuild()
    three.publish(4, "第4号通知")
    with engine.alone("writing"):
        with pytest.raises(engine.Busy):
            engine.catch_up()
        follow_once()
    assert engine.catch_up() == 1
    with engine.alone("rebuilding"), pytest.raises(engine.Busy):
        engine.rebuild(wait=False)


def test_while_an_index_is_made_anew_the_old_one_serves_and_nothing_is_lost(
    three: Shelf, monkeypatch: pytest.MonkeyPatch
):
    engine.rebuild()
    old = engine.current()
    put = engine.put

    def put_and_go_on(writer: Any, rows: Any) -> int:
        count = put(writer, rows)
        monkeypatch.setattr(engine, "put", put)
        three.publish(4, "第4号通知")
        three.withdraw(1)
        assert asked().how == "engine"
        assert engine.catch_up() == 2
        assert keys() == ["shelf:4", "shelf:3", "shelf:2"]
        return count

    monkeypatch.setattr(engine, "put", put_and_go_on)
    engine.rebuild()
    assert engine.current() != old
    assert (keys(), asked().how) == (["shelf:4", "shelf:3", "shelf:2"], "engine")
    assert engine.reader.view().searcher.num_docs == 3


WRITER = """
import django, sys, pathlib
django.setup()
from gongkai.search import engine
put = engine.put
def put_and_hang(writer, rows):
    count = put(writer, rows)
    pathlib.Path(sys.argv[1]).touch()
    import time; time.sleep(60)
engine.put = put_and_hang
engine.{deed}()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["catch_up", "rebuild"])
def test_a_writer_that_is_killed_leaves_nothing_behind_that_holds_up_the_next(three: Shelf, tmp_path: Path, deed: str):
    engine.rebuild()
    three.publish(4, "第4号通知")
    here = tmp_path / "here"
    told = environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER.format(deed=deed), str(here)], env=told, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(here.exists)
    finally:
        process.kill()
        process.wait()
    assert (len(keys()), asked().how) == (4, "engine")
    follow_once()
    assert engine.rebuild() == 4
    assert (len(keys()), asked().how) == (4, "engine")
    assert [path.name for path in engine.home().iterdir() if path.name.isdecimal()] == [engine.current().name]


@pytest.mark.django_db(transaction=True)
def test_the_follower_beside_the_worker_keeps_the_index_up(three: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gongkai.search.follower.POLL", 0.05)
    with following():
        wait_for(lambda: engine.current() is not None)
        three.publish(4, "第4号通知")
        wait_for(lambda: engine.reader.view().state.number == 4)
        assert (len(keys()), asked().how) == (4, "engine")
    assert not [thread for thread in threading.enumerate() if thread.name == "search"]


def test_where_the_database_answers_nothing_is_followed(three: Shelf, settings: Any):
    settings.SEARCH = "database"
    with following():
        assert not [thread for thread in threading.enumerate() if thread.name == "search"]
    assert (keys(), asked().how) == (ALL, "database")


def test_a_reader_looks_for_a_newer_index_once_a_second(three: Shelf, monkeypatch: pytest.MonkeyPatch):
    engine.rebuild()
    monkeypatch.setattr(engine, "LOOK", 60.0)
    before = engine.reader.view()
    three.publish(4, "第4号通知")
    engine.catch_up()
    assert engine.reader.view() is before
    assert len(keys()) == 4  # what it lacks is put over it
    engine.reader.forget()
    assert engine.reader.view().state.number == 4
