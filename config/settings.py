"""Settings. Values come from the environment; the defaults run on a laptop, on SQLite, with nothing else needed."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("GONGKAI_DATA", BASE / "data"))


def _database(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") if parts.netloc else parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
        }
    raise ValueError(f"GONGKAI_DATABASE应以sqlite:或者postgresql:开头：{url}")


DEBUG = False
SECRET_KEY = os.environ.get("GONGKAI_SECRET_KEY", "not-for-production")
ALLOWED_HOSTS = os.environ.get("GONGKAI_HOSTS", "127.0.0.1 localhost [::1]").split()
DATABASES = {"default": _database(os.environ.get("GONGKAI_DATABASE", f"sqlite://{DATA}/gongkai.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
AUDIT_HASH = os.environ.get("GONGKAI_AUDIT_HASH", "sha256")

INSTALLED_APPS = [
    "gongkai.bodies",
    "gongkai.access",
    "gongkai.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
ROOT_URLCONF = "config.urls"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
