"""The platform as `make run` starts it, with the demo city, and a browser in front of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from gongkai.demo.city import PASSWORD
from tests.database import ROOT, sqlite_copy
from tests.programs import CHROMIUM

GONGKAI = [sys.executable, "-c", "from gongkai.cli import main; main()"]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 760}
GRAVE = ("serious", "critical")
PATIENCE = 30_000
"""Milliseconds until something is said not to come: other tests run beside."""

expect.set_options(timeout=PATIENCE)


class Platform(NamedTuple):
    """A running platform: where it is, and the environment of its commands."""

    url: str
    environment: dict[str, str]

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [*GONGKAI, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout


@contextmanager
def served(folder: Path, **variables: str) -> Iterator[Platform]:
    """The platform with the demo city, its files in a folder, on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Platform(
        f"http://127.0.0.1:{port}",
        {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
        | {"GONGKAI_DATA": str(folder), "GONGKAI_DEMO": "1", "GONGKAI_SECOND_FACTOR": "off"}
        | variables,
    )
    sqlite_copy(folder)
    running.run("migrate", "--static")
    running.run("demo")
    command = [*GONGKAI, "serve", "--port", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=running.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(running.url + "/healthz", folder / "log")
        yield running
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with served(tmp_path_factory.mktemp("platform")) as running:
        yield running


def _wait_for(url: str, log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"the platform does not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: scripts/need chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # its loop stays, and later tests use the database
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def context(chromium: Browser, platform: Platform) -> Iterator[NewContext]:
    """Makes browser windows that share nothing, at desk width unless told otherwise."""
    made: list[BrowserContext] = []

    def new(**options: object) -> BrowserContext:
        options = {"viewport": DESKTOP, "locale": "zh-CN", "base_url": platform.url, **options}
        made.append(chromium.new_context(**options))  # type: ignore[arg-type]
        made[-1].set_default_timeout(PATIENCE)
        return made[-1]

    yield new
    for each in made:
        each.close()


@pytest.fixture
def page(context: NewContext) -> Page:
    return context().new_page()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> Page:
    """Sign in as somebody of the demo, by the page that everybody uses."""
    page.goto("/account/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    return page


def grave_violations(page: Page) -> list[str]:
    """What axe finds on the page at hand that is serious or critical, a line each, when all has come to rest."""
    page.wait_for_function("document.getAnimations().every(each => each.playState === 'finished')")
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {each['help']} {json.dumps(node['target'])}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
