"""The same examples in every run, so that a red test is the change's; `GONGKAI_RANDOM=1` looks for new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if os.environ.get("GONGKAI_RANDOM") else "fixed")
