"""`fedparse rules explain`: why a rule fired, and why not, step by step, and that it never disagrees with `parse`."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.errors import SourceError
from fedparse.examples import parse_example
from fedparse.explain import explain, near
from fedparse.model import MENTION_LISTS
from fedparse.packs import LazyPattern, load_pack
from fedparse.pipeline import engine, parse_file, read, together
from fedparse.resolve import Overriding, reason
from fedparse.ruletools.explaining import UnknownRuleError, explaining, target
from fedparse.sources import from_text, read_path

if TYPE_CHECKING:
    from fedparse.explain import Explanation, Try
    from fedparse.messages import Language

PACK = load_pack()
RULES = {rule.id: rule for rule in PACK.rules}
KINDS = (together("count"), together("diagnostic"), together("suspicion"))


def explained(text: str, rule: str = "") -> Explanation:
    return explain(from_text(text, name=""), PACK, year=2019, rule=RULES[rule] if rule else None)


def tried(text: str, rule: str) -> list[Try]:
    trace = explained(text, rule).trace
    assert trace is not None
    return list(trace.tries)


# Where a rule fails


class Failure(NamedTuple):
    """A rule on a sentence: the span where it could start, the key it fails at, and words of the sentence about it."""

    rule: str
    text: str
    surface: str
    key: str
    says: str


FAILURES = {
    "inside-one-is-no-count": Failure(
        "count.measure", "坚持一手抓发展", "一", "inside", "`inside` does not match `一`"
    ),
    "inside-could-go-on": Failure("money.implied", "募集资金502,", "502", "inside", "one of these would do: 万 亿"),
    "before-read-backwards": Failure("count.one_new", "重建一处服务站", "一", "before", "goes along with `建`"),
    "unit-missing": Failure("money.amount", "发放慰问金3000,", "3000", "unit", "no word of the list `currencies`"),
    "unit-at-the-end": Failure("money.amount", "发放慰问金3000", "3000", "unit", "the line ends after it"),
    "before-forbidden": Failure("ratio.tenths", "位列第三成员", "三", "before", "which `before` does not allow"),
    "before-missing": Failure("count.one_new", "共有一处服务站", "一", "before", "before it stands `共有`"),
    "before-at-the-start": Failure("count.one_new", "一处服务站", "一", "before", "nothing stands before it"),
    "after-other-word": Failure("ratio.tenths", "减少了三程", "三", "after", "begins with one of: 成"),
    "where-of-the-unit": Failure("count.one_tally", "示范校一批。", "一", "where", "the rule asks for risk=low"),
    "not-after": Failure("count.measure", "印发3名单", "3", "not_after", "`unit_words`"),
    "term": Failure("program.known_quoted", "开展“无名的做法”", "“无名的做法”", "term", "in the list `programs`"),
}


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES)
def test_a_rule_that_stays_silent_says_at_which_step(case: Failure) -> None:
    found = [attempt for attempt in tried(case.text, case.rule) if attempt.place.surface == case.surface]
    assert [attempt.fate for attempt in found] == ["failed"]
    failed = {step.key: str(step.says) for step in found[0].steps if not step.held}
    assert case.says in failed[case.key]


class Fate(NamedTuple):
    """A rule that matches in a sentence: what became of it, and words of the sentence about it."""

    rule: str
    text: str
    fate: str
    says: str


FATES = {
    "made": Fate("count.measure", "救助儿童23名", "made", "it was made"),
    "refused": Fate("date.month", "2月30日召开会议", "refused", "there is no such day"),
    "earlier-layer": Fate("count.measure", "回顾2019年工作", "lost", "date.year `2019年`: its kind is read earlier"),
    "guard": Fate("count.measure", "建成4A级景区2个,践行三个代表", "made", "it was made"),
    "outgrown-guard": Fate(
        "guard.phrase", "帮扶二百五十户", "outgrown", "a guard guards nothing inside a longer reading"
    ),
    "no-noun-to-count": Fate("count.one_tally", "扶持一个,", "uncounted", "no noun that could be counted"),
    "heading": Fate("heading.chinese", "一、加强学习", "made", "taken as a heading or item"),
    "noise-line": Fate("noise.page-mark", "走访妇女\n- 3 -\n五十户。", "made", "taken out as noise"),
    "lone-ordinal": Fate("heading.ordinal", "第一,抓学习。", "unheard", "only in a series"),
    "doubtful": Fate("heading.chinese-doubtful", "三、四季度打算", "unheard", "does not go on"),
    "report-rule": Fate("line.open", "按照乡党委、", "made", "the layout uses it as `open`"),
    "diagnostic": Fate("missing.percent", "合格率达%以上;", "made", "it was made"),
    "suspicion-in-a-sound-report": Fate(
        "missing.many", "共答题多份,参加者1200人,发放3500元", "unheard", "digits were stripped"
    ),
    "fact": Fate("fact.anniversary", "纪念“三八”节96周年", "made", "parts of a mechanism"),
}


@pytest.mark.parametrize("case", FATES.values(), ids=FATES)
def test_a_rule_that_matches_says_what_became_of_it(case: Fate) -> None:
    found = tried(case.text, case.rule)
    assert any(attempt.fate == case.fate and case.says in str(attempt.says) for attempt in found), found


def test_the_guard_that_took_a_place_is_named() -> None:
    told = [str(says) for says in tried("坚持一手抓发展", "count.measure")[0].instead]
    assert told == ["the guard guard.phrase takes `一手抓`: a fixed phrase, no figure"]


NEAR = {
    "pattern": ("document.title", "见《妇女权益保障法", "《妇女权益保障法》", [("", "》")]),
    "lexicon": ("program.known", "开展巾帼建工活动", "巾帼建功", [("工", "功")]),
}


@pytest.mark.parametrize(("rule", "text", "mended", "edits"), NEAR.values(), ids=NEAR)
def test_a_rule_that_starts_nowhere_has_a_near_miss(
    rule: str, text: str, mended: str, edits: list[tuple[str, str]]
) -> None:
    trace = explained(text, rule).trace
    assert trace is not None
    assert trace.near is not None
    assert (trace.near.mended, list(trace.near.edits)) == (mended, edits)


MENDED = {
    "other-character": ("同比增长[0-9.]+%", "全年同比增幅8.3%,", "同比增长8.3%", [("幅", "长")]),
    "missing-character": ("其中妇女[0-9]+人", "其中女30人", "其中妇女30人", [("", "妇")]),
    "one-too-many": ("(?:募集|筹集)资金[0-9]+元", "共筹集到资金30元", "筹集资金30元", [("到", "")]),
    "what-follows-counts": ("《[^《》]+》(?=的通知)", "转发《意见》的通告", "", []),
    "two-at-once": ("先进妇女集体称号", "荣获先近妇女群体称号", "先进妇女集体称号", [("近", "进"), ("群", "集")]),
    "too-far": ("先进集体", "养殖大户", "", []),
    "matches-as-it-is": ("先进集体", "评为先进集体", "", []),
}


@pytest.mark.parametrize(("source", "text", "mended", "edits"), MENDED.values(), ids=MENDED)
def test_what_a_pattern_nearly_matches(source: str, text: str, mended: str, edits: list[tuple[str, str]]) -> None:
    pattern = LazyPattern(source)
    miss = near.nearest(pattern, text, (0, len(text)))
    assert (miss.mended if miss else "") == mended
    if miss:
        assert list(near.edits(text[slice(*miss.span)], miss.mended)) == edits
        assert pattern.compiled.fullmatch(miss.mended)


def test_how_far_a_pattern_goes_along() -> None:
    after = LazyPattern("年度?工作(?:总结|报告)")
    assert near.reach(after, "2019年度工作汇报", 4) == 8
    assert near.could_follow(after, "2019年度工作汇报", 4, 8) == ["总", "报"]
    before = LazyPattern("(?<=(?:募集|筹集)资金)")
    assert near.reach_back(before, "归集资金3", 4) == 1
    assert near.could_precede(before, "归集资金3", 1, 4) == ["募", "筹"]
    assert near.forbids(LazyPattern("(?<=(?<!第))"))
    assert not near.forbids(before)


# What was made


def test_what_was_made_is_told_with_its_parts_and_what_it_beat() -> None:
    made = {item.place.surface: item for item in explained("下发2020年文件,发案率下降8.3个百分点").made}
    ratio = made["8.3个百分点"]
    assert ratio.rule is not None
    assert ratio.rule.id == "ratio.point"
    assert [(b.rule.id, b.place.surface, b.reason) for b in ratio.beat] == [("count.measure", "8.3个", "layer")]
    assert ratio.place[2:] == (1, 16)


def test_parts_name_the_key_they_came_from() -> None:
    [money] = [item for item in explained("人民币约3000元以上").made if item.kind == "money"]
    assert {(group.name, group.text, group.key) for group in money.groups} >= {
        ("unit", "元", "unit"),
        ("number", "3000", "anchor"),
        ("tail", "以上", "after"),
    }


def test_items_and_rates_are_told() -> None:
    [count] = [item for item in explained("培训妇女23名").made if item.kind == "count"]
    assert count.item == "妇女"


# What was marked


def test_marked_spans_are_looked_for() -> None:
    wanted = target("救助儿童【23名｜23】,发放【3000】,【5元｜6】")
    found = explain(wanted.source, PACK, year=2019, marks=wanted.marks)
    assert [(item.place.surface, item.made) for item in found.expected] == [
        ("23名", True),
        ("3000", False),
        ("5元", False),
    ]
    assert "money" in {attempt.rule.kind for attempt in found.expected[1].closest}
    assert str(found.expected[2].says[0]) == "it was made by money.amount, but amount is 5, not 6"


def test_a_marked_span_that_is_part_of_what_was_made_is_told_so() -> None:
    wanted = target("救助【30万】元")
    [found] = explain(wanted.source, PACK, marks=wanted.marks).expected
    assert "here money.amount made `30万元`" in map(str, found.says)


def test_a_number_that_no_rule_reads_names_the_rules_that_came_closest() -> None:
    [unread] = explained("发放3000,救助5户").unread
    assert unread.place.surface == "3000"
    failed = {attempt.rule.id: attempt.failed for attempt in unread.closest}
    assert failed["money.amount"] == "unit"


# It cannot disagree with the pipeline


@cache
def sentences() -> str:
    lines = [line for rule in PACK.rules for line in (*rule.examples, *rule.counter_examples)]
    return "\n".join(parse_example(line).text.replace("\n", " ") for line in lines)


@pytest.mark.parametrize("kinds", KINDS, ids=lambda kinds: "+".join(sorted(kinds)))
def test_attempts_match_exactly_where_the_matcher_does(kinds: frozenset[str]) -> None:
    """Over every example sentence and every rule: `matched` in the trace is a match of `find`, and no other is."""
    matcher = engine(PACK).matcher
    folded = engine(PACK).folder.fold(sentences())
    anchors = matcher.anchors(folded)
    wanted = sorted((match.rule.id, match.span) for match in matcher.find(folded, kinds, anchors))
    got = []
    for rule in PACK.rules:
        if rule.kind not in kinds:
            continue
        for attempt in matcher.attempts(rule, folded, kinds, anchors):
            held = all(step.held for step in attempt.steps)
            assert held == (attempt.match is not None or attempt.before_it is not None), attempt
            got += [(rule.id, attempt.match.span)] if attempt.match else []
    assert sorted(got) == wanted


@pytest.mark.parametrize("path", sorted(Path("samples").glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_explained_is_what_is_parsed(path: Path) -> None:
    made = explain(read_path(path), PACK).made
    document = parse_file(path)
    mentions = [m for report in document.reports for key in MENTION_LISTS for m in getattr(report, key)]
    kinds = {"date", "count", "money", "ratio", "program", "document"}
    assert sorted((item.rule.id, item.place.span) for item in made if item.rule and item.kind in kinds) == sorted(
        (mention.rule, mention.span) for mention in mentions
    )
    told = {(item.code, item.place.span) for item in made if item.code}
    whole = {"noise", "duplicate-report", "unresolved-year"}
    for report in document.reports:
        assert {(d.code, d.span) for d in report.diagnostics if d.code not in whole} <= told


@pytest.mark.parametrize("kind", sorted({rule.kind for rule in PACK.rules} - {"report", "fact"}))
def test_the_trace_of_a_rule_bears_its_examples_out(kind: str) -> None:
    """A rule made something of each of its examples and nothing of its counter-examples, and the trace says so."""
    for rule in PACK.of(kind):
        made = {line: "made" in [t.fate for t in tried(parse_example(line).text, rule.id)] for line in rule.examples}
        assert [line for line, is_made in made.items() if not is_made] == [], rule.id
        for line in rule.counter_examples:
            assert "made" not in [t.fate for t in tried(parse_example(line).text, rule.id)], (rule.id, line)


def test_every_match_has_a_fate() -> None:
    """No example of any rule is left without a verdict, and every loss has a reason that its ranks bear out."""
    unmade = explained(sentences()).unmade
    assert {item.fate for item in unmade} == {"lost", "refused", "outgrown", "uncounted"}
    assert all(item.rule.kind == "guard" for item in unmade if item.fate == "outgrown")
    assert all(item.rule.constants["item"] == "before" for item in unmade if item.fate == "uncounted")
    found = read(sentences(), PACK, year=2019)
    overriding = Overriding([*found.winners, *(loss.candidate for loss in found.losses)])
    reasons = {reason(loss, overriding) for loss in found.losses}
    assert reasons <= {"layer", "overrides", "leftmost", "longest", "priority", "id"}
    assert {"layer", "longest", "leftmost"} <= reasons
    for loss in found.losses:
        if reason(loss, overriding) == "longest":
            assert loss.winner.span[1] - loss.winner.span[0] > loss.candidate.span[1] - loss.candidate.span[0]


# Text, data and the command


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


SENTENCES = [
    "坚持一手抓发展，一手抓稳定，荣获第六名，培训【妇女】23名，救助约30万元",
    "2月30日召开“三八”维权周会议，参加人员数量庞大且来自全县各个乡镇街道社区以及企事业单位共1200余人次，成效显著",
    "一、加强学习\n1.5万元用于慰问\n2、抓好培训。",
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", [None, "count.measure", "heading.arabic", "document.title", "missing.percent"])
@pytest.mark.parametrize("text", SENTENCES)
def test_blocks_fit_eighty_columns(text: str, rule: str | None, language: Language) -> None:
    blocks = explaining(target(text), PACK, rule=rule, language=language).blocks
    lines = [line for block in blocks for line in block.split("\n")]
    assert lines
    assert [line for line in lines if columns(line) > 80] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_the_span_is_underlined_by_columns() -> None:
    [block] = explaining(target("救助儿童２３名"), PACK).blocks
    lines = block.split("\n")
    at = next(number for number, line in enumerate(lines) if "^" in line)
    assert (columns(lines[at - 1]), lines[at]) == (18, "    " + " " * 8 + "^" * 6)


def test_what_a_normaliser_refuses_is_told_in_both_languages() -> None:
    english, chinese = (explaining(target("2月30日开会"), PACK, language=name).blocks[0] for name in ("en", "zh"))
    assert "there is no such day" in " ".join(english.split())
    assert "没有这一天" in "".join(chinese.split())


def test_data_is_plain_json() -> None:
    data: Any = json.loads(json.dumps(explaining(target("救助儿童【23名｜23】"), PACK, rule="count.measure").data))
    assert data["expected"][0]["made"] is True
    assert data["made"][0]["rule"]["id"] == "count.measure"
    assert data["made"][0]["values"]["value"] == 23
    assert data["trace"]["tries"][0]["fate"] == "made"
    assert data["made"][0]["rule"]["place"].endswith(".toml:4")


def test_a_line_is_explained_as_it_stands_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("2018年工作总结\n\n3月培训妇女23名。\n4月救助5户。\n", encoding="utf-8")
    data: Any = explaining(target(f"{file}:3"), PACK).data
    assert [(made["surface"], made["line"]) for made in data["made"]] == [("3月", 3), ("23名", 3)]
    assert data["made"][0]["values"]["edtf"] == "2018-03"
    whole: Any = explaining(target(str(file)), PACK).data
    assert {made["line"] for made in whole["made"]} == {1, 3, 4}


@pytest.mark.parametrize("text", ["", "  \n "], ids=["empty", "blank"])
def test_nothing_to_explain_is_never_green(text: str) -> None:
    assert explaining(target(text), PACK).exit_code == 4


def test_an_empty_line_is_nothing_to_explain(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("培训23名\n\n", encoding="utf-8")
    assert explaining(target(f"{file}:2"), PACK).exit_code == 4
    assert explaining(target(f"{file}:99"), PACK).exit_code == 4


def test_an_unknown_rule_has_a_neighbour() -> None:
    with pytest.raises(UnknownRuleError, match=r"no rule `money\.amuont`; did you mean `money\.amount`"):
        explaining(target("5元"), PACK, rule="money.amuont")


def test_a_file_that_is_missing_is_no_text() -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        target("missing.txt:3")


COMMANDS: dict[str, tuple[list[str], int, str]] = {
    "sentence": (["救助儿童23名"], 0, "count.measure"),
    "chinese": (["坚持一手抓发展", "--rule", "count.measure", "--lang", "zh"], 0, "不符合 inside"),
    "json": (["救助儿童23名", "--format", "json"], 0, '"count.measure"'),
    "unknown-rule": (["5元", "--rule", "money.amuont"], 2, "did you mean"),
    "open-mark": (["救助【5元"], 2, "has no"),
    "missing-file": (["missing.txt:3"], 1, "there is no such file"),
    "empty": ([""], 4, ""),
}


@pytest.mark.parametrize(("arguments", "code", "said"), COMMANDS.values(), ids=COMMANDS)
def test_the_command(arguments: list[str], code: int, said: str) -> None:
    done = CliRunner().invoke(app, ["rules", "explain", *arguments])
    assert done.exit_code == code, done.output
    assert said in done.output
    assert "Traceback" not in done.output
    # What the command line says of wrong usage is one line, however long.
    assert code == 2 or [line for line in done.output.split("\n") if columns(line) > 80] == []
