"""What happened to jobs, for applications above: whoever wants to tell somebody listens here."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

ended: Final = Signal()
"""A job ended, well or not: sent with `job`, in the transaction that says so, once for each end.

What a receiver writes to the database is therefore kept or undone with the end of the job. A receiver that fails is
logged and undone by itself.
"""
