"""What is checked before an installation goes into service: that its key ring is there and opens what is sealed."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error, register

from gongkai.persons import rotation
from gongkai.persons.keys import KeysError


@register(deploy=True)
def key_ring(**_: object) -> list[CheckMessage]:
    try:
        rotation.check()
    except KeysError as error:
        return [Error(str(error), id="persons.E001")]
    return []
