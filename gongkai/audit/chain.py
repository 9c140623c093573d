"""The chain: what is hashed, and how. Plain Python, so that an exported log can be verified without the platform."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.hashes import SM3, Hash

SHA256: Final = "sha256"
NATIONAL: Final = "sm3"
ALGORITHMS: Final = (SHA256, NATIONAL)
BEGINNING: Final = "0" * 64
"""What the first row carries as the hash of the one before it."""


_canonical: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Row(NamedTuple):
    """A row as it is hashed. Times are ISO 8601 in UTC with microseconds; `detail` is any JSON value."""

    number: int
    at: str
    actor: int | None
    actor_name: str
    address: str | None
    deed: str
    body: int | None
    subject: str
    detail: Any
    previous: str
    algorithm: str
    hash: str = ""


class Break(NamedTuple):
    """Where the chain does not hold."""

    number: int
    why: str


def hash_of(row: Row) -> str:
    """The hash that a row must carry: of all its members but the hash itself, as canonical JSON.

    Raises:
        ValueError: the row names an algorithm that is none of `ALGORITHMS`.
    """
    content = _canonical(row[:-1]).encode()
    match row.algorithm:
        case "sha256":
            return hashlib.sha256(content).hexdigest()
        case "sm3":
            digest = Hash(SM3())
            digest.update(content)
            return digest.finalize().hex()
    raise ValueError(row.algorithm)


def breaks(
    rows: Iterable[Row],
    *,
    after: tuple[int, str] = (0, BEGINNING),
    last: tuple[int, str] | None = None,
    whole: bool = True,
) -> Iterator[Break]:
    """Where the rows, in the order of their numbers, were altered, left out or moved.

    `after` is the number and hash of the row that comes before these, where they are not the beginning. `last` is the
    number and hash of what must be the last row, as it was noted elsewhere. Rows that were picked out are not `whole`:
    that some lie between them is no break, and only those that stand next to each other are held against each other.
    """
    previous, expected = after[1], after[0] + 1
    for row in rows:
        if row.number != expected and (whole or row.number < expected):
            missing = f"第{expected}条" if row.number == expected + 1 else f"第{expected}条至第{row.number - 1}条"
            yield Break(row.number, f"前面缺少{missing}" if row.number > expected else "序号重复或者颠倒")
        elif row.number == expected and row.previous != previous:
            yield Break(row.number, "所记的前一条校验值与前一条不符：这一条或者前一条被改动、替换或者移位")
        if row.algorithm not in ALGORITHMS:
            yield Break(row.number, f"算法“{row.algorithm}”不是{'、'.join(ALGORITHMS)}之一")
        elif hash_of(row) != row.hash:
            yield Break(row.number, "内容与校验值不符：这一条被改动")
        previous, expected = row.hash, row.number + 1
    if last is not None and (expected - 1, previous) != last:
        number, _ = last
        if expected - 1 < number:
            yield Break(
                number, f"末尾缺少第{expected}条至第{number}条" if expected < number else f"末尾缺少第{number}条"
            )
        else:
            yield Break(expected - 1, "最后一条与另外记下的不符")
