"""The privacy gate: find personal data in text and files, mask it, take it out, prove that it is gone.

    from gongkai.privacy import scan, redact, prove

    found = scan(data, "批复.docx")                 # findings P01 … P27, and what could not be assessed
    clean = redact(data, "批复.docx", found.findings)   # raises NotRemoved rather than give back a file that leaks
    prove(clean.data, clean.name, ["…"])           # () when nothing can be read any more

Everything is imported when it is first used, so that a command that needs little starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.privacy.errors import NotRedactable, NotRemoved, PrivacyError
    from gongkai.privacy.findings import Finding, Leak, Place, Redacted, Scan
    from gongkai.privacy.kinds import KINDS, Kind, Weight
    from gongkai.privacy.masking import mask
    from gongkai.privacy.proving import prove
    from gongkai.privacy.redacting import redact
    from gongkai.privacy.scanning import scan
    from gongkai.privacy.text import scan_text

_HOMES = {
    "mask": "masking",
    "prove": "proving",
    "redact": "redacting",
    "scan": "scanning",
    "scan_text": "text",
    **dict.fromkeys(("KINDS", "Kind", "Weight"), "kinds"),
    **dict.fromkeys(("Finding", "Leak", "Place", "Redacted", "Scan"), "findings"),
    **dict.fromkeys(("NotRedactable", "NotRemoved", "PrivacyError"), "errors"),
}

__all__ = [
    "KINDS",
    "Finding",
    "Kind",
    "Leak",
    "NotRedactable",
    "NotRemoved",
    "Place",
    "PrivacyError",
    "Redacted",
    "Scan",
    "Weight",
    "mask",
    "prove",
    "redact",
    "scan",
    "scan_text",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
