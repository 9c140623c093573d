"""Files held against a virus scanner before they are kept: ClamAV, by `INSTREAM`, where `GONGKAI_CLAMAV` names one.

An installation that names none takes files as they come. One whose scanner does not answer takes none: fail closed.
"""

from __future__ import annotations

import logging
import re
import socket
import struct
from contextvars import ContextVar
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signals import request_finished
from django.db import transaction

from gongkai.audit import middleware
from gongkai.audit.services import record
from gongkai.bodies.models import Body

log = logging.getLogger(__name__)

SECONDS: Final = 30.0
"""For how long a scanner is waited for, at each step."""
CHUNK: Final = 2**18
PORT: Final = 3310
_INFECTED: Final = re.compile(r"stream: (.+) FOUND")


class Infected(ValidationError):
    """A file in which the scanner found something."""


class NotScanned(ValidationError):
    """A file of which nobody can say whether it is clean."""


def refuse(name: str, content: bytes, *, body: Body | None = None) -> None:
    """Let through what is clean. That something was found is recorded, also where the deed at hand is undone by it.

    Raises:
        Infected: the scanner found something in it.
        NotScanned: the scanner does not answer.
    """
    if not settings.CLAMAV:
        return
    try:
        said = _asked(settings.CLAMAV, content)
    except OSError as error:
        log.error("病毒扫描（GONGKAI_CLAMAV）没有应答：%s", error)
        raise NotScanned("文件暂时不能检查病毒，请稍后再试") from error
    if said == "stream: OK":
        return
    if (found := _INFECTED.fullmatch(said)) is None:
        log.error("病毒扫描（GONGKAI_CLAMAV）没有查完：%s", said[:100])
        raise NotScanned("文件没有通过病毒检查，请稍后再试，或者换一个较小的文件")
    _note({"body": body, "detail": {"病毒": found[1][:100]}, "address": middleware.address.get()})
    raise Infected(f"“{name}”里发现了病毒，没有保存；请用杀毒软件检查您的电脑或者手机，换一个文件再传")


def _asked(address: str, content: bytes) -> str:
    """What the scanner says of a content, one line.

    Raises:
        OSError: it does not answer.
    """
    with _connected(address) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        try:
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                scanner.sendall(struct.pack("!I", len(piece)) + piece)
            scanner.sendall(struct.pack("!I", 0))
        except BrokenPipeError:
            pass  # too much for it: it says so and hangs up
        said = b""
        while not said.endswith(b"\0") and (more := scanner.recv(4096)):
            said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    """A connection to `tcp://host:port` or `unix:///path`."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(SECONDS)
        try:
            scanner.connect(parts.path)
        except OSError:
            scanner.close()
            raise
        return scanner
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or PORT), timeout=SECONDS)


# --- the record -----------------------------------------------------------------------------------------------------

_found: ContextVar[tuple[dict[str, Any], ...]] = ContextVar("found", default=())
"""What was found and is not recorded yet: the transaction at hand is about to be undone."""


def _note(members: dict[str, Any]) -> None:
    log.warning("上传的文件里发现了病毒：%s", members["detail"]["病毒"])
    if transaction.get_connection().in_atomic_block:
        _found.set((*_found.get(), members))
    else:
        _record(members)


@transaction.atomic
def _record(members: dict[str, Any]) -> None:
    record("拒收带病毒的文件", by=None, subject="upload", **members)


def record_found(**_: object) -> None:
    """Record what was found while a request was answered: when it is over, no transaction is open."""
    found = _found.get()
    _found.set(())
    for members in found:
        _record(members)


request_finished.connect(record_found, dispatch_uid="cases.viruses")
