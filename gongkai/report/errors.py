"""What can go wrong with a file that somebody hands us. Messages are one Chinese sentence that names the cause."""

from __future__ import annotations


class ReportError(Exception):
    """Base of the errors of this package. `str(error)` is a Chinese sentence for the person who gave the input."""


class NotReadable(ReportError):
    """The file cannot be read as an annual report: damaged, encrypted, too large, not a report …"""


class NotWritable(ReportError):
    """The report cannot be written in the format that was asked for."""


class ToolMissing(NotReadable):
    """Reading this file needs a program or an optional library that is not installed."""


class NotMergeable(ReportError):
    """The reports cannot be added up: different years or editions, or one contains another."""
