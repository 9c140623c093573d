"""A process that ends when the one that started it does, however that one ended: nothing is left to hold the port."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # Linux, <sys/prctl.h>


def tie(parent: int) -> None:
    """End this process as soon as its parent ends. Only Linux can; elsewhere nothing happens.

    The tie outlives exec, not fork: each child asks for itself.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        sys.exit(1)


if __name__ == "__main__":  # python -m gongkai.operate.tied PARENT COMMAND…
    tie(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
