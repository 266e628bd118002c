"""The command line as a person or a script meets it: exit codes, streams, sentences."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import box_files
import documents
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from fedparse.cli.app import app

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedparse.pipeline.parse_source", documents._parse_source)
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(documents.TEXT, encoding="utf-8")
    Path("boom.txt").write_text("BOOM\n", encoding="utf-8")
    Path("halt.txt").write_text("HALT\n", encoding="utf-8")
    Path("pack").mkdir()


def run(*args: str, stdin: bytes | None = None) -> Any:
    return RUNNER.invoke(app, args, input=stdin, prog_name="fedparse")


def process(*args: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    env = {key: value for key, value in os.environ.items() if key not in {"FORCE_COLOR", "COLUMNS"}}
    return subprocess.run(
        [sys.executable, "-c", documents.BOOT, *args], env=env, capture_output=True, check=False, **options
    )


EXITS = {
    "one": (["extract", "a.txt"], 0, ""),
    "several": (["extract", "a.txt", "b.txt"], 0, ""),
    "missing": (["extract", "no.txt"], 1, "fedparse: no.txt: there is no such file\n"),
    "missing-among-others": (["extract", "a.txt", "no.txt"], 1, "1 of 2 inputs"),
    "directory": (
        ["extract", "pack"],
        1,
        "pack: is a directory; read all that is in it with `fedparse batch pack --out",
    ),
    "no-path": (["extract"], 2, "Missing argument"),
    "unknown-option": (["extract", "--foo", "a.txt"], 2, "No such option"),
    "unknown-type": (["extract", "--only", "dats", "a.txt"], 2, "did you mean `dates`?"),
    "no-type": (["extract", "--only", ",", "a.txt"], 2, "name a type"),
    "unknown-codec": (["extract", "--encoding", "foo", "a.txt"], 2, "no text encoding `foo`"),
    "codec-not-of-text": (["extract", "--encoding", "hex", "a.txt"], 2, "no text encoding `hex`"),
    "year-of-two-digits": (["extract", "--year", "19", "a.txt"], 2, "--year"),
    "unknown-format": (["extract", "--format", "xml", "a.txt"], 2, "--format"),
    "output-nowhere": (["extract", "a.txt", "--output", "no/x.json"], 2, "cannot write"),
    "pack-of-no-rules": (["extract", "a.txt", "--rules", "pack"], 3, "pack:1:1: FED001: there is no pack.toml here"),
    "bug": (["extract", "boom.txt"], 5, "KeyError: 'boom'. This is a bug: run again with --debug"),
    "bug-among-others": (["extract", "boom.txt", "a.txt"], 5, "in boom.txt"),
    "interrupt": (["extract", "halt.txt"], 130, "interrupted"),
    "show-bug": (["show", "boom.txt"], 5, "run again with --debug"),
    "show-missing": (["show", "no.txt"], 1, "no such file"),
    "validate-missing": (["validate", "no.json"], 1, "no such file"),
    "rules-of-no-pack": (["rules", "check", "pack"], 3, "pack:1:1"),
}


@pytest.mark.parametrize(("args", "code", "said"), EXITS.values(), ids=EXITS)
def test_exit_codes_and_sentences(args: list[str], code: int, said: str) -> None:
    if args[0] == "rules":
        pytest.importorskip("fedparse.ruletools", exc_type=ImportError)
    done = run(*args)
    # What a verb of `rules` finds is its result, not a complaint.
    told = done.stdout if args[0] == "rules" else done.stderr
    assert (done.exit_code, said in told) == (code, True), told
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [["--debug", "extract", "boom.txt"], ["extract", "boom.txt", "--debug"]])
def test_debug_shows_the_traceback_wherever_it_stands(args: list[str]) -> None:
    done = run(*args)
    assert done.exit_code == 5
    assert "Traceback (most recent call last)" in done.stderr


def test_one_path_is_one_object_on_one_line() -> None:
    out = run("extract", "a.txt").stdout
    assert out.count("\n") == 1
    assert json.loads(out)["source"]["name"] == "a.txt"


def test_several_paths_are_an_array_with_a_line_each() -> None:
    out = run("extract", "a.txt", "no.txt", "b.txt").stdout
    assert [made["source"]["name"] for made in json.loads(out)] == ["a.txt", "b.txt"]
    assert out.count("\n") == 4


def test_several_paths_that_all_fail_are_an_empty_array() -> None:
    assert json.loads(run("extract", "no.txt", "none.txt").stdout) == []


@pytest.mark.parametrize("args", [["--format", "jsonl"], ["--format", "jsonl", "--quiet"]])
def test_json_lines(args: list[str]) -> None:
    lines = run("extract", "a.txt", "b.txt", *args).stdout.splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["a.txt", "b.txt"]


def box() -> bytes:
    """An archive with two good members, one that cannot be read, and a file of the system."""
    text, table = documents.TEXT.encode("gbk"), f"单位,正文\n甲,{'慰问儿童30名。' * 5}\n".encode()
    return box_files.zip_of({"总结.txt": text, "表.csv": table, "x.png": b"\x89PNG\r\n\x1a\n", ".DS_Store": b"x"})


def names(output: str) -> list[str]:
    return [made["source"]["name"] for made in json.loads(output)]


def test_an_archive_holds_several_documents() -> None:
    Path("a.zip").write_bytes(box())
    done = run("extract", "a.zip", "--column", "正文")
    assert (done.exit_code, names(done.stdout)) == (1, ["a.zip/总结.txt", "a.zip/表.csv/B2"])
    assert done.stderr.splitlines() == [
        "fedparse: a.zip/x.png: is a PNG image; fedparse cannot read it",
        "fedparse: 1 of 3 inputs could not be done.",
    ]


def test_documents_of_archives_stand_between_those_of_other_files() -> None:
    Path("a.zip").write_bytes(box_files.zip_of({"1.txt": documents.TEXT, "2.txt": documents.TEXT}))
    done = run("extract", "a.txt", "a.zip", "b.txt")
    assert (done.exit_code, done.stderr) == (0, "")
    assert names(done.stdout) == ["a.txt", "a.zip/1.txt", "a.zip/2.txt", "b.txt"]


@pytest.mark.parametrize("suffix", ["zip", "tar.gz"])
def test_an_archive_of_one_document_is_an_array(suffix: str) -> None:
    members = {"1.txt": documents.TEXT.encode()}
    Path(f"a.{suffix}").write_bytes(box_files.zip_of(members) if suffix == "zip" else box_files.tar_of(members, "w:gz"))
    assert names(run("extract", f"a.{suffix}").stdout) == [f"a.{suffix}/1.txt"]


def test_an_archive_in_which_nothing_can_be_read_leaves_the_output_as_it_was() -> None:
    Path("a.zip").write_bytes(box_files.zip_of({"1.txt": b""}))
    Path("old.json").write_text("old", encoding="utf-8")
    assert run("extract", "a.zip", "--output", "old.json").exit_code == 1
    assert Path("old.json").read_text(encoding="utf-8") == "old"
    assert names(run("extract", "a.zip").stdout) == []


def test_a_bug_in_a_member_is_named_by_it() -> None:
    Path("a.zip").write_bytes(box_files.zip_of({"1.txt": "BOOM", "2.txt": documents.TEXT}))
    done = run("extract", "a.zip")
    assert (done.exit_code, names(done.stdout)) == (5, ["a.zip/2.txt"])
    assert "in a.zip/1.txt: KeyError: 'boom'" in done.stderr


def test_stdin_may_be_an_archive() -> None:
    done = run("extract", "-", "--column", "B", stdin=box())
    assert (done.exit_code, names(done.stdout)) == (1, ["-/总结.txt", "-/表.csv/B2"])


def test_columns_of_a_table() -> None:
    pytest.importorskip("python_calamine")
    text = "慰问儿童30名。" * 5
    cells = {"A1": "标题", "B1": "正文", "A2": text, "B2": text}
    Path("a.xlsx").write_bytes(box_files.xlsx_of({"表": cells}))
    done = run("extract", "a.xlsx", "--column", "正文", "--column", "A")
    assert (done.exit_code, names(done.stdout)) == (0, ["a.xlsx/表/A2", "a.xlsx/表/B2"])
    done = run("extract", "a.xlsx")
    assert (done.exit_code, names(done.stdout)) == (1, [])
    assert "a.xlsx: has several columns (表: 标题, 正文); name the one with the texts: --column" in done.stderr


def test_show_takes_one_document_and_names_who_takes_more() -> None:
    Path("a.zip").write_bytes(box())
    done = run("show", "a.zip")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "a.zip: is a ZIP archive (.zip), which may hold several texts; `fedparse extract`" in done.stderr


def test_stdin() -> None:
    out = run("extract", "-", stdin=documents.TEXT.encode("gb18030")).stdout
    assert json.loads(out)["source"]["name"] == "-"


def test_options_reach_the_pipeline() -> None:
    out = run("extract", "a.txt", "--with-text", "--year", "2001", "--only", "dates,money").stdout
    made = json.loads(out)
    (report,) = made["reports"]
    assert made["text"] == documents.TEXT
    assert report["reference_year"] == {"value": 2001, "source": "option"}
    assert [bool(report[key]) for key in ("dates", "money", "counts", "programs")] == [True, True, False, False]


def test_quiet_leaves_the_summary_out_but_not_the_fault() -> None:
    assert run("extract", "a.txt", "no.txt", "--quiet").stderr == "fedparse: no.txt: there is no such file\n"


def test_output_is_written_whole_and_named_jsonl_is_json_lines() -> None:
    done = run("extract", "a.txt", "b.txt", "--output", "all.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(Path("all.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert not list(Path().glob(".all*"))


@pytest.mark.parametrize(
    "args", [["no.txt"], ["halt.txt"], ["a.txt", "halt.txt"]], ids=["missing", "halt", "halt-later"]
)
def test_output_stays_as_it_was_when_the_work_is_broken_off(args: list[str]) -> None:
    Path("old.json").write_text("old", encoding="utf-8")
    assert run("extract", *args, "--output", "old.json").exit_code != 0
    assert Path("old.json").read_text(encoding="utf-8") == "old"
    assert not list(Path().glob(".old*"))


def test_a_device_is_written_to_and_never_replaced() -> None:
    run("extract", "a.txt", "--output", os.devnull)
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)


def test_a_closed_pipe_ends_quietly() -> None:
    command = [sys.executable, "-c", documents.BOOT, "extract", *["a.txt"] * 300]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_ctrl_c_is_one_sentence() -> None:
    command = [sys.executable, "-c", documents.BOOT, "extract", "a.txt", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        # The first document is out, so the process now waits for stdin.
        running.stdout.read(1)
        running.send_signal(signal.SIGINT)
        assert running.stderr.read() == b"fedparse: interrupted.\n"
        assert running.wait() == 130


def test_schema_is_printed_and_written() -> None:
    assert json.loads(run("schema").stdout)["$id"] == "urn:fedparse:document:1"
    assert run("schema", "--output", "s.json").exit_code == 0
    assert Path("s.json").read_text(encoding="utf-8") == run("schema").stdout


def test_what_extract_writes_validates() -> None:
    run("extract", "a.txt", "b.txt", "--with-text", "--output", "all.json")
    done = run("validate", "all.json")
    assert (done.exit_code, done.stdout) == (0, "all.json: OK (2 documents)\n")


def test_validate_counts_what_it_does_not_print() -> None:
    data = documents.data()
    for count in data["reports"][0]["counts"]:
        count["surface"] = "?"
    Path("bad.json").write_text(json.dumps(data), encoding="utf-8")
    done = run("validate", "bad.json", "--max-faults", "1")
    first, last = done.stdout.splitlines()
    assert first.startswith("bad.json:1: $.reports[0].counts[0].surface: there is")
    assert last == "bad.json: 2 faults in 1 of 1 document; 1 shown"
    assert done.exit_code == 1


def test_version_is_quick_to_import_and_says_the_version() -> None:
    heavy = "'rich', 'pydantic', 'regex', 'jieba', 'fedparse.packs'"
    program = (
        "import sys, atexit; "
        f"atexit.register(lambda: print([m for m in sys.modules if m in ({heavy})])); {documents.BOOT}"
    ).replace("import documents; documents.stand_in(); ", "")
    done = subprocess.run([sys.executable, "-c", program, "--version"], capture_output=True, text=True, check=True)
    version, loaded = done.stdout.splitlines()
    assert version.startswith("fedparse ")
    assert loaded == "[]"


@pytest.mark.parametrize("program", [["-m", "fedparse"], [str(documents.TESTS.parent / "cli.py")]])
def test_the_other_ways_in(program: list[str]) -> None:
    command = [sys.executable, *program, "--version"]
    done = subprocess.run(command, cwd=documents.TESTS.parent, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("fedparse ")


HELPS = ["", "extract", "show", "schema", "validate", "rules", "rules check", "rules test"]


@pytest.mark.parametrize("command", HELPS)
def test_help_fits_eighty_columns_in_both_languages(command: str) -> None:
    out = run(*command.split(), "--help").stdout
    assert max(map(cell_len, out.splitlines())) <= 80
    assert any("\u4e00" <= char <= "\u9fff" for char in out)
