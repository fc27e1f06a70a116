"""Drawn people in DuckDB, and the decisions on all of them by the emitted queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb

from creditlang import ir
from creditlang.backends.sql.duckdb import DuckDB
from creditlang.backends.sql.query import decisions, lines, table_of_decisions
from creditlang.backends.sql.sources import Contract
from creditlang.data.checks import quoted, sql_type
from creditlang.data.tables import Table, event_table, subject_table
from creditlang.outputs import line_decimals, line_rows, score_decimals, subject_row
from creditlang.semantics import Decision, decide
from creditlang.values import show_exact
from properties.generator import People

Rows = list[dict[str, Any]]


def tables_of(people: People) -> Iterator[tuple[Table, list[list[object]]]]:
    """Every table of the data contract with its rows."""
    registry = people.registry
    for subject in registry.subjects.values():
        table = subject_table(subject)
        yield table, [[id, *_cells(table, f.values)] for (kind, id), f in people.facts.items() if kind == subject.name]
    for event in registry.events.values():
        table = event_table(event)
        rows = [
            [r.id, id, r.date, r.recorded, r.withdrawn, *_cells(table, r.values)]
            for (_, id), found in people.records.items()
            for r in found
            if r.event == event.name
        ]
        yield table, rows


def _cells(table: Table, values: Any) -> list[object]:
    return [_cell(values[column.name]) for column in table.fields]


def _cell(value: object) -> object:
    if isinstance(value, Fraction):
        return Decimal(show_exact(value))
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def connection_with(people: People) -> duckdb.DuckDBPyConnection:
    """A database that holds the people."""
    connection = duckdb.connect(config={"threads": 1})
    for table, rows in tables_of(people):
        columns = ", ".join(f"{quoted(c.name)} {sql_type(c)}" for c in table.columns)
        connection.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
        if rows:
            marks = ", ".join("?" for _ in table.columns)
            connection.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", rows)
    return connection


def decided_in_duckdb(series: ir.Series, people: People, as_of: date, as_known: date | None) -> tuple[Rows, Rows]:
    """The rows of both tables, by subject."""
    source, dialect = Contract(series.registry), DuckDB()
    found = decisions(series, as_of, as_known, source, dialect)
    whole = table_of_decisions(found, dialect, score_decimals(series))
    told = lines(series, as_of, as_known, source, dialect, line_decimals(series))
    with connection_with(people) as connection:
        decided = _rows(connection, whole.sql(dialect.name))
        contributed = [] if told is None else _rows(connection, told.sql(dialect.name))
    return _in_order(decided), _in_order(contributed)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: value for name, value in row.items() if not name.startswith("_")} for row in rows]


def _in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: (row["subject"], str(row.get("criterion")), str(row.get("record"))))


def decided_by_reference(
    series: ir.Series, subject: str, people: People, as_of: date, as_known: date | None
) -> tuple[Rows, Rows]:
    """The rows that the reference evaluator's decisions give."""
    every = [
        decide(series, people.history(subject, id), as_of, as_known) for kind, id in people.facts if kind == subject
    ]
    return rows_of(series, every)


def rows_of(series: ir.Series, every: list[Decision]) -> tuple[Rows, Rows]:
    """Decisions as rows with the values of a database."""
    decided = [_typed(subject_row(decision), score_decimals(series)) for decision in every]
    contributed = [_typed(row, line_decimals(series)) for decision in every for row in line_rows(decision)]
    return _in_order(decided), _in_order(contributed)


def _typed(row: dict[str, Any], decimals: int) -> dict[str, Any]:
    found = dict(row)
    for name in ("points", "before_caps"):
        if found.get(name) is not None:
            found[name] = Decimal(found[name]) if decimals else int(found[name])
    for name in ("date", "until"):
        if found.get(name) is not None:
            found[name] = date.fromisoformat(found[name])
    return found
