"""The packs that a rule pack is made of: the one it extends first, each as what its files say."""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedparse.errors import Fault, PackError
from fedparse.messages import guess, message
from fedparse.packfiles import Faults, PackFiles, Spot
from fedparse.packs import default_pack_path
from fedparse.positions import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping, Sequence

    from fedparse.packfiles import Terms, TomlFile

BUILT_IN = "fedparse"
"""What `extends` calls the built-in pack."""
LOCK = "rules.lock"
_DIGEST = re.compile('^digest = "([0-9a-f]{64})"$', re.MULTILINE)
_DEEPEST = 3
"""So many packs may extend one another."""


@dataclass(eq=False)
class PackLayer:
    """One pack as it is read: its head, its macros, its rule files and its word lists, without what is not sound."""

    root: Path
    top: Spot
    head: MutableMapping[str, Any] = field(default_factory=dict)
    macros: TomlFile | None = None
    rule_files: list[TomlFile] = field(default_factory=list)
    lexicons: dict[str, Terms | None] = field(default_factory=dict)
    terms: dict[str, Terms | None] = field(default_factory=dict)
    digest: str = ""
    knows_names: bool = True
    """Whether its macros and what it extends could be read; where not, no name is said to be unknown."""
    knows_rules: bool = True
    """Whether all files of rules could be read; where not, no rule is missed."""

    @property
    def is_built_in(self) -> bool:
        """Whether it is the pack that comes with fedparse."""
        return self.root.resolve() == default_pack_path().resolve()

    @property
    def is_locked(self) -> bool:
        """Whether it is the built-in pack just as it was locked: it was checked then."""
        return self.is_built_in and self.digest == locked_digest(self.root)


def locked_digest(root: Path) -> str | None:
    """The digest of the pack in directory `root` for which its `rules.lock` was written."""
    try:
        found = _DIGEST.search((root / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found[1] if found else None


def read_layers(root: Path, faults: Faults) -> list[PackLayer]:
    """The pack in directory `root` and those it extends, the undermost first.

    Raises:
        PackError: when there is no pack at all.
    """
    if not (root / "pack.toml").is_file():
        text = message("there is no pack.toml here; a rule pack is a directory with a pack.toml")
        raise PackError((Fault(str(root), 1, 1, "FED001", text),))
    layers = [_read(root, faults)]
    while layers[0].head.get("extends"):
        below = _extended(layers, faults)
        if below is None:
            layers[0].knows_names = layers[0].knows_rules = False
            break
        layers.insert(0, _read(below, faults))
    return layers


def digest(layers: Sequence[PackLayer]) -> str:
    """The SHA-256 of the files of all packs."""
    if len(layers) == 1:
        return layers[0].digest
    return hashlib.sha256("\0".join(layer.digest for layer in layers).encode()).hexdigest()


def _extended(layers: Sequence[PackLayer], faults: Faults) -> Path | None:
    """The directory of the pack that the undermost one extends."""
    layer = layers[0]
    name, spot = str(layer.head["extends"]), layer.top.at("extends")
    if name == BUILT_IN:
        below = default_pack_path()
    elif Path(name).is_absolute() or ".." in Path(name).parts:
        text = message(
            "`{name}` is outside the pack; extend `{built_in}` or a directory inside it", name=name, built_in=BUILT_IN
        )
        faults.at(spot, "FED003", text)
        return None
    else:
        below = layer.root / name
    if any(below.resolve() == known.root.resolve() for known in layers):
        faults.at(spot, "FED034", message("the pack extends itself"))
    elif len(layers) == _DEEPEST:
        faults.at(spot, "FED034", message("more than {deepest} packs extend one another", deepest=_DEEPEST))
    elif not (below / "pack.toml").is_file():
        hint = guess(
            name, [BUILT_IN], message("extend `{built_in}` or a directory with a pack.toml", built_in=BUILT_IN)
        )
        faults.at(spot, "FED034", message("there is no pack `{name}`; {hint}", name=name, hint=hint))
    else:
        return below
    return None


def _read(root: Path, faults: Faults) -> PackLayer:
    files = PackFiles(root, faults)
    found = files.toml("pack.toml")
    if found is None:
        return PackLayer(root, Spot(str(root), "pack.toml", Places("")), knows_names=False, knows_rules=False)
    layer = PackLayer(root, found.top, deepcopy(dict(found.data)))
    for name, file in _named(found.data, "lexicons"):
        layer.lexicons[name] = files.terms(file, found.top._replace(table="lexicons", key=name))
    for name, file in _named(found.data, "terms"):
        layer.terms[name] = files.terms(file, found.top._replace(table="terms", key=name))
    if (root / "macros.toml").is_file():
        layer.macros = files.toml("macros.toml")
        layer.knows_names = layer.macros is not None
    rules = found.data.get("rules", ())
    for position, file in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(file, str):
            read = files.toml(file, found.top.at("rules", position))
            layer.rule_files += [read] if read else []
            layer.knows_rules &= read is not None
    layer.digest = files.digest
    if not layer.is_locked:
        # Only what is new needs pydantic, which takes longer to import than a report to read.
        from fedparse.formproblems import settle  # noqa: PLC0415

        settle(layer, faults)
    return layer


def _named(data: Mapping[str, Any], key: str) -> Iterable[tuple[str, str]]:
    """The names and files of a table of the pack's head, as far as they are strings."""
    table = data.get(key)
    return [(name, file) for name, file in table.items() if isinstance(file, str)] if isinstance(table, dict) else ()
