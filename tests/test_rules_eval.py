"""Figures of a pack against gold files: by hand, against the gold format's own scorer, and held to bars."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.model import Check, Fact
from fedparse.packs import RulePack, load_pack
from fedparse.pipeline import parse_source
from fedparse.ruletools import evaluate
from fedparse.ruletools.evaluate import Options, Score, figure
from fedparse.ruletools.gold import FACT_FIELDS, read_gold
from fedparse.ruletools.readings import TYPES, reading_of
from fedparse.sources import read_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fedparse.model import Document
    from fedparse.ruletools.outcome import Outcome

TEXT = """\
2019年某社区妇联工作总结
一、走访慰问
全年走访困难家庭32户,慰问老党员14名,发放慰问金1.5万元。
二、技能培训
3月举办培训班,参训妇女260余人,就业率达85%,发放资料余份。
"""
RIGHT = """\
# What a careful reader finds
report	2019年某社区妇联工作总结	kind=report
date	2019年	edtf=2019
section	一、走访慰问	level=1;style=chinese;number=1;heading=走访慰问
date	全年	edtf=2019|XXXX
count	32户	value=32;unit=户;item=家庭
count	14名	value=14;unit=名;item=党员|老党员
money	1.5万元	amount=15000
section	二、技能培训	level=1;style=chinese;number=2;heading=技能培训
date	3月	edtf=2019-03
count	260余人	value=260;comparator=>;unit=人;item=妇女
ratio	85%	value=17/20;comparator==|~
missing	余份
"""
GOLD_DEV = Path(__file__).parents[2] / "shared" / "gold"


@pytest.fixture(autouse=True)
def _nowhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run where no project has defaults for them."""
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))


@pytest.fixture
def gold(tmp_path: Path) -> Callable[..., Path]:
    """Writes a gold file that is all right but for pieces of it that are given with what stands there instead."""

    def write(*edits: tuple[str, str], name: str = "a") -> Path:
        directory = tmp_path / "gold"
        directory.mkdir(exist_ok=True)
        lines = RIGHT
        for old, new in edits:
            assert lines.count(old) == 1, old
            lines = lines.replace(old, new)
        (directory / f"{name}.txt").write_text(TEXT, encoding="utf-8", newline="\n")
        (directory / f"{name}.tsv").write_text(lines, encoding="utf-8", newline="\n")
        return directory

    return write


def run(directory: Path, **options: Any) -> Outcome:
    return evaluate.evaluate(None, [directory], Options(**options))


def scores(directory: Path) -> dict[str, Score]:
    found = []
    for text in read_gold([directory]).texts:
        found += evaluate.judge(text, parse_source(text.text.source, pack=load_pack(), with_text=True))
    return evaluate.scores(found)


def good(count: int) -> Score:
    return Score(right=count, near=count, valued=count, whole=count)


# By hand

