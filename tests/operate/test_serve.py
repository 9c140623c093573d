"""gongkai serve: what it starts it keeps running, and it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection

from gongkai.demo.city import PASSWORD
from gongkai.operate.serve import Child, NotServed, Place, free_place
from tests.database import ROOT
from tests.operate.conftest import PROGRAM, Installation, Server, ask, free_port, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the processes are the same on any database"),
]


def gone(processes: list[psutil.Process], seconds: float) -> bool:
    _, left = psutil.wait_procs(processes, timeout=seconds)
    for each in left:
        each.kill()
    return not left


def test_from_nothing_to_a_page(tmp_path: Path):
    nothing = Installation(tmp_path, os.environ | {"GONGKAI_DATA": str(tmp_path / "data"), "GONGKAI_DATABASE": ""}, "")
    with Server(nothing, "--demo", GONGKAI_KEYS=str(tmp_path / "keys")) as server:
        assert server.ask("/account/login/").status == 200
        assert (tmp_path / "keys/secret-key").stat().st_mode & 0o777 == 0o600
        assert "数据库已升级" in server.said
        assert PASSWORD in server.said
        assert f"公开已启动：http://127.0.0.1:{server.port}/" in server.said


def in_memory(process: psutil.Process) -> int:
    """Bytes of a process, what it shares with others in proportion where the system tells."""
    info = process.memory_full_info()
    return int(getattr(info, "pss", info.rss))


def test_a_migrated_platform_answers_within_ten_seconds_of_processor_time_and_little_memory(installation: Installation):
    with Server(installation) as server:
        assert server.ask("/account/login/").status == 200
        family = server.family()
        used = sum(sum(each.cpu_times()[:4]) for each in family[:1]) + sum(
            sum(each.cpu_times()[:2]) for each in family[1:]
        )
        assert used < 10
        assert sum(in_memory(each) for each in family) < 300 * 2**20


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_with_all_its_processes(installation: Installation, stop: signal.Signals):
    with Server(installation) as server:
        family = server.family()
        assert len(family) >= 4  # itself, the web and its master, the worker, and what that has set going
        server.process.send_signal(stop)
        assert gone(family, 10)
        assert server.process.returncode == 0


def test_nothing_outlives_it_when_it_is_killed(installation: Installation):
    with Server(installation) as server:
        family = server.family()
        server.process.kill()
        assert gone(family, 5)
    with Server(installation) as server:
        assert server.ask("/healthz").status == 200


def test_a_web_process_that_is_killed_is_started_again(installation: Installation):
    with Server(installation) as server:
        killed = server.web
        killed.kill()
        assert until(lambda: server.named(r"operate\.web")[-1].pid not in (killed.pid, server.process.pid))
        assert until(lambda: server.ask("/account/login/").status == 200)


@pytest.mark.parametrize("which", [r"operate\.web", r"worker"])
def test_a_child_that_is_killed_is_started_again(installation: Installation, which: str):
    with Server(installation) as server:
        (killed,) = [each for each in server.named(which) if each.ppid() == server.process.pid]
        killed.kill()
        assert until(lambda: any(each.pid != killed.pid for each in server.named(which)))
        assert until(lambda: server.ask("/account/login/").status == 200)
        assert "重新启动" in server.said


def test_a_request_under_way_is_answered_before_it_stops(installation: Installation):
    with Server(installation) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        head = (
            "POST /account/login/ HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 4",
            "Expect: 100-continue",
            f"Cookie: {settings.CSRF_COOKIE_NAME}={'a' * 32}",
        )
        client.sendall("\r\n".join([*head, "", ""]).encode())
        assert client.recv(100).startswith(b"HTTP/1.1 100")  # somebody waits for the body
        server.process.terminate()
        time.sleep(0.5)
        client.sendall(b"a=bc")
        assert client.recv(100).startswith(b"HTTP/1.1 403")  # another token: but answered


def test_a_port_in_use_is_refused_in_one_sentence(installation: Installation):
    with Server(installation) as server:
        second = subprocess.run(
            [*PROGRAM, "serve", "--port", str(server.port)],
            env=server.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert second.returncode == 1
        assert second.stderr == f"端口{server.port}已被占用，请停止占用它的程序，或者用 --port 另指定一个\n"


@pytest.mark.parametrize(
    ("host", "why"), [("host.invalid", "不认识地址“host.invalid”"), ("192.0.2.1", "本机没有地址“192.0.2.1”")]
)
def test_an_address_that_is_not_ours_is_refused(host: str, why: str):
    with pytest.raises(NotServed, match=why):
        free_place(host, free_port())


def test_a_name_becomes_an_address():
    assert free_place("127.0.0.1", 1025).host == "127.0.0.1"
    assert Place("::", 80).url == "http://[::1]:80"
    assert Place("0.0.0.0", 80).url == "http://127.0.0.1:80"
    assert Place("2001:db8::1", 80).url == "http://[2001:db8::1]:80"


def test_two_colons_listen_on_ipv6_and_ipv4(installation: Installation):
    with Server(installation, host="::", GONGKAI_LOG="json") as server:
        assert ask(server.port, "/account/login/", host="::1").status == 200
        assert ask(server.port, "/account/login/", host="127.0.0.1").status == 200
        addresses = [event["address"] for event in server.events() if event["logger"] == "gongkai.access"]
        assert addresses == ["::1", "127.0.0.1"]


def test_a_child_that_fails_at_once_is_started_less_and_less_often():
    child = Child("试验", ["false"], {})
    waits = []
    for _ in range(8):
        child.look(child.due)
        assert child.process is not None
        child.process.wait()
        child.look(child.started)
        waits.append(child.wait)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
