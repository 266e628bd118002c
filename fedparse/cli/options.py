"""Options that commands share, and the checks of their values."""

import codecs
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fedparse.cli import texts

if TYPE_CHECKING:
    from fedparse.config import Config


def defaults() -> "Config":
    """What the project's configuration says, for options that are not given."""
    from fedparse.config import config  # noqa: PLC0415 - `--version` needs none

    return config(Path.cwd())


def rules_or_default(value: Path | None) -> Path | None:
    """The directory of the rule pack: as given, or as the project's configuration has it."""
    return defaults().rules if value is None else value


def _known_encoding(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        codecs.lookup(value)
        b"a".decode(value)
    except UnicodeDecodeError:
        return value
    except (LookupError, ValueError):
        raise typer.BadParameter(f"there is no text encoding `{value}`; try utf-8, gb18030, big5 or utf-16") from None
    return value


def _known_types(values: list[str] | None) -> list[str] | None:
    """Splits `dates,money` and refuses what is no list of mentions."""
    from fedparse.model import MENTION_LISTS  # noqa: PLC0415 - `--version` does not need the model

    names = [name.strip() for value in values or () for name in value.split(",") if name.strip()]
    for name in names:
        if name not in MENTION_LISTS:
            near = get_close_matches(name, MENTION_LISTS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(MENTION_LISTS)}"
            raise typer.BadParameter(f"unknown type `{name}`; {hint}")
    if values and not names:
        raise typer.BadParameter(f"name a type: {', '.join(MENTION_LISTS)}")
    return names or None


Year = Annotated[int | None, typer.Option("--year", metavar="YEAR", min=1000, max=9999, help=texts.YEAR)]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="CODEC", callback=_known_encoding, help=texts.ENCODING)
]
RulesDir = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", callback=rules_or_default, help=texts.RULES_DIR)
]
OutputFile = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help=texts.OUTPUT)]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="TYPES", callback=_known_types, help=texts.ONLY)]
Types = Annotated[list[str] | None, typer.Option("--type", metavar="TYPES", callback=_known_types, help=texts.TYPE)]
