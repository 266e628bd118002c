"""The parts of a rule pack that have an effect, so that what changed between two packs can be told part by part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast, get_args

from fedparse.effects import PATTERNS, Macros, decides, hashed
from fedparse.expand import NAMED, names
from fedparse.variants import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from fedparse.packs import Lexicon, Rule, RulePack

_WHOLE, _RULES, _LISTS, _ORDER = "whole", "rules", "lists", "order"
_SECTIONS = (_WHOLE, _RULES, _LISTS, _ORDER)
_NOISE, _SUSPICION, _FACT = "noise", "suspicion", "fact"
_NUMBER = "number"
_ENGINE_MACROS = (_NUMBER, "lead")

Use = Literal["near", "joined", "apart", "whole"]
"""How the text of a document is asked for the terms of a word list.

`near`: a term stands in the reading text as it is, quotation marks and spaces aside. `joined`: it may also be put
together of a shorter term and what stands about that. `apart`: its characters may stand anywhere in the source.
`whole`: the list is not looked into with words of the text alone.
"""
USES: Mapping[str, Use] = {
    "actions": "near",
    "anniversaries": "near",
    "approximators": "whole",
    "complements": "near",
    "counting": "near",
    "currencies": "near",
    "deixis": "near",
    "document_kinds": "near",
    "festivals": "near",
    "folds": "apart",
    "layout_ordinals": "apart",
    "layout_organizations": "apart",
    "light_verbs": "near",
    "lunar": "whole",
    "measures": "near",
    "modifiers": "near",
    "noun_heads": "near",
    "noun_stops": "near",
    "numerals": "whole",
    "plans": "near",
    "program_suffixes": "apart",
    "programs": "joined",
    "roles": "near",
    "short_verbs": "near",
    "states": "near",
    "traditional": "apart",
    "word_classes": "near",
}
"""The word lists that mechanisms read. Others are only in patterns or anchors, which find a term where it stands."""

_CLOSING = ("\u201d", "\u2019", '"')
_NO_VALUE = "\0"
_FUZZY = re.compile(r"(?<!\\[pPN])\{[^{}]*[eids][^{}]*\}")
"""A quantifier of the `regex` module for what is nearly so, once names are gone: `{e<=1}`."""


def semantic_parts(pack: RulePack) -> Mapping[str, str]:
    """The parts of a pack that have an effect, each with what must be equal for it to be the same; sorted, plain text.

    Titles, descriptions, examples and the like are no part of it. A word list is there term by term, so that a new term
    touches only the texts that have it.
    """
    describe = _Describer(pack)
    parts = {f"{_WHOLE}/macro {name}": describe.macro(name) for name in _ENGINE_MACROS if name in pack.macros}
    for rule in pack.rules:
        section = _WHOLE if rule.kind == _FACT or rule.kind in LAYOUT - {_NOISE} else _RULES
        parts[f"{section}/{rule.kind}/{rule.id}"] = describe.rule(rule)
    for name, lexicon in pack.lexicons.items():
        use = describe.use(name)
        parts[f"{_WHOLE if use == 'whole' else _LISTS}/{name}"] = _listed(lexicon, use)
    for kinds, ids in _orders(pack):
        parts[f"{_ORDER}/{kinds}"] = " ".join(ids)
    quoted = sorted({rule.anchor for rule in pack.rules if _begins_quoted(pack.lexicons.get(rule.anchor))})
    parts[f"{_WHOLE}/quoted"] = " ".join(quoted)
    return dict(sorted(parts.items()))


class _Describer:
    """Says of the rules and macros of a pack what they do."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        self._tables = {name: written.table for name, written in pack.macro_tables.items()}
        self._expand = Macros({name: table.get("pattern", "") for name, table in self._tables.items()}).expand

    def use(self, lexicon: str) -> Use:
        """How a text is asked for the terms of a word list."""
        known = USES.get(lexicon, "near")
        if known == "whole" or self._is_fuzzy:
            return "whole"
        return "apart" if lexicon in self._laid_out_by else known

    @cached_property
    def _laid_out_by(self) -> frozenset[str]:
        """The word lists that patterns of the layout name."""
        tables = [rule.table for rule in self._pack.rules if rule.kind in LAYOUT]
        return frozenset(name for pattern in _patterns(tables) for name in names(self._expand(pattern)))

    @cached_property
    def _is_fuzzy(self) -> bool:
        """Whether a pattern asks for what is only like its words."""
        tables = [*(rule.table for rule in self._pack.rules), *self._tables.values()]
        return any(_FUZZY.search(NAMED.sub("", pattern)) for pattern in _patterns(tables))

    def rule(self, rule: Rule) -> str:
        """What a rule does, with its macros. The words of lists are parts of their own; which are named is its form."""
        about = decides(rule.table, self._expand)
        about["macros"] = [self.macro(name) for name in (rule.anchor, rule.not_after) if name in self._tables]
        about["named"] = [sorted(pattern.lists) for _, pattern in rule.patterns()]
        about["message"] = rule.title if "code" in rule.constants else None
        return hashed(about)

    def macro(self, name: str) -> str:
        """What a macro does by itself."""
        table = self._tables.get(name, {})
        named = sorted(self._pack.macros[name].lists)
        return hashed([self._expand(table.get("pattern", "")), table.get("starts", ""), named])


