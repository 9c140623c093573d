"""Run a command with the platform on PostgreSQL, where one answers; otherwise say so and leave it out.

    python scripts/on_postgresql.py python -m pytest tests/audit

The server is the one of GONGKAI_TEST_POSTGRESQL, by default postgresql://postgres@127.0.0.1:5432/gongkai.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from urllib.parse import urlsplit

URL = os.environ.get("GONGKAI_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/gongkai")


def main(command: list[str]) -> int:
    parts = urlsplit(URL)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=2).close()
    except OSError:
        where = f"{parts.hostname}:{parts.port or 5432}"
        print(f"没有可用的PostgreSQL（{where}），略过在其上的测试；用GONGKAI_TEST_POSTGRESQL指定")
        return 0
    return subprocess.run(command, env=os.environ | {"GONGKAI_DATABASE": URL}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
