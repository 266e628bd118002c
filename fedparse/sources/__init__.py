"""Bytes to text: reads a source of any supported format into a `SourceText`; one module a format."""

from fedparse.sources.limits import MAX_BYTES
from fedparse.sources.reader import (
    Member,
    known_kind,
    members,
    opened,
    read_all,
    read_bytes,
    read_member,
    read_path,
    read_stream,
    shown_name,
)
from fedparse.sources.text import Content, Note, Options, SourceText, from_text

__all__ = [
    "MAX_BYTES",
    "Content",
    "Member",
    "Note",
    "Options",
    "SourceText",
    "from_text",
    "known_kind",
    "members",
    "opened",
    "read_all",
    "read_bytes",
    "read_member",
    "read_path",
    "read_stream",
    "shown_name",
]