ALL = {
    "report": good(1),
    "section": good(2),
    "date": good(3),
    "count": good(3),
    "money": good(1),
    "ratio": good(1),
    "program": Score(),
    "document": Score(),
    "missing": good(1),
}
CASES: dict[str, tuple[list[tuple[str, str]], dict[str, Score]]] = {
    "all-right": ([], {}),
    "a-line-less": (
        [("money\t1.5万元\tamount=15000\n", "")],
        {"money": Score(extra=1, near_extra=1)},
    ),
    "a-line-more": (
        [("date\t3月", "program\t技能培训\tname=技能培训\ndate\t3月")],
        {"program": Score(missed=1, near_missed=1)},
    ),
    "another-span": (
        [("count\t14名", "count\t老党员14名")],
        {"count": Score(right=2, extra=1, missed=1, near=3, valued=2, whole=2)},
    ),
    "one-partner-each": (
        # 3月 is a date for the package; the reader saw two in its stretch, and one of them can be its partner.
        [("date\t3月\tedtf=2019-03", "date\t3\tedtf=2019\ndate\t月\tedtf=2019")],
        {"date": Score(right=2, extra=1, missed=2, near=3, near_missed=1, valued=2, whole=2)},
    ),
    "another-value": (
        [("amount=15000", "amount=16000")],
        {"money": Score(right=1, near=1)},
    ),
    "a-value-near-enough": ([("amount=15000", "amount=15001")], {}),
    "an-alternative": ([("amount=15000", "amount=16000|15000")], {}),
    "another-item": (
        [("item=妇女", "item=学员|null")],
        {"count": Score(right=3, near=3, valued=3, whole=2)},
    ),
    "another-comparator": (
        [("value=260;comparator=>", "value=260")],
        {"count": Score(right=3, near=3, valued=2, whole=2)},
    ),
    "a-range": (
        [("value=32;unit=户", "min=32;max=40;unit=户")],
        {"count": Score(right=3, near=3, valued=2, whole=2)},
    ),
    "optional": (
        [("ratio\t85%\tvalue=17/20;comparator==|~", "optional\t85%\tof=ratio")],
        {"ratio": Score()},
    ),
    "optional-in-part": (
        [("ratio\t85%\tvalue=17/20;comparator==|~", "optional\t达8\tof=ratio")],
        {"ratio": Score()},
    ),
    "optional-section": (
        [("section\t一、走访慰问\tlevel=1;style=chinese;number=1;heading=走访慰问", "optional\t一、\tof=section")],
        {"section": good(1)},
    ),
    "another-level": (
        [("level=1;style=chinese;number=2", "level=2|3;style=chinese;number=2")],
        {"section": Score(right=2, near=2, valued=1, whole=1)},
    ),
    "another-heading": (
        [("heading=技能培训", "heading=技能|培训")],
        {"section": Score(right=2, near=2, valued=2, whole=1)},
    ),
    "no-heading": (
        [("number=2;heading=技能培训", "number=2")],
        {"section": Score(right=2, near=2, valued=2, whole=1)},
    ),
    "style-and-number-not-named": ([("level=1;style=chinese;number=2", "level=1")], {}),
    "no-missing-number": (
        [("missing\t余份\n", "")],
        {"missing": Score(extra=1, near_extra=1)},
    ),
    "no-report": (
        [("report\t2019年某社区妇联工作总结\tkind=report\n", "")],
        {"report": Score(extra=1, near_extra=1)},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_scores(name: str, gold: Callable[..., Path]) -> None:
    edits, other = CASES[name]
    found = scores(gold(*edits))
    wanted = ALL | other
    assert {type_: found[type_] for type_ in wanted} == wanted
    mentions = [wanted[type_] for type_ in ("date", "count", "money", "ratio", "program", "document")]
    assert found["mentions"] == sum(mentions, Score())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("precision", Fraction(6, 8)),
        ("recall", Fraction(6, 9)),
        ("f1", Fraction(12, 17)),
        ("overlap_precision", Fraction(7, 8)),
        ("overlap_recall", Fraction(7, 9)),
        ("overlap_f1", Fraction(14, 17)),
        ("values", Fraction(5, 6)),
        ("all", Fraction(4, 6)),
    ],
)
def test_figures(name: str, wanted: Fraction) -> None:
    score = Score(right=6, extra=2, missed=3, near=7, near_extra=1, near_missed=2, valued=5, whole=4)
    assert figure(score, name) == wanted
    assert figure(Score(), name) is None


def test_by_rule(gold: Callable[..., Path]) -> None:
    outcome = run(gold(("count\t14名\tvalue=14;unit=名;item=党员|老党员\n", ""), ("amount=15000", "amount=1")))
    by_rule = {row[0]: row[1:] for row in outcome.tables[1].rows}
    assert by_rule["count.measure"] == ("2", "1", "0.6667", "1.0000", "1.0000")
    assert by_rule["money.amount"] == ("1", "0", "1.0000", "0.0000", "0.0000")
    assert by_rule["missing.more_than"] == ("1", "0", "1.0000", "-", "-")
    assert by_rule["heading.chinese"] == ("2", "0", "1.0000", "1.0000", "1.0000")


# Against the scorer of the format


def weaker(pack: RulePack, *ids: str) -> RulePack:
    """The pack without the rules whose id begins with one of some pieces."""
    return replace(pack, rules=tuple(rule for rule in pack.rules if not rule.id.startswith(ids)))


