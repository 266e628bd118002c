"""Archives: every member by its right name, once; bombs and tricks cost themselves alone."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from box_files import LINE, RawMember, damaged, raw_zip, tar_entry, tar_of, with_sum, zip_of

from fedparse.errors import SourceError
from fedparse.sources import Member, Options, limits, members, read_stream
from fedparse.sources.membernames import decoded, is_system_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = LINE.encode()
UTF8 = 0x800


def found(data: bytes, name: str = "a.zip") -> list[Member | SourceError]:
    """The members of an archive; an archive that cannot be read is its error."""
    try:
        return list(members(io.BytesIO(data), name, Options()))
    except SourceError as error:
        return [error]


def said(data: bytes, name: str = "a.zip") -> list[str]:
    """The members by name; the code in front of those that cannot be read."""
    return [f"{m.code}! {m.source}" if isinstance(m, SourceError) else m.name for m in found(data, name)]


def the_error(data: bytes, name: str = "a.zip") -> SourceError:
    (error,) = (m for m in found(data, name) if isinstance(m, SourceError))
    assert "\n" not in error.reason
    return error


# Names


def named(name: bytes, *, flags: int = 0, extra: bytes = b"") -> bytes:
    return raw_zip([RawMember(name, flags=flags, extra=extra)])


def unicode_path(name: str, raw: bytes) -> bytes:
    field = struct.pack("<BI", 1, zlib.crc32(raw)) + name.encode()
    return b"UT\1\0x" + struct.pack("<HH", 0x7075, len(field)) + field


NAMES = {
    "ascii": (named(b"a.txt"), "a.txt"),
    "utf-8": (named("工作总结.txt".encode(), flags=UTF8), "工作总结.txt"),
    "utf-8-not-marked": (named("工作总结.txt".encode()), "工作总结.txt"),
    "gbk": (named("妇联2019年工作总结.txt".encode("gbk")), "妇联2019年工作总结.txt"),
    "gbk-of-two-hanzi": (named("总结.txt".encode("gbk")), "总结.txt"),
    "gbk-with-folders": (named("镇街/二〇一九/总结.txt".encode("gbk")), "镇街/二〇一九/总结.txt"),
    "gbk-with-a-backslash-as-second-byte": (named("誠信.txt".encode("gbk")), "誠信.txt"),
    "big5": (named("婦聯會工作總結報告.txt".encode("big5")), "婦聯會工作總結報告.txt"),
    "unicode-path": (named(b"a?.txt", extra=unicode_path("甲.txt", b"a?.txt")), "甲.txt"),
    "unicode-path-of-another-name": (named(b"b.txt", extra=unicode_path("甲.txt", b"a.txt")), "b.txt"),
    "backslashes": (named(rb"2019\a.txt"), "2019/a.txt"),
    "dots-and-slashes": (named(b"./2019//a.txt"), "2019/a.txt"),
    "control-characters": (named(b"a\x1b[31m\nb.txt"), "a\ufffd[31m\ufffdb.txt"),
    "right-to-left": (named("a\u202etxt.exe".encode(), flags=UTF8), "a\ufffdtxt.exe"),
}


@pytest.mark.parametrize(("data", "name"), NAMES.values(), ids=NAMES)
def test_name_of_a_member(data: bytes, name: str) -> None:
    (member,) = found(data)
    assert isinstance(member, Member)
    assert (member.name, member.file_name, member.data) == (f"a.zip/{name}", name.rpartition("/")[2], TEXT)
    assert not member.is_text


def test_names_tell_each_other_their_encoding() -> None:
    names = ["总结", "妇联2019年工作总结", "发展", "a"]
    assert decoded([name.encode("gbk") for name in names]) == names
    # These two hanzi are valid UTF-8, too.
    assert decoded(["联通".encode("gbk"), "困难儿童慰问".encode("gbk")]) == ["联通", "困难儿童慰问"]
    assert decoded(["慰问".encode(), "慰问".encode("gbk"), "困难儿童慰问".encode("gbk")]) == [
        "慰问",
        "慰问",
        "困难儿童慰问",
    ]
    assert decoded([]) == []
    assert decoded([b"\xff\xff.txt"]) == ["\ufffd\ufffd.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_in_a_tar_file(encoding: str) -> None:
    names = ["镇街/2019年总结.txt", "关于" + "很长的名称" * 30 + ".txt"]
    assert said(tar_of(dict.fromkeys(names, TEXT), encoding=encoding), "a.tar") == [f"a.tar/{name}" for name in names]


def test_pax_names() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("妇联总结.txt"))
    assert said(buffer.getvalue(), "a.tar") == ["a.tar/妇联总结.txt"]


def test_members_of_the_same_name_are_told_apart() -> None:
    names = [b"a.txt", b"a.txt", b"x/./a", b"x/a", b"a.txt", b"a (2).txt", b".x", b".x"]
    shown = ["a.txt", "a (2).txt", "x/a", "x/a (2)", "a (3).txt", "a (2) (2).txt", ".x", ".x (2)"]
    assert said(raw_zip([RawMember(name) for name in names])) == [f"a.zip/{name}" for name in shown]


UNSAFE = ["../a.txt", "/etc/a.txt", "x/../../a.txt", r"..\a.txt", r"C:\a.txt", "c:a.txt", r"\\host\a.txt"]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leads_out_of_the_archive(name: str) -> None:
    for data, file in ((named(name.encode()), "a.zip"), (tar_of({name: TEXT}), "a.tar")):
        error = the_error(data, file)
        assert (error.code, error.reason[:40]) == ("unsafe-name", "its name leads out of the archive, which")


SYSTEM = ["__MACOSX/._a.txt", "x/.DS_Store", "Thumbs.db", "x/THUMBS.DB", "desktop.ini", "~$总结.docx", "x/._a.txt"]


@pytest.mark.parametrize("name", SYSTEM)
def test_files_of_the_system_are_named_as_such(name: str) -> None:
    assert is_system_file(name.split("/"))
    for data, file in ((zip_of({name: b"x", "a.txt": TEXT}), "a.zip"), (tar_of({name: b"x", "a.txt": TEXT}), "a.tar")):
        assert said(data, file) == [f"system-file! {file}/{name}", f"{file}/a.txt"]


@pytest.mark.parametrize("name", ["a.txt", ".a.txt", "~a.txt", "a~$.txt", "thumbs.txt", "x.DS_Store"])
def test_other_files_are_no_files_of_the_system(name: str) -> None:
    assert not is_system_file(name.split("/"))


# What is read


BOXES: dict[str, tuple[bytes, str, list[str]]] = {
    "zip": (zip_of({"b.txt": TEXT, "x/": "", "x/a.txt": TEXT}), "a.zip", ["a.zip/b.txt", "a.zip/x/a.txt"]),
    "zip-stored": (zip_of({"a.txt": TEXT}, zipfile.ZIP_STORED), "a.zip", ["a.zip/a.txt"]),
    "zip-bzip2": (zip_of({"a.txt": TEXT}, zipfile.ZIP_BZIP2), "a.zip", ["a.zip/a.txt"]),
    "zip-lzma": (zip_of({"a.txt": TEXT}, zipfile.ZIP_LZMA), "a.zip", ["a.zip/a.txt"]),
    "zip-with-something-behind-it": (zip_of({"a.txt": TEXT}) + b"?" * 999, "a.zip", ["a.zip/a.txt"]),
    "zip-by-another-name": (zip_of({"a.txt": TEXT}), "a.doc", ["a.doc/a.txt"]),
    "tar": (tar_of({"b.txt": TEXT, "a.txt": TEXT}), "a.tar", ["a.tar/b.txt", "a.tar/a.txt"]),
    "tar.gz": (tar_of({"a.txt": TEXT}, "w:gz"), "a.tgz", ["a.tgz/a.txt"]),
    "tar.bz2": (tar_of({"a.txt": TEXT}, "w:bz2"), "a.tar.bz2", ["a.tar.bz2/a.txt"]),
    "tar.xz": (tar_of({"a.txt": TEXT}, "w:xz"), "a.tar.xz", ["a.tar.xz/a.txt"]),
    "tar-behind-a-tar": (tar_of({"a.txt": TEXT}) + tar_of({"b.txt": TEXT}), "a.tar", ["a.tar/a.txt", "a.tar/b.txt"]),
    "tar-with-something-behind-it": (tar_of({"a.txt": TEXT}) + b"?" * 999, "a.tar", ["a.tar/a.txt"]),
    "gz": (gzip.compress(TEXT), "x/a.txt.gz", ["x/a.txt.gz/a.txt"]),
    "gz-in-two-parts": (gzip.compress(TEXT[:30]) + gzip.compress(TEXT[30:]), "a.gz", ["a.gz/a"]),
    "gz-with-something-behind-it": (gzip.compress(TEXT) + bytes(9) + b"?", "a.gz", ["a.gz/a"]),
    "gz-that-keeps-its-name": (
        b"\x1f\x8b\x08\x08" + bytes(6) + b"b.txt\0" + gzip.compress(TEXT)[10:],
        "-",
        ["-/b.txt"],
    ),
    "gz-without-a-name": (gzip.compress(TEXT), "-", ["-/text"]),
    "bz2": (bz2.compress(TEXT), "a.txt.bz2", ["a.txt.bz2/a.txt"]),
    "xz": (lzma.compress(TEXT), "a.txt.xz", ["a.txt.xz/a.txt"]),
}


@pytest.mark.parametrize(("data", "name", "names"), BOXES.values(), ids=BOXES)
def test_members_in_their_order(data: bytes, name: str, names: list[str]) -> None:
    assert said(data, name) == names
    assert {m.data for m in found(data, name) if isinstance(m, Member)} == {TEXT}


def test_an_empty_member_is_its_own_matter() -> None:
    assert said(zip_of({"a.txt": b"", "b.txt": TEXT})) == ["a.zip/a.txt", "a.zip/b.txt"]
    assert said(gzip.compress(b""), "a.txt.gz") == ["a.txt.gz/a.txt"]


@pytest.mark.parametrize(
    "data", [zip_of({}), zip_of({"x/": ""}), tar_of({}, "w:gz")], ids=["zip", "zip-of-folders", "tar.gz"]
)
def test_an_archive_of_nothing(data: bytes) -> None:
    error = the_error(data)
    assert (error.source, error.code) == ("a.zip", "empty")


def nested(depth: int) -> bytes:
    data = TEXT
    for level in range(depth):
        data = zip_of({"a.txt": data}) if not level % 2 else tar_of({"b": data}, "w:gz")
    return data


@pytest.mark.parametrize(
    ("depth", "names"),
    [
        (1, ["o/a.txt"]),
        (2, ["o/b/a.txt"]),
        (5, ["o/a.txt/b/a.txt/b/a.txt"]),
        (6, ["bomb! o/b/a.txt/b/a.txt/b"]),
        (9, ["bomb! o/a.txt/b/a.txt/b/a.txt"]),
    ],
)
def test_archives_in_archives(depth: int, names: list[str]) -> None:
    read = list(read_stream(io.BytesIO(nested(depth)), "o", Options()))
    assert [f"{s.code}! {s.source}" if isinstance(s, SourceError) else s.name for s in read] == names


def test_all_that_an_archive_holds_is_read_in_place() -> None:
    inner = zip_of({"丙.txt": "丙。".encode("gbk"), "x.png": b"\x89PNG\r\n\x1a\n"})
    data = zip_of({"甲2018.txt": "甲。".encode(), "空.txt": b"", "内.zip": inner, "乙.txt": "乙。".encode()})
    read = list(read_stream(io.BytesIO(data), "a.zip", Options()))
    assert [(s.source, s.code) if isinstance(s, SourceError) else (s.name, s.text, s.file_name) for s in read] == [
        ("a.zip/甲2018.txt", "甲。", "甲2018.txt"),
        ("a.zip/空.txt", "empty"),
        ("a.zip/内.zip/丙.txt", "丙。", "丙.txt"),
        ("a.zip/内.zip/x.png", "unsupported"),
        ("a.zip/乙.txt", "乙。", "乙.txt"),
    ]


# What is wrong costs itself alone

GOOD = RawMember(b"good.txt")


def with_one(member: RawMember) -> bytes:
    return raw_zip([member, GOOD])


BAD_MEMBERS = {
    "password": (with_one(RawMember(b"a", flags=1)), "encrypted", "has a password; unpack it first"),
    "deflate64": (with_one(RawMember(b"a", method=9)), "unsupported", "is packed by Deflate64, which fedparse cannot"),
    "unknown-method": (with_one(RawMember(b"a", method=77)), "unsupported", "is packed by method 77, which fedparse"),
    "wrong-crc": (zip_of({"a": TEXT, "good.txt": TEXT}, 0).replace(TEXT, TEXT[::-1], 1), "damaged", "is damaged (Bad"),
    "larger-than-it-says": (with_one(RawMember(b"a", method=8, size=9)), "bomb", "is larger than the archive says"),
    "smaller-than-it-says": (with_one(RawMember(b"a", method=8, size=99999)), "damaged", "is damaged (it breaks off)"),
    "overlap": (
        raw_zip([GOOD, RawMember(b"good.txt", place=0), RawMember(b"a")]),
        "bomb",
        "lies over another member of the archive",
    ),
    "ratio": (
        with_one(RawMember(b"a", bytes(20_000_000), method=8)),
        "bomb",
        "unpacks to more than 200 times its size",
    ),
    "size": (with_one(RawMember(b"a", size=70_000_000)), "bomb", "unpacks to more than 200 times its size"),
}


@pytest.mark.parametrize(("data", "code", "reason"), BAD_MEMBERS.values(), ids=BAD_MEMBERS)
def test_a_bad_member_of_a_zip(data: bytes, code: str, reason: str) -> None:
    read = found(data)
    errors = [m for m in read if isinstance(m, SourceError)]
    assert {(error.code, error.reason[: len(reason)]) for error in errors} == {(code, reason)}
    (good,) = (m for m in read if isinstance(m, Member))
    assert good.data == TEXT


def test_a_member_larger_than_a_document_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 100_000)
    big = bytes(range(256)) * 400
    for data, name in (
        (zip_of({"a": big, "good.txt": TEXT}), "a.zip"),
        (tar_of({"a": big, "good.txt": TEXT}), "a.tar"),
        (tar_of({"a": big, "good.txt": TEXT}, "w:xz"), "a.tar.xz"),
    ):
        assert said(data, name) == [f"too-large! {name}/a", f"{name}/good.txt"]
    assert said(gzip.compress(big), "a.gz") == ["too-large! a.gz/a"]


def test_limits_of_a_whole_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"{number}.txt": TEXT for number in range(5)}
    monkeypatch.setattr(limits, "MAX_MEMBERS", 4)
    assert said(zip_of(texts)) == ["bomb! a.zip"]
    assert said(tar_of(texts), "a.tar") == [*(f"a.tar/{number}.txt" for number in range(4)), "bomb! a.tar"]
    monkeypatch.setattr(limits, "MAX_MEMBERS", 5)
    assert len(said(zip_of(texts))) == len(said(tar_of(texts))) == 5
    monkeypatch.setattr(limits, "MAX_TOTAL", 3 * len(TEXT))
    assert said(zip_of(texts)) == [*(f"a.zip/{number}.txt" for number in range(3)), "bomb! a.zip"]
    assert said(tar_of(texts, "w:gz"), "a.tar.gz") == ["bomb! a.tar.gz"]


def much(size: int) -> Iterator[bytes]:
    yield from (b"x" * 1_000_000 for _ in range(size // 1_000_000))


def gzip_bomb() -> bytes:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(pack.compress(piece) for piece in much(100_000_000)) + pack.flush()


def tar_bomb() -> bytes:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = pack.compress(tar_entry(size=100_000_000)[:512])
    return head + b"".join(pack.compress(piece) for piece in much(100_000_000)) + pack.flush()


def long_name_bomb() -> bytes:
    """The name of a member is 100 MB long."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = pack.compress(tar_entry(type=tarfile.GNUTYPE_LONGNAME, size=100_000_000)[:512])
    return head + b"".join(pack.compress(piece) for piece in much(100_000_000)) + pack.flush()


