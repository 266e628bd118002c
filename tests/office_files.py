"""Word and OpenDocument files made by hand from the same description, for tests of what reads them.

`docx(…)` and `odt(…)` take paragraphs (a string or a `Para`), tables (`Table`: rows of cells) and XML (`Raw`).
A list that numbers paragraphs is a tuple of `Level`s with a name: `docx([Para("普法", "a")], {"a": CHINESE})`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_NAMES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "manifest": "manifest",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
    }.items()
)
_ODF_FORMATS = {
    "decimal": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "chineseCountingThousand": "一, 二, 三, ...",
    "chineseLegalSimplified": "壹, 贰, 叁, ...",
    "ideographTraditional": "甲, 乙, 丙, ...",
    "decimalEnclosedCircle": "①, ②, ③, ...",
    "none": "",
}
ODT_TYPE = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class Level:
    """One level of a list, in the terms of Word; `style` is the paragraph style that has it, `more` further XML."""

    text: str
    format: str = "decimal"
    start: int | None = 1
    follow: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""
    more: str = ""


@dataclass(frozen=True)
class Shared:
    """A list of Word that goes on with the numbers of another one; `starts` begins levels anew (level: number)."""

    of: str
    starts: Mapping[int, int] = field(default_factory=dict)
    levels: Mapping[int, Level] = field(default_factory=dict)


@dataclass(frozen=True)
class Para:
    """A paragraph; `list` names the list that numbers it, "0" takes it out of the list of its style."""

    text: str = ""
    list: str = ""
    level: int | None = 0
    style: str = ""


@dataclass(frozen=True)
class Raw:
    """XML as it is to stand in the body."""

    xml: str


Table = tuple[tuple[str, ...], ...]
"""Rows of cells; a line break in a cell begins another paragraph."""
Block = str | Para | Raw | Table
Lists = Mapping[str, Sequence[Level] | Shared]

CHINESE = (
    Level("%1、", "chineseCountingThousand"),
    Level("（%2）", "chineseCountingThousand"),
    Level("%3."),
    Level("（%4）"),
    Level("%5", "decimalEnclosedCircle"),
)
"""The five levels of GB/T 9704."""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file with these members, the same bytes for the same parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return buffer.getvalue()


# Word


def docx(blocks: Sequence[Block], lists: Lists | None = None, styles: str = "", *, strict: bool = False) -> bytes:
    """A Word document.

    Args:
        blocks: What is in the body.
        lists: The lists by their names; `numId` is their place from 1.
        styles: `w:style` elements.
        strict: In the namespaces of the strict edition of the standard.
    """
    return zipped(docx_parts(blocks, lists, styles, strict=strict))


def docx_parts(
    blocks: Sequence[Block], lists: Lists | None = None, styles: str = "", *, strict: bool = False
) -> dict[str, str | bytes]:
    """The parts of `docx`, to change one of them before it is `zipped`."""
    lists = lists or {}
    space, office = (STRICT_W, "http://purl.oclc.org/ooxml/officeDocument/relationships") if strict else (W, _OFFICE)
    ids = {name: place for place, name in enumerate(lists, 1)}
    body = "".join(_word_block(block, ids) for block in blocks)
    kinds = {"document": "", "styles": "styles", "numbering": "numbering"}
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.wordprocessingml.{"document.main" if part == "document" else part}+xml"/>'
        for part in kinds
    )
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": _relations({f"{office}/officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations(
            {f"{office}/{part}": f"{part}.xml" for part in kinds if kinds[part]}
        ),
        "word/document.xml": f'<w:document xmlns:w="{space}" {_WORD_NAMES}><w:body>{body}<w:sectPr/></w:body>'
        "</w:document>",
        "word/styles.xml": f'<w:styles xmlns:w="{space}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{space}" {_WORD_NAMES}>{_word_lists(lists)}</w:numbering>',
    }


def run(text: str, properties: str = "") -> str:
    """A `w:r` with text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> Raw:
    """A `w:p` of runs as XML."""
    return Raw(f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>")


def word_style(name: str, properties: str = "", *, based_on: str = "", kind: str = "paragraph", more: str = "") -> str:
    """A `w:style`; `properties` stand in its `w:pPr`."""
    parent = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{parent}'
        f"<w:pPr>{properties}</w:pPr>{more}</w:style>"
    )


