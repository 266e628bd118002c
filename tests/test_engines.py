"""The recipes of docs/engines.md, run as they stand there; an engine that is not installed is skipped.

`pip install 'fedparse[test,dask]'` (or `ray`, `spark`), then `python -m pytest tests/test_engines.py`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fedparse.batch.convert import convert
from fedparse.batch.record import parse_record

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).parents[1] / "docs" / "engines.md"
SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
QUIET = {"RAY_AUTH_MODE": "disabled", "RAY_DATA_DISABLE_PROGRESS_BARS": "1", "SPARK_LOCAL_IP": "127.0.0.1"}
"""What keeps an engine from writing outside of the test."""
PATIENCE = 600


def recipe(title: str) -> str:
    """The program below a heading of the page."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    programs = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert len(programs) == 1
    return str(programs[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as archives have them: other encodings, Chinese names, folders, and some that cannot be read."""
    folder = tmp_path_factory.mktemp("档 案")
    for number, path in enumerate(SAMPLES):
        place = folder / f"{2009 + number}年" / f"总结 {path.name}"
        place.parent.mkdir()
        place.write_bytes(path.read_bytes())
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    (folder / "断.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    with zipfile.ZipFile(folder / "合集.zip", "w") as archive:
        archive.writestr("a.txt", "慰问儿童30名。")
    return folder


@pytest.fixture(scope="module")
def records(folder: Path) -> list[dict[str, Any]]:
    """What `parse_record` makes of the files, in the order of their names."""
    paths = sorted(str(path) for path in folder.rglob("*") if path.is_file())
    return [parse_record(Path(path).read_bytes(), {"name": path}) for path in paths]


def _name(record: dict[str, Any]) -> str:
    return str(record["name"])


def _from_arrow(names: list[str]) -> list[dict[str, Any]]:
    """What `parse_table` makes of some files, the rows of the flat tables among it."""
    pa = pytest.importorskip("pyarrow")
    from fedparse.batch.arrow import parse_table

    table = pa.table({"name": names, "content": [Path(name).read_bytes() for name in names]})
    rows: list[dict[str, Any]] = parse_table(table).to_pylist()
    return rows


def from_parquet(out: Path) -> list[dict[str, Any]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(out).to_pylist()
    assert sorted(rows, key=_name) == sorted(_from_arrow([row["name"] for row in rows]), key=_name)
    made = [{key: row[key] for key in ("name", "outcome", "code", "reason", "document")} for row in rows]
    return [row | {"document": row["document"] and json.loads(row["document"])} for row in made]


def from_lines(out: Path) -> list[dict[str, Any]]:
    lines = [line for path in sorted(out.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("module", "title", "read", "lost"),
    [
        pytest.param("dask", "Dask", from_lines, None, id="dask"),
        pytest.param("ray", "Ray Data", from_parquet, None, id="ray"),
        # Spark's source of files passes over those of 0 bytes; the page says so.
        pytest.param("pyspark", "Spark", from_parquet, "empty", id="spark"),
    ],
)
def test_an_engine_makes_the_same_records(
    module: str,
    title: str,
    read: Callable[[Path], list[dict[str, Any]]],
    lost: str | None,
    folder: Path,
    records: list[dict[str, Any]],
    tmp_path: Path,
) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    program = tmp_path / "recipe.py"
    program.write_text(recipe(title), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(folder), str(tmp_path / "out")],
        env=os.environ | QUIET,
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-4000:]
    expected = [record for record in records if lost is None or record["code"] != lost]
    assert sorted(read(tmp_path / "out"), key=_name) == expected


def test_a_batch_makes_the_same_records(folder: Path, records: list[dict[str, Any]], tmp_path: Path) -> None:
    """But for the archive, which it takes apart."""
    summary = convert([folder], tmp_path, dedupe="off", workers=2)
    documents = [json.loads(line) for line in (tmp_path / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    zipped = str(folder / "合集.zip")
    ours = [document for document in documents if not document["source"]["name"].startswith(zipped)]
    assert ours == [record["document"] for record in records if record["document"]]
    assert [tuple(failure) for failure in summary.failures if not failure.name.startswith(zipped)] == [
        (record["name"], record["code"], record["reason"])
        for record in records
        if record["code"] and record["name"] != zipped
    ]
