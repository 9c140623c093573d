"""Programs of the machine that some tests start. `make test` asks for them; tests skip where one is missing."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from gongkai.report.sources.legacy import office

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SOFFICE = office()

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: scripts/need chromium")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: scripts/need libreoffice")

SECONDS = 120


def printed_by_browser(page: bytes) -> bytes:
    """The PDF that Chromium prints of a page, with a profile of its own and no way to the network."""
    return _made(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--proxy-server=http://127.0.0.1:9",
            "--user-data-dir={folder}/profile",
            "--print-to-pdf={folder}/page.pdf",
            "{folder}/page.html",
        ],
        page,
        "page.html",
        "page.pdf",
    )


def printed_by_office(document: bytes) -> bytes:
    """The PDF that LibreOffice makes of a DOCX, with a profile of its own."""
    return _made(
        [
            str(SOFFICE),
            "-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            "{folder}",
            "{folder}/report.docx",
        ],
        document,
        "report.docx",
        "report.pdf",
    )


def _made(command: list[str], source: bytes, name: str, result: str) -> bytes:
    """Run a program on a file of its own in a folder of its own, and read what it made there."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder, name).write_bytes(source)
        words = [word.replace("{folder}", folder) for word in command]
        subprocess.run(words, check=True, capture_output=True, timeout=SECONDS, cwd=folder)
        return Path(folder, result).read_bytes()


# --- all formats of an office in one start ---------------------------------------------------------------------------

FILTERS = {
    "doc": "MS Word 97",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "writer_pdf_Export",
}
"""What LibreOffice calls the formats that it is asked for."""

_PROFILE = {
    "registrymodifications.xcu": """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value>
</prop></item></oor:items>""",  # a new profile would get the library of macros that comes with LibreOffice
    "basic/script.xlc": """<?xml version="1.0" encoding="UTF-8"?>
<library:libraries xmlns:library="http://openoffice.org/2000/library">
<library:library library:name="Standard" library:link="false"/></library:libraries>""",
    "basic/Standard/script.xlb": """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard">
<library:element library:name="Save"/></library:library>""",
    "basic/Standard/Save.xba": """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Save" script:language="StarBasic"><![CDATA[
Sub All
Dim how(0) As New com.sun.star.beans.PropertyValue
{steps}
StarDesktop.terminate()
End Sub]]></script:module>""",
}
_OPEN = """how(0).Name = "Hidden"
how(0).Value = True
document = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, how())
how(0).Name = "FilterName"
"""
_SAVE = 'how(0).Value = "{filter}"\ndocument.storeToURL("{target}", how())\n'


def saved_by_office(folder: Path, made: dict[Path, tuple[str, ...]]) -> None:
    """Save documents under other suffixes beside them, {document: suffixes}, in one start of LibreOffice."""
    steps = ""
    for source, suffixes in made.items():
        steps += _OPEN.format(source=source.as_uri())
        for suffix in suffixes:
            steps += _SAVE.format(filter=FILTERS[suffix], target=source.with_suffix(f".{suffix}").as_uri())
        steps += "document.close(True)\n"
    profile = folder / "profile"
    for name, text in _PROFILE.items():
        path = profile / "user" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{steps}", steps), encoding="utf-8")
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run([*command, "macro:///Standard.Save.All"], check=True, capture_output=True, timeout=SECONDS)
