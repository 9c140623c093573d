"""The records of the register: what is registered, its review, what the public sees of it, where else it went."""

from gongkai.documents.models.bulk import Intake, IntakeRow, Origin, Taken
from gongkai.documents.models.outward import Batch, Deposit, Outlet
from gongkai.documents.models.register import Attachment, Bundle, Comment, Counter, Item, Link, StoredFile
from gongkai.documents.models.release import Placing, Release
from gongkai.documents.models.review import Finding, Reassessment, Review, ReviewedFile, ReviewStep, Route, Scan
from gongkai.documents.models.standards import Adoption, Directory, Duty, Entry, Fulfilment

__all__ = [
    "Adoption",
    "Attachment",
    "Batch",
    "Bundle",
    "Comment",
    "Counter",
    "Deposit",
    "Directory",
    "Duty",
    "Entry",
    "Finding",
    "Fulfilment",
    "Intake",
    "IntakeRow",
    "Item",
    "Link",
    "Origin",
    "Outlet",
    "Placing",
    "Reassessment",
    "Release",
    "Review",
    "ReviewStep",
    "ReviewedFile",
    "Route",
    "Scan",
    "StoredFile",
    "Taken",
]
