"""The closing report of a batch: the same on a terminal, as a web page and as Markdown, whatever files are called."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from fedparse.batch.report import FORMS, Report, report
from fedparse.batch.report.text import shortened
from fedparse.batch.report.wording import about_said, bytes_said, duration_said, format_said
from fedparse.batch.summary import Change, Duplicate, Failure, Summary
from fedparse.columns import width
from fedparse.messages import Language, catalogue
from fedparse.sources.formats import FORMATS

HOSTILE = {
    "markup": "<script>alert(1)</script>.txt",
    "attribute": "\" onmouseover='alert(1)'.txt",
    "line ends": "a\r\nb\u2028c\n# d.txt",
    "lone surrogate": "\udcb8\udce6.txt",
    "escape sequence": "\x1b[31mred\x1b[0m.txt",
    "direction": "a\u202egpj.txt",
    "Markdown": "[a](http://b) *c* _d_ `e` | f ![g](h).txt",
    "wide and long": "妇联" * 400 + ".docx",
    "narrow and long": "a" * 4_000 + ".pdf",
    "entity": "&lt;b&gt;&#60;.txt",
}
NAMES = list(HOSTILE.values())
CHANGES = [Change(NAMES[6], "count", "32户", "32", None)]

SUMMARY = Summary(
    interrupted=False,
    files=1_234,
    left=0,
    reused=0,
    outcomes={"failed": 31, "converted": 1_180, "skipped": 2, "duplicate": 21},
    formats={"text/plain": 1_000, "application/pdf": 180, "application/x-new": 1},
    encodings={"gb18030": 900, "utf-8": 100},
    years={"2019": 700, "2018": 400, "": 80},
    reports=1_200,
    sections=9_000,
    mentions={"counts": 20_000, "dates": 8_000, "money": 3_000, "ratios": 0, "programs": 5_000, "documents": 7},
    facts=23_000,
    programs=[("双学双比", 800), ("“巾帼<建功>”", 3)],
    diagnostics={"missing-number": 55, "my-own-code": 5},
    failures=[Failure(name, "damaged", "is cut off; get it again") for name in NAMES]
    + [Failure(f"{number}.doc", "needs-extra", "install it") for number in range(15)],
    skipped=[Failure("Thumbs.db", "system-file", "was left behind by a program"), Failure(".DS_Store", "x", "y")],
    duplicates=[Duplicate(NAMES[0], NAMES[1])],
    slowest=[(NAMES[7], 12.345)],
    changes=CHANGES,
    size=41_300_000,
    seconds=125.0,
    workers=2,
    version="0.1.0",
    rules={"name": "fedparse", "version": "0.2.0", "digest": "sha256:" + "ab" * 32},
)
OUTPUTS = ["out/documents.jsonl", "out/files.jsonl", "out/files.csv"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def told(language: Language = "en", summary: Summary = SUMMARY) -> Report:
    return report(summary, language, OUTPUTS)


def section(text: str, title: str) -> list[str]:
    """The lines below a title of the text form."""
    return text.partition(f"\n{title}\n")[2].partition("\n\n")[0].split("\n")


# What it says


def test_the_terminal_shows_it_in_plain_lines() -> None:
    text = FORMS["text"](told())
    assert text.startswith("Conversion of 1,234 files\n\nOutcomes\n")
    assert section(text, "Outcomes") == [
        "converted     1,180  ##############################",
        "duplicates       21  #",
        "failed           31  #",
        "no documents      2  #",
    ]
    assert section(text, "Formats") == [
        "plain text (.txt)    1,000  ##############################",
        "PDF document (.pdf)    180  #####",
        "application/x-new        1  #",
    ]
    assert section(text, "Years") == [
        "no year   80  ###",
        "2018     400  #################",
        "2019     700  ##############################",
    ]
    assert [line.split()[0] for line in section(text, "Found in the reports")[2:]] == [
        *("reports", "sections", "dates", "counts", "amounts", "programmes", "documents", "facts")
    ]
    assert section(text, "Diagnostics")[2:] == [
        "missing-number  the digits are gone, the unit is left      55",
        "my-own-code                                                 5",
    ]
    assert section(text, "Failures by kind")[2:] == [
        "needs-extra  something has to be installed first     15",
        "damaged      damaged or cut off                      10",
    ]
    assert "  out/files.csv\n" in text
    assert "speed               330 KB/s, 9.9 files/s\n" in text
    assert text.endswith("install what is named and run the same\ncommand again.\n")


def test_reasons_in_chinese_say_what_they_mean_first() -> None:
    failures = [
        Failure("甲.doc", "encrypted", "has a password {0}"),
        Failure("乙.doc", "missing", "there is no such file"),
        Failure("丙.doc", "new-code", "is new"),
    ]
    text = FORMS["text"](told("zh", replace(SUMMARY, failures=failures, outcomes={"failed": 3})))
    assert section(text, "未能转换的文件")[2:] == [
        "甲.doc  有密码 (has a password {0})",
        "乙.doc  文件不存在",
        "丙.doc  is new",
    ]


def test_one_of_a_kind() -> None:
    one = replace(SUMMARY, files=3, outcomes={"converted": 1, "duplicate": 1, "skipped": 1})
    assert told(summary=one).headline == "3 files: 1 converted, 1 duplicate, 1 no document"


def test_what_took_too_long_is_to_be_tried_again_with_more() -> None:
    late = replace(SUMMARY, failures=[Failure("甲.doc", "timeout", "took more than 60 seconds")])
    assert FORMS["text"](told(summary=late)).endswith("`--max-memory`, and add `--retry-failed`.\n")


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        pytest.param(None, "", id="nobody asked"),
        pytest.param([], "The rules have changed no figure since the last run.", id="none"),
        pytest.param(CHANGES, "", id="some"),
        pytest.param(CHANGES * 1000, "The first 1,000 figures that changed are listed.", id="more than are listed"),
    ],
)
def test_the_report_says_whether_figures_changed(changes: list[Change] | None, note: str) -> None:
    text = FORMS["text"](told(summary=replace(SUMMARY, failures=(), changes=changes)))
    assert text.splitlines()[-1] == (note or "1,234 files: 1,180 converted, 21 duplicates, 31 failed, 2 no documents")


def test_twenty_failures_and_where_the_others_are() -> None:
    failed = section(FORMS["text"](told()), "Files that could not be converted")
    assert sum("is cut off" in line or "install it" in line for line in failed) == 20
    assert failed[-1] == "… and 11 more: see out/files.csv"


def test_without_outputs_nothing_is_pointed_to() -> None:
    text = FORMS["text"](report(SUMMARY, "en"))
    assert "… and 11 more\n" in text
    assert "Outputs" not in text


@pytest.mark.parametrize(
    ("outputs", "place"),
    [
        (["o/documents.jsonl", "o/files.jsonl"], "o/files.jsonl"),
        (["o/documents.jsonl", "o/files.jsonl", "o/files.csv"], "o/files.csv"),
        (["o/fedparse.sqlite"], "o/fedparse.sqlite"),
        (["o/files.parquet", "o/fedparse.xlsx"], "o/fedparse.xlsx"),
        ([], ""),
    ],
)
def test_where_every_file_has_its_row(outputs: list[str], place: str) -> None:
    assert report(SUMMARY, "en", outputs).place == place


NOTES = {
    "stopped": ({"interrupted": True, "left": 7}, "7 not reached", "Run the same command again to go on"),
    "reused": ({"reused": 1_000}, "1,180 converted", "Results taken over from earlier runs: 1,000."),
    "one": ({"files": 1, "outcomes": {"converted": 1}}, "1 file: 1 converted", ""),
    "nothing": ({"files": 0, "outcomes": {}}, "There was nothing to convert.", ""),
    "foreign outcome": ({"outcomes": {"lost": 2}}, "2 lost", ""),
}


@pytest.mark.parametrize(("changed", "headline", "note"), NOTES.values(), ids=NOTES)
def test_the_headline_and_what_to_do(changed: dict[str, object], headline: str, note: str) -> None:
    made = told(summary=replace(SUMMARY, **changed))  # type: ignore[arg-type]
    assert headline in made.headline
    assert note in " ".join(made.notes)


def test_what_was_not_done_in_this_run_makes_it_no_faster() -> None:
    assert "speed" in dict(told().about)
    assert "speed" not in dict(told(summary=replace(SUMMARY, reused=5)).about)
    assert "speed" not in dict(told(summary=replace(SUMMARY, left=5)).about)
    assert "speed" not in dict(told(summary=replace(SUMMARY, seconds=0.0)).about)


def test_an_empty_part_is_not_there() -> None:
    empty = replace(SUMMARY, failures=(), duplicates=(), years={}, programs=(), changes=(), skipped=())
    titles = [part.title for part in told(summary=empty).parts]
    assert titles == ["Outcomes", "Formats", "Encodings", "Found in the reports", "Diagnostics", "Slowest files"]


# Chinese


@pytest.mark.parametrize("form", FORMS)
def test_chinese_has_no_english_title(form: str) -> None:
    text = FORMS[form](told("zh"))
    assert "批量转换：1,234 个文件" in text
    assert "转换 1,180，重复 21，失败 31，略过 2" in text
    for part in told().parts:
        assert part.title not in text


def test_every_format_is_named_in_chinese() -> None:
    assert [row.title for row in FORMATS.values() if row.title not in catalogue("zh")] == []
    assert format_said("application/pdf", "zh") == "PDF 文档 (.pdf)"


# Forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_wider_than_eighty_columns(language: Language) -> None:
    text = FORMS["text"](report(SUMMARY, language, [f"{'结果' * 60}/files.csv"]))
    assert max(map(width, text.split("\n"))) <= 80


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES, ids=HOSTILE)
def test_no_name_breaks_its_line_or_drives_a_terminal(form: str, name: str) -> None:
    one = replace(SUMMARY, failures=[Failure(name, "damaged", "is cut off")])
    text = FORMS[form](report(one, "en", OUTPUTS))
    plain = FORMS[form](report(replace(one, failures=[Failure("a.txt", "damaged", "is cut off")]), "en", OUTPUTS))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]", text)
    assert text.encode()
    if form != "text":
        assert text.count("\n") == plain.count("\n")


class Reader(HTMLParser):
    """Tags in their nesting, with the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_needs_nothing_else(language: Language) -> None:
    page = FORMS["html"](told(language))
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert reader.tags.isdisjoint({"script", "img", "link", "iframe", "b"})
    assert reader.attributes <= {"charset", "class", "content", "href", "http-equiv", "id", "lang", "name", "style"}
    assert re.findall(r'(?:href|src)="(?!#part\d+")', page) == []
    assert "prefers-color-scheme: dark" in page
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}">' in page
    for name in ("<script>alert(1)</script>.txt", "&lt;b&gt;&#60;.txt", "“巾帼<建功>”"):
        assert name in reader.texts


