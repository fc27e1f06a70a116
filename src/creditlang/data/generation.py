"""A synthetic data set for any registry, so that a rulebook can be tried without real people's data.

In: a registry and a seed. Out: one file for each table. What holds: without bad rows the data set meets the
contract, and the same arguments give the same data everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import duckdb

from creditlang.data.checks import literal, quoted
from creditlang.data.files import SUFFIXES, DataFolderError
from creditlang.data.populations import Population
from creditlang.data.spoil import Spoilt, count_rows, spoil_rows, spoil_text
from creditlang.data.staging import connect
from creditlang.data.tables import Table, event_table, subject_table
from creditlang.ir import Registry
from creditlang.values import Months, add

FORMATS = tuple(suffix.removeprefix(".") for suffix in SUFFIXES)
UNTIL = date(2026, 1, 1)
"""The default end of the records: a fixed day, so that a data set can be made again."""


@attrs.frozen
class Generated:
    """What was written.

    Attributes:
        rows: the number of rows of each table.
        spoilt: the rows that break the contract on purpose.
    """

    rows: dict[str, int]
    spoilt: tuple[Spoilt, ...]


def generate(
    registry: Registry,
    *,
    subject: str,
    people: int,
    out: str | Path,
    seed: int = 0,
    bad_rows: int = 0,
    file_format: str = "parquet",
    until: date = UNTIL,
    years: int = 6,
    records: float = 3,
    everyone: Collection[str] = (),
    on_progress: Callable[[str, float], None] | None = None,
) -> Generated:
    """Write a synthetic data set.

    Args:
        subject: whom records are mostly about; there are a third as many of every other kind of subject.
        people: how many of them.
        out: a folder, made if it is not there.
        bad_rows: how many rows break the contract, in various ways; each is one that loading reports.
        file_format: `parquet`, `csv` or `jsonl`.
        until: records are dated before this day.
        years: records go back so far.
        records: how many a subject has on average; most have fewer, a few have many more.
        everyone: events of which each subject has at least one record, in the first year, such as consent.
        on_progress: told the table that is being written, and the share of all tables that are.

    Raises:
        DataFolderError: the folder holds a table in another format already, or a table's name cannot be a
            file's.
        ValueError: an argument makes no sense.
    """
    if people < 1 or years < 1 or records < 0 or bad_rows < 0 or file_format not in FORMATS:
        raise ValueError(
            "people and years must be at least 1, the rest at least 0, and the format one of " + ", ".join(FORMATS)
        )
    out = Path(out)
    progress = on_progress or _silent
    tables = [subject_table(s) for s in registry.subjects.values()] + [event_table(e) for e in registry.events.values()]
    _prepare(out, tables, file_format)
    counts = {name: people if name == subject else ceil(people / 3) for name in registry.subjects}
    start = add(until, Months(-12 * years))
    population = Population(registry, seed, counts, start, until, round(records * 1_000_000), frozenset(everyone))
    steps = 2 * len(tables)
    rows: dict[str, int] = {}
    with TemporaryDirectory(prefix="creditlang-") as folder, connect(Path(folder)) as connection:
        for n, table in enumerate(tables):
            progress(table.name, n / steps)
            connection.execute(f"CREATE TABLE g{n} AS {population.query(table)}")
            rows[table.name] = count_rows(connection, n)
        concerned = [n for n, table in enumerate(tables) if subject in (table.name, table.about)]
        spoilt, edits = spoil_rows(connection, tables, concerned, bad_rows, file_format, seed)
        for n, table in enumerate(tables):
            progress(table.name, (len(tables) + n) / steps)
            path = out / f"{table.name}.{file_format}"
            _write(connection, n, table, path)
            if n in edits:
                spoil_text(path, table, edits[n])
    return Generated(rows, spoilt)


def _write(connection: duckdb.DuckDBPyConnection, n: int, table: Table, path: Path) -> None:
    shown = ", ".join(f"c{j} AS {quoted(column.name)}" for j, column in enumerate(table.columns))
    options = {".parquet": "FORMAT parquet", ".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json"}[path.suffix]
    connection.execute(f"COPY (SELECT {shown} FROM g{n} ORDER BY rowid) TO {literal(str(path))} ({options})")
    connection.execute(f"DROP TABLE g{n}")


def _silent(_table: str, _share: float) -> None:
    """Tell nobody."""


def _prepare(out: Path, tables: list[Table], file_format: str) -> None:
    """Make the folder; refuse to put two formats of a table side by side."""
    out.mkdir(parents=True, exist_ok=True)
    for table in tables:
        if Path(table.name).name != table.name or "\0" in table.name:
            raise DataFolderError(f"`{table.name}` cannot be the name of a file")
        for suffix in SUFFIXES:
            if suffix != f".{file_format}" and (out / f"{table.name}{suffix}").exists():
                raise DataFolderError(f"`{out / table.name}{suffix}` is there already: choose an empty folder")
