"""The states of a job."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    WAITING = "waiting", "等待执行"
    RUNNING = "running", "正在执行"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    STOPPED = "stopped", "已停止"


OPEN = frozenset({State.WAITING, State.RUNNING})
"""Something will still happen by itself."""

UNDONE = frozenset({State.FAILED, State.STOPPED})
"""It may be taken up again, and goes on where it was."""
