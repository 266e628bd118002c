"""What the closing report of a batch says, in one language: the same for a terminal, a web page and Markdown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from fedparse.batch.report.wording import (
    DIAGNOSTICS,
    MENTIONS,
    OUTCOMES,
    REASONS,
    bytes_said,
    count_said,
    duration_said,
    files_said,
    format_said,
    joined,
    rate_said,
)
from fedparse.batch.summary import MOST_LISTED
from fedparse.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.batch.plan import Plan
    from fedparse.batch.summary import Failure, Summary
    from fedparse.messages import Language

Tone = Literal["", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Part:
    """A table with its title.

    Attributes:
        columns: The header.
        rows: All rows that are known; a form shows as many of them as it has room for.
        numeric: The columns that hold numbers.
        weights: What the bar beside each row stands for; empty where there are no bars.
        total: How many rows there are in truth; more than `rows` where not all are known.
        tone: Whether the part tells of something bad.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numeric: frozenset[int] = frozenset()
    weights: Sequence[float] = ()
    total: int = 0
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The report: a title, sentences that say how it went, tables, and what the run was.

    Attributes:
        headline: What became of the inputs, in one line.
        notes: What a person should know or do.
        about: Labels and values: time, version, rules.
        outputs: The files that were written.
        place: Where the rows are that have no room; "" where nothing was written.
    """

    language: Language
    title: str
    headline: str
    notes: Sequence[str]
    parts: Sequence[Part]
    about: Sequence[tuple[str, str]] = ()
    outputs_title: str = ""
    outputs: Sequence[str] = ()
    place: str = ""

    def more(self, left: int) -> str:
        """What stands below a table that has `left` more rows."""
        if self.place:
            return message("… and {count} more: see {place}", count=f"{left:,}", place=self.place).said(self.language)
        return message("… and {count} more", count=f"{left:,}").said(self.language)


def report(summary: Summary, language: Language, outputs: Sequence[str] = ()) -> Report:
    """The report of a batch.

    Args:
        summary: What the batch did.
        language: The language of the report; names and surfaces are as they are.
        outputs: The files that were written, as they are to be shown.
    """
    return Report(
        language=language,
        title=message("Conversion of {files}", files=files_said(summary.files)).said(language),
        headline=_headline(summary).said(language),
        notes=[note.said(language) for note in _notes(summary)],
        parts=[part for part in _parts(summary, language) if part.rows],
        about=[(label.said(language), value) for label, value in _about(summary, language)],
        outputs_title=message("Outputs").said(language),
        outputs=outputs,
        place=_place(outputs),
    )


def plan_report(plan: Plan, language: Language) -> Report:
    """What a batch would do."""
    kinds = [
        (format_said(kind.format.media_type, language), f"{kind.files:,}", bytes_said(kind.size)) for kind in plan.kinds
    ]
    columns = (message("format"), message("files"), message("size"))
    why = (message("file"), message("why"))
    needs = (message("format"), message("command"))
    parts = [
        Part(message("To be read").said(language), _said(columns, language), kinds, frozenset({1, 2})),
        _pairs(_said((message("To be installed first"), *needs), language), _installs(plan, language), 0, tone="bad"),
        _pairs(_said((message("No documents"), *why), language), _reasons_of(plan.skipped, language), 0),
        _pairs(_said((message("Cannot be read"), *why), language), _reasons_of(plan.failures, language), 0, tone="bad"),
    ]
    headline = message("{files}, {size}", files=files_said(plan.files), size=bytes_said(plan.size))
    notes = [message("Nothing was written.")]
    if plan.known:
        notes.insert(0, message("An earlier run has done {count} of them.", count=f"{plan.known:,}"))
    return Report(
        language=language,
        title=message("What would be done").said(language),
        headline=headline.said(language),
        notes=[note.said(language) for note in notes],
        parts=[part for part in parts if part.rows],
    )


def _installs(plan: Plan, language: Language) -> list[tuple[str, str]]:
    return [(format_said(kind.format.media_type, language), kind.install) for kind in plan.kinds if kind.install]


def _said(texts: Iterable[Message], language: Language) -> tuple[str, ...]:
    return tuple(text.said(language) for text in texts)


def _reasons_of(failures: Iterable[Failure], language: Language) -> list[tuple[str, str]]:
    return [(failure.name, _reason(failure, language)) for failure in failures]


def _reason(failure: Failure, language: Language) -> str:
    """The sentence of a failure; where it is in English only, after what its code means in the language."""
    said = Message(failure.reason).said(language)
    if language == "en" or said != failure.reason or failure.code not in REASONS:
        return said
    return f"{REASONS[failure.code].said(language)} ({said})"


def _headline(summary: Summary) -> Message:
    told = [count_said(outcome, number) for outcome, number in _in_order(summary.outcomes) if number]
    if summary.left:
        told.append(count_said("left", summary.left))
    if not told:
        return message("There was nothing to convert.")
    return message("{files}: {outcomes}", files=files_said(summary.files), outcomes=joined(told))


def _in_order(counts: Mapping[str, int], order: Sequence[str] = tuple(OUTCOMES)) -> list[tuple[str, int]]:
    known = [(name, counts[name]) for name in order if name in counts]
    return known + [(name, number) for name, number in counts.items() if name not in order]


def _notes(summary: Summary) -> Iterator[Message]:
    if summary.interrupted:
        yield message("This run was stopped before its end. Run the same command again to go on where it stopped.")
    if summary.reused:
        yield message("Results taken over from earlier runs: {count}.", count=f"{summary.reused:,}")
    if summary.changes is not None:
        yield from _changes_said(len(summary.changes))
    codes = {failure.code for failure in summary.failures}
    if "needs-extra" in codes:
        yield message("Some files need what is not installed: install what is named and run the same command again.")
    if not codes.isdisjoint({"timeout", "memory", "crash"}):
        yield message(
            "Some files took too long or too much memory: give more with `--timeout` or `--max-memory`, and add "
            "`--retry-failed`."
        )


def _changes_said(number: int) -> Iterator[Message]:
    if not number:
        yield message("The rules have changed no figure since the last run.")
    elif number >= MOST_LISTED:
        yield message("The first {count} figures that changed are listed.", count=f"{MOST_LISTED:,}")


def _parts(summary: Summary, language: Language) -> Iterator[Part]:
    def said(*texts: Message) -> tuple[str, ...]:
        return _said(texts, language)

    yield _outcomes(summary, language)
    formats = [(format_said(name, language), number) for name, number in _most_first(summary.formats)]
    yield _bars(said(message("Formats"), message("format"), message("files")), formats)
    yield _bars(said(message("Encodings"), message("encoding"), message("files")), _most_first(summary.encodings))
    years = [(year or message("no year").said(language), number) for year, number in sorted(summary.years.items())]
    yield _bars(said(message("Years"), message("year"), message("reports")), years)
    yield _found(summary, language)
    yield _bars(
        said(message("Most frequent programmes"), message("programme"), message("mentions")), list(summary.programs)
    )
    yield _diagnostics(summary, language)
    yield _pairs(
        said(message("Duplicates"), message("file"), message("repeats")),
        summary.duplicates,
        summary.outcomes.get("duplicate", 0),
    )
    slowest = [(name, f"{seconds:.2f}") for name, seconds in summary.slowest]
    title, *columns = said(message("Slowest files"), message("file"), message("seconds"))
    yield Part(title, tuple(columns), slowest, frozenset({1}))
    yield _changes(summary, language)
    yield _pairs(
        said(message("No documents"), message("file"), message("why")),
        _reasons_of(summary.skipped, language),
        summary.outcomes.get("skipped", 0),
    )
    yield _reasons(summary.failures, language)
    yield _pairs(
        said(message("Files that could not be converted"), message("file"), message("why")),
        _reasons_of(summary.failures, language),
        summary.outcomes.get("failed", 0),
        tone="bad",
    )


def _outcomes(summary: Summary, language: Language) -> Part:
    numbers = [pair for pair in (*_in_order(summary.outcomes), ("left", summary.left)) if pair[1]]
    title, *columns = _said((message("Outcomes"), message("outcome"), message("files")), language)
    rows = [(_word(OUTCOMES, name, language), f"{number:,}") for name, number in numbers]
    return Part(
        title,
        tuple(columns),
        rows,
        frozenset({1}),
        [number for _, number in numbers],
    )


def _found(summary: Summary, language: Language) -> Part:
    mentions = [
        (_word(MENTIONS, name, language), number) for name, number in _in_order(summary.mentions, tuple(MENTIONS))
    ]
    kinds = [
        (message("reports").said(language), summary.reports),
        (message("sections").said(language), summary.sections),
        *mentions,
        (message("facts").said(language), summary.facts),
    ]
    rows = [(name, f"{number:,}") for name, number in kinds if number]
    columns = _said((message("what"), message("number")), language)
    return Part(message("Found in the reports").said(language), columns, rows, frozenset({1}))


def _diagnostics(summary: Summary, language: Language) -> Part:
    rows = [
        (code, _word(DIAGNOSTICS, code, language, otherwise=""), f"{number:,}")
        for code, number in _most_first(summary.diagnostics)
    ]
    columns = _said((message("code"), message("meaning"), message("number")), language)
    return Part(message("Diagnostics").said(language), columns, rows, frozenset({2}))


def _reasons(failures: Sequence[Failure], language: Language) -> Part:
    """Failures by kind: hundreds of files often fail for two or three reasons."""
    counted = Counter(failure.code for failure in failures)
    rows = [(code, _word(REASONS, code, language, otherwise=""), f"{n:,}") for code, n in counted.most_common()]
    columns = _said((message("code"), message("meaning"), message("files")), language)
    return Part(message("Failures by kind").said(language), columns, rows, frozenset({2}), tone="bad")


def _changes(summary: Summary, language: Language) -> Part:
    none = message("none").said(language)
    rows = [
        (each.document, each.kind, each.surface, _or(each.old, none), _or(each.new, none))
        for each in summary.changes or ()
    ]
    columns = (message("file"), message("kind"), message("surface"), message("before"), message("now"))
    return Part(message("Figures that changed").said(language), _said(columns, language), rows)


def _or(value: str | None, otherwise: str) -> str:
    return otherwise if value is None else value


def _bars(said: tuple[str, ...], pairs: Iterable[tuple[str, int]]) -> Part:
    title, label, number = said
    kept = list(pairs)
    rows = [(name, f"{count:,}") for name, count in kept]
    return Part(title, (label, number), rows, frozenset({1}), [count for _, count in kept])


def _pairs(said: tuple[str, ...], pairs: Iterable[tuple[str, str]], total: int, tone: Tone = "") -> Part:
    title, first, second = said
    return Part(title, (first, second), [(name, value) for name, value in pairs], total=total, tone=tone)


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _word(words: Mapping[str, Message], name: str, language: Language, otherwise: str | None = None) -> str:
    if name in words:
        return words[name].said(language)
    return name if otherwise is None else otherwise


def _about(summary: Summary, language: Language) -> Iterator[tuple[Message, str]]:
    yield message("time"), duration_said(summary.seconds).said(language)
    yield message("processes"), f"{summary.workers:,}"
    yield message("size of all inputs"), bytes_said(summary.size)
    # What earlier runs did took no time in this one, and what is left takes none either.
    if summary.seconds > 0 and not summary.reused and not summary.left:
        done = sum(summary.outcomes.values())
        speed = joined([rate_said(summary.size, summary.seconds), _files_a_second(done / summary.seconds)])
        yield message("speed"), speed.said(language)
    yield message("program"), f"fedparse {summary.version}"
    named = (summary.rules.get("name", ""), summary.rules.get("version", ""), summary.rules.get("digest", "")[:19])
    yield message("rules"), " ".join(filter(None, named))


def _files_a_second(rate: float) -> Message:
    return message("{rate} files/s", rate=f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}")


def _place(outputs: Sequence[str]) -> str:
    """The output that has a row for each input."""
    for ending in ("files.csv", "files.jsonl", ".xlsx", ".sqlite", "files.parquet"):
        for output in outputs:
            if PurePath(output).name.endswith(ending):
                return output
    return ""
