"""Commands that need the platform's database; each starts Django first."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

P = ParamSpec("P")
T = TypeVar("T")


def with_platform(command: Callable[P, T]) -> Callable[P, T]:
    """Let a command run with Django set up; what the database refuses becomes one Chinese line."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        try:
            import django
        except ModuleNotFoundError as error:
            raise click.ClickException("没有安装平台：请在源码目录里运行 pip install '.[platform]'") from error
        from django.db import DatabaseError

        try:
            django.setup()
            return command(*args, **kwargs)
        except DatabaseError as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            unmade = "no such table" in said or "does not exist" in said
            advice = "，请先运行gongkai migrate" if unmade else ""
            raise click.ClickException(f"数据库出错：{said}{advice}") from error

    return run
