"""Reads web pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.errors import SourceError

if TYPE_CHECKING:
    from fedparse.sources.text import Content, Options


def read_html(data: bytes, name: str, options: Options) -> Content:
    """Read a web page."""
    raise SourceError(name, f"has {len(data)} bytes and cannot be read yet ({options})", "unsupported")


def read_mhtml(data: bytes, name: str, options: Options) -> Content:
    """Read a saved web page."""
    raise SourceError(name, f"has {len(data)} bytes and cannot be read yet ({options})", "unsupported")
