"""A public page by HTTP, kept and made anew: from the platform, from nginx before it, and the same bytes as a file.

    python -m bench.serving

The load comes from wrk on the same machine, over eight connections; nginx is set up by the sample of deploy/, without
TLS. The rows follow each other within a minute: on a busy machine read the ratios.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final, NamedTuple
from urllib.request import Request, urlopen

from bench.records import HOST

SECONDS: Final = 5
ITEMS: Final = 500
SAMPLE: Final = Path(__file__).parents[1] / "deploy" / "nginx.conf"
PATH: Final = f"{os.environ['PATH']}:/usr/sbin"
GONGKAI: Final = (sys.executable, "-c", "from gongkai.cli import main; main()")
NAMES: Final = {
    "anew": "platform, two workers: made anew",
    "kept": "**platform, two workers: kept**",
    "nginx": "**nginx before it, its own page cache**",
    "file": "bare: nginx, the same bytes as a file",
}


class Rate(NamedTuple):
    """Requests a second, and the milliseconds within which 99 of 100 were answered."""

    rate: float
    slow: float


def serving() -> None:
    """The table of `make bench`."""
    missing = [name for name in ("wrk", "nginx") if shutil.which(name, path=PATH) is None]
    if missing:
        print(f"A page by HTTP: left out, there is no {' and no '.join(missing)} (scripts/need wrk nginx)")
        return
    with tempfile.TemporaryDirectory() as folder, _platform(Path(folder)) as (port, page):
        rates, load = _rates(Path(folder), port, page), os.getloadavg()[0]
    print(f"| a page of {len(page):,} bytes; load of the machine {load:.1f} | requests/s | 99 % within, ms | ÷ bare |")
    print("| --- | ---: | ---: | ---: |")
    for name, heading in NAMES.items():
        found = rates[name]
        print(f"| {heading} | {found.rate:,.0f} | {found.slow:.1f} | {found.rate / rates['file'].rate:.2f} × |")


@contextmanager
def _platform(folder: Path) -> Iterator[tuple[int, bytes]]:
    """A platform with some items that runs: its port, and its home page."""
    port = _free_port()
    environment = os.environ | {
        "GONGKAI_DATABASE": "", "GONGKAI_CACHE": "", "GONGKAI_DATA": str(folder), "GONGKAI_HOSTS": HOST,
        "GONGKAI_ORIGIN": f"http://{HOST}", "GONGKAI_PROXIES": "1",
    }  # fmt: skip
    subprocess.run([*GONGKAI, "migrate", "--static"], env=environment, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "bench.serving", "--fill"], env=environment, check=True, capture_output=True)
    command = [*GONGKAI, "serve", "--port", str(port), "--workers", "2", "--no-worker"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, stderr=log, stdout=log) as served,
    ):
        try:
            yield port, _answer(port)
        finally:
            served.terminate()


def _rates(folder: Path, port: int, page: bytes) -> dict[str, Rate]:
    file = folder / "file" / "index.html"
    file.parent.mkdir()
    file.write_bytes(page)
    before, bare = _free_port(), _free_port()
    command = [str(shutil.which("nginx", path=PATH)), "-e", f"{folder}/error.log", "-p", str(folder)]
    command += ["-c", str(_configuration(folder, port, before, bare))]
    with subprocess.Popen(command) as nginx:
        try:
            for each in (before, bare):
                _answer(each)
            asked = {"anew": (port, "/?x=1"), "kept": (port, "/"), "nginx": (before, "/"), "file": (bare, "/")}
            return {name: _load(*where) for name, where in asked.items()}
        finally:
            nginx.terminate()


def _configuration(folder: Path, port: int, before: int, bare: int) -> Path:
    """The sample, of which the last server is left, without TLS; and one that has the file."""
    head, _, server = SAMPLE.read_text("utf-8").rpartition("\nserver {")
    head = head[: head.index("\nserver {")]
    server = re.sub(r"^ *(?:ssl_|listen ).*\n", "", server, flags=re.M)
    text = f"{head}\nserver {{\n    listen 127.0.0.1:{before};{server}"
    for was, now in {"127.0.0.1:8000": f"127.0.0.1:{port}", "/var/lib/gongkai": str(folder)}.items():
        text = text.replace(was, now)
    text = text.replace("/var/cache/nginx", str(folder))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""{"user root;" if os.getuid() == 0 else ""} worker_processes 2; daemon off; pid {folder}/pid;
        events {{}}
        http {{ include /etc/nginx/mime.types; access_log off; {temporary}
        {text}
        server {{ listen 127.0.0.1:{bare}; root {folder}/file; }} }}""",
        encoding="utf-8",
    )
    return folder / "nginx.conf"


def _answer(port: int) -> bytes:
    """The home page, once somebody answers."""
    deadline = monotonic() + 60
    while True:
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/", headers={"Host": HOST})) as answer:
                return bytes(answer.read())
        except OSError:
            if monotonic() > deadline:
                raise
            sleep(0.1)


def _load(port: int, path: str) -> Rate:
    command = ["wrk", "-t1", "-c8", "--latency", "-H", f"Host: {HOST}", f"http://127.0.0.1:{port}{path}"]
    subprocess.run([*command, "-d1"], check=True, capture_output=True)
    said = subprocess.run([*command, f"-d{SECONDS}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    number, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)\b", said)[0]
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    return Rate(rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fill() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from bench.records import fill

    fill(ITEMS)


if __name__ == "__main__":
    _fill() if "--fill" in sys.argv else serving()
