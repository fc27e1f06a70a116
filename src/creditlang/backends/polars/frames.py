"""The tables that a rulebook is computed on, as Polars frames.

In: a data set that has been checked. What then holds: people are numbered from 0 in the order of their ids (`n`),
numbers are whole numbers of smallest steps, days are numbers since 1970-01-01, and only the columns that rules read
are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import polars as pl

from creditlang.backends.polars.dates import DAY
from creditlang.data.checks import literal
from creditlang.data.dataset import Dataset, StoredTable
from creditlang.data.tables import Column, Role, Table, event_table, subject_table
from creditlang.ir import Series
from creditlang.types import Choice, Date, Definite, Number

NUMBER = "n"
"""The column that says whom a row is about: the place of their id among all ids."""


@attrs.frozen
class Frames:
    """People and their records.

    Attributes:
        people: those who are decided on, in the order of their ids: `n`, `subject`, `incomplete` and their fields.
        subjects: everyone of each kind, by `subject`, for relations.
        events: records by event: `n`, `record`, `date`, `recorded`, `withdrawn` and their fields. These three days
            are dates as they are stored, so that what asks for some of them skips the rest of a file.
    """

    people: pl.DataFrame
    subjects: Mapping[str, pl.LazyFrame]
    events: Mapping[str, pl.LazyFrame]


MOST_RECORDS = 20_000_000
"""How many records are looked at at once, if no single person has more."""


def frames_of(dataset: Dataset, fields: Mapping[str, frozenset[str]]) -> Iterator[Frames]:
    """The people of a data set with their records, some at a time so that memory stays bounded.

    The tables pass from DuckDB through Parquet files, of which Polars reads the columns and rows that it needs.

    Args:
        fields: the declared fields of each subject and event that are wanted; tables that are not named are not read.
    """
    with TemporaryDirectory(prefix="creditlang-") as folder:
        tables: dict[str, pl.LazyFrame] = {}
        for place, (name, stored) in enumerate(dataset.tables.items()):
            if name in fields or name == dataset.subject:
                tables[name] = _read(dataset, stored, fields.get(name, frozenset()), Path(folder, f"{place}.parquet"))
        for first, last in _parts(dataset, fields):
            among = pl.col(NUMBER).is_between(first, last)
            people = tables[dataset.subject].filter(among).collect()
            # Relations can lead to someone of the same kind who is decided on in another part.
            yield Frames(
                people,
                {name: table for name, table in tables.items() if not dataset.tables[name].table.is_event},
                {name: table.filter(among) for name, table in tables.items() if dataset.tables[name].table.is_event},
            )


def frames_of_contract(folder: Path, series: Series, fields: Mapping[str, frozenset[str]]) -> Frames:
    """A folder of Parquet files that meets the data contract, as it stands: nothing is checked, nothing copied.

    Args:
        fields: as for `frames_of`.
    """
    registry, subject = series.registry, series.editions[-1].subject
    kinds = {name: subject_table(found) for name, found in registry.subjects.items()}
    kinds |= {name: event_table(found) for name, found in registry.events.items() if name in fields}
    paths = {name: folder / f"{name}.parquet" for name in kinds}
    tables = {name: _as_it_stands(paths[name], kinds[name], fields[name]) for name in kinds if paths[name].exists()}
    people = tables[subject].sort("subject").with_columns(pl.lit(False).alias("incomplete")).collect()
    people = people.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(NUMBER))
    hashed = people.select(pl.col("subject").hash().alias("subject"), NUMBER)
    # Whole numbers are looked up in a third of the time; everyone in the records is among the people, so if no two of
    # them share a hash, nobody is mistaken for another.
    apart = hashed["subject"].n_unique() == people.height
    numbers = (hashed if apart else people.select("subject", NUMBER)).lazy()
    owner = pl.col("subject").hash() if apart else pl.col("subject")
    subjects = {name: table for name, table in tables.items() if name in registry.subjects}
    events = {
        name: table.with_columns(owner).join(numbers, on="subject", how="inner", maintain_order="none").drop("subject")
        for name, table in tables.items()
        if name in registry.events and registry.events[name].subject == subject
    }
    return Frames(people, subjects, events)


def _as_it_stands(path: Path, table: Table, fields: frozenset[str]) -> pl.LazyFrame:
    """The wanted columns of a Parquet file, in the types that this engine computes with."""
    found = pl.scan_parquet(path)
    schema = found.collect_schema()
    columns = [pl.col(column.name) for column in table.columns if column.role in (Role.KEY, Role.OWNER)]
    if table.is_event:
        days = {name: pl.col(name) if name in schema else pl.lit(None, dtype=pl.Date) for _, name in _DAYS}
        days["recorded"] = pl.coalesce(days["recorded"], days["date"])
        columns += [day.alias(name) for name, day in days.items()]
    for column in table.fields:
        if column.name in fields:
            columns.append(_in_steps(column, schema[column.name]).alias(prefixed(column.name)))
    return found.select(columns)


def _in_steps(column: Column, stored: pl.DataType) -> pl.Expr:
    """A field as whole numbers of smallest steps, or days, or as it stands."""
    values = pl.col(column.name)
    match column.type:
        case Number(scale=scale):
            if isinstance(stored, pl.Decimal):
                # The digits as they are stored: no arithmetic on decimals.
                whole, more = values.to_physical().cast(pl.Int64), (scale or 0) - stored.scale
                return whole * int(10**more) if more >= 0 else whole // int(10**-more)
            return values.cast(pl.Int64) * int(10 ** (scale or 0))
        case Date():
            return values.cast(DAY)
        case Choice():
            return values.cast(pl.String)
        case _:
            return values


def _parts(dataset: Dataset, fields: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Ranges of people who have not too many records together."""
    if dataset.count == 0:
        yield 0, -1
        return
    names = [stored.name for name, stored in dataset.tables.items() if stored.table.is_event and name in fields]
    total = 0
    for name in names:
        row = dataset.connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        assert row is not None
        total += row[0]
    parts = min(max(1, -(-total // MOST_RECORDS)), dataset.count)
    ends = [dataset.count * part // parts for part in range(parts + 1)]
    yield from ((start, end - 1) for start, end in pairwise(ends))


def _read(dataset: Dataset, stored: StoredTable, fields: frozenset[str], path: Path) -> pl.LazyFrame:
    """The wanted columns of a table, by way of a file."""
    columns = [f"c0 AS {'record' if stored.table.is_event else 'subject'}"]
    if stored.table.is_event:
        columns += ["CAST(n AS BIGINT) AS n", *(f"c{place} AS {day}" for place, day in _DAYS)]
    elif stored.table.name == dataset.subject:
        columns += ["CAST(n AS BIGINT) AS n", "c0 IN (SELECT id FROM incomplete) AS incomplete"]
    wanted = {f"f{stored.table.place(c.name)}": c for c in stored.table.fields if c.name in fields}
    columns += [f"{_column(stored, column.name, column.type)} AS {short}" for short, column in wanted.items()]
    order = " ORDER BY n" if stored.table.is_event or stored.table.name == dataset.subject else ""
    query = f"SELECT {', '.join(columns)} FROM {stored.name}{order}"
    dataset.connection.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet)")
    return pl.scan_parquet(path).rename({short: prefixed(column.name) for short, column in wanted.items()})


_DAYS = ((2, "date"), (3, "recorded"), (4, "withdrawn"))


def _day(stands: str) -> str:
    return f"CAST({stands} - DATE '1970-01-01' AS INTEGER)"


def _column(stored: StoredTable, name: str, kind: Definite) -> str:
    stands = stored.columns[name]
    if isinstance(kind, Number):
        scale = kind.scale or 0
        return f"CAST(CAST({stands} AS DECIMAL(38, {scale})) * {10**scale} AS BIGINT)"
    return _day(stands) if isinstance(kind, Date) else stands


def prefixed(field: str) -> str:
    """The column of a declared field, apart from the columns that every table has."""
    return f".{field}"
