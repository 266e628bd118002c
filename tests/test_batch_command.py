"""`fedparse batch` for real: a process with its workers, stopped and run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import documents
import pytest

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = "summary.json"


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "fedparse", "batch", *args, "--lang", "en"]


def batch(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONUTF8": "1"}
    return subprocess.run(command(*args), cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with `archive/`: two reports, one of them twice, a broken file and one of a system."""
    folder = tmp_path / "archive"
    (folder / "2018").mkdir(parents=True)
    (folder / "总结.txt").write_text(documents.TEXT, encoding="gb18030")
    (folder / "2018" / "总结.txt").write_text(documents.TEXT.replace("2019", "2018"), encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"")
    (folder / "Thumbs.db").write_bytes(b"x")
    return tmp_path


def test_an_archive_is_converted_and_gone_on_with(archive: Path) -> None:
    done = batch(archive, "archive", "--out", "out", "--summary", SUMMARY)
    assert (done.returncode, done.stderr) == (1, "")
    assert "\n4 files: 2 converted, 1 failed, 1 no document\n" in done.stdout
    assert "archive/broken.txt  is empty (0 bytes); there is nothing to read\n" in done.stdout
    assert "\nOutputs\n  out/documents.jsonl\n  out/files.jsonl\n" in done.stdout
    lines = (archive / "out" / "documents.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["archive/2018/总结.txt", "archive/总结.txt"]

    planned = batch(archive, "archive", "--out", "out", "--dry-run")
    assert planned.returncode == 0
    assert "An earlier run has done 3 of them.\n" in planned.stdout
    assert sorted(path.name for path in (archive / "out" / ".fedparse").iterdir()) == ["journal.sqlite", "lock"]
    assert "An earlier" not in batch(archive, "archive", "--out", "out", "--year", "2001", "--dry-run").stdout

    again = batch(archive, "archive", "--out", "out", "--quiet", "--summary", SUMMARY)
    assert (again.returncode, again.stdout, again.stderr) == (1, "", "")
    assert json.loads((archive / SUMMARY).read_bytes())["reused"] >= 2
    assert (archive / "out" / "documents.jsonl").read_bytes().splitlines() == lines


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_the_same_command_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    for file in range(30):
        (folder / f"{file}.txt").write_text(f"第{file}号\n{documents.TEXT}", encoding="utf-8")
    assert batch(tmp_path, "archive", "--out", "undisturbed").returncode == 0
    with subprocess.Popen(
        command("archive", "--out", "out", "--workers", "1"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        journal = tmp_path / "out" / ".fedparse" / "journal.sqlite"
        while running.poll() is None and not journal.exists():
            time.sleep(0.01)
        running.send_signal(number)
        out, _ = running.communicate()
    # It may have been done before the signal came.
    assert running.returncode in {0, 130}
    assert ("Run the same command again" in out) == (running.returncode == 130)
    assert batch(tmp_path, "archive", "--out", "out").returncode == 0
    for name in ("documents.jsonl", "files.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()
