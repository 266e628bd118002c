"""The words of the report: names of outcomes, kinds and codes; numbers with their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedparse.messages import Message, message
from fedparse.sources.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.messages import Language

OUTCOMES: Mapping[str, Message] = {
    "converted": message("converted"),
    "duplicate": message("duplicates"),
    "failed": message("failed"),
    "skipped": message("no documents"),
    "left": message("not reached"),
}
_ONE = {"duplicate": message("1 duplicate"), "skipped": message("1 no document")}
_COUNTS = {
    "converted": message("{count} converted"),
    "duplicate": message("{count} duplicates"),
    "failed": message("{count} failed"),
    "skipped": message("{count} no documents"),
    "left": message("{count} not reached"),
}
MENTIONS: Mapping[str, Message] = {
    "dates": message("dates"),
    "counts": message("counts"),
    "money": message("amounts of money"),
    "ratios": message("ratios"),
    "programs": message("programmes"),
    "documents": message("documents cited"),
}
DIAGNOSTICS: Mapping[str, Message] = {
    "missing-number": message("the digits are gone, the unit is left"),
    "masked-number": message("the digits are masked"),
    "placeholder": message("a name or year is masked"),
    "noise": message("marks of web sites and pages, taken out"),
    "numbering-gap": message("a number of a heading is missing"),
    "numbering-repeat": message("a number of a heading comes twice"),
    "numbering-restart": message("headings begin again at one"),
    "truncated": message("a paragraph breaks off"),
    "duplicate-report": message("the report repeats an earlier one in its file"),
    "unresolved-year": message("no year is named; see `--year` and `--year-from`"),
    "bad-bytes": message("bytes that are no characters"),
    "needs-ocr": message("a scanned page without text"),
    "slow-rule": message("a rule that took too long was given up"),
}
REASONS: Mapping[str, Message] = {
    "missing": message("there is no such file"),
    "unreadable": message("cannot be opened or read"),
    "empty": message("nothing in it"),
    "too-large": message("larger than the limit"),
    "unsupported": message("a format that is not read"),
    "needs-extra": message("something has to be installed first"),
    "needs-column": message("name the column with `--column`"),
    "encrypted": message("has a password"),
    "needs-ocr": message("scanned pages without text"),
    "damaged": message("damaged or cut off"),
    "bomb": message("an archive that would fill the disk"),
    "unsafe-name": message("a member that would be written elsewhere"),
    "timeout": message("took longer than `--timeout`"),
    "memory": message("took more than `--max-memory`"),
    "crash": message("ended the process that read it"),
    "bug": message("an error of fedparse; please report it"),
}
_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")


def files_said(number: int) -> Message:
    """`1 file`, `10,000 files`."""
    return message("1 file") if number == 1 else message("{count} files", count=f"{number:,}")


def count_said(outcome: str, number: int) -> Message:
    """`40 failed`."""
    if number == 1 and outcome in _ONE:
        return _ONE[outcome]
    template = _COUNTS.get(outcome)
    shown = f"{number:,}"
    return Message(template.template, (("count", shown),)) if template else Message(f"{shown} {outcome}")


def joined(said: Sequence[Message]) -> Message:
    """Messages with commas between them."""
    first, *rest = said
    return message("{first}, {rest}", first=first, rest=joined(rest)) if rest else first


def format_said(media_type: str, language: Language) -> str:
    """A format by its media type, as `Word document (.docx)`."""
    title = next((row.title for row in FORMATS.values() if row.media_type == media_type), media_type)
    return Message(title).said(language).removeprefix("a ").removeprefix("an ")


def bytes_said(number: float) -> str:
    """`41 MB`: powers of ten, two digits."""
    unit = 0
    while number >= 999.5 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.1f} {_UNITS[unit]}" if unit and number < 9.95 else f"{number:.0f} {_UNITS[unit]}"


def rate_said(number: float, seconds: float) -> Message:
    """`8.3 MB/s`."""
    return Message(f"{bytes_said(number / seconds)}/s")


def duration_said(seconds: float) -> Message:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 9.95:
        return message("{seconds} s", seconds=f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return message("{seconds} s", seconds=whole)
    if whole < 3600:
        return message("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
    return message("{hours} h {minutes} min", hours=whole // 3600, minutes=whole % 3600 // 60)


def about_said(seconds: float) -> Message:
    """A time to come, roundly: `2 min`, `1 h 30 min`."""
    if seconds < 90:
        return message("{seconds} s", seconds=max(5 * round(seconds / 5), 5))
    minutes = round(seconds / 60)
    if minutes < 60:
        return message("{minutes} min", minutes=minutes)
    return message("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
