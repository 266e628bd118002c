"""Programs and documents: names, canonical where the lexicon knows them, with the category their form tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedparse.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedparse.candidates import Match
    from fedparse.model import Span
    from fedparse.normalize.tables import Context, Refusal, Tables, Value

_QUOTES = frozenset('“”‘’"')
_LONGEST_SUFFIX = 5
_OPENING = frozenset('“‘"„‚')


def normalise(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The program (or the programs of a quoted list) that a match names."""
    if match.term is not None:
        whole = match["in"] + match.term + match["suffix"] if "in" in match.groups else match.term
        return [(match.span, _fields(whole, match["suffix"], match.span, match, context))]
    if "name" not in match.groups:
        name = match.text[match.span[0] : match.span[1]]
        return [(match.span, _fields(name, "", match.span, match, context))]
    barred = ("festivals", "plans", *match.rule.constants.get("unless", ()))
    if any(match["name"] in context.tables.lexicons[name].rows for name in barred):
        return message("{text} is a date or a set phrase", text=match["name"])
    values = []
    for span in _spans(match):
        text = match.text[span[0] : span[1]]
        values.append((span, _fields(text, match.text[span[1] + 1 : span[1] + 9], span, match, context)))
    return values


def _spans(match: Match) -> Iterator[Span]:
    """The span of the name, or of each name of a list."""
    start, end = match.groups["name"]
    separator = match.rule.constants.get("split")
    if not separator:
        yield start, end
        return
    for part in match.text[start:end].split(separator):
        yield start, start + len(part)
        start += len(part) + len(separator)


def _fields(text: str, following: str, span: Span, match: Match, context: Context) -> dict[str, object]:
    lexicon = context.tables.lexicons["programs"]
    plain = _plain(text)
    quoted = span[0] > 0 and match.text[span[0] - 1] in _OPENING
    # 巾帼建功行动 may be a term of its own; else the term without what follows it decides.
    known = plain + following if plain + following in lexicon.rows else plain
    row = lexicon.rows.get(known)
    if row:
        name, category = lexicon.canonical(known), row["category"]
    else:
        name, category = _plain(context.source(span)), _category(plain, following, context.tables)
    return {"name": name, "category": category, "known": row is not None, "quoted": quoted}


def _plain(text: str) -> str:
    return text if _QUOTES.isdisjoint(text) else "".join(char for char in text if char not in _QUOTES)


def _category(name: str, following: str, tables: Tables) -> str:
    """By the longest suffix of the name (`X之家` is a venue), else by the first such word after it, else a campaign."""
    suffixes = tables.lexicons["program_suffixes"].rows
    for length in range(_LONGEST_SUFFIX, 0, -1):
        row = suffixes.get(name[-length:])
        if row and len(name) > length:
            return row["category"]
    for start in range(len(following)):
        for length in range(_LONGEST_SUFFIX, 1, -1):
            row = suffixes.get(following[start : start + length])
            if row:
                return row["category"]
    return "campaign"


def normalise_document(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The document that a match names; its kind by the longest suffix of its title (`…实施办法` is other)."""
    span = match.groups["title"]
    title = match["title"].rstrip(")）”’ ")
    title = re.sub(r"[(（][^()（）]*$", "", title)
    kinds = context.tables.lexicons["document_kinds"].rows
    kind = next((kinds[title[-size:]]["kind"] for size in range(6, 0, -1) if title[-size:] in kinds), "other")
    return [(span, {"name": context.source(span), "kind": kind})]
