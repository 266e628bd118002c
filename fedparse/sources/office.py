"""Reads .doc and .wps files: LibreOffice, where it is there, makes a .docx of them."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources import supervisor
from fedparse.sources.docx import read_docx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.sources.text import Content, Options

SECONDS = 45.0
"""How long LibreOffice may take for one file; a usual one takes one second."""
PROGRAM = "FEDPARSE_SOFFICE"
"""The environment variable that says where LibreOffice is."""

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
INSTALL = {
    "win32": "winget install TheDocumentFoundation.LibreOffice",
    "darwin": "brew install --cask libreoffice",
}.get(sys.platform, "apt install libreoffice-writer-nogui")
"""What brings LibreOffice to a machine of this kind."""
_WORD_97, _WORD_95 = 0xA5EC, 0xA5DC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
# Labels, footnotes and text boxes make a text longer than the file says; a damaged field, repeated, a hundred times.
_MOST_TIMES, _MOST_MORE = 4, 10_000
_DAMAGED = "is damaged ({fault}); open it, save it as .docx and try that"
# No macros, and nothing from the network: a document can name pictures and templates that lie elsewhere.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


class _Start(NamedTuple):
    """How the stream WordDocument of a file begins ([MS-DOC] 2.5.2)."""

    ident: int
    flags: int
    characters: int


def read_doc(data: bytes, name: str, options: Options) -> Content:
    """Read a Word or WPS document in the old binary form.

    LibreOffice reads anything somehow, so what the file is comes first. Then it is converted in a folder that is
    removed afterwards, by a LibreOffice of its own with a profile of its own.

    Args:
        data: The whole file.
        name: What it is called in messages.
        options: Handed on to the reader of .docx.

    Raises:
        SourceError: It is damaged, has a password, is no document, or LibreOffice is missing or does not get done.
    """
    start = _start(data, name)
    program = find_program()
    if program is None:
        raise SourceError(name, f"needs LibreOffice to be read: {INSTALL}, or save it as .docx", "needs-extra")
    converted = _converted(data, name, program, start)
    content = read_docx(converted, name, options)
    if start.characters > 1 and not content.text.strip():
        raise SourceError(name, _DAMAGED.format(fault="its text cannot be found"), "damaged")
    if start.ident == _WORD_97 and len(content.text) > _MOST_TIMES * start.characters + _MOST_MORE:
        raise SourceError(name, _DAMAGED.format(fault="it comes to more text than it holds"), "damaged")
    return content


def find_program() -> str | None:
    """Where LibreOffice is: as the environment variable says, on the search path, or at a usual place."""
    said = os.environ.get(PROGRAM)
    if said is not None:
        return shutil.which(said)
    for program in ("soffice", "libreoffice", *_PLACES):
        found = shutil.which(program)
        if found is not None:
            return found
    return None


def _start(data: bytes, name: str) -> _Start:
    """Look into the OLE file.

    Raises:
        SourceError: It has no document that could be read.
    """
    try:
        import olefile  # noqa: PLC0415 - an extra
    except ImportError:
        raise SourceError(name, "needs olefile to be read: pip install 'fedparse[doc]'", "needs-extra") from None
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            if not file.exists("WordDocument"):
                raise SourceError(name, "is an old Office file (OLE) without a document in it", "unsupported")
            head = file.openstream("WordDocument").read(0x60)
            start = _Start(*struct.unpack_from("<H8xH64xI", head.ljust(0x60, b"\0")))
            if start.ident not in {_WORD_97, _WORD_95}:
                raise SourceError(name, _DAMAGED.format(fault="its document does not begin as one"), "damaged")
            if start.flags & _ENCRYPTED:
                raise SourceError(name, "has a password; take it off first", "encrypted")
            table = "1Table" if start.flags & _TABLE_1 else "0Table"
            if start.ident == _WORD_97 and not file.exists(table):
                raise SourceError(name, _DAMAGED.format(fault="a part of it is missing"), "damaged")
    except (OSError, ValueError, struct.error, IndexError, KeyError, AttributeError, TypeError) as error:
        # olefile raises all of them for files that break off or lead to nowhere.
        fault = " ".join(str(error).split())[:80] or type(error).__name__
        raise SourceError(name, _DAMAGED.format(fault=fault), "damaged") from None
    return start


def _converted(data: bytes, name: str, program: str, start: _Start) -> bytes:
    """The document as .docx.

    Raises:
        SourceError: LibreOffice does not make one.
    """
    with tempfile.TemporaryDirectory(prefix="fedparse-", ignore_cleanup_errors=True) as home:
        folder = Path(home)
        (folder / "a.doc").write_bytes(data)
        user = folder / supervisor.PROFILE / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        code = _run(_command(program, folder, start), folder)
        if code == supervisor.TIMED_OUT:
            raise SourceError(
                name, f"keeps LibreOffice busy for more than {SECONDS:g} seconds; save it as .docx", "timeout"
            )
        if code:
            # With a file that it cannot read it ends as with one that it can.
            raise SourceError(name, f"made LibreOffice fail (exit code {code}); see whether it opens the file by hand")
        try:
            converted = (folder / "out" / "a.docx").read_bytes()
        except OSError:
            raise SourceError(name, _DAMAGED.format(fault="LibreOffice cannot open it"), "damaged") from None
    if not _is_docx(converted):
        raise SourceError(name, _DAMAGED.format(fault="LibreOffice makes nothing of it"), "damaged")
    return converted


def _command(program: str, folder: Path, start: _Start) -> list[str]:
    # Without the filter LibreOffice reads what is damaged as plain text.
    reading = ["--infilter=MS Word 97"] if start.ident == _WORD_97 else []
    return [
        program,
        f"-env:UserInstallation={(folder / supervisor.PROFILE).as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *reading,
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")),
        str(folder / "a.doc"),
    ]


def _run(command: Sequence[str], folder: Path) -> int:
    """Run a command under a supervisor, which ends it when its time is over or when this process is gone."""
    watcher = [sys.executable, "-I", "-S", str(Path(supervisor.__file__)), str(SECONDS), str(folder), *command]
    # Own files in /tmp would stay behind when it is killed.
    environment = {**os.environ, "TMPDIR": str(folder), "SAL_DISABLE_JAVALDX": "1"}
    running = subprocess.Popen(  # noqa: S603 - the program is LibreOffice
        watcher,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with running:
        # Its standard input stays open for as long as someone waits for the result.
        return running.wait()


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
