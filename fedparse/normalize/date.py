"""Dates → EDTF (ISO 8601-2:2019, GB/T 7408.2) with the first and last day they cover.

A date rule names its parts by groups: year, month, day (year2, month2, day2 for the other end of a range), deixis,
half, quarter, part, festival, daypart, hour, minute. What the text leaves out is taken from the reference year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fedparse.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fedparse.candidates import Match
    from fedparse.normalize.tables import Context, Refusal, Tables, Value

_CENTURY = 100
_FOUR_DIGITS = 1000


class _Year(NamedTuple):
    """A year as EDTF writes it (`2019`, `20XX`, `XXXX`) and how it came about."""

    edtf: str
    resolution: str

    @property
    def number(self) -> int | None:
        return int(self.edtf) if self.edtf.isdigit() else None


def normalise(match: Match, context: Context) -> Sequence[Value] | Refusal:
    """The date of a match, or why there is none (`month 13`)."""
    year = _year(match, context)
    if isinstance(year, Message):
        return year
    reading = _edtf(match, context.tables, year)
    if isinstance(reading, Message):
        return reading
    edtf, granularity, festival = reading
    earliest, latest = bounds(edtf)
    resolution = year.resolution
    if resolution == "inferred" and granularity in {"year", "half", "quarter"}:
        resolution = "relative" if year.number is not None else "unresolved"
    fields: Mapping[str, object] = {
        "edtf": edtf,
        "earliest": earliest,
        "latest": latest,
        "granularity": granularity,
        "resolution": resolution,
        "part": None if "/" in edtf else _part(match, context.tables),
        "festival": festival,
        "time": _time(match, context.tables),
    }
    return [(match.span, fields)]


def named_year(match: Match, tables: Tables) -> int | None:
    """The four-digit year that a match names outright, None when it names none or a damaged one."""
    text = _year_text(match)
    if text and "year2" in match.groups and "month2" in match.groups:
        # A period over the turn of a year (2022年12月—2023年11月) is a report on the year it ends in.
        text = match["year2"]
    number = tables.numerals.integer(text) if text else None
    return number if number and number >= _FOUR_DIGITS else None


def _year_text(match: Match) -> str:
    """The year as the text has it, "" without one."""
    if "year" in match.groups:
        return match["year"]
    return match.number.first if match.number and match.rule.constants.get("number") == "year" else ""


def _year(match: Match, context: Context) -> _Year | Refusal:
    groups = match.groups
    text = _year_text(match)
    if not text and "mask" in groups:
        text = match["in"] + match["mask"]
    if text:
        return _explicit_year(text, match["mask"], context)
    if "plans" in groups:
        return _Year("XXXX", "explicit")
    offset = int(context.tables.row("deixis", match["deixis"]).get("offset") or 0) if "deixis" in groups else 0
    if context.year is None:
        return _Year("XXXX", "unresolved")
    return _Year(f"{context.year + offset:04d}", "relative" if "deixis" in groups else "inferred")


def _explicit_year(text: str, mask: str, context: Context) -> _Year | Refusal:
    if mask:
        digits = re.sub(r"[^0-9]", "", text)
        return _Year(f"{digits:X<4}", "explicit")
    number = context.tables.numerals.integer(text)
    if number is None:
        return message("{text} is no year", text=text)
    if number < _CENTURY and len(text) == 2:
        # 98年, 09年: the century is the nearest that is not in the future of a report.
        number += 1900 if number >= 50 else 2000
    if not 1800 <= number <= 2200:
        return message("{text} is no year of a report", text=number)
    return _Year(f"{number:04d}", "explicit")


def _edtf(match: Match, tables: Tables, year: _Year) -> tuple[str, str, str | None] | Refusal:
    """The EDTF, its granularity and the festival it is named by."""
    groups = match.groups
    if "plans" in groups:
        return tables.row("plans", match["plans"])["span"], "span", None
    if "festivals" in groups:
        return _festival(match["festivals"], tables, year)
    if "half" in groups:
        first = 1 if tables.row("deixis", match["half"])["part"] == "1" else 7
        return f"{year.edtf}-{first:02d}/{year.edtf}-{first + 5:02d}", "half", None
    if "quarters" in groups:
        last = (tables.numerals.integer(match["quarters"]) or 1) * 3
        return f"{year.edtf}-01/{year.edtf}-{last:02d}", "span", None
    if "quarter" in groups:
        first = (tables.numerals.integer(match["quarter"]) or 1) * 3 - 2
        return f"{year.edtf}-{first:02d}/{year.edtf}-{first + 2:02d}", "quarter", None
    if "month" in groups or match.rule.constants.get("number") == "month":
        return _month_and_day(match, tables, year)
    year2 = match["year2"] or (match.number.second if match.number else None)
    if year2:
        other = tables.numerals.integer(year2)
        if other is None or year.number is None:
            return message("{text} is no year", text=year2)
        if other < _CENTURY:
            other += year.number // _CENTURY * _CENTURY
        return (f"{year.edtf}/{other:04d}", "span", None) if other > year.number else message("the years run backwards")
    return year.edtf, "year", None


def _month_and_day(match: Match, tables: Tables, year: _Year) -> tuple[str, str, str | None] | Refusal:
    named = match.rule.constants.get("number")
    token = match.number if named == "month" else None
    month = _in_range(tables, match["month"] or (token.first if token else ""), 12)
    if month is None:
        return message("there is no such month")
    day = match["day"] or (match.number.first if match.number and named == "day" else "")
    days = [_in_range(tables, text, 31) if text else None for text in (day, match["day2"])]
    if (day and days[0] is None) or (match["day2"] and days[1] is None):
        return message("there is no such day")
    last_month = match["month2"] or (token.second if token and token.second else "")
    month2 = _in_range(tables, last_month, 12) if last_month else None
    if last_month and month2 is None:
        return message("there is no such month")
    other = tables.numerals.integer(match["year2"]) if match["year2"] else None
    year2 = year.edtf if other is None else f"{other:04d}"
    if days[0] is None:
        if month2 is None:
            return f"{year.edtf}-{month:02d}", "month", None
        return f"{year.edtf}-{month:02d}/{year2}-{month2:02d}", "span", None
    if not _exists(year.edtf, month, days[0]):
        return message("there is no such day")
    first = f"{year.edtf}-{month:02d}-{days[0]:02d}"
    if days[1] is None:
        return first, "day", None
    if not _exists(year2, month2 or month, days[1]):
        return message("there is no such day")
    return f"{first}/{year2}-{month2 or month:02d}-{days[1]:02d}", "span", None


def _in_range(tables: Tables, text: str, highest: int) -> int | None:
    number = tables.numerals.integer(text)
    return number if number is not None and 1 <= number <= highest else None


def _exists(year: str, month: int, day: int) -> bool:
    return day <= monthrange(int(year) if year.isdigit() else 2000, month)[1]


def _festival(term: str, tables: Tables, year: _Year) -> tuple[str, str, str | None] | Refusal:
    row = tables.row("festivals", re.sub('[“”‘’"]', "", term))
    if not row:
        return message("{text} is no festival of the lexicon", text=term)
    kind, _, rule = row["day"].rpartition(":")
    if not kind:
        return f"{year.edtf}-{rule}", "day", row["name"]
    day = _movable_day(kind, rule, tables, year.number)
    return (day or year.edtf), ("day" if day else "year"), row["name"]


def _movable_day(kind: str, rule: str, tables: Tables, year: int | None) -> str | None:
    """The day of a lunar or floating festival in a known year."""
    if year is None:
        return None
    if kind == "weekday":
        month, weekday, nth = (int(part) for part in rule.split("-"))
        first = date(year, month, 1)
        return (first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))).isoformat()
    return tables.row("lunar", f"{year:04d}").get(rule) or None


def _part(match: Match, tables: Tables) -> str | None:
    word = match["part"] or match["deixis"]
    return (tables.row("deixis", word).get("part") or None) if word else None


def _time(match: Match, tables: Tables) -> str | None:
    if "hour" not in match.groups:
        return None
    hour = tables.numerals.integer(match["hour"])
    if hour is None or hour > 24:
        return None
    shift = int(tables.row("deixis", match["daypart"]).get("part") or 0) if match["daypart"] else 0
    minute = 30 if match["half_hour"] else (tables.numerals.integer(match["minute"]) or 0 if match["minute"] else 0)
    if minute > 59:
        return None
    return f"{hour + shift if shift and hour < 12 else hour:02d}:{minute:02d}"


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> tuple[str | None, str | None]:
    """The first and last day of a date of our EDTF subset: years, months, days and intervals of them.

    Unknown digits give the widest range that is certain (`200X` is 2000-01-01 to 2009-12-31); a wholly unknown year
    (`XXXX`) gives None twice.
    """
    first, _, last = edtf.partition("/")
    low, high = _ends(first), _ends(last or first)
    return (low[0] if low else None), (high[1] if high else None)


def _ends(part: str) -> tuple[str, str] | None:
    year, *rest = part.split("-")
    if year == "XXXX":
        return None
    low, high = year.replace("X", "0"), year.replace("X", "9")
    if not rest:
        return f"{low}-01-01", f"{high}-12-31"
    month = int(rest[0])
    if len(rest) == 1:
        return f"{low}-{month:02d}-01", f"{high}-{month:02d}-{monthrange(int(high), month)[1]:02d}"
    return f"{low}-{month:02d}-{rest[1]}", f"{high}-{month:02d}-{rest[1]}"
