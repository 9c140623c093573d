"""People who sign in, and their phones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.test import Client

from gongkai.access import services
from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

PASSWORD = "Haizhou-2026-open"
ANOTHER = "Gongkai+Nansha+77"
Answer = Any


def bureau() -> Body:
    return Body.objects.get_or_create(name="海州市教育局", defaults={"kind": BodyKind.DEPARTMENT})[0]


def staff(username: str = "chen", role: Role | None = Role.OFFICER, name: str = "陈一", email: str = "") -> User:
    """Somebody of staff who has changed the first password to PASSWORD already."""
    user = services.add_user(username=username, name=name, email=email, by=None).user
    if role is not None:
        services.appoint(user, role=role, body=None if role in ADMINISTRATORS else bureau(), by=None)
    set_password(user)
    return user


def applicant(username: str = "gongmin") -> User:
    user = User.objects.create(username=username, name="李公民")
    set_password(user)
    return user


def set_password(user: User, password: str = PASSWORD) -> None:
    user.set_password(password)
    user.password_is_temporary = False
    user.save()


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Answer:
    return client.post("/account/login/", {"login": username, "password": password}, **more)


def code(secret: str, at: float | None = None) -> str:
    """What a phone shows: TOTP as RFC 6238 has it, with SHA-1, six digits, thirty seconds."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass
class Phone:
    """Keeps a secret, and shows each code once: the platform takes none twice."""

    secret: str
    shown: int = 0

    def code(self) -> str:
        """The code of this half minute, or of one that is tolerated, if those were shown already."""
        now = int(time.time()) // 30
        step = max(now - 1, self.shown + 1)
        assert step <= now + 1, "three codes in a minute are all there are"
        self.shown = step
        return code(self.secret, step * 30)


def enrol(client: Client, commit: Callable[..., Any] | None = None) -> Phone:
    """Set up an app on a phone, for who is signed in, as the pages say.

    `commit` runs what waits for the commit, in a test that commits nothing; too late to note anything in the session.
    """
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200, page
    phone = Phone(re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", ""))
    with commit(execute=True) if commit is not None else nullcontext():
        answer = client.post("/account/2fa/totp/activate/", {"code": phone.code()})
    assert answer.status_code == 302, answer.content.decode()
    return phone


def deeds() -> list[str]:
    return list(Deed.objects.order_by("number").values_list("deed", flat=True))


def forget_limits() -> None:
    cache.clear()
