"""What is known of an applicant, as text by member: tidied, and told what is wrong with it. Nothing here is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.views.decorators.debug import sensitive_variables

from gongkai.persons.enums import NUMBER_ERROR, ApplicantKind, Document, documents_of
from gongkai.persons.identity import phone_error, postcode_error, tidied

IDENTITY: Final = ("kind", "name", "document", "number")
"""What the unified identity vouches for, and who signed in by it does not change."""

CONTACTS: Final = ("phone", "email", "address", "postcode")
MEMBERS: Final = (*IDENTITY, *CONTACTS)


@sensitive_variables()
def tidy(given: Mapping[str, str]) -> dict[str, str]:
    """All members, as they are kept; those not given are empty."""
    return {
        member: tidied(given.get(member, ""))
        if member == "number"
        else unicodedata.normalize("NFKC", given.get(member, "")).strip()
        if member in ("phone", "email", "postcode")
        else given.get(member, "").strip()
        for member in MEMBERS
    }


@sensitive_variables()
def wrong(members: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with tidied members, a Chinese sentence for each that is; only what must be there is missed."""
    return {
        member: error
        for member in MEMBERS
        if (error := _REQUIRED.get(member, "") if not members[member] else _error(member, members))
    }


_REQUIRED: Final[Mapping[str, str]] = {
    "kind": "请选择申请人类别",
    "name": "请填写姓名或者名称",
    "document": "请选择证件类型",
}


@sensitive_variables()
def _error(member: str, members: Mapping[str, str]) -> str:
    text = members[member]
    match member:
        case "kind":
            return "" if text in ApplicantKind else "请选择申请人类别"
        case "name":
            return "" if len(text) <= 100 else "姓名或者名称不能超过100字"
        case "document":
            fits = members["kind"] not in ApplicantKind or text in documents_of(ApplicantKind(members["kind"]))
            return "" if fits else "证件类型与申请人类别不符，请重新选择"
        case "number":
            return NUMBER_ERROR[Document(members["document"])](text) if members["document"] in Document else ""
        case "phone":
            return phone_error(text)
        case "email":
            return _email_error(text)
        case "address":
            return "" if len(text) <= 200 else "通信地址不能超过200字"
        case "postcode":
            return postcode_error(text)
    raise KeyError(member)


@sensitive_variables()
def _email_error(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return "电子邮箱的格式不对，应形如name@example.com"
    return ""
