"""Bytes to text: reads a source of any supported format into a `SourceText`; one module a format."""

from fedparse.sources.reader import MAX_BYTES, read_bytes, read_path
from fedparse.sources.text import SourceText, from_text

__all__ = ["MAX_BYTES", "SourceText", "from_text", "read_bytes", "read_path"]
