"""`fedparse rules fmt`: one form for the files of a pack, and nothing they say is lost."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fedparse.cli.app import app
from fedparse.errors import PackError
from fedparse.packs import default_pack_path
from fedparse.positions import index
from fedparse.ruletools.canonical import RULE_ORDER, UnsafeError, format_lexicon, format_toml
from fedparse.ruletools.fmt import fmt

if TYPE_CHECKING:
    from pathlib import Path

# What is written how. Left what a person may write, right what it becomes.

WIDE = '"' + "宽" * 30 + '"'
FORMS = {
    "spaces-round-the-equals-sign": ("a=1\nb   =   2\n", "a = 1\nb = 2\n"),
    "spaces-at-the-ends": ("  a = 1  \n", "a = 1\n"),
    "no-newline-at-the-end": ("a = 1", "a = 1\n"),
    "empty-lines-at-the-end": ("a = 1\n\n\n", "a = 1\n"),
    "crlf": ("a = 1\r\nb = 2\r\n", "a = 1\nb = 2\n"),
    "byte-order-mark": ("\ufeffa = 1\n", "a = 1\n"),
    "empty": ("", ""),
    "dotted-key": ("set . kind = 1\n", "set.kind = 1\n"),
    "quoted-key": ('"a b" = 1\n', '"a b" = 1\n'),
    "header": ("[[ rule ]]\nid='a'\n", '[[rule]]\nid = "a"\n'),
    "dotted-header": ("[ macro . int ]\npattern='a'\n", "[macro.int]\npattern = 'a'\n"),
    "one-empty-line-between-tables": (
        "[[rule]]\nid = 'a'\n[[rule]]\nid = 'b'\n\n\n\n[[rule]]\nid = 'c'\n",
        '[[rule]]\nid = "a"\n\n[[rule]]\nid = "b"\n\n[[rule]]\nid = "c"\n',
    ),
    "no-empty-line-in-a-rule": ("[[rule]]\n\nid = 'a'\n\n\nkind = 'b'\n", '[[rule]]\nid = "a"\nkind = "b"\n'),
    "one-empty-line-elsewhere": ("name = 'a'\n\n\nrules = []\n", 'name = "a"\n\nrules = []\n'),
    "keys-of-a-rule": (
        "[[rule]]\nexamples = []\nafter = 'b'\nbefore = 'a'\nkind = 'k'\nid = 'i'\n",
        "[[rule]]\nid = \"i\"\nkind = \"k\"\nbefore = 'a'\nafter = 'b'\nexamples = []\n",
    ),
    "keys-of-a-macro": (
        "[macro.int]\nexamples = []\npattern = 'b'\ndoc = 'd'\n",
        "[macro.int]\ndoc = \"d\"\npattern = 'b'\nexamples = []\n",
    ),
    "unknown-keys-last": (
        "[[rule]]\nzeta = 1\nalpha = 1\nexamples = []\nid = 'i'\n",
        '[[rule]]\nid = "i"\nexamples = []\nzeta = 1\nalpha = 1\n',
    ),
    "keys-of-other-tables-stay": ("[lexicons]\nb = 'b.txt'\na = 'a.txt'\n", '[lexicons]\nb = "b.txt"\na = "a.txt"\n'),
    "array-that-fits": ("[[rule]]\nexamples = [\n 'a',\n 'b',\n]\n", '[[rule]]\nexamples = ["a", "b"]\n'),
    "array-that-is-too-wide": (
        f"[[rule]]\nexamples = [{WIDE}, {WIDE}]\n",
        f"[[rule]]\nexamples = [\n  {WIDE},\n  {WIDE},\n]\n",
    ),
    "array-of-arrays": ("a = [ [1,2] ,[3] ]\n", "a = [[1, 2], [3]]\n"),
    "inline-table": ("[[rule]]\nwhere={kind='a',x=1}\n", '[[rule]]\nwhere = { kind = "a", x = 1 }\n'),
    "empty-inline-table": ("a = { }\n", "a = {}\n"),
    "pattern-in-double-quotes": ('[[rule]]\nafter = "[0-9]\\\\.x"\n', "[[rule]]\nafter = '[0-9]\\.x'\n"),
    "pattern-of-lines-in-double-quotes": (
        '[[rule]]\nafter = """\n(?:a\n  |b)"""\n',
        "[[rule]]\nafter = '''\n(?:a\n  |b)'''\n",
    ),
    "pattern-with-a-quote": ('[[rule]]\nafter = "\'"\n', '[[rule]]\nafter = "\'"\n'),
    "pattern-with-an-invisible-character": ('[[rule]]\nafter = "\\u200b"\n', '[[rule]]\nafter = "\\u200b"\n'),
    "pattern-with-a-written-line-end": ('[[rule]]\nafter = "[\\n,]"\n', '[[rule]]\nafter = "[\\n,]"\n'),
    "words-in-single-quotes": ("[[rule]]\ntitle = '数'\n", '[[rule]]\ntitle = "数"\n'),
    "words-with-a-double-quote": ("[[rule]]\ntitle = '“\"'\n", "[[rule]]\ntitle = '“\"'\n"),
    "spaces-in-a-string-of-lines": ("[[rule]]\nafter = '''a  \n  b'''\n", "[[rule]]\nafter = '''a  \n  b'''\n"),
    "date-with-a-space": ("a = 2019-01-02 03:04:05\n", "a = 2019-01-02 03:04:05\n"),
    "quotes-that-end-a-string": ("[[rule]]\nafter = '''a'''''\n", "[[rule]]\nafter = '''a'''''\n"),
}


@pytest.mark.parametrize(("text", "form"), FORMS.values(), ids=FORMS)
def test_form(text: str, form: str) -> None:
    assert format_toml(text) == form
    assert format_toml(form) == form


COMMENTS = {
    "beside-a-key": ("[[rule]]\nkind = 'k' # why\nid = 'i'\n", '[[rule]]\nid = "i"\nkind = "k"  # why\n'),
    "above-a-key": ("[[rule]]\n# why\nkind = 'k'\nid = 'i'\n", '[[rule]]\nid = "i"\n# why\nkind = "k"\n'),
    "above-a-key-with-an-empty-line": (
        "[[rule]]\nid = 'i'\n\n# why\n\nkind = 'k'\n",
        '[[rule]]\nid = "i"\n# why\nkind = "k"\n',
    ),
    "beside-a-header": ("[[rule]] # why\nid = 'i'\n", '[[rule]]  # why\nid = "i"\n'),
    "on-a-header": ("a = 1\n# why\n[[rule]]\nid = 'i'\n", 'a = 1\n\n# why\n[[rule]]\nid = "i"\n'),
    "end-of-a-rule": (
        "[[rule]]\nkind = 'k'\nid = 'i'\n# why\n\n[[rule]]\n",
        '[[rule]]\nid = "i"\nkind = "k"\n# why\n\n[[rule]]\n',
    ),
    "between-rules": ("[[rule]]\n\n# Here.\n\n\n# On it.\n[[rule]]\n", "[[rule]]\n\n# Here.\n\n# On it.\n[[rule]]\n"),
    "head-of-the-file": ("# Head.\n# More.\n\n[[rule]]\nid = 'i'\n", '# Head.\n# More.\n\n[[rule]]\nid = "i"\n'),
    "head-of-a-file-with-keys": ("# Head.\n\nversion = '1'\nname = 'n'\n", '# Head.\n\nname = "n"\nversion = "1"\n'),
    "schema-of-the-file": (
        "#:schema s.json\nversion = '1'\nname = 'n'\n",
        '#:schema s.json\n\nname = "n"\nversion = "1"\n',
    ),
    "end-of-the-file": ("a = 1\n\n# The end.\n", "a = 1\n\n# The end.\n"),
    "only-comments": ("# One.\n\n\n# Two.", "# One.\n\n# Two.\n"),
    "in-an-array": (
        "[[rule]]\nexamples = [ # all\n 'a', # first\n # of\n 'b' # second\n , # third\n # last\n]\n",
        '[[rule]]\nexamples = [\n  # all\n  "a",  # first\n  # of\n  "b",  # second\n  # third\n  # last\n]\n',
    ),
    "spaces-behind-a-comment": ("a = 1 #x  \n", "a = 1  #x\n"),
    "hash-in-a-string": ('a = "# none" # one\n', 'a = "# none"  # one\n'),
    "brackets-in-a-comment": ("# [[rule]] is = none\na = 1\n", "# [[rule]] is = none\na = 1\n"),
}


@pytest.mark.parametrize(("text", "form"), COMMENTS.values(), ids=COMMENTS)
def test_comments_stay_beside_what_they_are_about(text: str, form: str) -> None:
    assert format_toml(text) == form
    assert format_toml(form) == form


UNSAFE = {
    "no-toml": ("[[rule]]\nid = \n", "it is not valid TOML: Invalid value (at line 2, column 6)", 2),
    "key-twice": ("a = 1\na = 2\n", "it is not valid TOML: Cannot overwrite a value (at line 2, column 6)", 2),
    "lone-cr": ("a = 1\rb = 2\n", None, 1),
}


@pytest.mark.parametrize(("text", "reason", "line"), UNSAFE.values(), ids=UNSAFE)
def test_what_is_no_toml_is_refused(text: str, reason: str | None, line: int) -> None:
    with pytest.raises(UnsafeError) as caught:
        format_toml(text)
    assert reason in {None, str(caught.value)}
    assert caught.value.line == line


# Any file: what it says stays, every comment stays beside its key, and a second time changes nothing.

BLANKS = st.sampled_from(["", "", "\n", "\n\n", "  \n"])
EQUALS = st.sampled_from(["=", " = ", "  =\t"])
STRINGS = st.sampled_from(
    [
        "''",
        '"a"',
        "'数 [0-9]{1,3}'",
        '"\\\\d \\"q\\" \\u00e9"',
        "'''\n  (?:a\n  |b)  \n'''",
        '"""x\n# none\\\n  y"""',
        "'''it''s'''''",
        '"# [[rule]] = none"',
        '"' + "宽" * 40 + '"',
    ]
)
SCALARS = st.one_of(STRINGS, st.sampled_from(["1", "-0.5e3", "true", "1979-05-27 07:32:00Z", "0xFF", "inf"]))


