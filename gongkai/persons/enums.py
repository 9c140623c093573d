"""Who applies, as the annual report counts them, and by what document they are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.db import models

from gongkai.persons import identity


class ApplicantKind(models.TextChoices):
    """The columns of section three of the annual report; the values are its keys."""

    NATURAL_PERSON = "natural_person", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    PUBLIC_INTEREST = "public_interest", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他法人或者其他组织"


class Document(models.TextChoices):
    """What proves who somebody is (身份证明, Art. 29)."""

    RESIDENT_ID = "resident_id", "居民身份证"
    PASSPORT = "passport", "护照"
    HOME_RETURN = "home_return", "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证"
    PERMANENT_RESIDENCE = "permanent_residence", "外国人永久居留身份证"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    OTHER = "other", "其他证件"


OF_PERSONS: Final = (
    Document.RESIDENT_ID,
    Document.PASSPORT,
    Document.HOME_RETURN,
    Document.TAIWAN_PERMIT,
    Document.PERMANENT_RESIDENCE,
    Document.OTHER,
)
OF_ORGANISATIONS: Final = (Document.CREDIT_CODE, Document.OTHER)

NUMBER_ERROR: Final[Mapping[Document, Callable[[str], str]]] = {
    Document.RESIDENT_ID: identity.resident_id_error,
    Document.PASSPORT: identity.passport_error,
    Document.HOME_RETURN: identity.home_return_error,
    Document.TAIWAN_PERMIT: identity.taiwan_permit_error,
    Document.PERMANENT_RESIDENCE: identity.permanent_residence_error,
    Document.CREDIT_CODE: identity.organisation_error,
    Document.OTHER: identity.other_error,
}
"""What is wrong with a document's number, "" when nothing is."""


def documents_of(kind: ApplicantKind) -> tuple[Document, ...]:
    """The documents by which such an applicant may be known."""
    return OF_PERSONS if kind == ApplicantKind.NATURAL_PERSON else OF_ORGANISATIONS
