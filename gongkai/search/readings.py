"""Words that are not read as their characters are by themselves: 银行, 会计, 重庆.

The phrases of pypinyin know them, and take 40 MB in every process that has them. Some 3,400 of its 47,000 phrases tell
something that the characters alone do not: a process of its own picks them out, and ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from typing import Final

LONGEST: Final = 8
"""Characters of a word that is looked up."""


def syllables(word: str) -> list[str]:
    """The syllables of a word, the longest known words in it first; signs of other scripts as they are."""
    known, found, at = special(), list[str](), 0
    from pypinyin import lazy_pinyin  # after `special`, which says that it needs no phrases here

    plain = at
    while at < len(word):
        length = next((n for n in range(min(LONGEST, len(word) - at), 1, -1) if word[at : at + n] in known), 0)
        if length:
            found += lazy_pinyin(word[plain:at]) if plain < at else []
            found += known[word[at : at + length]]
            plain = at = at + length
        else:
            at += 1
    return found + (lazy_pinyin(word[plain:]) if plain < len(word) else [])


@cache
def special() -> Mapping[str, tuple[str, ...]]:
    """The words whose reading is their own; none where no process could be started for it."""
    os.environ["PYPINYIN_NO_PHRASES"] = "true"  # before pypinyin is imported here
    environment = {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
    try:
        told = subprocess.run(
            [sys.executable, "-m", __name__], env=environment, capture_output=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return {}
    rows = (line.split("\t") for line in told.decode().splitlines())
    return {word: tuple(said.split(" ")) for word, said in rows}


def main() -> None:
    """Print them, a line each."""
    from pypinyin import lazy_pinyin
    from pypinyin.phrases_dict import phrases_dict

    lines = []
    for word in phrases_dict:
        apart = [lazy_pinyin(sign)[0] for sign in word]
        if len(word) <= LONGEST and (said := lazy_pinyin(word)) != apart and len(said) == len(word):
            lines.append(f"{word}\t{' '.join(said)}")
    sys.stdout.buffer.write("\n".join(lines).encode())


if __name__ == "__main__":
    main()