class Written(NamedTuple):
    """A piece of a file and the comments in it, each by what it says with how it stands."""

    text: str
    comments: tuple[tuple[str, str], ...] = ()


@st.composite
def arrays(draw: st.DrawFn, name: str) -> Written:
    """An array with comments beside and above its elements."""
    text, comments = "[", []
    for number in range(draw(st.integers(0, 4))):
        said = f"# {name} {number}"
        place = draw(st.sampled_from(["none", "none", "above", "beside", "before-the-comma"]))
        value = draw(st.one_of(SCALARS, st.just("[1, [2]]"), st.just("{ a = 1, b = ['c'] }")))
        if place != "none":
            comments.append((said, "inside"))
        parts = {
            "none": f" {value},",
            "above": f"\n {said}\n {value} ,",
            "beside": f"{value}, {said}\n",
            "before-the-comma": f"{value} {said} \n,",
        }
        text += parts[place]
    return Written(text + "]", tuple(comments))


@st.composite
def entries(draw: st.DrawFn, name: str, key: str, *, opening: bool) -> Written:
    """A key with its value, comments above and beside it, and empty lines.

    Comments that open a file and stand on nothing are the file's own: the `opening` key has its comments on it.
    """
    text, comments = "" if opening else draw(BLANKS), []
    for number in range(draw(st.integers(0, 2))):
        said = f"# above {name} {key} {number}"
        text += f" {said}  \n{'' if opening else draw(BLANKS)}"
        comments.append((said, "above"))
    value = draw(st.one_of(SCALARS.map(Written), arrays(f"in {name} {key}")))
    text += f"{key}{draw(EQUALS)}{value.text}"
    if draw(st.booleans()):
        text += f" # beside {name} {key}"
        comments.append((f"# beside {name} {key}", "inside"))
    return Written(text + "\n", (*comments, *value.comments))


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[str, tuple[str, str]]]:
    """A rule file, and for each comment that belongs to a key: that key, and whether it stands above it."""
    text = ""
    comments: dict[str, tuple[str, str]] = {}
    keys = st.lists(st.sampled_from([*RULE_ORDER, "unknown", "also_unknown"]), unique=True, max_size=6)
    for number in range(draw(st.integers(1, 4))):
        header = draw(st.sampled_from(["[[rule]]", "[[ rule ]] # header"])) if number else ""
        text += draw(st.sampled_from(["", "\n", "\n# alone\n\n", "# on it\n"])) + header + "\n"
        for place, key in enumerate(draw(keys)):
            entry = draw(entries(f"t{number}", key, opening=not (number or place)))
            text += entry.text
            comments |= {said: (key, place) for said, place in entry.comments}
        text += draw(st.sampled_from(["", "# the end of it\n\n"]))
    return text, comments


