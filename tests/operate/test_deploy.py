"""What is in deploy/ runs: the units are whole and shut in, nginx stands before the platform as the sample says."""

from __future__ import annotations

import datetime
import gzip
import http.client
import ipaddress
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from config.environment import VARIABLES
from tests.database import ROOT
from tests.operate.conftest import SECONDS, Answer, Install, Server, free_port, until

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/opt/homebrew/bin")
SYSTEMD = shutil.which("systemd-analyze")

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: scripts/need nginx")
needs_systemd = pytest.mark.skipif(SYSTEMD is None, reason="systemd is not installed")


# --- units ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def units(tmp_path: Path) -> dict[str, Path]:
    """The units as on a machine where the program is, by their names; of the worker one instance."""
    made = {}
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8").replace("/opt/gongkai/.venv/bin/gongkai", sys.executable)
        (tmp_path / name).write_text(text, encoding="utf-8")
        made[name] = tmp_path / name.replace("@.", "@1.")
        made[name].write_text(text, encoding="utf-8")
    return made


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(units: dict[str, Path]):
    done = subprocess.run([str(SYSTEMD), "verify", *units.values()], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_services_are_shut_in(name: str, units: dict[str, Path]):
    command = [str(SYSTEMD), "security", "--offline=yes", "--threshold=20", "--no-pager", units[name]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_services_run_commands_that_there_are(name: str):
    text = (DEPLOY / name).read_text("utf-8")
    for line in re.findall(r"^Exec\w+=/opt/gongkai/.venv/bin/gongkai (.+)$", text, re.M):
        words = shlex.split(line)
        shown = subprocess.run(
            [sys.executable, "-c", "from gongkai.cli import main; main()", words[0], "--help"],
            capture_output=True, text=True, cwd=ROOT, check=True,
        ).stdout  # fmt: skip
        assert [word for word in words if word.startswith("--") and word not in shown] == []


def sample() -> dict[str, str]:
    """The variables of the sample, as systemd reads them."""
    lines = (DEPLOY / "gongkai.env").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: "".join(shlex.split(text)) for name, _, text in pairs}


def test_the_sample_names_variables_that_there_are_and_all_that_production_needs():
    names = {variable.name for variable in VARIABLES}
    assert set(sample()) <= names
    assert names - set(sample()) == {"GONGKAI_SECRET_KEY", "GONGKAI_SSO", "GONGKAI_DEMO"}


def test_the_settings_take_the_sample_as_it_is():
    said = (
        "from config import settings as s; print(s.ORIGIN, s.PROXIES, s.ALLOWED_HOSTS, s.DATABASES['default']['USER'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", said], env=os.environ | sample(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "https://zwgk.example.gov.cn 1 ['zwgk.example.gov.cn', 'jyj.example.gov.cn'] gongkai\n"


# --- nginx ----------------------------------------------------------------------------------------------------------

HOST = "zwgk.example.gov.cn"


class Front(NamedTuple):
    """nginx as the sample says, before a running platform."""

    plain: int
    secure: int
    server: Server
    data: Path

    def connect(self, address: str = "127.0.0.1", *, name: str = HOST) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection((address, self.secure), SECONDS), server_hostname=name)

    def ask(
        self, path: str, *, address: str = "127.0.0.1", method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        named = {"Host": HOST} | {name.replace("_", "-"): text for name, text in headers.items()}
        with closing(http.client.HTTPConnection(HOST)) as http11:
            http11.sock = self.connect(address)
            http11.request(method, path, body=body, headers=named)
            response = http11.getresponse()
            return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))


