"""The same report is the same document in whatever format it was saved.

Every format gives the very text of the plain file, so that spans are equal too. A format that knows pages or paragraphs
says where a mention stands in them; nothing else may differ.
"""

from __future__ import annotations

import base64
import csv
import io
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import office_files
import page_files
import pytest
from box_files import tar_of, xlsx_of, zip_of
from office_files import Level, Para
from twenty_reports import NAMES, found_in, found_in_text, paragraphs_of, text_of

from fedparse.sources import Options, SourceText, read_bytes, read_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from office_files import Block, Lists

LABELS = (
    (re.compile("[一二三四五六七八九十]+(、)"), 0, "%1{}", "chineseCountingThousand"),
    (re.compile("(?:（)[一二三四五六七八九十]+(）)"), 1, "（%2{}", "chineseCountingThousand"),
    (re.compile("[0-9]+([、．]|\\. ?)"), 2, "%3{}", "decimal"),
    (re.compile("（[0-9]+(）)"), 3, "（%4{}", "decimal"),
    (re.compile("[①-⑳]()"), 4, "%5{}", "decimalEnclosedCircle"),
)
"""The labels of paragraphs as they are typed: the level of each, and the same as Word numbers it by itself."""


def numbered(name: str) -> tuple[list[Block], Lists]:
    """The paragraphs of a report with automatic labels in the place of typed ones."""
    levels = [Level(f"%{place + 1}") for place in range(len(LABELS))]
    lists: dict[str, list[Level]] = {"labels": levels}
    blocks: list[Block] = []
    for line in paragraphs_of(name):
        label, level, text, number = next(_labels(line), (None, 0, "", ""))
        if label is None:
            blocks.append(line)
            continue
        levels[level] = Level(text.format(label[1]), number, follow="nothing")
        if line.startswith("一、") and any(isinstance(block, Para) for block in blocks):
            # Another report of the same file counts anew.
            lists["again"] = levels
        blocks.append(Para(line[label.end() :], list(lists)[-1], level))
    return blocks, lists


def _labels(line: str) -> Iterator[tuple[re.Match[str], int, str, str]]:
    for pattern, level, text, number in LABELS:
        label = pattern.match(line)
        if label:
            yield label, level, text, number


def web_archive(paragraphs: Sequence[str]) -> bytes:
    """A web page as browsers save it in one file."""
    page = base64.encodebytes(page_files.html(paragraphs))
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    part = (
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://a.invalid/\r\n\r\n"
    )
    return head + part + page.replace(b"\n", b"\r\n") + b"\r\n--b--\r\n"


FORMATS: Mapping[str, Callable[[str], bytes]] = {
    "docx": lambda name: office_files.docx(paragraphs_of(name)),
    "docx-numbered": lambda name: office_files.docx(*numbered(name)),
    "odt": lambda name: office_files.odt(paragraphs_of(name)),
    "odt-numbered": lambda name: office_files.odt(*numbered(name)),
    "html": lambda name: page_files.html(paragraphs_of(name)),
    "html-gb18030": lambda name: page_files.html(paragraphs_of(name), charset="gb18030"),
    "mhtml": lambda name: web_archive(paragraphs_of(name)),
    "rtf": lambda name: page_files.rtf(paragraphs_of(name)),
    "pdf": lambda name: page_files.pdf(paragraphs_of(name), justified=True),
    "pdf-ragged": lambda name: page_files.pdf(paragraphs_of(name)),
}
BOXES: Mapping[str, Callable[[str], bytes]] = {
    "zip": lambda name: zip_of({f"总结/{name}.txt": text_of(name).encode("gb18030")}),
    "tar.gz": lambda name: tar_of({f"总结/{name}.txt": text_of(name).encode()}, "w:gz"),
    "zip-in-zip": lambda name: zip_of({"a.zip": zip_of({f"{name}.docx": FORMATS["docx"](name)})}),
    "csv": lambda name: table(name).encode("gb18030"),
    "xlsx": lambda name: xlsx_of({"Sheet1": {"A1": "正文", "A2": text_of(name)}}),
}


def table(name: str) -> str:
    """A table with a report in a cell."""
    file = io.StringIO()
    csv.writer(file).writerows([["序号", "正文"], ["1", text_of(name)]])
    return file.getvalue()


def plain(data: Any) -> Any:
    """A document without what the plain text does not have: pages and paragraphs."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items() if key not in {"page", "paragraph"}}
    return [plain(value) for value in data] if isinstance(data, list) else data


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format(kind: str, name: str) -> None:
    source = read_bytes(FORMATS[kind](name), name=f"{name}.{kind}")
    assert source.text == text_of(name)
    assert plain(found_in(source)) == found_in_text(name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", BOXES)
def test_every_box(kind: str, name: str) -> None:
    options = Options(columns=("正文",) if kind in {"csv", "xlsx"} else ())
    (source,) = read_stream(io.BytesIO(BOXES[kind](name)), f"{name}.{kind}", options)
    assert isinstance(source, SourceText), source
    assert source.text == text_of(name)
    assert plain(found_in(source)) == found_in_text(name)


@pytest.mark.parametrize("kind", ["docx-numbered", "odt-numbered"])
def test_automatic_labels_are_synthetic(kind: str) -> None:
    text = text_of("levels")
    source = read_bytes(FORMATS[kind]("levels"), name="a")
    labels = [text[start:end] for start, end in source.content.synthetic]
    assert labels == [
        *("一、", "（一）", "1. ", "①", "②", "2. ", "①", "②", "（二）", "1. ", "2. "),
        *("二、", "（一）", "（二）", "三、"),
    ]


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "html"])
def test_mentions_say_in_which_paragraph_they_stand(kind: str) -> None:
    paragraphs = paragraphs_of("money")
    for report in found_in(read_bytes(FORMATS[kind]("money"), name="a"))["reports"]:
        for mention in (*report["counts"], *report["money"]):
            assert mention["surface"] in paragraphs[mention["paragraph"] - 1]


@cache
def word_97_files() -> Mapping[str, bytes]:
    """All reports as Word documents of 1997, which LibreOffice makes of the newer ones in one go."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            (Path(folder) / f"{name}.docx").write_bytes(FORMATS["docx-numbered"](name))
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        files = [f"{folder}/{name}.docx" for name in NAMES]
        command = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", folder, *files]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return {name: (Path(folder) / f"{name}.doc").read_bytes() for name in NAMES}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", NAMES)
def test_word_97(name: str) -> None:
    source = read_bytes(word_97_files()[name], name=f"{name}.doc")
    assert source.text == text_of(name)
    assert plain(found_in(source)) == found_in_text(name)
