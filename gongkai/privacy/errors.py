"""What can go wrong when a file is scanned or redacted. Messages are one Chinese sentence that names the cause."""

from __future__ import annotations


class PrivacyError(Exception):
    """Base of the errors of this package. `str(error)` is a Chinese sentence for the person who gave the file."""


class NotRedactable(PrivacyError):
    """The file is of a kind that cannot be redacted, or it cannot be opened."""


class NotRemoved(PrivacyError):
    """Something that had to go can still be read in the file that was made; the file is not handed out."""
