"""`fedparse rules readme`: the README of a pack, made of the pack: its rules by kind, its macros and its lexicons."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from fedparse.messages import Message, message
from fedparse.packs import LAYERS, load_pack
from fedparse.ruletools.listing import lexicon_columns
from fedparse.ruletools.outcome import Outcome
from fedparse.ruletools.schemas import keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fedparse.packs import Rule, RulePack

FILE = "README.md"
COMMAND = "fedparse rules readme --write"
_KINDS = {
    "noise": message("Noise: what is taken out of a text"),
    "heading": message("Headings: the markers of sections"),
    "report": message("Reports: titles, signatures, where one begins"),
    "document": message("Documents: 《titles》"),
    "program": message("Programmes: campaigns, projects, honours"),
    "guard": message("Guards: numerals that are no figures"),
    "date": message("Dates and periods"),
    "money": message("Money"),
    "ratio": message("Ratios: percentages, fractions, multiples"),
    "count": message("Counts: numbers with measure words"),
    "diagnostic": message("Diagnostics: what is wrong in a text"),
    "suspicion": message("Suspicions: what is wrong in texts without digits"),
    "fact": message("Facts: what a figure belongs to"),
}
"""The heading of each kind."""
_INTRO = message(
    "This file is made of the pack by `fedparse rules readme --write`: do not edit it. ✓ is an example of what a rule"
    " finds (【】 marks the span, ｜ sets off its value), ✗ one of what it leaves alone."
)
_SPECIAL = re.compile(r"([\\`*_<>\[\]|])")


def readme(path: Path | None = None, *, write: bool = False, check: bool = False) -> Outcome:
    """Shows the README of the pack in directory `path` (the built-in one without), or writes or checks the file.

    Returns:
        With `check`, a fault when `README.md` is not as it would be written.

    Raises:
        PackError: when the pack cannot be used.
    """
    pack = load_pack(path)
    label, text = f"{pack.name} {pack.version}", readme_text(pack)
    if not (write or check):
        said = message("the README of {pack}", pack=label)
        return Outcome(verb="readme", pack=label, checked=1, summary=said, blocks=(text,), data={"text": text})
    return keep("readme", label, {Path(pack.path) / FILE: text}, write=write, command=COMMAND)


def readme_text(pack: RulePack) -> str:
    """The README of a pack, in Markdown: its own rules, macros and lexicons, not those it inherits.

    It is in English, and in Chinese too where the titles of the pack are.
    """
    rules = [rule for rule in pack.rules if pack.is_own(rule.written)]
    bilingual = any(_has_wide(rule.title) for rule in rules)
    say = _both if bilingual else str
    blocks = [f"# {_plain(pack.name)} {_plain(pack.version)}", *_paragraph(_INTRO, bilingual=bilingual)]
    kinds = [(kind, [rule for rule in rules if rule.kind == kind]) for kind in LAYERS]
    blocks.append(_contents(say, [(kind, found) for kind, found in kinds if found]))
    for kind, found in kinds:
        if found:
            blocks += [f"## {_heading(say, kind)}", *map(_rule, found)]
    blocks += _macros(pack, say)
    blocks += _lexicons(pack, say)
    return "\n\n".join(blocks) + "\n"


def _both(said: Message) -> str:
    """A phrase in English and Chinese."""
    english, chinese = said.said("en"), said.said("zh")
    return english if english == chinese else f"{english} · {chinese}"


def _paragraph(said: Message, *, bilingual: bool) -> list[str]:
    return list(dict.fromkeys([said.said("en"), said.said("zh")])) if bilingual else [said.said("en")]


def _heading(say: Callable[[Message], str], kind: str) -> str:
    return f"{say(_KINDS[kind])} (`{kind}`)"


def _contents(say: Callable[[Message], str], kinds: Sequence[tuple[str, Sequence[Rule]]]) -> str:
    columns = (message("kind"), message("rules"), message("examples"), message("counter-examples"))
    lines = list(_table_head(say, columns, numeric=(1, 2, 3)))
    for kind, rules in kinds:
        examples = sum(len(rule.examples) for rule in rules)
        counter = sum(len(rule.counter_examples) for rule in rules)
        lines.append(f"| {_heading(say, kind)} | {len(rules)} | {examples} | {counter} |")
    return "\n".join(lines)


def _rule(rule: Rule) -> str:
    """A rule with its first example and counter-example."""
    status = "" if rule.status == "stable" else f" *({rule.status})*"
    lines = [f"- **{_code(rule.id)}** {_plain(rule.title)}{status}"]
    if rule.description:
        lines[0] += f"  \n  {_plain(rule.description)}"
    for mark, examples in (("✓", rule.examples), ("✗", rule.counter_examples)):
        lines += (f"  - {mark} {_code(example)}" for example in examples[:1])
    return "\n".join(lines)


def _macros(pack: RulePack, say: Callable[[Message], str]) -> Iterator[str]:
    own = {name: written.table for name, written in pack.macro_tables.items() if pack.is_own([written])}
    if not own:
        return
    yield f"## {say(message('Macros'))}"
    columns = (message("macro"), message("what it is"), message("example"))
    rows = (
        f"| {_code(f'{{{name}}}')} | {_plain(str(table.get('doc', '')))} | {_first(table.get('examples', ()))} |"
        for name, table in sorted(own.items())
    )
    yield "\n".join([*_table_head(say, columns), *rows])


def _lexicons(pack: RulePack, say: Callable[[Message], str]) -> Iterator[str]:
    own = sorted(name for name, lexicon in pack.lexicons.items() if (Path(pack.path) / lexicon.path).is_file())
    if not own:
        return
    yield f"## {say(message('Lexicons'))}"
    columns = (message("lexicon"), message("file"), message("terms"), message("columns"))
    rows = (
        f"| {_code(name)} | [{lexicon.path}]({lexicon.path}) | {len(lexicon.rows)} |"
        f" {', '.join(map(_code, lexicon_columns(pack, name)))} |"
        for name, lexicon in ((name, pack.lexicons[name]) for name in own)
    )
    yield "\n".join([*_table_head(say, columns, numeric=(2,)), *rows])


def _table_head(
    say: Callable[[Message], str], columns: Sequence[Message], numeric: Sequence[int] = ()
) -> Iterator[str]:
    yield f"| {' | '.join(map(say, columns))} |"
    yield f"| {' | '.join('--:' if place in numeric else '---' for place in range(len(columns)))} |"


def _first(examples: Sequence[str]) -> str:
    """The first example as a cell of a table, which a `|` would end."""
    return _code(examples[0]).replace("|", r"\|") if examples else ""


def _plain(text: str) -> str:
    """Text in one line in which no character is Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """A code span, whatever the text has in it; a line end is shown as ⏎."""
    shown = text.replace("\n", "⏎")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if shown[:1] == "`" or shown[-1:] == "`" or (shown != shown.strip() and shown.strip()) else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else ""


def _has_wide(text: str) -> bool:
    return any(unicodedata.east_asian_width(char) in "WF" for char in text)