def numbered(number: int | None = None, level: int | None = None) -> str:
    """A `w:numPr`."""
    parts = [f'<w:ilvl w:val="{level}"/>'] if level is not None else []
    parts += [f'<w:numId w:val="{number}"/>'] if number is not None else []
    return f"<w:numPr>{''.join(parts)}</w:numPr>"


def _relations(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{place}" Type="{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def _word_block(block: Block, ids: Mapping[str, int]) -> str:
    if isinstance(block, Raw):
        return block.xml
    if isinstance(block, tuple):
        rows = "".join(f"<w:tr>{''.join(map(_word_cell, row))}</w:tr>" for row in block)
        return f"<w:tbl>{rows}</w:tbl>"
    para = Para(block) if isinstance(block, str) else block
    style = f'<w:pStyle w:val="{para.style}"/>' if para.style else ""
    numbering = numbered(ids.get(para.list, 0), para.level) if para.list else ""
    return f"<w:p><w:pPr>{style}{numbering}</w:pPr>{run(para.text) if para.text else ''}</w:p>"


def _word_cell(text: str) -> str:
    return f"<w:tc>{''.join(_word_block(line, {}) for line in text.split(chr(10)))}</w:tc>"


def _word_lists(lists: Lists) -> str:
    ids = {name: place for place, name in enumerate(lists, 1)}
    abstract = [
        f'<w:abstractNum w:abstractNumId="{ids[name]}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(_word_level(place, level) for place, level in enumerate(levels))}</w:abstractNum>"
        for name, levels in lists.items()
        if not isinstance(levels, Shared)
    ]
    return "".join(abstract) + "".join(_word_num(ids, name, levels) for name, levels in lists.items())


def _word_num(ids: Mapping[str, int], name: str, levels: Sequence[Level] | Shared) -> str:
    if not isinstance(levels, Shared):
        return f'<w:num w:numId="{ids[name]}"><w:abstractNumId w:val="{ids[name]}"/></w:num>'
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{place}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for place, start in levels.starts.items()
    )
    overrides += "".join(
        f'<w:lvlOverride w:ilvl="{place}">{_word_level(place, level)}</w:lvlOverride>'
        for place, level in levels.levels.items()
    )
    return f'<w:num w:numId="{ids[name]}"><w:abstractNumId w:val="{ids[levels.of]}"/>{overrides}</w:num>'


def _word_level(place: int, level: Level) -> str:
    start = "" if level.start is None else f'<w:start w:val="{level.start}"/>'
    restart = "" if level.restart is None else f'<w:lvlRestart w:val="{level.restart}"/>'
    style = f'<w:pStyle w:val="{level.style}"/>' if level.style else ""
    legal = "<w:isLgl/>" if level.legal else ""
    number = f'<w:numFmt w:val="{level.format}"/>' if level.format else ""
    return (
        f'<w:lvl w:ilvl="{place}">{start}{number}{restart}{style}{legal}<w:suff w:val="{level.follow}"/>'
        f'<w:lvlText w:val={quoteattr(level.text)}/><w:lvlJc w:val="left"/>{level.more}</w:lvl>'
    )


# OpenDocument


def odt(blocks: Sequence[Block], lists: Lists | None = None, styles: str = "", *, automatic: str = "") -> bytes:
    """An OpenDocument text.

    Args:
        blocks: What is in the body; paragraphs of one list that follow each other are in one `text:list`.
        lists: The lists by their names.
        styles: Elements of `office:styles`.
        automatic: Elements of `office:automatic-styles`.
    """
    return zipped(odt_parts(blocks, lists, styles, automatic=automatic))


def odt_parts(
    blocks: Sequence[Block], lists: Lists | None = None, styles: str = "", *, automatic: str = ""
) -> dict[str, str | bytes]:
    """The parts of `odt`, to change one of them before it is `zipped`."""
    body = ""
    seen: set[str] = set()
    for name, group in groupby(blocks, lambda block: block.list if isinstance(block, Para) else ""):
        if not name or name == "0":
            body += "".join(map(_odf_block, group))
            continue
        again = ' text:continue-numbering="true"' if name in seen else ""
        seen.add(name)
        items = [block for block in group if isinstance(block, Para)]
        body += f'<text:list text:style-name="{name}"{again}>{_odf_items(items, 0)}</text:list>'
    list_styles = "".join(
        f'<text:list-style style:name="{name}">{"".join(map(_odf_level, enumerate(levels, 1)))}</text:list-style>'
        for name, levels in (lists or {}).items()
        if not isinstance(levels, Shared)
    )
    return {
        "mimetype": ODT_TYPE,
        "META-INF/manifest.xml": f'<manifest:manifest {_ODF_NAMES} manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        "content.xml": f'<office:document-content {_ODF_NAMES} office:version="1.2"><office:automatic-styles>'
        f"{automatic}{list_styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f'<office:document-styles {_ODF_NAMES} office:version="1.2"><office:styles>{styles}'
        "</office:styles></office:document-styles>",
    }


def _odf_block(block: Block) -> str:
    if isinstance(block, Raw):
        return block.xml
    if isinstance(block, tuple):
        columns = f'<table:table-column table:number-columns-repeated="{len(block[0])}"/>'
        rows = "".join(f"<table:table-row>{''.join(map(_odf_cell, row))}</table:table-row>" for row in block)
        return f"<table:table>{columns}{rows}</table:table>"
    para = Para(block) if isinstance(block, str) else block
    style = f' text:style-name="{para.style}"' if para.style else ""
    return f"<text:p{style}>{odf_text(para.text)}</text:p>"


def odf_text(text: str) -> str:
    """Text in the XML of OpenDocument: tabs and line breaks are elements."""
    return escape(text).replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>").replace("  ", " <text:s/>")


def _odf_cell(text: str) -> str:
    return f"<table:table-cell>{''.join(map(_odf_block, text.split(chr(10))))}</table:table-cell>"


def _odf_items(items: Sequence[Para], depth: int) -> str:
    """The items of a list from level `depth` on: deeper ones in a list of their own, in the item before them."""
    xml = ""
    open_item = False
    for deeper, group in groupby(items, lambda item: (item.level or 0) > depth):
        if deeper:
            inner = f"<text:list>{_odf_items(list(group), depth + 1)}</text:list>"
            xml = xml.removesuffix("</text:list-item>") if open_item else xml + "<text:list-item>"
            xml += f"{inner}</text:list-item>"
        else:
            xml += "".join(f"<text:list-item>{_odf_block(item)}</text:list-item>" for item in group)
        open_item = True
    return xml


def _odf_level(numbered_level: tuple[int, Level]) -> str:
    place, level = numbered_level
    before, _, rest = level.text.partition("%")
    after = level.text.rpartition("%")[2][1:]
    if level.format == "bullet":
        return f'<text:list-level-style-bullet text:level="{place}" text:bullet-char="•"/>'
    number = _ODF_FORMATS.get(level.format, level.format)
    shown = f' text:display-levels="{place - int(rest[0]) + 1}"' if rest and int(rest[0]) < place else ""
    return (
        f'<text:list-level-style-number text:level="{place}" style:num-format="{number}" style:num-prefix="{before}" '
        f'style:num-suffix="{after}" text:start-value="{level.start}"{shown}/>'
    )
