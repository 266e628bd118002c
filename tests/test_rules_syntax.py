"""The syntax of patterns: what is read where, and what can be made of it."""

import re
import tomllib

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from fedparse.expand import one_line
from fedparse.packs import default_pack_path, load_pack
from fedparse.ruletools import syntax
from fedparse.ruletools.syntax import PatternError, parse, replaced, sample

_MARKS = re.compile(r"(?:\(\?(?:P?<\w+>|[:>|]|<?[=!]|[ims-]+:|\(\w+\))|[()|]|(?:[*+?]|\{[0-9,]+\})[?+]?|\{e<=1\})*")


def written() -> list[tuple[str, str]]:
    """Every pattern of the built-in pack as it is written, with a name."""
    found = []
    for file in sorted(default_pack_path().glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [(f"macro.{name}", one_line(macro["pattern"])) for name, macro in data.get("macro", {}).items()]
        for rule in data.get("rule", ()):
            keys = [key for key in ("pattern", "inside", "before", "after") if key in rule]
            found += [(f"{rule['id']}.{key}", one_line(rule[key])) for key in keys]
    return found


def shown(node: syntax.Node) -> str:
    """A tree in short: `[Literal Or[[Literal] []]]`, a sequence as its brackets."""
    inner = " ".join(map(shown, syntax.children(node)))
    if isinstance(node, syntax.Sequence):
        return f"[{inner}]"
    name = type(node).__name__
    return f"{name}[{inner}]" if isinstance(node, syntax.Alternation) else f"{name}{inner}"


def joined(text: str) -> str:
    """A pattern put together again from its leaves and what stands between them, which must be marks."""
    at, found = 0, ""
    for leaf in syntax.leaves(parse(text)):
        between = text[at : leaf.start]
        assert _MARKS.fullmatch(between), between
        found += between + text[leaf.start : leaf.end]
        at = leaf.end
    assert _MARKS.fullmatch(text[at:]), text[at:]
    return found + text[at:]


@pytest.mark.parametrize(("name", "text"), [pytest.param(*entry, id=entry[0]) for entry in written()])
def test_pack_patterns(name: str, text: str) -> None:
    assert joined(text) == text, name


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("元", "[Literal]", id="a character"),
        pytest.param("", "[]", id="nothing"),
        pytest.param("约|近|", "Alternation[[Literal] [Literal] []]", id="branches, one empty"),
        pytest.param("[0-9]{1,3}", "[RepeatClass]", id="a bound"),
        pytest.param("{digits}?", "[RepeatReference]", id="a macro"),
        pytest.param("{numerals:kind=scale}", "[Reference]", id="terms of a kind"),
        pytest.param("x{,3}", "[RepeatLiteral]", id="a bound above only"),
        pytest.param("x{}", "[Literal Literal Literal]", id="braces that are no bound"),
        pytest.param(r"\p{Han}\d\s.", "[Escape Escape Escape Any]", id="categories"),
        pytest.param(r"^\A\bx\Z$", "[Anchor Anchor Anchor Literal Anchor Anchor]", id="places"),
        pytest.param(
            "(?P<x>a)(b)(?:c)(?>d)", "[Group[Literal] Group[Literal] Group[Literal] Group[Literal]]", id="groups"
        ),
        pytest.param("(?=a)(?!b)(?<=c)(?<!d)", "[Look[Literal] Look[Literal] Look[Literal] Look[Literal]]", id="looks"),
        pytest.param("(?i)a(?-i:b)", "[Other Literal Group[Literal]]", id="flags"),
        pytest.param(r"(?P=q)\g<q>\1", "[Backreference Backreference Backreference]", id="backreferences"),
        pytest.param("(?(q)a|b)", "[ConditionalAlternation[[Literal] [Literal]]]", id="a condition"),
        pytest.param("(?(?=x)a)", "[ConditionalLook[Literal] [Literal]]", id="a lookaround as condition"),
        pytest.param(r"\L<words>", "[WordList]", id="a word list"),
        pytest.param("(?|(a)|b)", "[GroupAlternation[[Group[Literal]] [Literal]]]", id="branch reset"),
        pytest.param("(?:a){e<=1}", "[FuzzyGroup[Literal]]", id="a part that may be misspelt"),
        pytest.param("a(?#b|c)(?R)(*F)", "[Literal Other Backreference Other]", id="a comment, a call, a verb"),
    ],
)
def test_trees(text: str, tree: str) -> None:
    assert shown(parse(text)) == tree
    assert joined(text) == text