def certificate(folder: Path) -> None:
    """One that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
        )
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def configuration(folder: Path, data: Path, plain: int, secure: int, behind: int) -> Path:
    """The sample, with only the places changed that its head names, and the ports."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for was, now in {
        "/etc/gongkai/tls": str(folder),
        "/var/cache/nginx": str(folder),
        "/var/lib/gongkai": str(data),
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": f"listen [::1]:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "listen [::]:443 ": f"listen [::1]:{secure} ",
    }.items():
        assert was in text
        text = text.replace(was, now)
    (folder / "gongkai.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.getuid() == 0 else ""  # pytest's folders are closed to everybody else
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"""{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
        events {{}}
        http {{ include /etc/nginx/mime.types; access_log off; {paths} include {folder}/gongkai.conf; }}""",
        encoding="utf-8",
    )
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def front(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder, data = tmp_path_factory.mktemp("nginx"), tmp_path_factory.mktemp("behind") / "data"
    given = {name: sample()[name] for name in ("GONGKAI_HOSTS", "GONGKAI_ORIGIN", "GONGKAI_PROXIES", "GONGKAI_LOG")}
    with install(data) as made, Server(made, "--no-worker", **given) as server:
        certificate(folder)
        plain, secure = free_port(), free_port()
        command = [str(NGINX), "-e", f"{folder}/error.log", "-p", folder]
        command += ["-c", configuration(folder, data, plain, secure, server.port)]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        with subprocess.Popen(command) as nginx:
            try:
                front = Front(plain, secure, server, data)
                assert until(lambda: front.ask("/healthz").status == 200), (folder / "error.log").read_text("utf-8")
                yield front
            finally:
                nginx.terminate()


@needs_nginx
@pytest.mark.slow
class TestNginx:
    @pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
    def test_a_page_comes_through(self, front: Front, address: str):
        page = front.ask("/account/login/", address=address)
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "; Secure" in page.headers["Set-Cookie"]

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
    def test_plain_http_is_sent_on(self, front: Front, address: str):
        with closing(http.client.HTTPConnection(address, front.plain, timeout=SECONDS)) as plain:
            plain.request("GET", "/account/login/?next=/", headers={"Host": HOST})
            answer = plain.getresponse()
        assert answer.status == 301
        assert answer.headers["Location"] == f"https://{HOST}/account/login/?next=/"

    def test_http2_is_offered(self, front: Front):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection(("127.0.0.1", front.secure), SECONDS) as bare,
            context.wrap_socket(bare, server_hostname=HOST) as secure,
        ):
            assert secure.selected_alpn_protocol() == "h2"

    @pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
    def test_http2_is_spoken(self, front: Front):
        url = f"https://{HOST}:{front.secure}/account/login/"
        to = f"{HOST}:{front.secure}:127.0.0.1"
        command = [
            "curl",
            "-sk",
            "--http2",
            "--resolve",
            to,
            "-o",
            "/dev/null",
            "-w",
            "%{http_version} %{http_code}",
            url,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == "2 200"

    def test_another_name_gets_no_answer_at_all(self, front: Front):
        with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized_?name"):
            front.connect(name="www.elsewhere.example")

    def test_static_files_come_from_nginx_and_are_never_asked_for_again(self, front: Front):
        page = front.ask("/account/login/").text
        name = re.findall(r'"(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)[0]
        answer = front.ask(name)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/css")
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Request-ID" not in answer.headers
        with closing(http.client.HTTPConnection(HOST)) as zipped:
            zipped.sock = front.connect()
            zipped.request("GET", name, headers={"Host": HOST, "Accept-Encoding": "gzip"})
            response = zipped.getresponse()
            assert response.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(response.read()).decode() == answer.text

    def test_only_images_come_straight_from_the_disk(self, front: Front):
        for name in ("images/市徽.png", "documents/内部.pdf"):
            (file := front.data / "media" / name).parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x" * 100)
        image = front.ask("/media/images/%E5%B8%82%E5%BE%BD.png")
        assert (image.status, image.headers["Content-Type"]) == (200, "image/png")
        assert "sandbox" in image.headers["Content-Security-Policy"]
        assert front.ask("/media/documents/%E5%86%85%E9%83%A8.pdf").status == 404
        for path in ("/media/images/../../gongkai.sqlite3", "/static/../gongkai.sqlite3", "/static../keys/secret-key"):
            assert front.ask(path).status in (400, 404)

    def test_nobody_writes_where_they_come_from_themselves(self, front: Front):
        front.ask("/account/login/", address="::1", X_Forwarded_For="203.0.113.7, 127.0.0.1", X_Real_IP="203.0.113.8")
        event = [each for each in front.server.events() if each["logger"] == "gongkai.access"][-1]
        assert event["address"] == "::1"

    def test_nobody_passes_for_this_machine(self, front: Front):
        assert front.ask("/metrics", X_Forwarded_For="127.0.0.1").status == 403
        assert "parts" not in front.ask("/readyz", X_Forwarded_For="127.0.0.1").text

    def test_nobody_chooses_the_number_of_a_request(self, front: Front):
        assert re.fullmatch("[0-9a-f]{32}", front.ask("/account/login/", X_Request_ID="a" * 32).headers["X-Request-ID"])
        assert front.ask("/account/login/", X_Request_ID="a" * 32).headers["X-Request-ID"] != "a" * 32

    def test_nobody_says_that_plain_is_secure(self, front: Front):
        direct = front.server.ask("/account/login/", Host=HOST, X_Forwarded_Proto="http")
        assert "Strict-Transport-Security" not in direct.headers

    def test_a_big_upload_goes_through_and_takes_no_memory(self, front: Front):
        page = front.ask("/account/login/")
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[0]
        cookie = re.findall(rf"({settings.CSRF_COOKIE_NAME}|__Host-gongkai-csrf)=(\w+)", page.headers["Set-Cookie"])[0]
        parts = (
            f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            '--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
        )
        body = parts.encode() + b"x" * (60 * 2**20) + b"\r\n--b--\r\n"
        before = front.server.web.memory_info().rss
        answer = front.ask(
            "/account/login/", method="POST", body=body,
            Content_Type="multipart/form-data; boundary=b", Cookie="=".join(cookie), Referer=f"https://{HOST}/",
        )  # fmt: skip
        assert answer.status == 200  # the form again: it was read to its end
        assert front.server.web.memory_info().rss - before < 40 * 2**20

    def test_too_big_an_upload_is_refused(self, front: Front):
        with closing(http.client.HTTPConnection(HOST)) as big:
            big.sock = front.connect()
            big.putrequest("POST", "/account/login/", skip_host=True)
            big.putheader("Host", HOST)
            big.putheader("Content-Length", str(101 * 2**20))
            big.endheaders()
            assert big.getresponse().status == 413

    def test_whoever_hammers_the_sign_in_is_slowed_down(self, front: Front):
        statuses = [front.ask("/account/login/", address="::1").status for _ in range(80)]
        assert 429 in statuses
        assert front.ask("/", address="::1").status != 429

    def publish(self, front: Front, deed: str) -> str:
        """Have another process of the installation do something (`tests.operate.publisher`); what it says."""
        command = [sys.executable, "-m", "tests.operate.publisher", deed]
        done = subprocess.run(
            command, env=front.server.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def test_public_pages_are_kept_until_something_changes(self, front: Front):
        latest, own = "/zfxxgk/zx/", {"Cookie": "__Host-gongkai-session=x; other=y"}
        self.publish(front, "open")
        assert front.ask(latest, **own).headers["X-Kept"] == "BYPASS"
        asked = [front.ask(latest) for _ in range(3)]
        assert [each.headers["X-Kept"] for each in asked] == ["MISS", "HIT", "HIT"]
        assert [each.text for each in asked[1:]] == [asked[0].text] * 2
        assert len({each.headers["X-Request-ID"] for each in asked}) == 3
        assert not any("X-Accel-Expires" in each.headers or "Set-Cookie" in each.headers for each in asked)
        assert front.ask(latest, **own).headers["X-Kept"] == "BYPASS"

        item = self.publish(front, "publish")
        shown = front.ask(latest)
        assert (shown.headers["X-Kept"], item in shown.text) == ("MISS", True)
        assert front.ask(item).status == front.ask(item).status == 200
        assert front.ask(item).headers["X-Kept"] == "HIT"
        self.publish(front, "withdraw")
        assert [front.ask(item).status for _ in range(2)] == [410, 410]
        assert item not in front.ask(latest).text

        now = front.data / "kept" / "now"
        front.ask(latest)
        was = now.readlink()
        now.unlink()
        assert [front.ask(latest).headers["X-Kept"] for _ in range(2)] == ["BYPASS", "BYPASS"]  # without the link
        now.symlink_to(was)
        assert front.ask(latest).headers["X-Kept"] == "HIT"

    def test_what_is_not_the_same_for_everybody_is_never_kept(self, front: Front):
        for path in ("/account/login/", "/ss/", "/ss/?q=a", "/office/", "/zfxxgk/zc/?year=2026", "/nothing/"):
            assert [front.ask(path).headers["X-Kept"] in (None, "MISS") for _ in range(2)] == [True, True]

    def test_a_platform_that_is_down_is_said_to_be(self, front: Front):
        front.server.process.terminate()
        front.server.process.wait(30)
        answer = front.ask("/office/")
        assert answer.status == 503
        assert "系统维护中" in answer.text
        assert answer.headers["Retry-After"] == "30"