BOMBS = {
    "gzip": (gzip_bomb, "bomb! a.gz/a"),
    "bzip2": (lambda: bz2.compress(b"x" * 100_000_000), "bomb! a.gz/a"),
    "xz": (lambda: lzma.compress(b"x" * 100_000_000), "bomb! a.gz/a"),
    "tar": (tar_bomb, "bomb! a.gz"),
    "long-name": (long_name_bomb, "bomb! a.gz"),
    "zip": (lambda: zip_of({"a": bytes(100_000_000)}), "bomb! a.gz/a"),
    "zip-that-lies": (lambda: raw_zip([RawMember(b"a", bytes(100_000_000), method=8, size=900)]), "bomb! a.gz/a"),
}


@pytest.mark.parametrize(("make", "last"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_not_unpacked(make: Callable[[], bytes], last: str) -> None:
    data = make()
    tracemalloc.start()
    start = time.process_time()
    assert said(data, "a.gz")[-1] == last
    assert time.process_time() - start < 5
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


TAR = tar_of({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT})


def linked(kind: bytes) -> bytes:
    return tar_entry(type=kind, linkname="/etc/passwd")[:512] + TAR


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
    ids=["symlink", "hard-link", "character-device", "block-device", "fifo"],
)
def test_links_and_devices_are_not_followed(kind: bytes) -> None:
    read = found(linked(kind), "a.tar")
    assert isinstance(read[0], SourceError)
    assert (read[0].code, read[0].reason[:26]) == ("unsafe-name", "is a link or a device, not")
    assert len([m for m in read if isinstance(m, Member)]) == 3


def with_bad_header() -> bytes:
    return TAR[:1024] + b"?" + TAR[1025:]


TARS = {
    "header": (with_bad_header(), ["a.tar/a.txt", "damaged! a.tar", "a.tar/c.txt"]),
    "cut-in-a-member": (TAR[:1560], ["a.tar/a.txt", "damaged! a.tar/b.txt", "damaged! a.tar"]),
    "cut-in-a-header": (TAR[:1100], ["a.tar/a.txt", "damaged! a.tar"]),
    "cut-between-members": (TAR[:2048], ["a.tar/a.txt", "a.tar/b.txt", "damaged! a.tar"]),
    "gz-cut-off": (gzip.compress(TAR)[:-40], ["a.tar/a.txt", "damaged! a.tar"]),
    "negative-size": (
        with_sum(TAR[:124] + b"\xff" * 11 + b"\0" + TAR[136:512]) + TAR[512:],
        ["damaged! a.tar", "a.tar/b.txt", "a.tar/c.txt"],
    ),
}


@pytest.mark.parametrize(("data", "names"), TARS.values(), ids=TARS)
def test_behind_a_fault_in_a_tar_file_the_rest_goes_on(data: bytes, names: list[str]) -> None:
    assert said(data, "a.tar") == names


def split(number: int) -> bytes:
    data = bytearray(zip_of({"a.txt": TEXT}))
    data[-18:-16] = struct.pack("<H", number)
    return bytes(data)


WHOLE = {
    "cut-off": (
        zip_of({"a.txt": TEXT * 9})[:120],
        "damaged",
        "is cut off: the list of its members at its end is missing",
    ),
    "split": (split(2), "unreadable", "is one part of a split archive; join its parts first"),
    "list-damaged": (zip_of({"a.txt": TEXT}).replace(b"PK\1\2", b"PK\1\3"), "damaged", "is damaged (Bad magic number"),
    "gz-cut-off": (gzip.compress(TEXT)[:20], "damaged", "is damaged (it breaks off)"),
    "bz2-damaged": (b"BZh9" + bytes(50), "damaged", "is damaged (Invalid data stream)"),
    "xz-that-wants-memory": (
        lzma.compress(TEXT, filters=[{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": 1 << 30}]),
        "damaged",
        "is damaged (Memory usage limit exceeded)",
    ),
}


@pytest.mark.parametrize(("data", "code", "reason"), WHOLE.values(), ids=WHOLE)
def test_an_archive_that_cannot_be_read(data: bytes, code: str, reason: str) -> None:
    error = the_error(data)
    assert (error.code, error.reason[: len(reason)]) == (code, reason)


FUZZED = {
    "zip": zip_of({"甲.txt": TEXT * 20, "b/乙.txt": TEXT}),
    "zip-bzip2": zip_of({"甲.txt": TEXT * 20}, zipfile.ZIP_BZIP2),
    "zip-lzma": zip_of({"甲.txt": TEXT * 20}, zipfile.ZIP_LZMA),
    "tar": tar_of({"甲.txt": TEXT * 20, "b/" + "乙" * 60: TEXT}),
    "tar.gz": tar_of({"甲.txt": TEXT * 20}, "w:gz"),
    "tar.bz2": tar_of({"甲.txt": TEXT * 20}, "w:bz2"),
    "tar.xz": tar_of({"甲.txt": TEXT * 20}, "w:xz"),
    "gz": gzip.compress(TEXT * 20),
}


@pytest.mark.parametrize("data", FUZZED.values(), ids=FUZZED)
def test_damage_comes_to_errors_and_to_nothing_else(data: bytes) -> None:
    start = time.process_time()
    for copy in damaged(data, 200):
        for member in found(copy):
            assert isinstance(member, Member | SourceError)
            if isinstance(member, SourceError):
                assert "\n" not in str(member)
    assert time.process_time() - start < 20


def test_damaged_headers_of_tar_files_with_right_sums() -> None:
    """Bits turned over before the sum is made reach what a sum would have caught."""
    for copy in damaged(TAR[:512], 300, seed=7):
        header = with_sum(copy.ljust(512, b"\0"))
        assert all(isinstance(member, Member | SourceError) for member in found(header + TAR[512:], "a.tar"))
