"""What is checked whenever the platform starts: that the installation's own templates of letters can be read."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from gongkai.letters import LetterError, read_templates


@register
def letter_templates(**_: object) -> list[CheckMessage]:
    try:
        read_templates(settings.LETTER_TEMPLATES)
    except LetterError as error:
        return [Error(f"GONGKAI_LETTER_TEMPLATES：{error}", id="cases.E001")]
    return []
