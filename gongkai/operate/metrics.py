"""Figures for Prometheus: what each process counts, added up over all of this host, and what the database holds.

Processes count into files of PROMETHEUS_MULTIPROC_DIR, which `gongkai.operate.serve` sets; without it only one's own.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from gongkai import __version__
from gongkai.operate import health, state
from gongkai.operate.local import may_look

log = logging.getLogger(__name__)

_COUNTED: Final = CollectorRegistry()
_REQUESTS: Final = Counter("gongkai_requests", "Requests answered.", ("method", "route", "status"), registry=_COUNTED)
_SECONDS: Final = Histogram(
    "gongkai_request_seconds",
    "How long an answer took.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_COUNTED,
)
_DATABASE_ERRORS: Final = Counter(
    "gongkai_database_errors", "Statements that failed for the database's sake.", ("kind",), registry=_COUNTED
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    _requests(method if method in _METHODS else "other", route, str(status)).inc()
    _seconds(route).observe(seconds)


@lru_cache(maxsize=4096)
def _requests(method: str, route: str, status: str) -> Counter:
    return _REQUESTS.labels(method, route, status)


@lru_cache(maxsize=1024)
def _seconds(route: str) -> Histogram:
    return _SECONDS.labels(route)


def watch_database(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Count the errors of a new connection (a receiver of Django's `connection_created`)."""
    if _counted not in connection.execute_wrappers:
        connection.execute_wrappers.append(_counted)


def _counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    try:
        return execute(sql, params, many, context)
    except (OperationalError, InterfaceError) as error:
        _DATABASE_ERRORS.labels(type(error).__name__).inc()
        raise


class _Database(Collector):
    """What the database says, asked at each look."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("gongkai_jobs", "Jobs by state.", labels=("state",))
        for name, number in state.jobs().items():
            jobs.add_metric((name,), number)
        yield jobs
        yield GaugeMetricFamily(
            "gongkai_task_oldest_seconds",
            "For how long the oldest task has been due.",
            state.oldest_task().total_seconds(),
        )
        yield GaugeMetricFamily("gongkai_workers", "Background workers that are alive.", state.workers())
        yield GaugeMetricFamily("gongkai_audit_rows", "Rows of the log of deeds.", state.audit_rows())
        if (verified := state.last_verification()) is not None:
            yield GaugeMetricFamily(
                "gongkai_audit_verified_timestamp_seconds", "When that log was last verified.", verified.at.timestamp()
            )
            yield GaugeMetricFamily("gongkai_audit_breaks", "Faults that were found then.", verified.faults)
        yield GaugeMetricFamily("gongkai_sessions", "Sessions that have not run out.", state.sessions())


class _Host(Collector):
    """What this host says."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        info = GaugeMetricFamily("gongkai_info", "What runs here.", labels=("version",))
        info.add_metric((__version__,), 1)
        yield info
        yield GaugeMetricFamily("gongkai_disk_free_bytes", "Space left for data.", state.free_disk())
        parts = GaugeMetricFamily("gongkai_part_well", "Whether each part of /readyz works.", labels=("part", "vital"))
        for part, well, _ in health.looks():
            parts.add_metric((part.name, "yes" if part.vital else "no"), well)
        yield parts


def page(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever may see them."""
    if not may_look(request):
        return HttpResponse("只供本机或者持有口令者读取\n", status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(_counts() + generate_latest(_only(_Host())) + _of_database(), content_type=CONTENT_TYPE_LATEST)


def _counts() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(_COUNTED)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


def _of_database() -> bytes:
    """Nothing if the database does not answer: the counts are then wanted all the more."""
    try:
        return generate_latest(_only(_Database()))
    except DatabaseError:
        log.exception("数据库没有应答，指标不全")
        return b""


def _only(collector: Collector) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(collector)
    return registry
