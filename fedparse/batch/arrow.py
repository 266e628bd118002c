"""Arrow tables of inputs to Arrow tables of documents: what Ray, Spark, Dask and others run on many machines.

Every engine that speaks Arrow can call `parse_arrow` on its batches; the recipes are in docs/engines.md.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from fedparse.batch.record import Parsed, checked_meta, failed, parse_one
from fedparse.errors import MissingExtra, SourceError
from fedparse.export.arrowtypes import arrow_batch, arrow_schema
from fedparse.export.tables import TABLES, rows

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra("fedparse.batch.arrow", "parquet") from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fedparse.export.sinks import Row

    _Done = tuple[Parsed, Mapping[str, Sequence[Row]]]

_NESTED = tuple(name for name in TABLES if name != "files")
ARROW_SCHEMA = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("code", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("document", pa.string()),
        *(pa.field(name, pa.list_(pa.struct(list(arrow_schema(name))))) for name in _NESTED),
    ]
)
"""What comes out, a row for each input: `name`, `outcome` (`converted` or `failed`), `code` and `reason` of a failure,
`document`, the contract's JSON in one line, whose numbers are exact; and `reports`, `sections`, `mentions`, `facts`,
`diagnostics`, whose elements are the rows that the input has in these tables (`fedparse batch --to parquet`)."""

_ROWS_OUT = 256
_BYTES_OUT = 32 * 2**20
"""A batch is handed on as soon as it has so many rows, or so many bytes of JSON."""
_TITLE = "the table"


def parse_arrow(
    batches: Iterable[pa.RecordBatch], *, name: str = "name", content: str = "content", **reading: object
) -> Iterator[pa.RecordBatch]:
    """Reads the inputs of record batches, one a row, as they come. A bad row is a failed row and never an exception.

    Args:
        batches: Batches with a column of names, a column of contents (bytes of any document format, or texts), and, if
            there are any, columns `year` and `encoding`, whose values go before those of `reading`.
        name: The column of names.
        content: The column of contents.
        reading: What holds for all rows: `year`, `year_from`, `encoding`, `rules`, `with_text`, as in `parse_record`.

    Yields:
        Batches of `ARROW_SCHEMA`, with a row for each row in its order; each of a bounded size, whatever comes in.

    Raises:
        SourceError: A batch has not the columns that it needs, or they are of other types; or `reading` is wrong.
    """
    checked_meta(reading)
    waiting: list[_Done] = []
    size = 0
    for batch in batches:
        for row in _rows(batch, name, content):
            data = row.pop("content")
            done = _done(data, reading | {key: value for key, value in row.items() if value is not None})
            waiting.append(done)
            size += len(done[0].line or b"")
            if len(waiting) >= _ROWS_OUT or size >= _BYTES_OUT:
                yield from _batches(waiting)
                waiting, size = [], 0
    if waiting:
        yield from _batches(waiting)


def parse_table(table: pa.Table, *, name: str = "name", content: str = "content", **reading: object) -> pa.Table:
    """As `parse_arrow`, for engines that hand over whole tables, as Ray does."""
    return pa.Table.from_batches(parse_arrow(table.to_batches(), name=name, content=content, **reading), ARROW_SCHEMA)


def _done(data: object, meta: Mapping[str, object]) -> _Done:
    """What became of an input, and its rows; its document is let go, which is many times as large."""
    parsed = parse_one(data, meta)
    if parsed.document is None:
        return parsed, {}
    try:
        return replace(parsed, document=None, text=None), rows(parsed.document, parsed.text)
    except Exception as error:
        return failed(parsed.name, error), {}


def _rows(batch: pa.RecordBatch, name: str, content: str) -> Iterator[dict[str, Any]]:
    """The rows of a batch by our names, each made when it is asked for: contents may be large."""
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    contents = (*texts, pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
    wanted = {"name": (name, texts), "content": (content, contents)}
    optional = {"year": ("year", (pa.types.is_integer,)), "encoding": ("encoding", texts)}
    columns = {key: _column(batch, *column) for key, column in wanted.items()}
    columns |= {key: _column(batch, *column) for key, column in optional.items() if key in batch.schema.names}
    for cells in zip(*columns.values(), strict=True):
        yield {key: _value(cell) for key, cell in zip(columns, cells, strict=True)}


def _column(batch: pa.RecordBatch, name: str, kinds: Iterable[Any]) -> pa.Array:
    names = batch.schema.names
    if names.count(name) != 1:
        raise SourceError(_TITLE, f"has no column `{name}` (it has {', '.join(names) or 'none'}); name the columns")
    column = batch.column(names.index(name))
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    if not pa.types.is_null(column.type) and not any(is_kind(column.type) for is_kind in kinds):
        raise SourceError(_TITLE, f"has a column `{name}` of type {column.type}, which does not suit it")
    return column


def _value(cell: pa.Scalar) -> object:
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        # Arrow does not look whether its strings are UTF-8; a content that is not is still a file.
        return cell.as_buffer().to_pybytes()


def _batches(done: Sequence[_Done]) -> Iterator[pa.RecordBatch]:
    """One batch; or one for each input, when Arrow cannot hold what one of them has, as a number of twenty digits."""
    try:
        yield _batch(done)
    except Exception as error:
        if len(done) == 1:
            yield _batch([(failed(done[0][0].name, error), {})])
        else:
            for one in done:
                yield from _batches([one])


def _batch(done: Sequence[_Done]) -> pa.RecordBatch:
    plain = zip(*((one.name, one.outcome, one.code, one.reason, one.line) for one, _ in done), strict=True)
    arrays = [pa.array(column, field.type) for field, column in zip(ARROW_SCHEMA, plain, strict=False)]
    arrays += [_lists(name, [tables.get(name) for _, tables in done]) for name in _NESTED]
    return pa.record_batch(arrays, schema=ARROW_SCHEMA)


def _lists(table: str, each: Sequence[Sequence[Row] | None]) -> pa.Array:
    """The rows of several inputs in a table, a list for each; null for an input that has none because it failed."""
    elements = arrow_batch(table, [row for of_one in each for row in of_one or ()])
    structs = pa.StructArray.from_arrays(elements.columns, fields=list(elements.schema))
    offsets = pa.array(accumulate((len(of_one or ()) for of_one in each), initial=0), pa.int32())
    missing = pa.array([of_one is None for of_one in each])
    return pa.ListArray.from_arrays(offsets, structs, type=ARROW_SCHEMA.field(table).type, mask=missing)
