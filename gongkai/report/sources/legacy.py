"""Old word processors' files (.doc, .wps, .rtf, .odt) through LibreOffice, where it is installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

from gongkai.report.errors import NotReadable, ToolMissing

SECONDS: Final = 120
_MAC: Final = "/Applications/LibreOffice.app/Contents/MacOS/soffice"


# What a document asks for stays in the document: no links fetched, no macros, no way out but a closed door.
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""  # noqa: E501


def _run(command: list[str], folder: str) -> None:
    """Run LibreOffice, which writes into `folder`; it and what it started end after SECONDS. Raises NotReadable."""
    nowhere = "http://127.0.0.1:9"
    environment = os.environ | {"http_proxy": nowhere, "https_proxy": nowhere, "ftp_proxy": nowhere, "no_proxy": ""}
    environment["TMPDIR"] = folder
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
        preexec_fn=_unlimited if sys.platform == "linux" else None,
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise NotReadable(f"LibreOffice未能在{SECONDS}秒内转换该文件") from error
        finally:
            _end(process)


class _Ended(BaseException):
    pass


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """A process that is told to end while LibreOffice runs for it ends that first, and removes what it wrote."""
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is told again where another process has ended
        raise _Ended

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except _Ended:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started, and wait until they are gone, so that none writes any more."""
    for _ in range(100):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        process.poll()
        time.sleep(0.01)


def _remove_socket(profile: Path) -> None:
    """A LibreOffice that was ended leaves its socket outside of all folders that it was given."""
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
    for folder in ("/tmp", "/var/tmp"):
        with suppress(OSError):
            Path(folder, name).unlink(missing_ok=True)


def _unlimited() -> None:
    """LibreOffice needs more address space than a process of ours that reads."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def office() -> str | None:
    """The LibreOffice program, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or (_MAC if sys.platform == "darwin" and Path(_MAC).exists() else None)


def to_docx(data: bytes, suffix: str) -> bytes:
    """Convert to DOCX. Raises ToolMissing without LibreOffice, NotReadable when it cannot convert the file."""
    program = office()
    if program is None:
        raise ToolMissing(
            f"{suffix}是旧版文字处理格式，需安装LibreOffice才能读取"
            "（Debian/Ubuntu：apt install libreoffice-writer），或另存为DOCX"
        )
    with _ended_in_order(), tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(data)
        profile = Path(folder, "profile")
        Path(profile, "user").mkdir(parents=True)
        Path(profile, "user", "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        try:
            _run(command, folder)
        finally:
            _remove_socket(profile)
        result = Path(folder, "out", "source.docx")
        if not result.exists():
            raise NotReadable("LibreOffice无法转换该文件，可能已损坏或已加密")
        return result.read_bytes()