@pytest.mark.parametrize(
    ("text", "held", "left"),
    [
        pytest.param("[0-9点]", "07点", "x", id="ranges and characters"),
        pytest.param("[^,。]", "x一", ",。", id="negated"),
        pytest.param("[]x]", "]x", "[", id="a closing bracket first"),
        pytest.param("[-x]", "-x", "y", id="a hyphen first"),
        pytest.param("[x-]", "-x", "y", id="a hyphen last"),
        pytest.param(r"[\]\-\n一-龥]", "]-\n村", "x\\", id="escapes"),
        pytest.param(r"[\p{Han}·]", "村·", "x", id="a category"),
        pytest.param(r"[^\S\n]", " ", "\nx", id="white space without line ends"),
        pytest.param(r"[\u4e00-\u9fff]", "村", "x", id="numbers of characters"),
        pytest.param("[[:alpha:]-]", "x-", "1", id="a named class"),
    ],
)
def test_classes(text: str, held: str, left: str) -> None:
    """What is read of a class, written anew, holds the same characters."""
    node = parse(text)
    assert isinstance(node, syntax.Sequence)
    (found,) = node.parts
    assert isinstance(found, syntax.Class)
    inside = "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in found.ranges) + "".join(found.categories)
    again = regex.compile(f"[{'^' if found.negated else ''}{inside}]")
    for pattern in (again, regex.compile(text)):
        assert all(map(pattern.fullmatch, held))
        assert not any(map(pattern.fullmatch, left))


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        pytest.param("(?:元", "a `(` has no `)` after it", 0, id="open bracket"),
        pytest.param("元)", "a `)` has no `(` before it", 1, id="closing bracket"),
        pytest.param("a[元", "a `[` has no `]` after it", 1, id="open class"),
        pytest.param("(*", "a `(` has no `)` after it", 0, id="open verb"),
        pytest.param("a|*", "nothing stands before `*` that it could repeat", 2, id="nothing to repeat"),
        pytest.param("元\\", "a `\\` stands at the end", 1, id="half an escape"),
        pytest.param("(?~a)", "a group opens in a way that is unknown", 0, id="unknown group"),
        pytest.param(r"\N{NO SUCH SIGN}", "no character is called NO SUCH SIGN", 0, id="unknown name"),
    ],
)
def test_what_is_no_pattern(text: str, message: str, place: int) -> None:
    with pytest.raises(PatternError, match=re.escape(message)) as caught:
        parse(text)
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("text", "low", "high", "mode"),
    [
        pytest.param("x*", 0, None, "greedy", id="any"),
        pytest.param("x+?", 1, None, "lazy", id="lazy"),
        pytest.param("x?+", 0, 1, "possessive", id="possessive"),
        pytest.param("x{3}", 3, 3, "greedy", id="exactly"),
        pytest.param("x{2,}", 2, None, "greedy", id="at least"),
        pytest.param("x{0,8}?", 0, 8, "lazy", id="between"),
    ],
)
def test_bounds(text: str, low: int, high: int | None, mode: str) -> None:
    repeat = next(node for node in syntax.walk(parse(text)) if isinstance(node, syntax.Repeat))
    assert (repeat.low, repeat.high, repeat.mode) == (low, high, mode)
    assert (repeat.start, repeat.body.end, repeat.end) == (0, 1, len(text))


def test_parts_are_cut_out() -> None:
    text = "(?:约|近|超过)[0-9]{1,3}"
    choice = next(node for node in syntax.walk(parse(text)) if isinstance(node, syntax.Alternation))
    assert replaced(text, choice.branches[1], "将近") == "(?:约|将近|超过)[0-9]{1,3}"


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        pytest.param("约|超过", ["约", "超过"], id="each alternative once"),
        pytest.param("(?:约|超过)?元{2}", ["元元", "约元元", "超过元元"], id="parts as short as can be"),
        pytest.param("(?<=共)[0-9]+(?=[,。])", ["共3,"], id="what stands round it"),
        pytest.param("{unit}a", ["名a", "人次a"], id="terms"),
        pytest.param("(?!x)[^一]", ["村"], id="what a negated class holds"),
    ],
)
def test_samples(text: str, strings: list[str]) -> None:
    assert list(sample(parse(text), lambda _: ["名", "人次"])) == strings


def test_samples_of_the_pack_match() -> None:
    macros = load_pack().macros
    strings = {name: list(sample(parse(macro.source), lambda _: ())) for name, macro in macros.items()}
    silent = [name for name, found in strings.items() if not any(map(macros[name].compiled.search, found))]
    assert silent == []


def test_backreferences() -> None:
    assert [node.group for node in syntax.backreferences(parse(r"(?P<a>x)(?P=a)\1"))] == ["a", "1"]


PIECES = (
    *("元", "[^,。]", "[]]", r"\p{Han}", r"\.", "{digits}", "|", "d*", "x{0,8}?", "c++"),
    *("(?:a|b)", "(?P<n>x|)", "(?!y)", "(?<=z)"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_pattern_is_put_together_again(text: str) -> None:
    assert joined(text) == text