@given(files())
def test_nothing_is_lost(file: tuple[str, dict[str, tuple[str, str]]]) -> None:
    text, comments = file
    formatted = format_toml(text)
    assert tomllib.loads(formatted) == tomllib.loads(text)
    assert format_toml(formatted) == formatted
    assert [keys for keys in map(known_keys, index(formatted)[1:]) if keys != sorted(keys, key=RULE_ORDER.index)] == []
    assert {said: owner(formatted, said, place) for said, (_, place) in comments.items()} == {
        said: key for said, (key, _) in comments.items()
    }
    assert sorted(line for line in formatted.split("\n") if line.startswith("# alone")) == ["# alone"] * text.count(
        "# alone"
    )


def known_keys(table: object) -> list[str]:
    return [key for key in table.keys if key in RULE_ORDER]  # type: ignore[attr-defined]


def owner(text: str, comment: str, place: str) -> str:
    """The key that a comment stands above, or in or beside whose value it stands."""
    lines = text.split("\n")
    (number,) = (number for number, line in enumerate(lines, 1) if line == comment or line.endswith(f" {comment}"))
    keys = sorted((found.line, key) for table in index(text) for key, found in table.keys.items())
    if place == "above":
        line, key = next(found for found in keys if found[0] > number)
        assert all(between.startswith("#") for between in lines[number : line - 1])
        return key
    return [key for line, key in keys if line <= number][-1]


