"""Reads docx files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.errors import SourceError

if TYPE_CHECKING:
    from fedparse.sources.text import Content, Options


def read_docx(data: bytes, name: str, options: Options) -> Content:
    """Read a file of this format."""
    raise SourceError(name, f"has {len(data)} bytes and cannot be read yet ({options})", "unsupported")
