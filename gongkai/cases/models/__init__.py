"""Requests and what belongs to them."""

from gongkai.cases.models.after import LogEntry, RecordCorrection, Remedy
from gongkai.cases.models.case import Case, CaseCounter, Happening
from gongkai.cases.models.giving import Withheld
from gongkai.cases.models.handling import Consultation, FeeDecision, Message, Paper, SearchRecord
from gongkai.cases.models.letters import CaseLetter, LetterCounter, LetterStep
from gongkai.cases.models.practice import Practice
from gongkai.cases.models.reminding import Reminder

__all__ = [
    "Case",
    "CaseCounter",
    "CaseLetter",
    "Consultation",
    "FeeDecision",
    "Happening",
    "LetterCounter",
    "LetterStep",
    "LogEntry",
    "Message",
    "Paper",
    "Practice",
    "RecordCorrection",
    "Remedy",
    "Reminder",
    "SearchRecord",
    "Withheld",
]
