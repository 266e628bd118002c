"""`fedparse facts`: the table of facts, and what they add up to."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fedparse.cli import texts
from fedparse.cli.bugs import BUG, tell
from fedparse.cli.inputs import STDIN, Input, chosen_pack
from fedparse.cli.options import Encoding, OutputFile, RulesDir
from fedparse.cli.output import Output, complain
from fedparse.cli.progress import progress
from fedparse.errors import PackError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedparse.model import Document
    from fedparse.packs import RulePack
    from fedparse.sources import SourceText
    from fedparse.tabulate import FactRow, Sums, Wanted
    from fedparse.tabulate.rows import ReportFacts

NOTHING = 4
_NEAR = 3
_QUOTES = re.compile("[“”‘’\"']")


class Form(StrEnum):
    """How the table is written."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    MD = "md"


_SUFFIXES = {
    ".csv": Form.CSV,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
    ".xlsx": Form.XLSX,
    ".md": Form.MD,
}


class Status(StrEnum):
    """Whether a figure is a target."""

    REPORTED = "reported"
    PLANNED = "planned"


def _split(values: Sequence[str] | None) -> list[str]:
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def _known_keys(values: list[str] | None) -> list[str] | None:
    from fedparse.tabulate import KEYS  # noqa: PLC0415 - commands load only what they use

    for name in _split(values):
        if name not in KEYS:
            near = get_close_matches(name, KEYS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(KEYS)}"
            raise typer.BadParameter(f"facts cannot be grouped by `{name}`; {hint}")
    return list(dict.fromkeys(_split(values))) or None


def _known_roles(values: list[str] | None) -> list[str] | None:
    from typing import get_args  # noqa: PLC0415

    from fedparse.model import Role  # noqa: PLC0415

    known = get_args(Role)
    for name in _split(values):
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
            raise typer.BadParameter(f"there is no role `{name}`; {hint}")
    return _split(values) or None


def _years(values: list[str] | None) -> list[str] | None:
    for name in _split(values):
        if not (name.isascii() and name.isdigit() and len(name) == len("2019")):
            raise typer.BadParameter(f"`{name}` is no year; name it as 2019")
    return _split(values) or None


def facts(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help=texts.FACT_PATHS, show_default=False)],
    form: Annotated[Form | None, typer.Option("--format", "-f", help=texts.FACT_FORMAT)] = None,
    output: OutputFile = None,
    group_by: Annotated[
        list[str] | None, typer.Option("--group-by", metavar="KEYS", callback=_known_keys, help=texts.GROUP_BY)
    ] = None,
    program: Annotated[list[str] | None, typer.Option("--program", metavar="NAME", help=texts.PROGRAM)] = None,
    years: Annotated[
        list[str] | None, typer.Option("--year", metavar="YEAR", callback=_years, help=texts.FACT_YEAR)
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option("--role", metavar="ROLE", callback=_known_roles, help=texts.ROLE)
    ] = None,
    status: Annotated[list[Status] | None, typer.Option("--status", help=texts.STATUS)] = None,
    item: Annotated[list[str] | None, typer.Option("--item", metavar="NOUN", help=texts.ITEM)] = None,
    reference_year: Annotated[
        int | None, typer.Option("--reference-year", metavar="YEAR", min=1000, max=9999, help=texts.YEAR)
    ] = None,
    encoding: Encoding = None,
    rules: RulesDir = None,
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=texts.QUIET)] = False,
) -> None:
    """Reads each path, writes the facts that are wanted or their sums, and goes on when one cannot be read."""
    from fedparse.packs import load_pack  # noqa: PLC0415 - commands load only what they use
    from fedparse.tabulate import Sums, Wanted  # noqa: PLC0415

    pack = chosen_pack(rules) or load_pack()
    wanted = Wanted(
        programs=frozenset(_canonical(pack, name) for name in program or ()),
        years=frozenset(map(int, years or ())),
        roles=frozenset(role or ()),
        statuses=frozenset(one.value for one in status or ()),
        items=frozenset(item or ()),
    )
    reader = _Reader(paths, pack, reference_year, encoding, quiet=quiet, debug=ctx.meta["debug"])
    chosen = _Chosen(reader, wanted)
    sums = Sums(group_by, pack) if group_by else None
    with Output(output) as out:
        rows = _sum_rows(sums, chosen) if sums else chosen.rows()
        _written(form or _named(output), out, rows, group_by)
        if not chosen.found:
            out.discard()
    if sums and not quiet:
        _tell_left_out(sums)
    if reader.failed or reader.bugs:
        raise typer.Exit(BUG if reader.bugs else 1)
    if not chosen.found:
        complain(chosen.hint())
        raise typer.Exit(NOTHING)


def _named(output: str | None) -> Form:
    """The format that the name of the output tells."""
    return _SUFFIXES.get(PurePath(output or "").suffix.lower(), Form.TABLE)


def _canonical(pack: "RulePack", name: str) -> str:
    """The canonical name of a program, whatever alias it is asked for by, with quotation marks or without."""
    from fedparse.pipeline import engine  # noqa: PLC0415

    programs = pack.lexicons["programs"]
    folded = _QUOTES.sub("", engine(pack).folder.fold(name)).strip()
    return programs.canonical(folded) if folded in programs.rows else folded


