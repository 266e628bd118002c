"""What a maintainer is told of a change of rules: exactly what it changes over a corpus, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.columns import width as width_of
from fedparse.messages import catalogue
from fedparse.packs import default_pack_path
from fedparse.ruletools import diff as differences
from fedparse.ruletools.changes import Pair, compare
from fedparse.ruletools.corpus import CorpusText, read_corpus
from fedparse.ruletools.diff import Options, diff, sorts
from fedparse.ruletools.readings import Item
from fedparse.sources import from_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedparse.ruletools.outcome import Outcome

TEXT = """\
2019年某街道妇联工作总结
一、走访慰问
全年走访困难家庭32户,慰问老党员14名,发放慰问金1.5万元。
二、技能培训
举办月嫂培训班6期,参训妇女260余人,就业率达85%。
结对帮扶单亲母亲40人以上,选树最美家庭9户。
"""
MEASURES = "lexicons/measures.tsv"
APPROXIMATORS = "lexicons/approximators.tsv"
EXTRA_RULE = """
[[rule]]
id = "count.extra"
kind = "count"
title = "名"
anchor = "number"
after = '(?P<unit>名)'
priority = {priority}
examples = ["【14名】"]
counter_examples = ["十四"]
"""
GUARD = """
[[rule]]
id = "guard.extra"
kind = "guard"
title = "名"
anchor = "number"
after = '名'
examples = ["【14名】"]
counter_examples = ["十四"]
"""


class Edit(NamedTuple):
    """A piece of a file of the pack and what stands there instead; without a piece, what is put at the end."""

    file: str
    old: str
    new: str


class Told(NamedTuple):
    """A change as a person sees it."""

    sort: str
    type: str
    surface: str
    rule: str
    superseded_by: str | None = None


NO_HOUSEHOLDS = Edit(MEASURES, "\n户\t", "\n户户户\t")
CASES: dict[str, tuple[list[Edit], list[Edit], list[Told]]] = {
    "a-word-less": (
        [],
        [NO_HOUSEHOLDS],
        [Told("lost", "count", "32户", "count.measure"), Told("lost", "count", "9户", "count.measure")],
    ),
    "a-word-more": (
        [NO_HOUSEHOLDS],
        [],
        [Told("gained", "count", "32户", "count.measure"), Told("gained", "count", "9户", "count.measure")],
    ),
    "a-guard": (
        [],
        [Edit("guard.toml", "", GUARD)],
        [Told("lost", "count", "14名", "count.measure", "guard.extra")],
    ),
    "a-guard-less": (
        [Edit("guard.toml", "", GUARD)],
        [],
        [Told("gained", "count", "14名", "count.measure", "guard.extra")],
    ),
    "another-priority": (
        [Edit("count.toml", "", EXTRA_RULE.format(priority=-1))],
        [Edit("count.toml", "", EXTRA_RULE.format(priority=1))],
        [Told("rule", "count", "14名", "count.extra")],
    ),
    "a-disabled-rule": (
        [Edit("count.toml", "", EXTRA_RULE.format(priority=1))],
        [],
        [Told("rule", "count", "14名", "count.measure")],
    ),
    "another-value": (
        [],
        [Edit(APPROXIMATORS, "\n以上\ttail\t>=", "\n以上\ttail\t>")],
        [Told("value", "count", "40人以上", "count.measure")],
    ),
    "another-factor": (
        [],
        [Edit("lexicons/currencies.tsv", "\n元\tCNY\t1\t", "\n元\tCNY\t10\t")],
        [Told("value", "money", "1.5万元", "money.amount")],
    ),
    "another-span": (
        [],
        [Edit("macros.toml", "以[上下]|[以之]内", "以下|[以之]内")],
        [Told("span", "count", "40人", "count.measure")],
    ),
    "what-no-mention-shows": (
        [],
        [Edit("pack.toml", 'title = "妇联', 'title = "妇女')],
        [],
    ),
}


class Packs:
    """Packs made from the built-in one, each once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: dict[tuple[Edit, ...], str] = {}

    def edited(self, *edits: Edit) -> str:
        if not edits:
            return str(default_pack_path())
        if edits not in self._made:
            directory = Path(tempfile.mkdtemp(dir=self._root)) / "pack"
            shutil.copytree(default_pack_path(), directory)
            edit(directory, *edits)
            self._made[edits] = str(directory)
        return self._made[edits]


