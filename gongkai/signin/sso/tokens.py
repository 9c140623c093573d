"""What an ID token must be like before it is believed (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import jwt
from jwt import PyJWKSet

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make: never one with our own secret, never none."""

LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ."""


class NotBelieved(Exception):
    """What is wrong with a token."""


def nonce_for(verifier: str) -> str:
    """The nonce of a sign-in: told to the provider, and worked out again from what only this session knows."""
    return hashlib.sha256(f"nonce {verifier}".encode()).hexdigest()


def claims_of(token: str, *, keys: dict[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token. `keys` is the provider's JWK set.

    Raises:
        NotBelieved: not signed by the provider, not for us, not for this sign-in, too old, or not well formed.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise NotBelieved(f"{type(error).__name__}: {error}") from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise NotBelieved("azp")
    if claims.get("nonce") != nonce:
        raise NotBelieved("nonce")
    return claims


def _key(token: str, keys: dict[str, Any]) -> Any:
    """The key that the token names, or the provider's only one."""
    named = jwt.get_unverified_header(token).get("kid")
    signing = [key for key in PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    found = [key for key in signing if named is None or key.key_id == named]
    if len(found) != 1:
        raise NotBelieved("kid")
    return found[0].key
