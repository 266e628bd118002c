"""Reads web pages: their main text, without what stands around it."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any, NamedTuple

from fedparse.errors import SourceError
from fedparse.sources.encoding import decode, detect, resolve
from fedparse.sources.lines import BAD, Line, content, joined
from fedparse.sources.plain import codec
from fedparse.sources.webtext import Renderer, Shown, by_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedparse.sources.text import Content, Options, Span

_HEAD = 8192
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
# What pages that say GB2312 hold: browsers, too, read them as the larger set.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030"}
# Pages say these because an editor put them there; all bytes are text in them, right or wrong.
_SINGLE_BYTE = re.compile(r"ascii|iso8859-\d+|cp125\d|latin.*")
# Of the bytes that are no ASCII: with fewer, what a page says goes before what it looks like.
_HIGH_BYTES = bytes(range(0x80, 0x100))
_FEW_BYTES = 16
_SOME_BAD = 0.2

# Characters that mark text nodes: a plane of private use, which no page is written in.
_FIRST_MARK, _LAST_MARK = 0x100000, 0x10FFFC
_MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")

# The main text is at least this share of all that is neither a link nor in a part around the content.
_LEAST_SHARE = 0.5
_SITE = re.compile(r"\s+[-–—|]\s+|[_|]")
# Lexbor and what reads its trees call themselves for each level.
_MOST_LEVELS = 400


class _Page(NamedTuple):
    text: str
    codec: str


def read_html(data: bytes, name: str, options: Options) -> Content:
    """Read a web page.

    Args:
        data: The whole file.
        name: What the source is called in messages.
        options: Of them, `encoding`.

    Returns:
        A paragraph each block; the row of a table is one, its cells apart by tabs. Numbers of lists are `synthetic`.

    Raises:
        SourceError: resiliparse is not installed, or the page shows no text.
    """
    return _read(data, name, options, None)


def read_mhtml(data: bytes, name: str, options: Options) -> Content:
    """Read a saved web page: the first HTML part of it.

    Raises:
        SourceError: As `read_html`, or there is no such part.
    """
    try:
        message = message_from_bytes(data, policy=default)
        parts = (part for part in message.walk() if part.get_content_type() == "text/html")
        part = next(parts, None)
        body = None if part is None else part.get_payload(decode=True)
        charset = None if part is None else part.get_param("charset")
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        body = charset = None
    if not isinstance(body, bytes) or not body.strip():
        reason = "is damaged (there is no page in it); open it in a browser and save it again"
        raise SourceError(name, reason, "damaged")
    return _read(body, name, options, str(charset) if charset else None)


def _read(data: bytes, name: str, options: Options, charset: str | None) -> Content:
    try:
        from resiliparse.parse.html import HTMLTree  # noqa: PLC0415 - only a web page asks for it
    except ImportError:
        reason = "is a web page, which needs resiliparse: pip install 'fedparse[html]'"
        raise SourceError(name, reason, "needs-extra") from None
    page = _decoded(data, name, options, charset)
    try:
        tree = HTMLTree.parse(page.text)
        lines = _lines(tree)
    except (ValueError, RuntimeError) as error:
        reason = f"is damaged ({error}); open it in a browser and save it again"
        raise SourceError(name, reason, "damaged") from None
    whole = [joined([shown.line for shown in paragraph], "\n") for paragraph in by_paragraph(lines)]
    return content(whole, name, page.codec)


# Bytes to text


def _decoded(data: bytes, name: str, options: Options, charset: str | None) -> _Page:
    """The page as text, with `BAD` for what is no text."""
    chosen = codec(data, name, options) if options.encoding is not None else _codec(data, charset)
    decoded = decode(data, chosen)
    parts: list[str] = []
    end = 0
    for start, stop in decoded.bad_bytes:
        parts += (decoded.text[end:start], BAD * (stop - start))
        end = stop
    return _Page("".join((*parts, decoded.text[end:])), chosen)


def _codec(data: bytes, charset: str | None) -> str:
    """The codec of a page: what it looks like, unless what it says fits better."""
    found = detect(data)
    declared = _declared(data, charset)
    if declared is None or declared == found or found.endswith("-sig") or found.startswith(("utf-16", "utf-32")):
        return found
    others = len(data) - len(data.translate(None, _HIGH_BYTES))
    bad, bad_as_declared = (_count(decode(data, name).bad_bytes) for name in (found, declared))
    if others < _FEW_BYTES and not _SINGLE_BYTE.match(declared):
        return declared if bad_as_declared == 0 else found
    limit = _SOME_BAD * others if _SINGLE_BYTE.match(declared) else bad_as_declared
    return declared if bad > limit else found


def _declared(data: bytes, charset: str | None) -> str | None:
    """The codec that a page says it is in; None where it says none that there is."""
    match = _DECLARED.search(data, 0, _HEAD)
    said = charset or (match and (match[1] or match[2]).decode("ascii", "replace"))
    try:
        name = resolve(said or "", data)
    except LookupError:
        return None
    # A page that could be read so far is not in UTF-16, whatever it says.
    return None if name.startswith(("utf-16", "utf-32")) else _LARGER.get(name, name)


def _count(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


# Main text


def _lines(tree: Any) -> list[Shown]:
    """The lines of the main text."""
    renderer = Renderer()
    lines = renderer.lines(tree.body) if tree.body is not None else []
    kept = _main(tree, renderer, lines) if renderer.deepest < _MOST_LEVELS else lines
    return _titled(tree, list(_trimmed(kept)))


def _main(tree: Any, renderer: Renderer, lines: list[Shown]) -> list[Shown]:
    """What resiliparse takes for the main text, if that is no small part of the page; else all of it."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 - as above

    for place, node in enumerate(renderer.nodes):
        node.text = chr(_FIRST_MARK + place % (_LAST_MARK - _FIRST_MARK)) + (node.value or "")
    shown = extract_plain_text(tree, main_content=True, list_bullets=False, alt_texts=False, comments=False)
    marks = {ord(mark) - _FIRST_MARK for mark in _MARKS.findall(shown)}
    places = [at for at, line in enumerate(lines) if _is_main(line, marks)]
    if not places:
        return lines
    first, last = places[0], places[-1]
    main = set(places)
    # Between two parts of the main text, only what leads elsewhere is none of it.
    kept = [lines[at] for at in range(first, last + 1) if at in main or not _is_boilerplate(lines[at])]
    whole = sum(len(line.text) for line in lines if not _is_boilerplate(line))
    return kept if sum(len(line.text) for line in kept) >= _LEAST_SHARE * whole else lines


def _is_main(line: Shown, marks: set[int]) -> bool:
    """Whether most of a line is in the main text."""
    sizes = [(len(piece.text.strip()), piece.node % (_LAST_MARK - _FIRST_MARK) in marks) for piece in line.pieces]
    inside = sum(size for size, is_inside in sizes if is_inside)
    return inside > 0 and 2 * inside >= sum(size for size, _ in sizes)


def _is_boilerplate(line: Shown) -> bool:
    return line.is_around or line.linked > 0.5


def _trimmed(lines: Sequence[Shown]) -> Sequence[Shown]:
    """Without the empty lines at both ends."""
    filled = [at for at, line in enumerate(lines) if line.text]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _titled(tree: Any, lines: list[Shown]) -> list[Shown]:
    """A page without a heading of its own has its title above the text."""
    title = _SITE.split(" ".join((tree.title or "").split()))[0].strip()
    bare = "".join(title.split())
    if not bare or not lines or any(line.is_heading for line in lines):
        return lines
    text = "".join("".join(line.text.split()) for line in lines)
    return lines if bare in text else [Shown(Line(title)), *lines]
