"""Files are held against a virus scanner before they are kept."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.enums import PaperKind, Side
from gongkai.cases.models import Paper
from gongkai.cases.services import papers, viruses
from gongkai.cases.services.corrections import enter
from gongkai.law.limits import Channel
from gongkai.persons.services import register_applicant
from tests.documents.people import city_and_bureau, holder

pytestmark = pytest.mark.django_db

PATTERN = b"not a real virus, only what the fake scanner looks for"


class Scanner(Thread):
    """A clamd that knows one virus. It answers as the real one does, over whatever socket it is given."""

    def __init__(self, listening: socket.socket, most: int = 2**30, said: bytes | None = None) -> None:
        super().__init__(daemon=True)
        self.listening, self.most, self.said = listening, most, said
        self.seen: list[bytes] = []
        listening.listen()
        self.start()

    def run(self) -> None:
        while True:
            try:
                caller, _ = self.listening.accept()
            except OSError:
                return
            with caller:
                caller.sendall(self.answer(caller.makefile("rb")))

    def answer(self, stream: socket.SocketIO) -> bytes:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        if self.said is not None:
            return self.said
        return b"stream: Test.Pattern FOUND\0" if PATTERN in content else b"stream: OK\0"


@pytest.fixture
def scanner(settings: Settings) -> Iterator[Callable[..., Scanner]]:
    made: list[Scanner] = []

    def new(path: Path | None = None, **options: object) -> Scanner:
        listening = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        listening.bind(str(path) if path else ("127.0.0.1", 0))
        settings.CLAMAV = f"unix://{path}" if path else f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        made.append(Scanner(listening, **options))  # type: ignore[arg-type]
        return made[-1]

    yield new
    for each in made:
        each.listening.close()


@pytest.fixture
def bureau() -> Body:
    return city_and_bureau()[1]


def added(bureau: Body, content: bytes) -> Paper:
    given = {"kind": "natural_person", "name": "陈敬", "document": "passport", "number": "E12345678"}
    applicant = register_applicant(given, by=holder(Role.OFFICER, bureau), body=bureau)
    told = {"record": "档案", "wrong": "年份", "right": "1990年"}
    of = enter(bureau, applicant, told, channel=Channel.IN_PERSON, submitted_at=timezone.now(), by=None)
    return papers.add(of, PaperKind.RECORD_PROOF, "证明.pdf", content, by=None, side=Side.APPLICANT)


def test_without_a_scanner_files_are_taken_as_they_come(bureau: Body, settings: Settings):
    settings.CLAMAV = ""
    assert added(bureau, PATTERN).size == len(PATTERN)


def test_what_is_clean_is_kept_and_the_scanner_saw_all_of_it(bureau: Body, scanner: Callable[..., Scanner]):
    clamd = scanner()
    content = b"%PDF" + b"x" * (3 * viruses.CHUNK + 7)
    assert added(bureau, content).size == len(content)
    assert clamd.seen == [content]


def test_a_scanner_on_a_socket_of_the_machine_is_asked_too(
    bureau: Body, scanner: Callable[..., Scanner], tmp_path: Path
):
    clamd = scanner(tmp_path / "clamd")
    added(bureau, b"%PDF clean")
    assert clamd.seen == [b"%PDF clean"]


def test_what_is_infected_is_refused_and_that_is_on_record(bureau: Body, scanner: Callable[..., Scanner]):
    scanner()
    with pytest.raises(ValidationError, match=r"“证明\.pdf”里发现了病毒"):
        added(bureau, b"%PDF " + PATTERN)
    assert not Paper.objects.exists()
    assert not Deed.objects.filter(deed="拒收带病毒的文件").exists()  # the transaction is undone: it comes after
    viruses.record_found()
    deed = Deed.objects.get(deed="拒收带病毒的文件")
    assert deed.detail == {"病毒": "Test.Pattern"}
    assert deed.body == bureau
    viruses.record_found()
    assert Deed.objects.filter(deed="拒收带病毒的文件").count() == 1


@pytest.mark.parametrize("said", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but not quite\0"])
def test_what_could_not_be_scanned_is_not_taken(bureau: Body, scanner: Callable[..., Scanner], said: bytes):
    scanner(said=said)
    with pytest.raises(viruses.NotScanned, match="请稍后再试"):
        added(bureau, b"%PDF")
    assert not Paper.objects.exists()


def test_a_scanner_that_has_enough_and_hangs_up_takes_nothing(bureau: Body, scanner: Callable[..., Scanner]):
    scanner(most=10)
    with pytest.raises(viruses.NotScanned):
        added(bureau, b"x" * 20 * viruses.CHUNK)


def test_without_an_answer_nothing_is_taken(bureau: Body, settings: Settings, tmp_path: Path):
    for settings.CLAMAV in ("tcp://127.0.0.1:1", f"unix://{tmp_path}/nobody"):
        with pytest.raises(viruses.NotScanned, match="暂时不能检查病毒，请稍后再试"):
            added(bureau, b"%PDF")
