"""Old Word and WPS documents: what they are is looked at first, then LibreOffice converts them and leaves no trace."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from box_files import damaged, ole_of, word_of

from fedparse.errors import SourceError
from fedparse.sources import Content, Options, office, read_bytes, supervisor

pytest.importorskip("olefile")

needs_office = pytest.mark.skipif(office.find_program() is None, reason="needs LibreOffice")
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs processes of POSIX")

TEXT = "街道妇联2019年工作总结\n一、加强学习。全年举办培训班16期，培训妇女820余人次。\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary folders are made where the test can see what is left of them."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))


@pytest.fixture
def plain_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the reader of .docx: the paragraphs and nothing else."""

    def read(data: bytes, _name: str, _options: Options) -> Content:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = archive.read("word/document.xml").decode()
        return Content(re.sub("<[^>]+>", "", body.replace("</w:p>", "\n").partition("<w:body>")[2]))

    monkeypatch.setattr(office, "read_docx", read)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A .doc that LibreOffice wrote."""
    program = office.find_program()
    assert program is not None
    folder = tmp_path_factory.mktemp("doc")
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    (folder / "a.html").write_text(f"<meta charset=utf-8>{paragraphs}", encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--infilter=HTML (StarWriter)", "--convert-to", "doc:MS Word 97", "--outdir", str(folder)]
    command = [program, profile, "--headless", *convert, str(folder / "a.html")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.doc").read_bytes()


def the_error(data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        office.read_doc(data, "a.doc", Options())
    assert "\n" not in caught.value.reason
    return caught.value


def program(folder: Path, code: str) -> str:
    """A stand-in for LibreOffice: a Python program; `out` is the file that it is to write."""
    path = folder / "soffice"
    out = "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1]) / 'a.docx'; out.parent.mkdir()"
    body = f"#!{sys.executable}\nimport os, pathlib, subprocess, sys, time\n{out}\n{textwrap.dedent(code)}\n"
    path.write_text(body, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


# What the file is


BAD = {
    "password": (word_of(flags=0x0300), "encrypted", "has a password; take it off first"),
    "no-document": (ole_of({"Contents": b"x"}), "unsupported", "is an old Office file (OLE) without a document in it"),
    "other-start": (word_of(ident=0x1234), "damaged", "is damaged (its document does not begin as one)"),
    "no-table": (word_of(table="0Table"), "damaged", "is damaged (a part of it is missing)"),
    "head-only": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged", "is damaged ("),
    "no-bytes": (b"", "damaged", "is damaged ("),
}


@pytest.mark.parametrize(("data", "code", "reason"), BAD.values(), ids=BAD)
def test_what_is_no_document_never_meets_libreoffice(
    data: bytes, code: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_program", lambda: pytest.fail("it was looked for"))
    error = the_error(data)
    assert (error.code, error.reason[: len(reason)]) == (code, reason)


def test_damage_comes_to_errors_and_to_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_program", lambda: None)
    for copy in damaged(word_of(), 300):
        assert the_error(copy).code in {"damaged", "encrypted", "unsupported", "needs-extra"}


def test_without_olefile_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "olefile", None)
    error = the_error(word_of())
    assert (error.code, error.reason) == ("needs-extra", "needs olefile to be read: pip install 'fedparse[doc]'")


# LibreOffice


def test_without_libreoffice_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(office.PROGRAM, "/nowhere/soffice")
    error = the_error(word_of())
    assert error.code == "needs-extra"
    assert error.reason.startswith(f"needs LibreOffice to be read: {office.INSTALL}")


@needs_posix
def test_the_environment_says_where_libreoffice_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path, "")
    monkeypatch.setenv(office.PROGRAM, path)
    assert office.find_program() == path
    monkeypatch.delenv(office.PROGRAM)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office.find_program() == path
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_PLACES", (path,))
    assert office.find_program() == path


STAND_INS = {
    "nothing": ("", "damaged", "is damaged (LibreOffice cannot open it)"),
    # Whether the file or the machine is at fault nobody knows; a batch tries these again at its next run.
    "fails": ("sys.exit(1)", "unreadable", "made LibreOffice fail (exit code 1)"),
    "crashes": ("os.abort()", "unreadable", "made LibreOffice fail (exit code "),
    "junk": ("out.write_bytes(b'PK?')", "damaged", "is damaged (LibreOffice makes nothing of it)"),
    "hangs": ("time.sleep(999)", "timeout", "keeps LibreOffice busy for more than 0.5 seconds"),
    "hangs-in-a-child": (
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(999)'])",
        "timeout",
        "keeps LibreOffice busy for more than 0.5 seconds",
    ),
}


@needs_posix
@pytest.mark.parametrize(("code", "kind", "reason"), STAND_INS.values(), ids=STAND_INS)
def test_what_libreoffice_may_do(
    code: str, kind: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(office.PROGRAM, program(tmp_path, code))
    if kind == "timeout":
        monkeypatch.setattr(office, "SECONDS", 0.5)
    error = the_error(word_of())
    assert (error.code, error.reason[: len(reason)]) == (kind, reason)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert running(tmp_path) == []


def running(folder: Path) -> list[str]:
    """The processes that have the folder in their command line."""
    if not Path("/proc/self").exists():
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)  # noqa: S607
        return [line for line in listed.stdout.splitlines() if str(folder) in line]
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = path.read_bytes()
            if os.fsencode(folder) in line:
                found.append(os.fsdecode(line))
    return found


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_no_zombie_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS", 0.5)
    path = program(tmp_path, "subprocess.Popen(['sleep', '99']); time.sleep(99)")
    monkeypatch.setenv(office.PROGRAM, path)
    before = zombies()
    assert the_error(word_of()).code == "timeout"
    assert zombies() <= before


def zombies() -> set[str]:
    """The dead children of this process and of the first one, which nobody has taken note of."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = path.read_text(encoding="utf-8", errors="replace").rpartition(")")
            state, parent = rest.split()[:2]
            if state == "Z" and parent in {"1", str(os.getpid())}:
                found.add(name)
    return found


