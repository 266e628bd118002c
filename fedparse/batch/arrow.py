"""Arrow tables of inputs to Arrow tables of documents: what Ray, Spark, Dask and others run on many machines.

Every engine that speaks Arrow can call `parse_arrow` on its batches; the recipes are in docs/engines.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedparse.batch.record import Parsed, checked_meta, parse_one
from fedparse.errors import MissingExtra, SourceError

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra("fedparse.batch.arrow", "parquet") from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ARROW_SCHEMA = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("code", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("document", pa.string()),
    ]
)
"""What comes out, a row for each input: `name`, `outcome` (`converted` or `failed`), `code` and `reason` of a failure,
and `document`, the contract's JSON in one line, whose numbers are exact."""

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
    waiting: list[Parsed] = []
    size = 0
    for batch in batches:
        for row in _rows(batch, name, content):
            data = row.pop("content")
            waiting.append(parse_one(data, reading | {key: value for key, value in row.items() if value is not None}))
            size += len(waiting[-1].line or b"")
            if len(waiting) >= _ROWS_OUT or size >= _BYTES_OUT:
                yield _batch(waiting)
                waiting, size = [], 0
    if waiting:
        yield _batch(waiting)


def parse_table(table: pa.Table, *, name: str = "name", content: str = "content", **reading: object) -> pa.Table:
    """As `parse_arrow`, for engines that hand over whole tables, as Ray does."""
    return pa.Table.from_batches(parse_arrow(table.to_batches(), name=name, content=content, **reading), ARROW_SCHEMA)


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


def _batch(parsed: Iterable[Parsed]) -> pa.RecordBatch:
    rows = [(one.name, one.outcome, one.code, one.reason, one.line) for one in parsed]
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for field, column in zip(ARROW_SCHEMA, columns, strict=True)]
    return pa.record_batch(arrays, schema=ARROW_SCHEMA)
