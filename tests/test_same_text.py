"""The same report is the same text, in the same paragraphs, whatever it was saved as."""

from __future__ import annotations

from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from office_files import Raw, docx, odt, paragraph, run
from page_files import html, pdf_of, rtf, rtf_text

from fedparse.errors import SourceError
from fedparse.sources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from office_files import Table

Blocks = list["str | Table"]
"""Paragraphs, with `\\n` for a line break, and tables, with `\\n` between the paragraphs of a cell."""


BREAK = "<w:r><w:br/></w:r>"


def word(blocks: Blocks) -> bytes:
    return docx(
        [paragraph(BREAK.join(map(run, block.split("\n")))) if isinstance(block, str) else block for block in blocks]
    )


def open_document(blocks: Blocks) -> bytes:
    return odt(blocks)


def web_page(blocks: Blocks) -> bytes:
    return f"<html><body>{''.join(map(_web_block, blocks))}</body></html>".encode()


def _web_block(block: str | Table) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block).replace(chr(10), '<br>') or '<br>'}</p>"
    cells = ["".join(f"<td>{''.join(map(_web_block, cell.split(chr(10))))}" for cell in row) for row in block]
    return f"<table>{''.join(f'<tr>{row}' for row in cells)}</table>"


def rich_text(blocks: Blocks) -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}" + b"".join(map(_rtf_block, blocks)) + b"}"
    )


def _rtf_block(block: str | Table) -> bytes:
    if isinstance(block, str):
        return rb"\pard " + rb"\line ".join(map(rtf_text, block.split("\n"))) + rb"\par "
    return b"".join(
        rb"\trowd"
        + b"".join(rb"\cellx%d" % place for place in range(len(row)))
        + b"".join(rb"\pard\intbl " + rb"\par ".join(map(rtf_text, cell.split("\n"))) + rb"\cell " for cell in row)
        + rb"\row "
        for row in block
    )


FORMATS: dict[str, Callable[[Blocks], bytes]] = {
    "docx": word,
    "odt": open_document,
    "html": web_page,
    "rtf": rich_text,
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("blocks", "paragraphs"),
    [
        pytest.param(["工作总结", "", "培训12人。"], ["工作总结", "", "培训12人。"], id="empty-paragraph"),
        pytest.param(["上句，\n下句。", "又句。"], ["上句，\n下句。", "又句。"], id="line-break"),
        pytest.param([(("项目", "人数"), ("培训", "12"))], ["项目\t人数", "培训\t12"], id="table"),
        pytest.param([(("甲", "", "乙"),)], ["甲\t\t乙"], id="empty-cell"),
        pytest.param(["前", (("", ""), ("甲", "1")), "后"], ["前", "甲\t1", "后"], id="row-without-text"),
        pytest.param([(("甲", "1\n2", "乙"),)], ["甲\t1", "2\t乙"], id="paragraphs-in-a-cell"),
        pytest.param([(("甲\n\n乙", "丙"),)], ["甲", "乙\t丙"], id="empty-paragraph-in-a-cell"),
    ],
)
def test_paragraphs(blocks: Blocks, paragraphs: list[str], form: str) -> None:
    assert_reads(FORMATS[form](blocks), paragraphs)


MERGED = {
    "docx": docx(
        [
            Raw(
                '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
                "<w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
                '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>'
                "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc>"
                "<w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            )
        ]
    ),
    "odt": odt(
        [
            Raw(
                '<table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>甲</text:p>'
                '</table:table-cell><table:table-cell table:number-columns-spanned="2"><text:p>1</text:p>'
                "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>"
                "<table:covered-table-cell/><table:table-cell><text:p>2</text:p></table:table-cell>"
                "<table:table-cell><text:p>3</text:p></table:table-cell></table:table-row></table:table>"
            )
        ]
    ),
    "html": "<html><table><tr><td rowspan=2>甲<td colspan=2>1<tr><td>2<td>3</table></html>".encode(),
    "rtf": rb"{\rtf1\ansi\ansicpg936\trowd\clvmgf\cellx1\clmgf\cellx2\clmrg\cellx3\intbl\'bc\'d7\cell 1\cell\cell\row"
    rb"\trowd\clvmrg\cellx1\cellx2\cellx3\intbl\cell 2\cell 3\cell\row}",
}


@pytest.mark.parametrize("form", MERGED)
def test_a_merged_cell_stands_where_it_begins(form: str) -> None:
    assert_reads(MERGED[form], ["甲\t1", "2\t3"])


def assert_reads(data: bytes, paragraphs: Sequence[str]) -> None:
    content = read_bytes(data, name="a").content
    assert content.text == "".join(f"{paragraph}\n" for paragraph in paragraphs)
    assert content.paragraphs == tuple([0, *accumulate(len(paragraph) + 1 for paragraph in paragraphs)][:-1])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(docx(["", " "]), id="docx"),
        pytest.param(odt(["", " "]), id="odt"),
        pytest.param(html(["", " "]), id="html"),
        pytest.param(rtf(["", " "]), id="rtf"),
        pytest.param(pdf_of([b""]), id="pdf"),
    ],
)
def test_without_text(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, name="a")
    assert (caught.value.code, caught.value.reason) == ("empty", "holds no text; pictures in it are not read")
