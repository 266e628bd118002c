"""convert(): what it finds, what it writes, and how it goes on."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from drill import outputs, start
from poison import MARK, WORK

from fedparse.batch import BatchError, Limits, Progress, Reading, Summary, convert
from fedparse.batch import journal as journals
from fedparse.batch.inputs import find
from fedparse.batch.journal import Input, Journal, Settings
from fedparse.batch.lock import locked
from fedparse.batch.stored import Found, Result, written
from fedparse.packs import default_pack_path
from fedparse.pipeline import parse_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REPORT = "东河镇妇联2016年工作总结\n一、维权工作\n全年接待来访{n}件次。\n二、帮扶工作\n慰问困难妇女{n}名。\n"


def write(folder: Path, files: int = 12) -> Path:
    for number in range(files):
        path = folder / f"{number % 3}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REPORT.format(n=number + 10), encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the names are relative to."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(inputs: Iterable[str | Path] = ("in",), out: str | Path | None = "out", **options: Any) -> Summary:
    return convert(inputs, out, **{"workers": 2, **options})


def rows(out: str | Path = "out") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (Path(out) / "files.jsonl").read_bytes().splitlines()]


def fates(out: str | Path = "out") -> dict[str, str]:
    return {row["document"]: row["code"] or row["outcome"] for row in rows(out)}


# What comes out


def test_a_document_is_what_one_file_gives(home: Path) -> None:
    write(home / "in", 3)
    summary = run()
    lines = (home / "out" / "documents.jsonl").read_bytes().splitlines()
    for line, name in zip(lines, ["in/0/000.txt", "in/1/001.txt", "in/2/002.txt"], strict=True):
        assert line == _without_text(parse_file(name).to_json())
    assert summary.outcomes == {"converted": 3}
    assert (summary.reports, summary.sections, summary.mentions["counts"]) == (3, 6, 6)
    assert summary.years == {"2016": 3}
    assert summary.formats == {"text/plain": 3}
    assert summary.encodings == {"utf-8": 3}
    assert not summary.interrupted
    assert [name for name, _ in summary.slowest if name.startswith("in/")]
    json.loads(summary.to_json())


def _without_text(document: bytes) -> bytes:
    return document.partition(b',"text":"')[0] + b"}"


def test_nothing_is_written_without_a_folder(home: Path) -> None:
    write(home / "in")
    summary = run(out=None)
    assert summary.outcomes == {"converted": 12}
    assert sorted(path.name for path in home.iterdir()) == ["in"]


def test_one_and_four_workers_and_any_order_give_the_same_bytes(home: Path) -> None:
    write(home / "in", 60)
    (home / "in" / "0" / "000.txt").rename(home / "in" / "2" / "zzz.txt")
    shutil.copy("in/1/001.txt", "in/2/copy.txt")
    names = sorted(map(str, Path("in").rglob("*.txt")))
    made = []
    for number, workers in enumerate((1, 4, 2)):
        shuffled = random.Random(number).sample(names, len(names))  # noqa: S311
        run(shuffled, f"out{number}", workers=workers, to=["jsonl", "sqlite"])
        made.append(outputs(home / f"out{number}"))
    assert made[0] == made[1] == made[2]
    assert [row["document"] for row in rows("out0")] == names


def test_what_is_said_twice_is_named_with_the_first_that_says_it(home: Path) -> None:
    write(home / "in", 2)
    text = (home / "in/0/000.txt").read_text(encoding="utf-8")
    (home / "in" / "9.txt").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    summary = run()
    assert summary.duplicates == [("in/9.txt", "in/0/000.txt")]
    assert summary.outcomes == {"converted": 2, "duplicate": 1}
    assert summary.reports == 2
    assert len((home / "out" / "documents.jsonl").read_bytes().splitlines()) == 2
    assert run(out="all", dedupe="off").outcomes == {"converted": 3}


def test_the_year_of_the_name_or_of_the_nearest_folder_overrules_the_text(home: Path) -> None:
    for place in ("1998/2001/a.txt", "1998/b2007.txt", "c.txt"):
        path = home / "in" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REPORT.format(n=place), encoding="utf-8")
    summary = run(reading=Reading(year_from="filename"))
    assert summary.years == {"2001": 1, "2007": 1, "2016": 1}
    assert run(out="other", reading=Reading(year=1999, year_from="filename")).years == {"1999": 3}


# What is found


@pytest.mark.parametrize(
    ("given", "names"),
    [
        pytest.param(["in"], ["in/0/000.txt", "in/1/001.txt", "in/2/002.txt"], id="a folder"),
        pytest.param(["./in/", "in/0/../0/000.txt"], ["in/0/000.txt", "in/1/001.txt", "in/2/002.txt"], id="detours"),
        pytest.param(["in/*/00[01].txt"], ["in/0/000.txt", "in/1/001.txt"], id="a pattern"),
        pytest.param(["**/002.txt"], ["in/2/002.txt"], id="a pattern of any depth"),
        pytest.param(["i*/**/002.txt"], ["in/2/002.txt"], id="a pattern of any depth below one"),
        pytest.param(["**/2/*"], ["in/2/002.txt"], id="a folder at any depth"),
        pytest.param(["**/[01]"], ["in/0/000.txt", "in/1/001.txt"], id="a pattern of any depth that finds folders"),
        pytest.param(["in/2/**"], ["in/2/002.txt"], id="all below a folder"),
        pytest.param(["in/?"], ["in/0/000.txt", "in/1/001.txt", "in/2/002.txt"], id="a pattern that finds folders"),
        pytest.param(["in/0/000.txt", "in"], ["in/0/000.txt", "in/1/001.txt", "in/2/002.txt"], id="twice"),
    ],
)
def test_inputs(home: Path, given: list[str], names: list[str]) -> None:
    write(home / "in", 3)
    run(given)
    assert [row["document"] for row in rows()] == names


def test_the_same_file_has_the_same_name_whoever_comes_first(home: Path) -> None:
    write(home / "in", 1)
    both = ["in/0/000.txt", str(home / "in/0/000.txt")]
    for given in (both, both[::-1]):
        run(given, "out")
        assert [row["document"] for row in rows()] == [min(both)]


def test_missing_files_are_named_and_found_when_they_are_there(home: Path) -> None:
    write(home / "in", 1)
    summary = run(["in", "gone.txt", "no*.txt"])
    assert summary.failures == [
        ("gone.txt", "missing", "there is no such file"),
        ("no*.txt", "missing", "there is no file that fits this pattern"),
    ]
    (home / "gone.txt").write_text(REPORT, encoding="utf-8")
    assert run(["in", "gone.txt"]).outcomes == {"converted": 2}


def test_what_systems_leave_behind_is_skipped(home: Path) -> None:
    write(home / "in", 1)
    for name in ("Thumbs.db", ".DS_Store", "~$总结.docx", "__MACOSX/a.txt", "._a.txt"):
        path = home / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    summary = run()
    assert summary.outcomes == {"converted": 1, "skipped": 5}
    assert {code for _, code, _ in summary.skipped} == {"system-file"}


def test_results_are_no_inputs_and_links_have_an_end(home: Path) -> None:
    write(home / "in", 2)
    (home / "in" / "loop").symlink_to(home / "in")
    run(["in"], "in/out")
    run(["in"], "in/out")
    assert [row["document"] for row in rows("in/out")] == ["in/0/000.txt", "in/1/001.txt"]


def test_nothing_to_convert_leaves_earlier_results(home: Path) -> None:
    write(home / "in", 2)
    run()
    before = outputs(home / "out")
    (home / "empty").mkdir()
    assert (run(["empty"]).files, outputs(home / "out")) == (0, before)
    assert run(["empty"], "fresh").outcomes == {}


def test_results_are_no_inputs_under_another_name(home: Path) -> None:
    write(home / "in", 2)
    (home / "link").symlink_to(home / "in" / "out")
    (home / "in" / "out").mkdir()
    for given in (["in"], ["in"], ["in/**"], ["in/*"]):
        run(given, "link")
        assert [row["document"] for row in rows("link")] == ["in/0/000.txt", "in/1/001.txt"]


def test_patterns_have_an_end_where_links_have_none(home: Path) -> None:
    write(home / "in", 2)
    for number in range(9):
        (home / "in" / f"loop{number}").symlink_to(home / "in")
    run(["in/**/*.txt"])
    assert [row["document"] for row in rows()] == ["in/0/000.txt", "in/1/001.txt"]


def test_the_folder_of_the_results_cannot_be_an_input(home: Path) -> None:
    write(home / "in", 1)
    with pytest.raises(ValueError, match="is an input"):
        run(["in"], "in/../in")
    assert sorted(path.name for path in (home / "in").iterdir()) == ["0"]


def test_names_are_in_the_order_of_code_points(home: Path) -> None:
    names = ["a.txt", "B.txt", "é.txt", "乙.txt", "甲.txt", "𠀀.txt", "\uff21.txt"]
    (home / "in").mkdir()
    for name in names:
        (home / "in" / name).write_text(REPORT.format(n=name), encoding="utf-8")
    run()
    listed = [row["document"] for row in rows()]
    assert listed == sorted(f"in/{name}" for name in names)
    assert all(unicodedata.is_normalized("NFC", name) for name in listed)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not allow such names")
def test_a_name_that_is_no_utf_8(home: Path) -> None:
    (home / "in").mkdir()
    Path(os.fsdecode(b"in/\xd6\xd0.txt")).write_text(REPORT, encoding="utf-8")
    assert run().outcomes == {"converted": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not allow such names")
def test_files_of_one_name_are_told_apart(home: Path) -> None:
    (home / "in").mkdir()
    for number, name in enumerate(["总结.txt".encode(), "总结.txt".encode("gbk"), b"\xff.txt", b"\xfe.txt"]):
        Path(os.fsdecode(b"in/" + name)).write_text(REPORT.format(n=number + 1), encoding="utf-8")
    for reused in (0, 4):
        assert run().reused == reused
        assert [row["document"] for row in rows()] == [
            *("in/总结 (2).txt", "in/总结.txt", "in/\ufffd (2).txt", "in/\ufffd.txt")
        ]
        assert len({row["sha256"] for row in rows()}) == 4


# What fails


def test_bad_files_are_named_and_cost_themselves(home: Path) -> None:
    write(home / "in", 20)
    for name in ("spin", "segv", "memory", "bug"):
        (home / "in" / f"{name}.txt").write_bytes(MARK + name.encode())
    (home / "in" / "empty.txt").write_bytes(b"")
    (home / "in" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9))
    summary = run(limits=Limits(timeout=1.5), _work=WORK)
    assert summary.outcomes == {"converted": 20, "failed": 6}
    assert {name: code for name, code, _ in summary.failures} == {
        "in/bug.txt": "bug",
        "in/empty.txt": "empty",
        "in/memory.txt": "memory",
        "in/picture.txt": "unsupported",
        "in/segv.txt": "crash",
        "in/spin.txt": "timeout",
    }
    assert all(reason for _, _, reason in summary.failures)
    again = run(limits=Limits(timeout=60.0), _work=WORK)
    assert (again.outcomes, again.reused) == (summary.outcomes, 25), "all but the fault of the program is known"


def test_failures_are_tried_again_when_that_is_asked_for(home: Path) -> None:
    write(home / "in", 3)
    (home / "in" / "poison.txt").write_bytes(MARK + b"exit")
    assert run(_work=WORK).outcomes == {"converted": 3, "failed": 1}
    assert run().outcomes == {"converted": 3, "failed": 1}
    summary = run(retry_failed=True)
    assert (summary.outcomes, summary.reused) == ({"converted": 4}, 3)


def test_the_first_failure_ends_it_when_that_is_asked_for(home: Path) -> None:
    write(home / "in", 200)
    (home / "in" / "0" / "!.txt").write_bytes(b"")
    summary = run(fail_fast=True)
    assert summary.interrupted
    assert summary.outcomes["failed"] == 1
    assert summary.left > 0


# How it goes on


def test_a_second_call_converts_only_what_is_new_or_other(home: Path) -> None:
    write(home / "in", 12)
    assert run().reused == 0
    before = outputs(home / "out")
    assert run().reused == 12
    assert outputs(home / "out") == before
    (home / "in/0/000.txt").write_text(REPORT.format(n=9999), encoding="utf-8")
    (home / "in/new.txt").write_text(REPORT.format(n=8888), encoding="utf-8")
    summary = run()
    assert (summary.reused, summary.outcomes) == (11, {"converted": 13})
    fresh = run(out="fresh")
    assert outputs(home / "out") == outputs(home / "fresh")
    assert fresh.reused == 0


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"reading": Reading(year=1999)}, id="another year"),
        pytest.param({"reading": Reading(with_text=True)}, id="with the text"),
        pytest.param({"dedupe": "near"}, id="fingerprints of another kind"),
        pytest.param({"resume": False}, id="not wanted"),
    ],
)
def test_results_of_other_settings_are_not_used(home: Path, options: dict[str, Any]) -> None:
    write(home / "in", 4)
    run()
    assert run(**options).reused == 0


def _with_a_word(pack: Path, word: str) -> None:
    """Adds a counter to the measure words of a pack."""
    path = pack / "lexicons" / "measures.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split("\t")
    path.write_text("\n".join([*lines, "\t".join([word, *cells[1:]]), ""]), encoding="utf-8")


def test_changed_rules_convert_only_what_they_can_touch(home: Path) -> None:
    write(home / "in", 4)
    (home / "in" / "touched.txt").write_text(REPORT.format(n=70) + "发放物资35孖。\n", encoding="utf-8")
    shutil.copytree(default_pack_path(), "rules")
    reading = Reading(rules=Path("rules"))
    run(reading=reading)
    assert run(reading=reading).reused == 5
    _with_a_word(home / "rules", "孖")
    summary = _in_a_fresh_process(explain_changes=True)
    assert [(each["document"], each["old"], each["new"]) for each in summary["changes"]] == [
        ("in/touched.txt", None, "35 孖 (物资)")
    ]
    listed = (home / "out" / "changes.csv").read_text(encoding="utf-8-sig").splitlines()
    assert listed == ["document,kind,surface,old,new", "in/touched.txt,count,35孖,,35 孖 (物资)"]
    assert _in_a_fresh_process(out="fresh")["outcomes"] == {"converted": 5}
    (home / "out" / "changes.csv").unlink()
    assert outputs(home / "out") == outputs(home / "fresh")


def _in_a_fresh_process(out: str = "out", **options: object) -> Any:
    """The summary of a conversion: a process loads a pack but once."""
    program = (
        "import sys; from pathlib import Path; from fedparse.batch import Reading, convert;"
        f"summary = convert(['in'], {out!r}, workers=2, reading=Reading(rules=Path('rules')), **{options!r});"
        "sys.stdout.buffer.write(summary.to_json())"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=env).stdout)


def test_outputs_of_more_formats_need_no_new_conversion(home: Path) -> None:
    write(home / "in", 4)
    run(to=["jsonl"])
    assert run(to=["jsonl", "sqlite"]).reused == 4
    assert (home / "out" / "fedparse.sqlite").stat().st_size


def test_a_call_that_is_stopped_writes_what_it_has_and_goes_on_later(home: Path) -> None:
    write(home / "in", 300)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    summary = run(stop=stop)
    assert summary.interrupted
    done = summary.outcomes["converted"]
    assert 0 < done < 300
    assert summary.left == 300 - done
    assert len(rows()) == done
    summary = run()
    assert (summary.reused, summary.outcomes, summary.left) == (done, {"converted": 300}, 0)
    run(out="fresh")
    assert outputs(home / "out") == outputs(home / "fresh")


def test_ctrl_c_is_a_wish_to_stop(home: Path) -> None:
    write(home / "in", 300)
    told: list[Progress] = []

    def interrupt(progress: Progress) -> None:
        if not told:
            os.kill(os.getpid(), signal.SIGINT)
        told.append(progress)

    summary = run(on_progress=interrupt)
    assert summary.interrupted
    assert run().reused == summary.outcomes["converted"]


def test_a_killed_call_goes_on_with_the_same_bytes(home: Path) -> None:
    write(home / "in", 200)
    process = start(home / "in", home / "out")
    base = home / "out" / ".fedparse" / "journal.sqlite"
    while not _results(base) > 20 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not (home / "out" / "documents.jsonl").exists()
    for out in ("out", "fresh"):
        assert start(home / "in", home / out).wait() == 0
    assert outputs(home / "out") == outputs(home / "fresh")
    assert [path.name for path in sorted((home / "out" / ".fedparse").iterdir())] == ["journal.sqlite", "lock"]


def _results(base: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as journal:
            return int(journal.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.Error:
        return 0


# The journal


def test_what_is_in_archives_is_next_and_nothing_is_passed_over() -> None:
    """Archives are opened in several processes; what one brings must not hide what another has brought."""
    journal = Journal(None, Settings("", ""))
    journal.begin(Input(name.encode(), name, name, 1) for name in ["a.zip", "b.txt", "c.zip", "d.txt"])
    given = journal.tasks(9)
    assert [task.name for task in given] == ["a.zip", "b.txt", "c.zip", "d.txt"]
    members = {
        name: written([Found(f"{name}/{number}", sha256=f"{name}{number}") for number in (2, 1)])
        for name in ("a.zip", "c.zip")
    }
    journal.take([(given[0], Result("opened", sha256="a", members=members["a.zip"]))])
    assert [task.name for task in journal.tasks(1)] == ["a.zip/1"]
    journal.take([(given[2], Result("opened", sha256="c", members=members["c.zip"]))])
    assert [task.name for task in journal.tasks(9)] == ["a.zip/2", "c.zip/1", "c.zip/2"]
    assert journal.files == 8
    assert journal.tasks(9) == []
    journal.close()


def _cut(base: Path) -> None:
    base.write_bytes(base.read_bytes()[:5000])


def _age(base: Path) -> None:
    with closing(sqlite3.connect(base)) as journal:
        journal.execute("PRAGMA user_version = 99")


def _overwrite(base: Path) -> None:
    base.write_bytes(b"no database at all" * 1000)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(_cut, "the journal is damaged", id="cut off"),
        pytest.param(_overwrite, "the journal is damaged", id="overwritten"),
        pytest.param(_age, "the journal was written by another version of fedparse", id="another version"),
    ],
)
def test_a_journal_that_is_of_no_use_is_made_again(home: Path, damage: Callable[[Path], None], sentence: str) -> None:
    write(home / "in", 40)
    run()
    before = outputs(home / "out")
    damage(home / "out" / ".fedparse" / "journal.sqlite")
    told: list[str] = []
    summary = run(on_note=told.append)
    assert told == [f"out/.fedparse/journal.sqlite: {sentence}; everything is converted again"]
    assert (summary.reused, summary.outcomes) == (0, {"converted": 40})
    assert outputs(home / "out") == before


def test_two_batches_do_not_write_to_one_folder(home: Path) -> None:
    write(home / "in", 1)
    run()
    with locked(home / "out" / ".fedparse" / "lock"), pytest.raises(BatchError, match=f"process {os.getpid()}"):
        run()
    run()


def test_a_full_disk_ends_it_with_a_sentence_and_it_goes_on_later(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home / "in", 100)
    connect = journals.connect

    def small(path: Path | None) -> sqlite3.Connection:
        base = connect(path)
        base.execute("PRAGMA max_page_count = 160")
        return base

    with monkeypatch.context() as patch:
        patch.setattr(journals, "connect", small)
        with pytest.raises(BatchError, match="the disk is full; make room and run the batch again"):
            run()
    summary = run()
    assert summary.outcomes == {"converted": 100}
    assert summary.reused > 0
    run(out="fresh")
    assert outputs(home / "out") == outputs(home / "fresh")


def test_a_folder_that_cannot_be_made_is_told(home: Path) -> None:
    write(home / "in", 1)
    (home / "out").write_bytes(b"")
    with pytest.raises(BatchError, match="out: cannot be written"):
        run()


@pytest.mark.parametrize(
    "options", [{"to": ["docx"]}, {"dedupe": "fuzzy"}, {"workers": -1}], ids=["format", "duplicates", "workers"]
)
def test_wrong_options_are_told_before_anything_is_done(home: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fuzzy|docx|-1"):
        run(**options)
    assert not (home / "out").exists()


def test_a_script_without_a_main_guard_is_not_run_again_in_the_workers(home: Path) -> None:
    write(home / "in", 2)
    script = home / "script.py"
    script.write_text("print('once')\nfrom fedparse.batch import convert\nconvert(['in'], 'out', workers=2)\n")
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path}
    )
    assert (done.stdout, done.stderr) == ("once\n", "")


def test_progress_is_told(home: Path) -> None:
    write(home / "in", 300)
    told: list[Progress] = []
    run(on_progress=told.append)
    assert told
    assert all(each.files == 300 and each.done <= 300 and each.size <= each.total_size for each in told)
    assert [each.done for each in told] == sorted(each.done for each in told)


def test_inputs_are_listed_one_by_one(home: Path) -> None:
    """Not as a list: a disk may hold more names than memory."""
    write(home / "in", 3)
    assert iter(found := find(["in"], None)) is found
    assert len(list(found)) == 3
