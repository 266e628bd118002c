"""`fedparse batch` as a person or a script meets it: options, streams, signals, exit codes. A stand-in converts."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from dataclasses import replace
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from box_files import word_of
from rich.cells import cell_len
from rich.console import Console
from test_batch_report import SUMMARY
from typer.testing import CliRunner

from fedparse.batch.errors import BatchError
from fedparse.batch.options import Limits, Reading
from fedparse.batch.summary import Progress
from fedparse.cli.app import app
from fedparse.cli.batchbar import Bar
from fedparse.cli.batchoptions import bytes_of, listed
from fedparse.cli.batchprogress import Lines, Pace, Stop, line_of, stoppable
from fedparse.errors import Fault, MissingExtra, PackError
from fedparse.messages import message
from fedparse.sources.office import INSTALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedparse.batch.summary import Summary

RUNNER = CliRunner()
GOOD = replace(SUMMARY, files=2, outcomes={"converted": 2}, failures=(), skipped=(), duplicates=())


class Conversion:
    """Stands in for `convert`: remembers what it was asked for, does what a test wants, and tells a summary."""

    def __init__(self) -> None:
        self.inputs: list[str] = []
        self.out: object = None
        self.options: dict[str, Any] = {}
        self.summary: Summary = GOOD
        self.meanwhile: Callable[[Conversion], None] = lambda _: None

    def __call__(self, inputs: list[str], out: Path | None, **options: Any) -> Summary:
        self.inputs, self.out, self.options = list(inputs), out, options
        self.meanwhile(self)
        if out is not None:
            out.mkdir(exist_ok=True)
            (out / "documents.jsonl").touch()
            (out / "files.jsonl").touch()
        return self.summary


@pytest.fixture(autouse=True)
def conversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Conversion:
    made = Conversion()
    monkeypatch.setattr(import_module("fedparse.batch.convert"), "convert", made)
    monkeypatch.chdir(tmp_path)
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    Path("a.txt").write_text("妇联2019年工作总结\n", encoding="utf-8")
    Path("reports").mkdir()
    return made


def run(*args: str, stdin: bytes | None = None) -> Any:
    return RUNNER.invoke(app, ["batch", *args], input=stdin, prog_name="fedparse")


# Options

ASKED: dict[str, tuple[list[str], dict[str, object]]] = {
    "nothing": (
        [],
        {
            "to": ("jsonl",),
            "reading": Reading(),
            "limits": Limits(60.0, 2 * 2**30),
            "workers": None,
            "dedupe": "exact",
            "resume": True,
            "retry_failed": False,
            "fail_fast": False,
            "explain_changes": False,
        },
    ),
    "to": (["--to", "jsonl,csv", "--to", "SQLite", "--to", "csv"], {"to": ("jsonl", "csv", "sqlite")}),
    "workers": (["--workers", "4"], {"workers": 4}),
    "limits": (["--timeout", "2.5", "--max-memory", "512M"], {"limits": Limits(2.5, 512 * 2**20)}),
    "near": (["--dedupe", "near"], {"dedupe": "near"}),
    "dedupe-off": (["--dedupe", "off"], {"dedupe": "off"}),
    "anew": (["--no-resume"], {"resume": False}),
    "again": (["--resume", "--retry-failed"], {"resume": True, "retry_failed": True}),
    "fail-fast": (["--fail-fast"], {"fail_fast": True}),
    "explain-changes": (["--explain-changes"], {"explain_changes": True}),
    "reading": (
        ["--encoding", "gb18030", "--year", "2018", "--year-from", "filename", "--with-text"],
        {"reading": Reading("gb18030", (), 2018, "filename", with_text=True)},
    ),
    "columns": (["--column", "正文", "--column", "a,b"], {"reading": Reading(columns=("正文", "a,b"))}),
    "rules": (["--rules", "reports"], {"reading": Reading(rules=Path("reports"))}),
}


@pytest.mark.parametrize(("args", "options"), ASKED.values(), ids=ASKED)
def test_options_reach_the_conversion(conversion: Conversion, args: list[str], options: dict[str, object]) -> None:
    done = run("reports", "--out", "out", *args)
    assert done.exit_code == 0, done.output
    assert (conversion.inputs, conversion.out) == (["reports"], Path("out"))
    assert {name: conversion.options[name] for name in options} == options


REFUSED = {
    "nothing-named": (["--out", "out"], "name files or folders"),
    "nowhere": (["reports"], "say where the results go"),
    "out-is-a-file": (["reports", "--out", "a.txt"], "a.txt is a file"),
    "out-is-an-input": (["reports", "--out", "./reports"], "reports is an input; name a folder"),
    "unknown-output": (["reports", "--out", "out", "--to", "jsonl,sqlit"], "did you mean `sqlite`?"),
    "foreign-output": (["reports", "--out", "out", "--to", "word"], "known are jsonl, csv, xlsx, sqlite, parquet"),
    "no-output": (["reports", "--out", "out", "--to", ","], "name an output"),
    "no-worker": (["reports", "--out", "out", "--workers", "0"], "--workers"),
    "no-time": (["reports", "--out", "out", "--timeout", "0"], "above 0"),
    "endless-time": (["reports", "--out", "out", "--timeout", "inf"], "above 0"),
    "no-size": (["reports", "--out", "out", "--max-memory", "much"], "`much` is no size"),
    "too-little": (["reports", "--out", "out", "--max-memory", "2"], "too little"),
    "unknown-dedupe": (["reports", "--out", "out", "--dedupe", "some"], "--dedupe"),
    "unknown-year-from": (["reports", "--out", "out", "--year-from", "title"], "--year-from"),
    "formless-summary": (["reports", "--out", "out", "--summary", "s.docx"], "end its name in .html, .md or .json"),
    "summary-nowhere": (["reports", "--out", "out", "--summary", "no/s.md"], "there is no directory no"),
    "no-list": (["--files-from", "no.lst", "--out", "out"], "cannot read no.lst: No such file"),
    "stdin-twice": (["-", "--files-from", "-", "--out", "out"], "stdin can be read once"),
    "unknown-language": (["reports", "--out", "out", "--lang", "fr"], "there is no language `fr`"),
}


@pytest.mark.parametrize(("args", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_usage_is_told_before_any_work(conversion: Conversion, args: list[str], said: str) -> None:
    done = run(*args)
    assert (done.exit_code, said in " ".join(done.stderr.replace("│", " ").split())) == (2, True), done.stderr
    assert conversion.out is None
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("given", "size"),
    [("1024", 2**10), ("512M", 2**29), ("2g", 2**31), ("1.5 G", 3 * 2**29), ("64KB", 2**16), ("1TiB", 2**40)],
)
def test_sizes(given: str, size: int) -> None:
    assert bytes_of(given) == size


# Inputs

LISTS: dict[str, tuple[bytes, bool, list[str]]] = {
    "lines": (b"a.txt\nb c.txt\n", False, ["a.txt", "b c.txt"]),
    "lines-of-windows": (b"a.txt\r\n\r\nb.txt", False, ["a.txt", "b.txt"]),
    "spaces-are-part-of-a-name": (b" a.txt \n", False, [" a.txt "]),
    "nul": (b"a\n.txt\0b.txt\0", True, ["a\n.txt", "b.txt"]),
    "gbk-names": ("总结.txt\n".encode("gbk"), False, [os.fsdecode("总结.txt".encode("gbk"))]),
    "utf-8-names": ("总结.txt\n".encode(), False, ["总结.txt"]),
    "byte-order-mark": ("\ufeff总结.txt\r\n".encode(), False, ["总结.txt"]),
    "powershell": ("\ufeff总结.txt\r\n".encode("utf-16-le"), False, ["总结.txt"]),
    "empty": (b"", False, []),
}


@pytest.mark.parametrize(("data", "null", "names"), LISTS.values(), ids=LISTS)
def test_lists_of_paths(data: bytes, null: bool, names: list[str]) -> None:
    assert list(listed(data, null=null)) == names


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names of bytes")
def test_a_list_in_gbk_finds_names_in_utf_8(tmp_path: Path) -> None:
    (tmp_path / "总结.txt").touch()
    lines = f"{tmp_path}/总结.txt\n{tmp_path}/没有.txt\n".encode("gbk")
    assert list(listed(lines, null=False)) == [f"{tmp_path}/总结.txt", os.fsdecode(lines.split(b"\n")[1])]


def test_inputs_come_from_arguments_files_and_stdin(conversion: Conversion) -> None:
    Path("list").write_bytes(b"b.txt\n")
    assert run("a.txt", "-", "--files-from", "list", "--out", "out", stdin=b"c.txt\n").exit_code == 0
    assert conversion.inputs == ["a.txt", "b.txt", "c.txt"]
    assert run("--files-from", "-", "-0", "--out", "out", stdin=b"d\n.txt\0e.txt").exit_code == 0
    assert conversion.inputs == ["d\n.txt", "e.txt"]


# Exit codes


def failing(error: Exception) -> Callable[[Conversion], None]:
    def fail(_: Conversion) -> None:
        raise error

    return fail


FAULT = PackError((Fault("pack.toml", 1, 1, "FED001", message("there is no pack.toml here")),))
EXITS: dict[str, tuple[dict[str, object], list[str], int]] = {
    "all": ({}, [], 0),
    "some-failed": ({"outcomes": {"converted": 1, "failed": 1}}, [], 1),
    "only-duplicates-and-others": ({"outcomes": {"converted": 1, "duplicate": 1}}, [], 0),
    "nothing": ({"files": 0, "outcomes": {}}, [], 4),
    "nothing-but-system-files": ({"files": 2, "outcomes": {"skipped": 2}}, [], 4),
    "stopped": ({"interrupted": True, "outcomes": {"converted": 1}, "left": 1}, [], 130),
    "stopped-with-failures": ({"interrupted": True, "outcomes": {"failed": 1}, "left": 1}, [], 130),
    "stopped-by-a-failure": ({"interrupted": True, "outcomes": {"failed": 1}, "left": 1}, ["--fail-fast"], 1),
}


@pytest.mark.parametrize(("summary", "args", "code"), EXITS.values(), ids=EXITS)
def test_exit_codes(conversion: Conversion, summary: dict[str, Any], args: list[str], code: int) -> None:
    conversion.summary = replace(GOOD, **summary)
    assert run("reports", "--out", "out", *args).exit_code == code


ERRORS: dict[str, tuple[Exception, int, str]] = {
    "rules": (FAULT, 3, "pack.toml:1:1: FED001: there is no pack.toml here\n"),
    "disk-full": (BatchError("out: the disk is full"), 1, "fedparse: out: the disk is full\n"),
    "library": (MissingExtra("parquet", "parquet"), 2, "pip install 'fedparse[parquet]'"),
    "bug": (KeyError("x"), 5, "internal error: KeyError: 'x'"),
    "second-ctrl-c": (KeyboardInterrupt(), 130, "stopped; run the same command again to go on\n"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize(("error", "code", "said"), ERRORS.values(), ids=ERRORS)
def test_errors(conversion: Conversion, error: Exception, code: int, said: str) -> None:
    conversion.meanwhile = failing(error)
    done = run("reports", "--out", "out", "--summary", "s.md")
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert done.stdout == ""
    assert not Path("s.md").exists()


# The closing report


def test_the_report_goes_to_stdout_and_names_the_files() -> None:
    done = run("reports", "--out", "out")
    assert done.stdout.startswith("Conversion of 2 files\n")
    assert "\nOutputs\n  out/documents.jsonl\n  out/files.jsonl\n" in done.stdout
    assert max(map(cell_len, done.stdout.split("\n"))) <= 80
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_the_report_in_chinese() -> None:
    assert run("reports", "--out", "out", "--lang", "zh").stdout.startswith("批量转换：2 个文件\n")


def test_summaries_in_every_form(conversion: Conversion) -> None:
    done = run(
        "reports", "--out", "out", "--quiet", *(f"--summary=out/s.{end}" for end in ("html", "md", "json", "HTM"))
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert Path("out/s.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n<html lang=")
    assert Path("out/s.HTM").read_bytes() == Path("out/s.html").read_bytes()
    assert Path("out/s.md").read_text(encoding="utf-8").startswith("# Conversion of 2 files\n")
    assert Path("out/s.json").read_bytes() == conversion.summary.to_json()


def test_a_summary_that_cannot_be_written_costs_itself(conversion: Conversion) -> None:
    def lock(_: Conversion) -> None:
        Path("kept").rmdir()

    Path("kept").mkdir()
    conversion.meanwhile = lock
    done = run("reports", "--out", "out", "--summary", "kept/s.md", "--summary", "s.html")
    assert done.exit_code == 1
    assert re.search(r"^fedparse: cannot write .*s\.md: No such file", done.stderr, re.MULTILINE)
    assert "2 files: 2 converted" in done.stdout
    assert Path("s.html").exists()


def test_a_place_for_the_summary_is_looked_at_first(conversion: Conversion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    done = run("reports", "--out", "out", "--summary", "reports/s.md")
    assert (done.exit_code, "nothing can be written in reports" in done.stderr) == (2, True)
    assert conversion.out is None


def test_quiet_says_nothing_but_the_exit_code_does(conversion: Conversion) -> None:
    conversion.summary = replace(GOOD, outcomes={"failed": 2})
    conversion.meanwhile = lambda its: its.options["on_note"]("the journal is damaged")
    done = run("reports", "--out", "out", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "")


# A dry run


def test_a_dry_run_says_what_there_is_and_writes_nothing(conversion: Conversion) -> None:
    Path("reports/b.txt").write_text("妇联2018年工作总结\n", encoding="gb18030")
    Path("reports/c.docx").write_bytes(b"%PDF-1.4")
    Path("reports/d.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Path("reports/Thumbs.db").write_bytes(b"x")
    before = sorted(Path().rglob("*"))
    done = run("a.txt", "reports", "reports/b.txt", "no.txt", "--out", "out", "--dry-run")
    assert done.exit_code == 1
    assert done.stdout.split("\n\n") == [
        "What would be done",
        (
            "To be read\n"
            "format               files      size\n"
            "-------------------  -----  --------\n"
            "plain text (.txt)        2  45 bytes\n"
            "PDF document (.pdf)      1   8 bytes"
        ),
        (
            "No documents\n"
            "file               why\n"
            "-----------------  -----------------------------------------------\n"
            "reports/Thumbs.db  was left behind by a program and is no document"
        ),
        (
            "Cannot be read\n"
            "file           why\n"
            "-------------  ---------------------------------------\n"
            "no.txt         there is no such file\n"
            "reports/d.png  is a PNG image; fedparse cannot read it"
        ),
        "3 files, 53 bytes\nNothing was written.\n",
    ]
    assert sorted(Path().rglob("*")) == before
    assert conversion.out is None


def test_a_dry_run_says_what_has_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("reports/c.pdf").write_bytes(b"%PDF-1.4")
    Path("reports/d.doc").write_bytes(word_of())
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setattr("fedparse.sources.office.find_program", lambda: None)
    done = run("reports", "--dry-run")
    assert done.exit_code == 1
    assert "\nTo be installed first\n" in done.stdout
    assert "  pip install 'fedparse[pdf]'\n" in done.stdout
    assert INSTALL in done.stdout


def test_a_dry_run_needs_no_place() -> None:
    assert run("a.txt", "--dry-run").exit_code == 0
    assert run("reports", "--dry-run").exit_code == 4


# Progress: what is told hangs on the work alone, never on a clock


def at(seconds: float, done: int, *, failed: int = 0, duplicates: int = 0, current: tuple[str, ...] = ()) -> Progress:
    """10,000 files of 10 kB each, `done` of them after so many seconds."""
    return Progress(10_000, done, failed, duplicates, done * 10_000, 100_000_000, seconds, current)


def test_plain_lines() -> None:
    said: list[str] = []
    lines = Lines("en", said.append)
    for tenth in range(300):
        lines(at(tenth / 10, 10 * tenth, failed=tenth // 100))
    assert said == [
        "1,000 of 10,000 files, 1 failed, 10 MB, 1.0 MB/s, about 2 min left",
        "2,000 of 10,000 files, 2 failed, 20 MB, 1.0 MB/s, about 80 s left",
    ]


def test_plain_lines_grow_rare() -> None:
    said: list[str] = []
    lines = Lines("zh", said.append)
    for second in range(1_201):
        lines(at(float(second), second, duplicates=1))
    assert len(said) == 59 + 10
    assert said[-1] == "10,000 个文件已处理 1,190 个，失败 0，重复 1，12 MB，10 KB/s，约剩 2 小时 27 分"


PACES: dict[str, tuple[list[Progress], str]] = {
    "nothing-yet": ([at(0.5, 0)], "0 of 10,000 files, 0 failed, 0 bytes"),
    "too-soon-to-say": ([at(0, 0), at(1, 100)], "100 of 10,000 files, 0 failed, 1.0 MB, 1.0 MB/s"),
    "from-the-journal": (
        [at(0, 5_000), at(100, 5_100)],
        "5,100 of 10,000 files, 0 failed, 51 MB, 10 KB/s, about 1 h 22 min left",
    ),
    "slower-now": (
        [at(0, 0), at(10, 5_000), at(60, 5_100)],
        "5,100 of 10,000 files, 0 failed, 51 MB, 20 KB/s, about 41 min left",
    ),
    "at-the-end": ([at(0, 0), at(10, 10_000)], "10,000 of 10,000 files, 0 failed, 100 MB, 10 MB/s, about 5 s left"),
    "empty-files": (
        [Progress(10, 0, 0, 0, 0, 0, 0.0), Progress(10, 5, 0, 0, 0, 0, 50.0)],
        "5 of 10 files, 0 failed, 0 bytes, about 50 s left",
    ),
}


@pytest.mark.parametrize(("course", "said"), PACES.values(), ids=PACES)
def test_speed_and_time_left(course: list[Progress], said: str) -> None:
    pace = Pace()
    for progress in course:
        pace.note(progress)
    assert line_of(course[-1], pace).said("en") == said


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_bar_fits_the_terminal_and_shows_a_name_as_it_may(columns: int) -> None:
    shown = StringIO()
    console = Console(file=shown, width=columns, height=20, force_terminal=True, color_system=None)
    bar = Bar("en", console)
    bar(at(0, 0))
    bar(at(10, 1_000, failed=3, current=(f"档案/{'妇联' * 80}\x1b[2J\n.docx",)))
    console.print(bar.get_renderable())
    lines = shown.getvalue().rstrip("\n").split("\n")
    assert max(map(cell_len, lines)) <= columns
    assert lines[-1].endswith("docx")
    assert "\x1b" not in shown.getvalue()
    if columns >= 80:
        assert "1000/10000 3 failed, 1.0 MB/s, about 2 min left" in lines[0]


# Ctrl-C


def test_the_first_signal_asks_and_the_second_ends() -> None:
    told: list[str] = []
    now = [0.0]
    stop = Stop(lambda: told.append("stopping"), clock=lambda: now[0])
    assert not stop()
    stop.receive()
    stop.receive()  # an echo of the first
    assert told == []
    assert [stop(), stop(), stop.asked] == [True, True, True]
    assert told == ["stopping"]
    now[0] = 1.0
    with pytest.raises(KeyboardInterrupt):
        stop.receive()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_come_to_the_one_who_stops(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    stop = Stop(lambda: None)
    with stoppable(stop):
        signal.signal(number, signal.SIG_DFL)  # the library listens too
        assert not stop()
        signal.raise_signal(number)
        assert stop()
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_batch_says_how_to_go_on(conversion: Conversion, number: signal.Signals) -> None:
    def meanwhile(its: Conversion) -> None:
        signal.raise_signal(number)
        assert its.options["stop"]()

    conversion.meanwhile = meanwhile
    conversion.summary = replace(GOOD, interrupted=True, left=1, outcomes={"converted": 1})
    done = run("reports", "--out", "out", "--summary", "s.json")
    assert done.exit_code == 130
    assert done.stderr == "stopping; what is in work is finished first …\n"
    assert done.stdout.endswith(
        "2 files: 1 converted, 1 not reached\n"
        "This run was stopped before its end. Run the same command again to go on where\nit stopped.\n"
    )
    assert json.loads(Path("s.json").read_bytes())["interrupted"] is True


# Help


def test_help_fits_eighty_columns_in_both_languages() -> None:
    out = run("--help").stdout
    assert max(map(cell_len, out.splitlines())) <= 80
    options = [line.split()[0] for line in out.splitlines() if line.startswith("  -")]
    assert len(options) >= 20
    assert sum(any("\u4e00" <= char <= "\u9fff" for char in line) for line in out.splitlines()) >= len(options)