def edit(directory: Path, *edits: Edit) -> None:
    for file, old, new in edits:
        text = (directory / file).read_text(encoding="utf-8")
        assert text.count(old) == 1 or not old, f"{file}: {old!r}"
        text = text.replace(old, new) if old else text + new
        (directory / file).write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    return Packs(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    directory = tmp_path / "reports"
    directory.mkdir()
    (directory / "a.txt").write_text(TEXT, encoding="utf-8")
    return directory


def rows(outcome: Outcome) -> list[dict[str, Any]]:
    found = outcome.data["changes"]
    assert isinstance(found, list)
    return found


def told(outcome: Outcome) -> list[Told]:
    return [Told(r["change"], r["type"], r["surface"], r["rule"], r["superseded_by"]) for r in rows(outcome)]


def codes(outcome: Outcome) -> list[str]:
    return [fault.code for fault in outcome.faults]


# Just what changed


@pytest.fixture(scope="module")
def compared(packs: Packs, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Outcome]:
    """Compares the packs of a case over the text, each way once."""
    file = tmp_path_factory.mktemp("reports") / "a.txt"
    file.write_text(TEXT, encoding="utf-8")

    @cache
    def compared(name: str, *, back: bool = False) -> Outcome:
        before, after, _ = CASES[name]
        old, new = packs.edited(*before), packs.edited(*after)
        return diff(new, old, [file]) if back else diff(old, new, [file])

    return compared


@pytest.mark.parametrize("name", CASES)
def test_a_change_of_rules_changes_just_this(name: str, compared: Callable[..., Outcome]) -> None:
    outcome = compared(name)
    assert told(outcome) == CASES[name][2]
    assert (outcome.exit_code, outcome.checked, outcome.faults) == (0, 1, [])


@pytest.mark.parametrize("name", CASES)
def test_the_other_way_round_is_the_mirror(name: str, compared: Callable[..., Outcome]) -> None:
    turned = {"gained": "lost", "lost": "gained"}
    assert [(row["old"], row["new"], row["change"], row["superseded_by"]) for row in rows(compared(name))] == [
        (row["new"], row["old"], turned.get(row["change"], row["change"]), row["superseded_by"])
        for row in rows(compared(name, back=True))
    ]


def test_a_value_is_told_with_what_it_was(packs: Packs, corpus: Path) -> None:
    outcome = diff(
        packs.edited(), packs.edited(*CASES["another-factor"][1]), [corpus], Options(fail_on=sorts(["value"]))
    )
    assert [str(fault) for fault in outcome.faults] == [
        f"{corpus}/a.txt:3:27: FED081: `1.5万元` has another value (money, `money.amount`): amount: 15000 → 150000"
    ]
    assert outcome.faults[0].end_column == 32
    assert outcome.faults[0].text.said("zh") == "`1.5万元` 的取值变了（money，`money.amount`）：amount: 15000 → 150000"


def test_facts_sections_and_diagnostics_are_compared(packs: Packs, corpus: Path) -> None:
    sections = Edit("heading.toml", 'id = "heading.chinese"', 'id = "heading.other"')
    outcome = diff(packs.edited(), packs.edited(sections), [corpus])
    assert {(row["change"], row["type"], row["surface"]) for row in rows(outcome)} == {
        ("rule", "section", "一、"),
        ("rule", "section", "二、"),
    }
    actions = Edit("lexicons/actions.tsv", "\n慰问\t", "\n慰慰问\t")
    changed = rows(diff(packs.edited(), packs.edited(actions), [corpus]))
    assert {row["change"] for row in changed} == {"value"}
    assert [row["old"]["values"]["action"] for row in changed if row["surface"] == "14名"] == ["慰问"]


def test_equal_packs_are_said_to_be_equal(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(default_pack_path(), copy)
    outcome = diff(packs.edited(), str(copy), [corpus])
    assert outcome.data["same"]
    assert (outcome.exit_code, rows(outcome)) == (0, [])
    assert str(outcome.summary).endswith("both packs are the same, nothing changes in 1 report")


# Pairing


ITEMS = st.lists(
    st.builds(
        Item,
        st.sampled_from(["count", "money"]),
        st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + pair[1])),
        st.sampled_from(["a", "b"]),
        st.sampled_from([(), (("value", "1"),)]),
    ),
    max_size=8,
)


@given(ITEMS)
def test_nothing_differs_from_itself(items: list[Item]) -> None:
    assert compare(items, list(reversed(items))) == []


