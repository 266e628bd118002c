"""The layout stage: reports, titles, sections, wraps, noise. All sentences are our own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedparse.clean import Folder
from fedparse.layout import Block, ReportLayout, lay_out
from fedparse.packs import RulePack, load_pack


@cache
def pack() -> RulePack:
    return load_pack()


@cache
def folder() -> Folder:
    rows = pack().lexicons["traditional"].rows
    return Folder.of({"「": "“", "」": "”", **{t: next(iter([*row.values()][1:]), t) for t, row in rows.items() if len(t) == 1}})


def layouts(text: str) -> tuple[ReportLayout, ...]:
    return lay_out(text, Folder.of({"「": "“", "」": "”"}).fold(text), pack())


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from walk(block.children)


def uncovered(text: str, report: ReportLayout) -> str:
    """What of a report stands neither in the preamble, nor in a marker or a block's own text, nor in a noise note."""
    start, end = report.span
    seen = bytearray(end - start)
    spans = [*report.preamble, *(note.span for note in report.notes if note.code == "noise")]
    for block in walk(report.blocks):
        spans += [*block.own, (block.span[0], block.span[0] + len(block.marker))]
    for left, right in spans:
        seen[left - start : right - start] = b"\1" * (right - left)
    return "".join(char for at, char in enumerate(text[start:end]) if not seen[at] and not char.isspace())


def check_invariants(text: str) -> None:
    reports = layouts(text)
    assert "".join(text[slice(*report.span)] for report in reports) == text
    for report in reports:
        for block in walk(report.blocks):
            assert report.span[0] <= block.span[0] < block.span[1] <= report.span[1]
            assert all(block.span[0] <= left < right <= block.span[1] for left, right in block.own)
            assert all(before[1] <= after[0] for before, after in zip(block.own, block.own[1:], strict=False))
            assert text[block.span[0] :].startswith(block.marker)
        assert uncovered(text, report) == ""


_PIECES = ["一、", "二、", "三、", "(一)", "（二）", "1、", "2.", "⒊", "(1)", "⑵", "①", "②", "一是", "二是", "三是", "首先,", "其次,", "第一，", "最后,"]
_WORDS = ["加强组织领导", "举办培训班3期", "2019年,在镇党委的领导下", "我镇妇联", "总之,", "工作总结如下:", "版权所有", "- 3 -", "第1页共2页", "镇妇联工作总结",
          "柳河镇妇女联合会", "2019年12月3日", "。", ";", ":", ",", "“", "”", "《", "》", "(", ")", "【概况】", "【", "】", "第一章 ", "篇二", "前言:供您参考"]  # fmt: skip


@given(st.lists(st.sampled_from([*_PIECES, *_WORDS, "\n", "\n", "\n\n", "\r\n", " ", "　", "5", "6"]), max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_character_is_lost(text: str) -> None:
    check_invariants(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_laid_out(text: str) -> None:
    check_invariants(text)
