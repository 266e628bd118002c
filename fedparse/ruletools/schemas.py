"""`fedparse rules schema`: JSON Schemas (2020-12) of a pack's TOML files, made from the models that check them.

An editor that knows them completes keys and marks what is wrong. taplo and Even Better TOML take the schema that the
first line of a file names: `#:schema schema/rules.schema.json`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fedparse.errors import Fault
from fedparse.messages import message
from fedparse.ruletools.outcome import Outcome
from fedparse.ruletools.packdir import PackDir, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


STALE = "FED093"
DIRECTORY = "schema"
NAMES = ("rules", "macros", "pack")
"""The files that have a schema: a rule file, `macros.toml`, `pack.toml`."""
_FILES = {"rules": "*.toml", "macros": "macros.toml", "pack": "pack.toml"}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, dict[str, Any]]:
    """The schema of each file in `NAMES`."""
    # pydantic is slow to import, and no other verb needs these models.
    from fedparse.ruleforms import MacroFile, PackForm, RuleFile  # noqa: PLC0415

    titles = {"rules": "fedparse rules", "macros": "fedparse macros", "pack": "fedparse rule pack"}
    models: dict[str, Any] = {"rules": RuleFile, "macros": MacroFile, "pack": PackForm}
    return {
        name: {"$schema": _DIALECT, "title": titles[name]} | _plain(models[name].model_json_schema()) for name in NAMES
    }


def _plain(node: Any) -> Any:
    """A schema without what pydantic adds for others: titles made of names, and the discriminator of OpenAPI."""
    if isinstance(node, dict):
        kept = ((key, value) for key, value in node.items() if key != "discriminator")
        return {key: _plain(value) for key, value in kept if not (key == "title" and isinstance(value, str))}
    return [_plain(value) for value in node] if isinstance(node, list) else node


def schema(path: Path | None = None, *, name: str = "rules", write: bool = False, check: bool = False) -> Outcome:
    """Shows the schema of one kind of file; with `write` or `check` those in `schema/` of the pack at `path`.

    Returns:
        With `check`, a fault for each file that is not as it would be written.

    Raises:
        PackError: when there is no pack.
    """
    if not (write or check):
        made = schemas()[name]
        said = message("the schema of `{file}`", file=_FILES[name])
        return Outcome(verb="schema", pack="", checked=1, summary=said, blocks=(_text(made),), data=made)
    pack = PackDir.at(path)
    files = {pack.root / DIRECTORY / f"{name}.schema.json": _text(made) for name, made in schemas().items()}
    return keep("schema", pack.label, files, write=write, command="fedparse rules schema --write")


def keep(verb: str, label: str, files: Mapping[Path, str], *, write: bool, command: str) -> Outcome:
    """Writes files that are made from a pack, or says which are not as they would be written."""
    faults, changed = [], 0
    for file, text in files.items():
        if _read(file) == text:
            continue
        if not write:
            said = message("it is not what would be made of the pack now; run `{command}`", command=command)
            faults.append(Fault(str(file), 1, 1, STALE, said))
            continue
        try:
            write_file(file, text)
            changed += 1
        except OSError as error:
            reason = error.strerror or str(error)
            faults.append(Fault(str(file), 1, 1, STALE, message("it cannot be written: {reason}", reason=reason)))
    names = ", ".join(file.name for file in files)
    said = message("{names}: up to date", names=names)
    if faults:
        said = message("{names}: out of date", names=", ".join(sorted({fault.path for fault in faults})))
    elif changed:
        said = message("{names}: written", names=names)
    data = {"files": [str(file) for file in files], "changed": changed}
    return Outcome(verb=verb, pack=label, checked=len(files), summary=said, faults=tuple(faults), data=data)


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
