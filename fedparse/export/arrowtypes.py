"""The tables as Arrow has them: the schema of each, and record batches of rows."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from fedparse.errors import MissingExtra
from fedparse.export.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedparse.export.sinks import Row
    from fedparse.export.tables import Type

DIGITS, PLACES = 38, 10
"""Numbers have so many digits, so many of them after the point."""

_UNIT = Decimal(1).scaleb(-PLACES)
_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)


def arrow() -> Any:
    """The module `pyarrow`.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - not everybody has it
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    return pa


@cache
def arrow_schema(table: str) -> Any:
    """The `pyarrow.Schema` of a table. Texts are plain strings, which every engine has; files compress them."""
    pa = arrow()
    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.decimal128(DIGITS, PLACES),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    keys = TABLES[table].key
    return pa.schema(
        [pa.field(column.name, types[column.type], column.name not in keys) for column in TABLES[table].columns]
    )


def arrow_batch(table: str, rows: Sequence[Row]) -> Any:
    """Rows of a table as one `pyarrow.RecordBatch`."""
    pa = arrow()
    schema = arrow_schema(table)
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [
        pa.array(_arrow_values(column.type, values), field.type)
        for column, field, values in zip(TABLES[table].columns, schema, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow_values(type_: Type, values: Sequence[Any]) -> Sequence[Any]:
    if type_ == "number":
        return [None if value is None else _number(value) for value in values]
    if type_ == "date":
        return [None if value is None else _day(value) for value in values]
    return values


def _number(value: int | Decimal) -> Decimal | None:
    """The number, rounded to the places there are; None for one that does not fit: a wrong number would be worse."""
    try:
        return Decimal(value).quantize(_UNIT, context=_CONTEXT)
    except InvalidOperation:
        return None


@cache
def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
