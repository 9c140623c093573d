"""`gongkai search …`, and the worker that keeps the index up."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.platform.search import main
from gongkai.search import engine
from gongkai.search.query import Query, search
from gongkai.search.status import status
from tests.search.conftest import Shelf, settle

pytestmark = pytest.mark.django_db


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, standalone_mode=False)


def test_the_status_says_what_is_missing(shelf: Shelf):
    shelf.publish(1, "通知")
    missing = run("status")
    assert missing.return_value == 1
    assert "没有可用的索引" in missing.output
    engine.rebuild()
    there = run("status")
    assert (there.return_value, there.output.splitlines()[-1]) == (0, "索引是最新的")
    shelf.publish(2, "通知")
    behind = run("status")
    assert behind.return_value == 1
    assert "还有1项变更未进索引" in behind.output
    assert status().behind == 1


def test_rebuilding_compares_with_the_sources(shelf: Shelf):
    shelf.publish(1, "防汛通知", body_name="海州市水利局")
    shelf.put(1, "防汛通知", body_name="海州市水务局")
    shelf.put(2, "没有说起过的通知")
    assert run("rebuild", "--index-only").output == "索引已重建，共1条\n"
    assert run("rebuild").output == "书架：更新2条\n索引已重建，共2条\n"
    settle()
    assert search(Query(words="水务局")).total == 1
    assert run("rebuild").output == "书架：更新0条\n索引已重建，共2条\n"


def test_where_the_database_answers_there_is_nothing_to_rebuild(shelf: Shelf, settings: Any):
    settings.SEARCH = "database"
    shelf.put(1, "通知")
    assert "书架：更新1条" in run("rebuild").output
    assert "检索由数据库回答" in run("status").output
    assert engine.current() is None


def test_a_disk_that_is_full_is_said(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(engine, "write_whole", full)
    assert "索引没有重建，原来的照常使用：No space left on device" in str(run("rebuild").exception)
