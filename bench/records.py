"""The public sites over a register of many items: pages made anew, and pages that are kept.

    python -m bench.records                 200,000 items, on SQLite and, where one answers, on PostgreSQL
    python -m bench.records --count 20000   fewer

Each page is asked for through the whole of Django's handler, past what is kept, beside the statements that it sends to
the database, alone. The items are made in the database itself, in the order in which its triggers want them: reviewed,
searched for personal data, released. All of them stand on the city's site as well as on that of their own bureau.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from bench.jobs import database

COUNT: Final = 200_000
BUREAUS: Final = 12
WITH_SITES: Final = 3
ASKED: Final = 100
HOST: Final = "zwgk.example.gov.cn"
TOPICS: Final = ("gfxwj-gf", "ghjh-zc", "czxx-ys", "xzxk", "msbz-jy", "tjxx")
KINDS: Final = (
    "notice",
    "normative",
    "policy",
    "plan",
    "statistics",
    "notice",
    "notice",
    "plan",
    "statistics",
    "notice",
)
EFFECTS: Final = ("in_force", "repealed", "in_force", "")
NAMES: Final = {
    "topic": "a topic, first page",
    "deep": "a topic, page 500",
    "latest": "the latest of the city, first page",
    "late": "the latest of the city, page 5,000",
    "day": "a day of the calendar",
    "item": "an item with files and relations",
    "policies": "the library of policies with its counts",
    "cut": "the same, cut down to a year",
    "feed": "a feed of the 50 newest",
    "data": "items.json, 100 items",
    "home": "the city's home page",
}


def records(count: int) -> None:
    """The table of `make bench`."""
    print(f"| {count:,} items, ms | SQLite p50 | p95 | statements | PostgreSQL p50 | p95 | statements |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, database("gongkai_bench_records") as server_url:
        urls = [f"sqlite://{folder}/gongkai.sqlite3", *([server_url] if server_url else [])]
        figures = [_figures(url, Path(folder, str(number)), count) for number, url in enumerate(urls)]
    for name, heading in NAMES.items():
        cells = [" | ".join(each[f"{name}:{part}"] for part in ("p50", "p95", "bare")) for each in figures]
        print(f"| {heading} | {' | '.join([*cells, *['– | – | –'] * (2 - len(cells))])} |")


def _figures(url: str, folder: Path, count: int) -> dict[str, str]:
    """Figures, by name, of a process of its own."""
    environment = os.environ | {
        "GONGKAI_DATABASE": url,
        "GONGKAI_DATA": str(folder),
        "GONGKAI_HOSTS": HOST,
        "GONGKAI_ORIGIN": f"http://{HOST}",
        "GONGKAI_CACHE": "",
    }
    folder.mkdir()
    command = [sys.executable, "-m", "bench.records", "--measure", "--count", str(count)]
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return dict(line.split("\t") for line in told.decode().splitlines())


# --- the register -----------------------------------------------------------------------------------------------------


def fill(count: int) -> None:
    """Bodies with their sites, and items from their reviews to their places."""
    from django.db import connection, transaction

    from gongkai.bodies.enums import BodyKind
    from gongkai.bodies.models import Body
    from gongkai.documents.models import (
        Item,
        Link,
        Placing,
        Release,
        Review,
        ReviewedFile,
        ReviewStep,
        Scan,
        StoredFile,
    )
    from gongkai.pages.services import open_site

    city = Body.objects.create(name="云溪市人民政府", kind=BodyKind.GOVERNMENT)
    portal = open_site(city, slug="city", by=None)
    for number in range(1, BUREAUS + 1):
        bureau = Body.objects.create(name=f"云溪市第{number}局", kind=BodyKind.DEPARTMENT, parent=city)
        if number <= WITH_SITES:
            open_site(bureau, slug=f"j{number}", parent=portal, by=None)
    day, moment = (
        ("date('2026-06-01', '-' || (i % 6000) || ' days')", "datetime('2026-06-01', '-' || (i * 43) || ' minutes')")
        if connection.vendor == "sqlite"
        else ("date '2026-06-01' - (i % 6000)::int", "timestamptz '2026-06-01' - (i * 43) * interval '1 minute'")
    )
    some = {
        "id": "i",
        "item_id": "i",
        "review_id": "i",
        "release_id": "i",
        "scan_id": "i",
        "body_id": f"{city.pk} + 1 + i % {BUREAUS}",
        "title": "'云溪市关于做好第' || i || '项工作的通知'",
        "text": f"'<p>' || '{'各县（市、区）人民政府，市直各单位：现将有关事项通知如下。' * 20}' || i || '</p>'",
        "summary": "'有关事项的通知' || i",
        "digest": "'d' || i",
        "facts": "'{}'",
        "index_number": "'YX' || i",
        "document_number": "'云政〔2026〕' || i || '号'",
        "issuer": "'云溪市第' || (i % 12 + 1) || '局'",
        "kind": one_of(KINDS),
        "category": one_of(TOPICS),
        "effect": f"CASE WHEN {one_of(KINDS)} IN ('normative', 'policy') THEN {one_of(EFFECTS)} ELSE '' END",
        "formed_on": day,
        **dict.fromkeys(
            ("published_at", "released_at", "opened_at", "created_at", "changed_at", "at", "added_at"), moment
        ),
        "state": "'published'",
        **dict.fromkeys(("attribute", "proposed"), "'proactive'"),
    }
    decided = {"step": "'secrecy'", "decision": "'passed'", "decided_at": moment, '"order"': "1"}
    with transaction.atomic(), connection.cursor() as cursor:
        put = Put(cursor, count, some)
        put(Item)
        put(StoredFile, {"digest": "'f' || i", "size": "20480", "media_type": "'application/pdf'"})
        put(Scan)
        put(Review)
        person = _somebody()
        put(ReviewStep, decided | {"decided_by_id": str(person)})
        put(ReviewedFile, {"file_id": "'f' || i", "name": "'附件' || i || '.pdf'", "number": "1"})
        cursor.execute("UPDATE documents_review SET outcome = 'passed', closed_at = opened_at")
        put(Release, {"live": "TRUE", "released_by_id": "NULL"})
        put(Link, {"relation": "'interprets'", "other_id": f"1 + (i + 7) % {count}"})
        number = 0
        for site in (str(city.pk), some["body_id"]):
            for topic in (some["category"], "''"):
                put(Placing, {"id": f"i + {number * count}", "site_id": site, "topic": topic})
                number += 1
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def one_of(values: tuple[str, ...]) -> str:
    cases = " ".join(f"WHEN {number} THEN '{value}'" for number, value in enumerate(values))
    return f"CASE i % {len(values)} {cases} END"


def _somebody() -> int:
    from gongkai.access.models import User

    return int(User.objects.create(username="bench", name="测").pk)


class Put:
    """Puts a row for each number into the table of a model: what is not said is empty."""

    def __init__(self, cursor: Any, count: int, common: Mapping[str, str]) -> None:
        self.cursor, self.count, self.common = cursor, count, common

    def __call__(self, model: Any, own: Mapping[str, str] | None = None, *, where: str = "TRUE") -> None:
        said = {**self.common, **(own or {})}
        columns = [field.column for field in model._meta.concrete_fields]
        values = [
            said.get(field.column) or said.get(f'"{field.column}"') or _empty(field)
            for field in model._meta.concrete_fields
        ]
        names = ", ".join(f'"{column}"' for column in columns)
        self.cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {self.count}) "
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)} FROM n WHERE {where}"
        )


def _empty(field: Any) -> str:
    if field.null:
        return "NULL"
    return {"BooleanField": "FALSE", "CharField": "''", "TextField": "''"}.get(field.get_internal_type(), "0")


# --- measuring --------------------------------------------------------------------------------------------------------


def addresses(name: str, count: int) -> Iterator[str]:
    """What is asked for, past what is kept: a query that no page knows is not."""
    random = Random(5)
    register = "/zfxxgk/fdzdgknr/"
    for turn in range(ASKED):
        at = {
            "topic": f"{register}{random.choice(TOPICS)}/?x={turn}",
            "deep": f"{register}{random.choice(TOPICS)}/?page={_page(500, count // len(TOPICS))}&x={turn}",
            "latest": f"/zfxxgk/zx/?x={turn}",
            "late": f"/zfxxgk/zx/?page={_page(5000, count)}&x={turn}",
            "day": f"/zfxxgk/rl/2026/{random.randrange(1, 6):02}/{random.randrange(1, 28):02}/?x={turn}",
            "item": f"{register}{random.randrange(1, count)}/?x={turn}",
            "policies": f"/zfxxgk/zc/?x={turn}",
            "cut": f"/zfxxgk/zc/?year={random.randrange(2012, 2026)}&x={turn}",
            "feed": f"/zfxxgk/rss.xml?x={turn}",
            "data": f"/zfxxgk/data/items.json?x={turn}",
            "home": f"/?x={turn}",
        }
        yield at[name]


def _page(wanted: int, rows: int) -> int:
    return min(wanted, rows // 20)


def measure(count: int) -> None:
    """On the database of the environment: a line for each figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.test.utils import override_settings

    call_command("migrate", verbosity=0)
    start = perf_counter()
    fill(count)
    print(f"filled in {perf_counter() - start:.0f} s", file=sys.stderr)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from django.conf import settings

    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        application = get_wsgi_application()
        for name in NAMES:
            tell(name, lambda path: ask(application, path), list(addresses(name, count)))


