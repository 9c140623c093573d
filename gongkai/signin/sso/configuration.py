"""The providers of single sign-on, from the JSON file that GONGKAI_SSO names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings

from gongkai.persons.details import MEMBERS

STAFF: Final = "staff"
APPLICANTS: Final = "applicants"
FORMAT: Final = "gongkai.sso/1"


class SsoNotConfigured(Exception):
    """What is wrong with the file, as a Chinese sentence."""


class Provider(NamedTuple):
    """An OpenID Connect provider, and what its claims mean here.

    `claims` gives, for `username` (staff) or for a member of an applicant (`persons.details.MEMBERS`), the name of the
    provider's claim; `values`, for a member, what the provider's values are called here. `second_factor` is whether its
    sign-in always counts as two factors; `acr` and `amr` are values of those claims that show it for a single sign-in.
    """

    id: str
    name: str
    audience: str
    issuer: str
    client_id: str
    client_secret: str
    scope: tuple[str, ...]
    claims: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    second_factor: bool
    acr: frozenset[str]
    amr: frozenset[str]


def providers() -> tuple[Provider, ...]:
    """Every provider; none where no file is named.

    Raises:
        SsoNotConfigured: the file is missing or wrong.
    """
    if not settings.SSO:
        return ()
    file = Path(settings.SSO)
    try:
        return _read(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise SsoNotConfigured(f"读不了统一身份认证的配置{file}：{error.strerror}") from error


def provider(id: str) -> Provider:
    """Raises KeyError: there is none of this name."""
    for each in providers():
        if each.id == id:
            return each
    raise KeyError(id)


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> tuple[Provider, ...]:
    try:
        read = json.loads(file.read_text("utf-8"))
        if read["format"] != FORMAT:
            raise ValueError(f"format应为{FORMAT}")
        made = tuple(map(_provider, read["providers"]))
        if len({each.id for each in made}) != len(made):
            raise ValueError("id有重复")
    except KeyError as error:
        raise SsoNotConfigured(f"统一身份认证的配置{file}缺少{error.args[0]}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SsoNotConfigured(f"统一身份认证的配置{file}不对：{error}") from error
    return made


def _provider(read: Mapping[str, Any]) -> Provider:
    audience, claims, second = read["for"], read.get("claims", {}), read.get("second_factor", False)
    if audience not in (STAFF, APPLICANTS):
        raise ValueError(f"for应为{STAFF}或者{APPLICANTS}")
    meant = {"username"} if audience == STAFF else set(MEMBERS)
    if strange := set(claims) - meant:
        raise ValueError(f"claims里的{'、'.join(sorted(strange))}不认识，可用的是{'、'.join(sorted(meant))}")
    shown = second if isinstance(second, dict) else {}
    return Provider(
        id=read["id"],
        name=read["name"],
        audience=audience,
        issuer=read["issuer"].rstrip("/"),
        client_id=read["client_id"],
        client_secret=read["client_secret"],
        scope=tuple(read.get("scope", ("openid", "profile"))),
        claims={"username": "preferred_username"} | claims if audience == STAFF else {"name": "name"} | claims,
        values=read.get("values", {}),
        second_factor=second is True,
        acr=frozenset(shown.get("acr", ())),
        amr=frozenset(shown.get("amr", ())),
    )
