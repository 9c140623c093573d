"""The log of running: one record for each event, as a line to read or as JSON, in the time of China.

It says who asked for what and how that went, never what was written: no query strings, no bodies, no personal data.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone
from typing import Any, Final, Protocol

ACCESS: Final = "gongkai.access"
"""The log of requests: one record for each."""
CHINA: Final = timezone(timedelta(hours=8))
FORMATS: Final = ("text", "json")
FACTS: Final = ("request", "user", "address", "method", "path", "route", "status", "ms")
"""What a record may carry beside its message, in the order in which it is shown."""


class Context(Protocol):
    """The request at hand, as far as the log is concerned."""

    def facts(self) -> Mapping[str, Any]: ...


current: ContextVar[Context | None] = ContextVar("current", default=None)
"""The request at hand; None outside requests."""

_PERSONAL: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?![0-9A-Za-z])"  # identity numbers, mobile telephones
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_VALUES_OF_ROWS: Final = re.compile(r"^DETAIL: .*$", re.M)  # PostgreSQL quotes the row that it refused
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def masked(text: str) -> str:
    """Without what looks like personal data: an exception's message may quote anything."""
    return _PERSONAL.sub("***", _VALUES_OF_ROWS.sub("DETAIL: ***", text))


_as_json: Final = json.JSONEncoder(ensure_ascii=False, default=str).encode


class _Formatter(logging.Formatter):
    """Gathers what a record says; how that looks is for the classes below."""

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        context = current.get()
        found: dict[str, Any] = {**(context.facts() if context is not None else {}), **getattr(record, "facts", {})}
        return {name: fact for name in FACTS if (fact := found.get(name)) is not None}

    def time(self, record: logging.LogRecord) -> str:
        return datetime.fromtimestamp(record.created, CHINA).isoformat(sep=" ", timespec="milliseconds")

    def message(self, record: logging.LogRecord) -> str:
        if record.name == ACCESS:  # of our own making, and many
            return record.getMessage()
        if record.name == "django.request":  # its messages end in the path, which may hold somebody's secret
            return "回答请求时出错"
        return masked(record.getMessage())

    def exception(self, record: logging.LogRecord) -> str:
        return masked(self.formatException(record.exc_info)) if record.exc_info else ""


class Json(_Formatter):
    """One JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": self.time(record).replace(" ", "T"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message(record),
            **self.facts(record),
        }
        if exception := self.exception(record):
            said["exception"] = exception
        return _as_json(said)


class Text(_Formatter):
    """One line; a traceback follows, set in."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={_plain(str(value))}" for name, value in self.facts(record).items())
        parts = (self.time(record), record.levelname, record.name, _plain(self.message(record)), facts)
        line = " ".join(filter(None, parts))
        exception = self.exception(record)
        return line + "".join(f"\n    {_plain(each)}" for each in exception.splitlines())


def _plain(text: str) -> str:
    """Without characters by which somebody's text could pass for a line of ours."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def logging_config(form: str) -> dict[str, Any]:
    """What `logging.config` wants to know.

    Raises:
        ValueError: no such form.
    """
    if form not in FORMATS:
        raise ValueError(f"GONGKAI_LOG应是{'或者'.join(FORMATS)}：{form}")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"event": {"()": f"gongkai.operate.logs.{form.title()}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "_granian": {"level": "WARNING"},
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},  # the rest is in the line of the request
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # whoever scans the internet; answered with 400
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "django_tasks": {"level": "WARNING"},  # a job keeps its own record
            "wagtail": {"level": "WARNING"},
            "axes": {"level": "ERROR"},  # names whoever failed to sign in, of which it has a table of its own
        },
    }
