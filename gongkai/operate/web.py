"""The web server: granian, which hands requests to worker processes. Run by `gongkai.operate.serve`.

python -m gongkai.operate.web PARENT HOST PORT WORKERS
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from config.environment import value
from gongkai.operate.logs import logging_config
from gongkai.operate.tied import tie

SECONDS_TO_STOP = 6
"""How long a request under way may take once the server is told to stop."""


def serve(host: str, port: int, workers: int) -> None:
    server = Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,  # more of them make SQLite and the interpreter's lock contend (docs/decisions)
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        log_dictconfig=logging_config(value("GONGKAI_LOG")),
        workers_kill_timeout=SECONDS_TO_STOP,
    )
    server.serve(target_loader=_Load(os.getpid()), wrap_loader=False)


class _Load:
    """What each worker process calls to get the application."""

    def __init__(self, parent: int) -> None:
        self.parent = parent

    def __call__(self) -> Callable[..., Any]:
        tie(self.parent)
        from django.urls import get_resolver

        from config.wsgi import application

        _ = get_resolver().url_patterns  # read now, not at the first request: what is wrong shows at once
        return application


if __name__ == "__main__":
    tie(int(sys.argv[1]))
    serve(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
