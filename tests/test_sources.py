"""Opening sources: what is read, and one sentence for everything that cannot be."""

from __future__ import annotations

import bz2
import contextlib
import dataclasses
import gzip
import hashlib
import io
import lzma
import os
import random
import re
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import NoReturn

import box_files
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedparse.errors import SourceError
from fedparse.sources import (
    MAX_BYTES,
    Content,
    SourceText,
    from_text,
    known_kind,
    opened,
    read_bytes,
    read_path,
    reader,
    shown_name,
)

LINE = "全年举办培训班16期,培训妇女820余人次。\r\n"


def zip_of(*names: str) -> bytes:
    """A ZIP file with members of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


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
        source.name = ""  # type: ignore[misc]
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


def html(body: str) -> bytes:
    return f"<!DOCTYPE html>\n<html><body>{body}</body></html>".encode()


MAIL = b"From: <x>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n--x\n"

KINDS = {
    "txt": (LINE.encode(), "text"),
    "gbk": (LINE.encode("gbk"), "text"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
    "pdf-behind-a-bom": (b"\xef\xbb\xbf\r\n%PDF-1.7", "pdf"),
    "rtf": (rb"{\rtf1\ansi\ansicpg936 \'b8\'be}", "rtf"),
    "html": (html("<p>x</p>"), "html"),
    "html-behind-comments": (b"<!-- a --> <!--b-->\n<html>", "html"),
    "many-comments": (b"<!---->" * 500 + b"x", "text"),
    "mhtml": (MAIL, "mhtml"),
    "doc": (box_files.word_of(), "doc"),
    "doc-with-a-workbook": (box_files.ole_of({"WordDocument": b"x"}, {"Workbook": b"x"}), "doc"),
    "doc-cut-off": (box_files.word_of()[:1400], "doc"),
    "xls": (box_files.xls_of("a", {(0, 0): "x"}), "xls"),
    "xls-of-1995": (box_files.ole_of({"Book": b"x"}), "xls"),
    "xls-with-a-document": (box_files.ole_of({"Workbook": b"x"}, {"WordDocument": b"x"}), "xls"),
    "docx": (zip_of("[Content_Types].xml", "word/document.xml"), "docx"),
    "docx-cut-off": (zip_of("word/document.xml", "b")[:60], "docx"),
    "xlsx": (zip_of("xl/workbook.xml"), "xlsx"),
    "ods": (box_files.ods_of([["x"]]), "ods"),
    "odt": (box_files.zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
    "zip": (zip_of("a.txt"), "zip"),
    "zip-of-a-docx": (zip_of("word.docx"), "zip"),
    "empty-zip": (zip_of(), "zip"),
    "tar": (box_files.tar_of({"a.txt": b"x"}), "tar"),
    "old-tar": (box_files.with_sum(box_files.tar_entry()[:257] + bytes(255)) + bytes(1024), "tar"),
    "gzip": (gzip.compress(LINE.encode()), "tar"),
    "bzip2": (bz2.compress(LINE.encode()), "tar"),
    "xz": (lzma.compress(LINE.encode()), "tar"),
}


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS)
def test_a_file_is_known_by_its_bytes(data: bytes, kind: str) -> None:
    assert known_kind(io.BytesIO(data), "a.bin").id == kind


@pytest.mark.parametrize(("name", "kind"), [("a.csv", "csv"), ("A.CSV", "csv"), ("a.tsv", "csv"), ("csv", "text")])
def test_a_table_of_text_is_known_by_its_suffix(name: str, kind: str) -> None:
    assert known_kind(io.BytesIO(b"a,b\n"), name).id == kind


FOREIGN = {
    "ole": (box_files.ole_of({"Other": b"x"}), "an old Office file (OLE)", "unsupported"),
    "ole-cut-off": (box_files.ole_of({"Other": b"x"})[:100], "an old Office file (OLE)", "unsupported"),
    "ole-zeros": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office file (OLE)", "unsupported"),
    "encrypted": (box_files.ole_of({"EncryptedPackage": b"x"}), "an Office document with a password", "encrypted"),
    "ppt": (box_files.ole_of({"PowerPoint Document": b"x"}), "a PowerPoint presentation (.ppt)", "unsupported"),
    "pptx": (zip_of("ppt/presentation.xml"), "a PowerPoint presentation (.pptx)", "unsupported"),
    "xlsb": (zip_of("xl/workbook.bin"), "a binary Excel workbook (.xlsb)", "unsupported"),
    "ofd": (zip_of("OFD.xml"), "an OFD document", "unsupported"),
    "epub": (box_files.zip_of({"mimetype": "application/epub+zip"}), "an EPUB book", "unsupported"),
    "odp": (
        box_files.zip_of({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
        "an OpenDocument file",
        "unsupported",
    ),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image", "unsupported"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image", "unsupported"),
    "gif": (b"GIF89a\x01\0\x01\0", "a GIF image", "unsupported"),
    "tiff": (b"II*\0\x08\0\0\0", "a TIFF image", "unsupported"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\x04", "a 7-Zip archive (.7z)", "unsupported"),
    "rar": (b"Rar!\x1a\x07\x01\0", "a RAR archive (.rar)", "unsupported"),
    "zstandard": (b"\x28\xb5\x2f\xfd\0", "a Zstandard archive (.zst)", "unsupported"),
    "split-zip": (b"PK\x07\x08PK\x03\x04", "the first part of a split ZIP archive (join its parts", "unsupported"),
    "self-extracting": (b"MZ\x90" + zip_of("a.txt"), "a Windows program (run it to unpack it", "unsupported"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(9), "a program", "unsupported"),
}


@pytest.mark.parametrize(("data", "title", "code"), FOREIGN.values(), ids=FOREIGN)
def test_kinds_that_are_not_read(data: bytes, title: str, code: str) -> None:
    with pytest.raises(SourceError, match=rf"^a\.txt: is {re.escape(title)}") as caught:
        read_bytes(data, name="a.txt")
    advice = "take the password off first" if code == "encrypted" else "fedparse cannot read it"
    assert caught.value.reason.endswith(advice)
    assert (caught.value.source, caught.value.code) == ("a.txt", code)


NO_TEXT = {
    "no-bytes": (b"", "is empty", "empty"),
    "white-space": (b" \r\n\t", "is empty", "empty"),
    "ideographic-space": ("\u3000\n".encode("gbk"), "is empty", "empty"),
    "bom": (b"\xef\xbb\xbf", "is empty", "empty"),
    "bom-and-newline": (b"\xff\xfe\n\0", "is empty", "empty"),
    "two-boms": (b"\xef\xbb\xbf\xef\xbb\xbf", "is empty", "empty"),
    "two-nuls": (b"\0\0", "is empty", "empty"),
    "nuls": (bytes(4096), "is a binary file", "unsupported"),
    "text-then-nuls": (LINE.encode() + bytes(100), "is a binary file", "unsupported"),
    "random": (random.Random(1).randbytes(4096), "is a binary file", "unsupported"),  # noqa: S311
    "long-random": (random.Random(2).randbytes(300_001), "is a binary file", "unsupported"),  # noqa: S311
    "zip": (zip_of("a.txt"), "is a ZIP archive (.zip), which may hold several texts", "unsupported"),
    "xlsx": (zip_of("xl/workbook.xml"), "is an Excel workbook (.xlsx), which may hold several", "unsupported"),
    "gzip": (gzip.compress(LINE.encode()), "is a tar archive", "unsupported"),
}


@pytest.mark.parametrize(("data", "reason", "code"), NO_TEXT.values(), ids=NO_TEXT)
def test_bytes_that_are_no_text(data: bytes, reason: str, code: str) -> None:
    with pytest.raises(SourceError, match=rf"^a\.txt: {re.escape(reason)}") as caught:
        read_bytes(data, name="a.txt")
    assert (caught.value.source, caught.value.code) == ("a.txt", code)
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "latin-1"])
def test_given_encoding_makes_no_text_of_an_image(encoding: str) -> None:
    with pytest.raises(SourceError, match="is a PNG image"):
        read_bytes(b"\x89PNG\r\n\x1a\n", name="a.txt", encoding=encoding)


def test_kinds_of_damaged_files_are_known_or_refused() -> None:
    for data, _ in KINDS.values():
        for copy in box_files.damaged(data, 30):
            with contextlib.suppress(SourceError):
                known_kind(io.BytesIO(copy), "a")


def test_a_bomb_for_a_mimetype_is_not_unpacked() -> None:
    data = box_files.zip_of({"mimetype": bytes(100_000_000)})
    tracemalloc.start()
    assert known_kind(io.BytesIO(data), "a").id == "zip"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize("control", ["\0", "\x0c", "\x1a", "\x0b"], ids=ascii)
def test_a_stray_control_character_is_text(control: str) -> None:
    text = LINE * 3 + control
    assert read_bytes(text.encode("gbk"), name="a.txt").text == text


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.txt: there is no such file$"):
        read_path(tmp_path / "nowhere.txt")


def test_directory(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"is a directory; read all that is in it with `fedparse batch .* --out DIR`$"
    ):
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
    assert (source.name, source.text) == (f"{tmp_path}/妇联.txt", LINE)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not allow such names")
@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("档案/2019年总结.txt".encode("gbk"), "档案/2019年总结.txt", id="GBK"),
        pytest.param("婦女會工作總結.txt".encode("big5"), "婦女會工作總結.txt", id="Big5"),
        pytest.param("档案/".encode() + "总结.txt".encode("gbk"), "档案/总结.txt", id="GBK in a folder of UTF-8"),
        pytest.param(b"\xff\xfe.txt", "\ufffd\ufffd.txt", id="none"),
        pytest.param("档案/总结.txt".encode(), "档案/总结.txt", id="UTF-8"),
    ],
)
def test_names_of_old_disks(path: bytes, name: str) -> None:
    assert shown_name(os.fsdecode(path)) == name


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, _mode: str) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(self))

    (tmp_path / "a.txt").write_text(LINE, encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
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


def test_an_error_of_a_reader_is_no_fault_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LINE, encoding="utf-8")
    with pytest.raises(ValueError, match="a bug"), opened(tmp_path / "a.txt"):
        raise ValueError("a bug")
    with pytest.raises(SourceError, match=r"a\.txt: cannot be read: Input/output error"), opened(tmp_path / "a.txt"):
        raise OSError(5, "Input/output error")
