"""The drill: a batch with bad files among the good ones, whose processes are killed at random moments.

    python tests/drill.py [--files 2000] [--poison 40] [--kills 20] [--seed 1] [--folder DIR]

It converts the files once undisturbed. Then it converts them again into another folder, sends SIGKILL to the parent or
to one of its processes at random moments, and calls it again whenever it is gone. At the end every good file must be
there exactly once, every bad one must be named with its reason, and the bytes of both folders must be the same. Figures
are printed; the exit code is 1 when something is not as it must be.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from poison import MARK, WORK

from fedparse.batch.convert import convert
from fedparse.batch.options import Limits

TO = ("jsonl", "sqlite")
LIMITS = Limits(timeout=2.0, max_memory=2**31)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOWNS = ("东河镇", "西岭乡", "南沙街道", "北塘镇")


def _zipped(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class Bad:
    """A kind of bad file: what is in it, and the code it must get."""

    suffix: str
    data: bytes
    code: str


def bad_kinds() -> dict[str, Bad]:
    """The kinds of bad files; those of archives where these can be read."""
    kinds = {
        "hang": Bad(".txt", MARK + b"spin\n", "timeout"),
        "sleep": Bad(".txt", MARK + b"hang\n", "timeout"),
        "crash": Bad(".txt", MARK + b"segv\n", "crash"),
        "exit": Bad(".txt", MARK + b"exit\n", "crash"),
        "memory": Bad(".txt", MARK + b"memory\n", "memory"),
        "fault": Bad(".txt", MARK + b"bug\n", "bug"),
        "empty": Bad(".txt", b"", "empty"),
        "wrong extension": Bad(".txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "unsupported"),
        "encrypted": Bad(
            ".docx",
            _OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    }
    if find_spec("fedparse.sources.archive"):
        kinds["bomb"] = Bad(".zip", _zipped("a.txt", bytes(300 * 2**20)), "bomb")
        kinds["truncated"] = Bad(".zip", _zipped("a.txt", os.urandom(4096))[:2000], "damaged")
        kinds["path traversal"] = Bad(".zip", _zipped("../evil.txt", b"1"), "unsafe-name")
    return kinds


def build(folder: Path, files: int, poison: int, seed: int) -> dict[str, str]:
    """Makes the files, `poison` of which are bad; the codes of the bad ones by their places in the folder."""
    dice = random.Random(seed)  # noqa: S311
    kinds = list(bad_kinds().items())
    places = dice.sample(range(files), poison)
    bad = {place: kinds[number % len(kinds)] for number, place in enumerate(sorted(places))}
    codes = {}
    for number in range(files):
        parent = folder / f"{number % 7}"
        parent.mkdir(parents=True, exist_ok=True)
        if number in bad:
            kind, made = bad[number]
            name = f"{number:05}-{kind.replace(' ', '-')}{made.suffix}"
            (parent / name).write_bytes(made.data)
            codes[f"{parent.name}/{name}"] = made.code
        else:
            text = _report(dice, number)
            (parent / f"{number:05}.txt").write_bytes(text.encode(dice.choice(["utf-8", "gb18030", "utf-8-sig"])))
    return codes


def _report(dice: random.Random, number: int) -> str:
    town, year = dice.choice(_TOWNS), dice.randint(2004, 2023)
    lines = [
        f"{town}妇联{year}年工作总结",
        f"一、维权工作\n全年接待来访{dice.randint(10, 400)}件次,办结{number + 1}件。",
    ]
    lines.append(f"二、帮扶工作\n筹集资金{dice.randint(10, 999) / 10}万元,慰问困难妇女{dice.randint(20, 500)}名。")
    return "\n".join([*lines, f"{year}年12月{dice.randint(1, 28)}日", ""])


@dataclass(slots=True)
class Drill:
    """One run that is killed again and again."""

    source: Path
    out: Path
    kills: int
    dice: random.Random
    longest: float = 1.0
    """Seconds until the next kill at most."""
    killed: Counter[str] = field(default_factory=Counter)
    calls: int = 0

    def run(self) -> None:
        """Converts until all is done, whatever is killed meanwhile."""
        while True:
            process = start(self.source, self.out)
            self.calls += 1
            while process.poll() is None and self.killed.total() < self.kills:
                time.sleep(self.dice.uniform(0.05, self.longest))
                self._kill(process)
            if process.wait() == 0:
                return
            assert self.calls < 10 * self.kills + 10, "it does not come to an end"

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        below = descendants(process.pid)
        aims_at_parent = self.dice.random() < 1 / 3
        if not below and not aims_at_parent:
            return
        target = process.pid if aims_at_parent else self.dice.choice(below)
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            return
        if target == process.pid:
            process.wait()
        self.killed["the parent" if target == process.pid else "a process of it"] += 1


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """Starts a conversion in a process of its own."""
    return subprocess.Popen([sys.executable, __file__, "--convert", str(source), str(out)])


def descendants(pid: int) -> list[int]:
    """The processes below one that run."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)  # noqa: S607
    rows = [line.split() for line in listed.stdout.splitlines()]
    below: list[int] = []
    ring = {str(pid)}
    while ring:
        ring = {row[0] for row in rows if row[1] in ring and not row[2].startswith("Z")}
        below += map(int, ring)
    return sorted(below)


