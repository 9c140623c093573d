"""Run a command with the platform on PostgreSQL, and on Redis, where they answer; otherwise say so and leave it out.

    python scripts/on_postgresql.py python -m pytest tests/audit

The servers are those of GONGKAI_TEST_POSTGRESQL, by default postgresql://postgres@127.0.0.1:5432/gongkai, and of
GONGKAI_TEST_REDIS, by default redis://127.0.0.1:6379/15. Without PostgreSQL the command is left out.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from urllib.parse import urlsplit

POSTGRESQL = os.environ.get("GONGKAI_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/gongkai")
REDIS = os.environ.get("GONGKAI_TEST_REDIS", "redis://127.0.0.1:6379/15")


def answers(url: str, port: int) -> bool:
    """Whether somebody listens at an address."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=2).close()
    except OSError:
        return False
    return True


def main(command: list[str]) -> int:
    where = {url: urlsplit(url).netloc.rpartition("@")[2] for url in (POSTGRESQL, REDIS)}
    if not answers(POSTGRESQL, 5432):
        print(f"没有可用的PostgreSQL（{where[POSTGRESQL]}），略过在其上的测试；用GONGKAI_TEST_POSTGRESQL指定")
        return 0
    servers = {"GONGKAI_DATABASE": POSTGRESQL}
    if answers(REDIS, 6379):
        servers["GONGKAI_CACHE"] = REDIS
        print(f"在PostgreSQL（{where[POSTGRESQL]}）和Redis（{where[REDIS]}）上运行", flush=True)
    else:
        print(f"没有可用的Redis（{where[REDIS]}），只在PostgreSQL上运行；用GONGKAI_TEST_REDIS指定", flush=True)
    return subprocess.run(command, env=os.environ | servers, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