@given(ITEMS, ITEMS)
def test_pairs_are_the_same_from_both_sides(old: list[Item], new: list[Item]) -> None:
    def key(pair: Pair) -> tuple[Any, ...]:
        return pair.old or (), pair.new or ()

    there = sorted(compare(old, new), key=key)
    assert there == sorted((Pair(pair.new, pair.old) for pair in compare(new, old)), key=key)


@given(ITEMS, ITEMS)
def test_the_differences_lead_from_one_to_the_other(old: list[Item], new: list[Item]) -> None:
    result = list(old)
    for pair in compare(old, new):
        if pair.old:
            result.remove(pair.old)
        if pair.new:
            result.append(pair.new)
    assert sorted(result) == sorted(new)


# Places and contexts


@pytest.mark.parametrize("width", [12, 20, 41, 80])
@pytest.mark.parametrize(
    "surface", ["32户", "慰问老党员14名,发放慰问金1.5万元。\n二、技能培训\n举办月嫂培训班6期"], ids=["short", "wrapped"]
)
def test_a_context_fits_its_width(width: int, surface: str) -> None:
    text = CorpusText("a.txt", from_text(TEXT, name="a.txt"))
    start = TEXT.index(surface)
    context = text.context((start, start + len(surface)), width)
    assert width_of(str(context)) <= width
    assert "\n" not in str(context)
    if surface == "32户":
        assert context.surface == surface


def test_a_context_is_of_its_line_and_drives_no_terminal() -> None:
    text = "前一行\r\n甲\x1b[31m乙３户\u202e丙\r\n后一行"
    start = text.index("３")
    corpus_text = CorpusText("a.txt", from_text(text, name="a.txt"))
    assert str(corpus_text.context((start, start + 2))) == "甲 [31m乙【３户】 丙"
    assert corpus_text.spot((start, start + 2)) == (2, 8, 10)


# Faults


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([], []),
        (["gained"], []),
        (["lost"], ["FED080", "FED080"]),
        (["changed"], ["FED081"]),
        (["lost", "changed"], ["FED080", "FED081", "FED080"]),
    ],
    ids=["none", "gained", "lost", "changed", "both"],
)
def test_what_is_a_fault(names: list[str], wanted: list[str], packs: Packs, corpus: Path) -> None:
    changed = packs.edited(NO_HOUSEHOLDS, *CASES["another-value"][1])
    outcome = diff(packs.edited(), changed, [corpus], Options(fail_on=sorts(names)))
    assert codes(outcome) == wanted
    assert outcome.exit_code == (1 if wanted else 0)


@pytest.mark.parametrize(
    ("ids", "found", "code"),
    [(["measure"], 2, 0), (["money"], 0, 0), (["no.rule"], 0, 4)],
    ids=["some", "other", "none"],
)
def test_only_rules_asked_for(ids: list[str], found: int, code: int, packs: Packs, corpus: Path) -> None:
    outcome = diff(packs.edited(), packs.edited(NO_HOUSEHOLDS), [corpus], Options(rules=ids))
    assert (len(rows(outcome)), outcome.exit_code) == (found, code)


def test_a_text_that_cannot_be_read_does_not_stop_the_others(packs: Packs, corpus: Path) -> None:
    (corpus / "b.txt").write_bytes(TEXT.encode("gb18030"))
    (corpus / "c.txt").write_bytes(b"")
    (corpus / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "notes.md").write_text(TEXT, encoding="utf-8")
    outcome = diff(packs.edited(), packs.edited(NO_HOUSEHOLDS), [corpus, corpus / "a.txt"])
    assert [Path(row["path"]).name for row in rows(outcome)] == ["a.txt", "a.txt", "b.txt", "b.txt"]
    assert [(fault.code, Path(fault.path).name) for fault in outcome.faults] == [("FED083", "c.txt")]
    assert (outcome.exit_code, outcome.checked) == (0, 2)


