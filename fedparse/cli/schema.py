"""`fedparse schema`: the JSON Schema of a document."""

from fedparse.cli.options import OutputFile
from fedparse.cli.output import Output


def schema(output: OutputFile = None) -> None:
    """Writes the schema."""
    from fedparse.schema import schema_json  # noqa: PLC0415 - commands load only what they use

    with Output(output) as out:
        out.write(schema_json())
