r"""Reads RTF documents: groups in braces, control words such as `\par`, and text in the code page of its font."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources.lines import BAD, PAGE_BREAK, Line, content
from fedparse.sources.plain import codec
from fedparse.sources.rtflines import RtfLines
from fedparse.sources.text import Note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fedparse.sources.text import Content, Options

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
# What is read of the groups that programs which do not know them must leave alone.
_KNOWN = _LABELS | {"nesttableprops"}
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
_BREAKS = {"line": "\n", "lbr": "\n", "page": PAGE_BREAK, "column": PAGE_BREAK}
_PARAGRAPH_ENDS = frozenset({"par", "sect"})
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
# How many tables may lie in each other; deeper ones are read as cells of the last.
_MOST_TABLES = 10
_BAD_HANDLER = "fedparse-rtf-bad"
_SURROGATES = re.compile("[\ud800-\udfff]+")


class _State(NamedTuple):
    """What holds until a group ends.

    `aside` is text that is not read, `label` the label of a list item, `depth` in how many tables the paragraph is,
    `in_nested` what defines a row of a table in a table.
    """

    font: int | None = None
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    aside: bool = False
    label: bool = False
    in_fonts: bool = False
    in_nested: bool = False
    depth: int = 0


# The words that change what holds until a group ends. A number of 0 takes back what the word says.
_FORMATS: Mapping[str, Callable[[_State, int | None], _State]] = {
    "f": lambda state, number: state._replace(font=number),
    "uc": lambda state, number: state._replace(skip=min(max(number or 0, 0), 16)),
    "v": lambda state, number: state._replace(hidden=number != 0),
    "deleted": lambda state, number: state._replace(deleted=number != 0),
    "pard": lambda state, _: state._replace(depth=0),
    "intbl": lambda state, _: state._replace(depth=max(state.depth, 1)),
    "itap": lambda state, number: state._replace(depth=min(max(number or 0, 0), _MOST_TABLES)),
    "nesttableprops": lambda state, _: state._replace(in_nested=True),
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
        raise _damaged(name, "it does not begin as an RTF document")
    given = None if options.encoding is None else codec(data, name, options)
    document = _Document(data[start:].decode("latin-1"), name, given)
    lines = [Line(_SURROGATES.sub(_paired, line.text)) for line in document.lines()]
    notes = (Note("truncated", "the file breaks off before its end; what stands before is read"),)
    return content(lines, name, notes=notes if document.breaks_off else ())


def _damaged(name: str, what: str) -> SourceError:
    return SourceError(name, f"is damaged ({what}); open it in a word processor and save it again", "damaged")


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
        self._label: list[str] = []
        self._lines = RtfLines()
        self.breaks_off = True

    def lines(self) -> list[Line]:
        """The paragraphs of all of it, or as far as its outermost group goes. Half a character may be in them."""
        codecs.register_error(_BAD_HANDLER, _bad)
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
        self._flush()
        self._lines.end()
        return self._lines.lines

    # Groups and tokens

    def _brace(self, brace: str) -> None:
        self._flush()
        self._to_skip = 0
        self._starred = False
        if brace == "{":
            if len(self._stack) == MAX_DEPTH:
                raise _damaged(self._name, f"its groups lie more than {MAX_DEPTH:,} deep in each other")
            self._stack.append(self._state)
            return
        was_label = self._state.label
        self._state = self._stack.pop()
        if was_label and not self._state.label:
            if self._is_shown():
                self._lines.write_label("".join(self._label))
            self._label.clear()

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
        if word in _ASIDE or (starred and word not in _KNOWN):
            self._state = self._state._replace(aside=True)
        elif word == "fonttbl":
            self._state = self._state._replace(aside=True, in_fonts=True)
        elif word in _LABELS:
            self._state = self._state._replace(label=True)
        elif word == "u":
            self._unicode(number or 0)
        elif not self._format(word, number) and self._is_shown() and not self._define_row(word):
            self._end(word)

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

    def _define_row(self, word: str) -> bool:
        """Take in a word that says which cells a row has; False for any other."""
        is_nested = self._state.in_nested
        if word == "trowd":
            self._lines.define_row(is_nested=is_nested)
        elif word in {"clvmrg", "clmrg"}:
            self._lines.cover()
        elif word == "cellx":
            self._lines.define_cell(is_nested=is_nested)
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
            self._write(data.decode(self._codec(), _BAD_HANDLER))

    def _write(self, text: str) -> None:
        self._flush()
        if self._state.label:
            self._label.append(text)
        else:
            self._lines.write(text)

    def _end(self, word: str) -> None:
        """What ends a line, a paragraph, a cell or a row, or is a sign."""
        if word in _SIGNS:
            self._write(_SIGNS[word])
        elif word in _BREAKS:
            self._lines.write(_BREAKS[word])
        elif word == "cell":
            self._lines.end_cell(1)
        elif word == "row":
            self._lines.end_row(1)
        elif word == "nestcell":
            self._lines.end_cell(max(self._state.depth, 2))
        elif word == "nestrow":
            self._lines.end_row(max(self._state.depth, 2))
        elif word in _PARAGRAPH_ENDS:
            self._lines.end_paragraph(self._state.depth)


def _paired(match: re.Match[str]) -> str:
    """A character beyond the first plane, which comes in two halves; half of one is damage."""
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", _BAD_HANDLER)


def _bad(error: UnicodeError) -> tuple[str, int]:
    """As the error handler `replace`, with `BAD` for U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD, error.end


def _code_page(number: int) -> str:
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return _WESTERN
    return name
