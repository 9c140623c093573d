"""Requests by the million: the work queue, a case, the annual report's cells and the cases behind them.

    python -m bench.cases                  1,000,000 requests on PostgreSQL where one answers, a tenth of them on SQLite
    python -m bench.cases --count 20000    fewer

Ten years of sixty bodies; one in a hundred is open. Pages are asked for through the whole of Django, by somebody who is
signed in; beside them the statements that they send to the database, alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

from bench.jobs import database
from bench.records import HOST, Put, one_of, tell

COUNT: Final = 1_000_000
SQLITE: Final = 10
"""On SQLite there are so many times fewer."""
BODIES: Final = 60
APPLICANTS: Final = 50_000
DAYS: Final = 3650
ASKED: Final = 100
COLUMNS: Final = (*["natural_person"] * 6, "business", "business", "legal_service", "other")
CHANNELS: Final = ("internet", "internet", "in_person", "registered_post", "internet")
OUTCOMES: Final = (
    *("disclosed", "already_public", "partial", "not_held", "not_ours", "disclosed", "deliberative_process"),
    *("enquiry", "petition", "repeated", "needs_creation", "internal_affairs", "third_party_rights"),
)
NAMES: Final = {
    "supervisor": "the queue of a supervisor, 60 bodies, first page",
    "supervisor_late": "the same, page 20",
    "supervisor_overdue": "the same, what is overdue",
    "supervisor_closed": "all that is closed, first page",
    "number": "a case found by its number",
    "officer": "the queue of an officer, first page",
    "mine": "the same, what the officer handles",
    "case": "the page of a case",
    "cells": "sections three and four of a body and a year",
    "city": "the same of all 60 bodies, one after another",
    "behind": "the cases behind a cell, the first 50 and how many",
    "moved": "the cells that a case moves",
}
PAGES: Final = (
    "supervisor",
    "supervisor_late",
    "supervisor_overdue",
    "supervisor_closed",
    "number",
    "officer",
    "mine",
    "case",
)


def cases(count: int) -> None:
    """The table of `make bench`."""
    heads = (f"{count:,} requests, ms", "PostgreSQL p50", "p95", "statements")
    print(f"| {' | '.join(heads)} | SQLite, {count // SQLITE:,} requests: p50 | p95 | statements |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, database("gongkai_bench_cases") as server_url:
        server = _figures(server_url, Path(folder, "server"), count) if server_url else {}
        sqlite = _figures(f"sqlite://{folder}/gongkai.sqlite3", Path(folder, "sqlite"), count // SQLITE)
    for name, heading in NAMES.items():
        cells = [each.get(f"{name}:{part}", "–") for each in (server, sqlite) for part in ("p50", "p95", "bare")]
        print(f"| {heading} | {' | '.join(cells)} |")


def _figures(url: str, folder: Path, count: int) -> dict[str, str]:
    """Figures, by name, of a process of its own."""
    folder.mkdir()
    environment = os.environ | {
        "GONGKAI_DATABASE": url,
        "GONGKAI_DATA": str(folder),
        "GONGKAI_KEYS": str(folder / "keys"),
        "GONGKAI_HOSTS": HOST,
        "GONGKAI_ORIGIN": f"http://{HOST}",
        "GONGKAI_CACHE": "",
        "GONGKAI_SECOND_FACTOR": "off",
    }
    command = [sys.executable, "-m", "bench.cases", "--measure", "--count", str(count)]
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return dict(line.split("\t") for line in told.decode().splitlines())


# --- the requests -----------------------------------------------------------------------------------------------------


def fill(count: int) -> None:
    """Bodies, who asked, requests with their first event and, where they are closed, the reply; remedies over some."""
    from django.db import connection, transaction

    from gongkai.access.enums import Role
    from gongkai.access.models import Appointment, User
    from gongkai.bodies.enums import BodyKind
    from gongkai.bodies.models import Body
    from gongkai.cases.models import Case, Happening, Remedy
    from gongkai.persons.models import Applicant

    city = Body.objects.create(name="云溪市人民政府（虚构）", kind=BodyKind.GOVERNMENT)
    for number in range(1, BODIES):
        Body.objects.create(name=f"云溪市第{number}局（虚构）", kind=BodyKind.DEPARTMENT, parent=city)
    people = {}
    for name, role, body in (
        ("supervisor", Role.SUPERVISOR, city),
        ("officer", Role.OFFICER, Body.objects.order_by("pk")[BODIES // 2]),
    ):
        people[name] = User.objects.create(username=name, name="测", is_staff=True)
        Appointment.objects.create(user=people[name], role=role, body=body)
    speaks = _sqlite if connection.vendor == "sqlite" else _postgresql
    is_open = "i % 100 = 0"
    ago = f"CASE WHEN {is_open} THEN i / 100 % 30 ELSE 30 + i * 7 % {DAYS - 30} END"
    came, closed = speaks.ago(ago), speaks.ago(f"{ago} - 5 - i % 20")
    due = speaks.ago(f"{ago} - 28")
    state = one_of(("running", "running", "stopped", "restarted", "running")).replace("CASE i", "CASE i / 100")
    some = {
        "id": "i",
        "body_id": f"{city.pk} + (i / 100 + i) % {BODIES}",
        "column": one_of(COLUMNS),
        "channel": one_of(CHANNELS),
        "submitted_at": speaks.moment(ago),
        "entered_at": speaks.moment(ago),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        asking = {"id": speaks.uuid("i"), "name": "'申请人' || i", "kind": "'natural_person'", "document": "'other'"}
        Put(
            cursor, min(APPLICANTS, count), asking | {"body_id": str(city.pk), "created_at": speaks.moment("i % 3000")}
        )(Applicant)
        put = Put(cursor, count, some)
        put(
            Case,
            {
                "key": speaks.uuid("i"),
                "number": f"substr(CAST({came} AS text), 1, 4) || '-' || i",
                "applicant_id": speaks.uuid(f"1 + i % {min(APPLICANTS, count)}"),
                "title": "'第' || i || '号建设项目的批准文件'",
                "description": f"'{'建设项目的批准文件、总平面图、征收补偿方案及其公告。' * 5}'",
                "form": "'electronic'",
                "delivery": "'online'",
                "handler_id": f"CASE WHEN i % 3 = 0 THEN {people['officer'].pk} END",
                "state": f"CASE WHEN {is_open} THEN {state} ELSE 'closed' END",
                **dict.fromkeys(("received_on", "came_on"), came),
                "reply_due_on": due,
                "next_due": f"CASE WHEN {is_open} THEN 'reply' ELSE '' END",
                "next_due_on": f"CASE WHEN {is_open} THEN {due} END",
                **dict.fromkeys(("closed_on", "settled_on"), f"CASE WHEN NOT {is_open} THEN {closed} END"),
                **dict.fromkeys(("outcome", "settled_as"), f"CASE WHEN {is_open} THEN '' ELSE {one_of(OUTCOMES)} END"),
                "in_time": f"CASE WHEN NOT {is_open} THEN i % 50 > 0 END",
                "counted_on": speaks.ago("0"),
                "last_event": f"CASE WHEN {is_open} THEN 1 ELSE 2 END",
            },
        )
        happened = {"case_id": "i", "number": "1", "on": came, "at": speaks.moment(ago)}
        put(Happening, happened | {"kind": "'received'", "members": '\'{"channel": "in_person"}\''})
        replied = {"id": f"i + {count}", "number": "2", "kind": "'replied'", "on": closed}
        members = f"('{{\"outcome\": \"' || {one_of(OUTCOMES)} || '\"}}')"
        put(
            Happening,
            happened | replied | {"members": members if speaks is _sqlite else f"{members}::jsonb"},
            where=f"NOT {is_open}",
        )
        put(
            Remedy,
            {
                "case_id": "i",
                "procedure": one_of(("reconsideration", "reconsideration", "litigation")),
                "authority": "'云溪市人民政府（虚构）'",
                "filed_on": speaks.ago(f"{ago} - 29"),
                "decided_on": speaks.ago(f"{ago} - 30"),
                "stage": "'decided'",
                "result": one_of(("upheld", "annulled", "withdrawn")),
                "entered_by_id": str(people["officer"].pk),
            },
            where="i % 100 = 1",
        )
        if speaks is _postgresql:
            for table in ("cases_happening", "cases_remedy", "cases_case"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    with connection.cursor() as cursor:
        for settled in ("ANALYZE",) if connection.vendor == "sqlite" else ("VACUUM ANALYZE", "CHECKPOINT"):
            cursor.execute(settled)


class _sqlite:  # noqa: N801
    """How SQLite spells what depends on `i`."""

    ago = staticmethod(lambda days: f"date('now', '-' || ({days}) || ' days')")
    moment = staticmethod(lambda days: f"datetime('now', '-' || ({days}) || ' days')")
    uuid = staticmethod(lambda number: f"printf('%032x', {number})")


class _postgresql:  # noqa: N801
    """How PostgreSQL does."""

    ago = staticmethod(lambda days: f"(current_date - ({days})::int)")
    moment = staticmethod(lambda days: f"(now() - ({days}) * interval '1 day')")
    uuid = staticmethod(lambda number: f"lpad(to_hex({number}), 32, '0')::uuid")


# --- measuring --------------------------------------------------------------------------------------------------------


def addresses(name: str, count: int) -> Iterator[str]:
    """What is asked for, each time another."""
    random = Random(5)
    queue = "/office/cases/"
    for turn in range(ASKED):
        closed = random.randrange(1, count) // 100 * 100 + 1
        at = {
            "supervisor": f"{queue}?x={turn}",
            "supervisor_late": f"{queue}?p={min(20, count // 5000 or 1)}&x={turn}",
            "supervisor_overdue": f"{queue}?due=overdue&x={turn}",
            "supervisor_closed": f"{queue}?scope=closed&x={turn}",
            "number": f"{queue}?q=2020-{random.randrange(1, count)}&x={turn}",
            "officer": f"{queue}?x={turn}",
            "mine": f"{queue}?mine=true&x={turn}",
            "case": f"{queue}{closed}/",
        }
        yield at[name]


def measure(count: int) -> None:
    """On the database of the environment: a line for each figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import override_settings
    from django.utils import timezone

    from gongkai.access.models import User
    from gongkai.bodies.models import Body
    from gongkai.cases.figures import cases_behind, cells_moved_by, cells_of
    from gongkai.cases.models import Case
    from gongkai.report.form import edition_for

    call_command("migrate", verbosity=0)
    start = perf_counter()
    fill(count)
    print(f"filled in {perf_counter() - start:.0f} s", file=sys.stderr)

    def by(username: str) -> Callable[[str], None]:
        client = Client(SERVER_NAME=HOST)
        client.force_login(User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])

        def ask(path: str) -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")

        return ask

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        for name in PAGES:
            who = "officer" if name in ("officer", "mine") else "supervisor"
            tell(name, by(who), list(addresses(name, count)))
    random, bodies, last = Random(5), list(Body.objects.order_by("pk")), timezone.localdate().year
    some = [(random.choice(bodies), last - random.randrange(9)) for _ in range(ASKED)]
    cells = {year: list(edition_for(year).requests_keys) for _, year in some}

    def behind(asked: tuple[Body, int]) -> None:
        found = cases_behind(*asked, random.choice(cells[asked[1]]))
        found.count()
        list(found.order_by("-pk")[:50])

    def moved(asked: tuple[Body, int]) -> None:
        cells_moved_by(Case(pk=random.randrange(1, count)), asked[1])

    tell("cells", lambda asked: cells_of(*asked), some)
    tell("city", lambda asked: [cells_of(body, asked[1]) for body in bodies], some[:10])
    tell("behind", behind, some)
    tell("moved", moved, some)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.cases", description="Requests by the million.")
    parser.add_argument("--count", type=int, default=COUNT, help="how many requests there are")
    parser.add_argument("--measure", action="store_true", help="on the database of the environment")
    given = parser.parse_args()
    (measure if given.measure else cases)(given.count)


if __name__ == "__main__":
    main()