@needs_posix
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_libreoffice_ends_when_nobody_waits_for_it(
    sign: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(office.PROGRAM, program(tmp_path, f"open({str(tmp_path / 'on')!r}, 'w'); time.sleep(999)"))
    code = f"""
        import sys, tempfile
        sys.path[:0] = [{str(Path(__file__).parent)!r}]
        tempfile.tempdir = {str(tmp_path / "tmp")!r}
        from box_files import word_of
        from fedparse.sources import Options, office
        office.read_doc(word_of(), "a.doc", Options())
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stderr=subprocess.DEVNULL) as waiting:
        wait_until((tmp_path / "on").exists)
        waiting.send_signal(sign)
    wait_until(lambda: not running(tmp_path) and not list((tmp_path / "tmp").iterdir()))


def wait_until(done: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


@needs_posix
def test_the_limit_of_a_worker_is_lifted_for_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    told = tmp_path / "limit"
    code = f"import resource; open({str(told)!r}, 'w').write(str(resource.getrlimit(resource.RLIMIT_AS)[0]))"
    monkeypatch.setenv(office.PROGRAM, program(tmp_path, code))
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, before[1]))
    try:
        the_error(word_of())
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert int(told.read_text()) == supervisor._MEMORY


@needs_office
@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.txt"])
@pytest.mark.usefixtures("plain_docx")
def test_a_document(name: str, document: bytes, tmp_path: Path) -> None:
    source = read_bytes(document, name=name)
    assert source.text.strip() == TEXT.strip()
    assert (source.media_type, source.encoding) == ("application/msword", None)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert running(tmp_path) == []


@needs_office
@pytest.mark.usefixtures("plain_docx")
def test_no_socket_is_left_behind_when_libreoffice_is_killed(
    document: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = set(Path("/tmp").glob("OSL_PIPE_*"))  # noqa: S108
    codes = set()
    for seconds in (0.3, 0.6, 0.9):
        monkeypatch.setattr(office, "SECONDS", seconds)
        try:
            office.read_doc(document, "a.doc", Options())
        except SourceError as refusal:
            codes.add(refusal.code)
        assert running(tmp_path) == []
    assert codes == {"timeout"}
    assert set(Path("/tmp").glob("OSL_PIPE_*")) <= sockets  # noqa: S108


@needs_office
@pytest.mark.parametrize("size", [3, 50_000], ids=["without-text", "with-too-much-text"])
def test_a_text_that_does_not_fit_the_document(size: int, document: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "read_docx", lambda *_: Content(" " * 3 if size == 3 else "x" * size))
    assert the_error(document).code == "damaged"


@needs_office
@pytest.mark.usefixtures("plain_docx")
def test_a_damaged_document_is_read_or_refused(document: bytes) -> None:
    codes = set()
    for copy in damaged(document, 6):
        try:
            assert office.read_doc(copy, "a.doc", Options()).text.strip()
        except SourceError as refusal:
            codes.add(refusal.code)
    assert codes <= {"damaged", "encrypted", "unsupported"}
