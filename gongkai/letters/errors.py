"""What keeps a letter from being composed. Messages are Chinese sentences that say what to do."""

from __future__ import annotations


class LetterError(Exception):
    """Base of the errors of this package. `str(error)` is a Chinese sentence for the person who gave the input."""


class TemplateNotReadable(LetterError):
    """A template that lacks something. The message names the file and the cause."""


class NotFitting(LetterError):
    """Facts that do not go together with the letter that was asked for."""
