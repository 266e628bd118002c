"""The pages of the codes: one for a terminal, the list of all, and all of them as `docs/codes.md`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from fedparse.codes import codes
from fedparse.columns import table
from fedparse.messages import message
from fedparse.reporting.findings import level_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.codes import Code
    from fedparse.messages import Language, Message

_HEAD = """\
# Codes of findings about rule packs

Every finding of `fedparse rules …` has a code that never changes its meaning. An *error* makes the exit code 1, or 3
where the pack cannot be used with it; a *warning* and a *note* do not. `fedparse rules explain-code FED001` shows the
text of one code. This page is made by `fedparse rules explain-code --all --format markdown`.
"""


def code_page(code: Code, language: Language) -> str:
    """The page of one code for a terminal."""
    level = level_name(code.level, language)
    unusable = message("{level}; the pack cannot be used with it", level=level).said(language)
    head = f"{code.id} {code.name} ({unusable if code.unusable else level})"
    return f"{head}\n{code.titles[language]}\n\n{code.pages[language].strip()}\n"


def code_list(language: Language) -> str:
    """Every code with its level and title, one a line."""
    header = (message("code"), message("name"), message("level"), message("title"))
    rows = [(code.id, code.name, level_name(code.level, language), code.titles[language]) for code in codes().values()]
    return "\n".join(table([each.said(language) for each in header], rows, ())) + "\n"


def codes_page() -> str:
    """Every page in both languages, as Markdown."""
    title = message("title")
    lines = [_HEAD, f"| code | name | level | {title} | {title.said('zh')} |", "|---|---|---|---|---|"]
    for code in codes().values():
        titles = (title.replace("|", "\\|") for title in (code.titles["en"], code.titles["zh"]))
        lines.append(f"| [{code.id}](#{_anchor(code)}) | `{code.name}` | {_level(code)} | {' | '.join(titles)} |")
    return "\n".join(lines) + "\n" + "".join(f"\n{part}\n" for code in codes().values() for part in _section(code))


def _anchor(code: Code) -> str:
    return f"{code.id}-{code.name}".lower()


def _level(code: Code) -> str:
    return f"{code.level}, unusable" if code.unusable else code.level


def _section(code: Code) -> Iterator[str]:
    yield f"## {code.id} {code.name}"
    yield f"**{code.titles['en']}** ({_level(code)})"
    yield code.pages["en"].strip()
    yield f"**{code.titles['zh']}**"
    yield code.pages["zh"].strip()


def unknown_code(wanted: str) -> Message:
    """What is said of a code that is none."""
    near = get_close_matches(wanted.upper(), codes(), 1)
    if near:
        return message("there is no code `{code}`; did you mean `{near}`?", code=wanted, near=near[0])
    return message("there is no code `{code}`; `fedparse rules explain-code --all` lists them", code=wanted)
