"""What `fedparse show` prints: all of it readable at 80 columns, plain when piped."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import documents
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from fedparse.cli.page import Page, fold
from fedparse.cli.render import NotThereError, choose, render

ALL: frozenset[str] = frozenset()


def shown(made: Any, *, section: str | None = None, report: str | None = None, types: frozenset[str] = ALL) -> str:
    stream = io.StringIO()
    render(made, choose(made, report, section), types, Page(stream))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "line",
    [
        "  1  一、 加强学习",
        "    1.1  (一) 举办培训班",
        "4     1.1  培训    260余人  妇女    巾帼建功  2019-03-08",
        "5     1.2  money      1.5万元         15,000 CNY",
        "2  2019年，在街道党工委的领导下，东街道妇联开展了以下工作。",
        "1     info      placeholder  `XX` stands for a name",
        "  reference year: 2019 (title)",
    ],
)
def test_a_line_of_the_page(line: str) -> None:
    assert line in shown(documents.document()).splitlines()


def test_a_format_without_an_encoding_shows_none() -> None:
    made = documents.document()
    binary = replace(made, source=replace(made.source, media_type="application/pdf", encoding=None))
    line = shown(binary).splitlines()[1]
    assert line.startswith("application/pdf, ")
    assert line.split(", ")[1].endswith(" characters")


def test_plain_output_has_neither_colour_nor_frames_nor_trailing_spaces() -> None:
    out = shown(documents.document())
    assert "\x1b" not in out
    assert not any("\u2500" <= char <= "\u257f" for char in out)
    assert all(line == line.rstrip() for line in out.splitlines())


def test_a_file_of_reports_opens_with_a_line_for_each() -> None:
    lines = shown(documents.two_reports()).splitlines()
    assert lines[lines.index("Reports") + 3].split() == ["r2", "8-10", "1", "1", "0", "西街道妇联总结"]


def test_a_section_is_shown_with_what_is_below_it() -> None:
    out = shown(documents.document(), section="1")
    assert "1.1" in out
    assert "260余人" in out
    assert "明年打算" not in out


def test_types_choose_mentions_and_their_facts() -> None:
    out = shown(documents.document(), types=frozenset({"money"}))
    assert "15,000 CNY" in out
    assert "Facts" not in out
    assert "programs" not in out


def test_a_section_of_one_report() -> None:
    out = shown(documents.two_reports(), section="1", report="r2")
    assert "慰问" in out
    assert "加强学习" not in out


@pytest.mark.parametrize(
    ("report", "section", "said"),
    [("r9", None, "no report `r9`"), (None, "1.7", "did you mean `1."), (None, "x", "there are 1, 1.1, 1.2, 2")],
)
def test_what_is_not_there_is_said(report: str | None, section: str | None, said: str) -> None:
    with pytest.raises(NotThereError, match="there is no") as caught:
        choose(documents.document(), report, section)
    assert said in str(caught.value)


def test_control_characters_never_reach_the_terminal() -> None:
    out = shown(documents.document("红\x1b[31m色\r\n\x07\u202e\ud800\n"))
    assert not set("\x1b\x07\r\u202e\ud800") & set(out)
    assert "红␛[31m色" in out


def test_colour_on_a_terminal_marks_mentions_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    out = shown(documents.document())
    assert "\x1b[33m1.5万元\x1b[0m。" in out


@given(st.text(), st.integers(min_value=2, max_value=30))
def test_folding_keeps_every_character_and_the_width(text: str, width: int) -> None:
    line = text.replace("\n", "").translate(dict.fromkeys((7, 8, 11, 12, 13)))
    pieces = [piece.plain for piece in fold(Text(line), width)]
    assert "".join(pieces) == line
    assert all(sum(map(cell_len, piece)) <= width for piece in pieces)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_fits_eighty_columns(text: str) -> None:
    out = shown(documents.document(text + "\n" + "很长的一行" * 30))
    assert all(cell_len(line) <= 80 for line in out.split("\n"))