def _patterns(tables: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The patterns of some tables of TOML, as they are written."""
    return (table[key] for table in tables for key in PATTERNS if key in table)


def _listed(lexicon: Lexicon, use: Use) -> str:
    """A word list as lines: its use and its columns, then a term each with its values, sorted unless order tells."""
    columns = sorted({column for row in lexicon.rows.values() for column in row} | {lexicon.column})
    lines = [
        "\t".join([term, *(row.get(column, _NO_VALUE) for column in columns)]) for term, row in lexicon.rows.items()
    ]
    text = "\n".join(["\t".join([use, lexicon.column, *columns]), *(lines if use == "whole" else sorted(lines))])
    return hashed(text) if use == "whole" else text


def _orders(pack: RulePack) -> Iterator[tuple[str, list[str]]]:
    """The rules whose order decides: those of the layout, of facts and, of each macro, the alternatives on it."""
    groups: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        if rule.kind in LAYOUT or rule.kind == _FACT:
            groups.setdefault(rule.kind, []).append(rule)
        elif rule.anchor in pack.macros and rule.anchor != _NUMBER:
            groups.setdefault(f"{rule.kind in _FLAGGING} {rule.anchor}", []).append(rule)
    for name, rules in groups.items():
        yield name, [rule.id for rule in rules]


_FLAGGING = frozenset({"diagnostic", _SUSPICION})


def _begins_quoted(lexicon: Lexicon | None) -> bool:
    """Whether a term begins with a closing quotation mark: such a list shifts where others are looked for."""
    return lexicon is not None and any(term.startswith(_CLOSING) for term in lexicon.rows)


# What of it changed


class Term(NamedTuple):
    """A term that came, went, or has another row; `parts` are shorter terms inside it, for the use `joined`."""

    text: str
    use: Use
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Changed:
    """What of a pack is not as it was.

    Attributes:
        everything: All documents hang on what changed; nothing else is told then.
        gone: The rules, by id with their kind, of which an earlier version is no more.
        come: The rules of which a version is new. What changed is in both.
        terms: The terms.
    """

    everything: bool = False
    gone: frozenset[tuple[str, str]] = frozenset()
    come: frozenset[tuple[str, str]] = frozenset()
    terms: tuple[Term, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all documents are what they were."""
        return not (self.everything or self.gone or self.come or self.terms)


def what_changed(old: Mapping[str, str], new: Mapping[str, str]) -> Changed:
    """The differences between the parts of two packs."""
    differing = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    sections: dict[str, list[str]] = {section: [] for section in _SECTIONS}
    for name in differing:
        section, _, part = name.partition("/")
        sections.setdefault(section, []).append(part)
    rules = [(id_, kind) for kind, _, id_ in (part.partition("/") for part in sections.pop(_RULES))]
    orders, lists = sections.pop(_ORDER), sections.pop(_LISTS)
    names_of_rules = {id_ for id_, _ in rules}
    reordered = any(
        not _in_order(old.get(f"{_ORDER}/{name}", ""), new.get(f"{_ORDER}/{name}", ""), names_of_rules)
        for name in orders
    )
    versions = [(name, *(parts.get(f"{_LISTS}/{name}", "") for parts in (old, new))) for name in lists]
    # A list that only one of the packs has is named by rules alone that the other does not have.
    terms = [_terms(before, after) for name, before, after in versions if (before and after) or name in USES]
    if any(sections.values()) or reordered or None in terms:
        return Changed(everything=True)
    return Changed(
        gone=frozenset((id_, kind) for id_, kind in rules if f"{_RULES}/{kind}/{id_}" in old),
        come=frozenset((id_, kind) for id_, kind in rules if f"{_RULES}/{kind}/{id_}" in new),
        terms=tuple(dict.fromkeys(term for listed in terms if listed for term in listed)),
    )


def _in_order(old: str, new: str, changed: Collection[str]) -> bool:
    """Whether the rules that both have, and that did not change, stand in one order."""
    before, after = old.split(), new.split()
    kept = (set(before) & set(after)).difference(changed)
    return [id_ for id_ in before if id_ in kept] == [id_ for id_ in after if id_ in kept]


def _terms(old: str, new: str) -> list[Term] | None:
    """The terms that differ between two versions of a word list; None where all of it is another one."""
    (old_head, before), (new_head, after) = map(_lines, (old, new))
    head = new_head or old_head
    if old_head and new_head and old_head != new_head:
        return None
    use = cast("Use", head.partition("\t")[0])
    if use not in get_args(Use):
        return None
    changed = sorted({line.partition("\t")[0] for line in before ^ after})
    known = {line.partition("\t")[0] for line in before | after} if use == "joined" else set()
    return [Term(term, use, tuple(_inside(term, known))) for term in changed]


def _lines(listed: str) -> tuple[str, set[str]]:
    """The first line of a word list, and the others."""
    head, _, rest = listed.partition("\n")
    return head, set(rest.split("\n")) - {""}


def _inside(term: str, known: Collection[str]) -> Iterator[str]:
    """The terms that stand inside a longer one."""
    for start in range(len(term)):
        for end in range(start + 1, len(term) + 1):
            if end - start < len(term) and term[start:end] in known:
                yield term[start:end]