def outputs(out: Path) -> dict[str, bytes]:
    """The files of a folder of results."""
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def faults(source: Path, codes: dict[str, str], one: Path, other: Path) -> list[str]:
    """What is not as it must be."""
    found = []
    first, second = outputs(one), outputs(other)
    found += [f"{name}: other bytes" for name in sorted({*first, *second}) if first.get(name) != second.get(name)]
    names = [str(path) for path in sorted(source.rglob("*")) if path.is_file()]
    rows = [json.loads(line) for line in second["files.jsonl"].splitlines()]
    # An archive that can be opened is no input itself: its one member, `a.txt` or `../evil.txt`, stands for it.
    listed = Counter(re.sub(r"(?<=\.zip)/.*", "", row["document"]) for row in rows)
    found += [f"{name}: {listed[name]} times in files.jsonl" for name in names if listed[name] != 1]
    documents = Counter(json.loads(line)["source"]["name"] for line in second["documents.jsonl"].splitlines())
    wanted = {str(source / place): code for place, code in codes.items()}
    found += [f"{name}: {documents[name]} documents" for name in names if documents[name] != (name not in wanted)]
    got = {name: row["code"] for row in rows for name in names if row["code"] and row["document"].startswith(name)}
    found += [f"{name}: {got.get(name)}, not {code}" for name, code in wanted.items() if got.get(name) != code]
    found += [f"{row['document']}: no reason" for row in rows if row["outcome"] == "failed" and not row["reason"]]
    return found


def main() -> int:
    """Runs the drill."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--poison", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--convert", nargs=2, metavar=("SOURCE", "OUT"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.convert:
        convert([chosen.convert[0]], chosen.convert[1], to=TO, limits=LIMITS, workers=2, _work=WORK)
        return 0
    with TemporaryDirectory() as temporary:
        return drill(chosen.folder or Path(temporary), chosen.files, chosen.poison, chosen.kills, chosen.seed)


def drill(folder: Path, files: int, poison: int, kills: int, seed: int) -> int:
    """The whole of it, with figures on stdout."""
    source = folder / "in"
    codes = build(source, files, poison, seed)
    began = time.monotonic()
    assert start(source, folder / "undisturbed").wait() == 0
    undisturbed = time.monotonic() - began
    disturbed = Drill(source, folder / "disturbed", kills, random.Random(seed), undisturbed / 10)  # noqa: S311
    disturbed.run()
    found = faults(source, codes, folder / "undisturbed", folder / "disturbed")
    killed = ", ".join(f"{name} {number} times" for name, number in disturbed.killed.items())
    print(f"{files} files, {poison} of them bad; undisturbed {undisturbed:.1f} s")
    print(f"killed: {killed}; called {disturbed.calls} times, {time.monotonic() - began - undisturbed:.1f} s")
    print("\n".join(found) or "every file exactly once, every bad one named, the same bytes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
