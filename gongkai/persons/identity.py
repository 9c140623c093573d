"""What numbers of documents, telephones and postcodes look like, in plain Python. An error is a Chinese sentence."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from gongkai.bodies.codes import credit_code_error

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_PHONE: Final = re.compile(r"1[3-9]\d{9}|(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,6})?|400-?\d{3}-?\d{4}|\+\d{6,15}")
_POSTCODE: Final = re.compile(r"\d{6}")


def tidied(number: str) -> str:
    """A number as it is kept: half-width, upper case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def resident_id_error(number: str, *, first: str = "12345678") -> str:
    """What is wrong with a citizen's identity number; "" when nothing is.

    Area (6), day of birth (8), sequence (3), check character by ISO 7064 MOD 11-2 (GB 11643-1999). `first` are the
    digits with which it may begin; a residence permit for Hong Kong, Macao and Taiwan residents begins with 8.
    """
    if len(number) != 18:
        return f"身份证号码应为18位，写的是{len(number)}位"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or number[0] not in first:
        return "身份证号码应为17位数字加一位数字或者X，请核对各位"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = date.max
    if not date(1900, 1, 1) <= born <= date.today():
        return f"身份证号码里的出生日期“{number[6:14]}”不对，请核对第7位至第14位"
    if check_character(number) != number[-1]:
        return "身份证号码的校验位不对，请核对各位"
    return ""


def check_character(number: str) -> str:
    """The last character that the first seventeen digits ask for."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def permanent_residence_error(number: str) -> str:
    """A foreigner's permanent residence card: 18 digits that begin with 9 since 2023, 15 characters before."""
    if len(number) == 18:
        return resident_id_error(number, first="9")
    return _shape(number, r"[A-Z]{3}\d{12}", "外国人永久居留身份证号码应为18位，或者3个字母加12位数字")


def passport_error(number: str) -> str:
    return _shape(number, r"[A-Z0-9]{5,17}", "护照号码应为5至17位字母和数字")


def home_return_error(number: str) -> str:
    """Mainland travel permit for Hong Kong and Macao residents: H or M and eight digits, formerly ten."""
    return _shape(number, r"[HM](?:\d{8}|\d{10})", "港澳居民来往内地通行证号码应为H或者M加8位数字")


def taiwan_permit_error(number: str) -> str:
    """Mainland travel permit for Taiwan residents: eight digits, formerly ten."""
    return _shape(number, r"\d{8}|\d{10}[A-Z]?", "台湾居民来往大陆通行证号码应为8位数字")


def organisation_error(number: str) -> str:
    return credit_code_error(number)


def other_error(number: str) -> str:
    return _shape(number, r"[\w/()-]{4,40}", "证件号码应为4至40位字母、数字")


def phone_error(text: str) -> str:
    wrong = "电话应是11位手机号码，或者区号加固定电话，如0595-22110000；境外的以+和国家代码开头"
    return "" if _PHONE.fullmatch(text) else wrong


def postcode_error(text: str) -> str:
    return "" if _POSTCODE.fullmatch(text) else "邮政编码应为6位数字"


def _shape(number: str, pattern: str, wrong: str) -> str:
    return "" if re.fullmatch(pattern, number) else wrong
