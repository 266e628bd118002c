"""`fedparse rules fmt`: brings the files of a pack into their canonical form, or says which are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.errors import Fault
from fedparse.messages import Message, message
from fedparse.ruletools.canonical import UnsafeError, format_lexicon, format_toml
from fedparse.ruletools.outcome import Case, Outcome
from fedparse.ruletools.packdir import PackDir, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

UNFORMATTED = "FED090"
UNFORMATTABLE = "FED092"


def fmt(path: Path | None = None, *, check: bool = False) -> Outcome:
    """Formats the pack in directory `path` (the built-in one without), or the one file there.

    Args:
        path: A pack directory, or a TOML file or word list of one.
        check: Nothing is written; each file that is not in its canonical form is a fault.

    Returns:
        A case a file. A file that cannot be formatted safely is a fault and stays as it is.

    Raises:
        PackError: when `path` is a directory without a `pack.toml`.
    """
    label, files = _files(path)
    cases, changed = [], 0
    for name, file in files.items():
        differs, fault = _format(file, check=check)
        changed += differs
        cases.append(Case("fmt", name, str(file), fault.line if fault else 1, 1, (fault,) if fault else ()))
    faults = tuple(fault for case in cases for fault in case.faults)
    return Outcome(
        verb="fmt",
        pack=label,
        checked=len(cases),
        summary=_summary(len(cases), changed, check=check),
        cases=cases,
        faults=faults,
        data={"files": [{"path": case.path, "formatted": not case.faults} for case in cases]},
    )


def _files(path: Path | None) -> tuple[str, Mapping[str, Path]]:
    """The name of the pack, and the files to format by their names in it."""
    if path is not None and path.is_file():
        return "", {path.name: path}
    pack = PackDir.at(path)
    return pack.label, {file.relative_to(pack.root).as_posix(): file for file in pack.files()}


def _format(file: Path, *, check: bool) -> tuple[bool, Fault | None]:
    """Whether a file is not in its canonical form, and what is to be said about it; it is written unless checked."""
    try:
        data = file.read_bytes()
        # Not by lines: a file of CRLF must be seen as it is.
        text = data.decode("utf-8")
        wanted = format_toml(text) if file.suffix == ".toml" else format_lexicon(text)
        if text == wanted:
            return False, None
        if not check:
            write_file(file, wanted)
            return True, None
    except UnicodeDecodeError as error:
        return False, _unformattable(file, message("it is not UTF-8 (byte {byte})", byte=error.start))
    except OSError as error:
        return False, _unformattable(
            file, message("it cannot be read or written ({reason})", reason=error.strerror or str(error))
        )
    except UnsafeError as error:
        return False, _unformattable(file, error.reason, error.line)
    line = _first_difference(text, wanted)
    return True, Fault(str(file), line, 1, UNFORMATTED, message("the file is not in its canonical form from here on"))


def _unformattable(file: Path, reason: Message, line: int = 1) -> Fault:
    said = message("the file cannot be formatted and is left as it is: {reason}", reason=reason)
    return Fault(str(file), line, 1, UNFORMATTABLE, said)


def _first_difference(text: str, wanted: str) -> int:
    """The first line that differs; the last line where only something behind it does."""
    lines, others = text.split("\n"), wanted.split("\n")
    pairs = zip(lines, others, strict=False)
    return next((number for number, (one, other) in enumerate(pairs, 1) if one != other), min(len(lines), len(others)))


def _summary(files: int, changed: int, *, check: bool) -> Message:
    if not files:
        return message("no file of a pack is here")
    if not changed:
        return message("{files} files are in their canonical form", files=files)
    if check:
        said = "{changed} of {files} files are not in their canonical form; run `fedparse rules fmt`"
        return message(said, changed=changed, files=files)
    return message("{changed} of {files} files were rewritten", changed=changed, files=files)