class _Reader:
    """The documents of all paths; what cannot be read is named and counted."""

    def __init__(
        self,
        paths: Sequence[str],
        pack: "RulePack",
        year: int | None,
        encoding: str | None,
        *,
        quiet: bool,
        debug: bool,
    ) -> None:
        self._paths = paths
        self._pack = pack
        self._year = year
        self._encoding = encoding
        self._quiet = quiet
        self._debug = debug
        self.failed = self.bugs = 0

    def documents(self) -> "Iterator[tuple[Document, str]]":
        """Each document with its source text."""
        from fedparse.pipeline import parse_source  # noqa: PLC0415

        paths = list(self._files())
        with progress(paths, quiet=self._quiet) as bar:
            for path in paths:
                bar.begin(path)
                for source in self._sources(path):
                    if isinstance(source, SourceError):
                        with bar.aside():
                            complain(str(source))
                        self.failed += 1
                        continue
                    try:
                        document = parse_source(source, year=self._year, pack=self._pack)
                    except PackError:
                        raise
                    except Exception as error:
                        with bar.aside():
                            tell(error, debug=self._debug, where=source.name)
                        self.bugs += 1
                        continue
                    yield document, source.text
                bar.end()

    def _files(self) -> "Iterator[str]":
        """The files that are meant: folders are gone through in the order of the names."""
        from fedparse.batch.inputs import find  # noqa: PLC0415
        from fedparse.sources.membernames import SYSTEM_FILE  # noqa: PLC0415

        for path in self._paths:
            if path == STDIN:
                yield path
                continue
            found = sorted(find([path], None), key=lambda one: one.path)
            yield from (one.path for one in found if one.result is None or one.result.code != SYSTEM_FILE)

    def _sources(self, path: str) -> "Iterator[SourceText | SourceError]":
        from fedparse.sources import Options  # noqa: PLC0415

        try:
            yield from Input(path, Options(self._encoding, ())).sources()
        except PackError:
            raise
        except SourceError as error:
            yield error


class _Chosen:
    """The facts that are wanted, as they are read."""

    def __init__(self, reader: _Reader, wanted: "Wanted") -> None:
        self._reader = reader
        self._wanted = wanted
        self._programs: set[str] = set()
        self.found = False

    def reports(self) -> "Iterator[tuple[ReportFacts, list[FactRow]]]":
        """Each report with its wanted facts."""
        from fedparse.tabulate import fact_rows  # noqa: PLC0415

        for document, text in self._reader.documents():
            for report in fact_rows(document, text):
                self._programs.update(row["program"] for row in report.rows if row["program"])
                rows = [row for row in report.rows if self._wanted.holds(row)]
                self.found = self.found or bool(rows)
                yield report, rows

    def rows(self) -> "Iterator[FactRow]":
        """The wanted facts."""
        for _, rows in self.reports():
            yield from rows

    def hint(self) -> str:
        """Why nothing was found."""
        for name in sorted(self._wanted.programs):
            if name not in self._programs:
                near = get_close_matches(name, sorted(self._programs), _NEAR, 0.3)
                others = ", ".join(near or sorted(self._programs)[:_NEAR])
                return texts.NO_PROGRAM.format(name=name, others=others) if others else texts.NO_FACTS
        return texts.NO_FACTS


def _sum_rows(sums: "Sums", chosen: _Chosen) -> "Iterator[FactRow]":
    """The sums as rows by column."""
    for report, rows in chosen.reports():
        sums.add(report, rows)
    for one in sums.groups():
        left = ", ".join(f"{reason} {number}" for reason, number in one.left_out.items())
        yield {
            **one.keys,
            "sign": one.sign,
            "sum": one.value,
            "min": one.min,
            "max": one.max,
            "facts": one.facts,
            "reports": one.reports,
            "left_out": left or None,
            "sources": " ".join(one.sources),
        }


def _tell_left_out(sums: "Sums") -> None:
    left = sums.left_out()
    if left:
        complain(texts.LEFT_OUT.format(reasons=", ".join(f"{number} × {reason}" for reason, number in left.items())))


def _written(form: Form, out: Output, rows: "Iterator[FactRow]", keys: Sequence[str] | None) -> None:
    from fedparse.tabulate import FACT_COLUMNS, WRITERS, sum_columns  # noqa: PLC0415

    if form is Form.TABLE:
        from fedparse.cli.facttable import fact_table, sum_table  # noqa: PLC0415

        out.write(sum_table(rows, keys, out) if keys else fact_table(rows, out))
        return
    columns = sum_columns(keys) if keys else FACT_COLUMNS
    if form is Form.XLSX and out.is_terminal:
        raise typer.BadParameter("a workbook cannot be shown here; name a file with --output", param_hint="--format")
    writer = WRITERS[form.value](columns, out.write)
    names = [column.name for column in columns]
    for row in rows:
        writer.add(_values(row, names))
    writer.close()


def _values(row: "FactRow", names: Sequence[str]) -> list[Any]:
    return [row[name] for name in names]