def test_markdown_tables_have_as_many_cells_in_every_row() -> None:
    for block in FORMS["md"](told()).split("\n\n"):
        rows = [line for line in block.split("\n") if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1
    assert "\\[a\\](http://b) \\*c\\* \\_d\\_ 'e' \\| f !\\[g\\](h).txt" in FORMS["md"](told())
    assert "&lt;script&gt;" in FORMS["md"](told())


def test_json_has_all_that_is_listed() -> None:
    data = json.loads(SUMMARY.to_json())
    assert [failure["code"] for failure in data["failures"]] == ["damaged"] * 10 + ["needs-extra"] * 15
    assert data["outcomes"]["converted"] == 1_180


# Words


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("short.txt", 20, "short.txt"),
        ("a/very/long/path/of/2019.txt", 15, "a/very/…019.txt"),
        ("妇联工作总结合集.docx", 12, "妇联工….docx"),
        ("a\nb", 5, "a␊b"),
    ],
)
def test_a_long_name_keeps_its_ends(text: str, room: int, shown: str) -> None:
    assert shortened(text, room) == shown
    assert width(shown) <= room


SIZES = [
    (0, "0 bytes"),
    (999, "999 bytes"),
    (1_000, "1.0 KB"),
    (41_300_000, "41 MB"),
    (999_600, "1.0 MB"),
    (2e12, "2.0 TB"),
]


@pytest.mark.parametrize(("number", "said"), SIZES)
def test_sizes(number: float, said: str) -> None:
    assert bytes_said(number) == said


TIMES = [
    (0.04, "0.0 s", "0.0 秒"),
    (59.4, "59 s", "59 秒"),
    (59.6, "1 min 0 s", "1 分 0 秒"),
    (125, "2 min 5 s", "2 分 5 秒"),
    (7_500, "2 h 5 min", "2 小时 5 分"),
]


@pytest.mark.parametrize(("seconds", "english", "chinese"), TIMES)
def test_times(seconds: float, english: str, chinese: str) -> None:
    assert (duration_said(seconds).said("en"), duration_said(seconds).said("zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "5 s"), (88, "90 s"), (91, "2 min"), (3_500, "58 min"), (5_400, "1 h 30 min")]
)
def test_times_to_come_are_round(seconds: float, said: str) -> None:
    assert about_said(seconds).said("en") == said
