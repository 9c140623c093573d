"""What the web server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

from config.front import kept_first  # noqa: E402  (these need the settings to be read)
from gongkai.pages import versions  # noqa: E402

application = kept_first(django)
versions.start()
