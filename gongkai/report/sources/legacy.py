"""Old word processors' files (.doc, .wps, .rtf, .odt) through LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from gongkai.report.errors import NotReadable, ToolMissing

SECONDS: Final = 120
_MAC: Final = "/Applications/LibreOffice.app/Contents/MacOS/soffice"


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
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as error:
            raise NotReadable(f"LibreOffice未能在{SECONDS}秒内转换该文件") from error
        result = Path(folder, "out", "source.docx")
        if not result.exists():
            raise NotReadable("LibreOffice无法转换该文件，可能已损坏或已加密")
        return result.read_bytes()
