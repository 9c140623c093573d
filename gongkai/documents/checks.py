"""What is checked whenever the platform starts: that index numbers can be made by the pattern that is set."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from gongkai.documents.numbering import pattern_errors


@register
def index_number(**_: object) -> list[CheckMessage]:
    said = "；".join(pattern_errors(settings.INDEX_NUMBER))
    return [Error(f"GONGKAI_INDEX_NUMBER：{said}", id="documents.E001")] if said else []