def test_a_path_that_holds_nothing_is_never_green(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = diff(packs.edited(), packs.edited(NO_HOUSEHOLDS), [corpus, tmp_path / "none", tmp_path / "empty"])
    assert codes(outcome) == ["FED084", "FED084"]
    assert outcome.exit_code == 1


def test_a_corpus_in_order_whatever_the_disk_says(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("慰问3户。", encoding="utf-8")
    found = [Path(text.path).relative_to(tmp_path).as_posix() for text in read_corpus([tmp_path]).texts]
    assert found == ["a.txt", "b/1.TXT", "b/2.txt"]


def test_processes_change_nothing(packs: Packs, corpus: Path) -> None:
    (corpus / "b.txt").write_text(TEXT * 2, encoding="utf-8")
    alone, together = (
        diff(packs.edited(), packs.edited(NO_HOUSEHOLDS), [corpus], Options(jobs=jobs)).data for jobs in (1, 2)
    )
    assert alone == together


# What people see


def test_the_text_output(packs: Packs, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus)
    changed = packs.edited(NO_HOUSEHOLDS, *CASES["another-value"][1])
    outcome = diff(packs.edited(), changed, [Path("a.txt")], Options(limit=2))
    block = (
        "- a.txt:3:9 count.measure\n"
        "    全年走访困难家庭【32户】,慰问老党员14名,发放慰问金1.5万元。\n"
        "~ a.txt:6:9 count.measure comparator: >= → >\n"
        "    结对帮扶单亲母亲【40人以上】,选树最美家庭9户。"
    )
    assert outcome.blocks == (block,)
    assert outcome.tables[0].rows == (("count.measure", "0", "2", "1", "0", "0", "1"),)
    said = "over 1 report: -2 lost  1 value changed  (1 rule, 1 file; and 1 more, not shown)"
    assert str(outcome.summary) == f"diff {packs.edited()}..{changed} {said}"


def test_a_loser_is_told_with_its_winner(packs: Packs, corpus: Path) -> None:
    outcome = diff(packs.edited(), packs.edited(*CASES["a-guard"][1]), [corpus], Options(fail_on=sorts(["lost"])))
    assert outcome.faults[0].message == "`14名` is lost (count, `count.measure`); now superseded by `guard.extra`"
    assert outcome.blocks[0].splitlines()[0].endswith("a.txt:3:18 count.measure superseded_by=guard.extra")


def test_every_sentence_is_translated() -> None:
    """The templates of this area, read from the calls of `message` in its modules."""
    known = catalogue("zh")
    for module in ("changes", "corpus", "diff", "evaluate", "gold", "revisions", "savedfiles"):
        source = (Path(differences.__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        assert [template for template in templates(source) if template not in known] == []


def templates(source: str) -> list[str]:
    """The strings of a module that are said: arguments of `message` and `_counted`, and what is named `said`."""
    import ast

    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"message", "_counted"}:
            found += [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"said", "heads"}:
            found += [
                part.value
                for part in ast.walk(node.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
    return [text for text in found if " " in text or "{" in text]


# Accepted changes


def test_accepted_changes_are_no_faults(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "accepted.json"
    old, new = packs.edited(), packs.edited(NO_HOUSEHOLDS)
    diff(old, new, [corpus], Options(save_accepted=file))
    accepting = Options(fail_on=sorts([], accepts=True), accepted=file)
    outcome = diff(old, new, [corpus], accepting)
    assert (outcome.exit_code, outcome.faults, outcome.blocks) == (0, [], ())
    assert [row["accepted"] for row in rows(outcome)] == [True, True]
    assert "2 accepted" in str(outcome.summary)

    # The text is edited elsewhere, and one more rule is changed: only that is new.
    (corpus / "a.txt").write_text("某区某街道\n\n" + TEXT, encoding="utf-8")
    worse = diff(old, packs.edited(NO_HOUSEHOLDS, *CASES["another-value"][1]), [corpus], accepting)
    assert [(fault.code, fault.line) for fault in worse.faults] == [("FED081", 8)]

    # Nothing of it happens any more.
    stale = diff(old, old, [corpus], accepting)
    assert [(fault.code, fault.message) for fault in stale.faults] == [
        ("FED099", "2 accepted changes did not happen; `--save-baseline` writes the file anew")
    ]
    assert stale.exit_code == 0


def test_a_change_is_accepted_as_often_as_it_was(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "accepted.json"
    old, new = packs.edited(), packs.edited(NO_HOUSEHOLDS)
    line = "走访家庭3户。\n"
    (corpus / "a.txt").write_text(line, encoding="utf-8")
    diff(old, new, [corpus], Options(save_accepted=file))
    (corpus / "a.txt").write_text(line * 2, encoding="utf-8")
    assert len(json.loads(file.read_text(encoding="utf-8"))["accepted"]) == 1
    found = diff(old, new, [corpus], Options(fail_on=sorts(["lost"]), accepted=file))
    assert len(rows(found)) == 2
    assert "FED080" in codes(found)


# Saved readings


def test_saved_readings_stand_for_a_pack(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    file, again = tmp_path / "old.json", tmp_path / "again.json"
    old, new = packs.edited(), packs.edited(NO_HOUSEHOLDS)
    diff(new, old, [corpus], Options(save=file))
    diff(old, old, [corpus], Options(save=again))
    assert file.read_bytes() == again.read_bytes()
    assert told(diff(str(file), new, [corpus])) == CASES["a-word-less"][2]
    assert told(diff(new, str(file), [corpus])) == CASES["a-word-more"][2]
    unchanged = diff(str(file), old, [corpus])
    assert (rows(unchanged), unchanged.data["same"], unchanged.checked) == ([], False, 1)

    (corpus / "b.txt").write_text(TEXT, encoding="utf-8")
    outcome = diff(str(file), new, [corpus])
    assert [(fault.code, Path(fault.path).name) for fault in outcome.faults] == [("FED083", "b.txt")]
    assert outcome.checked == 1


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("{\n  1", "this is no JSON: Expecting property name enclosed in double quotes", (2, 3)),
        ("{}", "this is no pack directory, and no file that `fedparse rules diff --save` wrote", (1, 1)),
        (
            '{"format": 9, "texts": []}',
            "this is no pack directory, and no file that `fedparse rules diff --save` wrote",
            (1, 1),
        ),
    ],
    ids=["no-json", "other-json", "other-version"],
)
def test_a_file_that_is_none_of_ours(
    text: str, said: str, place: tuple[int, int], corpus: Path, tmp_path: Path
) -> None:
    file = tmp_path / "saved.json"
    file.write_text(text, encoding="utf-8")
    outcome = diff(str(file), str(default_pack_path()), [corpus])
    assert [(fault.code, fault.message, (fault.line, fault.column)) for fault in outcome.faults] == [
        ("FED096", said, place)
    ]
    assert outcome.exit_code == 3
    accepting = diff(str(default_pack_path()), str(default_pack_path()), [corpus], Options(accepted=file))
    assert (codes(accepting), accepting.exit_code) == (["FED096"], 3)


def test_a_place_that_cannot_be_written(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    outcome = diff(packs.edited(), packs.edited(), [corpus], Options(save=tmp_path / "none" / "a.json"))
    assert (codes(outcome), outcome.exit_code) == (["FED096"], 3)


# Git


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs git in a repository of its own, which no configuration of the machine reaches."""
    program = shutil.which("git")
    if program is None:
        pytest.skip("git is not installed")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)

    def run(*arguments: str) -> str:
        identity = ("-c", "user.name=Somebody", "-c", "user.email=nobody@example.org", "-c", "core.autocrlf=false")
        done = subprocess.run([program, *identity, *arguments], cwd=root, capture_output=True, check=True, text=True)
        return done.stdout

    run("init", "--quiet", "--initial-branch=main")
    return run


@pytest.fixture
def history(git: Callable[..., str], tmp_path: Path) -> Callable[..., str]:
    """A repository with a pack in `rules/`: a commit with it as it is, one without 户, and a change that is not in."""
    rules = tmp_path / "repository" / "rules"
    shutil.copytree(default_pack_path(), rules)
    (rules / ".gitattributes").write_text("*.tsv export-ignore\n*.toml eol=crlf\n", encoding="utf-8")
    git("add", ".")
    git("commit", "--quiet", "-m", "The pack")
    git("tag", "v1.0")
    edit(rules, NO_HOUSEHOLDS)
    git("commit", "--quiet", "-am", "No households")
    edit(rules, *CASES["another-value"][1])
    return git


LOST = CASES["a-word-less"][2]
WORSE = [LOST[0], *CASES["another-value"][2], LOST[1]]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("HEAD~1", "HEAD", LOST),
        ("v1.0", "main", LOST),
        ("main", "v1.0", CASES["a-word-more"][2]),
        ("HEAD~1:rules", "HEAD:rules/", LOST),
        ("HEAD", "rules", CASES["another-value"][2]),
        ("v1.0", "rules", WORSE),
        ("HEAD", "main", []),
    ],
)
def test_revisions(old: str, new: str, wanted: list[Told], history: Callable[..., str], corpus: Path) -> None:
    status = history("status", "--porcelain")
    outcome = diff(old, new, [corpus], Options(default=Path("rules")))
    assert told(outcome) == wanted
    assert str(outcome.summary).startswith(f"diff {old}..{new}")
    assert history("status", "--porcelain") == status == " M rules/lexicons/approximators.tsv\n"


def test_a_revision_from_a_directory_below(
    history: Callable[..., str], corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("rules/lexicons")
    assert told(diff("HEAD~1", "HEAD:../../rules", [corpus], Options(default=Path("..")))) == LOST
    assert told(diff("HEAD~1", "HEAD:./..", [corpus], Options(default=Path("..")))) == LOST
    history("status")


NO_SIDE = {
    "unknown": ("mian", "there is no directory, file or revision `mian`; did you mean `main`?"),
    "far": ("q", "there is no directory, file or revision `q`"),
    "option": ("--help", "there is no directory, file or revision `--help`"),
    "no-pack": ("HEAD:docs", "this revision has no pack: there is no `docs/pack.toml` in it"),
    "no-pack-here": ("HEAD:rules/lexicons", "this revision has no pack: there is no `rules/lexicons/pack.toml` in it"),
}


@pytest.mark.parametrize("name", NO_SIDE)
def test_a_side_that_is_not_there(name: str, history: Callable[..., str], corpus: Path) -> None:
    side, said = NO_SIDE[name]
    outcome = diff(side, "HEAD", [corpus], Options(default=Path("rules")))
    assert [(fault.path, fault.code, fault.message) for fault in outcome.faults] == [(side, "FED095", said)]
    assert outcome.exit_code == 3
    history("status")


def test_a_pack_that_is_not_in_the_repository(history: Callable[..., str], corpus: Path) -> None:
    outcome = diff("HEAD", "HEAD:rules", [corpus])
    said = f"the pack in use, {default_pack_path()}, is not in this repository: say where, as `HEAD:rules`"
    assert [fault.message for fault in outcome.faults] == [said]
    history("status")


def test_no_repository_and_no_git(packs: Packs, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(corpus)
    if shutil.which("git"):
        said = diff("main", packs.edited(), [corpus]).faults[0].message
        assert said.startswith("there is no such directory or file, and git finds no repository: fatal: not a git")
    monkeypatch.setenv("PATH", str(tmp_path))
    outcome = diff("main", packs.edited(), [corpus])
    assert (
        outcome.faults[0].message == "there is no such directory or file, and without git installed no revision either"
    )
    assert outcome.exit_code == 3


def test_a_side_that_does_not_load_is_told_and_does_not_hide_the_other(
    history: Callable[..., str], corpus: Path, tmp_path: Path
) -> None:
    rules = tmp_path / "repository" / "rules"
    edit(rules, Edit("count.toml", 'id = "count.measure"', 'id = "count.measure"\nunknown = 1'))
    history("commit", "--quiet", "-am", "A wrong key")
    edit(rules, Edit("money.toml", '[[rule]]\nid = "money.amount"', '[[rule]\nid = "money.amount"'))
    outcome = diff("HEAD", "rules", [corpus], Options(default=Path("rules")))
    assert outcome.exit_code == 3
    assert str(outcome.summary) == "`HEAD` and `rules` cannot be compared"
    paths = {fault.path for fault in outcome.faults}
    assert {"HEAD:rules/count.toml", "rules/money.toml"} <= paths
    assert not any(str(tmp_path) in path for path in paths)


# The command


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "gained"], 0),
        (["--fail-on", "changed,lost"], 1),
        (["--fail-on", "lots"], 2),
        (["-k", "nobody"], 4),
    ],
    ids=["none", "gained", "lost", "unknown", "no-rule"],
)
def test_the_command(options: list[str], code: int, packs: Packs, corpus: Path) -> None:
    sides = [packs.edited(), packs.edited(NO_HOUSEHOLDS)]
    done = CliRunner().invoke(app, ["rules", "diff", *sides, "--corpus", str(corpus), *options])
    assert done.exit_code == code, done.output
    if code == 2:
        assert "did you mean `lost`?" in done.output
    if code == 1:
        assert done.output.count("error[FED080]") == 2


def test_the_command_fails_on_all_that_is_not_accepted(packs: Packs, corpus: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "accepted.json")
    arguments = ["rules", "diff", packs.edited(NO_HOUSEHOLDS), packs.edited(), "--corpus", str(corpus)]
    assert CliRunner().invoke(app, [*arguments, "--save-baseline", file]).exit_code == 0
    assert CliRunner().invoke(app, [*arguments, "--baseline", file]).exit_code == 0
    (corpus / "b.txt").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(app, [*arguments, "--baseline", file])
    assert done.exit_code == 1
    assert done.output.count("error[FED082]") == 2