PACKS = {
    "built-in": (),
    "no-percent-and-no-months": ("ratio.percent", "date.month", "guard."),
    "other-headings": ("heading.chinese", "missing.", "program.quoted", "count.one"),
}


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.skipif(not (GOLD_DEV / "score.py").is_file(), reason="there are no gold files beside the repository")
def test_figures_are_those_of_the_scorer(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = weaker(load_pack(), *PACKS[name])

    def extract(command: Sequence[str], **_: object) -> SimpleNamespace:
        document = parse_source(read_path(command[-1]), pack=pack)
        return SimpleNamespace(stdout=document.to_json().decode(), returncode=0, stderr="")

    monkeypatch.setattr(sys, "argv", ["score.py", "--json", "--cmd", "extract {}", str(GOLD_DEV / "dev")])
    monkeypatch.setattr(sys, "path", [*sys.path])
    scorer = load_module(GOLD_DEV / "score.py")
    monkeypatch.setattr(scorer, "subprocess", SimpleNamespace(run=extract))
    scorer.main()
    wanted = json.loads(capsys.readouterr().out)
    verdicts = []
    for text in read_gold([GOLD_DEV / "dev"]).texts:
        assert text.faults == ()
        verdicts += evaluate.judge(text, parse_source(text.text.source, pack=pack, with_text=True))
    found = evaluate.scores(verdicts)
    figures = {type_: scored(found[type_], row) for type_, row in wanted.items()}
    for row in figures.keys() & {"report", "missing"}:
        # The scorer writes a figure for values that there are none of.
        figures[row] |= {"core": 0.0, "full": 0.0}
    assert figures == wanted


def scored(score: Score, row: dict[str, float]) -> dict[str, float]:
    """A score in the words of the scorer; where there is nothing to take a share of, it says 0."""
    names = {"P": "precision", "R": "recall", "F1": "f1", "core": "values", "full": "all"}
    rounded = {key: round(float(figure(score, name) or 0), 4) for key, name in names.items() if key in row}
    return {"gold": score.right + score.missed, **rounded}


def load_module(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location("gold_scorer", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Gold files that are wrong


FAULTS: dict[str, tuple[tuple[str, str], tuple[int, int], str]] = {
    "not-in-the-text": (("count\t14名", "count\t15名"), (7, 7), "`15名` is not in the text from line 3 on"),
    "out-of-order": (
        ("date\t3月\tedtf=2019-03", "date\t3月\tedtf=2019-03\nprogram\t困难家庭"),
        (11, 9),
        "`困难家庭` is not in the text from line 5 on",
    ),
    "a-type-of-its-own": (
        ("count\t14名", "counts\t14名"),
        (7, 1),
        "unknown type `counts`; did you mean `count`?",
    ),
    "no-surface": (("missing\t余份", "missing"), (13, 1), "a gold line is a type, a tab and a surface"),
    "no-value": (("unit=户;item", "unit户;item"), (6, 20), "`unit户` is no `key=value`"),
    "no-number": (("amount=15000", "amount=1.5万"), (8, 13), "`amount=1.5万` is no number"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_gold_line_that_is_wrong(name: str, gold: Callable[..., Path]) -> None:
    edit, place, said = FAULTS[name]
    directory = gold(edit)
    outcome = run(directory)
    assert [(fault.path, fault.line, fault.column, fault.code, fault.message) for fault in outcome.faults] == [
        (str(directory / "a.tsv"), *place, "FED097", said)
    ]
    assert outcome.exit_code == 1
    assert outcome.checked >= 10


def test_faults_do_not_hide_each_other(gold: Callable[..., Path]) -> None:
    gold(("count\t14名", "count\t15名"), ("missing\t余份", "missing\t余本"), ("ratio\t85%", "percent\t85%"))
    directory = gold(("count\t32户", "count\t33户"), name="b")
    (directory / "c.tsv").write_text("count\t1个\n", encoding="utf-8")
    (directory / "d.txt").write_text(TEXT, encoding="utf-8")
    (directory / "d.tsv").write_bytes("count\t32户\n".encode("gb18030"))
    outcome = run(directory)
    assert [(Path(fault.path).name, fault.line) for fault in outcome.faults] == [
        ("c.tsv", 1),
        ("d.tsv", 1),
        ("a.tsv", 7),
        ("a.tsv", 12),
        ("a.tsv", 13),
        ("b.tsv", 6),
    ]


# Facts and checks

FACTS = """\
fact	32户	item=困难家庭;action=走访;date=2019
fact	14名	item=老党员	action=慰问	date=2019	part_of=32户|null
fact	1.5万元	action=发放	role=relief|null	date=2019
check	1.5万元	id=parts|product	result=passed
check	1.5万元	id=conflict	result=failed
fact	260余人	item=参训妇女	action=培训	date=2019-03
fact	85%	action=就业	date=2019-03
"""
"""What a reader takes from TEXT; the arithmetic is made up."""


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., Path]:
    """Writes FACTS as a gold file but for pieces that are given with what stands there instead."""

    def write(*edits: tuple[str, str]) -> Path:
        directory = tmp_path / "facts"
        directory.mkdir(exist_ok=True)
        lines = FACTS
        for old, new in edits:
            assert lines.count(old) == 1, old
            lines = lines.replace(old, new)
        (directory / "a.txt").write_text(TEXT, encoding="utf-8", newline="\n")
        (directory / "a.tsv").write_text(lines, encoding="utf-8", newline="\n")
        return directory

    return write


WRITTEN = {
    "32户": {"item": "困难家庭", "action": "走访", "date": "2019"},
    "14名": {"item": "老党员", "action": "慰问", "date": "2019", "part_of": "32户"},
    "1.5万元": {"action": "发放", "role": "relief", "date": "2019"},
    "260余人": {"item": "参训妇女", "action": "培训", "date": "2019-03"},
    "85%": {"action": "就业", "date": "2019-03"},
}
"""What is made of TEXT in the tests of scoring: what the reader takes from it."""
CHECKED = (("1.5万元", "product", "passed"), ("1.5万元", "conflict", "failed"))


def judged(
    directory: Path,
    made: dict[str, dict[str, str]] | None = None,
    checked: Sequence[tuple[str, str, str]] = CHECKED,
) -> dict[str, Score]:
    """The scores of facts and checks that are given as they are wanted in a gold file."""
    (gold,) = read_gold([directory]).texts
    assert gold.faults == ()
    document = parse_source(gold.text.source, pack=load_pack(), with_text=True)
    return evaluate.scores(evaluate.judge(gold, with_facts(document, made or WRITTEN, checked)))


def with_facts(
    document: Document, made: dict[str, dict[str, str]], checked: Sequence[tuple[str, str, str]]
) -> Document:
    """The document with other facts and checks, which name figures by their surfaces."""
    (report,) = document.reports
    ids = {mention.surface: mention.id for mention in (*report.counts, *report.money, *report.ratios)}
    facts = []
    for number, (surface, values) in enumerate(made.items(), 1):
        empty: dict[str, Any] = dict.fromkeys(FACT_FIELDS) | {"status": "reported", "section": None}
        whole = f"f{[*made].index(values['part_of']) + 1}" if "part_of" in values else None
        named = empty | values | {"part_of": whole}
        facts.append(Fact(id=f"f{number}", mention=ids[surface], clause=(0, 1), checks=(), **named))
    checks = tuple(
        Check(
            id=f"c{number}",
            check=name,  # type: ignore[arg-type]
            result=result,  # type: ignore[arg-type]
            fact=f"f{[*made].index(surface) + 1}",
            operands=(),
            expected=None,
            span=(0, 1),
        )
        for number, (surface, name, result) in enumerate(checked, 1)
    )
    return replace(document, reports=(replace(report, facts=tuple(facts), checks=checks),))


def changed(surface: str, **values: str | None) -> dict[str, dict[str, str]]:
    """WRITTEN with other values at one figure; None for none."""
    new = {key: value for key, value in (WRITTEN[surface] | values).items() if value is not None}
    return WRITTEN | {surface: new}


def test_facts_that_are_right(facts: Callable[..., Path]) -> None:
    found = judged(facts())
    assert found["fact"] == good(5)
    assert [evaluate.share(found[name]) for name in evaluate.LINKS] == [Fraction(1)] * 11
    assert found["check"] == good(2)
    assert found["failed"] == good(1)


@pytest.mark.parametrize(
    ("surface", "values", "wrong"),
    [
        ("32户", {"item": "家庭"}, {"item"}),
        ("32户", {"action": None, "date": "2018"}, {"action", "date"}),
        ("1.5万元", {"role": "donation"}, {"role"}),
        ("1.5万元", {"role": None}, set()),
        ("14名", {"part_of": "1.5万元"}, {"part_of"}),
        ("14名", {"part_of": None}, set()),
        ("85%", {"part_of": "260余人"}, {"part_of"}),
        ("85%", {"program": "技能培训", "basis": "妇女", "change": "to"}, {"program", "basis", "change"}),
        ("260余人", {"status": "planned", "per": "人", "organization": "社区"}, {"status", "per", "organization"}),
    ],
    ids=[
        "less-of-the-noun",
        "two-fields",
        "another-role",
        "an-alternative",
        "another-whole",
        "no-whole-is-right-too",
        "a-whole-too-many",
        "values-that-are-null",
        "a-target",
    ],
)
def test_a_field_of_a_fact(
    surface: str, values: dict[str, str | None], wrong: set[str], facts: Callable[..., Path]
) -> None:
    found = judged(facts(), changed(surface, **values))
    shares = {name: evaluate.share(found[f"fact.{name}"]) for name in FACT_FIELDS}
    assert {name for name, share in shares.items() if share == Fraction(4, 5)} == wrong
    assert set(shares.values()) <= {Fraction(4, 5), Fraction(1)}
    assert found["fact"].whole == (4 if wrong else 5)


def test_a_fact_that_is_missed_is_wrong_in_all_fields(facts: Callable[..., Path]) -> None:
    fewer = {surface: values for surface, values in WRITTEN.items() if surface != "85%"}
    found = judged(facts(), fewer)
    assert (found["fact"].missed, found["fact"].right) == (1, 4)
    assert {evaluate.share(found[name]) for name in evaluate.LINKS} == {Fraction(4, 5)}


def test_a_fact_too_many_is_no_wrong_field(facts: Callable[..., Path]) -> None:
    found = judged(facts(("fact\t85%\taction=就业\tdate=2019-03\n", "")))
    assert (found["fact"].extra, found["fact"].right) == (1, 4)
    assert {evaluate.share(found[name]) for name in evaluate.LINKS} == {Fraction(1)}


def test_an_optional_fact(facts: Callable[..., Path]) -> None:
    found = judged(facts(("fact\t85%\taction=就业\tdate=2019-03\n", "optional\t85%\tof=fact\n")))
    assert found["fact"] == good(4)


@pytest.mark.parametrize(
    ("checked", "check", "failed"),
    [
        (
            CHECKED[:1],
            Score(right=1, missed=1, near=1, near_missed=1, valued=1, whole=1),
            Score(missed=1, near_missed=1),
        ),
        ((*CHECKED, ("85%", "share", "passed")), good(2), good(1)),
        (
            (*CHECKED, ("85%", "share", "failed")),
            good(2) + Score(extra=1, near_extra=1),
            good(1) + Score(extra=1, near_extra=1),
        ),
        (
            (("1.5万元", "product", "failed"), CHECKED[1]),
            good(1) + Score(extra=1, missed=1, near_extra=1, near_missed=1),
            good(1) + Score(extra=1, near_extra=1),
        ),
        ((("1.5万元", "share", "passed"), CHECKED[1]), good(1) + Score(missed=1, near_missed=1), good(1)),
    ],
    ids=["missed", "passed-without-a-line", "false-alarm", "another-result", "another-check"],
)
def test_checks(
    checked: Sequence[tuple[str, str, str]], check: Score, failed: Score, facts: Callable[..., Path]
) -> None:
    found = judged(facts(), checked=checked)
    assert (found["check"], found["failed"]) == (check, failed)


def test_readings_have_what_facts_and_checks_say(facts: Callable[..., Path]) -> None:
    (gold,) = read_gold([facts()]).texts
    document = parse_source(gold.text.source, pack=load_pack(), with_text=True)
    items = reading_of(with_facts(document, changed("14名", organization="社区", basis="上年", change="up"), CHECKED))
    told = {gold.text.text[slice(*item.span)]: dict(item.values) for item in items if item.type in TYPES}
    wanted = {"action": "慰问", "part_of": "32户", "organization": "社区", "basis": "上年", "change": "up"}
    assert wanted.items() <= told["14名"].items()
    assert told["1.5万元"]["role"] == "relief"
    checks = [(gold.text.text[slice(*item.span)], dict(item.values)) for item in items if item.type == "check"]
    assert checks == [
        ("1.5万元", {"check": "conflict", "result": "failed"}),
        ("1.5万元", {"check": "product", "result": "passed"}),
    ]


def test_a_surface_that_stands_twice_has_a_number(facts: Callable[..., Path]) -> None:
    directory = facts()
    text = "某村妇联2019年工作总结\n新建活动室5个,改建活动室5个,其中村级2个。\n"
    (directory / "a.txt").write_text(text, encoding="utf-8", newline="\n")
    lines = "fact\t5个\nfact\t5个\nfact\t2个\tpart_of={}\n"
    first, second = text.index("5个"), text.rindex("5个")
    for named, at in {"5个": second, "5个#1": first, "5个#2": second}.items():
        (directory / "a.tsv").write_text(lines.format(named), encoding="utf-8")
        (gold,) = read_gold([directory]).texts
        assert gold.faults == (), named
        assert gold.lines[-1].wholes == frozenset({(at, at + 2)}), named


def test_where_no_line_is_of_a_fact_none_is_scored(gold: Callable[..., Path]) -> None:
    outcome = run(gold(), listed=True, least={"": Decimal(1)})
    assert (outcome.faults, outcome.blocks) == ([], ())
    assert not {"fact", "check", "failed"} & {row[0] for row in outcome.tables[0].rows}
    assert [fault.message for fault in run(gold(), least={"fact.item": Decimal("0.5")}).faults] == [
        "fact.item: of the facts - are right, less than 0.5"
    ]


def test_where_all_lines_are_of_facts_nothing_else_is_scored(facts: Callable[..., Path]) -> None:
    outcome = run(facts(), least={"": Decimal("0.9")})
    assert outcome.faults == []
    assert outcome.checked == 7
    verdicts = outcome.data["verdicts"]
    assert isinstance(verdicts, list)
    assert {row["type"] for row in verdicts} == {"fact", "check"}
    assert str(outcome.summary).startswith("gold lines: 7, texts: 1; fact: precision 1.0000, recall 1.0000")


def test_the_table_of_fields(facts: Callable[..., Path]) -> None:
    outcome = run(facts(("action=走访;date=2019", "action=走访;date=1999")))
    by_field = {row[0]: row[1:] for row in outcome.tables[1].rows}
    assert [*by_field] == [*FACT_FIELDS]
    assert by_field["date"] == ("4", "0.8000", "5", "4", "0.8000")
    fields = outcome.data["fields"]
    assert isinstance(fields, dict)
    assert fields["date"] == {"gold": 5, "right": 4, "share": 0.8, "asked": 5, "asked_right": 4}


def test_a_field_below_its_bar(facts: Callable[..., Path], tmp_path: Path) -> None:
    worse = ("item=困难家庭;action=走访;date=2019", "item=困难家庭;action=走访;date=1999")
    outcome = run(facts(worse), least={"fact.date": Decimal("0.9"), "fact.status": Decimal(1)})
    assert [fault.message for fault in outcome.faults] == [
        "fact.date: of the facts 0.8000 (4 of 5) are right, less than 0.9"
    ]
    assert outcome.faults[0].text.said("zh") == "fact.date：事实的正确率为 0.8000（4/5），低于 0.9"
    file = tmp_path / "figures.json"
    run(facts(), save=file)
    said = [fault.message for fault in run(facts(worse), baseline=file).faults]
    assert "fact.date: values was 1.0000 (5 of 5), is 0.8000 (4 of 5)" in said


FACT_FAULTS: dict[str, tuple[tuple[str, str], tuple[int, int], str]] = {
    "not-in-the-text": (("fact\t85%", "fact\t86%"), (7, 6), "`86%` is not in the text from line 5 on"),
    "no-such-field": (
        ("action=就业", "verb=就业"),
        (7, 10),
        f"a line of the type `fact` has no field `verb`; one of {', '.join(FACT_FIELDS)}",
    ),
    "a-field-of-a-check": (
        ("result=failed", "results=failed"),
        (5, 25),
        "a line of the type `check` has no field `results`; did you mean `result`?",
    ),
    "no-such-role": (
        ("role=relief|null", "role=releif"),
        (3, 22),
        "`releif` is no value of `role`; did you mean `relief`?",
    ),
    "no-such-check": (
        ("id=conflict", "id=conflicts"),
        (5, 13),
        "`conflicts` is no value of `id`; did you mean `conflict`?",
    ),
    "a-whole-that-is-no-figure": (
        ("part_of=32户|null", "part_of=困难家庭"),
        (2, 39),
        "`困难家庭`, of which this is a part, is the surface of no other fact line",
    ),
    "a-part-of-itself": (
        ("part_of=32户|null", "part_of=14名#1"),
        (2, 39),
        "`14名#1`, of which this is a part, is the surface of no other fact line",
    ),
    "a-second-that-is-not-there": (
        ("part_of=32户|null", "part_of=32户#2"),
        (2, 39),
        "`32户#2`, of which this is a part, is the surface of no other fact line",
    ),
    "no-figure": (
        ("fact\t85%\taction=就业\tdate=2019-03\n", "fact\t就业率\ncount\t260余人\nratio\t85%\n"),
        (7, 6),
        "`就业率` is no figure: no count, money or ratio line has this place",
    ),
}


@pytest.mark.parametrize("name", FACT_FAULTS)
def test_a_fact_line_that_is_wrong(name: str, facts: Callable[..., Path]) -> None:
    edit, place, said = FACT_FAULTS[name]
    directory = facts(edit)
    faults = read_gold([directory]).texts[0].faults
    assert (str(directory / "a.tsv"), *place, "FED097", said) in [
        (fault.path, fault.line, fault.column, fault.code, fault.message) for fault in faults
    ]
    assert run(directory).exit_code == 1


# Bars and baselines


@pytest.mark.parametrize(
    ("least", "said"),
    [
        ({"": "0.9"}, []),
        ({"": "0.95"}, ["mentions: F1 is 0.9333 (14 of 15), less than 0.95"]),
        ({"": "0.9", "count": "0.8", "date": "1"}, []),
        ({"count": "0.81"}, ["count: F1 is 0.8000 (4 of 5), less than 0.81"]),
        ({"document": "0.5"}, ["document: F1 is -, less than 0.5"]),
    ],
    ids=["reached", "missed", "several", "one-type", "nothing-to-find"],
)
def test_the_least_f1(least: dict[str, str], said: list[str], gold: Callable[..., Path]) -> None:
    directory = gold(("count\t14名\tvalue=14;unit=名;item=党员|老党员\n", ""))
    outcome = run(directory, least={name: Decimal(bar) for name, bar in least.items()})
    assert [fault.message for fault in outcome.faults] == said
    assert outcome.exit_code == (1 if said else 0)


def test_a_bar_is_of_the_types_that_are_asked_for(gold: Callable[..., Path]) -> None:
    outcome = run(gold(("missing\t余份\n", "")), types=["section", "missing"], least={"": Decimal("0.5")})
    assert [fault.message for fault in outcome.faults] == ["missing: F1 is 0.0000 (0 of 1), less than 0.5"]


def test_a_lower_figure_is_a_fault(gold: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert run(gold(), save=file).exit_code == 0
    first = file.read_bytes()
    assert run(gold(), save=file, baseline=file).faults == []
    assert file.read_bytes() == first
    worse = run(gold(("amount=15000", "amount=16000")), baseline=file)
    assert [(f.path, f.line, f.column, f.code, f.message) for f in worse.faults] == [
        (str(file), 6, 1, "FED098", "money: values was 1.0000 (1 of 1), is 0.0000 (0 of 1)"),
        (str(file), 6, 1, "FED098", "money: all was 1.0000 (1 of 1), is 0.0000 (0 of 1)"),
        (str(file), 11, 1, "FED098", "mentions: values was 1.0000 (8 of 8), is 0.8750 (7 of 8)"),
        (str(file), 11, 1, "FED098", "mentions: all was 1.0000 (8 of 8), is 0.8750 (7 of 8)"),
    ]
    assert worse.faults[0].text.said("zh") == "money：values 原为 1.0000（1/1），现为 0.0000（0/1）"
    assert run(gold(("amount=15000", "amount=16000")), baseline=file, types=["count"]).faults == []


def test_what_is_not_there_any_more_is_lower(gold: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    run(gold(), save=file)
    fewer = gold(("ratio\t85%\tvalue=17/20;comparator==|~", "optional\t85%\tof=ratio"))
    assert "ratio: f1 was 1.0000 (2 of 2), is -" in [fault.message for fault in run(fewer, baseline=file).faults]


def test_a_baseline_that_is_none(gold: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    file.write_text("[]", encoding="utf-8")
    outcome = run(gold(), baseline=file)
    assert [fault.message for fault in outcome.faults] == ["this is no file that `fedparse rules eval --save` wrote"]
    assert outcome.exit_code == 3


# What people see


def test_the_listing(gold: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    directory = gold(("amount=15000", "amount=16000"), ("count\t14名", "count\t老党员14名"))
    monkeypatch.chdir(directory)
    outcome = run(Path(), listed=True)
    block = (
        "- a.txt:3:15 count\n"
        "    全年走访困难家庭32户,慰问【老党员14名】,发放慰问金1.5万元。\n"
        "+ a.txt:3:18 count count.measure\n"
        "    全年走访困难家庭32户,慰问老党员【14名】,发放慰问金1.5万元。\n"
        "~ a.txt:3:27 money money.amount amount: 15000, gold 16000\n"
        "    全年走访困难家庭32户,慰问老党员14名,发放慰问金【1.5万元】。"
    )
    assert outcome.blocks == (block,)
    right = run(Path(), right=True).blocks[0].splitlines()[::2]
    assert right[0] == "= a.txt:1:1 report"
    assert len(right) == 10
    said = "gold lines: 12, texts: 1; mentions: precision 0.8750, recall 0.8750, F1 0.8750, values 0.8571"
    assert str(outcome.summary) == said


def test_what_is_optional_is_no_fault_and_in_the_data(gold: Callable[..., Path]) -> None:
    outcome = run(gold(("ratio\t85%\tvalue=17/20;comparator==|~", "optional\t85%\tof=ratio")), listed=True)
    assert outcome.blocks == ()
    verdicts = outcome.data["verdicts"]
    assert isinstance(verdicts, list)
    assert [row["surface"] for row in verdicts if row["verdict"] == "optional"] == ["85%"]
    json.dumps(outcome.data)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--min-f1", "0.99", "--min-f1", "section=1"], 0),
        (["--min-f1", "sections=1"], 2),
        (["--min-f1", "1.5"], 2),
        (["-k", "nobody"], 4),
        (["-k", "document"], 4),
        (["--baseline", "none.json"], 3),
        (["--rules", "none"], 3),
        (["--gold", "none"], 1),
    ],
    ids=["plain", "reached", "unknown-type", "no-share", "no-type", "no-line", "no-baseline", "no-pack", "no-gold"],
)
def test_the_command(options: list[str], code: int, gold: Callable[..., Path]) -> None:
    done = CliRunner().invoke(app, ["rules", "eval", "--gold", str(gold()), *options])
    assert done.exit_code == code, done.output


def test_nothing_is_never_green(tmp_path: Path) -> None:
    outcome = run(tmp_path)
    assert ([fault.code for fault in outcome.faults], outcome.checked, outcome.exit_code) == (["FED084"], 0, 1)
