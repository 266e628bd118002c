"""Opening sources: what is read, and one sentence for everything that cannot be."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import os
import random
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedparse.errors import SourceError
from fedparse.sources import MAX_BYTES, Content, SourceText, from_text, read_bytes, read_path, reader

LINE = "全年举办培训班16期,培训妇女820余人次。\r\n"


def zip_of(*names: str) -> bytes:
    """A ZIP file with members of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def ole_of(part: str) -> bytes:
    """The first bytes of an OLE file with a stream of this name in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + part.encode("utf-16-le") + bytes(512)


def test_file_with_its_provenance(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    data = LINE.encode("gbk")
    path.write_bytes(data)
    assert read_path(path) == SourceText(
        name=str(path),
        media_type="text/plain",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=Content(LINE, "gb18030"),
        file_name="a.txt",
    )
    assert read_path(str(path)) == read_path(path)
    assert read_path(path, encoding="gbk").encoding == "gbk"


def test_digest_and_size_count_the_bom() -> None:
    data = LINE.encode("utf-8-sig")
    source = read_bytes(data, name="-")
    assert (source.size, source.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_source_is_frozen() -> None:
    source = from_text(LINE, name="a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        source.text = ""  # type: ignore[misc]
    assert not hasattr(source, "__dict__")


@pytest.mark.parametrize(
    ("text", "kept", "bad_bytes"),
    [
        pytest.param(LINE, LINE, (), id="line"),
        pytest.param("", "", (), id="empty"),
        pytest.param(" \n", " \n", (), id="white-space"),
        pytest.param("\ufeff妇联", "\ufeff妇联", (), id="bom-stays"),
        pytest.param("a\ufffdb", "a\ufffdb", (), id="replacement-character"),
        pytest.param("a\udc80\udc81b\ud800", "a\ufffd\ufffdb\ufffd", ((1, 3), (4, 5)), id="lone-surrogates"),
    ],
)
def test_from_text(text: str, kept: str, bad_bytes: tuple[tuple[int, int], ...]) -> None:
    source = from_text(text, name="a")
    assert (source.name, source.media_type, source.encoding) == ("a", "text/plain", "utf-8")
    assert (source.text, source.bad_bytes) == (kept, bad_bytes)
    assert (source.size, source.sha256) == (len(kept.encode()), hashlib.sha256(kept.encode()).hexdigest())


@given(st.text(st.characters(codec=None)))
def test_from_text_takes_any_text(text: str) -> None:
    source = from_text(text, name="a")
    assert len(source.text) == len(text)
    assert all(set(source.text[start:end]) == {"\ufffd"} for start, end in source.bad_bytes)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "is empty", id="no-bytes"),
        pytest.param(b" \r\n\t", "is empty", id="white-space"),
        pytest.param("\u3000\n".encode("gbk"), "is empty", id="ideographic-space"),
        pytest.param(b"\xef\xbb\xbf", "is empty", id="bom"),
        pytest.param(b"\xff\xfe\n\0", "is empty", id="bom-and-newline"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbf", "is empty", id="two-boms"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is a PDF document", id="pdf"),
        pytest.param(ole_of("WordDocument"), r"is a Word or WPS document \(\.doc", id="doc"),
        pytest.param(ole_of("Workbook"), r"is an Excel workbook \(\.xls\)", id="xls"),
        pytest.param(ole_of("Other"), r"is an old Office file", id="ole"),
        pytest.param(zip_of("[Content_Types].xml", "word/document.xml"), r"is a Word document \(\.docx\)", id="docx"),
        pytest.param(zip_of("xl/workbook.xml"), r"is an Excel workbook \(\.xlsx\)", id="xlsx"),
        pytest.param(zip_of("OFD.xml"), "is an OFD document", id="ofd"),
        pytest.param(zip_of("a.txt"), "is a ZIP archive", id="zip"),
        pytest.param(zip_of(), "is a ZIP archive", id="empty-zip"),
        pytest.param(rb"{\rtf1\ansi\ansicpg936 \'b8\'be}", "is an RTF document", id="rtf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a PNG image", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF", "is a JPEG image", id="jpeg"),
        pytest.param(b"GIF89a\x01\0\x01\0", "is a GIF image", id="gif"),
        pytest.param(b"II*\0\x08\0\0\0", "is a TIFF image", id="tiff"),
        pytest.param(gzip.compress(LINE.encode()), "is a gzip archive", id="gzip"),
        pytest.param(b"7z\xbc\xaf\x27\x1c\0\x04", "is a 7-Zip archive", id="7z"),
        pytest.param(b"Rar!\x1a\x07\x01\0", "is a RAR archive", id="rar"),
        pytest.param(b"\0\0", "is empty", id="two-nuls"),
        pytest.param(bytes(4096), "is a binary file", id="nuls"),
        pytest.param(LINE.encode() + bytes(100), "is a binary file", id="text-then-nuls"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0>\0\x01\0\0\0", "is a binary file", id="elf"),
        pytest.param(random.Random(1).randbytes(4096), "is a binary file", id="random"),  # noqa: S311
        pytest.param(random.Random(2).randbytes(300_001), "is a binary file", id="long-random"),  # noqa: S311
    ],
)
def test_bytes_that_are_no_text(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=rf"^a\.txt: {reason}") as caught:
        read_bytes(data, name="a.txt")
    assert caught.value.source == "a.txt"
    assert "\n" not in caught.value.reason
    if "empty" not in reason:
        assert "save it as text" in caught.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "latin-1"])
def test_given_encoding_makes_no_text_of_a_pdf(encoding: str) -> None:
    with pytest.raises(SourceError, match="is a PDF document"):
        read_bytes(b"%PDF-1.7", name="a.txt", encoding=encoding)


@pytest.mark.parametrize("control", ["\0", "\x0c", "\x1a", "\x0b"], ids=ascii)
def test_a_stray_control_character_is_text(control: str) -> None:
    text = LINE * 3 + control
    assert read_bytes(text.encode("gbk"), name="a.txt").text == text


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.txt: there is no such file$"):
        read_path(tmp_path / "nowhere.txt")


def test_directory(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a directory; `fedparse extract` takes files: "):
        read_path(tmp_path)


def test_file_as_directory(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LINE, encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read: "):
        read_path(tmp_path / "a.txt" / "b.txt")


@pytest.mark.parametrize("path", ["a\0b", "a" * 5000, "\ud800"], ids=["nul", "long", "lone-surrogate"])
def test_impossible_path(path: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_path(path)
    str(caught.value).encode()


def test_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/妇联.txt".encode("gbk")
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(LINE.encode())
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    source = read_path(os.fsdecode(path))
    source.name.encode()
    assert source.text == LINE


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(self))

    (tmp_path / "a.txt").write_text(LINE, encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceError, match=r"a\.txt: may not be read by this user"):
        read_path(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_pipe_and_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is a pipe, not a file"):
        read_path(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is a device, not a file"):
        read_path("/dev/null")


def test_too_large_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match=r"67,108,865 bytes, more than the limit of 64 MiB; split the file"):
        read_path(path)


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 8)
    assert read_bytes(b"12345678", name="a").size == 8
    with pytest.raises(SourceError, match="split the file"):
        read_bytes(b"123456789", name="a")
