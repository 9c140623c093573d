"""Numbers as people write them: tidied, and told what is wrong."""

from __future__ import annotations

import pytest

from gongkai.persons.details import MEMBERS, tidy, wrong
from gongkai.persons.enums import NUMBER_ERROR, ApplicantKind, Document, documents_of
from gongkai.persons.identity import check_character, phone_error, postcode_error, resident_id_error, tidied
from gongkai.report.form import APPLICANTS
from tests.persons.conftest import LIN

GOOD = {
    Document.RESIDENT_ID: ["11010519491231002X", "81000019980902013" + check_character("81000019980902013")],
    Document.PASSPORT: ["E12345678", "EA1234567", "123456789"],
    Document.HOME_RETURN: ["H12345678", "M1234567801"],
    Document.TAIWAN_PERMIT: ["12345678"],
    Document.PERMANENT_RESIDENCE: ["91000019980902013" + check_character("91000019980902013"), "USA310080010101"],
    Document.CREDIT_CODE: ["91350100M000100Y43"],
    Document.OTHER: ["闽A-2024/001", "12345678"],
}
BAD = {
    Document.RESIDENT_ID: ["110105194912310020", "91000019980902013X", "1101051949123100"],
    Document.PASSPORT: ["E1", "E-123456"],
    Document.HOME_RETURN: ["12345678"],
    Document.TAIWAN_PERMIT: ["1234567"],
    Document.PERMANENT_RESIDENCE: ["11010519491231002X", "USA31008001010"],
    Document.CREDIT_CODE: ["91350100M000100Y44"],
    Document.OTHER: ["x"],
}


@pytest.mark.parametrize("document", Document)
def test_each_document_s_number_is_known_by_its_shape(document: Document):
    assert [NUMBER_ERROR[document](number) for number in GOOD[document]] == [""] * len(GOOD[document])
    assert all(NUMBER_ERROR[document](number) for number in BAD[document])


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("1101051949123100", "应为18位，写的是16位"),
        ("1101051949123100AX", "17位数字加一位数字或者X"),
        ("110105194913310027", "出生日期“19491331”不对"),
        ("110105209912310028", "出生日期“20991231”不对"),
        ("110105194912310021", "校验位不对"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said(number: str, why: str):
    assert why in resident_id_error(number)


def test_any_single_digit_that_is_wrong_shows():
    number = "11010519491231002X"
    for at in (*range(6), *range(14, 17)):
        for digit in "123456789":
            altered = number[:at] + digit + number[at + 1 :]
            assert bool(resident_id_error(altered)) is (altered != number)


def test_numbers_are_tidied():
    assert tidied(" １１０１０５ 19491231 002x") == "11010519491231002X"


@pytest.mark.parametrize(
    "phone", ["13850001234", "0595-22110000", "22110000", "0595-22110000-8001", "+85212345678", "4008001234"]
)
def test_telephones_of_every_kind_are_taken(phone: str):
    assert phone_error(phone) == ""


@pytest.mark.parametrize("phone", ["1385000123", "138500012345", "12345", "abc", "010 1"])
def test_other_telephones_are_not(phone: str):
    assert "11位手机号码" in phone_error(phone)


def test_kinds_of_applicants_are_the_columns_of_the_report():
    assert [kind.value for kind in ApplicantKind] == [column.key for column in APPLICANTS if column.key != "total"]
    assert all(documents_of(kind) for kind in ApplicantKind)


def test_well_formed_members_are_all_right_and_nothing_but_who_one_is_must_be_given():
    assert wrong(tidy(LIN)) == {}
    assert wrong(tidy({"kind": "business", "name": "海州甲公司", "document": "credit_code"})) == {}
    assert list(wrong(tidy({}))) == ["kind", "name", "document"]


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ("kind", "robot"),
        ("name", "林" * 101),
        ("document", "credit_code"),
        ("document", "library_card"),
        ("number", "123"),
        ("phone", "123"),
        ("email", "lin"),
        ("address", "街" * 201),
        ("postcode", "3620"),
    ],
)
def test_each_member_is_checked(member: str, text: str):
    assert member in wrong(tidy({**LIN, member: text}))


def test_every_member_can_be_found_wrong():
    assert {"kind", "name", "document", "number", "phone", "email", "address", "postcode"} == set(MEMBERS)
    assert postcode_error("362000") == ""
