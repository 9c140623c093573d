"""Settings. Values come from the environment (`config.environment`); the defaults run on a laptop, on SQLite."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from config.environment import value
from gongkai.operate.logs import logging_config

BASE = Path(__file__).resolve().parent.parent
DATA = BASE / value("GONGKAI_DATA")
KEYS = Path(value("GONGKAI_KEYS") or DATA / "keys")
KEPT = DATA / "kept"  # what names the present state of the public pages (`pages.versions`)


def _database(url: str) -> dict[str, Any]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") if parts.netloc else parts.path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728",
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
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"GONGKAI_DATABASE应以sqlite:或者postgresql:开头：{url}")


def _cache(url: str) -> dict[str, Any]:
    """Django's settings for `redis://host:port/number`, or for the memory of each process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ValueError(f"GONGKAI_CACHE应以redis:开头：{url}")
    return {"BACKEND": "config.cache.RedisCache", "LOCATION": url, "KEY_PREFIX": "gongkai"}


def _secret_key() -> str:
    file = KEYS / "secret-key"
    if stated := value("GONGKAI_SECRET_KEY"):
        return stated
    return file.read_text("utf-8").strip() if file.is_file() else UNSAFE_SECRET_KEY


UNSAFE_SECRET_KEY = "only-for-trying-out-and-known-to-everybody"
DEBUG = False
DEMO = value("GONGKAI_DEMO") == "1"
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = value("GONGKAI_HOSTS").split()
ORIGIN = value("GONGKAI_ORIGIN").rstrip("/")
HTTPS = ORIGIN.startswith("https://")
PROXIES = int(value("GONGKAI_PROXIES"))
DATABASES = {"default": _database(value("GONGKAI_DATABASE") or f"sqlite://{DATA}/gongkai.sqlite3")}
CACHES = {"default": _cache(value("GONGKAI_CACHE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
NATIONAL_ALGORITHMS = value("GONGKAI_NATIONAL_ALGORITHMS") == "1"

INSTALLED_APPS = [
    "gongkai.bodies",
    "gongkai.audit",
    "gongkai.access",
    "gongkai.persons",
    "gongkai.jobs",
    "gongkai.search",
    "gongkai.office",
    "gongkai.documents",
    "gongkai.cases",
    "gongkai.filings",
    "gongkai.signin",
    "gongkai.operate",
    "gongkai.pages",
    "gongkai.applying",
    "gongkai.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "gongkai.operate.middleware.observed",
    "gongkai.pages.cache.kept_pages",  # first: who gets a kept page needs nothing of the rest
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongkai.audit.middleware.where_from",
    "gongkai.signin.middleware.end_idle_sessions",
    "gongkai.signin.middleware.ask_what_is_missing",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "jobs": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA / "jobs",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA / "documents",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "vault": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA / "vault",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The register
INDEX_NUMBER = value("GONGKAI_INDEX_NUMBER")

# Requests
LETTER_TEMPLATES = Path(value("GONGKAI_LETTER_TEMPLATES")) if value("GONGKAI_LETTER_TEMPLATES") else None
CLAMAV = value("GONGKAI_CLAMAV")
APPLYING_LIMITS = value("GONGKAI_APPLYING_LIMITS")
APPLYING_WORK = int(value("GONGKAI_APPLYING_WORK"))

# Signing in
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "gongkai.access.backend.RightsBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"gongkai.signin.passwords.{name}"}
    for name in ("LongAndMixed", "NotLikeTheUser", "NotCommon", "NotUsedBefore")
]
PASSWORD_DAYS = int(value("GONGKAI_PASSWORD_DAYS"))
SECOND_FACTOR = value("GONGKAI_SECOND_FACTOR")
IDLE_MINUTES = int(value("GONGKAI_IDLE_MINUTES"))
SSO = value("GONGKAI_SSO")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-gongkai-session" if HTTPS else "gongkai-session"
CSRF_COOKIE_NAME = "__Host-gongkai-csrf" if HTTPS else "gongkai-csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # coming back from a single sign-on is a request from elsewhere
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [ORIGIN]

ACCOUNT_ADAPTER = "gongkai.signin.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "gongkai.signin.forms.SignInForm",
    "signup": "gongkai.signin.forms.SignUpForm",
    "change_password": "gongkai.signin.forms.ChangeForm",
    "reset_password": "gongkai.signin.forms.ForgottenForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {  # locking out is the work of axes; these only keep floods away
    "login": "600/m/ip",
    "login_failed": "300/m/ip,100/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,3/m/key",
    "reauthenticate": "60/m/user",
    "change_password": "20/m/user",
    "manage_email": "5/h/user",
    "consultation": "60/m/ip",
    "figures": "60/m/ip",
}
MFA_ADAPTER = "gongkai.signin.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "gongkai.signin.forms.CodeForm",
    "reauthenticate": "gongkai.signin.forms.CodeAgainForm",
    "add_webauthn": "gongkai.signin.forms.AddKeyForm",
    "edit_webauthn": "gongkai.signin.forms.RenameKeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # half a minute: in a closed network clocks differ
SOCIALACCOUNT_ADAPTER = "gongkai.signin.adapters.IdentityAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

AXES_HANDLER = "gongkai.signin.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "gongkai.signin.lockout.place_of"
AXES_USERNAME_CALLABLE = "gongkai.signin.lockout.name_of"
AXES_LOCKOUT_CALLABLE = "gongkai.signin.lockout.page"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or an outsider keeps somebody out for ever
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the log of deeds has it
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "credential", "csrfmiddlewaretoken"]

# The log of running
LOGGING = logging_config(value("GONGKAI_LOG"))

# Background work
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOBS_LEASE = timedelta(seconds=30)  # a worker not heard of for so long is thought dead
JOBS_GRACE = timedelta(seconds=5)  # told to end, a worker leaves its job by then; shorter than serve.SECONDS_TO_STOP

# Searching
SEARCH = value("GONGKAI_SEARCH")

# Wagtail, on a network of its own
WAGTAIL_SITE_NAME = "公开"
WAGTAILADMIN_BASE_URL = ORIGIN
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_ENABLED = False  # its approvals are given by groups

# E-mail
EMAIL_FROM = value("GONGKAI_EMAIL_FROM")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM
EMAIL_SUBJECT_PREFIX = ""
if _mail := value("GONGKAI_EMAIL"):
    _parts = urlsplit(_mail)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _parts.hostname or "localhost"
    EMAIL_PORT = _parts.port or {"smtps": 465, "smtp+tls": 587}.get(_parts.scheme, 25)
    EMAIL_HOST_USER = unquote(_parts.username or "")
    EMAIL_HOST_PASSWORD = unquote(_parts.password or "")
    EMAIL_USE_SSL = _parts.scheme == "smtps"
    EMAIL_USE_TLS = _parts.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Behind proxies, over HTTPS
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame
