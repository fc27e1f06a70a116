"""The tables that a rulebook is computed on, as Polars frames.

In: a data set that has been checked. What then holds: people are numbered from 0 in the order of their ids (`n`),
numbers are whole numbers of smallest steps, days are numbers since 1970-01-01, and only the columns that rules read
are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import attrs
import polars as pl

from creditlang.backends.polars.dates import DAY
from creditlang.data.dataset import Dataset, StoredTable
from creditlang.types import Date, Definite, Number

NUMBER = "n"
"""The column that says whom a row is about: the place of their id among all ids."""

_RECORD = ("record", "date", "recorded", "withdrawn")


@attrs.frozen
class Frames:
    """People and their records.

    Attributes:
        people: those who are decided on, in the order of their ids: `n`, `subject`, `incomplete` and their fields.
        subjects: everyone of each kind, by `subject`, for relations.
        events: records by event: `n`, `record`, `date`, `recorded`, `withdrawn` and their fields.
    """

    people: pl.DataFrame
    subjects: Mapping[str, pl.LazyFrame]
    events: Mapping[str, pl.LazyFrame]


def physical(kind: Definite) -> type[pl.DataType] | None:
    """The type of a field's column where it is not that of its table."""
    if isinstance(kind, Number):
        return pl.Int64
    return DAY if isinstance(kind, Date) else None


MOST_RECORDS = 20_000_000
"""How many records are in memory at once, if no single person has more."""


def frames_of(dataset: Dataset, fields: Mapping[str, frozenset[str]]) -> Iterator[Frames]:
    """The people of a data set with their records, some at a time so that memory stays bounded.

    Args:
        fields: the declared fields of each subject and event that are wanted; tables that are not named are not read.
    """
    subjects = {
        name: _read(dataset, stored, fields[name], "TRUE").lazy()
        for name, stored in dataset.tables.items()
        if not stored.table.is_event and name in fields and name != dataset.subject
    }
    own = dataset.tables[dataset.subject]
    # Relations can lead to someone of the same kind who is decided on in another part.
    subjects[dataset.subject] = _read(dataset, own, fields.get(dataset.subject, frozenset()), "TRUE").lazy()
    for first, last in _parts(dataset, fields):
        among = f"n BETWEEN {first} AND {last}"
        people = _read(dataset, own, fields.get(dataset.subject, frozenset()), among)
        events = {
            name: _read(dataset, stored, fields[name], among).lazy()
            for name, stored in dataset.tables.items()
            if stored.table.is_event and name in fields
        }
        yield Frames(people, subjects, events)


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


def _read(dataset: Dataset, stored: StoredTable, fields: frozenset[str], condition: str) -> pl.DataFrame:
    """The wanted columns of a table."""
    key = "record" if stored.table.is_event else "subject"
    columns = [f"c0 AS {key}"]
    if stored.table.is_event:
        columns += ["n", "c2 AS date", "c3 AS recorded", "c4 AS withdrawn"]
    elif stored.table.name == dataset.subject:
        columns += ["n", "c0 IN (SELECT id FROM incomplete) AS incomplete"]
    wanted = [column for column in stored.table.fields if column.name in fields]
    columns += [_column(stored, column.name, column.type) for column in wanted]
    order = " ORDER BY n" if stored.table.name == dataset.subject else ""
    relation = dataset.connection.sql(f"SELECT {', '.join(columns)} FROM {stored.name} WHERE {condition}{order}")
    frame = pl.DataFrame(relation)
    days = ["date", "recorded", "withdrawn"] if stored.table.is_event else []
    days += [f"f{stored.table.place(c.name)}" for c in wanted if isinstance(c.type, Date)]
    names = {f"f{stored.table.place(column.name)}": column.name for column in wanted}
    shown = frame.with_columns(pl.col(NUMBER).cast(pl.Int64)) if NUMBER in frame.columns else frame
    return shown.with_columns(pl.col(day).cast(DAY) for day in days).select(
        *(pl.col(name) for name in shown.columns if name not in names),
        *(pl.col(name).alias(prefixed(called)) for name, called in names.items()),
    )


def _column(stored: StoredTable, name: str, kind: Definite) -> str:
    stands, place = stored.columns[name], f"f{stored.table.place(name)}"
    if isinstance(kind, Number):
        scale = kind.scale or 0
        return f"CAST(CAST({stands} AS DECIMAL(38, {scale})) * {10**scale} AS BIGINT) AS {place}"
    return f"{stands} AS {place}"


def prefixed(field: str) -> str:
    """The column of a declared field, apart from the columns that every table has."""
    return f".{field}"
