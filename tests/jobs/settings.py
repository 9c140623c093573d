"""The platform's settings with the kinds of jobs of the tests, for workers that the tests start."""

from __future__ import annotations

from datetime import timedelta

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.sample"]
JOBS_LEASE = timedelta(seconds=3)
JOBS_GRACE = timedelta(seconds=1)
