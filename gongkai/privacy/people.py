"""Whether what a property says names a person or a path."""

from __future__ import annotations

import re
from typing import Final

from gongkai.privacy.masking import mask_name
from gongkai.privacy.names import is_name

_PATH: Final = re.compile(
    r"(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\[\w.-]{1,60}\\|file:/|/(?:home|Users|root|mnt)/|%5C|Users%2F", re.I
)
_NOBODY: Final = frozenset(
    "administrator admin user users root guest author owner hp dell lenovo pc windows microsoft office wps kingsoft "
    "acer asus python-docx openpyxl apache poi test unknown default none null sky123.org 123 1 a x un-named china "
    "libreoffice chromium skia/pdf typst writer calc impress "
    "用户 微软用户 微软中国 管理员 系统管理员 作者 雨林木风 深度技术 番茄花园 未定义 未知 匿名".split()
)
_ORGANISATION: Final = re.compile(
    "局|厅|部|委|办|处|科|室|院|所|站|中心|政府|公司|集团|大学|学校|学院|医院|银行|协会|组织|工作|系统|微软|软件|平台|有限|office|ltd|corp|inc|soft|"
    "microsoft|company|city|bureau",
    re.I,
)


def is_path(text: str) -> bool:
    """Whether a text has a path of somebody's machine."""
    return _PATH.search(text) is not None


def names_person(text: str) -> bool:
    """Whether the author that a property gives is a person rather than an office, a program or nobody."""
    word = " ".join(text.split())
    if not word or word.casefold() in _NOBODY or _ORGANISATION.search(word):
        return is_name(word)
    return len(word) <= 40 and any(char.isalpha() for char in word)


def by(author: str) -> str:
    """Who did something, as it is told: the surname is enough for those who know the office."""
    name = " ".join(author.split())
    return f"{mask_name(name) if is_name(name) else name}所作" if name else ""
