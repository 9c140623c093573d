"""Replay on a database made for it, and print what is counted: one JSON line for each year."""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Final

import django

REPLAYS: Final = ("shishi", "fengze", "archive")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m replay")
    parser.add_argument("which", nargs="*", choices=[*REPLAYS, []], help="which years; all of them if none is named")
    parser.add_argument("--data", type=Path, help="an empty folder in which what is made stays, to look at afterwards")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(chosen.data or Path(folder))
        for name in chosen.which or REPLAYS:
            if (told := import_module(f"replay.{name}").run()) is not None:
                print(json.dumps(told, ensure_ascii=False), flush=True)


def prepare(folder: Path) -> None:
    """A platform with an empty database, as an installation for trying out has it."""
    os.environ |= {
        "GONGKAI_DATA": str(folder),
        "GONGKAI_DATABASE": f"sqlite://{folder}/gongkai.sqlite3",
        "GONGKAI_KEYS": str(folder / "keys"),
        "GONGKAI_SECOND_FACTOR": "off",
        "GONGKAI_SEARCH": "database",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    print("正在准备数据库……", file=sys.stderr, flush=True)
    command = [sys.executable, "-c", "from gongkai.cli import main; main()", "migrate", "--static"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    django.setup()
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