@given(files(), st.booleans())
def test_line_ends_and_a_mark_make_no_difference(file: tuple[str, object], marked: bool) -> None:
    text, _ = file
    assert format_toml(("\ufeff" if marked else "") + text.replace("\n", "\r\n")) == format_toml(text)


# Word lists

LEXICONS = {
    "line-ends": ("a\r\nb\r\n", "a\nb\n"),
    "mark": ("\ufeffa\n", "a\n"),
    "spaces-at-the-end": ("词  \n", "词\n"),
    "line-of-spaces": ("a\n  \nb\n", "a\n\nb\n"),
    "no-newline-at-the-end": ("a", "a\n"),
    "empty-lines-at-the-end": ("a\n\n\n", "a\n"),
    "empty-cells-stay": ("term\tx\ty\n达\t\t\n", "term\tx\ty\n达\t\t\n"),
    "order-stays": ("b\na\n# c\nb2\n", "b\na\n# c\nb2\n"),
    "composed": ("cafe\u0301\n", "café\n"),
    "characters-that-folding-tells-apart": (
        "term\tfolded\n\uf900\t豈\n\u3000\t \n",
        "term\tfolded\n\uf900\t豈\n\u3000\t \n",
    ),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("text", "form"), LEXICONS.values(), ids=LEXICONS)
def test_lexicon(text: str, form: str) -> None:
    assert format_lexicon(text) == form
    assert format_lexicon(form) == form


def test_two_terms_never_become_one() -> None:
    with pytest.raises(UnsafeError, match="two of its terms would become one"):
        format_lexicon("cafe\u0301\ncafé\n")


