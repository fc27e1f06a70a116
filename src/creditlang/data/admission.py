"""The short way in, for tables whose columns have types: stored at once, then asked about as a whole by one query.

In: Parquet files or tables of a database, with columns that fit. Out: the tables of a data set, or nothing where
anything is doubtful. What holds: a table that is let in has no problem that the long way, `staging` and
`crosschecks`, would find in the texts of its cells or across its rows, and holds the same values. A doubt is not yet
a problem: the long way then decides, cell by cell, and names row, column, value and reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import assert_never

import attrs
import duckdb

from creditlang.data.checks import bounds, literal, quoted, sql_type
from creditlang.data.columnar import TEXTS, WHOLE, text_of
from creditlang.data.reasons import LARGEST_TEXT
from creditlang.data.shards import Shard
from creditlang.data.tables import Column, Relation, Table, stored_name
from creditlang.types import Boolean, Choice, Date, Duration, ManyRelated, Number, Related, Text


@attrs.frozen
class Typed:
    """A table with types of its own.

    Attributes:
        rows: its rows as a relation.
        kinds: the types of its columns by their names; those that hold no value at all are left out.
    """

    table: Table
    rows: str
    kinds: Mapping[str, str]


def admit(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Typed],
    relations: Collection[Relation],
    shard: Shard | None,
    on_table: Callable[[str, float], None],
) -> bool:
    """Store tables if nothing about them is doubtful, and say whether it was done; if not, nothing is left behind.

    Args:
        tables: the subject that histories are about first, then other subjects, then events; none if one has no types.
        relations: those that are read; the others may lead to tables that are not here.
        shard: only these subjects are wanted, with what is recorded about them; None for all.
        on_table: told the table that is being read and the share of it that has been.
    """
    cells = [[_value(column, one.kinds.get(column.name)) for column in one.table.columns] for one in tables]
    if not tables or any(cell is None for row in cells for cell in row):
        return False
    for i, one in enumerate(tables):
        on_table(one.table.name, 0.0)
        values = ", ".join(f"{cell} AS c{j}" for j, cell in enumerate(cells[i]))
        rows = f"(SELECT {values} FROM {one.rows})"
        if shard is not None and (i == 0 or one.table.is_event):
            rows = f"(SELECT * FROM {rows} WHERE {shard.holds('c1' if one.table.is_event else 'c0')})"
        try:
            connection.execute(f"CREATE TABLE {stored_name(one.table, i)} AS {_stored(one.table, rows)}")
        except duckdb.InterruptException:
            raise
        except duckdb.Error:
            # A value that no cast can take, or a file that breaks off: the long way says which.
            return _leave(connection, tables)
        if _one(connection, f"SELECT {' OR '.join(_doubts(one.table))} FROM {stored_name(one.table, i)}"):
            return _leave(connection, tables)
        on_table(one.table.name, 1.0)
    across = [*_across([one.table for one in tables], relations), *(_used_elsewhere(tables) if shard else ())]
    if not all(_one(connection, query) for query in across):
        return _leave(connection, tables)
    return True


def _leave(connection: duckdb.DuckDBPyConnection, tables: Sequence[Typed]) -> bool:
    for i, one in enumerate(tables):
        connection.execute(f"DROP TABLE IF EXISTS {stored_name(one.table, i)}")
    return False


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> bool:
    row = connection.execute(query).fetchone()
    assert row is not None
    return bool(row[0])


def _stored(table: Table, rows: str) -> str:
    """The rows as they are stored: numbered by whom they are about; without a number if there is nobody."""
    if not table.is_event:
        return f"SELECT row_number() OVER (ORDER BY c0) - 1 AS n, * FROM {rows} ORDER BY c0"
    known = "v.* REPLACE (coalesce(c3, c2) AS c3)"
    return f"SELECT n, {known} FROM {rows} v LEFT JOIN (SELECT n, c0 AS id FROM subject_0) ON c1 = id"


def _value(column: Column, kind: str | None) -> str | None:
    """The SQL of a column's values, which are unchanged or an error of the engine; None if only texts can be checked.

    Args:
        kind: the type in the file; None for a column that is not there or holds no value.
    """
    if kind is None:
        return f"CAST(NULL AS {sql_type(column)})"
    base, _, rest = kind.partition("(")
    match column.type:
        case Number(scale=scale):
            assert scale is not None
            # A cast to as many decimals or more is exact or fails; one to fewer would round.
            fits = base in WHOLE or (base == "DECIMAL" and int(rest.rstrip(")").split(",")[1]) <= scale)
        case Date():
            fits = base == "DATE"
        case Boolean():
            fits = base == "BOOLEAN"
        case Choice() | Text() | Related():
            fits = base in TEXTS or base == "ENUM"
        case ManyRelated() | Duration():
            raise AssertionError(f"{column.name} is not stored")
        case _:
            assert_never(column.type)
    if not fits:
        return None
    kept = sql_type(column)
    return text_of(column.name) if kept == "VARCHAR" else f"CAST({quoted(column.name)} AS {kept})"


# --- doubts ------------------------------------------------------------------------------------------


def _doubts(table: Table) -> Iterator[str]:
    """Conditions on a whole stored table, each of which, if it is true, is a doubt."""
    if table.is_event:
        yield "count(n) < count(*)"
    for j, column in enumerate(table.columns):
        for doubt in _doubts_about(column, f"c{j}"):
            yield f"coalesce({doubt}, false)"


def _doubts_about(column: Column, cell: str) -> Iterator[str]:
    """What may be wrong with the values of a column; unknown where there are none."""
    if column.required:
        yield f"count({cell}) < count(*)"
    match column.type:
        case Number():
            for operator, bound in bounds(column.type):
                yield f"{'min' if operator == '<' else 'max'}({cell}) {operator} {bound}"
        case Date():
            yield f"min({cell}) < DATE '0001-01-01'"
            yield f"max({cell}) > DATE '9999-12-31'"
        case Boolean():
            pass
        case Choice(members=members):
            yield f"count(*) FILTER ({cell} NOT IN ({', '.join(map(literal, members))})) > 0"
        case Text() | Related():
            # There are at least as many bytes as characters, and a text knows its bytes without being read.
            yield f"max(strlen({cell})) > {LARGEST_TEXT}"
            if column.is_id:
                # No blank begins with a sign between these two, so most ids need no trimming.
                yield f"count(*) FILTER (({cell} < '!' OR {cell} > '~') AND trim({cell}) = '') > 0"
        case ManyRelated() | Duration():
            raise AssertionError(f"{column.name} is not stored")
        case _:
            assert_never(column.type)


def _across(tables: Sequence[Table], relations: Collection[Relation]) -> Iterator[str]:
    """Queries of one truth each: whether every id is used once, and every id that is referred to is there."""
    places = {table.name: i for i, table in enumerate(tables)}
    for i, table in enumerate(tables):
        if not table.is_event:
            yield _all_apart([stored_name(table, i)])
    events = [stored_name(table, i) for i, table in enumerate(tables) if table.is_event]
    if events:
        yield _all_apart(events)
    for i, table in enumerate(tables):
        for j, column, subject in table.relations():
            if (table.name, column.name) in relations:
                holder, other = stored_name(table, i), stored_name(tables[places[subject]], places[subject])
                yield (
                    f"SELECT count(*) = 0 FROM (SELECT c{j} AS id FROM {holder} WHERE c{j} IS NOT NULL)"
                    f" ANTI JOIN (SELECT c0 AS there FROM {other}) ON id = there"
                )


def _all_apart(stored: Sequence[str]) -> str:
    """Whether no two ids even have the same hash, which takes half as long to find as whether they are the same."""
    hashes = " UNION ALL ".join(f"SELECT hash(c0) AS h FROM {name}" for name in stored)
    return f"SELECT count(*) = count(DISTINCT h) FROM ({hashes})"


def _used_elsewhere(tables: Sequence[Typed]) -> Iterator[str]:
    """A query of one truth: whether no record of another shard has the id of one of this shard."""
    events = [(i, one) for i, one in enumerate(tables) if one.table.is_event]
    if events:
        here = " UNION ALL ".join(f"SELECT c0 AS id FROM {stored_name(one.table, i)}" for i, one in events)
        everywhere = " UNION ALL ".join(
            f"SELECT {text_of(one.table.columns[0].name)} AS id FROM {one.rows}" for _, one in events
        )
        yield (
            f"SELECT (SELECT count(*) FROM ({everywhere}) SEMI JOIN ({here}) USING (id))"
            f" = (SELECT count(*) FROM ({here}))"
        )