def ask(application: Callable[..., Any], path: str) -> None:
    """One request, answered in this process.

    Raises:
        RuntimeError: it was not answered as it should be.
    """
    place, _, query = path.partition("?")
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": place, "QUERY_STRING": query,
        "SERVER_NAME": HOST, "SERVER_PORT": "80", "HTTP_HOST": HOST, "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
    }  # fmt: skip
    answer = application(environ, lambda status, headers, error=None: said.append(status))
    b"".join(answer)
    answer.close()
    if said != ["200 OK"]:
        raise RuntimeError(f"{path}: {said}")


def tell(name: str, ask: Callable[[Any], object], paths: Sequence[Any]) -> None:
    """A line each for the median, the 95th of a hundred, and the statements alone, in milliseconds."""
    from django.db import connection

    sent: list[tuple[str, Any]] = []

    def seen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    for path in paths[:5]:
        ask(path)  # what is read for the first time is not what is measured
    with connection.execute_wrapper(seen):
        ask(paths[0])
    times = sorted(1000 * _seconds(lambda path=path: ask(path)) for path in paths)  # type: ignore[misc]
    with connection.cursor() as cursor:
        bare = sorted(1000 * _seconds(lambda: _all(cursor, sent)) for _ in range(20))
    for part, figure in {"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "bare": bare[10]}.items():
        print(f"{name}:{part}\t{figure:.1f}", flush=True)


def _all(cursor: Any, sent: list[tuple[str, Any]]) -> None:
    for sql, params in sent:
        cursor.execute(sql, params)
        cursor.fetchall()


def _seconds(deed: Callable[[], object]) -> float:
    start = perf_counter()
    deed()
    return perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.records", description="The public sites over many items.")
    parser.add_argument("--count", type=int, default=COUNT, help="how many items there are")
    parser.add_argument("--measure", action="store_true", help="on the database of the environment")
    given = parser.parse_args()
    (measure if given.measure else records)(given.count)


if __name__ == "__main__":
    main()
