r"""Reads RTF documents: groups in braces, control words such as `\par`, and text in the code page of its font."""

from __future__ import annotations

import codecs
import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources.characters import gap
from fedparse.sources.plain import codec
from fedparse.sources.text import Content, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fedparse.sources.text import Options

MAX_DEPTH = 10_000
"""How deep groups may lie in groups; programs nest tens of them."""

# The bytes are read as latin-1, which has one character for each.
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?\ ?"
    r"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    r"|\\(?P<symbol>[^A-Za-z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n\0]+)"
    r"|[\r\n\0]+",
    re.DOTALL | re.VERBOSE,
)
# Groups whose text stands elsewhere on the page, or nowhere: all of them end with the group they begin.
_ASIDE = frozenset(
    (
        *("annotation", "atnauthor", "atndate", "atnicn", "atnid", "atnparent", "atnref", "atrfend", "atrfstart"),
        *("author", "bkmkend", "bkmkstart", "buptim", "category", "colortbl", "comment", "company", "creatim"),
        *("doccomm", "docvar", "filetbl", "fldinst", "footer", "footerf", "footerl", "footerr", "footnote", "ftncn"),
        *("ftnsep", "ftnsepc", "header", "headerf", "headerl", "headerr", "info", "keywords", "listoverridetable"),
        *("listtable", "manager", "nonesttables", "objdata", "operator", "pict", "printim", "private", "revtbl"),
        *("revtim", "rxe", "shp", "stylesheet", "subject", "tc", "title", "txe", "xe"),
    )
)
_LABELS = frozenset({"listtext", "pntext"})
_SIGNS = {
    "tab": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
_SYMBOLS = {"~": "\u00a0", "_": "-"}
_LINE_ENDS = frozenset({"par", "sect", "line", "lbr"})
_PAGE_BREAKS = frozenset({"page", "column"})
_CHARSETS = {
    77: "mac_roman",
    80: "gb18030",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 1361: "johab", 10000: "mac_roman", 10008: "gb18030", 65001: "utf-8"}
_WESTERN = "cp1252"


# Stands for bytes that are no text in their code page. No file means this one, the last of private use.
_MARK = "\U0010fffd"
_MARK_HANDLER = "fedparse-rtf-mark"
_MARK_RUNS = re.compile(_MARK + "+")
_SURROGATES = re.compile("[\ud800-\udfff]+")


class _State(NamedTuple):
    """What holds until a group ends: `aside` is text that is not read, `label` the label of a list item."""

    font: int | None = None
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    aside: bool = False
    label: bool = False
    in_fonts: bool = False
    in_table: bool = False


# The words that change what holds until a group ends. A number of 0 takes back what the word says.
_FORMATS: Mapping[str, Callable[[_State, int | None], _State]] = {
    "f": lambda state, number: state._replace(font=number),
    "uc": lambda state, number: state._replace(skip=min(max(number or 0, 0), 16)),
    "v": lambda state, number: state._replace(hidden=number != 0),
    "deleted": lambda state, number: state._replace(deleted=number != 0),
    "pard": lambda state, _: state._replace(in_table=False),
    "intbl": lambda state, _: state._replace(in_table=True),
}


def read_rtf(data: bytes, name: str, options: Options) -> Content:
    """Read an RTF document.

    Args:
        data: The whole file.
        name: What the source is called in messages.
        options: Of them, `encoding`, the code page to believe instead of those of the file.

    Returns:
        A line each paragraph; the row of a table is a line, its cells apart by tabs. Labels of lists are text of the
        file; hidden and deleted text is left out.

    Raises:
        SourceError: The file is no RTF, or holds no text.
    """
    start = data.find(b"{\\rtf")
    if start < 0:
        raise SourceError(name, "is no RTF document: it does not begin as one", "damaged")
    given = None if options.encoding is None else codec(data, name, options)
    document = _Document(data[start:].decode("latin-1"), name, given)
    document.read()
    lines = document.lines()
    text = "".join(f"{line}\n" for line in lines)
    if not text.strip():
        raise SourceError(name, "holds no text; pictures in it are not read", "empty")
    notes = (Note("truncated", "the file breaks off before its end; what stands before is read"),)
    return Content(
        text.replace(_MARK, "\ufffd"),
        bad_bytes=tuple(match.span() for match in _MARK_RUNS.finditer(text)),
        paragraphs=tuple([0, *accumulate(len(line) + 1 for line in lines)][:-1]),
        notes=notes if document.breaks_off else (),
    )


class _Document:
    """A document that is being read, front to back and once."""

    def __init__(self, data: str, name: str, codec: str | None) -> None:
        self._data = data
        self._name = name
        self._given = codec
        self._default = _WESTERN
        self._default_font: int | None = None
        self._fonts: dict[int | None, str] = {}
        self._state = _State()
        self._stack: list[_State] = []
        # How many characters still stand for the last `\u`, for programs that do not know it.
        self._to_skip = 0
        # A star makes a group one that programs that do not know its first word must leave alone.
        self._starred = False
        self._bytes = bytearray()
        self._parts: list[str] = []
        self._lines: list[str] = []
        self._label: list[str] = []
        self._behind_label = ""
        self._cells: list[list[str]] = []
        self.breaks_off = True

    def lines(self) -> list[str]:
        """The paragraphs."""
        return self._lines

    def read(self) -> None:
        """Read all of it, or as far as its outermost group goes."""
        codecs.register_error(_MARK_HANDLER, _mark)
        place, end = 0, len(self._data)
        while place < end:
            token = _TOKEN.match(self._data, place)
            if token is None:
                # A backslash at the very end.
                break
            place = token.end()
            if token["word"] == "bin" and token["number"]:
                place += max(int(token["number"]), 0)
            elif token["brace"]:
                self._brace(token["brace"])
                if not self._stack:
                    self.breaks_off = False
                    break
            else:
                self._token(token)
        self._finish()

    def _finish(self) -> None:
        """A last paragraph or row without an end is there all the same."""
        self._flush()
        if self._cells:
            self._end_row()
        elif self._parts:
            self._end_line()

    # Groups and tokens

    def _brace(self, brace: str) -> None:
        self._flush()
        self._to_skip = 0
        self._starred = False
        if brace == "{":
            if len(self._stack) == MAX_DEPTH:
                reason = f"is an RTF document that is damaged: its groups lie more than {MAX_DEPTH:,} deep"
                raise SourceError(self._name, reason, "damaged")
            self._stack.append(self._state)
            return
        was_label = self._state.label
        self._state = self._stack.pop()
        if was_label and not self._state.label:
            self._end_label()

    def _token(self, token: re.Match[str]) -> None:
        if token["word"]:
            self._word(token["word"], int(token["number"]) if token["number"] else None)
        elif token["symbol"]:
            self._symbol(token["symbol"])
        elif token["hex"]:
            self._characters(bytes.fromhex(token["hex"]))
        elif token["text"]:
            # Line ends mean nothing, nor do the NULs that some programs put behind a document.
            self._characters(token["text"].encode("latin-1"))

    def _characters(self, data: bytes) -> None:
        """Bytes of text; in the code page of the font once all of a character is there."""
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if self._is_shown():
            self._bytes += data

    def _symbol(self, symbol: str) -> None:
        if symbol in "\\{}":
            self._characters(symbol.encode())
        elif symbol == "*":
            self._starred = True
        elif symbol in "\r\n":
            self._word("par", None)
        elif self._is_shown() and symbol in _SYMBOLS:
            self._write(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        self._flush()
        if self._to_skip:
            self._to_skip -= 1
            if word in _SIGNS:
                return
            self._to_skip = 0
        if word in _ASIDE or (starred and word not in _LABELS):
            self._state = self._state._replace(aside=True)
        elif word == "fonttbl":
            self._state = self._state._replace(aside=True, in_fonts=True)
        elif word in _LABELS:
            self._state = self._state._replace(label=True)
        elif word == "u":
            self._unicode(number or 0)
        elif not self._format(word, number) and self._is_shown():
            self._break(word)

    def _format(self, word: str, number: int | None) -> bool:
        """Take in a word that says how what follows is written; False for any other."""
        if word in _FORMATS:
            self._state = _FORMATS[word](self._state, number)
        elif word == "plain":
            self._state = self._state._replace(font=self._default_font, hidden=False, deleted=False)
        elif word == "deff":
            self._default_font = number
        elif word in {"ansicpg", "mac"}:
            self._default = _code_page(10000 if word == "mac" else number or 0)
        elif word in {"fcharset", "cpg"}:
            if self._state.in_fonts:
                known = _CHARSETS.get(number or 0, "") if word == "fcharset" else _code_page(number or 0)
                self._fonts[self._state.font] = known
        else:
            return False
        return True

    def _unicode(self, number: int) -> None:
        """A character by its number, which is negative from U+8000 on; its stand-in follows."""
        if self._is_shown():
            self._write(chr(number & 0xFFFF))
        self._to_skip = self._state.skip

    # What comes out

    def _is_shown(self) -> bool:
        state = self._state
        return not (state.aside or state.hidden or state.deleted)

    def _codec(self) -> str:
        """What the text of the current font is in."""
        if self._given is not None:
            return self._given
        font = self._default_font if self._state.font is None else self._state.font
        # Western fonts in a Chinese document: the bytes of a Chinese character are Chinese all the same.
        return self._fonts.get(font) or self._default

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            self._write(data.decode(self._codec(), _MARK_HANDLER))

    def _write(self, text: str) -> None:
        self._flush()
        if self._state.label:
            self._label.append(text)
            return
        if self._behind_label:
            self._parts.append(gap(self._behind_label, text))
            self._behind_label = ""
        self._parts.append(text)

    def _break(self, word: str) -> None:
        """What ends a line or a cell, or is a sign."""
        if word in _SIGNS:
            self._write(_SIGNS[word])
        elif word in {"cell", "nestcell"}:
            self._end_cell()
        elif word in {"row", "nestrow"}:
            self._end_row()
        elif word in _LINE_ENDS or (word in _PAGE_BREAKS and self._parts):
            # A paragraph of a cell; a cell ends by itself.
            if self._state.in_table or self._cells:
                self._parts.append("\n")
            else:
                self._end_line()

    def _end_label(self) -> None:
        label = "".join(self._label)
        self._label.clear()
        if label.strip() and self._is_shown():
            self._write(label.strip())
            self._behind_label = label

    def _end_line(self) -> None:
        self._lines += self._text().split("\n")

    def _end_cell(self) -> None:
        self._cells.append([line for line in self._text().split("\n") if line] or [""])

    def _end_row(self) -> None:
        r"""As a table is pasted into a text: cells apart by `\t`, further paragraphs of a cell on their own lines."""
        loose = [line for line in self._text().split("\n") if line]
        lines = [""]
        for place, cell in enumerate([*self._cells, loose] if loose else self._cells):
            lines[-1] += ("\t" if place else "") + cell[0]
            lines += cell[1:]
        self._cells.clear()
        self._lines += lines

    def _text(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        self._behind_label = ""
        # A character beyond the first plane comes in two halves; half of one is damage.
        return _SURROGATES.sub(_paired, text)


def _paired(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", _MARK_HANDLER)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """As the error handler `replace`, with `_MARK` for U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _MARK, error.end


def _code_page(number: int) -> str:
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return _WESTERN
    return name
