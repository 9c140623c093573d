"""What a letter is made from: who writes to whom, what happened, what was found.

Nothing here is required by the types: a draft is composed from what is known, and `gongkai.letters.missing` says what
the law still wants. Texts are Chinese, without the full stop at the end; days are `date`s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gongkai.law.articles import Article
from gongkai.law.events import Event
from gongkai.law.fees import Charge
from gongkai.law.limits import Channel
from gongkai.law.remedy import BodyKind


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The body that writes. `reviewers` are the names of those who reconsider, in the order of `remedy.REVIEW`."""

    name: str
    kind: BodyKind = BodyKind.DEPARTMENT
    reviewers: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    person: str = ""
    """Who answers questions: an office or a person."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found on one item of a request, or on one withheld part of it.

    Which members a finding needs follows from its outcome: `gongkai.letters.elements`.

    Attributes:
        outcome: a key of `gongkai.law.outcomes.OUTCOMES`.
        asked: the item in the applicant's words, where several were asked; of a part, what it is.
        articles: the law applied, article and item; by default what the outcome stands on for the day of receipt.
    """

    outcome: str
    asked: str = ""
    articles: tuple[Article, ...] = ()
    reasons: str = ""
    where: str = ""
    """Where and how to get it: address of a page, issue of a gazette, place and time of inspection."""
    # disclosed, in whole or in part
    given: tuple[str, ...] = ()
    parts: tuple[Finding, ...] = ()
    """The parts withheld of a partial disclosure."""
    method: str = ""
    """How they were separated: 遮盖, 摘录."""
    # refused
    level: str = ""
    """The level of a state secret; never what it is about."""
    provision: str = ""
    """The law or administrative regulation that forbids it, with the article."""
    harm: str = ""
    interest: str = ""
    """商业秘密 or 个人隐私."""
    opinion: str = ""
    """How the third party was asked, and what it said."""
    public_interest: str = ""
    category: str = ""
    """Which of the three or four kinds of Art. 16."""
    case_file: str = ""
    special_rule: str = ""
    # cannot be provided
    search_where: str = ""
    search_how: str = ""
    search_by: str = ""
    organ: str = ""
    """Who is to disclose it, or may correct it."""
    organ_contact: str = ""
    organ_unknown: bool = False
    """Whether that organ cannot be determined."""
    work_needed: str = ""
    unclear: str = ""
    # not processed, and others
    channel_hint: str = ""
    """Where else the applicant may turn."""
    earlier_number: str = ""
    earlier_on: date | None = None
    explained: str = ""
    """The reasons the applicant gave for asking so much."""
    obtained: str = ""
    notice_on: date | None = None
    notice_served: str = ""
    """When and how a notice reached the applicant."""
    notice_term: str = ""
    """Until when it was to be followed."""
    notice_amount: str = ""
    withdrawn_on: date | None = None
    withdrawn_how: str = ""
    # corrections
    correction: str = ""
    corrected_on: date | None = None
    forwarded_on: date | None = None
    checked: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known for a letter.

    Attributes:
        applicant: as the application has it, in the letter's address.
        natural: whether the applicant is a natural person (你) or an organisation (你单位).
        recipient: who gets a letter that does not go to the applicant.
        number: the letter's own, see `gongkai.letters.number_of`; `on` its date.
        registration: the number of the request; `received` its day of receipt by Art. 31, `channel` its way.
        asked: what was asked, in the applicant's words.
        events: what happened to the request.
        online: whether the letter is served online; then `portal` is where to apply for reconsideration.
    """

    issuer: Issuer
    applicant: str = ""
    natural: bool = True
    recipient: str = ""
    number: str = ""
    on: date | None = None
    registration: str = ""
    received: date | None = None
    channel: Channel | None = None
    asked: str = ""
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    attachments: tuple[str, ...] = ()
    form: str = ""
    """The form in which information is given; `wanted_form` that which was asked for."""
    wanted_form: str = ""
    form_reason: str = ""
    route: str = ""
    online: bool = False
    portal: str = ""
    # letters on the way
    due: date | None = None
    """The last day for the answer."""
    new_due: date | None = None
    reply_by: date | None = None
    """Until when the applicant is to supplement or to explain."""
    points: tuple[str, ...] = ()
    """What is to be supplemented or explained, all of it."""
    guidance: str = ""
    reason: str = ""
    """Why an answer is extended or deferred, or information disclosed against an objection."""
    consent_by: str = ""
    consent_on: date | None = None
    content: str = ""
    """What may be, or will be, disclosed: without who asked for it."""
    question: str = ""
    consulted: str = ""
    """Who is consulted, as the applicant is told: 第三方, not the name."""
    since: date | None = None
    """From when the time is not counted."""
    charge: Charge | None = field(default=None)
    pay_how: str = ""
    from_office: str = ""
    to_office: str = ""
    received_by: str = ""
    """How the request came to the office that hands it over."""
    forwarded_on: date | None = None
