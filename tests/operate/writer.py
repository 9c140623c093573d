"""Records deeds one after another, and says the number of each once it is committed, until it is killed."""

from __future__ import annotations

import os
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from gongkai.audit.services import record  # noqa: E402

for turn in count():
    with transaction.atomic():
        deed = record("试验", by=None, subject=f"turn:{turn}", detail={"说明": "甲" * (turn % 50)})
    print(deed.number, deed.hash, flush=True)
