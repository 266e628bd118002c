"""The formats fedparse reads, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["document", "table", "archive"]
"""A document is one text; a table and an archive hold several."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `id` is its short name (`docx`), `title` says what a file of it is (`a Word document (.docx)`)."""

    id: str
    media_type: str
    title: str
    role: Role = "document"


_ROWS = (
    Format("text", "text/plain", "plain text (.txt)"),
    Format("html", "text/html", "a web page (.html)"),
    Format("mhtml", "multipart/related", "a saved web page (.mht)"),
    Format(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a Word document (.docx)"
    ),
    Format("doc", "application/msword", "a Word or WPS document (.doc, .wps)"),
    Format("odt", "application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
    Format("rtf", "application/rtf", "an RTF document (.rtf)"),
    Format("pdf", "application/pdf", "a PDF document (.pdf)"),
    Format("csv", "text/csv", "a table (.csv)", "table"),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "an Excel workbook (.xlsx)",
        "table",
    ),
    Format("xls", "application/vnd.ms-excel", "an Excel workbook (.xls)", "table"),
    Format("ods", "application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument table (.ods)", "table"),
    Format("zip", "application/zip", "a ZIP archive (.zip)", "archive"),
    Format("tar", "application/x-tar", "a tar archive (.tar, .tar.gz, .tar.xz, .tar.bz2)", "archive"),
)
FORMATS: Mapping[str, Format] = {row.id: row for row in _ROWS}