# The verb


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack whose files are in their canonical form."""
    root = tmp_path / "pack"
    (root / "lexicons").mkdir(parents=True)
    (root / "pack.toml").write_text(
        'name = "small"\nversion = "1"\nrules = ["count.toml"]\n\n[lexicons]\nunits = "lexicons/units.txt"\n'
    )
    (root / "count.toml").write_text('[[rule]]\nid = "count.a"\n')
    (root / "lexicons" / "units.txt").write_text("份\n")
    return root


def said(root: Path, *, check: bool = True) -> tuple[list[str], str, int]:
    outcome = fmt(root, check=check)
    return (
        [str(fault).removeprefix(str(root) + "/") for fault in outcome.faults],
        str(outcome.summary),
        outcome.exit_code,
    )


def test_canonical_pack(pack: Path) -> None:
    assert said(pack) == ([], "3 files are in their canonical form", 0)


def test_check_tells_the_first_line_that_differs_and_writes_nothing(pack: Path) -> None:
    (pack / "count.toml").write_text('[[rule]]\nid = "count.a"\ntitle="x"\n')
    (pack / "lexicons" / "units.txt").write_text("份\n本 \n")
    before = {file: file.read_bytes() for file in pack.rglob("*") if file.is_file()}
    assert said(pack) == (
        [
            "count.toml:3:1: FED090: the file is not in its canonical form from here on",
            "lexicons/units.txt:2:1: FED090: the file is not in its canonical form from here on",
        ],
        "2 of 3 files are not in their canonical form; run `fedparse rules fmt`",
        1,
    )
    assert {file: file.read_bytes() for file in before} == before


def test_files_are_rewritten_with_their_mode(pack: Path) -> None:
    file = pack / "count.toml"
    file.write_bytes(b'\xef\xbb\xbf[[rule]]\r\nid="count.a"\r\n')
    file.chmod(0o640)
    assert said(pack, check=False) == ([], "1 of 3 files were rewritten", 0)
    assert file.read_bytes() == b'[[rule]]\nid = "count.a"\n'
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in pack.iterdir() if path.name.startswith(".")] == []
    assert said(pack) == ([], "3 files are in their canonical form", 0)


def test_one_file_alone(pack: Path) -> None:
    (pack / "count.toml").write_text("a=1")
    assert fmt(pack / "count.toml").checked == 1
    assert (pack / "count.toml").read_text() == "a = 1\n"


def test_what_cannot_be_formatted_is_left_and_hides_nothing(pack: Path) -> None:
    (pack / "count.toml").write_text("[[rule]\n")
    (pack / "lexicons" / "units.txt").write_bytes(b"\xff\n")
    (pack / "pack.toml").write_text((pack / "pack.toml").read_text().replace(" = ", "="))
    faults, summary, code = said(pack, check=False)
    assert [fault.partition(" (")[0].partition("TOML")[0] for fault in faults] == [
        "count.toml:1:1: FED092: the file cannot be formatted and is left as it is: it is not valid ",
        "lexicons/units.txt:1:1: FED092: the file cannot be formatted and is left as it is: it is not UTF-8",
    ]
    assert (summary, code) == ("1 of 3 files were rewritten", 1)
    assert (pack / "count.toml").read_text() == "[[rule]\n"


def test_no_file_outside_the_pack_is_touched(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("a=1")
    (pack / "link.toml").symlink_to(tmp_path / "other.toml")
    text = (pack / "pack.toml").read_text()
    (pack / "pack.toml").write_text(text.replace('["count.toml"]', '["../other.toml", "link.toml", "gone.toml"]'))
    fmt(pack)
    assert (tmp_path / "other.toml").read_text() == "a=1"


def test_a_directory_without_a_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"there is no pack\.toml here"):
        fmt(tmp_path)


def test_the_command(pack: Path) -> None:
    (pack / "count.toml").write_text("a=1")
    check = CliRunner().invoke(app, ["rules", "fmt", str(pack), "--check", "--lang", "en"])
    assert check.exit_code == 1
    assert "error[FED090]: the file is not in its canonical form from here on" in check.output
    assert CliRunner().invoke(app, ["rules", "fmt", str(pack)]).exit_code == 0
    assert CliRunner().invoke(app, ["rules", "fmt", str(pack), "--check"]).exit_code == 0
    assert CliRunner().invoke(app, ["rules", "fmt", str(pack / "lexicons")]).exit_code == 3


def test_the_built_in_pack_stays_what_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "patterns"
    shutil.copytree(default_pack_path(), copy)
    assert {fault.code for fault in fmt(copy).faults} == set()
    for file in sorted(default_pack_path().glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        formatted = (copy / file.name).read_text(encoding="utf-8")
        assert tomllib.loads(formatted) == tomllib.loads(text)
        assert formatted.count("#") == text.count("#")
