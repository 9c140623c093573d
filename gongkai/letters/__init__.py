"""The letters of a request: composed from templates and facts, held against what the law wants in them, written.

    from gongkai.letters import Facts, Finding, Issuer, compose, missing, write

    letter = compose("not_held", facts)
    missing("not_held", letter)  # [] if it may be approved
    missing("not_held", letter.edited(text))  # the same of a text that somebody worked over
    write(letter, "pdf")

Everything is a pure function of its arguments. Errors are `LetterError` or `LawError`, whose text is a Chinese
sentence.
"""

from gongkai.letters.compose import DECISIONS, ON_THE_WAY, compose, missing, number_of, series_of
from gongkai.letters.difference import Change, Difference, difference
from gongkai.letters.errors import LetterError, NotFitting, TemplateNotReadable
from gongkai.letters.facts import Facts, Finding, Issuer
from gongkai.letters.letter import Block, Kind, Letter, Must
from gongkai.letters.template import Templates, read_templates
from gongkai.letters.writers import Sign, write
from gongkai.letters.writers.seal import Seal

__all__ = [
    "DECISIONS",
    "ON_THE_WAY",
    "Block",
    "Change",
    "Difference",
    "Facts",
    "Finding",
    "Issuer",
    "Kind",
    "Letter",
    "LetterError",
    "Must",
    "NotFitting",
    "Seal",
    "Sign",
    "TemplateNotReadable",
    "Templates",
    "compose",
    "difference",
    "missing",
    "number_of",
    "read_templates",
    "series_of",
    "write",
]
