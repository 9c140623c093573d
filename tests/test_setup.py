"""What a fresh machine needs: packages that the code imports, and programs that `scripts/need` asks for."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from config.settings import AUTHENTICATION_BACKENDS, INSTALLED_APPS, MIDDLEWARE

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
BY_COMMAND = {
    "django-oauth-toolkit", "django-stubs", "hypothesis", "import-linter", "lxml-stubs",
    "mypy", "polib", "pytest-django", "pytest-socket", "pytest-xdist", "ruff",
}  # fmt: skip
"""Packages that are not imported but run, or that a program looks for; and `types-…`."""

WITH_WAGTAIL = {"django-filter", "django-modelcluster", "django-taggit"}
"""What Wagtail brings along and wants named in the settings."""


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", each)[0].lower() for each in requirements}


def imported(*folders: str) -> set[str]:
    """The distributions from which the Python files in these folders import."""
    modules: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").partition(".")[0])
    known = packages_distributions()
    outside = modules - sys.stdlib_module_names - {"gongkai", "config", "tests", "bench", "samples"}
    return {name.lower().replace("_", "-") for module in outside for name in known[module]}


def configured() -> set[str]:
    """The distributions that the settings name: applications, middleware, backends."""
    names = set(INSTALLED_APPS) | set(MIDDLEWARE) | set(AUTHENTICATION_BACKENDS)
    known = packages_distributions()
    return {dist.lower() for name in names for dist in known.get(name.partition(".")[0], ())}


def test_what_the_product_imports_is_what_it_requires():
    required = named(PROJECT["project"]["dependencies"] + EXTRAS["parquet"] + EXTRAS["platform"])
    used = imported("gongkai", "config") | configured()
    assert required <= used
    assert used - WITH_WAGTAIL <= required


def test_the_kernel_needs_nothing_of_the_platform():
    kernel = ("gongkai/law", "gongkai/report", "gongkai/privacy", "gongkai/cli/law")
    assert imported(*kernel) <= named(PROJECT["project"]["dependencies"] + EXTRAS["parquet"] + EXTRAS["verify"])


def test_what_is_required_for_development_is_used_there():
    development = {name for name in named(PROJECT["dependency-groups"]["dev"]) if not name.startswith("types-")}
    required = named(PROJECT["project"]["dependencies"] + EXTRAS["platform"] + EXTRAS["server"])
    assert development - BY_COMMAND <= imported("tests", "bench", "samples")
    assert imported("tests", "bench", "samples", "scripts") - development <= required


@pytest.mark.parametrize("name", ["run", "dev"])
def test_requirements_are_pinned_by_hash_and_name_no_index(name: str):
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
    pins = re.findall(r"^([a-z0-9][\w.-]*)==\S+(.*)$", text, re.M)
    assert named(PROJECT["project"]["dependencies"]) <= {pin for pin, _ in pins}
    assert all(rest.endswith("\\") for _, rest in pins), "every pin is followed by its hashes"
    assert not re.search(r"https?:|file:|^--?(?!hash)", text, re.M)


# --- scripts/need ---------------------------------------------------------------------------------------------------

USED = ("sh", "cat", "env", "find", "grep", "mktemp", "rm", "tail")


def machine(folder: Path, *, user: int, system: str = "Linux", **programs: str) -> dict[str, str]:
    """The environment of a machine without any program that is asked for, but those given as the lines of a script."""
    scripts = {"id": f"echo {user}", "uname": f"echo {system}"} | programs
    for name, line in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    for name in USED:
        (folder / name).symlink_to(str(shutil.which(name)))
    return {"PATH": str(folder), "HOME": str(folder), "TMPDIR": str(folder)}


def need(environment: dict[str, str], *things: str) -> str:
    command = [str(ROOT / "scripts/need"), *things]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_as_root_what_is_missing_is_installed(tmp_path: Path):
    install = f'echo "$@" >>{tmp_path}/log'
    said = need(machine(tmp_path, user=0, **{"apt-get": install}), "chromium", "libreoffice")
    assert "缺少chromium：部分测试用浏览器打印PDF\n" in said
    assert (tmp_path / "log").read_text("utf-8").splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends chromium libreoffice-writer-nogui libreoffice-calc-nogui",
    ]


def test_an_installation_that_fails_stops_nothing(tmp_path: Path):
    said = need(machine(tmp_path, user=0, **{"apt-get": "echo no network; exit 100"}), "chromium")
    assert said.endswith(
        "no network\n安装没有成功，请手动执行：apt-get install chromium（没有也能用，相关功能和测试会跳过）\n"
    )


def test_another_user_gets_the_one_line_to_type(tmp_path: Path):
    said = need(machine(tmp_path, user=1000), "chromium", "libreoffice")
    assert said.splitlines()[-1].startswith(
        "请执行：sudo apt-get install chromium libreoffice-writer-nogui libreoffice-calc-nogui（"
    )


def test_on_a_mac_the_line_is_another(tmp_path: Path):
    assert "请执行：brew install --cask libreoffice chromium" in need(
        machine(tmp_path, user=501, system="Darwin"), "chromium"
    )


@pytest.mark.parametrize(
    ("thing", "program"),
    [
        ("chromium", "chromium"),
        ("chromium", "chromium-browser"),
        ("chromium", "google-chrome"),
        ("libreoffice", "soffice"),
        ("libreoffice", "libreoffice"),
    ],
)
def test_nothing_is_said_of_what_is_there(thing: str, program: str, tmp_path: Path):
    assert need(machine(tmp_path, user=0, **{program: ":"}), thing) == ""


def test_make_asks_only_for_what_the_script_knows():
    script = (ROOT / "scripts/need").read_text("utf-8")
    asked = set(re.findall(r"\w+", " ".join(re.findall(r"scripts/need (.+)", (ROOT / "Makefile").read_text("utf-8")))))
    known = re.findall(r"^    (\w+)\) echo", script, re.M)
    assert asked | {"venv"} == set(known)
    assert all(known.count(thing) == 2 for thing in known), "a package and a reason for each"
